"""Ctrl+C in a training: noted, so that a checkpoint is written; the second one ends at once."""

from __future__ import annotations

import os
import signal

import pytest

from training.runs.stopping import asked_to_stop


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_the_first_is_noted_and_told_at_the_end() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[bool] = []

    def run() -> None:
        with asked_to_stop() as asked:
            seen.append(asked())
            interrupt()
            seen.append(asked())

    with pytest.raises(KeyboardInterrupt):
        run()
    assert seen == [False, True]
    assert signal.getsignal(signal.SIGINT) == before


def test_the_second_ends_at_once() -> None:
    reached: list[str] = []

    def run() -> None:
        with asked_to_stop():
            interrupt()
            interrupt()
            reached.append("after the second")

    with pytest.raises(KeyboardInterrupt):
        run()
    assert not reached


def test_a_run_that_nobody_asked_ends_as_it_likes() -> None:
    with asked_to_stop() as asked:
        pass
    assert not asked()
