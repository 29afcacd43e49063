"""Films as GIF, as animated WebP, and as a folder of numbered PNGs."""

from __future__ import annotations

import io
import itertools
import logging
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from exports.files import behind_links, umask, write_atomically
from studio.media.errors import PictureError
from studio.media.exif import with_comment
from studio.media.provenance import Recipe, running_version
from studio.media.writing import LONGEST_SIDE_PX, encode, srgb_profile, writing_errors

log = logging.getLogger(__name__)

WEBP_QUALITY = 90
_PALETTE_SAMPLES = 96


def save_gif(path: Path, frames: Iterator[np.ndarray], fps: float, comment: str | None) -> None:
    """Writes a GIF that repeats for ever. Raises PictureError."""
    images = [_with_palette(Image.fromarray(np.ascontiguousarray(frame))) for frame in frames]
    options: dict[str, Any] = {"comment": comment.encode("ascii")} if comment is not None else {}
    _save_animation(path, "GIF", images, _durations_ms(len(images), fps, unit_ms=10), options)


def _with_palette(image: Image.Image) -> Image.Image:
    """The frame in 256 colours of its own, dithered."""
    # Pillow dithers only towards a palette that it is given, and takes half a second to find one from all pixels.
    sparse = image.resize((_PALETTE_SAMPLES, _PALETTE_SAMPLES), Image.Resampling.NEAREST)
    palette = sparse.quantize(256, Image.Quantize.MEDIANCUT)
    return image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)


def save_webp(
    path: Path,
    frames: Iterator[np.ndarray],
    fps: float,
    comment: str | None,
    quality: int = WEBP_QUALITY,
) -> None:
    """Writes an animated WebP that repeats for ever, of a quality 1..100; 100 is lossless. Raises PictureError."""
    images = [Image.fromarray(np.ascontiguousarray(frame)) for frame in frames]
    options = {
        "lossless": quality == 100,
        "quality": quality,
        "method": 4,
        "icc_profile": srgb_profile(),
        # In a WebP the block stands without the header that JPEG puts before it.
        "exif": with_comment(b"", comment, f"Pinxit {running_version()}").removeprefix(b"Exif\0\0"),
    }
    _save_animation(path, "WEBP", images, _durations_ms(len(images), fps, unit_ms=1), options)


def _save_animation(
    path: Path, file_format: str, images: list[Image.Image], durations_ms: list[int], options: dict[str, Any]
) -> None:
    width, height = images[0].size
    longest = LONGEST_SIDE_PX[file_format]
    if max(width, height) > longest:
        raise PictureError(
            f"{path.name} cannot be written: {file_format} takes at most {longest} pixels a side and the frames have "
            f"{width} × {height}; write a folder of pictures, or smaller ones."
        )
    buffer = io.BytesIO()
    try:
        images[0].save(
            buffer,
            file_format,
            save_all=True,
            append_images=images[1:],
            duration=durations_ms,
            loop=0,
            **options,
        )
    except (OSError, ValueError) as error:
        log.info("encoding %s failed", path, exc_info=True)
        raise PictureError(f"{path.name} could not be written as {file_format}: {error}.") from error
    with writing_errors(path):
        write_atomically(path, buffer.getvalue())


def _durations_ms(count: int, fps: float, unit_ms: int) -> list[int]:
    """How long each frame is shown; rounded so that no error adds up."""
    ends = [round(1000.0 * frame / (fps * unit_ms)) for frame in range(count + 1)]
    return [max(1, end - start) * unit_ms for start, end in itertools.pairwise(ends)]


def save_folder(path: Path, frames: Iterator[np.ndarray], recipe: Recipe | None) -> None:
    """Writes a PNG for each frame into a folder that is new or empty. Raises PictureError."""
    path = behind_links(path)
    with writing_errors(path):
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        for number, frame in enumerate(frames, start=1):
            data = encode(frame, "PNG", recipe=recipe)
            with writing_errors(path):
                (temporary / f"frame-{number:05}.png").write_bytes(data)
        with writing_errors(path):
            temporary.chmod(0o777 & ~umask())
            if path.exists():
                path.rmdir()
            temporary.replace(path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
