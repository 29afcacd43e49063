"""Letters that do something while they are held do it whoever has the keyboard: no list searches for them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_LETTERS = (Qt.Key.Key_C, Qt.Key.Key_R)


class PassOn(QObject):
    """Hands the held letters on to what a widget lies in, where the window takes them.

    Args:
        widget: would choose a row that begins with them.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.key() not in _LETTERS or event.modifiers():
            return False
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        # What is stopped here and ignored goes on to the parent.
        event.ignore()
        return True
