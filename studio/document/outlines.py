"""Outlines and what they enclose: rectangles, ellipses and lassos as coverage, and its feathering."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from studio.document.geometry import Box, tiles
from studio.document.tiles import TILE_PX, TileMask

Point = tuple[float, float]

SHAPES = ("rectangle", "ellipse", "lasso")
LARGEST_FEATHER_PX = 500.0
_FARTHEST_PX = 1e7
_SCANLINES_A_PIXEL = 8
_FLATNESS_PX = 0.05


def enclosed(shape: str, points: Sequence[Point], canvas: Box) -> TileMask:
    """The coverage of an outline, anti-aliased, cut at the canvas.

    Args:
        shape: "rectangle" or "ellipse", of two opposite corners of the box around it, which are rounded to whole
            pixels; or "lasso", which is closed from its last point to its first. Where a lasso crosses itself, all
            that it goes around is enclosed.
        points: in pixels of the document.
        canvas: begins at 0, 0.

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
    mask = TileMask(canvas.width, canvas.height)
    left, right = (int(side) for side in _span(corners[:, 0], canvas.width))
    top, bottom = (int(side) for side in _span(corners[:, 1], canvas.height))
    for y0 in range(top // TILE_PX * TILE_PX, bottom, TILE_PX):
        strip = Box(left, max(y0, top), right, min(y0 + TILE_PX, bottom))
        if not strip.empty:
            mask.write(strip, _fill(corners, strip))
    share_full_tiles(mask)
    return mask


def feathered(mask: TileMask, feather_px: float) -> TileMask:
    """A mask whose edges fade over about `feather_px` to both sides; at the canvas' edge it stays as it is.

    The time goes with the length of the edges, not with the area.
    """
    if feather_px <= 0:
        return mask
    sigma = min(feather_px, LARGEST_FEATHER_PX) / 2
    # PIL's is three box blurs; so far does the widest of them reach in all.
    reach = 3 * (math.ceil((math.sqrt(4 * sigma * sigma + 1) - 1) / 2) + 1)
    full = full_mask(mask.box)
    soft = TileMask(mask.box.width, mask.box.height)
    for index in tiles(mask.covered.pad(reach).intersect(mask.box), TILE_PX):
        part = index.box(TILE_PX).intersect(mask.box)
        around = part.pad(reach).intersect(mask.box)
        near = [(each, mask.tiles.get(each)) for each in tiles(around, TILE_PX)]
        if all(tile is None for _, tile in near):
            continue
        if all(tile is full.tiles[each] or _equal(tile, full.tiles[each]) for each, tile in near):
            soft.put(index, full.tiles[index])
            continue
        blurred = Image.fromarray(mask.read(around)).filter(ImageFilter.GaussianBlur(sigma))
        inner = part.translate(-around.x0, -around.y0)
        tile = soft.blank()
        tile[: part.height, : part.width] = np.asarray(blurred)[inner.slices]
        soft.put(index, tile)
    share_full_tiles(soft)
    return soft


def full_mask(canvas: Box) -> TileMask:
    """Everything, in a handful of tiles that are shared."""
    full = TileMask(canvas.width, canvas.height)
    full.fill(255)
    return full


def share_full_tiles(mask: TileMask) -> None:
    """Gives tiles that cover everything one array together, so that a large mask costs what its edges do."""
    full = full_mask(mask.box)
    for index, tile in list(mask.tiles.items()):
        if tile[0, 0] == 255 and _equal(tile, full.tiles[index]):
            mask.put(index, full.tiles[index])


def _equal(tile: np.ndarray | None, other: np.ndarray) -> bool:
    return tile is not None and np.array_equal(tile, other)


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


def _fill(corners: np.ndarray, strip: Box) -> np.ndarray:
    """Coverage of a closed polygon in a strip, uint8 (h, w): exact along rows, of eight scanlines across them.

    Every crossing of a scanline with the outline changes how often the outline winds around what is right of it;
    where that becomes or ceases to be 0, the coverage of the row begins or ends at just that place.
    """
    (xa, ya), (xb, yb) = corners.T, np.roll(corners, -1, axis=0).T
    low, high = np.minimum(ya, yb), np.maximum(ya, yb)
    line_count = strip.height * _SCANLINES_A_PIXEL
    first, end = (
        np.clip(np.ceil((side - strip.y0) * _SCANLINES_A_PIXEL - 0.5), 0, line_count).astype(np.int64)
        for side in (low, high)
    )
    counts = end - first
    edge = np.repeat(np.arange(len(corners)), counts)
    line = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    y = strip.y0 + (line + 0.5) / _SCANLINES_A_PIXEL
    x = xa[edge] + (y - ya[edge]) * (xb - xa)[edge] / (yb - ya)[edge]
    x = np.clip(x - strip.x0, 0, strip.width)
    order = np.lexsort((x, line))
    edge, line, x = edge[order], line[order], x[order]
    winding = np.cumsum(np.where(yb > ya, 1, -1)[edge])
    inside = (winding != 0).astype(np.float64)
    change = np.diff(inside, prepend=0.0) / _SCANLINES_A_PIXEL
    column = np.floor(x).astype(np.int64)
    share, row_width = x - column, strip.width + 2
    cell = line // _SCANLINES_A_PIXEL * row_width + column
    size = strip.height * row_width
    steps = np.bincount(cell, change * (1 - share), size) + np.bincount(cell + 1, change * share, size)
    coverage = np.cumsum(steps.reshape(strip.height, row_width)[:, : strip.width], axis=1)
    return np.rint(np.clip(coverage, 0, 1) * 255).astype(np.uint8)
