"""Images as sums of levels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.engine.pyramid import (
    compose,
    decompose,
    depth_of,
    enlarged,
    enlarged_adjoint,
    gradients,
    smoothed,
)


def random_image(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(1, 3, height, width)).astype(np.float32)


def test_levels_add_up_to_the_image() -> None:
    image = random_image(16, 24)
    levels = decompose(image, 4)
    assert [level.shape[2:] for level in levels] == [(16, 24), (8, 12), (4, 6), (2, 3)]
    assert np.array_equal(compose(levels), image)


def test_a_coarse_level_moves_a_large_area_evenly() -> None:
    levels = decompose(np.zeros((1, 3, 16, 16), np.float32), 3)
    levels[2] += 1.0
    assert compose(levels) == pytest.approx(np.ones((1, 3, 16, 16)))


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9))
def test_the_way_back_of_a_gradient_is_the_adjoint_of_enlarging(height: int, width: int) -> None:
    small, large = random_image(height, width, 1), random_image(2 * height, 2 * width, 2)
    there = float(np.vdot(enlarged(small).astype(float), large))
    back = float(np.vdot(small.astype(float), enlarged_adjoint(large)))
    assert there == pytest.approx(back, rel=1e-4, abs=1e-4)


def test_gradients_of_levels_predict_how_the_image_changes() -> None:
    gradient = random_image(16, 8, 3)
    for number, slope in enumerate(gradients(gradient, 3)):
        levels = decompose(np.zeros((1, 3, 16, 8), np.float32), 3)
        levels[number] += random_image(16 >> number, 8 >> number, 4)
        change = float(np.vdot(compose(levels).astype(float), gradient))
        assert change == pytest.approx(float(np.vdot(levels[number].astype(float), slope)), rel=1e-4)


def test_smoothing_is_what_even_shares_of_the_levels_move() -> None:
    image, depth = random_image(16, 24, 5), 4
    moved = [np.float32(0.5**number) * level for number, level in enumerate(gradients(image, depth))]
    assert np.allclose(smoothed(image, depth, 0.5), compose(moved), atol=1e-5)
    assert np.array_equal(smoothed(image, depth, 0.0), image)
    even = np.ones((1, 3, 16, 24), np.float32)
    assert smoothed(even, depth, 0.5) == pytest.approx((1 + 2 + 4 + 8) * even)


def test_smoothing_is_symmetric_and_positive() -> None:
    one, other = random_image(16, 24, 6), random_image(16, 24, 7)
    there, back = smoothed(one, 4, 0.5).astype(float), smoothed(other, 4, 0.5).astype(float)
    assert float(np.vdot(there, other)) == pytest.approx(float(np.vdot(one, back)), rel=1e-4)
    assert float(np.vdot(there, one)) >= float(np.vdot(one, one))


def test_the_depth_ends_at_an_odd_side() -> None:
    assert [depth_of(8, 8, 4), depth_of(8, 12, 4), depth_of(7, 8, 4), depth_of(64, 64, 3)] == [4, 3, 1, 3]
