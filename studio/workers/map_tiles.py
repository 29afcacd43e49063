"""The pictures of a map: computed where the view is, kept in bounded memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from studio.engine.cancel import CancelToken
from studio.engine.seed_map import MapCell
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

LIMIT_BYTES = 96 << 20
_JOB_MS = 14.0
"""About how long one job may keep the thread, so that what is more urgent waits no longer than a frame."""
_MOST_AT_ONCE = 8

RenderCells = Callable[[Sequence[MapCell], CancelToken], np.ndarray]
"""Makes the pictures, uint8 (N, S, S, 3), of cells; called on a worker."""


class MapTiles:
    """Renders the wanted cells, the most urgent first. Only the newest list of wishes counts.

    Args:
        queue: its thread renders.
        on_pictures: told on the main thread that cells have their pictures.
        on_error: told of the first failure; then nothing is rendered until `show`.
        limit_bytes: what all pictures may hold; those that were not looked at for longest go first.
    """

    def __init__(
        self,
        queue: JobQueue,
        on_pictures: Callable[[Sequence[MapCell]], None],
        on_error: Callable[[Exception], None],
        limit_bytes: int = LIMIT_BYTES,
    ) -> None:
        self._queue = queue
        self._on_pictures = on_pictures
        self._on_error = on_error
        self._limit_bytes = limit_bytes
        self._render: RenderCells | None = None
        self._pictures: OrderedDict[MapCell, np.ndarray] = OrderedDict()
        self._stale: set[MapCell] = set()
        self._nbytes = 0
        self._wanted: tuple[MapCell, ...] = ()
        self._running = False
        self._at_once = 1

    @property
    def nbytes(self) -> int:
        """Memory of the pictures."""
        return self._nbytes

    @property
    def idle(self) -> bool:
        """Whether nothing is wanted and nothing is being rendered."""
        return not self._running and not self._wanted

    def show(self, render: RenderCells | None, *, keep: bool = False) -> None:
        """Renders with something else from now on.

        Args:
            render: None renders nothing.
            keep: what is there is shown until it is rendered anew; else it is forgotten.
        """
        self._render = render
        self._wanted = ()
        self._queue.cancel(self._key)
        self._at_once = 1
        if keep:
            self._stale = set(self._pictures)
        else:
            self._pictures.clear()
            self._stale.clear()
            self._nbytes = 0

    def picture(self, cell: MapCell) -> np.ndarray | None:
        """The picture of a cell, uint8 (S, S, 3), if it is there; perhaps one of before."""
        return self._pictures.get(cell)

    def want(self, cells: Sequence[MapCell]) -> None:
        """Replaces the list of wishes, the most urgent first."""
        if self._render is None:
            return
        for cell in reversed(cells):
            # What is looked at is the last to be forgotten.
            if cell in self._pictures:
                self._pictures.move_to_end(cell)
        self._wanted = tuple(each for each in cells if each not in self._pictures or each in self._stale)
        self._pump()

    def close(self) -> None:
        """Forgets all wishes and stops what is being rendered."""
        self.show(None)

    @property
    def _key(self) -> tuple[str, int]:
        return ("map", id(self))

    def _pump(self) -> None:
        render = self._render
        if self._running or render is None or not self._wanted:
            return
        cells, self._wanted = self._wanted[: self._at_once], self._wanted[self._at_once :]
        self._running = True

        def job(context: JobContext) -> tuple[np.ndarray, float]:
            started = time.perf_counter()
            pictures = render(cells, context.cancel)
            return pictures, (time.perf_counter() - started) * 1000

        def done(result: tuple[np.ndarray, float]) -> None:
            if render is self._render:
                self._take(cells, *result)

        self._queue.submit(
            job, key=self._key, priority=1, on_result=done, on_error=self._fail, on_end=self._ended
        )

    def _take(self, cells: Sequence[MapCell], pictures: np.ndarray, elapsed_ms: float) -> None:
        each_ms = elapsed_ms / len(cells)
        self._at_once = min(max(int(_JOB_MS / max(each_ms, 0.1)), 1), _MOST_AT_ONCE)
        for cell, picture in zip(cells, pictures, strict=True):
            before = self._pictures.pop(cell, None)
            # A copy: a row of the batch would keep all of it alive.
            self._pictures[cell] = picture.copy()
            self._stale.discard(cell)
            self._nbytes += picture.nbytes - (0 if before is None else before.nbytes)
        while self._nbytes > self._limit_bytes and len(self._pictures) > 1:
            oldest, gone = self._pictures.popitem(last=False)
            self._stale.discard(oldest)
            self._nbytes -= gone.nbytes
        self._on_pictures(cells)

    def _fail(self, error: Exception) -> None:
        self._render, self._wanted = None, ()
        self._on_error(error)

    def _ended(self) -> None:
        self._running = False
        self._pump()
