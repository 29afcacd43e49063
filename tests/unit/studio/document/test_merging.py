"""Merging two layers: exact where their masks say all, and looking the same where a mask cannot."""

from __future__ import annotations

import numpy as np
import pytest

from studio.document.document import Document
from studio.document.geometry import Box, TileIndex
from studio.document.ground import split
from studio.document.layers import Layer, PaintLayer, StyleChoice, StyleLayer
from studio.document.merging import merged_layer
from studio.document.tiles import TILE_PX
from studio.engine.compositor import composite

A, B = StyleChoice.of("a"), StyleChoice.of("b")
SIZE = (290, 330, 3)
RANDOM = np.random.default_rng(0)
BASE = RANDOM.integers(0, 256, SIZE, dtype=np.uint8)
PAINTED = {choice: RANDOM.integers(0, 256, SIZE, dtype=np.uint8) for choice in (A, B)}


def tile_of(choice: StyleChoice, tile: TileIndex) -> np.ndarray:
    return PAINTED[split(choice)[0]][tile.box(TILE_PX).intersect(Box.of(BASE)).slices]


def looks(document: Document) -> np.ndarray:
    return composite(document, document.box, tile_of).picture.astype(int)


def add(document: Document, choice: StyleChoice | None, **attributes: object) -> Layer:
    """A layer of random coverage, where anything can lie on anything."""
    layer = document.add_layer(choice)
    layer.mask.write(document.box, RANDOM.integers(0, 256, SIZE[:2], dtype=np.uint8))
    layer.mask.write(Box(0, 0, 90, 90), np.zeros((90, 90), np.uint8))
    if isinstance(layer, PaintLayer):
        layer.colors.write(document.box, RANDOM.integers(0, 256, SIZE, dtype=np.uint8))
    document.change_layer(layer, **attributes)  # type: ignore[arg-type]
    return layer


def merge(document: Document) -> Layer:
    top = document.layers[-1]
    return document.merge_down(top, merged_layer(document.below(top), top, 0, tile_of))


def test_strokes_of_one_choice_become_one_mask() -> None:
    document = Document(BASE)
    lower, upper = add(document, A), add(document, A)
    masks = lower.mask.read(document.box) / 255, upper.mask.read(document.box) / 255
    merged = merge(document)
    assert isinstance(merged, StyleLayer)
    assert merged.choice == A
    expected = 255 * (masks[0] + masks[1] - masks[0] * masks[1])
    assert np.abs(merged.mask.read(document.box) - expected).max() <= 0.5 + 1e-3


@pytest.mark.parametrize("choices", [(A, A), (A, B), (A, None), (None, B), (None, None)])
def test_merged_layers_look_as_both_did(choices: tuple[StyleChoice | None, StyleChoice | None]) -> None:
    document = Document(BASE)
    for choice, opacity in zip(choices, (0.7, 0.4), strict=True):
        add(document, choice, opacity=opacity)
    before = looks(document)
    merged = merge(document)
    assert document.layers == (merged,)
    assert np.abs(looks(document) - before).max() <= 2
    document.undo()
    assert np.array_equal(looks(document), before)


@pytest.mark.parametrize("mode", ["multiply", "soft-light", "luminosity"])
def test_a_blend_mode_is_worked_in_where_the_lower_layer_covers(mode: str) -> None:
    document = Document(BASE)
    document.fill(A)
    add(document, B, blend=mode, opacity=0.8)
    before = looks(document)
    assert isinstance(merge(document), PaintLayer)
    assert np.abs(looks(document) - before).max() <= 1


def test_a_placed_picture_is_merged_where_it_lies() -> None:
    document = Document(BASE)
    add(document, A)
    document.add_picture(RANDOM.integers(0, 256, (50, 60, 3), dtype=np.uint8), Box(-20, 200, 100, 300))
    before = looks(document)
    merge(document)
    assert np.abs(looks(document) - before).max() <= 1


def test_the_merged_layer_keeps_the_lower_ones_name_and_blend_mode() -> None:
    document = Document(BASE)
    add(document, A, name="Sky", blend="screen")
    add(document, B, name="Clouds")
    merged = merge(document)
    assert (merged.name, merged.blend, merged.opacity, merged.visible) == ("Sky", "screen", 1.0, True)


def test_what_is_not_covered_is_not_rendered() -> None:
    document = Document(BASE)
    layer = document.add_layer(A)
    layer.mask.write(Box(300, 280, 310, 290), np.full((10, 10), 255, np.uint8))
    document.add_layer(B)
    asked: list[tuple[StyleChoice, TileIndex]] = []

    def source(choice: StyleChoice, tile: TileIndex) -> np.ndarray:
        asked.append((choice, tile))
        return tile_of(choice, tile)

    top = document.layers[-1]
    merged_layer(document.below(top), top, 0, source)
    assert asked == [(A, TileIndex(1, 1))]
