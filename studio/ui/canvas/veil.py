"""A tint where paint lies whose style is still being rendered, so that a stroke is seen at once."""

from __future__ import annotations

import numpy as np
from PIL import Image

from studio.document.document import DocumentView
from studio.document.geometry import Box
from studio.document.layers import StyleLayer
from studio.document.tiles import TILE_PX
from studio.engine.compositor import Composite

_MOST = 0.28


def veiled(
    made: Composite, view: DocumentView, box: Box, scale: int, color: tuple[int, int, int]
) -> Composite:
    """Tints the covered pixels of the missing tiles.

    Args:
        made: the composite of `box` at `scale`; its picture is changed in place.
        view: the document that was composited.
        box: in pixels of the document.
        scale: document pixels for one of the picture.
        color: of the tint, 0..255.
    """
    for request in made.missing:
        part = request.tile.box(TILE_PX).intersect(box)
        for layer in view.layers:
            if isinstance(layer, StyleLayer) and request.choice in layer.stops and layer.visible:
                coverage = Image.fromarray(layer.mask.read(part))
                alpha = np.asarray(coverage.reduce(scale) if scale > 1 else coverage).astype(np.float32)
                alpha *= layer.opacity * _MOST / 255
                top, left = (part.y0 - box.y0) // scale, (part.x0 - box.x0) // scale
                pixels = made.picture[top : top + alpha.shape[0], left : left + alpha.shape[1]]
                tint = np.array(color, np.float32)
                pixels[...] = np.rint(pixels + (tint - pixels) * alpha[..., np.newaxis])
    return made
