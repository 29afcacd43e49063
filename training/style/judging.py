"""What is said of painted crops: the losses of a style run, between what was painted, its photo and its painting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from torch import Tensor

from training.losses import total_variation
from training.runs.machine import Machine
from training.style.looks import WINDOW_SHIFT_PX, Look, Palette, look_losses

if TYPE_CHECKING:
    from training.style.train import StyleConfig


def painted_losses(
    painted: Tensor,
    content: Tensor,
    styles: Sequence[int],
    looks: Sequence[Look],
    palette: Palette,
    config: StyleConfig,
    step: int,
    rng: np.random.Generator,
    machine: Machine,
) -> tuple[dict[str, Tensor], Tensor]:
    """The losses of painted crops.

    Args:
        painted: (N, 3, H, W) in 0..1.
        content: the photos that were painted, alike.
        styles: in which style each is painted, counted from 1.
        looks: how the losses look, with what they see in the styles.
        palette: the colours of the styles.
        config: their weights.
        step: of the run; some look in every so many.
        rng: draws where they look.
        machine: what computes.

    Returns:
        Each loss by its name, and their weighted sum.
    """
    window, wanted = shifted_windows(rng, painted, content)
    with machine.autocast(config.precision):
        style, kept = look_losses(looks, window, wanted, styles, step)
    terms = {
        "style": style,
        "content": kept,
        "variation": total_variation(painted),
        "color": palette.loss(painted, styles, rng),
        "ground": palette.ground_loss(painted, content, styles),
        "contrast": palette.contrast_loss(painted, styles),
    }
    weighted = (
        config.style_weight * terms["style"]
        + config.content_weight * terms["content"]
        + config.tv_weight * terms["variation"]
        + config.color_weight * terms["color"]
        + config.ground_weight * terms["ground"]
        + config.contrast_weight * terms["contrast"]
    )
    return terms, weighted


def shifted_windows(rng: np.random.Generator, *images: Tensor) -> list[Tensor]:
    """The same window of every picture (N, 3, H, W), `WINDOW_SHIFT_PX` - 1 pixels smaller, at a random place.

    So no pattern can hide in step with a loss's strides; and as all windows have one size, nothing is compiled anew.
    """
    height, width = (side - WINDOW_SHIFT_PX + 1 for side in images[0].shape[2:])
    top, left = (int(offset) for offset in rng.integers(WINDOW_SHIFT_PX, size=2))
    return [image[..., top : top + height, left : left + width] for image in images]
