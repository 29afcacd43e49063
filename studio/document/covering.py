"""Tiles of coverage laid over one another: how a selection, a fill and a gradient meet what is there.

Every tile is uint8 (TILE_PX, TILE_PX), read only; an absent one is None. Results may be one of the tiles given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from studio.document.geometry import TileIndex
from studio.document.tiles import TileColors, TileMask

Color = tuple[int, int, int]
Changed = dict[TileIndex, np.ndarray | None]
"""Tiles as they shall be, where they become others."""


def times(tile: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What is covered by both."""
    product = tile.astype(np.uint16)
    product *= other
    product += 127
    product //= 255
    return product.astype(np.uint8)


def either(tile: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What is covered by one or the other, as when paint is laid over paint."""
    left = np.uint16(255) - tile
    return (tile + (left * other + 127) // 255).astype(np.uint8)


def less(tile: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What is covered by the first and not by the other."""
    return times(tile, 255 - other)


def raised(mask: TileMask, coverage: TileMask) -> Changed:
    """The tiles of a mask that change where coverage is laid over it."""
    changed: Changed = {}
    for index, tile in coverage.tiles.items():
        old = mask.tiles.get(index)
        if old is None or tile is old:
            new = tile
        else:
            new = either(old, tile)
            new = tile if np.array_equal(new, tile) else new
        if old is None or not np.array_equal(new, old):
            changed[index] = new
    return changed


def lowered(mask: TileMask, coverage: TileMask) -> Changed:
    """The tiles of a mask that change where coverage is taken off it."""
    changed: Changed = {}
    for index, tile in coverage.tiles.items():
        old = mask.tiles.get(index)
        if old is None:
            continue
        new = less(old, tile)
        if not np.array_equal(new, old):
            changed[index] = new if new.any() else None
    return changed


def within(mask: TileMask, limits: TileMask) -> TileMask:
    """What of a mask lies within limits, by how far both cover."""
    both = TileMask(mask.box.width, mask.box.height)
    for index, tile in mask.tiles.items():
        limit = limits.tiles.get(index)
        if limit is not None:
            both.put(index, tile if limit is tile else times(tile, limit))
    return both


def painted(colors: TileColors, coverage: TileMask, mask: TileMask, color: Color) -> Changed:
    """The tiles of plain paint that change where a colour is laid over it.

    Args:
        colors: as they are.
        coverage: of what is laid.
        mask: of the layer, after the coverage was laid over it.
        color: red, green, blue 0..255.
    """
    changed: Changed = {}
    plain: dict[int, np.ndarray] = {}
    paint = np.array(color, np.float32)
    for index, tile in coverage.tiles.items():
        before, whole = colors.tiles.get(index), mask.tiles.get(index)
        if whole is None:
            continue
        if before is None or (np.array_equal(tile, whole) and np.array_equal(tile > 0, tile == 255)):
            # Nothing of what was there is seen any more: such tiles are alike, and shared.
            if id(tile) not in plain:
                plain[id(tile)] = ((tile > 0)[..., np.newaxis] * np.array(color, np.uint8)).astype(np.uint8)
            changed[index] = plain[id(tile)]
            continue
        share = tile / np.maximum(whole, 1).astype(np.float32)
        mixed = before.astype(np.float32)
        mixed += (paint - mixed) * share[..., np.newaxis]
        changed[index] = np.rint(mixed).astype(np.uint8)
    return changed


Combine = Callable[[np.ndarray, np.ndarray], np.ndarray]


def combined(mask: TileMask, other: TileMask, combine: Combine) -> TileMask:
    """A mask of both, tile by tile; where one is absent it is 0."""
    result = TileMask(mask.box.width, mask.box.height)
    nothing = mask.blank()
    for index in {**mask.tiles, **other.tiles}:
        result.put(index, combine(mask.tiles.get(index, nothing), other.tiles.get(index, nothing)))
    return result
