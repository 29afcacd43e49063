"""Tiles of coverage laid over one another: how a selection, a fill and a gradient meet what is there.

Every tile is uint8 (TILE_PX, TILE_PX), read only; an absent one is None. Results may be one of the tiles given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from studio.document.geometry import TileIndex
from studio.document.known import Known
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

    def plain() -> np.ndarray:
        return ((tile > 0)[..., np.newaxis] * np.array(color, np.uint8)).astype(np.uint8)

    def mixed() -> np.ndarray:
        share = tile / np.maximum(whole, 1).astype(np.float32)
        values = np.asarray(before, np.float32).copy()
        values += (np.array(color, np.float32) - values) * share[..., np.newaxis]
        return np.rint(values).astype(np.uint8)

    # Where nothing of what was there is seen any more, tiles are alike, and shared.
    hides = before is None or known.of("hides", (tile, whole), lambda: _hides(tile, whole))
    if hides:
        return known.of(("plain", color), (tile,), plain)
    return known.of(("mixed", color), (before, tile, whole), mixed)


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
