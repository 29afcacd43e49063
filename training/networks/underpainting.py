"""What lies under the strokes of a style: an underpainting in the colours of its painting.

It is computed and not learned. A network that may choose dims it: where strokes cannot be right in every place, a Gram
matrix is met best by paler ones.

Source: Pitié & Kokaram 2007 (the linear map between two distributions of colours that moves them least); Higham 2008,
section 6.7 (roots of matrices by coupled Newton-Schulz steps). Differs: into the logits of the painting's colours,
which is where a style network paints; from the correlations of photos in general, since a photo's own means and
deviations are normalised away.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from training.networks.normaliser import MIXED_NUMBERS, MIXING

NUMBERS = 2 * 3 + MIXED_NUMBERS
"""Numbers of a style vector, before its closing pair, that say the underpainting: scales, shifts, mixing."""
PHOTO_CORRELATION = ((1.0, 0.86, 0.78), (0.86, 1.0, 0.87), (0.78, 0.87, 1.0))
"""Of red, green and blue within a photo: means over 241 photos. Their deviations are nearly the same."""
DARKEST = 0.02
"""Colours are kept so far from 0 and 1, where logits have no end."""
DABS_PX = 8
"""The colours of a painting are means of so many pixels: canvas and paint have finer ones."""
LEAST_VARIANCE = 1e-4
"""Of logits, added in every direction of colour: a grey painting has none in two of them."""
ROOT_STEPS = 20

Moments = tuple[Tensor, Tensor]


def _photo_to_the(power: float) -> list[list[float]]:
    values, directions = np.linalg.eigh(np.array(PHOTO_CORRELATION))
    matrix: list[list[float]] = (directions * values**power @ directions.T).tolist()
    return matrix


_PHOTO_ROOTS = _photo_to_the(0.5), _photo_to_the(-0.5)


def dabs_of(pictures: Tensor) -> Tensor:
    """(N, 3, H / 8, W / 8) the colours of pictures (N, 3, H, W)."""
    return F.avg_pool2d(pictures, DABS_PX)


def color_moments(colors: Tensor) -> Moments:
    """Means (N, 3) and covariances (N, 3, 3) of the logits of colours (N, 3, H, W) in 0..1."""
    logits = torch.logit(colors.float().clamp(DARKEST, 1 - DARKEST)).flatten(2)
    mean = logits.mean(2)
    centred = logits - mean[:, :, None]
    return mean, centred @ centred.transpose(1, 2) / logits.shape[2]


def underpainting_of(moments: Moments) -> Tensor:
    """(N, 15) scales, shifts and mixing that give a usual photo these means and covariances of colours.

    Hues stay as they are to each other as far as the painting's colours allow.
    """
    mean, covariance = moments
    covariance = covariance + LEAST_VARIANCE * torch.eye(3, device=mean.device)
    root, back = (mean.new_tensor(matrix) for matrix in _PHOTO_ROOTS)
    mixing = back @ _root(root @ covariance @ root) @ back
    # Rows may have any size, because what they mix is normalised.
    rows = MIXING * mixing / mixing.square().sum(2, keepdim=True).sqrt()
    return torch.cat([covariance.diagonal(dim1=1, dim2=2).sqrt(), mean, rows.flatten(1)], 1)


def with_underpainting(vectors: Tensor, moments: Moments) -> Tensor:
    """Vectors (N, D - 2) whose underpaintings are those of these colours, of N pictures or of one."""
    under = underpainting_of(moments).to(vectors)
    return torch.cat([vectors[:, :-NUMBERS], under.expand(len(vectors), -1)], 1)


def underpainted(photos: Tensor, numbers: Tensor) -> Tensor:
    """(N, 3, H / 8, W / 8) what photos (N, 3, H, W) look like under their strokes, for `underpainting_of` (N, 15)."""
    scale, shift, rows = numbers.split([3, 3, MIXED_NUMBERS], 1)
    coarse = dabs_of(photos)
    mixed = (rows.unflatten(1, (3, 3)) @ coarse.flatten(2)).unflatten(2, coarse.shape[2:])
    mixed = F.instance_norm(mixed)
    return torch.sigmoid(mixed * scale[:, :, None, None] + shift[:, :, None, None])


def _root(matrices: Tensor) -> Tensor:
    """The roots of symmetric positive matrices (N, 3, 3), by products alone, so that it can be exported."""
    identity = torch.eye(3, device=matrices.device)
    size = matrices.diagonal(dim1=1, dim2=2).sum(1)[:, None, None]
    root, inverse = matrices / size, identity.expand_as(matrices)
    for _ in range(ROOT_STEPS):
        step = 1.5 * identity - 0.5 * (inverse @ root)
        root, inverse = root @ step, step @ inverse
    return root * size.sqrt()
