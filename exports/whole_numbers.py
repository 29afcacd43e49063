"""Kernels in whole numbers: int8, with a unit for each output channel, and ranges as uint8.

Kernels (O, I, K, K) and offsets (O,) are in double precision before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exports.cells import Kernel

MOST = 127
SMALLEST_UNIT = 1e-30
LARGEST_OFFSET = 1 << 30
"""In whole numbers: half of what 32 bits hold, since products are added to it."""
SHARES = 4
"""How often the numbers of a shared kernel are rounded, each time a `SHARES`-th of a unit farther on."""
OFF_BY = (np.arange(SHARES) - (SHARES - 1) / 2) / SHARES

Tensors = dict[str, NDArray[Any]]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class WholeKernel:
    """A rounded kernel.

    Attributes:
        whole: (O, I, K, K) whole numbers within ±127.
        unit: (O,) what they count.
    """

    whole: Kernel
    unit: Numbers

    def missed(self, kernel: Kernel) -> Numbers:
        """(O, I) what rounding added to the sums of a kernel over its window."""
        return (self.whole * self.unit[:, None, None, None] - kernel).sum((2, 3))

    def times(self, factor: Numbers, least_unit: Numbers) -> WholeKernel:
        """The kernel with each output (O,) multiplied, in units that are not below `least_unit` (O,).

        Multiplied, the same numbers count in other units; only where these would be too small, they are rounded anew.
        """
        unit = np.maximum(np.maximum(self.unit * np.abs(factor), least_unit), SMALLEST_UNIT)
        return WholeKernel(np.rint(self.whole * (self.unit * factor / unit)[:, None, None, None]), unit)


def rounded(kernel: Kernel) -> WholeKernel:
    """Each output in the finest unit in which its largest weight can be said.

    What flows between layers is alike from place to place. So the weights of a window that lead from one channel to
    another are not rounded each for itself: those nearest to the other neighbour give way, until their sum is right.
    """
    unit = _unit_of(kernel)
    exact = kernel / unit[:, None, None, None]
    return WholeKernel(_summed_right(exact.reshape(*kernel.shape[:2], -1)).reshape(kernel.shape), unit)


def _summed_right(exact: Numbers) -> Numbers:
    """Numbers (O, I, N) rounded, such that the sums over the last axis are those of the exact ones, rounded."""
    count = exact.shape[-1]
    numbers = np.ascontiguousarray(exact.reshape(-1, count).T)
    whole = np.rint(numbers)
    beyond = numbers - whole
    lacking = np.rint(beyond.sum(0))
    toward = np.where(lacking < 0, -1.0, 1.0)
    # Which ones give way first; of two that are alike, the first. Comparing all pairs is faster than sorting.
    nearness = toward * beyond - 1e-9 * np.arange(count)[:, np.newaxis]
    rank = np.stack([(nearness > mine).view(np.int8).sum(0, dtype=np.int8) for mine in nearness])
    whole += np.where(rank < np.abs(lacking), toward, 0.0)
    return np.clip(whole, -MOST, MOST).T.reshape(exact.shape)


def rounded_in_shares(kernel: Kernel) -> WholeKernel:
    """(SHARES * O, I, K, K): each weight rounded up by some and down by others, so that their mean is finer by as much.

    Which of an output's shares is rounded which way changes from weight to weight: none is off in one direction.
    """
    unit = _unit_of(kernel)
    place = np.arange(kernel[0].size).reshape(kernel.shape[1:])
    off_by = OFF_BY[(place + np.arange(SHARES)[:, None, None, None]) % SHARES]
    whole = np.rint(kernel[:, None] / unit[:, None, None, None, None] + off_by)
    return WholeKernel(whole.reshape(-1, *kernel.shape[1:]), np.repeat(unit, SHARES))


def spread(weight: Numbers, side: int) -> Kernel:
    """(O, I, side, side) whole multiples of each output's unit whose sums are the nearest to weights (O, I).

    Alike ones would be rounded alike, and so be off by as many times as much.
    """
    count = side * side
    unit = np.maximum(np.abs(weight).max(1, keepdims=True) / count / MOST, 1e-12)
    whole, over = np.divmod(np.rint(weight / unit), count)
    taps = whole[..., None] + (np.arange(count) < over[..., None])
    return (taps * unit[..., None]).reshape(*weight.shape, side, side)


def _unit_of(kernel: Kernel) -> Numbers:
    return np.maximum(np.abs(kernel).max((1, 2, 3)), 1e-12) / MOST


def least_unit(offset: Numbers, in_scale: float) -> Numbers:
    """(O,) below which the offsets, in units of weight and input, would be beyond 32 bits.

    A channel that hardly varies has tiny weights, in whose units its offset is as large.
    """
    return np.abs(offset) / (in_scale * LARGEST_OFFSET)


def put_kernel(tensors: Tensors, name: str, kernel: WholeKernel, offset: Numbers, in_scale: float) -> None:
    """Adds a kernel and offsets (O,), which are rounded to units of the kernel's and the input's."""
    tensors[f"{name}.weight"] = kernel.whole.astype(np.int8)
    tensors[f"{name}.weight_scale"] = kernel.unit.astype(np.float32)
    tensors[f"{name}.bias"] = np.rint(offset / (in_scale * kernel.unit)).astype(np.int32)


def put_range(tensors: Tensors, name: str, limits: tuple[float, float]) -> float:
    """Adds scale and zero point for values within `limits` as uint8; returns the scale."""
    low, high = limits
    scale = (high - low) / 255
    tensors[f"{name}.scale"] = np.array(scale, np.float32)
    tensors[f"{name}.zero"] = np.array(round(-low / scale), np.uint8)
    return scale
