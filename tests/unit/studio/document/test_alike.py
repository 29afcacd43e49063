"""The magic wand: what has a photo's colour, connected or everywhere."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import ndimage

from studio.document.alike import alike
from studio.document.document import Document
from studio.document.edits import edits_from_json, edits_to_json
from studio.document.geometry import Box
from studio.document.replay import replay

WIDTH, HEIGHT = 700, 530
CANVAS = Box(0, 0, WIDTH, HEIGHT)


def noise(seed: int, smooth_px: float) -> np.ndarray:
    """Blobs that cross the edges of tiles, with winding ways between them."""
    values = np.random.default_rng(seed).normal(size=(HEIGHT, WIDTH))
    values = ndimage.gaussian_filter(values, smooth_px)
    levels = np.clip(128 + 60 * values / values.std(), 0, 255).astype(np.uint8)
    return np.stack([levels, levels // 2, 255 - levels], -1)


def nothing(_source: object) -> np.ndarray:
    raise AssertionError("no picture was placed")


def expected(photo: np.ndarray, x: int, y: int, tolerance: int, *, connected: bool) -> np.ndarray:
    there = (np.abs(photo.astype(int) - photo[y, x].astype(int)) <= tolerance).all(-1)
    if not connected:
        return there
    labelled = ndimage.label(there)
    assert isinstance(labelled, tuple)
    numbers, _ = labelled
    return numbers == numbers[y, x]


@pytest.mark.parametrize("connected", [True, False])
@pytest.mark.parametrize(("seed", "smooth_px"), [(1, 0.8), (2, 3), (3, 12)])
@pytest.mark.parametrize("tolerance", [0, 25, 60, 255])
def test_it_finds_what_an_independent_labelling_finds(
    connected: bool, seed: int, smooth_px: float, tolerance: int
) -> None:
    photo = noise(seed, smooth_px)
    for x, y in ((0, 0), (255, 256), (400, 260), (WIDTH - 1, HEIGHT - 1)):
        mask = alike(photo, (x + 0.5, y + 0.9), tolerance, connected=connected).read(CANVAS)
        assert set(np.unique(mask)) <= {0, 255}
        assert np.array_equal(mask == 255, expected(photo, x, y, tolerance, connected=connected))


def test_a_way_that_winds_through_tiles_is_followed_to_its_end() -> None:
    photo = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for row in range(4, HEIGHT - 4, 8):
        photo[row : row + 4] = 200
        side = slice(-1, None) if row // 8 % 2 else slice(0, 1)
        photo[row : row + 12, side] = 200
    mask = alike(photo, (350, 5), 10, connected=True).read(CANVAS)
    assert np.array_equal(mask == 255, photo[..., 0] == 200)


@pytest.mark.parametrize("point", [(-1, 5), (WIDTH, 5), (5, HEIGHT + 3), (math.nan, 4), (math.inf, 4)])
def test_outside_there_is_nothing(point: tuple[float, float]) -> None:
    assert not alike(noise(1, 3), point, 30, connected=False).tiles


def test_it_is_smoothed_combined_undone_and_done_again_from_a_recipe() -> None:
    document = Document(noise(3, 12))
    document.select("alike", [(300.5, 200.5)], tolerance=40)
    first = document.selection
    assert first is not None
    there = expected(document.base, 300, 200, 40, connected=True)
    levels = first.read(CANVAS)
    assert levels[np.asarray(ndimage.binary_erosion(there, iterations=3), bool)].min() == 255
    assert levels[~np.asarray(ndimage.binary_dilation(there, iterations=3), bool)].max() == 0
    assert ((levels > 0) & (levels < 255)).any()
    document.select("alike", [(20.5, 500.5)], mode="add", tolerance=25, connected=False)
    assert document.selection is not None
    again = Document(document.base)
    replay(again, edits_from_json(edits_to_json(document.edits)), nothing)
    assert again.selection is not None
    assert np.array_equal(again.selection.read(CANVAS), document.selection.read(CANVAS))
    document.undo()
    assert document.selection is first


@pytest.mark.parametrize(
    "value", [{"points": []}, {"points": [[1, 2], [3, 4]]}, {"tolerance": 300}, {"tolerance": -1}]
)
def test_what_is_no_wand_is_refused(value: dict[str, object]) -> None:
    whole = {
        "do": "select",
        "shape": "alike",
        "points": [[1, 2]],
        "mode": "replace",
        "feather_px": 0,
        "tolerance": 9,
    }
    assert edits_from_json([dict(whole)])
    with pytest.raises(ValueError, match="colour"):
        edits_from_json([{**whole, **value}])
