"""The magic wand in the window: clicks select by the photo's colours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.ui.hand_state import HandState
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
RED, DARK_RED, BLUE = (200, 20, 20), (180, 20, 20), (20, 20, 200)


@pytest.fixture(autouse=True)
def in_hand(hand: Hand, tmp_path: Path) -> None:
    """Two red fields with a blue one between them; the second is a little darker."""
    picture = np.full((300, 600, 3), BLUE, np.uint8)
    picture[:, :200], picture[:, 400:] = RED, DARK_RED
    path = tmp_path / "fields.png"
    Image.fromarray(picture).save(path)
    hand.open(path)
    QTest.keyClick(hand.window, Qt.Key.Key_W)


def click(hand: Hand, x: float, y: float, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(hand.window.canvas, LEFT, modifiers, hand.view(x, y).toPoint())


def fields(window: MainWindow) -> tuple[int, int, int]:
    """How far the middle of each field is selected."""
    assert window.editor.painting is not None
    document = window.editor.painting.document
    if document.selection is None:
        return 0, 0, 0
    levels = document.selection.read(document.box)[150]
    return int(levels[100]), int(levels[300]), int(levels[500])


def test_clicks_select_add_and_take_away(hand: Hand, window: MainWindow) -> None:
    assert window.actions_by_id["select_alike"].isChecked()
    assert window.selection_panel.tolerance.isVisibleTo(window.selection_panel)
    click(hand, 100, 150)
    assert fields(window) == (255, 0, 0)
    click(hand, 300, 150, SHIFT)
    assert fields(window) == (255, 255, 0)
    click(hand, 100, 150, ALT)
    assert fields(window) == (0, 255, 0)
    hand.trigger("undo")
    assert fields(window) == (255, 255, 0)


def test_tolerance_and_connection_are_set_in_the_panel(hand: Hand, window: MainWindow) -> None:
    panel = window.selection_panel
    panel.connected.click()
    click(hand, 100, 150)
    assert fields(window) == (255, 0, 255)
    panel.tolerance.edited.emit(10.0)
    click(hand, 100, 150)
    assert fields(window) == (255, 0, 0)
    hand.trigger("brush")
    hand.trigger("select_none")
    assert not panel.tolerance.isVisibleTo(panel)
    state = HandState.from_json(HandState.of(window).to_json())
    assert (state.tolerance, state.connected) == (10, False)


def test_a_fill_paints_what_was_clicked(hand: Hand, window: MainWindow, qtbot: QtBot) -> None:
    click(hand, 300, 150)
    hand.trigger("run")
    qtbot.waitUntil(lambda: not window.editor.rehearsing.busy)
    assert window.editor.painting is not None
    document = window.editor.painting.document
    covered = document.layers[-1].mask.read(document.box)[150]
    assert covered[[100, 300, 500]].tolist() == [0, 255, 0]


def test_outside_the_picture_nothing_is_selected_and_it_is_said(hand: Hand, window: MainWindow) -> None:
    click(hand, -20, 150)
    assert fields(window) == (0, 0, 0)
    assert window.messages.isVisible()
