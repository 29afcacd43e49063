"""Pictures made small without a copy of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from studio.document.geometry import Box
from studio.engine.cancel import Cancelled, CancelToken
from studio.engine.resampling import (
    ScaledPicture,
    enlarged_box,
    reduced_to_fit,
    resampled_box,
    resampled_in_strips,
)


@pytest.mark.parametrize("size", [(700, 500), (501, 1203), (90, 2000), (64, 64)])
def test_a_picture_is_reduced_strip_by_strip_as_it_is_whole(size: tuple[int, int]) -> None:
    coarse = np.random.default_rng(0).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    whole = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    small = reduced_to_fit(np.asarray(whole), 64)
    assert max(small.shape[:2]) == 64
    expected = whole.resize(small.shape[1::-1], Image.Resampling.BOX)
    assert np.abs(small.astype(int) - np.asarray(expected)).mean() < 4


@pytest.mark.parametrize("factor", [0.1, 0.4, 0.8, 1.7, 4.0])
def test_any_part_of_a_scaled_picture_is_that_of_the_whole(
    factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.engine.resampling._READ_AT_ONCE_PX", 3000)
    picture = np.random.default_rng(1).integers(0, 256, (130, 170, 3), dtype=np.uint8)
    size = round(170 * factor), round(130 * factor)
    whole = resampled_box(picture, size, Box(0, 0, *size))
    scaled = ScaledPicture(lambda box: picture[box.slices], Box.of(picture), size)
    assert scaled.shape == whole.shape
    assert scaled.size == whole.size
    # Pillow rounds weights to fixed point for each part.
    assert np.abs(scaled[:, :].astype(int) - whole).max() <= 1
    part = np.s_[size[1] // 3 : size[1] + 50, size[0] // 4 : size[0] // 2]
    assert np.abs(scaled[part].astype(int) - whole[part]).max() <= 1


def test_a_scaled_picture_reads_only_what_it_needs_and_stops_when_it_is_told_to() -> None:
    picture = np.zeros((4000, 3000, 3), np.uint8)
    token = CancelToken()
    read: list[Box] = []

    def pixels_of(box: Box) -> np.ndarray:
        read.append(box)
        return picture[box.slices]

    scaled = ScaledPicture(pixels_of, Box.of(picture), (1500, 2000), token)
    assert scaled[:100, :100].shape == (100, 100, 3)
    assert sum(box.width * box.height for box in read) < 60_000
    read.clear()
    token.cancel()
    with pytest.raises(Cancelled):
        scaled[:, :]
    assert not read


@pytest.mark.parametrize("factor", [0.1, 0.6, 2.5])
def test_a_box_is_resampled_in_strips_as_at_once_and_ends_between_them(
    factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.engine.resampling._READ_AT_ONCE_PX", 900)
    picture = np.random.default_rng(1).integers(0, 256, (260, 340, 3), dtype=np.uint8)
    size = round(340 * factor), round(260 * factor)
    box = Box(size[0] // 4, size[1] // 3, size[0] // 2, size[1])
    needed = enlarged_box(box, Box(0, 0, *size), (340, 260))
    part, where = picture[needed.slices], (needed, (340, 260))
    found = resampled_in_strips(part, size, box, *where)
    assert np.abs(found.astype(int) - resampled_box(part, size, box, *where)).max() <= 1

    token = CancelToken()
    looks = 0
    looked = token.raise_if_cancelled

    def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            token.cancel()
        looked()

    monkeypatch.setattr(token, "raise_if_cancelled", look)
    with pytest.raises(Cancelled):
        resampled_in_strips(part, size, box, *where, token)
    assert looks == 3
