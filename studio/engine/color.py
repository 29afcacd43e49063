"""Taking colour from one picture and light from another."""

from __future__ import annotations

import numpy as np

# Luma of sRGB values (ITU-R BT.601), the Y of a JPEG.
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def with_colors_of(photo: np.ndarray, painted: np.ndarray) -> np.ndarray:
    """The painting's light in the photo's colours: luma of `painted`, chroma of `photo`.

    Args:
        photo: uint8 (H, W, 3).
        painted: uint8 (H, W, 3).

    Returns:
        uint8 (H, W, 3). Values that fall out of range are clipped.
    """
    # Y'CbCr with one Y exchanged for another is the same as moving all three channels by the difference of luma.
    moved = photo.astype(np.float32)
    moved += ((painted.astype(np.float32) - moved) @ _LUMA)[..., np.newaxis]
    return np.clip(np.rint(moved, out=moved), 0, 255).astype(np.uint8)
