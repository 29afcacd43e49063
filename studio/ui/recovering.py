"""Finds what a crash left behind and offers it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from studio.media.recovery import Recoverable, Recovery
from studio.media.sidefile import read_side_thumbnail
from studio.ui.autosave import Autosave
from studio.ui.editor import Editor
from studio.ui.translate import tr
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext


@dataclass(frozen=True, eq=False)
class Offer:
    """Work that can be recovered, and how it looked: uint8 (H, W, 3), or None if nobody knows."""

    recoverable: Recoverable
    thumbnail: np.ndarray | None


class Recovering(QObject):
    """The work that crashes left behind.

    Args:
        editor: opens what is recovered.
        autosave: keeps it safe from then on.
        queue: where the folder of side files is looked through.
        recovery: that folder.

    Attributes:
        offers: the newest first.
    """

    changed = Signal()

    def __init__(self, editor: Editor, autosave: Autosave, queue: JobQueue, recovery: Recovery) -> None:
        super().__init__(editor)
        self._editor = editor
        self._autosave = autosave
        self._queue = queue
        self._recovery = recovery
        self.offers: list[Offer] = []

    def look(self) -> None:
        """Looks for work that nobody owns."""

        def job(_context: JobContext) -> list[Offer]:
            offers: list[Offer] = []
            for each in self._recovery.abandoned():
                if each.is_in_its_project():
                    each.side_file.discard()
                else:
                    offers.append(Offer(each, read_side_thumbnail(each.folder)))
            return offers

        self._queue.submit(job, key=("recovery",), priority=1, on_result=self._found)

    def recover(self, offer: Offer) -> None:
        """Opens it, not saved yet; the old side file goes when the new one is written."""
        self._editor.projects.recover(offer.recoverable, lambda: self._recovered(offer))

    def discard(self, offer: Offer) -> None:
        """Throws it away for good."""
        offer.recoverable.side_file.discard()
        self._drop(offer)

    def _found(self, offers: list[Offer]) -> None:
        self.offers = offers
        for folder in self._recovery.damaged:
            text = tr(
                "An autosave is damaged and cannot be recovered; what is left of it is kept in {folder}."
            )
            self._editor.noticed.emit(text.format(folder=folder))
        self._recovery.damaged.clear()
        if offers:
            self.changed.emit()

    def _recovered(self, offer: Offer) -> None:
        self._autosave.supersede(offer.recoverable.side_file)
        self._drop(offer)

    def _drop(self, offer: Offer) -> None:
        self.offers = [other for other in self.offers if other is not offer]
        self.changed.emit()
