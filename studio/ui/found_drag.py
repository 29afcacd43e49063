"""Where the generator's picture is dragged: over the button that opens the canvas, and onto the canvas itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from studio.ui.canvas.view import CanvasView
from studio.ui.found import Found, is_found


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
