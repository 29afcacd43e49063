"""Films out of frames: MP4, GIF, animated WebP, or a folder of PNGs. Whole or not at all."""

from __future__ import annotations

import io
import itertools
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from exports.files import umask, write_atomically
from studio.media.errors import PictureError
from studio.media.exif import with_comment
from studio.media.provenance import Recipe, running_version, to_text
from studio.media.writing import check_writable, encode, srgb_profile, writing_errors

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream

log = logging.getLogger(__name__)

OnFrame = Callable[[int], None]
"""Told the number of frames written so far."""

FILM_SUFFIXES = (".mp4", ".gif", ".webp")
_BT709 = 1
_SRGB_TRANSFER = 13
_PALETTE_SAMPLES = 96


def save_film(
    path: str | Path,
    frames: Iterable[np.ndarray],
    *,
    fps: float = 24.0,
    recipe: Recipe | None = None,
    on_frame: OnFrame | None = None,
) -> None:
    """Writes frames as they come. What `frames` raises, such as Cancelled, goes through and leaves no file behind.

    Args:
        path: ends in .mp4, .gif or .webp; without a suffix it names a folder that gets a PNG for each frame.
        frames: uint8 (H, W, 3) sRGB, all of one size; odd sizes are padded by a pixel where a format needs it.
        fps: frames a second, 1..120.
        recipe: goes into the file; None writes it without.
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
        case ".mp4":
            _save_mp4(path, counted, fps, text)
        case ".gif":
            _save_gif(path, counted, fps, text)
        case ".webp":
            _save_webp(path, counted, fps, text)
        case _:
            _save_folder(path, counted, recipe)


def check_film_path(path: Path) -> None:
    """Finds out before long work whether a film can be written there.

    Raises:
        PictureError: it cannot.
    """
    suffix = path.suffix.lower()
    if suffix in FILM_SUFFIXES:
        check_writable(path)
        if suffix == ".mp4":
            _import_av()
    elif suffix:
        raise PictureError(
            f"{path.name} has no suffix of a film that Pinxit writes; use .mp4, .gif or .webp, or none for a folder "
            "of PNG pictures."
        )
    elif path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise PictureError(f"{path} exists and is not an empty folder; name a new one.")
    elif not path.parent.is_dir():
        raise PictureError(f"There is no folder {path.parent} to write {path.name} into; make it first.")


def comment_of_film(path: Path) -> str | None:
    """The comment in an MP4 film; None if it has none.

    Raises:
        PictureError: the film cannot be read.
    """
    av = _import_av()
    try:
        with av.open(str(path)) as container:
            return container.metadata.get("comment")
    except (OSError, ValueError) as error:
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


# ---- MP4


def _save_mp4(path: Path, frames: Iterator[np.ndarray], fps: float, comment: str | None) -> None:
    av = _import_av()
    with _temporary_file(path) as temporary:
        try:
            options = {"movflags": "+faststart+use_metadata_tags"}
            with av.open(str(temporary), "w", format="mp4", options=options) as container:
                if comment is not None:
                    container.metadata["comment"] = comment
                _encode_frames(container, frames, fps)
        except av.FFmpegError as error:
            log.info("writing %s failed", path, exc_info=True)
            reason = (error.strerror or str(error)).lower()
            raise PictureError(f"{path} could not be written: {reason}.") from error


def _encode_frames(container: OutputContainer, frames: Iterator[np.ndarray], fps: float) -> None:
    stream: VideoStream | None = None
    for frame in frames:
        even = _padded_to_even(frame)
        if stream is None:
            stream = _video_stream(container, even, fps)
        for packet in stream.encode(_video_frame(even)):
            container.mux(packet)
    if stream is not None:
        for packet in stream.encode():
            container.mux(packet)


def _video_stream(container: OutputContainer, frame: np.ndarray, fps: float) -> VideoStream:
    av = _import_av()
    rate = Fraction(fps).limit_denominator(1001)
    # H.264 where this build of FFmpeg can write it; MPEG-4 plays everywhere as well.
    if "libx264" in av.codecs_available:
        stream = container.add_stream("libx264", rate=rate, options={"crf": "16", "preset": "medium"})
    else:
        stream = container.add_stream("mpeg4", rate=rate, options={"q:v": "2"})
    stream.height, stream.width = frame.shape[:2]
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.colorspace = context.color_primaries = _BT709
    context.color_trc = _SRGB_TRANSFER
    context.color_range = 1
    return stream


def _video_frame(picture: np.ndarray) -> Any:
    av = _import_av()
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    return frame.reformat(format="yuv420p", dst_colorspace=_BT709, dst_color_range=1)


def _padded_to_even(picture: np.ndarray) -> np.ndarray:
    """The colour of MP4 is stored for 2 × 2 pixels: an odd edge is repeated once."""
    height, width = picture.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return picture
    return np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


def _import_av() -> Any:
    try:
        import av
    except ImportError as error:
        raise PictureError(
            "MP4 films need the package av, which is not installed; run `pip install av`, or write a .gif, a .webp or "
            "a folder of pictures."
        ) from error
    return av


# ---- GIF and WebP


def _save_gif(path: Path, frames: Iterator[np.ndarray], fps: float, comment: str | None) -> None:
    images = [_with_palette(Image.fromarray(np.ascontiguousarray(frame))) for frame in frames]
    options: dict[str, Any] = {"comment": comment.encode("ascii")} if comment is not None else {}
    _save_animation(path, "GIF", images, _durations_ms(len(images), fps, unit_ms=10), options)


def _with_palette(image: Image.Image) -> Image.Image:
    """The frame in 256 colours of its own, dithered."""
    # Pillow dithers only towards a palette that it is given, and takes half a second to find one from all pixels.
    sparse = image.resize((_PALETTE_SAMPLES, _PALETTE_SAMPLES), Image.Resampling.NEAREST)
    palette = sparse.quantize(256, Image.Quantize.MEDIANCUT)
    return image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)


def _save_webp(path: Path, frames: Iterator[np.ndarray], fps: float, comment: str | None) -> None:
    images = [Image.fromarray(np.ascontiguousarray(frame)) for frame in frames]
    options = {
        "quality": 90,
        "method": 4,
        "icc_profile": srgb_profile(),
        # In a WebP the block stands without the header that JPEG puts before it.
        "exif": with_comment(b"", comment, f"Pinxit {running_version()}").removeprefix(b"Exif\0\0"),
    }
    _save_animation(path, "WEBP", images, _durations_ms(len(images), fps, unit_ms=1), options)


def _save_animation(
    path: Path, file_format: str, images: list[Image.Image], durations_ms: list[int], options: dict[str, Any]
) -> None:
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


# ---- a folder of PNGs


def _save_folder(path: Path, frames: Iterator[np.ndarray], recipe: Recipe | None) -> None:
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


@contextmanager
def _temporary_file(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place when the block ends well, and is removed when it does not."""
    with writing_errors(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    temporary = Path(name)
    try:
        os.close(handle)
        yield temporary
        with writing_errors(path):
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.chmod(0o666 & ~umask())
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
