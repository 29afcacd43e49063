"""Dragging the picture out of the window: a widget that is dragged hands a picture file to another program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from studio.media.finishing import ExportOptions
from studio.ui.editor import Editor
from studio.ui.translate import tr
from studio.ui.widgets.pictures import to_qimage

_PREVIEW_PX = 128


class DragOut(QObject):
    """Makes a widget the handle of the picture.

    The file is written when the drag begins, on a worker; the drag goes on when it is there and the button is still
    down. It stays until the studio ends, for programs that read it late.

    Args:
        editor: whose document is dragged.
        handle: what is dragged.

    Attributes:
        drag: takes the picture to where the button is released; waits for that.
    """

    def __init__(self, editor: Editor, handle: QWidget) -> None:
        super().__init__(handle)
        self._editor = editor
        self._handle = handle
        self._pressed: QPoint | None = None
        self._folder: QTemporaryDir | None = None
        self._count = 0
        self.drag: Callable[[QMimeData], None] = self._drag
        self.held: Callable[[], bool] = _left_button_down
        handle.installEventFilter(self)
        handle.setToolTip(tr("Drag the picture from here to another program"))
        handle.setCursor(Qt.CursorShape.OpenHandCursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
                self._pressed = event.position().toPoint()
                return True
            if event.type() == QEvent.Type.MouseButtonRelease:
                self._pressed = None
            elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
                way = (event.position().toPoint() - self._pressed).manhattanLength()
                if way >= QApplication.startDragDistance():
                    self._pressed = None
                    self._begin()
                return True
        return False

    def _begin(self) -> None:
        if self._editor.painting is None:
            return
        if self._folder is None:
            self._folder = QTemporaryDir()
        # A file of its own each time: the program that it was dropped on may still read the last one.
        self._count += 1
        folder = Path(self._folder.path()) / str(self._count)
        folder.mkdir()
        path = folder / f"{Path(self._editor.projects.title).stem or 'Untitled'} painted.png"
        self._editor.outgoing.export(path, ExportOptions(), lambda: self._offer(path))

    def _offer(self, path: Path) -> None:
        if not self.held():
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        self.drag(data)

    def _drag(self, data: QMimeData) -> None:
        drag = QDrag(self._handle)
        drag.setMimeData(data)
        if self._editor.thumbnail is not None:
            size = Qt.AspectRatioMode.KeepAspectRatio
            image = to_qimage(self._editor.thumbnail).scaled(_PREVIEW_PX, _PREVIEW_PX, size)
            drag.setPixmap(QPixmap.fromImage(image))
        drag.exec(Qt.DropAction.CopyAction)


def _left_button_down() -> bool:
    return bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
