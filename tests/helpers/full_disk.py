"""A disk that fills while a file is written."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from exports import files
from studio.media import film_encoder


class _Filling:
    """A file that takes so many bytes and no more."""

    def __init__(self, file: Any, room_bytes: int) -> None:
        self._file, self._room = file, room_bytes

    def write(self, data: bytes) -> int:
        fits = data[: self._room]
        self._room -= len(fits)
        self._file.write(fits)
        if len(fits) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Filling:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()


def fill_the_disk(patch: pytest.MonkeyPatch, room_bytes: int = 100) -> None:
    """From now on, files that are written whole or not at all get so many bytes onto the disk and no more."""
    fdopen = os.fdopen
    patch.setattr(files.os, "fdopen", lambda handle, mode: _Filling(fdopen(handle, mode), room_bytes))


def fill_the_disk_for_films(patch: pytest.MonkeyPatch) -> None:
    """From now on, films that are encoded go where the kernel itself says that there is no room."""

    def mkstemp(**named: Any) -> tuple[int, str]:
        path = Path(named["dir"]) / f"{named['prefix']}full{named['suffix']}"
        path.symlink_to("/dev/full")
        return os.open(os.devnull, os.O_RDONLY), str(path)

    patch.setattr(film_encoder.tempfile, "mkstemp", mkstemp)
