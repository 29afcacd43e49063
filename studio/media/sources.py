"""Where live frames come from: a camera, a film that goes round, or a folder of pictures."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from studio.media.errors import PictureError
from studio.media.film_reader import FilmReader
from studio.media.reading import READABLE_SUFFIXES, open_picture

log = logging.getLogger(__name__)

CAMERA_FORMATS = {"linux": "video4linux2", "darwin": "avfoundation", "win32": "dshow"}
"""FFmpeg's inputs for cameras, by `sys.platform`."""
CAMERA_PX = (640, 480)
CAMERA_FPS = 30
FOLDER_FPS = 12.0


class FrameSource(Protocol):
    """Gives frames at the pace at which they are to be seen.

    Attributes:
        title: what a person calls it.
        fps: frames a second, about.
    """

    title: str
    fps: float

    def frames(self, stop: threading.Event) -> Iterator[np.ndarray]:
        """Frames, uint8 (H, W, 3), each when its time has come, until `stop` is set.

        Raises:
            PictureError: a sentence that says why there are no more.
        """
        ...


@dataclass(frozen=True)
class Camera:
    """A camera of this machine; `device` is FFmpeg's name of it."""

    device: str
    title: str


def cameras() -> list[Camera]:
    """The cameras that are plugged in; none where FFmpeg cannot list them."""
    file_format = CAMERA_FORMATS.get(sys.platform)
    if file_format is None:
        return []
    try:
        from av.device import enumerate_input_devices

        found = enumerate_input_devices(file_format)
    except (ImportError, OSError, ValueError, RuntimeError):
        log.info("cameras cannot be listed", exc_info=True)
        return _video_devices()
    shown = [device for device in found if "video" in (device.media_types or ["video"])]
    return [Camera(_address(device.name), device.description or device.name) for device in shown]


def _address(name: str) -> str:
    return f"video={name}" if sys.platform == "win32" else name


def _video_devices() -> list[Camera]:
    """Cameras by the names that Linux gives them."""
    return [Camera(str(path), path.name) for path in sorted(Path("/dev").glob("video*"))]


class CameraSource:
    """Frames of a camera."""

    def __init__(self, camera: Camera) -> None:
        self.title, self.fps = camera.title, float(CAMERA_FPS)
        self._camera = camera

    def frames(self, stop: threading.Event) -> Iterator[np.ndarray]:
        """As `FrameSource.frames`."""
        width, height = CAMERA_PX
        wanted = {"video_size": f"{width}x{height}", "framerate": str(CAMERA_FPS)}
        file_format = CAMERA_FORMATS[sys.platform]
        try:
            reader = self._opened(wanted, file_format)
            with reader:
                for frame in reader.frames():
                    if stop.is_set():
                        return
                    yield frame.picture
        except PictureError as error:
            raise PictureError(
                f"The camera {self.title} gives no pictures; plug it in again, or close what else uses it, and start "
                "anew."
            ) from error
        raise PictureError(f"The camera {self.title} has gone; plug it in again and start anew.")

    def _opened(self, wanted: dict[str, str], file_format: str) -> FilmReader:
        try:
            return FilmReader(self._camera.device, options=wanted, file_format=file_format)
        except PictureError:  # Not every camera has this size.
            return FilmReader(self._camera.device, file_format=file_format)


class FilmSource:
    """A film that begins again when it has ended."""

    def __init__(self, path: Path) -> None:
        self.title = path.name
        self._path = path
        with FilmReader(path) as reader:
            self.fps = reader.fps

    def frames(self, stop: threading.Event) -> Iterator[np.ndarray]:
        """As `FrameSource.frames`."""
        with FilmReader(self._path) as reader:
            while True:
                begin = time.monotonic()
                for frame in reader.frames():
                    if stop.wait(max(0.0, begin + frame.moment_s - time.monotonic())):
                        return
                    yield frame.picture
                if stop.wait(1 / self.fps):
                    return
                reader.rewind()


class FolderSource:
    """The pictures of a folder one after the other, again and again; all are fitted into the first one's size."""

    def __init__(self, folder: Path, fps: float = FOLDER_FPS) -> None:
        self.title, self.fps = folder.name, fps
        try:
            names = sorted(folder.iterdir())
        except OSError as error:
            raise PictureError(
                f"{folder} cannot be read: {(error.strerror or str(error)).lower()}."
            ) from None
        self._paths = [
            path for path in names if path.suffix.lower() in READABLE_SUFFIXES and path.name[0] != "."
        ]
        if not self._paths:
            raise PictureError(f"There is no picture in the folder {folder}; name a folder that holds some.")

    def frames(self, stop: threading.Event) -> Iterator[np.ndarray]:
        """As `FrameSource.frames`."""
        size: tuple[int, int] | None = None
        due = time.monotonic()
        while True:
            shown = 0
            for path in self._paths:
                try:
                    image = Image.fromarray(open_picture(path).pixels)
                except PictureError:
                    log.info("%s is left out", path, exc_info=True)
                    continue
                image.thumbnail((1920, 1920))
                size = size or image.size
                shown += 1
                if stop.wait(max(0.0, due - time.monotonic())):
                    return
                due = max(due, time.monotonic() - 1) + 1 / self.fps
                yield np.asarray(image if image.size == size else _within(image, size))
            if not shown:
                raise PictureError(f"No picture in the folder {self.title} can be read any more.")


def _within(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A picture in the middle of black of another size."""
    inner = image.copy()
    inner.thumbnail(size)
    canvas = Image.new("RGB", size)
    canvas.paste(inner, ((size[0] - inner.width) // 2, (size[1] - inner.height) // 2))
    return canvas


def open_source(path: Path) -> FrameSource:
    """A film, or a folder of pictures. Raises PictureError."""
    return FolderSource(path) if path.is_dir() else FilmSource(path)
