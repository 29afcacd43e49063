"""The iterative optimizer at work: what it is asked, how far it is, and what it has painted so far."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from studio.engine.cancel import CancelToken, stopping_runs
from studio.engine.first_painting import begun_with_brush
from studio.engine.optimizer import OptimizerProgress, OptimizerResult, optimize
from studio.engine.optimizer_request import OptimizerRequest
from studio.engine.predicted import predict_style
from studio.media.reading import open_picture
from studio.workers.models import ModelLibrary
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

_PREVIEW_EVERY = 2

Beginning = Literal["brush", "content", "noise"]
"""What a run begins with: the photo as a brush paints it in the style, the photo itself, or noise."""


@dataclass(frozen=True)
class OptimizerSettings:
    """What the panel's sliders say.

    Attributes:
        content_weight, style_weight: how much the content holds and the style pulls.
        tv_weight: how much neighbouring pixels are held together.
        steps: of the gradient.
        size_px: long side of the result.
        keep_color: keeps the content's own colours.
        beginning: what the run begins with.
    """

    content_weight: float = 1.0
    style_weight: float = 1.0
    tv_weight: float = 0.15
    steps: int = 150
    size_px: int = 384
    keep_color: bool = False
    beginning: Beginning = "content"


@dataclass(frozen=True, eq=False)
class OptimizerUpdate:
    """News of a run: every step's loss so far, the newest progress, and the newest preview."""

    losses: tuple[float, ...]
    progress: OptimizerProgress
    preview: np.ndarray | None


class Optimizing(QObject):
    """The state behind the optimizer's panel; one run at a time.

    Args:
        library: gives the perceptual model.
        queue: runs the optimizer and opens the style picture.
    """

    style_changed = Signal(object)  # uint8 (H, W, 3)
    running_changed = Signal(bool)
    updated = Signal(object)  # OptimizerUpdate
    picture_changed = Signal(object)  # uint8 (H, W, 3)
    failed = Signal(object)

    def __init__(self, library: ModelLibrary, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._queue = queue
        self._stop = CancelToken()
        self._request: OptimizerRequest | None = None
        self._beginning: Beginning = "content"
        self.style: np.ndarray | None = None
        self.style_name = ""
        self.picture: np.ndarray | None = None
        self.losses: tuple[float, ...] = ()
        self.running = False

    @property
    def available(self) -> bool:
        """Whether there is a perceptual model at hand."""
        return any(entry.kind == "perceptual" for entry in self._library.catalog.models())

    @property
    def has_brush(self) -> bool:
        """Whether a run can begin with what a brush paints: there is a style encoder at hand."""
        return bool(self._library.catalog.encoders())

    def open_style(self, path: Path) -> None:
        """Takes a picture file as the style."""

        def opened(pixels: np.ndarray) -> None:
            self.set_style(pixels, path.name)

        self._queue.submit(
            lambda _context: open_picture(path).pixels,
            key=("optimizing", "style"),
            priority=1,
            on_result=opened,
            on_error=self.failed.emit,
        )

    def set_style(self, pixels: np.ndarray, name: str) -> None:
        """Takes a picture, uint8 (H, W, 3), as the style."""
        self.style, self.style_name = pixels, name
        self.style_changed.emit(pixels)

    def start(self, content: np.ndarray, settings: OptimizerSettings) -> None:
        """Begins to paint `content`, uint8 (H, W, 3), in the style."""
        if self.running or self.style is None:
            return
        request = OptimizerRequest(
            content=content,
            styles=((self.style, 1.0),),
            size_px=settings.size_px,
            steps=settings.steps,
            content_weight=settings.content_weight,
            style_weight=settings.style_weight,
            tv_weight=settings.tv_weight,
            keep_color=settings.keep_color,
            init="noise" if settings.beginning == "noise" else "content",
        )
        self._beginning = settings.beginning
        self._request, self._stop, self.losses, self.picture = request, CancelToken(), (), None
        self._set_running(True)
        stop = self._stop
        with_brush = settings.beginning == "brush"

        def job(context: JobContext) -> OptimizerResult:
            with context.cancel.calling(stop.cancel):
                model = self._library.perceptual()
                begun = self._painted_by_brush(request, context) if with_brush else request
                return optimize(begun, model, _Reporter(context), stop, preview_every=_PREVIEW_EVERY)

        self._queue.submit(
            job,
            key=("optimizing", "run"),
            on_result=lambda result: self._show(result.picture),
            on_error=self.failed.emit,
            on_progress=self._update,
            on_end=lambda: self._set_running(False),
        )

    def stop(self) -> bool:
        """Ends the run; what is painted stays. False when none is under way."""
        if self.running:
            self._stop.cancel()
        return self.running

    def source(self) -> dict[str, Any]:
        """How the picture was made, in plain JSON values."""
        assert self._request is not None
        return {
            "kind": "optimizer",
            "style": self.style_name,
            "steps": len(self.losses),
            "size_px": self._request.size_px,
            "content_weight": self._request.content_weight,
            "style_weight": self._request.style_weight,
            "tv_weight": self._request.tv_weight,
            "keep_color": self._request.keep_color,
            "init": self._beginning,
        }

    def _painted_by_brush(self, request: OptimizerRequest, context: JobContext) -> OptimizerRequest:
        encoder = self._library.any_style_encoder()
        with stopping_runs(context.cancel) as control:
            cards = [
                predict_style(encoder, picture, self.style_name, control=control)
                for picture, _ in request.styles
            ]
        network = self._library.style(cards[0])
        return begun_with_brush(request, network, [card.vector for card in cards], context.cancel)

    def _update(self, update: OptimizerUpdate) -> None:
        self.losses = update.losses
        if update.preview is not None:
            self._show(update.preview)
        self.updated.emit(update)

    def _show(self, picture: np.ndarray) -> None:
        self.picture = picture
        self.picture_changed.emit(picture)

    def _set_running(self, running: bool) -> None:
        self.running = running
        self.running_changed.emit(running)


class _Reporter:
    """Collects steps on the worker, so that a report that was overtaken loses neither a loss nor a preview."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self._losses: list[float] = []
        self._preview: np.ndarray | None = None

    def __call__(self, progress: OptimizerProgress) -> None:
        self._losses.append(progress.total)
        if progress.preview is not None:
            self._preview = progress.preview
        self._context.report(OptimizerUpdate(tuple(self._losses), progress, self._preview))
