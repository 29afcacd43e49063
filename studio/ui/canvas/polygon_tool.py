"""Selecting by clicks: each is a corner of a polygon."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QApplication

from studio.ui.canvas.drag_tool import DragTool
from studio.ui.canvas.outline_pen import MARGIN_PX, caption_rect, draw_caption, draw_outline
from studio.ui.canvas.select_tool import SIGNS, mode_of, place_of

if TYPE_CHECKING:
    from studio.ui.canvas.select_tool import Selectable
    from studio.ui.canvas.tool import Touch
    from studio.ui.canvas.transform import ViewTransform

_FEWEST_CORNERS = 3
_CLOSING_PX = 9.0
_KNOB_PX = 4.0
_CLOSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAKES_BACK = Qt.Key.Key_Backspace


class PolygonTool(DragTool):
    """Clicks set corners. A double click, Enter or a click on the first corner closes, Backspace takes the last back.

    The first click says how the outline meets what is selected. A click that is closed at once selects nothing.

    Args:
        target: takes the outline.
    """

    def __init__(self, target: Selectable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self._mode = "replace"
        self._clicked = QPointF()
        self._clicked_ms = -math.inf

    def press(self, touch: Touch, modifiers: Qt.KeyboardModifier, *, turned: bool = False) -> None:
        """Sets a corner, or closes; a pen that is `turned` round takes away."""
        near_px = QApplication.styleHints().mouseDoubleClickDistance()
        soon = touch.time_ms - self._clicked_ms <= QApplication.doubleClickInterval()
        again = soon and _distance(touch.view, self._clicked) <= near_px
        self._clicked, self._clicked_ms = touch.view, touch.time_ms
        if not self.active:
            if again:
                return  # The second half of the double click that closed the one before.
            self._mode = "subtract" if turned else mode_of(modifiers)
            self.marks = [place_of(touch)]
        elif again or (len(self.marks) >= _FEWEST_CORNERS and _reaches(touch, self.marks[0], _CLOSING_PX)):
            self.close()
        elif not _reaches(touch, self.marks[-1], near_px):
            self.marks.append(place_of(touch))
        self.looks_different.emit()

    def move(self, touch: Touch) -> None:
        """The rubber line follows."""
        self.looks_different.emit()

    def release(self, touch: Touch) -> None:
        """Nothing: corners are set where the button goes down."""

    def press_key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Closes on Enter and takes the last corner back on Backspace; whether there was anything to do."""
        if not self.active or modifiers & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in _CLOSES:
            self.close()
        elif key == _TAKES_BACK:
            self.marks.pop()
            self.looks_different.emit()
        else:
            return False
        return True

    def close(self) -> None:
        """Selects what the corners enclose; without any it does nothing."""
        if not self.active:
            return
        corners, self.marks = self.marks, []
        if len(corners) >= _FEWEST_CORNERS:
            self._target.take_outline("lasso", corners, self._mode)
        elif self._mode == "replace":
            self._target.select_none()
        self.looks_different.emit()

    # ---- the cursor

    def cursor_rect(self, mouse: QPointF, transform: ViewTransform) -> QRectF:
        """The part of the view that is drawn upon."""
        if not self.active:
            return QRectF()
        margin = MARGIN_PX
        lines = self._lines(mouse, transform).boundingRect().adjusted(-margin, -margin, margin, margin)
        return lines.united(caption_rect(mouse))

    def paint_cursor(self, painter: QPainter, mouse: QPointF, transform: ViewTransform) -> None:
        """Draws the corners, the line to the pointer, and a knob on the first corner, which grows where it closes."""
        if not self.active:
            return
        draw_outline(painter, self._lines(mouse, transform))
        if self._mode != "replace":
            draw_caption(painter, mouse, SIGNS[self._mode])

    def _lines(self, mouse: QPointF, transform: ViewTransform) -> QPainterPath:
        corners = [transform.point_to_view(QPointF(*mark)) for mark in self.marks]
        closes = len(corners) >= _FEWEST_CORNERS and _distance(mouse, corners[0]) <= _CLOSING_PX
        path = QPainterPath()
        path.addPolygon(QPolygonF([*corners, corners[0] if closes else mouse]))
        knob = _CLOSING_PX if closes else _KNOB_PX
        path.addEllipse(corners[0], knob, knob)
        return path


def _reaches(touch: Touch, corner: tuple[float, float], reach_px: float) -> bool:
    return math.hypot(touch.x - corner[0], touch.y - corner[1]) <= reach_px * touch.document_px


def _distance(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())
