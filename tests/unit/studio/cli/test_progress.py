from __future__ import annotations

import io

from studio.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_sees_nothing() -> None:
    stream = io.StringIO()
    with Progress("painting", 10, stream) as progress:
        progress.update(5)
    assert stream.getvalue() == ""


def test_a_terminal_sees_how_far_it_is_and_a_clean_line_afterwards() -> None:
    stream = Terminal()
    with Progress("painting", 4, stream) as progress:
        progress.update(1, note="of 4")
    shown = stream.getvalue()
    assert "painting" in shown
    assert "25%" in shown
    assert "of 4" in shown
    assert shown.endswith(" \r")


def test_more_than_everything_is_everything() -> None:
    stream = Terminal()
    with Progress("painting", 4, stream) as progress:
        progress.update(9)
    assert "100%" in stream.getvalue()


def test_the_line_is_wiped_when_work_fails() -> None:
    stream = Terminal()
    try:
        with Progress("painting", 4, stream) as progress:
            progress.update(1)
            raise ValueError
    except ValueError:
        pass
    assert stream.getvalue().endswith("\r")
