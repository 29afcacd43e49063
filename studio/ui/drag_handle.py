"""What every drag out of a widget has in common: where it begins, and how it is carried."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QDrag, QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget


class DragHandle(QObject):
    """Tells when a widget is pressed and pulled away far enough for a drag.

    Args:
        handle: what is dragged.
        begin: called with the point of it that was pressed.
        takes_press: whether presses are the drag's alone; else a click on the widget is still its own.

    Attributes:
        down: whether the button that pressed the widget has not been released since.
    """

    def __init__(
        self, handle: QWidget, begin: Callable[[QPoint], None], *, takes_press: bool = False
    ) -> None:
        super().__init__(handle)
        self._begin, self._takes_press = begin, takes_press
        self._pressed: QPoint | None = None
        self.down = False
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self.down = True
            return self._takes_press
        if event.type() == QEvent.Type.MouseButtonRelease and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            self.down = False
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            begun = self._pressed
            if (event.position().toPoint() - begun).manhattanLength() >= QApplication.startDragDistance():
                self._pressed = None
                self._begin(begun)
            return True
        return False


def carry(handle: QWidget, data: QMimeData, image: QImage | None, size_px: int) -> None:
    """Takes data to where the button is released, under a small picture of it; waits for that."""
    drag = QDrag(handle)
    drag.setMimeData(data)
    if image is not None and not image.isNull():
        small = image.scaled(size_px, size_px, Qt.AspectRatioMode.KeepAspectRatio)
        drag.setPixmap(QPixmap.fromImage(small))
        drag.setHotSpot(small.rect().center())
    drag.exec(Qt.DropAction.CopyAction)
