"""Steps that take seconds on a large canvas are worked out on a worker before they are done."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from studio.document.document import Document, DocumentView
from studio.document.known import Known
from studio.document.layers import Layer
from studio.document.stack import LayerError
from studio.ui.jobs import NamedJobs
from studio.ui.sentences import said
from studio.ui.translate import tr
from studio.workers.task import JobContext

if TYPE_CHECKING:
    from studio.ui.editor import Editor

AT_ONCE_PIXELS = 1_500_000
"""Up to so many pixels of a canvas a step takes less than a job would."""

_KEY = ("rehearse",)
_LOOK_S = 0.02

Step = Callable[[Document, Layer | None, Known], Any]
"""Does a step to a document, of which the layer is one, with what is known of it."""


@dataclass(eq=False)
class _Rehearsal:
    """A step that is being worked out."""

    document: Document
    layer: Layer | None
    step: Step
    then: Callable[[Any], None]
    known: Known = field(default_factory=Known)
    ended: threading.Event = field(default_factory=threading.Event)
    succeeded: bool = False


class Rehearsing(QObject):
    """Does steps without holding the window up.

    A worker does a step to a twin of the document, which shares its tiles; then the same step is done to the document
    itself, with all the tiles at hand that were worked out. So the document is changed on the main thread alone, and
    what it becomes never depends on the worker. Whoever goes on with the document before that calls `land`.

    Args:
        editor: whose document it is.
        jobs: run the workers.
    """

    def __init__(self, editor: Editor, jobs: NamedJobs) -> None:
        super().__init__(editor)
        self._editor = editor
        self._jobs = jobs
        self._pending: _Rehearsal | None = None
        self.at_once_pixels = AT_ONCE_PIXELS

    @property
    def busy(self) -> bool:
        """Whether a step is being worked out."""
        return self._pending is not None

    def do(self, text: str, step: Step, layer: Layer | None, then: Callable[[Any], None]) -> None:
        """Does a step, at once or in a moment.

        Args:
            text: what the user is told meanwhile.
            step: takes back nothing, and may raise LayerError.
            layer: of the document, handed to the step.
            then: is given the step's result.
        """
        self.land()
        painting = self._editor.painting
        if painting is None:
            return
        document = painting.document
        rehearsal = _Rehearsal(document, layer, step, then)
        if document.box.width * document.box.height <= self.at_once_pixels:
            self._perform(rehearsal)
            return
        painting.finish_stroke()
        view = document.view()
        position = None if layer is None else document.position(layer)

        def job(context: JobContext) -> None:
            rehearsal.known.before_each = context.cancel.raise_if_cancelled
            try:
                _rehearse(view, step, position, rehearsal.known)
                rehearsal.succeeded = True
            finally:
                rehearsal.known.before_each = None
                rehearsal.ended.set()

        def done(_: object) -> None:
            if self._pending is rehearsal:
                self.land()

        self._pending = rehearsal
        self._jobs.run(_KEY, text, job, done)

    def land(self) -> None:
        """Does the step that is being worked out, once it is: call it before the document is changed or looked at."""
        rehearsal = self._pending
        if rehearsal is None:
            return
        while self._jobs.busy(_KEY) and not rehearsal.ended.wait(_LOOK_S):
            pass
        self._pending = None
        if rehearsal.succeeded:
            self._perform(rehearsal)

    def drop(self) -> None:
        """Forgets the step that is being worked out: it was cancelled, or its document is closed."""
        self._pending = None

    def _perform(self, rehearsal: _Rehearsal) -> None:
        if rehearsal.layer is not None and rehearsal.layer not in rehearsal.document.layers:
            self._editor.noticed.emit(tr("The layer is gone; nothing was done to it."))
            return
        try:
            result = rehearsal.step(rehearsal.document, rehearsal.layer, rehearsal.known)
        except LayerError as error:
            self._editor.noticed.emit(said(str(error)))
        else:
            rehearsal.then(result)


def _rehearse(view: DocumentView, step: Step, position: int | None, known: Known) -> None:
    twin = Document(view.base)
    twin.restore(view.layers, view.edits, view.selection)
    # What the step refuses it will refuse again, and then the user is told.
    with contextlib.suppress(LayerError):
        step(twin, None if position is None else twin.layers[position], known)
