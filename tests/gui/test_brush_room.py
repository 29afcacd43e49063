"""The room of brushes: styles are wandered through like pictures, and what one likes goes onto the shelf."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from exports.stylecard import StyleCard
from studio.engine.seed_map import place_of
from studio.engine.style_space import StyleSpace
from studio.ui.explore.stage import BREED
from studio.ui.style_wandering import StyleWandering
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand
from tests.gui.test_wandering import drop, files

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def settle(window: MainWindow, qtbot: QtBot) -> None:
    quiet = 0

    def done() -> bool:
        nonlocal quiet
        queues = window.studio.queues
        busy = queues.explore.busy() or queues.tasks.busy() or not window.brush_stage.map.tiles.idle
        quiet = 0 if busy else quiet + 1
        return quiet >= 4

    qtbot.waitUntil(done, timeout=60_000)


@pytest.fixture
def brushes(hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot) -> StyleWandering:
    hand.open(photo)
    hand.trigger("brushes")
    made = window.studio.brushes
    qtbot.waitUntil(lambda: made.shown is not None, timeout=30_000)
    settle(window, qtbot)
    return made


def space_of(brushes: StyleWandering) -> StyleSpace:
    assert isinstance(brushes.space, StyleSpace)
    return brushes.space


def test_the_shelf_lies_in_the_middle_of_the_map(
    brushes: StyleWandering, window: MainWindow, qtbot: QtBot
) -> None:
    space, map_ = space_of(brushes), window.brush_stage.map
    seed = len(space.cards) - 1
    map_.show_place(*place_of(seed))
    QTest.mouseClick(map_, LEFT, NONE, map_.point_of(QPointF(*place_of(seed))).toPoint())
    settle(window, qtbot)
    assert brushes.shown is not None
    np.testing.assert_array_equal(brushes.shown.latent, space.cards[seed].vector)
    assert brushes.shown.title == space.titles[seed]
    expected = space.painted(space.cards[seed].vector, 1.0, space.preview)
    np.testing.assert_array_equal(brushes.shown.picture, expected)
    assert map_.pin == QPointF(*place_of(seed))
    window.editor.undo()
    settle(window, qtbot)
    np.testing.assert_array_equal(brushes.shown.latent, space.cards[0].vector)


def test_what_one_likes_becomes_a_brush_that_paints(
    brushes: StyleWandering, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    stage, panel = window.brush_stage, window.brush_space_panel
    stage.view_buttons[BREED].click()
    stage.breeding_view.begin.click()
    settle(window, qtbot)
    stage.breeding_view.children_grid.choose(3)
    settle(window, qtbot)
    assert brushes.shown is not None
    bred = brushes.shown.latent
    panel.title.setText("Morning mist")
    with qtbot.waitSignal(window.studio.styling.made, timeout=30_000) as blocker:
        panel.make.click()
    assert blocker.args is not None
    card: StyleCard = blocker.args[0]
    assert (card.name, card.title) == ("morning-mist", "Morning mist")
    np.testing.assert_array_equal(card.vector, bred)
    assert window.editor.style == card.name
    assert card.path is not None
    assert StyleCard.load(card.path).network == space_of(brushes).cards[0].network
    settle(window, qtbot)
    # It lies on the map from now on, and what is in hand stayed what it was.
    assert card.name in [each.name for each in space_of(brushes).cards]
    np.testing.assert_array_equal(brushes.shown.latent, bred)
    hand.trigger("mode_paint")
    hand.stroke((100, 100), (300, 250))
    assert window.editor.painting is not None
    assert window.editor.painting.document.layers[-1].choice.names == ("morning-mist",)  # type: ignore[union-attr]


def test_a_brush_that_was_moved_stays_where_it_is_when_the_shelf_grows(
    brushes: StyleWandering, window: MainWindow, qtbot: QtBot
) -> None:
    brushes.set_amount(brushes.directions[0].name, 2.0)
    settle(window, qtbot)
    assert brushes.shown is not None
    moved = brushes.shown.latent
    panel = window.brush_space_panel
    panel.title.setText("Far away")
    with qtbot.waitSignal(window.studio.styling.made, timeout=30_000):
        panel.make.click()
    settle(window, qtbot)
    np.testing.assert_allclose(brushes.shown.latent, moved, atol=1e-6)
    assert not any(brushes.amounts.values())


def test_styles_walk_from_a_to_b_and_cards_are_dropped(
    brushes: StyleWandering, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    stage, space = window.brush_stage, space_of(brushes)
    stage.keep_a.click()
    path = tmp_path / "other.png"
    space.cards[-1].save(path)
    drop(stage.end_b, files(path))
    settle(window, qtbot)
    np.testing.assert_array_equal(brushes.ends["B"].latent, space.cards[-1].vector)
    brushes.scrub(0.5)
    brushes.settle()
    settle(window, qtbot)
    assert brushes.shown is not None
    middle = (space.cards[0].vector + space.cards[-1].vector) / 2
    np.testing.assert_allclose(brushes.shown.latent, middle, atol=1e-5)


def test_pictures_and_brushes_keep_their_own_favourites_in_one_history(
    brushes: StyleWandering, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    hand.trigger("keep")
    window.rooms.switches[1][0].click()
    generating = window.studio.generating
    qtbot.waitUntil(lambda: generating.shown is not None, timeout=30_000)
    assert window.generator_panel.isVisible()
    assert not window.brush_space_panel.isVisible()
    hand.trigger("keep")
    assert len(brushes.wander.favourites) == len(generating.wander.favourites) == 1
    hand.trigger("undo")
    hand.trigger("undo")
    assert len(brushes.wander.favourites) == len(generating.wander.favourites) == 0


def test_the_strength_goes_down_to_the_photo(
    brushes: StyleWandering, window: MainWindow, qtbot: QtBot
) -> None:
    window.brush_space_panel.strength.edited.emit(0.0)
    window.brush_space_panel.strength.settled.emit(0.0)
    settle(window, qtbot)
    assert brushes.shown is not None
    assert np.abs(brushes.shown.picture.astype(int) - space_of(brushes).preview).max() <= 3


def test_a_kept_brush_that_was_saved_comes_back(
    brushes: StyleWandering, window: MainWindow, hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    hand.trigger("keep")
    [favourite] = brushes.wander.favourites
    saved = tmp_path / "saved.json"
    window.brush_desk.ask_where_to_save = lambda _proposal: saved
    window.brush_stage.tray.saving.emit(favourite)
    brushes.set_seed(5)
    settle(window, qtbot)
    assert brushes.shown is not None
    assert not np.allclose(brushes.shown.latent, favourite.kept.latent)
    drop(window.brush_stage.map, files(saved))
    settle(window, qtbot)
    np.testing.assert_allclose(brushes.shown.latent, favourite.kept.latent, atol=1e-6)
