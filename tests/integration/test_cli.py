"""Every verb end to end on tiny models: what it writes, what it says, and how it refuses."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import onnx
import pytest
from PIL import Image

from exports.catalog import Catalog
from exports.generator_model import GeneratorModel
from exports.perceptual_model import PerceptualModel
from exports.session import open_generator, open_style
from exports.stylecard import StyleCard
from studio.document.document import Document
from studio.document.layers import StyleChoice
from studio.engine import pacing, pipelines
from studio.engine.latent import EASINGS, from_seed
from studio.engine.optimizer_state import OptimizerState
from studio.media.openraster import save_project
from studio.media.provenance import read_recipe
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_pictures_close, assert_pictures_differ
from tests.helpers.commands import Run, assert_one_line
from tests.helpers.documents import sheets_of
from tests.helpers.full_disk import fill_the_disk_for_films
from tests.helpers.ink_profile import ink_profile
from tests.helpers.tiny_style_generator import build_style_generator


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def frame_sizes(path: Path) -> list[tuple[int, int]]:
    with av.open(str(path)) as film:
        return [(frame.width, frame.height) for frame in film.decode(video=0)]


class TestStylize:
    def test_it_paints_what_the_model_paints(
        self,
        run: Run,
        photo: Path,
        photo_pixels: np.ndarray,
        tiny_folder: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        out = photo.with_name("out.png")
        assert run("stylize", photo, "--style", "tiny-brush", "--out", out) == 0
        captured = capsys.readouterr()
        assert captured.out.strip() == str(out)
        assert captured.err == ""
        model = open_style(tiny_folder / "tiny-style.onnx", provider="cpu")
        style = StyleCard.load(tiny_folder / "styles" / "tiny-brush.png")
        expected = model(photo_pixels, model.blend([(style.vector, 1.0)], style.strength))
        assert_pictures_close(pixels(out), expected)
        assert_pictures_differ(pixels(out), photo_pixels)

    def test_strength_0_gives_the_photo_back(self, run: Run, photo: Path, photo_pixels: np.ndarray) -> None:
        out = photo.with_name("out.png")
        assert run("stylize", photo, "--style", "tiny-brush", "--strength", 0, "--out", out) == 0
        assert_pictures_close(pixels(out), photo_pixels)

    def test_a_mix_lies_between_its_styles(self, run: Run, photo: Path) -> None:
        painted = {}
        for style in ("tiny-brush", "tiny-reed", "tiny-brush:3,tiny-reed:1"):
            out = photo.with_name("out.png")
            assert run("stylize", photo, "--style", style, "--out", out) == 0
            painted[style] = pixels(out).astype(np.float32)
        brush, reed, mix = painted.values()
        to_brush, to_reed = np.abs(mix - brush).mean(), np.abs(mix - reed).mean()
        assert 0 < to_brush < to_reed

    @pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
    def test_the_recipe_travels_in_every_format_unless_it_shall_not(
        self, run: Run, photo: Path, suffix: str
    ) -> None:
        out = photo.with_name(f"out{suffix}")
        assert run("stylize", photo, "--style", "tiny-brush:2,tiny-reed", "--keep-color", "--out", out) == 0
        recipe = read_recipe(out)
        assert recipe is not None
        assert recipe.kind == "stylize"
        assert recipe.settings["styles"] == [["tiny-brush", 2.0], ["tiny-reed", 1.0]]
        assert recipe.settings["colors"] == "photo"
        assert list(recipe.models) == ["tiny-style"]
        assert recipe.source["name"] == "photo.png"
        assert run("stylize", photo, "--style", "tiny-brush", "--no-recipe", "--out", out) == 0
        assert read_recipe(out) is None

    def test_strokes_fit_the_picture_and_the_recipe_says_how_large_they_are(
        self, run: Run, photo: Path
    ) -> None:
        wide, out = photo.with_name("wide.png"), photo.with_name("out.png")
        Image.open(photo).resize((2400, 60)).save(wide)
        for picture, given, scale in ((photo, (), 1.0), (wide, (), 2.0), (wide, ("--scale", 0.5), 0.5)):
            assert run("stylize", picture, "--style", "tiny-brush", *given, "--out", out) == 0
            recipe = read_recipe(out)
            assert recipe is not None
            assert recipe.settings["scale"] == scale

    def test_keep_color_keeps_the_color(self, run: Run, photo: Path, photo_pixels: np.ndarray) -> None:
        plain, kept = photo.with_name("plain.png"), photo.with_name("kept.png")
        assert run("stylize", photo, "--style", "tiny-brush", "--out", plain) == 0
        assert run("stylize", photo, "--style", "tiny-brush", "--keep-color", "--out", kept) == 0

        def color_change(path: Path) -> float:
            change = pixels(path).astype(np.float32) - photo_pixels
            return float(np.abs(change[..., 0] - change[..., 2]).mean())

        assert color_change(kept) < color_change(plain) / 2

    def test_a_mask_bounds_the_paint(self, run: Run, photo: Path, photo_pixels: np.ndarray) -> None:
        mask, out = photo.with_name("mask.png"), photo.with_name("out.png")
        shape = np.zeros(photo_pixels.shape[:2], np.uint8)
        shape[:, 60:] = 255
        Image.fromarray(shape).save(mask)
        assert run("stylize", photo, "--style", "tiny-brush", "--mask", mask, "--out", out) == 0
        painted = pixels(out)
        np.testing.assert_array_equal(painted[:, :60], photo_pixels[:, :60])
        assert_pictures_differ(painted[:, 60:], photo_pixels[:, 60:])

    def test_a_mask_of_another_size_is_refused(
        self, run: Run, photo: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        mask = photo.with_name("mask.png")
        Image.new("L", (20, 10)).save(mask)
        out = photo.with_name("out.png")
        assert run("stylize", photo, "--style", "tiny-brush", "--mask", mask, "--out", out) == 1
        assert_one_line(capsys, "mask.png", "20 × 10", "130 × 90")
        assert not out.exists()

    def test_strokes_can_be_larger(self, run: Run, photo: Path) -> None:
        small, large = photo.with_name("small.png"), photo.with_name("large.png")
        assert run("stylize", photo, "--style", "tiny-brush", "--out", small) == 0
        assert run("stylize", photo, "--style", "tiny-brush", "--scale", 3, "--out", large) == 0
        assert_pictures_differ(pixels(small), pixels(large))

        def detail(path: Path) -> float:
            return float(np.abs(np.diff(pixels(path).astype(np.float32), axis=1)).mean())

        assert detail(large) < detail(small)

    def test_a_style_card_may_lie_anywhere(self, run: Run, photo: Path, tiny_folder: Path) -> None:
        card = shutil.copy(tiny_folder / "styles" / "tiny-brush.png", photo.with_name("a:b.png"))
        named, by_path = photo.with_name("named.webp"), photo.with_name("path.webp")
        assert run("stylize", photo, "--style", "tiny-brush", "--quality", 100, "--out", named) == 0
        assert run("stylize", photo, "--style", f"{card}:0.5", "--quality", 100, "--out", by_path) == 0
        np.testing.assert_array_equal(pixels(named), pixels(by_path))

    def test_a_folder_becomes_a_folder(
        self, run: Run, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        photos = tmp_path / "photos"
        photos.mkdir()
        for name in ("b.jpg", "a.png", "c.bmp"):
            Image.open(photo).save(photos / name)
        (photos / "notes.txt").write_text("not a picture")
        out = tmp_path / "new" / "painted"
        assert run("stylize", photos, photo, "--style", "tiny-brush", "--out", out) == 0
        written = [out / name for name in ("a.png", "b.jpg", "c.png", "photo.png")]
        assert capsys.readouterr().out.split() == [str(path) for path in written]
        assert sorted(out.iterdir()) == written
        assert run("stylize", photos, "--style", "tiny-brush", "--format", "webp", "--out", out) == 0
        assert len(list(out.glob("*.webp"))) == 3

    def test_one_bad_picture_does_not_cost_the_others(
        self, run: Run, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        photos, out = tmp_path / "photos", tmp_path / "out"
        photos.mkdir()
        (photos / "a.png").write_text("no picture")
        shutil.copy(photo, photos / "b.png")
        assert run("stylize", photos, "--style", "tiny-brush", "--out", out) == 1
        assert_one_line(capsys, "a.png")
        assert [path.name for path in out.iterdir()] == ["b.png"]

    def test_calls_that_would_lose_a_picture_are_wrong(
        self,
        run: Run,
        photo: Path,
        photo_pixels: np.ndarray,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        jpeg = photo.with_suffix(".jpg")
        Image.open(photo).save(jpeg)
        other = tmp_path / "other"
        other.mkdir()
        shutil.copy(photo, other / "photo.png")
        style = ["--style", "tiny-brush"]
        calls = (
            [photo, *style, "--out", photo],
            [photo, *style, "--out", photo.parent],
            [photo, jpeg, *style, "--out", tmp_path / "one.png"],
            [photo, other / "photo.png", *style, "--out", tmp_path / "both"],
            [photo, jpeg, *style, "--format", "png", "--out", tmp_path / "both"],
            [photo, *style, "--out", tmp_path / "out.gif"],
        )
        for call in calls:
            assert run("stylize", *call) == 2, call
            assert_one_line(capsys)
        np.testing.assert_array_equal(pixels(photo), photo_pixels)
        assert not (tmp_path / "both").exists()

    @pytest.mark.parametrize(
        ("extra", "parts"),
        [
            (("--style", "tiny-brush:0"), ("tiny-brush", "above 0")),
            (("--style", "tiny-brush:0,tiny-reed:0"), ("tiny-brush", "above 0")),
            (("--style", "tiny-brush:nan"), ("tiny-brush", "not nan")),
            (("--style", "tiny-brush", "--scale", "0"), ("--scale", "0.1 and 10")),
            (("--style", "tiny-brush", "--strength", "-1"), ("--strength", "0 and 2")),
        ],
    )
    def test_numbers_that_make_no_sense_are_a_wrong_call(
        self,
        run: Run,
        photo: Path,
        extra: tuple[str, ...],
        parts: tuple[str, ...],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        out = photo.with_name("out.png")
        assert run("stylize", photo, *extra, "--out", out) == 2
        message = capsys.readouterr().err.splitlines()[-1]
        assert all(part in message for part in parts), message
        assert not out.exists()

    def test_a_style_card_that_cannot_be_used_is_named(
        self, run: Run, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "out.png"
        short = tiny_models.build_style_card(tmp_path / "short.png", "short", vector=np.zeros(5, np.float32))
        for style in (str(short), f"tiny-brush,{short}"):
            assert run("stylize", photo, "--style", style, "--out", out) == 1
            assert_one_line(capsys, "short", "5 numbers")
        broken = tiny_models.build_broken_style_card(tmp_path / "broken.png", "broken")
        assert run("stylize", photo, "--style", broken, "--out", out) == 1
        assert_one_line(capsys, "broken.png", "not finite")
        assert run("models", "add", broken) == 1
        assert_one_line(capsys, "broken.png", "not finite")
        assert not out.exists()

    def test_styles_of_two_networks_cannot_be_mixed(
        self, run: Run, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        foreign = tiny_models.build_style_card(tmp_path / "foreign.png", "foreign", network="another-network")
        out = tmp_path / "out.png"
        assert run("stylize", photo, "--style", f"tiny-brush,{foreign}", "--out", out) == 1
        assert_one_line(capsys, "tiny-brush", "foreign")
        assert run("stylize", photo, "--style", foreign, "--out", out) == 1
        assert_one_line(capsys, "another-network")
        assert run("stylize", photo, "--style", foreign, "--model", "tiny-style", "--out", out) == 1
        assert_one_line(capsys, "another-network")

    def test_a_style_that_is_not_there_is_not_guessed(
        self, run: Run, photo: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("stylize", photo, "--style", "tiny-brusch", "--out", photo.with_name("out.png")) == 1
        assert_one_line(capsys, "tiny-brush")


def png_header(width: int, height: int) -> bytes:
    """A PNG file that promises a picture of this size and holds none of it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def truncated_jpeg(photo: Path) -> bytes:
    whole = photo.with_name("whole.jpg")
    Image.open(photo).save(whole)
    data = whole.read_bytes()
    whole.unlink()
    return data[: len(data) // 2]


BAD_PICTURES: dict[str, Callable[[Path], bytes | None]] = {
    "text.png": lambda _photo: b"this is text, whatever the name says",
    "empty.png": lambda _photo: b"",
    "truncated.jpg": truncated_jpeg,
    "huge.png": lambda _photo: png_header(30000, 30000),
    "hollow.png": lambda _photo: png_header(100, 100),
    "nowhere.png": lambda _photo: None,
}

ODD_PICTURES: dict[str, Callable[[np.ndarray], Image.Image]] = {
    "one-pixel.png": lambda photo: Image.fromarray(photo[:1, :1]),
    "one-row.png": lambda photo: Image.fromarray(photo[:1]),
    "cmyk.jpg": lambda photo: Image.fromarray(photo).convert("CMYK"),
    "16-bit.png": lambda photo: Image.fromarray(photo[..., 0].astype(np.uint16) * 257),
    "grey-alpha.png": lambda photo: Image.fromarray(photo).convert("LA"),
    "palette.gif": lambda photo: Image.fromarray(photo).convert("P"),
    "bilevel.png": lambda photo: Image.fromarray(photo).convert("1"),
}


class TestPicturesThatComeIn:
    @pytest.mark.parametrize("name", BAD_PICTURES)
    def test_bad_ones_are_refused_with_one_sentence(
        self, name: str, run: Run, photo: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        content = BAD_PICTURES[name](photo)
        bad, out = photo.with_name(name), photo.with_name("out.png")
        if content is not None:
            bad.write_bytes(content)
        assert run("stylize", bad, "--style", "tiny-brush", "--out", out) == 1
        assert_one_line(capsys, name)
        assert run("optimize", bad, photo, "--steps", 1, "--out", out) == 1
        assert_one_line(capsys, name)
        assert run("optimize", photo, bad, "--steps", 1, "--out", out) == 1
        assert_one_line(capsys, name)
        assert not out.exists()

    @pytest.mark.parametrize("name", ODD_PICTURES)
    def test_odd_ones_simply_work(
        self,
        name: str,
        run: Run,
        photo_pixels: np.ndarray,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        odd, out = tmp_path / name, tmp_path / "out.png"
        image = ODD_PICTURES[name](photo_pixels)
        image.save(odd)
        assert run("stylize", odd, "--style", "tiny-brush", "--out", out) == 0
        assert capsys.readouterr().err == ""
        assert pixels(out).shape == (image.height, image.width, 3)


def no_model(path: Path) -> None:
    path.write_bytes(b"an ONNX file this is not, though its name says so")


def model_without_card(path: Path) -> None:
    tiny_models.change_card(tiny_models.build_style(path), None)


def other_kind(path: Path) -> None:
    tiny_models.build_generator(path)


def external_weights(path: Path) -> None:
    tiny_models.build_style(path)
    onnx.save(onnx.load(path), path, save_as_external_data=True, location="weights.bin", size_threshold=0)


class TestModelsThatComeIn:
    @pytest.mark.parametrize("build", [no_model, model_without_card, other_kind, external_weights])
    def test_bad_ones_are_refused_with_one_sentence(
        self, build: Callable[[Path], None], run: Run, photo: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        model, out = photo.with_name("given.onnx"), photo.with_name("out.png")
        build(model)
        assert run("stylize", photo, "--style", "tiny-brush", "--model", model, "--out", out) == 1
        assert_one_line(capsys, "tiny-generator" if build is other_kind else "given.onnx")
        assert not out.exists()

    def test_each_verb_refuses_a_model_of_another_kind(
        self, run: Run, photo: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = photo.with_name("out.png")
        film = photo.with_name("out.gif")
        assert run("sample", "--model", "tiny-style", "--out", out) == 1
        assert_one_line(capsys, "tiny-style")
        assert run("interpolate", "--model", "tiny-perceptual", "--seeds", "1,2", "--out", film) == 1
        assert_one_line(capsys, "tiny-perceptual")
        assert run("optimize", photo, photo, "--model", "tiny-generator", "--out", out) == 1
        assert_one_line(capsys, "tiny-generator")

    def test_a_gpu_that_is_not_there_is_no_obstacle(self, run: Run, photo: Path) -> None:
        out = photo.with_name("out.png")
        assert run("stylize", photo, "--style", "tiny-brush", "--provider", "cuda", "--out", out) == 0


def folder_missing(tmp_path: Path) -> Path:
    return tmp_path / "nowhere"


def folder_is_a_file(tmp_path: Path) -> Path:
    (tmp_path / "file").touch()
    return tmp_path / "file"


def folder_of_the_system(_tmp_path: Path) -> Path:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux has a /proc, to which not even root can write")
    return Path("/proc")


@pytest.mark.parametrize("folder_in", [folder_missing, folder_is_a_file, folder_of_the_system])
class TestPlacesThatCannotBeWritten:
    def test_sample_says_so(
        self, folder_in: Callable[[Path], Path], run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("sample", "--model", "tiny-generator", "--out", folder_in(tmp_path) / "out.png") == 1
        assert_one_line(capsys, "out.png")

    def test_stylize_says_so(
        self, folder_in: Callable[[Path], Path], run: Run, photo: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = folder_in(photo.parent) / "out.png"
        assert run("stylize", photo, "--style", "tiny-brush", "--out", out) == 1
        assert_one_line(capsys, "out.png")

    def test_optimize_says_so(
        self, folder_in: Callable[[Path], Path], run: Run, photo: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = folder_in(photo.parent) / "out.png"
        assert run("optimize", photo, photo, "--model", "tiny-perceptual", "--steps", 1, "--out", out) == 1
        assert_one_line(capsys, "out.png")

    @pytest.mark.parametrize("name", ["walk.mp4", "walk.gif", "walk"])
    def test_interpolate_says_so(
        self,
        name: str,
        folder_in: Callable[[Path], Path],
        run: Run,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        arguments = ["--seeds", "1,2", "--frames", 2, "--out", folder_in(tmp_path) / name]
        assert run("interpolate", "--model", "tiny-generator", *arguments) == 1
        assert_one_line(capsys, name)


def test_a_folder_where_a_file_belongs_is_refused_before_the_work(
    run: Run, photo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(PerceptualModel, "loss_and_gradient")
    out = photo.with_name("out.png")
    out.mkdir()
    assert run("optimize", photo, photo, "--model", "tiny-perceptual", "--out", out) == 1
    assert_one_line(capsys, "out.png")


class TestApply:
    @pytest.fixture
    def project(self, photo_pixels: np.ndarray, tiny_folder: Path, tmp_path: Path) -> Path:
        """A project whose one style layer covers its picture."""
        document = Document(photo_pixels, "look")
        document.fill(StyleChoice((("tiny-brush", 1.0),)))
        styles = {"tiny-brush": StyleCard.load(tiny_folder / "styles" / "tiny-brush.png")}
        path = tmp_path / "look.ora"
        save_project(path, document.view(), styles, sheets_of(document.view()))
        return path

    def test_photos_are_painted_as_the_project_is(
        self, run: Run, project: Path, photo_pixels: np.ndarray, tmp_path: Path
    ) -> None:
        other, out = tmp_path / "other.png", tmp_path / "painted"
        Image.fromarray(255 - photo_pixels[:70]).save(other)
        assert run("apply", project, other, "--out", out) == 0
        assert run("stylize", other, "--style", "tiny-brush", "--out", tmp_path / "wanted.png") == 0
        (painted,) = out.iterdir()
        assert_pictures_close(pixels(painted), pixels(tmp_path / "wanted.png"), most=1)
        assert_pictures_differ(pixels(painted), pixels(other))

    def test_no_file_that_is_there_is_replaced(
        self, run: Run, project: Path, photo_pixels: np.ndarray, tmp_path: Path
    ) -> None:
        album = tmp_path / "album"
        album.mkdir()
        for name, shown in (("one.bmp", photo_pixels), ("one.png", 255 - photo_pixels)):
            Image.fromarray(shown).save(album / name)
        before = (album / "one.png").read_bytes()
        assert run("apply", project, album / "one.bmp", "--out", album) == 0
        assert run("apply", project, album, "--out", album) == 0
        assert (album / "one.png").read_bytes() == before
        made = {"one 2.png", "one 3.png", "one painted.png", "one 2 painted.png"}
        assert {path.name for path in album.iterdir()} == {"one.bmp", "one.png", *made}

    def test_a_broken_photo_does_not_stop_the_others(
        self, run: Run, project: Path, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        broken, out = tmp_path / "broken.jpg", tmp_path / "painted"
        broken.write_bytes(b"no picture")
        assert run("apply", project, broken, photo, "--out", out) == 1
        assert_one_line(capsys, "broken.jpg")
        assert len(list(out.iterdir())) == 1

    def test_photos_of_inks_stay_so_where_it_is_asked(
        self, run: Run, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        photo, out = tmp_path / "inks.tif", tmp_path / "painted"
        Image.linear_gradient("L").resize((90, 70)).convert("RGB").convert("CMYK").save(
            photo, icc_profile=ink_profile()
        )
        assert run("apply", project, photo, "--deep", "--format", "jpg", "--out", out) == 1
        assert_one_line(capsys, "8 bits a channel", "png or tif")
        inks = ("apply", project, photo, "--profile", "cmyk", "--out", out)
        assert run(*inks) == 1
        assert_one_line(capsys, "--format jpg or tif")
        assert run(*inks, "--format", "tif") == 0
        (painted,) = out.iterdir()
        with Image.open(painted) as again:
            assert again.mode == "CMYK"
            assert again.info["icc_profile"] == ink_profile()

    def test_what_is_no_project_is_refused(
        self, run: Run, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("apply", photo, photo, "--out", tmp_path / "painted") == 1
        assert_one_line(capsys, photo.name)
        assert not (tmp_path / "painted").exists()


class TestInputs:
    """What is read is never what is written."""

    def test_no_command_replaces_what_it_reads(
        self, run: Run, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = photo.read_bytes()
        small = ("--steps", 1, "--size", 64)
        film = tmp_path / "film.gif"
        Image.new("RGB", (8, 8)).save(film)
        mask, latent, walk = (tmp_path / name for name in ("mask.png", "latent.json", "walk.json"))
        album = tmp_path / "album"
        album.mkdir()
        for path in (mask, album / "photo.png"):
            Image.new("L", (8, 8)).save(path)
        for path in (latent, walk):
            path.write_text("{}")
        brush, generator = ("--style", "tiny-brush"), ("--model", "tiny-generator")
        read = {path: path.read_bytes() for path in (mask, album / "photo.png", latent, walk, film)}
        for call in (
            ("stylize", photo, "--style", mask, "--out", mask),
            ("stylize", photo, "--style", f"tiny-brush:0.5,{mask}:0.5", "--out", mask),
            ("stylize", photo, *brush, "--mask", mask, "--out", mask),
            (
                "stylize",
                photo,
                *brush,
                "--out",
                tmp_path,
                "--format",
                "png",
                "--mask",
                tmp_path / "photo.png",
            ),
            ("optimize", photo, photo, "--init", mask, "--out", mask, *small),
            ("project", photo, *generator, "--start", latent, "--out", latent),
            ("sample", *generator, "--seed", latent, "--out", latent),
            ("interpolate", "--timeline", walk, "--out", walk),
            ("interpolate", "--timeline", walk, "--save-timeline", walk, "--out", tmp_path / "walk.gif"),
            ("models", "mix", "tiny-brush", "--title", "T" * 5000, "--thumbnail", mask, "--out", mask),
            ("optimize", photo, photo, "--out", photo, *small),
            ("optimize", photo, photo, "--out", tmp_path / "out.png", "--resume", photo, *small),
            ("project", photo, "--model", "tiny-generator", "--out", photo),
            ("interpolate", "--picture", film, "--style", "tiny-brush", "--out", film),
        ):
            assert run(*call) == 2
            assert_one_line(capsys, "would replace")
        both = tmp_path / "both.png"
        assert run("optimize", photo, photo, "--out", both, "--resume", both, *small) == 2
        assert_one_line(capsys, "two files")
        assert photo.read_bytes() == before
        assert {path: path.read_bytes() for path in read} == read

    def test_a_name_without_letters_for_it_ends_no_batch(self) -> None:
        """Names as Linux gives them whose bytes are no UTF-8."""
        program = "from studio.cli.main import main; print_it = lambda: print('caf\\udce9.png') or 0\n"
        program += "import studio.cli.window as window; window.run = lambda *_: print_it()\n"
        program += "raise SystemExit(main([], None))"
        for encoding, written in (("utf-8", b"caf\xe9.png\n"), ("ascii", b"caf\\udce9.png\n")):
            done = subprocess.run(
                [sys.executable, "-c", program],
                capture_output=True,
                check=False,
                cwd=Path(__file__).parents[2],
                env={**os.environ, "PYTHONIOENCODING": encoding},
            )
            assert (done.returncode, done.stdout) == (0, written), done.stderr


class TestSample:
    def test_the_same_seed_gives_the_same_picture(
        self, run: Run, tmp_path: Path, tiny_generator_path: Path
    ) -> None:
        out = tmp_path / "out.png"
        assert run("sample", "--model", "tiny-generator", "--seed", 7, "--out", out) == 0
        model = open_generator(tiny_generator_path, provider="cpu")
        expected = model(from_seed(7, model.latent_size)[np.newaxis])[0]
        np.testing.assert_array_equal(pixels(out), expected)
        recipe = read_recipe(out)
        assert recipe is not None
        assert recipe.settings["seeds"] == [7]

    def test_a_grid_has_its_rows_and_columns(self, run: Run, tmp_path: Path) -> None:
        out = tmp_path / "sheet.png"
        arguments = ["--model", "tiny-generator", "--gap", 0, "--out", out]
        assert run("sample", "--grid", "2x3", *arguments) == 0
        sheet = pixels(out)
        assert sheet.shape == (32, 48, 3)
        assert_pictures_differ(sheet[:16, :16], sheet[:16, 16:32])
        single = tmp_path / "single.png"
        assert run("sample", "--model", "tiny-generator", "--seed", 4, "--out", single) == 0
        np.testing.assert_array_equal(sheet[16:, 16:32], pixels(single))

    def test_a_folder_gets_a_file_for_each_sample(self, run: Run, tmp_path: Path) -> None:
        out = tmp_path / "samples"
        arguments = ["--count", 3, "--seed", 5, "--size", 40, "--format", "webp", "--out", out]
        assert run("sample", "--model", "tiny-generator", *arguments) == 0
        written = sorted(out.iterdir())
        assert [path.name for path in written] == [f"tiny-generator-{seed}.webp" for seed in (5, 6, 7)]
        assert pixels(written[0]).shape == (40, 40, 3)

    def test_truncation_0_gives_the_one_typical_picture(self, run: Run, tmp_path: Path) -> None:
        out = tmp_path / "sheet.png"
        arguments = ["--grid", "1x2", "--gap", 0, "--truncation", 0, "--out", out]
        assert run("sample", "--model", "tiny-generator", *arguments) == 0
        sheet = pixels(out)
        np.testing.assert_array_equal(sheet[:, :16], sheet[:, 16:])

    def test_contradictions_are_wrong_calls(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        model = ["--model", "tiny-generator"]
        assert run("sample", *model, "--grid", "1x2", "--count", 3, "--out", tmp_path / "a.png") == 2
        assert_one_line(capsys, "3 samples")
        assert run("sample", *model, "--grid", "1x2", "--out", tmp_path / "folder") == 2
        assert_one_line(capsys, "folder")
        assert not list(tmp_path.iterdir())


class TestInterpolate:
    @pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif", ".webp"])
    def test_a_film_has_its_frames(self, run: Run, tmp_path: Path, suffix: str) -> None:
        out = tmp_path / f"walk{suffix}"
        arguments = ["--seeds", "1,2,3", "--frames", 9, "--size", 33, "--fps", 10, "--out", out]
        assert run("interpolate", "--model", "tiny-generator", *arguments) == 0
        if suffix == ".webp":
            with Image.open(out) as film:
                assert (film.n_frames, film.size) == (9, (33, 33))  # type: ignore[attr-defined]
        else:
            sizes = frame_sizes(out)
            assert len(sizes) == 9
            assert set(sizes) == {(33, 33) if suffix == ".gif" else (34, 34)}
        recipe = read_recipe(out)
        assert recipe is not None
        assert recipe.settings["seeds"] == [1, 2, 3]

    def test_a_walk_of_less_quality_is_a_smaller_film(self, run: Run, tmp_path: Path) -> None:
        arguments = ["--model", "tiny-generator", "--seeds", "1,2,3", "--frames", 9, "--size", 128]
        for name, quality in (("small", 20), ("usual", 92), ("large", 100)):
            assert (
                run("interpolate", *arguments, "--quality", quality, "--out", tmp_path / f"{name}.mp4") == 0
            )
            assert len(frame_sizes(tmp_path / f"{name}.mp4")) == 9
        small, usual, large = (
            (tmp_path / f"{name}.mp4").stat().st_size for name in ("small", "usual", "large")
        )
        assert small < usual < large

    def test_a_folder_gets_every_frame_and_the_walk_meets_its_seeds(
        self, run: Run, tmp_path: Path, tiny_generator_path: Path
    ) -> None:
        out = tmp_path / "walk"
        arguments = ["--seeds", "3,9", "--frames", 5, "--size", 16, "--out", out]
        assert run("interpolate", "--model", "tiny-generator", *arguments) == 0
        frames = [pixels(path) for path in sorted(out.iterdir())]
        assert len(frames) == 5
        model = open_generator(tiny_generator_path, provider="cpu")
        for frame, seed in ((frames[0], 3), (frames[-1], 9)):
            np.testing.assert_array_equal(frame, model(from_seed(seed, model.latent_size)[np.newaxis])[0])

    def test_layers_of_a_style_based_generator_are_mixed(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        model = build_style_generator(tmp_path / "styled.onnx")
        arguments = ["--seeds", 3, "--mix", "none", "--mix", "1-2:9", "--frames", 3, "--size", 16]
        assert run("interpolate", "--model", model, *arguments, "--out", tmp_path / "walk") == 0
        frames = [pixels(path) for path in sorted((tmp_path / "walk").iterdir())]
        assert_pictures_differ(frames[0], frames[1])
        assert_pictures_differ(frames[1], frames[2])
        plain = ["--model", "tiny-generator", *arguments, "--out", tmp_path / "plain"]
        assert run("interpolate", *plain) == 1
        assert_one_line(capsys, "mixes layers")

    def test_a_small_generator_is_filmed_large_enough_to_see(self, run: Run, tmp_path: Path) -> None:
        out = tmp_path / "walk.mp4"
        assert (
            run("interpolate", "--model", "tiny-generator", "--seeds", "1,2", "--frames", 2, "--out", out)
            == 0
        )
        assert set(frame_sizes(out)) == {(256, 256)}

    def test_every_easing_of_the_engine_can_be_asked_for(self, run: Run, tmp_path: Path) -> None:
        for easing in EASINGS:
            arguments = ["--seeds", "1,2", "--frames", 2, "--size", 16, "--loop", "--easing", easing]
            out = tmp_path / f"{easing}.gif"
            assert run("interpolate", "--model", "tiny-generator", *arguments, "--out", out) == 0

    def test_an_unknown_suffix_is_named(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "walk.avi"
        assert run("interpolate", "--model", "tiny-generator", "--seeds", "1,2", "--out", out) == 1
        assert_one_line(capsys, "walk.avi", ".mp4")

    def test_a_disk_that_fills_meanwhile_leaves_no_half_film(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        fill_the_disk_for_films(monkeypatch)
        (tmp_path / "films").mkdir()
        out = tmp_path / "films" / "walk.mp4"
        arguments = ["--seeds", "1,2", "--frames", 30, "--size", 64, "--out", out]
        assert run("interpolate", "--model", "tiny-generator", *arguments) == 1
        assert_one_line(capsys, "walk.mp4", "the disk is full")
        assert list(out.parent.iterdir()) == []


class TestOptimize:
    ARGUMENTS = ("--model", "tiny-perceptual", "--size", 48)

    def test_it_moves_towards_the_style(
        self, run: Run, photo: Path, photo_pixels: np.ndarray, tmp_path: Path
    ) -> None:
        style, out = tmp_path / "style.png", tmp_path / "out.png"
        Image.fromarray(255 - photo_pixels[::-1]).save(style)
        arguments = [*self.ARGUMENTS, "--steps", 30, "--style-weight", 10, "--content-weight", 0.1]
        assert run("optimize", photo, style, *arguments, "--out", out) == 0
        painted = pixels(out)
        assert painted.shape == (33, 48, 3)
        recipe = read_recipe(out)
        assert recipe is not None
        assert recipe.settings["steps"] == 30
        assert recipe.settings["styles"][0]["name"] == "style.png"
        assert recipe.source["name"] == "photo.png"
        small = np.asarray(Image.fromarray(photo_pixels).resize((48, 33), Image.Resampling.LANCZOS))
        assert_pictures_differ(painted, small)

    def test_it_begins_as_it_is_told(self, run: Run, photo: Path, tmp_path: Path) -> None:
        painted = []
        black = tmp_path / "black.png"
        Image.new("RGB", (10, 10)).save(black)
        for number, init in enumerate((["content"], ["noise"], ["noise", "--seed", 1], [black])):
            out = tmp_path / f"{number}.png"
            arguments = [*self.ARGUMENTS, "--steps", 1, "--learning-rate", 0.001, "--init", *init]
            assert run("optimize", photo, photo, *arguments, "--out", out) == 0
            painted.append(pixels(out))
        for first in range(len(painted)):
            for second in range(first):
                assert_pictures_differ(painted[first], painted[second])
        assert painted[-1].mean() < 2

    def test_a_style_is_painted_where_its_mask_is_white(
        self, run: Run, photo: Path, photo_pixels: np.ndarray, tmp_path: Path
    ) -> None:
        mask, out, plain = (tmp_path / name for name in ("mask.png", "out.png", "plain.png"))
        white = np.zeros((33, 48), np.uint8)
        white[:, :24] = 255
        Image.fromarray(white).save(mask)
        arguments = [photo, photo, photo, *self.ARGUMENTS, "--steps", 3, "--init", "noise"]
        masked = [*arguments, "--style-mask", mask, "--style-mask", f"2:{mask}"]
        assert run("optimize", *masked, "--out", out) == 0
        assert run("optimize", *arguments, "--out", plain) == 0
        small = np.asarray(Image.fromarray(photo_pixels).resize((48, 33), Image.Resampling.LANCZOS))
        np.testing.assert_array_equal(pixels(out)[:, 24:], small[:, 24:])
        assert_pictures_differ(pixels(out)[:, :24], small[:, :24])
        recipe = read_recipe(out)
        assert recipe is not None
        assert [style["mask"]["name"] for style in recipe.settings["styles"]] == ["mask.png", "mask.png"]

    @pytest.mark.parametrize(
        ("masks", "said"),
        [
            (["3:mask.png"], "no style 3"),
            (["mask.png", "1:mask.png"], "two masks"),
            (["1:mask.png", "2:mask.png"], "black"),
            (["none.png"], "none.png"),
        ],
    )
    def test_masks_that_make_no_sense_are_said(
        self,
        masks: list[str],
        said: str,
        run: Run,
        photo: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        Image.new("L", (8, 8)).save(tmp_path / "mask.png")
        monkeypatch.chdir(tmp_path)
        given = [part for mask in masks for part in ("--style-mask", mask)]
        assert run("optimize", photo, photo, photo, *self.ARGUMENTS, *given, "--out", "out.png") in (1, 2)
        assert_one_line(capsys, said)

    def test_a_stopped_run_goes_on_as_if_it_had_never_stopped(
        self,
        run: Run,
        photo: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        whole, parts, state = tmp_path / "whole.png", tmp_path / "parts.png", tmp_path / "run.npz"
        arguments = [photo, photo, *self.ARGUMENTS, "--steps", 8, "--init", "noise"]
        assert run("optimize", *arguments, "--out", whole) == 0

        step = PerceptualModel.loss_and_gradient
        calls = []

        def stopped(*given: object, **named: object) -> object:
            calls.append(None)
            if len(calls) == 4:
                os.kill(os.getpid(), signal.SIGINT)
            return step(*given, **named)  # type: ignore[arg-type]

        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setattr(PerceptualModel, "loss_and_gradient", stopped)
            assert run("optimize", *arguments, "--resume", state, "--out", parts) == 1
        assert_one_line(capsys, "of 8 steps", "run.npz")
        assert not parts.exists()
        assert run("optimize", *arguments, "--resume", state, "--out", parts) == 0
        np.testing.assert_array_equal(pixels(parts), pixels(whole))

    def test_a_full_disk_costs_neither_the_run_nor_its_picture(
        self,
        run: Run,
        photo: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        out, plain, state = tmp_path / "out.png", tmp_path / "plain.png", tmp_path / "run.npz"
        arguments = [photo, photo, *self.ARGUMENTS, "--steps", 5]
        assert run("optimize", *arguments, "--out", plain) == 0
        save, tried = OptimizerState.save, []

        def full(kept: OptimizerState, path: Path) -> None:
            tried.append(kept.step)
            if kept.step > 1:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            save(kept, path)

        monkeypatch.setattr(pacing, "LEAST_S", 0.0)
        monkeypatch.setattr(pacing, "BYTES_PER_S", 1 << 40)
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setattr(OptimizerState, "save", full)
            assert run("optimize", *arguments, "--resume", state, "--out", out) == 1
        assert tried == [1, 2, 3, 4, 5, 5], "it did not try again"
        said = capsys.readouterr().err.splitlines()
        assert len(said) == 2
        assert all("run.npz could not be written: the disk is full" in line for line in said)
        assert "goes on" in said[0]
        np.testing.assert_array_equal(pixels(out), pixels(plain))
        assert OptimizerState.load(state).step == 1, "what was kept is lost"
        assert run("optimize", *arguments, "--resume", state, "--out", out) == 0
        np.testing.assert_array_equal(pixels(out), pixels(plain))

    def test_a_state_that_is_none_is_refused(
        self, run: Run, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        state = tmp_path / "run.npz"
        state.write_bytes(b"no state")
        arguments = [photo, photo, *self.ARGUMENTS, "--resume", state, "--out", tmp_path / "out.png"]
        assert run("optimize", *arguments) == 1
        assert_one_line(capsys, "run.npz")


class TestInterruption:
    @pytest.fixture(autouse=True)
    def in_the_foreground(self) -> Iterator[None]:
        """A shell lets what it starts in the background ignore Ctrl+C, and the tests may be such a thing."""
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        yield
        signal.signal(signal.SIGINT, before)

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    @pytest.mark.parametrize("name", ["walk.mp4", "walk.gif", "walk"])
    def test_no_half_film_stays(
        self,
        number: signal.Signals,
        name: str,
        run: Run,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        make = GeneratorModel.__call__
        calls = []

        def interrupted(*given: object, **named: object) -> object:
            calls.append(None)
            if len(calls) == 2:
                os.kill(os.getpid(), number)
            return make(*given, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(GeneratorModel, "__call__", interrupted)
        arguments = ["--seeds", "1,2", "--frames", 60, "--size", 16, "--out", tmp_path / name]
        before = signal.getsignal(number)
        assert run("interpolate", "--model", "tiny-generator", *arguments) == 1
        assert capsys.readouterr().err == "pinxit: Stopped.\n"
        assert not list(tmp_path.iterdir())
        assert signal.getsignal(number) == before

    def test_what_was_there_stays(
        self, run: Run, photo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = photo.with_name("out.png")
        out.write_bytes(b"an older picture")

        def interrupted(*_given: object, **_named: object) -> object:
            raise KeyboardInterrupt

        monkeypatch.setattr(pipelines, "stylize_picture", interrupted)
        assert run("stylize", photo, "--style", "tiny-brush", "--out", out) == 1
        assert capsys.readouterr().err == "pinxit: Stopped.\n"
        assert out.read_bytes() == b"an older picture"


class TestAsAProcess:
    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "studio", *arguments]

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
    def test_without_a_display_one_sentence_says_so(self) -> None:
        hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        finished = subprocess.run(
            self.command(), env=environment, capture_output=True, text=True, check=False
        )
        assert finished.returncode == 1
        assert len(finished.stderr.splitlines()) == 1
        assert "no display" in finished.stderr

    def test_stylize_says_only_what_it_wrote(self, photo: Path, tiny_folder: Path) -> None:
        out = photo.with_name("out.png")
        arguments = ["stylize", str(photo), "--style", "tiny-brush", "--models-folder", str(tiny_folder)]
        finished = subprocess.run(
            self.command(*arguments, "--out", str(out)), capture_output=True, text=True, check=False
        )
        assert (finished.returncode, finished.stdout, finished.stderr) == (0, f"{out}\n", "")
        assert Catalog([tiny_folder]).find("tiny-style").name == "tiny-style"

    def test_a_reader_that_goes_away_is_no_error_to_talk_about(self, tiny_folder: Path) -> None:
        process = subprocess.Popen(
            self.command("models", "list", "--json", "--models-folder", str(tiny_folder)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait() == 1


class TestMixing:
    def test_a_mix_is_a_style_that_paints_like_the_mix(self, run: Run, photo: Path) -> None:
        first, second = photo.with_name("first.png"), photo.with_name("second.png")
        mix = "tiny-brush:1,tiny-reed:3"
        assert run("models", "mix", mix, "--title", "Reed & Brush", "--thumbnail", photo) == 0
        assert run("stylize", photo, "--style", mix, "--out", first) == 0
        assert run("stylize", photo, "--style", "reed-brush", "--out", second) == 0
        assert np.abs(pixels(first).astype(int) - pixels(second)).max() <= 1
        assert run("models", "mix", mix, "--title", "Reed & Brush", "--thumbnail", photo) == 1
        assert run("models", "remove", "--yes", "reed-brush") == 0

    @pytest.mark.parametrize(
        "title", ["رات کی لہر", "A title of more than sixty-four letters, " + "as poets like " * 4]
    )
    def test_a_mix_may_have_any_title(self, run: Run, photo: Path, title: str) -> None:
        card = photo.with_name("card.png")
        assert (
            run("models", "mix", "tiny-brush", "--title", title.strip(), "--thumbnail", photo, "--out", card)
            == 0
        )
        assert StyleCard.load(card).title == title.strip()

    def test_its_card_can_be_written_to_a_file(self, run: Run, photo: Path) -> None:
        card = photo.with_name("card.png")
        assert run("models", "mix", "tiny-brush", "--title", "Mine", "--thumbnail", photo, "--out", card) == 0
        assert StyleCard.load(card).title == "Mine"
