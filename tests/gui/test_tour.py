"""The tour points at real widgets, waits for the real thing to be done, and can be left and taken again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.ui.tour import Tour, beside
from studio.ui.tour_stops import painting_stops
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


def test_where_there_is_no_room_beside_it_least_is_covered() -> None:
    target = QRect(56, 56, 603, 514)
    placed = QRect(beside(target, QSize(320, 138), QRect(0, 0, 960, 600)), QSize(320, 138))
    covered = placed.intersected(target)
    assert covered.width() * covered.height() < 320 * 138 / 10


@pytest.mark.parametrize("fixture", ["window", "urdu"])
@pytest.mark.parametrize("size", [(1440, 900), (1280, 800)])
def test_no_stop_is_covered_by_its_bubble(
    fixture: str, size: tuple[int, int], photo: Path, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    window: MainWindow = request.getfixturevalue(fixture)
    hand = Hand(window, qtbot)
    window.resize(*size)

    def shown(part: QWidget) -> QRect:
        return QRect(part.mapTo(window, QPoint(0, 0)), part.size()).intersected(window.rect())

    def check(spoken_of: QRect, share: float = 0.0) -> None:
        bubble = tour_of(window).bubble.geometry()
        assert window.rect().contains(bubble)
        covered = bubble.intersected(spoken_of)
        assert max(0, covered.width()) * max(0, covered.height()) <= share * bubble.width() * bubble.height()

    def pointed_at() -> QRect:
        qtbot.waitUntil(
            lambda: tour_of(window).ring.geometry().contains(shown(tour_of(window).stop.target()))
        )
        return tour_of(window).ring.geometry()

    window.guide.take_tour()
    stops = list(painting_stops(window, window.studio.keymap))
    check(pointed_at())
    hand.open(photo)
    qtbot.waitUntil(lambda: tour_of(window).stop.title == stops[1].title)
    window.canvas.fit()
    box = window.editor.painting.document.box  # type: ignore[union-attr]
    picture = window.canvas.transform.to_view(box).toAlignedRect()
    picture.translate(window.canvas.mapTo(window, QPoint(0, 0)))
    assert not picture.isEmpty()
    for number in range(1, len(stops)):
        assert tour_of(window).stop.title == stops[number].title
        check(pointed_at())
        if number in (
            3,
            4,
            5,
        ):  # The size to draw with, undo, and before and after: all is seen on the picture.
            check(picture, 0.1)
        tour_of(window).bubble.on.click()
    assert window.guide.tour is None
