"""New style brushes: predicted from a picture, or taken from a style card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from exports.stylecard import StyleCard
from studio.engine.cancel import stopping_runs
from studio.engine.predicted import UNKNOWN_LICENCE, predict_style
from studio.media.reading import open_picture
from studio.workers.models import ModelLibrary
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext


class Styling(QObject):
    """Makes style brushes and keeps them in the catalog.

    Args:
        library: gives the style encoder and the catalog.
        queue: runs the work.
    """

    made = Signal(object, object)  # StyleCard, its thumbnail uint8 (H, W, 3)
    failed = Signal(object)  # Exception
    busy_changed = Signal(bool)

    def __init__(self, library: ModelLibrary, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._queue = queue

    def add(self, path: Path, network: str) -> None:
        """Makes a brush of a file: its own style where it is a style card, else what the encoder sees in it.

        Args:
            path: a style card or any picture.
            network: the style network that shall paint what is predicted.
        """

        def job(context: JobContext) -> tuple[StyleCard, np.ndarray]:
            card = self._card(path, network, context)
            kept = self._library.catalog.add_style(card)
            return kept, kept.thumbnail

        self._make(str(path), job)

    def add_picture(
        self, picture: np.ndarray, title: str, network: str, licence: str = UNKNOWN_LICENCE
    ) -> None:
        """Makes a brush of what the encoder sees in a picture, uint8 (H, W, 3); `title` says where it is from."""

        def job(context: JobContext) -> tuple[StyleCard, np.ndarray]:
            card = replace(self._predicted(picture, title, network, context), licence=licence)
            kept = self._library.catalog.add_style(card)
            return kept, kept.thumbnail

        self._make(title, job)

    def keep(self, title: str, card: Callable[[JobContext], StyleCard]) -> None:
        """Lays a style card that a job makes on the shelf."""

        def job(context: JobContext) -> tuple[StyleCard, np.ndarray]:
            kept = self._library.catalog.add_style(card(context))
            return kept, kept.thumbnail

        self._make(title, job)

    def _make(self, what: str, job: Callable[[JobContext], tuple[StyleCard, np.ndarray]]) -> None:
        self.busy_changed.emit(True)
        self._queue.submit(
            job,
            key=("new brush", what),
            priority=1,
            on_result=lambda result: self.made.emit(*result),
            on_error=self.failed.emit,
            on_end=lambda: self.busy_changed.emit(False),
        )

    def _card(self, path: Path, network: str, context: JobContext) -> StyleCard:
        if path.suffix.lower() == ".png" and StyleCard.is_in(path):
            return StyleCard.load(path)
        return self._predicted(open_picture(path).pixels, path.stem, network, context)

    def _predicted(self, picture: np.ndarray, title: str, network: str, context: JobContext) -> StyleCard:
        with stopping_runs(context.cancel) as control:
            card = predict_style(self._library.style_encoder(network), picture, title, control=control)
        return replace(card, name=self._library.catalog.free_style_name(card.name))
