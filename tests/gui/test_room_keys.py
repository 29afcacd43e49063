"""A key acts on what is seen, or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.ui.explore.stage import BREED, SAMPLE_PAGE
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand


@pytest.fixture(autouse=True)
def _opened(hand: Hand, photo: Path) -> None:
    hand.open(photo)
    hand.stroke((100, 100), (300, 200))


def press(window: MainWindow, *keys: str) -> None:
    for key in keys:
        QTest.keySequence(window, QKeySequence(key))


def painting_room(window: MainWindow) -> tuple[object, ...]:
    """All that keys of the painting room change."""
    editor, canvas, painting = window.editor, window.canvas, window.editor.painting
    assert painting is not None
    selection = editor.selections.current
    return (
        (editor.style, editor.second_style, editor.mix),
        (window.tools.name, window.tool.brush, window.tool.mirror.symmetry),
        None if selection is None else np.asarray(selection.read(painting.document.box)).tobytes(),
        (painting.document.layers, window.layers.layer),
        (canvas.transform.scale, canvas.transform.mirrored, canvas.transform.angle_deg),
        (window.comparing.before, window.comparing.split, window.navigator_panel.folded),
    )


_OF_STYLES = (".", ",", "X", "D")
_OF_CARDS = (*_OF_STYLES, "N")
_OF_CANVAS = (
    *("B", "E", "G", "V", "[", "}", "I", "Shift+M", "L", "P", "W", "Ctrl+R"),
    *("Ctrl+A", "Ctrl+Shift+I", "Ctrl+Shift+N", "PgUp", "PgDown", "Ctrl+J"),
    *("Ctrl++", "Ctrl+1", "4", "M", "Shift+C", "Y"),
)


@pytest.mark.parametrize(
    ("mode", "keys"),
    [
        ("mode_generate", (*_OF_CARDS, *_OF_CANVAS)),
        ("brushes", (*_OF_CARDS, *_OF_CANVAS)),
        ("mode_live", (*_OF_CARDS, *_OF_CANVAS)),
        ("mode_optimize", _OF_CARDS),
    ],
)
def test_keys_change_nothing_in_a_room_that_is_not_seen(
    window: MainWindow, hand: Hand, mode: str, keys: tuple[str, ...]
) -> None:
    window.editor.mix_style([card.name for card in window.studio.cards][-1])
    hand.trigger(mode)
    before = painting_room(window)
    for key in keys:
        press(window, key)
        assert painting_room(window) == before, f"{key} in {mode}"
    hand.trigger("mode_paint")
    press(window, "D")
    assert window.editor.second_style == ""


def test_in_the_live_room_keys_take_the_styles_that_it_paints_with(window: MainWindow, hand: Hand) -> None:
    living, names = window.studio.living, [card.name for card in window.studio.cards]
    painted_with = window.editor.style
    hand.trigger("mode_live")
    press(window, ".")
    assert living.style == names[1]
    press(window, ",", ",")
    assert living.style == names[-1]
    living.mix_in_or_out(names[0])
    living.set_mix(0.25)
    press(window, "X")
    assert (living.style, living.second_style, living.mix) == (names[0], names[-1], 0.75)
    press(window, "D")
    assert (living.style, living.second_style) == (names[0], "")
    assert window.editor.style == painted_with


def test_keys_of_the_timeline_and_the_favourites_wait_for_their_room(
    window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    hand.trigger("mode_generate")
    generating, animating = window.studio.generating, window.studio.animating
    qtbot.waitUntil(lambda: generating.shown is not None, timeout=20_000)
    for mode in ("mode_paint", "mode_optimize", "mode_live", "brushes"):
        hand.trigger(mode)
        press(window, "Shift+K", "Shift+P")
        assert not animating.timeline.tracks
        assert not animating.playing
    window.rooms.show_room(0)
    press(window, "Shift+K")
    assert animating.timeline.tracks


def test_ctrl_return_does_the_main_thing_of_the_view_that_is_seen(
    window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    hand.trigger("mode_generate")
    generating, stage = window.studio.generating, window.generator_stage
    breeding, run = stage._breeding, window.actions_by_id["run"]
    qtbot.waitUntil(lambda: generating.shown is not None, timeout=20_000)
    first = generating.first_sample_seed
    press(window, "Ctrl+Return")
    assert not run.isEnabled(), "the map has nothing to run"
    assert (generating.first_sample_seed, breeding.litter) == (first, None)
    stage.view_buttons[SAMPLE_PAGE].click()
    press(window, "Ctrl+Return")
    assert generating.first_sample_seed > first
    stage.view_buttons[BREED].click()
    first = generating.first_sample_seed
    press(window, "Ctrl+Return")
    assert generating.first_sample_seed == first
    litter = breeding.litter
    assert litter is not None
    assert [parent.seed for parent in litter.parents] == [generating.seed]
    qtbot.waitUntil(lambda: len(breeding.born) > 2, timeout=20_000)
    stage.breeding_view.children_grid.choose(2)
    press(window, "Ctrl+Return")
    assert breeding.litter is not litter
    assert len(breeding.lineage) == 2
    hand.trigger("brushes")
    assert not run.isEnabled()
    hand.trigger("mode_paint")
    assert run.isEnabled()


def test_x_swaps_the_ends_of_a_walk_only_where_they_are_seen(
    window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    hand.trigger("mode_generate")
    generating, stage = window.studio.generating, window.generator_stage
    qtbot.waitUntil(lambda: generating.shown is not None, timeout=20_000)
    stage.keep_a.click()
    generating.set_seed(9)
    qtbot.waitUntil(lambda: generating.shown is not None and generating.shown.seed == 9, timeout=20_000)
    stage.keep_b.click()
    press(window, "X")
    assert generating.ends["A"].seed == 9
    window.timeline_panel.set_folded(False)
    press(window, "X")
    assert generating.ends["A"].seed == 9
