"""Smoothing and speed of the hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from studio.document.handling import Smoother, Smoothing, Speedometer
from studio.document.pen import StrokePoint


def smoothed(smoothing: Smoothing, hand: list[StrokePoint], document_px: float = 1.0) -> list[StrokePoint]:
    smoother = Smoother(smoothing, document_px)
    way = [smoother.add(point) for point in hand]
    return [point for point in [*way, smoother.finish()] if point is not None]


def trembling(step_px: float = 2.0) -> list[StrokePoint]:
    across = np.arange(0, 400, step_px)
    return [StrokePoint(float(x), 100 + 6 * math.sin(x / 3)) for x in across]


def roughness(way: list[StrokePoint]) -> float:
    return float(np.std([point.y for point in way if 80 < point.x < 360]))


def test_without_smoothing_the_brush_is_where_the_hand_is() -> None:
    assert smoothed(Smoothing("none"), trembling()) == trembling()


@pytest.mark.parametrize("kind", ["weighted", "rope"])
def test_a_trembling_hand_draws_a_calmer_line(kind: str) -> None:
    way = smoothed(Smoothing(kind, 60), trembling())  # type: ignore[arg-type]
    assert roughness(way) < 0.4 * roughness(trembling())


def test_the_mean_does_not_depend_on_how_often_the_hand_is_seen() -> None:
    line = [[StrokePoint(x * step, 0.5 * x * step) for x in range(round(200 / step) + 1)] for step in (1, 4)]
    fine, coarse = (smoothed(Smoothing("weighted", 30), hand)[-2] for hand in line)
    assert (fine.x, fine.y) == pytest.approx((coarse.x, coarse.y), abs=2.5)


def test_the_weighted_brush_ends_where_the_hand_was_lifted() -> None:
    assert smoothed(Smoothing("weighted", 200), trembling())[-1] == trembling()[-1]


def test_the_brush_stays_while_the_rope_is_slack_and_then_follows_at_its_length() -> None:
    smoother = Smoother(Smoothing("rope", 50), document_px=2.0)
    smoother.add(StrokePoint(0, 0))
    assert smoother.add(StrokePoint(60, 80)) is None
    moved = smoother.add(StrokePoint(150, 0))
    assert moved is not None
    assert (moved.x, moved.y) == pytest.approx((50, 0))
    assert smoother.finish() is None


def test_pressure_and_time_come_from_the_hand() -> None:
    way = smoothed(Smoothing("weighted"), [StrokePoint(0, 0, 0.2), StrokePoint(50, 0, 0.9, 8, 0.5, 0.7)])
    assert way[1][2:] == (0.9, 8, 0.5, 0.7)


@pytest.mark.parametrize("values", [{"kind": "mush"}, {"length_px": 0}, {"length_px": float("nan")}])
def test_impossible_smoothings_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="smoothing"):
        Smoothing(**values)  # type: ignore[arg-type]


def speeds(px_per_ms: float, every_ms: float) -> float:
    meter = Speedometer()
    return [meter.measure(px_per_ms * every_ms * n, 0, every_ms * n) for n in range(round(400 / every_ms))][
        -1
    ]


def test_speed_rises_with_the_hand_and_is_the_same_for_fast_and_slow_tablets() -> None:
    slow, brisk, fast = (speeds(px_per_ms, 8) for px_per_ms in (0.1, 1.2, 5.0))
    assert slow < 0.1 < brisk < 0.7 < fast <= 1.0
    assert speeds(1.2, 2) == pytest.approx(brisk, abs=0.01)


def test_a_hand_that_rests_has_no_speed_and_equal_times_do_no_harm() -> None:
    meter = Speedometer()
    assert meter.measure(5, 5, 10) == 0
    assert meter.measure(50, 5, 10) == 0
    assert meter.measure(50, 5, 9) == 0
