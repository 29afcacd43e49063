"""What is selected of the open document, and how. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from studio.document.geometry import Box
from studio.document.outlines import SHAPES
from studio.document.tiles import TileMask
from studio.ui.translate import tr

if TYPE_CHECKING:
    from studio.document.document import Document
    from studio.ui.editor import Editor


class Selections(QObject):
    """What the tools and the panel of the selection ask for.

    Args:
        editor: whose document it is.

    Attributes:
        feather_px: how wide the edge of the next outline fades.
    """

    changed = Signal()  # What is selected, or the feather.

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._known: TileMask | None = None
        self.feather_px = 0.0
        editor.history_changed.connect(self._follow)
        editor.document_changed.connect(self._follow)

    @property
    def current(self) -> TileMask | None:
        """What is selected of the open document; None is nothing in particular."""
        document = self._document
        return None if document is None else document.selection

    @property
    def box(self) -> Box | None:
        """The smallest box around what is selected; None where nothing is."""
        mask = self.current
        if mask is None or mask.covered.empty:
            return None
        values = mask.read(mask.covered) > 0
        rows, columns = np.flatnonzero(values.any(axis=1)), np.flatnonzero(values.any(axis=0))
        box = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        return box.translate(mask.covered.x0, mask.covered.y0)

    def set_feather(self, feather_px: float) -> None:
        """Fades the edge of the next outline over so many pixels."""
        if feather_px != self.feather_px:
            self.feather_px = feather_px
            self.changed.emit()

    def take_outline(self, shape: str, points: Sequence[tuple[float, float]], mode: str) -> None:
        """Selects what an outline encloses, see `Document.select`."""
        self._select(shape, points, mode, self.feather_px)

    def select_all(self) -> None:
        """Selects everything."""
        self._select("all")

    def select_none(self) -> None:
        """Selects nothing, so that everything is painted on."""
        self._select("none")

    def invert(self) -> None:
        """Selects what was not."""
        self._select("invert")

    @property
    def _document(self) -> Document | None:
        return self._editor.painting.document if self._editor.painting is not None else None

    def _select(
        self,
        shape: str,
        points: Sequence[tuple[float, float]] = (),
        mode: str = "replace",
        feather_px: float = 0.0,
    ) -> None:
        document = self._document
        if document is None:
            return
        had = document.selection is not None
        document.select(shape, points, mode=mode, feather_px=feather_px)
        if document.selection is None and shape in SHAPES:
            outside = tr("Nothing of the picture lies within this outline.")
            taken = tr("Nothing is selected any more; everything is painted on.")
            self._editor.noticed.emit(taken if had and mode != "replace" else outside)

    def _follow(self) -> None:
        if self.current is not self._known:
            self._known = self.current
            self.changed.emit()
