"""Boxes and tile indices."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.document.geometry import EMPTY, Box, TileIndex, tiles

sides = st.integers(-30, 30)
boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h), sides, sides, st.integers(0, 20), st.integers(0, 20)
)


def pixels_of(box: Box) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.x0, box.x1) for y in range(box.y0, box.y1)}


@given(boxes, boxes)
def test_an_intersection_holds_exactly_the_common_pixels(a: Box, b: Box) -> None:
    assert pixels_of(a.intersect(b)) == pixels_of(a) & pixels_of(b)


@given(boxes, boxes)
def test_a_union_contains_both_and_an_empty_box_adds_nothing(a: Box, b: Box) -> None:
    union = a.union(b)
    assert pixels_of(a) | pixels_of(b) <= pixels_of(union)
    if b.empty:
        assert union == (EMPTY if a.empty else a)


@given(boxes, st.sampled_from([3, 8, 256]))
def test_tiles_cover_every_pixel_of_a_box_once_and_none_is_idle(box: Box, tile_px: int) -> None:
    parts = [index.box(tile_px).intersect(box) for index in tiles(box, tile_px)]
    assert all(not part.empty for part in parts)
    assert sum(part.width * part.height for part in parts) == box.width * box.height
    assert len(parts) == len(set(parts))


def test_a_box_names_the_pixels_of_an_array() -> None:
    picture = np.arange(12).reshape(3, 4)
    assert Box.of(picture) == Box(0, 0, 4, 3)
    assert picture[Box(1, 0, 3, 2).slices].tolist() == [[1, 2], [5, 6]]
    assert Box(1, 0, 3, 2).pad(1) == Box(0, -1, 4, 3)
    assert TileIndex(2, 1).box(10) == Box(20, 10, 30, 20)
