"""Keys that a focused widget has a use for, before a shortcut of the window takes them."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

REMOVING: frozenset[int] = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})
"""What removes the thing in hand."""


def claims(event: QEvent, keys: Container[int]) -> bool:
    """Whether an event asks if the focused widget wants a key for itself, and the key is one of its own.

    Such an event is accepted: the key is pressed for the widget, and no shortcut of the window answers to it. Called at
    the beginning of `QWidget.event`. Keys with Control, Alt or Meta, and with Shift unless it makes the sign, are not
    the widget's.
    """
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    allowed = Qt.KeyboardModifier.KeypadModifier
    if event.text().isprintable() and event.text():
        allowed |= Qt.KeyboardModifier.ShiftModifier
    if event.key() not in keys or event.modifiers() & ~allowed:
        return False
    event.accept()
    return True
