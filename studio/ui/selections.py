"""What is selected of the open document, and how. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.document.document import Document
from studio.document.edits import ALIKE
from studio.document.geometry import Box
from studio.document.known import Known
from studio.document.layers import Layer
from studio.document.outlines import SHAPES
from studio.document.reshaping import RESHAPES
from studio.document.tiles import TileMask
from studio.ui.translate import tr

if TYPE_CHECKING:
    from studio.ui.editor import Editor

DEFAULT_TOLERANCE = 32


class Selections(QObject):
    """What the tools and the panel of the selection ask for.

    Args:
        editor: whose document it is.

    Attributes:
        feather_px: how wide the edge of the next outline fades.
        amount_px: by how much the selection is reshaped.
        tolerance: how far colours may be from the one that is clicked, 0..255.
        connected: whether only what hangs together with the click is selected.
    """

    changed = Signal()  # What is selected, or how it is.

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._known: TileMask | None = None
        self.feather_px = 0.0
        self.amount_px = 8
        self.tolerance, self.connected = DEFAULT_TOLERANCE, True
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
        return None if mask is None or not mask.tiles else mask.extent

    def set_feather(self, feather_px: float) -> None:
        """Fades the edge of the next outline over so many pixels."""
        if feather_px != self.feather_px:
            self.feather_px = feather_px
            self.changed.emit()

    def set_amount(self, amount_px: int) -> None:
        """Reshapes the selection by so many pixels, from now on."""
        if amount_px != self.amount_px:
            self.amount_px = amount_px
            self.changed.emit()

    def set_wand(self, *, tolerance: int | None = None, connected: bool | None = None) -> None:
        """How the magic wand selects from now on; None = as before."""
        before = self.tolerance, self.connected
        self.tolerance = self.tolerance if tolerance is None else tolerance
        self.connected = self.connected if connected is None else connected
        if (self.tolerance, self.connected) != before:
            self.changed.emit()

    def grow(self) -> None:
        """Takes in what lies around the selection."""
        self._reshape("grow")

    def shrink(self) -> None:
        """Leaves out what lies along its edge."""
        self._reshape("shrink")

    def border(self) -> None:
        """Selects a band along its edge."""
        self._reshape("border")

    def soften(self) -> None:
        """Lets its edge fade."""
        self._reshape("soften")

    def take_outline(self, shape: str, points: Sequence[tuple[float, float]], mode: str) -> None:
        """Selects what an outline encloses, see `Document.select`."""
        self._select(shape, points, mode, self.feather_px)

    def take_alike(self, point: tuple[float, float], mode: str) -> None:
        """Selects what has the colour of the photo at a point."""
        self._select(ALIKE, (point,), mode, self.feather_px)

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

    def _reshape(self, how: str) -> None:
        if self.current is None:
            self._editor.noticed.emit(
                tr("Nothing is selected that could be reshaped; select something first.")
            )
        else:
            self._select(how, amount_px=self.amount_px)

    def _select(
        self,
        shape: str,
        points: Sequence[tuple[float, float]] = (),
        mode: str = "replace",
        feather_px: float = 0.0,
        amount_px: int = 0,
    ) -> None:
        had: list[bool] = []
        tolerance, connected = (self.tolerance, self.connected) if shape == ALIKE else (0, True)

        def step(document: Document, _layer: Layer | None, known: Known) -> TileMask | None:
            had.append(document.selection is not None)
            document.select(
                shape,
                points,
                mode=mode,
                feather_px=feather_px,
                amount_px=amount_px,
                tolerance=tolerance,
                connected=connected,
                known=known,
            )
            return document.selection

        def done(selection: TileMask | None) -> None:
            if selection is None and shape in RESHAPES and had[-1]:
                self._editor.noticed.emit(tr("Nothing was left of the selection; everything is painted on."))
            elif selection is None and shape in (*SHAPES, ALIKE):
                outside = tr("Nothing of the picture lies within this outline.")
                taken = tr("Nothing is selected any more; everything is painted on.")
                self._editor.noticed.emit(taken if had[-1] and mode != "replace" else outside)

        self._editor.rehearsing.do(tr("Selecting…"), step, None, done)

    def _follow(self) -> None:
        if self.current is not self._known:
            self._known = self.current
            self.changed.emit()
