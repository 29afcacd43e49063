"""The command stack: undo, redo, its bound in bytes, and whether the document is saved."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from studio.document.history import History


@dataclass
class Append:
    """Appends its label to a list."""

    target: list[str]
    label: str
    nbytes: int = 10

    def redo(self) -> None:
        self.target.append(self.label)

    def undo(self) -> None:
        assert self.target.pop() == self.label


@pytest.fixture
def written() -> list[str]:
    return []


def history_of(written: list[str], labels: str, limit_bytes: int = 1000) -> History:
    history = History(limit_bytes)
    for label in labels:
        history.do(Append(written, label))
    return history


def test_steps_are_undone_and_redone_in_order(written: list[str]) -> None:
    history = history_of(written, "abc")
    assert (history.undo(), history.undo()) == (True, True)
    assert written == ["a"]
    assert (history.undo_label, history.redo_label) == ("a", "b")
    assert (history.redo(), history.redo(), history.redo()) == (True, True, False)
    assert written == ["a", "b", "c"]
    assert history.redo_label is None


def test_a_new_step_ends_what_could_be_redone(written: list[str]) -> None:
    history = history_of(written, "ab")
    history.undo()
    history.do(Append(written, "x"))
    assert not history.redo()
    assert written == ["a", "x"]


def test_the_oldest_steps_are_forgotten_when_memory_runs_out(written: list[str]) -> None:
    history = history_of(written, "abcdefgh", limit_bytes=30)
    assert history.nbytes == 30
    while history.undo():
        pass
    assert written == list("abcde")


def test_the_newest_step_can_be_undone_whatever_it_holds(written: list[str]) -> None:
    history = History(5)
    history.do(Append(written, "a", nbytes=1000))
    assert history.undo()
    assert written == []


def test_modified_follows_the_saved_state_through_undo_and_redo(written: list[str]) -> None:
    history = history_of(written, "")
    assert not history.modified
    history.do(Append(written, "a"))
    assert history.modified
    history.mark_saved()
    history.undo()
    assert history.modified
    history.redo()
    assert not history.modified
    history.undo()
    history.do(Append(written, "b"))
    assert history.modified, "the saved state can no longer be reached"


def test_a_forgotten_beginning_is_not_taken_for_the_saved_one(written: list[str]) -> None:
    history = history_of(written, "abc", limit_bytes=10)
    while history.undo():
        pass
    assert history.modified


def test_clearing_keeps_the_document_and_its_saved_state(written: list[str]) -> None:
    history = history_of(written, "ab")
    history.mark_saved()
    history.clear()
    assert not history.undo()
    assert not history.modified
    assert history.nbytes == 0


def test_all_steps_are_named_in_their_order(written: list[str]) -> None:
    history = history_of(written, "abc")
    history.undo()
    history.undo()
    assert history.done_labels == ("a",)
    assert history.undone_labels == ("b", "c")
    assert history.done_count == 1
    assert not history.forgetful


def test_a_smaller_bound_forgets_the_oldest_steps_at_once(written: list[str]) -> None:
    history = history_of(written, "abc")
    history.set_limit(20)
    assert history.done_labels == ("b", "c")
    assert history.forgetful
    assert history.nbytes == 20


def test_a_smaller_bound_counts_what_was_undone(written: list[str]) -> None:
    """What comes next is kept longest."""
    history = history_of(written, "abcde")
    for _ in range(4):
        history.undo()
    history.set_limit(30)
    assert (history.done_labels, history.undone_labels) == (("a",), ("b", "c"))
    assert history.nbytes == 30
    assert (history.redo(), history.redo(), history.redo()) == (True, True, False)
    assert written == ["a", "b", "c"]


def test_who_is_told_of_a_step_finds_it_in_the_history() -> None:
    history = History(limit_bytes=1000)
    seen: list[str | None] = []

    class Telling(Append):
        def redo(self) -> None:
            seen.append(history.undo_label)

    history.do(Telling([], "a"))
    assert seen == ["a"]
