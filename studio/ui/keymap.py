"""Which keys the actions listen to: those of the table, unless the user chose others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from studio.ui.actions import ACTIONS, ActionRow, describe
from studio.ui.store import read_json, write_json

VERSION = 1
"""Of the file. One of another version is neither read nor understood half: the table's keys hold."""

HELD_KEYS: Mapping[str, str] = {
    "Space": "Move the picture",
    "R": "Turn the view",
    "C": "See the photo as it was",
}
"""Keys that do something while they are held, beside the actions; see `actions.GESTURES`."""


class Keymap(QObject):
    """The keys of every action. No key ever belongs to two: who is given one takes it from where it was.

    What was chosen is kept in a JSON file; one that cannot be read or written is no error.

    Args:
        store: the file.
        rows: the actions.
    """

    changed = Signal()

    def __init__(
        self, store: Path, rows: Sequence[ActionRow] = ACTIONS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._rows = {row.id: row for row in rows}
        self._chosen = _read(store)

    def keys(self, action_id: str) -> list[str]:
        """The keys of an action as Qt writes them everywhere ("Ctrl+E"), the first is the one that is shown."""
        if action_id in self._chosen:
            return list(self._chosen[action_id])
        taken = {key for keys in self._chosen.values() for key in keys}
        return [key for key in self._default(action_id) if key not in taken]

    def is_own(self, action_id: str) -> bool:
        """Whether an action has other keys than those of the table."""
        return self.keys(action_id) != self._default(action_id)

    def holder(self, key: str, *, but: str = "") -> ActionRow | None:
        """The action that listens to a key, other than `but`; None where it is free."""
        key = portable(key)
        return next((row for row in self._rows.values() if row.id != but and key in self.keys(row.id)), None)

    def choose(self, action_id: str, keys: Sequence[str]) -> None:
        """Gives an action these keys, and none else; takes them from the actions that had them."""
        given = list(dict.fromkeys(filter(None, map(portable, keys))))
        self._take_away(given, action_id)
        self._chosen[action_id] = given
        self._tidy()

    def reset(self, action_id: str) -> None:
        """Gives an action the keys of the table again, wherever they went."""
        self._take_away(self._default(action_id), action_id)
        self._chosen.pop(action_id, None)
        self._tidy()

    def reset_all(self) -> None:
        """Gives every action the keys of the table."""
        self._chosen = {}
        self._tidy()

    def apply(self, actions: Mapping[str, QAction]) -> None:
        """Lets the actions listen to their keys and name them in their tool tips."""
        for row in self._rows.values():
            action, keys = actions[row.id], self.keys(row.id)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setToolTip(describe(row, keys))

    def _default(self, action_id: str) -> list[str]:
        return [portable(key) for key in self._rows[action_id].shortcuts]

    def _take_away(self, keys: Sequence[str], owner: str) -> None:
        for row in self._rows.values():
            held = self.keys(row.id)
            if row.id != owner and set(held) & set(keys):
                self._chosen[row.id] = [key for key in held if key not in keys]

    def _tidy(self) -> None:
        """Forgets choices that say what the table says, keeps the rest and tells of the change."""
        for action_id in [each for each in self._chosen if each in self._rows]:
            if self._chosen[action_id] == self._default(action_id):
                del self._chosen[action_id]
        write_json(self._store, {"version": VERSION, "keys": self._chosen})
        self.changed.emit()


def portable(key: str) -> str:
    """A key as Qt writes it on every system; empty for what is no key."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def spoken(key: str) -> str:
    """A key as this system writes it for its users."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _read(store: Path) -> dict[str, list[str]]:
    values: Any = read_json(store)
    if not isinstance(values, dict) or values.get("version") != VERSION:
        return {}
    found = values.get("keys")
    chosen: dict[str, list[str]] = {}
    taken: set[str] = set()
    for action_id, keys in found.items() if isinstance(found, dict) else ():
        if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            sound = [key for key in dict.fromkeys(map(portable, keys)) if key and key not in taken]
            taken.update(sound)
            chosen[action_id] = sound
    return chosen
