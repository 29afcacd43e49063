"""The canvas under the hand: moves, turns and zooms the picture, and hands everything else to the tool."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPointingDevice,
    QRegion,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QWidget

from studio.ui.canvas.ants import MarchingAnts
from studio.ui.canvas.stage import ZOOM_STEP, CanvasStage
from studio.ui.canvas.tool import Touch
from studio.ui.canvas.toolbox import ToolBox
from studio.ui.theme import Theme
from studio.ui.translate import tr

_FLATTEST_DEG = 60.0
_MOVING, _TURNING, _SPLITTING = "move", "turn", "split"


class CanvasView(CanvasStage):
    """Shows a document and lets a tool work on it.

    Args:
        theme: colours of the stage.
        tools: the one in hand takes what mouse and pen do on the picture.
    """

    cursor_moved = Signal(QPointF)  # In document pixels.
    double_clicked = Signal()  # On the picture, with the left button.
    size_wheeled = Signal(float)  # Ctrl + wheel: steps to change the brush by.

    def __init__(self, theme: Theme, tools: ToolBox, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._tools = tools
        self._held: int | None = None
        self._drag = ""
        self._dragged_from = QPointF()
        self._drawn_cursor = QRect()
        self._pen_near = False
        self._true_pens: set[int] = set()
        self.setObjectName("stage")
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Canvas"))
        tools.looks_different.connect(self._update_cursor)
        self.ants = MarchingAnts(self)
        self.ants.stepped.connect(self._update_ants)

    @property
    def painting(self) -> bool:
        """Whether a drag of the tool or of the view is under way."""
        return self._tools.dragging or bool(self._drag)

    # ---- the cursor

    def draw_over(self, painter: QPainter, damaged: QRect) -> None:
        seen = self._transform.to_box(QRectF(self.rect()), self._document_box)
        self._tools.mirror.paint(painter, self._transform)
        self.ants.paint(painter, self._transform, seen, self.devicePixelRatioF())
        if self._cursor_shown():
            self._tools.current.paint_cursor(painter, self._mouse, self._transform)
            # The view may have changed since the cursor moved last.
            now = self._tools.current.cursor_rect(self._mouse, self._transform).toAlignedRect()
            self._drawn_cursor = self._drawn_cursor.united(now)

    def _update_ants(self) -> None:
        # While somebody paints, every millisecond is the stroke's.
        if self._surface is not None and not self._tools.dragging:
            self.update(self.ants.drawn_rect(self.rect()))

    def _cursor_shown(self) -> bool:
        if self._tools.active:
            return True
        return self.underMouse() and not self._moves_view() and not self._out_of_reach(self._mouse)

    def _moves_view(self) -> bool:
        return self._held is not None or bool(self._drag)

    def _out_of_reach(self, point: QPointF) -> bool:
        """Whether nobody can paint there: on the line between before and after, and where the photo is shown."""
        return self.on_split(point) or self.left_of_split(point)

    def _update_cursor(self) -> None:
        self.update(QRegion(self._drawn_cursor))
        tool = self._tools.current
        self._drawn_cursor = tool.cursor_rect(self._mouse, self._transform).toAlignedRect()
        self.update(QRegion(self._drawn_cursor))
        self.setCursor(self._shape())

    def _shape(self) -> Qt.CursorShape:
        if self._drag == _SPLITTING or (not self._moves_view() and self.on_split(self._mouse)):
            return Qt.CursorShape.SplitHCursor
        if self._moves_view():
            return Qt.CursorShape.ClosedHandCursor if self._drag else Qt.CursorShape.OpenHandCursor
        if self.left_of_split(self._mouse) and not self._tools.active:
            return Qt.CursorShape.ForbiddenCursor
        cross = self._tools.current.needs_cross(self._transform.scale)
        return Qt.CursorShape.CrossCursor if cross else Qt.CursorShape.BlankCursor

    # ---- mouse and pen

    def _touch(self, position: QPointF, pressure: float, time_ms: int, tilt: float = 0.0) -> Touch:
        point = self._transform.to_document(position)
        return Touch(point.x(), point.y(), pressure, time_ms, position, tilt, 1 / self._transform.scale)

    def _presses(self, event: QTabletEvent) -> bool:
        """Whether a pen tells its pressure. One that never reported any is a mouse, whatever else it says."""
        pen = event.pointingDevice().systemId() ^ event.pointingDevice().uniqueId().numericId()
        if event.pressure() > 0:
            self._true_pens.add(pen)
        return pen in self._true_pens

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._follow_mouse(event.position())
        if self._surface is None or self.painting:
            return
        middle, left = (event.button() == button for button in (_MIDDLE, _LEFT))
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if middle or (left and self._held is not None):
            turns = shift or (left and self._held == _TURNS)
            self._begin_drag(_TURNING if turns else _MOVING, event.position())
        elif left and self.on_split(event.position()):
            self._begin_drag(_SPLITTING, event.position())
        elif left and not self._out_of_reach(event.position()):
            touch = self._touch(event.position(), 1.0, event.timestamp())
            self._tools.current.press(touch, event.modifiers())
        self._update_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)
        if event.button() == _LEFT and not self._drag:
            self._tools.double_click()
            self.double_clicked.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._take_keys()
        self._follow_mouse(event.position())
        if self._drag:
            self._drag_on(event.position())
        elif self._tools.active:
            self._tools.current.move(self._touch(event.position(), 1.0, event.timestamp()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag:
            self._drag = ""
        elif event.button() == _LEFT and self._tools.active:
            self._tools.current.release(self._touch(event.position(), 1.0, event.timestamp()))
        self._update_cursor()

    def _begin_drag(self, kind: str, position: QPointF) -> None:
        self._drag, self._dragged_from = kind, position

    def _drag_on(self, position: QPointF) -> None:
        start, self._dragged_from = self._dragged_from, position
        if self._drag == _MOVING:
            self.pan(position - start)
        elif self._drag == _SPLITTING:
            self.move_split(position.x())
        else:
            before, after = start - self.middle, position - self.middle
            turned = math.atan2(after.y(), after.x()) - math.atan2(before.y(), before.x())
            self._fitted = False
            self.turn_to(self._transform.angle_deg + math.degrees(turned))

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Pens paint with their pressure and their tilt. One that always reports 0 is left to the mouse events."""
        kind, pressed = event.type(), self._presses(event)
        # A stroke that was begun is drawn to its end, whatever is held down meanwhile.
        aside = not self._pen_near and (self._moves_view() or self._out_of_reach(event.position()))
        if self._surface is None or aside or event.button() == _MIDDLE:
            event.ignore()
            return
        tilt = min(math.hypot(event.xTilt(), event.yTilt()) / _FLATTEST_DEG, 1.0)
        touch = self._touch(event.position(), event.pressure(), event.timestamp(), tilt)
        if kind == QEvent.Type.TabletPress and pressed and event.button() == _LEFT:
            self._pen_near = True
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            turned = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._tools.current.press(touch, event.modifiers(), turned=turned)
        elif kind == QEvent.Type.TabletMove and self._pen_near:
            self._follow_mouse(event.position())
            self._tools.current.move(touch)
        elif kind == QEvent.Type.TabletRelease and self._pen_near and event.button() == _LEFT:
            self._pen_near = False
            if self._tools.active:  # Esc may have ended it.
                self._tools.current.release(touch)
        else:
            event.ignore()
            return
        event.accept()

    def _take_keys(self) -> None:
        """Space moves the picture below the mouse, and does not press again what was clicked last."""
        having = QApplication.focusWidget()
        if isinstance(having, _PRESSED_BY_SPACE) and having.window() is self.window():
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _follow_mouse(self, position: QPointF) -> None:
        self._mouse = position
        self._update_cursor()
        self.cursor_moved.emit(self._transform.to_document(position))

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.size_wheeled.emit(steps)
        elif self._surface is not None and steps:
            self.zoom_to(self.zoom * ZOOM_STEP**steps, event.position())
        self._follow_mouse(event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_to(self.zoom * (1 + event.value()), event.position())
                return True
            if event.gestureType() == Qt.NativeGestureType.RotateNativeGesture:
                self._fitted = False
                self.turn_to(self._transform.angle_deg + event.value())
                return True
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._follow_mouse(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        QTimer.singleShot(0, self._update_cursor)

    # ---- keys that are held

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == _MOVES or (event.key() == _TURNS and not event.modifiers()):
            if not event.isAutoRepeat():
                self._held = event.key()
                self._update_cursor()
        elif not self._tools.press_key(event.key(), event.modifiers()):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == self._held and not event.isAutoRepeat():
            self._held = None
            self._update_cursor()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._held = None
        self._update_cursor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._mouse = QPointF(self.mapFromGlobal(QCursor.pos()))
        super().resizeEvent(event)


_LEFT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
_MOVES, _TURNS = Qt.Key.Key_Space, Qt.Key.Key_R
_PRESSED_BY_SPACE = (QAbstractButton, QComboBox, QAbstractItemView)
