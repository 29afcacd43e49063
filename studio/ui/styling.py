"""New style brushes: predicted from a picture, or taken from a style card."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from exports.stylecard import StyleCard
from studio.engine.cancel import stopping_runs
from studio.engine.predicted import UNKNOWN_LICENCE, predict_style
from studio.media.reading import open_picture
from studio.ui.file_titles import title_of_file
from studio.ui.jobs import NamedJobs
from studio.ui.translate import tr
from studio.workers.models import ModelLibrary
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

_READ, _SEEN = 1 / 3, 2 / 3
"""Of three steps: the picture is read, its style is seen, the card lies on the shelf."""


class Styling(QObject):
    """Makes style brushes and keeps them in the catalog.

    Args:
        library: gives the style encoder and the catalog.
        queue: runs the work.
    """

    made = Signal(object, object)  # StyleCard, its thumbnail uint8 (H, W, 3)
    failed = Signal(object)  # Exception
    busy_changed = Signal(str)  # What is under way, with its progress; empty when there is nothing.

    def __init__(self, library: ModelLibrary, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = NamedJobs(queue, self)
        self._serials = itertools.count()
        self._jobs.busy_changed.connect(self.busy_changed)

    def cancel(self) -> bool:
        """Gives up the brushes that are being made; False when there is none."""
        return self._jobs.cancel()

    def add(self, path: Path, network: str) -> None:
        """Makes a brush of a file: its own style where it is a style card, else what the encoder sees in it.

        Args:
            path: a style card or any picture.
            network: the style network that shall paint what is predicted.
        """

        def card(context: JobContext) -> StyleCard:
            if path.suffix.lower() == ".png" and StyleCard.is_in(path):
                return StyleCard.load(path)
            picture = open_picture(path, on_read=lambda share: context.go_on(share * _READ)).pixels
            return self._predicted(picture, title_of_file(path.name), network, context)

        self.keep(title_of_file(path.name), card)

    def add_picture(
        self, picture: np.ndarray, title: str, network: str, licence: str = UNKNOWN_LICENCE
    ) -> None:
        """Makes a brush of what the encoder sees in a picture, uint8 (H, W, 3); `title` says where it is from."""

        def card(context: JobContext) -> StyleCard:
            return replace(self._predicted(picture, title, network, context), licence=licence)

        self.keep(title, card)

    def keep(self, title: str, card: Callable[[JobContext], StyleCard]) -> None:
        """Lays a style card that a job makes on the shelf."""

        def job(context: JobContext) -> tuple[StyleCard, np.ndarray]:
            made = card(context)
            # After this it is on the shelf.
            context.go_on(_SEEN)
            kept = self._library.catalog.add_style(made)
            return kept, kept.thumbnail

        self._jobs.run(
            ("new brush", str(next(self._serials))),
            tr("Making the brush {title}…").format(title=title),
            job,
            lambda result: self.made.emit(*result),
            self.failed.emit,
        )

    def _predicted(self, picture: np.ndarray, title: str, network: str, context: JobContext) -> StyleCard:
        context.go_on(_READ)
        with stopping_runs(context.cancel) as control:
            card = predict_style(self._library.style_encoder(network), picture, title, control=control)
        return replace(card, name=self._library.catalog.free_style_name(card.name))
