"""What stands in a checkpoint is read as it was at one moment, and what is damaged is said in one sentence."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import torch
from torch import nn

from training.errors import TrainingError
from training.runs.checkpoint import STATE, TENSORS, Checkpoint


def saved(folder: Path, number: float) -> Checkpoint:
    layer = nn.Linear(40, 40)
    nn.init.constant_(layer.weight, number)
    checkpoint = Checkpoint(folder)
    checkpoint.save({"layer": layer}, {"number": number})
    return checkpoint


def test_state_and_tensors_are_of_one_moment_while_a_trainer_goes_on(tmp_path: Path) -> None:
    checkpoint, enough = saved(tmp_path, 0.0), threading.Event()

    def train() -> None:
        number = 0.0
        while not enough.is_set():
            number += 1.0
            saved(tmp_path, number)

    trainer = threading.Thread(target=train)
    trainer.start()
    try:
        seen = [checkpoint.read() for _ in range(150)]
    finally:
        enough.set()
        trainer.join()
    assert all((each.tensors["layer"]["weight"] == each.state["number"]).all() for each in seen)
    assert len({each.state["number"] for each in seen}) > 1


@pytest.mark.parametrize("name", [STATE, TENSORS])
@pytest.mark.parametrize("harm", [b"", b"no checkpoint", b"\x80\x02}q\x00."])
def test_what_is_damaged_is_one_sentence(tmp_path: Path, name: str, harm: bytes) -> None:
    checkpoint = saved(tmp_path, 1.0)
    (checkpoint.folder / name).write_bytes(harm)
    for read in (checkpoint.read, checkpoint.tensors, lambda: checkpoint.load({"layer": nn.Linear(40, 40)})):
        with pytest.raises(TrainingError, match="damaged"):
            read()
    if name == STATE:
        with pytest.raises(TrainingError, match="damaged"):
            checkpoint.state()


def test_another_shape_and_none_at_all_are_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="There is no checkpoint"):
        Checkpoint(tmp_path / "nowhere").state()
    with pytest.raises(TrainingError, match="does not fit"):
        saved(tmp_path, 1.0).load({"layer": nn.Linear(3, 3)})
    assert torch.equal(Checkpoint(tmp_path).tensors()["layer"]["weight"], torch.ones(40, 40))
