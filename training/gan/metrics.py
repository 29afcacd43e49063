"""Figures for a sample of generated pictures beside a sample of real ones, from their features.

Features are rows of (N, D), float64, of whatever space: see `training.gan.reference` for the one that is used. None of
the distances is the FID or the KID of the literature, whose network is another one: they compare only with figures of
the same network and the same sample size.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

NEIGHBOURS = 5
CHUNK = 256


class NearestNeighbourTest(NamedTuple):
    """Shares of pictures whose nearest other picture is of their own kind: of all, of the real, of the generated."""

    accuracy: float
    real: float
    generated: float


class Nearest(NamedTuple):
    """The nearest rows: distances (N, k), nearest first, and their indices (N, k)."""

    distances: Tensor
    indices: Tensor


def frechet_distance(first: Tensor, second: Tensor) -> float:
    """Squared Fréchet distance of two samples (N, D), float64, taken as Gaussian; 0 is equal.

    It is biased upwards by some D²/N of the samples' variance, so that only samples of one size compare.

    Source: Heusel et al. 2017, eq. 6. The trace of the root is summed over singular values of the product of the two
    covariances' roots, which needs no matrix root of a matrix that is not symmetric.
    """
    mean_term = (first.mean(0) - second.mean(0)).square().sum()
    one, two = torch.cov(first.T), torch.cov(second.T)
    cross = torch.linalg.matrix_norm(_root(one) @ _root(two), ord="nuc")
    return max(0.0, float(mean_term + one.trace() + two.trace() - 2 * cross))


def kernel_distance(first: Tensor, second: Tensor) -> float:
    """Squared maximum mean discrepancy of two samples (N, D) under the kernel (x·y/D + 1)³.

    Unbiased: about 0 for samples of one distribution, also below.

    Source: Bińkowski et al. 2018, section 4. Differs: one estimate from all pairs, not a mean over subsets.
    """
    within = [_kernel(points, points) for points in (first, second)]
    same = sum(
        float((kernel.sum() - kernel.diagonal().sum()) / (len(kernel) * (len(kernel) - 1)))
        for kernel in within
    )
    return same - 2.0 * float(_kernel(first, second).mean())


def density_and_coverage(
    real: Tensor, generated: Tensor, neighbours: int = NEIGHBOURS
) -> tuple[float, float]:
    """How well generated features (M, D) lie among the real ones (N, D), and how many of these they reach.

    Each real picture has a ball that reaches to its `neighbours`-th nearest real one. Density is the mean number of
    balls that a generated picture lies in, over `neighbours`: 1 for the data's own distribution, more where pictures
    crowd in the dense middle. Coverage is the share of balls that hold a generated picture: for the data's own
    distribution 1 - 2^-neighbours where N = M.

    Source: Naeem et al. 2020, eqs. 5 and 6.
    """
    neighbours = min(neighbours, len(real) - 1)
    radii = nearest(real, real, neighbours, itself=True).distances[:, -1]
    inside = torch.cdist(real, generated) <= radii[:, None]
    return float(inside.double().sum(0).mean()) / neighbours, float(inside.any(1).double().mean())


def nearest_neighbour_test(real: Tensor, generated: Tensor) -> NearestNeighbourTest:
    """The leave-one-out accuracy of the nearest neighbour among two samples (N, D) of one size.

    0.5: the two cannot be told apart. 1: they lie apart. Below 0.5: pictures are each nearest to one of the other
    kind, as copies are.

    Source: Lopez-Paz & Oquab 2017, section 3; Xu et al. 2018, section 2.
    """
    both = torch.cat([real, generated])
    is_real = torch.arange(len(both)) < len(real)
    found = nearest(both, both, 1, itself=True).indices[:, 0]
    right = (is_real[found] == is_real).double()
    return NearestNeighbourTest(
        float(right.mean()), float(right[: len(real)].mean()), float(right[len(real) :].mean())
    )


def mean_distance(features: Tensor) -> float:
    """Mean Euclidean distance between two different rows of (N, D)."""
    return float(torch.nn.functional.pdist(features).mean())


def mean_spacing(features: Tensor) -> float:
    """Mean Euclidean distance of a row of (N, D) to its nearest other one.

    Twins, few modes and pictures along a curve make it small, even where the mean distance stays large. It falls with
    N; only samples of one size compare.
    """
    return float(nearest(features, features, 1, itself=True).distances.mean())


def nearest(points: Tensor, others: Tensor, count: int, *, itself: bool = False) -> Nearest:
    """The `count` nearest rows of `others` (M, D) for each of `points` (N, D).

    Args:
        points: (N, D).
        others: (M, D), M at least `count`.
        count: how many.
        itself: row i of `points` is row i of `others`, which does not count.
    """
    distances, indices = [], []
    for start, part in _parts(points):
        apart = torch.cdist(part, others)
        if itself:
            rows = torch.arange(len(part))
            apart[rows, rows + start] = torch.inf
        found = apart.topk(count, largest=False)
        distances.append(found.values)
        indices.append(found.indices)
    return Nearest(torch.cat(distances), torch.cat(indices))


def _parts(points: Tensor) -> Iterator[tuple[int, Tensor]]:
    """Some rows at a time, so that all distances never lie in memory at once."""
    for start in range(0, len(points), CHUNK):
        yield start, points[start : start + CHUNK]


def _kernel(first: Tensor, second: Tensor) -> Tensor:
    return (first @ second.T / first.shape[1] + 1.0) ** 3


def _root(covariance: Tensor) -> Tensor:
    values, vectors = torch.linalg.eigh(covariance)
    return (vectors * values.clamp(min=0).sqrt()) @ vectors.T
