"""The real pictures that generated ones are measured against, seen through a perceptual network.

The feature space: the means over the picture of the network's last layers, each feature standardised on the real
pictures, then the leading principal components, divided by the fourth root of their variance. In it a flower has twice
as many neighbours of its own kind as in the plain means of our own encoder's deepest layer (docs/DECISIONS.md).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from training.data import step_torch_rng
from training.errors import TrainingError
from training.gan.metrics import (
    Nearest,
    density_and_coverage,
    frechet_distance,
    kernel_distance,
    mean_distance,
    mean_spacing,
    nearest,
    nearest_neighbour_test,
)
from training.perceptual.networks import PerceptualNetwork

LAYERS = 4
COMPONENTS = 64
LEAST_SPREAD = 0.1
"""Smallest unit of a feature, in root mean squares of its layer's features."""
LEAST_STRENGTH = 0.01
"""Components weaker than this share of the strongest are left out."""
LEAST_DIFFERENCE = 1e-3
"""Strength of the strongest component below which there is nothing but rounding."""
LEAST_VIEW_PX, MOST_VIEW_PX = 64, 128
LEAST_PICTURES = 16
SAMPLE = 1024
BATCH = 32
COPY = 0.5
"""A picture is a copy where the data has one at less than this share of the median distance between its own. Among the
data, less than one in a hundred are so near to another one."""


@dataclass(frozen=True)
class Figures:
    """What a sample of generated pictures is like beside the real ones; all in the features of one network.

    Attributes:
        frechet: Fréchet distance, in units of the real features' variance; 0 is equal.
        kernel: kernel distance; about 0 is equal.
        density, coverage: see `training.gan.metrics.density_and_coverage`.
        diversity: mean distance of two generated pictures over that of two real ones; 1 is as varied as the data.
        spacing: distance of a generated picture to the nearest other one over the same of real ones; 0 are twins.
        novelty: median distance of a generated picture to the nearest picture of the data or its mirror image, over the
            same between pictures of the data; 0 are copies, 1 as new as each real picture is to the others.
        copied: share of the generated pictures whose nearest is at less than half of that distance.
        told_apart: leave-one-out accuracy of the nearest neighbour; 0.5 cannot be told apart, 1 always.
    """

    frechet: float
    kernel: float
    density: float
    coverage: float
    diversity: float
    spacing: float
    novelty: float
    copied: float
    told_apart: float


class Reference:
    """Real pictures in a feature space that is fitted to them.

    Attributes:
        real: their features (N, D).
        order: their indices (N,), shuffled.
        sample: those that a sample is compared with where samples of one size are compared.

    Args:
        network: gives the features; should not be one that a discriminator looks through.
        pictures: the data, uint8 (N, 3, S, S).
        seed: draws the real pictures that samples are compared with where a sample is compared with another one.
        view_px: side at which the network sees pictures; their own from 64 to 128 pixels where None.

    Raises:
        TrainingError: there are too few pictures to say anything, or all look the same.
    """

    def __init__(
        self, network: PerceptualNetwork, pictures: Tensor, seed: int = 0, view_px: int | None = None
    ) -> None:
        if len(pictures) < LEAST_PICTURES:
            raise TrainingError(
                f"{len(pictures)} pictures are too few to measure a generator by; it takes {LEAST_PICTURES}."
            )
        self.network = network
        self.view_px = view_px or min(max(pictures.shape[-1], LEAST_VIEW_PX), MOST_VIEW_PX)
        features, strength = self._means(pictures.split(BATCH))
        # What hardly varies among the real pictures must not become the measure of all the others.
        self._centre, self._spread = features.mean(0), torch.maximum(features.std(0), LEAST_SPREAD * strength)
        standard = (features - self._centre) / self._spread
        _, strengths, axes = torch.linalg.svd(standard, full_matrices=False)
        if strengths[0] < LEAST_DIFFERENCE:
            raise TrainingError(
                f"All {len(pictures)} pictures look the same to {network.name}: nothing can be measured by them."
            )
        count = min(COMPONENTS, int((strengths > LEAST_STRENGTH * strengths[0]).sum()))
        deviations = strengths[:count] / (len(features) - 1) ** 0.5
        # One unit for all components, the square root of the space's mean variance: strong ones count for more.
        self._axes = axes[:count].T / deviations.sqrt() / deviations.mean().sqrt()
        self.real = standard @ self._axes
        self.order = shuffled(len(pictures), seed)
        self.sample = self.order[:SAMPLE]
        mirrored = self.embed(pictures[self.sample].flip(3).split(BATCH))
        self._apart = self.to_real(
            self.real[self.sample], mirrored, 1, without=self.sample
        ).distances.median()

    def without(self, chosen: Tensor) -> Reference:
        """The same space and unit, with all real pictures but the `chosen` ones, (n,) indices."""
        rest = copy.copy(self)
        kept = torch.ones(len(self.real), dtype=torch.bool)
        kept[chosen] = False
        rest.real = self.real[kept]
        rest.order = shuffled(len(rest.real), 0)
        rest.sample = rest.order[:SAMPLE]
        return rest

    def embed(self, batches: Iterable[Tensor]) -> Tensor:
        """Features (N, D), float64, of batches of pictures (n, 3, S, S), uint8, or float in 0..1."""
        return ((self._means(batches)[0] - self._centre) / self._spread) @ self._axes

    def to_real(
        self, features: Tensor, mirrored: Tensor, count: int, *, without: Tensor | None = None
    ) -> Nearest:
        """The real pictures nearest to each of some pictures, as they are or mirrored, whichever is nearer.

        Args:
            features: (N, D) of the pictures.
            mirrored: (N, D) of their mirror images.
            count: how many real pictures for each.
            without: (N,) real pictures that do not count, one for each: they themselves.
        """
        spare = 0 if without is None else 1
        ways = [nearest(seen, self.real, 2 * count + spare) for seen in (features, mirrored)]
        distances = torch.cat([way.distances for way in ways], 1)
        indices = torch.cat([way.indices for way in ways], 1)
        if without is not None:
            distances = distances.masked_fill(indices == without[:, None], torch.inf)
        order = distances.argsort(1)
        distances, indices = distances.gather(1, order), indices.gather(1, order)
        # A picture found both ways counts once, where it is nearer.
        again = (indices[:, :, None] == indices[:, None, :]).tril(-1).any(2)
        order = distances.masked_fill(again, torch.inf).argsort(1)[:, :count]
        return Nearest(distances.gather(1, order), indices.gather(1, order))

    def relative(self, distances: Tensor) -> Tensor:
        """Distances to the data in units of the median distance between a real picture and the nearest other one."""
        return distances / self._apart.clamp(min=1e-9)

    def figures(self, features: Tensor, mirrored: Tensor) -> Figures:
        """The figures of generated pictures from their features (N, D) and those of their mirror images."""
        real = self.real[self.sample[: len(features)]]
        generated = features[: len(real)]
        size = features.shape[1]
        density, coverage = density_and_coverage(real, generated)
        news = self.relative(self.to_real(features, mirrored, 1).distances)
        return Figures(
            frechet=frechet_distance(self.real, features) / size,
            kernel=kernel_distance(self.real[self.sample], features),
            density=density,
            coverage=coverage,
            diversity=mean_distance(generated) / max(mean_distance(real), 1e-9),
            spacing=mean_spacing(generated) / max(mean_spacing(real), 1e-9),
            novelty=float(news.median()),
            copied=float((news < COPY).double().mean()),
            told_apart=nearest_neighbour_test(real, generated).accuracy,
        )

    @torch.no_grad()
    def _means(self, batches: Iterable[Tensor]) -> tuple[Tensor, Tensor]:
        """Means over the picture, (N, D), and for each feature the root mean square of those of its layer, (D,)."""
        layers, size = self.network.layers[-LAYERS:], (self.view_px, self.view_px)
        device = next(self.network.parameters()).device
        found = []
        for batch in batches:
            seen = (batch / 255.0 if batch.dtype == torch.uint8 else batch).to(device)
            if seen.shape[-1] != self.view_px:
                seen = F.interpolate(seen, size=size, mode="bicubic", align_corners=False, antialias=True)
            maps = self.network.features(seen.contiguous(memory_format=torch.channels_last), layers)
            found.append([maps[layer].mean((2, 3)).double().cpu() for layer in layers])
        means = [torch.cat(parts) for parts in zip(*found, strict=True)]
        strengths = [layer.square().mean().sqrt().expand(layer.shape[1]) for layer in means]
        return torch.cat(means, 1), torch.cat(strengths)


def shuffled(count: int, seed: int) -> Tensor:
    """The order (N,) in which real pictures are compared with."""
    return torch.randperm(count, generator=step_torch_rng(seed, 0))
