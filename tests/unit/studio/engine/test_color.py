"""The painting's light in the photo's colours."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from studio.engine.color import with_colors_of


def ycbcr(picture: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).convert("YCbCr")).astype(int)


def test_luma_is_the_paintings_and_chroma_the_photos() -> None:
    random = np.random.default_rng(0)
    photo = random.integers(90, 160, (20, 30, 3), dtype=np.uint8)
    painted = random.integers(90, 160, (20, 30, 3), dtype=np.uint8)
    mixed = ycbcr(with_colors_of(photo, painted))
    assert np.abs(mixed[..., 0] - ycbcr(painted)[..., 0]).max() <= 1
    assert np.abs(mixed[..., 1:] - ycbcr(photo)[..., 1:]).max() <= 1


@pytest.mark.parametrize("value", [0, 255])
def test_values_stay_in_range(value: int) -> None:
    photo = np.array([[[255, 0, 0], [0, 0, 255]]], np.uint8)
    mixed = with_colors_of(photo, np.full((1, 2, 3), value, np.uint8))
    assert mixed.dtype == np.uint8
    assert (mixed[..., 0] != mixed[..., 2]).any() or value in (0, 255)


def test_a_picture_painted_with_itself_stays() -> None:
    photo = np.random.default_rng(1).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    assert np.array_equal(with_colors_of(photo, photo), photo)
