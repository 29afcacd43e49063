"""Ends the studio when the system asks: a logout, `kill`, Ctrl+C in the terminal. Nobody is asked, nothing is lost.

Open work is kept in its side file, which the next start offers, and the window is remembered as it was left.
"""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier

from studio.ui.window import MainWindow

WITHIN_MS = 8_000
"""For keeping the work safe; a system that shuts down kills what takes much longer."""

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ending(QObject):
    """Waits for a signal that asks the program to end. A second one ends it at once.

    Python handles signals between two of its own instructions, of which an event loop that waits has none: a socket
    that the signal writes to wakes it.

    Args:
        window: is remembered, and its work kept.
        leave: ends the event loop without asking the windows, as `QApplication.exit` does and `quit` does not.
    """

    def __init__(self, window: MainWindow, leave: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._leave = window, leave
        self._ear, self._mouth = socket.socketpair()
        self._ear.setblocking(False)
        self._mouth.setblocking(False)
        self._notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._fd_before = signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        self._before = [(number, signal.signal(number, self._end)) for number in SIGNALS]

    def _hear(self) -> None:
        """Takes the byte; Python calls the handler as soon as it runs, which is here."""
        with contextlib.suppress(OSError):
            self._ear.recv(64)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        self._window.studio.memory.keep(self._window.session())
        self._window.studio.autosave.finish(self._leave, WITHIN_MS)

    def close(self) -> None:
        """Gives the signals back."""
        for number, handler in self._before:
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        self._notifier.setEnabled(False)
        self._ear.close()
        self._mouth.close()
