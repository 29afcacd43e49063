"""Conversion between pictures and tensors, and crops that mirror the picture beyond its edge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.imaging import crop_reflected, round_down, round_up, to_picture, to_pictures, to_tensor

sizes = st.integers(1, 70)


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@given(sizes, sizes)
def test_uint8_pictures_survive_the_way_to_a_tensor_and_back(height: int, width: int) -> None:
    picture = noise(height, width)
    tensor = to_tensor(picture)
    assert tensor.shape == (1, 3, height, width)
    assert tensor.dtype == np.float32
    assert tensor.min() >= 0
    assert tensor.max() <= 1
    assert np.array_equal(to_picture(tensor), picture)


def test_float_pictures_survive_unchanged_and_new() -> None:
    picture = np.random.default_rng(0).random((40, 33, 3), dtype=np.float32)
    back = to_picture(to_tensor(picture), np.float32)
    assert np.array_equal(back, picture)
    assert not np.shares_memory(back, picture)


def test_channels_keep_their_order() -> None:
    picture = np.zeros((1, 1, 3), np.uint8)
    picture[0, 0] = 255, 128, 0
    assert to_tensor(picture).ravel().tolist() == pytest.approx([1, 128 / 255, 0])


def test_values_out_of_range_are_clipped_and_the_rest_is_rounded() -> None:
    tensor = np.array([-0.5, 0.5, 1.5], np.float32).reshape(1, 3, 1, 1)
    assert to_picture(tensor).ravel().tolist() == [0, 128, 255]
    assert to_picture(tensor, np.float32).ravel().tolist() == [0, 0.5, 1]


def test_batches_become_pictures_one_by_one() -> None:
    tensor = np.random.default_rng(0).random((3, 3, 5, 7), dtype=np.float32)
    pictures = to_pictures(tensor)
    assert pictures.shape == (3, 5, 7, 3)
    assert np.array_equal(pictures[2], to_picture(tensor[2:]))


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((4, 4, 3), np.float64),
    ],
)
def test_what_is_no_picture_is_refused(array: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a picture is"):
        to_tensor(array)


@given(sizes, sizes, st.integers(0, 150), st.integers(0, 150), st.integers(0, 150), st.integers(0, 150))
def test_crops_mirror_as_numpy_pads(
    height: int, width: int, left: int, top: int, right: int, bottom: int
) -> None:
    picture = noise(height, width)
    padded = np.pad(picture, ((top, bottom), (left, right), (0, 0)), mode="reflect")
    crop = crop_reflected(picture, (-left, -top, width + right, height + bottom))
    assert np.array_equal(crop, padded)


@given(sizes, sizes, st.data())
def test_any_box_is_the_same_part_of_the_padded_picture(height: int, width: int, data: st.DataObject) -> None:
    pad = 90
    x0, y0 = data.draw(st.integers(-pad, width + pad - 1)), data.draw(st.integers(-pad, height + pad - 1))
    x1, y1 = data.draw(st.integers(x0 + 1, width + pad)), data.draw(st.integers(y0 + 1, height + pad))
    picture = noise(height, width)
    padded = np.pad(picture, ((pad, pad), (pad, pad), (0, 0)), mode="reflect")
    crop = crop_reflected(picture, (x0, y0, x1, y1))
    assert np.array_equal(crop, padded[y0 + pad : y1 + pad, x0 + pad : x1 + pad])


def test_a_single_pixel_fills_any_box() -> None:
    pixel = np.array([[[10, 20, 30]]], np.uint8)
    crop = crop_reflected(pixel, (-40, -3, 17, 50))
    assert crop.shape == (53, 57, 3)
    assert (crop == pixel).all()


def test_masks_are_cropped_as_well() -> None:
    mask = np.arange(6, dtype=np.uint8).reshape(2, 3)
    assert crop_reflected(mask, (-1, 0, 3, 2)).tolist() == [[1, 0, 1, 2], [4, 3, 4, 5]]


def test_a_crop_inside_cannot_write_into_the_picture() -> None:
    picture = noise(8, 8)
    crop = crop_reflected(picture, (2, 2, 5, 5))
    with pytest.raises(ValueError, match="read-only"):
        crop[0, 0] = 0
    picture[0, 0] = 0


def test_an_empty_box_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        crop_reflected(noise(4, 4), (2, 2, 2, 4))


@given(st.integers(-10_000, 10_000), st.integers(1, 256))
def test_rounding_finds_the_nearest_multiples(value: int, multiple: int) -> None:
    low, high = round_down(value, multiple), round_up(value, multiple)
    assert low % multiple == high % multiple == 0
    assert low <= value <= high < value + multiple
    assert low > value - multiple
