"""The shape of a dab, and how pressure moves it."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.document.brush import Brush, dab
from studio.document.geometry import Box

CANVAS = Box(0, 0, 200, 200)


def on_canvas(brush: Brush, x: float, y: float, pressure: float = 1.0) -> np.ndarray:
    box, values = dab(brush, x, y, pressure, CANVAS)
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
    box, values = dab(Brush(size_px=10), -50, 3, 1.0, CANVAS)
    assert box.empty
    assert values.size == 0


def test_pressure_moves_size_and_opacity_along_its_curve() -> None:
    brush = Brush(size_px=100, pressure_size=1.0, pressure_opacity=0.5)
    assert brush.size_at(0.5) == 50
    assert brush.size_at(0.0) == 1
    assert brush.opacity_at(0.0) == 0.5
    assert Brush(size_px=100, pressure_size=1.0, pressure_gamma=2.0).size_at(0.5) == 25
    assert Brush(size_px=100).size_at(0.1) == 100


@pytest.mark.parametrize(
    "values", [{"size_px": 0}, {"hardness": 2}, {"opacity": -1}, {"spacing": 0}, {"size_px": float("nan")}]
)
def test_impossible_brushes_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a brush's"):
        Brush(**values)  # type: ignore[arg-type]


def test_a_brush_survives_json() -> None:
    brush = Brush(size_px=33.5, hardness=0.1, eraser=True)
    assert Brush.from_json(json.loads(json.dumps(brush.to_json()))) == brush
