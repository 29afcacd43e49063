"""The composited picture as the view draws it: 256-pixel tiles at mip levels, refreshed by a worker."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from studio.document.geometry import EMPTY, Box, TileIndex, tiles
from studio.engine.compositor import Composite, MissingTile
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

TILE_PX = 256
_CACHE_BYTES = 192 << 20
_PIXELS_A_JOB = 1 << 21


class Composer(Protocol):
    """Makes the composited picture of one moment; called on a worker thread.

    Args: a box of the document whose corners are multiples of `scale` or lie on the document's edge, and how
    many document pixels make one pixel of the result on each side.
    """

    def __call__(self, box: Box, scale: int) -> Composite: ...


class SurfaceKey(NamedTuple):
    """A tile of the surface: its mip level (1 pixel = 2**level document pixels) and its place."""

    level: int
    tile: TileIndex

    @property
    def box(self) -> Box:
        """The document pixels it covers, not yet cut at the document's edge."""
        return self.tile.box(TILE_PX << self.level)


@dataclass
class _Tile:
    pixels: np.ndarray
    image: QImage
    dirty: Box
    drawn: bool = False
    missing: set[MissingTile] = field(default_factory=set)


class CanvasSurface(QObject):
    """Keeps the visible tiles up to date. Everything is called on the main thread.

    Args:
        document_box: the document's pixels.
        snapshot: makes a Composer of the document as it is now.
        queue: runs the composers.
    """

    updated = Signal(Box)  # Document pixels that have to be drawn again.
    missing_changed = Signal()

    def __init__(
        self,
        document_box: Box,
        snapshot: Callable[[], Composer],
        queue: JobQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._box = document_box
        self._snapshot = snapshot
        self._queue = queue
        self._tiles: OrderedDict[SurfaceKey, _Tile] = OrderedDict()
        self._visible: tuple[SurfaceKey, ...] = ()
        self._running = False
        longest = max(document_box.width, document_box.height)
        self.levels = max(0, (longest // TILE_PX).bit_length())

    def keys(self, level: int, box: Box) -> list[SurfaceKey]:
        """The tiles of a level that show a box of the document."""
        return [SurfaceKey(level, index) for index in tiles(box.intersect(self._box), TILE_PX << level)]

    def image(self, key: SurfaceKey) -> QImage | None:
        """The tile's picture (it may be a moment old), or None when it was never composited."""
        tile = self._tiles.get(key)
        return tile.image if tile is not None and tile.drawn else None

    def show(self, keys: Sequence[SurfaceKey]) -> None:
        """Says what is visible, the most urgent first; what is not up to date there is composited."""
        self._visible = tuple(keys)
        self._pump()

    def invalidate(self, box: Box) -> None:
        """Says that the document looks different inside `box`."""
        box = box.intersect(self._box)
        for key, tile in self._tiles.items():
            part = box.intersect(key.box)
            if not part.empty:
                tile.dirty = tile.dirty.union(part)
        self._pump()

    def missing(self) -> set[MissingTile]:
        """The stylized tiles that the visible part still waits for."""
        return set().union(*(self._tiles[key].missing for key in self._visible if key in self._tiles))

    def close(self) -> None:
        """Drops all work."""
        self._visible = ()
        self._queue.cancel(self._key)

    @property
    def settled(self) -> bool:
        """Whether the visible part shows the document as it is, as far as stylized tiles are there."""
        return not self._running and not self._next_work()

    @property
    def _key(self) -> tuple[str, int]:
        return ("composite", id(self))

    def _pump(self) -> None:
        if self._running:
            return
        work = self._next_work()
        if not work:
            return
        self._running = True
        compose = self._snapshot()
        for key, _ in work:
            self._tiles[key].dirty = EMPTY

        def job(_context: JobContext) -> list[tuple[SurfaceKey, Box, Composite]]:
            return [(key, box, compose(box, 1 << key.level)) for key, box in work]

        self._queue.submit(job, key=self._key, on_result=self._take, on_end=self._ended)

    def _next_work(self) -> list[tuple[SurfaceKey, Box]]:
        work: list[tuple[SurfaceKey, Box]] = []
        pixels = 0
        for key in self._visible:
            tile = self._tiles.get(key) or self._new_tile(key)
            if tile.dirty.empty:
                continue
            box = _aligned(self._with_whole_requests(tile), 1 << key.level)
            box = box.intersect(key.box).intersect(self._box)
            pixels += box.width * box.height
            if work and pixels > _PIXELS_A_JOB:
                break
            work.append((key, box))
        return work

    def _with_whole_requests(self, tile: _Tile) -> Box:
        """What is dirty, and all of every stylized tile there that is waited for.

        A part of it alone would not tell whether the rest still needs it.
        """
        dirty, requests = tile.dirty, [request.tile.box(TILE_PX) for request in tile.missing]
        while True:
            wider = dirty
            for box in requests:
                if not box.intersect(dirty).empty:
                    wider = wider.union(box)
            if wider == dirty:
                return dirty
            dirty = wider

    def _new_tile(self, key: SurfaceKey) -> _Tile:
        pixels = np.zeros((TILE_PX, TILE_PX, 4), np.uint8)
        image = QImage(pixels.data, TILE_PX, TILE_PX, TILE_PX * 4, QImage.Format.Format_RGB32)
        tile = _Tile(pixels, image, key.box.intersect(self._box))
        self._tiles[key] = tile
        self._forget_old()
        return tile

    def _forget_old(self) -> None:
        visible = set(self._visible)
        spare = len(self._tiles) - _CACHE_BYTES // (TILE_PX * TILE_PX * 4)
        for key in list(self._tiles)[: max(0, spare)]:
            if key not in visible:
                del self._tiles[key]

    def _take(self, results: Iterable[tuple[SurfaceKey, Box, Composite]]) -> None:
        changed = EMPTY
        for key, box, composed in results:
            tile = self._tiles.get(key)
            if tile is None:
                continue
            self._tiles.move_to_end(key)
            scale = 1 << key.level
            x0, y0 = (box.x0 - key.box.x0) // scale, (box.y0 - key.box.y0) // scale
            height, width = composed.picture.shape[:2]
            # QImage's RGB32 is blue, green, red in memory.
            tile.pixels[y0 : y0 + height, x0 : x0 + width, :3] = composed.picture[..., ::-1]
            tile.drawn = True
            tile.missing = {
                request for request in tile.missing if request.tile.box(TILE_PX).intersect(box).empty
            }.union(composed.missing)
            changed = changed.union(box)
        if not changed.empty:
            self.updated.emit(changed)
        self.missing_changed.emit()

    def _ended(self) -> None:
        self._running = False
        self._pump()


def _aligned(box: Box, step: int) -> Box:
    return Box(
        box.x0 // step * step, box.y0 // step * step, -(-box.x1 // step) * step, -(-box.y1 // step) * step
    )
