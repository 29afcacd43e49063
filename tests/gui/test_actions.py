"""The table of actions: no two share a key, and what needs no document works without one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog

from studio.ui.actions import ACTIONS
from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand


def close_dialogs(window: MainWindow) -> None:
    for dialog in window.findChildren(QDialog):
        dialog.close()


@pytest.fixture
def quiet_dialogs(monkeypatch: pytest.MonkeyPatch, photo: Path) -> None:
    """The system's dialogs answer by themselves."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(photo), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(photo)], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(photo.parent / "painted"))
    monkeypatch.setattr(QFileDialog, "exec", lambda _dialog: 0)


@pytest.mark.usefixtures("quiet_dialogs")
def test_every_action_that_needs_no_document_works_without_one(window: MainWindow) -> None:
    for row in ACTIONS:
        if not row.needs and row.id != "quit":
            window.actions_by_id[row.id].trigger()
            close_dialogs(window)


def test_no_two_actions_share_a_key() -> None:
    keys = Counter(key for row in ACTIONS for key in row.shortcuts)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_action_has_a_name_and_says_what_it_does() -> None:
    assert len({row.id for row in ACTIONS}) == len(ACTIONS)
    for row in ACTIONS:
        assert row.tip


def test_every_icon_of_the_table_is_drawn(qapp: object) -> None:
    icons = IconSet(Theme())
    for row in ACTIONS:
        if row.icon:
            image = icons.pixmap(row.icon).toImage()
            assert any(image.pixelColor(x, y).alpha() for x in range(20) for y in range(20)), row.icon


def test_tab_hides_the_panels_and_brings_them_back(hand: Hand, window: MainWindow, photo: Path) -> None:
    hand.open(photo)
    hand.trigger("panels")
    assert not window.side_panel.isVisible()
    assert not window.top_bar.isVisible()
    hand.trigger("panels")
    assert window.side_panel.isVisible()
