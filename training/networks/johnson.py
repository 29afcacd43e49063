"""The reference that our style network is compared with: the transformer of Johnson et al., with style vectors.

Two convolutions of stride two reduce a picture to a quarter of its size, five residual blocks work there on 128
channels, two enlargements lead back, and the picture is painted at full size by a 9x9 convolution.

Source: Johnson et al. 2016, supplementary table 1. Differs: conditional instance normalisation (Dumoulin et al. 2017)
for batch normalisation, so that it takes style vectors and statistics as `networks.stylizer` does; nearest
enlargement and a convolution for the transposed ones (Odena et al. 2016), as every public implementation since; a
sigmoid for the scaled tanh; convolutions pad with zeros, and the caller surrounds the picture by `halo_px`.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.networks.mirrored import InHalo, Mirroring
from training.networks.normaliser import STRIDE_PX, Normaliser, StyledShape, closed


@dataclass(frozen=True)
class JohnsonConfig(StyledShape):
    """Shape of the reference network; the defaults are the paper's."""

    channels: int = 32
    """Channels at full resolution; twice as many at half, four times as many at quarter resolution."""
    blocks: int = 5
    """Residual blocks at quarter resolution."""

    @property
    def norm_channels(self) -> tuple[int, ...]:
        """Channels of each normalisation, in order."""
        full, half, quarter = self.channels, 2 * self.channels, 4 * self.channels
        return (full, half, *(quarter,) * (1 + 2 * self.blocks), half, full)

    @property
    def halo_px(self) -> int:
        """How far from a pixel the network looks, rounded up to a multiple of `STRIDE_PX`.

        Every convolution at quarter resolution reaches one cell, two in each block. The two 9x9 convolutions, the
        strided ones, and those behind the enlargements reach 17 pixels more.
        """
        return STRIDE_PX * (2 * self.blocks + 5)


class Johnson(Mirroring[JohnsonConfig]):
    """Repaints a picture in the style that a vector says; takes the place of `networks.stylizer.Stylizer`.

    Args:
        config: shape of the network.
    """

    def __init__(self, config: JohnsonConfig) -> None:
        super().__init__()
        self.config = config
        full, half, quarter = config.channels, 2 * config.channels, 4 * config.channels
        self.begin = nn.Conv2d(3, full, 9, padding=4)
        self.down = nn.ModuleList(
            (nn.Conv2d(full, half, 3, stride=2, padding=1), nn.Conv2d(half, quarter, 3, stride=2, padding=1))
        )
        self.trunk = nn.ModuleList(
            nn.Conv2d(quarter, quarter, 3, padding=1) for _ in range(2 * config.blocks)
        )
        self.up = nn.ModuleList((nn.Conv2d(quarter, half, 3, padding=1), nn.Conv2d(half, full, 3, padding=1)))
        self.paint = nn.Conv2d(full, 3, 9, padding=4)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
        with torch.no_grad():
            self.paint.weight.mul_(0.3)

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
        x = F.relu(norm(conv(self.begin, image), cells=4))
        x = F.relu(norm(conv(self.down[0], x), cells=2))
        x = F.relu(norm(conv(self.down[1], x)))
        for first, second in zip(self.trunk[0::2], self.trunk[1::2], strict=True):
            x = x + norm(conv(second, F.relu(norm(conv(first, x)))))
        x = F.relu(norm(conv(self.up[0], doubled(x)), cells=2))
        x = F.relu(norm(conv(self.up[1], doubled(x)), cells=4))
        painted = torch.sigmoid(conv(self.paint, x).float())
        return closed(painted, image, style), norm.collected()


class HaloJohnson(InHalo[JohnsonConfig], Johnson):
    """The network as it is exported: the picture has a halo, which does not count in the statistics."""


def doubled(x: Tensor) -> Tensor:
    """(N, C, H, W) at twice the size, each cell repeated."""
    return F.interpolate(x, scale_factor=2.0, mode="nearest")
