"""Muon for convolutions, Adam for everything else: one optimizer to a training loop.

Source: Jordan et al. 2024 (Muon: momentum, made orthogonal by Newton-Schulz steps), as torch has it for matrices.
Differs: a kernel (O, I, K, K) is taken as the matrix (O, I K K), as its authors advise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

MOMENTUM = "momentum_buffer"
"""What torch's Muon calls the state that it keeps of a matrix."""


class MuonAndAdam:
    """Moves convolution kernels that see neighbours by Muon, and all other weights by Adam.

    Args:
        module: whose weights are moved; it stays on its device.
        muon_rate: peak learning rate of Muon.
        adam_rate: peak learning rate of Adam.
    """

    def __init__(self, module: nn.Module, muon_rate: float, adam_rate: float) -> None:
        self.kernels = [
            layer.weight
            for layer in module.modules()
            if isinstance(layer, nn.Conv2d) and layer.weight.requires_grad and layer.kernel_size != (1, 1)
        ]
        kernels = {id(kernel) for kernel in self.kernels}
        others = [p for p in module.parameters() if p.requires_grad and id(p) not in kernels]
        # torch's Muon takes matrices only: these share their memory with the kernels.
        self.matrices = [nn.Parameter(_matrix(kernel.detach(), kernel)) for kernel in self.kernels]
        self.muon = torch.optim.Muon(self.matrices, lr=muon_rate, weight_decay=0.0)
        self.adam = torch.optim.Adam(others, lr=adam_rate)
        self.rates = {self.muon: muon_rate, self.adam: adam_rate}

    def set_pace(self, pace: float) -> None:
        """Sets both learning rates to this share of their peaks, 0..1."""
        for optimizer, rate in self.rates.items():
            for group in optimizer.param_groups:
                group["lr"] = rate * pace

    def zero_grad(self) -> None:
        """Forgets all gradients."""
        self.adam.zero_grad(set_to_none=True)
        for kernel in self.kernels:
            kernel.grad = None

    def step(self) -> None:
        """Moves all weights by their gradients."""
        for matrix, kernel in zip(self.matrices, self.kernels, strict=True):
            matrix.grad = None if kernel.grad is None else _matrix(kernel.grad, kernel)
        self.muon.step()
        self.adam.step()

    def state_dict(self) -> dict[str, Any]:
        """The state; momenta in the order of contiguous kernels, whatever the layout of these, which may change."""
        return {"muon": self._ordered(self.muon.state_dict(), _as_contiguous), "adam": self.adam.state_dict()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.muon.load_state_dict(self._ordered(state_dict["muon"], _matrix))
        self.adam.load_state_dict(state_dict["adam"])

    def _ordered(self, state: dict[str, Any], order: Callable[[Tensor, Tensor], Tensor]) -> dict[str, Any]:
        kept = {
            index: {
                name: order(value, self.kernels[index]) if name == MOMENTUM else value
                for name, value in values.items()
            }
            for index, values in state["state"].items()
        }
        return {**state, "state": kept}


def _matrix(values: Tensor, like: Tensor) -> Tensor:
    """(O, I, K, K), or (O, I K K), in the order of a kernel: (O, K K I) where channels lie last.

    Of values that lie in memory as the kernel does nothing is copied.
    """
    last = not like.is_contiguous()
    values = values.reshape(like.shape)
    return (values.permute(0, 2, 3, 1) if last else values).reshape(len(values), -1)


def _as_contiguous(matrix: Tensor, like: Tensor) -> Tensor:
    """The reverse of `_matrix`: (O, I K K) of a matrix in the order of a kernel."""
    if like.is_contiguous():
        return matrix
    count, channels, height, width = like.shape
    return matrix.reshape(count, height, width, channels).permute(0, 3, 1, 2).reshape(count, -1)
