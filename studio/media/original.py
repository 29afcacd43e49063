"""The photo's own file beside the 8-bit sRGB that is painted on: colours beyond sRGB, and 16 bits a channel."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.document.document import picture_digest
from studio.media.deep import read_deep
from studio.media.errors import PictureError
from studio.media.profiles import is_rgb, is_srgb
from studio.media.reading import open_picture

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Original:
    """A photo as its file holds it, turned upright.

    Attributes:
        pixels: uint8 or uint16 (H, W, 3), in `profile`.
        profile: of RGB; None is sRGB.
    """

    pixels: np.ndarray
    profile: bytes | None


def open_original(path: Path, base_digest: str, *, deep: bool) -> Original | None:
    """The photo in its own profile, if its file holds more than the document does.

    Args:
        path: where the photo was.
        base_digest: of what was made of it, see `Document.base_digest`.
        deep: whether 16 bits a channel are wanted.

    Returns:
        None where the file adds nothing (8 bits of sRGB, greys or inks), is gone, or is another picture by now.
    """
    try:
        photo = open_picture(path)
        of_rgb = photo.icc_profile is None or is_rgb(photo.icc_profile)
        wide, fine = of_rgb and not is_srgb(photo.icc_profile), of_rgb and deep and photo.deep
        if not (wide or fine) or picture_digest(photo.pixels) != base_digest:
            return None
        if fine:
            values = upright(read_deep(path, photo.file_format), photo.orientation)
        else:
            values = open_picture(path, to_srgb=False).pixels
    except PictureError:
        log.info("the original %s is not at hand", path, exc_info=True)
        return None
    return Original(values, photo.icc_profile) if values.shape == photo.pixels.shape else None


def upright(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """Turns and mirrors (H, W, ...) as an EXIF orientation of 1..8 asks for."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels
