"""The canvas: draws the surface, zooms, pans, and hands strokes to the tool."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QRegion,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from studio.document.geometry import Box
from studio.ui.canvas.surface import TILE_PX, CanvasSurface, SurfaceKey
from studio.ui.canvas.tool import BrushTool, Touch
from studio.ui.canvas.transform import MAX_ZOOM, ViewTransform, mip_level
from studio.ui.theme import Theme

_WHEEL_STEP = 1.2
_SMOOTH_BELOW = 2.0
_SHADOW_PX = 6
_FLATTEST_DEG = 60.0


class CanvasView(QWidget):
    """Shows one surface and lets a tool paint on it.

    Args:
        theme: colours of the stage.
        tool: takes what mouse and pen do on the picture.
    """

    zoom_changed = Signal(float)  # Screen pixels for one document pixel.
    cursor_moved = Signal(QPointF)  # In document pixels.
    size_wheeled = Signal(float)  # Ctrl + wheel: steps to change the brush by.

    def __init__(self, theme: Theme, tool: BrushTool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tool = tool
        self._transform = ViewTransform()
        self._surface: CanvasSurface | None = None
        self._document_box = Box(0, 0, 1, 1)
        self._thumbnail: QImage | None = None
        self._fitted = True
        self._space_held = False
        self._pan_from: QPointF | None = None
        self._mouse = QPointF(-1e6, -1e6)
        self._drawn_cursor = QRect()
        self._pen_near = False
        self._true_pens: set[int] = set()
        self.setObjectName("stage")
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Canvas")
        tool.looks_different.connect(self._update_cursor)

    # ---- what is shown

    def show_surface(self, surface: CanvasSurface, document_box: Box, thumbnail: QImage) -> None:
        """Shows another document, fitted to the view.

        Args:
            surface: its composited tiles.
            document_box: its pixels.
            thumbnail: is seen until the tiles are there.
        """
        self._attach(surface)
        self._document_box = document_box
        self._thumbnail = thumbnail
        self.fit()

    def swap_surface(self, surface: CanvasSurface) -> None:
        """Shows another surface of the same document, such as the picture before painting."""
        self._attach(surface)
        self._refresh()

    def show_nothing(self) -> None:
        """Lets go of the document."""
        self._attach(None)
        self._thumbnail = None
        self.update()

    def _attach(self, surface: CanvasSurface | None) -> None:
        if self._surface is not None:
            self._surface.updated.disconnect(self._update_box)
            self._surface.show([])
        self._surface = surface
        if surface is not None:
            surface.updated.connect(self._update_box)

    @property
    def zoom(self) -> float:
        """Screen pixels for one document pixel; 1 is 100 %."""
        return self._transform.scale * self.devicePixelRatioF()

    @property
    def transform(self) -> ViewTransform:
        """Where the document lies."""
        return self._transform

    @property
    def painting(self) -> bool:
        """Whether a stroke, a drag of the brush's size or a pan is under way."""
        return self._tool.active or self._pan_from is not None

    # ---- zoom and pan

    def fit(self) -> None:
        """Shows the whole picture."""
        self._transform.fit(
            self._document_box, QSizeF(self.size()), largest_scale=1 / self.devicePixelRatioF()
        )
        self._fitted = True
        self._moved()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zooms so that one document pixel is `zoom` screen pixels, around `at` or the middle of the view."""
        ratio = self.devicePixelRatioF()
        smallest = min(16 / max(self._document_box.width, self._document_box.height), 1.0)
        point = QPointF(self.width() / 2, self.height() / 2) if at is None else at
        self._transform.zoom_at(point, zoom / ratio, smallest / ratio, MAX_ZOOM / ratio)
        self._fitted = False
        self._pan(QPointF())

    def zoom_in(self) -> None:
        """One step nearer, around the middle."""
        self.zoom_to(self.zoom * _WHEEL_STEP**2)

    def zoom_out(self) -> None:
        """One step further away, around the middle."""
        self.zoom_to(self.zoom / _WHEEL_STEP**2)

    def actual_size(self) -> None:
        """One document pixel is one screen pixel."""
        self.zoom_to(1.0)

    def _pan(self, delta: QPointF) -> None:
        self._transform.pan(delta, self._document_box, QSizeF(self.size()))
        if not delta.isNull():
            self._fitted = False
        self._moved()

    def _moved(self) -> None:
        self._refresh()
        self.zoom_changed.emit(self.zoom)

    # ---- drawing

    def _level(self) -> int:
        return mip_level(self.zoom, self._surface.levels if self._surface else 0)

    def _refresh(self) -> None:
        """Asks the surface for what is visible, what lies near the mouse first."""
        if self._surface is not None:
            seen = self._transform.to_box(QRectF(self.rect()), self._document_box)
            center = self._transform.to_document(self._mouse)

            def distance(key: SurfaceKey) -> float:
                box = key.box
                return math.hypot((box.x0 + box.x1) / 2 - center.x(), (box.y0 + box.y1) / 2 - center.y())

            self._surface.show(sorted(self._surface.keys(self._level(), seen), key=distance))
        self.update()

    def _update_box(self, box: Box) -> None:
        self.update(self._transform.to_view(box).toAlignedRect().adjusted(-2, -2, 2, 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("stage"))
        if self._surface is not None:
            picture = self._device_aligned(self._transform.to_view(self._document_box))
            if not picture.contains(QRectF(event.rect())):
                self._paint_shadow(painter, picture)
            painter.setClipRect(QRectF(event.rect()).intersected(picture))
            self._paint_tiles(painter, QRectF(event.rect()), picture)
            painter.setClipping(False)
            self._tool.mirror.paint(painter, self._transform)
            if self._cursor_shown():
                self._tool.paint_cursor(painter, self._mouse, self._transform)
                # The scale may have changed since the cursor moved last.
                now = self._tool.cursor_rect(self._mouse, self._transform).toAlignedRect()
                self._drawn_cursor = self._drawn_cursor.united(now)
        painter.end()

    def _paint_shadow(self, painter: QPainter, picture: QRectF) -> None:
        shadow = QColor(0, 0, 0, 26)
        for spread in range(1, _SHADOW_PX + 1):
            painter.fillRect(picture.adjusted(-spread, -spread + 2, spread, spread + 2), shadow)

    def _paint_tiles(self, painter: QPainter, damaged: QRectF, picture: QRectF) -> None:
        assert self._surface is not None
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom < _SMOOTH_BELOW)
        level = self._level()
        keys = self._surface.keys(
            level, self._transform.to_box(damaged.intersected(picture), self._document_box)
        )
        if self._thumbnail is not None and any(self._surface.image(key) is None for key in keys):
            painter.drawImage(picture, self._thumbnail)
        for key in keys:
            image = self._surface.image(key)
            if image is not None:
                box = key.box.intersect(self._document_box)
                scale = 1 << level
                part = QRectF(0, 0, min(TILE_PX, box.width / scale), min(TILE_PX, box.height / scale))
                painter.drawImage(self._device_aligned(self._transform.to_view(box)), image, part)

    def _device_aligned(self, rect: QRectF) -> QRectF:
        """The rectangle with its edges on screen pixels, so that tiles meet without a seam."""
        ratio = self.devicePixelRatioF()
        left, top = round(rect.left() * ratio) / ratio, round(rect.top() * ratio) / ratio
        right, bottom = round(rect.right() * ratio) / ratio, round(rect.bottom() * ratio) / ratio
        return QRectF(left, top, right - left, bottom - top)

    def _cursor_shown(self) -> bool:
        return (self.underMouse() or self._tool.active) and not self._panning()

    def _update_cursor(self) -> None:
        self.update(QRegion(self._drawn_cursor))
        self._drawn_cursor = self._tool.cursor_rect(self._mouse, self._transform).toAlignedRect()
        self.update(QRegion(self._drawn_cursor))
        if self._panning():
            closed = self._pan_from is not None
            self.setCursor(Qt.CursorShape.ClosedHandCursor if closed else Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(
                Qt.CursorShape.CrossCursor if self._tool.needs_cross(self._transform.scale) else _BLANK
            )

    def _panning(self) -> bool:
        return self._space_held or self._pan_from is not None

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
        if self._surface is None:
            return
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or (self._space_held and event.button() == Qt.MouseButton.LeftButton):
            self._pan_from = event.position()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._tool.press(self._touch(event.position(), 1.0, event.timestamp()), event.modifiers())
        self._update_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._follow_mouse(event.position())
        if self._pan_from is not None:
            self._pan(event.position() - self._pan_from)
            self._pan_from = event.position()
        elif self._tool.active:
            self._tool.move(self._touch(event.position(), 1.0, event.timestamp()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan_from = None
        elif event.button() == Qt.MouseButton.LeftButton and self._tool.active:
            self._tool.release(self._touch(event.position(), 1.0, event.timestamp()))
        self._update_cursor()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Pens paint with their pressure and their tilt. One that always reports 0 is left to the mouse events."""
        kind, pressed = event.type(), self._presses(event)
        if self._surface is None or self._panning() or event.button() == Qt.MouseButton.MiddleButton:
            event.ignore()
            return
        tilt = min(math.hypot(event.xTilt(), event.yTilt()) / _FLATTEST_DEG, 1.0)
        touch = self._touch(event.position(), event.pressure(), event.timestamp(), tilt)
        if kind == QEvent.Type.TabletPress and pressed and event.button() == Qt.MouseButton.LeftButton:
            self._pen_near = True
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            turned = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._tool.press(touch, event.modifiers(), turned=turned)
        elif kind == QEvent.Type.TabletMove and self._pen_near:
            self._follow_mouse(event.position())
            self._tool.move(touch)
        elif kind == QEvent.Type.TabletRelease and self._pen_near:
            self._pen_near = False
            self._tool.release(touch)
        else:
            event.ignore()
            return
        event.accept()

    def _follow_mouse(self, position: QPointF) -> None:
        self._mouse = position
        self._update_cursor()
        self.cursor_moved.emit(self._transform.to_document(position))

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.size_wheeled.emit(steps)
        elif self._surface is not None and steps:
            self.zoom_to(self.zoom * _WHEEL_STEP**steps, event.position())
        self._follow_mouse(event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom_to(self.zoom * (1 + event.value()), event.position())
            return True
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._follow_mouse(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        QTimer.singleShot(0, self._update_cursor)

    # ---- keys that are held

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = True
            self._update_cursor()
        elif event.key() != Qt.Key.Key_Space:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self._update_cursor()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space_held = False
        self._update_cursor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._mouse = QPointF(self.mapFromGlobal(QCursor.pos()))
        if self._fitted:
            self.fit()
        else:
            old = event.oldSize()
            shift = QPoint(self.width() - old.width(), self.height() - old.height())
            self._pan(QPointF(shift) / 2)


_BLANK = Qt.CursorShape.BlankCursor
