"""The document: painting, layers, undo to the bit, and replay."""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.edits import edits_from_json, edits_to_json
from studio.document.geometry import Box
from studio.document.layers import (
    LAYER_ATTRIBUTES,
    Layer,
    PaintLayer,
    PictureLayer,
    StyleChoice,
    StyleLayer,
)
from studio.document.replay import replay
from studio.document.stack import LayerError
from studio.document.stroke import StrokePoint
from tests.helpers.random_edits import picture_of, random_edit, stamped, tile_of

A, B = StyleChoice.of("a"), StyleChoice.of("b")
HARD = Brush(size_px=40, hardness=1.0)


@pytest.fixture
def document() -> Document:
    return Document(np.random.default_rng(0).integers(0, 256, (330, 600, 3), dtype=np.uint8), "photo.png")


def draw(document: Document, choice: StyleChoice | None, brush: Brush, *points: tuple[float, float]) -> None:
    stroke = document.begin_stroke(choice, brush)
    for x, y in points:
        stroke.add(StrokePoint(x, y))
    stroke.finish()


def state_of(document: Document) -> list[tuple[Any, ...]]:
    """Everything that can be seen of a document, to be compared."""
    return [
        (
            layer.id,
            *(getattr(layer, name) for name in LAYER_ATTRIBUTES),
            pixels_of(layer, document.box),
            layer.mask.read(document.box).tobytes(),
        )
        for layer in document.layers
    ]


def pixels_of(layer: Layer, box: Box) -> Any:
    if isinstance(layer, StyleLayer):
        return layer.choice
    if isinstance(layer, PaintLayer):
        return layer.colors.read(box).tobytes()
    return layer.box, layer.picture.tobytes()


def choices_of(document: Document) -> list[StyleChoice | None]:
    return [layer.choice if isinstance(layer, StyleLayer) else None for layer in document.layers]


# ---- painting


def test_the_same_choice_goes_on_in_its_layer_and_another_begins_one(document: Document) -> None:
    for choice in (A, A, B, A):
        draw(document, choice, HARD, (50, 50), (100, 60))
    assert choices_of(document) == [A, B, A]


def test_a_hidden_or_covered_layer_is_not_painted_into(document: Document) -> None:
    draw(document, A, HARD, (50, 50))
    document.change_layer(document.layers[0], visible=False)
    draw(document, A, HARD, (50, 50))
    assert choices_of(document) == [A, A]
    document.add_picture(np.zeros((4, 4, 3), np.uint8), Box(0, 0, 8, 8))
    draw(document, A, HARD, (50, 50))
    assert choices_of(document) == [A, A, None, A]


def test_the_brush_scales_the_strength_of_the_choice(document: Document) -> None:
    draw(document, StyleChoice.of("a", strength=0.8), Brush(strength=0.5), (50, 50))
    assert choices_of(document) == [StyleChoice.of("a", strength=0.4)]


def test_a_stroke_shows_while_it_is_drawn(document: Document) -> None:
    seen: list[Box] = []
    document.changed.append(seen.append)
    stroke = document.begin_stroke(A, HARD)
    box = stroke.add(StrokePoint(100, 100))
    assert seen == [box]
    assert box.contains(Box(85, 85, 115, 115))
    assert document.layers[0].mask.read(Box(100, 100, 101, 101)) == 255
    assert document.history.undo_label is None
    stroke.finish()
    assert document.history.undo_label == "Stroke"


def test_a_cancelled_stroke_leaves_nothing(document: Document) -> None:
    draw(document, A, HARD, (300, 200))
    before = state_of(document)
    for choice, brush in ((A, HARD), (B, HARD), (None, Brush(eraser=True))):
        stroke = document.begin_stroke(choice, brush)
        stroke.add(StrokePoint(300, 200))
        stroke.add(StrokePoint(310, 220))
        stroke.cancel()
        assert state_of(document) == before
        with pytest.raises(ValueError, match="finished"):
            stroke.add(StrokePoint(0, 0))
    assert len(document.edits) == 1


def test_a_stroke_that_touches_nothing_is_no_step(document: Document) -> None:
    draw(document, A, HARD, (-500, -500))
    draw(document, None, Brush(eraser=True), (100, 100))
    assert not document.layers
    assert not document.history.undo()
    assert not document.modified


def test_undo_while_drawing_takes_the_stroke_back(document: Document) -> None:
    draw(document, A, HARD, (50, 50))
    before = state_of(document)
    document.begin_stroke(B, HARD).add(StrokePoint(100, 100))
    assert document.undo()
    assert state_of(document) == before
    assert document.history.undo_label == "Stroke"


def test_a_new_stroke_finishes_the_one_before(document: Document) -> None:
    first = document.begin_stroke(A, HARD)
    first.add(StrokePoint(50, 50))
    second = document.begin_stroke(B, HARD)
    assert not first.is_open
    assert second.is_open
    assert len(document.edits) == 1


def test_the_eraser_lowers_all_layers_in_one_step(document: Document) -> None:
    document.fill(A)
    document.fill(B)
    document.add_picture(np.full((8, 8, 3), 9, np.uint8), Box(0, 0, 600, 330))
    draw(document, None, Brush(size_px=60, hardness=1.0, eraser=True), (300, 150))
    spot = Box(300, 150, 301, 151)
    assert [int(layer.mask.read(spot)[0, 0]) for layer in document.layers] == [0, 0, 0]
    document.undo()
    assert [int(layer.mask.read(spot)[0, 0]) for layer in document.layers] == [255, 255, 255]


def test_fill_covers_the_whole_picture_and_keeps_to_its_layer(document: Document) -> None:
    draw(document, A, HARD, (50, 50))
    document.fill(A)
    assert choices_of(document) == [A]
    assert document.layers[0].mask.read(document.box).min() == 255
    document.undo()
    assert document.layers[0].mask.read(Box(200, 200, 300, 300)).max() == 0


def test_undo_keeps_only_the_tiles_that_a_stroke_touched() -> None:
    document = Document(np.zeros((4000, 4000, 3), np.uint8))
    document.fill(A)
    filled = document.history.nbytes
    draw(document, None, Brush(size_px=20, eraser=True), (100, 100))
    assert document.history.nbytes - filled <= 2 * 256 * 256


# ---- pictures and layers


def test_a_picture_is_resampled_to_its_box_and_may_reach_beyond_the_canvas(document: Document) -> None:
    layer = document.add_picture(np.full((10, 20, 3), 77, np.uint8), Box(-40, 300, 60, 350), {"seed": 3})
    assert layer.pixels.shape == (50, 100, 3)
    assert layer.pixels.min() == 77
    assert layer.mask.read(Box(0, 299, 61, 330))[:, -1].max() == 0
    assert layer.mask.read(Box(0, 300, 60, 330)).min() == 255
    with pytest.raises(ValueError, match="read-only"):
        layer.pixels[0, 0] = 0


def test_layers_change_move_and_go_and_come_back(document: Document) -> None:
    draw(document, A, HARD, (50, 50))
    draw(document, B, HARD, (80, 50))
    states = [state_of(document)]
    document.change_layer(document.layers[0], choice=StyleChoice.of("c"), opacity=0.5)
    states.append(state_of(document))
    document.move_layer(document.layers[0], 1)
    assert choices_of(document) == [B, StyleChoice.of("c")]
    states.append(state_of(document))
    document.remove_layer(document.layers[1])
    assert choices_of(document) == [B]
    while states:
        document.undo()
        assert state_of(document) == states.pop()


def test_changes_that_change_nothing_are_no_steps(document: Document) -> None:
    draw(document, A, HARD, (50, 50))
    layer = document.layers[0]
    document.change_layer(layer, choice=A, opacity=1.0, visible=True)
    document.move_layer(layer, 0)
    assert len(document.edits) == 1


def test_erase_all_brings_the_base_back_in_one_step(document: Document) -> None:
    document.fill(A)
    document.add_picture(np.zeros((4, 4, 3), np.uint8), Box(0, 0, 9, 9))
    before = state_of(document)
    document.erase_all()
    assert not document.layers
    document.undo()
    assert state_of(document) == before


def test_the_base_is_read_only_and_named_by_its_pixels(document: Document) -> None:
    with pytest.raises(ValueError, match="read-only"):
        document.base[0, 0] = 0
    assert document.base_digest == Document(document.base.copy()).base_digest
    assert document.base_digest != Document(document.base.transpose(1, 0, 2)).base_digest


def test_a_view_stays_as_it_was(document: Document) -> None:
    draw(document, A, HARD, (50, 50))
    view = document.view()
    mask = view.layers[0].mask.read(document.box)
    draw(document, A, HARD, (200, 200))
    document.change_layer(document.layers[0], opacity=0.1)
    document.erase_all()
    assert np.array_equal(view.layers[0].mask.read(document.box), mask)
    assert view.layers[0].opacity == 1.0
    assert len(view.edits) == 1


def test_modified_is_what_a_user_means_by_unsaved(document: Document) -> None:
    assert not document.modified
    draw(document, A, HARD, (50, 50))
    assert document.modified
    document.mark_saved()
    document.undo()
    assert document.modified
    document.redo()
    assert not document.modified


# ---- undo to the bit


def small_document(history_bytes: int = 1 << 30) -> Document:
    return Document(np.zeros((280, 320, 3), np.uint8), history_bytes=history_bytes)


def without_ids(state: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [values[1:] for values in state]


def test_a_thousand_random_edits_are_undone_and_redone_to_the_bit() -> None:
    dice = random.Random(7)
    document = small_document()
    for _ in range(1000):
        random_edit(document, dice)
    end, edits, last_step = state_of(document), document.edits, document.history.state
    while document.undo():
        pass
    assert state_of(document) == []
    assert document.edits == ()
    while document.history.state != last_step:
        assert document.redo()
    assert state_of(document) == end
    assert document.edits == edits


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 40))
def test_every_step_back_is_the_state_before_it(seed: int, steps: int) -> None:
    dice = random.Random(seed)
    document = small_document()
    states = {document.history.state: state_of(document)}
    for _ in range(steps):
        random_edit(document, dice)
        states.setdefault(document.history.state, state_of(document))
    while True:
        assert state_of(document) == states[document.history.state]
        if not document.undo():
            break


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**9))
def test_a_recipe_replays_to_the_same_document(seed: int) -> None:
    dice = random.Random(seed)
    document = small_document(history_bytes=100_000)
    for _ in range(25):
        random_edit(document, dice)
    recipe = json.loads(json.dumps(edits_to_json(document.edits)))
    again = small_document()
    replay(again, edits_from_json(recipe), picture_of, tile_of, lambda _stamp: stamped)
    assert without_ids(state_of(again)) == without_ids(state_of(document))
    assert again.edits == document.edits


def test_replay_refuses_a_recipe_that_speaks_of_layers_that_are_not_there(document: Document) -> None:
    edits = edits_from_json([{"do": "remove-layer", "position": 3}])
    with pytest.raises(ValueError, match="no layer 3"):
        replay(document, edits, picture_of)
    with pytest.raises(ValueError, match="unknown edit"):
        edits_from_json([{"do": "dance"}])


def test_memory_of_the_history_stays_bounded() -> None:
    dice = random.Random(1)
    document = small_document(history_bytes=600_000)
    for _ in range(200):
        random_edit(document, dice)
    newest = document.history.newest
    assert newest is not None
    # One step is always kept, even if it alone is larger than the bound.
    assert document.history.nbytes <= max(600_000, newest.nbytes)


def test_a_picture_layer_counts_its_memory_once() -> None:
    document = small_document()
    same = document.add_picture(np.zeros((30, 40, 3), np.uint8), Box(0, 0, 40, 30))
    assert isinstance(same, PictureLayer)
    assert same.nbytes == same.mask.nbytes + 30 * 40 * 3


# ---- the layer in hand


def test_a_stroke_goes_on_in_the_layer_in_hand_and_another_choice_begins_one_above_it(
    document: Document,
) -> None:
    for choice in (A, B):
        draw(document, choice, HARD, (50, 50))
    bottom = document.layers[0]
    assert begun(document, A, bottom) is bottom
    assert choices_of(document) == [A, B]
    begun(document, B, bottom)
    assert choices_of(document) == [A, B, B]


def begun(document: Document, choice: StyleChoice | None, layer: Layer, **values: Any) -> Layer | None:
    """A stroke with a layer in hand; returns the layer that it changed."""
    brush = Brush(size_px=40, hardness=1.0, eraser=values.pop("eraser", False))
    stroke = document.begin_stroke(choice, brush, layer=layer, **values)
    stroke.add(StrokePoint(300, 150))
    stroke.finish()
    return stroke.layer


def test_the_eraser_spares_the_layers_that_are_not_in_hand(document: Document) -> None:
    document.fill(A)
    document.fill(B)
    begun(document, None, document.layers[0], eraser=True)
    spot = Box(300, 150, 301, 151)
    assert [int(layer.mask.read(spot)[0, 0]) for layer in document.layers] == [0, 255]


def test_a_locked_layer_is_not_painted_moved_merged_or_removed(document: Document) -> None:
    document.fill(A)
    document.fill(B)
    locked = document.layers[1]
    document.change_layer(locked, locked=True)
    before = state_of(document)
    for forbidden in (
        lambda: document.begin_stroke(B, HARD, layer=locked),
        lambda: document.begin_stroke(None, Brush(eraser=True), layer=locked),
        lambda: document.fill(B, layer=locked),
        lambda: document.change_layer(locked, choice=A),
        lambda: document.move_layer(locked, 0),
        lambda: document.remove_layer(locked),
        lambda: document.below(locked),
    ):
        with pytest.raises(LayerError, match="locked"):
            forbidden()
    draw(document, None, Brush(size_px=60, eraser=True), (300, 150))
    assert state_of(document)[1] == before[1]
    document.erase_all()
    assert document.layers == (locked,)
    document.change_layer(locked, opacity=0.5, visible=False, name="Sky", blend="multiply")
    assert (locked.opacity, locked.visible, locked.name, locked.blend) == (0.5, False, "Sky", "multiply")


def test_a_placed_picture_is_uncovered_within_its_box_only(document: Document) -> None:
    layer = document.add_picture(np.full((4, 4, 3), 9, np.uint8), Box(280, 140, 310, 160))
    begun(document, None, layer, eraser=True)
    assert layer.mask.read(Box(295, 145, 305, 155)).max() == 0
    begun(document, None, layer)
    assert layer.mask.read(Box(285, 145, 310, 155)).min() == 255
    assert layer.mask.read(Box(310, 130, 330, 170)).max() == 0


# ---- plain paint


def test_colour_is_laid_as_two_coats_of_paint_are(document: Document) -> None:
    layer = document.add_layer()
    assert isinstance(layer, PaintLayer)
    half = Brush(size_px=60, hardness=1.0, opacity=0.5)
    for color in ((200, 0, 100), (0, 100, 100)):
        stroke = document.begin_stroke(None, half, layer=layer, color=color)
        stroke.add(StrokePoint(300, 150))
        stroke.finish()
    spot = Box(300, 150, 301, 151)
    # Two coats of a half: three quarters cover, and of these the upper coat makes two thirds.
    assert abs(int(layer.mask.read(spot)[0, 0]) - 0.75 * 255) <= 1
    assert np.abs(layer.colors.read(spot)[0, 0] - np.array([200 / 3, 200 / 3, 100])).max() <= 1.5


def test_a_stroke_of_colour_comes_and_goes_with_undo_and_cancel(document: Document) -> None:
    layer = document.add_layer()
    states = [state_of(document)]
    begun(document, None, layer, color=(10, 20, 30))
    states.append(state_of(document))
    stroke = document.begin_stroke(None, HARD, layer=layer, color=(200, 20, 30))
    stroke.add(StrokePoint(310, 150))
    stroke.cancel()
    assert state_of(document) == states[1]
    document.fill(None, layer=layer, color=(1, 2, 3))
    assert layer.mask.read(document.box).min() == 255
    document.undo()
    assert state_of(document) == states[1]
    document.undo()
    assert state_of(document) == states[0]


def test_black_paint_is_paint(document: Document) -> None:
    layer = document.add_layer()
    begun(document, None, layer, color=(0, 0, 0))
    assert isinstance(layer, PaintLayer)
    assert set(layer.colors.tiles) == set(layer.mask.tiles)


# ---- changing, doubling and merging layers


def test_a_slider_that_is_dragged_makes_one_step(document: Document) -> None:
    document.fill(A)
    layer = document.layers[0]
    for opacity in (0.8, 0.6, 0.3):
        document.change_layer(layer, opacity=opacity, going_on=True)
    assert len(document.edits) == 2
    document.settle()
    document.change_layer(layer, opacity=0.2, going_on=True)
    assert len(document.edits) == 3
    document.undo()
    assert layer.opacity == 0.3
    document.undo()
    assert layer.opacity == 1.0
    document.redo()
    assert layer.opacity == 0.3


def test_what_goes_on_after_something_else_is_a_step_of_its_own(document: Document) -> None:
    document.fill(A)
    layer = document.layers[0]
    document.change_layer(layer, opacity=0.8, going_on=True)
    document.change_layer(layer, visible=False)
    document.change_layer(layer, opacity=0.3, going_on=True)
    document.undo()
    assert (layer.opacity, layer.visible) == (0.8, False)


def test_steps_without_tiles_are_forgotten_too() -> None:
    document = small_document(history_bytes=20_000)
    layer = document.add_layer()
    for number in range(100):
        document.change_layer(layer, name=str(number))
    assert document.history.nbytes <= 20_000
    undone = sum(document.undo() for _ in range(100))
    assert 5 < undone < 30


def test_the_twin_of_a_layer_is_independent_and_lies_above_it(document: Document) -> None:
    draw(document, A, HARD, (300, 150))
    document.fill(B)
    original = document.layers[0]
    document.change_layer(original, name="Sky", opacity=0.5, blend="screen", locked=True)
    twin = document.duplicate_layer(original)
    assert document.layers[1] is twin
    assert (twin.name, twin.opacity, twin.blend, twin.locked) == ("Sky copy", 0.5, "screen", False)
    assert np.array_equal(twin.mask.read(document.box), original.mask.read(document.box))
    begun(document, None, twin, eraser=True)
    assert original.mask.read(Box(300, 150, 301, 151)) == 255
    assert twin.id != original.id


def test_nothing_is_merged_with_what_is_hidden_or_not_there(document: Document) -> None:
    document.fill(A)
    with pytest.raises(LayerError, match="no layer below"):
        document.below(document.layers[0])
    document.fill(B)
    document.change_layer(document.layers[0], visible=False)
    with pytest.raises(LayerError, match="hidden"):
        document.below(document.layers[1])


def test_attributes_that_make_no_sense_are_refused(document: Document) -> None:
    layer = document.add_layer()
    refused: list[tuple[dict[str, Any], str]] = [
        ({"opacity": 1.5}, "0 to 1"),
        ({"blend": "dance"}, "blend mode"),
        ({"choice": A}, "style"),
    ]
    for values, message in refused:
        with pytest.raises(ValueError, match=message):
            document.change_layer(layer, **values)
    assert len(document.edits) == 1
