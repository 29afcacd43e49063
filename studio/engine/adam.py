"""Adam over the levels of an image: the mean of the gradient and of its square, level by level.

Source: Kingma and Ba 2015, algorithm 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from studio.engine.pyramid import Level, gradients

if TYPE_CHECKING:
    from exports.session import PerceptualLoss

BETA1, BETA2, EPSILON = 0.9, 0.99, 1e-10
RATE_GROWTH = 1.6
"""How much farther each coarser level goes in a step."""

LevelResampler = Callable[[Level, int, int], Level]
"""From what belonged to a level of the old size, by its number, to a level of the new one."""


@dataclass
class Adam:
    """What Adam remembers.

    Attributes:
        first: of each level, the mean of its gradient.
        second: of each level, the mean of its gradient's square.
        steps: since the moments began, for the correction of their bias.
    """

    most_levels: ClassVar[int] = 4

    first: list[Level]
    second: list[Level]
    steps: int = 0

    @classmethod
    def begin(cls, levels: Sequence[Level]) -> Adam:
        return cls([np.zeros_like(level) for level in levels], [np.zeros_like(level) for level in levels])

    def copy(self) -> Adam:
        return Adam(
            [moment.copy() for moment in self.first], [moment.copy() for moment in self.second], self.steps
        )

    def settled(self, image: Level) -> Level:
        """The image that the run stands at: every one that was tried is taken."""
        return image

    def move(self, levels: list[Level], image: Level, loss: PerceptualLoss, rate: float) -> bool:
        """One step down the gradient of the image, at every level, in place. True: it was taken.

        Args:
            levels: of the image, finest first.
            image: (1, 3, H, W), what they add up to.
            loss: of the image, with its gradient.
            rate: learning rate of the finest level.
        """
        self.steps += 1
        first_bias, second_bias = 1.0 - BETA1**self.steps, 1.0 - BETA2**self.steps
        for number, slope in enumerate(gradients(loss.gradient, len(levels))):
            first, second = self.first[number], self.second[number]
            first += (1.0 - BETA1) * (slope - first)
            second += (1.0 - BETA2) * (slope * slope - second)
            move = (first / first_bias) / (np.sqrt(second / second_bias) + EPSILON)
            levels[number] -= np.float32(rate * RATE_GROWTH**number) * move
        return True

    def resized(self, depth: int, octaves: int, resample: LevelResampler) -> Adam:
        """At another size. Moments stay with the levels of the same scale in the picture.

        Args:
            depth: levels of the new size.
            octaves: how many times the picture doubles.
            resample: takes an array of an old level to a new one.
        """
        first, second = [], []
        for number in range(depth):
            source = min(max(number - octaves, 0), len(self.first) - 1)
            # A pixel of a level that is finer by an octave has a quarter of the gradient.
            share = np.float32(0.25 ** (source - (number - octaves)))
            first.append(resample(self.first[source], source, number) * share)
            second.append(np.maximum(resample(self.second[source], source, number), 0.0) * share**2)
        return Adam(first, second, self.steps)

    # ---- on the disk

    def arrays(self) -> dict[str, Any]:
        return {
            "adam_steps": np.array(self.steps),
            **{f"first_{number}": array for number, array in enumerate(self.first)},
            **{f"second_{number}": array for number, array in enumerate(self.second)},
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any], depth: int) -> Adam:
        """Raises KeyError, TypeError or ValueError where it is not what `arrays` gave."""
        first, second = (
            [np.array(arrays[f"{name}_{number}"], np.float32) for number in range(depth)]
            for name in ("first", "second")
        )
        return cls(first, second, int(arrays["adam_steps"]))

    def fits(self, levels: Sequence[Level]) -> bool:
        """Whether it belongs to these levels, and all of it is numbers."""
        shapes = [level.shape for level in levels]
        return (
            self.steps >= 0
            and [array.shape for array in self.first] == shapes
            and [array.shape for array in self.second] == shapes
            and all(np.isfinite(array).all() for array in (*self.first, *self.second))
        )
