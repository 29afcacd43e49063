"""Films out of frames: MP4, WebM, GIF, animated WebP, or a folder of PNGs. Whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from studio.media.animations import WEBP_QUALITY, save_folder, save_gif, save_webp
from studio.media.errors import PictureError
from studio.media.ffmpeg import as_file, import_av
from studio.media.film_encoder import ENCODED_SUFFIXES, FilmEncoder
from studio.media.provenance import Recipe, to_text
from studio.media.writing import QUALITY, check_writable

OnFrame = Callable[[int], None]
"""Told the number of frames written so far."""

FILM_SUFFIXES = (*ENCODED_SUFFIXES, ".gif", ".webp")
WITH_QUALITY = (*ENCODED_SUFFIXES, ".webp")
"""What is written with loss, and so can be written with more of it: a GIF has 256 colours, a PNG all of them."""


def save_film(
    path: str | Path,
    frames: Iterable[np.ndarray],
    *,
    fps: float = 24.0,
    recipe: Recipe | None = None,
    quality: int | None = None,
    on_frame: OnFrame | None = None,
) -> None:
    """Writes frames as they come. What `frames` raises, such as Cancelled, goes through and leaves no file behind.

    Args:
        path: ends in .mp4, .webm, .gif or .webp; without a suffix it names a folder that gets a PNG for each frame.
        frames: uint8 (H, W, 3) sRGB, all of one size; odd sizes are padded by a pixel where a format needs it.
        fps: frames a second, 1..120.
        recipe: goes into the file; None writes it without.
        quality: 1..100, of what is `WITH_QUALITY`; a WebP of 100 is lossless. None is 92, and 90 of a WebP.
        on_frame: told after each frame.

    Raises:
        PictureError: one sentence that says why it cannot be written; what was at the path is as it was.
    """
    path = Path(path)
    if not 1.0 <= fps <= 120.0:
        raise PictureError(f"A film has 1 to 120 frames a second, not {fps:g}.")
    check_film_path(path)
    counted = _counted(frames, path, on_frame)
    text = None if recipe is None else to_text(recipe)
    match path.suffix.lower():
        case ".gif":
            save_gif(path, counted, fps, text)
        case ".webp":
            save_webp(path, counted, fps, text, WEBP_QUALITY if quality is None else quality)
        case "":
            save_folder(path, counted, recipe)
        case _:
            with FilmEncoder(path, fps=fps, comment=text, quality=quality or QUALITY) as film:
                for frame in counted:
                    film.write(frame)


def check_film_path(path: Path) -> None:
    """Finds out before long work whether a film can be written there.

    Raises:
        PictureError: it cannot.
    """
    suffix = path.suffix.lower()
    if suffix in FILM_SUFFIXES:
        check_writable(path)
        if suffix in ENCODED_SUFFIXES:
            import_av()
    elif suffix:
        raise PictureError(
            f"{path.name} has no suffix of a film that Pinxit writes; use .mp4, .webm, .gif or .webp, or none for a "
            "folder of PNG pictures."
        )
    elif path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise PictureError(f"{path} exists and is not an empty folder; name a new one.")
    elif not path.parent.is_dir():
        raise PictureError(f"There is no folder {path.parent} to write {path.name} into; make it first.")


def comment_of_film(path: Path) -> str | None:
    """The comment in an MP4 or WebM film; None if it has none.

    Raises:
        PictureError: the film cannot be read.
    """
    av = import_av()
    try:
        with av.open(as_file(path)) as container:
            return container.metadata.get("comment") or container.metadata.get("COMMENT")
    except (av.FFmpegError, OSError, ValueError) as error:
        raise PictureError(f"{path} is not a film that Pinxit can read.") from error


def _counted(frames: Iterable[np.ndarray], path: Path, on_frame: OnFrame | None) -> Iterator[np.ndarray]:
    """The frames, checked to be alike; at least one."""
    shape = None
    for count, frame in enumerate(frames, start=1):
        shape = shape or frame.shape
        if frame.shape != shape or frame.dtype != np.uint8:
            raise ValueError(f"frame {count} is {frame.dtype} {frame.shape}, the first was uint8 {shape}")
        yield frame
        if on_frame is not None:
            on_frame(count)
    if shape is None:
        raise PictureError(f"{path.name} was not written: a film needs at least one frame.")
