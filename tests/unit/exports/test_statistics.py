"""Statistics of pictures that are too large for one run: the mosaic, and the way from it to the exact ones."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.errors import RunCancelled
from exports.runtime import RunControl
from exports.session import StyleModel, open_style
from exports.statistics import MOSAIC_PX, Layout, mosaic
from tests.helpers.deep_style import CHANNELS, LAYERS, build_deep_style, deep_style

STYLE = deep_style(2)


@pytest.fixture(scope="module")
def deep_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_deep_style(tmp_path_factory.mktemp("deep") / "deep.onnx")


def opened(path: Path, exact_limit_px: int) -> StyleModel:
    model = open_style(path, provider="cpu", threads=1)
    model.tiling.exact_limit_px, model.tiling.tile_px = exact_limit_px, 150
    return model


def patchwork(height: int, width: int, seed: int = 0) -> np.ndarray:
    """Fields of other colours, grain and stripes: no part stands for the whole."""
    random = np.random.default_rng(seed)
    picture = np.empty((height, width, 3), np.float32)
    for top in range(0, height, 97):
        for left in range(0, width, 131):
            field = picture[top : top + 97, left : left + 131]
            field[...] = random.uniform(30, 220, 3)
            field += random.normal(0, random.uniform(0, 40), field.shape)
            field += 60 * np.sin(np.arange(field.shape[1]) / random.uniform(1, 20))[None, :, None]
    return np.clip(picture, 0, 255).astype(np.uint8)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_statistics_of_parts_join_to_those_of_the_whole(data: st.DataObject) -> None:
    channels = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    whole = [random.normal(random.normal(), 2, (count, 60)) for count in channels]

    def stats_of(columns: slice) -> np.ndarray:
        parts = [(layer[:, columns].mean(1), layer[:, columns].var(1)) for layer in whole]
        return np.concatenate([values for pair in parts for values in pair])

    cuts = sorted({0, 60, *data.draw(st.lists(st.integers(1, 59), max_size=4))})
    pieces = [(slice(a, b), float(b - a)) for a, b in pairwise(cuts)]
    joined = Layout(channels).joined([(stats_of(piece), size) for piece, size in pieces])
    assert joined == pytest.approx(stats_of(slice(None)), abs=1e-12)


def test_tiles_lead_to_the_statistics_of_one_run(deep_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mosaic, "__defaults__", (60_000,))
    picture = patchwork(501, 650)
    exact = opened(deep_path, 10**9).statistics(picture, STYLE)
    model = opened(deep_path, 100_000)
    estimated, found = model.statistics(picture, STYLE), model.exact_statistics(picture, STYLE)
    spread = np.sqrt(np.concatenate([np.tile(v, 2) for v in exact.reshape(LAYERS, 2, CHANNELS)[:, 1]]))

    def error(stats: np.ndarray) -> float:
        return float((np.abs(stats - exact) / spread).max())

    assert error(estimated) > 0.05, "the mosaic is as good: this picture tests nothing"
    assert error(found) < 0.1 * error(estimated)
    assert np.array_equal(found, model.exact_statistics(picture, STYLE))
    whole = opened(deep_path, 10**9)(picture, STYLE).astype(int)
    assert np.abs(model(picture, STYLE) - whole).max() <= 2


def test_a_small_picture_needs_no_tiles(deep_path: Path) -> None:
    model, picture = opened(deep_path, 100_000), patchwork(200, 300)
    assert model.tiles_to_measure(picture) == 0
    assert np.array_equal(model.exact_statistics(picture, STYLE), model.statistics(picture, STYLE))


def test_every_tile_is_told_and_the_search_can_be_stopped(deep_path: Path) -> None:
    model, picture = opened(deep_path, 30_000), patchwork(200, 300)
    done: list[None] = []
    model.exact_statistics(picture, STYLE, on_tile=lambda: done.append(None))
    assert len(done) == model.tiles_to_measure(picture) == 2 * 4
    control = RunControl()
    with pytest.raises(RunCancelled):
        model.exact_statistics(picture, STYLE, control=control, on_tile=control.stop)


@pytest.mark.parametrize("shape", [(2000, 3000), (60, 40000), (40000, 60), (1700, 1700)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_a_mosaic_is_a_picture_of_about_the_size_asked_for(shape: tuple[int, int], dtype: type) -> None:
    picture = np.zeros((*shape, 3), dtype)
    picture[: shape[0] // 2] = 200 if dtype == np.uint8 else 0.8
    small = mosaic(picture, 4)
    assert small.dtype == dtype
    assert 0.6 * MOSAIC_PX < small.shape[0] * small.shape[1] < 1.4 * MOSAIC_PX
    assert small.max() == pytest.approx(picture.max())
    assert small.mean() == pytest.approx(picture.mean(), rel=0.1)


def test_a_mosaic_of_one_colour_shows_no_seam() -> None:
    assert (mosaic(np.full((1500, 2100, 3), 77, np.uint8), 4) == 77).all()
