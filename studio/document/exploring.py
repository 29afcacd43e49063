"""The steps of wandering: each is taken back like a stroke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from studio.document.commands import STEP_BYTES
from studio.document.exploration import Exploration, MapView, nbytes_between
from studio.document.history import History


@dataclass(frozen=True)
class ExploreCommand:
    """One exploration took the place of another."""

    label: str
    before: Exploration
    after: Exploration
    take: Callable[[Exploration], None]

    @property
    def nbytes(self) -> int:
        return STEP_BYTES + nbytes_between(self.before, self.after)

    def redo(self) -> None:
        self.take(self.after)

    def undo(self) -> None:
        self.take(self.before)


class Explorations:
    """The exploration of a document, changed step by step.

    Args:
        history: takes the steps.
        settle: called before a step: what is still under way is finished.

    Attributes:
        now: the exploration as it is.
        changed: called after every change with what was before.
        stepped: called when the history changed: not at every moment of a movement, but when it begins and ends.
    """

    def __init__(self, history: History, settle: Callable[[], None] = lambda: None) -> None:
        self.history = history
        self.now = Exploration()
        self.changed: list[Callable[[Exploration], None]] = []
        self.stepped: list[Callable[[], None]] = []
        self._before_step = settle
        self._going_on: tuple[int, str] | None = None
        self._amending = self._amended = False

    def put(self, exploration: Exploration) -> None:
        """Exchanges the exploration without a step, such as for one that was stored."""
        self._going_on = None
        self._take(exploration)

    def look(self, space: str, view: MapView) -> None:
        """Says where the map of a space is looked at, which is neither a step nor a change of the document."""
        self.now = replace(self.now, views={**self.now.views, space: view})

    def do(self, label: str, after: Exploration, *, going_on: str = "") -> None:
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
        if goes_on and isinstance(newest, ExploreCommand):
            command = ExploreCommand(label, newest.before, after, self._step_to)
            self._amending = self._amended = True
            try:
                self._step_to(after)
            finally:
                self._amending = False
            self.history.amend(command)
        else:
            self.history.do(ExploreCommand(label, before, after, self._step_to))
        self._going_on = (self.history.state, going_on) if going_on else None

    def settle(self) -> None:
        """Ends a movement of the user's hand."""
        self._going_on = None
        if self._amended:
            self._amended = False
            self._tell_stepped()

    def _step_to(self, exploration: Exploration) -> None:
        if exploration.views != self.now.views:
            exploration = replace(exploration, views=self.now.views)
        self._take(exploration)

    def _take(self, exploration: Exploration) -> None:
        before, self.now = self.now, exploration
        for callback in tuple(self.changed):
            callback(before)
        if not self._amending:
            self._tell_stepped()

    def _tell_stepped(self) -> None:
        for callback in tuple(self.stepped):
            callback()
