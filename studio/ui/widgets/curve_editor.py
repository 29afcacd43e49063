"""A small editor for a curve, and the button that opens it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from studio.document.curve import MOST_POINTS, Curve
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import column, label, push_button, row
from studio.ui.widgets.own_keys import REMOVING, claims

_MARGIN_PX = 10
_REACH_PX = 12
_DOT_PX = 4.5
_NARROWEST = 0.02
_KEY_STEP = 0.05
_SAMPLES = 64
_STEPS = {
    Qt.Key.Key_Left: (-_KEY_STEP, 0.0),
    Qt.Key.Key_Right: (_KEY_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, _KEY_STEP),
    Qt.Key.Key_Down: (0.0, -_KEY_STEP),
}
_KEYS = REMOVING | {*_STEPS, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Plus, Qt.Key.Key_Insert}

Points = list[tuple[float, float]]


def draw_curve(painter: QPainter, curve: Curve, field: QRectF) -> None:
    """Draws a curve with the painter's pen; the field is 0..1 both ways."""
    path = QPainterPath()
    for number in range(_SAMPLES + 1):
        x = number / _SAMPLES
        point = QPointF(field.left() + x * field.width(), field.bottom() - curve.at(x) * field.height())
        if number:
            path.lineTo(point)
        else:
            path.moveTo(point)
    painter.drawPath(path)


class CurveEditor(QWidget):
    """A curve whose points are dragged.

    A click beside the points adds one; a double-click, Delete or a drag out of the field takes one away. The arrow keys
    move the marked point, Page Up and Page Down mark another.
    """

    edited = Signal(object)  # Curve

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points: Points = list(Curve().points)
        self._marked = len(self._points) - 1
        self._dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(220, 180)
        self.setAccessibleName(name)
        self.setToolTip(
            tr(
                "Left: a light touch, right: a firm one; upwards: more of it.\n"
                "Drag the points, click to add one, double-click to take one away."
            )
        )

    @property
    def curve(self) -> Curve:
        """The curve as it is."""
        return Curve(tuple(self._points))

    def show_curve(self, curve: Curve) -> None:
        """Shows another curve."""
        if curve != self.curve:
            self._points = list(curve.points)
            self._marked = min(self._marked, len(self._points) - 1)
            self.update()

    def place(self, point: tuple[float, float]) -> QPointF:
        """Where a point of the curve lies in the widget."""
        field = self._field()
        return QPointF(field.left() + point[0] * field.width(), field.bottom() - point[1] * field.height())

    # ---- what the user does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        near = self._near(event.position())
        if near is None and len(self._points) < MOST_POINTS:
            near = self._insert(self._value(event.position()))
        if near is not None:
            self._marked, self._dragged = near, True
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._dragged:
            return
        out = not QRectF(self.rect()).adjusted(-24, -24, 24, 24).contains(event.position())
        if out and self._inner(self._marked):
            self._remove(self._marked)
            self._dragged = False
        else:
            self._move_to(self._value(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        near = self._near(event.position())
        if near is not None and self._inner(near):
            self._remove(near)

    def event(self, event: QEvent) -> bool:
        return claims(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            x, y = self._points[self._marked]
            self._move_to((x + _STEPS[key][0], y + _STEPS[key][1]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            step = 1 if key == Qt.Key.Key_PageUp else -1
            self._marked = (self._marked + step) % len(self._points)
            self.update()
        elif key in REMOVING:
            if self._inner(self._marked):
                self._remove(self._marked)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Insert) and len(self._points) < MOST_POINTS:
            self._insert_beside()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    # ---- changes

    def _insert(self, value: tuple[float, float]) -> int | None:
        """Adds a point; None where there is no room between its neighbours."""
        place = sum(x < value[0] for x, _ in self._points)
        if not 0 < place < len(self._points):
            return None
        if min(value[0] - self._points[place - 1][0], self._points[place][0] - value[0]) < _NARROWEST:
            return None
        self._points.insert(place, value)
        self._changed()
        return place

    def _insert_beside(self) -> None:
        left = min(self._marked, len(self._points) - 2)
        middle = (self._points[left][0] + self._points[left + 1][0]) / 2
        added = self._insert((middle, self.curve.at(middle)))
        self._marked = self._marked if added is None else added

    def _move_to(self, value: tuple[float, float]) -> None:
        x, y = min(max(value[0], 0.0), 1.0), round(min(max(value[1], 0.0), 1.0), 3)
        if self._inner(self._marked):
            low, high = self._points[self._marked - 1][0], self._points[self._marked + 1][0]
            x = round(min(max(x, low + _NARROWEST), high - _NARROWEST), 3)
        else:
            x = self._points[self._marked][0]
        if (x, y) != self._points[self._marked]:
            self._points[self._marked] = (x, y)
            self._changed()

    def _remove(self, number: int) -> None:
        del self._points[number]
        self._marked = min(self._marked, len(self._points) - 1)
        self._changed()

    def _changed(self) -> None:
        self.update()
        self.edited.emit(self.curve)

    def _inner(self, number: int) -> bool:
        return 0 < number < len(self._points) - 1

    def _near(self, position: QPointF) -> int | None:
        def distance(number: int) -> float:
            way = self.place(self._points[number]) - position
            return math.hypot(way.x(), way.y())

        nearest = min(range(len(self._points)), key=distance)
        return nearest if distance(nearest) <= _REACH_PX else None

    def _value(self, position: QPointF) -> tuple[float, float]:
        field = self._field()
        x, y = (position.x() - field.left()) / field.width(), (field.bottom() - position.y()) / field.height()
        return min(max(round(x, 3), 0.0), 1.0), min(max(round(y, 3), 0.0), 1.0)

    def _field(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)

    # ---- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field, theme = self._field(), self._theme
        painter.fillRect(field, theme.color("stage"))
        painter.setPen(QPen(theme.color("line"), 1))
        for share in (0.25, 0.5, 0.75):
            x, y = field.left() + share * field.width(), field.top() + share * field.height()
            painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "faint"), 1))
        painter.drawRect(field)
        painter.setPen(QPen(theme.color("accent"), 2))
        draw_curve(painter, self.curve, field)
        for number, point in enumerate(self._points):
            marked = number == self._marked
            painter.setBrush(theme.color("text" if marked else "accent"))
            painter.setPen(QPen(theme.color("stage"), 1.5))
            painter.drawEllipse(self.place(point), _DOT_PX, _DOT_PX)
        painter.end()


class CurveButton(QToolButton):
    """Shows a curve in small; a click opens the editor under it."""

    edited = Signal(object)  # Curve

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curve = Curve()
        self.editor = CurveEditor(theme, name)
        self.straight = push_button(tr("Straight"), tr("A straight line from nothing to all"))
        self.popup = QFrame(self, Qt.WindowType.Popup)
        self.popup.setObjectName("card")
        self.popup.setLayout(
            column(label(name, "section"), self.editor, row(1, self.straight), margins_px=10)
        )
        self.setAccessibleName(name)
        self.setToolTip(tr("{name}: opens the curve").format(name=name))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(QSize(40, 30))
        self.clicked.connect(self.open)
        self.editor.edited.connect(self._take)
        self.straight.clicked.connect(self._straighten)

    def show_curve(self, curve: Curve) -> None:
        """Shows another curve."""
        self._curve = curve
        self.editor.show_curve(curve)
        self.update()

    def open(self) -> None:
        """Opens the editor."""
        size = self.popup.sizeHint()
        corner = self.mapToGlobal(QPoint(self.width() - size.width(), self.height() + 4))
        room = self.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - size.width())))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() - size.height())))
        self.popup.move(corner)
        self.popup.show()
        self.editor.setFocus()

    def _take(self, curve: Curve) -> None:
        self._curve = curve
        self.update()
        self.edited.emit(curve)

    def _straighten(self) -> None:
        self.editor.show_curve(Curve())
        self._take(Curve())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("accent" if self.isEnabled() else "faint"), 1.6))
        draw_curve(painter, self._curve, QRectF(self.rect()).adjusted(9, 7, -9, -7))
        painter.end()
