"""A picture to judge networks on that is no photo of anybody's, and much like all of them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@lru_cache(2)
def natural_noise(height: int, width: int) -> NDArray[np.uint8]:
    """A picture (H, W, 3) with the spectrum of photographs: amplitudes fall as the frequency rises (Field 1987)."""
    noise = np.fft.rfft2(np.random.default_rng(1).standard_normal((3, height, width)))
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    noise /= np.maximum(frequency, 1 / max(height, width))
    picture = np.fft.irfft2(noise, (height, width))
    # Channels of photographs have most of their light in common.
    picture = 0.8 * picture.mean(0, keepdims=True) + 0.4 * picture
    picture = (picture - picture.mean()) / picture.std()
    levels = np.clip(128 + 56 * picture, 0, 255).astype(np.uint8).transpose(1, 2, 0)
    levels.flags.writeable = False
    return levels
