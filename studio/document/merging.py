"""Two layers made one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from studio.document.blending import NORMAL, blend
from studio.document.geometry import Box, TileIndex
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleChoice, StyleLayer
from studio.document.tiles import TILE_PX, TileColors, TileMask

TileOf = Callable[[StyleChoice, TileIndex], np.ndarray | None]
"""Gives the stylised tile, uint8 (h, w, 3), cut at the canvas, or None while it is not there."""


def layer_pixels(layer: Layer, tile: TileIndex, part: Box, tile_of: TileOf) -> np.ndarray | None:
    """A layer's own colours, whatever covers them.

    Args:
        layer: of any kind.
        tile: where to look.
        part: within the tile and the canvas.
        tile_of: asked for the tiles of a style layer.

    Returns:
        uint8 (part.height, part.width, 3), not to be written to; None where a stylised tile is not there.
    """
    corner = (-tile.ix * TILE_PX, -tile.iy * TILE_PX)
    if isinstance(layer, PictureLayer):
        return _picture_part(layer, part)
    pixels = layer.colors.tiles.get(tile) if isinstance(layer, PaintLayer) else tile_of(layer.choice, tile)
    return None if pixels is None else pixels[part.translate(*corner).slices]


def _picture_part(layer: PictureLayer, part: Box) -> np.ndarray:
    inside = part.intersect(layer.box)
    if inside == part:
        return layer.pixels[part.translate(-layer.box.x0, -layer.box.y0).slices]
    # The mask is 0 beyond the layer's box, so the filling is never seen.
    pixels = np.zeros((part.height, part.width, 3), np.uint8)
    pixels[inside.translate(-part.x0, -part.y0).slices] = layer.pixels[
        inside.translate(-layer.box.x0, -layer.box.y0).slices
    ]
    return pixels


def merge_exactly(lower: Layer, upper: Layer) -> bool:
    """Whether both are strokes of one choice that only cover, so that their masks alone become one."""
    return (
        isinstance(lower, StyleLayer)
        and isinstance(upper, StyleLayer)
        and lower.choice == upper.choice
        and lower.blend == upper.blend == NORMAL
    )


def merged_layer(lower: Layer, upper: Layer, layer_id: int, tile_of: TileOf) -> StyleLayer | PaintLayer:
    """One layer in the place of two that lie on each other.

    It has the name and the blend mode of the lower one and is opaque. It looks as both did where both only covered, or
    where the lower one covers fully; an upper layer of another blend mode meets the lower one alone.
    Source: W3C Compositing and Blending Level 1, section 5.8.1 (source over a backdrop that is not opaque).

    Args:
        lower: the one below.
        upper: the one on it.
        layer_id: of the new one.
        tile_of: renders the tiles of style layers; it must not miss any. Not called where `merge_exactly`.
    """
    mask = TileMask(lower.mask.box.width, lower.mask.box.height)
    colors = None if merge_exactly(lower, upper) else TileColors(mask.box.width, mask.box.height)
    for tile in {**lower.mask.tiles, **upper.mask.tiles}:
        below, above = _alpha(lower, tile), _alpha(upper, tile)
        both = above + below * (1 - above)
        if colors is not None and both.any():
            colors.put(tile, _mixed(lower, upper, tile, below, above, tile_of))
        mask.put(tile, np.rint(both * 255).astype(np.uint8))
    if colors is None:
        assert isinstance(lower, StyleLayer)
        return StyleLayer(layer_id, lower.choice, mask, name=lower.name)
    return PaintLayer(layer_id, colors, mask, name=lower.name, blend=lower.blend)


def _alpha(layer: Layer, tile: TileIndex) -> np.ndarray:
    """float32 (TILE_PX, TILE_PX), 0..1."""
    mask = layer.mask.tiles.get(tile)
    if mask is None:
        return np.zeros((TILE_PX, TILE_PX), np.float32)
    return mask.astype(np.float32) * np.float32(layer.opacity / 255)


def _mixed(
    lower: Layer, upper: Layer, tile: TileIndex, below: np.ndarray, above: np.ndarray, tile_of: TileOf
) -> np.ndarray:
    part = tile.box(TILE_PX).intersect(lower.mask.box)
    inside = part.translate(-tile.ix * TILE_PX, -tile.iy * TILE_PX).slices
    below, above = below[inside], above[inside]
    under = _pixels_or_black(lower, tile, part, tile_of, seen=bool(below.any()))
    over = _pixels_or_black(upper, tile, part, tile_of, seen=bool(above.any()))
    met = blend(under, over, upper.blend)
    whole = np.maximum(above + below * (1 - above), 1 / 1024)
    mixed = over * (above * (1 - below) / whole)[..., np.newaxis]
    mixed += met * (above * below / whole)[..., np.newaxis]
    mixed += under * ((1 - above) * below / whole)[..., np.newaxis]
    result = np.zeros((TILE_PX, TILE_PX, 3), np.uint8)
    result[inside] = np.rint(mixed, out=mixed)
    return result


def _pixels_or_black(layer: Layer, tile: TileIndex, part: Box, tile_of: TileOf, *, seen: bool) -> np.ndarray:
    pixels = layer_pixels(layer, tile, part, tile_of) if seen else None
    return np.zeros((part.height, part.width, 3), np.uint8) if pixels is None else pixels
