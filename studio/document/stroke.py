"""Strokes: the replayable record, and the painter that turns it into coverage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from studio.document.brush import Brush, dab
from studio.document.geometry import EMPTY, Box, TileIndex, tiles
from studio.document.layers import StyleChoice
from studio.document.tiles import TILE_PX, TileColors, TileMask, Tiles, TileSnapshot


class StrokePoint(NamedTuple):
    """Where the pen was. x and y in pixels of the document (subpixel), pressure 0..1, time since the stroke began."""

    x: float
    y: float
    pressure: float = 1.0
    time_ms: float = 0.0


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
    """

    brush: Brush
    choice: StyleChoice | None
    points: tuple[StrokePoint, ...]
    layer: int | None = None
    color: Color | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "brush": self.brush.to_json(),
            "choice": None if self.choice is None else self.choice.to_json(),
            "points": [list(point) for point in self.points],
            **hand_to_json(self.layer, self.color),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Stroke:
        """Raises KeyError, TypeError or ValueError when the values are not those of a stroke."""
        choice = values["choice"]
        points = tuple(StrokePoint(*(float(value) for value in point)) for point in values["points"])
        if not all(math.isfinite(value) for point in points for value in point):
            raise ValueError("a stroke's points are finite numbers")
        return cls(
            Brush.from_json(values["brush"]),
            None if choice is None else StyleChoice.from_json(choice),
            points,
            *hand_from_json(values),
        )


def hand_to_json(layer: int | None, color: Color | None) -> dict[str, Any]:
    """Which layer and which colour were in hand, as far as there were any."""
    given = {"layer": layer, "color": None if color is None else list(color)}
    return {name: value for name, value in given.items() if value is not None}


def hand_from_json(values: dict[str, Any]) -> tuple[int | None, Color | None]:
    """What `hand_to_json` wrote. Raises TypeError or ValueError when it is not that."""
    layer, color = values.get("layer"), values.get("color")
    return None if layer is None else int(layer), None if color is None else color_of(color)


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


class StrokePainter:
    """Paints one stroke into one mask, or erases it from several.

    The stroke's own coverage is the maximum of its dabs, so it never exceeds the brush's opacity however often it
    crosses itself; it is then combined with the tiles as they were before the stroke.
    """

    def __init__(
        self,
        masks: Sequence[TileMask],
        brush: Brush,
        *,
        paint: Paint | None = None,
        bounds: Box | None = None,
    ) -> None:
        """Paints nothing yet.

        Args:
            masks: what it paints into, or erases from.
            brush: how.
            paint: the colour of plain paint, for the one mask.
            bounds: what it keeps to; None is the whole canvas.
        """
        self._masks = tuple(masks)
        self._brush = brush
        self._paint = paint
        self._canvas = self._masks[0].box if self._masks else EMPTY
        if bounds is not None:
            self._canvas = self._canvas.intersect(bounds)
        self._coverage: dict[TileIndex, np.ndarray] = {}
        self._before: list[dict[TileIndex, np.ndarray | None]] = [{} for _ in self.stores]
        self._last: StrokePoint | None = None
        self._to_next_dab_px = 0.0

    @property
    def stores(self) -> tuple[Tiles, ...]:
        """Everything whose tiles it changes."""
        return self._masks if self._paint is None else (*self._masks, self._paint.into)

    def add(self, point: StrokePoint) -> Box:
        """Goes on to a point, laying dabs on the way. Returns the box of the canvas that changed."""
        if self._last is None:
            dabs = [point]
            self._to_next_dab_px = self._brush.step_at(point.pressure)
        else:
            dabs = self._dabs_between(self._last, point)
        self._last = point
        changed = EMPTY
        touched: dict[TileIndex, Box] = {}
        for spot in dabs:
            box = self._lay(spot)
            changed = changed.union(box)
            for index in tiles(box, TILE_PX):
                touched[index] = touched.get(index, EMPTY).union(box)
        for index, box in touched.items():
            self._combine(index)
            if self._paint is not None:
                self._mix_in(self._paint, index, box)
        return changed

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

    def _dabs_between(self, start: StrokePoint, end: StrokePoint) -> list[StrokePoint]:
        length_px = math.hypot(end.x - start.x, end.y - start.y)
        spots: list[StrokePoint] = []
        travelled_px = self._to_next_dab_px
        while travelled_px <= length_px:
            t = travelled_px / length_px if length_px else 0.0
            pressure = start.pressure + t * (end.pressure - start.pressure)
            spots.append(
                StrokePoint(start.x + t * (end.x - start.x), start.y + t * (end.y - start.y), pressure)
            )
            travelled_px += self._brush.step_at(pressure)
        self._to_next_dab_px = travelled_px - length_px
        return spots

    def _lay(self, spot: StrokePoint) -> Box:
        box, values = dab(self._brush, spot.x, spot.y, spot.pressure, self._canvas)
        for index in tiles(box, TILE_PX):
            tile_box = index.box(TILE_PX)
            part = tile_box.intersect(box)
            if index not in self._coverage:
                self._coverage[index] = np.zeros((TILE_PX, TILE_PX), np.uint8)
            there = self._coverage[index][part.translate(-tile_box.x0, -tile_box.y0).slices]
            np.maximum(there, values[part.translate(-box.x0, -box.y0).slices], out=there)
        return box

    def _combine(self, index: TileIndex) -> None:
        coverage = self._coverage[index].astype(np.uint16)
        for store, before in zip(self.stores, self._before, strict=True):
            if index not in before:
                before[index] = store.tiles.get(index)
        for mask, before in zip(self._masks, self._before[: len(self._masks)], strict=True):
            old = before[index]
            if self._brush.eraser:
                if old is not None:
                    mask.put(index, ((old * (255 - coverage) + 127) // 255).astype(np.uint8))
            elif old is None:
                mask.put(index, self._coverage[index].copy())
            else:
                mask.put(index, (old + ((255 - old) * coverage + 127) // 255).astype(np.uint8))

    def _mix_in(self, paint: Paint, index: TileIndex, box: Box) -> None:
        """Lays the colour over what was there: as much of it is the new one as its coverage is of the whole.

        Only the box is looked at, so that a long stroke costs no more for each event than a short one.
        """
        mask = self._masks[0].tiles.get(index)
        if mask is None:
            return
        tile_box = index.box(TILE_PX)
        part = box.intersect(tile_box).translate(-tile_box.x0, -tile_box.y0)
        before, now = self._before[-1][index], paint.into.tiles.get(index)
        tile = paint.into.blank() if now is None else now.copy()
        for top in range(part.y0, part.y1, _STRIP_ROWS):
            rows = slice(top, min(top + _STRIP_ROWS, part.y1)), slice(part.x0, part.x1)
            share = self._coverage[index][rows] / np.maximum(mask[rows], 1).astype(np.float32)
            if before is None:
                # What there is no paint on has the new colour alone, and black where it has none.
                mixed = (share > 0)[..., np.newaxis] * np.array(paint.color, np.float32)
            else:
                mixed = before[rows].astype(np.float32)
                mixed += (np.array(paint.color, np.float32) - mixed) * share[..., np.newaxis]
            tile[rows] = np.rint(mixed, out=mixed)
        paint.into.put(index, tile)
