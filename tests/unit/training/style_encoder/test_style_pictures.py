"""Pictures to learn styles from: varied without end, repeatable, and changed in the way that each variation says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from training.data import CropConfig, load_pictures
from training.style_encoder.pictures import (
    LEAST_CONTRAST,
    VariationConfig,
    draw_style_pictures,
    in_colors_of,
    lively_crop,
    turned_hues,
    with_texture_of,
)

CONFIG = VariationConfig(CropConfig(64), plain=0.0)


def random() -> np.random.Generator:
    return np.random.default_rng(5)


def noise(seed: int, contrast: float = 0.2) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return 0.5 + contrast * (torch.rand(3, 64, 64, generator=generator) - 0.5)


def test_the_same_step_draws_the_same_pictures_and_no_two_alike(
    photo_folder: Path, painting_folder: Path
) -> None:
    photos, paintings = load_pictures([photo_folder]), load_pictures([painting_folder])
    drawn = draw_style_pictures(paintings, photos, 6, CONFIG, random())
    assert drawn.shape == (6, 3, 64, 64)
    assert 0 <= float(drawn.min()) < float(drawn.max()) <= 1
    assert torch.equal(drawn, draw_style_pictures(paintings, photos, 6, CONFIG, random()))
    distances = torch.cdist(drawn.flatten(1), drawn.flatten(1)) + torch.eye(6) * 1e3
    assert float(distances.min()) > 1


def test_turned_hues_keep_greys_and_lightness() -> None:
    picture = noise(0)
    turned = turned_hues(picture, picture, random())
    assert torch.allclose(turned.mean(0), picture.mean(0), atol=1e-5)
    assert float((turned - picture).abs().max()) > 0.02
    grey = picture[:1].expand(3, 64, 64)
    assert torch.allclose(turned_hues(grey, grey, random()), grey, atol=1e-5)


def test_colors_come_from_the_other_picture_and_shapes_stay() -> None:
    picture, other = noise(0, 0.6), noise(1, 0.9) * torch.tensor([1.0, 0.5, 0.2])[:, None, None]
    changed = in_colors_of(picture, other, random())
    assert changed.mean((1, 2)).tolist() == pytest.approx(other.mean((1, 2)).tolist(), abs=1e-4)
    assert torch.cov(changed.flatten(1)).flatten().tolist() == pytest.approx(
        torch.cov(other.flatten(1)).flatten().tolist(), abs=3e-3
    )
    correlation = torch.corrcoef(torch.stack([changed[0].flatten(), picture[0].flatten()]))[0, 1]
    assert float(correlation) > 0.99


def test_texture_comes_from_the_other_picture_and_flat_colors_stay() -> None:
    flat = torch.tensor([0.7, 0.4, 0.2])[:, None, None].expand(3, 64, 64)
    changed = with_texture_of(flat, noise(2), random())
    assert changed.mean((1, 2)).tolist() == pytest.approx([0.7, 0.4, 0.2], abs=0.01)
    assert float(changed.std()) > 0.02


def test_a_flat_part_of_a_picture_is_drawn_again(tmp_path: Path) -> None:
    from PIL import Image

    pixels = np.full((64, 640, 3), 128, np.uint8)
    pixels[:, ::2] = 250
    pixels[:, :320] = 128
    Image.fromarray(pixels).save(tmp_path / "half.png")
    half = load_pictures([tmp_path])
    rng = random()
    crops = [lively_crop(half, CropConfig(64, zoom_min=1.0, zoom_max=1.0), rng) for _ in range(12)]
    assert sum(float(crop.std((1, 2)).mean()) >= LEAST_CONTRAST for crop in crops) == 12
