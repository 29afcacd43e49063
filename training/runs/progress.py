"""A progress line on the terminal, with the time left."""

from __future__ import annotations

import math
import sys
import time
from typing import TextIO


class ProgressLine:
    """Shows how far a run is: a terminal gets one line that is rewritten, a pipe a line per report.

    Args:
        total: what counts as finished, in `unit`.
        unit: what is counted, such as "steps" or "kimg".
        stream: where the line goes; standard error where None.
    """

    def __init__(self, total: float, unit: str, stream: TextIO | None = None) -> None:
        self.total, self.unit = total, unit
        self.stream = stream or sys.stderr
        self.started: tuple[float, float] | None = None
        self.deadline = math.inf

    def end_within(self, seconds: float) -> None:
        """Says that the run ends after this time, however far it is then."""
        self.deadline = time.monotonic() + seconds

    def report(self, done: float, **values: float) -> None:
        """Shows `done` of the total, figures by name, and the time that is left."""
        figures = "  ".join(f"{name} {value:.4g}" for name, value in values.items())
        self._show(f"{done:g}/{self.total:g} {self.unit}  {figures}  {self._time_left(done)}")

    def say(self, sentence: str) -> None:
        """Prints a sentence on a line of its own."""
        self._show(sentence, keep=True)

    def _time_left(self, done: float) -> str:
        now = time.monotonic()
        if self.started is None:
            self.started = (now, done)
            return ""
        begun, first = self.started
        if done <= first:
            return ""
        seconds = (now - begun) / (done - first) * max(0.0, self.total - done)
        seconds = min(seconds, max(0.0, self.deadline - now))
        return f"{seconds / 60:.0f} min left" if seconds >= 90 else f"{seconds:.0f} s left"

    def _show(self, text: str, keep: bool = False) -> None:
        if self.stream.isatty():
            self.stream.write(f"\r\x1b[2K{text}" + ("\n" if keep else ""))
        else:
            self.stream.write(text + "\n")
        self.stream.flush()
