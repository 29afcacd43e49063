"""Rounded kernels: their sums are right, and shares are finer than their parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from exports import whole_numbers as whole

KERNELS = arrays(
    np.float64,
    array_shapes(min_dims=4, max_dims=4, max_side=5),
    elements=st.floats(-10, 10, allow_subnormal=False),
)


def values(kernel: whole.WholeKernel) -> np.ndarray:
    return kernel.whole * kernel.unit[:, None, None, None]


@given(KERNELS)
def test_weights_and_the_sums_of_their_windows_are_rounded(kernel: np.ndarray) -> None:
    rounded = whole.rounded(kernel)
    unit = rounded.unit[:, None, None, None]
    assert np.abs(rounded.whole).max() <= 127
    np.testing.assert_array_equal(rounded.whole, np.rint(rounded.whole))
    assert (np.abs(values(rounded) - kernel) <= 1.001 * unit).all(), "to one of the two neighbours"
    # A weight of 127 cannot give way, and no window has more than a few.
    free = (np.abs(kernel) < 126.4 * unit).all((2, 3))
    off = np.abs(rounded.missed(kernel)) <= 0.501 * rounded.unit[:, None]
    assert off[free].all()


@given(KERNELS)
def test_the_mean_of_shares_is_finer_by_as_much(kernel: np.ndarray) -> None:
    shared = whole.rounded_in_shares(kernel)
    assert np.abs(shared.whole).max() <= 127
    mean = values(shared).reshape(len(kernel), whole.SHARES, *kernel.shape[1:]).mean(1)
    unit = shared.unit[:: whole.SHARES, None, None, None]
    assert (np.abs(mean - kernel) <= 0.501 * unit / whole.SHARES).all()


def test_shares_are_not_all_off_in_one_direction() -> None:
    kernel = np.random.default_rng(0).uniform(-1, 1, (3, 16, 3, 3))
    shared = whole.rounded_in_shares(kernel)
    off = (values(shared) - np.repeat(kernel, whole.SHARES, 0)).sum((1, 2, 3)) / shared.unit
    assert np.abs(off).max() < whole.OFF_BY.max() * kernel[0].size / 4


@pytest.mark.parametrize("offset", [0.0, 5.0, -5e6])
def test_offsets_stay_within_32_bits(offset: float) -> None:
    kernel, offsets, tensors = np.full((1, 2, 1, 1), 1e-9), np.array([offset]), {}
    rounded = whole.rounded(kernel).times(np.array([-0.5]), whole.least_unit(offsets, 1 / 255))
    whole.put_kernel(tensors, "layer", rounded, offsets, 1 / 255)
    said = float(tensors["layer.bias"][0]) * float(rounded.unit[0]) / 255
    assert said == pytest.approx(offset, rel=1e-6, abs=1e-9)
    assert tensors["layer.weight"].dtype == np.int8
    assert tensors["layer.bias"].dtype == np.int32


@given(KERNELS, st.floats(-3, 3, allow_subnormal=False))
def test_a_multiplied_kernel_counts_in_other_units(kernel: np.ndarray, factor: float) -> None:
    rounded = whole.rounded(kernel)
    multiplied = rounded.times(np.full(len(kernel), factor), np.zeros(len(kernel)))
    np.testing.assert_allclose(values(multiplied), factor * values(rounded), rtol=1e-9, atol=1e-25)


@pytest.mark.parametrize("side", [2, 8])
def test_taps_sum_up_to_what_they_share(side: int) -> None:
    weight = np.array([[0.31, -0.7, 0.002]])
    taps, unit = whole.spread(weight, side), 0.7 / side**2 / 127
    assert taps.shape == (1, 3, side, side)
    np.testing.assert_allclose(taps.sum((2, 3)), weight, atol=unit / 2)
    assert np.ptp(taps, axis=(2, 3)).max() <= unit * 1.001
    np.testing.assert_allclose(np.rint(taps / unit), taps / unit, atol=1e-9)


def test_zero_is_among_the_numbers_of_every_range() -> None:
    tensors: dict[str, np.ndarray] = {}
    scale = whole.put_range(tensors, "layer", (-1.0, 4.1))
    assert scale == pytest.approx(5.1 / 255)
    assert int(tensors["layer.zero"]) == 50
