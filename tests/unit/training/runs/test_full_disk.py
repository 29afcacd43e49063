"""A disk that fills while a run writes: clear words, and the last good checkpoint survives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from training.config import config_hash
from training.errors import TrainingError
from training.gan.config import GanConfig
from training.runs import checkpoint as checkpoints
from training.runs.checkpoint import Checkpoint
from training.runs.log import RunLog, read_stats

SCRIPT = """
import resource, sys
from pathlib import Path
from torch import nn
from training.errors import TrainingError
from training.runs.checkpoint import Checkpoint

resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # a write beyond it fails, as on a full disk
try:
    Checkpoint(Path(sys.argv[1])).save({"network": nn.Linear(100, 100)}, {"step": 2})
except TrainingError as error:
    print(error)
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run folder with a checkpoint of step 1, whose network is of ones."""
    network = nn.Linear(100, 100)
    nn.init.ones_(network.weight)
    Checkpoint(tmp_path).save({"network": network}, {"step": 1})
    return tmp_path


def assert_step_one_is_kept(run: Path) -> None:
    network = nn.Linear(100, 100)
    assert Checkpoint(run).load({"network": network})["step"] == 1
    assert torch.equal(network.weight, torch.ones(100, 100))
    assert [path.name for path in run.iterdir() if path.name.startswith("checkpoint")] == ["checkpoint"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_a_checkpoint_that_does_not_fit_leaves_the_last_one(run: Path) -> None:
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(run)], cwd=root, capture_output=True, text=True, check=True
    )
    assert "could not be written" in done.stdout
    assert "the last good one is kept" in done.stdout
    assert_step_one_is_kept(run)


@pytest.mark.parametrize("at", ["torch.save", "fsync", "rename"])
def test_whatever_fails_while_a_checkpoint_is_written_leaves_the_last_one(
    run: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if at == "torch.save":
        monkeypatch.setattr(checkpoints.torch, "save", full)
    elif at == "fsync":
        monkeypatch.setattr(checkpoints.os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(TrainingError, match=r"No space left on device.*last good one is kept"):
        Checkpoint(run).save({"network": nn.Linear(100, 100)}, {"step": 2})
    monkeypatch.undo()
    assert_step_one_is_kept(run)


@pytest.mark.parametrize("harm", ["killed between the renamings", "a file is gone"])
def test_the_previous_checkpoint_stays_while_it_is_the_only_one(
    run: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    checkpoint = Checkpoint(run)
    checkpoint.folder.rename(checkpoint.previous)
    if harm == "a file is gone":
        checkpoint.folder.mkdir()
        (checkpoint.folder / checkpoints.TENSORS).write_bytes(b"no state beside it")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", full)
        with pytest.raises(TrainingError, match="last good one is kept"):
            checkpoint.save({"network": nn.Linear(100, 100)}, {"step": 2})
    assert checkpoint.state() == {"step": 1}

    checkpoint.save({"network": nn.Linear(100, 100)}, {"step": 2})
    assert checkpoint.state() == {"step": 2}
    assert [path.name for path in run.iterdir() if path.name.startswith("checkpoint")] == ["checkpoint"]


def test_what_a_killed_run_left_of_a_checkpoint_is_cleared_away(run: Path) -> None:
    (run / "checkpoint.new-0badcafe").mkdir()
    (run / "checkpoint.new-0badcafe" / checkpoints.TENSORS).write_bytes(b"half")
    Checkpoint(run).save({"network": nn.Linear(100, 100)}, {"step": 2})

    assert Checkpoint(run).state() == {"step": 2}
    assert [path.name for path in run.iterdir() if path.name.startswith("checkpoint")] == ["checkpoint"]


def test_a_report_that_does_not_fit_ends_the_run_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = GanConfig()
    log = RunLog(tmp_path, config, 1.0, "kimg")
    for done in (0.1, 0.2, 0.3):
        log.report(done, loss=1.0)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("exports.files.os.fsync", full)
        with pytest.raises(TrainingError, match=r"No space left on device.*goes on from the last checkpoint"):
            log.resume_at(0.2)
        with pytest.raises(TrainingError, match="cannot be written: No space left on device"):
            RunLog(tmp_path, config, 1.0, "kimg")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", full)
        with pytest.raises(TrainingError, match="No space left on device"):
            log.report(0.4, loss=1.0)

    assert [line["kimg"] for line in read_stats(tmp_path)] == [0.1, 0.2, 0.3]
    known = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    assert known["hash"] == config_hash(config)
