"""Mixing layers of two pictures, where the generator has styles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData
from pytestqt.qtbot import QtBot

from exports.session import open_generator
from exports.style_generator_model import StyleGeneratorModel
from studio.__main__ import main
from studio.document.exploration import LayerMix
from studio.document.timeline import LatentPoint, MixPoint
from studio.engine.latent import from_seed
from studio.engine.space import GeneratorSpace
from studio.engine.stamps import batch_of
from studio.media.latents import save_latent
from studio.media.reading import open_picture
from studio.ui.explore.stage import BREED
from studio.ui.generating import Generating
from studio.ui.latent_mime import point_in
from studio.ui.window import MainWindow
from studio.workers.generated import generated_picture
from tests.gui.conftest import Hand
from tests.gui.test_wandering import drop, files, settle
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


@pytest.fixture
def mixing(styled: Path, window: MainWindow, hand: Hand, qtbot: QtBot) -> Generating:
    """A style-based generator with a mixed picture in hand."""
    assert styled.is_file()
    hand.trigger("mode_generate")
    generating = window.studio.generating
    generating.choose_model("tiny-styled")
    qtbot.waitUntil(lambda: generating.model is not None and generating.model.card.name == "tiny-styled")
    assert generating.model is not None
    generating.mix_layers(from_seed(44, generating.model.latent_size), (1, 2))
    settle(window, qtbot)
    return generating


def test_a_sampled_picture_is_dropped_with_its_mixed_layers(
    mixing: Generating, styled: Path, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    mixing.set_truncation(0.6)
    settle(window, qtbot)
    found = mixing.shown
    assert found is not None
    kept, sample = tmp_path / "kept.json", tmp_path / "sample.png"
    save_latent(kept, "tiny-styled", found.latent, {}, truncation=found.truncation, mix=found.mix)
    assert main(["sample", "--model", str(styled), "--seed", str(kept), "--out", str(sample)]) == 0
    np.testing.assert_array_equal(open_picture(sample).pixels, found.picture)
    mixing.mix_layers(None, ())
    mixing.set_seed(3)
    mixing.set_truncation(1.0)
    settle(window, qtbot)
    drop(window.generator_stage.map, files(sample))
    settle(window, qtbot)
    dropped = mixing.shown
    assert dropped is not None
    np.testing.assert_array_equal(dropped.picture, found.picture)
    assert dropped.truncation == 0.6
    assert dropped.mix is not None
    assert dropped.mix.layers == (1, 2)


def test_a_stamp_lays_the_picture_with_its_mixed_layers(
    mixing: Generating, window: MainWindow, qtbot: QtBot
) -> None:
    window.studio.stamping.change(drift=0.0)
    window.studio.stamping.take()
    stamp, model, shown = window.studio.stamping.stamp, mixing.model, mixing.shown
    assert stamp is not None
    assert model is not None
    assert shown is not None
    np.testing.assert_allclose(batch_of(stamp, 0, model)[0].astype(int), shown.picture, atol=1)
    assert type(stamp).from_json(stamp.to_json()) == stamp
    mixing.mix_layers(None, ())
    settle(window, qtbot)
    window.studio.stamping.take()
    plain = window.studio.stamping.stamp
    assert plain is not None
    assert plain.walk != stamp.walk
    assert plain.mix is None


def test_children_keep_the_mixed_layers_of_their_parent(
    mixing: Generating, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    parent = mixing.shown
    assert parent is not None
    window.generator_stage.show_view(BREED)
    breeding = window.generator_stage.breeding_view._breeding
    breeding.mutation = 0.0
    breeding.breed_shown()
    settle(window, qtbot)
    child = breeding.born[0]
    np.testing.assert_allclose(child.picture.astype(int), parent.picture, atol=1)
    assert child.mix is not None
    breeding.take(0)
    settle(window, qtbot)
    assert mixing.shown is not None
    np.testing.assert_allclose(mixing.shown.picture.astype(int), parent.picture, atol=1)


def test_the_walk_from_a_to_b_shows_mixed_ends_and_what_is_clicked_is_what_was_seen(
    mixing: Generating, window: MainWindow, qtbot: QtBot
) -> None:
    strips: list[np.ndarray] = []
    mixing.walk_changed.connect(strips.append)
    mixed = mixing.shown
    assert mixed is not None
    mixing.set_end("A")
    mixing.mix_layers(None, ())
    mixing.set_seed(9)
    settle(window, qtbot)
    plain = mixing.shown
    assert plain is not None
    mixing.set_end("B")
    settle(window, qtbot)
    strip = strips[-1].astype(int)
    np.testing.assert_allclose(strip[0], mixed.picture, atol=1)
    np.testing.assert_allclose(strip[-1], plain.picture, atol=1)
    for number in (0, len(strip) // 2, len(strip) - 1):
        mixing.scrub(number / (len(strip) - 1))
        settle(window, qtbot)
        assert mixing.shown is not None
        np.testing.assert_allclose(strip[number], mixing.shown.picture, atol=1)


def test_a_mixed_favourite_that_was_saved_comes_back_mixed(
    mixing: Generating, window: MainWindow, hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    hand.trigger("keep")
    [favourite] = mixing.wander.favourites
    saved = tmp_path / "saved.json"
    window.explore_desk.ask_where_to_save = lambda _proposal: saved
    window.generator_stage.tray.saving.emit(favourite)
    mixing.mix_layers(None, ())
    mixing.set_seed(9)
    settle(window, qtbot)
    drop(window.generator_stage.map, files(saved))
    settle(window, qtbot)
    assert mixing.shown is not None
    np.testing.assert_array_equal(mixing.shown.picture, favourite.kept.picture)
