"""Dragging the generator's picture: its handle, the button that opens the canvas on the way, and the canvas itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from studio.ui.canvas.view import CanvasView
from studio.ui.found import Found, is_found
from studio.ui.widgets.pictures import to_qimage

_PREVIEW_PX = 128


class FoundDrag(QObject):
    """Makes a widget the handle by which the generator's picture is dragged.

    Args:
        found: gives the picture.
        handle: what is dragged; a click on it is still its own.

    Attributes:
        drag: takes the picture to where the button is released; waits for that.
    """

    def __init__(self, found: Found, handle: QWidget) -> None:
        super().__init__(handle)
        self._found = found
        self._handle = handle
        self._pressed: QPoint | None = None
        self.drag: Callable[[QMimeData], None] = self._drag
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
                self._pressed = event.position().toPoint()
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._pressed = None
            elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
                way = (event.position().toPoint() - self._pressed).manhattanLength()
                if way >= QApplication.startDragDistance():
                    self._pressed = None
                    data = self._found.mime_data()
                    if data is not None:
                        self.drag(data)
                return True
        return False

    def _drag(self, data: QMimeData) -> None:
        drag = QDrag(self._handle)
        drag.setMimeData(data)
        picture = self._found.picture
        if picture is not None:
            image = to_qimage(picture.picture).scaled(_PREVIEW_PX, _PREVIEW_PX)
            drag.setPixmap(QPixmap.fromImage(image))
            drag.setHotSpot(QPoint(_PREVIEW_PX // 2, _PREVIEW_PX // 2))
        drag.exec(Qt.DropAction.CopyAction)


class SpringLoaded(QObject):
    """Makes a button do what a click on it does when the generator's picture is dragged over it.

    Args:
        button: opens where the picture may be dropped.
        action: what it does.
    """

    def __init__(self, button: QWidget, action: QAction) -> None:
        super().__init__(button)
        self._action = action
        button.setAcceptDrops(True)
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragMoveEvent) and is_found(event.mimeData()):
            if isinstance(event, QDragEnterEvent):
                self._action.trigger()
            # To be let go over the button is to be let go nowhere.
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
            return True
        return False


class CanvasDrop(QObject):
    """Lets the generator's picture be dropped on the canvas, its middle where the pointer is.

    Args:
        found: lays it there.
        canvas: takes it; all else that is dragged over it is left to the window.
    """

    def __init__(self, found: Found, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._found = found
        self._canvas = canvas
        canvas.setAcceptDrops(True)
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent) or not is_found(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            point = self._canvas.transform.to_document(event.position())
            self._found.drop(event.mimeData(), (point.x(), point.y()))
        return True
