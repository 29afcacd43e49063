"""The style model: its blends, its statistics, and that any region equals the same box of the whole."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.catalog import Catalog
from exports.errors import RunCancelled
from exports.imaging import crop_reflected
from exports.session import RunControl, StyleModel, open_style
from exports.statistics import mosaic
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_pictures_close, assert_pictures_differ, assert_refused

relaxed = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
sizes = st.integers(1, 160)


@pytest.fixture(scope="module")
def model(tiny_style_path: Path) -> StyleModel:
    return open_style(tiny_style_path, provider="cpu")


@pytest.fixture
def small_model(tiny_style_path: Path) -> StyleModel:
    """A model that takes already small pictures for large ones."""
    model = open_style(tiny_style_path, provider="cpu")
    model.tiling.exact_limit_px, model.tiling.tile_px = 3000, 48
    return model


@pytest.fixture
def grained_model(tiny_style_path: Path) -> StyleModel:
    """A model that wants to be shown the canvas's grain, strong enough to be seen in what it paints."""
    model = open_style(tiny_style_path, provider="cpu")
    model.card = replace(model.card, grain=0.2)
    return model


STYLE = tiny_models.random_style(3)


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def scenery(height: int, width: int) -> np.ndarray:
    """Slow waves under fine noise, so that parts of the picture differ as parts of a photo do."""
    rows, columns = np.mgrid[:height, :width] / 90
    waves = np.stack([np.sin(rows + phase) * np.cos(columns - phase) for phase in range(3)], axis=2)
    return np.clip(
        128 + 70 * waves + np.random.default_rng(0).normal(0, 15, (height, width, 1)), 0, 255
    ).astype(np.uint8)


def test_sizes_come_from_the_card(model: StyleModel) -> None:
    assert model.style_size == tiny_models.STYLE_SIZE
    assert model.halo == tiny_models.STYLE_HALO_PX
    assert model.photo_style.shape == (model.style_size,)
    assert model.photo_style.dtype == np.float32


@relaxed
@given(sizes, sizes)
def test_the_photo_style_gives_the_photo_back(model: StyleModel, height: int, width: int) -> None:
    picture = noise(height, width)
    assert np.array_equal(model(picture, model.photo_style), picture)


def test_a_style_is_plain_to_see(model: StyleModel) -> None:
    picture = noise(60, 80)
    assert_pictures_differ(model(picture, STYLE), picture, least_mean=10)


def test_the_picture_given_is_left_alone(model: StyleModel) -> None:
    picture = noise(30, 30)
    before = picture.copy()
    painted = model(picture, STYLE)
    painted[...] = 0
    assert np.array_equal(picture, before)


def test_the_type_of_the_picture_is_kept(model: StyleModel) -> None:
    picture = noise(50, 41)
    painted = model(picture, STYLE)
    as_float = model(picture.astype(np.float32) / 255, STYLE)
    assert painted.dtype == np.uint8
    assert as_float.dtype == np.float32
    assert_pictures_close((as_float * 255 + 0.5).astype(np.uint8), painted, most=1)


@relaxed
@given(height=sizes, width=sizes, data=st.data())
def test_any_region_equals_the_same_box_of_the_whole(
    model: StyleModel, height: int, width: int, data: st.DataObject
) -> None:
    x0, y0 = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    x1, y1 = data.draw(st.integers(x0 + 1, width)), data.draw(st.integers(y0 + 1, height))
    picture = noise(height, width)
    stats = model.statistics(picture, STYLE)
    region = model.region(picture, (x0, y0, x1, y1), STYLE, stats)
    assert_pictures_close(region, model(picture, STYLE)[y0:y1, x0:x1], most=1)
    exact = picture.astype(np.float32) / 255
    whole = model(exact, STYLE, stats)
    assert_pictures_close(model.region(exact, (x0, y0, x1, y1), STYLE, stats), whole[y0:y1, x0:x1], most=0.01)


@relaxed
@given(height=sizes, width=sizes, tile=st.integers(16, 90))
def test_any_tiling_equals_the_whole(model: StyleModel, height: int, width: int, tile: int) -> None:
    picture = noise(height, width)
    stats = model.statistics(picture, STYLE)
    tiled = np.empty_like(picture)
    for top in range(0, height, tile):
        for left in range(0, width, tile):
            box = (left, top, min(left + tile, width), min(top + tile, height))
            tiled[box[1] : box[3], box[0] : box[2]] = model.region(picture, box, STYLE, stats)
    assert_pictures_close(tiled, model(picture, STYLE), most=1)


def test_a_photo_in_tiles_of_256_equals_the_whole(model: StyleModel) -> None:
    picture = scenery(1000, 1500)
    stats = model.exact_statistics(picture, STYLE)
    tiled = np.empty_like(picture)
    for top in range(0, 1000, 256):
        for left in range(0, 1500, 256):
            box = (left, top, min(left + 256, 1500), min(top + 256, 1000))
            tiled[box[1] : box[3], box[0] : box[2]] = model.region(picture, box, STYLE, stats)
    assert_pictures_close(tiled, model(picture, STYLE), most=1, mean=0.01)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_the_grain_belongs_to_the_canvas(
    grained_model: StyleModel, model: StyleModel, dtype: type[np.generic]
) -> None:
    """Regions of a picture, and of a part of it that is told where it lies, have the grain of the whole."""
    picture = np.full((150, 190, 3), 128, np.uint8)
    picture = picture if dtype is np.uint8 else (picture / np.float32(255)).astype(np.float32)
    stats = grained_model.statistics(picture, STYLE)
    whole = grained_model(picture, STYLE, stats)
    assert_pictures_differ(whole, model(picture, STYLE, stats))
    box = (64, 60, 101, 99)
    expected = whole[box[1] : box[3], box[0] : box[2]]
    assert_pictures_close(grained_model.region(picture, box, STYLE, stats), expected)
    part = picture[24:140, 28:150]
    there = (box[0] - 28, box[1] - 24, box[2] - 28, box[3] - 24)
    assert_pictures_close(grained_model.region(part, there, STYLE, stats, origin=(28, 24)), expected)
    assert_pictures_differ(grained_model.region(part, there, STYLE, stats), expected)


def test_a_region_beyond_the_picture_shows_the_mirrored_picture(model: StyleModel) -> None:
    picture = noise(64, 64)
    stats = model.statistics(picture, STYLE)
    larger = crop_reflected(picture, (-16, -16, 80, 80))
    expected = model.region(larger, (16, 16, 64, 64), STYLE, stats)
    assert_pictures_close(model.region(picture, (0, 0, 48, 48), STYLE, stats), expected, most=1)
    assert model.region(picture, (-8, -8, 70, 72), STYLE, stats).shape == (80, 78, 3)


def test_an_empty_region_is_a_mistake_of_the_caller(model: StyleModel) -> None:
    with pytest.raises(ValueError, match="empty"):
        model.region(noise(9, 9), (3, 3, 3, 9), STYLE, np.zeros(model.stats_size, np.float32))


def test_statistics_are_those_of_the_picture_alone(model: StyleModel) -> None:
    """A picture of one colour has constant features: their variance is zero however the edge is treated."""
    grey = np.full((33, 47, 3), 90, np.uint8)
    stats = model.statistics(grey, STYLE)
    assert stats.shape == (model.stats_size,)
    assert stats[tiny_models.STYLE_CHANNELS :] == pytest.approx(
        np.zeros(tiny_models.STYLE_CHANNELS), abs=1e-6
    )


def test_a_large_picture_is_run_in_tiles_and_looks_the_same(
    model: StyleModel, small_model: StyleModel
) -> None:
    picture = noise(150, 230)
    stats = model.statistics(picture, STYLE)
    assert_pictures_close(small_model(picture, STYLE, stats), model(picture, STYLE, stats), most=1)
    region = small_model.region(picture, (5, 7, 210, 149), STYLE, stats)
    assert_pictures_close(region, model(picture, STYLE, stats)[7:149, 5:210], most=1)


@pytest.mark.parametrize(("height", "width"), [(800, 1100), (60, 15000), (15000, 60), (1000, 1000)])
def test_a_mosaic_stands_for_a_large_picture(
    tiny_style_path: Path, monkeypatch: pytest.MonkeyPatch, height: int, width: int
) -> None:
    monkeypatch.setattr(mosaic, "__defaults__", (400_000,))
    picture = scenery(height, width)
    judged = open_style(tiny_style_path, provider="cpu")
    judged.tiling.exact_limit_px = 500_000
    stats = judged.statistics(picture, STYLE)
    assert np.array_equal(stats, judged.statistics(picture, STYLE))
    judged.tiling.exact_limit_px = 10_000_000
    exact = judged.statistics(picture, STYLE)
    deviations = np.sqrt(exact[tiny_models.STYLE_CHANNELS :])
    mean_error = np.abs(stats - exact)[: tiny_models.STYLE_CHANNELS] / deviations
    variance_ratio = stats[tiny_models.STYLE_CHANNELS :] / exact[tiny_models.STYLE_CHANNELS :]
    assert mean_error.max() < 0.15
    assert 0.8 < variance_ratio.min() <= variance_ratio.max() < 1.2


def test_blends_weigh_styles_relative_to_each_other(model: StyleModel) -> None:
    first, second = tiny_models.random_style(1), tiny_models.random_style(2)
    assert model.blend([(first, 1)]) == pytest.approx(first)
    assert model.blend([(first, 3), (second, 1)]) == pytest.approx(0.75 * first + 0.25 * second, abs=1e-6)
    assert model.blend([(first, 0.3), (second, 0.1)]) == pytest.approx(model.blend([(first, 3), (second, 1)]))
    assert model.blend([(first, 2), (second, 0)]).dtype == np.float32


def test_strength_goes_from_the_photo_to_the_style_and_beyond(model: StyleModel) -> None:
    picture = noise(40, 40)
    assert np.array_equal(model(picture, model.blend([(STYLE, 1)], strength=0)), picture)
    half, full, more = (model.blend([(STYLE, 1)], strength) for strength in (0.5, 1, 2))
    assert half == pytest.approx((model.photo_style + STYLE) / 2)
    assert more - full == pytest.approx(full - model.photo_style, abs=1e-6)


def test_where_paint_and_photo_are_mixed_strength_changes_nothing_else() -> None:
    """A brush at half its strength is half of its picture, and half of the photo, to rounding."""
    catalog = Catalog()
    card = next(iter(catalog.styles()))
    model = open_style(catalog.network_of(card).path, provider="cpu", threads=1)
    picture = noise(64, 48)
    half, full, more = (model.blend([(card.vector, 1)], strength) for strength in (0.5, 1, 2))
    assert half[:-2] == pytest.approx(full[:-2])
    assert (*half[-2:], *more[-2:]) == pytest.approx((0.5, 0.5, 2, -1))
    painted = model(picture, full).astype(float)
    assert np.abs(model(picture, half) - (painted + picture) / 2).max() <= 1
    assert np.array_equal(model(picture, model.blend([(card.vector, 1)], 0)), picture)


def test_blends_that_make_no_sense_are_refused(model: StyleModel) -> None:
    nan = np.full(model.style_size, np.nan, np.float32)
    for weights in ([], [(STYLE, 0)], [(STYLE, -1), (STYLE, 3)], [(STYLE, np.nan)], [(STYLE, np.inf)]):
        assert_refused(lambda weights=weights: model.blend(weights), "weights", "above 0")
    for strength in (-0.1, 2.1, np.nan, np.inf):
        assert_refused(lambda strength=strength: model.blend([(STYLE, 1)], strength), "strength", "0 to 2")
    assert_refused(lambda: model.blend([(STYLE[:-1], 1)]), "tiny-style.onnx", "12 finite numbers", "(11,)")
    assert_refused(lambda: model.blend([(nan, 1)]), "tiny-style.onnx", "finite")


def test_statistics_of_another_network_are_refused(model: StyleModel) -> None:
    assert_refused(
        lambda: model.region(noise(8, 8), (0, 0, 8, 8), STYLE, np.zeros(5, np.float32)), "statistics", "(5,)"
    )


def test_a_stopped_run_raises_and_the_model_goes_on(model: StyleModel) -> None:
    control = RunControl()
    control.stop()
    picture = noise(20, 20)
    with pytest.raises(RunCancelled):
        model(picture, STYLE, control=control)
    assert model(picture, STYLE).shape == picture.shape


def test_another_thread_stops_a_run(small_model: StyleModel) -> None:
    control, started = RunControl(), threading.Event()
    picture = noise(300, 300)
    outcome: list[str] = []

    def paint_for_ever() -> None:
        try:
            while True:
                small_model(picture, STYLE, control=control)
                started.set()
        except RunCancelled:
            outcome.append("cancelled")

    thread = threading.Thread(target=paint_for_ever)
    thread.start()
    assert started.wait(timeout=60)
    control.stop()
    thread.join(timeout=60)
    assert outcome == ["cancelled"]


class ShortOfMemory:
    """A session that fails as onnxruntime does where a picture has more pixels than the memory has room for."""

    def __init__(self, session: Any, most_pixels: int, message: str) -> None:
        self._session, self._most_pixels, self._message = session, most_pixels, message
        self.sizes: list[tuple[int, int]] = []

    def run(self, outputs: list[str], feeds: dict[str, np.ndarray], options: object) -> list[np.ndarray]:
        height, width = feeds["image"].shape[2:]
        if height * width > self._most_pixels:
            raise RuntimeError(self._message)
        self.sizes.append((height, width))
        return self._session.run(outputs, feeds, options)


ALLOCATION_FAILED = (
    "Non-zero status code returned while running Conv node. Name:'conv' Status Message: /onnxruntime/core/framework/"
    "bfc_arena.cc:376 AllocateRawInternal Failed to allocate memory for requested buffer of size 301989888"
)
CUDA_SHORT = "CUDA failure 2: out of memory ; GPU=0 ; hostname=box ; expr=cudaMalloc((void**)&p, size);"


def short_of_memory(path: Path, most_pixels: int, message: str) -> tuple[StyleModel, ShortOfMemory]:
    """A model on such sessions, and the one that paints."""
    model = open_style(path, provider="cpu", threads=1)
    for name in ("_measuring", "_runtime"):
        runtime: Any = vars(model)[name]
        runtime._session = ShortOfMemory(runtime._session, most_pixels, message)
    return model, vars(model)["_runtime"]._session


@pytest.mark.parametrize("message", [ALLOCATION_FAILED, CUDA_SHORT, "std::bad_alloc"])
def test_tiles_are_halved_until_they_fit_in_memory(
    tiny_style_path: Path, model: StyleModel, message: str
) -> None:
    picture = scenery(300, 401)
    stats = model.statistics(picture, STYLE)
    short, session = short_of_memory(tiny_style_path, 130 * 130, message)
    painted = short.region(picture, (3, 5, 399, 300), STYLE, stats)
    assert_pictures_close(painted, model(picture, STYLE, stats)[5:300, 3:399], most=1)
    session.sizes.clear()
    again = short.region(picture, (0, 0, 401, 300), STYLE, stats)
    assert_pictures_close(again, model(picture, STYLE, stats), most=1)
    assert len(set(session.sizes)) == 1, "tiles that are known to fit are asked for at once, all of one shape"


@pytest.mark.parametrize(
    ("height", "width", "most_pixels"), [(800, 1000, 600_000), (700, 900, 400_000)], ids=["large", "small"]
)
def test_statistics_are_taken_from_less_where_memory_is_short(
    tiny_style_path: Path, model: StyleModel, height: int, width: int, most_pixels: int
) -> None:
    picture = scenery(height, width)
    short, _ = short_of_memory(tiny_style_path, most_pixels, ALLOCATION_FAILED)
    exact = model.statistics(picture, STYLE)
    assert short.statistics(picture, STYLE) == pytest.approx(exact, rel=0.2, abs=0.02)
    assert short.exact_statistics(picture, STYLE) == pytest.approx(exact, rel=1e-4, abs=1e-5)


def test_too_little_memory_for_anything_is_said_in_a_sentence(tiny_style_path: Path) -> None:
    short, _ = short_of_memory(tiny_style_path, 0, ALLOCATION_FAILED)
    stats = np.ones(short.stats_size, np.float32)
    assert_refused(
        lambda: short.region(noise(300, 300), (0, 0, 300, 300), STYLE, stats), "memory", "tiny-style"
    )
    assert_refused(lambda: short.statistics(noise(300, 300), STYLE), "memory", "smaller picture")


def test_a_picture_of_another_size_than_the_one_shown_is_refused(tmp_path: Path) -> None:
    path = tiny_models.cut_output(tiny_models.build_style(tmp_path / "cut.onnx"), "image_out")
    cut = open_style(path, provider="cpu")
    picture = np.zeros((40, 48, 3), np.uint8)
    assert_refused(lambda: cut(picture, tiny_models.random_style()), "cut.onnx", "image_out", "belongs")
