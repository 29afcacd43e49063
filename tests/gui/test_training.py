"""Trainings from the studio: begun, watched, stopped, gone on with, found again, and looked at through checkpoints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from studio.ui.training import Training, TrainingWish, warnings_in
from studio.ui.training_window import TrainingWindow
from studio.ui.window import MainWindow
from studio.workers.trainer import Trainer, last_words, progress_in
from studio.workers.training import TrainingRun
from tests.gui.conftest import Hand
from tests.helpers import fake_trainer

LIMIT_MS = 60_000


@pytest.fixture
def training(window: MainWindow, qtbot: QtBot) -> Iterator[Training]:
    made = window.studio.training
    made.trainer = Trainer(fake_trainer.COMMAND)
    made._timer.setInterval(50)
    made.following = False
    yield made
    made.stop()
    qtbot.waitUntil(lambda: not made.alive, timeout=LIMIT_MS)


@pytest.fixture
def begin(training: Training, tmp_path: Path) -> Callable[..., Path]:
    def begin(name: str, kind: str = "gan") -> Path:
        out = tmp_path / name
        training.begin(TrainingWish(kind, tmp_path, out, paintings=tmp_path))
        return out

    return begin


def done(training: Training) -> float:
    return 0.0 if training.report is None else training.report.done


def test_a_run_is_watched_stopped_and_gone_on_with(
    training: Training, window: MainWindow, begin: Callable[..., Path], qtbot: QtBot
) -> None:
    window.actions_by_id["train"].trigger()
    desk = window.training_desk.window
    out = begin("flowers")
    qtbot.waitUntil(lambda: done(training) >= 5, timeout=LIMIT_MS)
    assert training.alive
    assert not desk.start.isEnabled()
    assert "flowers trains" in desk.caption.text()
    assert desk.figure.currentText() == "loss"
    assert desk.samples.image is not None
    assert "mode collapse" in desk.warnings.text()
    desk.stop.click()
    qtbot.waitUntil(lambda: not training.alive, timeout=LIMIT_MS)
    at = json.loads((out / "checkpoint" / "state.json").read_text())["done"]
    assert 5 <= at < 40
    qtbot.waitUntil(desk.go_on.isEnabled, timeout=LIMIT_MS)
    desk.go_on.click()
    qtbot.waitUntil(lambda: done(training) > at + 1, timeout=LIMIT_MS)
    assert f"going on from {at} kimg" in (out / "studio.log").read_text()


def test_a_run_survives_the_studio_and_is_found_again(
    training: Training, window: MainWindow, begin: Callable[..., Path], qtbot: QtBot, tmp_path: Path
) -> None:
    out = begin("flowers")
    qtbot.waitUntil(lambda: done(training) >= 2, timeout=LIMIT_MS)
    # What another start of the studio does: it knows the folder from its settings, and no process.
    later = Training(
        window.editor.library,
        training.trainer,
        window.studio.queues.tasks,
        tmp_path / "settings" / "training.json",
        window,  # Without a parent, a worker's garbage collection may delete it, timer and all, in its own thread.
    )
    later.following = False
    later.recall()
    assert later.folder == out
    assert later.alive
    before = done(training)
    qtbot.waitUntil(lambda: done(training) > before, timeout=LIMIT_MS)
    later.stop()
    qtbot.waitUntil(lambda: not later.alive and not training.alive, timeout=LIMIT_MS)
    assert later.can_go_on


def test_a_generators_checkpoints_come_into_the_room(
    training: Training, window: MainWindow, begin: Callable[..., Path], qtbot: QtBot
) -> None:
    training.following = True
    loaded: list[str] = []
    training.loaded.connect(loaded.append)
    begin("My Flowers")
    qtbot.waitUntil(lambda: bool(loaded), timeout=LIMIT_MS)
    panel, generating = window.generator_panel, window.studio.generating
    place = panel.models.findData("my-flowers")
    assert place >= 0
    generating.choose_model("my-flowers")
    qtbot.waitUntil(
        lambda: generating.model is not None and generating.name == "my-flowers", timeout=LIMIT_MS
    )
    first = generating.model
    count = len(loaded)
    qtbot.waitUntil(lambda: len(loaded) > count, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: generating.model is not first, timeout=LIMIT_MS)
    assert panel.models.currentData() == "my-flowers"


def test_a_style_networks_checkpoints_come_onto_the_shelf(
    training: Training, window: MainWindow, hand: Hand, photo: Path, begin: Callable[..., Path], qtbot: QtBot
) -> None:
    hand.open(photo)
    training.following = True
    with qtbot.waitSignal(training.styles_loaded, timeout=LIMIT_MS):
        begin("mine", "style")
    window.editor.take_style("mine-wheat")
    assert window.editor.style == "mine-wheat"
    window.editor.fill()
    hand.settle()
    painting = window.editor.painting
    assert painting is not None

    def network() -> str:
        """Which file the run's network was opened from."""
        found = (model.digest for model in painting.stylizers.models() if model.card.network == "mine-0")
        return next(found, "")

    first = network()
    assert first
    with qtbot.waitSignal(training.styles_loaded, timeout=LIMIT_MS):
        pass
    qtbot.waitUntil(lambda: network() not in (first, ""), timeout=LIMIT_MS)
    hand.settle()
    assert [card.name for card in window.style_panel._cards].count("mine-wheat") == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dies", "The loss is not a number at step 2"),
        ("crashes", "the networks came apart"),
        ("killed", "was ended by the system"),
    ],
)
def test_a_process_that_dies_says_one_sentence_and_loses_nothing(
    training: Training, window: MainWindow, begin: Callable[..., Path], qtbot: QtBot, name: str, words: str
) -> None:
    out = begin(name)
    qtbot.waitUntil(window.messages.isVisible, timeout=LIMIT_MS)
    assert words in window.messages.text
    assert json.loads((out / "checkpoint" / "state.json").read_text())["done"] == 1
    assert training.can_go_on


def test_a_finished_run_says_nothing(
    training: Training, window: MainWindow, begin: Callable[..., Path], qtbot: QtBot
) -> None:
    begin("flowers")
    qtbot.waitUntil(lambda: done(training) >= 40, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: not training.alive, timeout=LIMIT_MS)
    assert not window.messages.isVisible()


def test_a_folder_that_is_no_run_gives_a_sentence(
    training: Training, window: MainWindow, tmp_path: Path
) -> None:
    training.attach(tmp_path)
    assert "no run folder" in window.messages.text
    assert training.folder is None


def test_the_form_says_what_is_missing_and_makes_the_call(
    training: Training, window: MainWindow, tmp_path: Path
) -> None:
    desk: TrainingWindow = window.training_desk.window
    assert desk.wish() is None
    assert "Name the folders" in desk.message.text()
    desk.kind.show_value("style")
    desk.data.line.setText(str(tmp_path / "photos"))
    desk.paintings.line.setText(str(tmp_path / "paintings"))
    desk.out.line.setText(str(tmp_path / "run"))
    desk.more.setText("--steps 20 --set 'batch=2'")
    wish = desk.wish()
    assert wish is not None
    assert wish.arguments() == [
        *("style", str(tmp_path / "photos"), "--out", str(tmp_path / "run")),
        *("--styles", str(tmp_path / "paintings"), "--preset", "own-cpu", "--perceptual", "pinxit"),
        *("--steps", "20", "--set", "batch=2"),
    ]
    desk.preset.setCurrentText("cpu")
    assert desk.perceptual.text() == "", "what it looks through is not our own"
    desk.perceptual.setText("/weights")
    desk.preset.setCurrentText("own-cpu")
    assert desk.perceptual.text() == "/weights"
    desk.more.setText("'")
    assert desk.wish() is None


def test_the_first_presets_need_nothing_but_what_ships(training: Training, window: MainWindow) -> None:
    from training.config import DEFAULT_PRESETS, build, merge, read_preset
    from training.gan.config import GanConfig

    desk: TrainingWindow = window.training_desk.window
    for kind in ("gan", "style"):
        desk.kind.show_value(kind)
        assert desk.perceptual.text() == "pinxit"
        assert desk.preset.currentText() == DEFAULT_PRESETS[kind]
        preset = read_preset(kind, desk.preset.currentText())
        used = preset["looks"] if kind == "style" else preset["projected"]["views"]
        assert {each["network"] for each in used} <= {"pinxit", "pixels"}
    assert build(GanConfig, merge({}, read_preset("gan", "own-64"))).perceptual == ("pinxit",)


def test_no_preset_is_the_one_that_the_trainer_takes_unnamed(
    training: Training, window: MainWindow, tmp_path: Path
) -> None:
    from training.__main__ import build_parser
    from training.cli.command import basis_of

    desk: TrainingWindow = window.training_desk.window
    for folder in (desk.data, desk.paintings, desk.out):
        folder.line.setText(str(tmp_path))
    for kind in ("gan", "style"):
        desk.kind.show_value(kind)
        first = desk.preset.currentText()
        desk.preset.setCurrentText("cpu" if kind == "style" else "cpu-64")
        assert desk.perceptual.text() == ""
        desk.preset.setCurrentText("")
        line = desk.preset.lineEdit()
        assert line is not None
        assert line.placeholderText() == first
        assert desk.perceptual.text() == "pinxit"
        wish = desk.wish()
        assert wish is not None
        assert "--preset" not in wish.arguments()
        assert basis_of(build_parser().parse_args(wish.arguments()), kind).preset == first


def test_without_a_trainer_one_sentence_says_so(
    training: Training, window: MainWindow, begin: Callable[..., Path]
) -> None:
    training.trainer = Trainer(None)
    out = begin("flowers")
    assert "pip install 'pinxit[training]'" in window.messages.text
    assert not out.exists()


def test_words_of_a_trainer_are_understood() -> None:
    found = progress_in("20/400 steps  style 0.3  2 min left")
    assert found is not None
    assert (found.share, found.unit) == (0.05, "steps")
    assert progress_in("going on from step 20") is None
    assert last_words(["pinxit-train: no pictures."], 1) == "No pictures."
    assert "said nothing" in last_words(["3/9 steps"], 1)
    said = ["3/9 steps", "The pictures copy the data: 20% of them.", "going on from 3 kimg"]
    assert warnings_in(said) == ["The pictures copy the data: 20% of them."]


def test_a_run_of_another_folder_is_no_process_of_ours(tmp_path: Path) -> None:
    import os

    (tmp_path / "studio.json").write_text(json.dumps({"pid": os.getpid(), "arguments": ["gan"]}))
    assert not TrainingRun.attach(tmp_path).alive
