"""Breeding pictures: where in a generator's latent space the user is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from exports.card import GeneratorCard
from exports.errors import ModelError
from exports.session import GeneratorModel
from studio.document.exploration import GeneratedPicture, Wander
from studio.engine.generator import enlarge
from studio.engine.seed_map import LARGEST_SEED
from studio.engine.space import GeneratorSpace, Space
from studio.ui.exploring import Exploring
from studio.ui.translate import mark
from studio.ui.wander_pictures import LATER, SAMPLES, SHOWN_PX, WALK_FRAMES
from studio.ui.wandering import Wandering
from studio.workers.models import ModelLibrary
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

__all__ = ["LARGEST_SEED", "SAMPLES", "SHOWN_PX", "WALK_FRAMES", "GeneratedPicture", "Generating"]


class Generating(Wandering):
    """The state behind the generator's panel.

    Args:
        library: gives the generators.
        exploring: keeps what is found.
        queue: runs them.
    """

    model_changed = Signal(object)  # GeneratorModel

    def __init__(
        self, library: ModelLibrary, exploring: Exploring, queue: JobQueue, parent: QObject | None = None
    ) -> None:
        super().__init__(exploring, queue, parent)
        self._library = library
        self._entered = False

    @property
    def name(self) -> str:
        """The name of the generator that shall be shown."""
        return self.exploring.now.space

    @property
    def model(self) -> GeneratorModel | None:
        """The generator that is open."""
        return self.space.model if isinstance(self.space, GeneratorSpace) else None

    @property
    def names(self) -> list[tuple[str, str]]:
        """Name and title of the generators at hand; the size tells those of one title apart."""
        cards = [
            entry.card for entry in self._library.catalog.models() if isinstance(entry.card, GeneratorCard)
        ]
        titles = [card.title for card in cards]
        return [
            (card.name, card.title if titles.count(card.title) < 2 else f"{card.title}, {card.resolution} px")
            for card in cards
        ]

    def open_one(self) -> None:
        """Opens the generator that was open last, or the first at hand."""
        self._entered = True
        names = [name for name, _ in self.names]
        if self.name in names:
            self._open(self.name)
        elif names:
            self.choose_model(names[0])

    def choose_model(self, name: str) -> None:
        """Opens a generator and shows what it makes: a step, but for the first one."""
        self._entered = True
        now = self.exploring.now
        wanders = {**now.wanders, name: now.wanders.get(name) or Wander()}
        if now.space:
            self.exploring.enter(mark("Choose a generator"), replace(now, wanders=wanders, space=name))
        else:
            self.exploring.begin(replace(now, wanders=wanders, space=name))
        if self.space is not None and self.space.name == name:
            self.model_changed.emit(self.model)

    def reload(self) -> None:
        """Opens the generator anew whose file was written anew, such as by a training; no step."""
        if self.name:
            self._open(self.name)

    def _open(self, name: str) -> None:
        if not self._entered:
            # Nobody may want to see one.
            return
        if name not in [each for each, _ in self.names]:
            missing = ModelError(
                f"The generator {name} is not at hand; choose another one, or put its file in."
            )
            self.failed.emit(missing)
            return

        def opened(model: GeneratorModel) -> None:
            if name == self.name:
                self._take_space(GeneratorSpace(model))

        def job(_context: JobContext) -> GeneratorModel:
            return self._library.generator(name)

        self.submit("model", job, opened, priority=LATER)

    def _take_space(self, space: Space) -> None:
        self.space, self.shown = space, None
        self.model_changed.emit(self.model)
        super()._take_space(space)

    def source(self) -> dict[str, Any]:
        """How the picture that is shown was made, in plain JSON values."""
        assert self.model is not None
        assert self.shown is not None
        return source_of(self.shown, self.model.card.name, self.model.digest)

    def finished_picture(self, size_px: int) -> np.ndarray | None:
        """The picture that is shown, for the canvas: uint8 (size_px, size_px, 3)."""
        return None if self.shown is None else enlarge(self.shown.picture, size_px)


def source_of(found: GeneratedPicture, model: str, digest: str) -> dict[str, Any]:
    """How a picture is made again, in plain JSON values."""
    values: dict[str, Any] = {
        "kind": "generator",
        "model": model,
        "digest": digest,
        "latent": [float(value) for value in found.latent],
        "seed": found.seed,
        "truncation": found.truncation,
    }
    if found.mix is not None:
        other = [float(value) for value in found.mix.other]
        values["mix"] = {"other": other, "layers": list(found.mix.layers)}
    return values
