"""What other programs see of a document: its layers as pictures with alpha, and all of it as one picture."""

from __future__ import annotations

import numpy as np

from studio.document.document import DocumentView
from studio.document.geometry import Box, tiles
from studio.document.layer_pixels import layer_pixels
from studio.document.layers import Layer
from studio.document.tiles import TILE_PX
from studio.engine.compositor import TileSource, composite


class RenderedSheets:
    """Renders a document, strip by strip. A stylised tile that cannot be had lets what is below it show.

    Args:
        view: the document.
        tile_source: gives stylised tiles, rendered if need be; None where one cannot be had.
    """

    def __init__(self, view: DocumentView, tile_source: TileSource) -> None:
        self._view = view
        self._tile_source = tile_source

    def merged(self, box: Box) -> np.ndarray:
        """The document as it looks in a box, uint8 (h, w, 3)."""
        return composite(self._view, box, self._tile_source).picture

    def layer(self, layer: Layer, box: Box) -> np.ndarray:
        """One layer in a box, uint8 (h, w, 4): its own colours, and its mask as straight alpha."""
        sheet = np.zeros((box.height, box.width, 4), np.uint8)
        for tile in tiles(box, TILE_PX):
            mask = layer.mask.tiles.get(tile)
            if mask is None:
                continue
            tile_box = tile.box(TILE_PX)
            part = tile_box.intersect(box)
            pixels = layer_pixels(layer, tile, part, self._tile_source).colors
            if pixels is not None:
                there = sheet[part.translate(-box.x0, -box.y0).slices]
                there[..., :3] = pixels
                there[..., 3] = mask[part.translate(-tile_box.x0, -tile_box.y0).slices]
        return sheet
