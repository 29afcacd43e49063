"""The generator as a typed model: latents in, pictures out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from exports.card import GeneratorCard
from exports.errors import ModelError
from exports.imaging import Picture, to_pictures
from exports.model import Model
from exports.runtime import RunControl, Runtime, Shape, require_finite, require_shape

CHUNK_PX = 1_000_000
"""Pixels of one run of the graph: bounds memory however many pictures are asked for."""


@dataclass(frozen=True, eq=False)
class Direction:
    """A direction of a latent space along which pictures change in one way.

    Attributes:
        name: what a person reads.
        vector: (Z,) float32.
        sigma: standard deviation of latents along it; a slider's natural unit.
    """

    name: str
    vector: NDArray[np.float32]
    sigma: float


class GeneratorModel(Model[GeneratorCard]):
    """Makes pictures from latents.

    Attributes:
        latent_size: Z, the length of a latent.
        resolution: S, width and height of a picture in pixels.
        directions: ordered by how much they change.
        offers_projector: whether `open_projector` takes photos into it.
    """

    def __init__(
        self, card: GeneratorCard, path: Path, runtime: Runtime, offers_projector: bool = False
    ) -> None:
        super().__init__(card, path, runtime)
        runtime.check_contract(card, self._graph_inputs(card), self._graph_outputs(card))
        self.latent_size = card.latent_size
        self.resolution = card.resolution
        self.offers_projector = offers_projector
        self.directions = tuple(
            Direction(item.name, np.array(item.vector, np.float32), item.sigma) for item in card.directions
        )

    @staticmethod
    def _graph_inputs(card: GeneratorCard) -> dict[str, Shape]:
        return {"latent": (None, card.latent_size)}

    @staticmethod
    def _graph_outputs(card: GeneratorCard) -> dict[str, Shape]:
        return {"image": (None, 3, card.resolution, card.resolution)}

    def __call__(
        self, latents: NDArray[np.float32], truncation: float = 1.0, *, control: RunControl | None = None
    ) -> Picture:
        """Makes one picture from each latent.

        Args:
            latents: (N, Z), standard normal.
            truncation: below 1 pictures are more typical and less varied; 0 gives the average picture. It multiplies
                the latents, or where there are styles their distance from the mean style.
            control: stops the run from another thread.

        Returns:
            (N, S, S, 3) uint8.

        Raises:
            ModelError: the latents do not fit, or a number is not finite.
        """
        latents = self._checked(latents)
        self._check_truncation(truncation)
        return self._pictures({"latent": latents * np.float32(truncation)}, {}, control)

    def _checked(self, latents: NDArray[np.float32]) -> NDArray[np.float32]:
        latents = np.asarray(latents, np.float32)
        if latents.ndim != 2 or latents.shape[1] != self.latent_size or not np.isfinite(latents).all():
            raise ModelError(
                f"{self.path.name} needs latents of {self.latent_size} finite numbers each and was given an array of "
                f"shape {latents.shape}; draw them for this generator."
            )
        return latents

    def _check_truncation(self, truncation: float) -> None:
        if not math.isfinite(truncation):
            raise ModelError(f"The truncation must be a finite number, not {truncation}.")

    def _pictures(
        self,
        batches: Mapping[str, NDArray[np.float32]],
        constants: Mapping[str, NDArray[np.float32]],
        control: RunControl | None,
    ) -> Picture:
        """One picture for each row of the inputs `batches`, a chunk at a time; `constants` go into every chunk."""
        count, size = len(next(iter(batches.values()))), self.resolution
        pictures = np.empty((count, size, size, 3), np.uint8)
        chunk = max(1, CHUNK_PX // (size * size))
        for start in range(0, count, chunk):
            part = {name: values[start : start + chunk] for name, values in batches.items()}
            (images,) = self._runtime.run(["image"], {**part, **constants}, control)
            require_shape(images, (min(chunk, count - start), 3, size, size), "image", self.path.name)
            pictures[start : start + chunk] = to_pictures(require_finite(images, self.path.name))
        return pictures
