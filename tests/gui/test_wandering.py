"""Wandering through a generator: the map, favourites, directions of one's own, breeding; all of it undone and saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.document.document import Document
from studio.document.exploration import FIRST_SEED, Exploration, GeneratedPicture, Wander
from studio.document.layers import PictureLayer
from studio.engine.latent import from_seed
from studio.engine.seed_map import place_of, point_at
from studio.media.exploration_file import load_exploration, save_exploration
from studio.media.latents import read_latent, save_latent
from studio.ui.explore.generator_stage import GeneratorStage
from studio.ui.explore.stage import BREED
from studio.ui.frames import GENERATE, PAINT
from studio.ui.generating import Generating
from studio.ui.latent_mime import MIME
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand
from tests.helpers.explorations import rich_exploration

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def generating(hand: Hand, window: MainWindow, qtbot: QtBot) -> Generating:
    hand.trigger("mode_generate")
    made = window.studio.generating
    qtbot.waitUntil(lambda: made.shown is not None, timeout=30_000)
    settle(window, qtbot)
    return made


@pytest.fixture
def stage(generating: Generating, window: MainWindow) -> GeneratorStage:
    return window.generator_stage


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Waits until nothing is computed any more, and what came of it is seen and asks for nothing else."""
    quiet = 0

    def done() -> bool:
        nonlocal quiet
        busy = window.studio.queues.explore.busy() or not window.generator_stage.map.tiles.idle
        quiet = 0 if busy else quiet + 1
        return quiet >= 4

    qtbot.waitUntil(done, timeout=30_000)


def shown(generating: Generating) -> GeneratedPicture:
    assert generating.shown is not None
    return generating.shown


def drop(target: QWidget, data: QMimeData) -> None:
    """Lets go of something over the middle of a widget."""
    middle, action, button = target.rect().center(), Qt.DropAction.CopyAction, Qt.MouseButton.NoButton
    entered = QDragEnterEvent(middle, action, data, button, NONE)
    QApplication.sendEvent(target, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(middle), action, data, button, NONE))


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


# ---- the map


def test_a_click_on_the_map_takes_what_lies_there(
    generating: Generating, stage: GeneratorStage, window: MainWindow, qtbot: QtBot
) -> None:
    map_ = stage.map
    seed = 14
    place = QPointF(*place_of(seed))
    map_.show_place(place.x(), place.y())
    QTest.mouseClick(map_, LEFT, NONE, map_.point_of(place).toPoint())
    settle(window, qtbot)
    assert generating.seed == seed
    assert generating.model is not None
    np.testing.assert_array_equal(shown(generating).latent, from_seed(seed, generating.model.latent_size))
    between = place + QPointF(0.5, 0.5)
    QTest.mouseClick(map_, LEFT, NONE, map_.point_of(between).toPoint())
    settle(window, qtbot)
    assert shown(generating).seed is None
    assert generating.space is not None
    expected = point_at(generating.space, between.x(), between.y())
    np.testing.assert_allclose(shown(generating).latent, expected, atol=1e-6)
    seen = map_.tiles.picture(map_._cell_at(map_.point_of(between)))
    assert seen is not None
    np.testing.assert_allclose(shown(generating).picture.astype(int), seen.astype(int), atol=1)


def test_dragging_moves_the_map_and_picks_nothing(
    generating: Generating, stage: GeneratorStage, window: MainWindow, qtbot: QtBot
) -> None:
    map_, before = stage.map, generating.hand
    start = map_.rect().center()
    there = map_.place_at(QPointF(start))
    QTest.mousePress(map_, LEFT, NONE, start + QPoint(40, 40))
    for step in (20, 60, 120):
        QTest.mouseMove(map_, start + QPoint(40 - step, 40 - step // 2))
    QTest.mouseRelease(map_, LEFT, NONE, start + QPoint(-80, -20))
    moved = map_.point_of(there) - QPointF(start)
    assert moved.x() == pytest.approx(-120, abs=1.5)
    assert moved.y() == pytest.approx(-60, abs=1.5)
    assert generating.hand is before
    settle(window, qtbot)
    assert all(map_.tiles.picture(each) is not None for each in map_._visible())


def test_the_pin_is_dragged_and_the_picture_follows_as_one_step(
    generating: Generating, stage: GeneratorStage, window: MainWindow, qtbot: QtBot
) -> None:
    map_, history = stage.map, generating.exploring.history
    assert map_.pin is not None
    start = map_.point_of(map_.pin).toPoint()
    steps = history.done_count
    QTest.mousePress(map_, LEFT, NONE, start)
    latents = []
    for step in range(1, 6):
        QTest.mouseMove(map_, start + QPoint(9 * step, 5 * step))
        latents.append(generating.latent())
    QTest.mouseRelease(map_, LEFT, NONE, start + QPoint(45, 25))
    assert len({each.tobytes() for each in latents if each is not None}) == 5
    settle(window, qtbot)
    assert history.done_count == steps + 1
    np.testing.assert_array_equal(shown(generating).latent, latents[-1])
    window.editor.undo()
    settle(window, qtbot)
    assert shown(generating).seed == FIRST_SEED
    assert map_.pin == QPointF(*place_of(FIRST_SEED))


def on_screen(widget: QWidget) -> QImage:
    """What is seen of it now, without its being drawn anew."""
    window = widget.window()
    corner = widget.mapTo(window, QPoint())
    shown = window.screen().grabWindow(
        window.winId(), corner.x(), corner.y(), widget.width(), widget.height()
    )
    return shown.toImage()


def test_while_a_slider_moves_the_map_is_not_drawn_and_the_pin_leaves_no_trace(
    stage: GeneratorStage, generating: Generating, window: MainWindow, qtbot: QtBot
) -> None:
    map_, drawn = stage.map, []
    map_.framed.connect(drawn.append)
    wandering, name = stage.wandering, window.generator_panel.directions.names[0]
    before = wandering.shown
    wandering.set_amount(name, 1.5)
    settle(window, qtbot)
    assert wandering.shown is not before, "the picture in hand followed"
    assert not drawn
    assert map_.pin is not None
    start = map_.point_of(map_.pin).toPoint()
    QTest.mousePress(map_, LEFT, NONE, start)
    for step in range(1, 5):
        QTest.mouseMove(map_, start + QPoint(17 * step, 9 * step))
        QApplication.processEvents()
    assert drawn, "around the pin it was"
    shown = on_screen(map_)
    map_.repaint()
    assert on_screen(map_) == shown
    QTest.mouseRelease(map_, LEFT, NONE, start + QPoint(68, 36))


def test_the_wheel_zooms_at_the_cursor_and_keys_walk(
    generating: Generating, stage: GeneratorStage, window: MainWindow, qtbot: QtBot
) -> None:
    map_ = stage.map
    point = QPointF(40, 30)
    under = map_.place_at(point)
    level = map_.level
    map_.zoom(2.0, point)
    assert map_.level == level + 1
    after = map_.place_at(point)
    assert (after.x(), after.y()) == (pytest.approx(under.x()), pytest.approx(under.y()))
    stage.further.click()
    map_.zoom(0.5)
    assert map_.level == 0
    stage.home.click()
    QTest.keyClick(map_, Qt.Key.Key_Right)
    settle(window, qtbot)
    x, y = place_of(FIRST_SEED)
    assert place_of(generating.seed) == (x + 1, y)


def test_truncation_changes_the_whole_map_and_the_sweep_shows_where_it_is(
    generating: Generating, stage: GeneratorStage, window: MainWindow, qtbot: QtBot
) -> None:
    map_ = stage.map
    cell = map_._visible()[0]
    before = map_.tiles.picture(cell)
    QTest.mousePress(stage.sweep, LEFT, NONE, QPoint(4, 10))
    QTest.mouseRelease(stage.sweep, LEFT, NONE, QPoint(4, 10))
    settle(window, qtbot)
    assert generating.truncation < 0.1
    assert window.generator_panel.truncation.number == pytest.approx(generating.truncation, abs=0.01)
    after = map_.tiles.picture(cell)
    assert before is not None
    assert after is not None
    assert not np.array_equal(before, after)


# ---- favourites


def test_favourites_are_kept_renamed_gone_back_to_and_undone(
    generating: Generating, stage: GeneratorStage, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    first = shown(generating)
    stage.keep.click()
    generating.set_seed(33)
    settle(window, qtbot)
    stage.keep.click()
    tray = stage.tray
    assert [tray.item(place).text() for place in range(tray.count())] == ["Seed 2", "Seed 33"]
    tray.item(0).setText("  A rose ")
    assert [each.name for each in generating.wander.favourites] == ["A rose", "Seed 33"]
    assert tray.item(0).text() == "A rose"
    tray.itemClicked.emit(tray.item(0))
    settle(window, qtbot)
    np.testing.assert_array_equal(shown(generating).picture, first.picture)
    tray.setCurrentRow(1)
    QTest.keyClick(tray, Qt.Key.Key_Delete)
    assert tray.count() == 1
    assert window.actions_by_id["undo"].isEnabled()
    hand.trigger("undo")
    assert tray.count() == 2
    hand.trigger("undo")  # going back to the rose
    hand.trigger("undo")  # its name
    assert tray.item(0).text() == "Seed 2"


def test_what_was_found_goes_along_into_a_document_and_its_project(
    generating: Generating, stage: GeneratorStage, window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot
) -> None:
    stage.keep.click()
    generating.set_seed(12)
    hand.open(photo)
    assert not window.editor.modified
    assert len(generating.wander.favourites) == 1
    generating.set_end("A")
    hand.stroke((60, 60), (200, 200))
    assert window.editor.modified
    path = photo.with_suffix(".ora")
    with qtbot.waitSignal(window.editor.projects.saved, timeout=30_000):
        window.editor.projects.save(path)
    hand.trigger("undo")
    hand.trigger("undo")
    assert dict(generating.ends) == {}
    with qtbot.waitSignal(window.editor.opened, timeout=30_000):
        window.editor.projects.open(path)
    assert generating.seed == 12
    assert [each.name for each in generating.wander.favourites] == ["Seed 2"]
    assert list(generating.ends) == ["A"]
    window.editor.close_document()
    assert [each.name for each in generating.wander.favourites] == ["Seed 2"]


def test_the_map_is_where_it_was_left(
    generating: Generating, stage: GeneratorStage, window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot
) -> None:
    map_ = stage.map
    hand.open(photo)
    hand.trigger("mode_generate")
    map_.show_place(40.5, -7.25)
    map_.zoom(1.25)
    where, scale = QPointF(map_.middle), map_.scale
    assert not window.editor.modified, "looking is no change"
    generating.set_seed(12)
    map_.show_place(41.0, -7.0)
    hand.trigger("undo")
    assert map_.middle == QPointF(41.0, -7.0), "looking is nothing to take back"
    generating.set_seed(13)
    map_.show_place(where.x(), where.y())
    path = photo.with_suffix(".ora")
    with qtbot.waitSignal(window.editor.projects.saved, timeout=30_000):
        window.editor.projects.save(path)
    window.editor.close_document()
    map_.show_place(0, 0)
    map_.zoom(2.0)
    with qtbot.waitSignal(window.editor.opened, timeout=30_000):
        window.editor.projects.open(path)
    assert map_.middle == where
    assert map_.scale == scale


def test_favourites_without_a_document_are_there_the_next_time(
    generating: Generating, stage: GeneratorStage, window: MainWindow, tmp_path: Path, hand: Hand, photo: Path
) -> None:
    stage.keep.click()
    window.editor.exploring.remember()
    found = load_exploration(tmp_path / "settings" / "explored.zip")
    assert [each.name for each in found.wander("tiny-generator").favourites] == ["Seed 2"]
    assert found.space == "tiny-generator"
    # A document with favourites of its own does not mingle with them.
    document = Document(np.zeros((8, 8, 3), np.uint8), "other")
    document.exploration.put(rich_exploration())
    window.editor.show_document(document, document.base)
    assert len(generating.wander.favourites) == 2
    document.history.mark_saved()
    window.editor.close_document()
    assert [each.name for each in generating.wander.favourites] == ["Seed 2"]


def test_latents_are_dropped_wherever_a_seed_can_be_given(
    generating: Generating, stage: GeneratorStage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    latent = from_seed(500, generating.model.latent_size)  # type: ignore[union-attr]
    path = tmp_path / "mine.json"
    save_latent(path, "tiny-generator", latent, {})
    drop(stage.map, files(path))
    settle(window, qtbot)
    np.testing.assert_array_equal(shown(generating).latent, latent)
    stage.keep.click()
    favourite = generating.wander.favourites[0]
    data = stage.mime(favourite.kept)
    assert data.hasFormat(MIME)
    assert data.hasImage()
    generating.set_seed(3)
    for target in (stage.end_b, stage.tray.viewport(), stage.breeding_view):
        drop(target, data)
        settle(window, qtbot)
    np.testing.assert_array_equal(generating.ends["B"].latent, latent)
    assert len(generating.wander.favourites) == 2
    np.testing.assert_array_equal(generating.wander.litters[0].parents[0].latent, latent)
    assert generating.seed == 3
    drop(window.generator_panel.seed, data)
    settle(window, qtbot)
    np.testing.assert_array_equal(shown(generating).latent, latent)
    saved = tmp_path / "saved.json"
    window.explore_desk.ask_where_to_save = lambda _proposal: saved
    stage.tray.saving.emit(favourite)
    np.testing.assert_array_equal(read_latent(saved).latent, latent)


def test_a_favourite_that_was_saved_comes_back_as_it_was_kept(
    generating: Generating, stage: GeneratorStage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    generating.set_truncation(0.8)
    settle(window, qtbot)
    stage.keep.click()
    favourite = generating.wander.favourites[0]
    saved = tmp_path / "saved.json"
    window.explore_desk.ask_where_to_save = lambda _proposal: saved
    stage.tray.saving.emit(favourite)
    generating.set_truncation(1.0)
    generating.set_seed(3)
    drop(stage.map, files(saved))
    settle(window, qtbot)
    assert shown(generating).truncation == 0.8
    np.testing.assert_array_equal(shown(generating).picture, favourite.kept.picture)


def test_a_seed_beyond_those_of_the_map_can_be_saved_in_a_project(
    generating: Generating, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    found = replace(shown(generating), seed=3_000_000_000, latent=from_seed(3_000_000_000, 8))
    generating.go_back_to(found)
    settle(window, qtbot)
    np.testing.assert_array_equal(shown(generating).latent, found.latent)
    written = tmp_path / "explored.zip"
    save_exploration(written, window.editor.exploring.now)
    hand = load_exploration(written).wander("tiny-generator").hand
    np.testing.assert_array_equal(hand.latent, found.latent)


def test_a_favourite_is_dropped_on_the_canvas_as_a_layer_with_its_latent(
    generating: Generating, stage: GeneratorStage, window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.trigger("mode_generate")
    stage.keep.click()
    favourite = generating.wander.favourites[0]
    hand.trigger("mode_paint")
    drop(window.canvas, stage.mime(favourite.kept))
    painting = window.editor.painting
    assert painting is not None
    qtbot.waitUntil(lambda: len(painting.document.layers) == 1, timeout=20_000)
    [layer] = painting.document.layers
    assert isinstance(layer, PictureLayer)
    np.testing.assert_allclose(layer.source["latent"], favourite.kept.latent, atol=1e-6)
    assert layer.source["truncation"] == favourite.kept.truncation


def test_a_latent_of_another_generator_is_refused_with_a_sentence(
    generating: Generating, stage: GeneratorStage, window: MainWindow, tmp_path: Path
) -> None:
    path, before = tmp_path / "other.json", generating.hand
    save_latent(path, "horses-256", from_seed(1, 6), {})
    with_told: list[str] = []
    window.receiving.refused.connect(with_told.append)
    drop(stage.picture, files(path))
    path.write_text("{}")
    drop(stage.picture, files(path))
    assert "horses-256" in with_told[0]
    assert "other.json" in with_told[1]
    assert generating.hand is before


# ---- directions


def test_a_direction_of_two_sets_of_favourites_is_a_slider_that_is_renamed_and_removed(
    generating: Generating, stage: GeneratorStage, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    for seed in (5, 9):
        generating.set_seed(seed)
        settle(window, qtbot)
        stage.keep.click()
    low, high = generating.wander.favourites
    window.explore_desk.ask_direction()
    dialog = window.explore_desk.dialog
    assert dialog is not None
    assert not dialog.make.isEnabled()
    dialog.check(low, dialog.low)
    dialog.check(high, dialog.high)
    dialog.name.setText("Redder")
    dialog.make.click()
    card = window.generator_panel.directions
    assert card.names[-1] == "Redder"
    generating.go_back_to(low.kept)
    card.direction("Redder").edited.emit(2.0)
    generating.settle()
    settle(window, qtbot)
    np.testing.assert_allclose(shown(generating).latent, high.kept.latent, atol=1e-4)
    card.directing.rename("Redder", "More red")
    assert card.direction("Redder").accessibleName() == "More red"
    card.directing.rename("Warmth", "Sunnier")
    assert card.direction("Warmth").accessibleName() == "Sunnier"
    card.directing.remove("Redder")
    assert "Redder" not in card.names
    settle(window, qtbot)
    np.testing.assert_allclose(shown(generating).latent, low.kept.latent, atol=1e-5)
    hand.trigger("undo")
    assert card.direction("Redder").accessibleName() == "More red"
    assert card.direction("Redder").number == 2.0


def test_all_moves_become_one_direction(generating: Generating, window: MainWindow) -> None:
    card = window.generator_panel.directions
    before = generating.latent()
    for name in card.names[:2]:
        card.direction(name).edited.emit(1.5)
    generating.settle()
    moved = generating.latent()
    card.directing.make_of_moves("Both")
    generating.reset_amounts()
    reset = generating.latent()
    assert reset is not None
    assert before is not None
    np.testing.assert_allclose(reset, before, atol=1e-6)
    card.direction("Both").edited.emit(1.0)
    again = generating.latent()
    assert again is not None
    assert moved is not None
    np.testing.assert_allclose(again, moved, atol=1e-4)


def test_a_random_picture_stays_where_it_is_along_locked_directions(
    generating: Generating, stage: GeneratorStage, window: MainWindow
) -> None:
    card = window.generator_panel.directions
    name = card.names[0]
    direction = next(each for each in generating.directions if each.name == name)
    card.direction(name).edited.emit(1.5)
    card.row_of(name).lock.click()
    before = generating.latent()
    assert before is not None
    along = float(before @ direction.vector)
    for _ in range(3):
        window.generator_panel.dice.click()
        after = generating.latent()
        assert after is not None
        assert not np.allclose(after, before)
        assert float(after @ direction.vector) == pytest.approx(along, abs=1e-3)
    assert card.direction(name).number == 1.5
    card.row_of(name).lock.click()
    window.generator_panel.dice.click()
    assert card.direction(name).number == 0.0


# ---- breeding


def test_generations_are_bred_and_walked_back(
    generating: Generating, stage: GeneratorStage, window: MainWindow, hand: Hand, qtbot: QtBot
) -> None:
    stage.view_buttons[BREED].click()
    view = stage.breeding_view
    view.begin.click()
    settle(window, qtbot)
    grid = view.children_grid
    assert len(view._breeding.born) == 12
    QTest.mouseClick(grid, LEFT, NONE, grid.cell(2).center())
    settle(window, qtbot)
    second = view._breeding.born[2]
    np.testing.assert_array_equal(shown(generating).latent, second.latent)
    QTest.mouseClick(grid, LEFT, CTRL, grid.cell(7).center())
    assert grid.picked == [2, 7]
    view.breed.click()
    settle(window, qtbot)
    assert [len(litter.parents) for litter in view._breeding.lineage] == [1, 2]
    assert view._breeding.lineage[1].parents[0] is second
    view.lineage.choose(0)
    settle(window, qtbot)
    np.testing.assert_array_equal(view._breeding.born[2].latent, second.latent)
    grid.pick(4)
    view.breed.click()
    settle(window, qtbot)
    # Another branch: both generations are kept.
    assert len(generating.wander.litters) == 3
    assert generating.wander.lineage() == (0, 2)
    hand.trigger("undo")
    assert generating.wander.litter == 0
    view.again.click()
    settle(window, qtbot)
    assert not np.array_equal(view._breeding.born[2].latent, second.latent)


def test_the_next_generation_is_offered_where_somebody_is_chosen(
    generating: Generating, stage: GeneratorStage, window: MainWindow, qtbot: QtBot
) -> None:
    stage.view_buttons[BREED].click()
    view = stage.breeding_view
    assert not view.breed.isEnabled()
    view.begin.click()
    settle(window, qtbot)
    assert not view.breed.isEnabled()
    assert "click a child" in view.breed.toolTip()
    view.children_grid.pick(4)
    assert view.breed.isEnabled()
    view.children_grid.pick(4)
    assert not view.breed.isEnabled()
    view.children_grid.choose(2)
    settle(window, qtbot)
    view.breed.click()
    settle(window, qtbot)
    assert len(view._breeding.lineage) == 2
    assert not view.breed.isEnabled(), "nobody is chosen of the new ones"


def test_keys_of_what_has_the_keyboard_do_nothing_to_the_painting(
    generating: Generating, stage: GeneratorStage, window: MainWindow, hand: Hand, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.stroke((60, 60), (200, 200))
    painting = window.editor.painting
    assert painting is not None
    (layer,), zoom = painting.document.layers, window.canvas.transform.scale
    painted = layer.mask.read(painting.document.box)
    hand.trigger("mode_generate")
    settle(window, qtbot)
    stage.keep.click()
    tray = stage.tray
    tray.setFocus()
    tray.setCurrentRow(0)
    QTest.keyClick(tray, Qt.Key.Key_F2)
    assert window.mode == GENERATE
    assert tray.state() == QAbstractItemView.State.EditingState
    QTest.keyClick(tray.viewport().focusWidget() or tray, Qt.Key.Key_Escape)
    tray.setFocus()
    QTest.keyClick(tray, Qt.Key.Key_Delete)
    assert tray.count() == 0
    QTest.keyClick(tray, Qt.Key.Key_F2)
    assert window.mode == PAINT, "there is nothing to rename"
    hand.trigger("mode_generate")
    stage.map.setFocus()
    near = stage.map.scale
    QTest.keyClick(stage.map, Qt.Key.Key_Plus)
    assert stage.map.scale != near
    assert window.canvas.transform.scale == zoom
    # Nothing is taken away where nobody sees it, whatever has the keyboard.
    QTest.keyClick(stage, Qt.Key.Key_Delete)
    QTest.keyClick(stage, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert painting.document.layers == (layer,)
    assert np.array_equal(layer.mask.read(painting.document.box), painted)
    hand.trigger("mode_paint")
    assert window.actions_by_id["clear_selected"].isEnabled()


def test_each_space_shows_its_own_favourites(
    generating: Generating, stage: GeneratorStage, window: MainWindow, qtbot: QtBot
) -> None:
    stage.keep.click()
    first = stage.tray.item(0).icon().pixmap(32).toImage()
    generating.set_seed(77)
    settle(window, qtbot)
    now = generating.exploring.now
    found = generating.shown
    assert found is not None
    wander = now.wander(generating.name)
    other = replace(wander, favourites=(replace(wander.favourites[0], kept=found),))
    generating.exploring.begin(replace(now, wanders={**now.wanders, generating.name: other}))
    generating.favourites_changed.emit()
    assert stage.tray.count() == 1
    assert stage.tray.item(0).icon().pixmap(32).toImage() != first


def test_a_generator_that_is_not_at_hand_is_said_and_gets_no_other_ones_latents(
    generating: Generating, stage: GeneratorStage, window: MainWindow, qtbot: QtBot
) -> None:
    now = generating.exploring.now
    generating.exploring.enter("Open", replace(now, wanders={**now.wanders, "gone": Wander()}, space="gone"))
    qtbot.waitUntil(window.messages.isVisible)
    assert "gone" in window.messages.text
    stage.keep.click()
    generating.set_seed(5)
    wander = generating.exploring.now.wander("gone")
    assert wander.hand.seed == Wander().hand.seed
    assert wander.favourites == ()


def test_what_belongs_to_another_make_of_the_generator_is_told_and_kept(
    generating: Generating, window: MainWindow, qtbot: QtBot
) -> None:
    other = rich_exploration().wander("tiny-generator")
    long = np.ones(16, np.float32)
    lengthened = replace(
        other,
        hand=replace(other.hand, latent=long),
        ends={end: replace(kept, latent=long, mix=None) for end, kept in other.ends.items()},
        directions=tuple(replace(each, vector=long) for each in other.directions),
        litters=tuple(
            replace(litter, parents=tuple(replace(each, latent=long) for each in litter.parents))
            for litter in other.litters
        ),
    )
    window.editor.exploring.do("Test", "tiny-generator", lengthened)
    settle(window, qtbot)
    seed = lengthened.hand.seed
    np.testing.assert_array_equal(shown(generating).latent, from_seed(seed, 8))
    assert generating.ends == {}
    assert generating.space is not None
    assert generating.directions == generating.space.directions
    assert generating.wander is lengthened
    told: list[Exception] = []
    generating.failed.connect(told.append)
    generating.go_back_to(replace(shown(generating), latent=long))
    [error] = told
    assert "another one now" in str(error)
    generating.set_seed(5)
    settle(window, qtbot)
    np.testing.assert_array_equal(shown(generating).latent, from_seed(5, 8))


def test_what_another_studio_has_kept_meanwhile_stays(window: MainWindow, tmp_path: Path) -> None:
    store = tmp_path / "both.zip"
    save_exploration(store, Exploration())
    mine = window.editor.exploring
    mine.recall(store)
    save_exploration(store, rich_exploration())
    mine.remember()
    assert load_exploration(store).wander("tiny-generator").favourites
