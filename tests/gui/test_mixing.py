"""Mixing layers of two pictures, where the generator has styles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData
from pytestqt.qtbot import QtBot

from exports.session import open_generator
from exports.style_generator_model import StyleGeneratorModel
from studio.document.exploration import LayerMix
from studio.document.timeline import LatentPoint, MixPoint
from studio.engine.latent import from_seed
from studio.engine.space import GeneratorSpace
from studio.ui.latent_mime import point_in
from studio.ui.window import MainWindow
from studio.workers.generated import generated_picture
from tests.gui.conftest import Hand
from tests.gui.test_wandering import drop, settle
from tests.helpers.tiny_style_generator import LAYERS, build_style_generator


@pytest.fixture
def styled(tmp_path: Path) -> Path:
    """A style-based generator in the user's folder."""
    (tmp_path / "user").mkdir()
    return build_style_generator(tmp_path / "user" / "tiny-styled.onnx")


def test_all_layers_of_another_give_the_other_and_none_give_the_one(tmp_path: Path) -> None:
    model = open_generator(build_style_generator(tmp_path / "styled.onnx"))
    assert isinstance(model, StyleGeneratorModel)
    space = GeneratorSpace(model)
    one, other = from_seed(1, space.size), from_seed(2, space.size)
    pictures = space.pictures(np.stack([one, other]), 0.7)

    def mixed(*layers: int) -> np.ndarray:
        return space.pictures(one[np.newaxis], 0.7, LayerMix(other, layers))[0].astype(int)

    np.testing.assert_allclose(mixed(), pictures[0], atol=1)
    np.testing.assert_allclose(mixed(*range(LAYERS)), pictures[1], atol=1)
    between = mixed(LAYERS - 1)
    assert np.abs(between - pictures[0]).max() > 3
    assert np.abs(between - pictures[1]).max() > 3


def test_a_dropped_picture_decides_the_marked_layers(
    styled: Path, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    hand.trigger("mode_generate")
    generating, card = window.studio.generating, window.generator_panel.mixing
    qtbot.waitUntil(lambda: generating.shown is not None)
    generating.choose_model("tiny-generator")
    settle(window, qtbot)
    assert not card.isVisible()
    generating.choose_model("tiny-styled")
    qtbot.waitUntil(lambda: generating.model is not None and generating.model.card.name == "tiny-styled")
    settle(window, qtbot)
    assert card.isVisible()
    assert len(card.layers) == LAYERS
    width = card.sizeHint().width()
    card.layers += [card._layer_button(number, 17) for number in range(LAYERS, 17)]
    assert card.sizeHint().width() <= max(width, window.generator_panel.width()), "wider than its panel"
    del card.layers[LAYERS:]
    assert not card.layers[0].isEnabled()
    plain = generating.shown
    assert plain is not None
    generating.set_seed(44)
    settle(window, qtbot)
    other = generating.shown
    assert other is not None
    generating.go_back_to(plain)
    data: QMimeData = window.generator_stage.mime(other)
    drop(card, data)
    settle(window, qtbot)
    assert [button.isChecked() for button in card.layers] == [False, True, True]
    mixed = generating.shown
    assert mixed is not None
    assert mixed.mix is not None
    assert not np.array_equal(mixed.picture, plain.picture)
    card.layers[0].click()
    settle(window, qtbot)
    assert generating.shown is not None
    np.testing.assert_allclose(generating.shown.picture.astype(int), other.picture, atol=1)
    # Keyframes say which layers are mixed; one without any says so, so that the mix comes and goes.
    generating.go_back_to(mixed)
    animating = window.studio.animating
    animating.key()
    animating.scrub(48)
    generating.go_back_to(plain)
    animating.key()
    track = animating.timeline.track("mix")
    assert track is not None
    assert [each.value for each in track.keyframes] == [
        MixPoint(LatentPoint.of(other.latent), (1, 2)),
        MixPoint(),
    ]
    for _ in range(2):
        hand.trigger("undo")
        hand.trigger("undo")
    settle(window, qtbot)
    # A dropped picture keeps its mix, and so does one that comes back from a layer.
    at_an_end = point_in(window.generator_stage.mime(mixed))
    assert at_an_end is not None
    assert at_an_end.mix is not None
    np.testing.assert_array_equal(at_an_end.mix.other, other.latent)
    # A layer of the canvas is made again with its mix.
    made = generated_picture(generating.source(), window.editor.library)
    np.testing.assert_array_equal(made, generating.shown.picture)
    hand.trigger("undo")
    hand.trigger("undo")
    settle(window, qtbot)
    np.testing.assert_array_equal(generating.shown.picture, plain.picture)
    assert generating.hand.mix is None
