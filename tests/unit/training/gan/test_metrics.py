"""Figures of samples whose answer is known: the same distribution, disjoint ones, few modes, copies."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from training.gan.metrics import (
    density_and_coverage,
    frechet_distance,
    kernel_distance,
    mean_distance,
    mean_spacing,
    nearest,
    nearest_neighbour_test,
)


def normal(count: int, size: int = 4, seed: int = 0) -> Tensor:
    return torch.randn(count, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_frechet_distance_of_two_known_gaussians() -> None:
    one, two = normal(20_000, 3), normal(20_000, 3, 1) * 2 + torch.tensor([3.0, 0.0, 0.0])

    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-9)
    assert frechet_distance(one, two) == pytest.approx(9 + 3, rel=0.03)


def test_kernel_distance_is_unbiased_at_zero_and_grows_with_a_shift() -> None:
    within = [kernel_distance(normal(60, seed=2 * seed), normal(60, seed=2 * seed + 1)) for seed in range(60)]
    shifted = [kernel_distance(normal(200), normal(200, seed=1) + shift) for shift in (0.2, 0.5, 1.0)]

    mean, deviation = torch.tensor(within).mean(), torch.tensor(within).std()
    assert abs(mean) < 3 * deviation / 60**0.5
    assert min(within) < 0 < max(within)
    assert shifted == sorted(shifted)
    # A shift by a constant vector m adds |m|² to the kernel's first power, and more to its higher ones.
    assert shifted[2] > 3 * 1.0


def test_density_and_coverage_of_the_same_distribution_are_those_of_the_paper() -> None:
    density, coverage = density_and_coverage(normal(3000), normal(3000, seed=1))

    assert density == pytest.approx(1, abs=0.05)
    assert coverage == pytest.approx(1 - 2**-5, abs=0.015)


def test_one_mode_is_dense_but_covers_nothing_and_strangers_have_neither() -> None:
    real = normal(1000)
    density, coverage = density_and_coverage(real, real[:1] * 0 + normal(1000, seed=1) * 1e-3)
    strange = density_and_coverage(real, normal(1000, seed=1) + 100)

    assert density > 1
    assert coverage < 0.1
    assert strange == (0.0, 0.0)


def test_a_nearest_neighbour_tells_disjoint_samples_not_equal_ones_and_is_fooled_by_copies() -> None:
    real = normal(1000)
    equal = nearest_neighbour_test(real, normal(1000, seed=1))
    disjoint = nearest_neighbour_test(real, normal(1000, seed=1) + 50)
    copies = nearest_neighbour_test(real, real + 1e-6)
    mode = nearest_neighbour_test(real, normal(1000, seed=1) * 1e-3)

    assert equal.accuracy == pytest.approx(0.5, abs=0.05)
    assert disjoint == (1.0, 1.0, 1.0)
    assert copies == (0.0, 0.0, 0.0)
    assert mode.generated == pytest.approx(1, abs=0.01)  # all generated ones crowd in one place


def test_spacing_sees_the_modes_and_the_curve_that_the_mean_distance_misses() -> None:
    real = normal(400)
    four_modes = normal(4, seed=1)[torch.arange(400) % 4] + 1e-3 * normal(400, seed=2)
    angles = torch.linspace(0, 6.28, 400, dtype=torch.float64)
    curve = torch.stack([angles.cos(), angles.sin(), (2 * angles).cos(), (2 * angles).sin()], 1)

    for collapsed in (four_modes, curve):
        assert mean_distance(collapsed) > 0.4 * mean_distance(real)
        assert mean_spacing(collapsed) < 0.1 * mean_spacing(real)


def test_the_mean_distance_is_that_of_the_pairs() -> None:
    assert mean_distance(torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 4.0]])) == pytest.approx((5 + 4 + 3) / 3)


def test_the_nearest_are_those_of_all_distances_in_parts_too() -> None:
    points, others = normal(600), normal(300, seed=1)
    found = nearest(points, others, 3)
    wanted = torch.cdist(points, others).sort(1)

    assert torch.equal(found.indices, wanted.indices[:, :3])
    torch.testing.assert_close(found.distances, wanted.values[:, :3])
    apart = nearest(points, points, 1, itself=True)
    assert (apart.indices[:, 0] != torch.arange(600)).all()
    assert (apart.distances > 0).all()
