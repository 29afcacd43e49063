"""Painting with the mouse: strokes, undo and redo, the eraser, filling, before and after."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.engine.compositor import composite
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand


@pytest.fixture(autouse=True)
def opened(hand: Hand, photo: Path) -> None:
    hand.open(photo)


def looks(window: MainWindow) -> np.ndarray:
    """The document as the surface would show it at 100 %."""
    painting = window.editor.painting
    assert painting is not None
    return composite(painting.document.view(), painting.document.box, painting.stylizers.cached).picture


def test_a_stroke_changes_what_is_under_it_and_nothing_else(hand: Hand, window: MainWindow) -> None:
    before = looks(window)
    hand.stroke((150, 200), (400, 200))
    after = looks(window)
    changed = (before != after).any(axis=-1)
    assert changed[200, 160:390].mean() > 0.9
    assert not changed[:100].any()
    assert not changed[:, 560:].any()


def test_a_stroke_is_seen_on_the_canvas(hand: Hand) -> None:
    before = hand.seen().astype(int)
    hand.stroke((150, 200), (400, 200))
    after = hand.seen().astype(int)
    place = hand.view(275, 200).toPoint()
    assert np.abs(before - after)[place.y() - 5 : place.y() + 5, place.x() - 5 : place.x() + 5].mean() > 5


def test_undo_takes_the_stroke_back_and_redo_brings_it_again(hand: Hand, window: MainWindow) -> None:
    clean = looks(window)
    hand.stroke((150, 200), (400, 200))
    painted = looks(window)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.settle()
    assert np.array_equal(looks(window), clean)
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    hand.settle()
    assert np.array_equal(looks(window), painted)


def test_undo_and_redo_are_offered_only_when_there_is_something(hand: Hand, window: MainWindow) -> None:
    undo, redo = window.actions_by_id["undo"], window.actions_by_id["redo"]
    assert (undo.isEnabled(), redo.isEnabled()) == (False, False)
    hand.stroke((150, 200), (300, 200))
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    undo.trigger()
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)


def test_the_eraser_uncovers_the_photo(hand: Hand, window: MainWindow) -> None:
    clean = looks(window)
    window.tool.change(hardness=1.0)
    hand.stroke((150, 200), (400, 200))
    QTest.keyClick(window, Qt.Key.Key_E)
    assert window.tool.brush.eraser
    hand.stroke((150, 200), (275, 200))
    after = looks(window)
    assert np.array_equal(after[180:220, 160:260], clean[180:220, 160:260])
    assert not np.array_equal(after[180:220, 380:400], clean[180:220, 380:400])


def test_the_whole_picture_can_be_painted(hand: Hand, window: MainWindow) -> None:
    clean = looks(window)
    hand.trigger("run")
    hand.settle()
    changed = (looks(window) != clean).any(axis=-1)
    assert changed.mean() > 0.9


def test_escape_takes_the_stroke_back_that_is_being_drawn(hand: Hand, window: MainWindow) -> None:
    clean = looks(window)
    place = hand.view(200, 200).toPoint()
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseMove(window.canvas, place + QPoint(60, 0))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    hand.settle()
    assert np.array_equal(looks(window), clean)
    assert not window.actions_by_id["undo"].isEnabled()
    # The layer that the stroke began went with it; another stroke begins another one.
    assert window.editor.layers.layer is None
    hand.stroke((200, 200), (260, 200))
    assert not np.array_equal(looks(window), clean)


def test_holding_c_shows_the_photo_and_letting_go_the_painting(hand: Hand, window: MainWindow) -> None:
    hand.stroke((150, 200), (400, 200))
    painted = hand.seen()
    place = hand.view(275, 200).toPoint()
    QTest.keyPress(window.canvas, Qt.Key.Key_C)
    hand.settle()
    clean = hand.seen()
    QTest.keyRelease(window.canvas, Qt.Key.Key_C)
    hand.settle()
    assert not np.array_equal(painted[place.y(), place.x()], clean[place.y(), place.x()])
    assert np.array_equal(painted[place.y(), place.x()], hand.seen()[place.y(), place.x()])


def test_another_style_paints_into_a_layer_of_its_own(hand: Hand, window: MainWindow) -> None:
    hand.stroke((150, 100), (300, 100))
    window.style_panel.shelf.taken.emit("tiny-reed")
    hand.stroke((150, 300), (300, 300))
    painting = window.editor.painting
    assert painting is not None
    assert [layer.choice.names for layer in painting.document.layers] == [("tiny-brush",), ("tiny-reed",)]  # type: ignore[union-attr]


def test_a_layer_can_be_hidden_and_removed(hand: Hand, window: MainWindow, qtbot: QtBot) -> None:
    clean = looks(window)
    hand.stroke((150, 200), (400, 200))
    painted = looks(window)
    assert window.editor.painting is not None
    [layer] = window.editor.painting.document.layers
    window.layer_panel.list.row_of(layer.id).eye.click()
    hand.settle()
    assert np.array_equal(looks(window), clean)
    window.editor.undo()
    hand.settle()
    assert np.array_equal(looks(window), painted)
    hand.trigger("remove")
    hand.settle()
    assert np.array_equal(looks(window), clean)


def test_shift_and_drag_change_the_brush_and_paint_nothing(hand: Hand, window: MainWindow) -> None:
    size_px = window.tool.brush.size_px
    clean = looks(window)
    place, shift = hand.view(300, 200).toPoint(), Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, shift, place)
    QTest.mouseMove(window.canvas, place + QPoint(40, 0))
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, shift, place + QPoint(40, 0))
    assert window.tool.brush.size_px > size_px
    assert window.brush_panel.size_slider.number == window.tool.brush.size_px
    assert np.array_equal(looks(window), clean)


def test_the_brackets_change_the_size(window: MainWindow) -> None:
    size_px = window.tool.brush.size_px
    QTest.keyClick(window, "]")  # type: ignore[arg-type]
    assert window.tool.brush.size_px > size_px
    QTest.keyClick(window, "[")  # type: ignore[arg-type]
    QTest.keyClick(window, "[")  # type: ignore[arg-type]
    assert window.tool.brush.size_px < size_px


def test_space_and_drag_move_the_picture(hand: Hand, window: MainWindow) -> None:
    before = window.canvas.transform.offset
    place = hand.view(300, 200).toPoint()
    QTest.keyPress(window.canvas, Qt.Key.Key_Space)
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseMove(window.canvas, place + QPoint(30, 20))
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.keyRelease(window.canvas, Qt.Key.Key_Space)
    moved = window.canvas.transform.offset - before
    assert (moved.x(), moved.y()) == (30, 20)
    assert not window.editor.modified


@pytest.mark.parametrize("who", ["blend", "history", "slider"])
def test_held_letters_do_what_they_do_whoever_has_the_keyboard(
    hand: Hand, window: MainWindow, who: str
) -> None:
    hand.stroke((150, 200), (400, 200))
    hand.settle()
    if not window.history_panel.isVisible():
        hand.trigger("panel_history")
    painting = window.editor.painting
    assert painting is not None
    panels = {
        "blend": window.layer_panel.blend,
        "history": window.history_panel.list,
        "slider": window.layer_panel.opacity,
    }
    held, steps = panels[who], painting.document.history.done_count
    blend, row = window.layer_panel.blend.currentText(), window.history_panel.list.currentIndex().row()

    held.setFocus()
    QTest.keyPress(held, Qt.Key.Key_C)
    assert window.comparing.surface is painting.before
    QTest.keyRelease(held, Qt.Key.Key_C)
    assert window.comparing.surface is painting.after

    held.setFocus()
    QTest.keyPress(held, Qt.Key.Key_R)
    place = hand.view(500, 100).toPoint()
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseMove(window.canvas, place + QPoint(-60, 120))
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.keyRelease(window.canvas, Qt.Key.Key_R)
    assert window.canvas.transform.angle_deg != 0

    assert painting.document.history.done_count == steps
    assert window.layer_panel.blend.currentText() == blend
    assert window.history_panel.list.currentIndex().row() == row


def test_zooming_keeps_what_is_under_the_cursor(hand: Hand, window: MainWindow) -> None:
    place = hand.view(300, 200)
    window.canvas.zoom_to(2.5, place)
    held = window.canvas.transform.to_document(place)
    assert (round(held.x()), round(held.y())) == (300, 200)
    hand.trigger("actual")
    assert window.canvas.zoom == 1.0
    hand.trigger("fit")
    painting = window.editor.painting
    assert painting is not None
    assert window.canvas.transform.to_view(painting.document.box).width() <= window.canvas.width()


def test_zoomed_out_shows_the_same_picture_smaller(hand: Hand, window: MainWindow) -> None:
    hand.trigger("run")
    window.canvas.zoom_to(0.25)
    hand.settle()
    small = hand.seen()
    expected = looks(window).reshape(105, 4, 175, 4, 3).mean(axis=(1, 3))
    corner = hand.view(0, 0).toPoint()
    found = small[corner.y() : corner.y() + 105, corner.x() : corner.x() + 175]
    assert np.abs(found[5:100, 5:170] - expected[5:100, 5:170]).mean() < 12


def test_painting_while_comparing_shows_the_painting_again(hand: Hand, window: MainWindow) -> None:
    hand.trigger("compare")
    hand.stroke((150, 200), (400, 200))
    assert not window.actions_by_id["compare"].isChecked()


def test_the_turned_pen_erases(hand: Hand, window: MainWindow) -> None:
    from studio.ui.canvas.tool import Touch

    clean = looks(window)
    window.tool.change(hardness=1.0)
    hand.stroke((150, 200), (400, 200))
    touch = Touch(200, 200, 1.0, 0, hand.view(200, 200))
    window.tool.press(touch, Qt.KeyboardModifier.NoModifier, turned=True)
    window.tool.release(touch)
    hand.settle()
    assert np.array_equal(looks(window)[190:210, 190:210], clean[190:210, 190:210])
    assert not window.tool.brush.eraser
