"""The stamp in hand: pictures of the generator laid along the stroke, made ahead of it on a worker."""

from __future__ import annotations

import logging
import random
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from studio.document.layers import Layer
from studio.document.stamp import PictureAt, Stamp
from studio.engine.stamps import BATCH, batch_of
from studio.ui.generating import Generating
from studio.ui.translate import tr
from studio.workers.generated import stamp_generator
from studio.workers.models import ModelLibrary
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

if TYPE_CHECKING:
    from studio.document.brush import Brush
    from studio.document.stroke_edit import StrokeEdit
    from studio.document.symmetry import Symmetry
    from studio.ui.editor import Editor

log = logging.getLogger(__name__)

_AHEAD = 4
"""So many batches are made before a stroke needs them."""
_MOST_BATCHES = 64

_Key = tuple[tuple[object, ...], int]


class Stamping(QObject):
    """Paints with the generator's pictures in the place of a style.

    Args:
        generating: whose picture the walk begins with.
        editor: what is painted on.
        library: gives the generator.
        queue: makes the pictures.

    Attributes:
        on: whether strokes lay stamps.
        anew: whether each stroke begins with the same picture again, instead of where the last one ended.
        start: the picture that the walk begins with, uint8 (S, S, 3).
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        generating: Generating,
        editor: Editor,
        library: ModelLibrary,
        queue: JobQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._generating, self._editor = generating, editor
        self._library, self._queue = library, queue
        self.on = False
        self.anew = False
        self.start: np.ndarray | None = None
        self._stamp: Stamp | None = None
        self._stroke: StrokeEdit | None = None
        self._batches: OrderedDict[_Key, tuple[np.ndarray, ...]] = OrderedDict()
        self._asked: set[_Key] = set()
        self._style = editor.style
        editor.choice_changed.connect(self._follow_choice)
        editor.document_changed.connect(self._forget_stroke)

    @property
    def stamp(self) -> Stamp | None:
        """What the next stroke lays; None before a picture was taken."""
        return self._stamp

    # ---- taking it

    def take(self) -> None:
        """Takes the generator's picture as the stamp."""
        shown, model = self._generating.shown, self._generating.model
        if shown is None or model is None:
            self._editor.noticed.emit(tr("Find a picture in the generator first; then it can be a stamp."))
            self.changed.emit()
            return
        mix = shown.mix if shown.mix is not None and shown.mix.layers else None
        known = {
            "model": model.card.name,
            "latent": _numbers(shown.latent),
            "other": () if mix is None else _numbers(mix.other),
            "layers": () if mix is None else mix.layers,
            "truncation": shown.truncation,
            "digest": model.digest,
        }
        self._stamp = Stamp(**known) if self._stamp is None else replace(self._stamp, **known, first=0)
        self.start = shown.picture
        self.turn(True)

    def recall(self, stamp: Stamp | None, *, anew: bool) -> None:
        """Has a stamp of an earlier session at hand, put away; one whose generator is gone is forgotten."""
        self.anew = anew
        if stamp is None:
            self.changed.emit()
            return

        def job(context: JobContext) -> np.ndarray:
            return batch_of(stamp, 0, stamp_generator(stamp, self._library), context.cancel)[0]

        def come(picture: np.ndarray) -> None:
            if self._stamp is None:
                self._stamp, self.start = stamp, picture
                self.changed.emit()

        self._queue.submit(
            job,
            key=("stamp", "recall"),
            on_result=come,
            on_error=lambda error: log.info("the stamp of the last session is forgotten: %s", error),
        )

    def toggle(self, on: bool) -> None:
        """Lays stamps, or paints with styles again."""
        if (on and self._generating.shown is not None) or (on and self._stamp is None):
            self.take()
        else:
            self.turn(on)

    def turn(self, on: bool) -> None:
        """Lays the stamp that was taken, or paints with styles again."""
        self.on = on and self._stamp is not None
        self._style = self._editor.style
        self.changed.emit()
        self._make_ahead()

    def change(self, **values: Any) -> None:
        """Changes how it is laid, such as `change(drift=0.3)`; another walk begins anew."""
        if self._stamp is not None:
            before = self._stamp
            self._stamp = replace(before, **values)
            if self._stamp.walk != before.walk:
                self._stamp = replace(self._stamp, first=0)
            self.changed.emit()
            self._make_ahead()

    def set_anew(self, anew: bool) -> None:
        """Lets each stroke begin with the same picture, or go on where the last one ended."""
        self.anew = anew
        self.changed.emit()

    def dice(self) -> None:
        """Lets the latents drift elsewhere."""
        self.change(seed=random.randrange(1_000_000))

    # ---- painting

    def begin(self, brush: Brush, layer: Layer | None, symmetry: Symmetry | None) -> Layer | None:
        """Starts a stroke; returns the layer that takes it. Raises LayerError as `Document.begin_stamp`."""
        painting = self._editor.painting
        assert painting is not None
        assert self._stamp is not None
        painting.document.settle()
        self._advance()
        self._stroke = painting.begin_stamp(
            self._stamp, brush, self._pictures(self._stamp), layer=layer, symmetry=symmetry
        )
        return self._stroke.layer

    def _advance(self) -> None:
        """Goes on where the last stroke ended."""
        stroke, self._stroke = self._stroke, None
        if stroke is None or self._stamp is None or not stroke.changes():
            return
        record = stroke.stroke
        if self.anew:
            self._stamp = replace(self._stamp, first=0)
        elif record.stamp is not None and record.stamp.walk == self._stamp.walk:
            self._stamp = replace(self._stamp, first=record.stamp.first + record.dabs)

    def _pictures(self, stamp: Stamp) -> PictureAt:
        def at(number: int) -> np.ndarray | None:
            index, place = divmod(number, BATCH)
            for ahead in range(index, index + _AHEAD):
                self._ask(stamp, ahead)
            batch = self._batches.get((stamp.walk, index))
            return None if batch is None else batch[place]

        return at

    def _make_ahead(self) -> None:
        if self.on and self._stamp is not None:
            begin = self._stamp.first // BATCH
            for index in range(begin, begin + _AHEAD):
                self._ask(self._stamp, index)

    def _ask(self, stamp: Stamp, index: int) -> None:
        key = stamp.walk, index
        if key in self._batches or key in self._asked:
            return
        self._asked.add(key)

        def job(context: JobContext) -> tuple[np.ndarray, ...]:
            return batch_of(stamp, index, stamp_generator(stamp, self._library), context.cancel)

        def come(batch: tuple[np.ndarray, ...]) -> None:
            self._batches[key] = batch
            while len(self._batches) > _MOST_BATCHES:
                self._batches.popitem(last=False)
            if self._editor.painting is not None:
                self._editor.painting.lay_ready()

        # Those that are needed first are made first, before any stylized tile.
        self._queue.submit(
            job,
            key=("stamp", *key),
            priority=1000 - index,
            on_result=come,
            on_error=self._fail,
            on_end=lambda: self._asked.discard(key),
        )

    def _fail(self, error: Exception) -> None:
        painting = self._editor.painting
        if painting is not None:
            painting.document.settle()
        self.turn(False)
        self.failed.emit(error)

    def _follow_choice(self) -> None:
        if self.on and self._editor.style != self._style:
            self.turn(False)

    def _forget_stroke(self) -> None:
        self._stroke = None


def _numbers(latent: np.ndarray) -> tuple[float, ...]:
    return tuple(float(value) for value in latent)
