"""Adaptive augmentation: as much of it as the discriminator needs to be kept from learning the pictures by heart.

Source: Karras, Aittala, Hellsten, Laine, Lehtinen, Aila 2020, "Training Generative Adversarial Networks with Limited
Data", section 3.
Differs: the operations are those of `training.gan.augment`; the probability moves after every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from training.config import option
from training.runs.distributed import mean_over_processes


@dataclass(frozen=True)
class AdaptiveConfig:
    """How the probability of each augmentation follows the discriminator."""

    target: float = option(0.0, least=0, below=1)
    """The mean sign of the logits of real pictures that is steered to, such as 0.6; 0 keeps the probability."""
    kimg: float = option(100.0, above=0)
    """The probability moves from 0 to 1 within this many thousand pictures at the fastest."""


class AdaptiveProbability:
    """The probability of each augmentation, raised while real pictures are told too surely and else lowered.

    Args:
        config: the target and the speed.
        start: the probability at the beginning, 0..1.
    """

    def __init__(self, config: AdaptiveConfig, start: float) -> None:
        self.config = config
        self.value = start

    def update(self, on_real: Sequence[Tensor], pictures: int) -> None:
        """Moves by what the logits of `pictures` real pictures say, one tensor per head."""
        if self.config.target <= 0:
            return
        means = torch.stack([logits.detach().float().sign().mean() for logits in on_real])
        signs = float(mean_over_processes(means.mean()))
        step = pictures / (1000.0 * self.config.kimg)
        towards = step if signs > self.config.target else -step
        self.value = min(1.0, max(0.0, self.value + towards))

    def state_dict(self) -> dict[str, Any]:
        return {"value": torch.tensor(self.value, dtype=torch.float64)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.value = float(state_dict["value"])
