"""The optimizer beside Gatys, Ecker and Bethge 2016 in plain torch: who is sooner at the same loss."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
import torch

from exports.session import PerceptualModel, Targets, Weights
from studio.engine.optimizer import OptimizerProgress, Standing, optimize
from studio.engine.optimizer_request import OptimizerRequest
from training.export.perceptual import autograd_loss
from training.networks.encoder import Encoder

TURN_S = 2.0


@dataclass
class Course:
    """Losses and when they were reached, seconds of this contender's own work."""

    seconds: float = 0.0
    reached: list[tuple[float, float]] = field(default_factory=list)

    def add(self, seconds: float, loss: float) -> None:
        self.seconds += seconds
        self.reached.append((self.seconds, loss))

    def seconds_to(self, loss: float) -> float:
        return next(seconds for seconds, reached in self.reached if reached <= loss)

    @property
    def lowest(self) -> float:
        return min(loss for _, loss in self.reached)


class Gatys:
    """The pixels of a picture moved by L-BFGS, as the paper does: torch's own, autograd, one size."""

    def __init__(self, encoder: Encoder, image: np.ndarray, targets: Targets, weights: Weights) -> None:
        self._encoder, self._targets, self._weights = encoder, targets, weights
        self._image = torch.from_numpy(image.copy()).requires_grad_()
        self._optimizer = torch.optim.LBFGS([self._image], lr=1.0, max_iter=1)
        self.course = Course()

    def step(self) -> None:
        """One evaluation and one step."""
        begun = time.perf_counter()
        loss = float(self._optimizer.step(self._measure))
        with torch.no_grad():
            self._image.clamp_(0.0, 1.0)
        self.course.add(time.perf_counter() - begun, loss)

    def _measure(self) -> float:
        loss, gradient = autograd_loss(self._encoder, self._image.detach(), self._targets, self._weights)
        self._image.grad = gradient
        return float(loss)


def compare(
    request: OptimizerRequest, model: PerceptualModel, encoder: Encoder, targets: Targets, weights: Weights
) -> tuple[Course, Course]:
    """Both on the same photo, style, targets and weights, in turns in one process; ours, and Gatys'.

    Where the request begins with noise, so does Gatys: with noise of the full size and contrast, as in the paper.

    They take turns of some seconds, so that both have the same time and a busy machine slows both; at every step, each
    would find the processor's caches full of what the other left.
    """
    begun = time.perf_counter()
    ours, at = Course(), [begun]
    begins_with = request.content
    if request.init == "noise":
        noise = np.random.default_rng(request.seed).random(request.content.shape, np.float32)
        begins_with = np.rint(noise * 255.0).astype(np.uint8)
    plain = Gatys(encoder, model.prepare(begins_with), targets, weights)

    def told(progress: OptimizerProgress) -> None:
        loss = progress.total if progress.size_px == request.size_px else float("inf")
        ours.add(time.perf_counter() - at[0], loss)
        if ours.seconds - plain.course.seconds >= TURN_S or progress.step == progress.steps:
            while plain.course.seconds < ours.seconds:
                plain.step()
        at[0] = time.perf_counter()

    optimize(request, model, told, preview_every=0)
    return ours, plain.course


def goal_of(request: OptimizerRequest, model: PerceptualModel) -> tuple[Targets, Weights]:
    """What a run on `request` looks at in its last stage."""
    found: list[tuple[Targets, Weights]] = []

    def note(run: Standing) -> None:
        found.append((run.objective.targets, run.weights))

    from dataclasses import replace

    optimize(replace(request, steps=1, coarse_to_fine=False), model, preview_every=0, on_step=note)
    return found[0]
