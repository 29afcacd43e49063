"""The only place where pictures meet tensors.

A picture is (H, W, 3) sRGB without alpha: uint8 0..255 or float32 0..1. A tensor is (N, 3, H, W) float32 0..1.
Boxes are (x0, y0, x1, y1) in pixels, half open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

Picture = NDArray[Any]


class PictureLike(Protocol):
    """What is asked of a picture of which only parts are looked at: an array, or what computes those parts."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> np.dtype[Any]: ...
    @property
    def ndim(self) -> int: ...
    @property
    def size(self) -> int: ...
    def __getitem__(self, part: tuple[slice, slice], /) -> Picture: ...


Tensor = NDArray[np.float32]
PixelBox = tuple[int, int, int, int]


def round_up(value: int, multiple: int) -> int:
    """The smallest multiple of `multiple` that is not below `value` (which may be negative)."""
    return -(-value // multiple) * multiple


def round_down(value: int, multiple: int) -> int:
    """The largest multiple of `multiple` that is not above `value` (which may be negative)."""
    return value // multiple * multiple


def check_picture(picture: PictureLike) -> None:
    """Raises ValueError unless the array is a picture as this module defines it, of at least one pixel."""
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.size == 0:
        raise ValueError(f"a picture is an array (H, W, 3) of at least one pixel, not {picture.shape}")
    if picture.dtype not in (np.uint8, np.float32):
        raise ValueError(f"a picture is uint8 or float32, not {picture.dtype}")


def to_tensor(picture: Picture) -> Tensor:
    """A picture (H, W, 3) as a contiguous tensor (1, 3, H, W), float32 0..1."""
    check_picture(picture)
    factor = np.float32(1 / 255 if picture.dtype == np.uint8 else 1)
    tensor = np.empty((1, 3, *picture.shape[:2]), np.float32)
    for rows in _bands(picture.shape[0]):
        for channel in range(3):
            np.multiply(picture[rows, :, channel], factor, out=tensor[0, channel, rows], dtype=np.float32)
    return tensor


def to_picture(tensor: Tensor, dtype: DTypeLike = np.uint8) -> Picture:
    """A tensor (1, 3, H, W) as a picture (H, W, 3) of `dtype`, clipped to the range of that type and rounded."""
    if tensor.shape[0] != 1:
        raise ValueError(f"one picture was expected, not a batch of {tensor.shape[0]}")
    return to_pictures(tensor, dtype)[0]


def to_pictures(tensor: Tensor, dtype: DTypeLike = np.uint8) -> Picture:
    """A tensor (N, 3, H, W) as pictures (N, H, W, 3) of `dtype`, clipped to its range and rounded."""
    if tensor.ndim != 4 or tensor.shape[1] != 3:
        raise ValueError(f"a tensor of pictures is (N, 3, H, W), not {tensor.shape}")
    count, _, height, width = tensor.shape
    pictures = np.empty((count, height, width, 3), dtype)
    whole_numbers = pictures.dtype == np.uint8
    for picture, planes in zip(pictures, tensor, strict=True):
        for rows in _bands(height):
            values = np.clip(planes[:, rows], 0.0, 1.0)
            if whole_numbers:
                values *= np.float32(255)
                values += np.float32(0.5)
                values = values.astype(np.uint8)
            for channel in range(3):
                picture[rows, :, channel] = values[channel]
    return pictures


def crop_reflected(picture: PictureLike, box: PixelBox) -> Picture:
    """The pixels of `box`, which may run beyond the picture: outside it the picture is mirrored, again and again.

    Mirrors as `np.pad(mode="reflect")` does (the edge pixel is not repeated) and touches only the pixels it needs.

    Args:
        picture: (H, W, 3) or (H, W), of any type, at least one pixel.

    Returns:
        (y1 - y0, x1 - x0, ...) of the same type; a read-only view where the box lies inside the picture.
    """
    x0, y0, x1, y1 = box
    height, width = picture.shape[:2]
    if x1 <= x0 or y1 <= y0:
        raise ValueError(f"the box {box} is empty")
    if x0 >= 0 and y0 >= 0 and x1 <= width and y1 <= height:
        view = picture[y0:y1, x0:x1]
        view.flags.writeable = False
        return view
    rows, columns = _mirrored(y0, y1, height), _mirrored(x0, x1, width)
    top, left = int(rows.min()), int(columns.min())
    needed = picture[top : int(rows.max()) + 1, left : int(columns.max()) + 1]
    band = needed.take(rows - top, axis=0)
    crop = np.empty((y1 - y0, x1 - x0, *picture.shape[2:]), picture.dtype)
    # Columns inside the picture are copied as one block: gathering them one by one costs ten times as much.
    first, last = min(max(-x0, 0), x1 - x0), max(min(width, x1) - x0, 0)
    if first < last:
        crop[:, first:last] = band[:, x0 + first - left : x0 + last - left]
    else:
        first = last = 0
    for outside in (slice(0, first), slice(last, x1 - x0)):
        crop[:, outside] = band[:, columns[outside] - left]
    return crop


def _bands(height: int) -> Iterator[slice]:
    """Rows in bands that stay in the processor's cache while they are converted, four times as fast as all at once."""
    for start in range(0, height, 32):
        yield slice(start, min(start + 32, height))


def _mirrored(start: int, stop: int, length: int) -> NDArray[np.intp]:
    """Where the positions start..stop fall in an axis of `length` pixels that is mirrored at both ends."""
    if length == 1:
        return np.zeros(stop - start, np.intp)
    period = 2 * (length - 1)
    positions = np.arange(start, stop) % period
    return np.where(positions < length, positions, period - positions)
