"""Symmetry: where else a dab falls."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

SymmetryKind = Literal["horizontal", "vertical", "both", "radial"]
MOST_SPOKES = 32
_FARTHEST_PX = 1e7


@dataclass(frozen=True)
class Symmetry:
    """An axis or a centre; all that is drawn is drawn at its images too.

    Attributes:
        kind: "horizontal" mirrors left and right, "vertical" mirrors up and down, "both" does both, "radial" turns
            around the centre.
        x, y: the centre, in pixels of the document.
        count: how many times a radial one repeats all around, 2..32.
    """

    kind: SymmetryKind
    x: float
    y: float
    count: int = 6

    def __post_init__(self) -> None:
        if self.kind not in get_args(SymmetryKind):
            raise ValueError(f"there is no symmetry {self.kind!r}")
        if not (abs(self.x) <= _FARTHEST_PX and abs(self.y) <= _FARTHEST_PX):
            raise ValueError("the centre of a symmetry lies near the picture")
        if type(self.count) is not int or not 2 <= self.count <= MOST_SPOKES:
            raise ValueError(f"a symmetry repeats 2 to {MOST_SPOKES} times, not {self.count}")

    def images(self, x: float, y: float) -> list[tuple[float, float]]:
        """A point and its images, the point itself first."""
        across, down = x - self.x, y - self.y
        match self.kind:
            case "horizontal":
                return [(x, y), (self.x - across, y)]
            case "vertical":
                return [(x, y), (x, self.y - down)]
            case "both":
                mirrored_x, mirrored_y = self.x - across, self.y - down
                return [(x, y), (mirrored_x, y), (x, mirrored_y), (mirrored_x, mirrored_y)]
            case "radial":
                turns = [2 * math.pi * number / self.count for number in range(1, self.count)]
                return [(x, y), *(self._turned(across, down, turn) for turn in turns)]

    def _turned(self, across: float, down: float, angle: float) -> tuple[float, float]:
        cosine, sine = math.cos(angle), math.sin(angle)
        return self.x + cosine * across - sine * down, self.y + sine * across + cosine * down

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Symmetry:
        """Raises KeyError, TypeError or ValueError when the values are not those of a symmetry."""
        return cls(values["kind"], float(values["x"]), float(values["y"]), values.get("count", 6))
