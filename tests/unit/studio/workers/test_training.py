"""Trainings that are found again by what the studio wrote of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from studio.workers.training import TrainingRun

posix = pytest.mark.skipif(sys.platform == "win32", reason="there it can only be watched")


def noted(folder: Path, pid: int) -> TrainingRun:
    """The run of a folder in which the studio wrote down a process."""
    folder.mkdir()
    (folder / "studio.json").write_text(json.dumps({"pid": pid, "arguments": ["gan"]}))
    return TrainingRun.attach(folder)


@contextmanager
def trainer_of(folder: Path) -> Iterator[int]:
    """A process that works on a folder until it is told to end; its number."""
    waits = [sys.executable, "-c", "print(flush=True); input()", "gan", "--out", os.fspath(folder)]
    with subprocess.Popen(waits, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.stdin.write(b"\n")
        process.stdin.close()


@posix
def test_the_trainer_of_a_run_is_known_again(tmp_path: Path) -> None:
    with trainer_of(tmp_path / "run") as pid:
        assert noted(tmp_path / "run", pid).can_stop


@posix
def test_the_trainer_of_another_run_is_not_taken_for_it(tmp_path: Path) -> None:
    """Its number was the run's once; it must not be stopped in its place."""
    with trainer_of(tmp_path / "run-2") as pid:
        assert not noted(tmp_path / "run", pid).can_stop


@posix
def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"r\xff")
    with trainer_of(folder) as pid:
        assert noted(folder, pid).can_stop


def test_a_number_that_no_process_can_have_is_none(tmp_path: Path) -> None:
    run = noted(tmp_path / "run", 10**30)
    assert not run.can_stop
    assert not run.alive
