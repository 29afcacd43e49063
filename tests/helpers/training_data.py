"""Small material for training tests: pictures drawn here, and perceptual networks with random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from training.perceptual.networks import SmallVgg, SqueezeNet


def write_pictures(
    folder: Path, count: int, *, size: tuple[int, int] = (96, 80), darkest: int = 0, seed: int = 0
) -> Path:
    """Writes smooth random pictures, each different, as PNG files; returns the folder.

    Args:
        folder: made if missing.
        count: how many.
        size: width and height, pixels.
        darkest: smallest value of the coarse cells that the pictures are drawn from; 255 leaves only white.
        seed: of the random numbers.
    """
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        coarse = rng.integers(darkest, 256, size=(6, 7, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).save(
            folder / f"picture{index:02d}.png"
        )
    return folder


def write_perceptual(folder: Path) -> Path:
    """Writes SqueezeNet 1.1 and the small VGG with random weights, as a folder for `--perceptual`; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        torch.save(SqueezeNet("1.1").state_dict(), folder / "squeezenet1_1.pth")
        torch.save(SmallVgg("r41").state_dict(), folder / "vgg19lite_r41.pth")
    return folder
