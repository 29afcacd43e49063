"""The photo's own file beside the 8-bit sRGB that is painted on: wider colours, 16 bits a channel, greys, inks."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.document.document import picture_digest
from studio.media.deep import deep_greys, read_deep
from studio.media.errors import PictureError
from studio.media.profiles import Space, is_srgb, space_of
from studio.media.reading import identified, load, open_picture

_GREY_MODES = ("1", "L", "I;16", "I;16B", "I;16L", "I;16N")

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Original:
    """A photo as its file holds it, turned upright.

    Attributes:
        pixels: uint8 or uint16 (H, W, C), in `profile`; C is 3 for RGB, 1 for greys and 4 for inks.
        profile: None is sRGB.
    """

    pixels: np.ndarray
    profile: bytes | None


def open_original(path: Path, base_digest: str, *, deep: bool, space: Space = "RGB") -> Original | None:
    """The photo in its own profile, if its file holds more than the document does.

    Args:
        path: where the photo was.
        base_digest: of what was made of it, see `Document.base_digest`.
        deep: whether 16 bits a channel are wanted.
        space: what it is to be made of.

    Returns:
        None where the file adds nothing (8 bits of sRGB, or of another space), is gone, or is another picture by now.
    """
    try:
        photo = open_picture(path)
        fits = photo.space == space and (photo.icc_profile is None or space_of(photo.icc_profile) == space)
        wide = fits and not is_srgb(photo.icc_profile)
        fine = fits and deep and (photo.deep if space == "RGB" else space == "GRAY")
        if not (wide or fine) or picture_digest(photo.pixels) != base_digest:
            return None
        if fine and space == "GRAY":
            # Pillow has turned a TIFF already.
            values = upright(_greys(path), 1 if photo.file_format == "TIFF" else photo.orientation)
        elif fine:
            values = upright(read_deep(path, photo.file_format), photo.orientation)
        else:
            values = open_picture(path, to_srgb=False).pixels
    except PictureError:
        log.info("the original %s is not at hand", path, exc_info=True)
        return None
    height, width = photo.pixels.shape[:2]
    if values.shape[:2] != (height, width):
        return None
    return Original(values.reshape(height, width, -1), photo.icc_profile)


def is_of_greys(path: Path) -> bool:
    """Whether a file is a picture of greys alone, by its header; False where it is gone."""
    try:
        return identified(path).mode in _GREY_MODES
    except PictureError:
        return False


def _greys(path: Path) -> np.ndarray:
    """Those of a file, (H, W) uint8, or uint16 where it holds 16 bits of them."""
    image = identified(path)
    load(image)
    return deep_greys(image) if image.mode.startswith("I;16") else np.asarray(image.convert("L"))


def upright(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """Turns and mirrors (H, W, ...) as an EXIF orientation of 1..8 asks for."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels
