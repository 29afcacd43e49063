"""How often a long run is saved: often enough that a kill costs seconds, seldom enough that saving costs little."""

from __future__ import annotations

import time
from collections.abc import Callable

LEAST_S = 5.0
BYTES_PER_S = 4 << 20
"""A run of 200 MB is saved every 50 seconds."""


class SavePace:
    """Says when the next save is due.

    Args:
        clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last_s = clock()

    def is_due(self, nbytes: int) -> bool:
        """Whether so many bytes should be saved now."""
        return self._clock() - self._last_s >= max(LEAST_S, nbytes / BYTES_PER_S)

    def saved(self) -> None:
        """Says that it was done."""
        self._last_s = self._clock()
