"""The timeline in the studio: keyframes, playhead, recorded moves, export, undo, and the project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from exports.generator_model import GeneratorModel
from studio.document.layers import StyleChoice
from studio.document.timeline import Keyframe, LatentPoint, StylePoint, Track, Wander
from studio.media.errors import PictureError
from studio.media.film_reader import FilmReader
from studio.media.timelines import read_timeline
from studio.ui.animating import Animating
from studio.ui.panels.timeline import TimelinePanel
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def animating(hand: Hand, window: MainWindow, qtbot: QtBot) -> Animating:
    """Keyframes of seed 3 at the start and seed 9 on frame 48."""
    hand.trigger("mode_generate")
    generating = window.studio.generating
    qtbot.waitUntil(lambda: generating.model is not None and generating.shown is not None, timeout=20_000)
    made = window.studio.animating
    generating.set_seed(3)
    hand.trigger("timeline_key")
    made.scrub(48)
    generating.set_seed(9)
    hand.trigger("timeline_key")
    return made


@pytest.fixture
def panel(animating: Animating, window: MainWindow, qtbot: QtBot) -> TimelinePanel:
    qtbot.waitUntil(window.timeline_panel.view.isVisible)
    return window.timeline_panel


def seeds_of(animating: Animating) -> list[tuple[float, int | None]]:
    track = animating.timeline.track("latent")
    points = [] if track is None else track.keyframes
    return [(each.frame, each.value.seed) for each in points if isinstance(each.value, LatentPoint)]


def place(panel: TimelinePanel, row: int, frame: float) -> QPoint:
    return panel.view.place(row, frame).toPoint()


@contextmanager
def watched(animating: Animating, window: MainWindow, qtbot: QtBot) -> Iterator[list[np.ndarray]]:
    """The frames that are shown from the block on, until none is still to come."""
    queue, key = window.studio.queues.explore, ("animating", "frame")
    qtbot.waitUntil(lambda: not queue.busy(key), timeout=20_000)
    QApplication.processEvents()
    shown: list[np.ndarray] = []
    animating.picture_changed.connect(shown.append)
    yield shown
    qtbot.waitUntil(lambda: bool(shown) and not queue.busy(key), timeout=20_000)
    QApplication.processEvents()
    animating.picture_changed.disconnect(shown.append)


def test_keyframes_are_set_and_undone(animating: Animating, window: MainWindow) -> None:
    assert seeds_of(animating) == [(0, 3), (48, 9)]
    window.studio.generating.exploring.undo()
    assert seeds_of(animating) == [(0, 3)]
    window.studio.generating.exploring.redo()
    assert seeds_of(animating) == [(0, 3), (48, 9)]


def test_the_playhead_shows_the_film(
    animating: Animating, panel: TimelinePanel, window: MainWindow, qtbot: QtBot
) -> None:
    model = window.studio.generating.model
    assert model is not None
    pictures = []
    for frame in (0, 48, 24):
        with watched(animating, window, qtbot) as shown:
            QTest.mouseClick(panel.view, LEFT, Qt.KeyboardModifier.NoModifier, place(panel, -1, frame))
        assert animating.frame == pytest.approx(frame, abs=1)
        pictures.append(shown[-1])
    assert not np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[1], pictures[2])


def test_keyframes_are_dragged_eased_and_deleted(animating: Animating, panel: TimelinePanel) -> None:
    view = panel.view
    start, end = place(panel, 0, 48), place(panel, 0, 70)
    QTest.mousePress(view, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, LEFT, Qt.KeyboardModifier.NoModifier, end)
    frames = [frame for frame, _ in seeds_of(animating)]
    assert frames[0] == 0
    assert frames[1] == pytest.approx(70, abs=1)
    track = animating.timeline.track("latent")
    assert track is not None
    menu = view.menu(track, frames[1])
    menu.actions()[0].trigger()
    eased = animating.timeline.track("latent")
    assert eased is not None
    assert eased.keyframes[1].easing == "linear"
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, place(panel, 0, frames[1]))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert seeds_of(animating) == [(0, 3)]


def test_length_loop_and_ways_change_the_film(animating: Animating, panel: TimelinePanel) -> None:
    assert animating.timeline.loop
    panel.loop.click()
    assert not animating.timeline.loop
    panel.length.edited.emit(2.0)
    assert animating.timeline.frames == 48
    assert all(frame == int(frame) for frame, _ in seeds_of(animating))
    panel.ways.show_value("spline")
    panel.ways.activated.emit(1)
    track = animating.timeline.track("latent")
    assert track is not None
    assert track.interpolation == "spline"


def test_a_walk_is_chosen_changed_undone_and_saved(
    animating: Animating, panel: TimelinePanel, window: MainWindow, tmp_path: Path
) -> None:
    steps = window.studio.generating.exploring

    def choose(number: int) -> None:
        panel.walks.setCurrentIndex(number)
        panel.walks.activated.emit(number)

    assert not panel.turns.isEnabled()
    choose(2)
    assert animating.timeline.wander == Wander("circle", 0.4)
    panel.amount.edited.emit(0.7)
    panel.amount.edited.emit(0.8)
    panel.amount.settled.emit(0.8)
    panel.turns.edited.emit(3.0)
    panel.turns.settled.emit(3.0)
    panel.elsewhere.click()
    choose(1)
    assert animating.timeline.wander == Wander("noise", 0.8, 3, 1)
    panel.ask_where_to_save = lambda: tmp_path / "walk.json"
    panel.save.click()
    assert read_timeline(tmp_path / "walk.json").wander == Wander("noise", 0.8, 3, 1)
    steps.undo()
    assert panel.walks.value == "circle"
    steps.undo()
    assert animating.timeline.wander == Wander("circle", 0.8, 3)
    steps.undo()
    assert panel.turns.number == 1
    steps.undo()
    assert panel.amount.number == pytest.approx(0.4), "one movement of the hand is one step"
    steps.undo()
    assert animating.timeline.wander is None
    assert panel.walks.value == ""


def test_a_walk_without_keyframes_is_a_film(
    hand: Hand, window: MainWindow, qtbot: QtBot, animating: Animating, panel: TimelinePanel
) -> None:
    panel.clear.click()
    with watched(animating, window, qtbot) as shown:
        animating.walk("noise")
    assert animating.timeline.wander == Wander("noise", 1.0)
    assert not panel.amount.isEnabled()
    assert animating.filmable
    with watched(animating, window, qtbot) as later:
        animating.scrub(40)
    assert not np.array_equal(shown[-1], later[-1])
    panel.clear.click()
    assert not animating.filmable


def test_a_walk_is_all_there_is_when_its_last_keyframe_goes(animating: Animating) -> None:
    animating.walk("circle")
    for frame, _ in seeds_of(animating):
        track = animating.timeline.track("latent")
        assert track is not None
        animating.remove_key(track, frame)
    assert animating.timeline.wander == Wander("circle", 1.0)
    animating.timeline.check()


def test_one_pace_is_set_for_all_keyframes(
    animating: Animating, panel: TimelinePanel, window: MainWindow
) -> None:
    assert panel.paces.value == "smooth"
    panel.paces.setCurrentIndex(panel.paces.findData("ease-in"))
    panel.paces.activated.emit(panel.paces.currentIndex())
    easings = {each.easing for track in animating.timeline.tracks for each in track.keyframes}
    assert easings == {"ease-in"}
    track = animating.timeline.track("latent")
    assert track is not None
    animating.ease_key(track, 0.0, "linear")
    assert panel.paces.value == "", "they differ now"
    window.studio.generating.exploring.undo()
    window.studio.generating.exploring.undo()
    assert panel.paces.value == "smooth"


def test_the_way_is_that_of_every_track(animating: Animating, panel: TimelinePanel) -> None:
    panel.ways.show_value("spline")
    panel.ways.activated.emit(1)
    assert {track.interpolation for track in animating.timeline.tracks} == {"spline"}
    panel.ways.show_value("slerp")
    panel.ways.activated.emit(0)
    assert {track.kind: track.interpolation for track in animating.timeline.tracks} == {
        "latent": "slerp",
        "truncation": "linear",
    }


def test_it_plays_and_stops(animating: Animating, hand: Hand, qtbot: QtBot) -> None:
    frames: list[float] = []
    animating.frame_changed.connect(frames.append)
    hand.trigger("timeline_play")
    assert animating.playing
    qtbot.waitUntil(lambda: len(set(frames)) > 3, timeout=20_000)
    hand.trigger("timeline_play")
    assert not animating.playing


def test_what_is_shown_is_called_by_its_name(
    animating: Animating, hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    stage, panel = window.generator_stage, window.generator_panel

    def shows_the_hand() -> bool:
        return stage.caption.text() == "Seed 9" and panel.seed.property("inForce")

    qtbot.waitUntil(lambda: not window.studio.queues.explore.busy())
    qtbot.waitUntil(shows_the_hand)
    hand.trigger("timeline_play")
    qtbot.waitUntil(lambda: stage.caption.text().startswith("Frame "), timeout=20_000)
    assert stage.caption.text().endswith(f" of {animating.timeline.frames}")
    assert stage.picture.accessibleName() == stage.caption.text()
    assert not panel.seed.property("inForce")
    assert "timeline" in panel.seed.toolTip()
    hand.trigger("timeline_play")
    assert not shows_the_hand(), "the frame where it stopped is seen still"
    hand.trigger("timeline_play")
    hand.trigger("cancel")
    assert not animating.playing
    qtbot.waitUntil(shows_the_hand, timeout=20_000)
    assert stage.picture.accessibleName() == "The picture in hand"
    animating.scrub(20)
    qtbot.waitUntil(lambda: stage.caption.text() == "Frame 21 of 96", timeout=20_000)
    window.studio.generating.set_seed(11)
    qtbot.waitUntil(lambda: stage.caption.text() == "Seed 11", timeout=20_000)
    assert panel.seed.property("inForce")


def test_what_is_seen_is_what_is_kept(
    animating: Animating, hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    stage, generating = window.generator_stage, window.studio.generating
    animating.scrub(20)
    qtbot.waitUntil(lambda: stage.caption.text() == "Frame 21 of 96", timeout=20_000)
    hand.trigger("keep")
    stage.keep_a.click()
    [favourite] = generating.wander.favourites
    kept, space = favourite.kept, generating.space
    assert favourite.name == "Frame 21 of 96"
    assert generating.ends["A"].latent is kept.latent
    assert space is not None
    assert np.array_equal(space.pictures(kept.latent[np.newaxis], kept.truncation)[0], kept.picture)
    for seed in (3, 9):
        assert not np.allclose(kept.latent, space.draw(seed)), "it lies between both keyframes"
    # Gone back to, it is the picture in hand; and that one is kept again once it is seen.
    generating.go_back_to(kept)
    qtbot.waitUntil(lambda: stage.caption.text() == "Frame 21 of 96", timeout=20_000)
    generating.set_seed(11)
    qtbot.waitUntil(lambda: stage.caption.text() == "Seed 11", timeout=20_000)
    stage.keep_b.click()
    assert generating.ends["B"].seed == 11


def test_tracks_of_directions_have_the_names_of_their_sliders(
    animating: Animating, panel: TimelinePanel, hand: Hand, window: MainWindow
) -> None:
    directions = window.generator_panel.directions
    name = directions.names[0]
    window.studio.generating.set_amount(name, 1.5)
    hand.trigger("timeline_key")
    [track] = animating.timeline.directions()
    assert panel.view.title(track) == directions.direction(name).accessibleName()
    directions.directing.rename(name, "Sunny")
    assert panel.view.title(track) == "Sunny" == directions.direction(name).accessibleName()


def test_a_timeline_that_is_cleared_gives_the_picture_in_hand_back(
    animating: Animating, panel: TimelinePanel, window: MainWindow, qtbot: QtBot
) -> None:
    animating.scrub(20)
    caption = window.generator_stage.caption
    qtbot.waitUntil(lambda: caption.text() == "Frame 21 of 96", timeout=20_000)
    panel.clear.click()
    qtbot.waitUntil(lambda: caption.text() == "Seed 9", timeout=20_000)


def test_what_i_did_becomes_a_film(animating: Animating, window: MainWindow, panel: TimelinePanel) -> None:
    for seed in (20, 21, 22):
        window.studio.generating.set_seed(seed)
    panel.record.click()
    track = animating.timeline.track("latent")
    assert track is not None
    latent = window.studio.generating.latent()
    assert latent is not None
    assert track.keyframes[-1].value == LatentPoint.of(latent)
    animating.timeline.check()


def test_a_length_that_is_dragged_down_and_up_again_loses_no_keyframe(
    animating: Animating, panel: TimelinePanel
) -> None:
    for frame in range(0, 49, 4):
        animating.scrub(frame)
        animating.key()
    before, steps = animating.timeline, len(seeds_of(animating))
    for tenths in (*range(30, 1, -1), *range(2, 31)):
        panel.length.edited.emit(tenths / 10)
    panel.length.edited.emit(before.duration_s)
    assert animating.timeline == before
    panel.length.edited.emit(1.0)
    assert len(seeds_of(animating)) == steps
    panel.length.edited.emit(0.2)
    panel.length.settled.emit(before.duration_s)
    few = len(seeds_of(animating))
    assert few < steps
    panel.length.edited.emit(before.duration_s)
    assert len(seeds_of(animating)) == few, "what was let go of is where the next movement begins"


def test_a_style_that_came_to_the_shelf_later_is_filmed(animating: Animating, window: MainWindow) -> None:
    shelf = window.editor.cards
    card = replace(next(iter(shelf.values())), name="from-a-training")
    window.editor.add_style(card)
    animating.key_style()
    assert animating.timeline.style_names() == ["from-a-training"]
    failed: list[object] = []
    animating.failed.connect(failed.append)
    animating._maker(64)()
    assert not failed


def test_styles_of_pictures_are_filmed_and_those_of_two_networks_refused(
    animating: Animating, window: MainWindow
) -> None:
    card = next(iter(window.editor.cards.values()))
    point = StylePoint(vector=tuple(map(float, card.vector)), network=card.network)
    style = Track("style", (Keyframe(0, point),))
    animating.change("Test", animating.timeline.with_track(style))
    assert animating._maker(64)().seen(0).picture.shape == (64, 64, 3)
    other = StylePoint(vector=tuple(map(float, card.vector)), network="another")
    two = Track("style", (Keyframe(0, point), Keyframe(9, other)))
    animating.change("Test", animating.timeline.with_track(two))
    with pytest.raises(PictureError, match="two networks"):
        animating._maker(64)()


def test_a_short_film_at_a_slow_rate_is_one_of_two_frames(animating: Animating) -> None:
    short = animating.timeline.lasting(12)
    assert short.at_rate(1.0).frames == 2


def test_a_film_of_too_many_frames_is_told_and_ends(animating: Animating, tmp_path: Path) -> None:
    animating.change("Test", animating.timeline.lasting(60_000))
    failed: list[Exception] = []
    ended: list[bool] = []
    animating.failed.connect(failed.append)
    animating.export_ended.connect(lambda: ended.append(True))
    animating.export(tmp_path / "long.mp4", 64, 60.0)
    [error] = failed
    assert "100000 frames" in str(error).replace(",", "")
    assert ended == [True]


def test_a_brush_that_slides_is_filmed_as_its_mix(animating: Animating, window: MainWindow) -> None:
    editor = window.editor
    one, other = list(editor.cards)[:2]
    assert editor.take_choice(StyleChoice(((one, 1.0),), toward=((other, 1.0),)))
    editor.set_mix(0.25)
    assert editor.slides
    animating.key_style()
    track = animating.timeline.track("style")
    assert track is not None
    assert track.keyframes[0].value == StylePoint(((one, 0.75), (other, 0.25)))


def test_the_style_in_hand_paints_the_frames(animating: Animating, window: MainWindow, qtbot: QtBot) -> None:
    with watched(animating, window, qtbot) as plain:
        animating.scrub(0)
    with watched(animating, window, qtbot) as painted:
        window.timeline_panel.key_style.click()
    assert animating.timeline.style_names() == [window.editor.style]
    assert not np.array_equal(plain[-1], painted[-1])


def test_a_film_is_exported_and_plays(
    animating: Animating, panel: TimelinePanel, tmp_path: Path, qtbot: QtBot
) -> None:
    animating.set_length(0.5)
    panel.export.click()
    dialog = panel.dialog
    assert dialog is not None
    dialog.ask_where = lambda suffix: tmp_path / f"walk{suffix}"
    dialog.sizes.setCurrentIndex(0)
    with qtbot.waitSignal(animating.exported, timeout=30_000):
        dialog.begin.click()
    with FilmReader(tmp_path / "walk.mp4") as reader:
        frames = list(reader.frames())
    assert len(frames) == animating.timeline.frames
    assert frames[0].picture.shape == (128, 128, 3)
    assert "walk.mp4" in dialog.note.text()
    dialog.reject()


def test_cancel_leaves_no_half_film(
    animating: Animating, panel: TimelinePanel, tmp_path: Path, qtbot: QtBot
) -> None:
    animating.set_length(60)
    panel.export.click()
    dialog = panel.dialog
    assert dialog is not None
    dialog.ask_where = lambda suffix: tmp_path / f"walk{suffix}"
    with qtbot.waitSignal(animating.export_progress, timeout=30_000):
        dialog.begin.click()
    with qtbot.waitSignal(animating.export_ended, timeout=30_000):
        dialog.stop.click()
    assert not [path for path in tmp_path.iterdir() if "walk" in path.name]


def test_a_timeline_is_saved_opened_and_kept_in_the_project(
    animating: Animating, panel: TimelinePanel, window: MainWindow, tmp_path: Path
) -> None:
    panel.ask_where_to_save = lambda: tmp_path / "walk.json"
    panel.save.click()
    before = animating.timeline
    assert read_timeline(tmp_path / "walk.json") == before
    panel.clear.click()
    assert not animating.filmable
    panel.ask_for_file = lambda: tmp_path / "walk.json"
    panel.open.click()
    assert animating.timeline == before
    (tmp_path / "broken.json").write_text("{}")
    panel.ask_for_file = lambda: tmp_path / "broken.json"
    panel.open.click()
    assert "broken.json" in window.messages.text
    assert animating.timeline == before


def test_without_a_generator_nothing_can_be_set(window: MainWindow) -> None:
    assert isinstance(window.studio.generating.model, GeneratorModel | None)
    window.studio.animating.key()
    window.studio.animating.play()
    assert not window.studio.animating.playing
    assert not window.timeline_panel.key.isEnabled()


def test_keying_one_picture_after_another_goes_on_by_a_second_each(
    hand: Hand, window: MainWindow, qtbot: QtBot
) -> None:
    hand.trigger("mode_generate")
    generating, made = window.studio.generating, window.studio.animating
    qtbot.waitUntil(lambda: generating.model is not None and generating.shown is not None, timeout=20_000)
    for seed in (3, 9, 4, 8, 5, 7):
        generating.set_seed(seed)
        hand.trigger("timeline_key")
        hand.trigger("timeline_key")
    fps = made.timeline.fps
    assert seeds_of(made) == [(n * fps, seed) for n, seed in enumerate((3, 9, 4, 8, 5, 7))]
    assert made.frame == 5 * fps
    assert made.timeline.frames == 6 * fps, "longer than it was, with a second to come back in"
    made.timeline.check()

    made.scrub(fps)
    generating.set_seed(11)
    hand.trigger("timeline_key")
    assert seeds_of(made)[:3] == [(0, 3), (fps, 11), (2 * fps, 4)], "one that was gone to is set anew"
    hand.trigger("undo")
    assert seeds_of(made)[1] == (fps, 9)


def test_a_film_does_not_play_where_nobody_sees_it(
    animating: Animating, panel: TimelinePanel, hand: Hand, photo: Path
) -> None:
    hand.trigger("timeline_play")
    assert animating.playing
    hand.trigger("mode_paint")
    assert not animating.playing
    hand.trigger("mode_generate")
    hand.trigger("timeline_play")
    assert animating.playing
    panel.clear.click()
    assert not animating.playing
    assert not panel.play.isEnabled()
