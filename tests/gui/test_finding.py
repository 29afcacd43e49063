"""Taking a photo into the generator from its panel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.engine.latent import from_seed
from studio.engine.pipelines import render_document
from studio.engine.projector import middle_square
from studio.ui.finding import Finding
from studio.ui.panels.finding import FindingCard
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand
from tests.gui.test_wandering import drop, files
from tests.helpers.assertions import assert_pictures_close

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def finding(hand: Hand, window: MainWindow, qtbot: QtBot) -> Finding:
    """The generator's mode, open."""
    hand.trigger("mode_generate")
    qtbot.waitUntil(lambda: window.studio.generating.shown is not None)
    return window.studio.finding


@pytest.fixture
def card(window: MainWindow) -> FindingCard:
    return window.generator_panel.finding


@pytest.fixture
def own_picture(finding: Finding, window: MainWindow, tmp_path: Path) -> Path:
    """A file with a picture of the open generator."""
    model = window.studio.generating.model
    assert model is not None
    path = tmp_path / "own.png"
    Image.fromarray(model(from_seed(900, model.latent_size)[np.newaxis])[0]).save(path)
    return path


def test_a_photo_is_found_and_shown_beside_what_it_is(
    finding: Finding,
    card: FindingCard,
    window: MainWindow,
    own_picture: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(window.files, "choose_picture", lambda _title: own_picture)
    with qtbot.waitSignals([finding.found, window.studio.generating.picture_changed], timeout=60_000):
        QTest.mouseClick(card.choose, LEFT)
    qtbot.waitUntil(lambda: not finding.running)

    generating, result = window.studio.generating, finding.result
    assert result is not None
    assert generating.shown is not None
    assert_pictures_close(generating.shown.picture, result.picture)
    assert_pictures_close(generating.shown.picture, result.target, most=20, mean=4)
    assert generating.shown.title == "Found: own.png"
    assert window.generator_panel.truncation.number == 1.0
    assert "%" in card.said.text()
    assert card.photo.image is not None
    assert card.picture.image is not None

    with qtbot.waitSignal(finding.found, timeout=60_000):
        QTest.mouseClick(card.refine, LEFT)
    assert finding.result is not None
    assert finding.result.perceptual + finding.result.pixel**2 <= result.perceptual + result.pixel**2 + 1e-4


def test_a_search_can_be_stopped(
    finding: Finding, card: FindingCard, own_picture: Path, qtbot: QtBot
) -> None:
    finding.steps = 1_000_000
    photo = np.asarray(Image.open(own_picture).convert("RGB"))
    with qtbot.waitSignal(finding.progressed, timeout=60_000):
        finding.find_picture(photo, "own.png")
    assert card.stop.isVisible()
    assert not card.choose.isVisible()
    with qtbot.waitSignal(finding.found, timeout=60_000):
        QTest.mouseClick(card.stop, LEFT)
    assert finding.result is not None
    assert not finding.result.finished
    qtbot.waitUntil(card.choose.isVisible)


def test_a_file_that_is_no_picture_is_said_so(
    finding: Finding, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "words.png"
    path.write_text("words")
    with qtbot.waitSignal(finding.failed):
        finding.find(path)
    assert not finding.running
    assert finding.result is None


def test_the_open_picture_is_found_as_it_looks(
    finding: Finding, card: FindingCard, hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    assert not card.painting.isEnabled()
    hand.open(photo)
    hand.trigger("run")
    hand.settle()
    hand.trigger("mode_generate")
    card.tries.edited.emit(2.0)
    assert finding.tries == 2
    with qtbot.waitSignal(finding.found, timeout=60_000):
        QTest.mouseClick(card.painting, LEFT)
    painting, result = window.editor.painting, finding.result
    assert painting is not None
    assert result is not None
    seen = render_document(painting.document.view(), painting.stylizers)
    assert_pictures_close(result.target, middle_square(seen, result.target.shape[0]))
    assert not np.array_equal(seen, painting.document.base)


def test_a_photo_dropped_in_the_room_is_looked_for(
    finding: Finding, window: MainWindow, own_picture: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(finding.found, timeout=60_000):
        drop(window.generator_stage.picture, files(own_picture))
    assert finding.result is not None
    assert window.studio.generating.hand.title == "Found: own.png"
