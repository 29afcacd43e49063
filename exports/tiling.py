"""Cuts pictures that are too large for one run of a network into tiles, smaller ones where memory falls short."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from exports.errors import OutOfMemory
from exports.imaging import PictureLike, PixelBox, round_up

EXACT_LIMIT_PX = 2_500_000
TILE_PX = 1024
SMALLEST_TILE_PX = 64


class Tiling:
    """How large a piece may be; learns from runs that memory did not suffice for.

    Attributes:
        exact_limit_px: up to this many pixels a box is run in one piece.
        tile_px: a larger box is run in tiles of at most about this many pixels across and down.
    """

    def __init__(self, multiple: int) -> None:
        """Takes the multiple of pixels that the sides of tiles have."""
        self.exact_limit_px = EXACT_LIMIT_PX
        self.tile_px = TILE_PX
        self._multiple = multiple
        self._run_limit_px = math.inf

    def fits(self, box: PixelBox) -> bool:
        """Whether the box may be run in one piece."""
        return (box[2] - box[0]) * (box[3] - box[1]) <= min(self.exact_limit_px, self._run_limit_px)

    def keep_below(self, limit_px: float) -> None:
        """From now on runs nothing in one piece that has more pixels than this."""
        self._run_limit_px = limit_px

    def tiles(self, box: PixelBox) -> Iterator[PixelBox]:
        """The box itself, or tiles of one shape that cover it where it is too large for one run."""
        if self.fits(box):
            return iter((box,))
        return _equal_tiles(box, self.tile_px, self._multiple)

    def within_memory(self, tile: PixelBox, run: Callable[[PixelBox], None]) -> None:
        """Runs a tile; where memory falls short, its halves, and from then on no larger tiles than those.

        Raises:
            OutOfMemory: not even the smallest tile can be run.
        """
        try:
            run(tile)
        except OutOfMemory:
            halves = _halves(tile, self._multiple)
            if halves is None:
                raise
            longest = max(max(x1 - x0, y1 - y0) for x0, y0, x1, y1 in halves)
            self.tile_px = min(self.tile_px, max(longest, SMALLEST_TILE_PX))
            self.keep_below(self.tile_px**2)
            for half in halves:
                self.within_memory(half, run)


def box_of(picture: PictureLike) -> PixelBox:
    """The whole of a picture."""
    return 0, 0, picture.shape[1], picture.shape[0]


def area(picture: PictureLike) -> int:
    """Pixels of a picture."""
    return picture.shape[0] * picture.shape[1]


def intersection(box: PixelBox, other: PixelBox) -> PixelBox:
    """What two boxes share."""
    return max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3])


def _halves(box: PixelBox, multiple: int) -> tuple[PixelBox, PixelBox] | None:
    """The box cut across its longer side; None if a half would be less than half of `SMALLEST_TILE_PX` long."""
    x0, y0, x1, y1 = box
    if max(x1 - x0, y1 - y0) < SMALLEST_TILE_PX:
        return None
    if x1 - x0 >= y1 - y0:
        middle = x0 + round_up((x1 - x0) // 2, multiple)
        return (x0, y0, middle, y1), (middle, y0, x1, y1)
    middle = y0 + round_up((y1 - y0) // 2, multiple)
    return (x0, y0, x1, middle), (x0, middle, x1, y1)


def _equal_tiles(box: PixelBox, tile_px: int, multiple: int) -> Iterator[PixelBox]:
    """Tiles of one shape that cover the box, the last ones running over: one shape keeps one plan in the provider."""
    x0, y0, x1, y1 = box
    columns, rows = math.ceil((x1 - x0) / tile_px), math.ceil((y1 - y0) / tile_px)
    width = round_up(math.ceil((x1 - x0) / columns), multiple)
    height = round_up(math.ceil((y1 - y0) / rows), multiple)
    for top in range(y0, y1, height):
        for left in range(x0, x1, width):
            yield left, top, left + width, top + height
