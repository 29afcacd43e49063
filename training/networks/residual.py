"""A residual discriminator without normalisation, which may learn on the side to redraw what it sees.

Source: Karras et al. 2020, "Analyzing and Improving the Image Quality of StyleGAN", section 4.1, for the residual
blocks; Liu, Zhu, Song, Elgammal 2021 (FastGAN), section 3.2, for the decoders.
Differs: the decoders redraw 32 pixels and are measured by squared differences, not by a perceptual network.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.networks.adversarial import Discriminator, at_sizes, resized, widths
from training.networks.equalized import LEAK, EqualConv, Verdict
from training.networks.growing import Critic

REDRAWN_PX = 32
WHOLE_PX, PART_PX = 8, 16
"""Sides of the feature maps from which the whole picture, and a quarter of it, are redrawn."""


class ResidualBlock(nn.Module):
    """(N, C, s, s) to (N, C', s/2, s/2): two convolutions beside a linear way, of equal weight."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *(
                EqualConv(before, before, 3),
                nn.LeakyReLU(LEAK),
                EqualConv(before, after, 3),
                nn.LeakyReLU(LEAK),
            )
        )
        self.skip = EqualConv(before, after, 1, gain=1.0)

    def forward(self, features: Tensor) -> Tensor:
        through = F.avg_pool2d(self.layers(features), 2)
        return (through + self.skip(F.avg_pool2d(features, 2))) * 0.5**0.5


class Decoder(nn.Module):
    """Features (N, C, 8, 8) to the pictures (N, 3, 32, 32) in -1..1 that they came from."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(2):
            after = max(8, channels // 2)
            layers += [
                nn.Upsample(scale_factor=2, mode="nearest"),
                EqualConv(channels, 2 * after, 3),
                nn.GLU(1),
            ]
            channels = after
        self.layers = nn.Sequential(*layers, EqualConv(channels, 3, 3, gain=1.0), nn.Tanh())

    def forward(self, features: Tensor) -> Tensor:
        return self.layers(features)


class ResidualDiscriminator(Discriminator):
    """Sees the picture itself.

    Args:
        size: its channels.
        resolution: pixels.
        redraws: whether it has the decoders that `reconstruction_loss` trains.
    """

    def __init__(self, size: Critic, resolution: int, redraws: bool) -> None:
        super().__init__()
        self.resolution = resolution
        channels = widths(size.base_channels, size.max_channels, resolution)[::-1]
        self.from_rgb = nn.Sequential(EqualConv(3, channels[0], 1), nn.LeakyReLU(LEAK))
        self.blocks = nn.ModuleList(
            ResidualBlock(before, after) for before, after in itertools.pairwise(channels)
        )
        self.verdict = Verdict(channels[-1], size.group)
        self.whole, self.part = (Decoder(channels[-2]), Decoder(channels[-3])) if redraws else (None, None)

    def views(self, pyramid: Sequence[Tensor], rng: torch.Generator) -> list[Tensor]:
        return at_sizes(pyramid, [self.resolution])

    def judge(self, views: Sequence[Tensor]) -> list[Tensor]:
        return [self.verdict(self._features(views[0])[-1])]

    def reconstruction_loss(self, pyramid: Sequence[Tensor], rng: torch.Generator) -> Tensor:
        (pictures,) = self.views(pyramid, rng)
        if self.whole is None or self.part is None:
            return super().reconstruction_loss(pyramid, rng)
        by_side = {features.shape[-1]: features for features in self._features(pictures)}
        top, left = torch.randint(0, PART_PX - WHOLE_PX + 1, (2,), generator=rng).tolist()
        corner = by_side[PART_PX][:, :, top : top + WHOLE_PX, left : left + WHOLE_PX]
        seen, unit = pictures * 2.0 - 1.0, self.resolution // PART_PX
        quarter = seen[:, :, top * unit : (top + WHOLE_PX) * unit, left * unit : (left + WHOLE_PX) * unit]
        whole = F.mse_loss(self.whole(by_side[WHOLE_PX]).float(), resized(seen, REDRAWN_PX))
        return whole + F.mse_loss(self.part(corner).float(), resized(quarter, REDRAWN_PX))

    def _features(self, pictures: Tensor) -> list[Tensor]:
        levels = [self.from_rgb(pictures * 2.0 - 1.0)]
        for block in self.blocks:
            levels.append(block(levels[-1]))
        return levels
