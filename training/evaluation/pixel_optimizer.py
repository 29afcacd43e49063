"""The yardstick of a style network: the same losses, minimised by changing the pixels of one photo.

Source: Gatys et al. 2016. Differs: Adam; begins with the photo; and `at_content` holds the content loss at a given
value, because two pictures' style losses can be compared only where both keep as much of the photo.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from training.data import step_rng
from training.losses import total_variation
from training.runs.schedule import warm_cosine
from training.style.looks import Look, Palette, look_losses
from training.style.train import StyleConfig

WINDOWS = ((0, 0), (5, 3))
"""Offsets at which pictures are measured: two, so that no picture gains by falling in step with a network's strides."""
INTEGRAL_GAIN = 0.3
PROPORTIONAL_GAIN = 8.0
NEAR = 0.5
"""Logarithm of the ratio of contents below which the controller learns; what comes before is the way from the photo."""
WEIGHT_RANGE = 100.0
"""How far the content weight may go from the training's, as a factor."""


@dataclass(frozen=True)
class OptimizerConfig:
    """How pixels are optimized."""

    steps: int = 300
    """Steps of Adam."""
    lr: float = 0.03
    """Peak learning rate, in values 0..1; a cosine to a hundredth."""
    warmup_steps: int = 10
    """Steps of linear warm-up."""


@dataclass(frozen=True)
class Losses:
    """What the looks say of one painted picture."""

    style: float
    content: float


@torch.no_grad()
def measure(looks: Sequence[Look], painted: Tensor, photo: Tensor, style: int) -> Losses:
    """Style and content loss of a painted picture (1, 3, H, W), each look counting by its weight."""
    always = always_looking(looks)
    found = [
        look_losses(always, painted[..., top:, left:], photo[..., top:, left:], [style], 0)
        for top, left in WINDOWS
    ]
    return Losses(*(float(torch.stack(list(terms)).mean()) for terms in zip(*found, strict=True)))


def always_looking(looks: Sequence[Look]) -> list[Look]:
    """Looks in every step: those that are rare in training count as much, seen oftener and weighed less."""
    return [Look(replace(look.config, every=1), look.network, look.grams) for look in looks]


def optimize_pixels(
    config: OptimizerConfig,
    training: StyleConfig,
    looks: Sequence[Look],
    palette: Palette,
    photo: Tensor,
    style: int,
    at_content: float | None = None,
    seed: int = 0,
) -> tuple[Tensor, float]:
    """Paints a photo by optimizing its pixels under the losses that a network was trained with.

    With `at_content`, the weight of the content loss is no constant: it is steered, by how far the content loss is from
    the wished one and by the sum of what it was (a PI controller on the weight's logarithm), so that a single run ends
    with the content loss wished for, in place of a search with a run for each weight.

    Args:
        config: steps and learning rate.
        training: the weights of the losses.
        looks: what the losses look at.
        palette: the paintings' colours.
        photo: (1, 3, H, W) in 0..1.
        style: number of the style, from 1.
        at_content: the content loss to end with; the training's own weight, unchanged, where None.
        seed: of the windows that the losses look at.

    Returns:
        The picture (1, 3, H, W) in 0..1, and the content weight of the last step.
    """
    picture = photo.clone().requires_grad_()
    optimizer = torch.optim.Adam([picture], lr=config.lr)
    control = _ContentWeight(training.content_weight, at_content)
    looks = always_looking(looks)
    for step in range(config.steps):
        rng = step_rng(seed, step)
        optimizer.param_groups[0]["lr"] = warm_cosine(step, config.steps, config.lr, config.warmup_steps)
        top, left = (int(offset) for offset in rng.integers(8, size=2))
        style_loss, content_loss = look_losses(
            looks, picture[..., top:, left:], photo[..., top:, left:], [style], step
        )
        control.steer(content_loss.item())
        loss = (
            training.style_weight * style_loss
            + control.weight * content_loss
            + training.tv_weight * total_variation(picture)
        )
        if training.color_weight:
            loss = loss + training.color_weight * palette.loss(picture, [style], rng)
        if training.contrast_weight:
            loss = loss + training.contrast_weight * palette.contrast_loss(picture, [style])
        if training.ground_weight:
            loss = loss + training.ground_weight * palette.ground_loss(picture, photo, [style])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            picture.clamp_(0, 1)
    return picture.detach(), control.weight


class _ContentWeight:
    """The weight of the content loss: a constant, or steered towards a wished loss."""

    def __init__(self, weight: float, wished: float | None) -> None:
        self.weight, self.wished = weight, wished
        self.limits = (math.log(max(weight, 1e-3) / WEIGHT_RANGE), math.log(max(weight, 1e-3) * WEIGHT_RANGE))
        self.level = math.log(max(weight, 1e-3))

    def steer(self, content: float) -> None:
        if self.wished is None:
            return
        error = float(np.clip(math.log(max(content, 1e-9) / max(self.wished, 1e-9)), -NEAR, NEAR))
        if abs(error) < NEAR:
            self.level = float(np.clip(self.level + INTEGRAL_GAIN * error, *self.limits))
        self.weight = math.exp(float(np.clip(self.level + PROPORTIONAL_GAIN * error, *self.limits)))
