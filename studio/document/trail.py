"""Where the dabs of a stroke lie: evenly along the way, whatever the distance of the points it is drawn through."""

from __future__ import annotations

import math
from collections.abc import Callable

from studio.document.pen import StrokePoint


class Trail:
    """Goes from point to point and says where dabs lie on the way.

    Args:
        step_at: distance in pixels from a dab to the next one; more than 0.
    """

    def __init__(self, step_at: Callable[[StrokePoint], float]) -> None:
        self._step_at = step_at
        self._last: StrokePoint | None = None
        self._to_next_px = 0.0

    def add(self, point: StrokePoint) -> list[StrokePoint]:
        """Goes on to a point; the first one is a dab itself."""
        start, self._last = self._last, point
        if start is None:
            self._to_next_px = self._step_at(point)
            return [point]
        length_px = math.hypot(point.x - start.x, point.y - start.y)
        spots: list[StrokePoint] = []
        travelled_px = self._to_next_px
        while travelled_px <= length_px:
            t = travelled_px / length_px if length_px else 0.0
            spot = StrokePoint(*(a + t * (b - a) for a, b in zip(start, point, strict=True)))
            spots.append(spot)
            travelled_px += self._step_at(spot)
        self._to_next_px = travelled_px - length_px
        return spots
