"""What takes long says in the status bar how far it is, and Escape ends it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.document.pen import Dynamic
from studio.engine.space import GeneratorSpace
from studio.ui.explore.stage import BREED, SAMPLE_PAGE
from studio.ui.generating import Generating
from studio.ui.window import MainWindow
from studio.workers.task import JobContext
from tests.gui.conftest import Hand

PATIENCE_S = 60


class Gate:
    """Holds the worker that reports a share on which `at` says yes, until it is opened.

    Attributes:
        told: the shares that were reported since it was set.
    """

    def __init__(self, patch: pytest.MonkeyPatch, qtbot: QtBot, window: MainWindow) -> None:
        self.told: list[float] = []
        self._bot, self._window = qtbot, window
        self._at: Callable[[list[float]], bool] = lambda _told: False
        self._held, self._opened = threading.Event(), threading.Event()
        reported = JobContext.go_on

        def go_on(context: JobContext, share: float) -> None:
            reported(context, share)
            self.told.append(share)
            if not self._held.is_set() and self._at(self.told):
                self._held.set()
                self._opened.wait(PATIENCE_S)
                context.cancel.raise_if_cancelled()

        patch.setattr(JobContext, "go_on", go_on)

    def hold(self, at: Callable[[list[float]], bool]) -> None:
        """Holds the next worker that has told so much."""
        self.told.clear()
        self._held.clear()
        self._opened.clear()
        self._at = at

    def open(self) -> None:
        self._opened.set()

    def wait(self, done: Callable[[], object]) -> None:
        self._bot.waitUntil(lambda: bool(done()), timeout=PATIENCE_S * 1000)

    def assert_says(self, words: str) -> None:
        """Waits until the worker is held and the status bar says what it does, and how far it is."""
        self.wait(self._held.is_set)
        self.wait(lambda: self._window.status.busy.text() == f"{words} {self.told[-1]:.0%}")

    def escape(self) -> None:
        """Presses Escape while the worker is held, and waits until nothing is under way."""
        QTest.keyClick(self._window, Qt.Key.Key_Escape)
        self.open()
        self.wait(lambda: not self._window.status.busy.text())
        queues = self._window.studio.queues
        self.wait(lambda: not any(each.busy() for each in (queues.tasks, queues.render, queues.explore)))
        assert not self._window.messages.isVisible()


@pytest.fixture
def gate(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(monkeypatch, qtbot, window)
    yield made
    made.open()


@pytest.fixture
def grainy(tmp_path: Path) -> Path:
    """A photo that its decoder takes in many pieces."""
    path = tmp_path / "grainy.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (900, 1200, 3), dtype=np.uint8)).save(path)
    return path


def test_a_photo_says_how_much_of_it_is_read_and_escape_leaves_it(
    gate: Gate, window: MainWindow, grainy: Path
) -> None:
    gate.hold(lambda told: len(told) == 10)
    window.files.open(grainy)
    gate.assert_says("Opening grainy.png…")
    assert 0 < gate.told[-1] < 1
    gate.escape()
    assert window.editor.painting is None


def test_a_project_says_how_much_of_it_is_read_and_escape_leaves_it(
    gate: Gate, window: MainWindow, hand: Hand, grainy: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.open(grainy)
    hand.stroke((100, 100), (400, 100))
    with qtbot.waitSignal(window.editor.projects.saved, timeout=PATIENCE_S * 1000):
        window.editor.projects.save(tmp_path / "work.ora")
    window.editor.close_document()
    window.messages.hide()
    gate.hold(lambda told: len(told) == 5)
    window.files.open(tmp_path / "work.ora")
    gate.assert_says("Opening work.ora…")
    assert 0 < gate.told[-1] < 1
    gate.escape()
    assert window.editor.painting is None


def test_merging_says_how_many_tiles_are_done_and_escape_leaves_both_layers(
    gate: Gate, window: MainWindow, hand: Hand, photo: Path
) -> None:
    hand.open(photo)
    assert window.editor.painting is not None
    document = window.editor.painting.document
    for number, style in enumerate(("tiny-brush", "tiny-reed"), start=1):
        window.editor.take_style(style)
        window.editor.fill()
        gate.wait(lambda number=number: len(document.layers) == number)
        hand.settle()
    layers = document.layers
    gate.hold(lambda told: len(told) == 4)
    hand.trigger("merge")
    gate.assert_says("Merging layers…")
    assert gate.told == [0, 1 / 6, 2 / 6, 3 / 6]
    gate.escape()
    assert document.layers == layers
    hand.trigger("merge")
    gate.wait(lambda: len(document.layers) == 1)


@pytest.mark.usefixtures("encoder")
@pytest.mark.parametrize("done", [1, 2])
def test_a_painting_that_becomes_a_brush_says_which_step_is_done_and_escape_leaves_the_shelf_as_it_was(
    done: int, gate: Gate, window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    style = window.editor.style
    gate.hold(lambda told: told[-1] == done / 3)
    window.studio.styling.add(photo, window.editor.network)
    gate.assert_says("Making the brush photo…")
    assert not window.style_panel.add.isEnabled()
    gate.escape()
    assert window.style_panel.add.isEnabled()
    assert not list((tmp_path / "user").rglob("photo*.png"))
    assert window.editor.style == style


def test_styles_to_slide_between_say_how_many_are_ready_and_escape_takes_no_more_statistics(
    gate: Gate, window: MainWindow, hand: Hand, photo: Path
) -> None:
    hand.open(photo)
    gate.wait(lambda: not window.studio.queues.render.busy())
    gate.hold(lambda told: told[-1] > 0)
    window.editor.mix_style("tiny-reed")
    window.tool.change(mix_by=Dynamic("speed"))
    choice = window.editor.choice
    assert choice is not None
    stops = choice.stops
    gate.assert_says("Preparing the style…")
    assert gate.told[-1] == pytest.approx(1 / len(stops))
    assert window.editor.painting is not None
    stylizer = window.editor.painting.stylizers.of(choice)
    gate.escape()
    assert not stylizer.knows(stops[-1])
    hand.stroke((150, 200), (400, 200))
    assert stylizer.knows(stops[-1])


def test_a_document_may_be_closed_while_its_style_is_prepared(
    gate: Gate, window: MainWindow, hand: Hand, photo: Path
) -> None:
    hand.open(photo)
    gate.wait(lambda: not window.studio.queues.render.busy())
    gate.hold(lambda told: len(told) == 1)
    window.editor.mix_style("tiny-reed")
    gate.wait(lambda: window.status.busy.text() == "Preparing the style…")
    window.editor.close_document()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not window.status.busy.text()
    gate.open()
    gate.wait(lambda: not window.studio.queues.render.busy())
    hand.open(photo)
    assert not window.status.busy.text()


@pytest.mark.parametrize("what", ["samples", "children"])
def test_brushes_that_are_tried_on_say_how_many_are_there_and_escape_ends_them(
    what: str, gate: Gate, window: MainWindow, hand: Hand, photo: Path
) -> None:
    hand.open(photo)
    hand.trigger("brushes")
    brushes, breeding = window.studio.brushes, window.brush_stage.breeding_view._breeding
    gate.wait(lambda: brushes.shown is not None)
    gate.wait(lambda: not window.studio.queues.explore.busy())
    made: list[Sequence[object]] = []
    brushes.samples_changed.connect(made.append)
    breeding.children_changed.connect(made.append)
    gate.hold(lambda told: len(told) == 4)
    if what == "samples":
        brushes.more_samples()
        gate.assert_says("Making samples…")
    else:
        breeding.breed_shown()
        gate.assert_says("Breeding…")
    gate.escape()
    assert not any(len(pictures) for pictures in made)


@pytest.mark.parametrize("what", ["samples", "children"])
def test_escape_ends_what_a_generator_draws_and_the_sheet_of_before_stays(
    what: str,
    gate: Gate,
    generating: Generating,
    window: MainWindow,
    hand: Hand,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage, explore = window.generator_stage, window.studio.queues.explore
    breeding = stage.breeding_view._breeding
    stage.show_view(SAMPLE_PAGE if what == "samples" else BREED)

    def draw() -> None:
        if what == "samples":
            hand.trigger("run")
        elif breeding.born:
            breeding.breed([breeding.born[2]])
        else:
            breeding.breed_shown()

    draw()
    gate.wait(lambda: generating.shown_first_seed == generating.first_sample_seed)
    gate.wait(lambda: what == "samples" or breeding.born)
    gate.wait(lambda: not explore.busy())
    made: list[Sequence[object]] = []
    generating.samples_changed.connect(made.append)
    breeding.children_changed.connect(made.append)
    first, born = generating.first_sample_seed, breeding.born
    begun, opened, pictures = threading.Event(), threading.Event(), GeneratorSpace.pictures

    def held(*values: Any, **named: Any) -> np.ndarray:
        begun.set()
        opened.wait(PATIENCE_S)
        return pictures(*values, **named)

    monkeypatch.setattr(GeneratorSpace, "pictures", held)
    draw()
    gate.wait(begun.is_set)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    opened.set()
    gate.wait(lambda: not explore.busy())
    QApplication.processEvents()
    assert not made
    assert not window.messages.isVisible()
    assert (generating.first_sample_seed, generating.shown_first_seed, breeding.born) == (first, first, born)
    if what == "children":
        # Who goes on from the sheet that is seen goes on with its lineage.
        draw()
        gate.wait(lambda: breeding.born is not born)
        assert [litter.before for litter in breeding.lineage] == [None, 0]
