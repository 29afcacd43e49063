"""MSG-GAN: a picture at every scale of the generator goes into the same scale of one discriminator.

Source: Karnewar & Wang 2020, "MSG-GAN: Multi-Scale Gradients for Generative Adversarial Networks", section 2, with
the simple combination (concatenated pictures).
Differs: pictures are clipped to their range in use.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import torch
from torch import Tensor, nn

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
    widths,
)
from training.networks.equalized import LEAK, EqualConv, Trunk, Verdict, halving_block
from training.networks.growing import Critic


@dataclass(frozen=True)
class MsgConfig:
    """The size of a multi-scale generator."""

    latent_size: int = option(128, least=1)
    """Length of the latent vector."""
    base_channels: int = option(16, least=1)
    """Channels at full resolution; they double at each halving."""
    max_channels: int = option(128, least=1)
    """No resolution has more channels than this."""
    noise_from_px: int = option(0, least=0)
    """Blocks from this resolution on add noise, by a strength that each channel learns; 0 adds none. Grain is made of
    it, fresh in training, frozen in use."""


class MultiScaleGenerator(Generator):
    """Draws each picture at 4 pixels, 8 pixels and so on to the resolution."""

    def __init__(self, config: MsgConfig, resolution: int) -> None:
        super().__init__()
        self.resolution = resolution
        self.latent_size = config.latent_size
        channels = widths(config.base_channels, config.max_channels, resolution)
        self.trunk = Trunk(config.latent_size, channels, config.noise_from_px)
        self.to_rgb = nn.ModuleList(EqualConv(width, 3, 1, gain=1.0) for width in channels)

    def first_activations(self, latents: Tensor) -> Tensor:
        return self.trunk.first_activations(latents)

    def draw(self, latents: Tensor, rng: torch.Generator) -> Pyramid:
        levels = self.trunk(latents, len(self.trunk.blocks), rng)
        return [as_unit(rgb(features)) for rgb, features in zip(self.to_rgb, levels, strict=True)][::-1]

    def match(self, real: Tensor) -> Pyramid:
        return at_sizes([real], pyramid_sizes(self.resolution))

    def forward(self, latents: Tensor) -> Tensor:
        features = self.trunk(latents, len(self.trunk.blocks))[-1]
        return as_unit(self.to_rgb[-1](features)).clamp(0.0, 1.0)

    def at_resolution(self, resolution: int) -> Generator:
        if resolution not in pyramid_sizes(self.resolution):
            raise TrainingError(
                f"This generator draws {', '.join(map(str, pyramid_sizes(self.resolution)))} pixels, not {resolution}."
            )
        count = int(log2(resolution // FIRST_PX))
        bias = self.get_parameter(f"to_rgb.{count}.bias")
        if not bias.any():  # its initial value, which every step moves
            raise TrainingError(
                f"The discriminator of this run did not look at {resolution} pixels; train with a multiscale one."
            )
        smaller = copy.deepcopy(self)
        smaller.resolution = resolution
        smaller.trunk.blocks = self.trunk.blocks[:count]
        smaller.to_rgb = self.to_rgb[: count + 1]
        return copy.deepcopy(smaller)


class MultiScaleDiscriminator(Discriminator):
    """Sees a picture at every scale; pictures of a generator that draws one scale are averaged down."""

    def __init__(self, size: Critic, resolution: int) -> None:
        super().__init__()
        self.sizes = pyramid_sizes(resolution)
        channels = widths(size.base_channels, size.max_channels, resolution)[::-1]
        self.from_rgb = nn.Sequential(EqualConv(3, channels[0], 1), nn.LeakyReLU(LEAK))
        joined = [channels[0], *(width + 3 for width in channels[1:])]
        self.blocks = nn.ModuleList(
            halving_block(before, after) for before, after in zip(joined[:-1], channels[1:], strict=True)
        )
        self.verdict = Verdict(joined[-1], size.group)

    def views(self, pyramid: Sequence[Tensor], rng: torch.Generator) -> list[Tensor]:
        return at_sizes(pyramid, self.sizes)

    def judge(self, views: Sequence[Tensor]) -> list[Tensor]:
        scaled = [view * 2.0 - 1.0 for view in views]
        features = self.from_rgb(scaled[0])
        for block, pictures in zip(self.blocks, scaled[1:], strict=True):
            features = block(features)
            features = torch.cat([features, pictures.to(features)], 1)
        return [self.verdict(features)]


def pyramid_sizes(resolution: int) -> list[int]:
    """Every side from `resolution` down to 4 pixels by halves."""
    return [resolution >> level for level in range(doublings(resolution) + 1)]
