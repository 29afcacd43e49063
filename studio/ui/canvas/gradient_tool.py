"""Painting by dragging out where the style is full and where it ends."""

from __future__ import annotations

import math
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from studio.document.gradients import Gradient
from studio.ui.canvas.drag_tool import SMALLEST_DRAG_PX, DragTool
from studio.ui.canvas.outline_pen import draw_outline
from studio.ui.canvas.tool import Touch
from studio.ui.canvas.transform import ViewTransform

_KNOB_PX = 5.0


class Fadable(Protocol):
    """What gradients are painted on."""

    def fade(self, gradient: Gradient, *, erase: bool) -> None:
        """Paints as far as a gradient covers, or takes paint off."""
        ...


class GradientTool(DragTool):
    """Paints from full at the press to nothing at the release. Alt takes paint off instead.

    Args:
        target: takes the gradient.
        kind: "linear" or "radial".
    """

    def __init__(self, target: Fadable, kind: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self._kind = kind
        self._erases = False

    def press(self, touch: Touch, modifiers: Qt.KeyboardModifier, *, turned: bool = False) -> None:
        """Begins where the paint is full; a pen that is `turned` round takes paint off."""
        if not self.active:
            self._erases = turned or bool(modifiers & Qt.KeyboardModifier.AltModifier)
            self.marks = [touch, touch]

    def move(self, touch: Touch) -> None:
        """Goes on to where it ends."""
        if self.active:
            self.marks[1] = touch
            self.looks_different.emit()

    def release(self, touch: Touch) -> None:
        """Paints."""
        self.move(touch)
        if not self.active:
            return
        (start, end), self.marks = self.marks, []
        way = end.view - start.view
        if math.hypot(way.x(), way.y()) >= SMALLEST_DRAG_PX:
            places = [(round(each.x, 2), round(each.y, 2)) for each in (start, end)]
            self._target.fade(Gradient(self._kind, *places), erase=self._erases)
        self.looks_different.emit()

    # ---- the cursor

    def paint_cursor(self, painter: QPainter, mouse: QPointF, transform: ViewTransform) -> None:
        """Draws the way from full, a large knob, to nothing, a small one; a radial one's reach too."""
        if self.active:
            draw_outline(painter, self.path(transform))

    def path(self, transform: ViewTransform) -> QPainterPath:
        """The way, and a radial one's reach."""
        start, end = (transform.point_to_view(QPointF(each.x, each.y)) for each in self.marks)
        path = QPainterPath(start)
        path.lineTo(end)
        path.addEllipse(start, 1.6 * _KNOB_PX, 1.6 * _KNOB_PX)
        path.addEllipse(end, _KNOB_PX, _KNOB_PX)
        if self._kind == "radial":
            way = end - start
            reach = math.hypot(way.x(), way.y())
            path.addEllipse(start, reach, reach)
        return path
