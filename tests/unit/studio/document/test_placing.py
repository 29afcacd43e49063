"""Pictures that are moved, scaled and turned on the canvas."""

from __future__ import annotations

import numpy as np
import pytest

from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.edits import edits_from_json, edits_to_json
from studio.document.geometry import Box
from studio.document.layers import PictureLayer
from studio.document.placing import Frame, carried, coverage, laid_out
from studio.document.replay import replay
from studio.document.stack import LayerError
from studio.document.stroke import StrokePoint
from studio.engine.compositor import composite
from tests.helpers.documents import photo

PICTURE = np.zeros((40, 60, 3), np.uint8)
PICTURE[:20, :30] = (250, 0, 0)
PICTURE[:20, 30:] = (0, 250, 0)
PICTURE[20:] = (0, 0, 250)


def placed() -> tuple[Document, PictureLayer]:
    document = Document(photo(300, 280))
    return document, document.add_picture(PICTURE, Box(20, 30, 80, 70), {"kind": "test"})


def seen(document: Document) -> np.ndarray:
    return composite(document, document.box, lambda _choice, _tile: None).picture


@pytest.mark.parametrize(("degrees", "turns"), [(0, 0), (90, 3), (180, 2), (270, 1), (360, 0), (-90, 1)])
def test_quarter_turns_are_exact(degrees: float, turns: int) -> None:
    size = (60, 40)
    frame = Frame(100, 100, *size, degrees)
    expected = np.rot90(PICTURE, turns)
    box = frame.bounds
    pixels = laid_out(PICTURE, frame)
    inside = coverage(frame) == 255
    x, y = 100 - expected.shape[1] // 2 - box.x0, 100 - expected.shape[0] // 2 - box.y0
    part = (slice(y, y + expected.shape[0]), slice(x, x + expected.shape[1]))
    assert inside[part].all()
    assert inside.sum() == 60 * 40
    assert np.abs(pixels[part].astype(int) - expected).max() <= 1


@pytest.mark.parametrize("degrees", [1, 17, 30, 45, 133])
def test_no_black_is_seen_at_the_edges_of_a_turned_picture(degrees: float) -> None:
    grey = np.full((40, 60, 3), 200, np.uint8)
    for frame in (Frame(100, 100, 60, 40, degrees), Frame(100.3, 99.6, 33.5, 21.2, degrees)):
        pixels = laid_out(grey, frame)
        assert (pixels[coverage(frame) > 0] == 200).all()


def test_corners_and_shares_are_each_others_reverse() -> None:
    frame = Frame(100, 50, 60, 40, 30)
    for across, down in ((0, 0), (1, 0), (0.3, 0.8)):
        assert frame.share(*frame.point(across, down)) == pytest.approx((across, down))
    assert frame.contains(100, 50)
    assert not frame.contains(100, 85)
    # Clockwise: the right-hand side goes down.
    assert frame.point(1, 0.5)[1] > 50


def test_a_picture_moves_and_what_was_below_is_seen_again() -> None:
    document, layer = placed()
    before = seen(document)
    document.place_layer(layer, layer.placement.moved(100, 60))
    after = seen(document)
    assert np.array_equal(after[30:70, 20:80], photo(300, 280)[30:70, 20:80])
    assert np.array_equal(after[90:130, 120:180], PICTURE)
    assert document.undo()
    assert np.array_equal(seen(document), before)
    assert layer.frame is None
    assert document.redo()
    assert np.array_equal(seen(document), after)


def test_a_brush_uncovers_a_turned_picture_to_its_edges_and_no_farther() -> None:
    document, layer = placed()
    document.place_layer(layer, Frame(150, 140, 120, 80, 30))
    outline = layer.mask.read(document.box)
    begun = document.begin_stroke(None, Brush(size_px=400, hardness=1.0), layer=layer)
    begun.add(StrokePoint(150, 140))
    begun.finish()
    assert not layer.mask.read(document.box)[outline == 0].any()
    wiped = document.begin_stroke(None, Brush(size_px=400, hardness=1.0, eraser=True), layer=layer)
    wiped.add(StrokePoint(150, 140))
    wiped.finish()
    assert not layer.mask.read(document.box).any()
    document.select("rectangle", [(0, 0), (150, 280)])
    begun = document.begin_stroke(None, Brush(size_px=400, hardness=1.0), layer=layer)
    begun.add(StrokePoint(150, 140))
    begun.finish()
    assert np.array_equal(layer.mask.read(Box(0, 0, 150, 280)), outline[:, :150])
    assert outline[:, :150].max() == 255
    assert not layer.mask.read(Box(150, 0, 300, 280)).any()


def test_a_picture_that_was_painted_on_since_it_moved_goes_back_as_it_is_now() -> None:
    document, layer = placed()
    frame, finished = layer.placement.moved(100, 60), 255 - PICTURE
    document.place_layer(layer, frame)
    document.go_on_painting(layer, finished, None, None)
    assert document.undo()
    assert np.array_equal(seen(document)[30:70, 20:80], finished)
    assert document.redo()
    assert np.array_equal(seen(document)[90:130, 120:180], finished)


def test_what_is_painted_on_while_a_document_is_saved_is_not_saved() -> None:
    document, layer = placed()
    stamp = document.history.stamp
    document.go_on_painting(layer, 255 - PICTURE, None, None)
    document.history.mark_saved(stamp)
    assert document.modified
    document.mark_saved()
    assert not document.modified


def test_off_the_canvas_and_back_loses_nothing() -> None:
    document, layer = placed()
    before, start = seen(document), layer.placement
    document.place_layer(layer, start.moved(-60, -60))
    document.place_layer(layer, start.moved(-500, 0))
    assert np.array_equal(seen(document), photo(300, 280))
    document.place_layer(layer, start)
    assert np.array_equal(seen(document), before)


def test_what_was_uncovered_goes_along() -> None:
    document, layer = placed()
    stroke = document.begin_stroke(None, Brush(size_px=16, eraser=True), layer=layer)
    stroke.add(StrokePoint(35, 45, 1.0, 0))
    stroke.finish()
    hole = 255 - layer.mask.read(Box(20, 30, 80, 70)).astype(int)
    document.place_layer(layer, Frame(150, 140, 120, 80))
    larger = 255 - layer.mask.read(layer.box).astype(int)
    assert layer.box == (90, 100, 210, 180)
    assert np.abs(larger[::2, ::2] - hole).mean() < 3
    assert larger.max() > 200
    while document.undo():
        pass
    assert document.layers == ()


def test_resampling_begins_with_the_picture_each_time() -> None:
    document, layer = placed()
    start = layer.placement
    for degrees in range(0, 360, 20):
        document.place_layer(layer, start._replace(degrees=degrees, width=7, height=5))
    document.place_layer(layer, start)
    assert np.array_equal(layer.pixels, PICTURE)


def test_turned_edges_are_smooth() -> None:
    values = coverage(Frame(50, 50, 40, 20, 33))
    assert values.astype(float).sum() / 255 == pytest.approx(800, rel=0.01)
    assert len(np.unique(values)) > 10


def test_a_recipe_places_it_again() -> None:
    document, layer = placed()
    document.place_layer(layer, Frame(150.5, 120.25, 90, 33, 12.5))
    again = Document(photo(300, 280))
    replay(again, edits_from_json(edits_to_json(document.edits)), lambda _source: PICTURE)
    assert again.edits == document.edits
    assert np.array_equal(seen(again), seen(document))


def test_a_locked_picture_stays_and_absurd_frames_are_refused() -> None:
    document, layer = placed()
    for frame in (Frame(0, 0, 1e6, 1e6), Frame(0, 0, 0.2, 5), Frame(float("nan"), 0, 5, 5)):
        with pytest.raises(LayerError, match="does not fit"):
            document.place_layer(layer, frame)
    document.change_layer(layer, locked=True)
    with pytest.raises(LayerError, match="locked"):
        document.place_layer(layer, layer.placement.moved(1, 1))


def test_carrying_is_where_the_picture_is() -> None:
    uncovered = np.zeros((40, 60), np.uint8)
    uncovered[:20, :30] = 255
    box = Box(20, 30, 80, 70)
    turned = carried(uncovered, box, Frame.of(box), Frame(100, 100, 60, 40, 180))
    assert turned[30:38, 40:58].min() == 255
    assert turned[:15].max() == 0
