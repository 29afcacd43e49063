"""Sliced Wasserstein distance of small patches at each scale: what pictures are like close up, without a network.

Source: Karras, Aila, Laine, Lehtinen 2018, "Progressive Growing of GANs", section 5.
Differs: patches are cut at the same random places of every picture, real or generated, which keeps the choice of places
out of the distance; half the patches and projections, as samples of hundreds of pictures do not fill more.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

LEAST_PX = 16
PATCH_PX = 7
PATCHES = 64
PROJECTIONS = 256
BINOMIAL = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)


def sliced_wasserstein(
    real: Tensor,
    generated: Tensor,
    seed: int = 0,
    *,
    patches: int = PATCHES,
    projections: int = PROJECTIONS,
) -> dict[int, float]:
    """The distance at each level of a Laplacian pyramid, times 1000, by the level's side in pixels, finest first.

    At the finest level it tells noise and grids, at the coarsest colours and composition; 0 is equal, and two samples
    of one distribution come to a few units.

    Args:
        real: uint8 (N, 3, S, S), S a power of two from 16.
        generated: as many of the same size.
        seed: of the places and the projections.
        patches: of each picture at each level.
        projections: directions that the patches are sorted along.
    """
    rng = torch.Generator().manual_seed(seed)
    found = {}
    for one, two in zip(laplacian_pyramid(real), laplacian_pyramid(generated), strict=True):
        places = torch.randint(0, one.shape[-1] - PATCH_PX + 1, (patches, 2), generator=rng)
        found[one.shape[-1]] = 1000.0 * _sliced(
            _descriptors(one, places), _descriptors(two, places), projections, rng
        )
    return found


def laplacian_pyramid(pictures: Tensor) -> list[Tensor]:
    """Levels (N, 3, s, s) of uint8 (N, 3, S, S), in 0..1: what each loses to the next, and last the smallest itself."""
    level = pictures.float() / 255.0
    levels = []
    while level.shape[-1] > LEAST_PX:
        smaller = _blurred(level)[:, :, ::2, ::2]
        levels.append(level - _doubled(smaller))
        level = smaller
    return [*levels, level]


def _descriptors(level: Tensor, places: Tensor) -> Tensor:
    """Patches (N * P, 3 * 7 * 7) at places (P, 2), down and right; each colour with mean 0 and variance 1 over all."""
    cut = torch.cat([level[:, :, y : y + PATCH_PX, x : x + PATCH_PX] for y, x in places.tolist()])
    cut = cut - cut.mean((0, 2, 3), keepdim=True)
    deviation = cut.square().mean((0, 2, 3), keepdim=True).sqrt().clamp(min=1e-6)
    return (cut / deviation).flatten(1)


def _sliced(first: Tensor, second: Tensor, projections: int, rng: torch.Generator) -> float:
    directions = torch.randn(projections, first.shape[1], generator=rng)
    directions = directions / directions.norm(dim=1, keepdim=True)
    differences = [
        ((part @ first.T).sort().values - (part @ second.T).sort().values).abs().mean()
        for part in directions.split(16)
    ]
    return float(torch.stack(differences).mean())


def _blurred(level: Tensor) -> Tensor:
    kernel = torch.tensor(BINOMIAL)
    kernel = (kernel[:, None] * kernel).expand(3, 1, 5, 5)
    return F.conv2d(F.pad(level, (2, 2, 2, 2), mode="reflect"), kernel, groups=3)


def _doubled(level: Tensor) -> Tensor:
    """Twice the size, every pixel where `_blurred(...)[:, :, ::2, ::2]` takes it from."""
    spread = level.new_zeros(*level.shape[:2], 2 * level.shape[2], 2 * level.shape[3])
    spread[:, :, ::2, ::2] = 4.0 * level
    return _blurred(spread)
