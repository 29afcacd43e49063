"""Selecting by a click: what has the colour of the photo there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.ui.canvas.drag_tool import DragTool
from studio.ui.canvas.select_tool import mode_of, place_of

if TYPE_CHECKING:
    from studio.ui.canvas.tool import Touch
    from studio.ui.canvas.transform import ViewTransform


class Selectable(Protocol):
    """What is selected from."""

    def take_alike(self, point: tuple[float, float], mode: str) -> None:
        """Selects what has the colour of the photo at a point."""
        ...


class WandTool(DragTool):
    """A click selects.

    Args:
        target: is selected from.
    """

    def __init__(self, target: Selectable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self._mode = "replace"

    def press(self, touch: Touch, modifiers: Qt.KeyboardModifier, *, turned: bool = False) -> None:
        """Says how what is alike meets what is selected; a pen that is `turned` round takes away."""
        self._mode = "subtract" if turned else mode_of(modifiers)
        self.marks = [place_of(touch)]

    def move(self, touch: Touch) -> None:
        """The place may be chosen until the button goes up."""
        if self.active:
            self.marks = [place_of(touch)]

    def release(self, touch: Touch) -> None:
        """Selects what is alike."""
        marks, self.marks = self.marks, []
        if marks:
            self._target.take_alike(place_of(touch), self._mode)

    # ---- the cursor

    def cursor_rect(self, mouse: QPointF, transform: ViewTransform) -> QRectF:
        """Nothing is drawn upon."""
        return QRectF()

    def paint_cursor(self, painter: QPainter, mouse: QPointF, transform: ViewTransform) -> None:
        """Nothing: the cross says where it is."""
