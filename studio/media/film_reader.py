"""Reads films frame by frame: whatever FFmpeg decodes, upright, in order of time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from studio.media.errors import PictureError
from studio.media.ffmpeg import as_file, import_av

log = logging.getLogger(__name__)

FILM_INPUTS = (
    ".mp4",
    ".m4v",
    ".mov",
    ".mkv",
    ".webm",
    ".avi",
    ".mpg",
    ".mpeg",
    ".ts",
    ".wmv",
    ".flv",
    ".ogv",
    ".3gp",
)
"""Suffixes that name a film, and no picture."""
LONGEST_SIDE_PX = 16_384
_WIDEST_PIXEL = 4
_USUAL_FPS = 25.0
_UNSPECIFIED, _BT709, _BT601 = 2, 1, 5
_HIGH_DEFINITION_PX = 720


@dataclass(frozen=True, eq=False)
class FilmFrame:
    """A frame of a film.

    Attributes:
        picture: uint8 (H, W, 3) sRGB, its pixels squares.
        moment_s: when it is shown, from the film's start.
    """

    picture: np.ndarray
    moment_s: float


def is_film(path: Path) -> bool:
    """Whether a path's suffix is that of a film."""
    return path.suffix.lower() in FILM_INPUTS


class FilmReader:
    """An open film. A context manager.

    Args:
        path: the film.
        options: for FFmpeg, such as a camera's size.
        file_format: FFmpeg's name of the input's format, where the path does not say it.

    Attributes:
        fps: frames a second, on average.
        frame_count: about how many there are; 0 where the film does not say.
        broken: packets that could not be decoded so far, and were left out.

    Raises:
        PictureError: it cannot be read, or shows nothing.
    """

    def __init__(
        self, path: Path | str, *, options: dict[str, str] | None = None, file_format: str | None = None
    ) -> None:
        self._av = import_av()
        self.path, self.broken = path, 0
        try:
            # Devices have names of their own.
            name = as_file(path) if file_format is None else str(path)
            self._container: Any = self._av.open(name, format=file_format, options=options or {})
        except (self._av.FFmpegError, OSError, ValueError) as error:
            raise PictureError(_why_closed(path, error)) from error
        shown = [stream for stream in self._container.streams.video if not _is_cover(self._av, stream)]
        if not shown:
            self._container.close()
            raise PictureError(f"{_name(path)} holds no moving pictures; name a film.")
        self._stream = shown[0]
        self._stream.thread_type = "AUTO"
        rate = self._stream.average_rate or self._stream.guessed_rate
        self.fps = float(rate) if rate and 0 < rate <= 1000 else _USUAL_FPS
        self.frame_count = self._stream.frames or self._counted_by_length()
        self._wider = _pixel_width(self._stream)

    def __enter__(self) -> FilmReader:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the film; it cannot be read any further."""
        self._container.close()

    def rewind(self) -> None:
        """Goes back to the first frame."""
        self._container.seek(0)

    def frames(self) -> Iterator[FilmFrame]:
        """The frames from here to the end. What cannot be decoded is left out and counted.

        Raises:
            PictureError: the film, or the camera, cannot be read any further; or it has no frame at all.
        """
        start_s = float(self._container.start_time or 0) / self._av.time_base
        count = 0
        for packet in self._packets():
            for frame in self._decoded(packet):
                moment_s = count / self.fps if frame.time is None else frame.time - start_s
                count += 1
                yield FilmFrame(_upright(frame, self._wider), moment_s)
        if count == 0:
            raise PictureError(f"{_name(self.path)} has no frame that can be read; it may be damaged.")

    def _packets(self) -> Iterator[Any]:
        packets = iter(self._container.demux(self._stream))
        while True:
            try:
                packet = next(packets)
            except (StopIteration, EOFError):
                return
            except OSError as error:
                raise PictureError(f"{_name(self.path)} cannot be read any further.") from error
            except ValueError:  # What FFmpeg calls invalid data: the file ends in the middle.
                self.broken += 1
                return
            yield packet

    def _decoded(self, packet: Any) -> list[Any]:
        try:
            return packet.decode()
        except (self._av.FFmpegError, ValueError):
            log.info("a packet of %s is damaged", self.path, exc_info=True)
            self.broken += 1
            return []

    def _counted_by_length(self) -> int:
        duration = self._container.duration
        return 0 if duration is None or duration <= 0 else round(duration / self._av.time_base * self.fps)


def _is_cover(av: Any, stream: Any) -> bool:
    """Whether a stream is the picture on a music file's cover."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _pixel_width(stream: Any) -> float:
    """How wide a pixel is beside its height, as of a DVD: 1 where the film does not say, or says nonsense."""
    width = float(stream.sample_aspect_ratio or 1)
    return width if 1 / _WIDEST_PIXEL <= width <= _WIDEST_PIXEL else 1.0


def _upright(frame: Any, pixel_width: float) -> np.ndarray:
    width = max(1, round(frame.width * pixel_width))
    if max(width, frame.height) > LONGEST_SIDE_PX:
        raise PictureError(
            f"The frames are {frame.width} × {frame.height} pixels; a film has at most {LONGEST_SIDE_PX} a side."
        )
    colorspace = frame.colorspace
    if colorspace == _UNSPECIFIED:  # As every player guesses.
        colorspace = _BT709 if frame.height >= _HIGH_DEFINITION_PX else _BT601
    is_yuv = frame.format.name.startswith(("yuv", "nv", "p0"))
    colours = {"src_colorspace": colorspace} if is_yuv else {}
    # Threads would be begun anew for each frame, which takes longer than the frame.
    picture = frame.to_ndarray(format="rgb24", width=width, threads=1, **colours)
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture


def _why_closed(path: Path | str, error: BaseException) -> str:
    name = _name(path)
    if isinstance(error, FileNotFoundError):
        return f"There is no file {name}."
    if isinstance(error, PermissionError):
        return f"{name} may not be read: permission denied."
    if isinstance(error, IsADirectoryError):
        return f"{name} is a folder; name a film."
    return f"{name} is not a film that Pinxit can read."


def _name(path: Path | str) -> str:
    return str(path)
