"""The style network: one small transformer whose instance normalisations are steered from outside.

A picture is reduced to a quarter of its size by one strided convolution, worked on there by residual blocks, enlarged
to half size, where the edges are drawn, and enlarged again. What is drawn is laid over an *underpainting*: means of
8×8 pixels of the photo, their colours mixed and normalised as the style says. So light, shade and hue of the photo
stay where they are without a painter's having to learn them, its details do not show through, and the strokes have
all of the network. Every convolution but the last is followed by a
conditional instance normalisation; all their scales and shifts, then those of the underpainting and what it mixes,
joined, are the *style vector*, all the means and variances they measure are the *statistics*.

Source: Johnson et al. 2016 (the transformer), Dumoulin et al. 2017 (conditional instance normalisation), Odena et al.
2016 (enlarging by interpolation, because pixel shuffles and transposed convolutions leave checkerboards). Differs:
works at quarter resolution; paints no finer than half resolution; the underpainting; in use, convolutions pad with
zeros, so that padding costs nothing, and the caller surrounds the picture by `halo_px` mirrored pixels instead and
crops them off again (in training, each convolution mirrors its input); the last two numbers of the style vector mix
the untouched photo back in, so that "no style" is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.config import option
from training.networks.johnson import JohnsonConfig
from training.networks.mirrored import InHalo, Mirroring
from training.networks.normaliser import (
    MIXED_NUMBERS,
    MIXING,
    STRIDE_PX,
    Normaliser,
    StyledShape,
    closed,
    mixed,
)


@dataclass(frozen=True)
class StylizerConfig(StyledShape):
    """Shape of the style network."""

    channels: int = option(48, least=1)
    """Channels at quarter resolution."""
    blocks: int = option(5, least=1)
    """Residual blocks at quarter resolution."""
    half_channels: int = option(16, least=1)
    """Channels on the way back up to half resolution and there."""

    @property
    def norm_channels(self) -> tuple[int, ...]:
        """Channels of each normalisation, in order; the underpainting's is the last."""
        return (self.channels,) * (1 + 2 * self.blocks) + (self.half_channels,) * 2 + (3,)

    @property
    def style_size(self) -> int:
        """Numbers in a style vector: scales and shifts, the mixing of the underpainting, `paint` and `photo`."""
        return self.stats_size + MIXED_NUMBERS + 2

    @property
    def added_up(self) -> range:
        """Which of the normalisations, counted from 0, are those of what the residual blocks add up."""
        return range(2, 2 * self.blocks + 1, 2)

    @property
    def halo_px(self) -> int:
        """Receptive radius in pixels; how far from a pixel the network looks.

        Every convolution at quarter resolution reaches one cell: two in each block and the one that narrows. The stem
        looks half a cell beyond its own; the two enlargements and what happens at half resolution reach, with the
        position of a pixel in its cell, the rest. A test measures the sum.
        """
        return STRIDE_PX * (2 * self.blocks + 4)


class Stylizer(Mirroring[StylizerConfig]):
    """Repaints a picture in the style that a vector says.

    Args:
        config: shape of the network.
    """

    def __init__(self, config: StylizerConfig) -> None:
        super().__init__()
        self.config = config
        c, h = config.channels, config.half_channels
        self.stem = nn.Conv2d(3, c, 2 * STRIDE_PX, stride=STRIDE_PX, padding=STRIDE_PX // 2)
        self.trunk = nn.ModuleList(nn.Conv2d(c, c, 3, padding=1) for _ in range(2 * config.blocks))
        self.narrow = nn.Conv2d(c, h, 3, padding=1)
        self.refine = nn.Conv2d(h, h, 3, padding=1)
        self.paint = nn.Conv2d(h, 3, 3, padding=1)
        for conv in [self.stem, *self.trunk, self.narrow, self.refine, self.paint]:
            assert isinstance(conv, nn.Conv2d)
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            nn.init.zeros_(conv.bias)  # type: ignore[arg-type]
        with torch.no_grad():
            self.paint.weight.mul_(0.3)

    @property
    def normalised(self) -> list[nn.Conv2d]:
        """The convolutions that a normalisation follows, in order."""
        layers = [self.stem, *self.trunk, self.narrow, self.refine]
        return [layer for layer in layers if isinstance(layer, nn.Conv2d)]

    def forward(
        self, image: Tensor, style: Tensor, stats: Tensor, use_stats: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Stylizes.

        Args:
            image: (N, 3, H, W) in 0..1 sRGB, H and W multiples of four.
            style: (N, D) style vectors.
            stats: (N, M) statistics to normalise with; read only where `use_stats` is not zero.
            use_stats: (1,) 1 to use `stats`, 0 to measure the picture's own.

        Returns:
            The picture (N, 3, H, W) in 0..1, and the statistics (N, M) that were measured, also under given ones.
        """
        conv, norm = (
            self.convolve,
            Normaliser(self.config.norm_channels, style, stats, use_stats, self.border_cells),
        )
        x = F.relu(norm(conv(self.stem, image)))
        for first, second in zip(self.trunk[0::2], self.trunk[1::2], strict=True):
            x = x + norm(conv(second, F.relu(norm(conv(first, x)))))
        x = enlarged(F.relu(norm(conv(self.narrow, x))))
        x = F.relu(norm(conv(self.refine, x), cells=2))
        strokes = conv(self.paint, x).float()
        underpainting = enlarged(norm(mixed(self.averaged(image.float()), style)))
        painted = enlarged(torch.sigmoid(strokes + underpainting))
        return closed(painted, image, style), norm.collected()


class HaloStylizer(InHalo[StylizerConfig], Stylizer):
    """The network as it is exported: the picture has a halo, which does not count in the statistics."""


def enlarged(x: Tensor) -> Tensor:
    """(N, C, H, W) at twice the size, between its cells linear."""
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def neutral_style(config: StylizerConfig | JohnsonConfig) -> Tensor:
    """(D,) style vector that scales by one, shifts by nothing, mixes nothing and shows the paint alone."""
    parts = [torch.cat([torch.ones(n), torch.zeros(n)]) for n in config.norm_channels]
    if isinstance(config, StylizerConfig):
        parts.append(torch.eye(3).flatten() * MIXING)
    return torch.cat([*parts, torch.tensor([1.0, 0.0])])
