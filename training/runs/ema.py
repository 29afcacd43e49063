"""Exponential moving average of a module's weights."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import nn


class Ema:
    """A copy of a module whose weights follow the original's slowly.

    Args:
        module: the module to follow.
        decay: share of the old average kept at each update, 0..1.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.module = copy.deepcopy(module).eval().requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        """Moves the average towards `module`; early steps count more, so that the start is soon forgotten.

        Args:
            module: the module that was just trained.
            step: steps done so far, from 1.
        """
        decay = min(self.decay, (1 + step) / (10 + step))
        for average, value in zip(self.module.parameters(), module.parameters(), strict=True):
            average.lerp_(value, 1 - decay)
        for average, value in zip(self.module.buffers(), module.buffers(), strict=True):
            average.copy_(value)

    def state_dict(self) -> dict[str, Any]:
        return self.module.state_dict()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.module.load_state_dict(state_dict)
