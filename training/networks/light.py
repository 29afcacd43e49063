"""A light generator: upsampling, 3x3 convolution and gated linear units, with skip-layer excitation.

Source: Liu, Zhu, Song, Elgammal 2021, "Towards Faster and Stabilized GAN Training for High-fidelity Few-shot Image
Synthesis" (FastGAN), section 3.1.
Differs: noise is injected as an option, fresh in every training step and a frozen map in use (as StyleGAN's constant
noise), so that a latent always gives the same picture; upsampling and convolution are one transposed convolution with
the same result; upsampling becomes linear in the course of the run, which leaves no grid, while a network that begins
with it hardly learns; the power of each pixel is limited, as an option.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from training.config import option
from training.networks.adversarial import FIRST_PX, Generator, Pyramid, doublings, limit_norm, to_unit
from training.networks.dcgan import INIT_STD
from training.networks.noise import NOISE_STD, fresh_maps, frozen_map, noisy_sides

NEAREST_SPREAD = ((0.0, 0.0, 1.0), (0.0, 1.0, 1.0), (1.0, 1.0, 0.0), (1.0, 0.0, 0.0))
"""How a 3-tap kernel after nearest upsampling becomes the 4 taps of a transposed convolution."""
BLUR = (0.25, 0.5, 0.25)
USUAL_POWER = 0.2
"""Mean square of what comes out of a gated linear unit behind a batch norm."""
GATE_DOUBLINGS = 3
"""A gate is computed from the map that is so many doublings smaller than the gated one."""


@dataclass(frozen=True)
class LightConfig:
    """The size of a light generator."""

    latent_size: int = option(128, least=1)
    """Length of the latent vector."""
    base_channels: int = option(24, least=1)
    """Channels at full resolution; they double at each halving."""
    max_channels: int = option(192, least=1)
    """No resolution has more channels than this."""
    smooth_from_kimg: float = 12.0
    """Upsampling is nearest until this point of the run, then slowly becomes linear, against a grid ..."""
    smooth_over_kimg: float = option(20.0, least=0)
    """... within this many thousand pictures; 0 keeps it nearest."""
    noise_from_px: int = option(0, least=0)
    """Every block from this resolution on adds noise, by a strength that each channel learns; 0 adds none. Without it
    grain can only be made of what the layers know of their place, which is the grid of the small maps that they
    enlarge. Coarser noise would be seen: in use its maps are frozen, and every picture would have their layout."""
    limit_to_px: int = option(0, least=0)
    """Up to this resolution no pixel's features grow beyond a mean square of 1; 0 limits none. Batch norm scales all
    pictures alike, so that a few places can grow out of what later layers can shape: pale ovals in the pictures."""
    gate_floor: float = option(0.0, least=0, most=1)
    """So much of everything passes each gated linear unit, however shut its gate, 0..1. A place where all gates are
    shut has no grain, and learns nothing any more: it stays a smooth spot."""


def limit_power(features: Tensor) -> Tensor:
    """Features (N, C, H, W) at a mean square below 1 at each pixel; weak ones keep their differences of strength.

    Source: Karras et al. 2018, section 4.2 (pixel norm), which makes all of them equally strong.
    """
    return features * (features.square().mean(dim=1, keepdim=True) + USUAL_POWER).rsqrt()


def gated(features: Tensor, floor: float) -> Tensor:
    """One half of the channels of (N, 2 C, H, W), each through a gate that one of the other half opens: (N, C, H, W).

    Source: Dauphin et al. 2017, "Language Modeling with Gated Convolutional Networks", eq. 1.
    Differs: no gate shuts below `floor`.
    """
    if floor == 0:
        return F.glu(features, dim=1)
    linear, gates = features.chunk(2, dim=1)
    return linear * torch.sigmoid(gates).mul(1.0 - floor).add(floor)


class UpConv(nn.Module):
    """Doubles (N, C, H, W) and convolves by 3x3.

    Nearest upsampling and convolution are one transposed convolution, with less than half the sums. A blur by 1-2-1
    would make the upsampling linear; as it commutes with the convolution, it comes after it, mixed in by `smooth`.
    """

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(after, before, 3, 3).normal_(0.0, INIT_STD))
        self.register_parameter("bias", None)
        self.register_buffer("spread", torch.tensor(NEAREST_SPREAD), persistent=False)
        self.register_buffer("blur", torch.zeros(3, 3), persistent=False)
        self.smoothness, self.blurs = 0.0, False

    spread: Tensor
    blur: Tensor
    bias: nn.Parameter | None

    def smooth(self, smoothness: float) -> None:
        """Makes the upsampling nearest (0), linear (1), or a mixture."""
        if smoothness == self.smoothness:
            return
        self.smoothness = smoothness
        # In a buffer, because a compiled network is compiled anew for each other number that it reads.
        linear = torch.tensor(BLUR)[:, None] * torch.tensor(BLUR)
        nearest = torch.zeros(3, 3)
        nearest[1, 1] = 1.0
        self.blur.copy_(smoothness * linear + (1.0 - smoothness) * nearest)
        self.blurs = smoothness > 0

    def forward(self, features: Tensor) -> Tensor:
        kernel = torch.einsum("ia,jb,ocab->coij", self.spread, self.spread, self.weight)
        doubled = F.conv_transpose2d(features, kernel, stride=2, padding=1)
        if self.blurs:
            channels = doubled.shape[1]
            doubled = F.conv2d(doubled, self.blur.expand(channels, 1, 3, 3), padding=1, groups=channels)
        return doubled if self.bias is None else doubled + self.bias[:, None, None]


class UpBlock(nn.Module):
    """Doubles the resolution: upsample, 3x3 convolution, batch norm, noise where asked for, gated linear unit.

    Args:
        before: channels that come in.
        after: channels that go out.
        noise_px: side of the noise map, which is that of the output; 0 adds no noise.
        limited: whether the power of each pixel is limited, see `limit_power`.
        gate_floor: see `gated`.
    """

    def __init__(
        self, before: int, after: int, noise_px: int = 0, limited: bool = False, gate_floor: float = 0.0
    ) -> None:
        super().__init__()
        self.limited, self.gate_floor = limited, gate_floor
        self.conv = UpConv(before, 2 * after)
        self.norm: nn.Module = nn.BatchNorm2d(2 * after)
        self.noise_px = noise_px
        if noise_px:
            self.noise_strength = nn.Parameter(torch.empty(2 * after, 1, 1).normal_(0.0, NOISE_STD))
            self.register_buffer("frozen_noise", frozen_map(noise_px), persistent=False)

    frozen_noise: Tensor

    def forward(self, features: Tensor, noise: Tensor | None = None) -> Tensor:
        """Args: features (N, C, H, W); noise (N, 1, 2 H, 2 W), the frozen map where None."""
        doubled = self.norm(self.conv(features))
        if self.noise_px:
            # For each picture, though it is the same: an exporter would store the map times all strengths.
            frozen = self.frozen_noise.expand(features.shape[0], -1, -1, -1)
            doubled = doubled + self.noise_strength * (frozen if noise is None else noise)
        passed = gated(doubled, self.gate_floor)
        return limit_power(passed) if self.limited else passed

    @torch.no_grad()
    def fold(self) -> None:
        """Moves the frozen batch norm into the convolution."""
        norm = self.norm
        if isinstance(norm, nn.BatchNorm2d):
            assert norm.running_mean is not None
            assert norm.running_var is not None
            scale = norm.weight / (norm.running_var + norm.eps).sqrt()
            self.conv.weight.mul_(scale[:, None, None, None])
            self.conv.bias = nn.Parameter(norm.bias - norm.running_mean * scale)
            self.norm = nn.Identity()


class SkipExcitation(nn.Module):
    """Scales the channels of a large map by gates computed from a small one (skip-layer excitation)."""

    def __init__(self, small: int, small_px: int, large: int) -> None:
        super().__init__()
        self.pool = small_px // FIRST_PX
        self.squeeze = nn.Conv2d(small, large, FIRST_PX, bias=False)
        self.gate = nn.Conv2d(large, large, 1, bias=False)
        for conv in (self.squeeze, self.gate):
            nn.init.normal_(conv.weight, 0.0, INIT_STD)

    def forward(self, small: Tensor, large: Tensor) -> Tensor:
        pooled = F.avg_pool2d(small, self.pool) if self.pool > 1 else small
        return large * torch.sigmoid(self.gate(F.silu(self.squeeze(pooled))))


class LightGenerator(Generator):
    """Latents (N, Z), standard normal, to pictures (N, 3, S, S) in 0..1."""

    def __init__(self, config: LightConfig, resolution: int) -> None:
        super().__init__()
        self.resolution = resolution
        self.latent_size = config.latent_size
        self.config = config
        count = doublings(resolution)
        widths = [min(config.base_channels << (count - i), config.max_channels) for i in range(count + 1)]
        self.first_conv = nn.ConvTranspose2d(config.latent_size, 2 * widths[0], FIRST_PX, bias=False)
        self.first_norm: nn.Module = nn.BatchNorm2d(2 * widths[0])
        nn.init.normal_(self.first_conv.weight, 0.0, INIT_STD)
        sides = [FIRST_PX << level for level in range(1, count + 1)]
        self.blocks = nn.ModuleList(
            UpBlock(before, after, noise_px, side <= config.limit_to_px, config.gate_floor)
            for side, noise_px, (before, after) in zip(
                sides, noisy_sides(sides, config.noise_from_px), pairwise(widths), strict=True
            )
        )
        # Every resolution from 32 px on is gated by the map three doublings before it (4 -> 32, 8 -> 64, ...), so that
        # a generator of half the resolution has the same layers, and can grow.
        self.gated = {level: level - GATE_DOUBLINGS for level in range(GATE_DOUBLINGS, count + 1)}
        self.gates = nn.ModuleDict(
            {
                str(large): SkipExcitation(widths[small], FIRST_PX << small, widths[large])
                for large, small in self.gated.items()
            }
        )
        self.last = nn.Conv2d(widths[-1], 3, 3, padding=1)
        nn.init.normal_(self.last.weight, 0.0, INIT_STD)
        nn.init.constant_(self.last.bias, 0.0) if self.last.bias is not None else None

    def advance(self, kimg: float) -> None:
        """Takes the state that belongs to a point of the run; the weights do not say how smooth upsampling is."""
        begin, length = self.config.smooth_from_kimg, self.config.smooth_over_kimg
        smoothness = min(1.0, max(0.0, (kimg - begin) / length)) if length > 0 else 0.0
        for module in self.modules():
            if isinstance(module, UpConv):
                module.smooth(smoothness)

    def first_activations(self, latents: Tensor) -> Tensor:
        """What the first layer makes of the latents, (N, C, 4, 4)."""
        hidden = self.first_norm(self.first_conv(limit_norm(latents)[:, :, None, None]))
        passed = gated(hidden, self.config.gate_floor)
        return limit_power(passed) if self.config.limit_to_px else passed

    def draw(self, latents: Tensor, rng: torch.Generator) -> Pyramid:
        sides = [block.noise_px for block in self.blocks if isinstance(block, UpBlock)]
        if not any(sides):
            return [self(latents)]
        return [self(latents, fresh_maps(sides, latents, rng))]

    def forward(self, latents: Tensor, noise: Sequence[Tensor | None] = ()) -> Tensor:
        features = self.first_activations(latents)
        levels = [features]
        for level, (block, own) in enumerate(zip_longest(self.blocks, noise), start=1):
            features = block(features, own)
            if level in self.gated:
                features = self.gates[str(level)](levels[self.gated[level]], features)
            levels.append(features)
        if self.training and not features.is_cuda:
            # A convolution to three channels is four times as fast so on a processor, forwards and backwards.
            features = features.contiguous(memory_format=torch.channels_last)
        return to_unit(self.last(features))

    def fold(self) -> None:
        """Moves every frozen batch norm into the convolution before it; the pictures stay the same."""
        if isinstance(self.first_norm, nn.BatchNorm2d):
            self.first_conv = fuse_conv_bn_eval(self.first_conv, self.first_norm, transpose=True)
            self.first_norm = nn.Identity()
        for block in self.blocks:
            assert isinstance(block, UpBlock)
            block.fold()
