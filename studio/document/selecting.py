"""The selection of a document: what painting keeps to. It is undone and recorded like everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from studio.document.alike import alike
from studio.document.commands import STEP_BYTES
from studio.document.covering import combined, either, less, times
from studio.document.edits import ALIKE, Select
from studio.document.geometry import EMPTY, Box
from studio.document.known import Known
from studio.document.outlines import Point, enclosed, feathered, full_mask, share_full_tiles
from studio.document.reshaping import RESHAPES
from studio.document.stack import LayerStack
from studio.document.tiles import TileMask, tile_arrays_nbytes

_SMOOTHED_PX = 1.0
_LABELS = {
    "rectangle": "Select",
    "ellipse": "Select",
    "lasso": "Select",
    "alike": "Select",
    "none": "Select nothing",
    "all": "Select all",
    "invert": "Invert selection",
    "grow": "Grow selection",
    "shrink": "Shrink selection",
    "border": "Select the border",
    "soften": "Soften selection",
}


@dataclass(frozen=True)
class SelectCommand:
    """Another selection took the place of one; None selects nothing, and everything is painted on."""

    label: str
    before: TileMask | None
    after: TileMask | None
    take: Callable[[TileMask | None], None]

    @property
    def nbytes(self) -> int:
        sides = (side.tiles.values() for side in (self.before, self.after) if side is not None)
        return STEP_BYTES + tile_arrays_nbytes(tile for tiles in sides for tile in tiles)

    def redo(self) -> None:
        self.take(self.after)

    def undo(self) -> None:
        self.take(self.before)


class Selecting(LayerStack):
    """Layers over a canvas, of which a part may be selected.

    Attributes:
        base: the photo, uint8 (H, W, 3).
        selection: how far each pixel is selected; None = nothing is, and everything is painted on. It is replaced as
            a whole, never written to.
    """

    base: np.ndarray

    def __init__(self, box: Box, history_bytes: int) -> None:
        super().__init__(box, history_bytes)
        self.selection: TileMask | None = None

    def select(
        self,
        shape: str,
        points: Sequence[Point] = (),
        *,
        mode: str = "replace",
        feather_px: float = 0.0,
        amount_px: int = 0,
        tolerance: int = 0,
        connected: bool = True,
        known: Known | None = None,
    ) -> None:
        """Selects what an outline encloses, as one undo step; a selection of nothing is None.

        Args:
            shape: "rectangle", "ellipse" or "lasso", see `outlines.enclosed`; "alike", the photo's colour at a point,
                see `alike.alike`; "all", "none" or "invert"; or what is done to what is selected: "grow", "shrink",
                "border" or "soften", see `reshaping`. Where nothing is selected, these do nothing.
            points: of the outline.
            mode: how the outline meets what is selected: "replace", "add", "subtract" or "intersect". Where nothing
                is selected, the last two begin with everything.
            feather_px: how wide the outline's edge fades, 0..500; see `outlines.feathered`.
            amount_px: by how much it is reshaped, 1..500.
            tolerance, connected: of "alike".
            known: what was worked out of it before.

        Raises:
            ValueError: there is no such outline or mode.
        """
        self._settle()
        places = tuple((float(x), float(y)) for x, y in points)
        edit = Select(shape, places, mode, float(feather_px), amount_px, tolerance, connected)
        after = self._selected(edit, known or Known())
        if after is not None and not after.tiles:
            after = None
        if after is self.selection:
            return
        self._do(SelectCommand(_LABELS[shape], self.selection, after, self._take), edit)

    def _selected(self, edit: Select, known: Known) -> TileMask | None:
        now = self.selection
        if edit.shape in RESHAPES:
            if now is None:
                return None
            reshape, places = RESHAPES[edit.shape], tuple(now.tiles)
            return known.of(
                ("reshape", edit, places),
                tuple(now.tiles.values()),
                lambda: reshape(now, edit.amount_px, known),
            )
        if edit.shape == "none":
            return None
        if edit.shape == "all":
            return full_mask(self.box)
        if edit.shape == "invert":
            full = full_mask(self.box)
            return full if now is None else _shared(combined(full, now, less, known))
        outline = known.of(("outline", edit), (), lambda: self._outlined(edit, known))
        if edit.mode == "replace" or (edit.mode == "add" and now is None):
            return outline
        combine = {"add": either, "subtract": less, "intersect": times}[edit.mode]
        return _shared(combined(full_mask(self.box) if now is None else now, outline, combine, known))

    def _outlined(self, edit: Select, known: Known) -> TileMask:
        if edit.shape == ALIKE:
            there = alike(self.base, edit.points[0], edit.tolerance, connected=edit.connected, known=known)
            # Pixels are of the colour or not; what is painted within needs no such stairs.
            return feathered(there, max(edit.feather_px, _SMOOTHED_PX), known)
        return feathered(enclosed(edit.shape, edit.points, self.box, known), edit.feather_px, known)

    def _take(self, selection: TileMask | None) -> None:
        self.selection = selection
        self._emit(EMPTY)


def _shared(mask: TileMask) -> TileMask:
    share_full_tiles(mask)
    return mask
