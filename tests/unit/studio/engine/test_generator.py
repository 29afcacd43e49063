"""Samples, grids and moves of a generator."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exports.session import GeneratorModel, open_generator
from studio.engine.cancel import Cancelled, CancelToken
from studio.engine.generator import BATCH, enlarge, frames, grid, move, sample
from studio.engine.latent import from_seed


@pytest.fixture(scope="module")
def model(tiny_generator_path: Path) -> GeneratorModel:
    return open_generator(tiny_generator_path, provider="cpu", threads=1)


def test_a_seed_gives_the_same_picture_alone_and_among_others(model: GeneratorModel) -> None:
    many = sample(model, range(BATCH + 3))
    assert many.shape == (BATCH + 3, 16, 16, 3)
    assert np.abs(many[BATCH + 1].astype(int) - sample(model, [BATCH + 1])[0]).max() <= 1
    assert not np.array_equal(many[0], many[1])


def test_truncation_draws_pictures_together(model: GeneratorModel) -> None:
    def spread(truncation: float) -> float:
        return float(sample(model, range(8), truncation).astype(float).std(axis=0).mean())

    assert spread(0.0) == 0.0
    assert spread(0.3) < spread(1.0)


def test_frames_are_made_as_they_are_asked_for_and_counted(model: GeneratorModel) -> None:
    counts: list[int] = []
    taken = []
    asked = 0

    def latents():
        nonlocal asked
        for seed in range(3 * BATCH):
            asked += 1
            yield from_seed(seed, model.latent_size)

    pictures = frames(model, latents(), on_progress=counts.append)
    taken = [next(pictures) for _ in range(BATCH + 1)]
    assert len(taken) == BATCH + 1
    assert asked == 2 * BATCH
    assert counts == [BATCH, 2 * BATCH]


def test_making_frames_can_be_cancelled(model: GeneratorModel) -> None:
    token = CancelToken()
    latents = [from_seed(seed, model.latent_size) for seed in range(2 * BATCH)]
    pictures = frames(model, latents, cancel=token)
    next(pictures)
    token.cancel()
    with pytest.raises(Cancelled):
        list(pictures)


def test_a_grid_places_pictures_row_by_row() -> None:
    pictures = [np.full((2, 3, 3), value, np.uint8) for value in (10, 20, 30)]
    sheet = grid(pictures, columns=2, gap_px=1, color=5)
    assert sheet.shape == (5, 7, 3)
    assert sheet[..., 0].tolist() == [
        [10, 10, 10, 5, 20, 20, 20],
        [10, 10, 10, 5, 20, 20, 20],
        [5] * 7,
        [30, 30, 30, 5, 5, 5, 5],
        [30, 30, 30, 5, 5, 5, 5],
    ]
    assert grid(pictures * 3).shape == (6, 9, 3)


def test_moving_along_a_direction_is_measured_in_standard_deviations(model: GeneratorModel) -> None:
    latent = from_seed(1, model.latent_size)
    first, second = model.directions[:2]
    moved = move(latent, model.directions, {second.name: 2.0})
    assert moved - latent == pytest.approx(2.0 * second.sigma * second.vector, abs=1e-6)
    there_and_back = move(moved, model.directions, {second.name: -2.0, first.name: 0.0})
    assert there_and_back == pytest.approx(latent, abs=1e-6)
    with pytest.raises(ValueError, match="Sideways"):
        move(latent, model.directions, {"Sideways": 1.0})


def test_enlarging_keeps_the_proportions() -> None:
    assert enlarge(np.zeros((16, 8, 3), np.uint8), 64).shape == (64, 32, 3)
