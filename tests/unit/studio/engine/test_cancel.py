"""Asking long work to stop."""

from __future__ import annotations

import pytest

from exports.errors import RunCancelled
from studio.engine.cancel import Cancelled, CancelToken, stopping_runs


def test_a_token_raises_once_it_is_cancelled() -> None:
    token = CancelToken()
    token.raise_if_cancelled()
    token.cancel()
    assert token.cancelled
    with pytest.raises(Cancelled):
        token.raise_if_cancelled()


def test_cancelling_calls_back_while_the_block_runs_and_not_later() -> None:
    token = CancelToken()
    calls: list[str] = []
    with token.calling(lambda: calls.append("over")):
        pass
    with token.calling(lambda: calls.append("during")):
        token.cancel()
    with token.calling(lambda: calls.append("late")):
        assert calls == ["during", "late"]


def test_a_run_is_stopped_in_the_middle_and_reported_as_cancelled() -> None:
    token = CancelToken()

    def work() -> None:
        with stopping_runs(token) as control:
            assert control is not None
            token.cancel()
            assert control.stopped
            raise RunCancelled("The run was stopped.")

    with pytest.raises(Cancelled):
        work()


def test_nothing_runs_under_a_token_that_is_cancelled_already() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled), stopping_runs(token):
        pytest.fail("the block ran")


def test_without_a_token_runs_get_no_control() -> None:
    with stopping_runs(None) as control:
        assert control is None
