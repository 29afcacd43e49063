"""A picture in place of a style's name: its style is predicted, if a style encoder is at hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from exports.names import NAME
from exports.session import open_style, open_style_encoder
from exports.stylecard import StyleCard
from studio.__main__ import main
from studio.cli.stylize import Painter
from studio.engine.predicted import predict_style
from studio.media.provenance import read_recipe
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_pictures_close, assert_pictures_differ, assert_sentence

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tiny_folder: Path, tmp_path: Path) -> Path:
    """The tiny models with a style encoder among them."""
    folder = tmp_path / "models"
    shutil.copytree(tiny_folder, folder)
    tiny_models.build_style_encoder(folder / "tiny-eye.onnx")
    return folder


@pytest.fixture
def pinxit(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`pinxit` with the tiny models alone."""
    monkeypatch.setattr("exports.catalog.files", lambda _package: tmp_path / "none")

    def run(*arguments: object) -> int:
        return main([*map(str, arguments), "--models-folder", str(folder)])

    return run


@pytest.fixture
def run(pinxit: Run) -> Run:
    """`pinxit stylize` with the tiny models alone."""
    return partial(pinxit, "stylize")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (45, 66, 3), np.uint8)
    Image.fromarray(pixels).resize((132, 90)).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


@pytest.fixture(params=[".jpg", ".png"])
def painting(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A picture that carries no style; a PNG looks like a style card at first."""
    path = tmp_path / f"My Wheat{request.param}"
    Image.new("RGB", (300, 200), (230, 180, 40)).save(path)
    return path


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_a_picture_is_painted_with_as_its_style(run: Run, folder: Path, photo: Path, painting: Path) -> None:
    out = photo.with_name("out.png")
    assert run(photo, "--style", painting, "--out", out) == 0
    encoder = open_style_encoder(folder / "tiny-eye.onnx", provider="cpu")
    vector = encoder(pixels(painting))
    expected = open_style(folder / "tiny-style.onnx", provider="cpu")(pixels(photo), vector)
    assert_pictures_close(pixels(out), expected)
    recipe = read_recipe(out)
    assert recipe is not None
    assert recipe.settings["styles"] == [["my-wheat", 1.0]]
    assert recipe.settings["vector"] == pytest.approx(vector)
    assert set(recipe.models) == {"tiny-style", "tiny-eye"}


def test_a_picture_mixes_with_styles_of_the_shelf(run: Run, photo: Path, painting: Path) -> None:
    alone, mixed = photo.with_name("alone.png"), photo.with_name("mixed.png")
    assert run(photo, "--style", painting, "--out", alone) == 0
    assert run(photo, "--style", f"{painting}:1,tiny-brush:3", "--out", mixed) == 0
    assert_pictures_differ(pixels(alone), pixels(mixed))
    assert run(photo, "--style", painting, "--strength", 0, "--out", mixed) == 0
    assert_pictures_close(pixels(mixed), pixels(photo))


def test_the_path_of_a_style_card_still_is_that_style(run: Run, folder: Path, photo: Path) -> None:
    named, by_path = photo.with_name("named.png"), photo.with_name("path.png")
    assert run(photo, "--style", "tiny-brush", "--out", named) == 0
    assert run(photo, "--style", folder / "styles" / "tiny-brush.png", "--out", by_path) == 0
    np.testing.assert_array_equal(pixels(named), pixels(by_path))


def test_what_cannot_be_a_style_is_one_sentence(
    run: Run, folder: Path, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*parts: str, style: object, more: tuple[object, ...] = ()) -> None:
        assert run(photo, "--style", style, "--out", photo.with_name("out.png"), *more) == 1
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1
        assert_sentence(lines[0], *parts)

    broken = tmp_path / "broken.jpg"
    broken.write_text("no picture")
    refused("broken.jpg", style=broken)
    refused("nowhere.jpg", style=tmp_path / "nowhere.jpg")
    refused("nowhere.png", style=tmp_path / "nowhere.png")
    foreign = tiny_models.build_style_card(tmp_path / "foreign.png", "foreign", network="another-network")
    refused("style encoder", "'another-network'", style=f"{photo},{foreign}")
    (folder / "tiny-eye.onnx").unlink()
    refused("style encoder", "pinxit-train add-style", style=photo)
    refused("style encoder", "'tiny-network'", style=photo, more=("--model", "tiny-style"))


def test_the_optimizer_begins_with_what_the_brush_of_its_style_paints(
    pinxit: Run, folder: Path, photo: Path, painting: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, other = photo.with_name("out.png"), photo.with_name("other.png")
    brushed = photo.with_name("brushed.png")
    briefly = ("--size", 132, "--steps", 1, "--learning-rate", 1e-6)
    assert pinxit("optimize", photo, painting, *briefly, "--init", "brush", "--out", out) == 0
    assert pinxit("stylize", photo, "--style", painting, "--out", brushed) == 0
    assert_pictures_close(pixels(out), pixels(brushed))
    recipe = read_recipe(out)
    assert recipe is not None
    assert recipe.settings["init"] == "brush"
    assert set(recipe.models) == {"tiny-perceptual", "tiny-style", "tiny-eye"}
    assert pinxit("optimize", photo, photo, *briefly, "--init", "brush", "--out", other) == 0
    assert_pictures_differ(pixels(out), pixels(other))
    (folder / "tiny-eye.onnx").unlink()
    capsys.readouterr()
    assert pinxit("optimize", photo, painting, *briefly, "--init", "brush", "--out", out) == 1
    assert_sentence(capsys.readouterr().err.strip(), "style encoder")


def test_a_predicted_style_is_a_card_that_can_be_kept(folder: Path, tmp_path: Path) -> None:
    encoder = open_style_encoder(folder / "tiny-eye.onnx", provider="cpu")
    picture = np.random.default_rng(1).integers(0, 256, (70, 300, 3), np.uint8)
    card = predict_style(encoder, picture, "Großvaters Öl, №  1")
    assert (card.name, card.title) == ("gro-vaters-l-1", "Großvaters Öl, №  1")
    card.save(tmp_path / "kept.png")
    again = StyleCard.load(tmp_path / "kept.png", network=tiny_models.STYLE_NETWORK)
    np.testing.assert_array_equal(again.vector, encoder(picture))
    # Without a letter to make a name of, each title still has one of its own.
    smiling, crying = (predict_style(encoder, picture, title).name for title in "☺☹")
    assert smiling != crying
    assert NAME.fullmatch(smiling)
    assert NAME.fullmatch(crying)


def test_a_picture_that_memory_has_no_room_for_does_not_end_a_folder(
    run: Run, folder: Path, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    paint = Painter.paint

    def short_of_memory(painter: Painter, file: Path, *rest: Any) -> None:
        if file.name == "huge.png":
            raise MemoryError
        paint(painter, file, *rest)

    monkeypatch.setattr(Painter, "paint", short_of_memory)
    photos = tmp_path / "photos"
    photos.mkdir()
    for name in ("a.png", "huge.png", "z.png"):
        shutil.copy(photo, photos / name)
    out = tmp_path / "painted"
    assert run(photos, "--style", "tiny-brush", "--out", out) == 1
    assert sorted(path.name for path in out.iterdir()) == ["a.png", "z.png"]
    assert "huge.png: There is not enough memory" in capsys.readouterr().err
