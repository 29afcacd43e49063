"""One frozen value of a document that is changed step by step, each of them taken back like a stroke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from studio.document.commands import STEP_BYTES
from studio.document.history import History

T = TypeVar("T")


@dataclass(frozen=True)
class ExchangeCommand(Generic[T]):
    """One value took the place of another."""

    label: str
    before: T
    after: T
    take: Callable[[T], None]
    nbytes: int

    def redo(self) -> None:
        self.take(self.after)

    def undo(self) -> None:
        self.take(self.before)


class Stepwise(Generic[T]):
    """A value that is only ever exchanged for another.

    Args:
        value: what it begins as.
        nbytes_between: memory of what only one of two values holds.
        history: takes the steps.
        settle: called before a step: what is still under way is finished.

    Attributes:
        now: the value as it is.
        changed: called after every change with what was before.
        stepped: called when the history changed: not at every moment of a movement, but when it begins and ends.
    """

    def __init__(
        self,
        value: T,
        nbytes_between: Callable[[T, T], int],
        history: History,
        settle: Callable[[], None] = lambda: None,
    ) -> None:
        self.history = history
        self.now = value
        self.changed: list[Callable[[T], None]] = []
        self.stepped: list[Callable[[], None]] = []
        self._nbytes_between = nbytes_between
        self._before_step = settle
        self._going_on: tuple[int, str] | None = None
        self._amending = self._amended = False

    def put(self, value: T) -> None:
        """Exchanges the value without a step, such as for one that was stored."""
        self._going_on = None
        self._take(value)

    def begin_as(self, value: T) -> None:
        """Says what it is before anything was done with it. Nobody is told: who says so knows."""
        self.now = value

    def do(self, label: str, after: T, *, going_on: str = "") -> None:
        """Takes a step.

        Args:
            label: what the user did.
            after: what came of it.
            going_on: names a movement of the hand, such as a slider's: as long as nothing else is done, and until
                `settle`, all of it is one step.
        """
        self._before_step()
        before, newest = self.now, self.history.newest
        goes_on = going_on and self._going_on == (self.history.state, going_on)
        if goes_on and isinstance(newest, ExchangeCommand):
            command = self._command(label, newest.before, after)
            self._amending = self._amended = True
            try:
                self._step_to(after)
            finally:
                self._amending = False
            self.history.amend(command)
        else:
            self.history.do(self._command(label, before, after))
        self._going_on = (self.history.state, going_on) if going_on else None

    def settle(self) -> None:
        """Ends a movement of the user's hand."""
        self._going_on = None
        if self._amended:
            self._amended = False
            self._tell_stepped()

    def _command(self, label: str, before: T, after: T) -> ExchangeCommand[T]:
        nbytes = STEP_BYTES + self._nbytes_between(before, after)
        return ExchangeCommand(label, before, after, self._step_to, nbytes)

    def _step_to(self, value: T) -> None:
        self._take(value)

    def _take(self, value: T) -> None:
        before, self.now = self.now, value
        for callback in tuple(self.changed):
            callback(before)
        if not self._amending:
            self._tell_stepped()

    def _tell_stepped(self) -> None:
        for callback in tuple(self.stepped):
            callback()
