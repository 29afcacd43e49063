"""The progress line."""

from __future__ import annotations

from io import StringIO

import pytest

from training.runs.progress import ProgressLine


def test_a_line_tells_the_time_that_is_left_and_never_more_than_the_run_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr("training.runs.progress.time.monotonic", lambda: now[0])
    shown = StringIO()
    line = ProgressLine(1000, "kimg", shown)
    line.report(0)
    now[0] += 60
    line.report(10, loss=0.5)
    assert shown.getvalue().splitlines()[-1] == "10/1000 kimg  loss 0.5  99 min left"
    line.end_within(45)
    now[0] += 15
    line.report(11)
    assert shown.getvalue().splitlines()[-1].endswith("30 s left")
