"""The part of the canvas that shows: surfaces, zoom, angle, and the line between before and after."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.document.geometry import Box
from studio.ui.canvas.drawing import SurfaceDrawing
from studio.ui.canvas.surface import CanvasSurface, SurfaceKey
from studio.ui.canvas.transform import MAX_ZOOM, ViewTransform, mip_level
from studio.ui.theme import Theme
from studio.ui.translate import tr

ZOOM_STEP = 1.2
TURN_STEP_DEG = 15.0
_GRIP_PX = 7
_HANDLE_PX = 14.0
_FAR_AWAY = QPointF(-1e6, -1e6)


class CanvasStage(QWidget):
    """Shows one surface, or two on both sides of a line that can be moved.

    Args:
        theme: colours of the stage.
    """

    zoom_changed = Signal(float)  # Screen pixels for one document pixel.
    view_changed = Signal()  # What part of the document is seen, or how it is turned.

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._transform = ViewTransform()
        self._surface: CanvasSurface | None = None
        self._left: CanvasSurface | None = None
        self._split = 0.5
        self._document_box = Box(0, 0, 1, 1)
        self._thumbnail: QImage | None = None
        self._fitted = True
        self._mouse = _FAR_AWAY

    # ---- what is shown

    def show_surface(self, surface: CanvasSurface, document_box: Box, thumbnail: QImage) -> None:
        """Shows another document, upright and fitted to the view.

        Args:
            surface: its composited tiles.
            document_box: its pixels.
            thumbnail: is seen until the tiles are there.
        """
        self.split_with(None)
        self._attach(surface)
        self._document_box = document_box
        self._thumbnail = thumbnail
        self._transform = ViewTransform()
        self.fit()

    def swap_surface(self, surface: CanvasSurface) -> None:
        """Shows another surface of the same document, such as the picture before painting."""
        self._attach(surface)
        self._refresh()

    def split_with(self, left: CanvasSurface | None) -> None:
        """Shows another surface of the same document on the left of a line; None shows the one alone."""
        self._let_go(self._left)
        self._left = left
        if left is not None:
            left.updated.connect(self._update_box)
        self._refresh()

    def show_nothing(self) -> None:
        """Lets go of the document."""
        self.split_with(None)
        self._let_go(self._surface)
        self._surface = self._thumbnail = None
        self.update()

    def _attach(self, surface: CanvasSurface) -> None:
        self._let_go(self._surface)
        self._surface = surface
        surface.updated.connect(self._update_box)

    def _let_go(self, surface: CanvasSurface | None) -> None:
        if surface is not None:
            surface.updated.disconnect(self._update_box)
            surface.show([])

    @property
    def zoom(self) -> float:
        """Screen pixels for one document pixel; 1 is 100 %."""
        return self._transform.scale * self.devicePixelRatioF()

    @property
    def transform(self) -> ViewTransform:
        """Where the document lies."""
        return self._transform

    # ---- zoom, pan, turn and mirror

    def fit(self) -> None:
        """Shows the whole picture, turned as it is."""
        largest = 1 / self.devicePixelRatioF()
        self._transform.fit(self._document_box, QSizeF(self.size()), largest_scale=largest)
        self._fitted = True
        self._moved()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zooms so that one document pixel is `zoom` screen pixels, around `at` or the middle of the view."""
        ratio = self.devicePixelRatioF()
        smallest = min(16 / max(self._document_box.width, self._document_box.height), 1.0)
        point = self.middle if at is None else at
        self._transform.zoom_at(point, zoom / ratio, smallest / ratio, MAX_ZOOM / ratio)
        self._fitted = False
        self.pan(QPointF())

    def zoom_in(self) -> None:
        """One step nearer, around the middle."""
        self.zoom_to(self.zoom * ZOOM_STEP**2)

    def zoom_out(self) -> None:
        """One step further away, around the middle."""
        self.zoom_to(self.zoom / ZOOM_STEP**2)

    def actual_size(self) -> None:
        """One document pixel is one screen pixel."""
        self.zoom_to(1.0)

    def pan(self, delta: QPointF) -> None:
        """Moves the picture by so many points, but never quite out of the view."""
        self._transform.pan(delta, self._document_box, QSizeF(self.size()))
        if not delta.isNull():
            self._fitted = False
        self._moved()

    def center_on(self, x: float, y: float) -> None:
        """Brings a point of the document to the middle of the view."""
        self.pan(self.middle - self._transform.point_to_view(QPointF(x, y)))

    def turn_to(self, angle_deg: float) -> None:
        """Turns the view of the picture around the middle, clockwise; the picture itself stays as it is."""
        self._transform.turn_at(self.middle, angle_deg)
        self._turned()

    def turn_left(self) -> None:
        """One step against the clock."""
        self.turn_to(self._transform.angle_deg - TURN_STEP_DEG)

    def turn_right(self) -> None:
        """One step with the clock."""
        self.turn_to(self._transform.angle_deg + TURN_STEP_DEG)

    def turn_upright(self) -> None:
        """As the picture is."""
        self.turn_to(0.0)

    def mirror(self, _on: bool = True) -> None:
        """Exchanges left and right on the screen; the picture itself stays as it is."""
        self._transform.mirror_at(self.middle)
        self._turned()

    @property
    def middle(self) -> QPointF:
        """Of the view, in its points."""
        return QPointF(self.width() / 2, self.height() / 2)

    def _turned(self) -> None:
        if self._fitted:
            self.fit()
        else:
            self.pan(QPointF())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            # Another screen, or another scale of it: other tiles are drawn.
            self._turned()
        return super().event(event)

    def _moved(self) -> None:
        self._refresh()
        self.zoom_changed.emit(self.zoom)
        self.view_changed.emit()

    # ---- the line between before and after

    @property
    def is_split(self) -> bool:
        """Whether another surface is shown on the left."""
        return self._left is not None and self._surface is not None

    @property
    def split_x(self) -> float:
        """Where the line is, in points from the left."""
        return self._split * self.width()

    def move_split(self, x: float) -> None:
        """Moves the line; it stays within the view."""
        self._split = min(max(x / max(1, self.width()), 0.02), 0.98)
        self._refresh()

    def on_split(self, point: QPointF) -> bool:
        """Whether a point lies on the line or its handle."""
        return self.is_split and abs(point.x() - self.split_x) <= _GRIP_PX

    def left_of_split(self, point: QPointF) -> bool:
        """Whether a point lies where the other surface is shown."""
        return self.is_split and point.x() < self.split_x

    # ---- drawing

    def _refresh(self) -> None:
        """Asks the surfaces for what is visible, what lies near the mouse first."""
        if self._surface is None:
            return
        center = self._transform.to_document(self._mouse)

        def distance(key: SurfaceKey) -> float:
            box = key.box
            return math.hypot((box.x0 + box.x1) / 2 - center.x(), (box.y0 + box.y1) / 2 - center.y())

        for surface, part in self._parts():
            level = mip_level(self.zoom, surface.levels)
            seen = self._transform.to_box(part, self._document_box)
            surface.show(sorted(surface.keys(level, seen), key=distance))
        self.update()

    def _parts(self) -> list[tuple[CanvasSurface, QRectF]]:
        """The surfaces that are shown, each with its part of the view."""
        whole = QRectF(self.rect())
        if self._surface is None:
            return []
        if self._left is None:
            return [(self._surface, whole)]
        left, right = QRectF(whole), QRectF(whole)
        left.setRight(self.split_x)
        right.setLeft(self.split_x)
        return [(self._left, left), (self._surface, right)]

    def _update_box(self, box: Box) -> None:
        self.update(self._transform.to_view(box).toAlignedRect().adjusted(-2, -2, 2, 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("stage"))
        if self._surface is not None:
            drawing = SurfaceDrawing(
                self._document_box, self._transform, self.width(), self.devicePixelRatioF(), self._thumbnail
            )
            drawing.draw_shadow(painter, QRectF(event.rect()))
            for surface, part in self._parts():
                damaged = part.intersected(QRectF(event.rect()))
                if not damaged.isEmpty():
                    drawing.draw(painter, surface, damaged)
            if self.is_split:
                self._draw_split(painter)
            self.draw_over(painter, event.rect())
        painter.end()

    def draw_over(self, painter: QPainter, damaged: QRect) -> None:
        """Draws what lies over the picture."""

    def _draw_split(self, painter: QPainter) -> None:
        x, middle = self.split_x, self.height() / 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(x - 1.5, 0, 3, self.height()), QColor(0, 0, 0, 110))
        painter.fillRect(QRectF(x - 0.5, 0, 1, self.height()), QColor(255, 255, 255, 235))
        painter.setPen(QColor(0, 0, 0, 110))
        painter.setBrush(QColor(255, 255, 255, 235))
        painter.drawEllipse(QPointF(x, middle), _HANDLE_PX, _HANDLE_PX)
        painter.setPen(QColor(30, 30, 30))
        for side in (-1, 1):
            tip, base = x + side * 8, x + side * 4
            painter.drawPolyline([QPointF(base, middle - 4), QPointF(tip, middle), QPointF(base, middle + 4)])
        font = painter.font()
        font.setPixelSize(12)
        painter.setFont(font)
        for text, left in ((tr("Before"), x - 74), (tr("After"), x + 14)):
            box = QRectF(left, 12, 60, 22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 150))
            painter.drawRoundedRect(box, 6, 6)
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fitted:
            self.fit()
        else:
            old = event.oldSize()
            self.pan(QPointF(QPoint(self.width() - old.width(), self.height() - old.height())) / 2)
