"""A picture layer is moved, scaled and turned by its handles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.document.geometry import Box
from studio.document.layers import PictureLayer
from studio.document.placing import Frame
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand


@pytest.fixture
def layer(hand: Hand, window: MainWindow, photo: Path) -> PictureLayer:
    """A red picture at (200, 100) of 100 x 50 pixels, in hand, and the tool that moves it."""
    hand.open(photo)
    red = np.zeros((50, 100, 3), np.uint8)
    red[..., 0] = 220
    painting = window.editor.painting
    assert painting is not None
    made = painting.document.add_picture(red, Box(200, 100, 300, 150), {"kind": "test"})
    window.layers.take(made)
    hand.trigger("place")
    hand.settle()
    return made


def drag(
    window: MainWindow,
    hand: Hand,
    start: tuple[float, float],
    end: tuple[float, float],
    held: Qt.KeyboardModifier,
) -> None:
    """Drags from one place of the document to another."""
    canvas, left = window.canvas, Qt.MouseButton.LeftButton
    QTest.mousePress(canvas, left, held, hand.view(*start).toPoint())
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    for place in (middle, end):
        QTest.mouseMove(canvas, hand.view(*place).toPoint())
    QTest.mouseRelease(canvas, left, held, hand.view(*end).toPoint())
    hand.settle()


NONE, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def test_it_is_moved_from_inside_and_taken_back(hand: Hand, window: MainWindow, layer: PictureLayer) -> None:
    drag(window, hand, (250, 125), (350, 225), NONE)
    assert layer.box == pytest.approx((300, 200, 400, 250), abs=2)
    assert np.abs(hand.seen()[_pixel(hand, 350, 225)].astype(int) - [220, 0, 0]).max() < 6
    hand.trigger("undo")
    assert layer.box == (200, 100, 300, 150)
    hand.trigger("redo")
    assert layer.box == pytest.approx((300, 200, 400, 250), abs=2)


def test_a_corner_scales_with_the_same_shape_and_with_shift_freely(
    hand: Hand, window: MainWindow, layer: PictureLayer
) -> None:
    drag(window, hand, (300, 150), (400, 200), NONE)
    assert layer.box == pytest.approx((200, 100, 400, 200), abs=4)
    drag(window, hand, (400, 200), (300, 250), SHIFT)
    assert layer.box == pytest.approx((200, 100, 300, 250), abs=5)


def test_alt_scales_around_the_centre(hand: Hand, window: MainWindow, layer: PictureLayer) -> None:
    drag(window, hand, (300, 125), (330, 125), ALT)
    assert layer.box == pytest.approx((170, 100, 330, 150), abs=4)


def test_beside_a_corner_it_turns_with_shift_in_steps(
    hand: Hand, window: MainWindow, layer: PictureLayer
) -> None:
    start, centre = (312, 88), (250, 125)
    # A quarter turn clockwise of the start around the centre.
    end = centre[0] - (start[1] - centre[1]), centre[1] + (start[0] - centre[0])
    drag(window, hand, start, end, SHIFT)
    assert layer.placement.degrees == 90
    assert (layer.box.width, layer.box.height) == pytest.approx((50, 100), abs=2)


def test_escape_lets_go(hand: Hand, window: MainWindow, layer: PictureLayer, qtbot: QtBot) -> None:
    canvas = window.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, NONE, hand.view(250, 125).toPoint())
    QTest.mouseMove(canvas, hand.view(400, 300).toPoint())
    hand.trigger("cancel")
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, NONE, hand.view(400, 300).toPoint())
    assert layer.box == (200, 100, 300, 150)


def test_a_picture_that_is_not_in_hand_is_taken(hand: Hand, window: MainWindow, layer: PictureLayer) -> None:
    window.layers.take(None)
    drag(window, hand, (250, 125), (260, 125), NONE)
    assert window.layers.layer is layer
    assert layer.box.x0 == pytest.approx(210, abs=2)
    window.layers.take(None)
    drag(window, hand, (600, 380), (610, 380), NONE)
    assert "picture layer" in window.messages.text


def test_a_moved_picture_is_saved(
    hand: Hand, window: MainWindow, layer: PictureLayer, tmp_path: Path, qtbot: QtBot
) -> None:
    frame = Frame(300, 200, 120, 80, 30)
    window.editor.placing.place(frame)
    path = tmp_path / "moved.ora"
    window.editor.projects.save(path)
    qtbot.waitUntil(path.exists, timeout=20_000)
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=20_000)
    window.editor.close_document()
    hand.open(path)
    assert window.editor.painting is not None
    [again] = window.editor.painting.document.layers
    assert isinstance(again, PictureLayer)
    assert again.frame == frame
    assert np.array_equal(again.pixels, layer.pixels)


def _pixel(hand: Hand, x: float, y: float) -> tuple[int, int]:
    place: QPointF = hand.view(x, y)
    return round(place.y()), round(place.x())
