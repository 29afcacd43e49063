"""Where the pointer is expected: straight on, as fast as it came, and nowhere else when it rests."""

from __future__ import annotations

import pytest

from studio.workers.foresight import FORESIGHT_MS, LONGEST_PX, MEMORY_MS, Place, PointerPath


class Clock:
    def __init__(self) -> None:
        self.ms = 5000.0

    def __call__(self) -> float:
        return self.ms / 1000


def path_of(clock: Clock, *places: tuple[float, float], every_ms: float = 10.0) -> PointerPath:
    path = PointerPath(Place(-800, 0), clock)
    for place in places:
        clock.ms += every_ms
        path.move(Place(*place))
    return path


def test_a_pointer_goes_straight_on() -> None:
    path = path_of(Clock(), *((100 + 10 * step, 50 + 5 * step) for step in range(9)))
    ahead = path.ahead(step_px=64)
    assert ahead[0] == path.here == Place(180, 90)
    assert len(ahead) == 1 + int(FORESIGHT_MS * (10**2 + 5**2) ** 0.5 / 10 / 64)
    for place in ahead:
        assert place.y - 90 == pytest.approx((place.x - 180) / 2)
        assert place.x >= 180


def test_only_the_last_moments_count() -> None:
    down_then_right = [*((0, 10 * step) for step in range(30)), *((10 * step, 300) for step in range(30))]
    ahead = path_of(Clock(), *down_then_right).ahead(step_px=50)
    assert len(ahead) > 3
    assert all(place.y == pytest.approx(300) for place in ahead)


def test_a_pointer_that_rests_goes_nowhere() -> None:
    clock = Clock()
    path = path_of(clock, (0, 0), (30, 0), (60, 0))
    assert len(path.ahead(50)) > 1
    clock.ms += MEMORY_MS + 1
    assert path.ahead(50) == [Place(60, 0)]


def test_a_pointer_that_has_not_moved_or_jumps_has_no_path() -> None:
    assert path_of(Clock(), (5, 5)).ahead(10) == [Place(5, 5)]
    assert path_of(Clock(), (0, 0), (500, 500), every_ms=0).ahead(10) == [Place(500, 500)]
    assert path_of(Clock(), (0, 0), (500, 500), every_ms=5000).ahead(10) == [Place(500, 500)]
    assert path_of(Clock(), (7, 7), (7, 7)).ahead(10) == [Place(7, 7)]


def test_no_path_is_endless() -> None:
    assert len(path_of(Clock(), (0, 0), (9000, 0)).ahead(256)) == 1 + LONGEST_PX // 256
