"""Every way between generators, painting and the optimizer, from one end to the other, through the window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from exports.stylecard import StyleCard
from studio.document.layers import PictureLayer, StyleLayer
from studio.document.timeline import LatentPoint
from studio.engine.seed_map import place_of, seed_at
from studio.engine.style_space import StyleSpace
from studio.media.film_reader import FilmReader
from studio.media.openraster import open_project
from studio.media.provenance import read_recipe
from studio.ui.canvas.toolbox import BRUSH
from studio.ui.generating import Generating
from studio.ui.window import MainWindow
from studio.workers.trainer import Trainer
from tests.gui.conftest import Hand, rendered
from tests.gui.test_exporting import dialog_of
from tests.helpers import fake_trainer
from tests.helpers.assertions import assert_pictures_close, assert_pictures_differ

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def quiet(window: MainWindow, qtbot: QtBot) -> None:
    """Waits until nothing is made any more."""
    rounds = 0

    def done() -> bool:
        nonlocal rounds
        queues = window.studio.queues
        idle = not queues.explore.busy() and not queues.tasks.busy()
        idle = idle and window.generator_stage.map.tiles.idle and window.brush_stage.map.tiles.idle
        rounds = rounds + 1 if idle else 0
        return rounds >= 4

    qtbot.waitUntil(done, timeout=60_000)


def test_a_sample_is_laid_painted_on_exported_and_opened_again_with_its_recipe(
    generating: Generating, hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    map_ = window.generator_stage.map
    seed = 11
    map_.show_place(*place_of(seed))
    QTest.mouseClick(map_, LEFT, NONE, map_.point_of(QPointF(*place_of(seed))).toPoint())
    quiet(window, qtbot)
    assert generating.hand.seed == seed
    hand.trigger("lay_found")
    hand.settle()
    laid = rendered(window)
    window.tools.take(BRUSH)
    hand.stroke((250, 100), (450, 300))
    seen = rendered(window)
    assert_pictures_differ(seen, laid, least_mean=0.5)

    dialog = dialog_of(window)
    target = dialog.path
    dialog.save.click()
    qtbot.waitUntil(target.exists, timeout=20_000)
    quiet(window, qtbot)
    recipe = read_recipe(target)
    assert recipe is not None
    assert set(recipe.models) == {"tiny-generator", "tiny-style"}
    window.editor.close_document()
    hand.open(target)
    qtbot.waitUntil(window.messages.button.isVisible, timeout=20_000)
    window.messages.button.click()
    qtbot.waitUntil(lambda: "Painted again" in window.messages.text, timeout=20_000)
    hand.settle()
    assert window.editor.painting is not None
    below, above = window.editor.painting.document.layers
    assert isinstance(below, PictureLayer)
    assert isinstance(above, StyleLayer)
    assert below.source["seed"] == seed
    assert np.array_equal(rendered(window), seen)


def test_a_painting_is_found_in_a_generator_and_filmed_from_there_to_several_others(
    generating: Generating, hand: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.trigger("mode_paint")
    hand.stroke((250, 100), (450, 300))
    hand.trigger("mode_generate")
    with qtbot.waitSignal(window.studio.finding.found, timeout=60_000) as blocker:
        window.generator_panel.finding.painting.click()
    assert blocker.args is not None
    found = blocker.args[0].latent
    quiet(window, qtbot)
    hand.trigger("timeline_key")
    for seed in (8, 12):
        generating.set_seed(seed)
        hand.trigger("timeline_key")
    animating = window.studio.animating
    track = animating.timeline.track("latent")
    assert track is not None
    assert [each.value for each in track.keyframes] == [
        LatentPoint.of(found),
        LatentPoint(8),
        LatentPoint(12),
    ]
    assert [each.frame for each in track.keyframes] == [0, 24, 48]

    window.timeline_panel.export.click()
    dialog = window.timeline_panel.dialog
    assert dialog is not None
    dialog.ask_where = lambda suffix: tmp_path / f"walk{suffix}"
    dialog.sizes.setCurrentIndex(0)
    with qtbot.waitSignal(animating.exported, timeout=60_000):
        dialog.begin.click()
    dialog.reject()
    with FilmReader(tmp_path / "walk.mp4") as reader:
        frames = [each.picture for each in reader.frames()]
    assert len(frames) == animating.timeline.frames
    assert_pictures_differ(frames[0], frames[24])
    assert_pictures_differ(frames[24], frames[48])

    path = tmp_path / "work.ora"
    with qtbot.waitSignal(window.editor.projects.saved, timeout=30_000):
        window.editor.projects.save(path)
    kept = open_project(path)[0].document.exploration.now.wander("tiny-generator").timeline
    assert kept == animating.timeline
    window.editor.undo()
    assert len(animating.timeline.track("latent").keyframes) == 2  # type: ignore[union-attr]


@pytest.mark.usefixtures("encoder")
def test_what_the_optimizer_painted_becomes_a_brush_that_paints(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    window.studio.fitting.trainer = Trainer(fake_trainer.COMMAND)
    hand.open(photo)
    hand.trigger("mode_optimize")
    panel, optimizing = window.optimizer_panel, window.studio.optimizing
    with qtbot.waitSignal(optimizing.styles_changed):
        panel.style_zone.dropped.emit(photo)
    panel.size_slider.set_number(64)
    panel.steps.set_number(3)
    QTest.mouseClick(panel.start, LEFT)
    qtbot.waitUntil(lambda: len(optimizing.losses) == 3 and not optimizing.running, timeout=60_000)
    hand.settle()
    before = rendered(window)
    with qtbot.waitSignal(window.studio.styling.made, timeout=60_000) as blocker:
        panel.to_brush.click()
    assert blocker.args is not None
    card: StyleCard = blocker.args[0]
    assert window.editor.style == card.name
    hand.trigger("mode_paint")
    window.tools.take(BRUSH)
    hand.stroke((100, 100), (500, 300))
    assert window.editor.painting is not None
    below, above = window.editor.painting.document.layers
    assert isinstance(below, PictureLayer)
    assert isinstance(above, StyleLayer)
    assert above.choice.names == (card.name,)
    assert_pictures_differ(rendered(window), before, least_mean=0.5)


def test_a_style_of_the_map_becomes_a_card_whose_brush_paints(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.trigger("brushes")
    brushes, map_ = window.studio.brushes, window.brush_stage.map
    qtbot.waitUntil(lambda: brushes.shown is not None, timeout=30_000)
    quiet(window, qtbot)
    space = brushes.space
    assert isinstance(space, StyleSpace)
    place = (2, 1)
    seed = seed_at(*place)
    assert seed >= len(space.cards), "a style that nobody has yet"
    map_.show_place(*place)
    QTest.mouseClick(map_, LEFT, NONE, map_.point_of(QPointF(*place)).toPoint())
    quiet(window, qtbot)
    assert brushes.shown is not None
    wanted = brushes.shown.latent
    np.testing.assert_array_equal(wanted, space.draw(seed))
    window.brush_space_panel.title.setText("Found on the map")
    with qtbot.waitSignal(window.studio.styling.made, timeout=30_000):
        window.brush_space_panel.make.click()
    kept = StyleCard.load(window.editor.library.catalog.style("found-on-the-map").path or Path())
    np.testing.assert_array_equal(kept.vector, wanted)

    hand.trigger("mode_paint")
    before = rendered(window)
    hand.stroke((100, 100), (500, 300))
    assert window.editor.painting is not None
    [layer] = window.editor.painting.document.layers
    assert isinstance(layer, StyleLayer)
    assert layer.choice.names == ("found-on-the-map",)
    painted = rendered(window)
    assert_pictures_differ(painted, before, least_mean=0.5)
    # What the brush paints is that style and none of the shelf's.
    model = window.editor.library.style(kept)
    whole = model(before, kept.vector)
    covered = layer.mask.read(layer.mask.box) == 255
    assert covered.sum() > 1000
    assert_pictures_close(painted[covered][np.newaxis], whole[covered][np.newaxis], most=3)
