"""What comes into the studio beside opened files: pictures from the clipboard, and dropped ones as layers."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QColorSpace, QGuiApplication, QImage, QPainter

from studio.document.document import picture_digest
from studio.document.geometry import Box
from studio.document.layers import PictureLayer
from studio.media.reading import Picture, open_picture
from studio.ui.projects import Run
from studio.ui.translate import tr
from studio.ui.widgets.drop_zone import dropped_files
from studio.ui.widgets.pictures import from_qimage
from studio.workers.task import JobContext

if TYPE_CHECKING:
    from studio.ui.editor import Editor
    from studio.ui.painting import Painting

_SLACK = 0.02
_AGAIN_MS = 50


class Incoming(QObject):
    """Lays pictures on the canvas, or begins documents with them.

    Args:
        editor: shows documents.
        run: runs jobs that the status bar names.
    """

    def __init__(self, editor: Editor, run: Run) -> None:
        super().__init__(editor)
        self._editor = editor
        self._run = run

    def paste(self) -> None:
        """Lays what is on the clipboard on the canvas as a layer; without a document it begins one."""
        files, image = self._clipboard()
        if files:
            self.place_file(files[0])
        elif image is not None:
            self.place(_pixels(image), {"kind": "clipboard"}, enlarge=False)
        else:
            self._editor.noticed.emit(tr("There is no picture on the clipboard."))

    def paste_as_document(self) -> None:
        """Begins a document with what is on the clipboard. Ask about work that would be lost first."""
        files, image = self._clipboard()
        if files:
            self._editor.open(files[0])
        elif image is not None:
            self._editor.open_pixels(_pixels(image), tr("Pasted picture"))
        else:
            self._editor.noticed.emit(tr("There is no picture on the clipboard."))

    def place_file(self, path: Path) -> None:
        """Lays a picture file on the canvas as a layer."""
        self._editor.rehearsing.land()
        if self._editor.painting is None:
            self._editor.open(path)
            return
        painting = self._editor.painting

        def job(_context: JobContext) -> tuple[Picture, str]:
            picture = open_picture(path)
            return picture, picture_digest(picture.pixels)

        def done(result: tuple[Picture, str]) -> None:
            picture, digest = result
            source = {"kind": "file", "name": picture.name, "sha256": digest}
            self.when_free(painting, lambda: self.place(picture.pixels, source, enlarge=False))

        self._run(("place",), tr("Opening {name}…").format(name=path.name), job, done)

    def when_free(self, painting: Painting | None, do: Callable[[], object]) -> None:
        """Does something to what was open, at once or when the stroke that is being drawn has ended.

        Args:
            painting: what was open; nothing is done where something else is now.
            do: would end the stroke.
        """
        if self._editor.painting is not painting:
            return
        if painting is not None and painting.drawing:
            QTimer.singleShot(_AGAIN_MS, self, lambda: self.when_free(painting, do))
        else:
            do()

    def place(
        self,
        pixels: np.ndarray,
        source: dict[str, Any],
        *,
        enlarge: bool = True,
        at: tuple[float, float] | None = None,
    ) -> PictureLayer | None:
        """Lays a picture, uint8 (H, W, 3), over the middle of the document, as large as fits; begins one without it.

        Args:
            enlarge: False leaves one that is smaller than the document at its own size.
            at: lays its middle there instead, in pixels of the document, half as large as fits.
        """
        self._editor.rehearsing.land()
        if self._editor.painting is None:
            self._editor.open_pixels(pixels, tr("Untitled"), source)
            return None
        document = self._editor.painting.document
        factor = min(document.box.width / pixels.shape[1], document.box.height / pixels.shape[0])
        factor = factor if enlarge else min(factor, 1.0)
        factor = factor if at is None else factor / 2
        width, height = max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor))
        if max(document.box.width - width, document.box.height - height) <= _SLACK * max(width, height):
            # The same picture at another size: what is missing is only rounding.
            width, height = document.box.width, document.box.height
        middle = (document.box.width / 2, document.box.height / 2) if at is None else at
        x0, y0 = math.floor(middle[0] - width / 2), math.floor(middle[1] - height / 2)
        layer = document.add_picture(pixels, Box(x0, y0, x0 + width, y0 + height), source)
        self._editor.layers.take(layer)
        self._editor.noticed.emit(tr("The picture lies on the canvas as a layer."))
        return layer

    def _clipboard(self) -> tuple[list[Path], QImage | None]:
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if data is None:  # Nobody put anything there.
            return [], None
        image = QGuiApplication.clipboard().image() if data.hasImage() else None
        return dropped_files(data), image if image is not None and not image.isNull() else None


def _pixels(image: QImage) -> np.ndarray:
    """uint8 (H, W, 3) sRGB; what is transparent lies on white."""
    opaque = QImage(image.size(), QImage.Format.Format_RGB32)
    opaque.fill(0xFFFFFFFF)
    if image.colorSpace().isValid():
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    painter = QPainter(opaque)
    painter.drawImage(0, 0, image)
    painter.end()
    return from_qimage(opaque)
