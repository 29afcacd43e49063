"""The grain of the canvas: even in the large, the same wherever a part is cut, and without borders."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.grain import GRAIN_PX, canvas_grain, with_grain


def test_it_has_mean_zero_and_deviation_one_and_no_seam() -> None:
    grain = canvas_grain()
    assert np.abs(grain.mean((0, 1))).max() < 1e-4
    assert np.abs(grain.std((0, 1)) - 1).max() < 1e-4
    inner = np.abs(np.diff(grain, axis=0)).mean()
    across = np.abs(grain[0] - grain[-1]).mean()
    assert across == pytest.approx(inner, rel=0.2)


def test_it_is_dabs_and_not_single_pixels() -> None:
    grain = canvas_grain()[..., 0]
    assert 0.7 < np.mean(grain * np.roll(grain, 1, 0)) < 0.95
    assert abs(np.mean(grain * np.roll(grain, 12, 0))) < 0.05


@given(left=st.integers(-700, 700), top=st.integers(-700, 700), x=st.integers(0, 20), y=st.integers(0, 20))
def test_a_part_has_the_grain_of_the_whole(left: int, top: int, x: int, y: int) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (24, 31, 3), np.uint8)
    whole = with_grain(picture, left, top, 0.05)
    assert np.array_equal(with_grain(picture[y:, x:], left + x, top + y, 0.05), whole[y:, x:])


def test_both_kinds_of_picture_get_the_same_grain_and_stay_in_range() -> None:
    levels = np.arange(256, dtype=np.uint8).repeat(3).reshape(1, 256, 3).repeat(40, 0)
    coarse = with_grain(levels, 3, GRAIN_PX - 2, 0.05)
    fine = with_grain(levels.astype(np.float32) / 255, 3, GRAIN_PX - 2, 0.05)
    assert coarse.dtype == np.uint8 and fine.dtype == np.float32
    assert fine.min() >= 0 and fine.max() <= 1
    assert np.abs(coarse / 255 - fine).max() <= 0.502 / 255
    assert np.array_equal(with_grain(levels, 0, 0, 0.0), levels)
