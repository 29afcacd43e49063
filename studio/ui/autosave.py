"""Keeps a side file of the open document, so that a crash costs seconds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QObject, QTimer

from studio.document.document import DocumentView
from studio.document.geometry import EMPTY, Box
from studio.engine.compositor import TileSource
from studio.engine.overview import Overview
from studio.media.recovery import OwnedSideFile, Recovery
from studio.media.sidefile import About, Discarded
from studio.ui.editor import Editor
from studio.ui.jobs import sentence
from studio.ui.painting import Painting
from studio.ui.translate import tr
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

log = logging.getLogger(__name__)

AFTER_MS = 5_000
"""The longest wait from the first change to its autosave; as long again is left for a machine that has other work."""

SAFE_WITHIN_MS = 10_000
"""From a change until it is on the disk, where the machine is not slower than that."""

_FIRST_TAKES_MS = 3_000
"""What is expected of an autosave before one was seen: the first one writes the photo."""

_GIVES_WAY_S = 2.0
"""So long at most the photo waits for strokes while it is written: the first autosave shall find it there."""

_LOOK_S = 0.01
_THUMBNAIL_PX = 480
_POLL_MS = 20


def delay_ms(after_ms: float, took_ms: float) -> float:
    """How long to wait with an autosave: less where they take long, so that they are done in time.

    Args:
        after_ms: the longest wait.
        took_ms: what the last one took; half of the time is left for other things.
    """
    return min(after_ms, max(after_ms / 4, took_ms, SAFE_WITHIN_MS - 2 * took_ms))


class Autosave(QObject):
    """Writes what changed to the side file, seconds after the change, on a worker.

    The main thread only takes a view of the document, which shares all tiles.

    Args:
        editor: its document is kept.
        queue: where the side file is written.
        recovery: gives side files.
    """

    def __init__(self, editor: Editor, queue: JobQueue, recovery: Recovery) -> None:
        super().__init__(editor)
        self._editor = editor
        self._queue = queue
        self._recovery = recovery
        self._keeper = _Keeper(recovery)
        self._painting: Painting | None = None
        self._dirty = EMPTY
        self._stale = False
        self._running = False
        self._told = False
        self._superseded: list[OwnedSideFile] = []
        self._after_ms = AFTER_MS
        self._stale_since_s = 0.0
        self._begun_s, self._took_ms = 0.0, float(_FIRST_TAKES_MS)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.write_now)
        editor.document_changed.connect(self._follow)
        editor.projects.saved.connect(self._rest_if_saved)

    def set_delay(self, after_ms: int) -> None:
        """Changes how soon a change is autosaved."""
        self._timer.stop()
        self._after_ms = after_ms
        if self._stale:
            self._wait()

    def stop(self) -> None:
        """Writes no more. What was written stays, for the next start to find if the document was not closed."""
        self._painting = None
        self._timer.stop()

    def finish(self, then: Callable[[], None], within_ms: int) -> None:
        """Writes at once what is not kept safe yet, and then calls `then`; after `within_ms` in any case."""
        until_s = time.monotonic() + within_ms / 1000
        poll = QTimer(self, interval=_POLL_MS)

        def look() -> None:
            self.write_now()
            if (self._running or self._stale) and self._painting is not None and time.monotonic() < until_s:
                return
            poll.stop()
            then()

        poll.timeout.connect(look)
        poll.start()

    def write_now(self) -> None:
        """Writes what changed, unless that is under way."""
        painting = self._painting
        if painting is None or self._running or not self._stale:
            return
        self._timer.stop()
        self._keeper.hurry.set()
        view, dirty, keeper = painting.document.view(), self._dirty, self._keeper
        stylizers, project = painting.stylizers, self._editor.projects.path
        self._dirty, self._stale, self._running = EMPTY, False, True
        self._begun_s = time.monotonic()

        def job(_context: JobContext) -> None:
            about = About(project.name if project is not None else view.name, time.time(), project)
            keeper.side_file().write(
                view,
                stylizers.cards,
                stylizers.kept,
                about,
                lambda: keeper.thumbnail(view, dirty, stylizers.cached),
            )

        self._queue.submit(
            job,
            key=("autosave", id(keeper)),
            priority=1,
            on_result=lambda _: self._written(keeper),
            on_error=self._fail,
            on_end=self._ended,
        )

    def supersede(self, old: OwnedSideFile) -> None:
        """Takes the place of a side file that was recovered: that goes once this one is written."""
        self._superseded.append(old)
        self._note(EMPTY)
        self.write_now()

    def _follow(self) -> None:
        painting = self._editor.painting
        if painting is self._painting:
            return
        self._timer.stop()
        self._keeper.discard()
        self._let_superseded_go()
        self._painting, self._keeper = painting, _Keeper(self._recovery)
        self._dirty, self._stale = EMPTY, False
        if painting is not None:
            painting.document.changed.append(lambda box: self._note(box, painting))

    def _note(self, box: Box, painting: Painting | None = None) -> None:
        if painting is not None and painting is not self._painting:
            return
        if not self._stale:
            self._stale_since_s = time.monotonic()
        self._dirty, self._stale = self._dirty.union(box), True
        self._write_base()
        if not self._timer.isActive() and not self._running:
            self._wait()

    def _write_base(self) -> None:
        """Writes the photo as soon as anything was changed, so that an autosave has only what is new to write."""
        painting, keeper = self._painting, self._keeper
        if painting is None or keeper.base_asked:
            return
        keeper.base_asked = True
        base = painting.document.base

        def job(_context: JobContext) -> None:
            keeper.side_file().write_base(base, lambda: keeper.give_way(painting))

        def fail(error: Exception) -> None:
            # The autosave will write it, or say why it cannot.
            if not isinstance(error, Discarded):
                log.info("The photo was not written ahead: %s", error)

        self._queue.submit(job, key=("base", id(keeper)), priority=-1, on_error=fail)

    def _wait(self) -> None:
        """Waits for the rest of the delay since the first change that is not kept safe yet."""
        waited_ms = (time.monotonic() - self._stale_since_s) * 1000
        self._timer.start(max(0, round(delay_ms(self._after_ms, self._took_ms) - waited_ms)))

    def _written(self, keeper: _Keeper) -> None:
        self._told = False
        if keeper is self._keeper:
            self._let_superseded_go()
            self._rest_if_saved()

    def _rest_if_saved(self) -> None:
        if not self._editor.modified and not self._running:
            self._timer.stop()
            self._keeper.rest()
            self._let_superseded_go()

    def _let_superseded_go(self) -> None:
        for old in self._superseded:
            old.discard()
        self._superseded = []

    def _fail(self, error: Exception) -> None:
        if isinstance(error, Discarded):
            return
        log.warning("Autosave failed: %s", error)
        # Room may be made: what is not kept safe waits its turn again.
        self._stale, self._stale_since_s = True, time.monotonic()
        if not self._told:
            self._told = True
            self._editor.noticed.emit(
                tr("Your work is not kept safe meanwhile, save it yourself: {reason}").format(
                    reason=sentence(error)
                )
            )

    def _ended(self) -> None:
        self._running = False
        self._took_ms = (time.monotonic() - self._begun_s) * 1000
        if not self._editor.modified:
            self._rest_if_saved()
        elif self._stale:
            # What changed while the last autosave was written has waited since then.
            self._wait()


@dataclass
class _Keeper:
    """What one document's autosaves share. Its jobs run on workers, and write one after the other.

    Attributes:
        base_asked: whether the photo is written already, or about to be.
        hurry: set when an autosave waits for the photo.
    """

    recovery: Recovery
    discarded: bool = False
    base_asked: bool = False
    hurry: threading.Event = field(default_factory=threading.Event, repr=False)
    _beginning: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _left_s: float = _GIVES_WAY_S
    _side_file: OwnedSideFile | None = None
    _overview: Overview = field(default_factory=lambda: Overview(_THUMBNAIL_PX), repr=False)

    def side_file(self) -> OwnedSideFile:
        """Begins the side file when it is first asked for. Raises OSError, Discarded."""
        with self._beginning:
            if self._side_file is None:
                self._side_file = self.recovery.begin()
        if self.discarded:
            self._side_file.discard()
            raise Discarded
        return self._side_file

    def give_way(self, painting: Painting) -> None:
        """Waits while a stroke is drawn, unless an autosave waits for the photo or it has waited long enough."""
        while painting.drawing and self._left_s > 0 and not self.discarded and not self.hurry.wait(_LOOK_S):
            self._left_s -= _LOOK_S

    def discard(self) -> None:
        self.discarded = True
        if self._side_file is not None:
            self._side_file.discard()

    def rest(self) -> None:
        """Nothing is to be recovered; what is written stays for the next autosave."""
        if self._side_file is not None:
            self._side_file.rest()

    def thumbnail(self, view: DocumentView, dirty: Box, tile_source: TileSource) -> np.ndarray:
        """How the document looks, uint8 (h, w, 3), made anew only where it changed."""
        return self._overview.update(view, dirty, tile_source)
