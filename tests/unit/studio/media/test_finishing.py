"""What leaves the studio: profiles, 16 bits, sizes, regions and metadata, read back by pillow and exiftool."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms, TiffImagePlugin

from studio.document.brush import Brush
from studio.document.document import Document, picture_digest
from studio.document.geometry import Box
from studio.document.layers import StyleChoice
from studio.document.stroke import StrokePoint
from studio.engine.compositor import composite
from studio.media.deep import encode_deep, read_deep
from studio.media.exif import without_place
from studio.media.finishing import ExportOptions, Finished, exif_of, finish, resized
from studio.media.original import open_original, upright
from studio.media.profiles import from_srgb, is_rgb, is_srgb, profile_bytes, srgb_profile
from studio.media.reading import open_picture
from studio.media.writing import encode, save_picture

WIDTH, HEIGHT = 300, 280
STROKE = Box(0, 100, WIDTH, 180)
"""No stroke of `painted` leaves it."""


def colourful(dtype: type[np.unsignedinteger[Any]] = np.uint8) -> np.ndarray:
    """Every hue, up to the purest, (HEIGHT, WIDTH, 3)."""
    top = np.iinfo(dtype).max
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    hue = columns / WIDTH * 2 * np.pi
    waves = np.stack([np.cos(hue), np.cos(hue - 2.1), np.cos(hue + 2.1)], -1)
    return np.rint(np.clip(0.5 + waves * (rows / HEIGHT)[..., np.newaxis], 0, 1) * top).astype(dtype)


def p3_photo(path: Path, *, exif: bytes = b"") -> Path:
    Image.fromarray(colourful()).save(path, icc_profile=profile_bytes("display-p3"), exif=exif)
    return path


def painted(photo: Path) -> Document:
    """A document of a photo with one stroke of black across it."""
    picture = open_picture(photo)
    document = Document(
        picture.pixels, picture.name, picture.icc_profile, {"path": str(photo), "exif": picture.exif}
    )
    layer = document.add_layer()
    stroke = document.begin_stroke(None, Brush(size_px=60, hardness=0.3), layer=layer, color=(0, 0, 0))
    stroke.add(StrokePoint(40, 140, 1.0, 0))
    stroke.add(StrokePoint(260, 140, 1.0, 10))
    stroke.finish()
    return document


def export(
    document: Document, options: ExportOptions, file_format: str = "PNG", *, deep: bool = False
) -> Finished:
    view = document.view()
    box = options.region or view.box
    return finish(composite(view, box, nothing).picture, view, replace(options, deep=deep), file_format)


def nothing(_choice: StyleChoice, _tile: object) -> None:
    raise AssertionError("nothing is stylised here")


def outside(pixels: np.ndarray) -> np.ndarray:
    return np.concatenate([pixels[: STROKE.y0], pixels[STROKE.y1 :]])


def lab(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    """L* a* b* of uint8 pixels, as LittleCMS sees them: (n, 3) float."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    image = ImageCms.profileToProfile(
        Image.fromarray(pixels), source, ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert image is not None
    values = np.asarray(image).astype(float).reshape(-1, 3)
    values[:, 1:] = (values[:, 1:] + 128) % 256 - 128
    return values * [100 / 255, 1, 1]


# ---- profiles


@pytest.mark.parametrize(
    ("name", "red"), [("display-p3", (0.5151, 0.2412, -0.0011)), ("adobe-rgb", (0.6097, 0.3111, 0.0195))]
)
def test_written_profiles_are_the_published_ones(name: Any, red: tuple[float, ...]) -> None:
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile_bytes(name)))
    assert opened.profile.red_primary[0] == pytest.approx(red, abs=3e-4)  # type: ignore[attr-defined]
    assert is_rgb(profile_bytes(name))
    assert not is_srgb(profile_bytes(name))


def test_srgb_red_is_where_display_p3_has_it() -> None:
    red = np.array([[[255, 0, 0], [255, 255, 255], [0, 0, 0]]], np.uint8)
    converted = from_srgb(profile_bytes("display-p3"))(red)
    assert converted.tolist() == [[[234, 51, 35], [255, 255, 255], [0, 0, 0]]]


def test_a_photo_without_an_rgb_profile_leaves_in_srgb() -> None:
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert profile_bytes("photo", grey) == srgb_profile()
    assert profile_bytes("photo", b"no profile") == srgb_profile()
    assert profile_bytes("photo", None) == srgb_profile()


# ---- the original


def test_a_display_p3_photo_keeps_its_colours_outside_the_strokes(tmp_path: Path) -> None:
    photo = p3_photo(tmp_path / "photo.png")
    document = painted(photo)
    finished = export(document, ExportOptions())
    path = tmp_path / "out.png"
    save_picture(path, finished.pixels, icc_profile=finished.icc_profile)
    with Image.open(path) as image:
        written, profile = np.asarray(image), image.info["icc_profile"]
    assert profile == profile_bytes("display-p3")
    before = outside(lab(colourful(), profile).reshape(HEIGHT, WIDTH, 3))
    after = outside(lab(written, profile).reshape(HEIGHT, WIDTH, 3))
    assert np.linalg.norm(before - after, axis=-1).max() <= 1
    assert finished.notes == ()
    # In sRGB those colours cannot be kept: the test would notice.
    in_srgb = export(document, ExportOptions(profile="srgb"))
    clipped = outside(lab(in_srgb.pixels, srgb_profile()).reshape(HEIGHT, WIDTH, 3))
    assert np.linalg.norm(before - clipped, axis=-1).max() > 10
    assert (finished.pixels[140, 100:200] == 0).all()


def test_soft_edges_of_a_stroke_lead_over_to_the_original(tmp_path: Path) -> None:
    finished = export(painted(p3_photo(tmp_path / "photo.png")), ExportOptions())
    # A column of one colour: from the original through the stroke's edge to black no step is larger than the paint's.
    column = finished.pixels[100:142, 10:290].astype(int)
    assert np.abs(np.diff(column, axis=0)).max() < 30


def test_an_original_that_is_gone_or_changed_is_said(tmp_path: Path) -> None:
    photo = p3_photo(tmp_path / "photo.png")
    document = painted(photo)
    Image.fromarray(255 - colourful()).save(photo, icc_profile=profile_bytes("display-p3"))
    for _ in range(2):
        finished = export(document, ExportOptions())
        assert "not at hand" in finished.notes[0]
        assert finished.icc_profile == profile_bytes("display-p3")
        assert np.abs(finished.pixels[60].astype(int) - colourful()[60]).mean() < 3
        photo.unlink(missing_ok=True)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_original_is_turned_as_the_document_is(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    photo = p3_photo(tmp_path / "photo.png", exif=exif.tobytes())
    document = painted(photo)
    original = open_original(photo, document.base_digest, deep=False)
    assert original is not None
    assert np.array_equal(original.pixels, upright(colourful(), orientation))


@pytest.mark.parametrize("suffix", [".png", ".tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_deep_original_is_turned_as_the_document_is(tmp_path: Path, orientation: int, suffix: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    pixels = np.random.default_rng(orientation).integers(0, 65536, (40, 60, 3)).astype(np.uint16)
    path = tmp_path / f"deep{suffix}"
    path.write_bytes(encode(pixels, {".png": "PNG", ".tif": "TIFF"}[suffix], exif=exif.tobytes()))
    photo = open_picture(path)
    assert photo.pixels.shape[:2] == upright(pixels, orientation).shape[:2]
    original = open_original(path, picture_digest(photo.pixels), deep=True)
    assert original is not None
    assert np.array_equal(original.pixels, upright(pixels, orientation))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_deep_greys_of_a_turned_tiff_are_turned_once(tmp_path: Path, orientation: int) -> None:
    values = np.random.default_rng(orientation).integers(0, 65536, (40, 60)).astype(np.uint16)
    path = tmp_path / "deep.tif"
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[ExifTags.Base.Orientation] = orientation
    Image.fromarray(values).save(path, tiffinfo=tags)
    photo = open_picture(path)
    original = open_original(path, picture_digest(photo.pixels), deep=True, space="GRAY")
    assert original is not None
    assert np.array_equal(original.pixels[..., 0], upright(values, orientation))


# ---- 16 bits


@pytest.mark.parametrize(("suffix", "file_format"), [(".png", "PNG"), (".tif", "TIFF")])
@pytest.mark.parametrize("size", [(HEIGHT, WIDTH), (5, 3)])
def test_sixteen_bits_go_out_and_come_back(
    tmp_path: Path, suffix: str, file_format: str, size: tuple[int, int]
) -> None:
    pixels = np.random.default_rng(0).integers(0, 65536, (*size, 3)).astype(np.uint16)
    path = tmp_path / f"deep{suffix}"
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "A camera"
    path.write_bytes(encode(pixels, file_format, exif=exif.tobytes(), icc_profile=profile_bytes("adobe-rgb")))
    assert np.array_equal(read_deep(path, file_format), pixels)
    back = open_picture(path)
    assert back.deep
    assert back.icc_profile == profile_bytes("adobe-rgb")
    with Image.open(path) as image:
        assert image.getexif()[ExifTags.Base.Model] == "A camera"


def test_all_levels_of_a_deep_photo_are_kept_outside_the_strokes(tmp_path: Path) -> None:
    photo, values = tmp_path / "photo.tif", colourful(np.uint16)
    photo.write_bytes(
        encode_deep(values, "TIFF", icc_profile=profile_bytes("display-p3"), exif=b"", texts={})
    )
    document = painted(photo)
    finished = export(document, ExportOptions(deep=True), deep=True)
    assert finished.pixels.dtype == np.uint16
    assert np.array_equal(outside(finished.pixels), outside(values))
    assert (finished.pixels[140, 100:200] == 0).all()


def test_a_deep_photo_in_8_bits_is_its_nearest(tmp_path: Path) -> None:
    photo, values = tmp_path / "photo.png", colourful(np.uint16)
    photo.write_bytes(encode_deep(values, "PNG", icc_profile=srgb_profile(), exif=b"", texts={}))
    assert np.abs(open_picture(photo).pixels.astype(int) * 257 - values).max() <= 257


# ---- size and region


def test_region_and_size(tmp_path: Path) -> None:
    document = painted(p3_photo(tmp_path / "photo.png"))
    whole = export(document, ExportOptions())
    part = export(document, ExportOptions(region=Box(30, 90, 130, 190)))
    assert np.array_equal(part.pixels, whole.pixels[90:190, 30:130])
    half = export(document, ExportOptions(percent=50))
    assert half.pixels.shape == (HEIGHT // 2, WIDTH // 2, 3)
    long = export(document, ExportOptions(longest_px=60, percent=7), deep=True)
    assert long.pixels.shape == (56, 60, 3)


def test_sizes_stay_within_what_can_be_opened() -> None:
    assert ExportOptions(percent=0.01).size(100, 10) == (1, 1)
    width, height = ExportOptions(percent=10_000).size(10_000, 10_000)
    assert width * height <= 250_100_000


def test_resizing_keeps_levels_of_16_bits() -> None:
    flat = np.full((40, 40, 3), 12_345, np.uint16)
    assert np.array_equal(resized(flat, (10, 13)), np.full((13, 10, 3), 12_345, np.uint16))


# ---- metadata


def placed_exif() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "A camera"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.FNumber] = 2.8
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    for ifd in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
        exif[ifd] = exif.get_ifd(ifd)
    return exif.tobytes()


def test_the_place_of_a_photo_can_stay_behind(tmp_path: Path) -> None:
    view = painted(p3_photo(tmp_path / "photo.png", exif=placed_exif())).view()
    kept = {name: Image.Exif() for name in ("all", "no-place", "none")}
    for name, block in kept.items():
        block.load(exif_of(view, name))  # type: ignore[arg-type]
    assert kept["all"].get_ifd(ExifTags.IFD.GPSInfo)
    assert not kept["no-place"].get_ifd(ExifTags.IFD.GPSInfo)
    assert kept["no-place"][ExifTags.Base.Model] == "A camera"
    assert float(kept["no-place"].get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.FNumber]) == pytest.approx(2.8)
    assert len(kept["none"]) == 0
    assert without_place(b"") == b""


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp", ".avif"])
@pytest.mark.parametrize("deep", [False, True])
def test_exiftool_reads_what_was_written(tmp_path: Path, suffix: str, deep: bool) -> None:
    if deep and suffix not in (".png", ".tif"):
        pytest.skip("this format has 8 bits only")
    path = tmp_path / f"out{suffix}"
    pixels = colourful(np.uint16 if deep else np.uint8)
    save_picture(path, pixels, exif=placed_exif(), icc_profile=profile_bytes("display-p3"))
    assert_read_by_exiftool(path, {"Model": "A camera", "FNumber": 2.8, "ProfileDescription": "Display P3"})
    bare = tmp_path / f"bare{suffix}"
    save_picture(bare, pixels, signed=False)
    assert not {"Model", "Software", "GPSLatitudeRef"} & exiftool(bare).keys()


def assert_read_by_exiftool(path: Path, expected: dict[str, Any]) -> None:
    values = exiftool(path)
    assert {name: values.get(name) for name in expected} == expected
    assert values.get("GPSLatitudeRef") == "North"
    assert (values["ImageWidth"], values["ImageHeight"]) == (WIDTH, HEIGHT)
    assert "Warning" not in values, values["Warning"]


def exiftool(path: Path) -> dict[str, Any]:
    done = subprocess.run(["exiftool", "-j", str(path)], capture_output=True, check=True)
    [values] = json.loads(done.stdout)
    return dict(values)
