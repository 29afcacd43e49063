"""Tiles of coverage laid over one another: how a selection, a fill and a gradient meet what is there.

Every tile is uint8 (TILE_PX, TILE_PX), read only; an absent one is None. Results may be one of the tiles given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from studio.document.geometry import TileIndex
from studio.document.known import Known
from studio.document.tiles import TILE_PX, TileColors, TileMask

_ROWS_AT_ONCE = 64
"""What is worked with meanwhile stays small enough that the C library has it at hand: fresh memory costs more."""

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
    added = np.subtract(255, tile, dtype=np.uint16)
    added *= other
    added += 127
    added //= 255
    added += tile
    return added.astype(np.uint8)


def less(tile: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What is covered by the first and not by the other."""
    return times(tile, 255 - other)


def raised(mask: TileMask, coverage: TileMask, known: Known | None = None) -> Changed:
    """The tiles of a mask that change where coverage is laid over it."""
    known = known or Known()
    changed: Changed = {}
    for index, tile in coverage.tiles.items():
        old = mask.tiles.get(index)
        new = (
            tile
            if old is None or tile is old
            else known.of("raised", (old, tile), lambda o=old, t=tile: _raised(o, t))
        )
        if new is not old:
            changed[index] = new
    return changed


def lowered(mask: TileMask, coverage: TileMask, known: Known | None = None) -> Changed:
    """The tiles of a mask that change where coverage is taken off it."""
    known = known or Known()
    changed: Changed = {}
    for index, tile in coverage.tiles.items():
        old = mask.tiles.get(index)
        if old is None:
            continue
        new = known.of("lowered", (old, tile), lambda o=old, t=tile: _lowered(o, t))
        if new is not old:
            changed[index] = new
    return changed


def _raised(old: np.ndarray, tile: np.ndarray) -> np.ndarray:
    new = either(old, tile)
    if np.array_equal(new, old):
        return old
    return tile if np.array_equal(new, tile) else new


def _lowered(old: np.ndarray, tile: np.ndarray) -> np.ndarray | None:
    new = less(old, tile)
    if np.array_equal(new, old):
        return old
    return new if new.any() else None


def within(mask: TileMask, limits: TileMask, known: Known | None = None) -> TileMask:
    """What of a mask lies within limits, by how far both cover."""
    known, both = known or Known(), TileMask(mask.box.width, mask.box.height)
    for index, tile in mask.tiles.items():
        limit = limits.tiles.get(index)
        if limit is not None:
            both.put(index, known.of("within", (tile, limit), lambda t=tile, m=limit: _within(t, m)))
    return both


def _within(tile: np.ndarray, limit: np.ndarray) -> np.ndarray | None:
    both = tile if limit is tile else times(tile, limit)
    return both if both.any() else None


def painted(
    colors: TileColors, coverage: TileMask, mask: TileMask, color: Color, known: Known | None = None
) -> Changed:
    """The tiles of plain paint that change where a colour is laid over it.

    Args:
        colors: as they are.
        coverage: of what is laid.
        mask: of the layer, after the coverage was laid over it.
        color: red, green, blue 0..255.
        known: worked out before.
    """
    known = known or Known()
    changed: Changed = {}
    for index, tile in coverage.tiles.items():
        before, whole = colors.tiles.get(index), mask.tiles.get(index)
        if whole is not None:
            changed[index] = _painted(before, tile, whole, color, known)
    return changed


def _painted(
    before: np.ndarray | None, tile: np.ndarray, whole: np.ndarray, color: Color, known: Known
) -> np.ndarray:
    """One tile of plain paint with a colour laid over it."""
    if before is not None and not known.of("hides", (tile, whole), lambda: _hides(tile, whole)):
        return known.of(("mixed", color), (before, tile, whole), lambda: _mixed(before, tile, whole, color))
    # Nothing of what was there is seen any more: such tiles are alike, and shared.
    if tile.all():
        return known.of(("plain", color), (), lambda: _plain(np.ones_like(tile), color))
    return known.of(("plain", color), (tile,), lambda: _plain(tile, color))


def _plain(tile: np.ndarray, color: Color) -> np.ndarray:
    """A colour where a tile covers anything, uint8 (TILE_PX, TILE_PX, 3)."""
    there, colors = tile > 0, np.empty((*tile.shape, 3), np.uint8)
    # Channel by channel: numpy is slow to walk along a last axis of three.
    for channel, level in enumerate(color):
        np.multiply(there, np.uint8(level), out=colors[..., channel])
    return colors


def _mixed(before: np.ndarray, tile: np.ndarray, whole: np.ndarray, color: Color) -> np.ndarray:
    """A colour over colours, by the share that a tile has of all the coverage there."""
    mixed = np.empty_like(before)
    for top in range(0, TILE_PX, _ROWS_AT_ONCE):
        rows = slice(top, top + _ROWS_AT_ONCE)
        share = tile[rows].astype(np.float32)
        share /= np.maximum(whole[rows], 1).astype(np.float32)
        rest = 1 - share
        for channel, level in enumerate(color):
            values = before[rows, :, channel] * rest
            values += share * np.float32(level)
            values += np.float32(0.5)
            mixed[rows, :, channel] = values
    return mixed


def _hides(tile: np.ndarray, whole: np.ndarray) -> bool:
    return np.array_equal(tile, whole) and np.array_equal(tile > 0, tile == 255)


Combine = Callable[[np.ndarray, np.ndarray], np.ndarray]


def combined(mask: TileMask, other: TileMask, combine: Combine, known: Known | None = None) -> TileMask:
    """A mask of both, tile by tile; where one is absent it is 0. Tiles made of the same two are one."""
    known, result = known or Known(), TileMask(mask.box.width, mask.box.height)
    nothing = known.of("nothing", (), mask.blank)

    def of_both(left: np.ndarray, right: np.ndarray) -> np.ndarray | None:
        tile = combine(left, right)
        return tile if tile.any() else None

    for index in {**mask.tiles, **other.tiles}:
        left, right = mask.tiles.get(index, nothing), other.tiles.get(index, nothing)
        result.put(index, known.of(combine.__name__, (left, right), lambda a=left, b=right: of_both(a, b)))
    return result
