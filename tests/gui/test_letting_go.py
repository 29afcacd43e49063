"""What a window leaves behind when it is closed."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Hand, opened_window


def test_nothing_keeps_a_window_that_was_closed(
    qtbot: QtBot,
    qapp: QApplication,
    tiny_folder: Path,
    photo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("exports.catalog.files", lambda _package: tmp_path / "none")
    with opened_window(qtbot, qapp, tiny_folder, tmp_path) as window:
        Hand(window, qtbot).open(photo)
        for show in (window.mode_generate, window.mode_optimize, window.mode_live, window.mode_paint):
            show()
        kept = weakref.ref(window)
        del window, show
    qapp.processEvents()  # What is deleted later goes now.
    gc.collect()
    assert kept() is None, "a reference that Qt holds, and Python does not see, closes a circle"
