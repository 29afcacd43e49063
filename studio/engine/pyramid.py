"""An image as a sum of levels, each half as large as the one before: what the optimizer really moves.

A step on a coarse level moves large areas together, so light and colour settle in a few steps and no pixel noise has
to be built up and taken away again. Source: Kolkin, Salavon and Shakhnarovich 2019, "Style transfer by relaxed optimal
transport and self-similarity", section 2.4. Differs: bilinear levels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Level = np.ndarray
"""(1, 3, H, W) float32."""


def depth_of(height: int, width: int, most: int) -> int:
    """How many levels an image can have: each but the last has even sides."""
    depth = 1
    while depth < most and height % 2 == 0 and width % 2 == 0:
        height, width, depth = height // 2, width // 2, depth + 1
    return depth


def decompose(image: Level, depth: int) -> list[Level]:
    """Levels that add up to the image, finest first: all of it in the finest, the others 0."""
    _, channels, height, width = image.shape
    coarser = [np.zeros((1, channels, height >> k, width >> k), np.float32) for k in range(1, depth)]
    return [image.astype(np.float32), *coarser]


def compose(levels: Sequence[Level]) -> Level:
    """The image that levels add up to, (1, 3, H, W)."""
    image = levels[-1]
    for level in reversed(levels[:-1]):
        image = level + enlarged(image)
    return image


def gradients(gradient: Level, depth: int) -> list[Level]:
    """The gradient with respect to each level, from that with respect to the image."""
    found = [gradient]
    while len(found) < depth:
        found.append(enlarged_adjoint(found[-1]))
    return found


def smoothed(image: Level, depth: int, share: float) -> Level:
    """An image with its large forms made stronger: each level's part of it, and `share` of the next coarser one's.

    As a matrix it is the sum of `share`**k E E', where E enlarges level k to the image: symmetric and positive.

    Args:
        image: (1, 3, H, W).
        depth: levels, see `depth_of`.
        share: of a level beside the next finer one, from 0, which changes nothing. What is even over large areas
            becomes up to 1 + 4 share + 16 share² + ... times as much.
    """
    *finer, coarsest = gradients(image, depth)
    found = coarsest
    for level in reversed(finer):
        found = level + np.float32(share) * enlarged(found)
    return found


def enlarged(image: Level) -> Level:
    """Twice as large each way, bilinear."""
    return _double(_double(image).swapaxes(-1, -2)).swapaxes(-1, -2)


def enlarged_adjoint(gradient: Level) -> Level:
    """The adjoint of `enlarged`: half as large each way; what a gradient becomes on its way back."""
    return _double_adjoint(_double_adjoint(gradient).swapaxes(-1, -2)).swapaxes(-1, -2)


def _double(rows: np.ndarray) -> np.ndarray:
    left = np.concatenate([rows[..., :1], rows[..., :-1]], axis=-1)
    right = np.concatenate([rows[..., 1:], rows[..., -1:]], axis=-1)
    doubled = np.empty((*rows.shape[:-1], 2 * rows.shape[-1]), np.float32)
    doubled[..., 0::2] = 0.75 * rows + 0.25 * left
    doubled[..., 1::2] = 0.75 * rows + 0.25 * right
    return doubled


def _double_adjoint(rows: np.ndarray) -> np.ndarray:
    even, odd = rows[..., 0::2], rows[..., 1::2]
    halved = 0.75 * (even + odd)
    halved[..., :-1] += 0.25 * even[..., 1:]
    halved[..., 0] += 0.25 * even[..., 0]
    halved[..., 1:] += 0.25 * odd[..., :-1]
    halved[..., -1] += 0.25 * odd[..., -1]
    return halved
