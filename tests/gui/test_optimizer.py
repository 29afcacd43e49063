"""The optimizer's panel and stage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.ui.optimizing import Optimizing
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand
from tests.helpers.assertions import assert_pictures_differ


@pytest.fixture
def optimizing(hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot) -> Optimizing:
    hand.open(photo)
    hand.trigger("mode_optimize")
    made = window.studio.optimizing
    with qtbot.waitSignal(made.style_changed):
        window.optimizer_panel.style_zone.dropped.emit(photo)
    window.optimizer_panel.size_slider.set_number(64)
    return made


def test_a_run_shows_its_losses_and_leaves_a_picture(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot
) -> None:
    panel = window.optimizer_panel
    panel.steps.set_number(3)
    panel.start.click()
    assert optimizing.running
    assert not panel.start.isEnabled()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=20_000)
    assert len(optimizing.losses) == 3
    assert optimizing.picture is not None
    assert max(optimizing.picture.shape) == 64
    assert window.optimizer_stage.picture.image is not None
    assert panel.to_layer.isEnabled()


def test_stop_ends_the_run_and_keeps_what_is_there(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot
) -> None:
    panel = window.optimizer_panel
    panel.steps.set_number(1000)
    panel.start.click()
    qtbot.waitUntil(lambda: len(optimizing.losses) >= 3, timeout=20_000)
    panel.stop.click()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=20_000)
    assert 3 <= len(optimizing.losses) < 1000
    assert optimizing.picture is not None


def test_the_result_is_kept_as_a_layer(optimizing: Optimizing, window: MainWindow, qtbot: QtBot) -> None:
    panel = window.optimizer_panel
    panel.steps.set_number(2)
    panel.start.click()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=20_000)
    panel.to_layer.click()
    painting = window.editor.painting
    assert painting is not None
    [layer] = painting.document.layers
    assert layer.source["kind"] == "optimizer"  # type: ignore[union-attr]
    assert layer.box == painting.document.box  # type: ignore[union-attr]


@pytest.mark.usefixtures("encoder", "optimizing")
def test_a_run_begins_with_a_brush_where_pictures_can_become_brushes(
    window: MainWindow, qtbot: QtBot
) -> None:
    optimizing = window.studio.optimizing
    panel = window.optimizer_panel
    assert panel.beginning.currentData() == "brush"
    panel.steps.set_number(1)
    shown: list[np.ndarray] = []
    optimizing.picture_changed.connect(shown.append)

    def begun(beginning: str) -> np.ndarray:
        panel.beginning.setCurrentIndex(panel.beginning.findData(beginning))
        panel.start.click()
        qtbot.waitUntil(lambda: not optimizing.running, timeout=20_000)
        assert optimizing.source()["init"] == beginning
        return shown[-1]

    pictures = [begun(beginning) for beginning in ("brush", "content", "noise")]
    assert all(picture.shape == pictures[0].shape for picture in pictures)
    assert_pictures_differ(pictures[0], pictures[1], least_mean=5.0)
    assert_pictures_differ(pictures[1], pictures[2], least_mean=5.0)


def test_without_a_style_encoder_a_run_begins_with_the_photo(
    optimizing: Optimizing, window: MainWindow
) -> None:
    assert optimizing.has_brush is False
    assert window.optimizer_panel.beginning.currentData() == "content"


def test_it_says_what_is_missing_before_it_can_begin(window: MainWindow, hand: Hand) -> None:
    hand.trigger("mode_optimize")
    assert not window.optimizer_panel.start.isEnabled()
    assert "Open a photo" in window.optimizer_panel.hint.text()


def test_a_style_that_is_no_picture_gives_a_sentence(
    window: MainWindow, hand: Hand, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.trigger("mode_optimize")
    broken = tmp_path / "style.jpg"
    broken.write_text("no")
    window.optimizer_panel.style_zone.dropped.emit(broken)
    qtbot.waitUntil(window.messages.isVisible)
    assert "style.jpg" in window.messages.text
    assert window.studio.optimizing.style is None


def test_the_content_can_be_a_painting_too(optimizing: Optimizing) -> None:
    assert optimizing.style is not None
    assert optimizing.style.dtype == np.uint8
