"""Keeps the render thread busy with the stylized tile that matters most at the moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from studio.document.geometry import TileIndex
from studio.document.layers import StyleChoice
from studio.engine.cancel import CancelToken
from studio.engine.compositor import MissingTile
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

Render = Callable[[StyleChoice, TileIndex, CancelToken], Any]


class TileScheduler:
    """Renders the wanted tiles one after the other, the most urgent first.

    Only the newest list of wishes counts: what has scrolled away is never begun. A tile that failed is not tried
    again until `forgive`.

    Args:
        queue: its threads render.
        render: makes one tile and keeps it in its own cache; called on a worker.
        on_tile: told of each finished tile and the milliseconds it took, on the main thread.
        on_error: told of the first failure.
    """

    def __init__(
        self,
        queue: JobQueue,
        render: Render,
        on_tile: Callable[[MissingTile, float], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        self._queue = queue
        self._render = render
        self._on_tile = on_tile
        self._on_error = on_error
        self._wanted: tuple[MissingTile, ...] = ()
        self._running: MissingTile | None = None
        self._failed: set[MissingTile] = set()
        self._closed = False

    @property
    def idle(self) -> bool:
        """Whether nothing is wanted and nothing is being rendered."""
        return self._running is None and not self._wanted

    @property
    def running(self) -> MissingTile | None:
        """The tile that is being rendered."""
        return self._running

    def want(self, requests: Sequence[MissingTile]) -> None:
        """Replaces the list of wishes, the most urgent first."""
        if not self._closed:
            refused = {*self._failed, self._running}
            self._wanted = tuple(request for request in requests if request not in refused)
            self._pump()

    def forgive(self) -> None:
        """Allows tiles that failed to be tried again."""
        self._failed.clear()

    def close(self) -> None:
        """Forgets all wishes and stops the tile that is being rendered."""
        self._closed = True
        self._wanted = ()
        self._queue.cancel(self._key)

    @property
    def _key(self) -> tuple[str, int]:
        return ("tile", id(self))

    def _pump(self) -> None:
        if self._running is not None:
            return
        request = next(iter(self._wanted), None)
        if request is None:
            return
        self._running = request
        self._wanted = self._wanted[1:]

        def job(context: JobContext) -> float:
            started = time.perf_counter()
            self._render(request.choice, request.tile, context.cancel)
            return (time.perf_counter() - started) * 1000

        self._queue.submit(
            job,
            key=self._key,
            on_result=lambda ms: self._on_tile(request, ms),
            on_error=lambda error: self._fail(request, error),
            on_end=self._ended,
        )

    def _fail(self, request: MissingTile, error: Exception) -> None:
        first = not self._failed
        self._failed.add(request)
        if first:
            self._on_error(error)

    def _ended(self) -> None:
        self._running = None
        self._pump()
