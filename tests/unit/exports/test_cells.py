"""Convolutions over cells give the numbers of those over pixels."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from exports import cells

ROWS, COLUMNS = 5, 7


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).standard_normal(shape)


def at_half_size(places: Tensor) -> Tensor:
    """(N, 4 C, h, w) as (N, C, 2 h, 2 w): what cells at half size stand for."""
    count, channels, rows, columns = places.shape
    split = places.reshape(count, 2, 2, channels // 4, rows, columns)
    return split.permute(0, 3, 4, 1, 5, 2).reshape(count, channels // 4, 2 * rows, 2 * columns)


def as_halves(planes: Tensor) -> Tensor:
    """The reverse."""
    count, channels, height, width = planes.shape
    split = planes.reshape(count, channels, height // 2, 2, width // 2, 2)
    return split.permute(0, 3, 5, 1, 2, 4).reshape(count, 4 * channels, height // 2, width // 2)


def inside(planes: Tensor, px: int) -> Tensor:
    return planes[:, :, px:-px, px:-px]


@pytest.fixture
def picture() -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (4 * ROWS, 4 * COLUMNS, 3), dtype=np.uint8)


def planes(picture: np.ndarray) -> Tensor:
    return torch.from_numpy(picture.transpose(2, 0, 1)[np.newaxis].astype(np.float64))


def channels_first(numbers_of_cells: np.ndarray) -> Tensor:
    return torch.from_numpy(numbers_of_cells.transpose(0, 3, 1, 2).astype(np.float64))


def test_a_cell_holds_its_pixels_by_row_column_and_colour(picture: np.ndarray) -> None:
    framed = cells.to_cells(picture)
    assert framed.shape == (1, ROWS + 1, COLUMNS + 1, 48)
    np.testing.assert_array_equal(framed[0, 2, 3].reshape(4, 4, 3), picture[6:10, 10:14])
    assert not framed[0, 0, 0].reshape(4, 4, 3)[:2, :2].any(), "the margin is black"


def test_a_picture_comes_out_of_its_cells(picture: np.ndarray) -> None:
    without_margin = (
        picture.reshape(ROWS, 4, COLUMNS, 4, 3).transpose(0, 2, 1, 3, 4).reshape(1, ROWS, COLUMNS, 48)
    )
    np.testing.assert_array_equal(cells.from_cells(np.ascontiguousarray(without_margin)), picture)


def test_windows_of_eight_pixels_are_two_cells(picture: np.ndarray) -> None:
    kernel = numbers(6, 3, 8, 8)
    wanted = F.conv2d(planes(picture), torch.from_numpy(kernel), stride=4, padding=2)
    found = F.conv2d(channels_first(cells.to_cells(picture)), torch.from_numpy(cells.over_pixels(kernel)))
    torch.testing.assert_close(found, wanted)


def test_a_window_at_half_size_is_one_of_cells() -> None:
    kernel, halves = numbers(2, 5, 3, 3), torch.from_numpy(numbers(1, 5, 2 * ROWS, 2 * COLUMNS))
    wanted = F.conv2d(halves, torch.from_numpy(kernel), padding=1)
    found = F.conv2d(as_halves(halves), torch.from_numpy(cells.over_halves(kernel)), padding=1)
    torch.testing.assert_close(at_half_size(found), wanted)


def test_enlarging_to_half_size_is_linear_between_cells() -> None:
    quarter = torch.from_numpy(numbers(1, 5, ROWS, COLUMNS))
    wanted = F.interpolate(quarter, scale_factor=2, mode="bilinear", align_corners=False)
    found = F.conv2d(quarter, torch.from_numpy(cells.enlarging_to_halves(5)), padding=1)
    torch.testing.assert_close(inside(at_half_size(found), 1), inside(wanted, 1))


def test_enlarging_to_pixels_is_linear_between_the_halves() -> None:
    halves = torch.from_numpy(numbers(1, 3, 2 * ROWS, 2 * COLUMNS))
    wanted = F.interpolate(halves, scale_factor=2, mode="bilinear", align_corners=False)
    found = F.conv2d(as_halves(halves), torch.from_numpy(cells.enlarging()), padding=1)
    rows = found.reshape(1, 4, 4, 3, ROWS, COLUMNS).permute(0, 3, 4, 1, 5, 2)
    torch.testing.assert_close(inside(rows.reshape(1, 3, 4 * ROWS, 4 * COLUMNS), 1), inside(wanted, 1))


@pytest.mark.parametrize("kernel", [cells.enlarging(), cells.enlarging_to_halves(2)])
def test_enlarging_is_exact_in_sixteenths(kernel: np.ndarray) -> None:
    np.testing.assert_array_equal(16 * kernel, np.rint(16 * kernel))
    np.testing.assert_array_equal(kernel.sum((1, 2, 3)), 1)
