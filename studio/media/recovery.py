"""The folder of side files: each belongs to one open document, or to nobody after a crash.

A side file's owner holds a lock that the system takes away when the process ends, however it ends.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from exports.files import DAMAGED, keep_damaged
from studio.media.errors import PictureError, ProjectError
from studio.media.openraster import open_project
from studio.media.sidefile import About, SideFile, read_about, read_side_file

log = logging.getLogger(__name__)

_LOCK_SUFFIX = ".lock"


class OwnedSideFile(SideFile):
    """A side file and the lock that says whose it is."""

    def __init__(self, folder: Path, lock: FileLock) -> None:
        super().__init__(folder)
        self._lock = lock

    def set_aside(self) -> Path | None:
        """Moves it away, for it cannot be read; returns where it lies now."""
        aside = keep_damaged(self.folder)
        self._unlock()
        return aside

    def _remove(self) -> None:
        super()._remove()
        self._unlock()

    def _unlock(self) -> None:
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)


@dataclass(frozen=True)
class Recoverable:
    """A side file that a crash left behind; it is ours as long as this process lives, unless it is given back."""

    side_file: OwnedSideFile
    about: About

    @property
    def folder(self) -> Path:
        return self.side_file.folder

    def is_in_its_project(self) -> bool:
        """Whether the project file was saved with all of this and more: the crash came when that was done.

        To recover it would take the user back behind what is saved.
        """
        path = self.about.project
        if path is None or not path.is_file():
            return False
        try:
            kept = read_side_file(self.folder).document.edits
            saved = open_project(path)[0].document.edits
        except PictureError:
            log.info("%s and %s cannot be compared", self.folder, path, exc_info=True)
            return False
        # What came after a step that was undone is newer than the file, though it holds more steps.
        return saved[: len(kept)] == kept and path.stat().st_mtime >= self.about.saved_at


class Recovery:
    """Begins side files and finds those that nobody owns.

    Args:
        root: the folder of all side files.

    Attributes:
        damaged: where those lie now that were found and could not be read.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.damaged: list[Path] = []

    def begin(self) -> OwnedSideFile:
        """A side file for a document that was just opened. Raises OSError."""
        self._root.mkdir(parents=True, exist_ok=True)
        folder = self._root / uuid.uuid4().hex
        lock = _lock_of(folder)
        lock.acquire()
        return OwnedSideFile(folder, lock)

    def abandoned(self) -> list[Recoverable]:
        """What crashes left behind, the newest first; no other process is offered it meanwhile."""
        found: list[Recoverable] = []
        for folder in self._folders():
            lock = _lock_of(folder)
            try:
                lock.acquire()
            except (Timeout, OSError):
                continue
            side_file = OwnedSideFile(folder, lock)
            try:
                found.append(Recoverable(side_file, read_about(folder)))
            except ProjectError:
                if side_file.rests:
                    side_file.discard()
                elif (aside := side_file.set_aside()) is not None:
                    log.info("%s is damaged; it is kept as %s", folder, aside, exc_info=True)
                    self.damaged.append(aside)
        return sorted(found, key=lambda each: -each.about.saved_at)

    def _folders(self) -> list[Path]:
        if not self._root.is_dir():
            return []
        return [path for path in self._root.iterdir() if path.is_dir() and path.suffix != DAMAGED]


def _lock_of(folder: Path) -> FileLock:
    return FileLock(folder.with_name(folder.name + _LOCK_SUFFIX), timeout=0, thread_local=False)
