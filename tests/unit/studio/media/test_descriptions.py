"""XMP and IPTC of a photo in what is made of it: kept, freed of places, or left out, in every format."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from studio.document.document import Document
from studio.media.descriptions import filtered_xmp, iptc_of, photoshop_block
from studio.media.finishing import Metadata, exif_of
from studio.media.reading import open_picture
from studio.media.writing import encode, save_picture

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmp:Rating="4" tiff:Orientation="6" photoshop:City="Lahore"
 exif:GPSLatitude="31,33.0N"><dc:creator><rdf:Seq><rdf:li>Noor Ahmed</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


def dataset(number: int, text: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text


IPTC = dataset(105, b"Roofs") + dataset(90, b"Lahore") + dataset(25, b"evening") + dataset(25, b"pigeons")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A JPEG as a catalogue writes it: EXIF, XMP and IPTC, turned."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "Noor Ahmed"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    buffer = io.BytesIO()
    Image.fromarray(PIXELS).save(buffer, "JPEG", exif=exif, xmp=PACKET)
    data = buffer.getvalue()
    block = b"Photoshop 3.0\0" + photoshop_block(IPTC)
    path = tmp_path / "photo.jpg"
    path.write_bytes(data[:2] + b"\xff\xed" + struct.pack(">H", 2 + len(block)) + block + data[2:])
    return path


def exported(photo: Path, suffix: str, metadata: Metadata, *, deep: bool = False) -> Image.Image:
    """What is read from an export, made as the studio makes it."""
    picture = open_picture(photo)
    view = Document(picture.pixels, picture.name, metadata={"exif": picture.exif}).view()
    pixels = picture.pixels.astype(np.uint16) * 257 if deep else picture.pixels
    path = photo.with_name(f"out{suffix}")
    save_picture(path, pixels, exif=exif_of(view, metadata))
    image = Image.open(path)
    image.load()
    return image


def xmp(image: Image.Image) -> bytes:
    packet = image.info.get("xmp", b"")
    return packet.encode() if isinstance(packet, str) else packet


@pytest.mark.parametrize(
    ("suffix", "deep"),
    [(".jpg", False), (".png", False), (".tif", False), (".webp", False), (".png", True), (".tif", True)],
)
def test_what_a_catalogue_said_goes_along(photo: Path, suffix: str, deep: bool) -> None:
    image = exported(photo, suffix, "all", deep=deep)
    assert b"Noor Ahmed" in xmp(image)
    assert b'xmp:Rating="4"' in xmp(image)
    assert b"Lahore" in xmp(image)
    assert b"Orientation" not in xmp(image)  # The picture was turned upright.
    assert iptc_of(image) == (b"" if suffix == ".webp" else IPTC)
    assert image.getexif()[ExifTags.Base.Artist] == "Noor Ahmed"
    assert dict(image.getexif().get_ifd(ExifTags.IFD.GPSInfo))[1] == "N"


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_the_place_stays_behind_where_it_shall(photo: Path, suffix: str) -> None:
    image = exported(photo, suffix, "no-place")
    assert b"Noor Ahmed" in xmp(image)
    assert b"Lahore" not in xmp(image)
    assert b"GPS" not in xmp(image)
    assert b"Lahore" not in iptc_of(image)
    assert (b"pigeons" in iptc_of(image)) == (suffix != ".webp")
    assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_nothing_goes_along_where_nothing_shall(photo: Path, suffix: str) -> None:
    exported(photo, suffix, "none")
    data = photo.with_name(f"out{suffix}").read_bytes()
    assert b"Noor" not in data
    assert b"Lahore" not in data
    assert b"8BIM" not in data


def test_an_export_of_an_export_says_the_same(photo: Path) -> None:
    for suffix in (".png", ".tif", ".jpg"):
        exported(photo, suffix, "all")
        photo = photo.with_name(f"out{suffix}")
    with Image.open(photo) as image:
        assert iptc_of(image) == IPTC
        assert b"Noor Ahmed" in xmp(image)


def test_a_project_keeps_them(photo: Path) -> None:
    from studio.media.project import _from_plain, _to_plain

    exif = open_picture(photo).exif
    assert _from_plain(_to_plain(exif)) == exif


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"<x:xmpmeta",
        b"\xff\xfe\x00garbage",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&b;</x:xmpmeta>",
        b"<a>" * 100_000,
    ],
)
def test_packets_that_cannot_be_read_are_left_out(packet: bytes) -> None:
    assert filtered_xmp(packet, place=True) == b""


def test_descriptions_too_long_for_a_jpeg_do_not_lose_the_picture() -> None:
    exif = Image.Exif()
    exif[700] = filtered_xmp(PACKET.replace(b"Noor", b"N" * 70_000), place=True)
    exif[33723] = dataset(105, b"R" * 30_000) * 3
    assert Image.open(io.BytesIO(encode(PIXELS, "JPEG", exif=exif.tobytes()))).size == (30, 20)
