"""Conditional instance normalisation that is steered from outside, as every style network here uses it.

All scales and shifts of a network, joined, are its *style vector*; all means and variances, joined, its *statistics*.

Source: Dumoulin et al. 2017. Differs: the statistics may be given instead of measured, so that tiles fit together.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

STRIDE_PX = 4
"""Pixels of one cell of the coarsest resolution, in both style networks."""
EPSILON = 1e-5
MIXED_NUMBERS = 9
"""Numbers of a style vector that mix the underpainting's colours."""
MIXING = 0.3
"""Size of each row of a fresh mixing: it cancels out, being normalised, but says how far a training step turns it."""


class StyledShape:
    """What the shapes of style networks have in common."""

    @property
    def norm_channels(self) -> tuple[int, ...]:
        """Channels of each normalisation, in order."""
        raise NotImplementedError

    @property
    def halo_px(self) -> int:
        """How far from a pixel the network looks, in pixels."""
        raise NotImplementedError

    @property
    def stats_size(self) -> int:
        """Numbers in `stats`: a mean and a variance for every normalised channel."""
        return 2 * sum(self.norm_channels)

    @property
    def style_size(self) -> int:
        """Numbers in a style vector: a scale and a shift for every normalised channel, then `paint` and `photo`."""
        return self.stats_size + 2


def closed(painted: Tensor, image: Tensor, style: Tensor) -> Tensor:
    """Paint and photo, both (N, 3, H, W), mixed as the closing pair of each style vector (N, D) says, in 0..1."""
    paint, photo = style[:, -2, None, None, None], style[:, -1, None, None, None]
    return (paint * painted + photo * image).clamp(0, 1)


def mixed(image: Tensor, style: Tensor) -> Tensor:
    """The channels of (N, 3, H, W), each mixed of all three as the numbers before the closing pair say, row by row.

    In single precision wherever it is: a product of matrices would be rounded where half precision is asked for, and
    what varies little would be normalised with its rounding.
    """
    mixing = style[:, -2 - MIXED_NUMBERS : -2].unflatten(1, (3, 3))
    return (mixing[..., None, None] * image[:, None]).sum(2)


class Normaliser:
    """Walks along the style vector and the statistics, one normalisation after the other.

    Args:
        norm_channels: channels of each normalisation, in order.
        style: (N, D) scales and shifts of each normalisation in turn.
        stats: (N, M) means and variances of each in turn; read only where `use_stats` is not zero.
        use_stats: (1,) 1 to normalise with `stats`, 0 with what is measured.
        border_cells: cells of the coarsest resolution at each border that what is measured leaves out.
    """

    def __init__(
        self, norm_channels: Sequence[int], style: Tensor, stats: Tensor, use_stats: Tensor, border_cells: int
    ) -> None:
        self.sizes = iter(norm_channels)
        self.style, self.stats, self.use_stats, self.border = style, stats, use_stats, border_cells
        self.at = 0
        self.measured: list[Tensor] = []

    def __call__(self, x: Tensor, cells: int = 1) -> Tensor:
        """Normalises (N, C, H, W); `cells` cells of this resolution make one of the coarsest, in each direction."""
        size = next(self.sizes)
        assert x.shape[1] == size
        measured_mean, measured_variance = self._measure(x, self.border * cells)
        self.measured += [measured_mean, measured_variance]
        mean = self._chosen(measured_mean, self.at)
        variance = self._chosen(measured_variance, self.at + size)
        scale = self.style[:, self.at : self.at + size]
        shift = self.style[:, self.at + size : self.at + 2 * size]
        self.at += 2 * size
        factor = scale * torch.rsqrt(variance + EPSILON)
        return x * factor[:, :, None, None] + (shift - mean * factor)[:, :, None, None]

    def collected(self) -> Tensor:
        """(N, M) the statistics that were measured, also where others were given."""
        return torch.cat(self.measured, 1)

    def _measure(self, x: Tensor, border: int) -> tuple[Tensor, Tensor]:
        inner = (x[:, :, border:-border, border:-border] if border else x).float()
        mean = inner.mean((2, 3))
        variance = (inner - mean[:, :, None, None]).square().mean((2, 3))
        return mean, variance

    def _chosen(self, measured: Tensor, at: int) -> Tensor:
        """What was measured, or what was given in its place, which begins at `at`."""
        given = self.stats[:, at : at + measured.shape[1]]
        return measured + self.use_stats * (given - measured)
