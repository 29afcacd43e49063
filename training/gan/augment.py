"""Differentiable augmentation: what the discriminator sees of real and of generated pictures alike.

Every draw is a share of the picture's side, so that the same draws change every size of a picture alike.

Source: Zhao, Liu, Lin, Zhu, Han 2020, "Differentiable Augmentation for Data-Efficient GAN Training", section 3.2.
Differs: pictures are 0..1, so the colour steps are half as wide and empty places are grey (0.5), which is zero in
the paper's range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from training.runs.distributed import rows

EMPTY = 0.5
TRANSLATION = 1 / 8
CUTOUT = 1 / 2

Augmentation = Callable[[Tensor, torch.Generator], Tensor]


def brightness(pictures: Tensor, rng: torch.Generator) -> Tensor:
    """Adds up to a quarter of the range to each picture (N, 3, H, W), or takes it away."""
    return pictures + (_uniform(pictures, rng) - 0.5) * 0.5


def saturation(pictures: Tensor, rng: torch.Generator) -> Tensor:
    """Moves each pixel's colour away from its grey, or towards it, by a factor of 0 to 2."""
    grey = pictures.mean(dim=1, keepdim=True)
    return (pictures - grey) * (_uniform(pictures, rng) * 2.0) + grey


def contrast(pictures: Tensor, rng: torch.Generator) -> Tensor:
    """Moves each picture away from its mean, or towards it, by a factor of 0.5 to 1.5."""
    mean = pictures.mean(dim=(1, 2, 3), keepdim=True)
    return (pictures - mean) * (_uniform(pictures, rng) + 0.5) + mean


def color(pictures: Tensor, rng: torch.Generator) -> Tensor:
    """Brightness, saturation and contrast, one after the other."""
    for step in (brightness, saturation, contrast):
        pictures = step(pictures, rng)
    return pictures


def translation(pictures: Tensor, rng: torch.Generator) -> Tensor:
    """Shifts each picture by up to an eighth of its side; what comes in is grey."""
    count, _, height, width = pictures.shape
    reach_y, reach_x = round(height * TRANSLATION), round(width * TRANSLATION)
    padded = torch.nn.functional.pad(pictures, (reach_x, reach_x, reach_y, reach_y), value=EMPTY)
    places = rows(lambda n: torch.rand(n, 2, generator=rng), count, rng)
    tops = (places[:, 0] * (2 * reach_y + 1)).long().tolist()
    lefts = (places[:, 1] * (2 * reach_x + 1)).long().tolist()
    return torch.stack(
        [
            picture[:, top : top + height, left : left + width]
            for picture, top, left in zip(padded, tops, lefts, strict=True)
        ]
    )


def cutout(pictures: Tensor, rng: torch.Generator) -> Tensor:
    """Makes a square of half the side grey, anywhere in each picture, in part beyond its edge too."""
    count, _, height, width = pictures.shape
    side_y, side_x = round(height * CUTOUT), round(width * CUTOUT)
    places = rows(lambda n: torch.rand(n, 2, generator=rng), count, rng)[:, :, None, None, None]
    centre_y = (places[:, 0] * (height + 1)).long()
    centre_x = (places[:, 1] * (width + 1)).long()
    lines = torch.arange(height).view(1, 1, height, 1)
    columns = torch.arange(width).view(1, 1, 1, width)
    hole = _within(lines, centre_y, side_y) & _within(columns, centre_x, side_x)
    return pictures.masked_fill(hole.to(pictures.device), EMPTY)


AUGMENTATIONS: Mapping[str, Augmentation] = {"color": color, "translation": translation, "cutout": cutout}
"""What a configuration may name in `augment`."""


def augment(
    pyramid: Sequence[Tensor], names: Sequence[str], rng: torch.Generator, probability: float = 1.0
) -> list[Tensor]:
    """Pictures after the augmentations `names`, drawn from `rng` for each picture on its own.

    Args:
        pyramid: the same pictures at one size or several, (N, 3, s, s) in 0..1; all sizes are changed alike.
        names: from `AUGMENTATIONS`, in this order.
        rng: draws the changes.
        probability: each augmentation is applied to this share of the pictures.

    Returns:
        as many levels; values may leave 0..1, and gradients flow through.

    Raises:
        ValueError: a name is not in `AUGMENTATIONS`.
    """
    unknown = [name for name in names if name not in AUGMENTATIONS]
    if unknown:
        raise ValueError(f"unknown augmentation {unknown[0]!r}; choose from {', '.join(AUGMENTATIONS)}")
    start = rng.get_state()
    changed = []
    for pictures in pyramid:
        rng.set_state(start)
        changed.append(_augmented(pictures, names, rng, probability))
    return changed


def _augmented(pictures: Tensor, names: Sequence[str], rng: torch.Generator, probability: float) -> Tensor:
    for name in names:
        chosen = _unit(len(pictures), rng) < probability
        augmented = AUGMENTATIONS[name](pictures, rng)
        pictures = torch.where(chosen.to(pictures.device), augmented, pictures)
    return pictures


def flip(pictures: Tensor, rng: torch.Generator) -> Tensor:
    """Mirrors each picture left to right with even odds."""
    mirrored = _unit(len(pictures), rng) < 0.5
    return torch.where(mirrored.to(pictures.device), pictures.flip(3), pictures)


def _uniform(pictures: Tensor, rng: torch.Generator) -> Tensor:
    return _unit(len(pictures), rng).to(pictures)


def _unit(count: int, rng: torch.Generator) -> Tensor:
    return rows(lambda n: torch.rand(n, 1, 1, 1, generator=rng), count, rng)


def _within(positions: Tensor, centre: Tensor, side: int) -> Tensor:
    first = centre - side // 2
    return (positions >= first) & (positions < first + side)
