"""A space that is wandered through: points that chance draws, mixes of them, and the picture of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from exports.generator_model import Direction
from studio.document.exploration import LayerMix, Vector
from studio.engine.cancel import CancelToken, stopping_runs
from studio.engine.latent import from_seed
from studio.engine.layer_mixing import LayerCourse, layered_styles

if TYPE_CHECKING:
    from exports.session import GeneratorModel

OnProgress = Callable[[float], None]
"""Told the share of the pictures that are made, 0..1."""


def untold(_share: float) -> None:
    """Nobody is told."""


class Space(Protocol):
    """What is wandered through. All of it may be called from any thread.

    Attributes:
        name: of the wander that belongs to it.
        size: Z, the length of its vectors.
        picture_px: S, width and height of its pictures.
        directions: along which it changes most.
        truncation: that pictures are shown with at first.
        layers: how many layers can take another latent's style; 0 = none can.
    """

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def picture_px(self) -> int: ...
    @property
    def directions(self) -> tuple[Direction, ...]: ...
    @property
    def truncation(self) -> float: ...
    @property
    def layers(self) -> int: ...

    def draw(self, seed: int) -> Vector:
        """The point (Z,) that a seed names, always the same."""
        ...

    def mixed(self, vectors: Sequence[Vector], weights: Sequence[float]) -> Vector:
        """The point between points; weights from 0 that add up to one."""
        ...

    def strayed(self, vector: Vector, amount: float, seed: int) -> Vector:
        """A point as far from another one as `amount` says: 0 the same, 1 any other."""
        ...

    def pictures(
        self,
        vectors: np.ndarray,
        truncation: float,
        mix: LayerMix | None = None,
        cancel: CancelToken | None = None,
        on_progress: OnProgress = untold,
    ) -> np.ndarray:
        """The pictures, uint8 (N, S, S, 3), of points (N, Z).

        Args:
            vectors: the points.
            truncation: how far from the typical they may lie.
            mix: layers that another point decides, in all of them.
            cancel: looked at between runs.
            on_progress: told before each run but a single one; what it raises ends the work.

        Raises:
            Cancelled, ModelError.
        """
        ...


class GeneratorSpace:
    """The latents of a generator.

    Args:
        model: makes the pictures.
    """

    truncation = 0.8

    def __init__(self, model: GeneratorModel) -> None:
        self.model = model
        self.name = model.card.name
        self.size = model.latent_size
        self.picture_px = model.resolution
        self.directions = model.directions
        self.layers: int = getattr(model, "style_layers", 0)

    def draw(self, seed: int) -> Vector:
        return from_seed(seed, self.size)

    def mixed(self, vectors: Sequence[Vector], weights: Sequence[float]) -> Vector:
        return length_kept(vectors, weights)

    def strayed(self, vector: Vector, amount: float, seed: int) -> Vector:
        # The sum of two normal numbers whose squares of shares add up to one is as normal as they are.
        noise = from_seed(seed, self.size)
        return (np.sqrt(1.0 - amount**2) * vector + amount * noise).astype(np.float32)

    def pictures(
        self,
        vectors: np.ndarray,
        truncation: float,
        mix: LayerMix | None = None,
        cancel: CancelToken | None = None,
        on_progress: OnProgress = untold,
    ) -> np.ndarray:
        from exports.session import StyleGeneratorModel

        model = self.model
        with stopping_runs(cancel) as control:
            if mix is None or not mix.layers or not isinstance(model, StyleGeneratorModel):
                return model(vectors, truncation, control=control)
            layered = layered_styles(model, vectors, [LayerCourse(mix, mix, 0.0)] * len(vectors), control)
            return model.from_styles(layered, truncation, control=control)


def length_kept(vectors: Sequence[Vector], weights: Sequence[float]) -> Vector:
    """The mean of vectors with weights, as long as they are themselves: a plain mean of normal draws is too short.

    Where they cancel each other out it stays as short as it is.
    """
    shares = np.asarray(weights, np.float64)
    rows = np.stack(vectors).astype(np.float64)
    mean = shares @ rows
    wanted, length = float(shares @ np.linalg.norm(rows, axis=1)), float(np.linalg.norm(mean))
    if length > 1e-6 * max(wanted, 1e-12):
        mean *= wanted / length
    return mean.astype(np.float32)


def held(point: Vector, like: Vector, directions: Sequence[Direction]) -> Vector:
    """A point (Z,) moved so that it lies along some directions where another one does."""
    if not directions:
        return point
    rows = np.stack([direction.vector for direction in directions]).astype(np.float64)
    missing = rows @ (like.astype(np.float64) - point)
    steps, *_ = np.linalg.lstsq(rows @ rows.T, missing, rcond=None)
    return (point + steps @ rows).astype(np.float32)


def between(low: Sequence[Vector], high: Sequence[Vector]) -> tuple[Vector, float]:
    """The direction (Z,), of length one, from one set of points to another, and half of the way between their means.

    Raises:
        ValueError: a set is empty, or both have one mean.
    """
    if not low or not high:
        raise ValueError("a direction needs at least one point on either side")
    way = np.mean(np.stack(high), axis=0, dtype=np.float64) - np.mean(np.stack(low), axis=0, dtype=np.float64)
    length = float(np.linalg.norm(way))
    if length < 1e-6:
        raise ValueError("both sides of a direction are the same")
    return np.asarray(way / length, np.float32), length / 2
