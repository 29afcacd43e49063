"""Lays the dabs of a stamp on a layer for paint."""

from __future__ import annotations

import math
from collections import deque
from typing import NamedTuple

import numpy as np
from PIL import Image

from studio.document.brush import Brush, dab
from studio.document.covering import times
from studio.document.geometry import EMPTY, Box, TileIndex, tiles
from studio.document.layers import PaintLayer
from studio.document.pen import StrokePoint
from studio.document.placing import sampled
from studio.document.stamp import PictureAt, Stamp
from studio.document.symmetry import Symmetry
from studio.document.tiles import TILE_PX, TileMask, Tiles, TileSnapshot
from studio.document.trail import Trail


class _Due(NamedTuple):
    """A dab that is still to be laid: its number on the walk, where and how, and which way the stroke goes there."""

    number: int
    spot: StrokePoint
    degrees: float


class StampPainter:
    """Paints one stroke of a stamp. A dab whose picture is not there yet waits, and those after it wait for it.

    Args:
        layer: takes the pictures.
        brush: how large the dabs are, how soft, and how far they cover.
        stamp: what they show.
        picture_at: gives their pictures.
        symmetry: where else they fall.
        selection: multiplies their coverage; None is everything.
    """

    def __init__(
        self,
        layer: PaintLayer,
        brush: Brush,
        stamp: Stamp,
        picture_at: PictureAt,
        *,
        symmetry: Symmetry | None = None,
        selection: TileMask | None = None,
    ) -> None:
        self._layer, self._brush, self._stamp = layer, brush, stamp
        self._picture_at, self._symmetry, self._selection = picture_at, symmetry, selection
        self._canvas = layer.mask.box if selection is None else layer.mask.box.intersect(selection.covered)
        self._trail = Trail(lambda point: max(1.0, stamp.spacing * brush.size_at(point)))
        self._due: deque[_Due] = deque()
        self._next = stamp.first
        self._before_point: StrokePoint | None = None
        self._degrees = 0.0
        self._before: list[dict[TileIndex, np.ndarray | None]] = [{}, {}]

    @property
    def stores(self) -> tuple[Tiles, ...]:
        """Everything whose tiles it changes."""
        return self._layer.mask, self._layer.colors

    @property
    def laid(self) -> int:
        """How many dabs lie there."""
        return self._next - self._stamp.first - len(self._due)

    @property
    def waiting(self) -> int:
        """How many dabs wait for their pictures."""
        return len(self._due)

    def add(self, point: StrokePoint) -> list[Box]:
        """Goes on to a point. Returns the boxes that changed."""
        spots = self._trail.add(point)
        last, self._before_point = self._before_point, point
        if last is not None and (last.x, last.y) != (point.x, point.y):
            self._degrees = math.degrees(math.atan2(point.y - last.y, point.x - last.x))
        for spot in spots:
            self._due.append(_Due(self._next, self._scattered(spot, self._next), self._degrees))
            self._next += 1
        return self.lay_ready()

    def lay_ready(self) -> list[Box]:
        """Lays the dabs whose pictures have come. Returns the boxes that changed."""
        changed: list[Box] = []
        while self._due:
            picture = self._picture_at(self._due[0].number)
            if picture is None:
                break
            due = self._due.popleft()
            for x, y in self._images(due.spot):
                box = self._lay(due.spot._replace(x=x, y=y), picture, due.degrees)
                if not box.empty:
                    changed.append(box)
        return changed

    def before(self) -> list[TileSnapshot]:
        """The touched tiles of each store as they were before the stroke."""
        return [dict(tiles_before) for tiles_before in self._before]

    def after(self) -> list[TileSnapshot]:
        """The same tiles as they are now."""
        return [store.snapshot(before) for store, before in zip(self.stores, self._before, strict=True)]

    def revert(self) -> None:
        """Gives the stores back as they were before the stroke."""
        self._due.clear()
        for store, before in zip(self.stores, self._before, strict=True):
            store.restore(before)

    def _scattered(self, spot: StrokePoint, number: int) -> StrokePoint:
        if not self._stamp.scatter:
            return spot
        across, down = self._stamp.jitter(number)
        reach = self._stamp.scatter * self._brush.size_at(spot)
        return spot._replace(x=spot.x + across * reach, y=spot.y + down * reach)

    def _images(self, spot: StrokePoint) -> list[tuple[float, float]]:
        return [(spot.x, spot.y)] if self._symmetry is None else self._symmetry.images(spot.x, spot.y)

    def _lay(self, spot: StrokePoint, picture: np.ndarray, degrees: float) -> Box:
        box, coverage = dab(self._brush, spot, self._canvas)
        if box.empty:
            return EMPTY
        size = self._brush.size_at(spot)
        colors = _as_dab(picture, spot, size, degrees if self._stamp.turns else 0.0, box)
        alpha = coverage.astype(np.float32) * np.float32(self._brush.flow_at(spot))
        if self._selection is not None:
            limit = self._selection.read(box)
            alpha = times(np.rint(alpha).astype(np.uint8), limit).astype(np.float32)
        for index in tiles(box, TILE_PX):
            part = index.box(TILE_PX).intersect(box)
            inside = part.translate(-box.x0, -box.y0).slices
            self._lay_on(index, part, colors[inside], alpha[inside] / np.float32(255))
        return box

    def _lay_on(self, index: TileIndex, part: Box, colors: np.ndarray, alpha: np.ndarray) -> None:
        """Source over: W3C Compositing and Blending Level 1, section 5.1, with colours that are not multiplied."""
        mask_store, color_store = self._layer.mask, self._layer.colors
        for store, before in zip(self.stores, self._before, strict=True):
            before.setdefault(index, store.tiles.get(index))
        old_mask, old_colors = mask_store.tiles.get(index), color_store.tiles.get(index)
        mask = mask_store.blank() if old_mask is None else old_mask.copy()
        paint = color_store.blank() if old_colors is None else old_colors.copy()
        inside = part.translate(-index.ix * TILE_PX, -index.iy * TILE_PX).slices
        below = mask[inside].astype(np.float32) / np.float32(255)
        whole = alpha + below * (1 - alpha)
        share = (alpha / np.maximum(whole, np.float32(1 / 1024)))[..., np.newaxis]
        mixed = paint[inside] + (colors - paint[inside].astype(np.float32)) * share
        paint[inside] = np.rint(mixed)
        mask[inside] = np.rint(whole * 255)
        color_store.put(index, paint)
        mask_store.put(index, mask)


def _as_dab(picture: np.ndarray, spot: StrokePoint, size: float, degrees: float, box: Box) -> np.ndarray:
    """A picture at the size of a dab, turned clockwise around it, cut to a box: float32 (h, w, 3)."""
    side = picture.shape[0]
    image = Image.fromarray(np.ascontiguousarray(picture))
    if size < side:
        # Reduced first, so that nothing is left out between the samples.
        side = max(1, math.ceil(size))
        image = image.resize((side, side), Image.Resampling.BOX)
    scale, angle = side / size, math.radians(degrees)
    cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
    dx, dy = box.x0 - spot.x, box.y0 - spot.y
    matrix = (cos, sin, side / 2 + cos * dx + sin * dy, -sin, cos, side / 2 - sin * dx + cos * dy)
    return sampled(image, (box.width, box.height), matrix).astype(np.float32)
