"""Adversarial losses: what the discriminator and the generator each want of the logits.

Logits of real and of generated pictures come as float32 (N, K) for each head of the discriminator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import relu, softplus

from training.runs.distributed import mean_over_processes

LogitLoss = Callable[[Tensor, Tensor], Tensor]
"""Logits (N, K) of real and of generated pictures to one number."""


@dataclass(frozen=True)
class AdversarialLoss:
    """A pair of losses, each a mean over heads.

    Attributes:
        judge_head: the discriminator's, for one head.
        fool_head: the generator's, for one head.
        relative: whether only differences of logits count, so that a logit's sign says nothing by itself.
    """

    judge_head: LogitLoss
    fool_head: LogitLoss
    relative: bool = False

    def judge(self, on_real: Sequence[Tensor], on_fake: Sequence[Tensor]) -> Tensor:
        """The discriminator's loss."""
        return _over_heads(self.judge_head, on_real, on_fake)

    def fool(self, on_real: Sequence[Tensor], on_fake: Sequence[Tensor]) -> Tensor:
        """The generator's loss."""
        return _over_heads(self.fool_head, on_real, on_fake)


def _hinge_averages(better: Tensor, worse: Tensor) -> Tensor:
    usual_better, usual_worse = (mean_over_processes(logits.mean()) for logits in (better, worse))
    return relu(1 - (better - usual_worse)).mean() + relu(1 + (worse - usual_better)).mean()


LOSSES: Mapping[str, AdversarialLoss] = {
    # Goodfellow et al. 2014, section 3: cross-entropy, with the generator's loss that does not saturate.
    "bce": AdversarialLoss(
        lambda real, fake: softplus(-real).mean() + softplus(fake).mean(),
        lambda _real, fake: softplus(-fake).mean(),
    ),
    # Lim & Ye 2017.
    "hinge": AdversarialLoss(
        lambda real, fake: relu(1 - real).mean() + relu(1 + fake).mean(),
        lambda _real, fake: -fake.mean(),
    ),
    # Jolicoeur-Martineau 2019: each picture beside the average of the other kind, hinge.
    "relativistic-average": AdversarialLoss(
        _hinge_averages, lambda real, fake: _hinge_averages(fake, real), relative=True
    ),
    # Jolicoeur-Martineau 2019, paired, with softplus; Huang et al. 2024 (R3GAN) add R1 and R2.
    "relativistic": AdversarialLoss(
        lambda real, fake: softplus(fake - real).mean(),
        lambda real, fake: softplus(real - fake).mean(),
        relative=True,
    ),
}
"""What a configuration may name in `loss`."""


def _over_heads(loss: LogitLoss, on_real: Sequence[Tensor], on_fake: Sequence[Tensor]) -> Tensor:
    pairs = zip(on_real, on_fake, strict=True)
    return torch.stack([loss(real.float(), fake.float()) for real, fake in pairs]).mean()
