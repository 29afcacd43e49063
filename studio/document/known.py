"""What was worked out before, perhaps on another thread: a step that is done again with it takes no time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np

_Result = TypeVar("_Result")


class Known:
    """Results by what they were made of. Used by one thread at a time.

    Tiles are never written to, so an array's identity says what is in it, as long as the array is held here.

    Attributes:
        before_each: called before each piece of work, such as to cancel all of it by what it raises.
    """

    def __init__(self) -> None:
        self.before_each: Callable[[], None] | None = None
        self._results: dict[Hashable, tuple[tuple[np.ndarray | None, ...], Any]] = {}

    def of(
        self, key: Hashable, tiles: tuple[np.ndarray | None, ...], work_out: Callable[[], _Result]
    ) -> _Result:
        """The result for a key and these tiles, worked out when it is first asked for."""
        whole = (key, *map(id, tiles))
        found = self._results.get(whole)
        if found is None:
            self.step()
            found = self._results[whole] = (tiles, work_out())
        return found[1]

    def step(self) -> None:
        """A piece of work begins."""
        if self.before_each is not None:
            self.before_each()
