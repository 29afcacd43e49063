"""Progressive growing: both networks begin at a low resolution, and each higher one is faded in.

Source: Karras, Aila, Laine, Lehtinen 2018, "Progressive Growing of GANs for Improved Quality, Stability, and
Variation", sections 2 to 4.
Differs: pictures are clipped to their range in use.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.config import option
from training.errors import TrainingError
from training.networks.adversarial import (
    FIRST_PX,
    Discriminator,
    Generator,
    Pyramid,
    as_unit,
    at_sizes,
    doublings,
    resized,
    widths,
)
from training.networks.equalized import LEAK, EqualConv, Trunk, Verdict, halving_block


@dataclass(frozen=True)
class ProgressiveConfig:
    """The size of a growing generator, and when it grows."""

    latent_size: int = option(128, least=1)
    """Length of the latent vector."""
    base_channels: int = option(16, least=1)
    """Channels at full resolution; they double at each halving."""
    max_channels: int = option(128, least=1)
    """No resolution has more channels than this."""
    first_px: int = option(8, least=4)
    """The resolution that training begins with, pixels."""
    hold_kimg: float = option(20.0, least=0)
    """Each resolution is trained alone for this many thousand pictures, the last one until the end ..."""
    fade_kimg: float = option(20.0, least=0)
    """... and the next one is faded in within this many."""
    noise_from_px: int = option(0, least=0)
    """Blocks from this resolution on add noise, by a strength that each channel learns; 0 adds none. Grain is made of
    it, fresh in training, frozen in use."""


@dataclass(frozen=True)
class Critic:
    """The size of a progressive, multi-scale or residual discriminator."""

    base_channels: int = option(16, least=1)
    """Channels at full resolution; they double at each halving."""
    max_channels: int = option(128, least=1)
    """No resolution has more channels than this."""
    group: int = option(4, least=1)
    """Pictures whose difference the discriminator is told (minibatch deviation)."""


@dataclass(frozen=True)
class Growth:
    """A point of the schedule: pictures of `px` pixels, of which `alpha`, 0..1, is their own and the rest coarser."""

    px: int
    alpha: float


def growth_at(config: ProgressiveConfig, resolution: int, kimg: float) -> Growth:
    """Where the schedule stands after `kimg` thousand pictures."""
    since = kimg - config.hold_kimg
    period = config.fade_kimg + config.hold_kimg
    if period == 0:
        return Growth(resolution, 1.0)
    passed = int(since // period) if since >= 0 else -1
    px = config.first_px << (passed + 1)
    if since < 0 or px > resolution:
        return Growth(min(px, resolution), 1.0)
    faded = since - passed * period
    return Growth(px, min(1.0, faded / config.fade_kimg) if config.fade_kimg > 0 else 1.0)


class GrowingGenerator(Generator):
    """Draws at the resolution that the run has reached; `forward` repeats its pixels up to the full one."""

    def __init__(self, config: ProgressiveConfig, resolution: int) -> None:
        super().__init__()
        if config.first_px & (config.first_px - 1) or not FIRST_PX <= config.first_px <= resolution:
            raise TrainingError(
                f"Growing cannot begin at {config.first_px} pixels; first_px is a power of two from {FIRST_PX} to "
                f"{resolution}."
            )
        self.config = config
        self.resolution = self.full_px = resolution
        self.latent_size = config.latent_size
        channels = widths(config.base_channels, config.max_channels, resolution)
        self.trunk = Trunk(config.latent_size, channels, config.noise_from_px)
        self.to_rgb = nn.ModuleList(EqualConv(width, 3, 1, gain=1.0) for width in channels)
        self.growth = growth_at(config, resolution, 0.0)

    def advance(self, kimg: float) -> None:
        self.growth = growth_at(self.config, self.full_px, kimg)

    def stage_px(self, kimg: float) -> int:
        return growth_at(self.config, self.full_px, kimg).px

    def first_activations(self, latents: Tensor) -> Tensor:
        return self.trunk.first_activations(latents)

    def draw(self, latents: Tensor, rng: torch.Generator) -> Pyramid:
        return [self._pictures(latents, rng)]

    def match(self, real: Tensor) -> Pyramid:
        fine = resized(real, self.growth.px)
        if self.growth.alpha == 1.0:
            return [fine]
        coarse = resized(resized(real, self.growth.px // 2), self.growth.px)
        return [torch.lerp(coarse, fine, self.growth.alpha)]

    def forward(self, latents: Tensor) -> Tensor:
        return resized(self._pictures(latents), self.resolution).clamp(0.0, 1.0)

    def _pictures(self, latents: Tensor, rng: torch.Generator | None = None) -> Tensor:
        level = int(log2(self.growth.px // FIRST_PX))
        features = self.trunk(latents, level, rng)
        fine = self.to_rgb[level](features[-1])
        if self.growth.alpha < 1.0:
            coarse = F.interpolate(self.to_rgb[level - 1](features[-2]), scale_factor=2, mode="nearest")
            return torch.lerp(as_unit(coarse), as_unit(fine), self.growth.alpha)
        return as_unit(fine)

    def at_resolution(self, resolution: int) -> Generator:
        if resolution not in (self.config.first_px << k for k in range(doublings(self.full_px) + 1)):
            raise TrainingError(f"This generator did not grow through {resolution} pixels.")
        if resolution > self.growth.px:
            raise TrainingError(
                f"This generator has grown to {self.growth.px} pixels so far, not to {resolution}; train on."
            )
        if resolution == self.growth.px:
            smaller = copy.deepcopy(self)
            smaller.resolution = resolution
            return smaller
        raise TrainingError(
            f"The run has grown beyond {resolution} pixels, and its folder does not hold what it drew then."
        )


class GrowingDiscriminator(Discriminator):
    """Judges pictures at the resolution that the run has reached.

    Args:
        size: its channels.
        growth: the generator's schedule.
        resolution: of the finished run, pixels.
    """

    def __init__(self, size: Critic, growth: ProgressiveConfig, resolution: int) -> None:
        super().__init__()
        self.config, self.full_px = growth, resolution
        channels = widths(size.base_channels, size.max_channels, resolution)
        self.from_rgb = nn.ModuleList(
            nn.Sequential(EqualConv(3, width, 1), nn.LeakyReLU(LEAK)) for width in channels
        )
        self.blocks = nn.ModuleList(
            halving_block(fine, coarse) for coarse, fine in itertools.pairwise(channels)
        )
        self.verdict = Verdict(channels[0], size.group)
        self.growth = growth_at(growth, resolution, 0.0)

    def advance(self, kimg: float) -> None:
        self.growth = growth_at(self.config, self.full_px, kimg)

    def views(self, pyramid: Sequence[Tensor], rng: torch.Generator) -> list[Tensor]:
        return at_sizes(pyramid, [self.growth.px])

    def judge(self, views: Sequence[Tensor]) -> list[Tensor]:
        level = int(log2(self.growth.px // FIRST_PX))
        pictures = views[0] * 2.0 - 1.0
        features = self.from_rgb[level](pictures)
        if level > 0:
            features = self.blocks[level - 1](features)
            if self.growth.alpha < 1.0:
                coarse = self.from_rgb[level - 1](F.avg_pool2d(pictures, 2))
                features = torch.lerp(coarse.to(features), features, self.growth.alpha)
        for block in reversed(list(self.blocks)[: max(0, level - 1)]):
            features = block(features)
        return [self.verdict(features)]
