"""Curves that a user bends: from one number 0..1 to another."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

MOST_POINTS = 32
_SAMPLES = 9


@dataclass(frozen=True)
class Curve:
    """A smooth curve through points. It never rises above or falls below two neighbours between them.

    Differs: a point's slope is the harmonic mean of both sides, as in Fritsch and Butland (1984), not weighted.

    Attributes:
        points: pairs (x, y), each 0..1; x rises from 0 at the first to 1 at the last.
    """

    points: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))

    def __post_init__(self) -> None:
        if not 2 <= len(self.points) <= MOST_POINTS:
            raise ValueError(f"a curve has 2 to {MOST_POINTS} points, not {len(self.points)}")
        if not all(0.0 <= value <= 1.0 for point in self.points for value in point):
            raise ValueError("a curve's points lie between 0 and 1")
        across = [x for x, _ in self.points]
        if across[0] != 0.0 or across[-1] != 1.0 or any(b <= a for a, b in pairwise(across)):
            raise ValueError("a curve's points go from 0 to 1, each further than the one before")

    @classmethod
    def falling_to(cls, lowest: float, exponent: float = 1.0) -> Curve:
        """From `lowest` at 0 to 1 at 1, along a power of x."""
        count = 2 if exponent == 1.0 else _SAMPLES
        across = [number / (count - 1) for number in range(count)]
        return cls(tuple((x, 1.0 - (1.0 - lowest) * (1.0 - x**exponent)) for x in across))

    @classmethod
    def of(cls, values: Sequence[Sequence[float]]) -> Curve:
        """The curve that `points` describes as plain lists. Raises TypeError or ValueError when it is none."""
        points = tuple((float(x), float(y)) for x, y in values)
        if not all(math.isfinite(value) for point in points for value in point):
            raise ValueError("a curve's points are finite numbers")
        return cls(points)

    def at(self, x: float) -> float:
        """The height over x; what lies beyond 0..1 is as its end. 0..1."""
        x = min(max(x, 0.0), 1.0)
        right = min(bisect_right(self._across, x), len(self.points) - 1)
        (x0, y0), (x1, y1) = self.points[right - 1], self.points[right]
        width = x1 - x0
        t = (x - x0) / width
        if len(self.points) == 2:
            return y0 + t * (y1 - y0)
        slope0, slope1 = self._slopes[right - 1] * width, self._slopes[right] * width
        bent = (2 * t - 3) * t * t * (y0 - y1) + y0 + t * (1 - t) * ((1 - t) * slope0 - t * slope1)
        return min(max(bent, 0.0), 1.0)

    @cached_property
    def _across(self) -> list[float]:
        return [x for x, _ in self.points]

    @cached_property
    def _slopes(self) -> list[float]:
        pairs = pairwise(self.points)
        steep = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairs]
        inner = [2 * a * b / (a + b) if a * b > 0 else 0.0 for a, b in pairwise(steep)]
        return [steep[0], *inner, steep[-1]]
