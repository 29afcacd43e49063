"""A list that unfolds, to choose one of a few."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from studio.ui.translate import tr
from studio.ui.widgets.held_keys import PassOn


class StillBox(QComboBox):
    """A box that never chooses by accident.

    The wheel scrolls the panel that the box lies in, and letters that do something while they are held do it whoever
    has the keyboard; in the unfolded list they find rows as ever.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Nor does it take the keyboard by the wheel.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        PassOn(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceBox(StillBox):
    """Chooses one of some values.

    Args:
        name: what a screen reader says.
        tip: what is chosen.
        rows: for each value its text and its own tip, in English.
    """

    def __init__(
        self, name: str, tip: str, rows: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        for value, text, meaning in rows:
            self.addItem(tr(text), value)
            self.setItemData(self.count() - 1, tr(meaning), Qt.ItemDataRole.ToolTipRole)
        self.setAccessibleName(name)
        self.setToolTip(tip)

    @property
    def value(self) -> str:
        """What is chosen."""
        return self.currentData()

    def show_value(self, value: str) -> None:
        """Shows another choice."""
        self.setCurrentIndex(self.findData(value))
