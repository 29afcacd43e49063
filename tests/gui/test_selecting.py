"""Selecting and gradients by hand: the tools, their keys, the panel, and the line around what is selected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.document.contours import contour
from studio.document.document import Document
from studio.document.geometry import Box
from studio.document.tiles import TileMask
from studio.ui.canvas import ants
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def opened(hand: Hand, photo: Path) -> None:
    hand.open(photo)
    hand.window.canvas.actual_size()


def document(window: MainWindow) -> Document:
    assert window.editor.painting is not None
    return window.editor.painting.document


def drag(hand: Hand, *points: tuple[float, float], modifiers: Qt.KeyboardModifier = NONE) -> None:
    canvas = hand.window.canvas
    places = [hand.view(*point).toPoint() for point in points]
    QTest.mousePress(canvas, LEFT, modifiers, places[0])
    for place in places[1:]:
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, LEFT, modifiers, places[-1])


def selected(window: MainWindow) -> np.ndarray:
    mask = document(window).selection
    assert mask is not None
    return mask.read(document(window).box)


def test_a_rectangle_is_dragged_out_added_to_and_taken_from(hand: Hand, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_R, CTRL)
    assert window.actions_by_id["select_rectangle"].isChecked()
    assert not window.actions_by_id["brush"].isChecked()
    assert window.selection_panel.isVisible()
    drag(hand, (100, 100), (300, 200))
    assert selected(window)[102:198, 102:298].min() == 255
    assert selected(window)[:, 304:].max() == 0
    drag(hand, (400, 100), (500, 200), modifiers=SHIFT)
    assert selected(window)[150, 450] == 255
    drag(hand, (150, 120), (200, 180), modifiers=ALT)
    assert (selected(window)[150, 175], selected(window)[150, 250]) == (0, 255)
    drag(hand, (390, 90), (450, 300), modifiers=SHIFT | ALT)
    assert (selected(window)[150, 420], selected(window)[150, 250]) == (255, 0)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert selected(window)[150, 250] == 255
    drag(hand, (600, 400))
    assert document(window).selection is None


def test_painting_filling_and_clearing_keep_to_a_lasso(hand: Hand, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_L)
    drag(hand, (100, 100), (300, 100), (300, 300), (100, 300))
    QTest.keyClick(window, Qt.Key.Key_B)
    assert window.actions_by_id["brush"].isChecked()
    hand.stroke((50, 200), (500, 200))
    [layer] = document(window).layers
    mask = layer.mask.read(document(window).box)
    assert mask[200, 200] == 255
    assert mask[:, 305:].max() == 0
    hand.trigger("run")
    hand.settle()
    mask = layer.mask.read(document(window).box)
    assert mask[105:295, 105:295].min() == 255
    assert mask[:, 305:].max() == 0
    QTest.keyClick(window, Qt.Key.Key_Delete)
    assert layer.mask.covered.empty
    QTest.keyClick(window, Qt.Key.Key_D, CTRL)
    assert document(window).selection is None


def test_keys_select_all_and_invert(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_A, CTRL)
    assert selected(window).min() == 255
    QTest.keyClick(window, Qt.Key.Key_I, CTRL | SHIFT)
    assert document(window).selection is None


def test_the_feather_softens_the_next_outline(hand: Hand, window: MainWindow) -> None:
    hand.trigger("select_ellipse")
    window.selection_panel.feather.edited.emit(30.0)
    drag(hand, (200, 100), (500, 300))
    assert 60 < selected(window)[200, 202] < 200
    assert document(window).edits[-1].feather_px == 30.0  # type: ignore[union-attr]


def test_a_busy_line_is_found_once_and_then_only_drawn(
    hand: Hand, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def counted(mask: TileMask, around: Box, step: int) -> np.ndarray:
        calls.append(step)
        return contour(mask, around, step)

    monkeypatch.setattr(ants, "contour", counted)
    monkeypatch.setattr(ants, "_MOST_LINES", 40)
    mask = TileMask(600, 400)
    grain = np.random.default_rng(0).integers(0, 2, (400, 600), np.uint8) * 255
    mask.write(Box(0, 0, 600, 400), grain)
    window.canvas.ants.show(mask)
    hand.seen()
    assert len(calls) > 1
    found = len(calls)
    for _ in range(3):
        window.canvas.ants.step()
        hand.seen()
    assert len(calls) == found


def test_a_line_marches_around_what_is_selected(hand: Hand, window: MainWindow) -> None:
    hand.trigger("select_rectangle")
    clean = hand.seen().astype(int)
    drag(hand, (100, 100), (300, 200))
    first = hand.seen().astype(int)
    changed = (np.abs(first - clean).sum(axis=-1) > 30).nonzero()
    corner, end = hand.view(100, 100), hand.view(300, 200)
    assert abs(changed[1].min() - corner.x()) <= 2
    assert abs(changed[0].max() - end.y()) <= 2
    window.canvas.ants.step()
    assert not np.array_equal(hand.seen(), first)
    hand.trigger("select_none")
    assert np.array_equal(hand.seen(), clean)
    assert not window.canvas.ants.shown


def test_escape_forgets_an_outline_that_is_being_drawn(hand: Hand, window: MainWindow) -> None:
    hand.trigger("select_lasso")
    place = hand.view(100, 100).toPoint()
    QTest.mousePress(window.canvas, LEFT, NONE, place)
    QTest.mouseMove(window.canvas, hand.view(300, 100).toPoint())
    QTest.mouseMove(window.canvas, hand.view(300, 300).toPoint())
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.mouseRelease(window.canvas, LEFT, NONE, hand.view(300, 300).toPoint())
    assert document(window).selection is None


@pytest.mark.parametrize("turned_deg", [0.0, 70.0])
def test_a_gradient_fades_the_style_from_here_to_there(
    hand: Hand, window: MainWindow, turned_deg: float
) -> None:
    window.canvas.turn_to(turned_deg)
    QTest.keyClick(window, Qt.Key.Key_G)
    drag(hand, (150, 200), (550, 200))
    [layer] = document(window).layers
    row = layer.mask.read(document(window).box)[200].astype(int)
    assert row[140] == 255
    assert abs(row[350] - 127) <= 3
    assert row[560] == 0
    drag(hand, (600, 200), (500, 200), modifiers=ALT)
    assert layer.mask.read(document(window).box)[200, 600] == 0
    QTest.keyClick(window, Qt.Key.Key_G, SHIFT)
    assert window.actions_by_id["gradient_radial"].isChecked()
    drag(hand, (600, 100), (660, 100))
    assert layer.mask.read(document(window).box)[100, 602] > 230


def test_the_selection_is_in_the_project(hand: Hand, window: MainWindow, tmp_path: Path) -> None:
    document(window).select("ellipse", ((100, 50), (400, 300)), feather_px=20)
    before = selected(window)
    path = tmp_path / "selected.ora"
    window.editor.projects.save(path)
    hand.qtbot.waitUntil(lambda: not window.editor.modified, timeout=20_000)
    window.editor.close_document()
    hand.open(path)
    assert np.array_equal(selected(window), before)
    assert window.canvas.ants.shown


def test_the_panel_reshapes_what_is_selected(hand: Hand, window: MainWindow, photo: Path) -> None:
    hand.open(photo)
    panel, selections = window.selection_panel, window.editor.selections
    said: list[str] = []
    window.editor.noticed.connect(said.append)
    hand.trigger("grow")
    assert len(said) == 1
    selections.take_outline("rectangle", [(100, 100), (200, 200)], "replace")
    assert panel.amount.isVisibleTo(window)
    panel.amount.edited.emit(10)
    for name, box in (("grow", Box(90, 90, 210, 210)), ("shrink", Box(100, 100, 200, 200))):
        hand.trigger(name)
        assert selections.box == box
    hand.trigger("border")
    hand.trigger("soften")
    assert window.editor.painting is not None
    assert list(window.editor.painting.document.history.done_labels[-4:]) == [
        "Grow selection",
        "Shrink selection",
        "Select the border",
        "Soften selection",
    ]
    selections.take_outline("rectangle", [(100, 100), (110, 110)], "replace")
    hand.trigger("shrink")
    assert selections.current is None
    assert len(said) == 2
