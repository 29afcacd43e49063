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
from studio.document.pen import STEADY, Dynamic, StrokePoint
from studio.document.stroke import Slide, Stroke, StrokePainter
from studio.document.symmetry import Symmetry
from studio.document.tiles import TileMask

shares = st.floats(0, 1)
points = st.builds(
    StrokePoint, st.floats(-50, 650), st.floats(-50, 350), shares, st.floats(0, 1000), shares, shares
)
brushes = st.builds(
    Brush,
    size_px=st.floats(1, 120),
    hardness=st.floats(0, 1),
    opacity=st.floats(0, 1),
    spacing=st.floats(0.05, 1),
    flow=st.floats(0.01, 1),
    size_by=st.sampled_from([STEADY, Dynamic("pressure"), Dynamic("tilt")]),
    opacity_by=st.sampled_from([STEADY, Dynamic("pressure")]),
    flow_by=st.sampled_from([STEADY, Dynamic("speed")]),
)
symmetries = st.none() | st.builds(
    Symmetry,
    st.sampled_from(["horizontal", "vertical", "both", "radial"]),
    st.floats(100, 500),
    st.floats(50, 250),
    st.integers(2, 6),
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
@given(brushes, st.lists(points, min_size=1, max_size=6), symmetries)
def test_the_reported_boxes_hold_every_change_and_reverting_undoes_it(
    brush: Brush, path: list[StrokePoint], symmetry: Symmetry | None
) -> None:
    mask = TileMask(600, 300)
    mask.write(Box(100, 50, 400, 250), np.full((200, 300), 90, np.uint8))
    original = mask.read(mask.box)
    painter = StrokePainter([mask], brush, symmetry=symmetry)
    for point in path:
        before = mask.read(mask.box)
        boxes = painter.add(point)
        changed = before != mask.read(mask.box)
        for box in boxes:
            changed[box.slices] = False
        assert not changed.any()
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
    brush = Brush(size_px=80, hardness=1.0, size_by=Dynamic("pressure"))
    canvas = painted(brush, StrokePoint(100, 150, 0.1), StrokePoint(500, 150, 1.0))
    heights = [int((canvas[:, x] > 0).sum()) for x in (120, 300, 480)]
    assert heights == sorted(heights)
    assert heights[2] - heights[0] > 40


def test_a_stroke_survives_json() -> None:
    path = (StrokePoint(1.5, 2.25, 0.5, 10), StrokePoint(3, 4))
    choice = StyleChoice((("a", 0.3), ("b", 0.7)), 0.5, 2.0, "photo", 0.3)
    sliding = Brush(mix_by=Dynamic("tilt"))
    ends = StyleChoice((("a", 1.0),), toward=(("b", 1.0),))
    for stroke in (
        Stroke(Brush(), choice, path),
        Stroke(Brush(eraser=True), None, path),
        Stroke(sliding, ends, path, symmetry=Symmetry("radial", 50, 60.5, 7)),
    ):
        assert Stroke.from_json(json.loads(json.dumps(stroke.to_json()))) == stroke


def test_a_record_with_numbers_that_are_none_is_refused() -> None:
    values = Stroke(Brush(), None, (StrokePoint(0, 0),)).to_json()
    values["points"] = [[float("nan"), 0]]
    with pytest.raises(ValueError, match="finite"):
        Stroke.from_json(values)


def test_points_of_old_recipes_are_upright_and_at_rest() -> None:
    values = Stroke(Brush(), None, (StrokePoint(1, 2),)).to_json()
    values["points"] = [[1.0, 2.0, 0.5, 8.0]]
    assert Stroke.from_json(values).points == (StrokePoint(1, 2, 0.5, 8, 0, 0),)


def test_a_weak_flow_grows_where_the_stroke_goes_over_itself_up_to_its_opacity() -> None:
    brush = Brush(size_px=40, hardness=1.0, opacity=0.5, flow=0.1)
    there, back = StrokePoint(100, 100), StrokePoint(300, 100)
    once, thrice = painted(brush, there, back), painted(brush, there, back, there, back)
    assert 10 < once[100, 200] < thrice[100, 200] <= 128
    assert painted(brush, *[there, back] * 15)[100, 200] == 128


def test_a_flow_of_a_hundredth_still_comes_to_something() -> None:
    brush = Brush(size_px=40, hardness=1.0, flow=0.01)
    assert painted(brush, *[StrokePoint(100, 100), StrokePoint(300, 100)] * 60)[100, 200] > 250


def test_symmetry_paints_the_mirror_image() -> None:
    mask = TileMask(600, 300)
    painter = StrokePainter([mask], Brush(size_px=30), symmetry=Symmetry("both", 300, 150))
    for point in (StrokePoint(80, 40), StrokePoint(140, 90)):
        painter.add(point)
    seen = mask.read(mask.box).astype(int)
    assert seen[40, 80] == 255
    assert np.abs(seen - seen[:, ::-1]).max() <= 1
    assert np.abs(seen - seen[::-1]).max() <= 1


def test_a_radial_symmetry_repeats_all_around() -> None:
    mask = TileMask(300, 300)
    StrokePainter([mask], Brush(size_px=20), symmetry=Symmetry("radial", 150, 150, 4)).add(
        StrokePoint(230, 150)
    )
    seen = mask.read(mask.box)
    for x, y in ((230, 150), (150, 230), (70, 150), (150, 70)):
        assert seen[min(y, 299), min(x, 299)] > 200
    assert np.count_nonzero(seen) < 4 * 20 * 20


def slid(brush: Brush, *path: StrokePoint, into: TileMask | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The coverage of a stroke between two styles, and its shares."""
    mask, shares = TileMask(600, 300), into or TileMask(600, 300)
    painter = StrokePainter([mask], brush, paint=Slide(shares))
    for point in path:
        painter.add(point)
    return mask.read(mask.box), shares.read(shares.box)


def test_pressure_slides_along_the_stroke() -> None:
    brush = Brush(size_px=40, hardness=0.3, mix_by=Dynamic("pressure"))
    coverage, shares = slid(brush, StrokePoint(50, 100, 0.0), StrokePoint(550, 100, 1.0))
    along = shares[100, 60:540].astype(int)
    assert (np.diff(along) >= 0).all()
    assert along[0] < 20 and along[-1] > 235
    assert abs(int(shares[100, 300]) - 128) < 20
    assert not shares[coverage == 0].any()


def test_a_later_stroke_slides_what_it_covers_and_no_more() -> None:
    mask, shares = TileMask(300, 200), TileMask(300, 200)
    for brush in (
        Brush(size_px=60, hardness=1.0, mix=1.0),
        Brush(size_px=60, hardness=1.0, mix=0.0, opacity=0.5),
    ):
        painter = StrokePainter([mask], brush, paint=Slide(shares))
        painter.add(StrokePoint(100, 100))
    assert int(mask.read(mask.box)[100, 100]) == 255
    assert int(shares.read(shares.box)[100, 100]) == pytest.approx(127, abs=1)


def test_reverting_gives_the_shares_back() -> None:
    mask, shares = TileMask(300, 200), TileMask(300, 200)
    shares.write(Box(0, 0, 300, 200), np.full((200, 300), 77, np.uint8))
    painter = StrokePainter([mask], Brush(size_px=60, mix=1.0), paint=Slide(shares))
    painter.add(StrokePoint(100, 100))
    assert shares.read(shares.box).max() == 255
    painter.revert()
    assert (shares.read(shares.box) == 77).all()


@pytest.mark.parametrize(
    "change",
    [{"points": [[1e300, 0, 1, 0]]}, {"points": [[0, -2e6, 1, 0]]}, {"layer": float("inf")}, {"layer": "2"}],
)
def test_a_stroke_of_anybody_s_recipe_is_bounded(change: dict[str, object]) -> None:
    stroke = Stroke(Brush(), StyleChoice.of("reed"), (StrokePoint(1.0, 2.0),))
    assert Stroke.from_json(stroke.to_json()) == stroke
    with pytest.raises((TypeError, ValueError)):
        Stroke.from_json({**stroke.to_json(), **change})


@pytest.mark.parametrize("x", [float("nan"), float("inf"), 1.7e308, -1e9])
def test_a_symmetry_far_from_any_picture_is_refused(x: float) -> None:
    with pytest.raises(ValueError, match="near the picture"):
        Symmetry("horizontal", x, 0.0)
