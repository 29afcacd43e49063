"""The photo is written ahead of the first autosave, piece by piece, and strokes come before it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.media.recovery import Recovery
from studio.media.sidefile import read_side_file
from studio.ui.autosave import _GIVES_WAY_S, _LOOK_S, _Keeper
from studio.ui.painting import Painting
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

PATIENCE_S = 60


class HeldPhoto:
    """Stops the writing of the photo after its third piece, until it is let go."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.pieces = 0
        self.held, self.going = threading.Event(), threading.Event()

        def give_way(_keeper: _Keeper, _painting: Painting) -> None:
            self.pieces += 1
            if self.pieces == 3:
                self.held.set()
                self.going.wait(PATIENCE_S)

        patch.setattr(_Keeper, "give_way", give_way)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldPhoto]:
    made = HeldPhoto(monkeypatch)
    yield made
    made.going.set()


@pytest.fixture
def opened(hand: Hand, window: MainWindow, tmp_path: Path) -> Hand:
    """A photo of thirteen pieces, and no autosave until one is asked for."""
    path = tmp_path / "grainy.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (900, 1200, 3), dtype=np.uint8)).save(path)
    window.studio.autosave.set_delay(10**7)
    hand.open(path)
    return hand


def packs(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "state").glob("recovery/*/pack-*.zip"))


def described(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "state").glob("recovery/*/document.json"))


def test_a_photo_that_is_only_looked_at_is_not_written(
    opened: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=PATIENCE_S * 1000)
    assert not (tmp_path / "state" / "recovery").exists()


def test_strokes_are_painted_while_the_photo_is_half_written(
    held: HeldPhoto, opened: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    plain = opened.seen()
    opened.stroke((200, 200), (400, 200))
    qtbot.waitUntil(held.held.is_set, timeout=PATIENCE_S * 1000)
    opened.stroke((200, 400), (800, 400))
    assert window.editor.painting is not None
    document = window.editor.painting.document
    assert document.history.done_count == 2
    assert np.abs(opened.seen().astype(int) - plain).max() > 20
    assert packs(tmp_path) == []
    held.going.set()
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=PATIENCE_S * 1000)
    [photo] = packs(tmp_path)
    assert held.pieces > 10
    assert photo.stat().st_size > document.base.nbytes
    assert described(tmp_path) == []

    window.studio.autosave.write_now()
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=PATIENCE_S * 1000)
    first, new = packs(tmp_path)
    assert first == photo
    assert new.stat().st_size < document.base.nbytes / 5
    assert len(read_side_file(photo.parent).document.edits) == 2


def test_closing_ends_a_photo_that_is_half_written(
    held: HeldPhoto, opened: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    opened.stroke((200, 200), (400, 200))
    qtbot.waitUntil(held.held.is_set, timeout=PATIENCE_S * 1000)
    window.editor.close_document()
    held.going.set()
    root = tmp_path / "state" / "recovery"
    qtbot.waitUntil(lambda: not list(root.iterdir()), timeout=PATIENCE_S * 1000)
    assert held.pieces == 3
    assert not window.messages.isVisible()


def test_an_autosave_that_comes_first_finds_the_photo_when_that_is_done(
    held: HeldPhoto, opened: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    opened.stroke((200, 200), (400, 200))
    qtbot.waitUntil(held.held.is_set, timeout=PATIENCE_S * 1000)
    window.studio.autosave.write_now()
    held.going.set()
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=PATIENCE_S * 1000)
    assert len(packs(tmp_path)) == 2
    assert len(list((tmp_path / "state" / "recovery").glob("*.lock"))) == 1
    assert len(read_side_file(packs(tmp_path)[0].parent).document.edits) == 1


def test_a_stroke_that_goes_on_does_not_keep_the_photo_from_being_written(
    opened: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    place = opened.view(200, 200).toPoint()
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert window.editor.painting is not None
    assert window.editor.painting.drawing
    window.studio.autosave.write_now()
    qtbot.waitUntil(lambda: bool(described(tmp_path)), timeout=PATIENCE_S * 1000)
    assert window.editor.painting.drawing


@dataclass
class _Hand:
    """All that the photo asks of a painting."""

    drawing: bool


class _Looks(threading.Event):
    """Counts how often it was waited for, without waiting."""

    count = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.count += 1
        return self.is_set()


def test_the_photo_gives_way_to_a_stroke_for_a_while_and_never_to_an_autosave(tmp_path: Path) -> None:
    looks, hand = _Looks(), _Hand(drawing=False)
    keeper, painting = _Keeper(Recovery(tmp_path), hurry=looks), cast(Painting, hand)
    keeper.give_way(painting)
    assert looks.count == 0
    hand.drawing = True
    for _ in range(3):
        keeper.give_way(painting)
        assert looks.count == pytest.approx(_GIVES_WAY_S / _LOOK_S, abs=2)
    other = _Keeper(Recovery(tmp_path), hurry=(hurried := _Looks()))
    hurried.set()
    other.give_way(painting)
    assert hurried.count == 1
