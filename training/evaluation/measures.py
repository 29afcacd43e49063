"""What a painted picture shows beside its losses: how it flickers in a pan, and how much fine noise it has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

Pixels = NDArray[np.uint8]

PAN_MOVES = (
    (1.0, 0.0),
    (0.5, 0.0),
    (0.0, 0.5),
    (2.0, 1.0),
    (0.25, 0.75),
    (3.0, 0.0),
    (1.37, 0.61),
    (0.0, 2.0),
)
"""Pixels right and down from each frame to the next: wholes, halves, quarters, and what falls in step with nothing."""
NOISE_WINDOW_PX = 64


@dataclass(frozen=True)
class Pan:
    """A camera that moves over a photo.

    Attributes:
        frames: uint8 (H, W, 3) each, all of one size.
        moves: for each frame but the last, pixels right and down to the next.
    """

    frames: tuple[Pixels, ...]
    moves: tuple[tuple[float, float], ...]


def pan_over(photo: Pixels, side_px: int, moves: Sequence[tuple[float, float]] = PAN_MOVES) -> Pan:
    """Square frames of a photo, each resampled from it where the camera stands.

    Args:
        photo: uint8 (H, W, 3). The more pixels it has for each of a frame's, the truer are fractions of a pixel.
        side_px: side of a frame; less, a multiple of four, where the photo is too small for the way.
        moves: pixels right and down between frames, none below zero.
    """
    travel = math.ceil(max(sum(move[0] for move in moves), sum(move[1] for move in moves)))
    height, width = photo.shape[:2]
    side = min(side_px, (min(height, width) - travel) // 4 * 4)
    scale = min(height, width) / (side + travel)
    image = Image.fromarray(photo)
    places = np.cumsum([(0.0, 0.0), *moves], axis=0)
    frames = []
    for x, y in places:
        box = (x * scale, y * scale, (x + side) * scale, (y + side) * scale)
        frames.append(np.asarray(image.resize((side, side), Image.Resampling.LANCZOS, box=box)))
    return Pan(tuple(frames), tuple(moves))


def unsteadiness(
    frames: Sequence[NDArray[np.generic]], moves: Sequence[tuple[float, float]], margin_px: int
) -> float:
    """Mean absolute difference, 0..1, between frames and their predecessors moved along.

    Args:
        frames: (H, W, 3), uint8 or float32 0..1.
        moves: pixels right and down that the camera went between frames.
        margin_px: border that does not count.
    """
    tensors = [torch.from_numpy(to_unit(frame)).permute(2, 0, 1)[None] for frame in frames]
    differences = [
        (along(before, move) - after)[..., margin_px:-margin_px, margin_px:-margin_px].abs().mean().item()
        for before, after, move in zip(tensors[:-1], tensors[1:], moves, strict=True)
    ]
    return float(np.mean(differences))


def along(image: Tensor, move: tuple[float, float]) -> Tensor:
    """(1, 3, H, W) as the camera sees it after a move of pixels right and down; between pixels bicubic."""
    height, width = image.shape[2:]
    right, down = move
    to_source = torch.tensor([[[1.0, 0.0, 2 * right / width], [0.0, 1.0, 2 * down / height]]])
    grid = F.affine_grid(to_source, list(image.shape), align_corners=False)
    return F.grid_sample(image, grid, mode="bicubic", padding_mode="border", align_corners=False)


def fine_energy_density(picture: NDArray[np.generic], window_px: int = NOISE_WINDOW_PX) -> float:
    """Variance, values 0..1, that lies above a quarter cycle a pixel (half of what the sampling can hold).

    A frequency counts when it is above in either direction. The mean over half overlapping windows with soft edges
    (Welch 1967) and over the three colours, so that pictures of any size compare.

    Args:
        picture: (H, W, 3), uint8 or float32 0..1.
        window_px: side of a window; the picture's shorter side where that is less.
    """
    values = to_unit(picture)
    side = min(window_px, *values.shape[:2])
    windows = np.lib.stride_tricks.sliding_window_view(values, (side, side), (0, 1))
    windows = windows[:: side // 2, :: side // 2]
    soft = np.hanning(side + 1)[:-1]
    soft = np.outer(soft, soft)
    weight = soft.sum()
    mean = (windows * soft).sum((-2, -1), keepdims=True) / weight
    spectrum = np.abs(np.fft.fft2((windows - mean) * soft)) ** 2 / (side**2 * (soft**2).sum())
    frequency = np.abs(np.fft.fftfreq(side))
    fine = np.maximum(frequency[:, None], frequency) > 0.25
    return float(spectrum[..., fine].sum(-1).mean())


def to_unit(picture: NDArray[np.generic]) -> NDArray[np.float32]:
    """A picture as float32 0..1."""
    factor = np.float32(1 / 255 if picture.dtype == np.uint8 else 1)
    return picture.astype(np.float32) * factor
