"""Dragging the picture out of the window: a widget that is dragged hands a picture file to another program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from studio.media.finishing import ExportOptions
from studio.ui.drag_handle import DragHandle, carry
from studio.ui.editor import Editor
from studio.ui.translate import tr
from studio.ui.widgets.pictures import to_qimage

_PREVIEW_PX = 128


class DragOut(QObject):
    """Makes a widget the handle of the picture.

    The file is written when the drag begins, on a worker; the drag goes on when it is there and the button has been
    down since. It stays until the studio ends, for programs that read it late.

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
        self._folder: QTemporaryDir | None = None
        self._count = 0
        self.drag: Callable[[QMimeData], None] = self._drag
        self.held: Callable[[], bool] = _left_button_down
        self._grip = DragHandle(handle, self._begin, takes_press=True)
        handle.setToolTip(tr("Drag the picture from here to another program"))
        handle.setCursor(Qt.CursorShape.OpenHandCursor)

    def _begin(self, _at: QPoint) -> None:
        if self._editor.painting is None:
            return
        if self._folder is None:
            self._folder = QTemporaryDir()
        # A file of its own each time: the program that it was dropped on may still read the last one.
        self._count += 1
        folder = Path(self._folder.path()) / str(self._count)
        folder.mkdir()
        path = folder / f"{Path(self._editor.projects.title).stem or 'Untitled'} painted.png"
        count = self._count
        self._editor.outgoing.export(path, ExportOptions(), lambda: self._offer(path, count))

    def _offer(self, path: Path, count: int) -> None:
        # A button that is down may be that of a stroke, which began while the file was written.
        if not (self._grip.down and self.held() and count == self._count):
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        self.drag(data)

    def _drag(self, data: QMimeData) -> None:
        thumbnail = self._editor.thumbnail
        carry(self._handle, data, None if thumbnail is None else to_qimage(thumbnail), _PREVIEW_PX)


def _left_button_down() -> bool:
    return bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
