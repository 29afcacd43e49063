"""Ending a run when it is asked to: the step is finished and a checkpoint written first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def never() -> bool:
    """Nobody asks this run to end."""
    return False


@contextmanager
def asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Within the block Ctrl+C is noted, for the loop to look at; a second one ends at once, as ever.

    Raises:
        KeyboardInterrupt: at the end of the block, if it was asked for: whoever called is told as of any Ctrl+C.
    """
    if threading.current_thread() is not threading.main_thread():
        yield never
        return
    asked = False
    before = signal.getsignal(signal.SIGINT)

    def note(*_: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt
