"""A small picture of a whole document, made anew only where it changed."""

from __future__ import annotations

import numpy as np

from studio.document.document import DocumentView
from studio.document.geometry import Box
from studio.document.tiles import TILE_PX
from studio.engine.compositor import TileSource, composite


class Overview:
    """Keeps the small picture of one document. Used from one thread at a time.

    Args:
        longest_px: the picture's longer side is at most this, or what the document is at a scale of a tile.
    """

    def __init__(self, longest_px: int) -> None:
        self._longest_px = longest_px
        self._picture: np.ndarray | None = None

    def update(self, view: DocumentView, dirty: Box, tile_source: TileSource) -> np.ndarray:
        """How the document looks, uint8 (h, w, 3).

        Args:
            view: the document.
            dirty: where it changed since the last call; the first call looks at all of it.
            tile_source: asked for stylised tiles; what it does not have is left out.
        """
        scale = 1
        while scale < TILE_PX and max(view.box.width, view.box.height) > scale * self._longest_px:
            scale *= 2
        if self._picture is None:
            self._picture = composite(view, view.box, tile_source, scale).picture
            return self._picture
        part = _whole_tiles(dirty).intersect(view.box)
        if not part.empty:
            small = composite(view, part, tile_source, scale).picture
            left, top = part.x0 // scale, part.y0 // scale
            self._picture[top : top + small.shape[0], left : left + small.shape[1]] = small
        return self._picture


def _whole_tiles(box: Box) -> Box:
    """The smallest box of whole tiles around a box."""
    x1, y1 = -(-box.x1 // TILE_PX) * TILE_PX, -(-box.y1 // TILE_PX) * TILE_PX
    return Box(box.x0 // TILE_PX * TILE_PX, box.y0 // TILE_PX * TILE_PX, x1, y1)
