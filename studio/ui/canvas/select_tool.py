"""Selecting by dragging: a rectangle, an ellipse, or a lasso."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from studio.ui.canvas.drag_tool import SMALLEST_DRAG_PX, DragTool
from studio.ui.canvas.outline_pen import caption_rect, draw_caption, draw_outline
from studio.ui.canvas.tool import Touch
from studio.ui.canvas.transform import ViewTransform

SIGNS = {"replace": "", "add": "+ ", "subtract": "− ", "intersect": "∩ "}


class Selectable(Protocol):
    """What is selected from."""

    def take_outline(self, shape: str, points: Sequence[tuple[float, float]], mode: str) -> None:
        """Selects what an outline encloses, see `Document.select`."""
        ...

    def select_none(self) -> None: ...


def mode_of(modifiers: Qt.KeyboardModifier) -> str:
    """How an outline meets what is selected: Shift adds, Alt or Ctrl takes away, both together intersect."""
    adds = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    takes = bool(modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier))
    return {(True, True): "intersect", (True, False): "add", (False, True): "subtract"}.get(
        (adds, takes), "replace"
    )


class SelectTool(DragTool):
    """Drags out one shape. A click without a drag selects nothing.

    Args:
        target: takes the outline.
        shape: "rectangle", "ellipse" or "lasso".
    """

    def __init__(self, target: Selectable, shape: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self._shape = shape
        self._mode = "replace"
        self._start = self._end = QPointF()
        self._dragged = False

    def press(self, touch: Touch, modifiers: Qt.KeyboardModifier, *, turned: bool = False) -> None:
        """Begins an outline; a pen that is `turned` round takes away."""
        if self.active:
            return
        self._mode = "subtract" if turned else mode_of(modifiers)
        self.marks = [place_of(touch)]
        self._start = self._end = touch.view
        self._dragged = False

    def move(self, touch: Touch) -> None:
        """Goes on."""
        if not self.active:
            return
        way = touch.view - self._start
        self._dragged = self._dragged or math.hypot(way.x(), way.y()) >= SMALLEST_DRAG_PX
        step = touch.view - self._end
        if self._shape != "lasso":
            self.marks[1:] = [place_of(touch)]
        elif math.hypot(step.x(), step.y()) >= 1:
            self.marks.append(place_of(touch))
        self._end = touch.view
        self.looks_different.emit()

    def release(self, touch: Touch) -> None:
        """Selects what was drawn around."""
        if not self.active:
            return
        self.move(touch)
        points, self.marks = self.marks, []
        if self._dragged and len(points) >= (3 if self._shape == "lasso" else 2):
            self._target.take_outline(self._shape, points, self._mode)
        elif self._mode == "replace":
            self._target.select_none()
        self.looks_different.emit()

    # ---- the cursor

    def cursor_rect(self, mouse: QPointF, transform: ViewTransform) -> QRectF:
        """The part of the view that is drawn upon."""
        around = super().cursor_rect(mouse, transform)
        return around.united(caption_rect(mouse)) if self.active else around

    def paint_cursor(self, painter: QPainter, mouse: QPointF, transform: ViewTransform) -> None:
        """Draws the outline so far, and how large it is."""
        if not self.active:
            return
        draw_outline(painter, self.path(transform))
        if self._shape != "lasso" and len(self.marks) == 2:
            (x0, y0), (x1, y1) = self.marks
            size = f"{abs(round(x1) - round(x0))} × {abs(round(y1) - round(y0))}"
            draw_caption(painter, mouse, f"{SIGNS[self._mode]}{size}")
        elif self._mode != "replace":
            draw_caption(painter, mouse, SIGNS[self._mode])

    def path(self, transform: ViewTransform) -> QPainterPath:
        """The outline so far."""
        path = QPainterPath()
        if self._shape == "lasso":
            path.addPolygon(QPolygonF([QPointF(*point) for point in (*self.marks, self.marks[0])]))
        else:
            box = QRectF(QPointF(*self.marks[0]), QPointF(*self.marks[-1])).normalized()
            if self._shape == "ellipse":
                path.addEllipse(box)
            else:
                path.addRect(box)
        return transform.matrix.map(path)


def place_of(touch: Touch) -> tuple[float, float]:
    """Where a corner of an outline lies, in pixels of the document."""
    # A hundredth of a pixel is finer than anybody draws, and short in a recipe.
    return round(touch.x, 2), round(touch.y, 2)
