"""Pictures on the way to a painting, moved by the encoder's own gradient: those that it must judge rightly above all.

An optimizer goes wherever the encoder's mistakes pay. Trained on photos alone, an encoder never sees these places; so
a few canvases are painted while it learns, and what comes of them is judged by its teachers.

Source: Ross et al. 2011 (DAgger: learn on the states that the learner itself brings about).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from training.losses import gram, gram_loss
from training.networks.encoder import Encoder

MOMENTUM, SECOND_MOMENTUM, EPSILON = 0.9, 0.99, 1e-8


class Canvases(nn.Module):
    """Photos that become paintings, a step at a time; each begins anew after some steps.

    Args:
        count: how many, N.
        side_px: S, of each.
        life: steps of a canvas on average.
        lr: step of the optimizer (Kingma & Ba 2015), in 0..1.
    """

    def __init__(self, count: int, side_px: int, life: int, lr: float) -> None:
        super().__init__()
        self.life, self.lr = life, lr
        shape = (count, 3, side_px, side_px)
        self.register_buffer("images", torch.zeros(shape))
        self.register_buffer("paintings", torch.zeros(shape))
        self.register_buffer("slope", torch.zeros(shape))
        self.register_buffer("square", torch.zeros(shape))
        self.register_buffer("age", torch.zeros(count))

    def renew(self, photos: Tensor, paintings: Tensor, rng: np.random.Generator) -> None:
        """Begins those canvases anew whose time has come.

        Args:
            photos, paintings: (N, 3, S, S), one for each canvas.
            rng: decides whose time has come.
        """
        age = self.get_buffer("age")
        due = (age == 0) | torch.from_numpy(rng.random(len(age)) < 1 / self.life).to(age.device)
        for name, value in (("images", photos), ("paintings", paintings), ("slope", None), ("square", None)):
            buffer = self.get_buffer(name)
            buffer[due] = 0.0 if value is None else value[due]
        age[due] = 0

    def paint(self, encoder: Encoder, heads: Sequence[str]) -> Tensor:
        """Moves every canvas one step towards its painting's Gram matrices; returns a copy of them (N, 3, S, S)."""
        images = self.get_buffer("images").clone().requires_grad_()
        with torch.no_grad():
            wanted = {
                name: gram(value)
                for name, value in encoder.features(self.get_buffer("paintings"), heads).items()
            }
        found = encoder.features(images, heads)
        loss = torch.stack([gram_loss(found[name], wanted[name]) for name in heads]).sum()
        (gradient,) = torch.autograd.grad(loss, images)
        slope, square, age = (self.get_buffer(name) for name in ("slope", "square", "age"))
        age += 1
        slope.lerp_(gradient, 1 - MOMENTUM)
        square.lerp_(gradient.square(), 1 - SECOND_MOMENTUM)
        steps = age[:, None, None, None]
        direction = slope / (1 - MOMENTUM**steps) / ((square / (1 - SECOND_MOMENTUM**steps)).sqrt() + EPSILON)
        moved = (images.detach() - self.lr * direction).clamp_(0, 1)
        self.get_buffer("images").copy_(moved)
        return moved
