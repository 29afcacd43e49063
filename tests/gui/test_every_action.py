"""Every row of the table of actions does what it says when its key is pressed; a row that nobody checks fails here."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from studio.ui.actions import ACTIONS, MENUS
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand
from tests.helpers.every_action import CHECKS, Scene


def test_every_action_has_a_check_of_what_it_does() -> None:
    rows = {row.id for row in ACTIONS}
    assert set(CHECKS) == rows, "give each new row of the table a check in tests/helpers/every_action"


@pytest.mark.parametrize("menu", MENUS)
@pytest.mark.usefixtures("encoder")
def test_the_actions_of_a_menu_do_what_they_say(
    menu: str, hand: Hand, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(hand, photo, monkeypatch)
    for row in MENUS[menu]:
        if row is not None:
            try:
                scene.begin()
                CHECKS[row.id](scene)
                assert row.id in scene.pressed
            except BaseException as error:
                error.add_note(f"while {row.id} was checked")
                raise


def test_every_key_reaches_its_action_and_no_other(hand: Hand, window: MainWindow, photo: Path) -> None:
    hand.open(photo)
    reached: list[str] = []
    for row in ACTIONS:
        action = window.actions_by_id[row.id]
        action.triggered.disconnect()
        action.triggered.connect(lambda _on=False, name=row.id: reached.append(name))
        action.setEnabled(True)
    wrong: dict[str, list[str]] = {}
    for row in ACTIONS:
        for key in row.shortcuts:
            reached.clear()
            QTest.keySequence(window.canvas, QKeySequence(key))
            if reached != [row.id]:
                wrong[f"{key} for {row.id}"] = list(reached)
    assert wrong == {}
