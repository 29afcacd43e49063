"""The optimizer as a job on a document: what it paints, and what it reports while it does."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from studio.document.commission import Content
from studio.document.document import DocumentView
from studio.document.geometry import EMPTY, Box
from studio.document.layer_pixels import TileOf
from studio.document.tiles import TILE_PX, TileMask
from studio.document.work import Work
from studio.engine.cancel import CancelToken, stopping_runs
from studio.engine.compositor import composite
from studio.engine.first_painting import begun_with_brush
from studio.engine.optimizer import OptimizerProgress, Standing, optimize
from studio.engine.optimizer_request import OptimizerRequest
from studio.engine.optimizer_state import OptimizerState
from studio.engine.optimizer_work import Losses, WorkKeeper, run_of
from studio.engine.pacing import SavePace
from studio.engine.predicted import predict_style
from studio.engine.resampling import fitted, resized
from studio.workers.models import ModelLibrary
from studio.workers.task import JobContext

SHOWN_AFTER_S = 0.3
"""The canvas shows the picture anew after so long, or later where showing takes long itself."""
_COST = 5.0
_MARGIN_PX = 16


@dataclass(frozen=True, eq=False)
class Painted:
    """How far a run is.

    Attributes:
        losses: of every step so far.
        progress: of the newest step, None before the first.
        picture: uint8 (h, w, 3) as it is now, None before there is one.
        pixels: the same at the size of the box that it lies in.
        work: what it takes to go on from not long ago.
    """

    losses: tuple[Losses, ...] = ()
    progress: OptimizerProgress | None = None
    picture: np.ndarray | None = None
    pixels: np.ndarray | None = None
    work: Work | None = None


@dataclass(frozen=True, eq=False)
class Ending:
    """How a run ended.

    Attributes:
        painted: with work to go on from, which is finished where `finished` says so.
    """

    painted: Painted
    finished: bool


def box_of(view: DocumentView) -> Box:
    """What a run paints of a document: what is selected, with a margin, or all of it; EMPTY where nothing is left."""
    if view.selection is None:
        return view.box
    covered = bounds_of(view.selection)
    return covered if covered.empty else covered.pad(_MARGIN_PX).intersect(view.box)


def bounds_of(mask: TileMask) -> Box:
    """The smallest box around all that a mask covers."""
    found = EMPTY
    for index, tile in mask.tiles.items():
        rows, columns = (np.flatnonzero(tile.any(axis=axis)) for axis in (1, 0))
        if rows.size:
            part = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
            found = found.union(part.translate(index.ix * TILE_PX, index.iy * TILE_PX))
    return found


def content_of(view: DocumentView, box: Box, content: Content, size_px: int, tile_of: TileOf) -> np.ndarray:
    """The part of a document that is painted, uint8 (h, w, 3), at the size of the run.

    Args:
        content: the photo alone, or all that is seen.
        size_px: long side.
        tile_of: renders stylised tiles.
    """
    part = view.base[box.slices] if content == "photo" else composite(view, box, tile_of).picture
    return resized(part, fitted(part, size_px))


def begun(
    request: OptimizerRequest, names: Sequence[str], library: ModelLibrary, cancel: CancelToken
) -> OptimizerRequest:
    """The request, to begin with what a brush of its styles paints. Raises Cancelled, ModelError."""
    encoder = library.any_style_encoder()
    with stopping_runs(cancel) as control:
        cards = [
            predict_style(encoder, picture, name, control=control)
            for (picture, _), name in zip(request.styles, names, strict=True)
        ]
    return begun_with_brush(request, library.style(cards[0]), [card.vector for card in cards], cancel)


def fitted_styles(request: OptimizerRequest) -> OptimizerRequest:
    """The request with style pictures no larger than they are looked at: they are kept with the work."""
    size_px = max(32, round(request.size_px * request.style_scale))
    styles = [
        (resized(picture, fitted(picture, min(size_px, max(picture.shape[:2])))), share)
        for picture, share in request.styles
    ]
    return replace(request, styles=tuple(styles))


def paint(
    context: JobContext,
    library: ModelLibrary,
    prepare: Callable[[CancelToken], OptimizerRequest],
    size: tuple[int, int],
    stop: CancelToken,
    clock: Callable[[], float] = time.monotonic,
) -> Ending:
    """Runs the optimizer from the beginning, and reports `Painted`.

    Args:
        prepare: makes the request, on this worker.
        size: width and height of the box that the picture lies in.
        stop: ends the run and keeps what is there.

    Raises:
        Cancelled: the job was cancelled before there was anything to keep.
    """
    with context.cancel.calling(stop.cancel):
        request = fitted_styles(prepare(stop))
        return _Painter(context, request, WorkKeeper(request), (), size, clock).run(library, None, stop)


def go_on(
    context: JobContext,
    library: ModelLibrary,
    work: Work,
    size: tuple[int, int],
    stop: CancelToken,
    clock: Callable[[], float] = time.monotonic,
) -> Ending:
    """Goes on with unfinished work, as `paint` does. Raises ModelError where it is damaged."""
    with context.cancel.calling(stop.cancel):
        run = run_of(work)
        painter = _Painter(context, run.request, WorkKeeper(run.request, work), run.losses, size, clock, work)
        return painter.run(library, run.state, stop)


class _Painter:
    """One run. Collects what it reports, so that a report that was overtaken loses nothing."""

    def __init__(
        self,
        context: JobContext,
        request: OptimizerRequest,
        keeper: WorkKeeper,
        losses: tuple[Losses, ...],
        size: tuple[int, int],
        clock: Callable[[], float],
        work: Work | None = None,
    ) -> None:
        self._context, self._request, self._keeper = context, request, keeper
        self._losses = list(losses)
        self._size = size
        self._clock = clock
        self._pace = SavePace(clock)
        self._show_at_s = 0.0
        self._picture: np.ndarray | None = None
        self._pixels: np.ndarray | None = None
        # What a run went on from is what it can go on from again, until there is newer work to keep.
        self._work = work

    def run(self, library: ModelLibrary, state: OptimizerState | None, stop: CancelToken) -> Ending:
        model = library.perceptual()
        if state is None:
            # There is something to look at and to keep before the first step is done.
            self._take(
                self._request.content if self._request.init_picture is None else self._request.init_picture
            )
            self._work = self._keeper.work(None, ())
            self._context.report(self._painted(None))
        result = optimize(
            self._request, model, self._told, stop, state=state, preview_every=0, on_step=self._look
        )
        self._take(result.picture)
        self._work = self._keeper.work(result.state, self._losses)
        return Ending(self._painted(None), result.finished)

    def _told(self, progress: OptimizerProgress) -> None:
        self._losses.append(Losses.of(progress))
        self._context.report(self._painted(progress))

    def _look(self, run: Standing) -> None:
        now = self._clock()
        if now >= self._show_at_s:
            self._take(run.picture(max(run.state.size)))
            took_s = self._clock() - now
            self._show_at_s = now + max(SHOWN_AFTER_S, _COST * took_s)
        if self._pace.is_due(run.state.nbytes):
            self._work = self._keeper.work(run.state, self._losses)
            self._pace.saved()

    def _take(self, picture: np.ndarray) -> None:
        self._picture, self._pixels = picture, resized(picture, self._size)

    def _painted(self, progress: OptimizerProgress | None) -> Painted:
        return Painted(tuple(self._losses), progress, self._picture, self._pixels, self._work)
