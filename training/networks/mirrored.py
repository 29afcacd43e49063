"""Convolution of a picture that is mirrored at its borders, in a way that torch compiles quickly."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def mirrored_convolution(layer: nn.Conv2d, x: Tensor) -> Tensor:
    """What the layer makes of (N, C, H, W) if the picture goes on, mirrored, where the layer would pad with zeros."""
    pad = layer.padding[0]
    assert isinstance(pad, int)
    return F.conv2d(mirrored(x, pad), layer.weight, layer.bias, layer.stride)


def mirrored(x: Tensor, pad: int) -> Tensor:
    """(N, C, H, W) with `pad` mirrored cells on every side, the outermost cell not repeated.

    The same as torch's reflection padding, whose gradient takes minutes to compile on a processor.
    """
    for dim in (2, 3):
        size = x.shape[dim]
        before, after = x.narrow(dim, 1, pad).flip(dim), x.narrow(dim, size - 1 - pad, pad).flip(dim)
        x = torch.cat([before, x, after], dim)
    return x
