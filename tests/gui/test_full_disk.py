"""A disk that fills while the studio works: clear words, nothing lost, and it goes on when there is room again."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.document.layers import PictureLayer
from studio.media.film_reader import FilmReader
from studio.media.openraster import open_project
from studio.ui.window import MainWindow
from studio.workers.trainer import Trainer
from tests.gui.conftest import Hand
from tests.helpers import fake_trainer
from tests.helpers.assertions import assert_sentence
from tests.helpers.films import moving_square, write_film
from tests.helpers.full_disk import fill_the_disk, fill_the_disk_for_films

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /dev/full")


@pytest.fixture
def films(tmp_path: Path) -> Path:
    (tmp_path / "films").mkdir()
    return tmp_path / "films"


def test_a_timelines_film(
    hand: Hand, window: MainWindow, films: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand.trigger("mode_generate")
    generating, animating = window.studio.generating, window.studio.animating
    qtbot.waitUntil(lambda: generating.shown is not None, timeout=20_000)
    hand.trigger("timeline_key")
    animating.set_length(1.0)
    window.timeline_panel.export.click()
    dialog = window.timeline_panel.dialog
    assert dialog is not None
    dialog.ask_where = lambda suffix: films / f"walk{suffix}"
    dialog.sizes.setCurrentIndex(0)
    before = animating.timeline
    with monkeypatch.context() as patch:
        fill_the_disk_for_films(patch)
        with qtbot.waitSignal(animating.export_ended, timeout=30_000):
            dialog.begin.click()
    assert_sentence(window.messages.text, "walk.mp4", "the disk is full")
    assert list(films.iterdir()) == []
    assert animating.timeline == before
    with qtbot.waitSignal(animating.exported, timeout=60_000):
        dialog.begin.click()
    with FilmReader(films / "walk.mp4") as reader:
        assert len(list(reader.frames())) == 24
    dialog.reject()


def test_a_live_recording(
    hand: Hand, window: MainWindow, films: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = write_film(tmp_path / "street.mkv", moving_square(30, 128, 96, noise=40), fps=60, codec="ffv1")
    hand.trigger("mode_live")
    living = window.studio.living
    window.live_panel.ask_for_film = lambda: film
    window.live_panel.film.click()
    qtbot.waitUntil(lambda: living.shown is not None, timeout=20_000)
    with monkeypatch.context() as patch:
        fill_the_disk_for_films(patch)
        with qtbot.waitSignal(living.failed, timeout=60_000):
            living.record(films / "live.mp4")
    assert_sentence(window.messages.text, "live.mp4", "the disk is full")
    assert list(films.iterdir()) == []
    assert living.running
    assert not living.recording
    with qtbot.waitSignal(living.frame_changed, timeout=20_000):
        pass
    hand.trigger("mode_paint")


def test_a_run_of_the_optimizer_in_its_project(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand.open(photo)
    hand.trigger("mode_optimize")
    panel, optimizing = window.optimizer_panel, window.studio.optimizing
    optimizing.set_style(np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8), "style.png")
    panel.size_slider.set_number(64)
    panel.steps.set_number(1000)
    path = tmp_path / "work.ora"
    with qtbot.waitSignal(window.editor.projects.saved, timeout=30_000):
        window.editor.projects.save(path)
    before = path.read_bytes()
    panel.start.click()
    qtbot.waitUntil(lambda: len(optimizing.losses) >= 3, timeout=30_000)
    panel.pause.click()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)
    at = len(optimizing.losses)
    with monkeypatch.context() as patch:
        fill_the_disk(patch, room_bytes=2000)
        window.editor.projects.save(path)
        qtbot.waitUntil(lambda: "the disk is full" in window.messages.text, timeout=30_000)
    assert_sentence(window.messages.text, "work.ora")
    assert path.read_bytes() == before, "the project that was there is lost"
    assert not list(tmp_path.glob(".work.ora*")), "half a project is left"
    assert window.editor.modified
    panel.go_on.click()
    qtbot.waitUntil(lambda: len(optimizing.losses) >= at + 2, timeout=30_000)
    panel.pause.click()
    qtbot.waitUntil(lambda: not optimizing.running, timeout=30_000)
    with qtbot.waitSignal(window.editor.projects.saved, timeout=30_000):
        window.editor.projects.save(path)
    [layer] = open_project(path)[0].document.layers
    assert isinstance(layer, PictureLayer)
    assert layer.work is not None
    assert layer.work.settings["step"] == len(optimizing.losses) >= at + 2


def test_an_autosave_tries_again(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    with monkeypatch.context() as patch:
        fill_the_disk(patch)
        window.studio.autosave.write_now()
        qtbot.waitUntil(lambda: "not kept safe" in window.messages.text, timeout=10_000)
    # Nothing is painted meanwhile.
    window.studio.autosave.set_delay(10)
    qtbot.waitUntil(lambda: any((tmp_path / "state").rglob("document.json")), timeout=20_000)


def test_a_training_is_not_begun(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.ui.training import TrainingWish

    training = window.studio.training
    training.trainer, training.following = Trainer(fake_trainer.COMMAND), False
    out = tmp_path / "flowers"
    wish = TrainingWish("gan", tmp_path, out)
    with monkeypatch.context() as patch:
        fill_the_disk(patch, room_bytes=5)
        training.begin(wish)
    assert "No space left" in window.messages.text
    assert not training.alive
    assert [path.name for path in out.iterdir()] == [], "something runs that nobody finds again"
    training.begin(wish)
    qtbot.waitUntil(lambda: training.alive, timeout=30_000)
    training.stop()
    qtbot.waitUntil(lambda: not training.alive, timeout=30_000)
