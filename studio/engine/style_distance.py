"""How far two sets of features are apart in style, seen through their Gram matrices, and which way is nearer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from studio.document.commission import Distance

Matrix = NDArray[np.float32]
Measure = Callable[[Matrix], tuple[float, Matrix]]
"""From a Gram matrix (1, C, C) to its distance and the slope of that: the derivative by the matrix, (1, C, C)."""

DISTANCES: tuple[Distance, ...] = ("gram", "wasserstein")
_LEAST_NORM = 1e-8
_RIDGE = 1e-5
"""Variance that every direction has at least, as a share of the mean: an inverse root needs some."""


def measure_to(target: Matrix, distance: Distance) -> Measure:
    """Measures the distance to a Gram matrix (1, C, C); what depends on the target alone is worked out once."""
    return _gram_measure(target) if distance == "gram" else _wasserstein_measure(target)


def _gram_measure(target: Matrix) -> Measure:
    """Squared difference, relative to the target's square: what the perceptual model's own style terms are.

    Source: Gatys et al. 2016, eq. 4.
    """
    norm = max(float(np.square(target, dtype=np.float64).sum()), _LEAST_NORM)

    def measure(own: Matrix) -> tuple[float, Matrix]:
        difference = own - target
        return float(np.square(difference, dtype=np.float64).sum()) / norm, difference * np.float32(
            2.0 / norm
        )

    return measure


def _wasserstein_measure(target: Matrix) -> Measure:
    """Squared 2-Wasserstein distance of normal distributions with these second moments, relative to the target's trace.

    Source: Bures' distance, as in Bhatia, Jain and Lim 2019, eq. 3 and 37. Differs: the mean is part of the second
    moment instead of a term of its own, as in Gatys' matrices.
    """
    wanted = target[0].astype(np.float64)
    size = len(wanted)
    trace = max(float(np.trace(wanted)), _LEAST_NORM)
    ridge = _RIDGE * trace / size
    wanted = wanted + ridge * np.eye(size)
    values, vectors = np.linalg.eigh(wanted)
    root = (vectors * np.sqrt(np.maximum(values, ridge))) @ vectors.T

    def measure(own: Matrix) -> tuple[float, Matrix]:
        moment = own[0].astype(np.float64) + ridge * np.eye(size)
        between, axes = np.linalg.eigh(root @ moment @ root)
        # Rounding may leave eigenvalues below what the ridge guarantees.
        lengths = np.sqrt(np.maximum(between, ridge * ridge))
        transport = root @ ((axes / lengths) @ axes.T) @ root
        distance = np.trace(moment) + np.trace(wanted) - 2.0 * lengths.sum()
        slope = (np.eye(size) - transport) / trace
        return max(float(distance), 0.0) / trace, slope[np.newaxis].astype(np.float32)

    return measure
