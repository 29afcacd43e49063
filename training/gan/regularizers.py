"""Penalties that a configuration may add to the discriminator's or the generator's loss, each every so many steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from training.config import option
from training.errors import TrainingError
from training.networks.adversarial import Discriminator, Generator
from training.networks.stylegan import StyleGenerator

Side = Literal["generator", "discriminator"]


@dataclass(frozen=True)
class RegularizerConfig:
    """One penalty of a run."""

    name: Literal["r1", "r2", "reconstruction", "path-length", "downscaling"] = "r1"
    """Which, see `training.gan.regularizers`."""
    weight: float = option(1.0, least=0)
    """What it counts beside the adversarial loss."""
    every: int = option(1, least=1)
    """It is computed in one of so many steps, and then counts as many times ("lazy", Karras et al. 2020)."""


@dataclass(frozen=True)
class Moment:
    """What a penalty may look at in a step.

    Attributes:
        generator, discriminator: the networks.
        real, fake: pyramids of pictures as the discriminator sees them, after augmentation; no gradients lead beyond.
        latents: (N, Z), of the generated pictures.
        rng: draws what the penalty varies.
    """

    generator: Generator
    discriminator: Discriminator
    real: Sequence[Tensor]
    fake: Sequence[Tensor]
    latents: Tensor
    rng: torch.Generator


@dataclass(frozen=True)
class Regularizer:
    """Whose loss a penalty belongs to, and how it is computed, in float32."""

    side: Side
    penalty: Callable[[Moment], Tensor]


def gradient_penalty(discriminator: Discriminator, pyramid: Sequence[Tensor], rng: torch.Generator) -> Tensor:
    """Half the mean squared length of the score's gradient with respect to the pictures, over all levels together.

    The score of a picture is the mean of its logits over places, then over heads. Source: Mescheder, Geiger, Nowozin
    2018, eq. 9.
    """
    pictures = [level.detach().requires_grad_() for level in pyramid]
    heads = discriminator.judge(discriminator.views(pictures, rng))
    score = torch.stack([logits.float().mean(1) for logits in heads]).mean(0).sum()
    slopes = torch.autograd.grad(score, pictures, create_graph=True, allow_unused=True)
    squares = [slope.square().sum((1, 2, 3)) for slope in slopes if slope is not None]
    return 0.5 * torch.stack(squares).sum(0).mean()


def path_length(moment: Moment) -> Tensor:
    """The path length penalty of a style-based generator. Raises TrainingError for another one."""
    return _style_based(moment, "path-length").path_length(_half(moment), moment.rng)


def downscaling(moment: Moment) -> Tensor:
    """How far a style-based generator's pictures are, at half their size, from those that its stem draws.

    Raises TrainingError for another generator.
    """
    return _style_based(moment, "downscaling").downscaling(_half(moment), moment.rng)


def _style_based(moment: Moment, name: str) -> StyleGenerator:
    if not isinstance(moment.generator, StyleGenerator):
        raise TrainingError(f"The regularizer {name} needs the generator style.")
    return moment.generator


def _half(moment: Moment) -> Tensor:
    return moment.latents[: max(1, len(moment.latents) // 2)]


REGULARIZERS: Mapping[str, Regularizer] = {
    "r1": Regularizer("discriminator", lambda at: gradient_penalty(at.discriminator, at.real, at.rng)),
    "r2": Regularizer("discriminator", lambda at: gradient_penalty(at.discriminator, at.fake, at.rng)),
    "reconstruction": Regularizer(
        "discriminator", lambda at: at.discriminator.reconstruction_loss(at.real, at.rng)
    ),
    "path-length": Regularizer("generator", path_length),
    "downscaling": Regularizer("generator", downscaling),
}
"""R1 on real pictures and R2 on generated ones (Mescheder et al. 2018); redrawing (Liu et al. 2021); path length; the
pictures of half the side, kept while finer layers learn."""


def penalties(
    configs: Sequence[RegularizerConfig], side: Side, step: int, moment: Moment
) -> tuple[dict[str, Tensor], Tensor | None]:
    """The penalties of one network that are due at `step`.

    Returns:
        each by its name, times `every`, so that their mean over steps is the penalty's; and their weighted sum, or
        None where none is due.
    """
    due = [
        config for config in configs if REGULARIZERS[config.name].side == side and step % config.every == 0
    ]
    values = {config.name: REGULARIZERS[config.name].penalty(moment) * config.every for config in due}
    if not due:
        return {}, None
    return values, torch.stack([config.weight * values[config.name] for config in due]).sum()
