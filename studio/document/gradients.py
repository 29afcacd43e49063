"""Gradients: coverage that falls from full to nothing between two points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.document.geometry import Box, tiles
from studio.document.known import Known
from studio.document.outlines import Point, full_mask
from studio.document.tiles import TILE_PX, TileMask

GRADIENTS = ("linear", "radial")
_FARTHEST_PX = 1e7
_ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class Gradient:
    """Where coverage is full and where it ends.

    Attributes:
        kind: "linear": full before `start`, nothing after `end`, even across; "radial": full at `start`, nothing from
            as far away as `end` is.
        start, end: in pixels of the document.
    """

    kind: str
    start: Point
    end: Point

    def __post_init__(self) -> None:
        if self.kind not in GRADIENTS:
            raise ValueError(f"a gradient is one of {', '.join(GRADIENTS)}, not {self.kind!r}")
        values = (*self.start, *self.end)
        if len(values) != 4 or not all(
            math.isfinite(value) and abs(value) <= _FARTHEST_PX for value in values
        ):
            raise ValueError("a gradient goes from one point within reach to another")
        if not self.length_px:
            raise ValueError("a gradient needs two different points")

    @property
    def length_px(self) -> float:
        """From full to nothing."""
        return math.hypot(self.end[0] - self.start[0], self.end[1] - self.start[1])

    def coverage(self, canvas: Box, known: Known | None = None) -> TileMask:
        """The coverage of a canvas that begins at 0, 0. Costs what the slope covers: full tiles are shared."""
        mask, full = TileMask(canvas.width, canvas.height), full_mask(canvas)
        for index in tiles(canvas, TILE_PX):
            part = index.box(TILE_PX).intersect(canvas)
            least, most = self._extremes(part)
            if most <= 0:
                continue
            if least >= 1:
                mask.put(index, full.tiles[index])
                continue
            if known is not None:
                known.step()
            tile = mask.blank()
            for top in range(0, part.height, _ROWS_AT_ONCE):
                rows = Box(part.x0, part.y0 + top, part.x1, min(part.y0 + top + _ROWS_AT_ONCE, part.y1))
                tile[top : top + rows.height, : part.width] = self._levels(rows)
            mask.put(index, tile)
        return mask

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "start": list(self.start), "end": list(self.end)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Gradient:
        """Raises KeyError, TypeError or ValueError when the values are not those of a gradient."""
        (x0, y0), (x1, y1) = values["start"], values["end"]
        return cls(str(values["kind"]), (float(x0), float(y0)), (float(x1), float(y1)))

    def _along(self, x: float, y: float) -> float:
        """How much a linear gradient covers there, beyond 0..1 too."""
        (x0, y0), (across, down) = self.start, self._slope
        return 1 - (x - x0) * across - (y - y0) * down

    @property
    def _slope(self) -> Point:
        """How much less a linear gradient covers for each pixel to the right, and down."""
        (x0, y0), (x1, y1) = self.start, self.end
        square = self.length_px**2
        return (x1 - x0) / square, (y1 - y0) / square

    def _extremes(self, part: Box) -> tuple[float, float]:
        """The least and the most that is covered of a box, beyond 0..1 too."""
        if self.kind == "linear":
            corners = [self._along(x, y) for x in (part.x0, part.x1) for y in (part.y0, part.y1)]
            return min(corners), max(corners)
        x, y = self.start
        near = math.hypot(max(part.x0 - x, 0, x - part.x1), max(part.y0 - y, 0, y - part.y1))
        far = math.hypot(max(x - part.x0, part.x1 - x), max(y - part.y0, part.y1 - y))
        return 1 - far / self.length_px, 1 - near / self.length_px

    def _levels(self, part: Box) -> np.ndarray:
        """The coverage of a box, uint8. Single precision does: what is added is of the box, not of the canvas."""
        x, y = np.arange(part.x0, part.x1) + 0.5, np.arange(part.y0, part.y1) + 0.5
        if self.kind == "linear":
            across, down = self._slope
            corner = self._along(part.x0, part.y0)
            falls = corner - (y - part.y0) * down, (part.x0 - x) * across
            levels = np.add.outer(*(values.astype(np.float32) for values in falls))
        else:
            away = (y - self.start[1]) / self.length_px, (x - self.start[0]) / self.length_px
            levels = np.add.outer(*((values**2).astype(np.float32) for values in away))
            np.subtract(1, np.sqrt(levels, out=levels), out=levels)
        np.clip(levels, 0, 1, out=levels)
        levels *= 255
        return np.rint(levels, out=levels).astype(np.uint8)
