"""Every architecture on its whole way: trained for a few steps, exported, opened in the generator's room, and moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from exports.onnxfile import read_card
from studio.engine.latent import from_seed
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

pytest.importorskip("torch", reason="what the trainer needs is not installed")

import torch

from tests.helpers.gan_configs import ARCHITECTURES
from tests.helpers.gan_runs import quick_exports, short_run
from training.export.generator import export_run
from training.export.label import Label
from training.gan.architectures import GENERATORS

LIMIT_MS = 20_000
CONFIGS = {config.generator: config for config in ARCHITECTURES.values()}


@pytest.fixture(autouse=True, scope="module")
def small_machine() -> Iterator[None]:
    """Small tensors are slower on several threads than on one."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with quick_exports():
        yield
    torch.set_num_threads(before)


def test_every_architecture_is_tried() -> None:
    assert CONFIGS.keys() == GENERATORS.keys()


@pytest.mark.parametrize(
    "architecture",
    # Tracing takes each of them seconds: the usual one goes with the quick tests.
    [pytest.param(name, marks=() if name == "light" else pytest.mark.slow) for name in CONFIGS],
)
def test_a_trained_generator_is_opened_sampled_and_moved(
    architecture: str, window: MainWindow, hand: Hand, tmp_path: Path, qtbot: QtBot
) -> None:
    run, name = tmp_path / "run", f"spots-{architecture}"
    short_run(CONFIGS[architecture], run)
    card = export_run(
        run, tmp_path / f"{name}.onnx", Label(name, "Spots", "A", "CC0-1.0", "spots", "CC0-1.0")
    )
    window.editor.library.catalog.add(tmp_path / f"{name}.onnx")

    hand.trigger("mode_generate")
    panel, generating = window.generator_panel, window.studio.generating
    panel.offer_models()
    panel.models.setCurrentIndex(panel.models.findData(name))
    panel.models.activated.emit(panel.models.currentIndex())
    qtbot.waitUntil(
        lambda: generating.model is not None and generating.model.card.name == name, timeout=LIMIT_MS
    )
    model = generating.model
    assert model is not None
    assert model.card == card == read_card(model.path)
    assert panel.models.currentText() == "Spots"

    def shown(latent: np.ndarray) -> np.ndarray:
        """The stage's picture, as soon as it is that of a latent."""

        def there() -> bool:
            return generating.shown is not None and np.allclose(generating.shown.latent, latent, atol=1e-5)

        qtbot.waitUntil(there, timeout=LIMIT_MS)
        assert generating.shown is not None
        return generating.shown.picture

    for seed in (7, 8):
        panel.seed.setText(str(seed))
        panel.seed.editingFinished.emit()
        sample = shown(from_seed(seed, card.latent_size))
        assert sample.shape[0] == sample.shape[1] > 0
        assert sample.std() > 0, "something is drawn"
    slider = panel.direction(card.directions[0].name)
    assert slider.isVisibleTo(window)
    slider.edited.emit(2.0)
    direction = card.directions[0]
    moved = shown(from_seed(8, card.latent_size) + 2.0 * direction.sigma * np.array(direction.vector))
    assert not np.array_equal(moved, sample)
