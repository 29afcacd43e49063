"""What helps a user to find the way: the sheet of keys, the choice of keys, the palette, and what Pinxit is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from studio.ui.dialogs import AboutDialog, show_dialog
from studio.ui.iconset import IconSet
from studio.ui.key_editor import KeyEditor
from studio.ui.key_sheet import KeySheet
from studio.ui.keymap import Keymap
from studio.ui.palette import Palette, entries
from studio.ui.theme import Theme

_RECENT = 8


class Guide:
    """Does what the menu of help offers.

    Args:
        keymap: the keys that hold.
        window: over which everything opens; its actions come with `lead`.
    """

    def __init__(self, keymap: Keymap, theme: Theme, icons: IconSet, window: QWidget) -> None:
        self._keymap, self._theme, self._icons, self._window = keymap, theme, icons, window
        self._actions: Mapping[str, QAction] = {}
        self._recent: list[str] = []

    def lead(self, actions: Mapping[str, QAction]) -> None:
        """Gives the actions of the window their keys, now and whenever others are chosen."""
        self._actions = actions
        self._keymap.apply(actions)
        self._keymap.changed.connect(lambda: self._keymap.apply(actions))

    def show_keys(self) -> None:
        """All keys on one sheet."""
        sheet = KeySheet(self._keymap, self._window)
        sheet.choose_asked.connect(self.choose_keys)
        show_dialog(sheet)

    def choose_keys(self) -> None:
        """Gives commands other keys."""
        show_dialog(KeyEditor(self._keymap, self._theme, self._icons, self._window))

    def find_command(self) -> None:
        """Opens the palette."""
        found = entries(self._actions, self._keymap, without=["palette"])
        palette = Palette(found, self._recent, self._actions, self._window)
        palette.chosen.connect(self._run)
        show_dialog(palette)

    def show_about(self) -> None:
        """Version and licences."""
        show_dialog(AboutDialog(self._icons, self._window))

    def _run(self, action_id: str) -> None:
        self._recent = [action_id, *(each for each in self._recent if each != action_id)][:_RECENT]
        # The palette is closed first, so that the keyboard is back where the command expects it.
        QTimer.singleShot(0, self._actions[action_id], self._actions[action_id].trigger)
