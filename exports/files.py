"""Writes files whole or not at all."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

DAMAGED = ".damaged"
"""How the names end of what could not be read and was moved aside."""

_AT_ONCE = 4 << 20
"""Bytes that a file which may be given up is written and forced to the disk at a time: some ten milliseconds."""

_LEFT_BEHIND_SECONDS = 600
"""A file that is still being written changes far more often."""


def write_atomically(path: Path, data: bytes, still_wanted: Callable[[], None] | None = None) -> None:
    """Writes `data` beside `path`, forces it to the disk and renames it: no reader ever sees half a file.

    Args:
        path: the file.
        data: all of it.
        still_wanted: called again and again while it is written; what it raises gives the file up.

    Raises:
        OSError: the folder does not take the file; `path` is as it was.
    """
    with writing_atomically(path) as file:
        if still_wanted is None:
            file.write(data)
            return
        for begin in range(0, len(data), _AT_ONCE):
            still_wanted()
            file.write(data[begin : begin + _AT_ONCE])
            # Piece by piece, since nothing ends what forces all of a large file to the disk.
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def writing_atomically(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the block ends, and vanishes when it raises.

    Where `path` is a link, it takes the place of what that leads to. Its bytes, and then its name, are forced to the
    disk: after the block the file outlives a power cut.

    Raises:
        OSError: the folder does not take the file; `path` is as it was.
    """
    path = behind_links(path)
    prefix, suffix = f".{path.name}.", ".part"
    handle, temporary_name = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=suffix)
    temporary = Path(temporary_name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _force_to_disk(path.parent)
    _remove_left_behind(path.parent, prefix, suffix)


def behind_links(path: Path) -> Path:
    """What a path leads to where it, or a folder of it, is a link; links in a circle lead nowhere."""
    return Path(os.path.realpath(path))


def keep_damaged(path: Path) -> Path | None:
    """Moves a file or folder that cannot be read aside, so that nothing is written over it.

    Returns:
        Where it is now, beside its old place; None where it cannot be moved.
    """
    for number in range(100):
        aside = path.with_name(f"{path.name}{f'.{number}' if number else ''}{DAMAGED}")
        if not aside.exists():
            with suppress(OSError):
                return path.rename(aside)
            return None
    return None


def umask() -> int:
    """The permissions that new files do not get, as they were when the program began."""
    return _UMASK


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# It can only be read by setting it, for all threads: what another one made meanwhile would be open to everybody.
_UMASK = _read_umask()


def _remove_left_behind(folder: Path, prefix: str, suffix: str) -> None:
    """Removes what a process left that was killed while it wrote the same file."""
    long_ago = time.time() - _LEFT_BEHIND_SECONDS
    for other in folder.iterdir():
        if other.name.startswith(prefix) and other.name.endswith(suffix):
            with suppress(OSError):
                if other.stat().st_mtime < long_ago:
                    other.unlink()


def _force_to_disk(folder: Path) -> None:
    """Makes a renaming in a folder last. Only POSIX knows how; some file systems refuse."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
