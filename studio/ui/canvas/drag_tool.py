"""What the tools have in common that drag something out upon the canvas."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QPainterPath

from studio.ui.canvas.outline_pen import MARGIN_PX
from studio.ui.canvas.transform import ViewTransform

SMALLEST_DRAG_PX = 3.0
"""What is shorter is a click."""


class DragTool(QObject):
    """A tool that is active from the press to the release, and until then shows what it drags out.

    Attributes:
        marks: what was dragged out so far; empty between two drags.
    """

    looks_different = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.marks: list[Any] = []

    @property
    def active(self) -> bool:
        """Whether something is being dragged out."""
        return bool(self.marks)

    def cancel(self) -> bool:
        """Forgets what is being dragged out; False when there is nothing."""
        was_active, self.marks = self.active, []
        if was_active:
            self.looks_different.emit()
        return was_active

    def path(self, transform: ViewTransform) -> QPainterPath:
        """What is being dragged out, as it is drawn in the view."""
        return QPainterPath()

    # ---- the cursor

    def needs_cross(self, scale: float) -> bool:
        """Always: a cross says where it begins."""
        return True

    def cursor_rect(self, mouse: QPointF, transform: ViewTransform) -> QRectF:
        """The part of the view that is drawn upon."""
        if not self.active:
            return QRectF()
        margin = MARGIN_PX
        return self.path(transform).boundingRect().adjusted(-margin, -margin, margin, margin)
