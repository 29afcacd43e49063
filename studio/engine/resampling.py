"""Pictures at other sizes."""

from __future__ import annotations

import numpy as np
from PIL import Image


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
