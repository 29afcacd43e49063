"""What a style begins with: an underpainting in the colours of its painting.

Source: Pitié & Kokaram 2007 (the linear map between two distributions of colours that moves them least). Differs: into
the logits of the painting's colours, which is where a style network paints; from the correlations of photos in general,
since a photo's own means and deviations are normalised away.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.networks.normaliser import MIXED_NUMBERS, MIXING

NUMBERS = 2 * 3 + MIXED_NUMBERS
"""Numbers of a style vector, before its closing pair, that say the underpainting: scales, shifts, mixing."""
PHOTO_CORRELATION = ((1.0, 0.86, 0.78), (0.86, 1.0, 0.87), (0.78, 0.87, 1.0))
"""Of red, green and blue within a photo: means over 241 photos. Their deviations are nearly the same."""
DARKEST = 0.02
"""Colours are kept so far from 0 and 1, where logits have no end."""


def underpainting_of(colors: Tensor) -> Tensor:
    """(15,) scales, shifts and mixing that give a usual photo the mean and covariance of colours (1, 3, H, W), 0..1.

    Hues stay as they are to each other as far as the painting's colours allow.
    """
    logits = torch.logit(colors.cpu().flatten(2)[0].double().clamp(DARKEST, 1 - DARKEST))
    photo = torch.tensor(PHOTO_CORRELATION, dtype=torch.float64)
    root = _power(photo, 0.5)
    back = _power(photo, -0.5)
    mixing = back @ _power(root @ torch.cov(logits) @ root, 0.5) @ back
    deviations = (mixing @ photo @ mixing.T).diagonal().sqrt()
    # Rows may have any size, because what they mix is normalised.
    rows = MIXING * mixing / mixing.norm(dim=1, keepdim=True)
    return torch.cat([deviations, logits.mean(1), rows.flatten()]).float()


def with_underpainting(vector: Tensor, colors: Tensor) -> Tensor:
    """A vector (D - 2,) whose underpainting is that of colours (1, 3, H, W)."""
    return torch.cat([vector[:-NUMBERS], underpainting_of(colors).to(vector.device)])


def _power(matrix: Tensor, exponent: float) -> Tensor:
    """A power of a symmetric positive matrix, nearly singular ones included: a grey painting has such a covariance."""
    values, vectors = torch.linalg.eigh(matrix)
    return vectors @ torch.diag(values.clamp_min(1e-6) ** exponent) @ vectors.T
