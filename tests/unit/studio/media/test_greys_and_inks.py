"""Photos of greys and of printing inks leave as what they were, where that is asked or costs nothing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.geometry import Box
from studio.document.layers import StyleChoice
from studio.document.stroke import StrokePoint
from studio.engine.compositor import composite
from studio.media.errors import PictureError
from studio.media.finishing import ExportOptions, Finished, finish
from studio.media.profiles import from_srgb, grey_profile, space_of, writes_inks
from studio.media.reading import open_picture
from studio.media.writing import encode
from tests.helpers.ink_profile import ink_profile
from tests.unit.studio.media.test_reading import grey_profile_of_gamma_one

WIDTH, HEIGHT = 300, 280
STROKE = Box(0, 100, WIDTH, 180)
"""No stroke of `painted` leaves it."""
INKS = ExportOptions(profile="cmyk")


def greys(bits: int = 8) -> np.ndarray:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    top = 2**bits - 1
    values = np.clip(columns / WIDTH * 0.8 + rows / HEIGHT * 0.2, 0, 1) * top
    return np.rint(values).astype(np.uint8 if bits == 8 else np.uint16)


def inks() -> np.ndarray:
    """Many mixes, some of them with more black than any separation would give them."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [columns * 255 // WIDTH, rows * 255 // HEIGHT, (columns + rows) % 256, (columns * 3 // 4) % 256]
    return np.stack(planes, -1).astype(np.uint8)


def saved_inks(path: Path) -> Path:
    image = Image.frombytes("CMYK", (WIDTH, HEIGHT), inks().tobytes())
    image.save(path, icc_profile=ink_profile(), quality=95)
    return path


def painted(photo: Path, color: tuple[int, int, int], hardness: float = 0.3) -> Document:
    """A document of a photo with one stroke across it."""
    picture = open_picture(photo)
    document = Document(picture.pixels, picture.name, picture.icc_profile, {"path": str(photo)})
    layer = document.add_layer()
    stroke = document.begin_stroke(None, Brush(size_px=60, hardness=hardness), layer=layer, color=color)
    stroke.add(StrokePoint(40, 140, 1.0, 0))
    stroke.add(StrokePoint(260, 140, 1.0, 10))
    stroke.finish()
    return document


def export(document: Document, options: ExportOptions, file_format: str) -> Finished:
    def nothing(_choice: StyleChoice, _tile: object) -> None:
        raise AssertionError("nothing is stylised here")

    view = document.view()
    return finish(composite(view, options.region or view.box, nothing).picture, view, options, file_format)


def outside(pixels: np.ndarray) -> np.ndarray:
    return np.concatenate([pixels[: STROKE.y0], pixels[STROKE.y1 :]])


def written(finished: Finished, file_format: str) -> Image.Image:
    return Image.open(
        io.BytesIO(encode(finished.pixels, file_format, icc_profile=finished.icc_profile, quality=100))
    )


# ---- inks


@pytest.mark.parametrize("name", ["photo.tif", "photo.jpg"])
def test_inks_are_the_files_own_outside_the_strokes(tmp_path: Path, name: str) -> None:
    photo = saved_inks(tmp_path / name)
    finished = export(painted(photo, (200, 30, 30)), INKS, "TIFF")
    assert finished.notes == ()
    with Image.open(photo) as own:
        assert np.array_equal(outside(finished.pixels), outside(np.asarray(own)))
    again = written(finished, "TIFF")
    assert again.mode == "CMYK"
    assert again.info["icc_profile"] == ink_profile()
    assert np.array_equal(np.asarray(again), finished.pixels)


def test_strokes_are_separated_by_the_photos_profile(tmp_path: Path) -> None:
    photo = saved_inks(tmp_path / "photo.tif")
    document = painted(photo, (200, 30, 30), hardness=1.0)
    finished = export(document, INKS, "TIFF")
    paint = from_srgb(ink_profile(), "CMYK")(np.array([[[200, 30, 30]]], np.uint8))[0, 0]
    assert np.abs(finished.pixels[140, 150].astype(int) - paint).max() <= 1
    path = tmp_path / "again.tif"
    written(finished, "TIFF").save(path, icc_profile=finished.icc_profile)
    assert open_picture(path).pixels[140, 150].astype(int) == pytest.approx([200, 30, 30], abs=12)


def test_inks_go_into_a_jpeg_as_other_programs_write_them(tmp_path: Path) -> None:
    finished = export(painted(saved_inks(tmp_path / "photo.tif"), (0, 0, 0)), INKS, "JPEG")
    again = written(finished, "JPEG")
    assert again.mode == "CMYK"
    assert np.abs(np.asarray(again).astype(int) - finished.pixels).mean() < 2


def test_inks_are_made_smaller_as_inks(tmp_path: Path) -> None:
    photo = saved_inks(tmp_path / "photo.tif")
    document = painted(photo, (0, 0, 0))
    finished = export(document, ExportOptions(profile="cmyk", percent=50, region=Box(0, 0, 100, 80)), "TIFF")
    with Image.open(photo) as own:
        half = own.crop((0, 0, 100, 80)).resize((50, 40), Image.Resampling.LANCZOS, reducing_gap=3.0)
    assert np.array_equal(finished.pixels, np.asarray(half))


def test_without_the_file_inks_are_made_anew_and_it_is_said(tmp_path: Path) -> None:
    photo = saved_inks(tmp_path / "photo.tif")
    document = painted(photo, (0, 0, 0))
    photo.unlink()
    finished = export(document, INKS, "TIFF")
    assert "inks were made anew" in finished.notes[0]
    path = tmp_path / "again.tif"
    written(finished, "TIFF").save(path, icc_profile=finished.icc_profile)
    seen = np.abs(outside(open_picture(path).pixels).astype(int) - outside(document.base))
    assert seen.mean() < 6


@pytest.mark.parametrize(("file_format", "said"), [("PNG", "cannot hold"), ("TIFF", "has no profile")])
def test_inks_that_cannot_be_are_refused_with_a_reason(tmp_path: Path, file_format: str, said: str) -> None:
    if file_format == "PNG":
        photo = saved_inks(tmp_path / "photo.tif")
    else:
        photo = tmp_path / "photo.png"
        Image.fromarray(np.zeros((HEIGHT, WIDTH, 3), np.uint8)).save(photo)
    with pytest.raises(PictureError, match=said):
        export(painted(photo, (0, 0, 0)), INKS, file_format)


def test_a_profile_that_only_reads_inks_is_none_to_write_in() -> None:
    assert writes_inks(ink_profile())
    assert not writes_inks(ink_profile(both_ways=False))
    assert not writes_inks(grey_profile())
    assert not writes_inks(None)


def test_as_the_photo_is_srgb_where_the_photo_is_of_inks(tmp_path: Path) -> None:
    finished = export(painted(saved_inks(tmp_path / "photo.tif"), (0, 0, 0)), ExportOptions(), "TIFF")
    assert finished.pixels.shape == (HEIGHT, WIDTH, 3)
    assert space_of(finished.icc_profile) == "RGB"


# ---- greys


@pytest.mark.parametrize("file_format", ["PNG", "TIFF", "JPEG"])
@pytest.mark.parametrize("profile", [None, grey_profile_of_gamma_one()])
def test_a_photo_of_greys_stays_one_where_greys_were_painted(
    tmp_path: Path, profile: bytes | None, file_format: str
) -> None:
    photo = tmp_path / "photo.png"
    Image.fromarray(greys()).save(photo, icc_profile=profile)
    document = painted(photo, (90, 90, 90), hardness=1.0)
    finished = export(document, ExportOptions(), file_format)
    assert finished.pixels.shape == (HEIGHT, WIDTH)
    assert np.array_equal(outside(finished.pixels), outside(greys()))
    again = written(finished, file_format)
    assert again.mode == "L"
    assert space_of(again.info["icc_profile"]) == "GRAY"
    path = tmp_path / "again.png"
    again.save(path, icc_profile=finished.icc_profile)
    assert open_picture(path).pixels[140, 150].astype(int) == pytest.approx([90] * 3, abs=2)


def test_a_photo_of_greys_that_was_painted_in_colour_is_srgb(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Image.fromarray(greys()).save(photo)
    finished = export(painted(photo, (90, 90, 110)), ExportOptions(), "PNG")
    assert finished.pixels.shape == (HEIGHT, WIDTH, 3)


@pytest.mark.parametrize(
    ("options", "file_format"), [(ExportOptions(), "WEBP"), (ExportOptions(profile="srgb"), "PNG")]
)
def test_greys_become_srgb_where_that_is_asked_or_the_format_has_none(
    tmp_path: Path, options: ExportOptions, file_format: str
) -> None:
    photo = tmp_path / "photo.png"
    Image.fromarray(greys()).save(photo)
    assert export(painted(photo, (90, 90, 90)), options, file_format).pixels.ndim == 3


def test_a_picture_of_rgb_stays_rgb_whatever_is_in_it(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Image.fromarray(greys()).convert("RGB").save(photo)
    assert export(painted(photo, (90, 90, 90)), ExportOptions(), "PNG").pixels.ndim == 3


@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_sixteen_bits_of_grey_keep_all_of_their_levels(tmp_path: Path, file_format: str) -> None:
    photo = tmp_path / "photo.png"
    Image.fromarray(greys(16)).save(photo)
    finished = export(painted(photo, (90, 90, 90)), ExportOptions(deep=True), file_format)
    assert finished.pixels.dtype == np.uint16
    assert np.array_equal(outside(finished.pixels), outside(greys(16)))
    assert np.array_equal(np.asarray(written(finished, file_format)).astype(np.uint16), finished.pixels)
    half = export(painted(photo, (90, 90, 90)), ExportOptions(deep=True, percent=50), file_format)
    assert half.pixels.shape == (HEIGHT // 2, WIDTH // 2)


@pytest.mark.parametrize("zero_is", [0, 1], ids=["white", "black"])
def test_sixteen_bits_of_grey_of_a_large_tiff_are_the_files_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zero_is: int
) -> None:
    """Larger than Pillow decodes of itself, and perhaps with 0 for white."""
    path, own = tmp_path / "scan.tif", greys(16)
    Image.fromarray(own).save(path, tiffinfo={262: zero_is})
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    finished = export(painted(path, (90, 90, 90)), ExportOptions(deep=True), "TIFF")
    assert np.array_equal(outside(finished.pixels), outside(own if zero_is else 65535 - own))


def test_the_grey_profile_keeps_the_numbers_of_srgb() -> None:
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(grey_profile())), ImageCms.createProfile("sRGB"), "L", "RGB"
    )
    ramp = Image.fromarray(np.arange(256, dtype=np.uint8)[np.newaxis])
    seen = np.asarray(ImageCms.applyTransform(ramp, transform)).astype(int)
    assert np.abs(seen - np.arange(256)[np.newaxis, :, np.newaxis]).max() <= 1
