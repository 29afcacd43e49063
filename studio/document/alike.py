"""What of a photo is of a colour: the magic wand."""

from __future__ import annotations

import numpy as np

from studio.document.geometry import Box, TileIndex, tiles
from studio.document.known import Known
from studio.document.outlines import Point, full_mask
from studio.document.tiles import TILE_PX, TileMask

LARGEST_TOLERANCE = 255

_AHEAD, _BACK = (1, 0), (-1, 0)
_BELOW, _ABOVE = (0, 1), (0, -1)


def alike(
    photo: np.ndarray, point: Point, tolerance: int, *, connected: bool, known: Known | None = None
) -> TileMask:
    """Where a photo has the colour that it has at a point, wholly or not at all.

    Args:
        photo: uint8 (H, W, 3).
        point: in pixels; outside there is nothing.
        tolerance: how far each channel may be from that colour, 0..255.
        connected: only what is reached from the point, from pixel to pixel across their sides.
        known: is told of every step.
    """
    height, width = photo.shape[:2]
    mask = TileMask(width, height)
    if not (0 <= point[0] < width and 0 <= point[1] < height):
        return mask
    x, y = int(point[0]), int(point[1])
    wand = _Wand(photo, photo[y, x], tolerance, known or Known())
    found = wand.flood(x, y) if connected else wand.everywhere()
    full = full_mask(mask.box)
    for index, there in found.items():
        if there.all():
            mask.put(index, full.tiles[index])
            continue
        tile = mask.blank()
        tile[: there.shape[0], : there.shape[1]] = there * np.uint8(255)
        mask.put(index, tile)
    return mask


class _Wand:
    """Looks for a colour tile by tile. Every array is bool, cut at the canvas."""

    def __init__(self, photo: np.ndarray, color: np.ndarray, tolerance: int, known: Known) -> None:
        self._photo, self._known = photo, known
        self._least = [max(int(level) - tolerance, 0) for level in color]
        self._most = [min(int(level) + tolerance, 255) for level in color]
        self._canvas = Box(0, 0, photo.shape[1], photo.shape[0])

    def similar(self, index: TileIndex) -> np.ndarray:
        """Where a tile has the colour."""
        self._known.step()
        pixels = self._photo[index.box(TILE_PX).intersect(self._canvas).slices]
        there = np.ones(pixels.shape[:2], bool)
        for channel, (least, most) in enumerate(zip(self._least, self._most, strict=True)):
            there &= (pixels[..., channel] >= least) & (pixels[..., channel] <= most)
        return there

    def everywhere(self) -> dict[TileIndex, np.ndarray]:
        """Wherever the photo has the colour."""
        return {index: self.similar(index) for index in tiles(self._canvas, TILE_PX)}

    def flood(self, x: int, y: int) -> dict[TileIndex, np.ndarray]:
        """What is reached from a pixel; from each tile it goes on where it meets the next one's edge."""
        first = TileIndex(x // TILE_PX, y // TILE_PX)
        passable = {first: self.similar(first)}
        reached = {first: np.zeros_like(passable[first])}
        entries = np.zeros_like(passable[first])
        entries[y % TILE_PX, x % TILE_PX] = True
        waiting = {first: entries}
        while waiting:
            self._known.step()
            index, entries = waiting.popitem()
            now = _spread(passable[index], reached[index] | entries)
            reached[index] = now
            for step in (_AHEAD, _BACK, _BELOW, _ABOVE):
                neighbour = TileIndex(index.ix + step[0], index.iy + step[1])
                if neighbour.box(TILE_PX).intersect(self._canvas).empty:
                    continue
                if neighbour not in passable:
                    passable[neighbour] = self.similar(neighbour)
                    reached[neighbour] = np.zeros_like(passable[neighbour])
                # The last rows and columns of tiles are as wide as their neighbours where they meet.
                facing = _edge((-step[0], -step[1]))
                enters = now[_edge(step)] & passable[neighbour][facing] & ~reached[neighbour][facing]
                if enters.any():
                    theirs = waiting.setdefault(neighbour, np.zeros_like(passable[neighbour]))
                    theirs[facing] |= enters
        return {index: there for index, there in reached.items() if there.any()}


def _edge(step: tuple[int, int]) -> tuple[slice | int, slice | int]:
    """The line of pixels of a tile that lies on its side in a direction."""
    across, down = step
    if across:
        return slice(None), -1 if across > 0 else 0
    return -1 if down > 0 else 0, slice(None)


def _spread(passable: np.ndarray, begun: np.ndarray) -> np.ndarray:
    """What of a tile is reached from what was begun: whole runs of rows, then of columns, until nothing is added."""
    reached = begun & passable
    if passable.all():
        return np.full_like(passable, reached.any())
    rows, columns = _runs(passable), _runs(passable.T)
    count = np.count_nonzero(reached)
    while True:
        reached = _whole_runs(passable, rows, reached)
        reached = _whole_runs(passable.T, columns, reached.T).T
        more = np.count_nonzero(reached)
        if more == count:
            return reached
        count = more


def _runs(passable: np.ndarray) -> np.ndarray:
    """A number for each pixel, int32, that is the same along each run of a row and in no other run."""
    numbers = np.cumsum(~passable, axis=1, dtype=np.int32)
    numbers += (np.arange(len(passable), dtype=np.int32) * (passable.shape[1] + 1))[:, np.newaxis]
    return numbers


def _whole_runs(passable: np.ndarray, numbers: np.ndarray, reached: np.ndarray) -> np.ndarray:
    hit = np.zeros(int(numbers[-1, -1]) + 1, bool)
    hit[numbers[reached]] = True
    return passable & hit[numbers]
