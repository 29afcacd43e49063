"""The tour points at real widgets, waits for the real thing to be done, and can be left and taken again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from pytestqt.qtbot import QtBot

from studio.ui.tour import Tour, beside
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand


def tour_of(window: MainWindow) -> Tour:
    assert window.guide.tour is not None
    return window.guide.tour


def test_the_tour_goes_on_when_what_it_speaks_of_is_done(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    def title() -> str:
        return tour_of(window).stop.title

    window.start_page.tour.click()
    bubble = tour_of(window).bubble
    assert title() == "A picture to paint on"
    assert bubble.isVisible()
    hand.open(photo)
    qtbot.waitUntil(lambda: title() == "Take a brush")
    window.editor.next_style()
    qtbot.waitUntil(lambda: title() == "Paint")
    hand.stroke((150, 200), (300, 200))
    qtbot.waitUntil(lambda: title() == "As large as you like")
    assert tour_of(window).ring.isVisible()
    hand.trigger("larger")
    qtbot.waitUntil(lambda: title() == "Nothing is final")
    hand.trigger("undo")
    qtbot.waitUntil(lambda: title() == "Before and after")
    hand.trigger("compare")
    qtbot.waitUntil(lambda: title() == "Keep it")
    bubble.on.click()
    assert window.guide.tour is None


def test_a_stop_that_is_done_already_is_passed_by(hand: Hand, window: MainWindow, photo: Path) -> None:
    hand.open(photo)
    hand.trigger("tour")
    assert tour_of(window).stop.title == "Take a brush"


def test_the_tour_is_left_by_its_button_or_esc_and_taken_again(window: MainWindow) -> None:
    for by_button in (True, False):
        window.guide.take_tour()
        bubble = tour_of(window).bubble
        assert bubble.isVisible()
        if by_button:
            bubble.leave.click()
        else:
            window.cancel()
        assert window.guide.tour is None
        assert not bubble.isVisible()
    window.guide.take_tour()
    window.guide.take_tour()
    tour_of(window).bubble.on.click()
    assert tour_of(window).stop.title == "Take a brush"


@pytest.mark.parametrize(
    "target",
    [QRect(), QRect(0, 0, 60, 800), QRect(1000, 0, 280, 800), QRect(0, 0, 1280, 60), QRect(0, 0, 1280, 800)],
)
def test_the_bubble_is_always_in_sight_and_beside_what_it_speaks_of(target: QRect) -> None:
    whole, size = QRect(0, 0, 1280, 800), QSize(320, 160)
    placed = QRect(beside(target, size, whole), size)
    assert whole.contains(placed)
    assert target.isEmpty() or target == whole or not placed.intersects(target)
    assert isinstance(placed.topLeft(), QPoint)
