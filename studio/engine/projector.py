"""Takes a photo into a generator: finds the latent whose picture is most like it, without torch.

Source: Karras et al. 2020 (StyleGAN2), appendix D; the step is Adam (Kingma and Ba 2015). Differs: several latents are
led at once, the best of many draws, and the worse half of them is given up twice on the way.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from studio.engine.cancel import Cancelled, CancelToken, stopping_runs
from studio.engine.latent import Latent, from_seed
from studio.engine.resampling import resized

if TYPE_CHECKING:
    from exports.session import ProjectionLoss, ProjectorModel, RunControl

DRAWS = 192
"""Latents that are looked at to find the ones to begin with."""
FIRST_DRAW, FIRST_TYPICAL = 1_000_000_000, 2_000_000_000
"""Seeds that nobody types: whether a picture was made of one of the draws shall not matter."""
TYPICAL_DRAWS = 24
GIVEN_UP_AT = (0.2, 0.45)
"""Shares of the steps after which the worse half of the latents is given up."""
FIRST_MOMENT, SECOND_MOMENT, SMALLEST = 0.9, 0.999, 1e-8
WARMUP, LAST_RATE = 0.05, 0.02


@dataclass(frozen=True, eq=False)
class ProjectionRequest:
    """All that a projection needs; two equal requests find the same latent on the same machine.

    Attributes:
        photo: uint8 (H, W, 3); its middle square is taken.
        restarts: latents that are led at first.
        steps: of the gradient, in all.
        pixel_weight: how much colours count where they are: on the mean square difference of pixels.
        perceptual_weight: how much shapes and textures count: on the distance between an encoder's features.
        prior_weight: how much the latent is held to the length of a draw: what one standard deviation of a draw's mean
            square costs.
        learning_rate: Adam's, in standard deviations of latents; a refinement takes a quarter of it.
        seed: of the draws.
        start: a latent (Z,) to go on from, which is then the only one; None = the best draws.
    """

    photo: np.ndarray
    restarts: int = 6
    steps: int = 120
    pixel_weight: float = 1.0
    perceptual_weight: float = 1.0
    prior_weight: float = 1e-4
    learning_rate: float = 0.2
    seed: int = 0
    start: Latent | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.restarts <= DRAWS:
            raise ValueError(f"the restarts are 1 to {DRAWS}, not {self.restarts}")
        if self.steps < 1:
            raise ValueError(f"a projection needs at least one step, not {self.steps}")


@dataclass(frozen=True)
class ProjectionProgress:
    """One step that was taken.

    Attributes:
        step: 1..steps.
        latents: how many are still led.
        perceptual, pixel: errors of the best of them, as in `Projection`.
    """

    step: int
    steps: int
    latents: int
    perceptual: float
    pixel: float


@dataclass(frozen=True, eq=False)
class Projection:
    """What was found.

    Attributes:
        latent: (Z,).
        picture: uint8 (S, S, 3), what the generator makes of it.
        target: uint8 (S, S, 3), what it should have made.
        perceptual: distance between the features of the two, 0 the same .. 2 nothing in common.
        pixel: root of the mean square difference of pixels, 0..1.
        typical: mean perceptual distance between two pictures of the generator, to measure `perceptual` by.
        finished: False if the work was cancelled.
    """

    latent: Latent
    picture: np.ndarray
    target: np.ndarray
    perceptual: float
    pixel: float
    typical: float
    finished: bool


def project(
    request: ProjectionRequest,
    model: ProjectorModel,
    on_progress: Callable[[ProjectionProgress], None] | None = None,
    cancel: CancelToken | None = None,
) -> Projection:
    """Finds a latent. Cancelling keeps the best one so far, once there is one.

    Args:
        request: what to look for.
        model: the generator's projector.
        on_progress: told after every step.
        cancel: looked at in every step.

    Raises:
        ModelError: the model refuses or fails.
        Cancelled: before the first step was taken.
    """
    run = _Run(request, model, cancel)
    finished = True
    try:
        with stopping_runs(cancel) as control:
            while run.step < request.steps:
                progress = run.advance(control)
                if on_progress is not None:
                    on_progress(progress)
    except Cancelled:
        finished = run.step >= request.steps
    return run.result(finished)


def middle_square(photo: np.ndarray, size_px: int) -> np.ndarray:
    """The middle square of a picture, uint8 (size_px, size_px, 3)."""
    height, width = photo.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return resized(photo[top : top + side, left : left + side], (size_px, size_px))


def typical_distance(model: ProjectorModel, control: RunControl | None = None) -> float:
    """The mean perceptual distance between two pictures of a generator."""
    latents = np.stack(
        [from_seed(FIRST_TYPICAL + number, model.latent_size) for number in range(TYPICAL_DRAWS)]
    )
    third = len(latents) // 3
    distances = []
    for picture in model.pictures(latents[:third:2], control=control):
        _, perceptual = model.distances(latents[third:], model.prepare(picture), control=control)
        distances.append(perceptual)
    return float(np.mean(distances))


class _Run:
    """The latents that are led, with Adam's moments, and the best that was met."""

    def __init__(self, request: ProjectionRequest, model: ProjectorModel, cancel: CancelToken | None) -> None:
        from exports.session import ProjectionWeights

        self.request, self.model = request, model
        # The mean square of Z standard normal numbers varies by 2 / Z.
        prior = request.prior_weight * model.latent_size / 2
        self.weights = ProjectionWeights(request.pixel_weight, request.perceptual_weight, prior)
        self.picture = middle_square(request.photo, model.resolution)
        self.target = model.prepare(self.picture)
        self.step = 0
        with stopping_runs(cancel) as control:
            self.typical = typical_distance(model, control)
            self.latents = self._beginning(control)
            self._loss = self._measured(control)
        self.first, self.second = np.zeros_like(self.latents), np.zeros_like(self.latents)
        self._remember_best()

    def advance(self, control: RunControl | None) -> ProjectionProgress:
        """Takes one step of Adam with every latent. The state changes only when all of it is done."""
        request, gradient = self.request, self._loss.gradient
        first = self.first * FIRST_MOMENT + gradient * (1 - FIRST_MOMENT)
        second = self.second * SECOND_MOMENT + gradient**2 * (1 - SECOND_MOMENT)
        count = self.step + 1
        mean = first / (1 - FIRST_MOMENT**count)
        deviation = np.sqrt(second / (1 - SECOND_MOMENT**count)) + SMALLEST
        before = self.latents
        self.latents = (before - self._rate() * mean / deviation).astype(np.float32)
        try:
            self._loss = self._measured(control)
        except BaseException:
            self.latents = before
            raise
        self.first, self.second, self.step = first, second, count
        self._remember_best()
        self._give_up_the_worse()
        return ProjectionProgress(
            self.step, request.steps, len(self.latents), self.best_perceptual, math.sqrt(self.best_pixel)
        )

    def result(self, finished: bool) -> Projection:
        return Projection(
            latent=self.best,
            picture=self.model.pictures(self.best[np.newaxis])[0],
            target=self.picture,
            perceptual=self.best_perceptual,
            pixel=math.sqrt(self.best_pixel),
            typical=self.typical,
            finished=finished,
        )

    def _beginning(self, control: RunControl | None) -> np.ndarray:
        request = self.request
        if request.start is not None:
            return np.asarray(request.start, np.float32)[np.newaxis]
        draws = np.stack(
            [
                from_seed(FIRST_DRAW + request.seed * DRAWS + number, self.model.latent_size)
                for number in range(DRAWS)
            ]
        )
        pixel, perceptual = self.model.distances(draws, self.target, control=control)
        order = np.argsort(
            request.pixel_weight * pixel + request.perceptual_weight * perceptual, kind="stable"
        )
        return draws[order[: request.restarts]]

    def _measured(self, control: RunControl | None) -> ProjectionLoss:
        return self.model.loss_and_gradient(self.latents, self.target, self.weights, control=control)

    def _rate(self) -> float:
        """Rises quickly and falls along a cosine."""
        share = self.step / self.request.steps
        falling = LAST_RATE + (1 - LAST_RATE) * math.cos(0.5 * math.pi * share) ** 2
        scale = 0.25 if self.request.start is not None else 1.0
        return self.request.learning_rate * scale * min(1.0, (share + 0.01) / WARMUP) * falling

    def _remember_best(self) -> None:
        place = int(np.argmin(self._loss.total))
        if self.step == 0 or self._loss.total[place] < self.best_total:
            self.best_total = float(self._loss.total[place])
            self.best = self.latents[place].copy()
            self.best_pixel = float(self._loss.pixel[place])
            self.best_perceptual = float(self._loss.perceptual[place])

    def _give_up_the_worse(self) -> None:
        from exports.session import ProjectionLoss

        if self.step not in [math.ceil(share * self.request.steps) for share in GIVEN_UP_AT]:
            return
        kept = np.sort(np.argsort(self._loss.total, kind="stable")[: math.ceil(len(self.latents) / 2)])
        self.latents, self.first, self.second = self.latents[kept], self.first[kept], self.second[kept]
        loss = self._loss
        self._loss = ProjectionLoss(
            loss.total[kept], loss.pixel[kept], loss.perceptual[kept], loss.gradient[kept]
        )
