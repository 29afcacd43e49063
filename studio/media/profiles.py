"""Colour profiles to write pictures in: sRGB, Display P3, Adobe RGB (1998), and whatever profile a photo came with.

The two wide ones are written here from their published primaries and curves, so that no profile of others ships.
Source: ICC.1:2022 (version 4.4) for the file; SMPTE EG 432-1 and IEC 61966-2-1 for Display P3; Adobe RGB (1998) Color
Image Encoding, 2005-05; Bradford adaptation as ICC.1 annex E.
"""

from __future__ import annotations

import io
import logging
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, cast

import numpy as np
from PIL import Image, ImageCms

log = logging.getLogger(__name__)

ProfileName = Literal["photo", "srgb", "display-p3", "adobe-rgb", "cmyk"]
"""In what a picture is written: "photo" is the profile that the photo came with, or sRGB where it has none of RGB or
greys; "cmyk" is the photo's own of printing inks."""

Space = Literal["RGB", "GRAY", "CMYK"]
"""What the colours of a picture are made of, as ICC profiles call it."""

MODES: Mapping[Space, str] = MappingProxyType({"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"})
"""What pillow calls them."""

PROFILE_TITLES: Mapping[ProfileName, str] = MappingProxyType(
    {
        "photo": "As the photo",
        "srgb": "sRGB",
        "display-p3": "Display P3",
        "adobe-rgb": "Adobe RGB",
        "cmyk": "The photo's inks (CMYK)",
    }
)

_SRGB_LEVELS = 4
"""How far, of 255, a profile of sRGB may be from ours: makers round its curve and its black differently."""
_D50 = np.array([0.9642, 1.0, 0.8249])
_D65_XY = (0.3127, 0.3290)
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_MILLENNIUM = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)


_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""Gamma, then a, b, c and d of ICC's parametric curve of type 3."""


@dataclass(frozen=True)
class _Space:
    """Primaries as (x, y) of red, green and blue, with the white of D65; and the curve's ICC parameters."""

    title: str
    primaries: tuple[tuple[float, float], ...]
    curve: tuple[float, ...]


_SPACES = {
    "display-p3": _Space(
        "Display P3",
        ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
        _SRGB_CURVE,
    ),
    "adobe-rgb": _Space(
        "Adobe RGB (1998) compatible", ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)), (563 / 256,)
    ),
}


def profile_bytes(name: ProfileName, photos: bytes | None = None) -> bytes:
    """The ICC profile of a name, always the same bytes.

    Args:
        photos: the profile that the photo came with, for "photo" and "cmyk".
    """
    if photos is not None and space_of(photos) == {"photo": "RGB", "cmyk": "CMYK"}.get(name):
        return photos
    if name in _SPACES:
        return _written(name)
    return srgb_profile()


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """The ICC profile of sRGB; always the same bytes, so that the same picture gives the same file."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # LittleCMS writes the time of day into the header; 1 January 2000 instead.
    profile[24:36] = _MILLENNIUM
    return bytes(profile)


def grey_profile() -> bytes:
    """An ICC profile of greys with the curve of sRGB: a grey of sRGB keeps its number."""
    return _grey_profile()


def writes_inks(profile: bytes | None) -> bool:
    """Whether a photo's profile is of printing inks and says which inks make a colour, too."""
    if profile is None or space_of(profile) != "CMYK":
        return False
    try:
        from_srgb(profile, "CMYK")
    except ImageCms.PyCMSError:
        return False
    return True


def is_rgb(profile: bytes) -> bool:
    """Whether an ICC profile is sound and of RGB, not of greys or inks."""
    return space_of(profile) == "RGB"


def space_of(profile: bytes) -> str:
    """What the colours of an ICC profile are made of: "RGB", "GRAY", "CMYK", ...; empty if it is damaged."""
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        # Pillow's annotation of `profile` is that of its file.
        return str(cast(Any, opened.profile).xcolor_space).strip()
    except (ImageCms.PyCMSError, OSError):
        log.info("colour profile not readable", exc_info=True)
        return ""


@lru_cache(maxsize=32)
def is_srgb(profile: bytes | None) -> bool:
    """Whether values of this profile are sRGB already; no profile counts as sRGB.

    It must be called so, and its greys and primaries must be those of sRGB: there are some of that name with other
    curves.
    """
    if profile is None or profile == srgb_profile():
        return True
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if not (cast(Any, opened.profile).profile_description or "").startswith("sRGB"):
            return False
        transform = ImageCms.buildTransform(
            opened,
            ImageCms.createProfile("sRGB"),
            "RGB",
            "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        )
        levels = np.repeat(np.arange(256, dtype=np.uint8), 3).reshape(1, 256, 3)
        shown = np.concatenate([levels, *(levels * mask for mask in np.eye(3, dtype=np.uint8))])
        converted = np.asarray(ImageCms.applyTransform(Image.fromarray(shown), transform))
        return bool(np.abs(converted.astype(int) - shown).max() <= _SRGB_LEVELS)
    except (ImageCms.PyCMSError, OSError):
        return False


def from_srgb(profile: bytes, space: Space = "RGB") -> Callable[[np.ndarray], np.ndarray]:
    """What makes pixels uint8 (H, W, C) of a profile from those of sRGB, (H, W, 3).

    C is 3 for RGB, 1 for greys and 4 for inks, of which 255 is full.

    Relative colorimetric, black point compensated, as pictures are read.

    Raises:
        ImageCms.PyCMSError: the profile can only be read from, or is damaged.
    """
    if space == "GRAY" and profile == grey_profile():
        return lambda pixels: pixels[..., 1:2]
    if space == "RGB" and is_srgb(profile):
        return lambda pixels: pixels
    transform = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        "RGB",
        MODES[space],
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )

    def convert(pixels: np.ndarray) -> np.ndarray:
        image = Image.fromarray(np.ascontiguousarray(pixels))
        converted = np.asarray(ImageCms.applyTransform(image, transform))
        return converted.reshape(*pixels.shape[:2], -1)

    return convert


# ---- writing a profile


@lru_cache(maxsize=len(_SPACES))
def _written(name: str) -> bytes:
    space = _SPACES[name]
    red, green, blue = _colorants(space.primaries).T
    curve = _curve(space.curve)
    tags: list[tuple[bytes, bytes]] = [
        (b"desc", _text(space.title)),
        (b"cprt", _text("No copyright, use freely")),
        (b"wtpt", _xyz(_D50)),
        (b"chad", b"sf32\0\0\0\0" + _fixed(_adaptation().ravel())),
        (b"rXYZ", _xyz(red)),
        (b"gXYZ", _xyz(green)),
        (b"bXYZ", _xyz(blue)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    ]
    return _file(b"RGB ", tags)


@lru_cache(maxsize=1)
def _grey_profile() -> bytes:
    return _file(
        b"GRAY",
        [
            (b"desc", _text("Greys of sRGB")),
            (b"cprt", _text("No copyright, use freely")),
            (b"wtpt", _xyz(_D50)),
            (b"kTRC", _curve(_SRGB_CURVE)),
        ],
    )


def _file(space: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    """A monitor's profile of these tags."""
    table, body, places = b"", b"", {}
    start = 128 + 4 + 12 * len(tags)
    for signature, data in tags:
        if data not in places:
            places[data] = start + len(body)
            body += data + b"\0" * (-len(data) % 4)
        table += signature + struct.pack(">II", places[data], len(data))
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x04400000, b"mntr", space, b"XYZ ")
    header += _MILLENNIUM + b"acsp" + b"\0" * 24 + struct.pack(">I", 1) + _fixed(_D50)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _colorants(primaries: tuple[tuple[float, float], ...]) -> np.ndarray:
    """(3, 3): the columns are red, green and blue as XYZ of D50."""
    xyz = np.array([[x / y, 1.0, (1 - x - y) / y] for x, y in primaries]).T
    return _adaptation() @ (xyz * np.linalg.solve(xyz, _white()))


def _white() -> np.ndarray:
    x, y = _D65_XY
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _adaptation() -> np.ndarray:
    """(3, 3): from the white of D65 to that of D50."""
    cones = (_BRADFORD @ _D50) / (_BRADFORD @ _white())
    return np.linalg.inv(_BRADFORD) @ np.diag(cones) @ _BRADFORD


def _fixed(values: np.ndarray) -> bytes:
    return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)


def _xyz(values: np.ndarray) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _curve(parameters: tuple[float, ...]) -> bytes:
    kind = 3 if len(parameters) == 5 else 0
    return b"para\0\0\0\0" + struct.pack(">HH", kind, 0) + _fixed(np.array(parameters))


def _text(text: str) -> bytes:
    words = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(words), 28) + words
