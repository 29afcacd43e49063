"""Taking a photo into the open generator: the job that looks for its latent, and what came of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from exports.session import GeneratorModel, ProjectorModel, open_projector
from studio.document.geometry import Box
from studio.engine.cancel import CancelToken
from studio.engine.latent import Latent
from studio.engine.pipelines import render_document
from studio.engine.projector import Projection, ProjectionProgress, ProjectionRequest, project
from studio.media.reading import open_picture
from studio.ui.generating import Generating
from studio.ui.painting import Painting
from studio.ui.translate import tr
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext


class Finding(QObject):
    """The state behind the card that looks for a photo. Belongs to the generator that is open.

    Args:
        generating: gives the generator, and goes to what was found.
        queue: runs the search.

    Attributes:
        tries: how many beginnings a search makes; the best of them are led to the end.
        steps: of the gradient, in all.
    """

    running_changed = Signal(bool)
    progressed = Signal(object)  # ProjectionProgress
    found = Signal(object)  # Projection
    forgotten = Signal()
    failed = Signal(object)

    def __init__(self, generating: Generating, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._generating = generating
        self._queue = queue
        self._stop = CancelToken()
        self._projector: ProjectorModel | None = None
        self._photo: np.ndarray | None = None
        self._name = ""
        self.result: Projection | None = None
        self.tries, self.steps = ProjectionRequest.restarts, ProjectionRequest.steps
        self.running = False
        generating.model_changed.connect(lambda _: self._forget())

    @property
    def available(self) -> bool:
        """Whether the open generator takes photos."""
        model = self._generating.model
        return model is not None and model.offers_projector

    def find(self, path: Path) -> None:
        """Looks for the picture in a file."""

        def opened(pixels: np.ndarray) -> None:
            self.find_picture(pixels, path.name)

        self._queue.submit(
            lambda _context: open_picture(path).pixels,
            key=("finding", "photo"),
            on_result=opened,
            on_error=self.failed.emit,
        )

    def find_picture(self, photo: np.ndarray, name: str) -> None:
        """Looks for a picture, uint8 (H, W, 3)."""
        if self.available and not self.running:
            self._photo, self._name = photo, name
            self._search(photo, None)

    def find_painting(self, painting: Painting, name: str) -> None:
        """Looks for a document as it looks now: the middle square of its painted picture."""
        view, stylizers = painting.document.view(), painting.stylizers
        side = min(view.box.width, view.box.height)
        left, top = (view.box.width - side) // 2, (view.box.height - side) // 2
        square = Box(left, top, left + side, top + side)
        self._queue.submit(
            lambda context: render_document(view, stylizers, box=square, cancel=context.cancel),
            key=("finding", "photo"),
            on_result=lambda pixels: self.find_picture(pixels, name),
            on_error=self.failed.emit,
        )

    def refine(self) -> None:
        """Goes on from what was found."""
        if self.result is not None and self._photo is not None and not self.running:
            self._search(self._photo, self.result.latent)

    def stop(self) -> None:
        """Ends the search; the best so far is kept."""
        self._stop.cancel()

    def _search(self, photo: np.ndarray, start: Latent | None) -> None:
        model = self._generating.model
        assert model is not None
        self._stop = stop = CancelToken()
        request = ProjectionRequest(photo, restarts=self.tries, steps=self.steps, start=start)

        def job(context: JobContext) -> Projection:
            with context.cancel.calling(stop.cancel):
                return project(request, self._opened(model), context.report, stop)

        def show(result: Projection) -> None:
            if model is self._generating.model:
                self.result = result
                self._generating.go_to(result.latent, tr("Found: {name}").format(name=self._name))
                self.found.emit(result)

        self._set_running(True)
        self._queue.submit(
            job,
            key=("finding", "search"),
            on_result=show,
            on_error=self.failed.emit,
            on_progress=self._report,
            on_end=lambda: self._set_running(False),
        )

    def _opened(self, model: GeneratorModel) -> ProjectorModel:
        if self._projector is None or self._projector.digest != model.digest:
            self._projector = open_projector(model.path)
        return self._projector

    def _report(self, progress: ProjectionProgress) -> None:
        self.progressed.emit(progress)

    def _forget(self) -> None:
        self._stop.cancel()
        self.result = self._photo = None
        self.forgotten.emit()

    def _set_running(self, running: bool) -> None:
        self.running = running
        self.running_changed.emit(running)
