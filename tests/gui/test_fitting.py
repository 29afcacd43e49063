"""Make this a brush: the painting goes to a trainer of its own, and a style card comes back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.document.geometry import Box
from studio.ui.file_titles import title_of_file
from studio.ui.window import MainWindow
from studio.workers.trainer import Trainer
from tests.gui.conftest import Hand
from tests.helpers import fake_trainer


@pytest.fixture
def fitting(hand: Hand, window: MainWindow, photo: Path) -> MainWindow:
    hand.open(photo)
    window.studio.fitting.trainer = Trainer(fake_trainer.COMMAND)
    return window


def lay(window: MainWindow, name: str) -> None:
    """Lays a picture that the optimizer might have painted in the style of `name`."""
    assert window.editor.painting is not None
    source = {"kind": "optimizer", "styles": [{"name": f"{name}.jpg"}]}
    picture = np.full((40, 60, 3), 120, np.uint8)
    window.editor.layers.take(window.editor.painting.document.add_picture(picture, Box(0, 0, 60, 40), source))


def test_the_optimizers_picture_becomes_a_brush_on_the_shelf(fitting: MainWindow, qtbot: QtBot) -> None:
    lay(fitting, "Starry Night")
    shares: list[str] = []
    told: list[str] = []
    fitting.editor.busy_changed.connect(shares.append)
    fitting.editor.noticed.connect(told.append)
    with qtbot.waitSignal(fitting.studio.styling.made, timeout=60_000):
        fitting.optimizer_panel.to_brush.click()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["The brush Starry Night is on the shelf, and in hand."]
    assert fitting.editor.style == "starry-night"
    assert fitting.titles["starry-night"] == "Starry Night"
    assert fitting.editor.library.catalog.style("starry-night").licence == "unspecified"
    assert "starry-night" in {style.name for style in fitting.editor.library.catalog.styles()}
    assert any("%" in text for text in shares)
    assert shares[-1] == ""


def test_words_that_underscores_hold_together_come_apart(fitting: MainWindow, qtbot: QtBot) -> None:
    lay(fitting, "vangogh_starry__night.study")
    with qtbot.waitSignal(fitting.studio.styling.made, timeout=60_000):
        fitting.actions_by_id["fit_brush"].trigger()
    assert fitting.titles[fitting.editor.style] == "vangogh starry night.study"
    assert title_of_file("___.png") == "___"


@pytest.mark.parametrize(
    "title", ["A wheat field with cypresses, " * 5, "-- wheat", "\u0634\u0628\u200c\u0631\u0646\u06af"]
)
def test_what_a_picture_is_called_never_keeps_it_from_becoming_a_brush(
    fitting: MainWindow, qtbot: QtBot, title: str
) -> None:
    shown = []
    for _ in range(2):
        lay(fitting, title)
        with qtbot.waitSignal(fitting.studio.styling.made, timeout=60_000):
            fitting.actions_by_id["fit_brush"].trigger()
        shown.append(fitting.editor.style)
    assert shown[0] != shown[1]
    assert title.startswith(fitting.titles[shown[1]])


def test_a_brush_of_a_generated_picture_has_its_generators_licence(fitting: MainWindow, qtbot: QtBot) -> None:
    assert fitting.editor.painting is not None
    source = {"kind": "generator", "model": "tiny-generator", "latent": [0.0] * 8}
    picture = np.full((40, 60, 3), 120, np.uint8)
    layer = fitting.editor.painting.document.add_picture(picture, Box(0, 0, 60, 40), source)
    fitting.editor.layers.take(layer)
    with qtbot.waitSignal(fitting.studio.styling.made, timeout=60_000) as blocker:
        fitting.actions_by_id["fit_brush"].trigger()
    assert blocker.args is not None
    assert blocker.args[0].licence == "CC0-1.0"


def test_a_painting_becomes_a_brush_too_and_names_do_not_collide(fitting: MainWindow, qtbot: QtBot) -> None:
    for name in ("photo", "photo-2"):
        with qtbot.waitSignal(fitting.studio.styling.made, timeout=60_000):
            fitting.actions_by_id["fit_brush"].trigger()
        assert fitting.editor.style == name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dies", "The loss is not a number at step 2; try a smaller --lr."),
        ("crashes", "the networks came apart"),
        ("killed", "was ended by the system"),
    ],
)
def test_a_trainer_that_ends_says_one_sentence(
    fitting: MainWindow, qtbot: QtBot, name: str, words: str
) -> None:
    before = [style.name for style in fitting.editor.library.catalog.styles()]
    lay(fitting, name)
    fitting.actions_by_id["fit_brush"].trigger()
    qtbot.waitUntil(fitting.messages.isVisible, timeout=60_000)
    assert words in fitting.messages.text
    assert "\n" not in fitting.messages.text
    assert [style.name for style in fitting.editor.library.catalog.styles()] == before


def test_escape_stops_it_and_nothing_is_kept(fitting: MainWindow, qtbot: QtBot) -> None:
    lay(fitting, "waits")
    shares: list[str] = []
    fitting.editor.busy_changed.connect(shares.append)
    fitting.actions_by_id["fit_brush"].trigger()
    qtbot.waitUntil(lambda: any("50%" in text for text in shares), timeout=60_000)
    fitting.cancel()
    qtbot.waitUntil(lambda: shares[-1] == "", timeout=60_000)
    assert not fitting.messages.isVisible()
    assert "waits" not in {style.name for style in fitting.editor.library.catalog.styles()}


def test_a_brush_is_not_given_up_without_a_question(fitting: MainWindow, qtbot: QtBot) -> None:
    lay(fitting, "waits")
    asked: list[str] = []
    fitting.files.ask_about_paint = lambda _name, _parent: "discard"
    fitting.files.ask_about_work = lambda what, _parent: bool(asked.append(what))
    fitting.actions_by_id["fit_brush"].trigger()
    assert not fitting.close()
    assert "waits" in asked[0]
    fitting.cancel()
    qtbot.waitUntil(lambda: not fitting.studio.fitting.under_way, timeout=60_000)
    assert fitting.close()
    assert len(asked) == 1


def test_without_a_trainer_one_sentence_says_so(fitting: MainWindow, qtbot: QtBot) -> None:
    fitting.studio.fitting.trainer = Trainer(None)
    fitting.actions_by_id["fit_brush"].trigger()
    qtbot.waitUntil(fitting.messages.isVisible, timeout=20_000)
    assert "pip install 'pinxit[training]'" in fitting.messages.text
