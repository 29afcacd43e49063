"""Selecting by the corners of a polygon."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from studio.document.document import Document
from studio.ui.canvas.polygon_tool import PolygonTool
from studio.ui.canvas.tool import Touch
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SQUARE = ((100, 100), (300, 100), (300, 300), (100, 300))


@pytest.fixture(autouse=True)
def in_hand(hand: Hand, photo: Path) -> None:
    hand.open(photo)
    hand.window.canvas.actual_size()
    QTest.keyClick(hand.window, Qt.Key.Key_P)


def document(window: MainWindow) -> Document:
    assert window.editor.painting is not None
    return window.editor.painting.document


def selected(window: MainWindow) -> np.ndarray:
    mask = document(window).selection
    assert mask is not None
    return mask.read(document(window).box)


def click(hand: Hand, *corners: tuple[float, float], modifiers: Qt.KeyboardModifier = NONE) -> None:
    for corner in corners:
        QTest.mouseMove(hand.window.canvas, hand.view(*corner).toPoint())
        QTest.mouseClick(hand.window.canvas, LEFT, modifiers, hand.view(*corner).toPoint())


def corners(window: MainWindow) -> int:
    tool = window.tools.current
    assert isinstance(tool, PolygonTool)
    return len(tool.marks)


def test_enter_closes_and_the_modifiers_combine(hand: Hand, window: MainWindow) -> None:
    assert window.actions_by_id["select_polygon"].isChecked()
    click(hand, *SQUARE)
    assert document(window).selection is None
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert selected(window)[105:295, 105:295].min() == 255
    assert selected(window)[:, 305:].max() == 0
    click(hand, (400, 100), modifiers=SHIFT)
    click(hand, (500, 100), (500, 200), (400, 200))
    QTest.keyClick(window.canvas, Qt.Key.Key_Enter)
    assert (selected(window)[150, 450], selected(window)[200, 200]) == (255, 255)
    click(hand, (90, 90), modifiers=ALT)
    click(hand, (200, 90), (200, 310), (90, 310))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert (selected(window)[200, 150], selected(window)[200, 250]) == (0, 255)
    click(hand, (350, 50), modifiers=SHIFT | ALT)
    click(hand, (600, 50), (600, 300), (350, 300))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert (selected(window)[150, 450], selected(window)[200, 250]) == (255, 0)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert selected(window)[200, 250] == 255


def test_a_double_click_sets_the_last_corner_and_closes(hand: Hand, window: MainWindow) -> None:
    click(hand, *SQUARE[:3])
    QTest.mouseDClick(window.canvas, LEFT, NONE, hand.view(*SQUARE[3]).toPoint())
    assert corners(window) == 0
    assert selected(window)[105:295, 105:295].min() == 255
    assert document(window).edits[-1].points[3] == pytest.approx(SQUARE[3], abs=1)  # type: ignore[union-attr]
    assert len(document(window).edits[-1].points) == 4  # type: ignore[union-attr]


def touch(hand: Hand, place: tuple[float, float], time_ms: float) -> Touch:
    return Touch(*place, 1.0, time_ms, hand.view(*place), document_px=1 / hand.window.canvas.zoom)


def test_two_taps_of_a_pen_close_and_a_third_begins_nothing(hand: Hand, window: MainWindow) -> None:
    tool = window.tools.current
    assert isinstance(tool, PolygonTool)
    for number, corner in enumerate(SQUARE):
        tool.press(touch(hand, corner, 1000.0 * number), NONE)
    tool.press(touch(hand, SQUARE[3], 3100.0), NONE)
    assert selected(window)[105:295, 105:295].min() == 255
    tool.press(touch(hand, SQUARE[3], 3200.0), NONE)
    assert corners(window) == 0
    tool.press(touch(hand, SQUARE[3], 5000.0), NONE)
    assert corners(window) == 1


def test_a_click_on_the_first_corner_closes_at_any_zoom(hand: Hand, window: MainWindow) -> None:
    window.canvas.zoom_to(0.5, window.canvas.middle)
    click(hand, *SQUARE, (110, 106))
    assert corners(window) == 0
    assert selected(window)[105:295, 105:295].min() == 255
    window.canvas.zoom_to(2.0, window.canvas.middle)
    click(hand, (200, 150), (300, 150), (300, 250), (210, 156))
    assert corners(window) == 4


def test_backspace_takes_corners_back_and_escape_all_of_them(hand: Hand, window: MainWindow) -> None:
    click(hand, *SQUARE)
    click(hand, (600, 300))
    QTest.keyClick(window.canvas, Qt.Key.Key_Backspace)
    click(hand, (600, 300))
    assert corners(window) == 5
    QTest.keyClick(window.canvas, Qt.Key.Key_Backspace)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert selected(window)[:, 305:].max() == 0
    click(hand, (400, 100), (500, 100))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert corners(window) == 0
    assert selected(window)[200, 200] == 255
    click(hand, (400, 100))
    QTest.keyClick(window.canvas, Qt.Key.Key_Backspace)
    assert corners(window) == 0
    assert selected(window)[200, 200] == 255


def test_too_few_corners_select_nothing(hand: Hand, window: MainWindow) -> None:
    hand.trigger("select_all")
    click(hand, (400, 100), (500, 100))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert document(window).selection is None


def test_the_view_moves_between_two_corners(hand: Hand, window: MainWindow) -> None:
    canvas = window.canvas
    click(hand, *SQUARE[:2])
    before = hand.view(0, 0)
    QTest.mousePress(canvas, MIDDLE, NONE, QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(350, 320))
    QTest.mouseRelease(canvas, MIDDLE, NONE, QPoint(350, 320))
    assert (hand.view(0, 0) - before).toPoint() == QPoint(50, 20)
    click(hand, *SQUARE[2:])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert selected(window)[105:295, 105:295].min() == 255
    assert selected(window)[:, 305:].max() == 0


def test_a_rubber_line_follows_the_pointer(hand: Hand, window: MainWindow) -> None:
    click(hand, (100, 100), (300, 100))
    QTest.mouseMove(window.canvas, hand.view(300, 200).toPoint())
    short = hand.seen().astype(int)
    QTest.mouseMove(window.canvas, hand.view(300, 400).toPoint())
    changed = np.abs(hand.seen().astype(int) - short).sum(axis=-1) > 30
    place = hand.view(300, 300).toPoint()
    assert changed[place.y(), place.x() - 2 : place.x() + 3].any()


def test_another_tool_or_document_forgets_the_corners(hand: Hand, window: MainWindow, photo: Path) -> None:
    click(hand, *SQUARE)
    hand.trigger("brush")
    hand.trigger("select_polygon")
    assert corners(window) == 0
    click(hand, *SQUARE)
    window.editor.close_document()
    hand.open(photo)
    assert corners(window) == 0


def test_the_panel_and_the_strip_show_the_shapes(hand: Hand, window: MainWindow) -> None:
    button = window.tool_strip.button("select_lasso")
    assert button.defaultAction() is window.actions_by_id["select_polygon"]
    assert [each.isChecked() for each in window.selection_panel.shapes] == [False, False, False, True, False]
    window.selection_panel.shapes[1].click()
    assert window.tools.name == "select_ellipse"
    ellipse = window.tool_strip.button("select_rectangle")
    assert ellipse.defaultAction() is window.actions_by_id["select_ellipse"]
    assert [each.text() for each in ellipse.menu().actions()] == ["&Rectangle", "&Ellipse"]
