"""Decoded pictures on disk: the second run on a folder starts at once, and memory holds no copy of them.

An entry is a folder: `pixels.raw`, every picture's uint8 values one after the other, which is mapped into memory, and
`index.json`, which says what lies where. An entry is written beside its place and renamed into it, so that whatever
interrupts it, no half entry is ever found; one that was damaged since is taken for none.
"""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import time
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import __version__ as pillow_version

INDEX, PIXELS = "index.json", "pixels.raw"
SCHEMA = 1
KEPT_DAYS = 60
"""An entry that no run opened for so long goes when another is written."""
UNFINISHED, UNFINISHED_DAYS = ".new-", 1
"""So does one that was begun and not written on for so long: whoever wrote it was killed."""
CHUNK_BYTES = 1 << 26

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Entry:
    """What an entry holds.

    Attributes:
        paths: where each picture came from.
        pixels: uint8 (H, W, 3) each, views of one mapped file, in the order of `paths`.
        skipped: a sentence for every file that was left out.
    """

    paths: tuple[Path, ...]
    pixels: tuple[Pixels, ...]
    skipped: tuple[str, ...]


def default_folder() -> Path:
    """The user's own cache folder."""
    from platformdirs import user_cache_path

    return user_cache_path("pinxit", appauthor=False) / "pictures"


def entry_key(paths: Sequence[Path], preparation: str, minimum_px: int) -> str:
    """Names the pictures of these files after that preparation: another once a file's name, size or time changes.

    Raises:
        OSError: a file is gone.
    """
    files = [
        (str(path.resolve()), status.st_size, status.st_mtime_ns)
        for path, status in ((path, path.stat()) for path in paths)
    ]
    described = json.dumps([SCHEMA, pillow_version, preparation, minimum_px, files])
    return sha256(described.encode()).hexdigest()[:32]


def read_entry(folder: Path, key: str) -> Entry | None:
    """The entry `key` of the cache `folder`; None where there is none, or it is damaged.

    The pixels are mapped copy-on-write: what a caller writes to them stays in memory.
    """
    place = folder / key
    try:
        index = json.loads((place / INDEX).read_text(encoding="utf-8"))
        shapes = [tuple(shape) for shape in index["shapes"]]
        sizes = [math.prod(shape) for shape in shapes]
        mapped = np.memmap(place / PIXELS, np.uint8, mode="c")
        if len(mapped) != sum(sizes) or _checksum(mapped) != index["checksum"]:
            return None
        os.utime(place / INDEX)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    starts = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    pixels = [
        mapped[start : start + size].reshape(shape)
        for start, size, shape in zip(starts, sizes, shapes, strict=False)
    ]
    return Entry(tuple(map(Path, index["paths"])), tuple(pixels), tuple(index["skipped"]))


def write_entry(
    folder: Path, key: str, pictures: Iterable[tuple[Path, Pixels]], skipped: Sequence[str]
) -> None:
    """Writes an entry; one picture at a time is in memory.

    Args:
        folder: the cache; made if missing.
        key: of `entry_key`.
        pictures: where each came from, and its values; may add to `skipped` until it is exhausted.
        skipped: a sentence for every file that was left out.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    fresh = folder / f"{key}{UNFINISHED}{random.SystemRandom().getrandbits(32):08x}"
    fresh.mkdir(parents=True)
    try:
        paths, shapes, checksum = [], [], 0
        with (fresh / PIXELS).open("wb") as file:
            for path, pixels in pictures:
                values = np.ascontiguousarray(pixels, np.uint8).tobytes()
                file.write(values)
                checksum = zlib.crc32(values, checksum)
                paths.append(str(path))
                shapes.append(pixels.shape)
            file.flush()
            os.fsync(file.fileno())
        table = {"paths": paths, "shapes": shapes, "skipped": list(skipped), "checksum": checksum}
        (fresh / INDEX).write_text(json.dumps(table), encoding="utf-8")
        _forget_old(folder)
        shutil.rmtree(folder / key, ignore_errors=True)
        fresh.rename(folder / key)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _checksum(values: Pixels) -> int:
    checksum = 0
    for start in range(0, len(values), CHUNK_BYTES):
        checksum = zlib.crc32(values[start : start + CHUNK_BYTES].data, checksum)
    return checksum


def _forget_old(folder: Path) -> None:
    now = time.time()
    for entry in folder.iterdir():
        file, days = (PIXELS, UNFINISHED_DAYS) if UNFINISHED in entry.name else (INDEX, KEPT_DAYS)
        with suppress(OSError):  # another run may forget it at the same moment
            if (entry / file).stat().st_mtime < now - days * 86400:
                shutil.rmtree(entry, ignore_errors=True)
