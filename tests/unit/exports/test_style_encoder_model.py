"""The style encoder: any picture in, a vector for its style network out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from exports.catalog import Catalog
from exports.session import StyleEncoderModel, open_model, open_style, open_style_encoder
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_refused
from tests.helpers.tiny_models import build_style_encoder, card_values, change_card


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return build_style_encoder(tmp_path / "tiny-eye.onnx")


@pytest.fixture
def model(path: Path) -> StyleEncoderModel:
    return open_style_encoder(path, provider="cpu", threads=1)


def test_its_vectors_are_for_the_network_that_its_card_names(
    path: Path, model: StyleEncoderModel, tiny_style_path: Path
) -> None:
    assert isinstance(open_model(path), StyleEncoderModel)
    style = open_style(tiny_style_path, provider="cpu")
    assert model.network == style.card.network
    picture = np.random.default_rng(0).integers(0, 256, (80, 90, 3), np.uint8)
    vector = model(picture)
    assert vector.shape == (model.style_size,) == (style.style_size,)
    assert vector.dtype == np.float32
    assert style(picture, style.blend([(vector, 1.0)])).shape == picture.shape


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (64, 64), (65, 127), (300, 200), (2000, 3)])
def test_a_picture_of_any_size_and_type_has_a_style(model: StyleEncoderModel, size: tuple[int, int]) -> None:
    picture = np.full((*size, 3), (200, 100, 50), np.uint8)
    expected = model(np.full((64, 64, 3), (200, 100, 50), np.uint8))
    np.testing.assert_allclose(model(picture), expected, atol=1e-5)
    as_float = picture.astype(np.float32) / np.float32(255)
    np.testing.assert_allclose(model(as_float), expected, atol=0.02)


def test_a_large_picture_is_judged_at_the_size_that_the_card_names(model: StyleEncoderModel) -> None:
    large = np.random.default_rng(0).integers(0, 256, (300, 500, 3), np.uint8)
    assert model.prepare(large).shape == (1, 3, 80, 128)
    small = np.asarray(Image.fromarray(large).resize((128, 77), Image.Resampling.LANCZOS, reducing_gap=3.0))
    np.testing.assert_array_equal(model(large), model(small))


def test_what_is_no_picture_or_no_number_is_refused(model: StyleEncoderModel) -> None:
    with pytest.raises(ValueError, match="a picture is an array"):
        model(np.zeros((4, 4), np.uint8))
    assert_refused(lambda: model(np.full((70, 70, 3), np.nan, np.float32)), "tiny-eye.onnx", "no numbers")


def test_a_graph_of_another_shape_is_refused(path: Path) -> None:
    card = card_values(open_style_encoder(path).card)
    change_card(path, json.dumps(card | {"style_size": 9}))
    assert_refused(lambda: open_style_encoder(path), "tiny-eye.onnx", "'style-encoder'", "'style'")
    for change, part in (({"picture_px": 3}, "picture_px"), ({"network": "No Name"}, "network")):
        change_card(path, json.dumps(card | change))
        assert_refused(lambda: open_style_encoder(path), "tiny-eye.onnx", part)


def test_another_kind_is_named(path: Path, tiny_style_path: Path) -> None:
    assert_refused(lambda: open_style(path), "tiny-eye.onnx", "a style encoder", "a style model")
    assert_refused(lambda: open_style_encoder(tiny_style_path), "tiny-style.onnx", "a style model")


def test_the_catalog_knows_the_encoder_of_a_network(tiny_catalog: Catalog, path: Path) -> None:
    assert tiny_catalog.encoder_of(tiny_models.STYLE_NETWORK) is None
    added = tiny_catalog.add(path)
    found = tiny_catalog.encoder_of(tiny_models.STYLE_NETWORK)
    assert found is not None
    assert found.path == added.path
    assert found.kind == "style-encoder"
    assert tiny_catalog.encoder_of("another-network") is None
    assert tiny_catalog.verify() == []
