"""Brush cards: what comes back, and what files of others can do."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from exports.stylecard import StyleCard
from studio.document.brush import Brush
from studio.document.handling import Smoothing
from studio.document.layers import StyleChoice
from studio.document.pen import Dynamic
from studio.document.tool_settings import ToolSettings
from studio.engine.brush_preview import SIDE_PX, brush_preview
from studio.media.brush_card import CHUNK_KEY, BrushCard, BrushCardError

SETTINGS = ToolSettings(Brush(size_px=77, flow=0.2, size_by=Dynamic("speed")), Smoothing("rope", 55))
CHOICE = StyleChoice((("storm", 1.0),), 0.7, toward=(("calm", 1.0),))


def card(choice: StyleChoice | None = None) -> BrushCard:
    return BrushCard("Große Wäsche", SETTINGS, brush_preview(SETTINGS.brush), choice)


def forged(path: Path, **changes: object) -> Path:
    """A card whose text was changed; None takes a value away."""
    values = {"schema": 1, "title": "Ink", **SETTINGS.to_json(), **changes}
    text = PngImagePlugin.PngInfo()
    text.add_itxt(CHUNK_KEY, json.dumps({key: value for key, value in values.items() if value is not None}))
    Image.new("RGB", (8, 8)).save(path, pnginfo=text)
    return path


@pytest.mark.parametrize("choice", [None, CHOICE])
def test_a_card_comes_back(tmp_path: Path, choice: StyleChoice | None) -> None:
    card(choice).save(tmp_path / "ink.png")
    again = BrushCard.load(tmp_path / "ink.png")
    assert (again.title, again.settings, again.choice) == ("Große Wäsche", SETTINGS, choice)
    assert np.array_equal(again.thumbnail, card().thumbnail)
    assert BrushCard.is_in(tmp_path / "ink.png")


def test_other_files_are_no_cards(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.png")
    (tmp_path / "text.png").write_text("no picture")
    for name in ("photo.png", "text.png", "nothing.png"):
        assert not BrushCard.is_in(tmp_path / name)
        with pytest.raises(BrushCardError, match=name):
            BrushCard.load(tmp_path / name)


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": 2},
        {"schema": None},
        {"schema": True},
        {"title": ""},
        {"title": "a\nb"},
        {"title": "x" * 61},
        {"title": 7},
        {"brush": None},
        {"brush": {"size_px": -1}},
        {"brush": {"size_px": "large"}},
        {"brush": {"size_px": 10, "eraser": "no"}},
        {"brush": {"size_px": 10, "pressure_size": 10**400}},
        {"smoothing": {"kind": "rope", "length_px": 10**400}},
        {"choice": {"weights": [["storm", 10**400]], "strength": 1}},
        {"brush": {"size_px": 10, "wings": 2}},
        {"brush": {"size_px": 10, "size_by": {"source": "wind", "curve": [[0, 0], [1, 1]]}}},
        {"brush": {"size_px": 10, "size_by": {"source": "speed", "curve": 3}}},
        {"smoothing": {"kind": "mush", "length_px": 3}},
        {"choice": {"weights": [], "strength": 1}},
        {"choice": 5},
    ],
)
def test_a_card_that_makes_no_sense_is_refused_with_its_name(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(BrushCardError, match=r"forged\.png"):
        BrushCard.load(forged(tmp_path / "forged.png", **changes))


def test_the_preview_shows_what_the_brush_does() -> None:
    plain = brush_preview(Brush(size_px=100))
    assert plain.shape == (SIDE_PX, SIDE_PX, 3)
    ink = brush_preview(Brush(size_px=100, size_by=Dynamic("pressure")))
    seen = [int((picture.max(axis=-1) > 120).sum()) for picture in (ink, plain)]
    assert 0 < seen[0] < seen[1]
    rubber = brush_preview(Brush(size_px=100, eraser=True))
    assert rubber.mean() > 1.5 * plain.mean()
    sliding = brush_preview(Brush(size_px=100, mix_by=Dynamic("pressure"))).astype(int)
    blue_lack = (sliding[..., 0] - sliding[..., 2]).max(axis=0)
    assert blue_lack[150] > blue_lack[45] + 80


def style(name: str) -> StyleCard:
    picture = np.random.default_rng(1).integers(0, 256, (160, 160, 3), dtype=np.uint8)
    vector = np.linspace(-1, 1, 12, dtype=np.float32)
    return StyleCard(
        name=name,
        title=name.title(),
        artist="",
        year=None,
        licence="MIT",
        network="tiny",
        vector=vector,
        source=picture,
    )


def test_a_card_brings_the_styles_of_its_choice(tmp_path: Path) -> None:
    styles = (style("storm"), style("calm"), style("other"))
    made = BrushCard("Sea", SETTINGS, brush_preview(SETTINGS.brush), CHOICE, styles)
    made.save(tmp_path / "sea.png")
    again = BrushCard.load(tmp_path / "sea.png")
    assert [each.name for each in again.styles] == ["storm", "calm"]
    assert np.array_equal(again.styles[0].vector, styles[0].vector)
    assert again.styles[0].thumbnail.shape == (96, 96, 3)
    # A preset of a preset brings them on.
    again.save(tmp_path / "again.png")
    assert len(BrushCard.load(tmp_path / "again.png").styles) == 2


@pytest.mark.parametrize("styles", ["abc", {"a": 1}, [5], ["!!!"], ["aGVsbG8="]])
def test_styles_that_are_none_are_refused(tmp_path: Path, styles: object) -> None:
    with pytest.raises(BrushCardError):
        BrushCard.load(forged(tmp_path / "bad.png", choice=CHOICE.to_json(), styles=styles))
