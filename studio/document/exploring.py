"""The steps of wandering: each is taken back like a stroke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from studio.document.exploration import Exploration, MapView, nbytes_between
from studio.document.history import History
from studio.document.stepwise import Stepwise


class Explorations(Stepwise[Exploration]):
    """The exploration of a document, changed step by step.

    Args:
        history: takes the steps.
        settle: called before a step: what is still under way is finished.
    """

    def __init__(self, history: History, settle: Callable[[], None] = lambda: None) -> None:
        super().__init__(Exploration(), nbytes_between, history, settle)

    def look(self, space: str, view: MapView) -> None:
        """Says where the map of a space is looked at, which is neither a step nor a change of the document."""
        self.now = replace(self.now, views={**self.now.views, space: view})

    def _step_to(self, value: Exploration) -> None:
        if value.views != self.now.views:
            value = replace(value, views=self.now.views)
        super()._step_to(value)
