"""Traces a function that asks autograd for a gradient, so that its reverse pass can be exported like a forward one.

`torch.onnx.export` has no translation of most backward operators. Here autograd runs while the trace is taken, and what
of it ONNX lacks is spelled by others: the reverse of a convolution with respect to its input is a transposed
convolution, and the other way round; of a pooling, an enlargement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, fx
from torch._decomp import core_aten_decompositions
from torch.fx.experimental.proxy_tensor import make_fx
from torch.nn import functional

from training.errors import TrainingError

aten = torch.ops.aten


def trace_reverse(function: Callable[..., tuple[Tensor, ...]], example: tuple[Tensor, ...]) -> fx.GraphModule:
    """The operators that a function runs, those of autograd included, as a module for `training.export.onnxfile.trace`.

    Args:
        function: of tensors alone; its gradients are with respect to those, never to weights.
        example: arguments; lengths that may vary must differ from each other and from every length that may not, since
            equal lengths are taken for one.

    Raises:
        TrainingError: the reverse of an operator is not known here.
    """
    table = {**core_aten_decompositions(), **REVERSES}
    return make_fx(function, decomposition_table=table, tracing_mode="symbolic", _allow_non_fake_inputs=True)(
        *example
    )


def _convolution_backward(
    slope: Tensor,
    features: Tensor,
    weight: Tensor,
    _bias_sizes: Sequence[int] | None,
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    transposed: bool,
    _output_padding: Sequence[int],
    groups: int,
    mask: Sequence[bool],
) -> tuple[Tensor | None, ...]:
    _require(not mask[1] and not mask[2], "a convolution with respect to its weights")
    if transposed:
        # What such a convolution gives has one size; an output padding is part of it.
        none = [0] * len(padding)
        back = aten.convolution(slope, weight, None, stride, padding, dilation, False, none, groups)
        return back, None, None
    # What a stride leaves over at the end of an axis has no slope.
    rest = []
    for axis, step in enumerate(stride):
        kernel = dilation[axis] * (weight.shape[2 + axis] - 1) + 1
        reached = (slope.shape[2 + axis] - 1) * step - 2 * padding[axis] + kernel
        rest.append(features.shape[2 + axis] - reached)
    back = aten.convolution(slope, weight, None, stride, padding, dilation, True, rest, groups)
    return back, None, None


def _max_pool_backward(
    slope: Tensor,
    features: Tensor,
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[int],
    *_: Any,
) -> Tensor:
    """Where several values of a window are the largest, each gets the whole slope, not the first alone."""
    _require(_tiles(kernel, stride, padding), "a maximum over windows that overlap")
    largest = _enlarged(functional.max_pool2d(features, list(kernel)), kernel)
    return _enlarged(slope, kernel) * (features == largest).to(slope.dtype)


def _average_pool_backward(
    slope: Tensor,
    _features: Tensor,
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[int],
    *_: Any,
) -> Tensor:
    _require(_tiles(kernel, stride, padding), "a mean over windows that overlap")
    return _enlarged(slope, kernel) / (kernel[0] * kernel[1])


def _enlarged(values: Tensor, factors: Sequence[int]) -> Tensor:
    """Each value of (N, C, H, W) as a block of `factors` pixels."""
    count, channels, height, width = values.shape
    blocks = values[:, :, :, None, :, None].expand(-1, -1, -1, factors[0], -1, factors[1])
    return blocks.reshape(count, channels, height * factors[0], width * factors[1])


def _tiles(kernel: Sequence[int], stride: Sequence[int], padding: Sequence[int]) -> bool:
    """Whether the windows of a pooling lie side by side; no stride stands for that of the kernel."""
    return list(stride or kernel) == list(kernel) and not any(padding)


def _require(known: bool, what: str) -> None:
    if not known:
        raise TrainingError(f"The gradient of {what} cannot be exported.")


REVERSES: Mapping[Any, Callable[..., Any]] = {
    aten.convolution_backward.default: _convolution_backward,
    aten.max_pool2d_with_indices_backward.default: _max_pool_backward,
    aten.avg_pool2d_backward.default: _average_pool_backward,
}
"""How the reverse of an operator, with respect to its input, is spelled."""
