"""A progress bar on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TextIO

BAR_CELLS = 24
REDRAW_MS = 80


class Progress:
    """One line on standard error, redrawn as work goes on and wiped at the end.

    Used as a context manager. `update(done)` counts in whatever `total` counts in.
    """

    def __init__(self, label: str, total: float, stream: TextIO | None = None) -> None:
        self._label, self._total = label, max(total, 1e-9)
        self._stream = sys.stderr if stream is None else stream
        self._shown = self._stream.isatty()
        self._begin = time.monotonic()
        self._drawn_at = 0.0
        self._width = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def clear(self) -> None:
        """Wipes the line, so that another may be printed."""
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0

    def note(self, sentence: str) -> None:
        """Says something on a line of its own, also where no bar is shown."""
        self.clear()
        self._stream.write(f"pinxit: {sentence}\n")
        self._stream.flush()

    def update(self, done: float, note: str = "") -> None:
        """Shows that `done` of the total is behind us; `note` is a few words that follow the bar."""
        now = time.monotonic()
        if not self._shown or (now - self._drawn_at) * 1000 < REDRAW_MS:
            return
        self._drawn_at = now
        share = min(max(done / self._total, 0.0), 1.0)
        cells = round(share * BAR_CELLS)
        left = _clock((now - self._begin) * (1 - share) / share) if share > 0 else "--:--"
        line = f"{self._label} [{'#' * cells}{'.' * (BAR_CELLS - cells)}] {share:4.0%} {left} left {note}".rstrip()
        self._stream.write("\r" + line.ljust(self._width))
        self._stream.flush()
        self._width = max(self._width, len(line))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
