"""A field that opens over a part of the window to take a text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


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
