"""Whose a run folder is: of one configuration, as it reads today, and of one trainer at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from exports.run_lock import is_trained
from training.config import config_hash, option
from training.errors import TrainingError
from training.export.label import run_hash
from training.runs.alone import alone_in
from training.runs.log import RunLog


@dataclass(frozen=True)
class Config:
    """Options of a run, two of which came later."""

    rate: float = 0.1
    layers: tuple[int, ...] = (1, 2)
    later: float = 1.0
    length: float = option(10.0, may_change=True)


def begin(folder: Path, config: Config, *, report: bool = True) -> RunLog:
    log = RunLog(folder, config, 10.0, "steps")
    if report:
        log.report(1, loss=1.0)
    return log


def make_older(folder: Path) -> str:
    """Takes the option that came later out of what a run was begun with; returns the hash of then."""
    path = folder / "config.json"
    table = json.loads(path.read_text())
    del table["config"]["later"]
    table["hash"] = "0123456789ab"
    path.write_text(json.dumps(table))
    return table["hash"]


def test_a_start_that_failed_leaves_the_folder_to_another_configuration(tmp_path: Path) -> None:
    begin(tmp_path, Config(rate=5.0), report=False)
    log = begin(tmp_path, Config())
    assert log.hash == config_hash(Config())
    assert json.loads((tmp_path / "config.json").read_text())["config"]["rate"] == 0.1


def test_a_run_is_not_gone_on_with_by_another_configuration(tmp_path: Path) -> None:
    begin(tmp_path, Config())
    with pytest.raises(TrainingError, match=r"other options \(rate\)"):
        begin(tmp_path, replace(Config(), rate=0.2))


def test_an_option_that_came_later_ends_no_run(tmp_path: Path) -> None:
    begin(tmp_path, Config())
    before = make_older(tmp_path)
    assert begin(tmp_path, Config()).hash == before
    assert begin(tmp_path, Config()).hash == before
    assert run_hash(tmp_path, Config()) == before
    make_older(tmp_path)
    with pytest.raises(TrainingError, match=r"other options \(later\)"):
        begin(tmp_path, Config(later=2.0))


def test_a_run_is_gone_on_with_for_longer(tmp_path: Path) -> None:
    before = begin(tmp_path, Config()).hash
    longer = replace(Config(), length=20.0)
    assert begin(tmp_path, longer).hash == before
    assert run_hash(tmp_path, longer) == before
    assert json.loads((tmp_path / "config.json").read_text())["config"]["length"] == 20.0
    with pytest.raises(TrainingError, match=r"other options \(rate\)"):
        begin(tmp_path, replace(longer, rate=0.2))


@pytest.mark.parametrize("written", ['{"config": {}, "hash": 5}', '{"config": {}}', "[]", "no json"])
def test_a_damaged_hash_is_computed(tmp_path: Path, written: str) -> None:
    (tmp_path / "config.json").write_text(written)
    assert run_hash(tmp_path, Config()) == config_hash(Config())


def test_one_trainer_works_on_a_folder(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert not is_trained(run)
    with alone_in(run):
        assert is_trained(run)
        with pytest.raises(TrainingError, match="Another pinxit-train works on"), alone_in(run):
            pass
    assert not is_trained(run)
    with alone_in(run):
        pass


def test_a_trainer_that_was_killed_leaves_the_folder_free(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from training.runs.alone import alone_in\n"
        "with alone_in(Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"in\n"
        assert is_trained(tmp_path)
        other.kill()
    assert not is_trained(tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TrainingError, match="cannot be written"), alone_in(tmp_path / "file" / "run"):
        pass


@pytest.mark.parametrize("written", ['{"config": {}}', "[]", "no json", '{"config": 3, "hash": "a"}'])
def test_a_damaged_configuration_of_a_begun_run_is_one_sentence(tmp_path: Path, written: str) -> None:
    begin(tmp_path, Config())
    (tmp_path / "config.json").write_text(written)
    with pytest.raises(TrainingError, match=r"config\.json is damaged.*choose another --out"):
        begin(tmp_path, Config())


def test_an_option_that_is_known_no_more_is_named(tmp_path: Path) -> None:
    begin(tmp_path, Config())
    path = tmp_path / "config.json"
    table = json.loads(path.read_text())
    table["config"]["bygone"], table["hash"] = 1, "0" * 12
    path.write_text(json.dumps(table))
    with pytest.raises(TrainingError, match=r"other options \(bygone\)"):
        begin(tmp_path, Config())
