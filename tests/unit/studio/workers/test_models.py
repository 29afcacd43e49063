"""The model library and the stylizers of a document."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exports.catalog import Catalog
from exports.errors import ModelError
from studio.document.geometry import TileIndex
from studio.document.layers import StyleChoice
from studio.engine.stylizer import TileCache
from studio.workers.models import DocumentStylizers, ModelLibrary


@pytest.fixture
def library(tiny_folder: Path, tmp_path: Path) -> ModelLibrary:
    return ModelLibrary(Catalog([tiny_folder], user_folder=tmp_path), provider="cpu", threads=1)


def stylizers_of(library: ModelLibrary, base: np.ndarray) -> DocumentStylizers:
    cards = {card.name: card for card in library.catalog.styles()}
    return DocumentStylizers(library, cards, base, "digest", TileCache())


def test_a_model_is_opened_once(library: ModelLibrary) -> None:
    assert library.generator("tiny-generator") is library.generator("tiny-generator")


def test_a_generator_that_is_not_there_is_named(library: ModelLibrary) -> None:
    with pytest.raises(ModelError, match="tiny-generatr"):
        library.generator("tiny-generatr")


def test_a_tile_is_rendered_and_then_at_hand(library: ModelLibrary) -> None:
    base = np.random.default_rng(0).integers(0, 256, (300, 280, 3), np.uint8)
    stylizers, choice, tile = stylizers_of(library, base), StyleChoice.of("tiny-brush"), TileIndex(1, 1)
    assert stylizers.cached(choice, tile) is None
    painted = stylizers.render(choice, tile)
    assert painted.shape == (44, 24, 3)
    assert stylizers.cached(choice, tile) is painted
    assert [model.card.name for model in stylizers.models()] == ["tiny-style"]


def test_a_style_that_is_not_on_the_shelf_is_named(library: ModelLibrary) -> None:
    stylizers = stylizers_of(library, np.zeros((64, 64, 3), np.uint8))
    assert stylizers.cached(StyleChoice.of("lost"), TileIndex(0, 0)) is None
    with pytest.raises(ModelError, match="lost"):
        stylizers.render(StyleChoice.of("lost"), TileIndex(0, 0))
