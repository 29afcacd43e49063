"""Losses on features and pictures, each a few lines."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

LEAST_DEVIATION = 0.03
"""Added, as variances are, to every part of a painting's colours, 0..1: one of few colours must not weigh more."""
LEAST_SIZE = 1e-12
"""Squared, of a Gram matrix."""
LEAST_CONTRAST = 1e-4
"""Mean square, of values 0..1, below which contrasts are not told apart."""
LUMA = (0.299, 0.587, 0.114)


def gram(features: Tensor) -> Tensor:
    """Gram matrices (N, C, C) of features (N, C, H, W), divided by the number of positions.

    Source: Gatys et al. 2016, eq. 3. Differs: divided by H·W, so that pictures of any size compare.
    """
    flat = features.flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


def gram_loss(features: Tensor, target: Tensor) -> Tensor:
    """Squared distance of Gram matrices relative to the target's squared norm, mean over the batch.

    Source: Gatys et al. 2016, eq. 4. Differs: relative, so that no layer and no painting needs a weight of its own.

    Args:
        features: (N, C, H, W).
        target: (N, C, C) or (1, C, C) Gram matrices of the painting.
    """
    difference = (gram(features) - target).square().sum((1, 2))
    return (difference / target.square().sum((1, 2))).mean()


def gram_match_loss(features: Tensor, target: Tensor) -> Tensor:
    """Distance of Gram matrices in direction and in size, mean over the batch: 2 - 2 cos + log² of their sizes' ratio.

    Of equal size, it is `gram_loss`. But that is least, for a picture whose Gram matrix has another direction, where it
    is smaller than the painting's, by as much as the cosine. An optimizer turns the direction; a feed-forward network,
    which cannot turn it in every place, pales instead.

    Args:
        features: (N, C, H, W).
        target: (N, C, C) or (1, C, C) Gram matrices of the painting.
    """
    found = gram(features)
    size, wanted = (matrix.square().sum((1, 2)).clamp_min(LEAST_SIZE).sqrt() for matrix in (found, target))
    turned = (found / size[:, None, None] - target / wanted[:, None, None]).square().sum((1, 2))
    return (turned + (size / wanted).log().square()).mean()


def content_loss(features: Tensor, target: Tensor) -> Tensor:
    """Squared error relative to the target's mean square (Gatys et al. 2016, eq. 1). Differs: relative."""
    return (features - target).square().mean() / target.square().mean().clamp_min(1e-8)


def total_variation(images: Tensor) -> Tensor:
    """Mean squared difference of neighbouring pixels of (N, 3, H, W), both directions added."""
    across = (images[..., :, 1:] - images[..., :, :-1]).square().mean()
    down = (images[..., 1:, :] - images[..., :-1, :]).square().mean()
    return across + down


def contrast_loss(images: Tensor, wanted: Tensor) -> Tensor:
    """Mean squared logarithm of what the contrasts of pictures (N, 3, H, W) are over the wanted ones, (N, B, 2).

    Gram matrices of a small network's pictures are cheaply met by fringes of colour. Paintings have most of their
    strokes' contrast in light and shade, and this asks for their share of each.
    """
    found = contrasts(images, wanted.shape[1])
    return ((found + LEAST_CONTRAST) / (wanted + LEAST_CONTRAST)).log().square().mean()


def contrasts(images: Tensor, bands: int, reduction: int = 2) -> Tensor:
    """(N, B, 2) mean squares of what neighbouring places of (N, 3, H, W) differ by, in light and in colour.

    Args:
        images: in 0..1.
        bands: B. The first is of pictures reduced by `reduction`, each further one of half the size.
        reduction: of the first band.
    """
    found = []
    for band in range(bands):
        small = F.avg_pool2d(images, reduction << band)
        light = (small * small.new_tensor(LUMA)[:, None, None]).sum(1, keepdim=True)
        found += [_differences(light), _differences(small - light)]
    return torch.stack(found, 1).unflatten(1, (bands, 2))


def _differences(images: Tensor) -> Tensor:
    across = (images[..., :, 1:] - images[..., :, :-1]).square().mean((2, 3)).sum(1)
    return across + (images[..., 1:, :] - images[..., :-1, :]).square().mean((2, 3)).sum(1)


def color_loss(images: Tensor, quantiles: Tensor, directions: Tensor) -> Tensor:
    """Sliced Wasserstein distance of the colours of pictures to those of paintings, mean over the batch.

    Source: Heitz et al. 2021. Differs: on colours in place of features; both are to be in the painting's own units, see
    `color_units`.

    Args:
        images: (N, 3, H, W).
        quantiles: (N, K, D) what `color_quantiles` gives for each picture's painting in the same directions.
        directions: (3, D) unit vectors in colour space.
    """
    return (color_quantiles(images, directions, quantiles.shape[1]) - quantiles).square().mean()


def color_units(colors: Tensor) -> Tensor:
    """(3, 3) matrix whose rows take colours (1, 3, H, W) apart into uncorrelated parts of deviation one.

    In such units the few yellows of a blue painting count as much as its lights and darks. Parts that hardly vary are
    not made louder than `LEAST_DEVIATION` allows.
    """
    centred = colors[0].flatten(1) - colors[0].mean((1, 2))[:, None]
    variances, directions = torch.linalg.eigh(centred @ centred.T / centred.shape[1])
    return (variances + LEAST_DEVIATION**2).rsqrt()[:, None] * directions.T


def color_quantiles(images: Tensor, directions: Tensor, count: int) -> Tensor:
    """(N, K, D): for each of D directions (3, D) of colour space, K evenly spaced quantiles of (N, 3, H, W)."""
    along, _ = (directions.T @ images.flatten(2)).sort(2)
    places = torch.linspace(0, along.shape[2] - 1, count).round().long().to(along.device)
    return along[:, :, places].transpose(1, 2)


def relative_error(value: Tensor, target: Tensor) -> Tensor:
    """Mean squared error over the target's mean square."""
    return F.mse_loss(value, target) / target.square().mean().clamp_min(1e-8)
