"""Noise in a generator: what grain is made of that belongs to no latent.

Source: Karras et al. 2019, "A Style-Based Generator Architecture for GANs", section 2 (noise inputs).
Differs: fresh in every training step and one frozen map in use, so that a latent always gives the same picture; each
channel has a strength of its own, which does not begin at zero, since Adam would take some thousand steps to find out
that there is noise; only from a resolution on, because coarser maps, frozen, would be seen as a layout that all
pictures share. For the same reason strengths learn slowly beside equalized layers.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from training.runs.distributed import rows

NOISE_SEED, NOISE_STD = 20, 0.3
NOISE_RATE = 0.04
"""Learning rate of the strengths beside that of the equalized layers."""


def frozen_map(side_px: int) -> Tensor:
    """The map (1, 1, s, s) that every generator uses when it does not train."""
    rng = torch.Generator().manual_seed(NOISE_SEED)
    return torch.randn(1, 1, side_px, side_px, generator=rng)


def fresh_maps(sides_px: Sequence[int], latents: Tensor, rng: torch.Generator) -> list[Tensor | None]:
    """For each side a map (N, 1, s, s) drawn anew for each of the latents (N, Z); none where the side is 0."""
    sizes = [side * side for side in sides_px]
    if not any(sizes):
        return [None] * len(sides_px)
    drawn = rows(lambda n: torch.randn(n, sum(sizes), generator=rng), len(latents), rng).to(latents.device)
    return [
        part.unflatten(1, (1, side, side)) if side else None
        for part, side in zip(drawn.split(sizes, dim=1), sides_px, strict=True)
    ]


def noisy_sides(sides_px: Sequence[int], from_px: int) -> list[int]:
    """The sides that get noise, 0 for those that do not: those from `from_px` on, none where that is 0."""
    return [side if 0 < from_px <= side else 0 for side in sides_px]


class Noise(nn.Module):
    """Adds one map of noise to all channels of (N, C, s, s), each by a strength that it learns.

    Args:
        channels: C.
        side_px: s; 0 adds nothing.
    """

    def __init__(self, channels: int, side_px: int) -> None:
        super().__init__()
        self.side_px = side_px
        if side_px:
            self.strength = nn.Parameter(torch.randn(channels, 1, 1) * (NOISE_STD / NOISE_RATE))
            self.register_buffer("frozen", frozen_map(side_px), persistent=False)

    frozen: Tensor

    def forward(self, features: Tensor, fresh: Tensor | None = None) -> Tensor:
        """Args: features (N, C, s, s); fresh (N, 1, s, s), the frozen map where None."""
        if not self.side_px:
            return features
        # For each picture, though it is the same: an exporter would store the map times all strengths.
        frozen = self.frozen.expand(features.shape[0], -1, -1, -1)
        return features + self.strength * NOISE_RATE * (frozen if fresh is None else fresh)
