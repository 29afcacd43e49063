"""Figures for a generator, computed from the features of a perceptual network on a small sample.

They are not FID: the network, the sample size and the number of components are our own, so that a figure compares
only with figures of the same kind. The network must not be one that the discriminator looks through.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from training.perceptual.networks import PerceptualNetwork

VIEW_PX = 112
COMPONENTS = 48


@dataclass(frozen=True)
class GanFigures:
    """What a sample of generated pictures is like beside real ones.

    Attributes:
        frechet: Fréchet distance of the two samples' features, in units of the real features' variance; 0 is equal.
        diversity: mean distance of two generated pictures over that of two real ones; 1 is as varied as the data.
    """

    frechet: float
    diversity: float


class GanMetrics:
    """Compares generated pictures with a fixed sample of real ones.

    Args:
        network: gives the features; its deepest layer is averaged over the picture.
        real: pictures (N, 3, S, S) in 0..1, N well above `COMPONENTS`.
    """

    def __init__(self, network: PerceptualNetwork, real: Iterable[Tensor]) -> None:
        self.network = network
        features = self._features(real)
        self.centre = features.mean(0)
        _, _, axes = torch.linalg.svd(features - self.centre, full_matrices=False)
        self.axes = axes[:COMPONENTS].T
        projected = (features - self.centre) @ self.axes
        # One unit for all components: the mean spread, so that strong components count for more, as in FID.
        self.unit = projected.var(0).sum().sqrt()
        self.real = projected / self.unit

    def __call__(self, generated: Iterable[Tensor]) -> GanFigures:
        """The figures of batches of pictures (N, 3, S, S) in 0..1."""
        fake = ((self._features(generated) - self.centre) @ self.axes) / self.unit
        return GanFigures(frechet_distance(self.real, fake), mean_distance(fake) / mean_distance(self.real))

    @torch.no_grad()
    def _features(self, batches: Iterable[Tensor]) -> Tensor:
        layer = self.network.layers[-1]
        found = []
        for batch in batches:
            sized = F.interpolate(batch, size=(VIEW_PX, VIEW_PX), mode="bicubic", align_corners=False)
            found.append(self.network.features(sized, (layer,))[layer].mean((2, 3)))
        return torch.cat(found).double()


def frechet_distance(first: Tensor, second: Tensor) -> float:
    """Squared Fréchet distance of two samples (N, D), float64, taken as Gaussian.

    Source: Heusel et al. 2017, eq. 6. The trace of the root is summed over singular values of the product of the two
    covariances' roots, which needs no matrix root of a matrix that is not symmetric.
    """
    mean_term = (first.mean(0) - second.mean(0)).square().sum()
    one, two = torch.cov(first.T), torch.cov(second.T)
    cross = torch.linalg.matrix_norm(_root(one) @ _root(two), ord="nuc")
    return max(0.0, float(mean_term + one.trace() + two.trace() - 2 * cross))


def mean_distance(features: Tensor) -> float:
    """Mean Euclidean distance between two different rows of (N, D)."""
    return float(torch.nn.functional.pdist(features).mean())


def _root(covariance: Tensor) -> Tensor:
    values, vectors = torch.linalg.eigh(covariance)
    return (vectors * values.clamp(min=0).sqrt()) @ vectors.T
