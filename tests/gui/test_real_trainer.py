"""The studio and the real `pinxit-train`: a painting becomes a brush, and a run's generator comes into the room."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from exports.catalog import default_shipped_folder
from studio.document.geometry import Box
from studio.ui.training import Training, TrainingWish
from studio.ui.window import MainWindow
from studio.workers.trainer import Trainer
from tests.gui.conftest import Hand

COMMAND = (sys.executable, "-m", "training")
LIMIT_MS = 240_000
NETWORK, STYLE = "painters.onnx", "hokusai-great-wave"


class HastyTrainer(Trainer):
    """The real one, told to do in two steps what takes minutes."""

    def command(self, arguments: Iterable[object]) -> list[str]:
        given = list(arguments)
        return super().command([*given, "--steps", 2] if given else given)


@pytest.fixture
def painters(tmp_path: Path) -> None:
    """The style network that ships, in the user's folder."""
    shipped, user = default_shipped_folder(), tmp_path / "user"
    (user / "styles").mkdir(parents=True)
    shutil.copy(shipped / NETWORK, user)
    shutil.copy(shipped / "styles" / f"{STYLE}.png", user / "styles")


@pytest.mark.usefixtures("painters")
def test_what_the_optimizer_painted_becomes_a_brush_that_paints(
    window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    window.editor.take_style(STYLE)
    assert window.editor.painting is not None
    stripes = np.zeros((192, 256, 3), np.uint8)
    stripes[::8] = (220, 60, 30)
    source = {"kind": "optimizer", "styles": [{"name": "Red stripes.jpg"}]}
    layer = window.editor.painting.document.add_picture(stripes, Box(0, 0, 256, 192), source)
    window.editor.layers.take(layer)
    window.studio.fitting.trainer = HastyTrainer(COMMAND)
    told: list[str] = []
    window.editor.busy_changed.connect(told.append)
    with qtbot.waitSignal(window.studio.styling.made, timeout=LIMIT_MS):
        window.optimizer_panel.to_brush.click()
    assert window.editor.style == "red-stripes"
    assert any("%" in text for text in told), "how far it is was said"
    before = hand.seen()
    window.editor.fill()
    hand.settle()
    assert np.abs(hand.seen().astype(int) - before).mean() > 2


@pytest.fixture
def training(window: MainWindow, qtbot: QtBot) -> Iterator[Training]:
    made = window.studio.training
    made.trainer = Trainer(COMMAND)
    yield made
    made.stop()
    qtbot.waitUntil(lambda: not made.alive, timeout=LIMIT_MS)


def test_a_run_draws_in_the_room_while_it_trains(
    window: MainWindow, training: Training, tmp_path: Path, qtbot: QtBot
) -> None:
    random = np.random.default_rng(0)
    (tmp_path / "pictures").mkdir()
    for number in range(12):
        pixels = random.integers(0, 256, (8, 8, 3), np.uint8)
        Image.fromarray(pixels).resize((48, 48)).save(tmp_path / "pictures" / f"{number}.png")
    loaded: list[str] = []
    training.loaded.connect(loaded.append)
    wish = TrainingWish(
        "gan", tmp_path / "pictures", tmp_path / "Small Squares", preset="tiny", perceptual=""
    )
    training.begin(wish)
    qtbot.waitUntil(lambda: bool(loaded), timeout=LIMIT_MS)
    assert training.report is not None
    assert training.report.done > 0
    generating = window.studio.generating
    generating.choose_model("small-squares")
    qtbot.waitUntil(lambda: generating.shown is not None, timeout=LIMIT_MS)
    assert generating.shown is not None
    assert generating.shown.picture.shape == (32, 32, 3)
    assert not window.messages.isVisible()
