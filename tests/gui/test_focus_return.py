"""After a dialog the keys are the canvas' again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from studio.ui.dialogs import show_dialog
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand


@pytest.fixture(autouse=True)
def _opened(hand: Hand, photo: Path, window: MainWindow) -> None:
    hand.open(photo)
    window.activateWindow()


def opened_dialog(window: MainWindow, qtbot: QtBot) -> QDialog:
    dialog = QDialog(window)
    field = QLineEdit(dialog)
    show_dialog(dialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    field.setFocus()
    return dialog


def test_the_canvas_has_the_keys_after_a_dialog(window: MainWindow, qtbot: QtBot) -> None:
    window.layer_panel.setFocus()
    opened_dialog(window, qtbot).accept()
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.canvas.hasFocus())


def test_a_field_that_the_dialog_led_to_keeps_them(window: MainWindow, qtbot: QtBot) -> None:
    dialog = opened_dialog(window, qtbot)
    field = QLineEdit(window)
    field.show()
    dialog.finished.connect(lambda _result: field.setFocus())
    dialog.accept()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.qWait(1)
    assert field.hasFocus()


def test_a_dialog_upon_a_dialog_keeps_them(window: MainWindow, qtbot: QtBot) -> None:
    first = opened_dialog(window, qtbot)
    second = QDialog(first)
    show_dialog(second)
    qtbot.waitUntil(second.isActiveWindow)
    second.accept()
    qtbot.waitUntil(first.isActiveWindow)
    QTest.qWait(1)
    assert first.isActiveWindow()
    first.reject()
