"""The model library and the stylizers of a document."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exports.catalog import Catalog
from exports.errors import ModelError
from exports.session import StyleModel
from exports.stylecard import StyleCard
from studio.document.geometry import TileIndex
from studio.document.layers import StyleChoice
from studio.engine.stylizer import Stylizer, TileCache
from studio.workers import models
from studio.workers.models import DocumentStylizers, ModelLibrary
from studio.workers.projects import why_not_paintable
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_refused, assert_sentence


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


def test_styles_of_two_networks_are_not_mixed(library: ModelLibrary, tmp_path: Path) -> None:
    """Both networks are at hand, as where a project brings its own styles."""
    tiny_models.build_style(tmp_path / "other.onnx", name="other", network="other-network", seed=3)
    card = tiny_models.build_style_card(tmp_path / "oil.png", "oil", network="other-network")
    cards = {card.name: card for card in (*library.catalog.styles(), StyleCard.load(card))}
    base = np.zeros((64, 64, 3), np.uint8)
    stylizers = DocumentStylizers(library, cards, base, "digest", TileCache())
    assert stylizers.render(StyleChoice.of("oil"), TileIndex(0, 0)).shape == base.shape
    for choice in (
        StyleChoice((("tiny-brush", 0.5), ("oil", 0.5))),
        StyleChoice.of("oil", toward=(("tiny-brush", 1.0),)),
    ):
        parts = ("tiny-brush", "oil", "different style networks")
        assert_refused(lambda choice=choice: stylizers.render(choice, TileIndex(0, 0)), *parts)
        assert_sentence(why_not_paintable(choice, cards, library) or "", *parts)


def test_networks_are_listed_while_another_one_is_opened(
    library: ModelLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the window does while a worker paints in a style of another network for the first time."""
    tiny_models.build_style(tmp_path / "other.onnx", name="other", network="other-network", seed=3)
    card = StyleCard.load(tiny_models.build_style_card(tmp_path / "oil.png", "oil", network="other-network"))
    cards = {each.name: each for each in (*library.catalog.styles(), card)}

    class Looked(Stylizer):
        """Says what its network is while another one comes."""

        @property
        def model(self) -> StyleModel:
            stylizers.of(StyleChoice.of("oil"))
            return self._model

        @model.setter
        def model(self, model: StyleModel) -> None:
            self._model = model

    monkeypatch.setattr(models, "Stylizer", Looked)
    stylizers = DocumentStylizers(library, cards, np.zeros((64, 64, 3), np.uint8), "digest", TileCache())
    stylizers.of(StyleChoice.of("tiny-brush"))
    assert stylizers.models()[0].card.name == "tiny-style"


@pytest.mark.parametrize(
    ("choice", "part"),
    [
        (StyleChoice.of("tiny-brush", strength=-1.0), "strength"),
        (StyleChoice((("tiny-brush", 0.0),)), "weights"),
        (StyleChoice((("tiny-brush", -1.0), ("tiny-reed", 2.0))), "weights"),
        (StyleChoice.of("tiny-brush", toward=(("tiny-reed", 0.0),)), "weights"),
        (StyleChoice.of("tiny-brush", scale=0.0), "scale"),
        (StyleChoice.of("tiny-brush", detail=-1.0), "detail"),
        (StyleChoice.of("tiny-brush", colors="blue"), "colors"),
    ],
)
def test_a_choice_of_a_project_that_makes_no_sense_is_told_in_a_sentence(
    library: ModelLibrary, choice: StyleChoice, part: str
) -> None:
    cards = {card.name: card for card in library.catalog.styles()}
    assert_sentence(why_not_paintable(choice, cards, library) or "", part)
    assert why_not_paintable(StyleChoice.of("tiny-brush"), cards, library) is None
