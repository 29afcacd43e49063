"""The pen: where it was and how it was held, and what of a brush follows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from studio.document.curve import Curve


class StrokePoint(NamedTuple):
    """Where the pen was, and how.

    Attributes:
        x, y: in pixels of the document (subpixel).
        pressure: 0..1; a mouse presses with 1.
        time_ms: since the stroke began.
        tilt: 0 upright .. 1 as flat as a pen can tell (60 degrees).
        speed: 0 at rest .. 1 as fast as a hand goes on the screen; see `studio.document.handling`.
    """

    x: float
    y: float
    pressure: float = 1.0
    time_ms: float = 0.0
    tilt: float = 0.0
    speed: float = 0.0


Source = Literal["none", "pressure", "tilt", "speed"]
SOURCES: tuple[Source, ...] = get_args(Source)


@dataclass(frozen=True)
class Dynamic:
    """What a property of a brush follows, and along which curve.

    Attributes:
        source: the attribute of a `StrokePoint`; "none" follows nothing.
        curve: from what the pen says to a share of the property.
    """

    source: Source = "none"
    curve: Curve = field(default_factory=Curve)

    def __post_init__(self) -> None:
        if self.source not in SOURCES:
            raise ValueError(f"a brush follows one of {', '.join(SOURCES)}, not {self.source!r}")

    @property
    def follows(self) -> bool:
        """Whether it follows anything."""
        return self.source != "none"

    def at(self, point: StrokePoint, otherwise: float = 1.0) -> float:
        """The share 0..1 at a point of a stroke; `otherwise` where nothing is followed."""
        return self.curve.at(getattr(point, self.source)) if self.follows else otherwise

    def to_json(self) -> dict[str, Any]:
        return {"source": self.source, "curve": [list(point) for point in self.curve.points]}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Dynamic:
        """Raises KeyError, TypeError or ValueError when the values are not those of a dynamic."""
        return cls(values["source"], Curve.of(values["curve"]))


STEADY = Dynamic()
"""Follows nothing."""
