"""Encodes MP4 and WebM films frame by frame, with the sound of another film if wanted. Whole or not at all."""

from __future__ import annotations

import errno
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from exports.files import behind_links, umask
from studio.media.errors import PictureError
from studio.media.ffmpeg import import_av
from studio.media.writing import QUALITY, writing_errors

if TYPE_CHECKING:
    from studio.media.sound import Sound

log = logging.getLogger(__name__)

ENCODED_SUFFIXES = (".mp4", ".webm")
_BT709 = 1
_SRGB_TRANSFER = 13
_CLOCK = Fraction(1, 90_000)
"""In which moments are counted where frames are not evenly spaced."""


class FilmEncoder:
    """Writes a film as its frames come. A context manager: the file is there when the block ends well, or not at all.

    Args:
        path: ends in .mp4 or .webm; an existing file is replaced.
        fps: frames a second; where moments are given, about how many there are.
        comment: goes into the file.
        sound: is put beside the frames.
        quick: compress less, for frames that come in real time.
        quality: 1..100, how near frames stay to what they were; 100 is not lossless.

    Raises:
        PictureError: one sentence that says why it cannot be written; what was at the path is as it was.
    """

    def __init__(
        self,
        path: Path,
        *,
        fps: float,
        comment: str | None = None,
        sound: Sound | None = None,
        quick: bool = False,
        quality: int = QUALITY,
    ) -> None:
        self.path, self.frames = path, 0
        self._fps, self._comment, self._sound = fps, comment, sound
        self._quick, self._quality = quick, quality
        self._last_pts = -1
        self._stream: Any = None  # PyAV's types do not tell a stream of video from one of subtitles.
        self._container: Any = None
        with writing_errors(path):
            self._target = behind_links(path)
            handle, name = tempfile.mkstemp(dir=self._target.parent, prefix=f".{path.name}.", suffix=".part")
            os.close(handle)
        self._temporary = Path(name)

    def __enter__(self) -> FilmEncoder:
        av = import_av()
        is_mp4 = self.path.suffix.lower() == ".mp4"
        options = {"movflags": "+faststart+use_metadata_tags"} if is_mp4 else {}
        try:
            with self._encoding_errors():
                file_format = "mp4" if is_mp4 else "webm"
                self._container = av.open(str(self._temporary), "w", format=file_format, options=options)
                if self._comment is not None:
                    self._container.metadata["comment"] = self._comment
        except BaseException:
            self._discard()
            raise
        return self

    def write(self, frame: np.ndarray, moment_s: float | None = None) -> None:
        """Adds a frame.

        Args:
            frame: uint8 (H, W, 3) sRGB, as large as the first; odd sizes are padded by a pixel.
            moment_s: when it is shown, later than the one before; None spaces frames evenly. The first one decides
                which of both it is for all.

        Raises:
            PictureError: it cannot be written.
        """
        even = _padded_to_even(frame)
        with self._encoding_errors():
            stream = self._stream or self._begin(even, evenly=moment_s is None)
            video = _video_frame(even)
            video.time_base = stream.codec_context.time_base
            pts = self.frames if moment_s is None else round(moment_s / float(_CLOCK))
            # Clocks of cameras and damaged films stumble; a film's moments must not.
            video.pts = self._last_pts = max(pts, self._last_pts + 1)
            for packet in stream.encode(video):
                self._container.mux(packet)
            self.frames += 1
            if self._sound is not None:
                self._sound.write_until(float(video.pts * video.time_base))

    def _begin(self, frame: np.ndarray, *, evenly: bool) -> Any:
        rate = Fraction(self._fps).limit_denominator(1001)
        name, options = codec_of(self.path, self._quality, quick=self._quick)
        self._stream = self._container.add_stream(name, rate=rate, options=options)
        self._stream.height, self._stream.width = frame.shape[:2]
        self._stream.pix_fmt = "yuv420p"
        context = self._stream.codec_context
        context.time_base = 1 / rate if evenly else _CLOCK
        context.colorspace = context.color_primaries = _BT709
        context.color_trc = _SRGB_TRANSFER
        context.color_range = 1
        if self._sound is not None:
            self._sound.begin(self._container)
        return self._stream

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._finish()
        finally:
            self._discard()

    def _finish(self) -> None:
        if self._stream is None:
            raise PictureError(f"{self.path.name} was not written: a film needs at least one frame.")
        with self._encoding_errors():
            for packet in self._stream.encode():
                self._container.mux(packet)
            if self._sound is not None:
                self._sound.finish()
            self._container.close()
        self._container = None
        with writing_errors(self.path):
            with self._temporary.open("rb+") as file:
                os.fsync(file.fileno())
            self._temporary.chmod(0o666 & ~umask())
            self._temporary.replace(self._target)

    def _discard(self) -> None:
        """Closes what is open and removes the unfinished file; nothing is left to remove of a finished one."""
        container, self._container = self._container, None
        if container is not None:
            try:
                container.close()
            except Exception:
                log.info("closing the unfinished %s failed", self.path, exc_info=True)
        self._temporary.unlink(missing_ok=True)

    @contextmanager
    def _encoding_errors(self) -> Iterator[None]:
        av = import_av()
        try:
            yield
        except av.FFmpegError as error:
            log.info("writing %s failed", self.path, exc_info=True)
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            reason = "the disk is full" if full else (error.strerror or str(error)).lower()
            raise PictureError(f"{self.path} could not be written: {reason}.") from error


def codec_of(path: Path, quality: int = QUALITY, *, quick: bool = False) -> tuple[str, dict[str, str]]:
    """Name and options of the codec for a film.

    Args:
        path: ends in .mp4 or .webm.
        quality: 1..100.
        quick: compress less, for frames that come in real time.
    """
    av = import_av()
    if path.suffix.lower() == ".webm":
        pace = {"deadline": "realtime", "cpu-used": "8"} if quick else {"deadline": "good", "cpu-used": "4"}
        return "libvpx-vp9", {"crf": f"{_constant(quality, 24, worst=63):.0f}", "b": "0", **pace}
    # H.264 where this build of FFmpeg can write it; MPEG-4 plays everywhere as well.
    if "libx264" in av.codecs_available:
        crf = _constant(quality, 18 if quick else 16, worst=51)
        return "libx264", {"crf": f"{crf:.1f}", "preset": "ultrafast" if quick else "medium"}
    # The codec itself knows no constant quality but a least and a most quantizer, which are 1 to 31.
    quantizer = f"{max(1.0, _constant(quality, 2, worst=31)):.0f}"
    return "mpeg4", {"qmin": quantizer, "qmax": quantizer}


def _constant(quality: int, usual: float, *, worst: float) -> float:
    """What a codec calls its quality, less for better: `worst` at 1, and straight through `usual` at QUALITY."""
    return usual + (QUALITY - quality) * (worst - usual) / (QUALITY - 1)


def _video_frame(picture: np.ndarray) -> Any:
    av = import_av()
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    # Threads would be begun anew for each frame, which takes longer than the frame.
    return frame.reformat(format="yuv420p", dst_colorspace=_BT709, dst_color_range=1, threads=1)


def _padded_to_even(picture: np.ndarray) -> np.ndarray:
    """Colour is stored for 2 × 2 pixels: an odd edge is repeated once."""
    height, width = picture.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return picture
    return np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
