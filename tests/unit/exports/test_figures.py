"""The figures in a generator's card, which somebody else may have written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.card import GeneratorCard, parse_card
from exports.catalog import Catalog
from exports.errors import CardError
from exports.figures import BOUNDS, FiguresCard, usable_figures
from tests.helpers.assertions import assert_refused
from tests.helpers.tiny_models import card_values

FIGURES = FiguresCard("evaluate", "squeezenet-1.0", False, 1024, 43.76, {"frechet": 0.303, "coverage": 0.521})
CARD = GeneratorCard(
    name="faces",
    title="Faces",
    author="Someone",
    licence="MIT",
    training_data="own pictures",
    training_data_licence="CC0-1.0",
    latent_size=2,
    resolution=64,
    figures=FIGURES,
)


def with_figures(change: dict[str, Any]) -> str:
    values = card_values(CARD)
    return json.dumps(values | {"figures": values["figures"] | change})


@pytest.mark.parametrize(
    "figures",
    [
        FIGURES,
        None,
        FiguresCard("monitor", "pinxit", True, 512, 8.0, dict.fromkeys(BOUNDS, 0.25)),
        replace(FIGURES, used_in_training=None, kimg=None, values={"kernel": -0.001}),
    ],
    ids=["evaluated", "none", "monitored", "little known"],
)
def test_figures_come_back_as_they_were_written(figures: FiguresCard | None) -> None:
    card = replace(CARD, figures=figures)
    assert parse_card(card.to_json(), file_name="some.onnx") == card


def test_a_card_from_before_there_were_figures_has_none() -> None:
    values = card_values(CARD)
    del values["figures"]
    assert parse_card(json.dumps(values), file_name="some.onnx") == replace(CARD, figures=None)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"measured_by": "me"}, "measured by 'me'"),
        ({"measured_by": ""}, "'figures.measured_by'"),
        ({"network": "n" * 81}, "'figures.network'"),
        ({"network": "two\nlines"}, "'figures.network'"),
        ({"used_in_training": 1}, "'figures.used_in_training' that is not true or false"),
        ({"samples": 0}, "'figures.samples'"),
        ({"samples": 10**9}, "'figures.samples'"),
        ({"samples": True}, "'figures.samples'"),
        ({"kimg": -1}, "'figures.kimg'"),
        ({"kimg": 1e300}, "'figures.kimg'"),
        ({"values": []}, "'figures.values' that is not an object"),
        ({"values": {}}, "'figures' without a single value"),
        ({"values": {"frechet": -0.1}}, "'figures.values.frechet' that is not a number from 0"),
        ({"values": {"frechet": "0.3"}}, "'figures.values.frechet'"),
        ({"values": {"frechet": True}}, "'figures.values.frechet'"),
        ({"values": {"frechet": float("nan")}}, "NaN"),
        ({"values": {"coverage": 1.5}}, "'figures.values.coverage' that is not a number from 0 to 1"),
        ({"values": {"frechet": 0.3, "beauty": 1}}, "do not know: 'figures.values.beauty'"),
        ({"made_by": "me"}, "'figures.made_by'"),
    ],
)
def test_figures_that_cannot_be_are_refused(change: dict[str, Any], part: str) -> None:
    part = part.replace("do not know", "this version does not know")
    assert_refused(
        lambda: parse_card(with_figures(change), file_name="some.onnx"), "some.onnx", part, error=CardError
    )


@pytest.mark.parametrize("figures", [[], "good", 3, {"values": {"frechet": 1}}])
def test_what_is_no_table_of_figures_is_refused(figures: object) -> None:
    text = json.dumps(card_values(CARD) | {"figures": figures})
    assert_refused(lambda: parse_card(text, file_name="some.onnx"), "'figures", error=CardError)


def test_other_kinds_have_no_figures() -> None:
    values = card_values(CARD) | {"kind": "style-encoder", "network": "n", "style_size": 3, "picture_px": 64}
    for key in ("latent_size", "resolution", "directions", "style_layers"):
        del values[key]
    assert_refused(
        lambda: parse_card(json.dumps(values), file_name="some.onnx"), "'figures'", error=CardError
    )


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.sampled_from([*BOUNDS, "patches_16"]),
        st.floats(allow_nan=True, allow_infinity=True) | st.booleans() | st.none() | st.text(),
    )
)
def test_what_is_kept_of_a_row_is_what_a_card_takes(row: dict[str, Any]) -> None:
    kept = usable_figures(row)
    assert kept.keys() <= row.keys() & BOUNDS.keys()
    if kept:
        card = replace(CARD, figures=replace(FIGURES, values=kept))
        assert parse_card(card.to_json(), file_name="some.onnx") == card


def test_generators_that_ship_tell_their_licence_and_figures(tmp_path: Path) -> None:
    cards = [entry.card for entry in Catalog(user_folder=tmp_path).models() if entry.shipped]
    generators = [card for card in cards if isinstance(card, GeneratorCard)]
    assert generators
    for card in generators:
        assert card.licence == "MIT"
        figures = card.figures
        assert figures is not None, card.name
        assert (figures.measured_by, figures.used_in_training, figures.samples) == ("evaluate", False, 1024)
        assert figures.network not in card.training["looked_through"]
        assert figures.kimg == card.training["kimg"]
        assert {"frechet", "kernel", "density", "coverage", "copied"} <= figures.values.keys()
