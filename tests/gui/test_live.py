"""Live pictures: a film plays the camera's part, styles change while it runs, what is painted is recorded."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.engine.live import Look
from studio.media.errors import PictureError
from studio.media.film_reader import FilmReader
from studio.ui.living import Living
from studio.ui.panels.live_stage import in_words
from studio.ui.window import MainWindow
from studio.workers import live as live_session
from studio.workers.live import LiveSession
from tests.gui.conftest import Hand
from tests.helpers.assertions import assert_pictures_differ, assert_sentence
from tests.helpers.films import moving_square, write_film


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write_film(tmp_path / "street.mkv", moving_square(30, 128, 96), fps=60, codec="ffv1")


@pytest.fixture
def living(hand: Hand, window: MainWindow, film: Path, qtbot: QtBot) -> Living:
    """A session that paints the film."""
    hand.trigger("mode_live")
    made = window.studio.living
    window.live_panel.ask_for_film = lambda: film
    window.live_panel.film.click()
    qtbot.waitUntil(lambda: made.shown is not None, timeout=20_000)
    return made


def after_next(living: Living, qtbot: QtBot, count: int = 3) -> np.ndarray:
    """What is painted some frames later."""
    for _ in range(count):
        with qtbot.waitSignal(living.frame_changed, timeout=20_000):
            pass
    assert living.shown is not None
    return living.shown.after


def test_a_film_is_painted_and_the_figures_are_shown(
    living: Living, window: MainWindow, qtbot: QtBot
) -> None:
    painted = after_next(living, qtbot, 12)
    assert living.shown is not None
    assert_pictures_differ(painted, living.shown.before)
    figures = living.shown.figures
    assert figures.fps > 0
    assert figures.paint_ms > 0
    assert figures.size == (128, 96)
    text = window.live_stage.figures.text()
    assert "128 × 96" in text
    assert "frames a second" in text
    assert window.live_stage.toggle.text() == "Stop"
    window.live_stage.toggle.click()
    assert not living.running
    assert window.live_stage.toggle.text() == "Start"


def test_style_mix_and_strength_change_while_it_runs(
    living: Living, window: MainWindow, qtbot: QtBot
) -> None:
    first = after_next(living, qtbot)
    names = [card.name for card in window.studio.cards]
    other = next(name for name in names if name != living.style)
    window.live_panel.shelf.taken.emit(other)
    assert_pictures_differ(after_next(living, qtbot), first)
    window.live_panel.shelf.mixed.emit(names[0])
    assert window.live_panel.mix.isVisible()
    mixed = after_next(living, qtbot)
    window.live_panel.mix.edited.emit(1.0)
    assert_pictures_differ(after_next(living, qtbot), mixed)
    window.live_panel.shelf.taken.emit(other)
    assert (living.style, living.second_style, living.mix) == (other, names[0], 0)
    window.live_panel.shelf.mixed.emit(names[0])
    assert (living.second_style, living.mix) == (names[0], 0.5)
    window.live_panel.shelf.mixed.emit(names[0])
    assert living.second_style == ""
    window.live_panel.strength.edited.emit(0.0)
    after_next(living, qtbot)
    assert living.shown is not None
    assert np.abs(living.shown.after.astype(int) - living.shown.before).mean() < 3


def test_a_stopped_picture_follows_its_style(living: Living, window: MainWindow, qtbot: QtBot) -> None:
    living.stop()
    assert living.shown is not None
    frame, painted = living.shown.before, living.shown.after
    other = next(card.name for card in window.studio.cards if card.name != living.style)
    with qtbot.waitSignal(living.frame_changed, timeout=20_000):
        window.live_panel.shelf.taken.emit(other)
    assert_pictures_differ(living.shown.after, painted)
    assert living.shown.before is frame
    # The hand's last word is what is seen in the end, however many it said.
    for strength in (1.5, 0.7, 0.0):
        window.live_panel.strength.edited.emit(strength)
    qtbot.waitUntil(lambda: _distance(living) < 3, timeout=20_000)
    qtbot.waitUntil(lambda: not window.studio.queues.tasks.busy(), timeout=20_000)
    assert _distance(living) < 3
    assert not living.running


def _distance(living: Living) -> float:
    """How far the painted picture is from the one that came."""
    assert living.shown is not None
    return float(np.abs(living.shown.after.astype(int) - living.shown.before).mean())


def test_before_after_and_both_are_shown(living: Living, window: MainWindow, qtbot: QtBot) -> None:
    stage = window.live_stage
    shots = []
    for sides in ("after", "before", "split"):
        stage.sides.show_value(sides)
        stage.sides.activated.emit(0)
        after_next(living, qtbot, 1)
        shots.append(stage.view.grab().toImage())
    assert shots[0] != shots[1] != shots[2]
    assert stage.view.line == 0.5


def test_what_is_left_before_its_source_is_open_does_not_begin(
    hand: Hand, window: MainWindow, film: Path, qtbot: QtBot
) -> None:
    hand.trigger("mode_live")
    living, gate, tasks = window.studio.living, threading.Event(), window.studio.queues.tasks
    for number in range(8):  # More than there are threads.
        tasks.submit(lambda _context: gate.wait(20), key=("gate", str(number)), priority=9)
    living.source = film
    living.start()
    assert living.stop()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=20_000)
    qtbot.wait(200)
    assert not living.running


def test_a_session_that_ended_is_let_go_of(living: Living, qtbot: QtBot) -> None:
    gone: list[object] = []
    session = living._session
    assert session is not None
    session.destroyed.connect(lambda *_: gone.append(1))
    living.stop()
    qtbot.waitUntil(lambda: bool(gone), timeout=20_000)
    assert living._ending == []


def test_the_studio_waits_for_a_recording_that_is_finished_slowly(
    living: Living, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = live_session._Recording.finish

    def slowly(recording: live_session._Recording) -> Path | None:
        time.sleep(1.0)
        return finish(recording)

    monkeypatch.setattr(live_session._Recording, "finish", slowly)
    out = tmp_path / "painted.mp4"
    living.record(out)
    after_next(living, qtbot)
    session = living._session
    assert session is not None
    monkeypatch.setattr(session, "stop", partial(session.stop, 0.01))
    living.finish()
    assert out.is_file()


def test_what_is_painted_is_recorded(
    living: Living, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "live.mp4"
    window.live_panel.ask_where_to_record = lambda: path
    window.live_panel.record.click()
    after_next(living, qtbot, 8)
    assert window.live_panel.record.text() == "Stop recording"
    with qtbot.waitSignal(living.recorded, timeout=20_000):
        window.live_panel.record.click()
    with FilmReader(path) as reader:
        frames = list(reader.frames())
    assert len(frames) >= 5
    assert frames[0].picture.shape == (96, 128, 3)
    assert living.running
    assert "live.mp4" in window.messages.text


def test_a_recording_that_follows_at_once_is_kept_as_well(
    living: Living, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.mp4", tmp_path / "second.mp4"
    living.record(first)
    after_next(living, qtbot, 3)
    # No frame comes between the end of the one and the beginning of the other.
    living.stop_recording()
    living.record(second)
    assert living.recording
    qtbot.waitUntil(first.exists, timeout=20_000)
    after_next(living, qtbot, 3)
    with qtbot.waitSignal(living.recorded, timeout=20_000):
        living.stop_recording()
    assert not living.recording
    for path in (first, second):
        with FilmReader(path) as reader:
            assert len(list(reader.frames())) >= 1


def test_leaving_the_mode_ends_it_and_keeps_the_recording(
    living: Living, hand: Hand, tmp_path: Path, qtbot: QtBot
) -> None:
    living.record(tmp_path / "live.webm")
    after_next(living, qtbot, 4)
    with qtbot.waitSignal(living.recorded, timeout=20_000):
        hand.trigger("mode_paint")
    assert not living.running
    assert (tmp_path / "live.webm").stat().st_size > 0


def test_a_recording_that_cannot_be_written_is_told_and_the_picture_goes_on(
    living: Living, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(living.failed, timeout=20_000) as told:
        living.record(tmp_path / "nowhere" / "live.mp4")
    assert told.args is not None
    assert isinstance(told.args[0], PictureError)
    assert window.messages.isVisible()
    after_next(living, qtbot)
    assert living.running
    assert not living.recording


def test_a_frame_becomes_a_document(living: Living, window: MainWindow, qtbot: QtBot) -> None:
    window.live_panel.to_canvas.click()
    qtbot.waitUntil(lambda: window.editor.painting is not None, timeout=20_000)
    assert window.editor.painting is not None
    assert window.editor.painting.document.base.shape == (96, 128, 3)
    assert not living.running


def test_a_film_that_is_none_is_told(hand: Hand, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    hand.trigger("mode_live")
    (tmp_path / "none.mp4").write_text("nothing")
    with qtbot.waitSignal(window.studio.living.failed, timeout=20_000):
        window.live_panel._take_path(tmp_path / "none.mp4")
    assert "none.mp4" in window.messages.text
    assert not window.studio.living.running


class Endless:
    """Gives frames as quickly as they are taken, and fails after so many."""

    def __init__(self, count: int, error: Exception | None = None) -> None:
        self.title, self.fps = "Front camera", 500.0
        self._count, self._error = count, error
        self.given = 0

    def frames(self, stop: threading.Event) -> Iterator[np.ndarray]:
        frame = moving_square(1)[0]
        for _ in range(self._count):
            if stop.wait(0.002):
                return
            self.given += 1
            yield frame
        if self._error is not None:
            raise self._error


def look_of(window: MainWindow) -> Look:
    library, card = window.studio.living._library, window.studio.cards[0]
    return Look(library.style(card), card.vector)


def test_a_camera_that_vanishes_gives_one_sentence(window: MainWindow, qtbot: QtBot) -> None:
    lost = PictureError("The camera Front camera has gone; plug it in again and start anew.")
    living = window.studio.living
    with qtbot.waitSignal(living.failed, timeout=20_000) as told:
        living._begin(Endless(20, lost))
    assert told.args == [lost]
    assert_sentence(window.messages.text, "Front camera")
    assert not living.running
    assert living.shown is not None


def test_frames_are_left_out_and_never_queued(window: MainWindow, qtbot: QtBot) -> None:
    source = Endless(400)
    painted: list[int] = []
    slow = threading.Event()

    def look() -> Look:
        slow.wait(0.3)  # While the network is opened, frames go on coming.
        return look_of(window)

    session = LiveSession(source, look)
    session.ready.connect(lambda: painted.append(1))
    with qtbot.waitSignal(session.ended, timeout=30_000):
        session.start()
    result = session.take()
    assert result is not None
    assert result.figures.dropped > 20
    assert len(painted) + result.figures.dropped <= source.given
    assert "left out" in in_words(result.figures)
    counted = replace(result.figures, fps=12.6, source_fps=12.4)
    assert in_words(counted).startswith("12 of 12 frames"), "no more than there are"
    session.stop()
