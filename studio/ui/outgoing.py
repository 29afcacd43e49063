"""What leaves the studio: exported files, batches of photos, and the picture on the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from studio.document.geometry import Box
from studio.engine.pipelines import render_document
from studio.media.finishing import ExportOptions
from studio.ui.projects import Run
from studio.ui.translate import tr
from studio.ui.widgets.pictures import to_qimage
from studio.workers.batch import Batch, paint_batch
from studio.workers.exporting import estimated_bytes, export_document
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

if TYPE_CHECKING:
    from studio.ui.editor import Editor


class Outgoing(QObject):
    """Writes the open document, as jobs of the editor.

    Args:
        editor: whose document it is.
        queue: where sizes are estimated.
        run: runs jobs that the status bar names.
    """

    def __init__(self, editor: Editor, queue: JobQueue, run: Run) -> None:
        super().__init__(editor)
        self._editor = editor
        self._queue = queue
        self._run = run

    def export(self, path: Path, options: ExportOptions, then: Callable[[], None] | None = None) -> None:
        """Writes the document as it looks to a file, rendering what was never looked at.

        Args:
            then: called when it is there, in the place of a word to the user.
        """
        painting = self._editor.painting
        if painting is None:
            return
        painting.finish_stroke()
        view = painting.document.view()

        def job(context: JobContext) -> list[str]:
            return export_document(view, painting.stylizers, path, options, context)

        def done(notes: list[str]) -> None:
            if then is not None:
                then()
            else:
                self._editor.noticed.emit(" ".join([tr("Exported {name}.").format(name=path.name), *notes]))

        self._run(("export", str(path)), tr("Exporting {name}…").format(name=path.name), job, done)

    def estimate(self, suffix: str, options: ExportOptions, tell: Callable[[str], None]) -> None:
        """Tells in a few words how large a file would be, from a small part of the picture."""
        painting = self._editor.painting
        if painting is None:
            return
        view, stylizers = painting.document.view(), painting.stylizers

        def job(_context: JobContext) -> int:
            return estimated_bytes(view, stylizers, suffix, options)

        def done(nbytes: int) -> None:
            tell(tr("about {size}").format(size=in_words(nbytes)))

        self._queue.submit(
            job, key=("estimate",), priority=2, on_result=done, on_error=lambda _: tell(""), on_progress=None
        )

    def apply_to(self, files: Sequence[Path], folder: Path, suffix: str, options: ExportOptions) -> None:
        """Paints photos as the document is painted, into a folder; a photo that fails does not cost the others."""
        painting = self._editor.painting
        if painting is None or not files:
            return
        key = ("batch", str(folder.absolute()))
        if self._queue.busy(key):
            self._editor.noticed.emit(
                tr(
                    "Photos are being painted into {folder}: wait until that is done, or choose another folder."
                ).format(folder=folder.name)
            )
            return
        painting.finish_stroke()
        batch = Batch(painting.document.view(), painting.stylizers.cards, folder, suffix, options)
        library = self._editor.library

        def job(context: JobContext) -> list[str]:
            return paint_batch(batch, files, library, context)

        def done(failures: list[str]) -> None:
            painted = len(files) - len(failures)
            said = tr("Photos painted into {folder}: {count}.").format(folder=folder.name, count=painted)
            self._editor.noticed.emit(" ".join([said, *failures[:3]]))

        self._run(key, tr("Painting {count} photos…").format(count=len(files)), job, done)

    def copy(self, region: Box | None = None) -> None:
        """Puts the picture as it looks, or a part of it, on the clipboard."""
        painting = self._editor.painting
        if painting is None:
            return
        painting.finish_stroke()
        view = painting.document.view()

        def job(context: JobContext) -> np.ndarray:
            return render_document(
                view, painting.stylizers, box=region, on_progress=context.report, cancel=context.cancel
            )

        def done(pixels: np.ndarray) -> None:
            QGuiApplication.clipboard().setImage(to_qimage(pixels))
            self._editor.noticed.emit(tr("The picture is on the clipboard."))

        self._run(("copy",), tr("Copying the picture…"), job, done)


def in_words(nbytes: float) -> str:
    """A size as people read it, such as "2.4 MB"."""
    for unit in (tr("bytes"), "KB", "MB"):
        if nbytes < 1000:
            return f"{nbytes:.0f} {unit}" if unit != "MB" or nbytes >= 10 else f"{nbytes:.1f} {unit}"
        nbytes /= 1000
    return f"{nbytes:.1f} GB"
