"""What is made of a hand's movement before it becomes a stroke: how fast it is, and a smoother way."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from studio.document.pen import StrokePoint

SmoothingKind = Literal["none", "weighted", "rope"]
LONGEST_PX = 400.0
_SPEED_MEMORY_MS = 40.0
_BRISK_PX_PER_MS = 1.2


@dataclass(frozen=True)
class Smoothing:
    """How a stroke is kept from trembling.

    Attributes:
        kind: "none" draws what the hand does; "weighted" draws a mean of where the hand was, and catches up in the
            end; "rope" pulls the brush behind the hand on a rope, and moves it only while the rope is tight.
        length_px: of the way that the mean reaches back, or of the rope; in pixels of the screen.
    """

    kind: SmoothingKind = "none"
    length_px: float = 40.0

    def __post_init__(self) -> None:
        if self.kind not in get_args(SmoothingKind):
            raise ValueError(f"there is no smoothing {self.kind!r}")
        if not 1.0 <= self.length_px <= LONGEST_PX:
            raise ValueError(f"a smoothing's length is 1 to {LONGEST_PX:g} pixels, not {self.length_px}")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Smoothing:
        """Raises KeyError, TypeError or ValueError when the values are not those of a smoothing."""
        return cls(values["kind"], float(values["length_px"]))


class Smoother:
    """Smooths one stroke.

    Args:
        smoothing: how.
        document_px: pixels of the document for one of the screen.
    """

    def __init__(self, smoothing: Smoothing, document_px: float = 1.0) -> None:
        self._kind = smoothing.kind
        self._length_px = smoothing.length_px * document_px
        self._hand: StrokePoint | None = None
        self._brush: StrokePoint | None = None

    @property
    def brush(self) -> StrokePoint | None:
        """Where the brush is, which may be behind the hand."""
        return self._brush

    @property
    def lags(self) -> bool:
        """Whether the brush may be behind the hand."""
        return self._kind != "none"

    def add(self, hand: StrokePoint) -> StrokePoint | None:
        """The hand went on to a point. Returns where the brush goes; None where it stays."""
        previous, self._hand = self._hand, hand
        if self._brush is None or previous is None or self._kind == "none":
            self._brush = hand
            return hand
        if self._kind == "weighted":
            way_px = math.hypot(hand.x - previous.x, hand.y - previous.y)
            # Measured along the way, so that it is the same however often the hand is asked where it is.
            share = -math.expm1(-way_px / self._length_px)
        else:
            distance_px = math.hypot(hand.x - self._brush.x, hand.y - self._brush.y)
            if distance_px <= self._length_px:
                return None
            share = 1.0 - self._length_px / distance_px
        self._brush = hand._replace(
            x=self._brush.x + share * (hand.x - self._brush.x),
            y=self._brush.y + share * (hand.y - self._brush.y),
        )
        return self._brush

    def finish(self) -> StrokePoint | None:
        """The hand was lifted. Returns where the brush goes at last; None where it stays."""
        if self._kind != "weighted" or self._hand is None or self._hand == self._brush:
            return None
        self._brush = self._hand
        return self._hand


class Speedometer:
    """How fast a hand goes, on the screen. A brisk stroke is at about two thirds of the scale."""

    def __init__(self) -> None:
        self._last: tuple[float, float, float] | None = None
        self._px_per_ms = 0.0

    def measure(self, x_px: float, y_px: float, time_ms: float) -> float:
        """The speed 0..1 at a place of the screen; places come in the order of time."""
        if self._last is not None:
            last_x, last_y, last_ms = self._last
            elapsed_ms = time_ms - last_ms
            if elapsed_ms <= 0:
                return self._scaled()
            now = math.hypot(x_px - last_x, y_px - last_y) / elapsed_ms
            self._px_per_ms += (now - self._px_per_ms) * -math.expm1(-elapsed_ms / _SPEED_MEMORY_MS)
        self._last = (x_px, y_px, time_ms)
        return self._scaled()

    def _scaled(self) -> float:
        return -math.expm1(-self._px_per_ms / _BRISK_PX_PER_MS)
