"""Small pictures of single layers, for lists of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from studio.document.geometry import Box, TileIndex
from studio.document.layer_pixels import TileOf, layer_pixels
from studio.document.layers import Layer
from studio.document.tiles import TILE_PX

_OVERSAMPLED = 2
_CHECK_PX = 12
_CHECKS = (64, 88)
_PENDING = np.array((128, 128, 128), np.float32)


@dataclass(frozen=True, eq=False)
class LayerThumbnail:
    """A layer without those below it.

    Attributes:
        picture: uint8 (h, w, 3); a grey check shows where nothing lies.
        complete: whether all of its stylised tiles were there; the others are grey.
    """

    picture: np.ndarray
    complete: bool


def layer_thumbnail(layer: Layer, tile_of: TileOf, fit_px: tuple[int, int]) -> LayerThumbnail:
    """Draws a layer, at a cost that hardly depends on its size: only every so manieth pixel is looked at.

    Args:
        layer: that nobody changes meanwhile.
        tile_of: asked for stylised tiles at hand.
        fit_px: width and height that it fits into.
    """
    canvas = layer.mask.box
    shrink = max(canvas.width / fit_px[0], canvas.height / fit_px[1], 1.0)
    step = 1
    while step * 2 * _OVERSAMPLED <= shrink and step < TILE_PX:
        step *= 2
    height, width = -(-canvas.height // step), -(-canvas.width // step)
    drawn = _checks(height, width, max(1, round(_CHECK_PX * shrink / step / 2)))
    complete = True
    for tile, coverage in layer.mask.tiles.items():
        part = tile.box(TILE_PX).intersect(canvas)
        complete &= _draw(drawn, layer, tile, part, coverage, tile_of, step)
    size = max(1, round(canvas.width / shrink)), max(1, round(canvas.height / shrink))
    image = Image.fromarray(np.rint(drawn).astype(np.uint8)).resize(size, Image.Resampling.BOX)
    return LayerThumbnail(np.asarray(image), complete)


def _draw(
    drawn: np.ndarray,
    layer: Layer,
    tile: TileIndex,
    part: Box,
    coverage: np.ndarray,
    tile_of: TileOf,
    step: int,
) -> bool:
    """Draws one tile; False when its stylised pixels are not there."""
    alpha = coverage[: part.height : step, : part.width : step].astype(np.float32) / 255
    there = drawn[part.y0 // step :, part.x0 // step :][: alpha.shape[0], : alpha.shape[1]]
    pixels, missing = layer_pixels(layer, tile, part, tile_of)
    color = _PENDING if pixels is None else pixels[::step, ::step]
    there += (color - there) * alpha[..., np.newaxis]
    return not missing


def _checks(height: int, width: int, side_px: int) -> np.ndarray:
    rows, columns = np.arange(height) // side_px, np.arange(width) // side_px
    odd = (rows[:, np.newaxis] + columns[np.newaxis, :]) % 2
    grey = np.where(odd, *_CHECKS).astype(np.float32)
    return np.repeat(grey[..., np.newaxis], 3, axis=2)
