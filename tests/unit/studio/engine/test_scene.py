"""The grid that goes along with a scene: where frames are laid on it, and that they come off it as they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from exports.natural_noise import natural_noise
from studio.engine.painter import Controls
from studio.engine.scene import Camera, Grid, Place

FRAME = Image.fromarray(natural_noise(60, 90)).filter(ImageFilter.GaussianBlur(0.7))
"""No sharper than what a lens shows."""


@given(st.floats(0.1, 10), st.sampled_from([4, 8]))
def test_strokes_on_a_grid_are_nearly_as_large_as_asked(scale: float, stride_px: int) -> None:
    grid = Grid.for_scale(scale, stride_px)
    assert grid.painted_px % stride_px == 0
    assert grid.controls(Controls(scale=scale)).scale == pytest.approx(scale, rel=0.05)


def test_strokes_of_their_own_size_are_painted_on_cells_of_the_network() -> None:
    assert Grid.for_scale(1.0, 4) == Grid(4, 4)
    assert Grid.for_scale(2.0, 4) == Grid(8, 4)
    assert Grid.for_scale(0.5, 4) == Grid(2, 4)


@given(st.integers(-40, 40), st.integers(-40, 40), st.sampled_from([1, 4, 13]))
def test_a_frame_at_whole_pixels_comes_off_as_it_was(right: int, down: int, cell_px: int) -> None:
    place = Place.at((float(right), float(down)), FRAME, cell_px)
    window = place.lay(FRAME)
    assert window.size == place.size
    assert place.size[0] % cell_px == place.size[1] % cell_px == 0
    assert np.array_equal(np.asarray(place.take_off(window)), np.asarray(FRAME))


@given(st.floats(-40, 40), st.floats(-40, 40))
def test_between_pixels_a_frame_comes_off_nearly_as_it_was(right: float, down: float) -> None:
    place = Place.at((right, down), FRAME, 4)
    off = np.asarray(place.take_off(place.lay(FRAME)), int)
    assert off.shape == (60, 90, 3)
    assert np.abs(off - np.asarray(FRAME)).mean() < 6


@given(st.integers(-30, 30), st.integers(-30, 30))
def test_what_stands_in_the_scene_stands_on_the_grid(right: int, down: int) -> None:
    scene = Image.fromarray(natural_noise(200, 200))
    camera = Camera(4)
    windows = []
    for x, y in ((0, 0), (right, down)):
        frame = scene.crop((50 + x, 50 + y, 140 + x, 130 + y))
        place = Place.at((float(x), float(y)), frame, 4)
        windows.append((place, place.lay(frame)))
    (old, before), (new, after) = windows
    moved = camera.between(old, new)
    both = new.covered.intersect(old.covered.translate(-moved[0], -moved[1]))
    there = both.translate(*moved)
    assert np.array_equal(np.asarray(after)[both.slices], np.asarray(before)[there.slices])


def test_a_camera_follows_a_pan_without_losing_its_way() -> None:
    scene = Image.fromarray(natural_noise(200, 400))
    camera = Camera(4)
    place, seen = None, None
    for number in range(30):
        x, y = 20 + 3.3 * number, 20 + 0.6 * number
        frame = scene.resize((240, 120), Image.Resampling.LANCZOS, box=(x, y, x + 240, y + 120))
        place = camera.cut(frame) if place is None or seen is None else camera.next(frame, seen, place)
        seen = place.lay(frame)
    assert place is not None
    corner = 4 * place.column + place.left, 4 * place.row + place.top
    assert corner == pytest.approx((3.3 * 29, 0.6 * 29), abs=0.5)


def test_a_camera_that_stands_still_moves_nothing() -> None:
    camera, rng = Camera(4), np.random.default_rng(0)
    place = camera.cut(FRAME)
    seen = place.lay(FRAME)
    for _ in range(5):
        noise = rng.normal(0, 3, (60, 90, 3))
        frame = Image.fromarray(np.clip(np.asarray(FRAME) + noise, 0, 255).astype(np.uint8))
        place = camera.next(frame, seen, place)
        assert (place.column, place.row, place.left, place.top) == (0, 0, 0.0, 0.0)
