"""Recipes: they survive the journey, and those of others or damaged ones do no harm."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, PngImagePlugin

from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.geometry import Box
from studio.document.layers import StyleChoice
from studio.document.replay import replay
from studio.document.stroke import StrokePoint
from studio.media import provenance
from studio.media.errors import PictureError
from studio.media.provenance import CHUNK_KEY, Recipe, from_text, read_recipe, to_text
from studio.media.writing import save_picture
from tests.helpers.assertions import assert_sentence

PIXELS = np.zeros((300, 280, 3), np.uint8)


def painted_document() -> Document:
    document = Document(PIXELS)
    for number in range(6):
        stroke = document.begin_stroke(StyleChoice.of("ab"[number % 2]), Brush(size_px=20 + number))
        for step in range(60):
            stroke.add(StrokePoint(10 + 4.123 * step, 20 + 40 * number, 0.5 + step / 120, step * 8.0))
        stroke.finish()
    document.add_picture(np.full((4, 4, 3), 9, np.uint8), Box(5, 5, 60, 60), {"seed": 4})
    return document


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.webp"])
def test_a_painting_can_be_painted_again_from_the_exported_file(tmp_path: Path, name: str) -> None:
    document = painted_document()
    source = {"name": "photo.jpg", "digest": document.base_digest}
    save_picture(tmp_path / name, PIXELS, recipe=Recipe("document", source=source, edits=document.edits))
    recipe = read_recipe(tmp_path / name)
    assert recipe is not None
    assert recipe.source["digest"] == document.base_digest
    again = Document(PIXELS)
    replay(again, recipe.edits, lambda source: np.full((4, 4, 3), 9, np.uint8))
    assert len(again.layers) == len(document.layers) == 7
    for layer, twin in zip(document.layers, again.layers, strict=True):
        assert np.array_equal(layer.mask.read(document.box), twin.mask.read(document.box))


def test_a_png_is_not_decoded_to_look_for_its_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plain.png"
    Image.new("RGB", (20, 20)).save(path)
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda _self: pytest.fail("it was decoded"))
    assert read_recipe(path) is None


def test_long_recipes_are_packed_and_short_ones_readable() -> None:
    short = to_text(Recipe("sample", {"seed": 1}))
    assert json.loads(short.removeprefix("pinxit.recipe:"))["settings"] == {"seed": 1}
    long = Recipe("document", edits=painted_document().edits)
    assert len(to_text(long)) < len(json.dumps(long.to_json())) / 2
    assert to_text(long).isascii()
    assert from_text(to_text(long), "a.png") == long


def test_numbers_that_json_does_not_know_are_not_written() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        to_text(Recipe("sample", {"seed": float("nan")}))


def test_pictures_of_others_have_no_recipe(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = b"ASCII\0\0\0A day at the sea"
    exif[ExifTags.IFD.Exif] = exif.get_ifd(ExifTags.IFD.Exif)
    for name in ("a.png", "a.jpg", "a.webp"):
        Image.fromarray(PIXELS).save(tmp_path / name, exif=exif)
        assert read_recipe(tmp_path / name) is None
    Image.fromarray(PIXELS).save(tmp_path / "a.gif", comment=b"hello")
    assert read_recipe(tmp_path / "a.gif") is None


def with_text(path: Path, text: str) -> Path:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt(CHUNK_KEY, text)
    Image.fromarray(PIXELS).save(path, pnginfo=chunks)
    return path


def packed(plain: str) -> str:
    return "pinxit.recipe+zlib:" + base64.b64encode(zlib.compress(plain.encode())).decode()


GOOD = Recipe("sample", {"seed": 1}).to_json()


@pytest.mark.parametrize(
    "text",
    [
        "pinxit.recipe:{",
        "pinxit.recipe:[]",
        "pinxit.recipe:" + json.dumps({**GOOD, "schema": 99}),
        "pinxit.recipe:" + json.dumps({**GOOD, "edits": [{"do": "format-disk"}]}),
        "pinxit.recipe:" + json.dumps({**GOOD, "edits": [{"do": "stroke"}]}),
        "pinxit.recipe:" + json.dumps({**GOOD, "models": 3}),
        "pinxit.recipe:" + json.dumps({**GOOD, "settings": {"seed": float("nan")}}),
        "pinxit.recipe:" + "[" * 100_000,
        "pinxit.recipe+zlib:*****",
        "pinxit.recipe+zlib:" + base64.b64encode(b"not packed").decode(),
        packed("{}")[:-12],
    ],
)
def test_a_damaged_or_newer_recipe_is_named_in_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(PictureError) as caught:
        read_recipe(with_text(tmp_path / "odd.png", text))
    assert_sentence(str(caught.value), "odd.png")


def test_a_recipe_cannot_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "LARGEST_RECIPE_CHARS", 1000)
    with pytest.raises(PictureError):
        read_recipe(with_text(tmp_path / "bomb.png", packed(" " * 1_000_000)))


def test_a_file_that_is_no_picture_has_no_recipe_to_read(tmp_path: Path) -> None:
    path = tmp_path / "letter.png"
    path.write_text("no picture")
    with pytest.raises(PictureError, match="not a picture"):
        read_recipe(path)
