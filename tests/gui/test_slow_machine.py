"""What is seen while the style of a stroke is still being rendered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.ui.painting import Painting
from studio.ui.window import MainWindow
from studio.workers.models import DocumentStylizers
from tests.gui.conftest import Hand


@pytest.fixture
def rendering(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """No tile is finished before this is set."""
    allowed, render = threading.Event(), DocumentStylizers.render

    def held(self: DocumentStylizers, *arguments: object) -> object:
        allowed.wait(30)
        return render(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(DocumentStylizers, "render", held)
    yield allowed
    allowed.set()


def opened(window: MainWindow, photo: Path, qtbot: QtBot) -> Painting:
    """Opens a photo; what is on the canvas then waits for no style."""
    window.files.open(photo)
    qtbot.waitUntil(lambda: window.editor.painting is not None)
    painting = window.editor.painting
    assert painting is not None
    qtbot.waitUntil(lambda: painting.after.settled)
    return painting


def test_a_stroke_is_seen_at_once_and_its_style_when_it_is_there(
    rendering: threading.Event, hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    painting = opened(window, photo, qtbot)
    place = hand.view(100, 100).toPoint()
    photo_there = hand.seen()[place.y() + 4, place.x() + 4].astype(int)
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    qtbot.waitUntil(lambda: painting.after.settled and painting.waiting > 0)
    veiled = hand.seen()[place.y() + 4, place.x() + 4].astype(int)
    assert np.abs(veiled - photo_there).sum() > 10
    rendering.set()
    hand.settle()
    assert not np.array_equal(hand.seen()[place.y() + 4, place.x() + 4], veiled)


def test_an_eraser_beside_a_stroke_leaves_its_style_wanted(
    rendering: threading.Event, hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    painting = opened(window, photo, qtbot)
    window.tool.change(size_px=30)

    def dab(x: int, y: int) -> None:
        place = hand.view(x, y).toPoint()
        QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        qtbot.waitUntil(lambda: painting.after.settled)

    # The first tile is being rendered; the second one waits for its turn.
    dab(100, 100)
    qtbot.waitUntil(lambda: painting.waiting > 0)
    dab(300, 60)
    wanted = painting.after.missing()
    assert {request.tile.ix for request in wanted} == {0, 1}
    hand.trigger("eraser")
    dab(480, 220)
    assert painting.after.missing() == wanted
    rendering.set()
    hand.settle()
    assert not painting.after.missing()
