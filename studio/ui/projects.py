"""Opening, saving and recovering projects, as jobs of the editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from PySide6.QtCore import QObject, Signal

from exports.stylecard import StyleCard
from studio.document.document import Document
from studio.document.layers import StyleChoice
from studio.engine.resampling import reduced_to_fit
from studio.media.recovery import Recoverable
from studio.media.sidefile import read_side_file
from studio.ui.translate import tr
from studio.workers.models import ModelLibrary
from studio.workers.projects import OpenedProject, not_on, open_document, save_document
from studio.workers.task import Job, JobContext

if TYPE_CHECKING:
    from studio.ui.editor import Editor
    from studio.ui.painting import Painting

THUMBNAIL_PX = 1280


class Run(Protocol):
    """Runs a job that the status bar names, and hands its result on."""

    def __call__(
        self, key: tuple[str, ...], text: str, job: Job, on_result: Callable[[Any], None]
    ) -> None: ...


class Projects(QObject):
    """The project file behind the open document.

    Args:
        editor: shows documents.
        library: gives the networks.
        shelf: the styles at hand, by name; more may come.
        run: runs jobs.
    """

    saved = Signal(Path)

    def __init__(
        self, editor: Editor, library: ModelLibrary, shelf: Mapping[str, StyleCard], run: Run
    ) -> None:
        super().__init__(editor)
        self._editor = editor
        self._library = library
        self._shelf = shelf
        self._run = run
        self._file: tuple[Painting, Path] | None = None

    @property
    def path(self) -> Path | None:
        """The project file that the open document came from or went to; None if it has none."""
        if self._file is None or self._file[0] is not self._editor.painting:
            return None
        return self._file[1]

    @property
    def title(self) -> str:
        """What the open document is called; empty if there is none."""
        painting = self._editor.painting
        if painting is None:
            return ""
        return self.path.name if self.path is not None else painting.document.name or tr("Untitled")

    def open(self, path: Path) -> None:
        """Opens a project. What is open stays open when that fails."""

        def job(context: JobContext) -> tuple[OpenedProject, np.ndarray]:
            project = open_document(path, self._library, self._shelf, context.go_on)
            return project, made_ready(project.document)

        def show(result: tuple[OpenedProject, np.ndarray]) -> None:
            project, thumbnail = result
            self._show(project, thumbnail, path if project.is_ours else None)
            self._editor.opened.emit(path, thumbnail)
            if project.notes:
                self._editor.noticed.emit(" ".join(project.notes))

        self._run(("open",), tr("Opening {name}…").format(name=path.name), job, show)

    def recover(self, offer: Recoverable, then: Callable[[], None]) -> None:
        """Opens what a crash left behind, as a document that was never saved; `then` runs when it is open."""

        def job(context: JobContext) -> tuple[OpenedProject, np.ndarray]:
            found = read_side_file(offer.folder, context.go_on)
            styles = not_on(self._shelf, found.styles)
            project = OpenedProject(found.document, styles, found.kept, True, found.notes)
            return project, made_ready(project.document)

        def show(result: tuple[OpenedProject, np.ndarray]) -> None:
            project, thumbnail = result
            project.document.history.mark_unsaved()
            self._show(project, thumbnail, offer.about.project)
            self._editor.noticed.emit(
                tr("This is your work as it was seconds before Pinxit ended. Save it to keep it.")
            )
            then()

        self._run(("open",), tr("Recovering {name}…").format(name=offer.about.name), job, show)

    def save(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Saves the document as it is now, rendering what was never looked at; painting goes on meanwhile.

        Args:
            path: an existing file is replaced, once the new one is whole.
            then: called when it is saved.
        """
        painting = self._editor.painting
        if painting is None:
            return
        painting.finish_stroke()
        view, stamp = painting.document.view(), painting.document.history.stamp
        stylizers = painting.stylizers

        def job(context: JobContext) -> list[str]:
            return save_document(path, view, stylizers, stylizers.cards, context)

        def done(notes: list[str]) -> None:
            painting.document.history.mark_saved(stamp)
            if painting is self._editor.painting:
                self._file = painting, path
            self._editor.history_changed.emit()
            self.saved.emit(path)
            self._editor.noticed.emit(" ".join([tr("Saved {name}.").format(name=path.name), *notes]))
            if then is not None:
                then()

        self._run(("save", str(path.absolute())), tr("Saving {name}…").format(name=path.name), job, done)

    def _show(self, project: OpenedProject, thumbnail: np.ndarray, path: Path | None) -> None:
        kept: Mapping[StyleChoice, np.ndarray] = project.kept
        self._editor.show_document(project.document, thumbnail, project.styles, kept)
        painting = self._editor.painting
        self._file = None if path is None or painting is None else (painting, path)
        self._editor.history_changed.emit()


def made_ready(document: Document) -> np.ndarray:
    """Computes what the first look at a document needs; returns its thumbnail, uint8 (H, W, 3)."""
    _ = document.base_digest
    return reduced_to_fit(document.base, THUMBNAIL_PX)
