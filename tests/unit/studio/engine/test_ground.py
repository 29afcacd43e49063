"""Strokes over a picture repaint the picture, and no other tile changes."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from weakref import ref

import numpy as np
import pytest

from exports.session import StyleModel, open_style
from studio.document.brush import Brush
from studio.document.digests import TileDigests
from studio.document.document import Document
from studio.document.geometry import Box, TileIndex
from studio.document.layers import PictureLayer, StyleChoice, StyleLayer
from studio.document.pen import StrokePoint
from studio.document.placing import Frame
from studio.document.work import Work
from studio.engine.compositor import composite
from studio.engine.stylizer import Stylizer
from tests.helpers.assertions import assert_pictures_close, assert_pictures_differ
from tests.helpers.tiny_models import random_style

REED = StyleChoice.of("reed")
WIDTH, HEIGHT = 900, 300


@pytest.fixture(scope="module")
def model(tiny_style_path: Path) -> StyleModel:
    return open_style(tiny_style_path, provider="cpu", threads=1)


def photo() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)


def stylizer_of(document: Document, model: StyleModel) -> Stylizer:
    return Stylizer(model, {"reed": random_style(1)}, document.base, base_digest=document.base_digest)


def painted_over(document: Document, stylizer: Stylizer) -> np.ndarray:
    return composite(document, document.box, stylizer.render).picture


@pytest.mark.parametrize(
    "choice", [REED, StyleChoice.of("reed", scale=2.0), StyleChoice.of("reed", colors="photo")]
)
def test_what_is_painted_equals_the_painted_whole(model: StyleModel, choice: StyleChoice) -> None:
    document = Document(photo())
    inset = np.full((80, 120, 3), (220, 30, 60), np.uint8)
    document.add_picture(inset, Box(100, 90, 220, 170))
    document.fill(choice)
    whole = document.base.copy()
    whole[90:170, 100:220] = inset
    seen = painted_over(document, stylizer_of(document, model))
    # Painted at once, with the statistics of the photo.
    painter = stylizer_of(document, model).painter(choice)
    expected = painter.region(document.box, ground=lambda box: whole[box.slices])
    assert_pictures_close(seen, expected)
    assert_pictures_differ(seen, painter.region(document.box), least_mean=0.5)


def test_tiles_far_from_the_picture_are_those_of_the_photo(model: StyleModel) -> None:
    document = Document(photo())
    stylizer = stylizer_of(document, model)
    far, near = TileIndex(3, 0), TileIndex(0, 0)
    of_the_photo = stylizer.render(REED, far), stylizer.render(REED, near)
    document.add_picture(np.zeros((50, 50, 3), np.uint8), Box(20, 20, 70, 70))
    document.fill(REED)
    layer = document.layers[-1]
    assert isinstance(layer, StyleLayer)
    [stop] = layer.stops
    assert stylizer.cached(stop, far) is of_the_photo[0]
    assert stylizer.cached(stop, near) is None
    assert not np.array_equal(stylizer.render(stop, near), of_the_photo[1])


def test_moving_hiding_and_undoing_a_picture_repaints_what_is_over_it(model: StyleModel) -> None:
    document = Document(photo())
    stylizer = stylizer_of(document, model)
    picture = document.add_picture(np.zeros((50, 50, 3), np.uint8), Box(20, 20, 70, 70))
    document.fill(REED)
    told: list[Box] = []
    document.changed.append(told.append)
    first = painted_over(document, stylizer)
    document.place_layer(picture, Frame(600, 100, 80, 80, 30))
    assert document.box in told
    moved = painted_over(document, stylizer)
    assert not np.array_equal(moved[:90, :90], first[:90, :90])
    assert not np.array_equal(moved[60:140, 560:640], first[60:140, 560:640])
    document.change_layer(picture, visible=False)
    assert np.array_equal(painted_over(document, stylizer), stylizer.painter(REED).region(document.box))
    document.undo()
    document.undo()
    assert np.array_equal(painted_over(document, stylizer), first)


def test_a_stroke_over_a_picture_repaints_it_and_one_below_does_not(model: StyleModel) -> None:
    document = Document(photo())
    stylizer = stylizer_of(document, model)
    lower = document.fill(REED)
    picture = document.add_picture(np.full((100, 100, 3), 200, np.uint8), Box(0, 0, 100, 100))
    assert isinstance(lower, StyleLayer)
    assert lower.ground is None
    stroke = document.begin_stroke(StyleChoice.of("reed", 0.5), Brush(size_px=40), layer=picture)
    upper = stroke.layer
    stroke.add(StrokePoint(50, 50))
    assert isinstance(upper, StyleLayer)
    assert upper.ground is not None
    stroke.finish()
    seen = painted_over(document, stylizer)
    assert np.array_equal(seen[:20, :20], np.full((20, 20, 3), 200, np.uint8))
    [stop] = upper.stops
    assert np.array_equal(seen[45:55, 45:55], stylizer.render(stop, TileIndex(0, 0))[45:55, 45:55])


def test_paint_under_strokes_is_repainted_when_its_stroke_is_finished(model: StyleModel) -> None:
    document = Document(photo())
    paint = document.add_layer()
    document.fill(REED)
    style = document.layers[-1]
    assert isinstance(style, StyleLayer)
    assert style.ground is None
    stroke = document.begin_stroke(None, Brush(size_px=60), layer=paint, color=(0, 200, 0))
    stroke.add(StrokePoint(300, 150))
    assert style.ground is None
    stroke.finish()
    assert style.ground is not None
    document.undo()
    assert style.ground is None
    assert isinstance(document.add_picture(photo(), document.box), PictureLayer)


def test_a_ground_that_looks_alike_is_equal() -> None:
    document = Document(photo())
    document.add_picture(np.zeros((50, 50, 3), np.uint8), Box(20, 20, 70, 70))
    first = document.ground_above(None)
    assert first == document.ground_above(None)
    assert hash(first) == hash(document.ground_above(None))
    document.change_layer(document.layers[0], opacity=0.5)
    assert first != document.ground_above(None)
    document.undo()
    assert first == document.ground_above(None)


def test_tiles_at_hand_keep_no_old_picture_alive(model: StyleModel) -> None:
    document = Document(photo())
    stylizer = stylizer_of(document, model)
    picture = document.add_picture(np.zeros((50, 50, 3), np.uint8), Box(20, 20, 70, 70))
    work = Work({}, {"state": bytes(10)})
    picture.work = work
    document.fill(REED)
    layer = document.layers[-1]
    assert isinstance(layer, StyleLayer)
    gone = [ref(picture.picture), ref(picture.pixels)]
    held = sys.getrefcount(work)
    stylizer.render(layer.stops[0], TileIndex(0, 0))
    document.go_on_painting(picture, np.ones((50, 50, 3), np.uint8), np.ones((50, 50, 3), np.uint8), None)
    document.history.clear()
    gc.collect()
    assert [each() for each in gone] == [None, None]
    assert sys.getrefcount(work) < held
    assert len(stylizer.cache) == 1


def test_a_tile_is_found_again_where_the_same_pixels_were_made_anew(model: StyleModel) -> None:
    document = Document(photo())
    stylizer = stylizer_of(document, model)
    picture = document.add_picture(np.zeros((50, 50, 3), np.uint8), Box(20, 20, 70, 70))
    document.fill(REED)
    layer = document.layers[-1]
    assert isinstance(layer, StyleLayer)
    painted = stylizer.render(layer.stops[0], TileIndex(0, 0))
    for dx in (40, -40):
        document.place_layer(picture, picture.placement.moved(dx, 0))
        found = stylizer.cached(layer.stops[0], TileIndex(0, 0))
        assert (found is painted) == (dx < 0)


def test_digests_are_forgotten_with_their_arrays() -> None:
    digests = TileDigests()
    one, same, other = np.zeros((4, 4)), np.zeros((4, 4)), np.ones((4, 4))
    assert digests.of(one) == digests.of(same) == digests.of(one) != digests.of(other)
    assert len(digests) == 3
    del one, same
    gc.collect()
    assert len(digests) == 1


def test_a_layer_that_was_taken_back_stands_for_the_top() -> None:
    document = Document(photo())
    picture = document.add_picture(np.full((20, 20, 3), 200, np.uint8), Box(0, 0, 20, 20))
    stroke = document.begin_stroke(REED, Brush(size_px=10), layer=picture)
    gone = stroke.layer
    stroke.cancel()

    assert gone not in document.layers
    assert document.ground_above(gone) == document.ground_above(None)
    assert document.ground_above(None) is not None
