"""The optimizer is killed and goes on from where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from exports.errors import ModelError
from studio.__main__ import main
from studio.engine.optimizer_state import OptimizerState

SAVES_EVERY_STEP = """
import sys
from studio.engine import pacing
pacing.LEAST_S = 0.0
pacing.BYTES_PER_S = 1 << 40
from studio.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
LIMIT_S = 120


def steps_saved(path: Path) -> int:
    try:
        return OptimizerState.load(path).step
    except ModelError:
        return 0


@pytest.mark.parametrize("method", ["adam", "lbfgs"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_run_goes_on_from_where_it_was(
    photo: Path, tiny_folder: Path, tmp_path: Path, method: str
) -> None:
    state, out, whole = tmp_path / "run.npz", tmp_path / "out.png", tmp_path / "whole.png"
    arguments = ["optimize", str(photo), str(photo), "--model", "tiny-perceptual", "--size", "64"]
    arguments += ["--steps", "400", "--init", "noise", "--method", method, "--average", "--threads", "1"]
    arguments += ["--models-folder", str(tiny_folder)]
    command = [sys.executable, "-c", SAVES_EVERY_STEP, *arguments, "--resume", str(state), "--out", str(out)]
    killed = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + LIMIT_S
    while steps_saved(state) < 20:
        assert killed.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < deadline, "nothing was saved"
    os.kill(killed.pid, signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert not out.exists()
    at = steps_saved(state)
    assert 20 <= at < 400
    assert main([*arguments, "--resume", str(state), "--out", str(out)]) == 0
    assert main([*arguments, "--out", str(whole)]) == 0
    resumed, uninterrupted = (np.asarray(Image.open(path)) for path in (out, whole))
    np.testing.assert_array_equal(resumed, uninterrupted)


@pytest.mark.parametrize(
    "change", [["--steps", "6"], ["--seed", "3"], ["--average"], ["--style-weight", "2"], ["other"]]
)
def test_a_run_of_something_else_is_not_gone_on_with(
    photo: Path, tiny_folder: Path, tmp_path: Path, change: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    state, out = tmp_path / "run.npz", tmp_path / "out.png"
    other = tmp_path / "other.png"
    Image.new("RGB", (80, 60), (200, 10, 10)).save(other)
    end = ["--model", "tiny-perceptual", "--size", "64", "--resume", str(state)]
    end += ["--models-folder", str(tiny_folder), "--init", "noise"]
    begun = ["optimize", str(photo), str(photo), "--steps", "4", *end]
    assert main([*begun, "--out", str(out)]) == 0
    assert main([*begun, "--out", str(out)]) == 0
    painted = out.read_bytes()
    changed = begun if change == ["other"] else [*begun, *change]
    if change == ["other"]:
        changed[1] = str(other)
    assert main([*changed, "--out", str(out)]) == 1
    assert "a run of other pictures or options" in capsys.readouterr().err
    assert out.read_bytes() == painted
