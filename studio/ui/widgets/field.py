"""Fields in which a number or a name is typed, and where the keyboard goes after Return."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


@runtime_checkable
class HasPicture(Protocol):
    """A window around a picture, whose keys are pressed while nothing is typed."""

    def focus_picture(self) -> None:
        """Gives the picture the keyboard."""
        ...


def give_keys_back(field: QWidget) -> bool:
    """Gives the keyboard to the picture of the window that a field is in; False in a dialog, which has none."""
    window = field.window()
    if isinstance(window, HasPicture):
        window.focus_picture()
        return True
    return False


class OverlayField(QLineEdit):
    """Where a number or a name is typed. Esc gives up, and means nothing else meanwhile."""

    given_up = Signal()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.given_up.emit()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A line edit lets it go by, and what lies below would be opened once more.
            event.accept()
