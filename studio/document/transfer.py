"""The paint of one picture laid on another: the same layers, their strokes stretched to the other's size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from studio.document.geometry import Box
from studio.document.layers import Layer, PictureLayer, twin_of
from studio.document.tiles import TileMask, Tiles


def transferred(layers: Sequence[Layer], width: int, height: int) -> list[Layer]:
    """Layers for a canvas of another size. Their strokes repaint what lies there; where they lie is stretched."""
    return [_transferred(layer, width, height) for layer in layers]


def _transferred(layer: Layer, width: int, height: int) -> Layer:
    canvas = layer.mask.box
    twin = twin_of(layer)
    if canvas == Box(0, 0, width, height):
        return twin
    across, down = width / canvas.width, height / canvas.height
    for name, value in list(vars(twin).items()):
        if isinstance(value, Tiles):
            setattr(twin, name, _stretched(value, width, height))
    if isinstance(twin, PictureLayer):
        x0, y0, x1, y1 = twin.box
        left, top = round(x0 * across), round(y0 * down)
        box = Box(left, top, max(left + 1, round(x1 * across)), max(top + 1, round(y1 * down)))
        frame = twin.frame and twin.frame.stretched(across, down)
        placed = PictureLayer(
            twin.id, twin.picture, box, twin.mask, source=twin.source, frame=frame, feather=twin.feather
        )
        for name in ("opacity", "visible", "name", "locked", "blend"):
            setattr(placed, name, getattr(twin, name))
        return placed
    return twin


def _stretched(store: Tiles, width: int, height: int) -> Tiles:
    stretched = type(store)(width, height)
    if not store.tiles:
        return stretched
    values = store.read(store.box)
    if isinstance(store, TileMask) and values.min() == 255:
        stretched.fill(255)
        return stretched
    image = Image.fromarray(values).resize((width, height), Image.Resampling.BILINEAR)
    stretched.write(stretched.box, np.asarray(image))
    return stretched
