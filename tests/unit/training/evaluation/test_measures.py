"""Flicker and noise: figures that tell what a viewer would see."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from training.evaluation.measures import PAN_MOVES, along, fine_energy_density, pan_over, unsteadiness


def smooth_photo(side: int = 240) -> np.ndarray:
    coarse = np.random.default_rng(3).integers(0, 256, (12, 12, 3), np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC))


def waves(period_px: float, side: int = 128, amplitude: float = 0.2) -> np.ndarray:
    """Waves across the picture, of `amplitude`² / 2 variance."""
    row = 0.5 + amplitude * np.sin(2 * np.pi * np.arange(side) / period_px)
    return np.broadcast_to(row[None, :, None], (side, side, 3)).astype(np.float32)


def test_frames_of_a_pan_agree_once_they_are_moved_along() -> None:
    pan = pan_over(smooth_photo(), 128)
    assert len(pan.frames) == len(PAN_MOVES) + 1
    assert {frame.shape for frame in pan.frames} == {(128, 128, 3)}
    still = unsteadiness(pan.frames, [(0.0, 0.0)] * len(PAN_MOVES), 8)
    assert unsteadiness(pan.frames, pan.moves, 8) < 0.1 * still


def test_a_small_photo_gives_smaller_frames() -> None:
    pan = pan_over(smooth_photo(60), 256)
    side = pan.frames[0].shape[0]
    assert side % 4 == 0
    assert 40 <= side <= 60


def test_a_move_by_whole_pixels_is_exact() -> None:
    import torch

    image = torch.rand(1, 3, 20, 24)
    moved = along(image, (3.0, 2.0))
    assert torch.allclose(moved[..., :-2, :-3], image[..., 2:, 3:], atol=1e-5)


def test_a_pattern_that_stands_still_while_the_picture_moves_is_flicker() -> None:
    pan = pan_over(smooth_photo(), 128)
    brighter = [np.clip(frame.astype(np.float32) / 255 * 0.8, 0, 1) for frame in pan.frames]
    grid = 0.1 * (np.indices((128, 128)).sum(0) % 4 < 2)[..., None].astype(np.float32)
    gridded = [frame + grid for frame in brighter]
    steady = unsteadiness(brighter, pan.moves, 8)
    assert steady <= unsteadiness(pan.frames, pan.moves, 8)
    assert unsteadiness(gridded, pan.moves, 8) > 5 * steady


def test_only_waves_shorter_than_four_pixels_are_noise() -> None:
    amplitude = 0.2
    assert fine_energy_density(waves(2.5)) == pytest.approx(amplitude**2 / 2, rel=0.15)
    assert fine_energy_density(waves(16)) < 1e-6
    diagonal = np.swapaxes(waves(2.5), 0, 1)
    assert fine_energy_density(diagonal) == pytest.approx(fine_energy_density(waves(2.5)), rel=0.01)


def test_white_noise_has_three_quarters_of_its_energy_among_the_fine() -> None:
    random = np.random.default_rng(0)
    noise = (0.5 + 0.1 * random.standard_normal((256, 192, 3))).astype(np.float32)
    assert fine_energy_density(noise) == pytest.approx(0.75 * 0.01, rel=0.06)
    assert fine_energy_density(noise[:128, :64]) == pytest.approx(0.75 * 0.01, rel=0.15)


def test_a_picture_means_the_same_in_both_types() -> None:
    picture = smooth_photo(96)
    as_float = picture.astype(np.float32) / 255
    assert fine_energy_density(picture) == pytest.approx(fine_energy_density(as_float), rel=1e-4)
