"""Layers over one another: as the plain formula says, for any box and scale, with or without every tile."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.document.blending import BLEND_MODES, blend
from studio.document.document import Document
from studio.document.geometry import Box, TileIndex, tiles
from studio.document.ground import split
from studio.document.layers import PaintLayer, PictureLayer, StyleChoice
from studio.document.tiles import TILE_PX
from studio.engine.compositor import MissingTile, composite

A, B = StyleChoice.of("a"), StyleChoice.of("b")
WIDTH, HEIGHT = 600, 330
RANDOM = np.random.default_rng(0)
BASE = RANDOM.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
PAINTED = {choice: RANDOM.integers(0, 256, BASE.shape, dtype=np.uint8) for choice in (A, B)}


def all_tiles(choice: StyleChoice, tile: TileIndex) -> np.ndarray:
    return PAINTED[split(choice)[0]][tile.box(TILE_PX).intersect(Box.of(BASE)).slices]


def no_tiles(choice: StyleChoice, tile: TileIndex) -> None:
    return None


@pytest.fixture(scope="module")
def document() -> Document:
    """Two styles and a picture, every mask of random coverage, one layer half opaque, one hidden."""
    document = Document(BASE)
    for choice in (A, B):
        document.fill(choice)
        document.layers[-1].mask.write(
            Box(10, 20, 500, 310), RANDOM.integers(0, 256, (290, 490), dtype=np.uint8)
        )
    document.add_picture(RANDOM.integers(0, 256, (200, 300, 3), dtype=np.uint8), Box(-50, 100, 250, 300))
    document.change_layer(document.layers[1], opacity=0.5)
    document.fill(StyleChoice.of("hidden"))
    document.change_layer(document.layers[-1], visible=False)
    return document


def by_the_formula(document: Document) -> np.ndarray:
    """The whole document, composited plainly."""
    result = BASE.astype(np.float64)
    for layer in document.layers:
        if not layer.visible:
            continue
        if isinstance(layer, PaintLayer):
            pixels = layer.colors.read(document.box)
        elif isinstance(layer, PictureLayer):
            pixels = np.zeros(BASE.shape)
            inside = layer.box.intersect(Box.of(BASE))
            pixels[inside.slices] = layer.pixels[inside.translate(-layer.box.x0, -layer.box.y0).slices]
        else:
            pixels = PAINTED[layer.choice]
        alpha = layer.mask.read(document.box)[..., np.newaxis] / 255 * layer.opacity
        mixed = blend(np.rint(result).astype(np.uint8), pixels.astype(np.uint8), layer.blend)
        result += (mixed - result) * alpha
    return np.rint(result)


boxes = st.tuples(
    st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.integers(1, WIDTH), st.integers(1, HEIGHT)
).map(lambda v: Box(v[0], v[1], min(WIDTH, v[0] + v[2]), min(HEIGHT, v[1] + v[3])))


@settings(max_examples=30, deadline=None)
@given(box=boxes)
def test_any_box_shows_what_the_formula_says(document: Document, box: Box) -> None:
    result = composite(document, box, all_tiles)
    assert result.missing == ()
    assert np.abs(result.picture - by_the_formula(document)[box.slices]).max() <= 1


@pytest.mark.parametrize("scale", [2, 4, 64])
def test_a_scaled_view_averages(document: Document, scale: int) -> None:
    result = composite(document, document.box, all_tiles, scale).picture
    whole = composite(document, document.box, all_tiles).picture.astype(float)
    assert result.shape == (-(-HEIGHT // scale), -(-WIDTH // scale), 3)
    for row, column in ((0, 0), (1, 2), (-1, -1)):
        y, x = row % result.shape[0] * scale, column % result.shape[1] * scale
        expected = whole[y : y + scale, x : x + scale].mean(axis=(0, 1))
        assert np.abs(result[row, column] - expected).max() <= 1


def test_a_view_of_the_document_composites_like_the_document(document: Document) -> None:
    view = composite(document.view(), document.box, all_tiles).picture
    assert np.array_equal(view, composite(document, document.box, all_tiles).picture)


def test_an_untouched_document_shows_its_base() -> None:
    box = Box(100, 50, 400, 300)
    result = composite(Document(BASE), box, no_tiles)
    assert np.array_equal(result.picture, BASE[box.slices])
    assert result.missing == ()


def test_tiles_that_are_not_there_are_named_and_what_is_below_shows() -> None:
    document = Document(BASE)
    document.fill(A)
    box = Box(0, 0, 300, 100)
    result = composite(document, box, no_tiles)
    assert np.array_equal(result.picture, BASE[box.slices])
    assert result.missing == (MissingTile(A, TileIndex(0, 0)), MissingTile(A, TileIndex(1, 0)))


def test_below_a_missing_tile_a_finished_one_stands_in_without_being_asked_for() -> None:
    document = Document(BASE)
    document.fill(A)
    document.fill(B)
    box = Box(0, 0, 50, 50)
    only_a = composite(document, box, lambda choice, tile: all_tiles(choice, tile) if choice == A else None)
    assert np.array_equal(only_a.picture, PAINTED[A][box.slices])
    assert only_a.missing == (MissingTile(B, TileIndex(0, 0)),)
    assert composite(document, box, no_tiles).missing == (MissingTile(B, TileIndex(0, 0)),)


def test_hidden_pixels_cost_no_tile() -> None:
    document = Document(BASE)
    document.fill(A)
    document.fill(B)
    asked: set[StyleChoice] = set()

    def source(choice: StyleChoice, tile: TileIndex) -> np.ndarray:
        asked.add(choice)
        return all_tiles(choice, tile)

    composite(document, document.box, source)
    assert asked == {B}


def test_only_tiles_with_coverage_in_the_box_are_asked_for() -> None:
    document = Document(BASE)
    document.fill(A)
    document.layers[0].mask.write(Box(0, 0, 300, 330), np.zeros((330, 300), np.uint8))
    assert composite(document, Box(256, 0, 290, 50), no_tiles).missing == ()
    assert len(composite(document, Box(256, 0, 310, 50), no_tiles).missing) == 1


@pytest.mark.parametrize(
    ("box", "scale"),
    [(Box(0, 0, 10, 10), 3), (Box(1, 0, 10, 10), 2), (Box(0, 0, WIDTH + 1, 10), 1), (Box(5, 5, 5, 9), 1)],
)
def test_impossible_boxes_and_scales_are_refused(document: Document, box: Box, scale: int) -> None:
    with pytest.raises(ValueError, match=r"scale|box"):
        composite(document, box, all_tiles, scale)


def test_tiling_changes_nothing(document: Document) -> None:
    whole = composite(document, document.box, all_tiles).picture
    for tile in tiles(document.box, 100):
        part = tile.box(100).intersect(document.box)
        assert np.array_equal(composite(document, part, all_tiles).picture, whole[part.slices])


@pytest.mark.parametrize("mode", BLEND_MODES)
@pytest.mark.parametrize("choice", [A, None], ids=["style", "paint"])
def test_a_layer_meets_what_is_below_as_its_mode_says(mode: str, choice: StyleChoice | None) -> None:
    document = Document(BASE)
    layer = document.add_layer(choice)
    layer.mask.write(document.box, RANDOM.integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8))
    if isinstance(layer, PaintLayer):
        layer.colors.write(document.box, RANDOM.integers(0, 256, BASE.shape, dtype=np.uint8))
    document.change_layer(layer, blend=mode, opacity=0.75)
    result = composite(document, document.box, all_tiles).picture
    assert np.abs(result - by_the_formula(document)).max() <= 1


def test_what_is_below_a_full_layer_that_blends_is_still_asked_for() -> None:
    document = Document(BASE)
    document.fill(A)
    document.fill(B)
    document.change_layer(document.layers[1], blend="multiply")
    missing = composite(document, Box(0, 0, 50, 50), no_tiles).missing
    assert set(missing) == {MissingTile(A, TileIndex(0, 0)), MissingTile(B, TileIndex(0, 0))}
