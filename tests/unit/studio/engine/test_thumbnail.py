"""Thumbnails of layers: what lies where, at the right size, whatever the size of the document."""

from __future__ import annotations

import numpy as np
import pytest

from studio.document.document import Document
from studio.document.geometry import Box, TileIndex
from studio.document.layers import PaintLayer, StyleChoice
from studio.document.tiles import TILE_PX
from studio.engine.thumbnail import layer_thumbnail


def red_tile(_choice: StyleChoice, _tile: TileIndex) -> np.ndarray:
    return np.full((TILE_PX, TILE_PX, 3), (255, 0, 0), np.uint8)


def no_tile(_choice: StyleChoice, _tile: TileIndex) -> None:
    return None


@pytest.mark.parametrize("size", [(400, 300), (3000, 1000), (60, 40)])
def test_a_thumbnail_fits_and_shows_paint_where_it_lies(size: tuple[int, int]) -> None:
    width, height = size
    document = Document(np.zeros((height, width, 3), np.uint8))
    layer = document.add_layer(StyleChoice.of("a"))
    left = Box(0, 0, width // 2, height)
    layer.mask.write(left, np.full((height, width // 2), 255, np.uint8))
    thumbnail = layer_thumbnail(layer, red_tile, (96, 72))
    rows, columns = thumbnail.picture.shape[:2]
    assert columns <= 96
    assert rows <= 72
    assert abs(columns / rows - width / height) < 0.1 * width / height
    assert (thumbnail.picture[:, : columns // 2 - 2] == (255, 0, 0)).all()
    free = thumbnail.picture[:, columns // 2 + 2 :]
    assert (free[..., 0] == free[..., 1]).all()
    assert thumbnail.complete


def test_tiles_that_are_not_there_are_grey_and_make_it_incomplete() -> None:
    document = Document(np.zeros((300, 400, 3), np.uint8))
    document.fill(StyleChoice.of("a"))
    thumbnail = layer_thumbnail(document.layers[0], no_tile, (96, 72))
    assert not thumbnail.complete
    assert (thumbnail.picture == 128).all()


def test_a_paint_layer_shows_its_colour() -> None:
    document = Document(np.zeros((300, 400, 3), np.uint8))
    layer = document.add_layer()
    document.fill(None, layer=layer, color=(1, 200, 3))
    assert isinstance(layer, PaintLayer)
    assert (layer_thumbnail(layer, no_tile, (96, 72)).picture == (1, 200, 3)).all()
