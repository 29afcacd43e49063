"""What a user sets once and keeps, beside the keys: how much undo may hold, and the language."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from studio.ui.store import read_json, write_json

VERSION = 1
HISTORY_BOUNDS_MB = (64, 128, 256, 512, 1024, 2048, 4096)


@dataclass(frozen=True)
class Preferences:
    """What is set.

    Attributes:
        history_mb: megabytes that the steps of a document's history may hold; one of `HISTORY_BOUNDS_MB`.
        language: code of the language of the window, such as "ur"; empty for that of the system.
    """

    history_mb: int = 256
    language: str = ""

    @classmethod
    def from_json(cls, values: Any) -> Preferences:
        """What is sound of the values; the neutral value for what is not."""
        neutral = cls()
        if not isinstance(values, dict) or values.get("version") != VERSION:
            return neutral
        history, language = values.get("history_mb"), values.get("language")
        return cls(
            history if history in HISTORY_BOUNDS_MB else neutral.history_mb,
            language if isinstance(language, str) else neutral.language,
        )


class PreferenceStore:
    """Keeps the preferences in a JSON file. One that cannot be read or written is no error."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self.now = Preferences.from_json(read_json(store))

    def change(self, **values: Any) -> None:
        """Sets something, such as `change(history_mb=512)`, for this session and the next."""
        self.now = replace(self.now, **values)
        write_json(self._store, {"version": VERSION, **asdict(self.now)})
