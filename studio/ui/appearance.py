"""Light or dark: as the system is, or as the user says; changed while the window is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from studio.ui.iconset import IconSet
from studio.ui.theme import DARK, LIGHT, Colors, Theme, apply_theme

SYSTEM = "system"
SCHEMES = (SYSTEM, "dark", "light")


class Appearance(QObject):
    """Gives the application its colours.

    Args:
        qt: the application.
        theme: is given other colours.
        icons: are drawn in them.
        scheme: one of SCHEMES; anything else is taken for the first.
    """

    changed = Signal()

    def __init__(
        self,
        qt: QApplication,
        theme: Theme,
        icons: IconSet,
        scheme: str = SYSTEM,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._qt = qt
        self._theme = theme
        self._icons = icons
        self.scheme = scheme if scheme in SCHEMES else SYSTEM
        qt.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply(LIGHT if self._is_light else DARK)

    def use_system(self, _on: bool = True) -> None:
        """As the system is."""
        self.use(SYSTEM)

    def use_dark(self, _on: bool = True) -> None:
        """Dark, whatever the system is."""
        self.use("dark")

    def use_light(self, _on: bool = True) -> None:
        """Light, whatever the system is."""
        self.use("light")

    def use(self, scheme: str) -> None:
        """Chooses one of SCHEMES."""
        self.scheme = scheme
        self._follow()
        self.changed.emit()

    def _follow_system(self) -> None:
        if self.scheme == SYSTEM:
            self._follow()

    def _follow(self) -> None:
        colors = LIGHT if self._is_light else DARK
        if colors != self._theme.colors:
            self._apply(colors)

    @property
    def _is_light(self) -> bool:
        if self.scheme == SYSTEM:
            # A painting program is dark where nobody says anything: nothing dazzles beside the picture.
            return self._qt.styleHints().colorScheme() == Qt.ColorScheme.Light
        return self.scheme == "light"

    def _apply(self, colors: Colors) -> None:
        self._theme.colors = colors
        self._icons.forget()
        apply_theme(self._qt, self._theme)
        for widget in self._qt.allWidgets():
            self._renew_icons(widget)

    def _renew_icons(self, widget: QWidget) -> None:
        holders: list[QAction | QAbstractButton] = [*widget.actions()]
        if isinstance(widget, QAbstractButton):
            holders.append(widget)
        for holder in holders:
            icon = self._icons.renewed(holder.icon())
            if icon is not None:
                holder.setIcon(icon)
        widget.update()
