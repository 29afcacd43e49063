"""The iterative optimizer: paints a picture by following the gradient of a perceptual loss, without torch.

Source: Gatys, Ecker and Bethge 2016, "Image style transfer using convolutional neural networks"; the step is Adam
(Kingma and Ba 2015). Differs: coarse to fine; the levels of a pyramid are moved instead of pixels; the terms of the
loss are balanced, so that a weight means the same with every network and every picture; the learning rate falls
towards the end.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from studio.engine.cancel import Cancelled, CancelToken, stopping_runs
from studio.engine.color import with_colors_of
from studio.engine.optimizer_state import OptimizerState
from studio.engine.resampling import fitted, resized

if TYPE_CHECKING:
    from exports.session import PerceptualModel, RunControl, Targets, Weights

SMALLEST_COARSE_PX = 192
COARSE_SHARE = 0.4
LAST_RATE = 0.1
RATE_GROWTH = 1.6
LEAST_TERM = 1e-6


@dataclass(frozen=True, eq=False)
class OptimizerRequest:
    """All that a run needs; two equal requests give the same picture on the same machine.

    Attributes:
        content: uint8 (H, W, 3).
        styles: pictures, uint8 (H, W, 3), with their shares; shares count relative to their sum.
        size_px: long side of the result.
        steps: of the gradient, in all.
        init: begin with the content, with noise, or with `init_picture`.
        init_picture: uint8 (H, W, 3); used when init is "picture".
        content_weight: how much the content holds; 1 = a grey picture would cost as much as the content unpainted.
        style_weight: how much the style pulls; 1 = as much as the content lacks of it unpainted.
        tv_weight: how much neighbouring pixels are held together (total variation).
        style_scale: size of a style's features: 2 shows it twice as large.
        keep_color: keeps the content's own colours.
        learning_rate: Adam's for the finest level, in units of the range 0..1.
        seed: of the noise.
    """

    content: np.ndarray
    styles: tuple[tuple[np.ndarray, float], ...]
    size_px: int = 512
    steps: int = 200
    init: Literal["content", "noise", "picture"] = "content"
    init_picture: np.ndarray | None = None
    content_weight: float = 1.0
    style_weight: float = 1.0
    tv_weight: float = 0.15
    style_scale: float = 1.0
    keep_color: bool = False
    learning_rate: float = 0.008
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.styles or sum(share for _, share in self.styles) <= 0:
            raise ValueError("the optimizer needs at least one style with a share above 0")
        if any(share < 0 for _, share in self.styles):
            raise ValueError("the shares of styles are numbers from 0 upwards")
        if not 16 <= self.size_px <= 8192:
            raise ValueError(f"the size is 16 to 8192 pixels, not {self.size_px}")
        if self.steps < 1:
            raise ValueError(f"the optimizer needs at least one step, not {self.steps}")
        if not 0.1 <= self.style_scale <= 10.0:
            raise ValueError(f"the style's scale is .1 to 10, not {self.style_scale}")
        if (self.init == "picture") != (self.init_picture is not None):
            raise ValueError("init_picture goes with init 'picture', and only with it")


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
) -> OptimizerResult:
    """Paints. Cancelling is not an error: it keeps what is there.

    Args:
        request: what to paint.
        model: the perceptual network.
        on_progress: told after every step.
        cancel: looked at in every step.
        state: goes on from here, as if it had never stopped; None = from the beginning.
        preview_every: steps between previews.

    Raises:
        ModelError: the model refuses or fails.
    """
    run = _Run(request, model, state)
    finished = True
    try:
        with stopping_runs(cancel) as control:
            while run.state.step < request.steps:
                progress = run.step(control, preview_every)
                if on_progress is not None:
                    on_progress(progress)
    except Cancelled:
        finished = run.state.step >= request.steps
    return OptimizerResult(run.picture(request.size_px), run.state, finished)


@dataclass(frozen=True)
class _Stage:
    """A stretch of steps at one size."""

    size_px: int
    first_step: int
    steps: int


class _Run:
    """One run: the state that is kept, and the targets of the stage that it is in."""

    def __init__(
        self, request: OptimizerRequest, model: PerceptualModel, state: OptimizerState | None
    ) -> None:
        self.request = request
        self.model = model
        self.stages = _stages(request)
        self._stage: _Stage | None = None
        self._targets: Targets | None = None
        self._weights: Weights | None = None
        self.state = state.copy() if state is not None else self._beginning()

    def step(self, control: RunControl | None, preview_every: int) -> OptimizerProgress:
        """Takes one step of Adam. The state changes only when all of it is done."""
        started = time.perf_counter()
        stage = self._enter_stage(control)
        state, request = self.state, self.request
        assert self._targets is not None
        assert self._weights is not None
        loss = self.model.loss_and_gradient(state.image, self._targets, self._weights, control=control)
        share = (state.step - stage.first_step) / stage.steps
        rate = request.learning_rate * (LAST_RATE + (1.0 - LAST_RATE) * np.cos(0.5 * np.pi * share) ** 2)
        state.adam_step(loss.gradient, float(rate), RATE_GROWTH)
        preview = None
        if preview_every and (state.step % preview_every == 0 or state.step == request.steps):
            preview = self.picture(stage.size_px)
        return OptimizerProgress(
            step=state.step,
            steps=request.steps,
            total=loss.total,
            content=loss.content,
            style=loss.style,
            tv=loss.tv,
            step_ms=(time.perf_counter() - started) * 1000.0,
            size_px=stage.size_px,
            preview=preview,
        )

    def picture(self, size_px: int) -> np.ndarray:
        """The picture as it is, with a long side of `size_px`."""
        picture = resized(self.state.picture, self._size(size_px))
        if self.request.keep_color:
            picture = with_colors_of(resized(self.request.content, self._size(size_px)), picture)
        return picture

    def _beginning(self) -> OptimizerState:
        size = self._size(self.stages[0].size_px)
        start = self._start(size)
        if start is None:
            noise = np.random.default_rng(self.request.seed).random((size[1], size[0], 3), np.float32)
            start = np.rint(noise * 255.0).astype(np.uint8)
        return OptimizerState.begin(self.model.prepare(start), (size[1], size[0]))

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
        content = resized(self.request.content, self._size(stage.size_px))
        image = self.model.prepare(content)
        targets = self._targets_of(content, stage, control)
        weights = self._balanced_weights(image, targets, control)
        self._resize_state(stage, image.shape[2:])
        self._stage, self._targets, self._weights = stage, targets, weights
        return stage

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

    def _balanced_weights(self, image: np.ndarray, targets: Targets, control: RunControl | None) -> Weights:
        """Weights under which the unpainted content costs 1 in style and in roughness, and a grey picture 1 in content.

        Between them the layers keep the proportions that the model recommends. (Balancing them as well was tried:
        layers that hardly see a difference between photo and painting then drown the others in their errors.)
        """
        from exports.session import Weights

        request, ones = self.request, self.model.default_weights(1.0, 1.0, 1.0)
        unpainted = self.model.loss_and_gradient(image, targets, ones, control=control)
        grey = np.broadcast_to(image.mean(axis=(2, 3), keepdims=True), image.shape)
        lost = self.model.loss_and_gradient(np.ascontiguousarray(grey), targets, ones, control=control)
        style = request.style_weight / max(unpainted.style, LEAST_TERM)
        return Weights(
            request.content_weight / max(lost.content, LEAST_TERM),
            tuple(style * layer for layer in ones.style),
            request.tv_weight / max(unpainted.tv, LEAST_TERM),
        )

    def _targets_of(self, content: np.ndarray, stage: _Stage, control: RunControl | None) -> Targets:
        from exports.session import Targets

        total = sum(share for _, share in self.request.styles)
        mixed: list[np.ndarray] = []
        for picture, share in self.request.styles:
            if share == 0:
                continue
            size_px = max(32, round(stage.size_px * self.request.style_scale))
            shown = resized(picture, fitted(picture, min(size_px, max(picture.shape[:2]))))
            grams = self.model.grams(shown, control=control)
            weighted = [gram * np.float32(share / total) for gram in grams]
            mixed = [a + b for a, b in zip(mixed, weighted, strict=True)] if mixed else weighted
        return Targets(self.model.content(content, control=control), tuple(mixed))

    def _size(self, size_px: int) -> tuple[int, int]:
        return fitted(self.request.content, size_px)


def _stages(request: OptimizerRequest) -> list[_Stage]:
    coarse_px = request.size_px // 2
    coarse_steps = round(request.steps * COARSE_SHARE)
    if coarse_px < SMALLEST_COARSE_PX or coarse_steps < 1:
        return [_Stage(request.size_px, 0, request.steps)]
    return [
        _Stage(coarse_px, 0, coarse_steps),
        _Stage(request.size_px, coarse_steps, request.steps - coarse_steps),
    ]
