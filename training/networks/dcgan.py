"""The generator and the discriminator of DCGAN.

Source: Radford, Metz, Chintala 2016, "Unsupervised Representation Learning with Deep Convolutional Generative
Adversarial Networks", section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval
from torch.nn.utils.parametrizations import spectral_norm

from training.config import option
from training.networks.adversarial import Discriminator, Generator, at_sizes, doublings, to_unit

INIT_STD = 0.02


@dataclass(frozen=True)
class DcganConfig:
    """The size of a DCGAN generator."""

    latent_size: int = option(100, least=1)
    """Length of the latent vector."""
    base_channels: int = option(64, least=1)
    """Channels of the last hidden layer; each layer before it has twice as many."""
    max_channels: int = option(512, least=1)
    """No layer has more channels than this."""


@dataclass(frozen=True)
class PlainDiscriminatorConfig:
    """The size of a DCGAN discriminator."""

    base_channels: int = option(64, least=1)
    """Channels of the first layer; each layer after it has twice as many."""
    max_channels: int = option(512, least=1)
    """No layer has more channels than this."""
    norm: Literal["batch", "spectral", "none"] = "batch"
    """What keeps the layers in bounds: batch norm as in the paper, spectral norm (Miyato et al. 2018), or nothing,
    for which lazy R1 is the usual company."""


class DcganGenerator(Generator):
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

    def first_activations(self, latents: Tensor) -> Tensor:
        """What the first layer makes of the latents, (N, C, 4, 4)."""
        return self.first(latents[:, :, None, None])

    def forward(self, latents: Tensor) -> Tensor:
        return to_unit(self.last(self.steps(self.first_activations(latents))))

    def fold(self) -> None:
        """Moves every frozen batch norm into the convolution before it; the pictures stay the same."""
        for layers in (self.first, self.steps):
            for index, (conv, norm) in enumerate(pairwise(list(layers))):
                if isinstance(conv, nn.ConvTranspose2d) and isinstance(norm, nn.BatchNorm2d):
                    layers[index] = fuse_conv_bn_eval(conv, norm, transpose=True)
                    layers[index + 1] = nn.Identity()


class PlainDiscriminator(Discriminator):
    """Sees the picture itself and gives it one logit, (N, 1)."""

    def __init__(self, config: PlainDiscriminatorConfig, resolution: int) -> None:
        super().__init__()
        self.resolution = resolution
        count = doublings(resolution)
        widths = [min(config.base_channels << i, config.max_channels) for i in range(count)]
        layers: list[nn.Module] = [nn.Conv2d(3, widths[0], 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
        for before, after in pairwise(widths):
            batch_norm = config.norm == "batch"
            layers.append(nn.Conv2d(before, after, 4, stride=2, padding=1, bias=not batch_norm))
            layers += [nn.BatchNorm2d(after), nn.LeakyReLU(0.2)] if batch_norm else [nn.LeakyReLU(0.2)]
        layers.append(nn.Conv2d(widths[-1], 1, 4))
        for layer in layers:
            init_dcgan(layer)
        if config.norm == "spectral":
            layers = [spectral_norm(layer) if isinstance(layer, nn.Conv2d) else layer for layer in layers]
        self.layers = nn.Sequential(*layers)

    def views(self, pyramid: Sequence[Tensor], rng: torch.Generator) -> list[Tensor]:
        return at_sizes(pyramid, [self.resolution])

    def judge(self, views: Sequence[Tensor]) -> list[Tensor]:
        return [self.layers(views[0] * 2.0 - 1.0).flatten(1)]


def init_dcgan(module: nn.Module) -> None:
    """Weights from N(0, 0.02), batch-norm scales from N(1, 0.02), offsets zero (section 3 of the paper)."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, INIT_STD)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, INIT_STD)
        nn.init.zeros_(module.bias)
