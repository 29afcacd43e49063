"""Layers of a style-based generator that other latents decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from exports.session import RunControl, StyleGeneratorModel
    from studio.document.exploration import LayerMix

Styles = NDArray[np.float32]
"""(N, L, W): a style for every layer of every picture."""


@dataclass(frozen=True, eq=False)
class LayerCourse:
    """On the way from one mix of layers to another.

    Attributes:
        before, after: the mixes; None where the latent itself decides all layers.
        share: how far, 0..1; the styles of layers go straight.
    """

    before: LayerMix | None
    after: LayerMix | None
    share: float

    @property
    def stands(self) -> bool:
        """Whether it stands at one of its mixes, or on the way between two that are the same."""
        return self.share in (0.0, 1.0) or self.before is self.after

    @property
    def mix(self) -> LayerMix | None:
        """The mix that it stands at."""
        return self.before if self.share < 1 else self.after


def layered_styles(
    model: StyleGeneratorModel,
    latents: np.ndarray,
    courses: Sequence[LayerCourse | None],
    control: RunControl | None = None,
) -> Styles:
    """The styles of all layers of latents (N, Z), each with a course of its own. Raises RunCancelled, ModelError."""
    own = model.map(latents, control=control)
    layered = np.repeat(own[:, np.newaxis], model.style_layers, axis=1)
    for number, course in enumerate(courses):
        if course is not None:
            plain = layered[number].copy()
            before = _with(model, plain, course.before, control)
            after = _with(model, plain, course.after, control) if course.share > 0 else before
            layered[number] = before + np.float32(course.share) * (after - before)
    return layered


def _with(
    model: StyleGeneratorModel, styles: np.ndarray, mix: LayerMix | None, control: RunControl | None
) -> np.ndarray:
    """The styles (L, W) of one picture with those of a mix in its layers; layers that there are not are left out."""
    if mix is None:
        return styles
    mixed = styles.copy()
    mixed[[layer for layer in mix.layers if layer < len(styles)]] = model.map(
        mix.other[np.newaxis], control=control
    )[0]
    return mixed
