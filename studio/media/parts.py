"""The parts of a project: named runs of bytes that never change, for what is in one names it.

Whoever has a part of a name need not write it again: tiles that layers share are stored once, and an autosave writes
only what is new.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

from PIL import Image

Write = Callable[[BinaryIO], object]


class PartSink(Protocol):
    """Where parts are written to."""

    def put(self, name: str, write: Write, *, packed: bool = False, nbytes: int = 0) -> None:
        """Has a part written, unless one of that name is there; the rest as in `write_part`."""
        ...


class PartSource(Protocol):
    """Where parts are read from. Whatever is wrong raises ProjectError."""

    @property
    def name(self) -> str:
        """The file's name, for sentences."""
        ...

    def __contains__(self, name: object) -> bool: ...

    def read(self, name: str, most_bytes: int) -> bytes:
        """A part of at most `most_bytes`."""
        ...

    def picture(self, name: str, *, most_pixels: int = ...) -> Image.Image:
        """The PNG in a part, decoded."""
        ...

    def spend(self, nbytes: int) -> None:
        """Counts memory that is about to be filled; refuses what would not fit."""
        ...


def write_part(
    archive: zipfile.ZipFile, name: str, write: Write, *, packed: bool = False, nbytes: int = 0
) -> int:
    """Writes a part into an archive; returns its bytes.

    Args:
        packed: it is compressed already.
        nbytes: how many it will have, where that may be gigabytes: an archive has to know before.
    """
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.file_size = nbytes
    with archive.open(info, "w") as part:
        write(cast(BinaryIO, part))
    return info.file_size


class Keepsakes:
    """Names of immutable things by their identity: what was named once is not looked at again."""

    def __init__(self) -> None:
        self._before: dict[int, tuple[object, str]] = {}
        self._now: dict[int, tuple[object, str]] = {}

    def name(self, thing: object, name_of: Callable[[], str]) -> str:
        """The name of a thing that never changes; `name_of` is asked for it only once."""
        known = self._now.get(id(thing)) or self._before.get(id(thing)) or (thing, name_of())
        self._now[id(thing)] = known
        return known[1]

    def turn(self) -> None:
        """Forgets what was not asked for since the last turn."""
        self._before, self._now = self._now, {}


def digest(data: bytes | memoryview) -> str:
    """32 hexadecimal digits that name these bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
