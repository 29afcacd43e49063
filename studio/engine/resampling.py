"""Pictures at other sizes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from studio.document.geometry import Box
from studio.engine.cancel import CancelToken

_REACH = 3
"""Lanczos looks at three pixels to each side, of the coarser of the two grids."""


_STRIP_ROWS = 256
_READ_AT_ONCE_PX = 500_000
"""Some ten milliseconds of one processor."""


def fitted(picture: np.ndarray, size_px: int) -> tuple[int, int]:
    """Width and height of the picture with a long side of `size_px`; neither is under 1."""
    height, width = picture.shape[:2]
    factor = size_px / max(height, width)
    return max(1, round(width * factor)), max(1, round(height * factor))


def resized(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A picture, uint8 (H, W, 3), resampled to (width, height); the same array if that is its size."""
    if picture.shape[1::-1] == size:
        return picture
    image = Image.fromarray(np.ascontiguousarray(picture))
    return np.asarray(image.resize(size, Image.Resampling.LANCZOS))


def reduced_to_fit(picture: np.ndarray, side_px: int) -> np.ndarray:
    """A picture, uint8 (H, W, 3), so small that it fits into a square; one that does already is only copied.

    Strip by strip: Pillow would take a copy of the whole first, a third larger than the picture.
    """
    factor = max(1, max(picture.shape[:2]) // (2 * side_px))
    rows = factor * max(1, _STRIP_ROWS // factor)
    strips = [
        np.asarray(Image.fromarray(np.ascontiguousarray(picture[top : top + rows])).reduce(factor))
        for top in range(0, len(picture), rows)
    ]
    small = Image.fromarray(np.concatenate(strips))
    small.thumbnail((side_px, side_px), Image.Resampling.BOX)
    return np.asarray(small)


def scaled_size(picture: np.ndarray, factor: float) -> tuple[int, int]:
    """Width and height of the picture, both times `factor`; neither is under 1."""
    height, width = picture.shape[:2]
    return max(1, round(width * factor)), max(1, round(height * factor))


def enlarged_box(box: Box, within: Box, size: tuple[int, int]) -> Box:
    """What is needed of a picture of (width, height) `size` to resample `box` of it at the size of `within`."""
    x0, x1 = _needed(box.x0, box.x1, within.width, size[0])
    y0, y1 = _needed(box.y0, box.y1, within.height, size[1])
    return Box(x0, y0, x1, y1)


def resampled_box(
    part: np.ndarray,
    size: tuple[int, int],
    box: Box,
    part_box: Box | None = None,
    part_size: tuple[int, int] | None = None,
) -> np.ndarray:
    """One box of a picture that is resampled to another size; fits its neighbours as the whole does.

    Args:
        part: uint8 (H, W, 3), the picture or a part of it that holds what `enlarged_box` says.
        size: (width, height) to which the whole picture is resampled.
        box: of the resampled picture.
        part_box: where `part` lies in the picture; all of it where None.
        part_size: (width, height) of the whole picture; that of `part` where None.

    Returns:
        uint8 (box.height, box.width, 3).
    """
    part_box = part_box or Box.of(part)
    width, height = part_size or (part.shape[1], part.shape[0])
    needed = enlarged_box(box, Box(0, 0, *size), (width, height)).intersect(part_box)
    moved = needed.translate(-part_box.x0, -part_box.y0)
    image = Image.fromarray(np.ascontiguousarray(part[moved.slices]))
    across, down = width / size[0], height / size[1]
    left, top = box.x0 * across - needed.x0, box.y0 * down - needed.y0
    right = min(box.x1 * across - needed.x0, needed.width)
    bottom = min(box.y1 * down - needed.y0, needed.height)
    # Across and then down, in two steps: left alone, Pillow turns the order round for some shapes, and what
    # overshoots is then cut off at another place.
    lanczos = Image.Resampling.LANCZOS
    image = image.resize((box.width, needed.height), lanczos, box=(left, 0, right, needed.height))
    return np.asarray(image.resize((box.width, box.height), lanczos, box=(0, top, box.width, bottom)))


def resampled_in_strips(
    part: np.ndarray,
    size: tuple[int, int],
    box: Box,
    part_box: Box,
    part_size: tuple[int, int],
    cancel: CancelToken | None = None,
) -> np.ndarray:
    """As `resampled_box`, but a cancellation is looked at between strips. Raises Cancelled."""
    result = np.empty((box.height, box.width, 3), np.uint8)
    for strip in _strips(box, part_size[0] / size[0] * part_size[1] / size[1]):
        if cancel is not None:
            cancel.raise_if_cancelled()
        rows = slice(strip.y0 - box.y0, strip.y1 - box.y0)
        result[rows] = resampled_box(part, size, strip, part_box, part_size)
    return result


def _strips(box: Box, read_px: float) -> Iterator[Box]:
    """The box in strips, for each of whose pixels about `read_px` are read."""
    rows = max(1, round(_READ_AT_ONCE_PX / max(1.0, box.width * read_px)))
    for top in range(box.y0, box.y1, rows):
        yield Box(box.x0, top, box.x1, min(top + rows, box.y1))


class ScaledPicture:
    """A picture at another size, of which every part is resampled when it is looked at: none is kept.

    Parts fit their neighbours as the whole does. Stands for an array, uint8 (H, W, 3), where only parts of one are
    read, `picture[top:bottom, left:right]`.

    Args:
        pixels_of: gives the pixels of a box of the picture itself, uint8 (h, w, 3).
        whole: of the picture itself.
        size: (width, height) at which it is looked at.
        cancel: looked at after every half a million pixels of the picture itself.
    """

    dtype = np.dtype(np.uint8)
    ndim = 3

    def __init__(
        self,
        pixels_of: Callable[[Box], np.ndarray],
        whole: Box,
        size: tuple[int, int],
        cancel: CancelToken | None = None,
    ) -> None:
        self.shape = (size[1], size[0], 3)
        self.size = math.prod(self.shape)
        self._pixels_of, self._whole, self._scaled, self._cancel = pixels_of, whole, size, cancel

    def __getitem__(self, part: tuple[slice, slice], /) -> np.ndarray:
        """Raises Cancelled."""
        (y0, y1, _), (x0, x1, _) = (
            axis.indices(length) for axis, length in zip(part, self.shape, strict=False)
        )
        result = np.empty((max(0, y1 - y0), max(0, x1 - x0), 3), np.uint8)
        read_px = self._whole.width / self._scaled[0] * self._whole.height / self._scaled[1]
        for strip in _strips(Box(x0, y0, x1, y1), read_px):
            if self._cancel is not None:
                self._cancel.raise_if_cancelled()
            result[strip.y0 - y0 : strip.y1 - y0] = self._resampled(strip)
        return result

    def _resampled(self, box: Box) -> np.ndarray:
        whole = (self._whole.width, self._whole.height)
        needed = enlarged_box(box, Box(0, 0, *self._scaled), whole)
        return resampled_box(self._pixels_of(needed), self._scaled, box, needed, whole)


def _needed(start: int, stop: int, length: int, source_length: int) -> tuple[int, int]:
    """Which positions of an axis of `source_length` the positions start..stop of one of `length` are made of."""
    step = source_length / length
    reach = math.ceil(_REACH * max(step, 1.0)) + 1
    return max(0, math.floor(start * step) - reach), min(source_length, math.ceil(stop * step) + reach)
