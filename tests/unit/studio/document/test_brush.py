"""The shape of a dab, and how pressure moves it."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.document.brush import Brush, dab
from studio.document.curve import Curve
from studio.document.geometry import Box
from studio.document.pen import Dynamic, StrokePoint

CANVAS = Box(0, 0, 200, 200)


def on_canvas(brush: Brush, x: float, y: float, pressure: float = 1.0) -> np.ndarray:
    box, values = dab(brush, StrokePoint(x, y, pressure), CANVAS)
    canvas = np.zeros((CANVAS.height, CANVAS.width), np.uint8)
    canvas[box.slices] = values
    return canvas


@settings(deadline=None)
@given(st.floats(4, 90), st.floats(60, 140), st.floats(60, 140))
def test_a_hard_dab_covers_the_area_of_its_circle(size_px: float, x: float, y: float) -> None:
    area = on_canvas(Brush(size_px=size_px, hardness=1.0), x, y).sum() / 255
    assert area == pytest.approx(math.pi * size_px**2 / 4, rel=0.04, abs=1.0)


def test_a_hard_dab_is_antialiased_by_a_rim_of_one_pixel() -> None:
    values = on_canvas(Brush(size_px=60, hardness=1.0), 100.3, 100.0)
    row = values[100]
    assert 0 < np.count_nonzero((row > 0) & (row < 255)) <= 4
    assert len(np.unique(values)) > 20


def test_a_dab_moves_by_parts_of_a_pixel() -> None:
    brush = Brush(size_px=20, hardness=1.0)
    columns = np.arange(200) + 0.5
    for x in (100.0, 100.25, 100.5, 100.75):
        values = on_canvas(brush, x, 100.0).astype(float)
        assert (values * columns).sum() / values.sum() == pytest.approx(x, abs=0.02)


def test_a_soft_dab_falls_off_evenly_from_the_centre() -> None:
    row = on_canvas(Brush(size_px=80, hardness=0.0), 100.5, 100.5)[100].astype(int)
    outwards = row[100:141]
    assert outwards[0] >= 250
    assert (np.diff(outwards) <= 0).all()
    assert outwards[20] == pytest.approx(128, abs=12)
    assert outwards[-1] <= 1


def test_hardness_keeps_the_core_full() -> None:
    row = on_canvas(Brush(size_px=80, hardness=0.5), 100.5, 100.5)[100]
    assert (row[81:120] == 255).all()


@pytest.mark.parametrize("opacity", [0.0, 0.25, 1.0])
def test_no_pixel_exceeds_the_opacity(opacity: float) -> None:
    assert on_canvas(Brush(opacity=opacity), 100, 100).max() == round(255 * opacity)


def test_the_smallest_brush_still_marks_a_pixel() -> None:
    values = on_canvas(Brush(size_px=1, hardness=1.0), 50.5, 50.5)
    assert values[50, 50] == 255
    assert np.count_nonzero(values) == 1


def test_a_dab_beyond_the_canvas_touches_nothing() -> None:
    box, values = dab(Brush(size_px=10), StrokePoint(-50, 3), CANVAS)
    assert box.empty
    assert values.size == 0


def test_pressure_moves_size_and_opacity_along_their_curves() -> None:
    half = Dynamic("pressure", Curve.falling_to(0.5))
    brush = Brush(size_px=100, size_by=Dynamic("pressure"), opacity_by=half)
    assert brush.size_at(StrokePoint(0, 0, 0.5)) == 50
    assert brush.size_at(StrokePoint(0, 0, 0.0)) == 1
    assert brush.opacity_at(StrokePoint(0, 0, 0.0)) == 0.5
    assert Brush(size_px=100).size_at(StrokePoint(0, 0, 0.1)) == 100


def test_every_property_follows_what_it_is_told_to() -> None:
    held = StrokePoint(0, 0, pressure=0.25, tilt=0.5, speed=0.75)
    brush = Brush(
        size_px=100,
        flow=0.5,
        mix=0.9,
        size_by=Dynamic("tilt"),
        flow_by=Dynamic("speed"),
        mix_by=Dynamic("pressure"),
    )
    assert brush.size_at(held) == 50
    assert brush.flow_at(held) == 0.375
    assert brush.mix_at(held) == 0.25
    assert Brush(mix=0.9).mix_at(held) == 0.9


@pytest.mark.parametrize("exponent", [1.0, 2.0, 0.5])
def test_brushes_of_old_recipes_follow_the_pressure_as_they_did(exponent: float) -> None:
    old = {"size_px": 64.0, "pressure_size": 1.0, "pressure_opacity": 0.5, "pressure_gamma": exponent}
    brush = Brush.from_json(old)
    for pressure in (0.0, 0.1, 0.3, 0.5, 0.8, 1.0):
        spot = StrokePoint(0, 0, pressure)
        tolerance = 1e-12 if exponent == 1.0 else 0.05
        assert brush.opacity_at(spot) == pytest.approx(1 - 0.5 * (1 - pressure**exponent), abs=tolerance)
        assert brush.size_at(spot) == pytest.approx(max(1, 64 * pressure**exponent), abs=64 * tolerance)


def test_the_first_recipes_brush_in_full_is_read() -> None:
    whole = {
        "size_px": 30.0,
        "hardness": 0.5,
        "opacity": 1.0,
        "strength": 1.0,
        "spacing": 0.1,
        "pressure_size": 0.0,
        "pressure_opacity": 0.0,
        "pressure_gamma": 1.0,
        "eraser": True,
    }
    assert Brush.from_json(whole) == Brush(size_px=30.0, eraser=True)


@pytest.mark.parametrize(
    "values",
    [
        {"size_px": 0},
        {"hardness": 2},
        {"opacity": -1},
        {"spacing": 0},
        {"size_px": float("nan")},
        {"flow": 0},
        {"mix": 2},
    ],
)
def test_impossible_brushes_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a brush's"):
        Brush(**values)  # type: ignore[arg-type]


def test_a_brush_survives_json() -> None:
    brush = Brush(
        size_px=33.5,
        hardness=0.1,
        flow=0.3,
        eraser=True,
        mix_by=Dynamic("speed", Curve(((0, 1), (0.5, 0), (1, 1)))),
    )
    assert Brush.from_json(json.loads(json.dumps(brush.to_json()))) == brush
