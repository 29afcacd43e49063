"""Saving pictures: in every format, whole or not at all, with profile, camera data and recipe."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image

from studio.media import writing
from studio.media.deep import DEEP_FORMATS
from studio.media.errors import PictureError
from studio.media.provenance import Recipe, read_recipe
from studio.media.reading import open_picture
from studio.media.writing import FORMATS, encode, image_of, save_picture, srgb_profile
from tests.helpers.assertions import assert_sentence

PIXELS = np.asarray(
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (6, 9, 3), dtype=np.uint8)).resize(
        (90, 60), Image.Resampling.BICUBIC
    )
)
RECIPE = Recipe("stylize", {"strength": 0.5, "names": ["reed", "été"]}, {"net": "0" * 64})
LONG_RECIPE = Recipe("sample", {"latents": np.random.default_rng(0).normal(size=20_000).tolist()})

SUFFIXES = list(FORMATS)


def camera_exif() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "A camera"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.FNumber] = 2.8
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = b"old offsets"
    exif[ExifTags.IFD.Exif] = exif.get_ifd(ExifTags.IFD.Exif)
    return exif.tobytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("recipe", [None, RECIPE, LONG_RECIPE], ids=["none", "short", "long"])
def test_a_picture_and_its_recipe_come_back(tmp_path: Path, suffix: str, recipe: Recipe | None) -> None:
    path = tmp_path / f"picture{suffix}"
    save_picture(path, PIXELS, recipe=recipe)
    back = open_picture(path)
    lossless = FORMATS[suffix] in ("PNG", "TIFF")
    assert np.abs(back.pixels.astype(int) - PIXELS).mean() < (1e-9 if lossless else 3)
    assert read_recipe(path) == recipe
    assert back.icc_profile == srgb_profile()
    assert back.notes == ()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("recipe", [None, RECIPE], ids=["none", "recipe"])
def test_what_the_camera_said_goes_along_and_the_orientation_does_not(
    tmp_path: Path, suffix: str, recipe: Recipe | None
) -> None:
    photo = tmp_path / "photo.jpg"
    Image.fromarray(np.ascontiguousarray(np.rot90(PIXELS))).save(photo, exif=camera_exif(), quality=95)
    opened = open_picture(photo)
    assert opened.pixels.shape == PIXELS.shape
    path = tmp_path / f"painted{suffix}"
    save_picture(path, opened.pixels, recipe=recipe, exif=opened.exif)
    with Image.open(path) as image:
        exif = image.getexif()
        camera = exif.get_ifd(ExifTags.IFD.Exif)
        assert image.size == (90, 60)
    assert exif.get(ExifTags.Base.Orientation, 1) == 1
    assert exif[ExifTags.Base.Model] == "A camera"
    assert str(exif[ExifTags.Base.Software]).startswith("Pinxit")
    assert float(camera[ExifTags.Base.FNumber]) == pytest.approx(2.8)
    assert ExifTags.Base.MakerNote not in camera
    assert open_picture(path).pixels.shape == PIXELS.shape
    assert read_recipe(path) == recipe


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_another_program_reads_the_picture(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture{suffix}"
    save_picture(path, PIXELS, recipe=LONG_RECIPE)
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", str(path)]
    probe = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (probe.stdout.strip(), probe.stderr.strip()) == ("90,60", "")


def test_quality_is_a_matter_of_size_and_a_webp_of_100_is_lossless(tmp_path: Path) -> None:
    small, large = tmp_path / "small.jpg", tmp_path / "large.jpg"
    save_picture(small, PIXELS, quality=30)
    save_picture(large, PIXELS, quality=98)
    assert small.stat().st_size < large.stat().st_size
    save_picture(tmp_path / "exact.webp", PIXELS, quality=100)
    assert np.array_equal(open_picture(tmp_path / "exact.webp").pixels, PIXELS)


# ---- what cannot be written


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_long_description_does_not_keep_a_picture_from_being_written(tmp_path: Path, suffix: str) -> None:
    """Microscopes describe their pictures in more words than a JPEG has room for."""
    exif, path = Image.Exif(), tmp_path / f"cells{suffix}"
    exif[ExifTags.Base.ImageDescription] = "a cell " * 20_000
    exif[ExifTags.Base.Model] = "A microscope"
    save_picture(path, PIXELS, exif=exif.tobytes(), recipe=RECIPE)
    assert read_recipe(path) == RECIPE
    with Image.open(path) as image:
        assert image.getexif()[ExifTags.Base.Model] == "A microscope"


def refused(path: Path, pixels: np.ndarray = PIXELS) -> str:
    with pytest.raises(PictureError) as caught:
        save_picture(path, pixels, recipe=RECIPE)
    assert_sentence(str(caught.value), path.name)
    return str(caught.value)


@pytest.mark.parametrize("name", ["picture", "picture.bmp", "picture.png.exe"])
def test_an_unknown_suffix_is_refused(tmp_path: Path, name: str) -> None:
    assert ".png" in refused(tmp_path / name)
    assert not any(tmp_path.iterdir())


def test_a_missing_folder_and_a_folder_in_the_way_are_named(tmp_path: Path) -> None:
    assert "no folder" in refused(tmp_path / "gone" / "picture.png")
    (tmp_path / "album.png").mkdir()
    assert "is a folder" in refused(tmp_path / "album.png")
    (tmp_path / "file").touch()
    assert "no folder" in refused(tmp_path / "file" / "picture.png")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_disk_error_leaves_the_old_file_and_no_half_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"the old picture")

    def failing(handle: int) -> None:
        raise OSError(number, "No Such Luck")

    monkeypatch.setattr("os.fsync", failing)
    message = refused(path)
    assert ("disk is full" if number == errno.ENOSPC else "no such luck") in message
    assert path.read_bytes() == b"the old picture"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_protected_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"kept")
    monkeypatch.setattr(writing.os, "access", lambda target, mode: Path(target) != path)
    assert "permission denied" in refused(path)
    assert path.read_bytes() == b"kept"


@pytest.mark.parametrize(("suffix", "longest"), [(".webp", 16_383), (".jpg", 65_500)])
def test_a_side_that_a_format_does_not_take_is_named(tmp_path: Path, suffix: str, longest: int) -> None:
    message = refused(tmp_path / f"long{suffix}", np.zeros((1, longest + 1, 3), np.uint8))
    assert str(longest) in message
    assert not any(tmp_path.iterdir())


def test_an_existing_picture_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    save_picture(path, PIXELS)
    save_picture(path, 255 - PIXELS)
    assert np.array_equal(open_picture(path).pixels, 255 - PIXELS)
    (tmp_path / "probe").touch()
    assert path.stat().st_mode == (tmp_path / "probe").stat().st_mode


def test_the_same_picture_gives_the_same_file(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        first, second = tmp_path / f"first{suffix}", tmp_path / f"second{suffix}"
        save_picture(first, PIXELS, recipe=RECIPE)
        save_picture(second, PIXELS, recipe=RECIPE)
        assert first.read_bytes() == second.read_bytes()


class Unwanted(Exception):
    """What ends the work of these tests."""


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_a_picture_that_is_no_longer_wanted_is_not_written(
    tmp_path: Path, suffix: str, depth: type[np.unsignedinteger[Any]]
) -> None:
    """It ends in the middle, at the third time that it is asked, and leaves what was there."""
    if depth is np.uint16 and FORMATS[suffix] not in DEEP_FORMATS:
        pytest.skip("holds 8 bits only")
    path = tmp_path / f"picture{suffix}"
    path.write_bytes(b"before")
    asked: list[None] = []

    def still_wanted() -> None:
        asked.append(None)
        if len(asked) == 3:
            raise Unwanted

    large = np.random.default_rng(0).integers(0, 256, (400, 500, 3)).astype(depth)
    with pytest.raises(Unwanted):
        save_picture(path, large, still_wanted=still_wanted)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_picture_is_encoded_alike_whether_somebody_asks_or_not() -> None:
    for file_format in ("PNG", "JPEG", "TIFF", "WEBP", "AVIF"):
        assert encode(PIXELS, file_format) == encode(PIXELS, file_format, still_wanted=lambda: None)


def test_a_picture_that_is_given_up_while_it_goes_to_the_disk_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, asked, forced = tmp_path / "picture.tif", [], []
    path.write_bytes(b"before")
    monkeypatch.setattr("exports.files._AT_ONCE", 1 << 12)
    fsync = os.fsync

    def force(handle: int) -> None:
        forced.append(os.fstat(handle).st_size)
        fsync(handle)

    monkeypatch.setattr("exports.files.os.fsync", force)

    def still_wanted() -> None:
        asked.append(None)
        if forced and forced[-1] >= 3 << 12:
            raise Unwanted

    with pytest.raises(Unwanted):
        save_picture(path, PIXELS, still_wanted=still_wanted)
    assert forced == [1 << 12, 2 << 12, 3 << 12], "each piece by itself, so that none takes long"
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("shape", [(700, 40, 3), (700, 40), (3, 5, 4)])
def test_pixels_are_handed_over_strip_by_strip(shape: tuple[int, ...]) -> None:
    pixels, asked = np.random.default_rng(0).integers(0, 256, shape, np.uint8), []
    image = image_of(pixels, lambda: asked.append(None))
    assert image.mode == {3: "RGB", 4: "CMYK"}.get(shape[-1], "L")
    assert len(asked) == -(-shape[0] // 256)
    np.testing.assert_array_equal(np.asarray(image), pixels)


def test_deep_greys_are_handed_over_as_they_are() -> None:
    pixels = np.random.default_rng(0).integers(0, 65536, (600, 30), np.uint16)
    np.testing.assert_array_equal(np.asarray(image_of(pixels)), pixels)


@pytest.mark.skipif(os.name == "nt", reason="making links takes privileges on Windows")
@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing yet"])
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path, there: bool) -> None:
    folder, link = tmp_path / "elsewhere", tmp_path / "picture.png"
    folder.mkdir()
    target = folder / "kept.png"
    if there:
        target.write_bytes(b"before")
    link.symlink_to(Path("elsewhere") / "kept.png")
    save_picture(link, PIXELS)
    assert link.is_symlink()
    np.testing.assert_array_equal(open_picture(target).pixels, PIXELS)
    assert [path.name for path in folder.iterdir()] == ["kept.png"]


@pytest.mark.skipif(os.name == "nt", reason="making links takes privileges on Windows")
def test_links_in_a_circle_are_replaced(tmp_path: Path) -> None:
    link = tmp_path / "picture.png"
    link.symlink_to(link)
    save_picture(link, PIXELS)
    assert not link.is_symlink()
    np.testing.assert_array_equal(open_picture(link).pixels, PIXELS)
