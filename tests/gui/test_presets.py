"""Brush presets: taken, kept, loaded, dropped, removed, and there again in the next session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from exports.catalog import Catalog
from studio.app import build
from studio.document.brush import Brush
from studio.document.handling import Smoothing
from studio.document.history import History
from studio.document.layers import StyleChoice
from studio.document.pen import Dynamic
from studio.document.tool_settings import ToolSettings
from studio.engine.brush_preview import brush_preview
from studio.media.brush_card import BrushCard
from studio.ui.panels.presets import KeepDialog
from studio.ui.presets import Presets
from studio.ui.side_steps import SideSteps
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

INK = ToolSettings(Brush(size_px=31, size_by=Dynamic("pressure")), Smoothing("rope", 70))


@pytest.fixture(autouse=True)
def read(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(window.studio.presets.presets), timeout=20_000)


def titles(window: MainWindow) -> list[str]:
    return [preset.card.title for preset in window.studio.presets.presets.values()]


def keep(window: MainWindow, qtbot: QtBot, title: str, *, with_styles: bool = False) -> None:
    window.preset_panel.keep.click()
    [dialog] = window.findChildren(KeepDialog)
    assert not dialog.ok.isEnabled()
    dialog.title.setText(title)
    dialog.with_styles.setChecked(with_styles)
    dialog.ok.click()
    qtbot.waitUntil(lambda: title in titles(window), timeout=20_000)


def card_file(path: Path, settings: ToolSettings = INK) -> Path:
    BrushCard("Their ink", settings, brush_preview(settings.brush)).save(path)
    return path


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_a_preset_is_taken_with_a_click_and_marked_until_the_brush_differs(window: MainWindow) -> None:
    window.tools.take_lasso()
    window.preset_panel.shelf.taken.emit("/Airbrush")
    assert window.tools.name == "brush"
    assert window.tool.brush.flow == 0.12
    assert window.brush_panel.flow.number == 0.12
    assert window.preset_panel.shelf.marked_cell() is not None
    window.brush_panel.size_slider.edited.emit(11)
    assert window.preset_panel.shelf.marked_cell() is None


def test_a_brush_is_kept_with_its_styles_and_is_there_in_the_next_session(
    window: MainWindow, qtbot: QtBot, qapp: QApplication, tiny_folder: Path, tmp_path: Path
) -> None:
    window.tool.take_settings(INK)
    window.editor.take_style("tiny-reed")
    keep(window, qtbot, "My ink", with_styles=True)
    window.editor.take_style("tiny-brush")
    window.tool.change(size_px=300)
    window.close()
    catalog = Catalog([tiny_folder], user_folder=tmp_path / "user")
    again = build(qapp, catalog, settings_folder=tmp_path / "settings", state_folder=tmp_path / "state2")
    opened = again.window
    try:
        qtbot.waitUntil(lambda: "My ink" in titles(opened), timeout=20_000)
        opened.preset_panel.shelf.taken.emit("my-ink")
        assert opened.tool.settings(eraser=False) == INK
        assert opened.editor.style == "tiny-reed"
    finally:
        again.close()
        opened.deleteLater()


@pytest.mark.parametrize("title", ["می\u200cروم", "Reed\u00a0pen", "\u200fقلم"])
def test_a_kept_brush_of_any_title_can_be_read_again(window: MainWindow, qtbot: QtBot, title: str) -> None:
    presets = window.studio.presets
    before = set(presets.presets)
    presets.keep(title, INK, None)
    qtbot.waitUntil(lambda: len(presets.presets) > len(before), timeout=20_000)
    [name] = set(presets.presets) - before
    path = presets.presets[name].path
    assert path is not None
    assert BrushCard.load(path).title == presets.presets[name].card.title


def test_two_presets_of_one_name_lie_side_by_side_and_one_can_be_removed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    keep(window, qtbot, "Ink!")
    window.tool.change(size_px=5)
    window.studio.presets.keep("Ink!", window.tool.settings(eraser=False), None)
    qtbot.waitUntil(lambda: titles(window).count("Ink!") == 2, timeout=20_000)
    folder = tmp_path / "settings" / "brushes"
    assert {path.name for path in folder.iterdir()} == {"ink.png", "ink-2.png"}
    actions = window.preset_panel.menu_of("ink").actions()
    actions[-1].trigger()
    assert titles(window).count("Ink!") == 1
    assert {path.name for path in folder.iterdir()} == {"ink-2.png"}
    assert not window.preset_panel.menu_of("/Ink").actions()[-1].isEnabled()


def remove(window: MainWindow, name: str) -> None:
    window.preset_panel.menu_of(name).actions()[-1].trigger()


def files(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "settings" / "brushes").iterdir()}


def removed_titles(window: MainWindow) -> list[str]:
    """What the menu of the shelf offers to bring back."""
    [menu] = (action.menu() for action in window.preset_panel.menu_of_shelf().actions())
    assert isinstance(menu, QMenu)
    return [action.text() for action in menu.actions()]


def bring_back(window: MainWindow, number: int) -> None:
    menu = window.preset_panel.menu_of_shelf()
    [removed] = (action.menu() for action in menu.actions())
    assert isinstance(removed, QMenu)
    removed.actions()[number].trigger()


def test_a_removed_preset_comes_back_to_its_place_when_its_removal_is_undone_at_once(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    for title in ("First", "Second", "Third"):
        keep(window, qtbot, title)
    before, there = titles(window), files(tmp_path)
    card = (tmp_path / "settings" / "brushes" / "second.png").read_bytes()
    remove(window, "second")
    assert "Second" not in titles(window)
    assert window.messages.isVisible()
    assert "Second" in window.messages.text
    assert window.messages.button.isVisible()
    window.messages.button.click()
    assert (titles(window), files(tmp_path)) == (before, there)
    assert (tmp_path / "settings" / "brushes" / "second.png").read_bytes() == card
    assert not window.messages.button.isVisible()


def test_the_keys_of_undo_take_the_last_change_back_wherever_it_was(
    window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot
) -> None:
    keep(window, qtbot, "Mine")
    hand.open(photo)
    painting = window.editor.painting
    assert painting is not None
    history = painting.document.history
    hand.stroke((100, 100), (300, 100))
    remove(window, "mine")
    undo, redo = window.actions_by_id["undo"], window.actions_by_id["redo"]
    assert "remove a brush" in undo.text()
    modified = window.editor.modified
    assert history.done_count == 1
    undo.trigger()
    assert "Mine" in titles(window)
    assert (history.done_count, window.editor.modified) == (1, modified)
    redo.trigger()
    assert "Mine" not in titles(window)
    hand.stroke((100, 200), (300, 200))
    for done in (1, 1, 0):
        undo.trigger()
        assert history.done_count == done
    assert "Mine" in titles(window)
    for done in (1, 1, 2):
        redo.trigger()
        assert history.done_count == done
    assert "Mine" not in titles(window)


def test_a_stroke_that_is_being_drawn_is_taken_back_before_a_removal(
    window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot
) -> None:
    keep(window, qtbot, "Mine")
    hand.open(photo)
    remove(window, "mine")
    QTest.mousePress(
        window.canvas,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        hand.view(100, 100).toPoint(),
    )
    window.editor.undo()
    assert "Mine" not in titles(window)
    window.editor.undo()
    assert "Mine" in titles(window)


def test_a_brush_that_was_just_kept_is_off_the_shelf_when_that_is_undone(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    before = titles(window)
    keep(window, qtbot, "Mine")
    window.actions_by_id["undo"].trigger()
    assert titles(window) == before
    assert files(tmp_path) == set()
    assert "Mine" in window.messages.text
    window.actions_by_id["redo"].trigger()
    assert titles(window) == [*before, "Mine"]
    assert files(tmp_path) == {"mine.png"}
    remove(window, "mine")
    for shown in ([*before, "Mine"], before):
        window.actions_by_id["undo"].trigger()
        assert titles(window) == shown


def test_what_was_removed_is_offered_in_the_next_session_too(
    window: MainWindow, qtbot: QtBot, qapp: QApplication, tiny_folder: Path, tmp_path: Path
) -> None:
    assert not window.preset_panel.menu_of_shelf().actions()[0].isEnabled()
    window.tool.take_settings(INK)
    keep(window, qtbot, "My ink")
    keep(window, qtbot, "R & B")
    remove(window, "my-ink")
    remove(window, "r-b")
    assert removed_titles(window) == ["R && B", "My ink"]
    window.close()
    catalog = Catalog([tiny_folder], user_folder=tmp_path / "user")
    again = build(qapp, catalog, settings_folder=tmp_path / "settings", state_folder=tmp_path / "state2")
    opened = again.window
    try:
        qtbot.waitUntil(lambda: len(removed_titles(opened)) == 2, timeout=20_000)
        bring_back(opened, removed_titles(opened).index("My ink"))
        assert "My ink" in titles(opened)
        assert files(tmp_path) == {"my-ink.png"}
        assert removed_titles(opened) == ["R && B"]
        opened.actions_by_id["undo"].trigger()
        assert "My ink" not in titles(opened)
        opened.actions_by_id["redo"].trigger()
        opened.preset_panel.shelf.taken.emit("my-ink")
        assert opened.tool.settings(eraser=False) == INK
    finally:
        again.close()
        opened.deleteLater()


def test_another_window_neither_takes_the_name_of_a_removed_preset_nor_loses_its_undo(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """A second studio with the same settings removes the same preset, and keeps another one of its name."""
    keep(window, qtbot, "Ink!")
    theirs = Presets(
        tmp_path / "settings" / "brushes", window.studio.queues.tasks, SideSteps(lambda: History(0))
    )
    theirs.read()
    qtbot.waitUntil(lambda: "ink" in theirs.presets, timeout=20_000)
    remove(window, "ink")
    theirs.remove("ink")
    theirs.keep("Ink!", INK, None)
    qtbot.waitUntil(lambda: any(each.card.settings == INK for each in theirs.presets.values()))
    window.actions_by_id["undo"].trigger()
    [mine] = (each for each in window.studio.presets.presets.values() if each.card.title == "Ink!")
    assert mine.path is not None
    assert BrushCard.load(mine.path).settings == mine.card.settings
    assert INK in [
        BrushCard.load(tmp_path / "settings" / "brushes" / name).settings for name in files(tmp_path)
    ]
    assert len(files(tmp_path)) == 2
    theirs.deleteLater()


def test_a_preset_that_cannot_be_moved_stays_where_it_is_and_can_be_tried_again(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    keep(window, qtbot, "Mine")
    before = titles(window)
    blocked = tmp_path / "settings" / "removed-brushes"
    blocked.write_text("a file in the place of the folder")
    remove(window, "mine")
    assert (titles(window), files(tmp_path)) == (before, {"mine.png"})
    assert window.messages.isVisible()
    assert not window.messages.button.isVisible()
    blocked.unlink()
    remove(window, "mine")
    shelf = tmp_path / "settings" / "brushes"
    shelf.rename(tmp_path / "settings" / "elsewhere")
    shelf.write_text("a file in the place of the folder")
    window.actions_by_id["undo"].trigger()
    assert "Mine" not in titles(window)
    assert "remove a brush" in window.actions_by_id["undo"].text()
    shelf.unlink()
    window.actions_by_id["undo"].trigger()
    assert titles(window) == before


def test_a_card_that_is_dropped_on_the_window_is_a_brush_in_the_hand(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    drop(window, card_file(tmp_path / "ink.png"))
    qtbot.waitUntil(lambda: "Their ink" in titles(window), timeout=20_000)
    assert window.tool.settings(eraser=False) == INK
    assert window.editor.painting is None


def test_an_eraser_is_taken_as_one(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    settings = ToolSettings(Brush(size_px=51, eraser=True))
    window.studio.presets.add(card_file(tmp_path / "rubber.png", settings))
    qtbot.waitUntil(lambda: "Their ink" in titles(window), timeout=20_000)
    assert window.tool.brush == settings.brush
    assert window.actions_by_id["eraser"].isChecked()


def test_a_damaged_card_is_told_and_leaves_the_shelf_as_it_was(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    before = titles(window)
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.png")
    window.studio.presets.add(tmp_path / "photo.png")
    qtbot.waitUntil(window.messages.isVisible, timeout=20_000)
    assert titles(window) == before


def test_a_preset_brings_a_style_that_this_machine_does_not_have(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    card = next(each for each in window.studio.cards if each.name == "tiny-reed")
    theirs = replace(card, name="from-afar", title="From afar", source=card.thumbnail)
    brush = BrushCard(
        "Their sea", INK, brush_preview(INK.brush), StyleChoice.of("from-afar", strength=0.6), (theirs,)
    )
    brush.save(tmp_path / "sea.png")
    window.studio.presets.add(tmp_path / "sea.png")
    qtbot.waitUntil(lambda: "Their sea" in titles(window), timeout=20_000)
    assert window.editor.choice == StyleChoice.of("from-afar", strength=0.6)
    assert window.titles["from-afar"] == "From afar"
    keep(window, qtbot, "My sea", with_styles=True)
    mine = next(each for each in window.studio.presets.presets.values() if each.card.title == "My sea")
    assert [each.name for each in mine.card.styles] == ["from-afar"]


@pytest.mark.parametrize("change", [{"scale": 20.0}, {"colors": "none"}, {"detail": -1.0}, {"seed": 1000}])
def test_a_choice_that_cannot_be_painted_with_is_not_taken(
    window: MainWindow, change: dict[str, object]
) -> None:
    before = window.editor.choice
    assert before is not None
    assert not window.editor.take_choice(replace(before, **change))
    assert window.messages.isVisible()
    assert window.editor.choice == before
    assert window.close()
