"""A layer's own colours, whatever covers them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from studio.document.geometry import Box, TileIndex
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleChoice, StyleLayer
from studio.document.tiles import TILE_PX

TileOf = Callable[[StyleChoice, TileIndex], np.ndarray | None]
"""Gives the stylised tile, uint8 (h, w, 3), cut at the canvas, or None while it is not there."""

_LEAST_WEIGHT = 0.01
"""A stop that no pixel shows more of is not worth rendering a tile; the nearest other one stands in."""


class LayerPixels(NamedTuple):
    """What a layer shows in a part of a tile.

    Attributes:
        colors: uint8 (part.height, part.width, 3), not to be written to; None while there is nothing to show.
        missing: the choices whose tiles are still to be rendered; until they are there the nearest one that is stands
            in for them.
    """

    colors: np.ndarray | None
    missing: tuple[StyleChoice, ...] = ()


def layer_pixels(layer: Layer, tile: TileIndex, part: Box, tile_of: TileOf) -> LayerPixels:
    """A layer's own colours.

    Args:
        layer: of any kind.
        tile: where to look.
        part: within the tile and the canvas.
        tile_of: asked for the tiles of a style layer.
    """
    if isinstance(layer, PictureLayer):
        return LayerPixels(_picture_part(layer, part))
    inside = part.translate(-tile.ix * TILE_PX, -tile.iy * TILE_PX).slices
    if isinstance(layer, PaintLayer):
        colors = layer.colors.tiles.get(tile)
        return LayerPixels(None if colors is None else colors[inside])
    shares = layer.shares.tiles.get(tile) if layer.choice.slides else None
    if shares is not None:
        return _slid(layer, tile, inside, shares[inside], tile_of)
    only = layer.stops[0]
    pixels = tile_of(only, tile)
    return LayerPixels(None, (only,)) if pixels is None else LayerPixels(pixels[inside])


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


def _slid(
    layer: StyleLayer, tile: TileIndex, inside: tuple[slice, slice], shares: np.ndarray, tile_of: TileOf
) -> LayerPixels:
    """Pixels between the stops of a slide, each mixed from the two that it lies between."""
    stops = layer.stops
    places = shares.astype(np.float32) * np.float32((len(stops) - 1) / 255)
    mask = layer.mask.tiles.get(tile)
    seen = places if mask is None else places[mask[inside] > 0]
    wanted = [number for number in range(len(stops)) if (np.abs(seen - number) < 1 - _LEAST_WEIGHT).any()]
    tiles = {number: tile_of(stops[number], tile) for number in wanted}
    missing = tuple(stops[number] for number, pixels in tiles.items() if pixels is None)
    there = {number: pixels[inside] for number, pixels in tiles.items() if pixels is not None}
    if len(there) < 2:
        return LayerPixels(next(iter(there.values()), None), missing)
    mixed = np.zeros((*places.shape, 3), np.float32)
    for number in range(len(stops)):
        weight = np.maximum(1 - np.abs(places - np.float32(number)), 0)
        nearest = min(there, key=lambda other, number=number: abs(other - number))
        mixed += there[nearest] * weight[..., np.newaxis]
    return LayerPixels(np.rint(mixed, out=mixed).astype(np.uint8), missing)
