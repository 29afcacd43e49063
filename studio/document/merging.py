"""Two layers made one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from studio.document.blending import NORMAL, blend
from studio.document.geometry import Box, TileIndex
from studio.document.layer_pixels import TileOf, layer_pixels
from studio.document.layers import Layer, PaintLayer, StyleLayer
from studio.document.tiles import TILE_PX, TileColors, TileMask


def merge_exactly(lower: Layer, upper: Layer) -> bool:
    """Whether both are strokes of one choice on one ground that only cover, so that their masks alone become one.

    Where both of a choice that slides are seen at once, their shares are mixed in place of their pixels.
    """
    return (
        isinstance(lower, StyleLayer)
        and isinstance(upper, StyleLayer)
        and lower.choice == upper.choice
        and lower.ground == upper.ground
        and lower.blend == upper.blend == NORMAL
    )


def merged_layer(
    lower: Layer,
    upper: Layer,
    layer_id: int,
    tile_of: TileOf,
    on_progress: Callable[[float], None] = lambda _share: None,
) -> StyleLayer | PaintLayer:
    """One layer in the place of two that lie on each other.

    It has the name and the blend mode of the lower one and is opaque. It looks as both did where both only covered, or
    where the lower one covers fully; an upper layer of another blend mode meets the lower one alone.
    Source: W3C Compositing and Blending Level 1, section 5.8.1 (source over a backdrop that is not opaque).

    Args:
        lower: the one below.
        upper: the one on it.
        layer_id: of the new one.
        tile_of: renders the tiles of style layers; it must not miss any. Not called where `merge_exactly`.
        on_progress: told the share of the tiles that are done, 0..1; what it raises ends the merging.
    """
    mask = TileMask(lower.mask.box.width, lower.mask.box.height)
    colors = None if merge_exactly(lower, upper) else TileColors(mask.box.width, mask.box.height)
    tiles = {**lower.mask.tiles, **upper.mask.tiles}
    for number, tile in enumerate(tiles):
        on_progress(number / len(tiles))
        below, above = _alpha(lower, tile), _alpha(upper, tile)
        both = above + below * (1 - above)
        if colors is not None and both.any():
            colors.put(tile, _mixed(lower, upper, tile, below, above, tile_of))
        mask.put(tile, np.rint(both * 255).astype(np.uint8))
    if colors is None:
        assert isinstance(lower, StyleLayer)
        merged = StyleLayer(layer_id, lower.choice, mask, name=lower.name)
        if lower.choice.slides and isinstance(upper, StyleLayer):
            _merge_shares(merged, lower, upper)
        return merged
    return PaintLayer(layer_id, colors, mask, name=lower.name, blend=lower.blend)


def _alpha(layer: Layer, tile: TileIndex) -> np.ndarray:
    """float32 (TILE_PX, TILE_PX), 0..1."""
    mask = layer.mask.tiles.get(tile)
    if mask is None:
        return np.zeros((TILE_PX, TILE_PX), np.float32)
    return mask.astype(np.float32) * np.float32(layer.opacity / 255)


def _merge_shares(merged: StyleLayer, lower: StyleLayer, upper: StyleLayer) -> None:
    """Slides the merged strokes as far as both did, each counting as far as it is seen."""
    for tile in {**lower.shares.tiles, **upper.shares.tiles}:
        below, above = _alpha(lower, tile), _alpha(upper, tile)
        whole = np.maximum(above + below * (1 - above), 1 / 1024)
        slid = np.zeros((TILE_PX, TILE_PX), np.float32)
        for layer, weight in ((lower, below * (1 - above)), (upper, above)):
            shares = layer.shares.tiles.get(tile)
            if shares is not None:
                slid += shares * (weight / whole)
        merged.shares.put(tile, np.rint(slid).astype(np.uint8))


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
    pixels = layer_pixels(layer, tile, part, tile_of).colors if seen else None
    return np.zeros((part.height, part.width, 3), np.uint8) if pixels is None else pixels
