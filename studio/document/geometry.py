"""Boxes and tile indices. Every coordinate is in pixels of the document unless its name says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np


class Box(NamedTuple):
    """A half-open rectangle of pixels: columns `x0..x1-1`, rows `y0..y1-1`."""

    x0: int
    y0: int
    x1: int
    y1: int

    @classmethod
    def of(cls, picture: np.ndarray) -> Box:
        """The box that a picture or mask (H, W, ...) fills."""
        return cls(0, 0, picture.shape[1], picture.shape[0])

    @property
    def width(self) -> int:
        return max(0, self.x1 - self.x0)

    @property
    def height(self) -> int:
        return max(0, self.y1 - self.y0)

    @property
    def empty(self) -> bool:
        return self.x1 <= self.x0 or self.y1 <= self.y0

    @property
    def slices(self) -> tuple[slice, slice]:
        """The index of this box in an array (H, W, ...): `picture[box.slices]`."""
        return slice(self.y0, self.y1), slice(self.x0, self.x1)

    def pad(self, n: int) -> Box:
        return Box(self.x0 - n, self.y0 - n, self.x1 + n, self.y1 + n)

    def translate(self, dx: int, dy: int) -> Box:
        return Box(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def intersect(self, other: Box) -> Box:
        """The common part; `EMPTY` where there is none."""
        x0, y0 = max(self.x0, other.x0), max(self.y0, other.y0)
        x1, y1 = min(self.x1, other.x1), min(self.y1, other.y1)
        return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else EMPTY

    def union(self, other: Box) -> Box:
        """The smallest box around both. An empty box adds nothing."""
        if self.empty:
            return EMPTY if other.empty else other
        if other.empty:
            return self
        return Box(
            min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1)
        )

    def contains(self, other: Box) -> bool:
        return self.intersect(other) == other


EMPTY = Box(0, 0, 0, 0)


class TileIndex(NamedTuple):
    """Column and row of a tile in the grid that starts at the document's upper left corner."""

    ix: int
    iy: int

    def box(self, tile_px: int) -> Box:
        """The pixels of the tile, not yet cut at the document's edge."""
        x0, y0 = self.ix * tile_px, self.iy * tile_px
        return Box(x0, y0, x0 + tile_px, y0 + tile_px)


def tiles(box: Box, tile_px: int) -> Iterator[TileIndex]:
    """The tiles that touch the box, row by row."""
    if box.empty:
        return
    for iy in range(box.y0 // tile_px, (box.y1 - 1) // tile_px + 1):
        for ix in range(box.x0 // tile_px, (box.x1 - 1) // tile_px + 1):
            yield TileIndex(ix, iy)
