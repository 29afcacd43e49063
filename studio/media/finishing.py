"""From the painted picture to what an export holds: its region, colour profile, depth, size and metadata.

What is painted is computed in 8-bit sRGB. What is not painted needs no such detour: where the photo's file is still at
hand and the picture leaves in the photo's own profile, every pixel outside the strokes is the file's own, with its
colours beyond sRGB and, in 16 bits, with all of its levels. Where paint is thin it shines through by its share. So it
is with a photo of printing inks that leaves in its own; one of greys stays so where nothing but greys was painted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageCms

from studio.document.document import DocumentView
from studio.document.geometry import Box
from studio.media.deep import DEEP_FORMATS
from studio.media.errors import PictureError
from studio.media.exif import without_place
from studio.media.original import Original, is_of_greys, open_original
from studio.media.profiles import (
    MODES,
    ProfileName,
    Space,
    from_srgb,
    grey_profile,
    is_srgb,
    profile_bytes,
    space_of,
    writes_inks,
)
from studio.media.wanted import StillWanted, always, unless_unwanted
from studio.media.writing import GREY_FORMATS, INK_FORMATS, QUALITY, image_of

Metadata = Literal["all", "no-place", "none"]
"""What goes along of what the photo's file said: all of it, all but where it was taken, or nothing."""

_ROWS_AT_ONCE = 64
_LARGEST_PIXELS = 250_000_000
_ROUNDING = 2
_LEFT_OUT = "The photo's file was not at hand: colours beyond sRGB are left out."
_SEPARATED = "The photo's file was not at hand: its inks were made anew from its colours."


@dataclass(frozen=True)
class ExportOptions:
    """What goes into an exported file.

    Attributes:
        quality: 1..100, for JPEG, WebP and AVIF.
        recipe: whether the picture carries how it was made.
        metadata: what goes along of the photo's EXIF data.
        profile: which colour profile it is written in. "cmyk" needs a photo of inks, and a JPEG or TIFF.
        deep: 16 bits a channel, in PNG and TIFF; inks have 8.
        percent: of the size.
        longest_px: the longest side, in the place of `percent`; 0 is not asked for.
        region: the part of the document; None is all of it.
    """

    quality: int = QUALITY
    recipe: bool = True
    metadata: Metadata = "all"
    profile: ProfileName = "photo"
    deep: bool = False
    percent: float = 100.0
    longest_px: int = 0
    region: Box | None = None

    def anywhere(self) -> ExportOptions:
        """The same for any picture: all of it."""
        return replace(self, region=None)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of the export of a picture or region of this size, at least 1 pixel each."""
        factor = self.longest_px / max(width, height) if self.longest_px else self.percent / 100
        # Nobody means to write what nobody can open again.
        factor = min(factor, (_LARGEST_PIXELS / (width * height)) ** 0.5)
        return max(1, round(width * factor)), max(1, round(height * factor))


@dataclass(frozen=True, eq=False)
class Finished:
    """What is written: pixels as `writing.encode` takes them, the profile they are in, and notes for the user."""

    pixels: np.ndarray
    icc_profile: bytes
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Target:
    """What pixels are made of."""

    profile: bytes
    space: Space
    deep: bool


def finish(
    painted: np.ndarray,
    view: DocumentView,
    options: ExportOptions,
    file_format: str,
    still_wanted: StillWanted = always,
) -> Finished:
    """Makes ready what was painted.

    Args:
        painted: uint8 (H, W, 3) sRGB, of `options.region`.
        view: the document that it shows.
        file_format: pillow's name of it.
        still_wanted: called meanwhile; what it raises ends the work.

    Raises:
        PictureError: inks are asked for where there are none, or the format takes none.
        MemoryError.
    """
    box = view.box if options.region is None else options.region.intersect(view.box)
    space = _space(painted, view, options, file_format)
    deep = options.deep and file_format in DEEP_FORMATS and space != "CMYK"
    profile = _grey_of(view) if space == "GRAY" else profile_bytes(options.profile, view.icc_profile)
    original = _original(view, profile, space, deep=deep)
    notes: tuple[str, ...] = ()
    if original is None and view.icc_profile == profile and not is_srgb(profile) and space != "GRAY":
        notes = (_SEPARATED if space == "CMYK" else _LEFT_OUT,)
    values = _in_profile(painted, view, box, _Target(profile, space, deep), original, still_wanted)
    size = options.size(box.width, box.height)
    return Finished(unless_unwanted(lambda: resized(values, size), still_wanted), profile, notes)


def exif_of(view: DocumentView, metadata: Metadata) -> bytes:
    """The EXIF block that goes along, may be empty."""
    exif: bytes = view.metadata.get("exif", b"")
    if metadata == "none":
        return b""
    return exif if metadata == "all" else without_place(exif)


def resized(pixels: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Pixels as `writing.encode` takes them at another (width, height)."""
    if pixels.shape[1::-1] == size:
        return pixels
    if pixels.dtype == np.uint8:
        return np.asarray(image_of(pixels).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0))
    planes = pixels.reshape(*pixels.shape[:2], -1)
    result = np.empty((size[1], size[0], planes.shape[2]), np.uint16)
    for channel in range(planes.shape[2]):
        plane = Image.fromarray(planes[..., channel].astype(np.float32))
        scaled = np.asarray(plane.resize(size, Image.Resampling.LANCZOS))
        result[..., channel] = np.rint(np.clip(scaled, 0, 65535))
    return result.reshape(size[1], size[0], *pixels.shape[2:])


def _space(painted: np.ndarray, view: DocumentView, options: ExportOptions, file_format: str) -> Space:
    if options.profile == "cmyk":
        if file_format not in INK_FORMATS:
            raise PictureError(f"{file_format} cannot hold printing inks (CMYK); use .jpg or .tif.")
        if not writes_inks(view.icc_profile):
            raise PictureError(
                f"{view.name} has no profile of printing inks (CMYK) to be written in; choose another profile."
            )
        return "CMYK"
    greys = options.profile == "photo" and file_format in GREY_FORMATS and _is_of_greys(view)
    return "GRAY" if greys and _only_greys(painted) else "RGB"


def _is_of_greys(view: DocumentView) -> bool:
    path, own = view.metadata.get("path"), view.icc_profile
    if own is not None and space_of(own) == "GRAY":
        return _writes_greys(own)
    return bool(path) and is_of_greys(Path(path))


def _only_greys(painted: np.ndarray) -> bool:
    """Whether nothing is coloured by more than rounding."""
    for top in range(0, len(painted), _ROWS_AT_ONCE):
        rows = painted[top : top + _ROWS_AT_ONCE]
        if int((rows.max(axis=-1) - rows.min(axis=-1)).max(initial=0)) > _ROUNDING:
            return False
    return True


def _grey_of(view: DocumentView) -> bytes:
    own = view.icc_profile
    return own if own is not None and space_of(own) == "GRAY" else grey_profile()


def _writes_greys(profile: bytes) -> bool:
    try:
        from_srgb(profile, "GRAY")
    except ImageCms.PyCMSError:
        return False
    return True


def _original(view: DocumentView, profile: bytes, space: Space, *, deep: bool) -> Original | None:
    """The photo's file, where it adds something and is written in its own profile."""
    path, own = view.metadata.get("path"), view.icc_profile
    plain = own is None or is_srgb(own)
    same = own == profile or (plain and (is_srgb(profile) or profile == grey_profile()))
    if not path or not same or (plain and not deep):
        return None
    return open_original(Path(path), view.base_digest, deep=deep, space=space)


def _in_profile(
    painted: np.ndarray,
    view: DocumentView,
    box: Box,
    target: _Target,
    original: Original | None,
    still_wanted: StillWanted,
) -> np.ndarray:
    """What was painted in a profile, and the original where nothing was. Strip by strip: pictures are large."""
    convert = from_srgb(target.profile, target.space)
    levels = 257 if target.deep else 1
    channels = len(MODES[target.space])
    result = np.empty((*painted.shape[:2], channels), np.uint16 if target.deep else np.uint8)
    for top in range(0, box.height, _ROWS_AT_ONCE):
        still_wanted()
        strip = Box(box.x0, box.y0 + top, box.x1, min(box.y0 + top + _ROWS_AT_ONCE, box.y1))
        rows = slice(top, top + strip.height)
        values = convert(painted[rows]).astype(np.float32) * levels
        if original is not None:
            own = original.pixels[strip.slices].astype(np.float32)
            if original.pixels.dtype == np.uint8:
                own *= levels
            beyond = own - convert(view.base[strip.slices]).astype(np.float32) * levels
            values += beyond * _uncovered(view, strip)[..., np.newaxis]
        result[rows] = np.rint(np.clip(values, 0, 255 * levels))
    return result[..., 0] if target.space == "GRAY" else result


def _uncovered(view: DocumentView, box: Box) -> np.ndarray:
    """The share of the photo that no layer hides, float32 (h, w) 0..1."""
    share = np.ones((box.height, box.width), np.float32)
    for layer in view.layers:
        if layer.visible and layer.opacity > 0:
            share *= 1 - layer.mask.read(box).astype(np.float32) * np.float32(layer.opacity / 255)
    return share
