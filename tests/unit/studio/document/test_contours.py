"""The line around a selection."""

from __future__ import annotations

import numpy as np
import pytest

from studio.document.contours import contour
from studio.document.geometry import Box
from studio.document.outlines import enclosed, full_mask
from studio.document.tiles import TileMask

CANVAS = Box(0, 0, 600, 400)


def length(lines: np.ndarray) -> float:
    return float(np.abs(lines[:, 2:] - lines[:, :2]).sum())


def test_a_rectangle_has_four_sides_across_tiles() -> None:
    lines = contour(enclosed("rectangle", ((100, 50), (500, 350)), CANVAS), CANVAS)
    assert sorted(map(tuple, lines.tolist())) == [
        (100, 50, 100, 350),
        (100, 50, 500, 50),
        (100, 350, 500, 350),
        (500, 50, 500, 350),
    ]


def test_the_edge_of_the_canvas_counts_and_that_of_the_box_does_not() -> None:
    full = full_mask(CANVAS)
    assert length(contour(full, CANVAS)) == 2 * (600 + 400)
    assert len(contour(full, Box(256, 0, 512, 256))) == 1  # Only the upper side lies on the canvas' edge.


def test_half_covered_is_the_limit() -> None:
    mask = TileMask(600, 400)
    mask.write(Box(10, 10, 20, 20), np.full((10, 10), 127, np.uint8))
    assert len(contour(mask, CANVAS)) == 0
    mask.write(Box(10, 10, 20, 20), np.full((10, 10), 128, np.uint8))
    assert length(contour(mask, CANVAS)) == 40


@pytest.mark.parametrize("step", [2, 8, 64])
def test_a_coarse_line_lies_near_the_fine_one(step: int) -> None:
    lines = contour(enclosed("rectangle", ((128, 64), (512, 320)), CANVAS), CANVAS, step)
    assert np.abs(lines.min(axis=0)[:2] - (128, 64)).max() <= step
    assert length(lines) == 2 * (384 + 256)


def test_an_area_of_nothing_has_no_line() -> None:
    assert contour(TileMask(600, 400), CANVAS).shape == (0, 4)
