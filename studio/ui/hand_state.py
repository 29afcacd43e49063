"""What the hand had taken beside its brushes: the colour, the symmetry, the softness of selections, the stamp."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from studio.document.alike import LARGEST_TOLERANCE
from studio.document.outlines import LARGEST_FEATHER_PX
from studio.document.reshaping import LARGEST_AMOUNT_PX
from studio.document.stamp import Stamp
from studio.document.stroke import Color
from studio.document.symmetry import MOST_SPOKES
from studio.ui.canvas.mirror import KINDS
from studio.ui.layering import FIRST_COLOR
from studio.ui.selections import DEFAULT_TOLERANCE

if TYPE_CHECKING:
    from studio.ui.window_frame import WindowFrame


@dataclass(frozen=True)
class HandState:
    """What is remembered of it. The symmetry comes back switched off: the first stroke of a day should be one.

    Attributes:
        color: of plain paint, red, green and blue 0..255.
        symmetry: the kind that was used last.
        spokes: how many times a radial one repeats.
        center: of the symmetry, as shares of the picture, 0..1.
        feather_px: of the next outline.
        amount_px: by how much selections are reshaped.
        tolerance, connected: how the magic wand selects.
        stamp: that was taken last, put away; None before any.
        stamp_anew: whether each of its strokes begins with the same picture.
    """

    color: Color = FIRST_COLOR
    symmetry: str = "horizontal"
    spokes: int = 6
    center: tuple[float, float] = (0.5, 0.5)
    feather_px: float = 0.0
    amount_px: int = 8
    tolerance: int = DEFAULT_TOLERANCE
    connected: bool = True
    stamp: Stamp | None = None
    stamp_anew: bool = False

    @classmethod
    def of(cls, window: WindowFrame) -> HandState:
        """That of a window."""
        mirror, selections = window.tool.mirror, window.editor.selections
        return cls(
            window.layers.color,
            mirror.last_kind,
            mirror.count,
            mirror.center,
            selections.feather_px,
            selections.amount_px,
            selections.tolerance,
            selections.connected,
            window.studio.stamping.stamp,
            window.studio.stamping.anew,
        )

    def give_to(self, window: WindowFrame) -> None:
        """Lays all of it in the window's hand."""
        window.layers.set_color(self.color)
        window.tool.mirror.recall(self.symmetry, self.spokes, self.center)
        window.editor.selections.set_feather(self.feather_px)
        window.editor.selections.set_amount(self.amount_px)
        window.editor.selections.set_wand(tolerance=self.tolerance, connected=self.connected)
        window.studio.stamping.recall(self.stamp, anew=self.stamp_anew)

    @classmethod
    def from_json(cls, values: Any) -> HandState:
        """Raises TypeError, ValueError or KeyError when the values are not those of a hand."""
        red, green, blue = (int(value) for value in values["color"])
        x, y = (float(value) for value in values["center"])
        state = cls(
            (red, green, blue),
            values["symmetry"],
            int(values["spokes"]),
            (x, y),
            float(values["feather_px"]),
            int(values["amount_px"]),
            int(values.get("tolerance", DEFAULT_TOLERANCE)),
            bool(values.get("connected", True)),
            Stamp.from_json(values["stamp"]) if values.get("stamp") is not None else None,
            bool(values.get("stamp_anew", False)),
        )
        if (
            not all(0 <= value <= 255 for value in state.color)
            or state.symmetry not in KINDS[1:]
            or not 2 <= state.spokes <= MOST_SPOKES
            or not all(math.isfinite(value) and 0 <= value <= 1 for value in state.center)
            or not 0 <= state.feather_px <= LARGEST_FEATHER_PX
            or not 1 <= state.amount_px <= LARGEST_AMOUNT_PX
            or not 0 <= state.tolerance <= LARGEST_TOLERANCE
        ):
            raise ValueError("no hand holds that")
        return state

    def to_json(self) -> dict[str, Any]:
        stamp = None if self.stamp is None else self.stamp.to_json()
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"stamp": stamp}
