"""The work of the window that the status bar names: run off the main thread, cancelled together, its errors told."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.ui.sentences import said
from studio.ui.translate import tr
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext


class NamedJobs(QObject):
    """Runs jobs and says which of them is under way.

    Args:
        queue: where they run.
    """

    failed = Signal(str)
    busy_changed = Signal(str)  # What the newest job is called, with its progress; empty when there is none.

    def __init__(self, queue: JobQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._queue = queue
        self._busy: dict[tuple[str, ...], str] = {}

    def run(
        self,
        key: tuple[str, ...],
        text: str,
        job: Callable[[JobContext], Any],
        on_result: Callable[[Any], None],
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Runs a job in the place of one of the same key; `on_result` comes on the main thread.

        Args:
            key: names it.
            text: what it is called where a person sees it.
            job: the work; what it reports is the share that is done, 0..1.
            on_result: takes its result.
            on_error: takes what went wrong, in the place of `failed`.
        """

        def end() -> None:
            if not self._queue.busy(key):
                self._busy.pop(key, None)
            self._tell()

        def progress(share: float) -> None:
            self._busy[key] = f"{text} {share:.0%}"
            self._tell()

        self._queue.cancel(key)
        self._busy[key] = text
        self._queue.submit(
            job,
            key=key,
            priority=1,
            on_result=on_result,
            on_error=on_error or (lambda error: self.failed.emit(sentence(error))),
            on_progress=progress,
            on_end=end,
        )
        self._tell()

    def busy(self, key: tuple[str, ...]) -> bool:
        """Whether a job of the key waits or runs."""
        return self._queue.busy(key)

    def told(self, kinds: Collection[str]) -> str:
        """What the newest job is called whose key begins with one of these, with its progress; empty if none is."""
        return next((text for key, text in reversed(self._busy.items()) if key[0] in kinds), "")

    def cancel(self) -> bool:
        """Stops all of them; False when there is nothing to stop."""
        keys = list(self._busy)
        for key in keys:
            self._queue.cancel(key)
        return bool(keys)

    def _tell(self) -> None:
        self.busy_changed.emit(next(reversed(self._busy.values()), ""))


def sentence(error: Exception) -> str:
    """What the user is told about an error: its own sentence, or a plain one for what was not foreseen."""
    from exports.errors import ModelError
    from studio.media.errors import PictureError

    if isinstance(error, ModelError | PictureError):
        return said(str(error))
    if isinstance(error, MemoryError):
        return tr("There is not enough memory for this; close other programs or use a smaller picture.")
    if isinstance(error, OSError):
        return tr("{name} could not be used: {reason}.").format(
            name=error.filename or tr("The file"), reason=error.strerror or error
        )
    return tr("Something unexpected went wrong ({kind}: {error}); the log has the details.").format(
        kind=type(error).__name__, error=error
    )
