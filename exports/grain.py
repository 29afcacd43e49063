"""The grain of the canvas: faint fixed unevenness that a style network is shown in every picture.

A network that sees an even sky sees nothing that a stroke could begin at, and leaves it even. Grain gives it that: it
is trained on pictures with grain, and paints strokes where the photo has no detail. The grain belongs to the canvas and
not to the picture, so that any two parts of a picture that are painted one by one have strokes that meet.

Source: Ulyanov et al. 2016 (noise among a texture network's inputs). Differs: added to the picture, so that the
network needs no input more; a field that repeats, and is looked up by place.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRAIN_PX = 512
"""Height and width after which the grain repeats."""
FREQUENCY = 0.1
"""Deviation, in cycles a pixel, of the grain's spectrum, a bell around zero: dabs of about four pixels."""
SEED = 20261130

Levels = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]


@lru_cache(1)
def canvas_grain() -> NDArray[np.float32]:
    """(GRAIN_PX, GRAIN_PX, 3) mean 0 and deviation 1 in each channel, going on over its borders; not to be changed."""
    noise = np.random.default_rng(SEED).standard_normal((3, GRAIN_PX, GRAIN_PX))
    down, across = np.fft.fftfreq(GRAIN_PX)[:, None], np.fft.rfftfreq(GRAIN_PX)[None]
    spectrum = np.fft.rfft2(noise) * np.exp(-0.5 * (down**2 + across**2) / FREQUENCY**2)
    grain = np.fft.irfft2(spectrum, (GRAIN_PX, GRAIN_PX)).transpose(1, 2, 0)
    grain = ((grain - grain.mean((0, 1))) / grain.std((0, 1))).astype(np.float32, order="C")
    grain.flags.writeable = False
    return grain


def with_grain(picture: NDArray[Any], left: int, top: int, strength: float) -> NDArray[Any]:
    """A picture with the grain of its place on the canvas.

    Args:
        picture: (H, W, 3) uint8 0..255 or float32 0..1.
        left, top: of the picture's corner on the canvas, in its own pixels; may be negative.
        strength: deviation of the grain, in values 0..1.

    Returns:
        A new picture of the same shape and type, clipped to its range.
    """
    grained = np.empty_like(picture)
    for rows, field_rows in _spans(top, picture.shape[0]):
        for columns, field_columns in _spans(left, picture.shape[1]):
            place, field = np.s_[rows, columns], np.s_[field_rows, field_columns]
            if picture.dtype == np.uint8:
                _add_levels(picture[place], _levels(strength), field, grained[place])
            else:
                out = np.add(picture[place], _values(strength)[field], out=grained[place])
                np.clip(out, 0, 1, out=out)
    return grained


def _spans(start: int, length: int) -> Iterator[tuple[slice, slice]]:
    """Positions 0..length in pieces that the repeated field shows in one piece, and where it does."""
    at = 0
    while at < length:
        first = (start + at) % GRAIN_PX
        size = min(length - at, GRAIN_PX - first)
        yield slice(at, at + size), slice(first, first + size)
        at += size


def _add_levels(
    picture: NDArray[np.uint8], levels: Levels, field: tuple[slice, slice], out: NDArray[np.uint8]
) -> None:
    """Adds and clips without ever leaving 8 bits."""
    most, lighter, darker = (part[field] for part in levels)
    np.minimum(picture, most, out=out)
    out += lighter
    np.maximum(out, darker, out=out)
    out -= darker


@lru_cache(4)
def _values(strength: float) -> NDArray[np.float32]:
    return np.float32(strength) * canvas_grain()


@lru_cache(4)
def _levels(strength: float) -> Levels:
    """The highest level that can be made lighter without being cut off, and by how much each is lighter or darker."""
    levels = np.clip(np.rint(255 * strength * canvas_grain()), -255, 255).astype(np.int16)
    lighter, darker = np.maximum(levels, 0).astype(np.uint8), np.maximum(-levels, 0).astype(np.uint8)
    return 255 - lighter, lighter, darker
