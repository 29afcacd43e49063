"""A small style-based generator: a mapping network, and convolutions whose channels a style scales.

Source: Karras et al. 2019, "A Style-Based Generator Architecture for GANs", sections 2 and 3.1 (mapping, mixing,
truncation); Karras et al. 2020, "Analyzing and Improving the Image Quality of StyleGAN", sections 2.2 (modulation and
demodulation), 3.2 (path length) and 4.1 (output skips).
Differs: noise is an option, frozen in use, so that a latent always gives the same picture; what pictures begin with may
be made of the style, too; pictures are enlarged by a linear filter with zeros beyond the edge; what each resolution
adds to the picture is scaled down; the mean style is measured over the averaged weights when training rests, not
tracked.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.config import option
from training.networks.adversarial import FIRST_PX, Generator, Pyramid, as_unit, doublings, widths
from training.networks.equalized import LEAK, RELU_GAIN, EqualLinear, PixelNorm, doubled
from training.networks.noise import Noise, fresh_maps, noisy_sides
from training.runs.distributed import mean_over_processes, rows

PATH_MEMORY = 0.99
RGB_GAIN = 0.3
"""Every resolution adds to the picture, which would begin far outside its range."""


@dataclass(frozen=True)
class StyleGanConfig:
    """The size of a style-based generator."""

    latent_size: int = option(128, least=1)
    """Length of the latent vector z."""
    style_size: int = option(128, least=1)
    """Length of a style vector w."""
    mapping_layers: int = option(4, least=1)
    """Layers that make a style of a latent."""
    mapping_rate: float = option(0.01, least=0)
    """Learning rate of these layers beside that of the others."""
    base_channels: int = option(16, least=1)
    """Channels at full resolution; they double at each halving."""
    max_channels: int = option(128, least=1)
    """No resolution has more channels than this."""
    mixing: float = option(0.5, least=0, most=1)
    """Share of the training pictures whose finer layers take another latent's style."""
    noise_from_px: int = option(0, least=0)
    """Blocks from this resolution on add noise, by a strength that each channel learns; 0 adds none. Grain is made of
    it, fresh in training, frozen in use."""
    first_from_style: bool = False
    """The first 4x4 map is made of the style, not a constant that all pictures share: so each picture has a layout of
    its own from the first thousand on, where scales alone take long to learn one."""
    least_channels: int = option(0, least=0)
    """No resolution has fewer than this: so can one of twice the side have as many as the one that it begins with."""


class ModulatedConv(nn.Module):
    """A convolution whose input channels are scaled by a style (N, W), and its output channels back to unit variance.

    The same sums as one kernel for each picture, but as one convolution for all: the channels are scaled before and
    after it.
    """

    def __init__(
        self, before: int, after: int, side: int, style_size: int, demodulate: bool = True, gain: float = 1.0
    ) -> None:
        super().__init__()
        self.affine = EqualLinear(style_size, before, gain=1.0, bias=1.0)
        self.weight = nn.Parameter(torch.randn(after, before, side, side))
        self.bias = nn.Parameter(torch.zeros(after))
        self.scale = gain * (before * side * side) ** -0.5
        self.padding = side // 2
        self.demodulate = demodulate

    def forward(self, features: Tensor, style: Tensor) -> Tensor:
        scales = self.affine(style)
        weight = self.weight * self.scale
        mixed = F.conv2d(features * scales[:, :, None, None], weight, padding=self.padding)
        if self.demodulate:
            power = F.linear(scales.float().square(), weight.square().sum((2, 3)))
            mixed = mixed * (power + 1e-8).rsqrt()[:, :, None, None]
        return mixed + self.bias[:, None, None]


class StyleBlock(nn.Module):
    """Doubles the resolution of features and picture; two modulated convolutions, and one that adds to the picture."""

    def __init__(self, before: int, after: int, style_size: int, noise_px: int = 0) -> None:
        super().__init__()
        self.first = ModulatedConv(before, after, 3, style_size)
        self.second = ModulatedConv(after, after, 3, style_size)
        self.noise = Noise(after, noise_px)
        self.to_rgb = _to_rgb(after, style_size)

    def forward(
        self, features: Tensor, picture: Tensor, styles: Tensor, noise: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Features (N, C, s, s), picture (N, 3, s, s), styles (N, 2, W): the picture takes the second one."""
        features = _activated(self.first(doubled(features), styles[:, 0]))
        features = _activated(self.noise(self.second(features, styles[:, 1]), noise))
        return features, doubled(picture) + self.to_rgb(features, styles[:, 1])


class StyleGenerator(Generator):
    """Latents z (N, Z) to styles w (N, W), and styles of all layers (N, L, W) to pictures.

    Attributes:
        style_size: W.
        layers: L, one for each 3x3 convolution, coarsest first.
    """

    def __init__(self, config: StyleGanConfig, resolution: int) -> None:
        super().__init__()
        self.config = config
        self.resolution = resolution
        self.latent_size, self.style_size = config.latent_size, config.style_size
        self.layers = 2 * doublings(resolution) + 1
        sizes = [config.latent_size] + config.mapping_layers * [config.style_size]
        mapping: list[nn.Module] = [PixelNorm()]
        for before, after in itertools.pairwise(sizes):
            mapping += [EqualLinear(before, after, rate=config.mapping_rate), nn.LeakyReLU(LEAK)]
        self.mapping = nn.Sequential(*mapping)
        channels = widths(config.base_channels, config.max_channels, resolution, config.least_channels)
        if config.first_from_style:
            self.first_map = EqualLinear(config.style_size, channels[0] * FIRST_PX**2, gain=1.0)
        else:
            self.constant = nn.Parameter(torch.randn(1, channels[0], FIRST_PX, FIRST_PX))
        self.first = ModulatedConv(channels[0], channels[0], 3, config.style_size)
        self.first_rgb = _to_rgb(channels[0], config.style_size)
        sides = noisy_sides([FIRST_PX << level for level in range(1, len(channels))], config.noise_from_px)
        self.blocks = nn.ModuleList(
            StyleBlock(before, after, config.style_size, side)
            for side, (before, after) in zip(sides, itertools.pairwise(channels), strict=True)
        )
        self.noise_sides = sides
        self.register_buffer("mean_style", torch.zeros(config.style_size))
        self.register_buffer("mean_path", torch.zeros(()))

    main_method = "unlimited"
    mean_style: Tensor
    mean_path: Tensor

    def map(self, latents: Tensor) -> Tensor:
        """The styles (N, W) of latents (N, Z)."""
        return self.mapping(latents)

    def first_activations(self, latents: Tensor) -> Tensor:
        """The styles of the latents: what all of the picture is made of, (N, W)."""
        return self.map(latents)

    def draw(self, latents: Tensor, rng: torch.Generator) -> Pyramid:
        styles = self.mixed_styles(latents, rng)
        return [self.unlimited(styles, fresh_maps(self.noise_sides, latents, rng))]

    def forward(self, latents: Tensor) -> Tensor:
        return self.synthesize(self.map(latents)[:, None].expand(-1, self.layers, -1))

    def mixed_styles(self, latents: Tensor, rng: torch.Generator) -> Tensor:
        """Styles for all layers (N, L, W): a share takes another's, half a batch away, from a random layer on."""
        styles = self.map(latents)
        count = len(styles)
        starts = rows(lambda n: torch.randint(1, self.layers, (n,), generator=rng), count, rng)
        mixes = rows(lambda n: torch.rand(n, generator=rng), count, rng) < self.config.mixing
        starts = torch.where(mixes, starts, self.layers)
        other = torch.arange(self.layers)[None] >= starts[:, None]
        partners = styles.roll(max(1, count // 2), 0)
        return torch.where(other[:, :, None].to(styles.device), partners[:, None], styles[:, None])

    def synthesize(self, styles: Tensor) -> Tensor:
        """Pictures (N, 3, S, S) in 0..1 of styles (N, L, W)."""
        return self.unlimited(styles, [None] * len(self.noise_sides)).clamp(0.0, 1.0)

    def unlimited(self, styles: Tensor, maps: Sequence[Tensor | None]) -> Tensor:
        """Pictures that may leave 0..1, with noise as `fresh_maps` gives it, frozen where it gives none."""
        return as_unit(self._grown(styles, maps, len(self.blocks))[1])

    def _grown(self, styles: Tensor, maps: Sequence[Tensor | None], blocks: int) -> tuple[Tensor, Tensor]:
        """The features and the picture after so many blocks."""
        features = _activated(self.first(self._begin(styles[:, 0]), styles[:, 0]))
        picture = self.first_rgb(features, styles[:, 0])
        for index in range(blocks):
            pair = styles[:, 2 * index + 1 : 2 * index + 3]
            features, picture = self.blocks[index](features, picture, pair, maps[index])
        return features, picture

    def _begin(self, style: Tensor) -> Tensor:
        """The map (N, C, 4, 4) that a picture begins with."""
        if self.config.first_from_style:
            return self.first_map(style).unflatten(1, (-1, FIRST_PX, FIRST_PX))
        return self.constant.expand(style.shape[0], -1, -1, -1)

    def truncated(self, styles: Tensor, truncation: Tensor | float) -> Tensor:
        """Styles (..., W) moved towards the mean style: 1 leaves them, 0 gives the mean."""
        return self.mean_style + (styles - self.mean_style) * truncation

    def settle(self, latents: Tensor) -> None:
        super().settle(latents)
        self.mean_style.copy_(self.map(latents).mean(0))

    def downscaling(self, latents: Tensor, rng: torch.Generator) -> Tensor:
        """How far pictures, at half their size, are from what the layers before the last block draw: mean squares.

        The last block alone learns from it. Source: Ledig et al. 2017, "Photo-Realistic Single Image Super-Resolution
        Using a GAN", section 2.2.1 (a loss of content beside the adversarial one). Differs: there is no larger picture
        to compare with, so it compares at the smaller size.
        """
        maps = fresh_maps(self.noise_sides, latents, rng)
        with torch.no_grad():
            styles = self.mixed_styles(latents, rng)
            features, small = self._grown(styles, maps, len(self.blocks) - 1)
        _, large = self.blocks[-1](features, small, styles[:, -2:], maps[-1])
        return F.mse_loss(F.avg_pool2d(as_unit(large), 2), as_unit(small))

    def path_length(self, latents: Tensor, rng: torch.Generator) -> Tensor:
        """How unevenly pictures answer to steps of the style: squared deviation of path lengths from their mean.

        The mean is a running one, and this call moves it. Source: Karras et al. 2020, eq. 4.
        """
        styles = self.mixed_styles(latents, rng)
        pictures = self.unlimited(styles, [None] * len(self.noise_sides))
        shape = pictures.shape[1:]
        noise = rows(lambda n: torch.randn(n, *shape, generator=rng), len(pictures), rng)
        noise = noise.to(pictures) / self.resolution
        (slope,) = torch.autograd.grad((pictures * noise).sum(), styles, create_graph=True)
        lengths = slope.square().sum(2).mean(1).sqrt()
        with torch.no_grad():
            mean = mean_over_processes(lengths.mean())
            self.mean_path.copy_(torch.lerp(mean, self.mean_path, PATH_MEMORY))
        return (lengths - self.mean_path).square().mean()


class StyleGraph(nn.Module):
    """A style-based generator as its model file offers it: pictures of latents, or of given styles.

    Inputs: `latent` (N, Z); `styles` (N, L, W) and `use_styles` (1,), 0 or 1, which says whether they take the place of
    the latents' own; `truncation` (1,). Outputs: pictures (N, 3, S, S), and the latents' styles (N, W), not truncated.
    """

    def __init__(self, generator: StyleGenerator) -> None:
        super().__init__()
        self.generator = generator

    def forward(
        self, latent: Tensor, styles: Tensor, use_styles: Tensor, truncation: Tensor
    ) -> tuple[Tensor, Tensor]:
        own = self.generator.map(latent)
        chosen = torch.where(use_styles > 0.5, styles, own[:, None].expand_as(styles))
        return self.generator.synthesize(self.generator.truncated(chosen, truncation)), own


def _to_rgb(channels: int, style_size: int) -> ModulatedConv:
    return ModulatedConv(channels, 3, 1, style_size, demodulate=False, gain=RGB_GAIN)


def _activated(features: Tensor) -> Tensor:
    return F.leaky_relu(features, LEAK) * RELU_GAIN
