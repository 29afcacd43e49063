"""Layers on a canvas of another size."""

from __future__ import annotations

import numpy as np

from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.geometry import Box
from studio.document.layers import PaintLayer, PictureLayer, StyleChoice, StyleLayer
from studio.document.pen import StrokePoint
from studio.document.placing import Frame, coverage
from studio.document.transfer import transferred
from tests.helpers.documents import HEIGHT, WIDTH, rich_document


def test_strokes_lie_where_they_lay() -> None:
    document = rich_document()
    before = [layer.mask.read(document.box).astype(float) for layer in document.layers]
    larger = transferred(document.layers, WIDTH * 2, HEIGHT * 2)
    for layer, mask in zip(larger, before, strict=True):
        stretched = layer.mask.read(layer.mask.box)[::2, ::2].astype(float)
        assert np.abs(stretched - mask).mean() < 8
    kinds = [type(layer) for layer in document.layers]
    assert [type(layer) for layer in larger] == kinds
    assert {StyleLayer, PaintLayer, PictureLayer} <= set(kinds)
    for old, new in zip(document.layers, larger, strict=True):
        assert (new.opacity, new.visible, new.name, new.blend) == (
            old.opacity,
            old.visible,
            old.name,
            old.blend,
        )
        assert new.mask.box.width == WIDTH * 2
        if isinstance(old, PictureLayer) and isinstance(new, PictureLayer):
            assert new.box == tuple(2 * side for side in old.box)
            assert new.pixels.shape == (new.box.height, new.box.width, 3)


def test_the_same_size_shares_the_tiles_and_leaves_the_document_alone() -> None:
    document = rich_document()
    same = transferred(document.layers, WIDTH, HEIGHT)
    for old, new in zip(document.layers, same, strict=True):
        assert new is not old
        assert all(new.mask.tiles[index] is tile for index, tile in old.mask.tiles.items())


def test_a_full_mask_stays_full_and_small() -> None:
    document = rich_document()
    layer = StyleLayer(1, StyleChoice.of("calm"), document.layers[0].mask.copy())
    layer.mask.fill(255)
    [larger] = transferred([layer], 2000, 3000)
    assert larger.mask.read(larger.mask.box).min() == 255
    assert larger.mask.nbytes < 1 << 20


def test_edges_keep_their_colour_and_lose_coverage_alone() -> None:
    document = Document(np.zeros((60, 80, 3), np.uint8))
    layer = document.add_layer()
    assert isinstance(layer, PaintLayer)
    stroke = document.begin_stroke(None, Brush(size_px=20, hardness=1.0), layer=layer, color=(250, 240, 230))
    stroke.add(StrokePoint(40, 30))
    stroke.finish()
    for width, height in ((33, 47), (211, 123)):
        [other] = transferred(document.layers, width, height)
        assert isinstance(other, PaintLayer)
        colors, coverage = other.colors.read(other.mask.box), other.mask.read(other.mask.box)
        assert 0 < (coverage > 0).mean() < 0.5
        assert np.abs(colors[coverage > 8].astype(int) - (250, 240, 230)).max() <= 16
        assert np.abs(colors[coverage > 64].astype(int) - (250, 240, 230)).max() <= 6


def test_nothing_is_seen_outside_of_a_turned_picture_on_a_canvas_of_other_proportions() -> None:
    document = Document(np.zeros((200, 300, 3), np.uint8))
    picture = np.full((60, 60, 3), 200, np.uint8)
    layer = document.add_picture(picture, Box(120, 70, 180, 130))
    document.place_layer(layer, Frame(150, 100, 60, 60, 45))
    [other] = transferred(document.layers, 200, 300)
    assert isinstance(other, PictureLayer)
    seen = other.mask.read(other.box)
    assert other.pixels[seen > 128].min() > 190
    assert np.array_equal(seen, coverage(other.placement))
