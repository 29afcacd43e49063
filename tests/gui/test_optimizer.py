"""The optimizer as a layer job: painted on the canvas while one watches, paused, gone on with, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.document.layers import PictureLayer
from studio.engine.optimizer import OptimizerProgress
from studio.media.openraster import open_project
from studio.ui.canvas.toolbox import BRUSH
from studio.ui.optimizing import Optimizing
from studio.ui.window import MainWindow
from studio.ui.window_frame import CANVAS_PAGE
from studio.workers.optimizing import SavePace
from tests.gui.conftest import Hand
from tests.helpers.assertions import assert_pictures_differ


@pytest.fixture
def optimizing(hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot) -> Optimizing:
    hand.open(photo)
    hand.trigger("mode_optimize")
    made = window.studio.optimizing
    with qtbot.waitSignal(made.styles_changed):
        window.optimizer_panel.style_zone.dropped.emit(photo)
    window.optimizer_panel.size_slider.set_number(64)
    return made


def run_of(window: MainWindow, qtbot: QtBot, steps: int) -> PictureLayer:
    """Lets a whole run come to its end; returns its layer."""
    panel, optimizing = window.optimizer_panel, window.studio.optimizing
    panel.steps.set_number(steps)
    panel.start.click()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)
    return layers_of(window)[-1]


def paused_run(window: MainWindow, qtbot: QtBot) -> PictureLayer:
    """Begins a long run and pauses it after a few steps; returns its layer."""
    panel, optimizing = window.optimizer_panel, window.studio.optimizing
    panel.steps.set_number(1000)
    panel.start.click()
    qtbot.waitUntil(lambda: len(optimizing.losses) >= 3, timeout=30_000)
    panel.pause.click()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)
    return layers_of(window)[-1]


def layers_of(window: MainWindow) -> list[PictureLayer]:
    painting = window.editor.painting
    assert painting is not None
    return [layer for layer in painting.document.layers if isinstance(layer, PictureLayer)]


def steps_done(window: MainWindow) -> int:
    painting = window.editor.painting
    assert painting is not None
    return painting.document.history.done_count


def test_a_run_paints_a_layer_on_the_canvas_as_one_step(
    optimizing: Optimizing, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    before = hand.seen()
    assert window.stack.currentIndex() == CANVAS_PAGE
    window.optimizer_panel.steps.set_number(4)
    asked = steps_done(window)
    layer = run_of(window, qtbot, 4)
    assert len(optimizing.losses) == 4
    assert layer.source["kind"] == "optimizer"
    assert layer.source["styles"][0]["name"] == "photo.png"
    assert max(layer.picture.shape) == 64
    assert layer.work is None, "a finished run keeps nothing to go on with"
    assert window.editor.layers.layer is layer
    hand.settle()
    assert_pictures_differ(hand.seen(), before)
    assert steps_done(window) == asked + 1
    assert "optimize" in window.actions_by_id["undo"].text().lower()
    window.editor.undo()
    assert layers_of(window) == []
    window.editor.redo()
    assert layers_of(window) == [layer]


@pytest.mark.usefixtures("optimizing")
def test_a_run_s_layer_is_called_after_its_styles(window: MainWindow, qtbot: QtBot, photo: Path) -> None:
    layer, panel = run_of(window, qtbot, 2), window.layer_panel
    assert panel.title_of(layer) == f"Optimized: {photo.stem}"
    source, named = layer.source, {"kind": "optimizer"}
    painting = window.editor.painting
    assert painting is not None
    for styles, title in (
        ([{"name": "Night.jpg"}, {"name": "reed.png"}], "Optimized: Night + reed"),
        (None, "Optimized picture"),
        ({"name": "x"}, "Optimized picture"),
        ([3, {"name": None}, {}], "Optimized picture"),
    ):
        other = painting.document.add_picture(layer.picture, layer.box, {**source, **named, "styles": styles})
        assert panel.title_of(other) == title


def test_the_canvas_shows_the_run_while_it_goes_on(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot
) -> None:
    pictures: list[np.ndarray] = []
    optimizing.updated.connect(lambda painted: pictures.append(painted.picture))
    window.optimizer_panel.steps.set_number(1000)
    window.optimizer_panel.beginning.show_value("noise")
    asked = steps_done(window)
    window.optimizer_panel.start.click()
    assert optimizing.running
    assert not window.optimizer_panel.start.isEnabled()
    qtbot.waitUntil(lambda: len({id(picture) for picture in pictures}) >= 3, timeout=30_000)
    [layer] = layers_of(window)
    assert optimizing.running
    assert optimizing.layer is layer
    assert steps_done(window) == asked + 1
    assert optimizing.pause()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)


def test_a_selection_is_all_that_is_painted(
    optimizing: Optimizing, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    assert window.editor.painting is not None
    document = window.editor.painting.document
    document.select("rectangle", [(100, 60), (300, 200)])
    layer = run_of(window, qtbot, 2)
    assert layer.box == (84, 44, 316, 216), "with a margin"
    mask = layer.mask.read(document.box)
    assert (mask[60:200, 100:300] == 255).all()
    assert np.count_nonzero(mask) == 140 * 200
    assert max(layer.picture.shape) == 64


def test_a_paused_run_goes_on_from_where_it_was(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot
) -> None:
    layer = paused_run(window, qtbot)
    panel, done = window.optimizer_panel, steps_done(window)
    assert layer.work is not None
    at = layer.work.settings["step"]
    assert 3 <= at == len(optimizing.losses) < 1000
    assert "can go on" in panel.caption.text()
    assert str(at) in panel.caption.text()
    first = optimizing.losses
    panel.go_on.click()
    qtbot.waitUntil(lambda: len(optimizing.losses) >= at + 3, timeout=30_000)
    assert optimizing.losses[2].total == pytest.approx(first[2].total, rel=1e-4), "it began anew"
    window.cancel()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)
    assert layers_of(window) == [layer], "going on made another layer"
    assert steps_done(window) == done


def test_a_run_that_fails_as_it_goes_on_can_still_go_on(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = paused_run(window, qtbot)
    work = layer.work
    assert work is not None
    # Newer work is kept only after a while: here never.
    monkeypatch.setattr(SavePace, "is_due", lambda _pace, _nbytes: False)

    def fail(_request: object, _model: object, told: Callable[[Any], None], *_: Any, **__: Any) -> Any:
        for _step in range(3):
            told(progress)
        raise MemoryError

    progress = OptimizerProgress(1, 1000, 1.0, 0.5, 0.4, 0.1, 5.0, 64)
    monkeypatch.setattr("studio.workers.optimizing.optimize", fail)
    window.optimizer_panel.go_on.click()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)
    assert "memory" in window.messages.text
    assert layer.work is work
    assert window.optimizer_panel.go_on.isVisible()


def test_a_paused_run_survives_the_studio_in_its_project(
    optimizing: Optimizing, window: MainWindow, hand: Hand, qtbot: QtBot, tmp_path: Path
) -> None:
    layer = paused_run(window, qtbot)
    assert layer.work is not None
    at = layer.work.settings["step"]
    path = tmp_path / "work.ora"
    with qtbot.waitSignal(window.editor.projects.saved, timeout=30_000):
        window.editor.projects.save(path)
    optimizing.set_style(np.zeros((8, 8, 3), np.uint8), "another.png")
    window.optimizer_panel.curve.setAccessibleDescription("")
    hand.open(path)
    qtbot.waitUntil(lambda: layers_of(window)[0] is not layer, timeout=20_000)
    [opened] = layers_of(window)
    assert np.array_equal(opened.picture, layer.picture)
    assert window.optimizer_panel.go_on.isEnabled()
    described = window.optimizer_panel.curve.accessibleDescription()
    assert f"after {at} of 1000 steps" in described, "how the loss went is not shown before the run goes on"
    window.optimizer_panel.go_on.click()
    qtbot.waitUntil(lambda: len(optimizing.losses) >= at + 2, timeout=30_000)
    assert window.editor.modified
    optimizing.pause()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)


def test_done_gives_up_the_work_and_keeps_the_picture(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    layer = paused_run(window, qtbot)
    picture = layer.picture
    window.optimizer_panel.finish.click()
    assert layer.work is None
    assert layer.picture is not None
    assert np.array_equal(layer.picture, picture)
    assert not window.optimizer_panel.go_on.isEnabled()
    path = tmp_path / "done.ora"
    with qtbot.waitSignal(window.editor.projects.saved, timeout=30_000):
        window.editor.projects.save(path)
    [kept] = open_project(path)[0].document.layers
    assert isinstance(kept, PictureLayer)
    assert kept.work is None
    assert kept.source == layer.source


def test_after_a_pause_going_on_is_the_main_thing_to_do(
    optimizing: Optimizing, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    panel = window.optimizer_panel
    assert panel.start.property("accent")
    layer = paused_run(window, qtbot)
    assert (panel.start.property("accent"), panel.go_on.property("accent")) == (False, True)
    hand.trigger("run")
    qtbot.waitUntil(lambda: len(optimizing.losses) >= 4, timeout=30_000)
    optimizing.pause()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)
    assert layers_of(window) == [layer], "no second run was begun upon the first"
    panel.finish.click()
    assert (panel.start.property("accent"), panel.go_on.property("accent")) == (True, False)


def test_who_pauses_by_the_keyboard_goes_on_by_it(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    panel = window.optimizer_panel
    panel.steps.set_number(1000)
    panel.start.setFocus()
    QTest.keyClick(panel.start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(optimizing.losses) >= 2, timeout=30_000)
    assert window.focusWidget() is panel.pause
    QTest.keyClick(panel.pause, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)
    assert window.focusWidget() is panel.go_on, "beside it, Done gives the run up"
    QTest.keyClick(panel.go_on, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: optimizing.running, timeout=30_000)
    assert window.focusWidget() is panel.pause


def test_taking_the_layer_back_pauses_its_run(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot
) -> None:
    window.optimizer_panel.steps.set_number(1000)
    window.optimizer_panel.start.click()
    qtbot.waitUntil(lambda: len(optimizing.losses) >= 2, timeout=30_000)
    window.editor.undo()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)
    assert layers_of(window) == []
    window.editor.redo()
    [layer] = layers_of(window)
    window.editor.layers.take(layer)
    assert optimizing.paused is layer


def test_closing_the_document_ends_the_run(optimizing: Optimizing, window: MainWindow, qtbot: QtBot) -> None:
    window.optimizer_panel.steps.set_number(1000)
    window.optimizer_panel.start.click()
    qtbot.waitUntil(lambda: len(optimizing.losses) >= 1, timeout=30_000)
    window.editor.close_document()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)


@pytest.mark.usefixtures("encoder", "optimizing")
def test_a_run_begins_as_it_is_told(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.optimizer_panel
    assert panel.beginning.value == "brush"

    def begun(beginning: str) -> np.ndarray:
        panel.beginning.show_value(beginning)
        layer = run_of(window, qtbot, 1)
        assert layer.source["init"] == beginning
        return layer.picture

    pictures = [begun(beginning) for beginning in ("brush", "content", "noise")]
    assert_pictures_differ(pictures[0], pictures[1], least_mean=5.0)
    assert_pictures_differ(pictures[1], pictures[2], least_mean=5.0)
    # What is seen now is the noise.
    seen = begun("seen")
    assert np.abs(seen.astype(int) - pictures[2]).mean() < np.abs(seen.astype(int) - pictures[1]).mean()


def test_without_a_style_encoder_a_run_begins_with_the_photo(
    optimizing: Optimizing, window: MainWindow
) -> None:
    assert optimizing.has_brush is False
    assert window.optimizer_panel.beginning.value == "content"


def test_several_styles_count_as_their_shares_say(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot
) -> None:
    red = np.full((40, 40, 3), (250, 10, 10), np.uint8)
    optimizing.add_style(red, "red.png")
    rows = window.optimizer_panel.style_rows
    assert len(rows.shares) == 2
    rows.share_changed.emit(0, 0.0)
    layer = run_of(window, qtbot, 2)
    assert [style["share"] for style in layer.source["styles"]] == [0.0, 1.0]
    rows.removed.emit(0)
    assert [style.name for style in optimizing.styles] == ["red.png"]


def test_a_style_is_painted_inside_the_selection_it_was_given(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot
) -> None:
    rows = window.optimizer_panel.style_rows

    def choose(number: int, text: str) -> None:
        [action] = [each for each in rows.regions[number].menu().actions() if text in each.text()]
        action.trigger()

    choose(0, "inside the selection")
    assert "Nothing is selected" in window.messages.text
    assert window.editor.painting is not None
    document = window.editor.painting.document
    document.select("rectangle", [(0, 0), (350, 420)])
    choose(0, "inside the selection")
    document.select("none", [])
    mask = optimizing.styles[0].mask
    assert mask is not None
    assert (mask[:, :350] == 255).all()
    assert not mask[:, 350:].any()
    window.optimizer_panel.beginning.show_value("noise")
    layer = run_of(window, qtbot, 2)
    assert layer.source["styles"][0]["mask_sha256"]
    content = np.asarray(Image.fromarray(document.base).resize((64, 38), Image.Resampling.LANCZOS))
    assert np.array_equal(layer.picture[:, 34:], content[:, 34:]), "it was painted outside of its region"
    assert_pictures_differ(layer.picture[:, :30], content[:, :30])
    choose(0, "everywhere")
    assert optimizing.styles[0].mask is None


def test_a_style_is_painted_where_a_picture_is_white(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = window.optimizer_panel
    optimizing.add_style(np.full((40, 40, 3), (250, 10, 10), np.uint8), "red.png")
    Image.fromarray(np.tile(np.repeat([0, 255], 50).astype(np.uint8), (60, 1))).save(tmp_path / "mask.png")
    panel.ask_for_mask = lambda: tmp_path / "mask.png"
    with qtbot.waitSignal(optimizing.styles_changed):
        panel.style_rows.mask_asked.emit(1)
    mask = optimizing.styles[1].mask
    assert mask is not None
    assert mask.shape == (60, 100)
    assert mask[0, 0] == 0
    assert mask[0, 99] == 255
    assert not panel.style_rows.regions[1].icon().isNull()
    layer = paused_run(window, qtbot)
    assert layer.work is not None
    assert "mask-2" in layer.work.parts, "the regions are not kept with what it takes to go on"
    assert "mask-1" not in layer.work.parts


def test_regions_are_those_of_the_document_they_were_made_for(
    optimizing: Optimizing, window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot
) -> None:
    optimizing.set_mask(0, np.full((4, 4), 255, np.uint8))
    before = window.editor.painting
    window.editor.open_pixels(np.zeros((100, 100, 3), np.uint8), "other.png")
    qtbot.waitUntil(lambda: window.editor.painting is not before, timeout=10_000)
    assert optimizing.styles[0].mask is None


def test_a_selection_beside_every_region_is_said(optimizing: Optimizing, window: MainWindow) -> None:
    assert window.editor.painting is not None
    mask = np.zeros((42, 70), np.uint8)
    mask[:, :20] = 255
    optimizing.set_mask(0, mask)
    window.editor.painting.document.select("rectangle", [(400, 100), (600, 300)])
    window.optimizer_panel.start.click()
    assert not optimizing.running
    assert "outside" in window.messages.text


def test_every_control_reaches_the_run(optimizing: Optimizing, window: MainWindow, qtbot: QtBot) -> None:
    panel = window.optimizer_panel
    panel.method.show_value("lbfgs")
    panel.distance.show_value("wasserstein")
    panel.coarse_to_fine.setChecked(False)
    panel.average.setChecked(True)
    panel.keep_color.setChecked(True)
    panel.style_scale.set_number(2)
    panel.content.show_value("seen")
    source = run_of(window, qtbot, 3).source
    wanted = {
        "method": "lbfgs",
        "distance": "wasserstein",
        "coarse_to_fine": False,
        "average": True,
        "keep_color": True,
        "style_scale": 2.0,
        "content": "seen",
    }
    assert {name: source[name] for name in wanted} == wanted


def test_a_picture_that_is_too_small_is_said(
    optimizing: Optimizing, window: MainWindow, qtbot: QtBot
) -> None:
    before = window.editor.painting
    window.editor.open_pixels(np.zeros((10, 10, 3), np.uint8), "tiny.png")
    qtbot.waitUntil(lambda: window.editor.painting is not before, timeout=10_000)
    window.optimizer_panel.start.click()
    assert not optimizing.running
    assert "Too little" in window.messages.text


def test_the_tools_of_the_canvas_are_there(optimizing: Optimizing, window: MainWindow, hand: Hand) -> None:
    assert window.tool_strip.isVisible()
    hand.trigger("select_rectangle")
    assert window.tools.name == "select_rectangle"
    window.tools.take(BRUSH)
    hand.trigger("mode_generate")
    assert not window.tool_strip.isVisible()


def test_it_says_what_is_missing_before_it_can_begin(window: MainWindow, hand: Hand) -> None:
    hand.trigger("mode_optimize")
    panel = window.optimizer_panel
    assert panel.isVisible()
    assert not panel.start.isEnabled()
    assert "Open a photo" in panel.caption.text()


def test_a_style_that_is_no_picture_gives_a_sentence(
    window: MainWindow, hand: Hand, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.trigger("mode_optimize")
    broken = tmp_path / "style.jpg"
    broken.write_text("no")
    window.optimizer_panel.style_zone.dropped.emit(broken)
    qtbot.waitUntil(window.messages.isVisible)
    assert "style.jpg" in window.messages.text
    assert window.studio.optimizing.styles == ()


def test_the_brush_says_what_it_is_fitted_to_or_why_there_is_none(
    window: MainWindow, hand: Hand, photo: Path
) -> None:
    hand.trigger("mode_optimize")
    button = window.optimizer_panel.to_brush
    assert not button.isEnabled()
    assert "Open a photo" in button.toolTip()
    hand.open(photo)
    # No style picture is needed: the brush is fitted to the painting.
    assert button.isEnabled()
    assert "the painting as it is seen" in button.toolTip()
