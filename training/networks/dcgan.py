"""The generator and the discriminator of DCGAN.

Source: Radford, Metz, Chintala 2016, "Unsupervised Representation Learning with Deep Convolutional Generative
Adversarial Networks", section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import log2

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from training.errors import TrainingError

SMALLEST_PX = 32
LARGEST_PX = 128
INIT_STD = 0.02


@dataclass(frozen=True)
class DcganConfig:
    """The size of a DCGAN generator."""

    latent_size: int = 100
    """Length of the latent vector."""
    base_channels: int = 64
    """Channels of the last hidden layer; each layer before it has twice as many."""
    max_channels: int = 512
    """No layer has more channels than this."""


@dataclass(frozen=True)
class PlainDiscriminatorConfig:
    """The size of a DCGAN discriminator."""

    base_channels: int = 64
    """Channels of the first layer; each layer after it has twice as many."""
    max_channels: int = 512
    """No layer has more channels than this."""


def doublings(resolution: int) -> int:
    """How often a 4-pixel square doubles to reach `resolution`.

    Raises:
        TrainingError: `resolution` is no power of two from 32 to 128.
    """
    if resolution & (resolution - 1) or not SMALLEST_PX <= resolution <= LARGEST_PX:
        raise TrainingError(
            f"The resolution {resolution} does not work; take a power of two from {SMALLEST_PX} to {LARGEST_PX} pixels."
        )
    return int(log2(resolution)) - 2


class DcganGenerator(nn.Module):
    """Latents (N, Z), standard normal, to pictures (N, 3, S, S) in 0..1."""

    def __init__(self, config: DcganConfig, resolution: int) -> None:
        super().__init__()
        self.resolution = resolution
        self.latent_size = config.latent_size
        count = doublings(resolution)
        widths = [min(config.base_channels << (count - 1 - i), config.max_channels) for i in range(count)]
        self.first = nn.Sequential(
            nn.ConvTranspose2d(config.latent_size, widths[0], 4, bias=False),
            nn.BatchNorm2d(widths[0]),
            nn.ReLU(),
        )
        steps: list[nn.Module] = []
        for before, after in pairwise(widths):
            steps += [
                nn.ConvTranspose2d(before, after, 4, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(after),
                nn.ReLU(),
            ]
        self.steps = nn.Sequential(*steps)
        self.last = nn.ConvTranspose2d(widths[-1], 3, 4, stride=2, padding=1)
        self.apply(init_dcgan)

    def advance(self, kimg: float) -> None:
        """Takes the state that belongs to a point of the run: nothing here depends on it."""

    def first_activations(self, latents: Tensor) -> Tensor:
        """What the first layer makes of the latents, (N, C, 4, 4)."""
        return self.first(latents[:, :, None, None])

    def forward(self, latents: Tensor) -> Tensor:
        pictures = torch.tanh(self.last(self.steps(self.first_activations(latents))))
        return pictures * 0.5 + 0.5

    def fold(self) -> None:
        """Moves every frozen batch norm into the convolution before it; the pictures stay the same."""
        for layers in (self.first, self.steps):
            for index, (conv, norm) in enumerate(pairwise(list(layers))):
                if isinstance(conv, nn.ConvTranspose2d) and isinstance(norm, nn.BatchNorm2d):
                    layers[index] = fuse_conv_bn_eval(conv, norm, transpose=True)
                    layers[index + 1] = nn.Identity()


class PlainDiscriminator(nn.Module):
    """Pictures (N, 3, S, S) in 0..1 to one logit each, (N, 1)."""

    def __init__(self, config: PlainDiscriminatorConfig, resolution: int) -> None:
        super().__init__()
        count = doublings(resolution)
        widths = [min(config.base_channels << i, config.max_channels) for i in range(count)]
        layers: list[nn.Module] = [nn.Conv2d(3, widths[0], 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
        for before, after in pairwise(widths):
            layers += [
                nn.Conv2d(before, after, 4, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(after),
                nn.LeakyReLU(0.2),
            ]
        self.layers = nn.Sequential(*layers, nn.Conv2d(widths[-1], 1, 4))
        self.apply(init_dcgan)

    def forward(self, pictures: Tensor) -> Tensor:
        return self.layers(pictures * 2.0 - 1.0).flatten(1)


def init_dcgan(module: nn.Module) -> None:
    """Weights from N(0, 0.02), batch-norm scales from N(1, 0.02), offsets zero (section 3 of the paper)."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, INIT_STD)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, INIT_STD)
        nn.init.zeros_(module.bias)
