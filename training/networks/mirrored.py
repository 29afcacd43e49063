"""How style networks see the borders of what they are shown: mirrored in training, in a halo in use."""

from __future__ import annotations

from typing import Generic, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.networks.normaliser import STRIDE_PX, StyledShape

Shape = TypeVar("Shape", bound=StyledShape)
MEANS_PX = 2 * STRIDE_PX
MEANS_REACH_PX = (MEANS_PX - STRIDE_PX) // 2
"""How far a mean looks beyond its own cell, in each direction."""


class Mirroring(nn.Module, Generic[Shape]):
    """A style network as it is trained: a crop goes on, mirrored, beyond its borders, and all of it counts.

    Attributes:
        config: shape of the network.
    """

    config: Shape

    def convolve(self, layer: nn.Module, x: Tensor) -> Tensor:
        """A convolution of the network of (N, C, H, W), mirrored where the layer would pad with zeros."""
        assert isinstance(layer, nn.Conv2d)
        pad = layer.padding[0]
        assert isinstance(pad, int)
        return F.conv2d(mirrored(x, pad), layer.weight, layer.bias, layer.stride)

    def averaged(self, image: Tensor) -> Tensor:
        """Means of 8×8 pixels of (N, C, H, W), four pixels apart, mirrored beyond the borders: (N, C, H / 4, W / 4)."""
        return F.avg_pool2d(mirrored(image, MEANS_REACH_PX), MEANS_PX, STRIDE_PX)

    @property
    def border_cells(self) -> int:
        """Quarter-resolution cells at each border that do not count in the statistics."""
        return 0


class InHalo(Mirroring[Shape]):
    """A style network as it is exported: the picture lies in a halo, which is cut off, so zeros may pad it."""

    def convolve(self, layer: nn.Module, x: Tensor) -> Tensor:
        result: Tensor = layer(x)
        return result

    def averaged(self, image: Tensor) -> Tensor:
        return F.avg_pool2d(image, MEANS_PX, STRIDE_PX, MEANS_REACH_PX)

    @property
    def border_cells(self) -> int:
        return self.config.halo_px // STRIDE_PX


def mirrored(x: Tensor, pad: int) -> Tensor:
    """(N, C, H, W) with `pad` mirrored cells on every side, the outermost cell not repeated.

    The same as torch's reflection padding, whose gradient takes minutes to compile on a processor.
    """
    for dim in (2, 3):
        size = x.shape[dim]
        before, after = x.narrow(dim, 1, pad).flip(dim), x.narrow(dim, size - 1 - pad, pad).flip(dim)
        x = torch.cat([before, x, after], dim)
    return x
