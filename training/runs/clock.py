"""The time that a run has spent on training, over all its goings-on, and how much of it is left."""

from __future__ import annotations

import math
from time import monotonic as now
from types import TracebackType


class Clock:
    """Counts the seconds spent inside `with clock:`.

    Args:
        limit_minutes: when the run has to end; 0 has no limit.
        seconds: spent before, as the checkpoint says.
    """

    def __init__(self, limit_minutes: float = 0.0, seconds: float = 0.0) -> None:
        self.limit_s = 60.0 * limit_minutes if limit_minutes > 0 else math.inf
        self.seconds = seconds
        self._entered = 0.0

    def __enter__(self) -> None:
        self._entered = now()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds += now() - self._entered

    @property
    def passed(self) -> float:
        """Share of the limit that is spent, from 0; 0 where there is no limit."""
        return self.seconds / self.limit_s

    @property
    def seconds_left(self) -> float:
        """Seconds until the limit; infinite where there is none."""
        return max(0.0, self.limit_s - self.seconds)

    @property
    def has_run_out(self) -> bool:
        return self.seconds >= self.limit_s
