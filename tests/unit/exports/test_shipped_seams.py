"""The shipped brushes join without seams, however a picture is cut into tiles."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from exports.catalog import Catalog
from exports.session import StyleModel, open_style
from exports.style_model import Vector

SAMPLE = Path(__file__).parents[3] / "studio" / "assets" / "sample.jpg"


@pytest.fixture(scope="module")
def brush() -> tuple[StyleModel, list[Vector]]:
    catalog = Catalog()
    card = next(iter(catalog.styles()), None)
    if card is None:
        pytest.skip("no style ships yet")
    path = catalog.network_of(card).path
    vectors = [other.vector for other in catalog.styles() if other.network == card.network]
    return open_style(path, provider="cpu", threads=1), vectors


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return np.asarray(Image.open(SAMPLE).convert("RGB").resize((450, 300)))


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_any_tiling_shows_no_seam(
    brush: tuple[StyleModel, list[Vector]], photo: np.ndarray, data: st.DataObject
) -> None:
    model, vectors = brush
    vector = model.blend(
        [(data.draw(st.sampled_from(vectors)), 1)], data.draw(st.sampled_from([0.4, 1.0, 1.5]))
    )
    x0, y0 = data.draw(st.integers(0, 150)), data.draw(st.integers(0, 100))
    picture = photo[y0 : y0 + data.draw(st.integers(120, 200)), x0 : x0 + data.draw(st.integers(120, 300))]
    height, width = picture.shape[:2]
    stats = model.statistics(picture, vector)
    whole = model.region(picture, (0, 0, width, height), vector, stats)
    columns = sorted({0, width, *data.draw(st.lists(st.integers(1, width - 1), max_size=2))})
    rows = sorted({0, height, *data.draw(st.lists(st.integers(1, height - 1), max_size=2))})
    tiled = np.empty_like(picture)
    for top, bottom in pairwise(rows):
        for left, right in pairwise(columns):
            box = (left, top, right, bottom)
            tiled[top:bottom, left:right] = model.region(picture, box, vector, stats)
    # In whole numbers a tile is the same to the bit; in floats it may be rounded to the next level.
    assert np.abs(tiled.astype(int) - whole).max() <= (0 if model.brushes(vector) else 1)


def test_nothing_beyond_the_halo_counts(brush: tuple[StyleModel, list[Vector]], photo: np.ndarray) -> None:
    model, vectors = brush
    assert model.halo - model.card.receptive_radius < model.card.size_multiple
    exact = photo.astype(np.float32) / 255
    stats = model.statistics(exact, vectors[0])
    box = (200, 100, 264, 164)
    wanted = model.region(exact, box, vectors[0], stats)
    changed = exact.copy()
    outside = np.ones(photo.shape[:2], bool)
    outside[100 - model.halo : 164 + model.halo, 200 - model.halo : 264 + model.halo] = False
    changed[outside] = 1 - changed[outside]
    assert np.array_equal(model.region(changed, box, vectors[0], stats), wanted)
    near = exact.copy()
    near[100 - model.halo // 4 : 100] = 1 - near[100 - model.halo // 4 : 100]
    assert np.abs(model.region(near, box, vectors[0], stats) - wanted).max() > 0.01


@pytest.mark.parametrize("size", [(1, 1), (3, 4), (1, 9)])
def test_the_smallest_pictures_are_painted(
    brush: tuple[StyleModel, list[Vector]], photo: np.ndarray, size: tuple[int, int]
) -> None:
    """A network's statistics of a single cell would be no numbers."""
    model, vectors = brush
    picture = np.ascontiguousarray(photo[: size[0], : size[1]])
    vector = model.blend([(vectors[0], 1.0)])
    stats = model.exact_statistics(picture, vector)
    assert np.array_equal(stats, model.statistics(picture, vector))
    assert model(picture, vector, stats).shape == picture.shape
