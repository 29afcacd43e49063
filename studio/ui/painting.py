"""One open document at work: what is painted on, stylized, composited and shown."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, Signal

from studio.document.brush import Brush
from studio.document.document import Document, StrokeEdit
from studio.document.geometry import Box, tiles
from studio.document.layers import Layer, StyleChoice, StyleLayer
from studio.document.stamp import PictureAt, Stamp
from studio.document.stroke import Color, StrokePoint
from studio.document.symmetry import Symmetry
from studio.document.tiles import TILE_PX
from studio.engine.compositor import Composite, MissingTile, composite
from studio.ui.canvas.surface import CanvasSurface, Composer
from studio.ui.canvas.veil import veiled
from studio.ui.sentences import said
from studio.workers.foresight import Place, PointerPath
from studio.workers.models import DocumentStylizers
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext
from studio.workers.tiles import TileScheduler

_MOST_AHEAD = 48
"""Tiles that are wished for before anything is painted on them."""


class Painting(QObject):
    """Binds a document to the workers that stylize and composite it.

    Args:
        document: what is painted on.
        stylizers: make its stylized tiles.
        render_queue: one thread for the networks.
        composite_queue: one thread for compositing.
        veil_color: tints strokes whose style is still being rendered.
        clock: seconds, for the pointer's speed.

    Attributes:
        land: does what is being worked out for the document, before it is changed or looked at.
    """

    changed = Signal()  # The document: its layers, its history.
    tile_rendered = Signal(float)  # Milliseconds.
    failed = Signal(str)
    preparing_changed = Signal(
        float
    )  # The share of the styles in hand that is ready; 1 when none is waited for.

    def __init__(
        self,
        document: Document,
        stylizers: DocumentStylizers,
        render_queue: JobQueue,
        composite_queue: JobQueue,
        veil_color: tuple[int, int, int],
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.land: Callable[[], None] = lambda: None
        self.stylizers = stylizers
        self.after = CanvasSurface(document.box, self._compose_painted, composite_queue, self)
        self.before = CanvasSurface(document.box, self._compose_base, composite_queue, self)
        self._veil_color = veil_color
        self._render_queue = render_queue
        self._scheduler = TileScheduler(render_queue, stylizers.render, self._take_tile, self._fail)
        self._stroke: StrokeEdit | None = None
        self._ends = False
        self._pointer = PointerPath(Place(document.box.width / 2, document.box.height / 2), clock)
        self._ahead: tuple[tuple[StyleChoice, ...], float] | None = None
        self._preparing = self._closed = False
        document.changed.append(self._document_changed)
        self.after.missing_changed.connect(self._ask_for_tiles)

    def close(self) -> None:
        """Stops all work for this document."""
        self._closed = True
        self._scheduler.close()
        self._render_queue.cancel(self._preparing_key)
        self.after.close()
        self.before.close()
        self.document.changed.remove(self._document_changed)

    @property
    def settled(self) -> bool:
        """Whether everything that is visible is rendered and composited."""
        return (
            self.after.settled
            and self.before.settled
            and not self.after.missing()
            and self._scheduler.idle
            and not self._ends
        )

    @property
    def waiting(self) -> int:
        """How many visible tiles are still to be rendered."""
        return len(self.after.missing())

    # ---- painting

    def begin_stroke(
        self,
        choice: StyleChoice | None,
        brush: Brush,
        *,
        layer: Layer | None = None,
        color: Color | None = None,
        symmetry: Symmetry | None = None,
    ) -> Layer | None:
        """Starts a stroke as `Document.begin_stroke` does; returns the one layer that it changes."""
        self._ends = False
        self._stroke = self.document.begin_stroke(choice, brush, layer=layer, color=color, symmetry=symmetry)
        return self._stroke.layer

    def begin_stamp(
        self,
        stamp: Stamp,
        brush: Brush,
        picture_at: PictureAt,
        *,
        layer: Layer | None = None,
        symmetry: Symmetry | None = None,
    ) -> StrokeEdit:
        """Starts a stroke as `Document.begin_stamp` does."""
        self._ends = False
        self._stroke = self.document.begin_stamp(stamp, brush, picture_at, layer=layer, symmetry=symmetry)
        return self._stroke

    def lay_ready(self) -> None:
        """Lays the dabs of a stamp whose pictures have come; one that was lifted ends when all are there."""
        if self._stroke is not None:
            self._stroke.lay_ready()
            if self._ends:
                self.finish_stroke()

    @property
    def drawing(self) -> bool:
        """Whether a stroke is being drawn."""
        return self._stroke is not None

    def continue_stroke(self, point: StrokePoint) -> None:
        """Draws the stroke on to a point."""
        if self._stroke is not None and self._stroke.is_open:
            self._stroke.add(point)

    def finish_stroke(self) -> None:
        """Ends the stroke as one step of the history; one that waits for pictures ends when they are there."""
        self.land()
        if self._stroke is not None:
            self._ends = self._stroke.is_open and self._stroke.waiting > 0
            if self._ends:
                return
            self._stroke.finish()
            self._stroke = None
            self.changed.emit()

    def end_waiting(self) -> None:
        """Ends a stroke that was lifted with what has come of it; the layer of one that nothing came of is gone."""
        if self._stroke is not None and self._ends:
            stroke, self._stroke, self._ends = self._stroke, None, False
            stroke.finish()
            self.changed.emit()

    def cancel_stroke(self) -> None:
        """Takes the stroke back that is being drawn."""
        if self._stroke is not None:
            stroke, self._stroke, self._ends = self._stroke, None, False
            stroke.cancel()
            self.changed.emit()

    def undo(self) -> None:
        """Takes the last step back, or the stroke that is being drawn."""
        self.land()
        self._stroke = None
        self.document.undo()
        self.changed.emit()

    def redo(self) -> None:
        """Takes the step again that was undone last."""
        self.land()
        self.document.redo()
        self.changed.emit()

    def go_to_step(self, count: int) -> None:
        """Takes steps back, or again, until so many are done, or as near to it as the history goes."""
        self.land()
        self._stroke = None
        history = self.document.history
        while history.done_count > count and self.document.undo():
            pass
        while history.done_count < count and self.document.redo():
            pass
        self.changed.emit()

    def renew_styles(self, network: str) -> None:
        """Repaints what a style network painted that was written anew."""
        self.stylizers.forget(network)
        self.after.invalidate(self.document.box)
        self._ask_for_tiles()

    # ---- tiles

    def prepare(self, choice: StyleChoice, brush: Brush, layer: Layer | None = None) -> None:
        """Gets ready to paint above a layer: takes the statistics and renders around the cursor while it is idle."""
        prepared = replace(choice, strength=choice.strength * brush.strength).stops
        ground = self.document.ground_above(layer)
        stops = prepared if ground is None else tuple(ground.under(stop) for stop in prepared)
        self._ahead = (stops, brush.size_px / 2)
        self._scheduler.forgive()

        def job(context: JobContext) -> None:
            for number, stop in enumerate(prepared):
                stylizer = self.stylizers.of(stop)
                if not stylizer.knows(stop):
                    context.go_on(number / len(prepared))
                stylizer.painter(stop, context.cancel)

        self._render_queue.submit(
            job,
            key=self._preparing_key,
            priority=1,
            on_result=lambda _: self._ask_for_tiles(),
            on_error=lambda error: self.failed.emit(said(str(error))),
            on_progress=self._say_preparing,
            on_end=lambda: self._say_preparing(1.0),
        )

    def cancel_preparing(self) -> bool:
        """Takes no statistics ahead of the hand until `prepare` is called again; False when none are being taken."""
        if not self._preparing:
            return False
        self.rest()
        self._render_queue.cancel(self._preparing_key)
        return True

    @property
    def _preparing_key(self) -> tuple[str, int]:
        return ("prepare", id(self))

    def _say_preparing(self, share: float) -> None:
        # A job may end after the document was closed, and this with it.
        if not self._closed:
            self._preparing = share < 1
            self.preparing_changed.emit(share)

    def move_cursor(self, point: QPointF) -> None:
        """Says where in the document the cursor is: tiles near it come first, then those on its way."""
        self._pointer.move(Place(point.x(), point.y()))
        self._ask_for_tiles()

    def rest(self) -> None:
        """Renders nothing ahead until `prepare` is called again, such as while erasing."""
        self._ahead = None

    def _ask_for_tiles(self) -> None:
        waited_for = (request for request in self.after.missing() if self.stylizers.cached(*request) is None)
        missing = sorted(waited_for, key=self._distance)
        self._scheduler.want([*missing, *self._ahead_of_cursor()])

    def _ahead_of_cursor(self) -> Iterator[MissingTile]:
        if self._ahead is None:
            return
        stops, radius = self._ahead
        reach = math.ceil(min(radius, 512)) + TILE_PX // 3
        found: dict[MissingTile, None] = {}
        for place in self._pointer.ahead(TILE_PX / 2):
            x, y = round(place.x), round(place.y)
            around = Box(x, y, x, y).pad(reach).intersect(self.document.box)
            nearby = [MissingTile(stop, tile) for tile in tiles(around, TILE_PX) for stop in stops]
            found |= dict.fromkeys(sorted(nearby, key=self._distance))
        for request in list(found)[:_MOST_AHEAD]:
            if request != self._scheduler.running and self.stylizers.cached(*request) is None:
                yield request

    def _distance(self, request: MissingTile) -> float:
        box, here = request.tile.box(TILE_PX), self._pointer.here
        return math.hypot((box.x0 + box.x1) / 2 - here.x, (box.y0 + box.y1) / 2 - here.y)

    def _take_tile(self, request: MissingTile, duration_ms: float) -> None:
        box = request.tile.box(TILE_PX).intersect(self.document.box)
        for layer in self.document.layers:
            if (
                isinstance(layer, StyleLayer)
                and request.choice in layer.stops
                and request.tile in layer.mask.tiles
            ):
                self.after.invalidate(box)
                break
        self.tile_rendered.emit(duration_ms)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(said(str(error)))

    # ---- composing

    def _document_changed(self, box: Box) -> None:
        self.after.invalidate(box)
        if self._stroke is None:
            self.changed.emit()

    def _compose_painted(self) -> Composer:
        view, veil = self.document.view(), self._veil_color

        def compose(box: Box, scale: int) -> Composite:
            return veiled(composite(view, box, self.stylizers.cached, scale), view, box, scale, veil)

        return compose

    def _compose_base(self) -> Composer:
        view = replace(self.document.view(), layers=())

        def compose(box: Box, scale: int) -> Composite:
            return composite(view, box, self.stylizers.cached, scale)

        return compose
