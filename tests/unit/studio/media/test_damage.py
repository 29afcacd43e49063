"""Damaged files of every kind: one sentence or a fresh start, and nothing is written, changed or lost.

`python -m tests.bench.fuzz` does the same for minutes.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from studio.engine.optimizer_state import OptimizerState
from studio.media.errors import PictureError
from studio.media.latents import read_latent
from studio.media.recovery import Recovery
from studio.media.run_folder import read_run
from studio.ui.memory import Memory, Remembered
from studio.ui.recent import RecentFiles
from studio.ui.store import read_json
from studio.workers.training import TrainingRun
from tests.helpers.assertions import assert_refused
from tests.helpers.damage import Fault, damaged_values, try_damaged
from tests.helpers.sound_files import Sound, optimizer_work, sound_files

TRIES = int(os.environ.get("PINXIT_FUZZ_EXAMPLES", "12"))
DEEP = f"{'[' * 50_000}{']' * 50_000}"
HUGE = f"1{'0' * 400}"


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> list[Sound]:
    return sound_files(tmp_path_factory.mktemp("sound"))


def test_sound_files_are_read(sounds: list[Sound], tmp_path: Path) -> None:
    for sound in sounds:
        copy = tmp_path / sound.path.name
        shutil.copytree(sound.path, copy) if sound.path.is_dir() else shutil.copyfile(sound.path, copy)
        sound.read(copy)
        shutil.rmtree(copy) if copy.is_dir() else copy.unlink()


def test_damaged_files_give_one_sentence_and_lose_nothing(sounds: list[Sound], tmp_path: Path) -> None:
    dice = random.Random(7)
    for number, sound in enumerate(sounds):
        for attempt in range(TRIES):
            place = tmp_path / f"{number}-{attempt}"
            place.mkdir()
            try_damaged(sound, place, dice)


def test_the_watch_notices_what_is_lost(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(Fault, match="lost 1 files"):
        try_damaged(Sound(tmp_path / "a.json", Path.unlink), tmp_path / "kept", random.Random(1))


# ---- what the fuzzing found


@pytest.mark.parametrize("content", [DEEP, "{", "\x00", '"'])
def test_settings_that_cannot_be_read_are_kept(tmp_path: Path, content: str) -> None:
    store = tmp_path / "session.json"
    for number in range(2):
        store.write_text(content)
        assert read_json(store) is None
        assert not store.exists()
        kept = tmp_path / f"session.json{'.1' if number else ''}.damaged"
        assert kept.read_text() == content


def test_a_session_with_a_number_beyond_all_bounds_begins_anew(tmp_path: Path) -> None:
    store = tmp_path / "session.json"
    Memory(store).keep(Remembered())
    values = json.loads(store.read_text())
    values["hand"]["spokes"] = float("inf")
    store.write_text(json.dumps(values))
    assert Memory(store).recall() == Remembered()


def test_a_recent_file_with_an_endless_name_is_not_there(tmp_path: Path) -> None:
    store = tmp_path / "recent.json"
    store.write_text(json.dumps(["x" * 10_000, str(store), "a\0b"]))
    assert [file.path for file in RecentFiles(store).files] == [store]


def test_a_latent_of_endless_numbers_is_none(tmp_path: Path) -> None:
    path = tmp_path / "latent.json"
    path.write_text(f'{{"schema": 1, "model": "a", "latent": [1, {HUGE}]}}')
    assert_refused(lambda: read_latent(path), "latent.json", "no latent", error=PictureError)


def test_figures_of_a_training_that_no_curve_goes_through_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"config": {"discriminator": "plain", "total_kimg": 40}}')
    lines = ['{"kimg": 1, "loss": 2}', f'{{"kimg": {HUGE}, "loss": 2}}', '{"kimg": 2, "loss": NaN}', DEEP]
    (tmp_path / "stats.jsonl").write_text("\n".join([*lines, '{"kimg": 3, "loss": Infinity, "lr": 0.5}']))
    report = read_run(tmp_path)
    assert (report.done, report.figures) == (3, {"loss": [(1, 2)], "lr": [(3, 0.5)]})


def test_a_record_of_a_training_that_is_nested_too_deeply_is_none(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"config": {"discriminator": "plain"}}')
    (tmp_path / "studio.json").write_text(DEEP)
    assert TrainingRun.attach(tmp_path).arguments == []


def test_a_saved_run_with_a_broken_header_is_refused(tmp_path: Path) -> None:
    state = optimizer_work().parts["state"]
    broken = state.replace(b"'fortran_order'", b"'fortran_order\n")
    assert_refused(lambda: OptimizerState.from_bytes(broken, "run.npz"), "run.npz")


def test_an_autosave_that_cannot_be_read_is_kept_and_said(sounds: list[Sound], tmp_path: Path) -> None:
    [root] = [sound.path for sound in sounds if sound.path.name == "recovery"]
    copy = tmp_path / "recovery"
    shutil.copytree(root, copy)
    [folder] = copy.iterdir()
    document = folder / "document.json"
    document.write_bytes(document.read_bytes()[:100])
    packs = {path.name for path in folder.iterdir()}
    recovery = Recovery(copy)
    assert recovery.abandoned() == []
    [aside] = recovery.damaged
    assert {path.name for path in aside.iterdir()} == packs
    assert Recovery(copy).abandoned() == []
    assert aside.is_dir()


def test_damaged_values_are_other_values() -> None:
    dice = random.Random(0)
    text = b'{"a": [1, {"b": 2}], "c": "d"}'
    assert len({damaged_values(text, dice) for _ in range(60)}) > 30
