"""After a dialog, and after a number was typed, the keys are the picture's again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.dialogs import show_dialog
from studio.ui.explore.stage import BREED, MAP, SAMPLE_PAGE
from studio.ui.widgets.slider import ValueSlider
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


# ---- numbers and names


def keyboard(window: MainWindow) -> QWidget | None:
    """What the next key goes to."""
    return window.focusWidget()


def open_field(slider: ValueSlider) -> QLineEdit:
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(slider, left, Qt.KeyboardModifier.NoModifier, QPoint(20, 15))
    QTest.mouseDClick(slider, left, Qt.KeyboardModifier.NoModifier, QPoint(20, 15))
    return field_of(slider)


def field_of(slider: ValueSlider) -> QLineEdit:
    """The field that is open, in which what is there is typed over."""
    field = next(each for each in slider.findChildren(QLineEdit) if each.isVisible())
    field.setText("")
    return field


@pytest.mark.parametrize("view", [MAP, SAMPLE_PAGE, BREED])
def test_return_after_a_seed_gives_the_keys_to_what_is_seen(
    window: MainWindow, hand: Hand, qtbot: QtBot, view: int
) -> None:
    hand.trigger("mode_generate")
    generating, stage = window.studio.generating, window.generator_stage
    qtbot.waitUntil(lambda: generating.shown is not None, timeout=20_000)
    stage.view_buttons[view].click()
    seed = window.generator_panel.seed
    seed.setFocus()
    seed.setText("77")
    QTest.keyClick(seed, Qt.Key.Key_Return)
    assert generating.seed == 77
    seen = (stage.map, stage.samples, stage.breeding_view.children_grid)[view]
    assert keyboard(window) is seen
    # The keys of the room are alive again.
    qtbot.waitUntil(lambda: generating.shown is not None and generating.shown.seed == 77, timeout=20_000)
    QTest.keySequence(window, "K")
    assert [each.kept.seed for each in window.generator_stage._favourites.all] == [77]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_seed_that_is_not_typed_is_the_one_of_before(
    window: MainWindow, hand: Hand, qtbot: QtBot, key: Qt.Key
) -> None:
    hand.trigger("mode_generate")
    generating, seed = window.studio.generating, window.generator_panel.seed
    qtbot.waitUntil(lambda: generating.shown is not None, timeout=20_000)
    before = generating.seed
    seed.setFocus()
    seed.selectAll()
    QTest.keyClick(seed, Qt.Key.Key_Delete)
    assert seed.text() == ""
    QTest.keyClick(seed, key)
    assert (seed.text(), generating.seed) == (str(before), before)
    assert keyboard(window) is window.generator_stage.map
    seed.setFocus()
    seed.setText("")
    window.generator_stage.map.setFocus()
    assert seed.text() == str(before)


def test_the_arrows_walk_on_the_map_from_the_first_moment_on(
    window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    hand.trigger("mode_generate")
    qtbot.waitUntil(lambda: window.studio.generating.shown is not None, timeout=20_000)
    assert keyboard(window) is window.generator_stage.map
    hand.trigger("brushes")
    assert keyboard(window) is window.brush_stage.map


def test_return_after_a_number_gives_the_keys_to_the_canvas(window: MainWindow) -> None:
    slider = window.brush_panel.size_slider
    field = open_field(slider)
    QTest.keyClicks(field, "77")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.tool.brush.size_px == 77
    assert not any(each.isVisible() for each in slider.findChildren(QLineEdit))
    assert keyboard(window) is window.canvas
    field = open_field(slider)
    QTest.keyClicks(field, "12")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert window.tool.brush.size_px == 77
    assert keyboard(window) is window.canvas


def test_who_goes_from_slider_to_slider_by_keys_stays_there(window: MainWindow) -> None:
    slider = window.brush_panel.size_slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Return)
    QTest.keyClicks(field_of(slider), "77")
    QTest.keyClick(field_of(slider), Qt.Key.Key_Escape)
    QTest.keyClick(slider, Qt.Key.Key_Return)
    field = field_of(slider)
    QTest.keyClicks(field, "78")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.tool.brush.size_px == 78
    assert keyboard(window) is slider
    assert not any(each.isVisible() for each in slider.findChildren(QLineEdit))


def test_a_click_elsewhere_while_a_number_is_typed_leaves_the_keys_there(window: MainWindow) -> None:
    field = open_field(window.brush_panel.size_slider)
    QTest.keyClicks(field, "77")
    window.brush_panel.hardness.setFocus(Qt.FocusReason.MouseFocusReason)
    assert window.tool.brush.size_px == 77
    assert keyboard(window) is window.brush_panel.hardness


def test_return_after_the_name_of_a_layer_gives_the_keys_to_the_canvas(
    window: MainWindow, hand: Hand
) -> None:
    hand.stroke((100, 100), (200, 200))
    hand.trigger("rename")
    field = window.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "Sky")
    QTest.keyClick(field, Qt.Key.Key_Return)
    layer = window.layers.layer
    assert layer is not None
    assert layer.name == "Sky"
    assert keyboard(window) is window.canvas


def test_return_after_the_name_of_a_brush_gives_the_keys_to_the_map(
    window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    hand.trigger("brushes")
    qtbot.waitUntil(lambda: window.studio.brushes.shown is not None, timeout=20_000)
    title = window.brush_space_panel.title
    title.setFocus()
    QTest.keyClicks(title, "Mine")
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert keyboard(window) is window.brush_stage.map
