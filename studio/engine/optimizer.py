"""The iterative optimizer: paints a picture by following the gradient of a perceptual loss, without torch.

Source: Gatys, Ecker and Bethge 2016, "Image style transfer using convolutional neural networks"; the step is Adam's
(`studio.engine.adam`) or L-BFGS's. Differs: coarse to fine; the levels of a pyramid are moved instead of pixels; the
terms of the loss are balanced, so that a weight means the same with every network and every picture; the learning rate
falls towards the end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np

from studio.engine.cancel import Cancelled, CancelToken, stopping_runs
from studio.engine.color import with_colors_of
from studio.engine.guided_objective import Guide, GuidedObjective
from studio.engine.objective import Objective, grams_of
from studio.engine.optimizer_request import OptimizerRequest
from studio.engine.optimizer_state import OptimizerState
from studio.engine.regions import Region, reflected, regions_of
from studio.engine.resampling import fitted, resized

if TYPE_CHECKING:
    from exports.session import PerceptualModel, RunControl, Weights

SMALLEST_COARSE_PX = 192
COARSE_SHARE = 0.2
"""Large forms go far in every step, so that few steps at a smaller size settle them."""
LAST_RATE = 0.1
LEAST_TERM = 1e-6
NOISE_CONTRAST = 0.1
"""Of the noise to begin with, around a middle grey. At 1, what Adam does in a hundred steps is to take it away."""


@dataclass(frozen=True, eq=False)
class OptimizerProgress:
    """One step that was taken.

    Attributes:
        step: 1..steps.
        total: the loss before this step; `content`, `style` and `tv` are its parts, weighted.
        step_ms: time that the step took.
        size_px: long side at which it worked.
        preview: uint8 (h, w, 3) as the picture is now, every `preview_every` steps, else None.
    """

    step: int
    steps: int
    total: float
    content: float
    style: float
    tv: float
    step_ms: float
    size_px: int
    preview: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class OptimizerResult:
    """What a run ends with.

    Attributes:
        picture: uint8 (H, W, 3), long side `size_px`; what was there when the run was cancelled.
        state: to be saved, and to go on from.
        finished: False if the run was cancelled.
    """

    picture: np.ndarray
    state: OptimizerState
    finished: bool


def optimize(
    request: OptimizerRequest,
    model: PerceptualModel,
    on_progress: Callable[[OptimizerProgress], None] | None = None,
    cancel: CancelToken | None = None,
    *,
    state: OptimizerState | None = None,
    preview_every: int = 10,
    on_step: Callable[[Standing], None] | None = None,
) -> OptimizerResult:
    """Paints. Cancelling is not an error: it keeps what is there.

    Args:
        request: what to paint.
        model: the perceptual network.
        on_progress: told after every step.
        cancel: looked at in every step.
        state: goes on from here, as if it had never stopped; None = from the beginning.
        preview_every: steps between previews.
        on_step: shown where the run stands after every step, such as to save it; it must not keep the state itself.

    Raises:
        ModelError: the model refuses or fails.
    """
    run = _Run(request, model, state)
    finished = True
    try:
        with stopping_runs(cancel) as control:
            while run.state.step < request.steps:
                progress = run.step(control)
                if on_progress is not None:
                    wanted = preview_every and progress.step % preview_every == 0
                    if wanted or (preview_every and progress.step == request.steps):
                        progress = replace(progress, preview=run.picture(progress.size_px))
                    on_progress(progress)
                if on_step is not None:
                    on_step(run)
    except Cancelled:
        finished = run.state.step >= request.steps
    return OptimizerResult(run.picture(request.size_px), run.state, finished)


class Standing(Protocol):
    """Where a run stands, between two steps.

    Attributes:
        state: may be saved, must not be changed.
        objective, weights: what the step looked at.
    """

    state: OptimizerState

    @property
    def objective(self) -> Objective: ...

    @property
    def weights(self) -> Weights: ...

    def picture(self, size_px: int) -> np.ndarray:
        """The picture as it is, uint8 (H, W, 3), with a long side of `size_px`."""
        ...


@dataclass(frozen=True)
class _Stage:
    """A stretch of steps at one size."""

    size_px: int
    first_step: int
    steps: int


class _Run:
    """One run: the state that is kept, and the objective of the stage that it is in."""

    def __init__(
        self, request: OptimizerRequest, model: PerceptualModel, state: OptimizerState | None
    ) -> None:
        self.request = request
        self.model = model
        self.stages = _stages(request)
        self._stage: _Stage | None = None
        self._objective: Objective | None = None
        self._weights: Weights | None = None
        self.state = state.copy() if state is not None else self._beginning()
        self.state.request = request.digest

    @property
    def objective(self) -> Objective:
        """Of the newest step."""
        assert self._objective is not None
        return self._objective

    @property
    def weights(self) -> Weights:
        """Of the newest step."""
        assert self._weights is not None
        return self._weights

    def step(self, control: RunControl | None) -> OptimizerProgress:
        """Takes one step. The state changes only when all of it is done."""
        started = time.perf_counter()
        stage = self._enter_stage(control)
        state, request = self.state, self.request
        image = state.image
        # Seeded by the step, so that a run that goes on cuts its tiles where it would have cut them anyway.
        rng = np.random.default_rng((request.seed, state.step))
        loss = self.objective(image, self.weights, control=control, rng=rng)
        share = (state.step - stage.first_step) / stage.steps
        rate = request.learning_rate * (LAST_RATE + (1.0 - LAST_RATE) * np.cos(0.5 * np.pi * share) ** 2)
        state.take_step(image, loss, float(rate))
        return OptimizerProgress(
            step=state.step,
            steps=request.steps,
            total=loss.total,
            content=loss.content,
            style=loss.style,
            tv=loss.tv,
            step_ms=(time.perf_counter() - started) * 1000.0,
            size_px=stage.size_px,
        )

    def picture(self, size_px: int) -> np.ndarray:
        """The picture as it is, with a long side of `size_px`."""
        request, size = self.request, self._size(size_px)
        picture = resized(self.state.picture, size)
        if request.keep_color:
            picture = with_colors_of(resized(request.content, size), picture)
        if any(mask is not None for mask in request.masks):
            content = resized(request.content, size)
            picture = _where_painted(picture, content, regions_of(request, size))
        return picture

    def _beginning(self) -> OptimizerState:
        size = self._size(self.stages[0].size_px)
        start = self._start(size)
        if start is None:
            noise = np.random.default_rng(self.request.seed).random((size[1], size[0], 3), np.float32) - 0.5
            start = np.rint(255.0 * (0.5 + NOISE_CONTRAST * noise)).astype(np.uint8)
        request, image = self.request, self.model.prepare(start)
        return OptimizerState.begin(image, (size[1], size[0]), request.method, average=request.average)

    def _start(self, size: tuple[int, int]) -> np.ndarray | None:
        """The picture to begin with, uint8 (height, width, 3); None for noise."""
        if self.request.init == "noise":
            return None
        chosen = self.request.content if self.request.init_picture is None else self.request.init_picture
        return resized(chosen, size)

    def _enter_stage(self, control: RunControl | None) -> _Stage:
        stage = next(stage for stage in reversed(self.stages) if self.state.step >= stage.first_step)
        if stage is self._stage:
            return stage
        image = self.model.prepare(resized(self.request.content, self._size(stage.size_px)))
        objective = self._objective_of(stage, image, control)
        weights = self._balanced_weights(image, objective, control)
        self._resize_state(stage, image.shape[2:])
        self._stage, self._objective, self._weights = stage, objective, weights
        return stage

    def _objective_of(self, stage: _Stage, image: np.ndarray, control: RunControl | None) -> Objective:
        """What the steps of a stage make small; the plain one where every style is painted everywhere."""
        distance = self.request.distance
        regions = regions_of(self.request, self._size(stage.size_px))
        if len(regions) == 1 and regions[0].styles:
            grams = self._style(regions[0].styles, stage, control)
            return Objective(self.model, image, grams, distance, control=control)
        guides = [
            Guide(
                reflected(region, (image.shape[3], image.shape[2])),
                self._style(region.styles, stage, control),
            )
            for region in regions
        ]
        return GuidedObjective(self.model, image, guides, distance, control=control)

    def _resize_state(self, stage: _Stage, padded: tuple[int, ...]) -> None:
        """Takes the state to the size of a stage, with the details of the beginning that a smaller size cannot hold."""
        width, height = self._size(stage.size_px)
        old_height, old_width = self.state.size
        if (height, width) == (old_height, old_width):
            return
        begun, begin = self._start((old_width, old_height)), self._start((width, height))
        starts = None
        if begun is not None and begin is not None:
            starts = self.model.prepare(begun), self.model.prepare(begin)
        self.state.resize((height, width), (padded[0], padded[1]), starts)

    def _balanced_weights(
        self, image: np.ndarray, objective: Objective, control: RunControl | None
    ) -> Weights:
        """Weights under which the unpainted content costs 1 in style and in roughness, and a grey picture 1 in content.

        Where only a part of the picture has a style, the content costs that part of 1: it is painted no more strongly.

        Between them the layers keep the proportions that the model recommends. (Balancing them as well was tried:
        layers that hardly see a difference between photo and painting then drown the others in their errors.)
        """
        from exports.session import Weights

        request, ones = self.request, self.model.default_weights(1.0, 1.0, 1.0)
        unpainted = objective(image, ones, control=control)
        grey = np.broadcast_to(image.mean(axis=(2, 3), keepdims=True), image.shape)
        lost = objective(np.ascontiguousarray(grey), ones, control=control)
        style = request.style_weight * objective.covered / max(unpainted.style, LEAST_TERM)
        return Weights(
            request.content_weight / max(lost.content, LEAST_TERM),
            tuple(style * layer for layer in ones.style),
            request.tv_weight / max(unpainted.tv, LEAST_TERM),
        )

    def _style(
        self, numbers: tuple[int, ...], stage: _Stage, control: RunControl | None
    ) -> tuple[np.ndarray, ...]:
        """The Gram matrices that are aimed at: those of the numbered styles, mixed by their shares."""
        styles = [self.request.styles[number] for number in numbers]
        total = sum(share for _, share in styles)
        mixed: list[np.ndarray] = []
        for picture, share in styles:
            size_px = max(32, round(stage.size_px * self.request.style_scale))
            shown = resized(picture, fitted(picture, min(size_px, max(picture.shape[:2]))))
            grams = grams_of(self.model, shown, control=control)
            weighted = [gram * np.float32(share / total) for gram in grams]
            mixed = [a + b for a, b in zip(mixed, weighted, strict=True)] if mixed else weighted
        return tuple(mixed)

    def _size(self, size_px: int) -> tuple[int, int]:
        return fitted(self.request.content, size_px)


def _where_painted(picture: np.ndarray, content: np.ndarray, regions: Sequence[Region]) -> np.ndarray:
    """The picture where a region has a style, and the content where none has; both uint8 (H, W, 3)."""
    for region in regions:
        if not region.styles:
            mixed = picture + region.mask[..., np.newaxis] * (content.astype(np.float32) - picture)
            return np.rint(mixed).astype(np.uint8)
    return picture


def _stages(request: OptimizerRequest) -> list[_Stage]:
    """Each size takes `COARSE_SHARE` of the steps that are left; the last one all of them."""
    sizes = [request.size_px]
    while request.coarse_to_fine and sizes[0] // 2 >= SMALLEST_COARSE_PX:
        sizes.insert(0, sizes[0] // 2)
    firsts = [0]
    for _ in sizes[1:]:
        firsts.append(firsts[-1] + round(COARSE_SHARE * (request.steps - firsts[-1])))
    ends = pairwise([*firsts, request.steps])
    stages = [_Stage(px, first, end - first) for px, (first, end) in zip(sizes, ends, strict=True)]
    return [stage for stage in stages if stage.steps > 0]
