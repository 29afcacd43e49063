"""L-BFGS over an image: each step measures how the gradient bends, and goes where a parabola would be lowest.

Source: Liu and Nocedal 1989; Nocedal and Wright 2006, algorithm 7.4. Differs: one evaluation is one step, and a
point that is no better is left for one half as far, so that a run can be stopped and saved anywhere; and it begins with
knowing that a perceptual loss bends little along large forms and much along fine ones. Pixels that are black or white
and would go beyond rest for a step (Bertsekas 1982, projected Newton methods).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from studio.engine.adam import LevelResampler
from studio.engine.curvature import Curvature, dot
from studio.engine.pyramid import Level, depth_of, smoothed

if TYPE_CHECKING:
    from exports.session import PerceptualLoss

_ENOUGH = 1e-4
"""Share of what the slope promises that a step must gain."""
_MOST_TRIES = 5
_FARTHEST = 0.25
"""How far any pixel may go in one step, 0..1."""
_OCTAVES = 4
_COARSER = 0.5
"""How much farther steps go along large forms, see `smoothed`: the loss bends some six times less along them than along
single pixels, and more levels or larger shares were no sooner."""


@dataclass
class Lbfgs:
    """What L-BFGS remembers.

    Attributes:
        known: how the gradient bent along the moves that were taken; None before the first evaluation.
        point: the image that it stands at, None before the first evaluation; `gradient` and `loss` are there.
        way: where it is going from there; the image that is tried is `length` of it away.
        tries: how many images on this way were no better.
    """

    most_levels: ClassVar[int] = 1

    known: Curvature | None = None
    point: Level | None = None
    gradient: Level | None = None
    loss: float = 0.0
    way: Level | None = None
    length: float = 1.0
    tries: int = 0

    @classmethod
    def begin(cls, levels: Sequence[Level]) -> Lbfgs:
        del levels
        return cls()

    def copy(self) -> Lbfgs:
        def twin(array: Level | None) -> Level | None:
            return None if array is None else array.copy()

        return Lbfgs(
            None if self.known is None else self.known.copy(),
            twin(self.point),
            twin(self.gradient),
            self.loss,
            twin(self.way),
            self.length,
            self.tries,
        )

    def settled(self, image: Level) -> Level:
        """The image that the run stands at: the last one that was an improvement."""
        return image if self.point is None else self.point

    def move(self, levels: list[Level], image: Level, loss: PerceptualLoss, rate: float) -> bool:
        """Looks at the image that was tried and puts the next one into the levels. True: it was an improvement.

        Args:
            levels: of the image, which here is one.
            image: (1, 3, H, W), what is there.
            loss: of the image, with its gradient.
            rate: how far the first step moves a pixel at most, 0..1.
        """
        if self._is_worse(loss.total):
            assert self.point is not None
            assert self.way is not None
            self.tries += 1
            self.length *= 0.5
            self._try(levels, image, self.point)
            return False
        self._learn(image, loss)
        self.point, self.gradient, self.loss, self.tries = image, loss.gradient, loss.total, 0
        self.way = self._direction(image, loss.gradient)
        farthest = float(np.abs(self.way).max()) or 1.0
        # Before anything is known the length of a gradient says nothing.
        self.length = min(1.0, _FARTHEST / farthest) if self.known else rate / farthest
        self._try(levels, image, image)
        return True

    def _is_worse(self, total: float) -> bool:
        if self.point is None or self.way is None or self.gradient is None or self.tries >= _MOST_TRIES:
            return False
        promised = self.length * dot(self.way, self.gradient)
        return total > self.loss + _ENOUGH * promised + 1e-6 * abs(self.loss)

    def _learn(self, image: Level, loss: PerceptualLoss) -> None:
        if self.known is None:
            self.known = Curvature(image.size)
        if self.point is None or self.gradient is None:
            return
        if self.tries >= _MOST_TRIES:
            # What is remembered does not tell of this place.
            self.known.forget()
            return
        self.known.add((image - self.point).ravel(), (loss.gradient - self.gradient).ravel())

    def _direction(self, image: Level, gradient: Level) -> Level:
        """Downhill, for the pixels that are free to go there: what is black or white already goes no farther."""
        height, width = gradient.shape[2:]
        depth = depth_of(height, width, _OCTAVES)
        held = ((image <= 0.0) & (gradient > 0.0)) | ((image >= 1.0) & (gradient < 0.0))
        free = ~held

        def guess(flat: np.ndarray) -> np.ndarray:
            return (smoothed(flat.reshape(free.shape) * free, depth, _COARSER) * free).ravel()

        slope = (gradient * free).ravel()
        assert self.known is not None
        way = self.known.direction(slope, guess)
        if way is None:
            self.known.forget()
            way = guess(slope)
        return -way.reshape(free.shape) * free

    def _try(self, levels: list[Level], image: Level, begin: Level) -> None:
        assert self.way is not None
        levels[0] += np.clip(begin + np.float32(self.length) * self.way, 0.0, 1.0) - image

    def resized(self, depth: int, octaves: int, resample: LevelResampler) -> Lbfgs:
        """At another size it begins anew: how gradients bent there says little of here."""
        del depth, octaves, resample
        return Lbfgs()

    # ---- on the disk

    def arrays(self) -> dict[str, Any]:
        numbers = np.array([self.tries, self.point is not None, self.loss, self.length])
        found: dict[str, Any] = {"lbfgs": numbers.astype(np.float64)}
        if self.known is not None:
            found |= self.known.arrays()
        if self.point is not None and self.gradient is not None and self.way is not None:
            found |= {"point": self.point, "gradient": self.gradient, "way": self.way}
        return found

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any], depth: int) -> Lbfgs:
        """Raises KeyError, TypeError or ValueError where it is not what `arrays` gave."""
        del depth
        tries, stands, loss, length = (float(number) for number in arrays["lbfgs"])
        made = cls(loss=loss, length=length, tries=int(tries))
        if stands:
            made.point, made.gradient, made.way = (
                np.array(arrays[name], np.float32) for name in ("point", "gradient", "way")
            )
            made.known = Curvature.from_arrays(arrays, made.point.size)
        return made

    def fits(self, levels: Sequence[Level]) -> bool:
        """Whether it belongs to these levels, and all of it is numbers."""
        arrays = [array for array in (self.point, self.gradient, self.way) if array is not None]
        return (
            bool(np.isfinite([self.loss, self.length]).all())
            and all(array.shape == levels[0].shape for array in arrays)
            and all(np.isfinite(array).all() for array in arrays)
        )
