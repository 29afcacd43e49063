"""The navigator: the whole picture in small, and the part of it that is seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from studio.document.geometry import EMPTY, Box
from studio.engine.overview import Overview
from studio.ui.canvas.stage import ZOOM_STEP
from studio.ui.canvas.view import CanvasView
from studio.ui.editor import Editor
from studio.ui.iconset import IconSet
from studio.ui.painting import Painting
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import Card
from studio.ui.widgets.pictures import to_qimage
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

_LONGEST_PX = 640
_HEIGHT_PX = 170
_LOOK_AFTER_MS = 400


class NavigatorView(QWidget):
    """Shows a small picture and a frame in it. A click or a drag moves the frame, the wheel zooms."""

    asked = Signal(float, float)  # The point of the document that shall be in the middle.
    zoomed = Signal(float)  # By how many steps.

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._document = QSizeF(1, 1)
        self._frame = QPolygonF()
        self.setFixedHeight(_HEIGHT_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Navigator"))
        self.setToolTip(tr("Click or drag to go there; the wheel zooms"))

    def show_picture(self, image: QImage | None, document: QSizeF) -> None:
        """Shows the picture of a document of so many pixels."""
        self._image, self._document = image, document
        self.update()

    def show_frame(self, frame: QPolygonF) -> None:
        """Shows what part is seen: four corners in pixels of the document."""
        self._frame = frame
        self.update()

    @property
    def frame(self) -> QPolygonF:
        """The part that is seen, in points of this widget."""
        return self._place().map(self._frame)

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a point of the document lies in this widget."""
        return self._place().map(QPointF(x, y))

    def _place(self) -> QTransform:
        """From pixels of the document to points of this widget."""
        width, height = self._document.width(), self._document.height()
        scale = min(self.width() / width, self.height() / height)
        left, top = (self.width() - width * scale) / 2, (self.height() - height * scale) / 2
        return QTransform(scale, 0, 0, scale, left, top)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is None:
            painter.setPen(self._theme.color("dim"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("No picture is open."))
            return
        picture = self._place().mapRect(QRectF(QPointF(), self._document))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(picture, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(picture.adjusted(-1, -1, 1, 1))
        for color, width in ((QColor(0, 0, 0, 130), 4.0), (self._theme.color("accent"), 2.0)):
            pen = QPen(color, width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawPolygon(self.frame)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoomed.emit(event.angleDelta().y() / 120)
        event.accept()

    def _go(self, event: QMouseEvent) -> None:
        if self._image is not None and event.buttons() & Qt.MouseButton.LeftButton:
            inverse, _ = self._place().inverted()
            point = inverse.map(event.position())
            self.asked.emit(
                min(max(point.x(), 0.0), self._document.width()),
                min(max(point.y(), 0.0), self._document.height()),
            )


class NavigatorPanel(Card):
    """The navigator of the open document.

    Args:
        editor: whose document it is.
        canvas: is moved.
        queue: draws the small picture.
    """

    def __init__(
        self,
        editor: Editor,
        canvas: CanvasView,
        queue: JobQueue,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Navigator"), icons, parent)
        self._editor, self._canvas, self._queue = editor, canvas, queue
        self._painting: Painting | None = None
        self._overview = Overview(_LONGEST_PX)
        self._dirty = EMPTY
        self._running = False
        self.view = NavigatorView(theme)
        self.body.addWidget(self.view)
        self._look_soon = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._look_soon.timeout.connect(self._look)
        self.view.asked.connect(canvas.center_on)
        self.view.zoomed.connect(lambda steps: canvas.zoom_to(canvas.zoom * ZOOM_STEP**steps))
        canvas.view_changed.connect(self._follow_view)
        editor.document_changed.connect(self._follow_document)
        self._follow_document()
        self.set_folded(True)

    def set_folded(self, folded: bool) -> None:
        super().set_folded(folded)
        if not folded and not self._dirty.empty:
            self._look_soon.start()

    def _follow_document(self) -> None:
        painting = self._editor.painting
        if painting is self._painting and painting is not None:
            return
        self._painting, self._overview, self._dirty = painting, Overview(_LONGEST_PX), EMPTY
        thumbnail = self._editor.thumbnail
        if painting is None or thumbnail is None:
            self.view.show_picture(None, QSizeF(1, 1))
            return
        box = painting.document.box
        self.view.show_picture(to_qimage(thumbnail), QSizeF(box.width, box.height))
        painting.document.changed.append(lambda box: self._note(painting, box))
        painting.after.updated.connect(lambda box: self._note(painting, box))
        if painting.document.layers:
            self._note(painting, box)

    def _note(self, painting: Painting, box: Box) -> None:
        if painting is self._painting and not box.empty:
            self._dirty = self._dirty.union(box)
            if not self.folded and not self._look_soon.isActive():
                self._look_soon.start()

    def _look(self) -> None:
        painting, dirty = self._painting, self._dirty
        if painting is None or self._running or dirty.empty:
            return
        view, overview, cached = painting.document.view(), self._overview, painting.stylizers.cached
        self._dirty, self._running = EMPTY, True

        def job(_context: JobContext) -> np.ndarray:
            return overview.update(view, dirty, cached).copy()

        def show(picture: np.ndarray) -> None:
            if painting is self._painting:
                self.view.show_picture(to_qimage(picture), QSizeF(view.box.width, view.box.height))

        self._queue.submit(job, key=("navigator", id(self)), priority=2, on_result=show, on_end=self._ended)

    def _ended(self) -> None:
        self._running = False
        if not self._dirty.empty and not self.folded:
            self._look_soon.start()

    def _follow_view(self) -> None:
        inverse, _ = self._canvas.transform.matrix.inverted()
        self.view.show_frame(inverse.map(QPolygonF(QRectF(self._canvas.rect()))))
