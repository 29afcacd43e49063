"""One piece of work that runs off the main thread."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from studio.engine.cancel import CancelToken

_serials = itertools.count()


class JobContext:
    """What a running job may touch: its cancel token and a way to report progress.

    Attributes:
        cancel: asked by the job between steps; a job that raises `Cancelled` reports nothing.
    """

    def __init__(self, cancel: CancelToken, report: Callable[[Any], None]) -> None:
        self.cancel = cancel
        self._report = report

    def report(self, progress: Any) -> None:
        """Hands `progress` to the main thread. Only the newest one that was not yet seen is delivered."""
        self._report(progress)

    def go_on(self, share: float) -> None:
        """Reports the share of the work that is done, 0..1. Raises Cancelled where no more of it is wanted."""
        self.cancel.raise_if_cancelled()
        self._report(share)


Job = Callable[[JobContext], Any]


@dataclass(eq=False)
class Task:
    """A job with its key, its rank in the queue and the callbacks that come on the main thread."""

    job: Job
    key: Hashable
    priority: int
    on_result: Callable[[Any], None] | None = None
    on_error: Callable[[Exception], None] | None = None
    on_progress: Callable[[Any], None] | None = None
    on_end: Callable[[], None] | None = None
    cancel: CancelToken = field(default_factory=CancelToken)
    serial: int = field(default_factory=lambda: next(_serials))

    @property
    def rank(self) -> tuple[int, int]:
        """Higher runs first: by priority, then the newest."""
        return (self.priority, self.serial)
