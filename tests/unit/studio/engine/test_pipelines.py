"""Whole pictures by parts: the same as in one piece, where it is wanted, with progress and a way out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.session import StyleModel, open_style
from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.layers import StyleChoice
from studio.document.stroke import StrokePoint
from studio.engine import pipelines
from studio.engine.cancel import Cancelled, CancelToken
from studio.engine.color import with_colors_of
from studio.engine.painter import Controls
from studio.engine.pipelines import render_document, stylize_picture
from studio.engine.stylizer import Stylizer
from tests.helpers.tiny_models import random_style

VECTOR = random_style(1)
REED = StyleChoice.of("reed")


@pytest.fixture(scope="module")
def model(tiny_style_path: Path) -> StyleModel:
    return open_style(tiny_style_path, provider="cpu", threads=1)


def picture_of(width: int, height: int) -> np.ndarray:
    return np.random.default_rng(width).integers(0, 256, (height, width, 3), dtype=np.uint8)


@settings(max_examples=12, deadline=None)
@given(width=st.integers(1, 330), height=st.integers(1, 330))
def test_regions_make_the_picture_that_one_piece_makes(model: StyleModel, width: int, height: int) -> None:
    picture = picture_of(width, height)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipelines, "REGION_PX", 100)
        painted = stylize_picture(model, picture, VECTOR)
    assert np.abs(painted.astype(int) - model(picture, VECTOR)).max() <= 1


def test_a_mask_keeps_the_photo_where_it_is_zero_and_mixes_between(model: StyleModel) -> None:
    picture = picture_of(90, 60)
    mask = np.zeros((60, 90), np.uint8)
    mask[:, 30:60], mask[:, 60:] = 128, 255
    painted = stylize_picture(model, picture, VECTOR)
    masked = stylize_picture(model, picture, VECTOR, mask=mask)
    assert np.array_equal(masked[:, :30], picture[:, :30])
    assert np.array_equal(masked[:, 60:], painted[:, 60:])
    half = picture[:, 30:60] + (painted[:, 30:60].astype(float) - picture[:, 30:60]) * 128 / 255
    assert np.abs(masked[:, 30:60] - half).max() <= 1
    with pytest.raises(ValueError, match="does not fit"):
        stylize_picture(model, picture, VECTOR, mask=mask.T)


def test_colors_can_be_kept(model: StyleModel) -> None:
    picture = picture_of(70, 40)
    kept = stylize_picture(model, picture, VECTOR, controls=Controls(colors="photo"))
    assert np.array_equal(kept, with_colors_of(picture, stylize_picture(model, picture, VECTOR)))


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_other_stroke_sizes_keep_the_size_of_the_picture(model: StyleModel, scale: float) -> None:
    picture = picture_of(75, 41)
    painted = stylize_picture(model, picture, VECTOR, controls=Controls(scale=scale))
    assert painted.shape == picture.shape
    assert not np.array_equal(painted, stylize_picture(model, picture, VECTOR))


def test_progress_rises_to_one_and_the_work_can_be_cancelled(
    model: StyleModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipelines, "REGION_PX", 32)
    shares: list[float] = []
    stylize_picture(model, picture_of(100, 60), VECTOR, on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) == 8
    token = CancelToken()
    with pytest.raises(Cancelled):
        stylize_picture(
            model, picture_of(100, 60), VECTOR, on_progress=lambda _: token.cancel(), cancel=token
        )


def test_a_filled_document_renders_to_the_stylized_picture(model: StyleModel) -> None:
    document = Document(picture_of(600, 300))
    document.fill(REED)
    stylizer = Stylizer(model, {"reed": VECTOR}, document.base, base_digest=document.base_digest)
    shares: list[float] = []
    rendered = render_document(document.view(), stylizer, on_progress=shares.append)
    assert np.abs(rendered.astype(int) - model(document.base, VECTOR)).max() <= 1
    assert shares[-1] == 1.0


def test_a_stroke_renders_where_it_was_drawn_and_nowhere_else(model: StyleModel) -> None:
    document = Document(picture_of(600, 300))
    stroke = document.begin_stroke(REED, Brush(size_px=40, hardness=1.0))
    stroke.add(StrokePoint(100, 100))
    stroke.add(StrokePoint(300, 100))
    stroke.finish()
    stylizer = Stylizer(model, {"reed": VECTOR}, document.base, base_digest=document.base_digest)
    rendered = render_document(document, stylizer)
    outside = document.layers[0].mask.read(document.box) == 0
    assert np.array_equal(rendered[outside], document.base[outside])
    assert np.abs(rendered[90:110, 110:290].astype(int) - document.base[90:110, 110:290]).mean() > 5
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        render_document(document, stylizer, cancel=token)


def test_a_large_picture_is_painted_with_the_statistics_of_all_of_it(model: StyleModel) -> None:
    picture = picture_of(300, 200)
    picture[:, 180:] //= 5
    limited = open_style(model.path, provider="cpu", threads=1)
    limited.tiling.exact_limit_px, limited.tiling.tile_px = 20_000, 90
    shares: list[float] = []
    painted = stylize_picture(limited, picture, VECTOR, on_progress=shares.append)
    assert np.abs(painted.astype(int) - model(picture, VECTOR)).max() <= 1
    assert shares == sorted(set(shares))
    assert shares[-1] == 1.0
    quick = stylize_picture(limited, picture, VECTOR, quick=True)
    document = Document(picture)
    document.fill(REED)
    stylizer = Stylizer(limited, {"reed": VECTOR}, picture, base_digest=document.base_digest)
    assert np.abs(quick.astype(int) - render_document(document, stylizer)).max() <= 1
