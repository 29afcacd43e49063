"""Asking long work to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.runtime import RunControl


class Cancelled(Exception):
    """The work was asked to stop and did. Not an error: nobody is told."""


class CancelToken:
    """Handed to long work, which looks at it often. Any thread may cancel; it cannot be taken back."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def cancel(self) -> None:
        with self._lock:
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def raise_if_cancelled(self) -> None:
        """Raises Cancelled."""
        if self._event.is_set():
            raise Cancelled

    @contextmanager
    def calling(self, callback: Callable[[], None]) -> Iterator[None]:
        """While the block runs, `cancel` also calls `callback` (on its own thread; at once if already cancelled)."""
        with self._lock:
            already = self._event.is_set()
            if not already:
                self._callbacks.append(callback)
        if already:
            callback()
        try:
            yield
        finally:
            with self._lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)


@contextmanager
def stopping_runs(cancel: CancelToken | None) -> Iterator[RunControl | None]:
    """Gives a model's calls something to stop them by, even in the middle of a run.

    Raises:
        Cancelled: the token was cancelled before or while the block ran.
    """
    if cancel is None:
        yield None
        return
    from exports.errors import RunCancelled
    from exports.runtime import RunControl

    cancel.raise_if_cancelled()
    control = RunControl()
    try:
        with cancel.calling(control.stop):
            yield control
    except RunCancelled as stopped:
        raise Cancelled from stopped
    cancel.raise_if_cancelled()
