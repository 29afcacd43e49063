"""The pictures opened last, remembered between sessions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.ui.store import read_json, write_json

_KEPT = 12


@dataclass(frozen=True)
class RecentFile:
    """A picture that was opened."""

    path: Path


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # such as a name longer than any file's
        return False


class RecentFiles:
    """A short list of paths in a JSON file, newest first. A list that cannot be read or written is no error."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._paths = self._read()

    @property
    def files(self) -> list[RecentFile]:
        """Those that are still there, newest first."""
        return [RecentFile(path) for path in self._paths if _is_there(path)]

    def add(self, path: Path) -> None:
        """Puts a file first."""
        path = path.absolute()
        self._paths = [path, *(other for other in self._paths if other != path)][:_KEPT]
        write_json(self._store, [str(kept) for kept in self._paths])

    def _read(self) -> list[Path]:
        values = read_json(self._store)
        values = values if isinstance(values, list) else []
        return [Path(value) for value in values if isinstance(value, str)][:_KEPT]
