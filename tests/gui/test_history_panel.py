"""The panel of the history: every step by its name, a click goes there, and its memory is bounded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from studio.ui.preferences import VERSION, Preferences, PreferenceStore
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand


def steps(window: MainWindow) -> list[str]:
    model = window.history_panel.model
    return [model.data(model.index(number)) for number in range(model.rowCount())]


def test_a_click_on_a_step_goes_there(hand: Hand, window: MainWindow, photo: Path) -> None:
    panel = window.history_panel
    assert panel.empty.isVisibleTo(panel)
    hand.open(photo)
    hand.stroke((100, 100), (200, 100))
    after_one = hand.seen()
    hand.stroke((100, 300), (200, 300))
    hand.trigger("add_paint")
    assert steps(window) == ["As it was opened", "Stroke", "Stroke", "Add layer"]
    assert panel.model.done == 3
    panel.list.clicked.emit(panel.model.index(1))
    hand.settle()
    assert panel.model.done == 1
    assert steps(window) == ["As it was opened", "Stroke", "Stroke", "Add layer"]
    assert np.array_equal(hand.seen(), after_one)
    panel.list.clicked.emit(panel.model.index(3))
    painting = window.editor.painting
    assert painting is not None
    assert len(painting.document.layers) == 2
    panel.list.clicked.emit(panel.model.index(0))
    assert not window.editor.modified


def test_the_bound_is_shown_set_and_kept(hand: Hand, window: MainWindow, photo: Path, tmp_path: Path) -> None:
    panel = window.history_panel
    hand.open(photo)
    hand.stroke((100, 100), (200, 100))
    painting = window.editor.painting
    assert painting is not None
    assert "MB" in panel.held.text()
    assert panel.bound.currentText() == "256 MB"
    panel.bound.setCurrentIndex(panel.bound.findData(1024))
    panel.bound.activated.emit(panel.bound.currentIndex())
    assert panel.bound.currentText() == "1 GB"
    assert painting.document.history.limit_bytes == 1 << 30
    assert PreferenceStore(tmp_path / "settings" / "preferences.json").now.history_mb == 1024


@pytest.mark.parametrize(
    "values",
    [None, [], {}, {"version": 99, "history_mb": 64}, {"version": VERSION, "history_mb": "all"}],
)
def test_preferences_that_are_not_sound_are_neutral(values: object) -> None:
    assert Preferences.from_json(values) == Preferences()


def test_preferences_are_kept(tmp_path: Path) -> None:
    store = PreferenceStore(tmp_path / "preferences.json")
    store.change(language="ur")
    assert PreferenceStore(tmp_path / "preferences.json").now == Preferences(language="ur")
    assert json.loads((tmp_path / "preferences.json").read_text())["version"] == VERSION
