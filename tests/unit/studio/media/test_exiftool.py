"""An independent reader, exiftool, finds in an export what the photo said, and nothing that was to stay behind."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image

from studio.document.document import Document
from studio.media.descriptions import photoshop_block
from studio.media.finishing import ExportOptions, Metadata, exif_of, finish
from studio.media.profiles import profile_bytes
from studio.media.reading import open_picture
from studio.media.writing import save_picture
from tests.unit.studio.media.test_descriptions import IPTC, PACKET

pytestmark = pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
SUFFIXES = (".png", ".jpg", ".tif", ".webp", ".avif")
WITHOUT_IPTC = (".webp", ".avif")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A turned Display P3 photo with all that a camera and a catalogue say."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Model] = "A camera"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.FNumber] = 2.8
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (31.0, 33.0, 0.0)
    buffer = io.BytesIO()
    profile = profile_bytes("display-p3")
    Image.fromarray(PIXELS).save(buffer, "JPEG", exif=exif, xmp=PACKET, icc_profile=profile, quality=95)
    data, block = buffer.getvalue(), b"Photoshop 3.0\0" + photoshop_block(IPTC)
    path = tmp_path / "photo.jpg"
    path.write_bytes(data[:2] + b"\xff\xed" + struct.pack(">H", 2 + len(block)) + block + data[2:])
    return path


def told(path: Path) -> dict[str, Any]:
    """What exiftool reads, by group and name, such as "XMP:Rating"."""
    done = subprocess.run(["exiftool", "-j", "-G", "-n", str(path)], capture_output=True, check=True)
    [values] = json.loads(done.stdout)
    return dict(values)


def exported(photo: Path, suffix: str, metadata: Metadata) -> dict[str, Any]:
    picture = open_picture(photo)
    known = {"exif": picture.exif, "path": str(photo)}
    view = Document(picture.pixels, picture.name, picture.icc_profile, known).view()
    options = ExportOptions(metadata=metadata)
    finished = finish(view.base, view, options, suffix.removeprefix(".").upper())
    path = photo.with_name(f"out{suffix}")
    save_picture(
        path, finished.pixels, exif=exif_of(view, metadata), icc_profile=finished.icc_profile, quality=95
    )
    values = told(path)
    assert "ExifTool:Warning" not in values, values["ExifTool:Warning"]
    assert {value for name, value in values.items() if name.endswith(":ImageWidth")} == {20}
    return values


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_all_that_the_photo_said_is_read(photo: Path, suffix: str) -> None:
    values = exported(photo, suffix, "all")
    assert values["EXIF:Model"] == "A camera"
    assert values["EXIF:FNumber"] == 2.8
    assert values["EXIF:GPSLatitude"] == pytest.approx(31.55)
    assert values.get("EXIF:Orientation", 1) == 1
    assert "XMP:Orientation" not in values
    assert (values["XMP:Rating"], values["XMP:Creator"], values["XMP:City"]) == (4, "Noor Ahmed", "Lahore")
    if suffix not in WITHOUT_IPTC:
        assert (values["IPTC:Headline"], values["IPTC:City"]) == ("Roofs", "Lahore")
        assert values["IPTC:Keywords"] == ["evening", "pigeons"]
    assert values["ICC_Profile:ProfileDescription"] == "Display P3"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_place_is_not_read_where_it_stayed_behind(photo: Path, suffix: str) -> None:
    values = exported(photo, suffix, "no-place")
    assert values["EXIF:Model"] == "A camera"
    assert values["XMP:Creator"] == "Noor Ahmed"
    assert not [name for name in values if "GPS" in name or name.endswith((":City", ":Location"))]
    assert "Lahore" not in json.dumps(values)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_is_read_where_nothing_went_along(photo: Path, suffix: str) -> None:
    values = exported(photo, suffix, "none")
    assert not [name for name in values if name.startswith(("XMP:", "IPTC:"))]
    assert "EXIF:Model" not in values
    assert not [name for name in values if "GPS" in name]
    assert values["ICC_Profile:ProfileDescription"] == "Display P3"
