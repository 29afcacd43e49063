"""Undo and redo: a plain stack of commands, bounded in bytes."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple, Protocol


class Command(Protocol):
    """One step that can be taken back. `redo` is also the do: it is called when the step is first taken."""

    @property
    def label(self) -> str:
        """What the user did, as menus show it after "Undo"."""
        ...

    @property
    def nbytes(self) -> int:
        """An upper bound of the memory that only this command keeps alive."""
        ...

    def redo(self) -> None: ...

    def undo(self) -> None: ...


class _Step(NamedTuple):
    """A step in the history. Its serial number names the state of the document that it led to; 0 is the beginning."""

    serial: int
    command: Command
    nbytes: int


Stamp = tuple[int, int]
_NEVER: Stamp = (-1, 0)


class History:
    """The steps taken, newest last. The oldest are forgotten when they hold more than `limit_bytes` together.

    The newest step is always kept, whatever it holds: a user can take back at least what was just done.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self._done: deque[_Step] = deque()
        self._undone: list[_Step] = []
        self._nbytes = 0
        self._serial = 0
        self._oldest_state = 0
        self._moved_on = 0
        self._saved = self.stamp

    @property
    def nbytes(self) -> int:
        return self._nbytes

    @property
    def newest(self) -> Command | None:
        """The step that `undo` would take back."""
        return self._done[-1].command if self._done else None

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back; None when there is nothing."""
        return self._done[-1].command.label if self._done else None

    @property
    def redo_label(self) -> str | None:
        return self._undone[-1].command.label if self._undone else None

    @property
    def done_count(self) -> int:
        """How many steps can be taken back."""
        return len(self._done)

    @property
    def done_labels(self) -> tuple[str, ...]:
        """What can be taken back, oldest first."""
        return tuple(step.command.label for step in self._done)

    @property
    def undone_labels(self) -> tuple[str, ...]:
        """What can be taken again, that which comes next first."""
        return tuple(step.command.label for step in reversed(self._undone))

    @property
    def forgetful(self) -> bool:
        """Whether steps were forgotten, so that the beginning cannot be reached any more."""
        return self._oldest_state != 0

    def set_limit(self, limit_bytes: int) -> None:
        """Bounds what the steps may hold; a smaller bound forgets the oldest at once, then what was undone first."""
        self.limit_bytes = limit_bytes
        self._forget_oldest()

    @property
    def state(self) -> int:
        """A number that is the same exactly when the document is the same."""
        return self._done[-1].serial if self._done else self._oldest_state

    @property
    def modified(self) -> bool:
        """Whether the document differs from what `mark_saved` last saw (at first: from the beginning)."""
        return self.stamp != self._saved

    @property
    def stamp(self) -> Stamp:
        """What `mark_saved` compares: the state, and how often a step moved on since it was taken."""
        return self.state, self._moved_on

    def move_on(self) -> None:
        """Notes that what a step brought has changed by itself, as a picture does that is still being painted."""
        self._moved_on += 1

    def mark_saved(self, stamp: Stamp | None = None) -> None:
        """Remembers what was saved: the document at a stamp, or else as it is now."""
        self._saved = self.stamp if stamp is None else stamp

    def mark_unsaved(self) -> None:
        """Remembers that no state was ever saved, such as after a crash."""
        self._saved = _NEVER

    def do(self, command: Command) -> None:
        """Takes a step and remembers it. What had been undone can no longer be redone."""
        # First remembered: who is told of the change by the step itself already finds it here.
        self.record(command)
        command.redo()

    def record(self, command: Command) -> None:
        """Remembers a step whose effect is already there, such as a stroke that was seen while it was drawn."""
        self._nbytes -= sum(step.nbytes for step in self._undone)
        self._undone.clear()
        self._serial += 1
        step = _Step(self._serial, command, command.nbytes)
        self._done.append(step)
        self._nbytes += step.nbytes
        self._forget_oldest()

    def amend(self, command: Command) -> None:
        """Puts a command in the place of the newest step, which it goes on with and whose undo it knows."""
        step = self._done.pop()
        self._nbytes -= step.nbytes
        self.record(command)

    def undo(self) -> bool:
        """Takes the newest step back; False when there is none."""
        if not self._done:
            return False
        self._done[-1].command.undo()
        self._undone.append(self._done.pop())
        return True

    def redo(self) -> bool:
        """Takes the step again that was undone last; False when there is none."""
        if not self._undone:
            return False
        self._undone[-1].command.redo()
        self._done.append(self._undone.pop())
        return True

    def clear(self) -> None:
        """Forgets every step. The document stays as it is."""
        self._oldest_state = self.state
        self._done.clear()
        self._undone.clear()
        self._nbytes = 0

    def _forget_oldest(self) -> None:
        while self._nbytes > self.limit_bytes and len(self._done) > 1:
            oldest = self._done.popleft()
            self._oldest_state = oldest.serial
            self._nbytes -= oldest.nbytes
        while self._nbytes > self.limit_bytes and self._undone:
            self._nbytes -= self._undone.pop(0).nbytes
