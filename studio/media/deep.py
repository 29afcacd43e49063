"""Pictures of 16 bits a channel, which pillow knows in grey only: FFmpeg reads them, PNG and TIFF are written here.

Source: W3C, Portable Network Graphics (third edition), sections 5 and 11; Adobe, TIFF revision 6.0, section 6.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from pathlib import Path
from typing import Any, cast

import numpy as np
from PIL import Image, TiffImagePlugin, TiffTags

from studio.media.errors import PictureError
from studio.media.ffmpeg import as_file
from studio.media.wanted import StillWanted, always

log = logging.getLogger(__name__)

DEEP_FORMATS = ("PNG", "TIFF")
"""Formats that hold 16 bits a channel, as pillow calls them."""

_DEMUXERS = {"PNG": "png_pipe", "TIFF": "tiff_pipe"}
_UP = 2
_ROWS_AT_ONCE = 32
_EXIF_IFD, _GPS_IFD, _ICC_TAG = 34665, 34853, 34675
_STRIP_OFFSETS, _DEFLATE = 273, 8
_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0


def is_deep(image: Image.Image) -> bool:
    """Whether an identified picture holds RGB of 16 bits; its pixels must not have been decoded yet."""
    # Pillow's annotation knows tiles of opened files only.
    pieces = cast(Any, image).tile if image.format in _DEMUXERS else []
    if not pieces:
        return False
    modes = pieces[0].args
    mode = modes if isinstance(modes, str) else str(modes[0]) if modes else ""
    return mode.startswith(("RGB;16", "RGBA;16", "RGBX;16"))


def deep_greys(image: Image.Image) -> np.ndarray:
    """The pixels of a picture of 16 bits of grey, uint16 (H, W), of which 0 is black; it was decoded with `load`."""
    values = np.asarray(image).astype(np.uint16)
    # Pillow gives those of a TIFF as they lie there; those of 8 bits it turns round itself.
    tags = cast(Any, image).tag_v2 if image.format == "TIFF" else {}
    return 65535 - values if tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO else values


def read_deep(path: Path, file_format: str) -> np.ndarray:
    """The first picture of a file, uint16 (H, W, 3), as it lies there: not turned, not converted; alpha on white.

    Raises:
        PictureError: it cannot be decoded.
    """
    import av  # Only here: it takes a moment, and few pictures need it.
    from av.error import FFmpegError

    try:
        with av.open(as_file(path), format=_DEMUXERS[file_format]) as container:
            frame = next(container.decode(video=0))
            has_alpha = "a" in frame.format.name.removeprefix("p")
            values = frame.to_ndarray(format="rgba64le" if has_alpha else "rgb48le")
    except (FFmpegError, StopIteration, ValueError, MemoryError) as error:
        log.info("decoding %s in 16 bits failed", path, exc_info=True)
        raise PictureError(f"{path.name} cannot be read in 16 bits.") from error
    if not has_alpha:
        return values
    alpha = values[..., 3:].astype(np.float32) / np.float32(65535)
    laid = 65535 - (65535 - values[..., :3].astype(np.float32)) * alpha
    return np.rint(laid).astype(np.uint16)


def encode_deep(
    pixels: np.ndarray,
    file_format: str,
    *,
    icc_profile: bytes,
    exif: bytes,
    texts: dict[str, str],
    still_wanted: StillWanted = always,
) -> bytes:
    """A file of one picture, uint16 (H, W, 3).

    Args:
        file_format: one of DEEP_FORMATS.
        exif: an EXIF block, or empty.
        texts: go into text chunks of a PNG by their keys; a TIFF has room in its EXIF only.
        still_wanted: called at every few rows; what it raises ends the work.
    """
    if file_format == "PNG":
        return _png(pixels, icc_profile, exif.removeprefix(b"Exif\0\0"), texts, still_wanted)
    return _tiff(pixels, icc_profile, exif, still_wanted)


def _png(
    pixels: np.ndarray, icc_profile: bytes, exif: bytes, texts: dict[str, str], still_wanted: StillWanted
) -> bytes:
    height, width = pixels.shape[:2]
    file = io.BytesIO()
    file.write(b"\x89PNG\r\n\x1a\n")

    def chunk(kind: bytes, data: bytes) -> None:
        file.write(struct.pack(">I", len(data)) + kind + data)
        file.write(struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))))

    chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
    chunk(b"iCCP", b"ICC Profile\0\0" + zlib.compress(icc_profile))
    if exif:
        chunk(b"eXIf", exif)
    for key, text in texts.items():
        chunk(b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + text.encode())
    packer, above = zlib.compressobj(6), np.zeros(width * 6, np.uint8)
    for top in range(0, height, _ROWS_AT_ONCE):
        still_wanted()
        values = np.ascontiguousarray(pixels[top : top + _ROWS_AT_ONCE].astype(">u2"))
        rows = values.view(np.uint8).reshape(len(values), -1)
        lines = np.empty((len(rows), width * 6 + 1), np.uint8)
        lines[:, 0] = _UP
        lines[:, 1:] = rows - np.concatenate([above[np.newaxis], rows[:-1]])
        above = rows[-1].copy()
        data = packer.compress(lines.tobytes())
        if data:
            chunk(b"IDAT", data)
    chunk(b"IDAT", packer.flush())
    chunk(b"IEND", b"")
    return file.getvalue()


def _tiff(pixels: np.ndarray, icc_profile: bytes, exif: bytes, still_wanted: StillWanted) -> bytes:
    height, width = pixels.shape[:2]
    strips = []
    for top in range(0, height, _ROWS_AT_ONCE):
        still_wanted()
        rows = np.ascontiguousarray(pixels[top : top + _ROWS_AT_ONCE].astype("<u2"))
        strips.append(zlib.compress(rows.tobytes()))
    sizes = [len(strip) for strip in strips]
    ifd = TiffImagePlugin.ImageFileDirectory_v2(prefix=b"II")
    if exif:
        _carry(exif, ifd)
    short, long = TiffTags.SHORT, TiffTags.LONG
    fields: list[tuple[int, int, object]] = [
        (256, long, width),
        (257, long, height),
        (258, short, (16, 16, 16)),
        (259, short, _DEFLATE),
        (262, short, 2),
        (277, short, 3),
        (278, long, _ROWS_AT_ONCE),
        (279, long, tuple(sizes)),
        (284, short, 1),
        (_ICC_TAG, TiffTags.UNDEFINED, icc_profile),
        (_STRIP_OFFSETS, long, (0,) * len(strips)),
    ]
    for tag, kind, value in fields:
        ifd.tagtype[tag] = kind
        ifd[tag] = value
    # The directory stands first; only once its length is known can it say where the strips are.
    start = 8 + len(ifd.tobytes(8))
    ifd[_STRIP_OFFSETS] = tuple(start + sum(sizes[:n]) for n in range(len(sizes)))
    file = io.BytesIO()
    file.write(b"II*\0" + struct.pack("<I", 8))
    file.write(_without_shift(ifd, start))
    for strip in strips:
        file.write(strip)
    return file.getvalue()


def _without_shift(ifd: TiffImagePlugin.ImageFileDirectory_v2, start: int) -> bytes:
    """The directory with its strips where they were said to be: pillow adds the directory's own end to them."""
    offsets = ifd[_STRIP_OFFSETS]
    ifd[_STRIP_OFFSETS] = tuple(int(offset) - start for offset in offsets)
    return ifd.tobytes(8)


def _carry(exif: bytes, ifd: TiffImagePlugin.ImageFileDirectory_v2) -> None:
    """Takes an EXIF block over into a TIFF's own directory."""
    block = Image.Exif()
    block.load(exif)
    for tag, value in block.items():
        if tag not in (_EXIF_IFD, _GPS_IFD):
            ifd[tag] = value
    for tag in (_EXIF_IFD, _GPS_IFD):
        inner = dict(block.get_ifd(tag))
        if inner:
            ifd[tag] = inner
