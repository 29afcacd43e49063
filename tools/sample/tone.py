"""From linear light to the finished sRGB picture."""

import numpy as np
from scipy import ndimage

from tools.sample.noise import Array


def develop(light: Array, rng: np.random.Generator, exposure: float = 0.92) -> np.ndarray:
    """Tone-maps linear light (H, W, 3) with bloom, shoulder and slight grain. Returns uint8 sRGB."""
    height = light.shape[0]
    bright = np.clip(light - 1.1, 0.0, 3.0)
    light = light + 0.10 * ndimage.gaussian_filter(bright, (height / 90, height / 90, 0))
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : light.shape[1] * 1j].astype(np.float32)
    light = light * (1.0 - 0.13 * (rows**2 + columns**2) ** 1.2 / 2.0)[..., None] * exposure
    mapped = (
        light * (2.51 * light * 0.62 + 0.03) / (light * 0.62 * (2.43 * light * 0.62 + 0.59) + 0.14) * 0.62
    )
    grey = mapped @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    mapped = np.clip(grey[..., None] + (mapped - grey[..., None]) * 1.07, 0.0, 1.0)
    srgb = np.where(
        mapped <= 0.0031308, 12.92 * mapped, 1.055 * np.maximum(mapped, 1e-6) ** (1 / 2.4) - 0.055
    )
    grain = ndimage.gaussian_filter(rng.standard_normal(light.shape[:2]), 0.55).astype(np.float32)
    srgb = srgb + 0.006 * grain[..., None] * (1.0 - 0.6 * grey[..., None])
    return np.clip(srgb * 255 + 0.5, 0, 255).astype(np.uint8)
