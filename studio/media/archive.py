"""Reading zip archives that may come from anybody.

Nothing is unpacked to the disk, and nothing to memory before its size is known.
"""

from __future__ import annotations

import io
import logging
import os
import struct
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from studio.media.errors import PictureError, ProjectError
from studio.media.reading import LIMIT_PIXELS, without_pillows_limit
from studio.media.watching import Watch, WatchedBytes

log = logging.getLogger(__name__)

LARGEST_DIRECTORY_BYTES = 16 << 20
LIMIT_BYTES = 2 << 30
"""What one archive may unpack at most, on a machine of 4 GiB or less; half of the memory of a larger one."""
_END, _LOCATOR, _END_64 = b"PK\5\6", b"PK\6\7", b"PK\6\6"
_END_BYTES, _LOCATOR_BYTES, _LONGEST_COMMENT = 22, 20, 65_535


class Archive:
    """A zip archive whose parts are read into memory, one at a time and up to a limit for all of them together.

    Attributes:
        name: the file's name, for sentences.
        left_bytes: how much more may be unpacked.
    """

    def __init__(self, path: Path, *, limit_bytes: int | None = None) -> None:
        """Opens the archive and reads its directory.

        Raises:
            ProjectError: it is no sound archive, or too large to be one of ours.
        """
        self.name = path.name
        self.left_bytes = max(LIMIT_BYTES, _memory_bytes() // 2) if limit_bytes is None else limit_bytes
        self._watch: Watch | None = None
        self._watched: frozenset[str] = frozenset()
        self._file = _opened(path)
        try:
            _check_directory(self._file, path.name)
            self._zip = zipfile.ZipFile(self._file)
        except PictureError:
            self._file.close()
            raise
        except Exception as error:  # zipfile raises whatever it likes on damaged files
            self._file.close()
            raise _damaged(path.name) from error

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    @property
    def names(self) -> Collection[str]:
        """The names of all parts."""
        return self._zip.NameToInfo.keys()

    def __contains__(self, name: object) -> bool:
        return name in self._zip.NameToInfo

    def watch(self, watch: Watch, wanted: Callable[[str], bool] = lambda _name: True) -> None:
        """Tells of every part whose name is `wanted` when it is read, and of a picture while it is decoded.

        What the watch raises may come out as damage: see `Watch.ending`.
        """
        self._watch, self._watched = watch, frozenset(filter(wanted, self.names))
        watch.expect(sum(self._zip.NameToInfo[name].file_size for name in self._watched))

    def read(self, name: str, most_bytes: int) -> bytes:
        """A part of at most `most_bytes`.

        Raises:
            ProjectError: it is not there, too large, packed in an unusual way or damaged.
        """
        data = self._read(name, most_bytes)
        if self._watch is not None and name in self._watched:
            self._watch.add(len(data))
        return data

    def _read(self, name: str, most_bytes: int) -> bytes:
        info = self._zip.NameToInfo.get(name)
        if info is None:
            raise ProjectError(f"{self.name} is incomplete: {_shown(name)} is missing in it.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
            raise ProjectError(f"{self.name} is packed in a way that Pinxit does not read.")
        if info.file_size > most_bytes:
            raise ProjectError(
                f"{self.name} is refused: {_shown(name)} in it is larger than such a part can be."
            )
        self.spend(info.file_size)
        try:
            with self._zip.open(info) as part:
                # By its length: read to the end it is unpacked whole, however long it says that it is.
                return part.read(info.file_size)
        except Exception as error:  # a damaged part fails in many ways
            raise _damaged(self.name) from error

    def spend(self, nbytes: int) -> None:
        """Counts bytes that are about to be unpacked. Raises ProjectError when they are too many."""
        self.left_bytes -= nbytes
        if self.left_bytes < 0:
            raise ProjectError(f"{self.name} is refused: unpacked it would not fit in memory.")

    def picture(self, name: str, *, most_pixels: int = LIMIT_PIXELS) -> Image.Image:
        """The PNG in a part, decoded.

        Raises:
            ProjectError: as `read`, or it is no sound PNG, or larger than allowed.
        """
        data = self._read(name, LIMIT_BYTES)
        watch = self._watch if name in self._watched else None
        try:
            file = io.BytesIO(data) if watch is None else WatchedBytes(data, watch)
            with without_pillows_limit():
                image = Image.open(file, formats=("PNG",))
            width, height = image.size
            if width * height <= most_pixels:
                self.spend(width * height * 4)
                image.load()
                # What it was packed in is forgotten.
                self.left_bytes += len(data)
                return image
        except PictureError:
            raise
        except Exception as error:  # as every decoder
            raise ProjectError(
                f"{self.name} is damaged: {_shown(name)} in it is no sound picture."
            ) from error
        raise ProjectError(
            f"{self.name} is too large: {_shown(name)} in it has {width} × {height} pixels and at most "
            f"{most_pixels / 1e6:g} million can be opened."
        )


def _memory_bytes() -> int:
    """The machine's memory; 0 where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0


def is_archive(path: Path) -> bool:
    """Whether a file begins like a zip archive."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\3\4"
    except OSError:
        return False


def rgb(image: Image.Image, name: str) -> np.ndarray:
    """The pixels of a decoded picture that must be RGB, uint8 (H, W, 3). Raises ProjectError."""
    if image.mode != "RGB":
        raise ProjectError(f"{name} is damaged: a picture in it is not of the kind that it should be.")
    return np.asarray(image)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise ProjectError(f"{path} does not exist.") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ProjectError(f"{path} cannot be read: {reason}.") from error


def _damaged(name: str) -> ProjectError:
    log.info("%s is damaged", name)
    return ProjectError(f"{name} is damaged or incomplete and cannot be opened.")


def _shown(name: str) -> str:
    return "".join(letter for letter in name[:60] if letter.isprintable())


def _check_directory(file: BinaryIO, name: str) -> None:
    """Refuses a directory of millions of parts before anybody builds objects from it."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _END_BYTES - _LONGEST_COMMENT - _LOCATOR_BYTES)
    file.seek(start)
    tail = file.read()
    at = len(tail) - _END_BYTES
    if not (tail[at : at + 4] == _END and tail.endswith(b"\0\0")):
        at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise ProjectError(f"{name} is no project file, or it is incomplete.")
    directory_bytes = struct.unpack_from("<L", tail, at + 12)[0]
    locator = tail[at - _LOCATOR_BYTES : at] if at >= _LOCATOR_BYTES else b""
    if locator[:4] == _LOCATOR:
        file.seek(min(struct.unpack_from("<Q", locator, 8)[0], size))
        end_64 = file.read(56)
        if len(end_64) < 56 or end_64[:4] != _END_64:
            raise _damaged(name)
        directory_bytes = struct.unpack_from("<Q", end_64, 40)[0]
    if directory_bytes > LARGEST_DIRECTORY_BYTES:
        raise ProjectError(f"{name} is refused: it claims to have more parts than any project has.")
    file.seek(0)
