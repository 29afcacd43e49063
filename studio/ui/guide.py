"""What helps a user to find the way: keys and the choice of them, the palette, the tour, and what Pinxit is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from studio.ui.dialogs import AboutDialog, show_dialog
from studio.ui.iconset import IconSet
from studio.ui.key_editor import KeyEditor
from studio.ui.key_sheet import KeySheet
from studio.ui.keymap import Keymap, spoken
from studio.ui.language_choice import LanguageChoice
from studio.ui.palette import Palette, entries
from studio.ui.preferences import PreferenceStore
from studio.ui.theme import Theme
from studio.ui.tour import Tour
from studio.ui.tour_stops import painting_stops

if TYPE_CHECKING:
    from studio.ui.window_frame import WindowFrame

_RECENT = 8


class Guide:
    """Does what the menu of help offers.

    Args:
        keymap: the keys that hold.
        window: over which everything opens; its actions come with `lead`.
    """

    def __init__(
        self,
        keymap: Keymap,
        preferences: PreferenceStore,
        theme: Theme,
        icons: IconSet,
        window: WindowFrame,
    ) -> None:
        self._keymap, self._preferences = keymap, preferences
        self._theme, self._icons, self._window = theme, icons, window
        self._actions: Mapping[str, QAction] = {}
        self._recent: list[str] = []
        self._tour: Tour | None = None

    def lead(self, actions: Mapping[str, QAction]) -> None:
        """Gives the actions of the window their keys, now and whenever others are chosen."""
        self._actions = actions
        self._keymap.apply(actions)
        self._keymap.changed.connect(lambda: self._keymap.apply(actions))

    def name_keys(self) -> None:
        """Lets the tips of controls outside the table of actions name the keys that do the same."""
        window = self._window
        same = (
            (window.start_page.open, "open"),
            (window.generator_stage.more, "run"),
            (window.generator_stage.swap, "swap"),
        )
        for control, action_id in same:
            self._name_key(control, control.toolTip(), action_id)

    def _name_key(self, control: QWidget, tip: str, action_id: str) -> None:
        def tell() -> None:
            keys = self._keymap.keys(action_id)
            control.setToolTip(f"{tip}  ({spoken(keys[0])})" if keys else tip)

        tell()
        self._keymap.changed.connect(tell)

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

    def take_tour(self) -> None:
        """Begins the tour, or begins it again."""
        self.leave_tour()
        self._window.mode_paint()
        self._window.show_panels(True)
        self._tour = Tour(painting_stops(self._window, self._keymap), self._theme, self._window)
        self._tour.ended.connect(self._forget_tour)

    def leave_tour(self) -> bool:
        """Ends the tour; False when there is none."""
        if self._tour is None:
            return False
        self._tour.leave()
        return True

    @property
    def tour(self) -> Tour | None:
        """The tour that is being taken."""
        return self._tour

    def _forget_tour(self) -> None:
        self._tour = None

    def choose_language(self) -> None:
        """The language of the window."""
        show_dialog(LanguageChoice(self._preferences, self._window))

    def show_about(self) -> None:
        """Version and licences."""
        show_dialog(AboutDialog(self._icons, self._window))

    def _run(self, action_id: str) -> None:
        self._recent = [action_id, *(each for each in self._recent if each != action_id)][:_RECENT]
        # The palette is closed first, so that the keyboard is back where the command expects it.
        QTimer.singleShot(0, self._actions[action_id], self._actions[action_id].trigger)
