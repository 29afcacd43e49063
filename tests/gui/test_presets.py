"""Brush presets: taken, kept, loaded, dropped, removed, and there again in the next session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from exports.catalog import Catalog
from studio.app import build
from studio.document.brush import Brush
from studio.document.handling import Smoothing
from studio.document.layers import StyleChoice
from studio.document.pen import Dynamic
from studio.document.tool_settings import ToolSettings
from studio.engine.brush_preview import brush_preview
from studio.media.brush_card import BrushCard
from studio.ui.panels.presets import KeepDialog
from studio.ui.window import MainWindow

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
