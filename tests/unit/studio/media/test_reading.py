"""Opening pictures: every usual kind comes in as upright sRGB, and what does not is named in one sentence."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms

from studio.media.errors import PictureError
from studio.media.profiles import from_srgb, is_srgb
from studio.media.reading import open_picture, open_thumbnail
from tests.helpers.assertions import assert_sentence

RGB = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)


def saved(folder: Path, image: Image.Image, name: str = "picture.png", **options) -> Path:
    path = folder / name
    image.save(path, **options)
    return path


def refused(path: Path, **options) -> str:
    with pytest.raises(PictureError) as caught:
        open_picture(path, **options)
    assert_sentence(str(caught.value), path.name)
    return str(caught.value)


# ---- kinds of pictures


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.bmp", "a.ppm", "a.tga", "noend"])
def test_lossless_formats_come_in_unchanged(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    Image.fromarray(RGB).save(path, "PNG" if name == "noend" else None)
    picture = open_picture(path)
    assert np.array_equal(picture.pixels, RGB)
    assert picture.pixels.dtype == np.uint8
    assert (picture.name, picture.exif, picture.icc_profile, picture.notes) == (name, b"", None, ())


@pytest.mark.parametrize("name", ["a.jpg", "a.webp", "a.gif"])
def test_lossy_formats_come_in_nearly_unchanged(tmp_path: Path, name: str) -> None:
    smooth = np.asarray(Image.fromarray(RGB).resize((4, 3)).resize((60, 40), Image.Resampling.BICUBIC))
    picture = open_picture(saved(tmp_path, Image.fromarray(smooth), name))
    assert np.abs(picture.pixels.astype(int) - smooth).mean() < 6


def test_grey_and_bilevel_pictures_get_three_channels(tmp_path: Path) -> None:
    grey = Image.fromarray(RGB[..., 0])
    assert np.array_equal(open_picture(saved(tmp_path, grey)).pixels, np.stack([RGB[..., 0]] * 3, -1))
    assert set(np.unique(open_picture(saved(tmp_path, grey.convert("1"))).pixels)) == {0, 255}


def test_a_palette_is_resolved(tmp_path: Path) -> None:
    image = Image.fromarray(RGB).quantize(16)
    assert np.array_equal(open_picture(saved(tmp_path, image)).pixels, np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_transparency_is_laid_on_white(tmp_path: Path, mode: str) -> None:
    grey = np.full((4, 3, 4), 100, np.uint8)
    grey[..., 3] = [[0, 128, 255]] * 4
    image = Image.fromarray(grey, "RGBA").convert(mode)
    name = "picture.tif" if mode == "PA" else "picture.png"
    row = open_picture(saved(tmp_path, image, name)).pixels[0, :, 1].astype(int)
    assert row == pytest.approx([255, 177, 100], abs=3)


@pytest.mark.parametrize("mode", ["RGB", "L", "P"])
def test_a_transparent_colour_is_laid_on_white(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGB", (2, 1), (10, 10, 10))
    image.putpixel((1, 0), (200, 200, 200))
    image = image.quantize(2) if mode == "P" else image.convert(mode)
    dark = image.getpixel((0, 0))
    path = saved(tmp_path, image, transparency=dark)
    assert open_picture(path).pixels[0].tolist() == [[255] * 3, [200] * 3]


def test_sixteen_bits_of_grey_keep_their_scale(tmp_path: Path) -> None:
    values = np.array([[0, 257, 32768, 65535]], np.uint16)
    for name in ("deep.png", "deep.tif"):
        picture = open_picture(saved(tmp_path, Image.fromarray(values), name))
        assert picture.pixels[0, :, 0].tolist() == [0, 1, 128, 255]
        assert_sentence(picture.notes[0], name)


def test_sixteen_bits_of_grey_of_which_none_is_white_are_no_negative(tmp_path: Path) -> None:
    """Scanners write such TIFFs."""
    values = np.array([[0, 65535, 257 * 64]], np.uint16)
    path = saved(tmp_path, Image.fromarray(values), "scan.tif", tiffinfo={262: 0})
    assert open_picture(path).pixels[0, :, 0].tolist() == [255, 0, 255 - 64]


def test_sixteen_bits_of_colour_keep_their_scale(tmp_path: Path) -> None:
    rows = b"\0" + np.array([[0, 32896, 65535], [65535, 0, 257]], ">u2").tobytes()
    path = tmp_path / "deep.png"
    path.write_bytes(png_bytes(2, 1, depth=16, color_type=2, data=zlib.compress(rows)))
    assert np.abs(open_picture(path).pixels[0].astype(int) - [[0, 128, 255], [255, 0, 1]]).max() <= 1


def test_sixteen_bits_of_grey_with_alpha_are_laid_on_white(tmp_path: Path) -> None:
    rows = b"\0" + np.array([[0, 65535], [0, 0], [32768, 32768]], ">u2").tobytes()
    path = tmp_path / "deep.png"
    path.write_bytes(png_bytes(3, 1, depth=16, color_type=4, data=zlib.compress(rows)))
    assert open_picture(path).pixels[0, :, 0].astype(int) == pytest.approx([0, 255, 191], abs=2)


def test_numbers_of_unknown_range_become_visible(tmp_path: Path) -> None:
    values = np.array([[0.0, 0.5, 1.0]], np.float32)
    picture = open_picture(saved(tmp_path, Image.fromarray(values), "f.tif"))
    assert picture.pixels[0, :, 0].tolist() == [0, 128, 255]
    with_gaps = np.array([[np.nan, 0.5, np.inf]], np.float32)
    assert open_picture(saved(tmp_path, Image.fromarray(with_gaps), "f.tif")).pixels.shape == (1, 3, 3)


def test_numbers_that_overshoot_a_little_do_not_darken_the_others(tmp_path: Path) -> None:
    """A picture of 0..1 that was made smaller or sharper goes a little beyond both."""
    values = np.array([[-0.1, 0.5, 1.0, 1.08]], np.float32)
    path = saved(tmp_path, Image.fromarray(values), "sharp.tif")
    assert open_picture(path).pixels[0, :, 0].tolist() == [0, 128, 255, 255]


def test_light_without_end_is_white(tmp_path: Path) -> None:
    values = np.array([[0.0, 0.5, np.inf, -np.inf, np.nan]], np.float32)
    path = saved(tmp_path, Image.fromarray(values), "sun.tif")
    assert open_picture(path).pixels[0, :, 0].tolist() == [0, 128, 255, 0, 0]


@pytest.mark.parametrize("name", ["press.tif", "press.jpg"])
def test_cmyk_becomes_rgb(tmp_path: Path, name: str) -> None:
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red, green, blue = open_picture(saved(tmp_path, image, name)).pixels[4, 4].astype(int)
    assert red > 200
    assert max(green, blue) < 60


def test_a_picture_of_one_pixel_opens(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("RGB", (1, 1), (1, 2, 3)))
    assert open_picture(path).pixels.tolist() == [[[1, 2, 3]]]


def test_of_several_pictures_the_first_opens_and_a_note_says_so(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), color) for color in ((255, 0, 0), (0, 255, 0))]
    path = saved(tmp_path, frames[0], "many.tif", save_all=True, append_images=frames[1:])
    picture = open_picture(path)
    assert picture.pixels[0, 0].tolist() == [255, 0, 0]
    assert_sentence(picture.notes[0], "many.tif", "2")


# ---- colour


def wide_profile() -> bytes:
    """An RGB profile that swaps red and green, so that ignoring it cannot go unnoticed."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    places = {bytes(profile[132 + 12 * i : 136 + 12 * i]): 132 + 12 * i for i in range(count)}
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "Wide".encode("utf-16-be"))


def linear_profile() -> bytes:
    """A profile that is called sRGB, with its primaries, and whose values are linear."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    for place in range(132, 132 + 12 * count, 12):
        name, at, _ = struct.unpack(">4sII", profile[place : place + 12])
        if name in (b"rTRC", b"gTRC", b"bTRC"):
            assert profile[at : at + 4] == b"para"
            profile[at + 12 : at + 32] = struct.pack(">5i", 65536, 65536, 0, 65536, 0)
    return bytes(profile)


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_a_linear_profile_of_that_name_is_not_srgb(tmp_path: Path, name: str) -> None:
    profile = linear_profile()
    described = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    assert described.startswith("sRGB")
    assert is_srgb(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    assert not is_srgb(profile)
    path = saved(tmp_path, Image.new("RGB", (8, 8), (54, 54, 54)), name, icc_profile=profile)
    opened = open_picture(path)
    assert opened.pixels[0, 0].tolist() == pytest.approx([127, 127, 127], abs=2)
    back = from_srgb(profile)(opened.pixels)
    assert back[0, 0].tolist() == pytest.approx([54, 54, 54], abs=2)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.webp"])
def test_a_colour_profile_is_honoured_and_kept(tmp_path: Path, name: str) -> None:
    profile = wide_profile()
    options = {"quality": 100} if name == "a.jpg" else {"lossless": True} if name == "a.webp" else {}
    path = saved(tmp_path, Image.new("RGB", (8, 8), (250, 10, 10)), name, icc_profile=profile, **options)
    picture = open_picture(path)
    red, green, _ = picture.pixels[0, 0].astype(int)
    assert green > 200
    assert red < 60
    assert picture.icc_profile == profile


def test_a_grey_profile_is_honoured(tmp_path: Path) -> None:
    # Gamma 1.0: the middle value is the middle of the light, which is far brighter in sRGB.
    profile = grey_profile_of_gamma_one()
    path = saved(tmp_path, Image.new("L", (4, 4), 128), icc_profile=profile)
    assert open_picture(path).pixels[0, 0].astype(int) == pytest.approx([188] * 3, abs=4)


def grey_profile_of_gamma_one() -> bytes:
    """A minimal grey ICC profile, version 2."""
    d50 = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    curve = b"curv\0\0\0\0" + struct.pack(">I", 0)
    text = b"Linear grey\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)
    description += bytes(-len(description) % 4)
    tags, table, offset = b"", b"", 128 + 4 + 3 * 12
    for name, value in ((b"desc", description), (b"wtpt", d50), (b"kTRC", curve)):
        table += name + struct.pack(">2I", offset + len(tags), len(value))
        tags += value
    header = bytearray(128)
    header[0:4] = struct.pack(">I", offset + len(tags))
    header[8:12] = b"\x02\x40\0\0"
    header[12:24] = b"mntrGRAYXYZ "
    header[36:40] = b"acsp"
    header[68:80] = struct.pack(">3i", 63190, 65536, 54061)
    return bytes(header) + struct.pack(">I", 3) + table + tags


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_damaged_or_foreign_profile_does_not_lose_the_picture(tmp_path: Path, mode: str) -> None:
    image = Image.new(mode, (4, 4))
    assert open_picture(saved(tmp_path, image, icc_profile=b"nonsense")).pixels.max() == 0
    other = grey_profile_of_gamma_one() if mode == "RGB" else wide_profile()
    assert open_picture(saved(tmp_path, image, icc_profile=other)).pixels.max() == 0


# ---- orientation and EXIF


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.webp"])
def test_pictures_stand_upright_whichever_way_the_camera_was_held(
    tmp_path: Path, orientation: int, name: str
) -> None:
    upright = np.zeros((32, 48, 3), np.uint8)
    upright[:16, :24], upright[:16, 24:] = (255, 0, 0), (0, 255, 0)
    upright[16:, :24] = (0, 0, 255)
    stored_from_upright = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.transpose(1, 0, 2),
        6: np.rot90,
        7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
        8: lambda a: np.rot90(a, -1),
    }[orientation]
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "A camera"
    stored = np.ascontiguousarray(stored_from_upright(upright))
    picture = open_picture(saved(tmp_path, Image.fromarray(stored), name, exif=exif))
    assert picture.pixels.shape == upright.shape
    assert np.abs(picture.pixels.astype(int) - upright)[4:12, 4:20].max() < 40
    assert np.abs(picture.pixels.astype(int) - upright)[20:28, 4:20].max() < 40
    kept = Image.Exif()
    kept.load(picture.exif)
    assert kept[ExifTags.Base.Model] == "A camera"
    assert ExifTags.Base.Orientation not in kept


def test_damaged_exif_does_not_lose_the_picture(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.fromarray(RGB), "a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xff broken")
    assert open_picture(path).pixels.shape == RGB.shape


# ---- what cannot be opened


def png_bytes(width: int, height: int, *, depth: int = 8, color_type: int = 2, data: bytes = b"") -> bytes:
    """A PNG file with any header."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">2I5B", width, height, depth, color_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_text_named_png_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "letter.png"
    path.write_text("Dear Sir, this is a letter and no picture.")
    assert "not a picture" in refused(path)


@pytest.mark.parametrize("name", ["cut.jpg", "cut.png", "cut.tif", "cut.webp", "cut.gif"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_cut_off_picture_is_refused(tmp_path: Path, name: str, share: float) -> None:
    path = saved(tmp_path, Image.fromarray(np.kron(RGB, np.ones((8, 8, 1), np.uint8))), name)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    message = refused(path)
    assert "damaged" in message or "not a picture" in message


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"II*\0", b"RIFF\0\0\0\0WEBP"]
)
def test_a_file_of_a_beginning_only_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "begun.png"
    path.write_bytes(data)
    refused(path)


def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(png_bytes(30_000, 30_000, data=zlib.compress(b"\0" * 100)))
    message = refused(path)
    assert "30000 × 30000" in message
    assert "250 million" in message


def test_the_limit_is_the_callers_not_pillows(tmp_path: Path) -> None:
    before = Image.MAX_IMAGE_PIXELS
    path = saved(tmp_path, Image.fromarray(RGB))
    refused(path, limit_pixels=RGB.shape[0] * RGB.shape[1] - 1)
    assert open_picture(path, limit_pixels=RGB.shape[0] * RGB.shape[1]).pixels.shape == RGB.shape
    large = tmp_path / "large.png"
    large.write_bytes(png_bytes(14_000, 14_000, data=b""))
    assert "damaged" in refused(large), "196 million pixels are within the limit"
    assert before == Image.MAX_IMAGE_PIXELS


def test_pillows_limit_does_not_come_back_while_a_tiff_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    Image.new("RGB", (80, 60)).save(tmp_path / "large.tif")
    assert open_picture(tmp_path / "large.tif").pixels.shape == (60, 80, 3)
    assert Image.MAX_IMAGE_PIXELS == 1000


def test_a_thumbnail_of_a_tiff_is_not_held_to_pillows_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, Image.new("RGB", (120, 80), (10, 20, 30)), "large.tif")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert open_thumbnail(path, 32).shape == (21, 32, 3)


def test_an_empty_file_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jpg"
    empty.touch()
    folder = tmp_path / "album"
    folder.mkdir()
    assert "empty" in refused(empty)
    assert "folder" in refused(folder)
    assert "does not exist" in refused(tmp_path / "gone.jpg")


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, Image.fromarray(RGB))

    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert "permission denied" in refused(path)


def test_a_document_or_script_is_not_run_as_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "page.eps"
    buffer = io.BytesIO()
    Image.fromarray(RGB).save(buffer, "EPS")
    path.write_bytes(buffer.getvalue())
    assert "not a picture" in refused(path)


# ---- thumbnails


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.webp", "a.gif"])
def test_a_thumbnail_is_the_opened_picture_made_small(tmp_path: Path, name: str) -> None:
    smooth = Image.fromarray(RGB).resize((8, 5)).resize((900, 600), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    upright = name.endswith("gif")
    path = saved(tmp_path, smooth, name, **({} if upright else {"exif": exif}))
    small = open_thumbnail(path, 60)
    assert small.shape == ((40, 60, 3) if upright else (60, 40, 3))
    whole = Image.fromarray(open_picture(path).pixels).resize(small.shape[1::-1], Image.Resampling.BOX)
    assert np.abs(small.astype(int) - np.asarray(whole)).mean() < 3


def test_thumbnails_of_inks_transparency_and_small_pictures_come_in_too(tmp_path: Path) -> None:
    image = Image.fromarray(RGB)
    clear = image.copy()
    clear.putalpha(0)
    assert open_thumbnail(saved(tmp_path, clear, "a.png"), 10).min() == 255
    assert open_thumbnail(saved(tmp_path, image.convert("CMYK"), "a.tif"), 10).shape == (7, 10, 3)
    assert np.array_equal(open_thumbnail(saved(tmp_path, image, "b.png"), 100), RGB)


def test_what_cannot_be_opened_has_no_thumbnail(tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(saved(tmp_path, Image.fromarray(RGB)).read_bytes()[:200])
    with pytest.raises(PictureError) as caught:
        open_thumbnail(path, 10)
    assert_sentence(str(caught.value), path.name)
