"""What the optimizer is asked belongs to the document: it is taken back like a stroke, and saved before a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.ui.optimizing import Optimizing
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

RED = np.full((40, 60, 3), (250, 10, 10), np.uint8)
BLUE = np.full((30, 30, 3), (10, 10, 250), np.uint8)


@pytest.fixture
def optimizing(hand: Hand, window: MainWindow, photo: Path) -> Optimizing:
    hand.open(photo)
    hand.trigger("mode_optimize")
    return window.studio.optimizing


def open_another(window: MainWindow, qtbot: QtBot, how: Callable[[], None]) -> None:
    before = window.editor.painting
    how()
    qtbot.waitUntil(lambda: window.editor.painting is not before, timeout=20_000)


def names(optimizing: Optimizing) -> list[str]:
    return [style.name for style in optimizing.styles]


def test_every_change_of_the_styles_is_taken_back(optimizing: Optimizing, window: MainWindow) -> None:
    rows = window.optimizer_panel.style_rows
    optimizing.add_style(RED, "red.png")
    optimizing.add_style(BLUE, "blue.png")
    optimizing.set_mask(0, np.full((4, 4), 255, np.uint8))
    rows.removed.emit(1)
    assert names(optimizing) == ["red.png"]
    window.editor.undo()
    assert names(optimizing) == ["red.png", "blue.png"]
    assert len(rows.shares) == 2
    assert optimizing.styles[0].mask is not None
    window.editor.undo()
    assert optimizing.styles[0].mask is None
    window.editor.undo()
    window.editor.undo()
    assert names(optimizing) == []
    assert not window.optimizer_panel.start.isEnabled()
    for _ in range(4):
        window.editor.redo()
    assert names(optimizing) == ["red.png"]


def test_a_drag_of_a_share_is_one_step_and_its_row_stays(optimizing: Optimizing, window: MainWindow) -> None:
    rows = window.optimizer_panel.style_rows
    optimizing.add_style(RED, "red.png")
    optimizing.add_style(BLUE, "blue.png")
    slider = rows.shares[0]
    for share in (0.8, 0.5, 0.3):
        slider.set_number(share)
        slider.edited.emit(share)
    slider.settled.emit(0.3)
    assert rows.shares[0] is slider
    assert optimizing.styles[0].share == 0.3
    window.editor.undo()
    assert optimizing.styles[0].share == 1.0
    assert slider.number == 1.0
    window.editor.redo()
    slider.edited.emit(0.6)
    window.editor.undo()
    assert optimizing.styles[0].share == 0.3, "a new drag is a step of its own"


def test_settings_are_taken_back_one_control_at_a_time(optimizing: Optimizing, window: MainWindow) -> None:
    panel = window.optimizer_panel
    before = panel.settings()
    panel.steps.set_number(40)
    panel.steps.set_number(50)
    panel.keep_color.setChecked(True)
    panel.method.show_value("adam")
    assert optimizing.settings == panel.settings()
    window.editor.undo()
    assert panel.method.value == "lbfgs"
    assert panel.keep_color.isChecked()
    window.editor.undo()
    assert not panel.keep_color.isChecked()
    assert panel.steps.number == 50
    window.editor.undo()
    assert panel.settings() == before
    window.editor.redo()
    assert panel.steps.number == 50


def test_it_is_saved_with_the_project_and_opens_with_it(
    optimizing: Optimizing, hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    panel = window.optimizer_panel
    mask = np.zeros((21, 35), np.uint8)
    mask[:, 10:] = 255
    optimizing.add_style(RED, "red.png")
    optimizing.add_style(BLUE, "blue.png")
    optimizing.set_share(1, 0.25)
    optimizing.set_mask(1, mask)
    panel.style_scale.set_number(2)
    panel.distance.show_value("wasserstein")
    asked = panel.settings()
    saved = tmp_path / "asked.ora"
    window.files.ask_where_to_save = lambda _proposal: saved
    with qtbot.waitSignal(window.editor.projects.saved, timeout=30_000):
        hand.trigger("save")
    open_another(window, qtbot, lambda: window.files.open(photo))
    optimizing.remove_style(0)
    panel.style_scale.set_number(1)
    open_another(window, qtbot, lambda: window.files.open(saved))
    assert names(optimizing) == ["red.png", "blue.png"]
    assert np.array_equal(optimizing.styles[0].pixels, RED)
    assert optimizing.styles[1].share == 0.25
    kept = optimizing.styles[1].mask
    assert kept is not None
    assert np.array_equal(kept, mask)
    assert panel.settings() == asked
    assert panel.style_rows.shares[1].number == 0.25


def test_what_was_asked_goes_along_to_a_new_document_but_its_regions(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot
) -> None:
    optimizing.add_style(RED, "red.png")
    optimizing.set_mask(0, np.full((4, 4), 255, np.uint8))
    window.optimizer_panel.steps.set_number(77)
    other = np.zeros((100, 100, 3), np.uint8)
    open_another(window, qtbot, lambda: window.editor.open_pixels(other, "other.png"))
    assert names(optimizing) == ["red.png"]
    assert optimizing.styles[0].mask is None
    assert optimizing.settings.steps == 77
    assert window.optimizer_panel.steps.number == 77
    assert not window.editor.modified, "a picture that was just opened has nothing to be saved"
