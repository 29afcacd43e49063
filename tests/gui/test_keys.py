"""Keys: those that people have in their fingers, other ones, the sheet of all, and the palette."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from studio.ui.actions import ACTIONS, GESTURES
from studio.ui.key_editor import KeyEditor, pressed_key
from studio.ui.key_sheet import KeySheet
from studio.ui.keymap import VERSION, Keymap, spoken
from studio.ui.palette import Entry, Palette, entries, rank
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

IN_THE_FINGERS = {
    "B": "brush",
    "E": "eraser",
    "[": "smaller",
    "]": "larger",
    "X": "swap",
    "D": "reset_styles",
    "Ctrl+Z": "undo",
    "Ctrl+Shift+Z": "redo",
    "Ctrl+Y": "redo",
    "Ctrl+0": "fit",
    "Ctrl+1": "actual",
    "M": "mirror",
    "Ctrl+E": "merge",
    "Ctrl+J": "duplicate",
    "Ctrl+S": "save",
    "Ctrl+Shift+E": "export",
    "Ctrl+Return": "run",
    "Ctrl+Enter": "run",
    "Esc": "cancel",
    "F1": "keys",
    "Ctrl+K": "palette",
}


@pytest.fixture
def keymap(qapp: object, tmp_path: Path) -> Keymap:
    return Keymap(tmp_path / "keys.json")


@pytest.mark.parametrize(("key", "action"), IN_THE_FINGERS.items())
def test_the_keys_are_those_that_people_have_in_their_fingers(keymap: Keymap, key: str, action: str) -> None:
    holder = keymap.holder(key)
    assert holder is not None
    assert holder.id == action


# ---- other keys


def test_a_chosen_key_is_kept_for_the_next_session(keymap: Keymap, tmp_path: Path) -> None:
    keymap.choose("merge", ["Ctrl+Alt+M"])
    assert Keymap(tmp_path / "keys.json").keys("merge") == ["Ctrl+Alt+M"]
    assert json.loads((tmp_path / "keys.json").read_text())["version"] == VERSION


def test_a_key_never_belongs_to_two(keymap: Keymap) -> None:
    keymap.choose("duplicate", ["Ctrl+E"])
    assert keymap.keys("duplicate") == ["Ctrl+E"]
    assert keymap.keys("merge") == []
    keymap.reset("merge")
    assert keymap.keys("merge") == ["Ctrl+E"]
    assert keymap.keys("duplicate") == []
    keymap.reset_all()
    assert not any(keymap.is_own(row.id) for row in ACTIONS)


def test_a_key_that_is_chosen_for_one_is_not_the_tables_for_another(tmp_path: Path, qapp: object) -> None:
    """An update may give a new command a key that its user has long given to another one."""
    store = tmp_path / "keys.json"
    store.write_text(json.dumps({"version": VERSION, "keys": {"about": ["Ctrl+E"]}}))
    assert Keymap(store).keys("merge") == []


def test_keys_of_commands_that_are_not_there_are_kept(tmp_path: Path, qapp: object) -> None:
    store = tmp_path / "keys.json"
    store.write_text(json.dumps({"version": VERSION, "keys": {"of-a-later-version": ["Ctrl+Alt+9"]}}))
    Keymap(store).choose("about", ["Ctrl+Alt+A"])
    assert json.loads(store.read_text())["keys"]["of-a-later-version"] == ["Ctrl+Alt+9"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"version": 1}',
        '{"version": 1, "keys": 3}',
        '{"version": 1, "keys": {"merge": 3}}',
        '{"version": 1, "keys": {"merge": [3]}}',
        '{"version": 99, "keys": {"merge": ["F9"]}}',
    ],
)
def test_a_file_that_is_not_sound_leaves_the_keys_of_the_table(
    content: str, tmp_path: Path, qapp: object
) -> None:
    store = tmp_path / "keys.json"
    store.write_text(content)
    assert Keymap(store).keys("merge") == ["Ctrl+E"]


def test_a_file_that_gives_a_key_twice_gives_it_once(tmp_path: Path, qapp: object) -> None:
    store = tmp_path / "keys.json"
    store.write_text(json.dumps({"version": VERSION, "keys": {"merge": ["F9"], "about": ["F9"]}}))
    keymap = Keymap(store)
    assert [keymap.keys("merge"), keymap.keys("about")] == [["F9"], []]


# ---- the dialog


@pytest.fixture
def editor(window: MainWindow, qtbot: QtBot) -> KeyEditor:
    made = KeyEditor(window.studio.keymap, window.studio.theme, window.studio.icons, window)
    qtbot.addWidget(made)
    made.show()
    return made


def press(editor: KeyEditor, key: Qt.Key, modifiers: Qt.KeyboardModifier, place: int = 0) -> None:
    QTest.mouseClick(editor.fields[place], Qt.MouseButton.LeftButton)
    QTest.keyClick(editor.fields[place], key, modifiers)


CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_command_listens_to_the_key_that_was_pressed(
    editor: KeyEditor, window: MainWindow, hand: Hand, photo: Path
) -> None:
    editor.show_action("fit")
    press(editor, Qt.Key.Key_9, CTRL_ALT)
    action = window.actions_by_id["fit"]
    assert action.shortcuts() == [QKeySequence("Ctrl+Alt+9")]
    assert spoken("Ctrl+Alt+9") in action.toolTip()
    editor.reset_one.click()
    assert action.shortcuts() == [QKeySequence("Ctrl+0")]


def test_a_second_key_stands_beside_the_first(editor: KeyEditor, window: MainWindow) -> None:
    editor.show_action("fit")
    press(editor, Qt.Key.Key_Tab, CTRL_ALT, place=1)
    assert window.studio.keymap.keys("fit") == ["Ctrl+0", "Ctrl+Alt+Tab"]


def test_a_conflict_is_shown_and_decided_by_the_user(editor: KeyEditor, window: MainWindow) -> None:
    keymap = window.studio.keymap
    editor.show_action("duplicate")
    press(editor, Qt.Key.Key_E, CTRL)
    assert editor.conflict.isVisible()
    assert "Merge down" in editor.said.text()
    assert keymap.keys("merge") == ["Ctrl+E"]
    assert isinstance(editor.take, QPushButton)
    editor.take.click()
    assert not editor.conflict.isVisible()
    assert (keymap.keys("duplicate"), keymap.keys("merge")) == (["Ctrl+E"], [])
    editor.reset_all.click()
    assert (keymap.keys("duplicate"), keymap.keys("merge")) == (["Ctrl+J"], ["Ctrl+E"])


def test_the_command_stays_in_sight_when_its_key_is_taken(editor: KeyEditor, qtbot: QtBot) -> None:
    """The question takes the room of some rows."""
    last = [each.id for each in ACTIONS if each.id != "undo"][20]
    editor.show_action(last)
    chosen = editor.tree.currentItem()
    assert chosen is not None
    editor.tree.scrollToItem(chosen, editor.tree.ScrollHint.PositionAtBottom)
    press(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.conflict.isVisible()

    def in_sight() -> bool:
        return editor.tree.viewport().rect().contains(editor.tree.visualItemRect(chosen).center())

    qtbot.waitUntil(in_sight)


def test_a_key_that_is_held_is_not_given_away(editor: KeyEditor, window: MainWindow) -> None:
    editor.show_action("duplicate")
    press(editor, Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier)
    assert editor.conflict.isVisible()
    assert not editor.take.isVisible()
    assert window.studio.keymap.keys("duplicate") == ["Ctrl+J"]


def test_esc_leaves_a_key_as_it_is(editor: KeyEditor, window: MainWindow) -> None:
    editor.show_action("duplicate")
    press(editor, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert editor.isVisible()
    assert window.studio.keymap.keys("duplicate") == ["Ctrl+J"]


def test_commands_are_found_by_name_and_by_key(editor: KeyEditor) -> None:
    def shown() -> list[str]:
        tops = [editor.tree.topLevelItem(number) for number in range(editor.tree.topLevelItemCount())]
        rows = [top.child(number) for top in tops if top is not None for number in range(top.childCount())]
        return [row.text(0) for row in rows if row is not None and not row.isHidden()]

    assert len(shown()) == len(ACTIONS)
    editor.search.setText("merge")
    assert "Merge down" in shown()
    assert len(shown()) < 4
    editor.search.setText("f11")
    assert shown() == ["Full screen"]


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "expected"),
    [
        (Qt.Key.Key_BraceLeft, Qt.KeyboardModifier.ShiftModifier, "{", "{"),
        (Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier, "", "Ctrl+Shift+Z"),
        (Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier, "E", "Shift+E"),
        (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier, "", ""),
        (Qt.Key.Key_5, Qt.KeyboardModifier.KeypadModifier, "5", "5"),
    ],
)
def test_what_was_pressed_is_written_as_the_table_writes_it(
    key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str, expected: str, qapp: object
) -> None:
    assert pressed_key(QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)) == expected


# ---- the sheet


def test_the_sheet_names_every_command_that_has_a_key_and_every_gesture(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.studio.keymap.choose("about", ["Ctrl+Alt+A"])
    sheet = KeySheet(window.studio.keymap, window)
    qtbot.addWidget(sheet)
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    for row in ACTIONS:
        if row.keys:
            assert row.plain_text in texts
    assert {keys for keys, _ in GESTURES} <= texts
    assert {"About Pinxit", spoken("Ctrl+Alt+A")} <= texts


# ---- the palette

SAMPLES = [
    Entry("undo", "Undo stroke", "Edit", "Take the last step back", "Ctrl+Z"),
    Entry("merge", "Merge down", "Layer", "One with the layer below", "Ctrl+E"),
    Entry("layer_down", "Move down", "Layer", "Below the next one", ""),
    Entry("fit", "Fit", "View", "The whole picture", "Ctrl+0"),
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["undo", "merge", "layer_down", "fit"]),
        ("merge", ["merge"]),
        ("DOWN", ["merge", "layer_down"]),
        ("down mo", ["layer_down", "merge"]),
        ("whole", ["fit"]),
        ("ctrl+z", ["undo"]),
        ("mgdn", ["merge"]),
        ("layer", ["merge", "layer_down"]),
        ("nothing like it", []),
    ],
)
def test_the_best_commands_come_first(query: str, expected: list[str]) -> None:
    assert [entry.id for entry in rank(query, SAMPLES)] == expected


def test_what_was_done_last_leads_an_empty_query() -> None:
    assert [entry.id for entry in rank("", SAMPLES, ["fit"])][:2] == ["fit", "undo"]


def test_the_palette_offers_what_is_possible_now(window: MainWindow, hand: Hand, photo: Path) -> None:
    offered = {entry.id for entry in entries(window.actions_by_id, window.studio.keymap)}
    assert "open" in offered
    assert "undo" not in offered
    hand.open(photo)
    hand.stroke((150, 200), (300, 200))
    names = {entry.id: entry.name for entry in entries(window.actions_by_id, window.studio.keymap)}
    assert names["undo"] == "Undo stroke"
    assert "redo" not in names


def test_a_typed_command_is_done(window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot) -> None:
    hand.open(photo)
    hand.trigger("palette")
    (palette,) = window.findChildren(Palette)
    QTest.keyClicks(palette.field, "eraser")
    assert palette.shown[0] == "eraser"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.tool.brush.eraser)
    qtbot.waitUntil(lambda: not window.findChildren(Palette))
    hand.trigger("palette")
    (again,) = window.findChildren(Palette)
    assert again.shown[0] == "eraser"
    QTest.keyClick(again.field, Qt.Key.Key_Down)
    assert again.list.currentItem() is again.list.topLevelItem(1)
    QTest.keyClicks(again.field, "no such thing")
    assert again.nothing.isVisible()
    QTest.keyClick(again.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(Palette))


def test_a_heading_of_commands_changes_nothing(editor: KeyEditor, window: MainWindow) -> None:
    editor.show_action("duplicate")
    heading = editor.tree.topLevelItem(0)
    assert heading is not None
    editor.tree.setCurrentItem(heading)
    assert editor.current.id == "duplicate"
    press(editor, Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier)
    assert window.studio.keymap.keys("duplicate")[0] == "F8"
