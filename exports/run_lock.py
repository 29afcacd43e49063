"""One trainer to a run folder: it holds a lock as long as it lives, by which others see that it does."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

NAME = ".trainer.lock"


def run_lock(folder: Path) -> FileLock:
    """The lock of a run folder, not yet taken; to take it raises Timeout where another process holds it."""
    return FileLock(folder / NAME, timeout=0)


def is_trained(folder: Path) -> bool:
    """Whether a trainer works on a run folder, whoever started it."""
    if not (folder / NAME).is_file():
        return False
    try:
        with run_lock(folder):
            return False
    except Timeout:
        return True
    except OSError:  # A folder that cannot be written to, or a file system without locks.
        return False
