"""Curves that a user bends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.document.curve import Curve

heights = st.lists(st.floats(0, 1), min_size=2, max_size=8)


def evenly(ys: list[float]) -> Curve:
    return Curve(tuple((number / (len(ys) - 1), y) for number, y in enumerate(ys)))


@given(heights, st.floats(-0.5, 1.5))
def test_a_curve_stays_between_the_points_around_it(ys: list[float], x: float) -> None:
    place = min(max(x, 0.0), 1.0) * (len(ys) - 1)
    left = min(int(place), len(ys) - 2)
    low, high = sorted(ys[left : left + 2])
    assert low - 1e-9 <= evenly(ys).at(x) <= high + 1e-9


@given(heights)
def test_a_curve_goes_through_its_points(ys: list[float]) -> None:
    curve = evenly(ys)
    assert [curve.at(x) for x, _ in curve.points] == pytest.approx(ys)


def test_two_points_are_a_straight_line() -> None:
    assert Curve(((0, 0.2), (1, 1.0))).at(0.25) == pytest.approx(0.4)


def test_a_curve_is_smooth_where_two_slopes_meet() -> None:
    curve = Curve(((0, 0), (0.5, 0.2), (1, 1)))
    step = 1e-4
    before = (curve.at(0.5) - curve.at(0.5 - step)) / step
    after = (curve.at(0.5 + step) - curve.at(0.5)) / step
    assert before == pytest.approx(after, rel=0.01)


@pytest.mark.parametrize(
    "points",
    [
        [[0, 0]],
        [[0, 0], [0, 1], [1, 1]],
        [[0.1, 0], [1, 1]],
        [[0, 0], [0.5, 2], [1, 1]],
        [[0, float("nan")], [1, 1]],
        [[0, 0], [1]],
        [[number / 40, 0] for number in range(41)],
    ],
)
def test_points_that_make_no_curve_are_refused(points: list[list[float]]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Curve.of(points)
