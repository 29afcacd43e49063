"""The paint of one picture laid on another: the same layers, their strokes stretched to the other's size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from PIL import Image

from studio.document.geometry import Box
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleLayer, placed_mask, twin_of
from studio.document.tiles import TileColors, TileMask

Stored = TypeVar("Stored", TileColors, TileMask)


def transferred(layers: Sequence[Layer], width: int, height: int) -> list[Layer]:
    """Layers for a canvas of another size. Their strokes repaint what lies there; where they lie is stretched."""
    return [_transferred(layer, width, height) for layer in layers]


def _transferred(layer: Layer, width: int, height: int) -> Layer:
    canvas = layer.mask.box
    twin = twin_of(layer)
    if canvas == Box(0, 0, width, height):
        return twin
    across, down = width / canvas.width, height / canvas.height
    if isinstance(twin, PictureLayer):
        x0, y0, x1, y1 = twin.box
        left, top = round(x0 * across), round(y0 * down)
        box = Box(left, top, max(left + 1, round(x1 * across)), max(top + 1, round(y1 * down)))
        frame = twin.frame and twin.frame.stretched(across, down)
        empty = TileMask(width, height)
        placed = PictureLayer(
            twin.id, twin.picture, box, empty, source=twin.source, frame=frame, feather=twin.feather
        )
        # Not stretched: a picture that is turned keeps its right angles, and outside of it there is nothing.
        placed.mask = placed_mask(twin, placed.placement, twin.feather, (width, height))
        for name in ("opacity", "visible", "name", "locked", "blend"):
            setattr(placed, name, getattr(twin, name))
        return placed
    mask = twin.mask
    twin.mask = _stretched(mask, width, height)
    if isinstance(twin, PaintLayer):
        twin.colors = _stretched_under(twin.colors, mask, width, height)
    if isinstance(twin, StyleLayer):
        twin.shares = _stretched_under(twin.shares, mask, width, height)
    return twin


def _stretched(mask: TileMask, width: int, height: int) -> TileMask:
    stretched = TileMask(width, height)
    if not mask.tiles:
        return stretched
    values = mask.read(mask.box)
    if values.min() == 255:
        stretched.fill(255)
        return stretched
    image = Image.fromarray(values).resize((width, height), Image.Resampling.BILINEAR)
    stretched.write(stretched.box, np.asarray(image))
    return stretched


def _stretched_under(store: Stored, mask: TileMask, width: int, height: int) -> Stored:
    """What lies under a mask. Where nothing was painted it is 0, which must not be mixed into what was."""
    stretched = type(store)(width, height)
    if not store.tiles:
        return stretched
    values, alpha = store.read(store.box), mask.read(mask.box)
    # Pillow weighs the pixels of a picture that is transparent in places by how far they cover.
    image = Image.fromarray(np.dstack([values, alpha])).resize((width, height), Image.Resampling.BILINEAR)
    stretched.write(stretched.box, np.asarray(image)[..., :-1].reshape(height, width, *values.shape[2:]))
    return stretched
