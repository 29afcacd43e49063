"""L-BFGS over an image: each step measures how the gradient bends, and goes where a parabola would be lowest.

Source: Liu and Nocedal 1989; Nocedal and Wright 2006, algorithm 7.4. Differs: one evaluation is one step, and a
point that is no better is left for one half as far, so that a run can be stopped and saved anywhere; the first guess
of the inverse Hessian moves areas together (see `studio.engine.pyramid`); what is remembered is kept in half precision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.engine.adam import LevelResampler
from studio.engine.pyramid import Level, compose, gradients

if TYPE_CHECKING:
    from exports.session import PerceptualLoss

MOST_PAIRS, LEAST_PAIRS = 12, 4
PAIRS_BYTES = 256 << 20
_ENOUGH = 1e-4
"""Share of what the slope promises that a step must gain."""
_MOST_TRIES = 5
_FARTHEST = 0.25
"""How far any pixel may go in one step, 0..1."""
_LEAST_BEND = 1e-10


@dataclass(frozen=True, eq=False)
class Packed:
    """An array in half precision and its scale."""

    values: np.ndarray
    scale: float

    @classmethod
    def of(cls, array: np.ndarray) -> Packed:
        scale = float(np.abs(array).max()) or 1.0
        return cls((array / np.float32(scale)).astype(np.float16), scale)

    def array(self) -> Level:
        return self.values.astype(np.float32) * np.float32(self.scale)


@dataclass
class Lbfgs:
    """What L-BFGS remembers.

    Attributes:
        pairs: moves that were taken with the changes of the gradient that they brought, oldest first.
        point: the image that it stands at, None before the first evaluation; `gradient` and `loss` are there.
        way: where it is going from there; the image that is tried is `length` of it away.
        tries: how many images on this way were no better.
    """

    pairs: list[tuple[Packed, Packed]] = field(default_factory=list)
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
            list(self.pairs),
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
            levels: of the image, finest first; only the finest is moved.
            image: (1, 3, H, W), what they add up to.
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
        self.way = self._direction(loss.gradient, len(levels))
        farthest = float(np.abs(self.way).max()) or 1.0
        self.length = min(1.0, _FARTHEST / farthest) if self.pairs else min(1.0, rate / farthest)
        if not self.pairs and farthest < rate:
            self.length = rate / farthest
        self._try(levels, image, image)
        return True

    def _is_worse(self, total: float) -> bool:
        if self.point is None or self.way is None or self.gradient is None or self.tries >= _MOST_TRIES:
            return False
        promised = self.length * _dot(self.way, self.gradient)
        return total > self.loss + _ENOUGH * promised + 1e-6 * abs(self.loss)

    def _learn(self, image: Level, loss: PerceptualLoss) -> None:
        if self.point is None or self.gradient is None:
            return
        if self.tries >= _MOST_TRIES:
            # What is remembered does not tell of this place.
            self.pairs = []
            return
        moved, changed = image - self.point, loss.gradient - self.gradient
        lengths = float(np.linalg.norm(moved)) * float(np.linalg.norm(changed))
        if _dot(moved, changed) > _LEAST_BEND * lengths and lengths > 0.0:
            self.pairs.append((Packed.of(moved), Packed.of(changed)))
        most = min(max(PAIRS_BYTES // (4 * image.size), LEAST_PAIRS), MOST_PAIRS)
        del self.pairs[:-most]

    def _direction(self, gradient: Level, depth: int) -> Level:
        way = gradient.copy()
        passed: list[tuple[float, float]] = []
        for moved, changed in reversed(self.pairs):
            step, change = moved.array(), changed.array()
            bend = 1.0 / _dot(step, change)
            share = bend * _dot(step, way)
            way -= np.float32(share) * change
            passed.append((bend, share))
        way = _in_areas(way, depth)
        if self.pairs:
            step, change = self.pairs[-1][0].array(), self.pairs[-1][1].array()
            way *= np.float32(_dot(step, change) / max(_dot(change, _in_areas(change, depth)), 1e-30))
        for (moved, changed), (bend, share) in zip(self.pairs, reversed(passed), strict=True):
            way += np.float32(share - bend * _dot(changed.array(), way)) * moved.array()
        if _dot(way, gradient) <= 0.0:
            self.pairs = []
            way = _in_areas(gradient, depth)
        return -way

    def _try(self, levels: list[Level], image: Level, begin: Level) -> None:
        assert self.way is not None
        levels[0] += np.clip(begin + np.float32(self.length) * self.way, 0.0, 1.0) - image

    def resized(self, depth: int, octaves: int, resample: LevelResampler) -> Lbfgs:
        """At another size it begins anew: how gradients bent there says little of here."""
        del depth, octaves, resample
        return Lbfgs()

    # ---- on the disk

    def arrays(self) -> dict[str, Any]:
        numbers = np.array([len(self.pairs), self.tries, self.point is not None, self.loss, self.length])
        found: dict[str, Any] = {"lbfgs": numbers.astype(np.float64)}
        for number, pair in enumerate(self.pairs):
            for name, packed in zip(("moved", "changed"), pair, strict=True):
                found[f"{name}_{number}"] = packed.values
                found[f"{name}_{number}_scale"] = np.array(packed.scale)
        if self.point is not None and self.gradient is not None and self.way is not None:
            found |= {"point": self.point, "gradient": self.gradient, "way": self.way}
        return found

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any], depth: int) -> Lbfgs:
        """Raises KeyError, TypeError or ValueError where it is not what `arrays` gave."""
        del depth
        count, tries, stands, loss, length = (float(number) for number in arrays["lbfgs"])
        if not 0 <= count <= MOST_PAIRS:
            raise ValueError("too many pairs")

        def packed(name: str) -> Packed:
            return Packed(np.array(arrays[name], np.float16), float(arrays[f"{name}_scale"]))

        made = cls(
            [(packed(f"moved_{number}"), packed(f"changed_{number}")) for number in range(int(count))],
            loss=loss,
            length=length,
            tries=int(tries),
        )
        if stands:
            made.point, made.gradient, made.way = (
                np.array(arrays[name], np.float32) for name in ("point", "gradient", "way")
            )
        return made

    def fits(self, levels: Sequence[Level]) -> bool:
        """Whether it belongs to these levels, and all of it is numbers."""
        arrays = [packed.values for pair in self.pairs for packed in pair]
        arrays += [array for array in (self.point, self.gradient, self.way) if array is not None]
        scales = [packed.scale for pair in self.pairs for packed in pair]
        return (
            bool(np.isfinite([*scales, self.loss, self.length]).all())
            and all(array.shape == levels[0].shape for array in arrays)
            and all(np.isfinite(array).all() for array in arrays)
        )


def _dot(one: Level, other: Level) -> float:
    return float(np.einsum("i,i->", one.ravel(), other.ravel(), dtype=np.float64))


def _in_areas(slope: Level, depth: int) -> Level:
    """What a step along a slope becomes when every level of the image takes it."""
    return compose(gradients(slope, depth))
