"""Outlines and what they enclose: rectangles, ellipses and lassos as coverage, and its feathering."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from studio.document.geometry import Box, TileIndex, tiles
from studio.document.known import Known
from studio.document.tiles import TILE_PX, TileMask

Point = tuple[float, float]

SHAPES = ("rectangle", "ellipse", "lasso")
LARGEST_FEATHER_PX = 500.0
_FARTHEST_PX = 1e7
_SCANLINES_A_PIXEL = 8
_FLATNESS_PX = 0.05
_COARSE_STEP = 4
_COARSE_FROM_SIGMA = 16.0
"""Wider feathers are computed at a quarter of the size, in a tenth of the time, and are off by a level or two."""


def enclosed(shape: str, points: Sequence[Point], canvas: Box, known: Known | None = None) -> TileMask:
    """The coverage of an outline, anti-aliased, cut at the canvas.

    Args:
        shape: "rectangle" or "ellipse", of two opposite corners of the box around it, which are rounded to whole
            pixels; or "lasso", which is closed from its last point to its first. Where a lasso crosses itself, all
            that it goes around is enclosed.
        points: in pixels of the document.
        canvas: begins at 0, 0.
        known: is told of every step.

    Raises:
        ValueError: there is no such shape, or its points are too few or too far away.
    """
    if not all(math.isfinite(value) and abs(value) <= _FARTHEST_PX for point in points for value in point):
        raise ValueError("an outline's points are numbers within the reach of a canvas")
    if shape == "lasso" and len(points) >= 3:
        corners = np.array(points, np.float64)
    elif shape in ("rectangle", "ellipse") and len(points) == 2:
        (x0, y0), (x1, y1) = ((round(x), round(y)) for x, y in points)
        corners = _rectangle(x0, y0, x1, y1) if shape == "rectangle" else _ellipse(x0, y0, x1, y1)
    else:
        raise ValueError(f"{shape!r} with {len(points)} points is no outline")
    mask, full = TileMask(canvas.width, canvas.height), full_mask(canvas)
    left, right = (int(side) for side in _span(corners[:, 0], canvas.width))
    top, bottom = (int(side) for side in _span(corners[:, 1], canvas.height))
    for row in range(top // TILE_PX, -(-bottom // TILE_PX)):
        y0 = row * TILE_PX
        crossings = _Crossings(corners, Box(0, y0, canvas.width, min(y0 + TILE_PX, canvas.height)))
        # Left of the outline nothing is covered, and right of it nothing any more.
        for column in range(left // TILE_PX, -(-right // TILE_PX)):
            if known is not None:
                known.step()
            index = TileIndex(column, row)
            mask.put(index, crossings.tile(column, full.tiles[index]))
    return mask


def feathered(mask: TileMask, feather_px: float, known: Known | None = None) -> TileMask:
    """A mask whose edges fade over about `feather_px` to both sides; at the canvas' edge it stays as it is.

    The time goes with the length of the edges, not with the area.
    """
    if feather_px <= 0:
        return mask
    sigma = min(feather_px, LARGEST_FEATHER_PX) / 2
    # PIL's is three box blurs; so far does the widest of them reach in all.
    step = _COARSE_STEP if sigma >= _COARSE_FROM_SIGMA else 1
    reach = step + 3 * (math.ceil((math.sqrt(4 * sigma * sigma + 1) - 1) / 2) + 1)
    mask = mask.copy()
    share_full_tiles(mask)
    full = full_mask(mask.box)
    soft = TileMask(mask.box.width, mask.box.height)
    for index in tiles(mask.covered.pad(reach).intersect(mask.box), TILE_PX):
        part = index.box(TILE_PX).intersect(mask.box)
        around = _on_grid(part.pad(reach), step).intersect(mask.box)
        near = [(each, mask.tiles.get(each)) for each in tiles(around, TILE_PX)]
        if all(tile is None for _, tile in near):
            continue
        if all(tile is full.tiles[each] for each, tile in near):
            soft.put(index, full.tiles[index])
            continue
        if known is not None:
            known.step()
        inner = part.translate(-around.x0, -around.y0)
        tile = soft.blank()
        tile[: part.height, : part.width] = _blurred(mask.read(around), sigma, step)[inner.slices]
        soft.put(index, tile)
    share_full_tiles(soft)
    return soft


def _blurred(values: np.ndarray, sigma: float, step: int) -> np.ndarray:
    image = Image.fromarray(values)
    if step == 1:
        return np.asarray(image.filter(ImageFilter.GaussianBlur(sigma)))
    coarse = image.reduce(step).filter(ImageFilter.GaussianBlur(sigma / step))
    return np.asarray(coarse.resize((coarse.width * step, coarse.height * step), Image.Resampling.BILINEAR))


def _on_grid(box: Box, step: int) -> Box:
    """A box whose first corner lies on multiples of `step`, so that neighbours are sampled at the same places."""
    return box._replace(x0=box.x0 // step * step, y0=box.y0 // step * step)


def full_mask(canvas: Box) -> TileMask:
    """Everything, in a handful of tiles that are shared."""
    full = TileMask(canvas.width, canvas.height)
    full.fill(255)
    return full


def share_full_tiles(mask: TileMask) -> None:
    """Gives tiles that cover everything one array together, so that a large mask costs what its edges do."""
    full = full_mask(mask.box)
    for index, tile in list(mask.tiles.items()):
        if tile is not full.tiles[index] and tile[0, 0] == 255 and np.array_equal(tile, full.tiles[index]):
            mask.put(index, full.tiles[index])


def _span(values: np.ndarray, limit: int) -> tuple[float, float]:
    low, high = np.clip((math.floor(values.min()), math.ceil(values.max())), 0, limit)
    return low, high


def _rectangle(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float64)


def _ellipse(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    radii = abs(x1 - x0) / 2, abs(y1 - y0) / 2
    longest = max(*radii, 1.0)
    count = math.ceil(math.pi / math.acos(1 - _FLATNESS_PX / longest))
    angles = np.linspace(0, 2 * math.pi, max(count, 12), endpoint=False)
    return np.stack(
        [(x0 + x1) / 2 + radii[0] * np.cos(angles), (y0 + y1) / 2 + radii[1] * np.sin(angles)], axis=-1
    )


class _Crossings:
    """Where the scanlines of a row of tiles cross an outline, and what of the tiles lies within.

    Coverage is exact along rows, and of eight scanlines across them. Every crossing of a scanline with the outline
    changes how often the outline winds around what is right of it; where that becomes or ceases to be 0, the coverage
    of the row begins or ends at just that place. Tiles without a crossing are even along their rows, and cost nothing.

    Args:
        corners: of a closed polygon, float64 (N, 2).
        strip: the row of tiles, cut at the canvas. Its tiles are asked for from the left.
    """

    def __init__(self, corners: np.ndarray, strip: Box) -> None:
        self._height = strip.height
        (xa, ya), (xb, yb) = corners.T, np.roll(corners, -1, axis=0).T
        line_count = strip.height * _SCANLINES_A_PIXEL
        first, end = (
            np.clip(np.ceil((side - strip.y0) * _SCANLINES_A_PIXEL - 0.5), 0, line_count).astype(np.int64)
            for side in (np.minimum(ya, yb), np.maximum(ya, yb))
        )
        counts = end - first
        edge = np.repeat(np.arange(len(corners)), counts)
        line = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
        y = strip.y0 + (line + 0.5) / _SCANLINES_A_PIXEL
        x = xa[edge] + (y - ya[edge]) * (xb - xa)[edge] / (yb - ya)[edge]
        x = np.clip(x, 0, strip.width)
        order = np.lexsort((x, line))
        edge, line, x = edge[order], line[order], x[order]
        winding = np.cumsum(np.where(yb > ya, 1, -1)[edge])
        change = np.diff((winding != 0).astype(np.float64), prepend=0.0) / _SCANLINES_A_PIXEL
        matters = change != 0
        self._row = line[matters] // _SCANLINES_A_PIXEL
        self._x, self._change = x[matters], change[matters]
        by_tile = np.argsort(self._x // TILE_PX, kind="stable")
        self._row, self._x, self._change = self._row[by_tile], self._x[by_tile], self._change[by_tile]
        self._tile = (self._x // TILE_PX).astype(np.int64)

    def tile(self, column: int, full: np.ndarray) -> np.ndarray | None:
        """What is covered of a tile; that one itself where it is all that `full` covers."""
        begin, end = np.searchsorted(self._tile, (column, column + 1))
        carried = np.bincount(self._row[:begin], self._change[:begin], self._height)
        if begin == end:
            return self._even(_levels(carried), full)
        covered = np.zeros((self._height, TILE_PX + 1))
        covered[:, 0] = carried
        x, change = self._x[begin:end] - column * TILE_PX, self._change[begin:end]
        pixel = np.floor(x).astype(np.int64)
        cell, share = self._row[begin:end] * (TILE_PX + 1) + pixel, x - pixel
        size = covered.size
        steps = np.bincount(cell, change * (1 - share), size)
        steps += np.bincount(cell + 1, change * share, size + 1)[:size]
        covered += steps.reshape(covered.shape)
        tile = np.zeros((TILE_PX, TILE_PX), np.uint8)
        tile[: self._height] = _levels(np.cumsum(covered, axis=1)[:, :TILE_PX])
        # Beyond the canvas there is nothing.
        tile[full == 0] = 0
        return full if np.array_equal(tile, full) else tile

    def _even(self, levels: np.ndarray, full: np.ndarray) -> np.ndarray | None:
        """A tile whose rows are each of one level."""
        if levels.min() == 255:
            return full
        if not levels.any():
            return None
        tile = full.copy()
        np.minimum(tile[: self._height], levels[:, np.newaxis], out=tile[: self._height])
        return tile


def _levels(coverage: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(coverage, 0, 1) * 255).astype(np.uint8)
