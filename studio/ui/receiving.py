"""Points that come from outside the map: dropped ones, and latent files. Each gets its picture before it is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QObject, Signal

from exports.errors import ModelError
from studio.document.exploration import GeneratedPicture
from studio.media.errors import PictureError
from studio.ui.latent_mime import DroppedPoint, point_in, point_in_file
from studio.ui.sentences import said
from studio.ui.translate import tr
from studio.ui.wander_pictures import FIRST
from studio.ui.wandering import Wandering
from studio.ui.widgets.drop_zone import dropped_files
from studio.workers.task import JobContext

Then = Callable[[GeneratedPicture], None]


class Receiving(QObject):
    """Takes what is dropped wherever a seed can be given.

    Args:
        wandering: whose space it must belong to.

    Signals:
        photo_dropped: a picture file that holds no point; it may be looked for.
        refused: a sentence that says why something cannot be taken.
    """

    photo_dropped = Signal(Path)
    refused = Signal(str)

    def __init__(self, wandering: Wandering) -> None:
        super().__init__(wandering)
        self._wandering = wandering

    def take(self, data: QMimeData, then: Then) -> None:
        """Hands a dropped point on, once its picture is there."""
        try:
            point = point_in(data)
        except (PictureError, ModelError) as error:
            files = dropped_files(data)
            if files and files[0].suffix.lower() != ".json":
                self.photo_dropped.emit(files[0])
            else:
                self.refused.emit(said(str(error)))
            return
        if point is None:
            self.refused.emit(tr("Nothing that was dropped there names a picture of this generator."))
        else:
            self._picture(point, then)

    def read(self, path: Path, then: Then) -> None:
        """Hands the point in a file on."""
        try:
            self._picture(point_in_file(path), then)
        except (PictureError, ModelError) as error:
            self.refused.emit(said(str(error)))

    def go(self, data: QMimeData) -> None:
        """Goes to a dropped point."""
        self.take(data, self._wandering.go_back_to)

    def _picture(self, point: DroppedPoint, then: Then) -> None:
        wandering, space = self._wandering, self._wandering.space
        if space is None:
            return
        latent = point.latent
        if latent is None and point.seed is not None:
            latent = space.draw(point.seed)
        if point.space != space.name or latent is None or latent.shape != (space.size,):
            self.refused.emit(
                tr("That belongs to {name}, not to what is open here.").format(
                    name=point.space.removeprefix("styles:")
                )
            )
            return
        found_latent = latent
        truncation = wandering.truncation if point.truncation is None else point.truncation
        title = point.title or tr("Dropped")

        def job(context: JobContext) -> np.ndarray:
            return space.pictures(found_latent[np.newaxis], truncation, point.mix, context.cancel)[0]

        def done(picture: np.ndarray) -> None:
            if space is wandering.space:
                then(GeneratedPicture(picture, found_latent, truncation, point.seed, title, mix=point.mix))

        wandering.submit("dropped", job, done, priority=FIRST)
