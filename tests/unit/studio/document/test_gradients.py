"""Gradients to the level: wherever they begin, and over paint that is there."""

from __future__ import annotations

import math

import numpy as np
import pytest

from studio.document.document import Document
from studio.document.geometry import Box
from studio.document.gradients import Gradient
from studio.document.layers import PaintLayer

CANVAS = Box(0, 0, 600, 400)


def expected(gradient: Gradient) -> np.ndarray:
    """The coverage of every pixel in double precision, all at once, 0..255."""
    (x0, y0), (x1, y1) = gradient.start, gradient.end
    x, y = np.meshgrid(np.arange(CANVAS.width) + 0.5, np.arange(CANVAS.height) + 0.5)
    if gradient.kind == "radial":
        covered = 1 - np.hypot(x - x0, y - y0) / gradient.length_px
    else:
        covered = 1 - ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / gradient.length_px**2
    return np.clip(covered, 0, 1) * 255


@pytest.mark.parametrize("kind", ["linear", "radial"])
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((120.4, 30.0), (410.0, 333.3)),
        ((300, 200), (301, 199)),
        ((-40, 380), (900, -500)),
        ((-9e6, -9e6), (300, 200)),
        ((300 + 9e6, 200 - 9e6), (302 + 9e6, 202 - 9e6)),
    ],
)
def test_every_pixel_is_covered_as_far_as_it_should_be(
    kind: str, start: tuple[float, float], end: tuple[float, float]
) -> None:
    gradient = Gradient(kind, start, end)
    levels = gradient.coverage(CANVAS).read(CANVAS)
    # Half a level is what rounding takes; ten thousand canvases away single precision takes as much again.
    allowed = 0.51 if math.dist(start, end) < 1e6 else 1
    assert np.abs(levels - expected(gradient)).max() <= allowed


def painted(*fades: tuple[Gradient, tuple[int, int, int]]) -> PaintLayer:
    document = Document(np.zeros((CANVAS.height, CANVAS.width, 3), np.uint8))
    layer = document.add_layer()
    assert isinstance(layer, PaintLayer)
    for gradient, color in fades:
        document.fade(gradient, None, layer=layer, color=color)
    return layer


def test_a_gradient_over_another_mixes_colours_by_what_each_covers() -> None:
    first, second = Gradient("linear", (0, 0), (900, 0)), Gradient("radial", (300, 200), (300, 420))
    below, above = (200, 30, 60), (10, 220, 100)
    layer = painted((first, below), (second, above))
    under, over = first.coverage(CANVAS).read(CANVAS) / 255, second.coverage(CANVAS).read(CANVAS) / 255
    whole = over + under * (1 - over)
    assert np.abs(layer.mask.read(CANVAS) - 255 * whole).max() <= 0.51
    share = (over / np.maximum(whole, 1e-9))[..., np.newaxis]
    mixed = np.array(below) * (1 - share) + np.array(above) * share
    assert np.abs(layer.colors.read(CANVAS) - mixed)[whole > 0.1].max() <= 4
    seen = whole > 0.99
    assert np.abs(layer.colors.read(CANVAS) - mixed)[seen].max() <= 1.2


def test_tiles_of_one_colour_share_their_memory() -> None:
    """Colour that is nothing but its coverage takes 3 bytes a pixel otherwise: 300 MB of 100 megapixels."""
    document = Document(np.broadcast_to(np.uint8(0), (1024, 1024, 3)))
    layer = document.add_layer()
    assert isinstance(layer, PaintLayer)
    document.fade(Gradient("linear", (-10, 0), (1200, 40)), None, layer=layer, color=(10, 20, 30))
    assert len(layer.mask.tiles) == 16
    assert layer.mask.nbytes == 16 * 256 * 256
    assert layer.colors.nbytes == 3 * 256 * 256
    assert (layer.colors.read(document.box) == (10, 20, 30)).all()
