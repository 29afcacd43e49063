"""Taking colour from one picture and light from another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Luma of sRGB values (ITU-R BT.601), the Y of a JPEG.
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


_LEAST_VARIANCE = 4.0
"""Of a colour, in squared levels: a flatter picture is treated as if it had that much."""


def luma(picture: np.ndarray) -> np.ndarray:
    """Luma 0..255, float32 (H, W), of a picture (H, W, 3) of 0..255."""
    return picture.astype(np.float32) @ _LUMA


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


@dataclass(frozen=True)
class ColorMap:
    """A linear map of colours.

    Attributes:
        matrix: (3, 3).
        offset: (3,) added afterwards, in levels of 255.
    """

    matrix: np.ndarray
    offset: np.ndarray

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """A picture uint8 (H, W, 3) in its new colours; values that fall out of range are clipped."""
        moved = picture.astype(np.float32) @ self.matrix.T.astype(np.float32)
        moved += self.offset.astype(np.float32)
        return np.clip(np.rint(moved, out=moved), 0, 255).astype(np.uint8)


def map_between(colors: np.ndarray, wanted: np.ndarray) -> ColorMap:
    """The linear map that gives colours the mean and covariance of others, and turns them as little as it can.

    Source: Gatys et al. 2017, section 5.2 (the symmetric solution, which keeps hues nearest).

    Args:
        colors: (N, 3) in 0..255.
        wanted: (M, 3) in 0..255.
    """
    mean, covariance = _moments(colors)
    wanted_mean, wanted_covariance = _moments(wanted)
    root = _power(covariance, 0.5)
    inverse = _power(covariance, -0.5)
    matrix = inverse @ _power(root @ wanted_covariance @ root, 0.5) @ inverse
    return ColorMap(matrix, wanted_mean - matrix @ mean)


def _moments(colors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    values = colors.astype(np.float64)
    return values.mean(0), np.cov(values, rowvar=False, bias=True) + _LEAST_VARIANCE * np.eye(3)


def _power(matrix: np.ndarray, exponent: float) -> np.ndarray:
    """A power of a symmetric positive definite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * values**exponent) @ vectors.T
