"""What one stroke lays, apart from what was there before it."""

from __future__ import annotations

import numpy as np

from studio.document.brush import Brush, dab
from studio.document.geometry import Box, TileIndex, tiles
from studio.document.pen import StrokePoint
from studio.document.tiles import TILE_PX


class Wash:
    """The coverage of one stroke, and how far each pixel of it is slid from the first style to the second.

    A dab takes every pixel the share `flow` of the way to its own coverage where that is more. With full flow that is
    the maximum of the dabs; in any case a stroke never exceeds the brush's opacity however often it crosses itself.

    Args:
        brush: lays the dabs.
        canvas: what it keeps to.
        slides: whether the shares of two styles are wanted.
    """

    def __init__(self, brush: Brush, canvas: Box, *, slides: bool) -> None:
        self._brush = brush
        self._canvas = canvas
        # A weak flow moves by less than a whole level; a full one needs a quarter of the memory.
        self._dtype = np.float32 if brush.builds_up else np.uint8
        self._coverage: dict[TileIndex, np.ndarray] = {}
        self._shares: dict[TileIndex, np.ndarray] | None = {} if slides else None

    def lay(self, spot: StrokePoint) -> Box:
        """Lays one dab. Returns the box that it touches, cut at the canvas."""
        box, values = dab(self._brush, spot, self._canvas)
        for index in tiles(box, TILE_PX):
            tile_box = index.box(TILE_PX)
            part = tile_box.intersect(box)
            inside = part.translate(-tile_box.x0, -tile_box.y0).slices
            self._lay_on(index, inside, values[part.translate(-box.x0, -box.y0).slices], spot)
        return box

    def coverage(self, index: TileIndex) -> np.ndarray:
        """How far the stroke covers a tile that was touched: uint8 (TILE_PX, TILE_PX), not to be written to."""
        coverage = self._coverage[index]
        return coverage if coverage.dtype == np.uint8 else np.rint(coverage).astype(np.uint8)

    def shares(self, index: TileIndex) -> np.ndarray:
        """Shares of the second style in a tile that was touched: float32 (TILE_PX, TILE_PX), 0..255."""
        assert self._shares is not None
        return self._shares[index]

    def _lay_on(
        self, index: TileIndex, inside: tuple[slice, slice], dabbed: np.ndarray, spot: StrokePoint
    ) -> None:
        if index not in self._coverage:
            self._coverage[index] = np.zeros((TILE_PX, TILE_PX), self._dtype)
        there = self._coverage[index][inside]
        flow = self._brush.flow_at(spot)
        if self._brush.builds_up:
            there += np.maximum(dabbed - there, 0) * np.float32(flow)
        else:
            np.maximum(there, dabbed, out=there)
        if self._shares is not None:
            if index not in self._shares:
                self._shares[index] = np.zeros((TILE_PX, TILE_PX), np.float32)
            # The newest dab counts as far as it covers: the first one all, the rim of a soft one a little.
            weight = dabbed * np.float32(flow) / np.maximum(there, np.float32(1e-3))
            np.minimum(weight, 1.0, out=weight)
            shares = self._shares[index][inside]
            shares += (np.float32(255 * self._brush.mix_at(spot)) - shares) * weight
