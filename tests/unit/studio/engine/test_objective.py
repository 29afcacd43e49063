"""The loss of pictures of any size: tiles add up to the whole, and slopes are slopes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exports.session import PerceptualModel, open_perceptual
from studio.document.commission import Distance
from studio.document.geometry import Box
from studio.engine.objective import Objective, cut, grams_of
from studio.engine.style_distance import DISTANCES, measure_to

RANDOM = np.random.default_rng(0)
CONTENT, IMAGE = (RANDOM.random((1, 3, 96, 132), np.float32) for _ in range(2))
STYLE = RANDOM.random((1, 3, 96, 132), np.float32) ** 3


@pytest.fixture(scope="module")
def model(tiny_perceptual_path: Path) -> PerceptualModel:
    return open_perceptual(tiny_perceptual_path, provider="cpu", threads=1)


@pytest.mark.parametrize("rolled", [False, True])
@pytest.mark.parametrize("distance", DISTANCES)
def test_tiles_have_the_gradient_of_the_whole(
    model: PerceptualModel, distance: Distance, rolled: bool
) -> None:
    grams, weights = model.features(STYLE).grams, model.default_weights(0.5, 1.0, 0.2)
    rng = np.random.default_rng(3) if rolled else None
    whole = Objective(model, CONTENT, grams, distance)(IMAGE, weights)
    tiled = Objective(model, CONTENT, grams, distance, run_px=80 * 80)
    assert tiled.in_tiles
    found = tiled(IMAGE, weights, rng=rng)
    assert np.abs(found.gradient - whole.gradient).max() < 0.05 * np.abs(whole.gradient).max()
    assert found.total == pytest.approx(whole.total, rel=0.05)
    assert found.total == pytest.approx(found.content + found.style + found.tv)


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_step_down_the_gradient_gains_what_the_slope_says(
    model: PerceptualModel, distance: Distance
) -> None:
    objective = Objective(model, CONTENT, model.features(STYLE).grams, distance)
    weights = model.default_weights(0.5, 1.0, 0.2)
    found = objective(IMAGE, weights)
    way = found.gradient / np.linalg.norm(found.gradient)
    ahead, behind = (
        objective((IMAGE + np.float32(far) * way).astype(np.float32), weights).total for far in (0.02, -0.02)
    )
    assert (ahead - behind) / 0.04 == pytest.approx(float(np.linalg.norm(found.gradient)), rel=0.02)


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_distance_is_nothing_to_itself_and_its_slope_is_its_derivative(distance: Distance) -> None:
    def moments(seed: int) -> np.ndarray:
        features = np.random.default_rng(seed).normal(0.3, 1.0, (1, 5, 40)).astype(np.float32)
        return features @ features.transpose(0, 2, 1) / 40

    target, own, way = moments(1), moments(2), moments(3)
    measure = measure_to(target, distance)
    assert measure(target)[0] == pytest.approx(0.0, abs=1e-6)
    value, slope = measure(own)
    assert value > 0.01
    ahead, behind = (measure(own + np.float32(far) * way)[0] for far in (1e-2, -1e-2))
    assert (ahead - behind) / 2e-2 == pytest.approx(float((slope * way).sum()), rel=1e-2)


def test_tiles_cover_a_picture_once_and_roll() -> None:
    whole, seen = Box(0, 0, 264, 200), set()
    for number in range(6):
        tiles = list(cut(whole, 96, 16, 8, np.random.default_rng(number)))
        covered = np.zeros((200, 264), int)
        for tile in tiles:
            covered[tile.core.slices] += 1
            assert (tile.box.width, tile.box.height) == (96, 96), "the runtime keeps memory for every size"
            assert all(side % 8 == 0 for side in tile.box)
            assert tile.box.contains(tile.core.pad(16).intersect(whole))
        assert (covered == 1).all()
        seen.add(tiles[0].core)
    assert len(seen) > 3


def test_gram_matrices_of_a_large_picture_are_the_mean_of_its_parts(model: PerceptualModel) -> None:
    picture = RANDOM.integers(0, 256, (200, 264, 3), dtype=np.uint8)
    [whole], [tiled] = model.grams(picture), grams_of(model, picture, run_px=96 * 96)
    assert np.abs(whole - tiled).max() < 0.03 * np.abs(whole).max()
