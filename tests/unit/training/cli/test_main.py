"""`pinxit-train` as a whole: what it says when it is stopped."""

from __future__ import annotations

import argparse

import pytest

from training.__main__ import main
from training.cli.command import Command


@pytest.mark.parametrize("resumes", [True, False])
def test_a_stopped_command_says_whether_it_can_go_on(
    resumes: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_options: argparse.Namespace) -> None:
        raise KeyboardInterrupt

    command = Command("work", "works", lambda _parser: None, stopped, resumes)
    monkeypatch.setattr("training.__main__.RUN_COMMANDS", (command,))
    assert main(["work"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("pinxit-train: stopped")
    assert said.count("\n") == 1
    assert ("goes on" in said) is resumes
