"""Sparse masks behave as dense arrays do, and cost less."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.document.geometry import Box, TileIndex
from studio.document.tiles import TILE_PX, TileColors, TileMask

WIDTH, HEIGHT = 700, 400

boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.integers(-60, WIDTH),
    st.integers(-60, HEIGHT),
    st.integers(1, 400),
    st.integers(1, 300),
)


def dense(mask: TileMask) -> np.ndarray:
    return mask.read(mask.box)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(boxes, st.integers(0, 255)), max_size=8), boxes)
def test_writing_and_reading_is_that_of_a_dense_array(writes: list[tuple[Box, int]], window: Box) -> None:
    mask = TileMask(WIDTH, HEIGHT)
    expected = np.zeros((HEIGHT, WIDTH), np.uint8)
    for box, value in writes:
        mask.write(box, np.full((box.height, box.width), value, np.uint8))
        expected[box.intersect(mask.box).slices] = value
    assert np.array_equal(dense(mask), expected)
    part = window.intersect(mask.box)
    assert np.array_equal(
        mask.read(window)[part.translate(-window.x0, -window.y0).slices], expected[part.slices]
    )
    assert all(tile.any() for tile in mask.tiles.values()), "an empty tile is kept"


def test_what_lies_beyond_the_canvas_reads_as_nothing() -> None:
    mask = TileMask(10, 10)
    mask.fill(255)
    assert mask.read(Box(-2, 0, 12, 1)).tolist() == [[0, 0, *[255] * 10, 0, 0]]
    tile = mask.tiles[TileIndex(0, 0)]
    assert tile[:10, :10].all()
    assert not tile[10:].any()
    assert not tile[:, 10:].any()


def test_a_full_mask_of_a_hundred_megapixels_costs_less_than_a_megabyte() -> None:
    mask = TileMask(10_000, 10_000)
    mask.fill(255)
    assert mask.read(Box(9_990, 9_990, 10_000, 10_000)).all()
    assert mask.nbytes < 1 << 20


def test_a_snapshot_brings_back_the_named_tiles_and_only_those() -> None:
    mask = TileMask(600, 300)
    mask.write(Box(0, 0, 10, 10), np.full((10, 10), 7, np.uint8))
    before = mask.snapshot([TileIndex(0, 0), TileIndex(1, 0)])
    mask.fill(255)
    mask.restore(before)
    assert mask.read(Box(0, 0, 10, 10)).max() == 7
    assert TileIndex(1, 0) not in mask.tiles
    assert mask.read(Box(512, 0, 600, 300)).min() == 255


def test_a_copy_is_independent_and_shares_the_tiles() -> None:
    mask = TileMask(300, 300)
    mask.fill(9)
    twin = mask.copy()
    mask.fill(0)
    assert dense(twin).min() == 9
    assert not dense(mask).any()
    assert mask.nbytes == 0


def test_tiles_cannot_be_changed_in_place() -> None:
    mask = TileMask(TILE_PX, TILE_PX)
    mask.fill(1)
    with pytest.raises(ValueError, match="read-only"):
        mask.tiles[TileIndex(0, 0)][0, 0] = 2


def test_covered_surrounds_all_coverage() -> None:
    mask = TileMask(700, 300)
    assert mask.covered.empty
    mask.write(Box(300, 10, 301, 11), np.full((1, 1), 255, np.uint8))
    assert mask.covered == Box(256, 0, 512, 256)


@pytest.mark.parametrize("values", [np.zeros((2, 3), np.uint8), np.zeros((3, 2), np.float32)])
def test_values_that_do_not_fit_are_refused(values: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected uint8"):
        TileMask(10, 10).write(Box(0, 0, 2, 3), values)


def test_colours_keep_black_tiles_and_share_what_they_are_filled_with() -> None:
    colors = TileColors(600, 300)
    colors.fill((0, 0, 0))
    assert len(colors.tiles) == 6
    assert colors.nbytes <= 4 * 3 * TILE_PX * TILE_PX
    colors.write(Box(250, 10, 260, 12), np.full((2, 10, 3), 7, np.uint8))
    twin = colors.copy()
    colors.put(TileIndex(0, 0), None)
    assert isinstance(twin, TileColors)
    assert twin.read(Box(250, 10, 260, 12)).min() == 7
    assert colors.read(Box(250, 10, 260, 12))[0, :, 0].tolist() == [0] * 6 + [7] * 4
    with pytest.raises(ValueError, match="expected uint8"):
        colors.write(Box(0, 0, 2, 2), np.zeros((2, 2), np.uint8))
