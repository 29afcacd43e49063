"""Sparse pixels. The one door to coverage and paint: everything that paints, erases or composites goes through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Self

import numpy as np

from studio.document.geometry import EMPTY, Box, TileIndex, tiles

TILE_PX = 256

TileSnapshot = Mapping[TileIndex, np.ndarray | None]
"""Tiles as they were at one moment; None where a tile was absent."""


def tile_arrays_nbytes(arrays: Iterable[np.ndarray | None]) -> int:
    """Bytes of the distinct arrays: a tile that is shared counts once."""
    return sum({id(array): array.nbytes for array in arrays if array is not None}.values())


class Tiles:
    """Pixels of a canvas, in tiles that are there only where something is.

    A tile is a read-only array of TILE_PX square and is replaced as a whole on write, so whoever holds one may
    keep it: snapshots and copies cost references only. What an edge tile holds beyond the canvas is always 0.
    """

    channels: tuple[int, ...] = ()

    def __init__(self, width: int, height: int) -> None:
        self.box = Box(0, 0, width, height)
        self._tiles: dict[TileIndex, np.ndarray] = {}

    @property
    def tiles(self) -> Mapping[TileIndex, np.ndarray]:
        """The tiles that hold anything (a live, read-only view)."""
        return MappingProxyType(self._tiles)

    @property
    def nbytes(self) -> int:
        """Bytes held, a shared tile counted once."""
        return tile_arrays_nbytes(self._tiles.values())

    def blank(self) -> np.ndarray:
        """A writable tile of zeros."""
        return np.zeros((TILE_PX, TILE_PX, *self.channels), np.uint8)

    def put(self, index: TileIndex, tile: np.ndarray | None) -> None:
        """Replaces one whole tile and takes the array over; it becomes read-only. None removes the tile.

        The array must be 0 beyond the canvas.
        """
        if tile is None:
            self._tiles.pop(index, None)
            return
        tile.setflags(write=False)
        self._tiles[index] = tile

    def read(self, box: Box) -> np.ndarray:
        """The pixels of the box, uint8 (box.height, box.width, ...), writable; 0 beyond the canvas."""
        values = np.zeros((box.height, box.width, *self.channels), np.uint8)
        for index in tiles(box.intersect(self.box), TILE_PX):
            tile = self._tiles.get(index)
            if tile is not None:
                tile_box = index.box(TILE_PX)
                part = tile_box.intersect(box)
                values[part.translate(-box.x0, -box.y0).slices] = tile[
                    part.translate(-tile_box.x0, -tile_box.y0).slices
                ]
        return values

    def write(self, box: Box, values: np.ndarray) -> None:
        """Replaces the pixels of the box by `values`, uint8 (box.height, box.width, ...), cut at the canvas."""
        shape = (box.height, box.width, *self.channels)
        if values.shape != shape or values.dtype != np.uint8:
            raise ValueError(f"expected uint8 {shape}, got {values.dtype} {values.shape}")
        for index in tiles(box.intersect(self.box), TILE_PX):
            tile_box = index.box(TILE_PX)
            part = tile_box.intersect(box).intersect(self.box)
            old = self._tiles.get(index)
            tile = self.blank() if old is None else old.copy()
            tile[part.translate(-tile_box.x0, -tile_box.y0).slices] = values[
                part.translate(-box.x0, -box.y0).slices
            ]
            self.put(index, tile)

    def fill(self, value: int | tuple[int, ...]) -> None:
        """Sets the whole canvas. Costs a handful of tiles however large the canvas is: equal tiles are shared."""
        self._tiles.clear()
        shared: dict[tuple[int, int], np.ndarray] = {}
        for index in tiles(self.box, TILE_PX):
            part = index.box(TILE_PX).intersect(self.box)
            shape = (part.height, part.width)
            if shape not in shared:
                tile = shared[shape] = self.blank()
                tile[: part.height, : part.width] = value
                tile.setflags(write=False)
            # None of them is empty: none has to be looked at.
            self._tiles[index] = shared[shape]

    def snapshot(self, indices: Iterable[TileIndex]) -> TileSnapshot:
        """The named tiles as they are now (references, no copies)."""
        return {index: self._tiles.get(index) for index in indices}

    def restore(self, snapshot: TileSnapshot) -> None:
        """Puts the tiles of a snapshot back. Tiles that it does not name stay as they are."""
        for index, tile in snapshot.items():
            self.put(index, tile)

    def copy(self) -> Self:
        """An independent twin that shares the tiles."""
        twin = type(self)(self.box.width, self.box.height)
        twin._tiles = dict(self._tiles)
        return twin


class TileMask(Tiles):
    """Coverage of a canvas: uint8, 0 = nothing, 255 = fully covered. Tiles without any coverage are absent."""

    @property
    def covered(self) -> Box:
        """The smallest box of whole tiles, cut at the canvas, that holds all coverage."""
        around = EMPTY
        for index in self._tiles:
            around = around.union(index.box(TILE_PX))
        return around.intersect(self.box)

    @property
    def extent(self) -> Box:
        """The smallest box that holds all coverage. Equal tiles are looked at once."""
        around, known = EMPTY, dict[int, Box]()
        for index, tile in self._tiles.items():
            if id(tile) not in known:
                rows, columns = np.flatnonzero(tile.any(axis=1)), np.flatnonzero(tile.any(axis=0))
                known[id(tile)] = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
            corner = index.box(TILE_PX)
            around = around.union(known[id(tile)].translate(corner.x0, corner.y0))
        return around

    def put(self, index: TileIndex, tile: np.ndarray | None) -> None:
        """As of all tiles; one without any coverage is removed."""
        super().put(index, tile if tile is not None and tile.any() else None)

    def fill(self, value: int | tuple[int, ...]) -> None:
        """As of all tiles; 0 leaves none."""
        self._tiles.clear()
        if value:
            super().fill(value)


class TileColors(Tiles):
    """Colours of a canvas: uint8 (…, 3) sRGB, not multiplied by the coverage, which is in a mask beside them."""

    channels = (3,)
