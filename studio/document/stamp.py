"""The stamp: a brush each of whose dabs is a generated picture, the latents of which drift from dab to dab."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from studio.document.exploration import LayerMix

PictureAt = Callable[[int], np.ndarray | None]
"""The picture of a dab, uint8 (S, S, 3), by its number on the walk; None while it is not there."""

_LONGEST_LATENT = 8192
_LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Stamp:
    """What the dabs of a stroke show. The same stamp, brush and points give the same pixels.

    Attributes:
        model: the name of the generator.
        latent: where the walk begins, Z numbers.
        truncation: of the generator.
        seed: draws where the walk goes, and the scatter.
        drift: how far the latent goes from dab to dab, as a share of the way from one drawn latent to the next, 0..1.
        spacing: distance of dabs as a fraction of the size, .05..3.
        scatter: how far dabs may lie off the stroke, as a fraction of the size, 0..2.
        turns: whether pictures turn with the stroke's direction.
        first: the number of the first dab on the walk: a stroke goes on where the one before ended.
        digest: sha256 (hex) of the generator's file, for recipes.
        other, layers: a latent, as long, that decides some layers of every picture, 0 = the coarsest; none where there
            are no layers.
    """

    model: str
    latent: tuple[float, ...]
    truncation: float = 1.0
    seed: int = 1
    drift: float = 0.1
    spacing: float = 0.5
    scatter: float = 0.0
    turns: bool = False
    first: int = 0
    digest: str = ""
    other: tuple[float, ...] = ()
    layers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.model or not 0 < len(self.latent) <= _LONGEST_LATENT:
            raise ValueError("a stamp needs a generator and a latent")
        if len(self.other) != (len(self.latent) if self.layers else 0) or any(
            layer < 0 for layer in self.layers
        ):
            raise ValueError("a stamp mixes layers with a latent of the same length")
        numbers = (*self.latent, *self.other, self.truncation, self.drift, self.spacing, self.scatter)
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError("the numbers of a stamp are finite")
        if not (0 <= self.drift <= 1 and 0.05 <= self.spacing <= 3 and 0 <= self.scatter <= 2):
            raise ValueError("a stamp's drift is 0 to 1, its spacing .05 to 3, its scatter 0 to 2")
        if not (0 <= self.seed <= _LARGEST and 0 <= self.first <= _LARGEST):
            raise ValueError("a stamp's seed and its first dab are counted from 0")

    @property
    def walk(self) -> tuple[object, ...]:
        """What its pictures depend on, whatever dab it begins with."""
        mix = self.other, self.layers
        return self.model, self.digest, self.latent, mix, self.truncation, self.seed, self.drift

    @property
    def mix(self) -> LayerMix | None:
        """The layers that another latent decides."""
        return LayerMix(np.array(self.other, np.float32), self.layers) if self.layers else None

    def jitter(self, number: int) -> tuple[float, float]:
        """Where in a disc of radius 1 a dab falls; the same for the same seed and number."""
        turn, reach = (np.random.PCG64([self.seed, number]).random_raw(2) >> np.uint64(11)) * 2.0**-53
        radius = math.sqrt(float(reach))
        return radius * math.cos(2 * math.pi * float(turn)), radius * math.sin(2 * math.pi * float(turn))

    def to_json(self) -> dict[str, Any]:
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Stamp:
        """Raises KeyError, TypeError or ValueError when the values are not those of a stamp."""
        return cls(
            str(values["model"]),
            tuple(float(value) for value in values["latent"]),
            float(values["truncation"]),
            int(values["seed"]),
            float(values["drift"]),
            float(values["spacing"]),
            float(values["scatter"]),
            bool(values["turns"]),
            int(values["first"]),
            str(values.get("digest", "")),
            tuple(float(value) for value in values.get("other", ())),
            tuple(int(layer) for layer in values.get("layers", ())),
        )
