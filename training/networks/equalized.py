"""Layers of progressive growing that its successors share: equalized learning rate, pixel norm, minibatch deviation.

Source: Karras, Aila, Laine, Lehtinen 2018, "Progressive Growing of GANs", sections 3 and 4.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.networks.adversarial import FIRST_PX, limit_norm
from training.networks.noise import Noise, fresh_maps, noisy_sides

LEAK = 0.2
RELU_GAIN = 2.0**0.5
BLUR = (0.25, 0.5, 0.25)


class EqualConv(nn.Module):
    """A convolution (N, C, H, W) to (N, C', H, W) whose weights are N(0, 1) and scaled as they are used.

    Adam's steps then are as large beside the weights in every layer.
    """

    def __init__(self, before: int, after: int, side: int, gain: float = RELU_GAIN) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(after, before, side, side))
        self.bias = nn.Parameter(torch.zeros(after))
        self.scale = gain * (before * side * side) ** -0.5
        self.padding = side // 2

    def forward(self, features: Tensor) -> Tensor:
        return F.conv2d(features, self.weight * self.scale, self.bias, padding=self.padding)


class EqualLinear(nn.Module):
    """A linear layer (N, C) to (N, C') with equalized learning rate.

    Args:
        before, after: C and C'.
        gain: of the weights' deviation.
        rate: multiplies the layer's learning rate.
        bias: initial value of the offsets.
    """

    def __init__(
        self, before: int, after: int, gain: float = RELU_GAIN, rate: float = 1.0, bias: float = 0.0
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(after, before) / rate)
        self.bias = nn.Parameter(torch.full((after,), bias / rate))
        self.scale = gain * before**-0.5 * rate
        self.rate = rate

    def forward(self, features: Tensor) -> Tensor:
        return F.linear(features, self.weight * self.scale, self.bias * self.rate)


class PixelNorm(nn.Module):
    """Scales the channels of each pixel to a mean square of one."""

    def forward(self, features: Tensor) -> Tensor:
        return features * (features.square().mean(dim=1, keepdim=True) + 1e-8).rsqrt()


class MinibatchDeviation(nn.Module):
    """Adds a channel that tells how much the pictures of a group differ: a collapsed generator betrays itself.

    Args:
        group: pictures that are compared; a batch that does not divide by it is one group.
    """

    def __init__(self, group: int = 4) -> None:
        super().__init__()
        self.group = group

    def forward(self, features: Tensor) -> Tensor:
        count, _, height, width = features.shape
        group = self.group if count % self.group == 0 else count
        # Pictures that stand a fixed distance apart in the batch make a group.
        grouped = features.float().unflatten(0, (group, count // group))
        spread = (grouped.var(0, unbiased=False) + 1e-8).sqrt().mean((1, 2, 3))
        channel = spread.repeat(group)[:, None, None, None].expand(count, 1, height, width)
        return torch.cat([features, channel.to(features)], 1)


class DoublingBlock(nn.Module):
    """Doubles (N, C, s, s) to (N, C', 2 s, 2 s) by a linear filter; two convolutions, noise, leaky units, pixel norm.

    Args:
        before, after: C and C'.
        noise_px: 2 s, where noise is added behind the second convolution; 0 adds none.
    """

    def __init__(self, before: int, after: int, noise_px: int = 0) -> None:
        super().__init__()
        self.first = EqualConv(before, after, 3)
        self.second = EqualConv(after, after, 3)
        self.noise = Noise(after, noise_px)
        self.norm = PixelNorm()
        self.noise_px = noise_px

    def forward(self, features: Tensor, noise: Tensor | None = None) -> Tensor:
        features = self.norm(F.leaky_relu(self.first(doubled(features)), LEAK))
        return self.norm(F.leaky_relu(self.noise(self.second(features), noise), LEAK))


def doubled(features: Tensor) -> Tensor:
    """Twice the size, (N, C, s, s) to (N, C, 2 s, 2 s), each pixel a blend of its neighbours, zeros beyond the edge."""
    channels = features.shape[1]
    repeated = F.interpolate(features, scale_factor=2, mode="nearest")
    line = torch.tensor(BLUR, dtype=features.dtype, device=features.device)
    kernel = (line[:, None] * line).expand(channels, 1, 3, 3)
    return F.conv2d(repeated, kernel, padding=1, groups=channels)


class Trunk(nn.Module):
    """A generator's body: latents (N, Z) to features at 4 pixels, 8 pixels and so on, each (N, C, s, s).

    Differs: latents are shortened to the sphere rather than scaled onto it, so that truncation leads to the average;
    maps are enlarged by a linear filter, and noise may be added, against the grid of the small maps.

    Args:
        latent_size: Z.
        channels: C at each resolution, coarsest first.
        noise_from_px: blocks from this resolution on add noise; 0 adds none.
    """

    def __init__(self, latent_size: int, channels: Sequence[int], noise_from_px: int = 0) -> None:
        super().__init__()
        self.first = EqualLinear(latent_size, channels[0] * FIRST_PX**2, RELU_GAIN / FIRST_PX)
        self.after_first = nn.Sequential(
            nn.LeakyReLU(LEAK),
            PixelNorm(),
            EqualConv(channels[0], channels[0], 3),
            nn.LeakyReLU(LEAK),
            PixelNorm(),
        )
        sides = noisy_sides([FIRST_PX << level for level in range(1, len(channels))], noise_from_px)
        self.blocks = nn.ModuleList(
            DoublingBlock(before, after, side)
            for side, (before, after) in zip(sides, itertools.pairwise(channels), strict=True)
        )

    def first_activations(self, latents: Tensor) -> Tensor:
        """What the first layer makes of the latents, (N, C, 4, 4)."""
        return self.first(limit_norm(latents)).unflatten(1, (-1, FIRST_PX, FIRST_PX))

    def forward(self, latents: Tensor, blocks: int, rng: torch.Generator | None = None) -> list[Tensor]:
        """The features of the first picture and of the next `blocks` ones, coarsest first.

        Args:
            latents: (N, Z).
            blocks: how many.
            rng: draws noise anew; the frozen maps where None.
        """
        levels = [self.after_first(self.first_activations(latents))]
        chosen = [block for block in list(self.blocks)[:blocks] if isinstance(block, DoublingBlock)]
        maps: list[Tensor | None] = [None] * len(chosen)
        if rng is not None:
            maps = fresh_maps([block.noise_px for block in chosen], latents, rng)
        for block, noise in zip(chosen, maps, strict=True):
            levels.append(block(levels[-1], noise))
        return levels


class Verdict(nn.Module):
    """The end of a discriminator: features (N, C, 4, 4) to one logit each, (N, 1)."""

    def __init__(self, channels: int, group: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *(
                MinibatchDeviation(group),
                EqualConv(channels + 1, channels, 3),
                nn.LeakyReLU(LEAK),
                nn.Flatten(),
            ),
            *(
                EqualLinear(channels * FIRST_PX**2, channels),
                nn.LeakyReLU(LEAK),
                EqualLinear(channels, 1, gain=1.0),
            ),
        )

    def forward(self, features: Tensor) -> Tensor:
        return self.layers(features)


def halving_block(before: int, after: int) -> nn.Sequential:
    """Two convolutions and a mean of 2x2: (N, C, s, s) to (N, C', s/2, s/2)."""
    return nn.Sequential(
        *(EqualConv(before, before, 3), nn.LeakyReLU(LEAK), EqualConv(before, after, 3), nn.LeakyReLU(LEAK)),
        nn.AvgPool2d(2),
    )
