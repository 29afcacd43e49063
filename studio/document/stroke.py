"""Strokes: the replayable record, and the painter that turns it into coverage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.document.brush import Brush
from studio.document.covering import times
from studio.document.geometry import EMPTY, Box, TileIndex, tiles
from studio.document.layers import StyleChoice
from studio.document.pen import StrokePoint
from studio.document.plain_values import whole
from studio.document.stamp import Stamp
from studio.document.symmetry import Symmetry
from studio.document.tiles import TILE_PX, TileColors, TileMask, Tiles, TileSnapshot
from studio.document.trail import Trail
from studio.document.wash import Wash

_FARTHEST_PX = 1_000_000

Color = tuple[int, int, int]

_STRIP_ROWS = 32
"""Of a tile at a time: what is computed on the way stays in the processor's cache."""


@dataclass(frozen=True)
class Stroke:
    """One stroke as it was drawn; painting it again gives the same pixels.

    Attributes:
        choice: the style it was painted in; None for the eraser, for colour, and for uncovering what a layer hides.
        layer: position (0 = bottom) of the layer that was in hand; None = none was: see `Document.begin_stroke`.
        color: red, green, blue 0..255, when it laid plain paint.
        symmetry: where else its dabs fell.
        stamp: what its dabs showed, when it laid pictures of a generator.
        dabs: how many of them it laid; those that were not there when it had to end are none of it.
    """

    brush: Brush
    choice: StyleChoice | None
    points: tuple[StrokePoint, ...]
    layer: int | None = None
    color: Color | None = None
    symmetry: Symmetry | None = None
    stamp: Stamp | None = None
    dabs: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "brush": self.brush.to_json(),
            "choice": None if self.choice is None else self.choice.to_json(),
            "points": [list(point) for point in self.points],
            **hand_to_json(self.layer, self.color),
            **({} if self.symmetry is None else {"symmetry": self.symmetry.to_json()}),
            **({} if self.stamp is None else {"stamp": self.stamp.to_json(), "dabs": self.dabs}),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Stroke:
        """Raises KeyError, TypeError or ValueError when the values are not those of a stroke."""
        choice, symmetry, stamp = values["choice"], values.get("symmetry"), values.get("stamp")
        points = tuple(StrokePoint(*(float(value) for value in point)) for point in values["points"])
        if not all(math.isfinite(value) for point in points for value in point):
            raise ValueError("a stroke's points are finite numbers")
        if not all(max(abs(point.x), abs(point.y)) <= _FARTHEST_PX for point in points):
            raise ValueError("a stroke's points are on the canvas or near it")
        return cls(
            Brush.from_json(values["brush"]),
            None if choice is None else StyleChoice.from_json(choice),
            points,
            *hand_from_json(values),
            None if symmetry is None else Symmetry.from_json(symmetry),
            None if stamp is None else Stamp.from_json(stamp),
            0 if stamp is None else whole(values["dabs"]),
        )


def hand_to_json(layer: int | None, color: Color | None) -> dict[str, Any]:
    """Which layer and which colour were in hand, as far as there were any."""
    given = {"layer": layer, "color": None if color is None else list(color)}
    return {name: value for name, value in given.items() if value is not None}


def hand_from_json(values: dict[str, Any]) -> tuple[int | None, Color | None]:
    """What `hand_to_json` wrote. Raises TypeError or ValueError when it is not that."""
    layer, color = values.get("layer"), values.get("color")
    return None if layer is None else whole(layer), None if color is None else color_of(color)


def color_of(values: Sequence[int]) -> Color:
    """Red, green and blue, each 0..255. Raises TypeError or ValueError when the values are not those of a colour."""
    red, green, blue = (int(value) for value in values)
    if not all(0 <= value <= 255 for value in (red, green, blue)):
        raise ValueError(f"a colour's values are 0 to 255, not {list(values)}")
    return red, green, blue


@dataclass(frozen=True)
class Paint:
    """Plain colour, and the colours that it is mixed into."""

    color: Color
    into: TileColors


@dataclass(frozen=True)
class Slide:
    """Where the shares of the second of two styles are mixed into."""

    into: TileMask


class StrokePainter:
    """Paints one stroke into one mask, or erases it from several.

    The stroke's own coverage is gathered in a `Wash`, which is combined with the tiles as they were before the stroke.
    """

    def __init__(
        self,
        masks: Sequence[TileMask],
        brush: Brush,
        *,
        paint: Paint | Slide | None = None,
        bounds: Box | None = None,
        symmetry: Symmetry | None = None,
        selection: TileMask | None = None,
    ) -> None:
        """Paints nothing yet.

        Args:
            masks: what it paints into, or erases from.
            brush: how.
            paint: what else it lays into the one mask: colour, or shares of two styles.
            bounds: what it keeps to; None is the whole canvas.
            symmetry: where else its dabs fall.
            selection: multiplies its coverage; None is everything.
        """
        self._masks = tuple(masks)
        self._brush = brush
        self._paint = paint
        self._symmetry = symmetry
        canvas = self._masks[0].box if self._masks else EMPTY
        if bounds is not None:
            canvas = canvas.intersect(bounds)
        self._selection = selection
        if selection is not None:
            canvas = canvas.intersect(selection.covered)
        self._wash = Wash(brush, canvas, slides=isinstance(paint, Slide))
        self._before: list[dict[TileIndex, np.ndarray | None]] = [{} for _ in self.stores]
        self._trail = Trail(brush.step_at)

    @property
    def stores(self) -> tuple[Tiles, ...]:
        """Everything whose tiles it changes."""
        return self._masks if self._paint is None else (*self._masks, self._paint.into)

    def add(self, point: StrokePoint) -> list[Box]:
        """Goes on to a point, laying dabs on the way.

        Returns:
            The boxes of the canvas that changed: one for the hand itself and one for each of its images, as far as
            they touched anything. Together they may be far smaller than what is around them all.
        """
        dabs = self._trail.add(point)
        changed: dict[int, Box] = {}
        touched: dict[TileIndex, Box] = {}
        for spot in dabs:
            for image, (x, y) in enumerate(self._images(spot)):
                box = self._wash.lay(spot._replace(x=x, y=y))
                changed[image] = changed.get(image, EMPTY).union(box)
                for index in tiles(box, TILE_PX):
                    touched[index] = touched.get(index, EMPTY).union(box)
        for index, box in touched.items():
            self._combine(index)
            if self._paint is not None:
                self._mix_in(self._paint, index, box)
        return [box for box in changed.values() if not box.empty]

    def before(self) -> list[TileSnapshot]:
        """The touched tiles of each store as they were before the stroke."""
        return [dict(tiles_before) for tiles_before in self._before]

    def after(self) -> list[TileSnapshot]:
        """The same tiles as they are now."""
        return [store.snapshot(before) for store, before in zip(self.stores, self._before, strict=True)]

    def revert(self) -> None:
        """Gives the stores back as they were before the stroke."""
        for store, before in zip(self.stores, self._before, strict=True):
            store.restore(before)

    def _images(self, spot: StrokePoint) -> list[tuple[float, float]]:
        return [(spot.x, spot.y)] if self._symmetry is None else self._symmetry.images(spot.x, spot.y)

    def _laid(self, index: TileIndex) -> np.ndarray:
        """The stroke's coverage of a tile as far as the selection lets it through."""
        coverage = self._wash.coverage(index)
        if self._selection is None:
            return coverage
        limit = self._selection.tiles.get(index)
        return np.zeros_like(coverage) if limit is None else times(coverage, limit)

    def _combine(self, index: TileIndex) -> None:
        laid = self._laid(index)
        coverage = laid.astype(np.uint16)
        for store, before in zip(self.stores, self._before, strict=True):
            if index not in before:
                before[index] = store.tiles.get(index)
        for mask, before in zip(self._masks, self._before[: len(self._masks)], strict=True):
            old = before[index]
            if self._brush.eraser:
                if old is not None:
                    mask.put(index, ((old * (255 - coverage) + 127) // 255).astype(np.uint8))
            elif old is None:
                mask.put(index, laid.copy())
            else:
                mask.put(index, (old + ((255 - old) * coverage + 127) // 255).astype(np.uint8))

    def _mix_in(self, paint: Paint | Slide, index: TileIndex, box: Box) -> None:
        """Lays the colour or the shares over what was there: as much of it is new as its coverage is of the whole.

        Only the box is looked at, so that a long stroke costs no more for each event than a short one.
        """
        mask = self._masks[0].tiles.get(index)
        if mask is None:
            return
        tile_box = index.box(TILE_PX)
        part = box.intersect(tile_box).translate(-tile_box.x0, -tile_box.y0)
        before, now = self._before[-1][index], paint.into.tiles.get(index)
        tile = paint.into.blank() if now is None else now.copy()
        laid = self._laid(index)
        for top in range(part.y0, part.y1, _STRIP_ROWS):
            rows = slice(top, min(top + _STRIP_ROWS, part.y1)), slice(part.x0, part.x1)
            # What nothing was laid on before has the new value alone: there the coverage is all of the whole.
            share = laid[rows] / np.maximum(mask[rows], 1).astype(np.float32)
            mixed = (
                np.zeros(tile[rows].shape, np.float32) if before is None else before[rows].astype(np.float32)
            )
            if isinstance(paint, Paint):
                mixed += (np.array(paint.color, np.float32) - mixed) * share[..., np.newaxis]
            else:
                mixed += (self._wash.shares(index)[rows] - mixed) * share
            tile[rows] = np.rint(mixed, out=mixed)
        paint.into.put(index, tile)
