"""The sliced Wasserstein distance: zero for the same pictures, and at the level where pictures differ."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from training.gan.sliced_wasserstein import laplacian_pyramid, sliced_wasserstein


def clouds(count: int, seed: int, side: int = 64) -> Tensor:
    """Smooth random pictures with a little grain, uint8."""
    rng = torch.Generator().manual_seed(seed)
    coarse = torch.rand(count, 3, 6, 6, generator=rng)
    smooth = F.interpolate(coarse, size=(side, side), mode="bicubic").clamp(0.1, 0.9)
    return ((smooth + 0.02 * torch.randn(smooth.shape, generator=rng)) * 255).clamp(0, 255).byte()


def test_the_same_pictures_are_at_no_distance_and_a_sample_of_the_same_kind_is_near() -> None:
    one, other = clouds(64, 0), clouds(64, 1)
    same, near = sliced_wasserstein(one, one), sliced_wasserstein(one, other)
    far = sliced_wasserstein(one, torch.randint(0, 256, one.shape, dtype=torch.uint8))

    assert list(same) == [64, 32, 16]
    assert all(value == pytest.approx(0, abs=1e-3) for value in same.values())
    assert all(0 < near[level] < far[level] / 1.5 for level in near)


def test_a_grid_shows_at_the_finest_level_and_not_at_the_coarsest() -> None:
    real = clouds(64, 0)
    grid = real.float()
    grid[:, :, ::2, ::2] += 25
    before, after = (
        sliced_wasserstein(clouds(64, 1), pictures) for pictures in (real, grid.clamp(0, 255).byte())
    )

    assert after[64] > 3 * before[64]
    assert after[16] < 1.5 * before[16]


def test_the_pyramid_adds_up_to_the_picture() -> None:
    pictures = clouds(2, 0, 32)
    fine, small = laplacian_pyramid(pictures)

    spread = torch.zeros(2, 3, 32, 32)
    spread[:, :, ::2, ::2] = small
    # Between two pixels the mean of both, at one itself and an eighth of each neighbour: 2 * (1, 4, 6, 4, 1) / 16.
    line = 2 * torch.tensor([1.0, 4, 6, 4, 1]) / 16
    doubled = F.conv2d(
        F.pad(spread, (2, 2, 2, 2), mode="reflect"), torch.outer(line, line).expand(3, 1, 5, 5), groups=3
    )
    torch.testing.assert_close(fine + doubled, pictures.float() / 255)
    assert fine.abs().mean() < 0.1 * small.abs().mean()


def test_a_ramp_leaves_nothing_at_the_finest_level() -> None:
    """Enlarged half a pixel beside where it was taken from, it would leave half a step everywhere."""
    ramp = (torch.arange(64) * 3).byte().expand(2, 3, 64, 64)
    for pictures in (ramp, ramp.transpose(2, 3)):
        fine = laplacian_pyramid(pictures)[0]
        assert fine[:, :, 4:-4, 4:-4].abs().max() < 0.05 / 255
