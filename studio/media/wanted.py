"""Encoding that ends when its result is no longer wanted."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

Result = TypeVar("Result")
StillWanted = Callable[[], None]
"""Called every now and then during long work; raises what shall end it."""

_LOOK_EVERY_S = 0.01


def always() -> None:
    """The result is wanted in any case."""


class WatchedBuffer(io.BytesIO):
    """A file in memory that asks at every piece that is written to it."""

    def __init__(self, still_wanted: StillWanted) -> None:
        super().__init__()
        self._still_wanted = still_wanted

    def write(self, data: ReadableBuffer, /) -> int:
        self._still_wanted()
        return super().write(data)


def unless_unwanted(work: Callable[[], Result], still_wanted: StillWanted) -> Result:
    """What `work` returns, or raises. Once it is no longer wanted nobody waits for it: it ends by itself, unheard.

    For calls that cannot be stopped; `work` must leave no trace.
    """
    if still_wanted is always:
        return work()
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="encoding", daemon=True)
    thread.start()
    while thread.is_alive():
        still_wanted()
        thread.join(_LOOK_EVERY_S)
    if errors:
        raise errors[0]
    return results[0]
