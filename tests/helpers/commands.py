"""What tests of whole commands say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.helpers.assertions import assert_sentence

Run = Callable[..., int]
"""Runs a verb with its arguments and returns its exit code."""


def assert_one_line(capsys: pytest.CaptureFixture[str], *parts: str) -> None:
    """What was said on standard error is one sentence that holds each of `parts`."""
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("pinxit: ")
    assert_sentence(lines[0], *parts)
