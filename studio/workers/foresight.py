"""Guesses where the pointer goes, so that tiles on its way are there when it comes."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

MEMORY_MS = 120.0
"""The pointer's velocity is its mean over so long: long enough to smooth a mouse's jumps, short enough for a turn."""
FORESIGHT_MS = 400.0
"""How far ahead is looked: what a dozen tiles take to render on two cores."""
LONGEST_PX = 1536.0


class Place(NamedTuple):
    """A point of the document, in its pixels."""

    x: float
    y: float


class PointerPath:
    """Where the pointer was lately, and where it will be if it goes on like that.

    Args:
        start: where it is taken to be until it is seen.
        clock: seconds, rising.
    """

    def __init__(self, start: Place, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._places: deque[tuple[float, Place]] = deque([(-math.inf, start)])

    @property
    def here(self) -> Place:
        """Where it is."""
        return self._places[-1][1]

    def move(self, place: Place) -> None:
        """Says where the pointer is now."""
        now_ms = self._clock() * 1000
        self._places.append((now_ms, place))
        while self._places[0][0] < now_ms - MEMORY_MS:
            self._places.popleft()

    def ahead(self, step_px: float) -> list[Place]:
        """The place where it is and those on its way, `step_px` apart, as far as it comes in `FORESIGHT_MS`.

        A pointer that rests is going nowhere.
        """
        begun_ms, begin = self._places[0]
        last_ms, here = self._places[-1]
        elapsed_ms = last_ms - begun_ms
        across, down = here.x - begin.x, here.y - begin.y
        distance_px = math.hypot(across, down)
        if not elapsed_ms or not distance_px or self._clock() * 1000 - last_ms > MEMORY_MS:
            return [here]
        reach_px = min(distance_px / elapsed_ms * FORESIGHT_MS, LONGEST_PX)
        count = int(reach_px / step_px)
        shares = [number * step_px / distance_px for number in range(1, count + 1)]
        return [here, *(Place(here.x + share * across, here.y + share * down) for share in shares)]
