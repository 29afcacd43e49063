"""The description inside a model file: what is accepted, what is refused and in which words."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.card import (
    LIMIT_CHARS,
    MIGRATIONS,
    SCHEMA,
    DirectionCard,
    GeneratorCard,
    ModelCard,
    PerceptualCard,
    StyleLayerCard,
    StyleNetworkCard,
    parse_card,
)
from exports.errors import CardError
from tests.helpers.assertions import assert_refused
from tests.helpers.tiny_models import card_values

COMMON: dict[str, Any] = {
    "title": "Some title",
    "author": "Someone",
    "licence": "MIT",
    "training_data": "own pictures",
    "training_data_licence": "CC0-1.0",
    "training": {"config": "abc", "images_seen": 12, "metrics": {"loss": 0.5}},
}
STYLE = StyleNetworkCard(
    name="painter",
    network="painter-1",
    style_size=3,
    stats_size=4,
    photo_style=(0.0, 0.5, -1.25),
    norm_channels=(2,),
    receptive_radius=37,
    size_multiple=8,
    **COMMON,
)
GENERATOR = GeneratorCard(
    name="faces",
    latent_size=2,
    resolution=64,
    directions=(DirectionCard("Age", (0.6, 0.8), 1.5),),
    **COMMON,
)
PERCEPTUAL = PerceptualCard(
    name="eye",
    content_layer="conv3",
    style_layers=(StyleLayerCard("conv1", 16, 2.0),),
    size_multiple=8,
    **COMMON,
)


def refuse(card: ModelCard, change: dict[str, Any], *parts: str) -> None:
    """The card with some values changed is refused with the file's name and these parts."""
    text = json.dumps(card_values(card) | change)
    assert_refused(lambda: parse_card(text, file_name="some.onnx"), "some.onnx", *parts, error=CardError)


@pytest.mark.parametrize("card", [STYLE, GENERATOR, PERCEPTUAL], ids=lambda card: card.kind)
def test_cards_come_back_as_they_were_written(card: ModelCard) -> None:
    assert parse_card(card.to_json(), file_name="some.onnx") == card


def test_every_older_schema_has_a_migration() -> None:
    assert set(MIGRATIONS) == set(range(1, SCHEMA))


def test_a_newer_schema_is_refused_with_advice() -> None:
    refuse(STYLE, {"schema": SCHEMA + 1}, "newer Pinxit", "update Pinxit")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"schema": 0}, "'schema' that is not a whole number"),
        ({"schema": True}, "'schema'"),
        ({"kind": "oracle"}, "the kind 'oracle'"),
        ({"kind": 3}, "'kind'"),
        ({"name": ""}, "'name'"),
        ({"name": "../escape"}, "'name'"),
        ({"name": "Spaces in it"}, "'name'"),
        ({"name": "a" * 65}, "'name'"),
        ({"title": ""}, "'title'"),
        ({"title": "two\nlines"}, "'title'"),
        ({"title": "\x1b[31mred"}, "'title'"),
        ({"title": "half a \ud800"}, "'title'"),
        ({"title": "t" * 121}, "'title'"),
        ({"licence": None}, "'licence'"),
        ({"training": []}, "'training'"),
        ({"receptive_radius": -1}, "'receptive_radius'"),
        ({"receptive_radius": 1e300}, "'receptive_radius'"),
        ({"receptive_radius": 2.5}, "'receptive_radius'"),
        ({"size_multiple": 0}, "'size_multiple'"),
        ({"style_size": 10**30}, "'style_size'"),
        ({"style_size": 2}, "'photo_style' that is not a list of 2"),
        ({"photo_style": [0, 0, "0"]}, "'photo_style'"),
        ({"photo_style": [0, 0, True]}, "'photo_style'"),
        ({"photo_style": [0, 0, 10**400]}, "'photo_style'"),
        ({"photo_style": [0, 0, math.nan]}, "NaN"),
        ({"photo_style": [0, 0, -math.inf]}, "-Infinity"),
        ({"norm_channels": [1, 2]}, "'norm_channels' that do not make 4 statistics"),
        ({"norm_channels": [True, 1]}, "'norm_channels' that is not a list of whole numbers"),
        ({"norm_channels": [-1, 3]}, "'norm_channels'"),
        ({"norm_channels": 2}, "'norm_channels'"),
        ({"grain": -0.1}, "'grain' that is not a number from 0 to 1"),
        ({"grain": "much"}, "'grain'"),
        ({"grain": 0.1}, "'grain' but no photo style that ends with 0 and 1"),
        ({"network": "Not A Name"}, "'network'"),
        ({"photo_stile": [0]}, "keys that this version does not know: 'photo_stile'"),
    ],
)
def test_a_wrong_value_is_named(change: dict[str, Any], part: str) -> None:
    refuse(STYLE, change, part)


@pytest.mark.parametrize("key", sorted(card_values(STYLE).keys() - {"norm_channels", "grain"}))
def test_a_missing_value_is_named(key: str) -> None:
    values = card_values(STYLE)
    del values[key]
    assert_refused(
        lambda: parse_card(json.dumps(values), file_name="some.onnx"), f"has no '{key}'", error=CardError
    )


def test_a_style_network_need_not_say_how_its_statistics_are_laid_out() -> None:
    values = card_values(STYLE)
    del values["norm_channels"]
    card = parse_card(json.dumps(values), file_name="some.onnx")
    assert isinstance(card, StyleNetworkCard)
    assert card.norm_channels == ()


@pytest.mark.parametrize(
    ("directions", "part"),
    [
        ([{"name": "Age", "vector": [1.0], "sigma": 1}], "'directions[0].vector' that is not a list of 2"),
        ([{"name": "Age", "vector": [1, 0], "sigma": -1}], "'directions[0].sigma'"),
        ([{"name": "Age", "vector": [1, 0], "sigma": 1, "extra": 0}], "'directions[0].extra'"),
        ([7], "'directions'"),
        ([{"name": "Age", "vector": [1, 0], "sigma": 1}] * 65, "at most 64"),
    ],
)
def test_wrong_directions_are_named(directions: list[Any], part: str) -> None:
    refuse(GENERATOR, {"directions": directions}, part)


@pytest.mark.parametrize(
    ("layers", "part"),
    [
        ([], "no style layers"),
        ([{"name": "conv1", "channels": 0, "default_weight": 1}], "'style_layers[0].channels'"),
        ([{"name": "conv1", "channels": 4, "default_weight": -1}], "'style_layers[0].default_weight'"),
    ],
)
def test_wrong_style_layers_are_named(layers: list[Any], part: str) -> None:
    refuse(PERCEPTUAL, {"style_layers": layers}, part)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "is not valid JSON"),
        ("{", "is not valid JSON"),
        ("[]", "is not a JSON object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"schema": 1e999}', "too large"),
        ('{"a": "' + "x" * LIMIT_CHARS + '"}', "the limit is"),
    ],
)
def test_what_is_no_card_is_refused(text: str, part: str) -> None:
    assert_refused(lambda: parse_card(text, file_name="some.onnx"), "some.onnx", part, error=CardError)


def test_a_card_that_would_be_refused_is_not_written() -> None:
    card = replace(GENERATOR, name="Bad Name")
    assert_refused(card.to_json, "'name'", error=CardError)
    card = replace(GENERATOR, name="good", training={"loss": math.nan})
    assert_refused(card.to_json, "good", error=CardError)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(card_values(STYLE))), json_values, max_size=4))
def test_any_values_are_read_or_refused_but_never_crash(change: dict[str, Any]) -> None:
    text = json.dumps(card_values(STYLE) | change)
    try:
        card = parse_card(text, file_name="some.onnx")
    except CardError:
        return
    assert parse_card(card.to_json(), file_name="again.onnx") == card


def test_a_generators_card_may_say_that_it_has_styles_and_need_not() -> None:
    styled = replace(GENERATOR, style_size=128, style_layers=9)
    assert parse_card(styled.to_json(), file_name="faces.onnx") == styled

    older = json.loads(GENERATOR.to_json())
    del older["style_size"], older["style_layers"]
    assert parse_card(json.dumps(older), file_name="faces.onnx") == GENERATOR


@pytest.mark.parametrize("half", [{"style_size": 128}, {"style_layers": 9}])
def test_half_of_a_style_space_is_refused(half: dict[str, int]) -> None:
    assert_refused(
        lambda: replace(GENERATOR, **half).to_json(), "only one of 'style_size' and 'style_layers'"
    )
