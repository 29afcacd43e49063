"""Saving pictures: whole or not at all, with the sRGB profile and the recipe inside."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from exports.files import write_atomically
from studio.media.deep import DEEP_FORMATS, encode_deep
from studio.media.descriptions import PNG_IPTC_KEY, PNG_XMP_KEY, photoshop_block, raw_profile
from studio.media.errors import PictureError
from studio.media.exif import shortened, taken_apart, with_comment
from studio.media.profiles import srgb_profile
from studio.media.provenance import CHUNK_KEY, JPEG_MARKER, Recipe, running_version, to_text
from studio.media.wanted import StillWanted, WatchedBuffer, always, unless_unwanted

log = logging.getLogger(__name__)

FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
    ".avif": "AVIF",
}
"""Suffix -> pillow's name of the format."""

GREY_FORMATS, INK_FORMATS = ("PNG", "JPEG", "TIFF"), ("JPEG", "TIFF")
"""Formats that hold greys alone, and printing inks (CMYK), as pillow calls them."""

QUALITY = 92
LONGEST_SIDE_PX = {"JPEG": 65_500, "WEBP": 16_383, "AVIF": 65_536, "GIF": 65_535}
_JPEG_SEGMENT_BYTES = 60_000
_AT_ONE_GO = ("WEBP", "AVIF")
"""Encoders that are given the whole picture and return the whole file."""
_ROWS_AT_ONCE = 256
"""Of a picture that is handed to them."""


def save_picture(
    path: str | Path,
    pixels: np.ndarray,
    *,
    recipe: Recipe | None = None,
    exif: bytes = b"",
    quality: int = QUALITY,
    icc_profile: bytes | None = None,
    signed: bool = True,
    still_wanted: StillWanted = always,
) -> None:
    """Writes a picture in the format that the path's suffix names.

    Args:
        path: ends in .png, .jpg, .jpeg, .tif, .tiff, .webp or .avif; an existing file is replaced.
        pixels: uint8 (H, W, 3) sRGB, or in `icc_profile`, which may also be of greys, (H, W), or of inks, (H, W, 4), of
            which 255 is full; uint16 for PNG and TIFF, but not of inks.
        recipe: goes into the file; None writes it without.
        exif: of the photo it was made from, as `Picture.exif`, with its XMP and IPTC.
        quality: 1..100, for JPEG, WebP and AVIF; a WebP of 100 is lossless.
        icc_profile: what the pixels are in; None is sRGB.
        signed: whether the file says that Pinxit made it.
        still_wanted: called while the picture is encoded and written; what it raises ends that, and no file is touched.

    Raises:
        PictureError: one sentence that says why it cannot be written; what was at the path is as it was.
    """
    path = Path(path)
    check_writable(path)
    data = encode(
        pixels,
        format_of(path),
        recipe=recipe,
        exif=exif,
        quality=quality,
        icc_profile=icc_profile,
        signed=signed,
        file_name=path.name,
        still_wanted=still_wanted,
    )
    still_wanted()
    with writing_errors(path):
        write_atomically(path, data, still_wanted)


def format_of(path: Path) -> str:
    """Pillow's name of the format that a path's suffix names.

    Raises:
        PictureError: there is no such format.
    """
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        raise PictureError(
            f"{path.name} has no suffix of a picture that Pinxit writes; use .png, .jpg, .tif, .webp or .avif."
        ) from None


def check_writable(path: Path) -> None:
    """Finds out before long work whether a file can be written there.

    Raises:
        PictureError: it cannot.
    """
    if path.is_dir():
        raise PictureError(f"{path} is a folder; name a file in it.")
    folder = path.parent
    if not folder.is_dir():
        raise PictureError(f"There is no folder {folder} to write {path.name} into; make it first.")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise PictureError(f"{path} may not be written: permission denied.")


@contextmanager
def writing_errors(path: Path) -> Iterator[None]:
    """Turns the system's errors into sentences about `path`."""
    try:
        yield
    except OSError as error:
        log.info("writing %s failed", path, exc_info=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise PictureError(f"{path} could not be written: the disk is full.") from error
        reason = (error.strerror or str(error)).lower()
        raise PictureError(f"{path} could not be written: {reason}.") from error


def image_of(pixels: np.ndarray, still_wanted: StillWanted = always) -> Image.Image:
    """Pixels as `encode` takes them, as pillow's: four channels are inks and no transparency.

    Strip by strip, since a large picture takes a while; `still_wanted` is called between them.
    """
    inks = pixels.ndim == 3 and pixels.shape[2] == len("CMYK")
    image: Image.Image | None = None
    for top in range(0, len(pixels), _ROWS_AT_ONCE):
        still_wanted()
        rows = np.ascontiguousarray(pixels[top : top + _ROWS_AT_ONCE])
        strip = Image.frombytes("CMYK", rows.shape[1::-1], rows.tobytes()) if inks else Image.fromarray(rows)
        if image is None:
            image = Image.new(strip.mode, (pixels.shape[1], pixels.shape[0]), None)
        image.paste(strip, (0, top))
    assert image is not None
    return image


def encode(
    pixels: np.ndarray,
    file_format: str,
    *,
    recipe: Recipe | None = None,
    exif: bytes = b"",
    quality: int = QUALITY,
    icc_profile: bytes | None = None,
    signed: bool = True,
    file_name: str = "the picture",
    still_wanted: StillWanted = always,
) -> bytes:
    """A picture as the bytes of a file. See `save_picture`.

    Raises:
        PictureError: the format does not take a picture of this size.
    """
    height, width = pixels.shape[:2]
    longest = LONGEST_SIDE_PX.get(file_format)
    if longest is not None and max(height, width) > longest:
        raise PictureError(
            f"{file_name} cannot be written: {file_format} takes at most {longest} pixels a side and the picture has "
            f"{width} × {height}; use .png or .tif."
        )
    xmp, iptc = b"", b""
    if file_format != "TIFF":
        exif, xmp, iptc = taken_apart(exif)
    if file_format == "JPEG":
        exif = shortened(exif, _JPEG_SEGMENT_BYTES)
    text = None if recipe is None else to_text(recipe)
    # A JPEG segment holds 64 KB: a long recipe goes into segments of its own.
    in_segments = file_format == "JPEG" and text is not None and len(text) > _JPEG_SEGMENT_BYTES - len(exif)
    in_exif = file_format != "PNG" and not in_segments
    profile = srgb_profile() if icc_profile is None else icc_profile
    options: dict[str, object] = {"icc_profile": profile}
    software = f"Pinxit {running_version()}" if signed else None
    block = with_comment(exif, text if in_exif else None, software)
    if block:
        options["exif"] = block
    if pixels.dtype == np.uint16:
        if file_format not in DEEP_FORMATS:
            raise PictureError(f"{file_name} cannot hold 16 bits a channel; use .png or .tif.")
        if pixels.ndim == 3:
            texts = {**({CHUNK_KEY: text} if text is not None else {}), **_png_texts(xmp, iptc)}
            return encode_deep(
                pixels, file_format, icc_profile=profile, exif=block, texts=texts, still_wanted=still_wanted
            )
    options |= _options(file_format, quality, text, xmp, iptc)
    buffer = WatchedBuffer(still_wanted)
    image = image_of(pixels, still_wanted)
    try:
        if file_format in _AT_ONE_GO:
            unless_unwanted(lambda: image.save(buffer, file_format, **options), still_wanted)
        else:
            image.save(buffer, file_format, **options)
    except (OSError, ValueError, SyntaxError, MemoryError, KeyError) as error:
        log.info("encoding %s failed", file_name, exc_info=True)
        raise PictureError(f"{file_name} could not be written as {file_format}: {error}.") from error
    data = buffer.getvalue()
    if file_format == "JPEG" and 0 < len(iptc) <= _JPEG_SEGMENT_BYTES:
        data = _with_segments(data, 13, [b"Photoshop 3.0\0" + photoshop_block(iptc)])
    return _with_text(data, text) if in_segments and text is not None else data


def _options(file_format: str, quality: int, text: str | None, xmp: bytes, iptc: bytes) -> dict[str, object]:
    """What pillow is told of one format: how to pack, and what else goes in."""
    fits = file_format != "JPEG" or len(xmp) <= _JPEG_SEGMENT_BYTES
    described: dict[str, object] = {"xmp": xmp} if xmp and fits else {}
    match file_format:
        case "PNG":
            chunks = PngImagePlugin.PngInfo()
            if text is not None:
                chunks.add_itxt(CHUNK_KEY, text)
            for key, value in _png_texts(xmp, iptc).items():
                chunks.add_itxt(key, value, zip=key == PNG_IPTC_KEY)
            return {"pnginfo": chunks}
        case "JPEG":
            return described | {"quality": quality, "subsampling": 0 if quality >= 90 else 2}
        case "TIFF":
            # Pillow writes EXIF only into TIFFs that it does not compress.
            return {"compression": "raw"}
        case "WEBP":
            return described | {"lossless": quality == 100, "quality": quality, "method": 4}
        case _:
            return described | {"quality": quality, "subsampling": "4:4:4" if quality >= 90 else "4:2:0"}


def _png_texts(xmp: bytes, iptc: bytes) -> dict[str, str]:
    """XMP and IPTC as the texts that a PNG keeps them in, by their keys."""
    texts = {PNG_XMP_KEY: xmp.decode("utf-8", "replace")} if xmp else {}
    return {**texts, PNG_IPTC_KEY: raw_profile(photoshop_block(iptc))} if iptc else texts


def _with_text(jpeg: bytes, text: str) -> bytes:
    """A JPEG file with a long text in application segments."""
    lead, content = CHUNK_KEY.encode("ascii") + b"\0", text.encode("ascii")
    pieces = [
        lead + content[start : start + _JPEG_SEGMENT_BYTES]
        for start in range(0, len(content), _JPEG_SEGMENT_BYTES)
    ]
    return _with_segments(jpeg, int(JPEG_MARKER.removeprefix("APP")), pieces)


def _with_segments(jpeg: bytes, number: int, contents: Sequence[bytes]) -> bytes:
    """A JPEG file with more application segments of a number, behind those that readers expect first."""
    marker = bytes([0xFF, 0xE0 + number])
    segments = b"".join(marker + (2 + len(each)).to_bytes(2, "big") + each for each in contents)
    place = 2
    while jpeg[place] == 0xFF and 0xE0 <= jpeg[place + 1] <= 0xEF:
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return jpeg[:place] + segments + jpeg[place:]
