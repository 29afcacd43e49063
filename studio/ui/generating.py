"""Breeding pictures: where in a generator's latent space the user is, and the jobs that show it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from exports.session import GeneratorModel
from studio.engine.generator import enlarge, frames, move, sample
from studio.engine.latent import Latent, from_seed, slerp
from studio.ui.translate import tr
from studio.workers.models import ModelLibrary
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

SAMPLES = 25
WALK_FRAMES = 9
SHOWN_PX = 768
LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, eq=False)
class GeneratedPicture:
    """A picture together with what made it.

    Attributes:
        picture: uint8 (S, S, 3).
        latent: (Z,) float32, the moves along directions included.
        truncation: it was made with.
        seed: that drew the latent, None where it is a mix.
        title: a name for it.
    """

    picture: np.ndarray
    latent: Latent
    truncation: float
    seed: int | None
    title: str


class Generating(QObject):
    """The state behind the generator's panel. Everything is computed by jobs; the newest wish wins.

    Args:
        library: gives the generators.
        queue: runs them.
    """

    model_changed = Signal(object)  # GeneratorModel
    picture_changed = Signal(object)  # uint8 (H, H, 3), enlarged to be looked at
    samples_changed = Signal(object)  # uint8 (N, S, S, 3)
    seed_changed = Signal(int)
    amounts_changed = Signal(object)
    truncation_changed = Signal(float)
    ends_changed = Signal()
    walk_changed = Signal(object)  # uint8 (N, S, S, 3): from A to B
    position_changed = Signal(float)
    failed = Signal(object)

    def __init__(self, library: ModelLibrary, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._queue = queue
        self.model: GeneratorModel | None = None
        self.seed = 1
        self.truncation = 0.8
        self.position = 0.0
        self.amounts: dict[str, float] = {}
        self.first_sample_seed = 1
        self.shown: GeneratedPicture | None = None
        self.ends: dict[str, GeneratedPicture] = {}
        self._mixed: Latent | None = None
        self._mixed_title = ""

    # ---- the model

    @property
    def names(self) -> list[tuple[str, str]]:
        """Name and title of the generators at hand."""
        return [
            (entry.name, entry.title) for entry in self._library.catalog.models() if entry.kind == "generator"
        ]

    def choose_model(self, name: str) -> None:
        """Opens a generator and shows what it makes."""

        def opened(model: GeneratorModel) -> None:
            self.model, self.shown = model, None
            self.amounts, self.ends, self._mixed, self.position = {}, {}, None, 0.0
            self.model_changed.emit(model)
            self.ends_changed.emit()
            self.render()
            self.show_samples(self.first_sample_seed)

        self._submit("model", lambda _context: self._library.generator(name), opened)

    # ---- moving

    def set_seed(self, seed: int) -> None:
        """Goes to the latent that a seed draws; the moves along directions stay."""
        self.seed, self._mixed = min(max(int(seed), 0), LARGEST_SEED), None
        self.seed_changed.emit(self.seed)
        self.render()

    def randomize(self) -> None:
        """Goes to a place nobody has been to."""
        self._forget_amounts()
        self.set_seed(random.randrange(1_000_000))

    def set_truncation(self, truncation: float) -> None:
        """How far from the typical pictures may lie."""
        self.truncation = truncation
        self.render()
        self.show_samples(self.first_sample_seed)
        self._render_walk()

    def set_amount(self, name: str, amount: float) -> None:
        """Moves along a direction by that many standard deviations."""
        self.amounts[name] = amount
        self.render()

    def reset_amounts(self) -> None:
        """Goes back to where no direction has led away from."""
        self._forget_amounts()
        self.render()

    def _forget_amounts(self) -> None:
        self.amounts = {}
        self.amounts_changed.emit(self.amounts)

    def choose_sample(self, index: int) -> None:
        """Goes to a picture of the sample grid."""
        self._forget_amounts()
        self.set_seed(self.first_sample_seed + index)

    def set_end(self, end: str) -> None:
        """Keeps the picture that is shown as A or B of the walk."""
        if self.shown is not None:
            self.ends = {**self.ends, end: self.shown}
            self.ends_changed.emit()
            self._render_walk()

    def swap_ends(self) -> None:
        """Exchanges A and B."""
        if len(self.ends) == 2:
            self.ends = {"A": self.ends["B"], "B": self.ends["A"]}
            self.ends_changed.emit()
            self._render_walk()
            self.scrub(1 - self.position)

    def scrub(self, position: float) -> None:
        """Goes to a place on the arc from A (0) to B (1)."""
        if len(self.ends) == 2:
            self.position = min(max(position, 0.0), 1.0)
            self._mixed = slerp(self.ends["A"].latent, self.ends["B"].latent, self.position)
            self._mixed_title = tr("{share} from A to B").format(share=f"{100 * self.position:.0f} %")
            self._forget_amounts()
            self.position_changed.emit(self.position)
            self.render()

    def go_to(self, latent: Latent, title: str) -> None:
        """Goes to a latent (Z,) that no seed drew, as it is: without truncation and moves."""
        self._mixed, self._mixed_title, self.truncation = latent, title, 1.0
        self._forget_amounts()
        self.truncation_changed.emit(self.truncation)
        self.render()

    def latent(self) -> Latent | None:
        """Where we are, (Z,) float32; None before a generator is open."""
        if self.model is None:
            return None
        start = from_seed(self.seed, self.model.latent_size) if self._mixed is None else self._mixed
        return move(start, self.model.directions, self.amounts)

    def source(self) -> dict[str, Any]:
        """How the picture that is shown was made, in plain JSON values."""
        assert self.model is not None
        assert self.shown is not None
        return {
            "kind": "generator",
            "model": self.model.card.name,
            "digest": self.model.digest,
            "latent": [float(value) for value in self.shown.latent],
            "seed": self.shown.seed,
            "truncation": self.shown.truncation,
        }

    def finished_picture(self, size_px: int) -> np.ndarray | None:
        """The picture that is shown, for the canvas: uint8 (size_px, size_px, 3)."""
        return None if self.shown is None else enlarge(self.shown.picture, size_px)

    def _title(self) -> str:
        name = tr("Seed {seed}").format(seed=self.seed) if self._mixed is None else self._mixed_title
        return tr("{name}, moved").format(name=name) if any(self.amounts.values()) else name

    # ---- jobs

    def render(self) -> None:
        """Makes the picture of the place where we are."""
        model, latent, truncation = self.model, self.latent(), self.truncation
        if model is None or latent is None:
            return

        seed, title = self.seed if self._mixed is None else None, self._title()

        def job(_context: JobContext) -> tuple[GeneratedPicture, np.ndarray]:
            picture = model(latent[np.newaxis], truncation)[0]
            enlarged = enlarge(picture, max(SHOWN_PX, model.resolution))
            return GeneratedPicture(picture, latent, truncation, seed, title), enlarged

        def show(result: tuple[GeneratedPicture, np.ndarray]) -> None:
            self.shown = result[0]
            self.picture_changed.emit(result[1])

        self._submit("picture", job, show, priority=2)

    def show_samples(self, first_seed: int) -> None:
        """Fills the grid with the pictures of successive seeds."""
        model, truncation = self.model, self.truncation
        if model is None:
            return
        self.first_sample_seed = first_seed
        seeds = range(first_seed, first_seed + SAMPLES)
        self._submit(
            "samples",
            lambda context: sample(model, seeds, truncation, context.cancel),
            self.samples_changed.emit,
        )

    def more_samples(self) -> None:
        """Fills the grid with the next seeds."""
        self.show_samples(self.first_sample_seed + SAMPLES)

    def _render_walk(self) -> None:
        model, truncation = self.model, self.truncation
        if model is None or len(self.ends) < 2:
            return
        a, b = self.ends["A"].latent, self.ends["B"].latent
        latents = [slerp(a, b, step / (WALK_FRAMES - 1)) for step in range(WALK_FRAMES)]

        def job(context: JobContext) -> np.ndarray:
            return np.stack(list(frames(model, latents, truncation, cancel=context.cancel)))

        self._submit("walk", job, self.walk_changed.emit)

    def _submit(
        self, what: str, job: Callable[[JobContext], Any], on_result: Callable[[Any], None], priority: int = 0
    ) -> None:
        self._queue.submit(
            job, key=("generating", what), priority=priority, on_result=on_result, on_error=self.failed.emit
        )
