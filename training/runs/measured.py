"""What a training step costs on this machine: its memory, measured by what autograd holds on to, and its time."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

LEAST_STEPS, MOST_STEPS = 3, 50


class _Held:
    """A tensor that autograd keeps for a backward pass, counted as long as it is kept."""

    def __init__(self, tensor: Tensor, holding: Holding) -> None:
        self.tensor, self.holding = tensor, holding
        holding.add(tensor)

    def __del__(self) -> None:
        self.holding.remove(self.tensor)


class Holding:
    """How many bytes are held, and how many at most; memory that two tensors share counts once.

    Args:
        known: tensors that are there anyway, such as weights.
    """

    def __init__(self, known: Iterable[Tensor]) -> None:
        self.known = {tensor.untyped_storage().data_ptr() for tensor in known}
        self.uses: Counter[int] = Counter()
        self.bytes = self.most = 0

    def add(self, tensor: Tensor) -> None:
        place = tensor.untyped_storage().data_ptr()
        if place not in self.known:
            self.uses[place] += 1
            if self.uses[place] == 1:
                self.bytes += tensor.untyped_storage().nbytes()
                self.most = max(self.most, self.bytes)

    def remove(self, tensor: Tensor) -> None:
        place = tensor.untyped_storage().data_ptr()
        if self.uses[place]:
            self.uses[place] -= 1
            if not self.uses[place]:
                self.bytes -= tensor.untyped_storage().nbytes()


def held_bytes(step: Callable[[], object], networks: Iterable[nn.Module]) -> int:
    """The most memory that autograd holds during `step` for backward passes, besides the networks' own."""
    known = [value for network in networks for value in (*network.parameters(), *network.buffers())]
    holding = Holding(known)
    with torch.autograd.graph.saved_tensors_hooks(
        lambda tensor: _Held(tensor, holding), lambda held: held.tensor
    ):
        step()
    return holding.most


def network_bytes(network: nn.Module) -> int:
    """Memory of a network's weights and buffers."""
    return sum(value.nbytes for value in (*network.parameters(), *network.buffers()))


def step_seconds(step: Callable[[], object], budget_s: float) -> float:
    """The median time of a step, of as many as fit into `budget_s`, but three at least; the first one warms up."""
    step()
    taken: list[float] = []
    while len(taken) < LEAST_STEPS or (sum(taken) < budget_s and len(taken) < MOST_STEPS):
        begun = time.perf_counter()
        step()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)
