"""The grain of the canvas: faint fixed unevenness that a style network is shown in every picture.

A network that sees an even sky sees nothing that a stroke could begin at, and leaves it even. Grain gives it that: it
is trained on pictures with grain, and paints strokes where the photo has no detail. The grain belongs to the canvas and
not to the picture, so that any two parts of a picture that are painted one by one have strokes that meet.

Source: Ulyanov et al. 2016 (noise among a texture network's inputs). Differs: added to the picture, so that the
network needs no input more; a field that repeats, and is looked up by place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRAIN_PX = 512
"""Height and width after which the grain repeats."""
FREQUENCY = 0.1
"""Deviation, in cycles a pixel, of the grain's spectrum, a bell around zero: dabs of about four pixels."""
SEED = 20261130


@lru_cache(1)
def canvas_grain() -> NDArray[np.float32]:
    """(GRAIN_PX, GRAIN_PX, 3) mean 0 and deviation 1 in each channel, going on over its borders; not to be changed."""
    noise = np.random.default_rng(SEED).standard_normal((3, GRAIN_PX, GRAIN_PX))
    down, across = np.fft.fftfreq(GRAIN_PX)[:, None], np.fft.rfftfreq(GRAIN_PX)[None]
    spectrum = np.fft.rfft2(noise) * np.exp(-0.5 * (down**2 + across**2) / FREQUENCY**2)
    grain = np.fft.irfft2(spectrum, (GRAIN_PX, GRAIN_PX)).transpose(1, 2, 0)
    grain = ((grain - grain.mean((0, 1))) / grain.std((0, 1))).astype(np.float32)
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
    height, width = picture.shape[:2]
    rows = np.arange(top, top + height) % GRAIN_PX
    columns = np.arange(left, left + width) % GRAIN_PX
    if picture.dtype == np.uint8:
        levels = _levels(strength)[rows][:, columns]
        levels += picture
        return np.clip(levels, 0, 255, out=levels).astype(np.uint8)
    return np.clip(picture + np.float32(strength) * canvas_grain()[rows][:, columns], 0, 1)


@lru_cache(4)
def _levels(strength: float) -> NDArray[np.int16]:
    return np.rint(255 * strength * canvas_grain()).astype(np.int16)
