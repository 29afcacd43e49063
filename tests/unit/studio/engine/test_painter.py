"""Stroke scale, colours, detail and seed: every region is what it is in the whole picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from exports.catalog import Catalog
from exports.session import StyleModel, open_style
from studio.document.geometry import Box
from studio.engine.painter import Controls, RegionPainter, fitting_scale
from tests.helpers.tiny_models import random_style

STYLE = random_style(1)


@pytest.fixture(scope="module")
def model(tiny_style_path: Path) -> StyleModel:
    return open_style(tiny_style_path, provider="cpu", threads=1)


def scene(width: int = 150, height: int = 110) -> np.ndarray:
    rng = np.random.default_rng(3)
    soft = Image.fromarray(rng.integers(0, 256, (7, 9, 3), dtype=np.uint8)).resize((width, height), 3)
    return np.clip(np.asarray(soft).astype(int) + rng.integers(-20, 21, (height, width, 3)), 0, 255).astype(
        np.uint8
    )


@pytest.fixture(scope="module")
def grained(tiny_style_path: Path) -> StyleModel:
    """A model that is shown the canvas's grain."""
    model = open_style(tiny_style_path, provider="cpu")
    model.card = replace(model.card, grain=0.05)
    return model


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    scale=st.sampled_from([0.5, 0.7, 1.0, 1.6, 3.0]),
    x0=st.integers(0, 140),
    y0=st.integers(0, 100),
    width=st.integers(1, 150),
    height=st.integers(1, 110),
    seed=st.sampled_from([0, 1, 99]),
)
def test_any_region_equals_the_whole(
    grained: StyleModel, scale: float, x0: int, y0: int, width: int, height: int, seed: int
) -> None:
    base = scene()
    painter = RegionPainter(grained, base, STYLE, Controls(scale=scale, detail=0.7, seed=seed))
    box = Box(x0, y0, min(150, x0 + width), min(110, y0 + height))
    whole = painter.region(Box.of(base))[box.slices].astype(int)
    # Resampling rounds to whole levels, and the tiny network multiplies what it is shown several times.
    assert np.abs(painter.region(box) - whole).max() <= (1 if scale == 1.0 else 4)


def test_each_seed_has_its_own_strokes(grained: StyleModel) -> None:
    base = scene()

    def painted(seed: int, scale: float = 1.0) -> np.ndarray:
        return RegionPainter(grained, base, STYLE, Controls(scale=scale, seed=seed)).region(Box.of(base))

    for scale in (1.0, 1.6):
        different = {painted(seed, scale).tobytes() for seed in range(8)}
        assert len(different) == 8
        assert painted(3, scale).tobytes() in different
    apart = [np.abs(painted(0).astype(int) - painted(seed)).mean() for seed in range(1, 8)]
    assert min(apart) > 1.0


def test_without_controls_it_is_the_model_s_own_picture(model: StyleModel) -> None:
    base = scene()
    painter = RegionPainter(model, base, STYLE, Controls())
    wanted = model(base, STYLE, model.statistics(base, STYLE))
    np.testing.assert_array_equal(painter.region(Box.of(base)), wanted)


def test_a_larger_scale_enlarges_what_a_smaller_picture_shows(model: StyleModel) -> None:
    base = scene(160, 120)
    small = np.asarray(Image.fromarray(base).resize((80, 60), Image.Resampling.LANCZOS))
    stats = model.statistics(small, STYLE)
    wanted = np.asarray(
        Image.fromarray(model(small, STYLE, stats)).resize((160, 120), Image.Resampling.LANCZOS)
    )
    painted = RegionPainter(model, base, STYLE, Controls(scale=2.0)).region(Box.of(base))
    assert np.abs(painted.astype(int) - wanted).max() <= 1


def test_the_photo_s_own_colours_stay_at_every_pixel(model: StyleModel) -> None:
    base = scene()
    painted = RegionPainter(model, base, STYLE, Controls(colors="photo")).region(Box.of(base)).astype(int)
    inside = (painted > 0).all(2) & (painted < 255).all(2)
    chroma = (painted[..., 0] - painted[..., 2]) - (base[..., 0].astype(int) - base[..., 2])
    assert np.abs(chroma[inside]).max() <= 1


def test_the_palette_has_the_photo_s_mean_and_spread(model: StyleModel) -> None:
    base = scene(300, 240)
    plain = RegionPainter(model, base, STYLE, Controls()).region(Box.of(base)).reshape(-1, 3)
    moved = RegionPainter(model, base, STYLE, Controls(colors="palette")).region(Box.of(base)).reshape(-1, 3)
    photo = base.reshape(-1, 3)
    assert np.abs(moved.mean(0) - photo.mean(0)).max() < 8
    assert np.abs(plain.mean(0) - photo.mean(0)).max() > 12
    assert np.abs(np.cov(moved.T) - np.cov(photo.T)).max() < 0.25 * np.cov(photo.T).max()


def test_detail_adds_what_a_blur_takes_away(model: StyleModel) -> None:
    base = np.full((40, 60, 3), 128, np.uint8)
    base[:, 30] = 160
    plain = RegionPainter(model, base, STYLE, Controls()).region(Box.of(base)).astype(int)
    detailed = RegionPainter(model, base, STYLE, Controls(detail=1.0)).region(Box.of(base)).astype(int)
    difference = detailed - plain
    assert difference[:, 30].max() > 15
    assert not difference[:, :24].any()
    assert (difference[:, 27:30] <= 0).all()


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_strength_0_is_the_photo_at_any_scale(scale: float) -> None:
    catalog = Catalog()
    style = catalog.styles()[0]
    shipped = open_style(catalog.network_of(style).path, provider="cpu", threads=1)
    base = scene()
    vector = shipped.blend([(style.vector, 1.0)], 0.0)
    painted = RegionPainter(shipped, base, vector, Controls(scale=scale)).region(Box.of(base))
    np.testing.assert_array_equal(painted, base)


@pytest.mark.parametrize(
    "wrong",
    [
        {"scale": 0.0},
        {"scale": float("nan")},
        {"colors": "blue"},
        {"detail": -1.0},
        {"detail": 9.0},
        {"seed": -1},
        {"seed": 100},
    ],
)
def test_controls_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"the (scale|colors|detail|seed) "):
        Controls(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "scale"),
    [((640, 480), 1.0), ((1200, 900), 1.0), ((1800, 1200), 1.5), ((96, 3000), 2.5), ((9000, 10), 3.0)],
)
def test_strokes_fit_the_picture(size: tuple[int, int], scale: float) -> None:
    assert fitting_scale(*size) == scale
