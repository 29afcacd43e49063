"""Pictures to learn styles from, drawn without end from a few paintings and many photos.

A painting is shown whole or in part, at several scales; recoloured, its hues turned; in the colours of another picture;
or with the texture of one. So a style encoder meets far more styles than there are paintings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from training.config import option
from training.data import CropConfig, PictureSet, draw_crops

LEAST_CONTRAST = 0.08
TRIES = 6


@dataclass(frozen=True)
class VariationConfig:
    """How style pictures are drawn."""

    crops: CropConfig = field(default_factory=lambda: CropConfig(256, zoom_min=0.35, zoom_max=1.4))
    """How they are cut out; smaller zooms show more of a painting."""
    paintings: float = option(0.7, least=0, most=1)
    """Share that begins with a painting; the others begin with a photo."""
    plain: float = option(0.4, least=0, most=1)
    """Share that is left as it is."""


def draw_style_pictures(
    paintings: PictureSet, photos: PictureSet, count: int, config: VariationConfig, rng: np.random.Generator
) -> Tensor:
    """Draws pictures (count, 3, side, side) in 0..1, each another style."""
    from_painting = rng.random(count) < config.paintings
    sources = (photos, paintings)
    drawn = [lively_crop(sources[int(chosen)], config.crops, rng) for chosen in from_painting]
    pictures = []
    for picture in drawn:
        if rng.random() < config.plain:
            pictures.append(picture)
            continue
        other = lively_crop(sources[int(rng.integers(2))], config.crops, rng)
        change: Callable[[Tensor, Tensor, np.random.Generator], Tensor] = VARIATIONS[
            int(rng.integers(len(VARIATIONS)))
        ]
        pictures.append(change(picture, other, rng))
    return torch.stack(pictures).clamp_(0, 1)


def lively_crop(pictures: PictureSet, config: CropConfig, rng: np.random.Generator) -> Tensor:
    """A crop (3, side, side) that is not flat, if one is soon found: a clear sky is no style, and relative losses blow
    up on it.
    """
    crop = draw_crops(pictures, 1, config, rng)[0]
    for _ in range(TRIES):
        if crop.std((1, 2)).mean() >= LEAST_CONTRAST:
            break
        crop = draw_crops(pictures, 1, config, rng)[0]
    return crop


def recolored(picture: Tensor, _other: Tensor, rng: np.random.Generator) -> Tensor:
    """Colours and contrast pulled about their mean by a random matrix."""
    mixing = torch.from_numpy(np.eye(3, dtype=np.float32) + 0.3 * rng.standard_normal((3, 3), np.float32))
    mean = picture.mean((1, 2), keepdim=True)
    return torch.einsum("rc,chw->rhw", mixing, picture - mean) + mean


def turned_hues(picture: Tensor, _other: Tensor, rng: np.random.Generator) -> Tensor:
    """Every hue turned by one angle: a rotation of colours about the axis of greys."""
    angle = float(rng.uniform(0.3, 2 * np.pi - 0.3))
    cosine, sine = np.cos(angle), np.sin(angle)
    along, across = (1 - cosine) / 3, sine / np.sqrt(3)
    row = [cosine + along, along - across, along + across]
    turn = torch.tensor([row, row[2:] + row[:2], row[1:] + row[:1]], dtype=torch.float32)
    return torch.einsum("rc,chw->rhw", turn, picture)


def in_colors_of(picture: Tensor, other: Tensor, _rng: np.random.Generator) -> Tensor:
    """The picture with the mean and the covariance of another's colours."""
    own_mean, own = _colors(picture)
    mean, wanted = _colors(other)
    turn = wanted @ torch.linalg.inv(own)
    return torch.einsum("rc,chw->rhw", turn, picture - own_mean) + mean


def with_texture_of(picture: Tensor, other: Tensor, rng: np.random.Generator) -> Tensor:
    """The picture's flat shapes with the fine structure of another."""
    amount, reduction = float(rng.uniform(0.8, 1.6)), int(2 ** rng.integers(2, 5))
    return _smooth(picture, reduction) + amount * (other - _smooth(other, reduction))


VARIATIONS = (recolored, turned_hues, in_colors_of, with_texture_of)


def _colors(picture: Tensor) -> tuple[Tensor, Tensor]:
    """Mean (3, 1, 1) and the Cholesky factor (3, 3) of the covariance of a picture's colours."""
    flat = picture.flatten(1)
    mean = flat.mean(1, keepdim=True)
    centred = flat - mean
    covariance = centred @ centred.T / flat.shape[1] + 1e-3 * torch.eye(3)
    return mean[:, :, None], torch.linalg.cholesky(covariance)


def _smooth(picture: Tensor, reduction: int) -> Tensor:
    small = F.avg_pool2d(picture[None], reduction)
    return F.interpolate(small, size=picture.shape[1:], mode="bilinear", align_corners=False)[0]
