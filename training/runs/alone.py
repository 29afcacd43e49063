"""A run folder belongs to one trainer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import Timeout

from exports.run_lock import run_lock
from training.errors import TrainingError

PATIENCE_S = 2.0
"""The studio takes the lock for a moment to see whether it is free."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keeps other trainers out of a run folder, which is made if it is missing.

    Raises:
        TrainingError: another trainer works on it, or it cannot be written.
    """
    lock = run_lock(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=PATIENCE_S)
    except Timeout as error:
        raise TrainingError(
            f"Another pinxit-train works on {folder}; wait until it ends, stop it, or choose another --out."
        ) from error
    except OSError as error:
        raise TrainingError(
            f"The run folder {folder} cannot be written: {error.strerror or error}."
        ) from error
    try:
        yield
    finally:
        lock.release()
