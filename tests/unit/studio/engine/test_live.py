"""Live painting: the size keeps pace, statistics are frozen for a while, a change of style is seen at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exports.session import open_style
from studio.engine.live import MEASURE_EVERY_FRAMES, MEASURE_EVERY_S, SCALES, LivePainter, Look, Pace, reduced
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_pictures_differ
from tests.helpers.films import moving_square


@pytest.fixture(scope="module")
def model(tiny_folder: Path):
    return open_style(tiny_folder / "tiny-style.onnx", provider="cpu")


class Clock:
    """Each look at it is `step_s` later."""

    def __init__(self, step_s: float = 0.001) -> None:
        self.now, self.step_s = 0.0, step_s

    def __call__(self) -> float:
        self.now += self.step_s
        return self.now


def test_a_slow_machine_paints_smaller_and_a_quick_one_larger_again() -> None:
    pace = Pace(budget_ms=33)
    for _ in range(30):
        pace.add(50)
    assert pace.scale < SCALES[0]
    for _ in range(200):
        pace.add(60)
    assert pace.scale == SCALES[-1]
    for _ in range(500):
        pace.add(3)
    assert pace.scale == SCALES[0]


def test_one_hiccup_changes_nothing() -> None:
    pace = Pace(budget_ms=33)
    for number in range(300):
        pace.add(200 if number % 30 == 0 else 30)
    assert pace.scale == SCALES[0]


def test_it_does_not_swing_between_two_sizes() -> None:
    pace, sizes = Pace(budget_ms=33), []
    for _ in range(600):
        pace.add(40 * pace.scale**2)
        sizes.append(pace.scale)
    assert len(set(sizes[100:])) == 1


def test_frames_are_reduced_and_fit_the_network() -> None:
    assert reduced(np.zeros((480, 640, 3), np.uint8), 640).shape == (480, 640, 3)
    assert reduced(np.zeros((1080, 1920, 3), np.uint8), 640).shape == (360, 640, 3)
    height, width = reduced(np.zeros((479, 851, 3), np.uint8), 500).shape[:2]
    assert (height % 4, width % 4) == (0, 0)


def test_statistics_are_taken_at_a_change_and_else_now_and_then(
    model, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    statistics = type(model).statistics
    monkeypatch.setattr(type(model), "statistics", lambda *a, **k: counted.append(1) or statistics(*a, **k))
    clock = Clock(MEASURE_EVERY_S / 10)
    paint = LivePainter(33, clock)
    first, second = (Look(model, tiny_models.random_style(seed)) for seed in (1, 2))
    frame = moving_square(1)[0]
    before = paint(frame, first)
    for _ in range(9):
        paint(frame, first)
    assert len(counted) == 1
    after = paint(frame, second)
    assert len(counted) == 2
    assert_pictures_differ(before, after)
    for _ in range(2 * MEASURE_EVERY_FRAMES):
        paint(frame, second)
    assert len(counted) == 4


def test_steadiness_can_be_left_out(model) -> None:
    frames = moving_square(10, noise=5)

    def flicker(steady: bool) -> float:
        paint, look = LivePainter(1000, Clock()), Look(model, tiny_models.random_style(1), steady)
        still = np.stack([paint(frame, look)[24:] for frame in frames]).astype(float)
        return float(np.abs(np.diff(still[2:], axis=0)).mean())

    assert flicker(True) < 0.7 * flicker(False)
