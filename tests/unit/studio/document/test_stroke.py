"""Strokes: coverage of one stroke, of one over another, and the replayable record."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.document.brush import Brush
from studio.document.geometry import Box
from studio.document.layers import StyleChoice
from studio.document.stroke import Stroke, StrokePainter, StrokePoint
from studio.document.tiles import TileMask

points = st.builds(StrokePoint, st.floats(-50, 650), st.floats(-50, 350), st.floats(0, 1), st.floats(0, 1000))
brushes = st.builds(
    Brush,
    size_px=st.floats(1, 120),
    hardness=st.floats(0, 1),
    opacity=st.floats(0, 1),
    spacing=st.floats(0.05, 1),
    pressure_size=st.floats(0, 1),
    pressure_opacity=st.floats(0, 1),
)


def painted(brush: Brush, *path: StrokePoint, start: int = 0) -> np.ndarray:
    mask = TileMask(600, 300)
    mask.fill(start)
    painter = StrokePainter([mask], brush)
    for point in path:
        painter.add(point)
    return mask.read(mask.box)


@settings(max_examples=40, deadline=None)
@given(brushes, st.lists(points, max_size=8))
def test_a_stroke_never_exceeds_its_opacity_however_it_crosses_itself(
    brush: Brush, path: list[StrokePoint]
) -> None:
    assert painted(brush, *path, *path).max() <= round(255 * brush.opacity)


@settings(max_examples=40, deadline=None)
@given(brushes, st.lists(points, min_size=1, max_size=6))
def test_the_reported_boxes_hold_every_change_and_reverting_undoes_it(
    brush: Brush, path: list[StrokePoint]
) -> None:
    mask = TileMask(600, 300)
    mask.write(Box(100, 50, 400, 250), np.full((200, 300), 90, np.uint8))
    original = mask.read(mask.box)
    painter = StrokePainter([mask], brush)
    for point in path:
        before = mask.read(mask.box)
        box = painter.add(point)
        changed = np.argwhere(before != mask.read(mask.box))
        if len(changed):
            (y0, x0), (y1, x1) = changed.min(axis=0), changed.max(axis=0)
            assert box.contains(Box(int(x0), int(y0), int(x1) + 1, int(y1) + 1))
    painter.revert()
    assert np.array_equal(mask.read(mask.box), original)


def test_a_stroke_leaves_no_gaps() -> None:
    row = painted(Brush(size_px=20, hardness=1.0), StrokePoint(50, 100), StrokePoint(550, 100))[99]
    assert (row[45:550] == 255).all()


def test_many_points_paint_as_few_do() -> None:
    brush = Brush(size_px=30)
    few = painted(brush, StrokePoint(50, 100), StrokePoint(450, 100))
    many = painted(brush, *(StrokePoint(x, 100) for x in range(50, 451, 4)))
    assert np.abs(few.astype(int) - many).max() <= 1


def test_a_second_stroke_adds_to_what_the_first_left() -> None:
    half = Brush(size_px=40, opacity=0.5, hardness=1.0)
    assert painted(half, StrokePoint(100, 100), start=128)[100, 100] == 192


def test_the_eraser_lowers_every_mask_by_its_opacity() -> None:
    masks = [TileMask(100, 100), TileMask(100, 100), TileMask(100, 100)]
    masks[0].fill(200)
    masks[1].fill(100)
    painter = StrokePainter(masks, Brush(size_px=30, hardness=1.0, opacity=0.5, eraser=True))
    painter.add(StrokePoint(50, 50))
    assert [int(mask.read(mask.box)[50, 50]) for mask in masks] == [100, 50, 0]
    assert int(masks[0].read(masks[0].box)[5, 5]) == 200


def test_erasing_everything_leaves_no_tile_behind() -> None:
    mask = TileMask(50, 50)
    mask.fill(255)
    StrokePainter([mask], Brush(size_px=400, hardness=1.0, eraser=True)).add(StrokePoint(25, 25))
    assert not mask.tiles


def test_pressure_between_two_points_is_interpolated() -> None:
    brush = Brush(size_px=80, hardness=1.0, pressure_size=1.0)
    canvas = painted(brush, StrokePoint(100, 150, 0.1), StrokePoint(500, 150, 1.0))
    heights = [int((canvas[:, x] > 0).sum()) for x in (120, 300, 480)]
    assert heights == sorted(heights)
    assert heights[2] - heights[0] > 40


def test_a_stroke_survives_json() -> None:
    path = (StrokePoint(1.5, 2.25, 0.5, 10), StrokePoint(3, 4))
    choice = StyleChoice((("a", 0.3), ("b", 0.7)), 0.5, 2.0, "photo", 0.3)
    for stroke in (Stroke(Brush(), choice, path), Stroke(Brush(eraser=True), None, path)):
        assert Stroke.from_json(json.loads(json.dumps(stroke.to_json()))) == stroke


def test_a_record_with_numbers_that_are_none_is_refused() -> None:
    values = Stroke(Brush(), None, (StrokePoint(0, 0),)).to_json()
    values["points"] = [[float("nan"), 0]]
    with pytest.raises(ValueError, match="finite"):
        Stroke.from_json(values)
