"""The pictures opened last, remembered between sessions."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from exports.files import write_atomically

log = logging.getLogger(__name__)

_KEPT = 12


@dataclass(frozen=True)
class RecentFile:
    """A picture that was opened."""

    path: Path


class RecentFiles:
    """A short list of paths in a JSON file, newest first. A list that cannot be read or written is no error."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._paths = self._read()

    @property
    def files(self) -> list[RecentFile]:
        """Those that are still there, newest first."""
        return [RecentFile(path) for path in self._paths if path.is_file()]

    def add(self, path: Path) -> None:
        """Puts a file first."""
        path = path.absolute()
        self._paths = [path, *(other for other in self._paths if other != path)][:_KEPT]
        try:
            self._store.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps([str(kept) for kept in self._paths], indent=2)
            write_atomically(self._store, text.encode())
        except OSError:
            log.info("The list of recent files could not be written.", exc_info=True)

    def _read(self) -> list[Path]:
        try:
            values = json.loads(self._store.read_text(encoding="utf-8"))
            return [Path(value) for value in values if isinstance(value, str)][:_KEPT]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError):
            log.info("The list of recent files could not be read.", exc_info=True)
            return []
