"""Strokes that slide between two styles: what is rendered, shown, merged, taken back and done again."""

from __future__ import annotations

import json

import numpy as np
import pytest

from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.edits import edits_from_json, edits_to_json
from studio.document.geometry import TileIndex
from studio.document.layer_pixels import layer_pixels
from studio.document.layers import SLIDE_STEPS, StyleChoice, StyleLayer
from studio.document.merging import merged_layer
from studio.document.pen import Dynamic, StrokePoint
from studio.document.replay import replay
from studio.engine.compositor import MissingTile, composite

SLIDING = StyleChoice((("a", 1.0),), 0.8, 2.0, "photo", 0.5, (("b", 1.0),))
BY_PRESSURE = Brush(size_px=60, hardness=1.0, mix_by=Dynamic("pressure"))
CORNER = TileIndex(0, 0)


def share_of_b(choice: StyleChoice) -> float:
    assert not choice.slides
    return dict(choice.weights).get("b", 0.0)


def tile_of(choice: StyleChoice, _tile: TileIndex) -> np.ndarray:
    """Red for a, green for b, linear between."""
    share = share_of_b(choice)
    return np.full((200, 256, 3), (round(200 * (1 - share)), round(200 * share), 50), np.uint8)


def painted(*path: StrokePoint, brush: Brush = BY_PRESSURE) -> Document:
    document = Document(np.zeros((200, 256, 3), np.uint8))
    stroke(document, *path, brush=brush)
    return document


def stroke(document: Document, *path: StrokePoint, brush: Brush = BY_PRESSURE) -> None:
    drawn = document.begin_stroke(SLIDING, brush)
    for point in path:
        drawn.add(point)
    drawn.finish()


ACROSS = (StrokePoint(40, 100, 0.0), StrokePoint(220, 100, 1.0))


def test_the_stops_go_evenly_from_one_style_to_the_other_and_keep_all_else() -> None:
    stops = SLIDING.stops
    assert [share_of_b(stop) for stop in stops] == [number / SLIDE_STEPS for number in range(SLIDE_STEPS + 1)]
    assert stops[0] == StyleChoice((("a", 1.0),), 0.8, 2.0, "photo", 0.5)
    assert stops[-1] == StyleChoice((("b", 1.0),), 0.8, 2.0, "photo", 0.5)
    assert SLIDING.names == ("a", "b")
    assert stops[0].stops == (stops[0],)


def test_mixes_slide_as_mixes() -> None:
    between = StyleChoice((("a", 3.0), ("b", 1.0)), toward=(("b", 1.0), ("c", 1.0))).at(0.5)
    assert dict(between.weights) == {"a": 0.375, "b": 0.375, "c": 0.25}


def test_a_choice_that_slides_survives_json_and_old_ones_do_not_slide() -> None:
    assert StyleChoice.from_json(json.loads(json.dumps(SLIDING.to_json()))) == SLIDING
    assert "toward" not in StyleChoice.of("a").to_json()


def test_a_seed_survives_json_and_the_first_is_not_written() -> None:
    seeded = StyleChoice.of("a", seed=7)
    assert StyleChoice.from_json(json.loads(json.dumps(seeded.to_json()))) == seeded
    assert "seed" not in StyleChoice.of("a").to_json()


def test_one_stroke_shows_both_styles_and_what_lies_between() -> None:
    picture = composite(painted(*ACROSS), painted().box, tile_of).picture.astype(int)
    greens = picture[100, 50:210, 1]
    assert (np.diff(greens) >= 0).all()
    # The newest dab covers what is under it, half a brush ahead of its middle.
    assert greens[0] < 60 and greens[-1] > 175
    assert np.abs(picture[100, 50:210, 0] + greens - 200).max() <= 2


def test_only_the_stops_that_are_seen_are_asked_for() -> None:
    light = painted(StrokePoint(60, 100, 0.1), StrokePoint(200, 100, 0.1))
    made = composite(light, light.box, lambda *_: None)
    assert {request.choice for request in made.missing} == set(SLIDING.stops[:2])
    full = painted(StrokePoint(60, 100, 1.0))
    assert composite(full, full.box, lambda *_: None).missing == (MissingTile(SLIDING.stops[-1], CORNER),)


def test_the_nearest_stop_stands_in_while_others_are_rendered() -> None:
    document = painted(*ACROSS)
    only_a = lambda choice, tile: tile_of(choice, tile) if choice == SLIDING.stops[0] else None  # noqa: E731
    made = composite(document, document.box, only_a)
    assert tuple(made.picture[100, 200]) == (200, 0, 50)
    assert {request.choice for request in made.missing} == set(SLIDING.stops[1:])


def test_undo_and_redo_bring_the_shares_back() -> None:
    document = painted(*ACROSS)
    first = composite(document, document.box, tile_of).picture
    stroke(document, StrokePoint(40, 100, 1.0), StrokePoint(220, 100, 1.0))
    second = composite(document, document.box, tile_of).picture
    assert not np.array_equal(first, second)
    assert len(document.layers) == 1
    document.undo()
    assert np.array_equal(composite(document, document.box, tile_of).picture, first)
    document.redo()
    assert np.array_equal(composite(document, document.box, tile_of).picture, second)


def test_another_pair_of_styles_repaints_the_same_strokes() -> None:
    document = painted(*ACROSS)
    [layer] = document.layers
    assert isinstance(layer, StyleLayer)
    document.change_layer(layer, choice=StyleChoice((("b", 1.0),), toward=(("a", 1.0),)))
    greens = composite(document, document.box, tile_of).picture[100, 50:210, 1].astype(int)
    assert greens[0] > 140 and greens[-1] < 25
    document.change_layer(layer, choice=StyleChoice.of("a"))
    assert (composite(document, document.box, tile_of).picture[100, 50:210, 1] == 0).all()
    document.undo()
    assert layer.choice.slides
    assert layer.shares.tiles


def test_the_recipe_paints_the_same_strokes_again() -> None:
    document = painted(*ACROSS)
    stroke(document, StrokePoint(100, 20, 0.3), StrokePoint(100, 180, 0.9))
    again = Document(document.base)
    edits = edits_from_json(json.loads(json.dumps(edits_to_json(document.edits))))
    replay(again, edits, lambda _: document.base)
    for mine, yours in zip(again.layers, document.layers, strict=True):
        assert isinstance(mine, StyleLayer) and isinstance(yours, StyleLayer)
        assert np.array_equal(mine.mask.read(document.box), yours.mask.read(document.box))
        assert np.array_equal(mine.shares.read(document.box), yours.shares.read(document.box))


def test_two_layers_of_one_slide_stay_strokes_when_they_are_merged() -> None:
    lower, upper = (
        painted(StrokePoint(x, 100, pressure)).layers[0] for x, pressure in ((80, 0.25), (180, 1.0))
    )
    merged = merged_layer(lower, upper, 9, tile_of)
    assert isinstance(merged, StyleLayer)
    assert merged.choice == SLIDING
    shares = merged.shares.read(merged.mask.box)
    assert (int(shares[100, 80]), int(shares[100, 180])) == (64, 255)


@pytest.mark.parametrize(("pressure", "green"), [(0.0, 0), (0.25, 50), (1.0, 200)])
def test_a_constant_share_is_shown_as_it_is(pressure: float, green: int) -> None:
    [layer] = painted(StrokePoint(100, 100, pressure)).layers
    colors = layer_pixels(layer, CORNER, layer.mask.box, tile_of).colors
    assert colors is not None
    assert int(colors[100, 100, 1]) == pytest.approx(green, abs=1)
