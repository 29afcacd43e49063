"""Selections: outlines, feathering, what painting makes of them, undo and replay."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from studio.document.brush import Brush
from studio.document.covering import combined, less
from studio.document.document import Document
from studio.document.edits import edits_from_json, edits_to_json
from studio.document.geometry import Box
from studio.document.gradients import Gradient
from studio.document.layers import PaintLayer, StyleChoice
from studio.document.outlines import enclosed, feathered, full_mask
from studio.document.pen import StrokePoint
from studio.document.replay import replay
from studio.document.reshaping import bordered, grown, shrunk
from studio.document.tiles import TileMask

CHOICE = StyleChoice.of("a")
CANVAS = Box(0, 0, 600, 400)


def blank() -> Document:
    return Document(np.zeros((CANVAS.height, CANVAS.width, 3), np.uint8))


def stroke(document: Document, *points: tuple[float, float], eraser: bool = False) -> None:
    edit = document.begin_stroke(CHOICE, Brush(size_px=60, hardness=1.0, eraser=eraser))
    for point in points:
        edit.add(StrokePoint(*point))
    edit.finish()


def mask_of(document: Document) -> np.ndarray:
    return document.layers[-1].mask.read(document.box)


def selected(document: Document) -> np.ndarray:
    assert document.selection is not None
    return document.selection.read(document.box)


# ---- outlines


def test_a_rectangle_covers_its_pixels_and_no_others() -> None:
    mask = enclosed("rectangle", ((300.2, 250.4), (20, 10)), CANVAS).read(CANVAS)
    assert (mask[10:250, 20:300] == 255).all()
    assert mask.astype(int).sum() == 240 * 280 * 255


def test_an_ellipse_has_the_area_of_one() -> None:
    mask = enclosed("ellipse", ((100, 50), (500, 350)), CANVAS).read(CANVAS)
    assert mask.sum(dtype=float) / 255 == pytest.approx(np.pi * 200 * 150, rel=2e-3)
    assert (mask[200, 250], mask[60, 110]) == (255, 0)


def test_a_lasso_is_closed_and_anti_aliased_along_its_edge() -> None:
    mask = enclosed("lasso", ((10.5, 10), (110.5, 10), (10.5, 110)), CANVAS).read(CANVAS)
    assert mask.sum(dtype=float) / 255 == pytest.approx(100 * 100 / 2, rel=2e-3)
    assert mask[15, 10] == 128  # Half of the pixel lies left of the edge.
    assert (mask[15, 11], mask[15, 9]) == (255, 0)


def test_what_a_lasso_goes_around_twice_is_enclosed() -> None:
    twice = [(50, 50), (150, 50), (150, 150), (50, 150)] * 2
    assert enclosed("lasso", twice, CANVAS).read(CANVAS)[100, 100] == 255


def test_outlines_are_cut_at_the_canvas() -> None:
    mask = enclosed("lasso", ((-1e6, -1e6), (1e6, -1e6), (1e6, 1e6), (-1e6, 1e6)), CANVAS)
    assert (mask.read(CANVAS) == 255).all()
    assert enclosed("rectangle", ((700, 0), (900, 90)), CANVAS).tiles == {}


@pytest.mark.parametrize(
    ("shape", "points"),
    [
        ("lasso", ((0, 0), (5, 5))),
        ("rectangle", ((0, 0),)),
        ("star", ((0, 0), (5, 5))),
        ("ellipse", ((0, 0), (float("nan"), 5))),
        ("ellipse", ((0, 0), (1e300, 5))),
    ],
)
def test_what_is_no_outline_is_refused(shape: str, points: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match="outline"):
        enclosed(shape, points, CANVAS)


@pytest.mark.parametrize("seed", range(6))
def test_the_tiles_of_an_outline_are_those_of_the_whole(seed: int) -> None:
    dice = np.random.default_rng(seed)
    points = [(float(x), float(y)) for x, y in dice.uniform((-100, -80), (700, 480), (12, 2))]
    mask = enclosed("lasso", points, CANVAS)
    shifted = [(x + 256, y + 512) for x, y in points]
    larger = enclosed("lasso", shifted, Box(0, 0, 1400, 1400))
    assert np.array_equal(mask.read(CANVAS), larger.read(CANVAS.translate(256, 512)))
    assert all(tile.any() for tile in mask.tiles.values())


def test_a_large_selection_costs_what_its_edge_does() -> None:
    canvas = Box(0, 0, 12_000, 9_000)
    mask = enclosed("rectangle", ((100, 100), (11_900, 8_900)), canvas)
    assert mask.nbytes < 20 << 20
    assert full_mask(canvas).nbytes < 1 << 20


def test_feathering_by_tiles_is_that_of_the_whole() -> None:
    mask = enclosed("ellipse", ((150, 60), (460, 330)), CANVAS)
    soft = feathered(mask, 24).read(CANVAS)
    whole = Image.fromarray(mask.read(CANVAS)).filter(ImageFilter.GaussianBlur(12))
    assert np.array_equal(soft, np.asarray(whole))


def test_wide_feathers_are_quick_and_nearly_the_same() -> None:
    mask = enclosed("ellipse", ((150, 60), (460, 330)), CANVAS)
    soft = feathered(mask, 100).read(CANVAS).astype(int)
    whole = Image.fromarray(mask.read(CANVAS)).filter(ImageFilter.GaussianBlur(50))
    assert np.abs(soft - np.asarray(whole)).max() <= 4
    assert np.abs(np.diff(soft, axis=1)).max() <= 4  # No seam where tiles meet.


def test_feathering_leaves_the_edge_of_the_canvas_selected() -> None:
    soft = feathered(enclosed("rectangle", ((0, 0), (300, 400)), CANVAS), 40).read(CANVAS)
    assert (soft[:, 0] == 255).all()
    assert 100 < soft[200, 300] < 156
    assert feathered(full_mask(CANVAS), 40).read(CANVAS).min() == 255


# ---- the selection of a document


def test_selections_are_added_subtracted_intersected_and_inverted() -> None:
    document = blank()
    document.select("rectangle", ((0, 0), (100, 100)))
    document.select("rectangle", ((50, 50), (150, 150)), mode="add")
    assert (selected(document)[75, 75], selected(document)[120, 120]) == (255, 255)
    document.select("rectangle", ((50, 50), (100, 100)), mode="subtract")
    assert (selected(document)[75, 75], selected(document)[25, 25]) == (0, 255)
    document.select("rectangle", ((0, 0), (60, 60)), mode="intersect")
    assert (selected(document)[25, 25], selected(document)[120, 120]) == (255, 0)
    document.select("invert")
    assert (selected(document)[25, 25], selected(document)[120, 120]) == (0, 255)
    document.select("none")
    assert document.selection is None
    document.select("rectangle", ((0, 0), (60, 60)), mode="subtract")
    assert (selected(document)[25, 25], selected(document)[120, 120]) == (0, 255)


def test_a_selection_of_nothing_is_none_and_no_step() -> None:
    document = blank()
    document.select("rectangle", ((700, 0), (900, 90)))
    assert document.selection is None
    assert document.history.undo_label is None
    document.select("rectangle", ((0, 0), (60, 60)))
    document.select("rectangle", ((0, 0), (600, 400)), mode="subtract")
    assert document.selection is None


def test_selecting_is_undone_and_redone() -> None:
    document = blank()
    document.select("ellipse", ((0, 0), (100, 100)), feather_px=10)
    first = document.selection
    document.select("all")
    document.undo()
    assert document.selection is first
    document.undo()
    assert document.selection is None
    document.redo()
    assert document.selection is first


# ---- painting within it


def test_a_stroke_is_multiplied_by_the_selection() -> None:
    free, kept = blank(), blank()
    kept.select("ellipse", ((200, 100), (400, 300)), feather_px=30)
    for document in (free, kept):
        stroke(document, (50, 200), (550, 210))
    expected = np.rint(mask_of(free).astype(float) * selected(kept) / 255)
    assert np.abs(mask_of(kept) - expected).max() <= 1
    assert mask_of(kept)[200, 100] == 0
    assert mask_of(kept)[200, 300] == 255


def test_going_over_a_place_again_in_one_stroke_does_not_go_beyond_the_selection() -> None:
    document = blank()
    document.select("rectangle", ((200, 100), (400, 300)), feather_px=60)
    stroke(document, *[(150, 200), (450, 200)] * 4)
    assert (mask_of(document).astype(int) <= selected(document)).all()


def test_the_eraser_keeps_to_the_selection() -> None:
    document = blank()
    document.fill(CHOICE)
    document.select("rectangle", ((0, 0), (300, 400)))
    stroke(document, (200, 200), (400, 200), eraser=True)
    assert (mask_of(document)[200, 250], mask_of(document)[200, 350]) == (0, 255)


def test_a_fill_paints_the_selection_and_goes_on_in_its_layer() -> None:
    document = blank()
    document.select("rectangle", ((10, 10), (50, 50)))
    layer = document.fill(CHOICE)
    assert mask_of(document).sum(dtype=int) == 40 * 40 * 255
    document.select("rectangle", ((100, 10), (150, 50)))
    assert document.fill(CHOICE, layer=layer) is layer
    assert mask_of(document).sum(dtype=int) == (40 * 40 + 50 * 40) * 255


def test_a_clear_takes_paint_off_within_the_selection_alone() -> None:
    document = blank()
    layer = document.fill(CHOICE)
    document.select("rectangle", ((0, 0), (300, 400)))
    document.fill(None, layer=layer, erase=True)
    assert (mask_of(document)[200, 150], mask_of(document)[200, 350]) == (0, 255)
    document.undo()
    assert mask_of(document).min() == 255


def test_plain_paint_fills_the_selection_and_mixes_at_its_edge() -> None:
    document = blank()
    layer = document.add_layer()
    assert isinstance(layer, PaintLayer)
    document.fill(None, layer=layer, color=(200, 0, 0))
    document.select("rectangle", ((0, 0), (300, 400)), feather_px=40)
    document.fill(None, layer=layer, color=(0, 100, 0))
    colors = layer.colors.read(document.box)
    assert tuple(colors[200, 50]) == (0, 100, 0)
    assert tuple(colors[200, 550]) == (200, 0, 0)
    assert 60 < colors[200, 300, 0] < 140
    assert mask_of(document).min() == 255


def test_a_fill_of_a_large_picture_shares_its_tiles() -> None:
    document = Document(np.zeros((3000, 4000, 3), np.uint8))
    document.select("all")
    layer = document.add_layer()
    document.fill(None, layer=layer, color=(9, 8, 7))
    document.fill(CHOICE)
    assert document.history.nbytes < 4 << 20


# ---- gradients


def test_a_linear_gradient_falls_evenly_from_its_start_to_its_end() -> None:
    document = blank()
    document.fade(Gradient("linear", (100, 0), (500, 0)), CHOICE)
    row = mask_of(document)[200].astype(int)
    assert (row[:100] == 255).all()
    assert (row[500:] == 0).all()
    assert abs(row[300] - 127) <= 1
    assert (np.diff(row) <= 0).all()
    assert (mask_of(document) == mask_of(document)[:1]).all()


def test_a_radial_gradient_falls_around_its_start() -> None:
    document = blank()
    document.fade(Gradient("radial", (300, 200), (300, 350)), CHOICE)
    mask = mask_of(document).astype(int)
    assert mask[200, 300] >= 254
    assert abs(mask[200, 375] - 127) <= 2
    assert mask[200, 460] == 0
    assert np.array_equal(mask[:, :300], mask[:, :299:-1])


def test_a_gradient_keeps_to_the_selection_and_takes_paint_off() -> None:
    document = blank()
    document.select("rectangle", ((0, 0), (600, 200)))
    layer = document.fade(Gradient("linear", (100, 0), (500, 0)), CHOICE)
    assert mask_of(document)[200:].max() == 0
    document.fade(Gradient("linear", (100, 0), (101, 0)), None, layer=layer, erase=True)
    assert mask_of(document)[:, :100].max() == 0
    assert mask_of(document)[100, 150] > 200


def test_a_gradient_of_no_length_is_refused() -> None:
    with pytest.raises(ValueError, match="two different points"):
        Gradient("linear", (5, 5), (5, 5))


# ---- recorded


def test_the_recorded_edits_give_the_same_picture_again() -> None:
    document = blank()
    document.select("lasso", ((30, 30), (400, 60), (300, 350)), feather_px=12.5)
    stroke(document, (20, 100), (500, 200))
    document.select("ellipse", ((100, 100), (500, 390)), mode="add")
    layer = document.fade(Gradient("radial", (300, 200), (420, 300)), StyleChoice.of("b"))
    document.select("invert")
    document.fill(None, layer=layer, erase=True)
    paint = document.add_layer()
    document.fill(None, layer=paint, color=(1, 2, 3))
    again = blank()
    replay(again, edits_from_json(edits_to_json(document.edits)), lambda _: np.zeros((1, 1, 3), np.uint8))
    assert again.edits == document.edits
    assert np.array_equal(selected(again), selected(document))
    for layer, twin in zip(document.layers, again.layers, strict=True):
        assert np.array_equal(layer.mask.read(CANVAS), twin.mask.read(CANVAS))


@pytest.mark.parametrize(
    "value",
    [
        {"do": "select", "shape": "moon", "points": [], "mode": "replace", "feather_px": 0},
        {"do": "select", "shape": "all", "points": [], "mode": "xor", "feather_px": 0},
        {"do": "select", "shape": "all", "points": [], "mode": "add", "feather_px": 1e9},
        {"do": "fade", "gradient": {"kind": "spiral", "start": [0, 0], "end": [1, 1]}, "choice": None},
    ],
)
def test_what_is_no_selection_and_no_gradient_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"is one of|is made by|selected by|feather is"):
        edits_from_json([value])


# ---- reshaping


def disc(radius: int) -> np.ndarray:
    rows, columns = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return rows**2 + columns**2 <= (radius + 0.5) ** 2


@pytest.mark.parametrize("radius", [1, 2, 7, 40])
def test_a_point_grows_to_a_disc_and_a_hole_of_one_is_what_shrinking_leaves(radius: int) -> None:
    point = TileMask(CANVAS.width, CANVAS.height)
    point.write(Box(255, 200, 256, 201), np.full((1, 1), 255, np.uint8))
    around = np.s_[200 - radius : 201 + radius, 255 - radius : 256 + radius]
    large = grown(point, radius).read(CANVAS)
    assert np.array_equal(large[around] == 255, disc(radius))
    assert np.count_nonzero(large) == disc(radius).sum()
    hole = combined(full_mask(CANVAS), point, less)
    small = shrunk(hole, radius).read(CANVAS)
    assert np.array_equal(small, 255 - large)


def test_the_edge_of_the_canvas_is_no_edge() -> None:
    half = enclosed("rectangle", ((0, 0), (300, 400)), CANVAS)
    small = shrunk(half, 20).read(CANVAS)
    assert (small[:, :280] == 255).all()
    assert not small[:, 280:].any()
    assert (shrunk(full_mask(CANVAS), 50).read(CANVAS) == 255).all()


def test_soft_edges_stay_soft() -> None:
    soft = feathered(enclosed("rectangle", ((100, 100), (400, 300)), CANVAS), 30)
    before, after = soft.read(CANVAS)[200].astype(int), grown(soft, 12).read(CANVAS)[200].astype(int)
    assert np.array_equal(after[:70], before[12:82])


def test_a_border_lies_along_the_edge() -> None:
    band = bordered(enclosed("rectangle", ((100, 100), (400, 300)), CANVAS), 5).read(CANVAS)
    assert (band[200, 95:105] == 255).all()
    assert not band[200, 106:394].any()
    assert not band[200, :95].any()


def test_a_selection_is_reshaped_undone_and_replayed() -> None:
    document = blank()
    document.select("grow", amount_px=5)
    assert document.selection is None
    assert document.edits == ()
    document.select("rectangle", ((100, 100), (400, 300)))
    for how in ("grow", "shrink", "border", "soften"):
        document.select(how, amount_px=9)
    last = selected(document)
    again = blank()
    replay(again, edits_from_json(edits_to_json(document.edits)), lambda _: np.zeros((1, 1, 3), np.uint8))
    assert np.array_equal(selected(again), last)
    for _ in range(4):
        document.undo()
    assert selected(document).sum(dtype=int) == 300 * 200 * 255
    document.select("shrink", amount_px=150)
    assert document.selection is None


def test_a_reshape_by_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="reshaped"):
        blank().select("grow", amount_px=0)
