"""Steps on a large canvas are worked out beside the window; what comes of them is the same."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.document.gradients import Gradient
from studio.document.known import Known
from studio.document.reshaping import RESHAPES
from studio.document.tiles import TileMask
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

GRADIENT = Gradient("linear", (10, 10), (250, 170))


@pytest.fixture
def opened(hand: Hand, window: MainWindow, photo: Path) -> MainWindow:
    hand.open(photo)
    return window


@pytest.fixture
def large(opened: MainWindow) -> MainWindow:
    """A window whose document counts as large."""
    opened.editor.rehearsing.at_once_pixels = 0
    return opened


def masks(window: MainWindow) -> list[np.ndarray]:
    assert window.editor.painting is not None
    document = window.editor.painting.document
    return [layer.mask.read(document.box) for layer in document.layers]


def steps(window: MainWindow) -> None:
    """Selects, fades and clears, each at once after the other."""
    editor = window.editor
    editor.selections.set_feather(20)
    editor.selections.take_outline("ellipse", [(20, 20), (220, 160)], "replace")
    editor.layers.fade(GRADIENT, erase=False)
    editor.selections.invert()
    editor.fill()
    editor.layers.clear_selected()
    editor.layers.fade(GRADIENT, erase=True)


def test_steps_are_the_same_as_at_once(opened: MainWindow, qtbot: QtBot) -> None:
    steps(opened)
    at_once = masks(opened)
    assert opened.editor.painting is not None
    edits = opened.editor.painting.document.edits
    while opened.editor.painting.document.undo():
        pass
    opened.editor.selections.set_feather(0)
    opened.editor.rehearsing.at_once_pixels = 0
    steps(opened)
    assert opened.editor.rehearsing.busy
    qtbot.waitUntil(lambda: not opened.editor.rehearsing.busy)
    assert opened.editor.painting.document.edits == edits
    for one, other in zip(masks(opened), at_once, strict=True):
        assert np.array_equal(one, other)


def test_a_stroke_waits_for_the_selection(large: MainWindow, hand: Hand) -> None:
    large.editor.selections.take_outline("rectangle", [(0, 0), (60, 60)], "replace")
    hand.stroke((20, 100), (200, 100))
    assert large.editor.painting is not None
    document = large.editor.painting.document
    assert document.selection is not None
    assert not any(mask[80:].any() for mask in masks(large))


def test_undo_takes_back_what_is_still_worked_out(large: MainWindow) -> None:
    large.editor.layers.fade(GRADIENT, erase=False)
    large.editor.undo()
    assert large.editor.painting is not None
    assert large.editor.painting.document.layers == ()
    large.editor.redo()
    assert len(large.editor.painting.document.layers) == 1


def test_escape_cancels(large: MainWindow, qtbot: QtBot) -> None:
    large.editor.layers.fade(GRADIENT, erase=False)
    assert large.editor.cancel_work()
    qtbot.wait(1)
    assert not large.editor.rehearsing.busy
    large.editor.rehearsing.land()
    assert large.editor.painting is not None
    assert large.editor.painting.document.layers == ()


def test_closing_the_document_drops_what_is_worked_out(large: MainWindow, qtbot: QtBot) -> None:
    large.editor.layers.fade(GRADIENT, erase=False)
    large.editor.close_document()
    qtbot.waitUntil(lambda: not large.studio.queues.tasks.busy())
    assert large.editor.painting is None


def test_what_is_known_is_not_worked_out_again() -> None:
    known, calls = Known(), []
    tile = np.zeros(4)
    for _ in range(2):
        assert known.of("sum", (tile,), lambda: calls.append(1) or 7) == 7
    assert calls == [1]
    assert known.of("sum", (np.zeros(4),), lambda: 8) == 8


@pytest.mark.parametrize("shape", list(RESHAPES))
def test_a_selection_is_reshaped_by_the_worker_alone(
    large: MainWindow, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    reshape = RESHAPES[shape]

    def recorded(mask: TileMask, amount_px: int, known: Known | None) -> TileMask:
        threads.append(threading.current_thread())
        return reshape(mask, amount_px, known)

    large.editor.selections.take_outline("ellipse", [(20, 20), (220, 160)], "replace")
    large.editor.rehearsing.land()
    painting = large.editor.painting
    assert painting is not None
    before = painting.document.selection
    assert before is not None
    amount_px = 5
    large.editor.selections.set_amount(amount_px)
    monkeypatch.setitem(RESHAPES, shape, recorded)
    getattr(large.editor.selections, shape)()
    large.editor.rehearsing.land()
    after = painting.document.selection
    assert after is not None
    box = painting.document.box
    assert np.array_equal(after.read(box), reshape(before, amount_px, None).read(box))
    [thread] = threads
    assert thread is not threading.main_thread()


def test_steps_come_in_the_order_in_which_they_were_asked_for(large: MainWindow) -> None:
    assert large.editor.painting is not None
    document = large.editor.painting.document
    large.editor.layers.fade(GRADIENT, erase=False)
    large.editor.layers.duplicate()
    assert len(document.layers) == 2
    one, twin = masks(large)
    assert one.any()
    assert np.array_equal(one, twin)
    large.editor.layers.fade(GRADIENT, erase=False)
    large.editor.erase_all()
    assert document.layers == ()
