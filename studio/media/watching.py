"""How much of a file has been read, told while it is read; who is told may end the reading."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OnRead = Callable[[float], None]
"""Told the share of a file that has been read and decoded, 0..1, ever larger. What it raises ends the reading."""

_STEP = 0.01


class Watch:
    """Counts bytes of what is read.

    Args:
        on_read: told at every hundredth.
    """

    def __init__(self, on_read: OnRead) -> None:
        self._on_read = on_read
        self._expected = self._done = 0
        self._told = -_STEP
        self._ended: Exception | None = None

    def expect(self, nbytes: int) -> None:
        """Says that so much more is to be read."""
        self._expected += nbytes

    def add(self, nbytes: int) -> None:
        """Says that so much more was read. Raises what `on_read` raises."""
        self._done += nbytes
        share = min(1.0, self._done / max(1, self._expected))
        if share >= self._told + _STEP or (share == 1.0 and self._told < 1.0):
            self._told = share
            try:
                self._on_read(share)
            except Exception as error:
                self._ended = error
                raise

    @contextmanager
    def ending(self) -> Iterator[None]:
        """Lets through what `on_read` raised: decoders and readers in between take any error for damage."""
        try:
            yield
        except Exception:
            if self._ended is not None:
                raise self._ended from None
            raise


class WatchedBytes(io.BytesIO):
    """Bytes of a picture, counted as its decoder takes them."""

    def __init__(self, data: bytes, watch: Watch) -> None:
        super().__init__(data)
        self._watch = watch
        self._furthest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        further = self.tell() - self._furthest
        if further > 0:
            self._furthest += further
            self._watch.add(further)
        return data
