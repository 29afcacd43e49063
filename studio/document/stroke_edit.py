"""A stroke while it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np

from studio.document.geometry import EMPTY, Box
from studio.document.layers import Layer
from studio.document.stamping import StampPainter
from studio.document.stroke import Stroke, StrokePoint
from studio.document.tiles import Tiles, TileSnapshot


class Painter(Protocol):
    """Lays a stroke, point by point."""

    @property
    def stores(self) -> tuple[Tiles, ...]: ...

    def add(self, point: StrokePoint) -> list[Box]: ...

    def before(self) -> list[TileSnapshot]: ...

    def after(self) -> list[TileSnapshot]: ...

    def revert(self) -> None: ...


class StrokeEdit:
    """A stroke that shows while it is drawn and becomes one step of the history when it is finished.

    Attributes:
        is_open: whether it still takes points.
        dirty: the box that it changed so far.
        layer: the one layer that it changes; None where it erases from several.
    """

    def __init__(
        self,
        painter: Painter,
        record: Stroke,
        layer: Layer | None,
        changed: Callable[[Box], None],
        ended: Callable[[StrokeEdit, bool], None],
    ) -> None:
        """Paints nothing yet; `Document.begin_stroke` makes one.

        Args:
            painter: lays it.
            record: what is recorded of it, but for its points.
            layer: the one layer that it changes; None where it erases from several.
            changed: called with each box that changed.
            ended: called once, with whether the stroke is kept; the tiles are as they shall be by then.
        """
        self.is_open = True
        self.dirty = EMPTY
        self.layer = layer
        self._painter = painter
        self._record = record
        self._changed = changed
        self._ended = ended
        self._points: list[StrokePoint] = []

    @property
    def stroke(self) -> Stroke:
        """The replayable record of what was drawn so far."""
        laid = self._painter.laid if isinstance(self._painter, StampPainter) else 0
        return replace(self._record, points=tuple(self._points), dabs=laid)

    @property
    def waiting(self) -> int:
        """How many dabs wait for their pictures; to finish leaves them out."""
        return self._painter.waiting if isinstance(self._painter, StampPainter) else 0

    def lay_ready(self) -> None:
        """Lays the dabs whose pictures have come since the last point."""
        if self.is_open and isinstance(self._painter, StampPainter):
            self._tell(self._painter.lay_ready())

    def add(self, point: StrokePoint) -> Box:
        """Draws on to a point. Returns the box around all that changed, of which the document's listeners are told."""
        if not self.is_open:
            raise ValueError("the stroke is finished")
        self._points.append(point)
        return self._tell(self._painter.add(point))

    def _tell(self, boxes: list[Box]) -> Box:
        around = EMPTY
        for box in boxes:
            around = around.union(box)
            self._changed(box)
        self.dirty = self.dirty.union(around)
        return around

    def finish(self) -> None:
        """Ends the stroke as one undo step; one that changed nothing leaves no step. Idempotent."""
        if self.is_open and self.changes():
            self.is_open = False
            self._ended(self, True)
        else:
            self.cancel()

    def cancel(self) -> None:
        """Takes the stroke back as if it had never begun. Idempotent."""
        if self.is_open:
            self.is_open = False
            self._painter.revert()
            self._ended(self, False)

    def changes(self) -> list[tuple[Tiles, TileSnapshot, TileSnapshot]]:
        """The stores of tiles that differ, each with its touched tiles before and after."""
        sides = zip(self._painter.stores, self._painter.before(), self._painter.after(), strict=True)
        return [(store, before, after) for store, before, after in sides if not _same(before, after)]


def _same(before: TileSnapshot, after: TileSnapshot) -> bool:
    return all(_same_tile(before[index], after[index]) for index in before)


def _same_tile(before: np.ndarray | None, after: np.ndarray | None) -> bool:
    if before is None or after is None:
        return before is after
    return before is after or np.array_equal(before, after)
