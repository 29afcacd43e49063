"""What is set for a tool that draws: its brush, and how the hand is smoothed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from studio.document.brush import Brush
from studio.document.handling import Smoothing


@dataclass(frozen=True)
class ToolSettings:
    """Settings of the brush or of the eraser, remembered for each."""

    brush: Brush = field(default_factory=Brush)
    smoothing: Smoothing = field(default_factory=Smoothing)

    def to_json(self) -> dict[str, Any]:
        return {"brush": self.brush.to_json(), "smoothing": self.smoothing.to_json()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> ToolSettings:
        """Raises KeyError, TypeError or ValueError when the values are not those of a tool."""
        return cls(Brush.from_json(values["brush"]), Smoothing.from_json(values["smoothing"]))
