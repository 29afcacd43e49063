"""Steps outside the document, such as a brush taken off the shelf: undone in turn with the document's own."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from studio.document.history import History

_MOST_STEPS = 200


class SideStep(Protocol):
    """A change outside the document. Both ways raise OSError where the disk refuses, and then changed nothing."""

    @property
    def label(self) -> str:
        """What the user did, as menus show it after "Undo"."""
        ...

    def redo(self) -> None: ...

    def undo(self) -> None: ...


@dataclass(frozen=True)
class _Taken:
    """A step, and the state of the history in which it was taken."""

    step: SideStep
    history: weakref.ref[History]
    state: int


class SideSteps(QObject):
    """Remembers each step with the state of the document in which it was taken.

    In that state, and in no other, it is the one to take back or to take again: so everything is undone in the order in
    which it was done, though the document's history holds nothing that is not the document's.

    Args:
        history_now: the history of what is open.
    """

    changed = Signal()
    failed = Signal(object)  # OSError

    def __init__(self, history_now: Callable[[], History], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history_now = history_now
        self._done: deque[_Taken] = deque(maxlen=_MOST_STEPS)
        self._undone: deque[_Taken] = deque(maxlen=_MOST_STEPS)

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back; None when the document's own step comes first."""
        taken = self._newest(self._done)
        return None if taken is None else taken.step.label

    @property
    def redo_label(self) -> str | None:
        """What `redo` would take again; None when the document's own step comes first."""
        taken = self._newest(self._undone)
        return None if taken is None else taken.step.label

    def record(self, step: SideStep) -> None:
        """Remembers a step whose effect is already there. What had been undone beside it can no longer be redone."""
        history = self._history_now()
        self._undone.clear()
        self._done.append(_Taken(step, weakref.ref(history), history.state))
        self.changed.emit()

    def undo(self) -> bool:
        """Takes the newest step back; False when the document's own step comes first."""
        taken = self._newest(self._done)
        return taken is not None and self._undo(taken)

    def redo(self) -> bool:
        """Takes the step again that was undone last; False when the document's own step comes first."""
        taken = self._newest(self._undone)
        if taken is None:
            return False
        if self._tried(taken.step.redo):
            self._undone.remove(taken)
            self._done.append(taken)
            self.changed.emit()
        return True

    def take_back(self, step: SideStep) -> None:
        """Takes one certain step back, whatever was done since, unless that is done already."""
        taken = next((each for each in self._done if each.step is step), None)
        if taken is not None:
            self._undo(taken)

    def _undo(self, taken: _Taken) -> bool:
        if self._tried(taken.step.undo):
            self._done.remove(taken)
            self._undone.append(taken)
            self.changed.emit()
        return True

    def _tried(self, way: Callable[[], None]) -> bool:
        try:
            way()
        except OSError as error:
            self.failed.emit(error)
            return False
        return True

    def _newest(self, steps: deque[_Taken]) -> _Taken | None:
        now = self._history_now()
        here = (each for each in reversed(steps) if each.history() is now and each.state == now.state)
        return next(here, None)
