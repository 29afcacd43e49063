"""A selection made larger, smaller, or only its border. Its edges stay as soft as they are."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from studio.document.covering import combined, less
from studio.document.geometry import TileIndex, tiles
from studio.document.known import Known
from studio.document.outlines import feathered, full_mask, share_full_tiles
from studio.document.tiles import TILE_PX, TileMask

LARGEST_AMOUNT_PX = 500


def grown(mask: TileMask, amount_px: int, known: Known | None = None) -> TileMask:
    """All that lies within so many pixels of what is covered: each pixel takes the most of a disc around it.

    The time goes with the length of the edges, not with the area.
    """
    return _by_tiles(mask, amount_px, lambda values: _most_around(values, amount_px), known)


def shrunk(mask: TileMask, amount_px: int, known: Known | None = None) -> TileMask:
    """All that lies further than so many pixels from what is not covered. From the canvas' edge it does not shrink."""
    return _by_tiles(mask, amount_px, lambda values: 255 - _most_around(255 - values, amount_px), known)


def bordered(mask: TileMask, amount_px: int, known: Known | None = None) -> TileMask:
    """A band of so many pixels to each side of the edge."""
    return combined(grown(mask, amount_px, known), shrunk(mask, amount_px, known), less, known)


def softened(mask: TileMask, amount_px: int, known: Known | None = None) -> TileMask:
    """The same with an edge that fades; see `outlines.feathered`."""
    return feathered(mask, amount_px, known)


RESHAPES: dict[str, Callable[[TileMask, int, Known | None], TileMask]] = {
    "grow": grown,
    "shrink": shrunk,
    "border": bordered,
    "soften": softened,
}
"""What can be done to a selection, by name."""


def _by_tiles(
    mask: TileMask, reach: int, reshape: Callable[[np.ndarray], np.ndarray], known: Known | None
) -> TileMask:
    """Reshapes the tiles that an edge is near to.

    Args:
        mask: is not changed.
        reach: how far away pixels count.
        reshape: takes the values of a box padded by `reach`, gives those of the box.
        known: is told of every step.
    """
    mask = mask.copy()
    share_full_tiles(mask)
    full, result = full_mask(mask.box), TileMask(mask.box.width, mask.box.height)
    for index in tiles(mask.covered.pad(reach).intersect(mask.box), TILE_PX):
        part = index.box(TILE_PX).intersect(mask.box)
        around = part.pad(reach)
        near: list[TileIndex] = list(tiles(around.intersect(mask.box), TILE_PX))
        if all(each not in mask.tiles for each in near):
            continue
        if all(mask.tiles.get(each) is full.tiles[each] for each in near):
            result.put(index, full.tiles[index])
            continue
        if known is not None:
            known.step()
        # The canvas goes on beyond its edge as it is there.
        inside = around.intersect(mask.box)
        beyond = (
            (inside.y0 - around.y0, around.y1 - inside.y1),
            (inside.x0 - around.x0, around.x1 - inside.x1),
        )
        tile = result.blank()
        tile[: part.height, : part.width] = reshape(np.pad(mask.read(inside), beyond, mode="edge"))
        result.put(index, tile)
    share_full_tiles(result)
    return result


def _most_around(values: np.ndarray, radius: int) -> np.ndarray:
    """The most within a disc around each pixel: uint8 (h + 2 r, w + 2 r) -> (h, w).

    Row by row of the disc, each a window whose most is that of two windows of a power of two, which are made by
    doubling.
    """
    height, width = values.shape[0] - 2 * radius, values.shape[1] - 2 * radius
    windows = [values]
    while 2 << (len(windows) - 1) <= 2 * radius + 1:
        last, shift = windows[-1], 1 << (len(windows) - 1)
        windows.append(np.maximum(last[:, :-shift], last[:, shift:]))
    most = np.zeros((height, width), np.uint8)
    for row in range(-radius, radius + 1):
        half = math.floor(math.sqrt((radius + 0.5) ** 2 - row * row))
        half = min(half, radius)
        power = (2 * half + 1).bit_length() - 1
        lines = windows[power][radius + row : radius + row + height]
        for first in (radius - half, radius + half + 1 - (1 << power)):
            np.maximum(most, lines[:, first : first + width], out=most)
    return most
