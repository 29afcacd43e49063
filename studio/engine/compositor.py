"""Laying the layers of a document over one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from PIL import Image

from studio.document.blending import NORMAL, blend
from studio.document.geometry import Box, TileIndex, tiles
from studio.document.layer_pixels import TileOf as TileSource
from studio.document.layer_pixels import layer_pixels
from studio.document.layers import Layer, StyleChoice
from studio.document.tiles import TILE_PX


class Layered(Protocol):
    """What is composited: a Document, or a DocumentView of one."""

    @property
    def base(self) -> np.ndarray: ...

    @property
    def box(self) -> Box: ...

    @property
    def layers(self) -> Sequence[Layer]: ...


class MissingTile(NamedTuple):
    """A stylised tile that would be seen and is not yet there."""

    choice: StyleChoice
    tile: TileIndex


@dataclass(frozen=True, eq=False)
class Composite:
    """A composited picture.

    Attributes:
        picture: uint8 (H, W, 3).
        missing: tiles that the picture lacks, what lies below shows in their place; none twice, topmost layer first
            within a tile. Empty: the picture is as it shall be.
    """

    picture: np.ndarray
    missing: tuple[MissingTile, ...]


def composite(document: Layered, box: Box, tile_source: TileSource, scale: int = 1) -> Composite:
    """The document as it looks in a box.

    Args:
        document: read from one thread only, or a view.
        box: within the document.
        tile_source: asked only for tiles that are seen in the box.
        scale: 1, 2, 4 … TILE_PX: that many pixels each way are averaged into one, for zoomed-out views. The box must
            begin at multiples of it.

    Returns:
        The picture, (ceil(box.height / scale), ceil(box.width / scale), 3), and what is missing in it.
    """
    if scale not in _SCALES:
        raise ValueError(f"the scale is a power of two up to {TILE_PX}, not {scale}")
    if box.empty or not document.box.contains(box) or box.x0 % scale or box.y0 % scale:
        raise ValueError(f"{box} is no box of the document {document.box} at scale {scale}")
    picture = np.empty((-(-box.height // scale), -(-box.width // scale), 3), np.uint8)
    missing: dict[MissingTile, None] = {}
    for tile in tiles(box, TILE_PX):
        part = tile.box(TILE_PX).intersect(box)
        pixels = _TileComposite(document, tile, part, tile_source, missing).pixels()
        if scale > 1:
            pixels = np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).reduce(scale))
        left, top = (part.x0 - box.x0) // scale, (part.y0 - box.y0) // scale
        picture[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return Composite(picture, tuple(missing))


_STRIP_ROWS = 32
"""Of a tile at a time: what is computed on the way stays in the processor's cache."""

_SCALES = frozenset(1 << n for n in range(TILE_PX.bit_length()))


@dataclass
class _TileComposite:
    """One tile of a composite, or the part of it that lies in the box."""

    document: Layered
    tile: TileIndex
    part: Box
    source: TileSource
    missing: dict[MissingTile, None]

    def pixels(self) -> np.ndarray:
        """uint8 (part.height, part.width, 3); may be a view of the base or of a cached tile."""
        sheets, below = self._visible_sheets()
        if not sheets:
            return below
        mixed = np.empty(below.shape, np.uint8)
        for top in range(0, len(below), _STRIP_ROWS):
            rows = slice(top, top + _STRIP_ROWS)
            mixed[rows] = _lay_over(below[rows], [sheet.rows(rows) for sheet in reversed(sheets)])
        return mixed

    def _visible_sheets(self) -> tuple[list[_Sheet], np.ndarray]:
        """What is seen, topmost first, and the opaque pixels below it."""
        sheets: list[_Sheet] = []
        hidden = False
        for layer in reversed(self.document.layers):
            mask = layer.mask.tiles.get(self.tile)
            if mask is None or not layer.visible or layer.opacity == 0.0:
                continue
            coverage = mask[self.part.translate(*self._tile_corner()).slices]
            lowest, highest = int(coverage.min()), int(coverage.max())
            if highest == 0:
                continue
            opaque = lowest == 255 and layer.opacity == 1.0 and layer.blend == NORMAL
            pixels = self._pixels_of(layer, wanted=not hidden)
            if pixels is not None and opaque:
                return sheets, pixels
            if pixels is not None:
                sheets.append(_Sheet(pixels, coverage, layer.opacity, layer.blend))
            # Below a tile that will be opaque once it is there, only what is at hand stands in for it.
            hidden = hidden or opaque
        return sheets, self.document.base[self.part.slices]

    def _pixels_of(self, layer: Layer, *, wanted: bool) -> np.ndarray | None:
        pixels, missing = layer_pixels(layer, self.tile, self.part, self.source)
        if wanted:
            self.missing |= {MissingTile(choice, self.tile): None for choice in missing}
        return pixels

    def _tile_corner(self) -> tuple[int, int]:
        return -self.tile.ix * TILE_PX, -self.tile.iy * TILE_PX


class _Sheet(NamedTuple):
    """A layer's part of a tile: colours uint8 (h, w, 3), coverage uint8 (h, w), and how they are laid."""

    pixels: np.ndarray
    coverage: np.ndarray
    opacity: float
    blend: str

    def rows(self, rows: slice) -> _Sheet:
        return self._replace(pixels=self.pixels[rows], coverage=self.coverage[rows])


def _lay_over(below: np.ndarray, sheets: Sequence[_Sheet]) -> np.ndarray:
    """The sheets over opaque pixels, bottom first; float32 of whole levels."""
    mixed = below.astype(np.float32)
    for sheet in sheets:
        pixels = sheet.pixels
        if sheet.blend != NORMAL:
            pixels = blend(np.rint(mixed).astype(np.uint8), pixels, sheet.blend)
        alpha = sheet.coverage.astype(np.float32) * np.float32(sheet.opacity / 255.0)
        mixed += (pixels - mixed) * alpha[..., np.newaxis]
    return np.rint(mixed, out=mixed)
