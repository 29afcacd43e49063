"""Pictures out of a generator: samples, grids, moves along directions, and the frames of a walk."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from studio.engine.cancel import CancelToken, stopping_runs
from studio.engine.latent import Latent, from_seed
from studio.engine.resampling import fitted, resized

if TYPE_CHECKING:
    from exports.session import Direction, GeneratorModel

BATCH = 16


def sample(
    model: GeneratorModel, seeds: Sequence[int], truncation: float = 1.0, cancel: CancelToken | None = None
) -> np.ndarray:
    """One picture for each seed, uint8 (N, S, S, 3).

    Raises:
        Cancelled, ModelError.
    """
    latents = [from_seed(seed, model.latent_size) for seed in seeds]
    pictures = list(frames(model, latents, truncation, cancel=cancel))
    size = model.resolution
    return np.stack(pictures) if pictures else np.zeros((0, size, size, 3), np.uint8)


def frames(
    model: GeneratorModel,
    latents: Iterable[Latent],
    truncation: float = 1.0,
    *,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[np.ndarray]:
    """The pictures of latents, uint8 (S, S, 3), made a few at a time as they are asked for.

    Args:
        on_progress: called with the number of pictures made so far.

    Raises:
        Cancelled, ModelError.
    """
    remaining = iter(latents)
    made = 0
    while batch := list(islice(remaining, BATCH)):
        with stopping_runs(cancel) as control:
            pictures = model(np.stack(batch), truncation, control=control)
        made += len(pictures)
        if on_progress is not None:
            on_progress(made)
        yield from pictures


def grid(
    pictures: Sequence[np.ndarray] | np.ndarray, columns: int = 0, gap_px: int = 0, color: int = 0
) -> np.ndarray:
    """Pictures of one size side by side, row by row, uint8 (H, W, 3).

    Args:
        columns: 0 = as square as may be.
        gap_px: between neighbours.
        color: grey value 0..255 of the gaps and of empty places.
    """
    if len(pictures) == 0:
        raise ValueError("a grid needs at least one picture")
    columns = columns or math.ceil(math.sqrt(len(pictures)))
    rows = math.ceil(len(pictures) / columns)
    height, width = pictures[0].shape[:2]
    sheet_shape = (rows * (height + gap_px) - gap_px, columns * (width + gap_px) - gap_px, 3)
    sheet = np.full(sheet_shape, color, np.uint8)
    for place, picture in enumerate(pictures):
        top, left = place // columns * (height + gap_px), place % columns * (width + gap_px)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def move(latent: Latent, directions: Sequence[Direction], amounts: Mapping[str, float]) -> Latent:
    """A latent moved along directions.

    Args:
        latent: (Z,), not changed.
        directions: a model's.
        amounts: direction name -> how far, in standard deviations of latents along it.

    Raises:
        ValueError: an amount names no direction.
    """
    unknown = set(amounts) - {direction.name for direction in directions}
    if unknown:
        raise ValueError(f"there is no direction {min(unknown)!r}")
    moved = latent.astype(np.float32)
    for direction in directions:
        moved += np.float32(amounts.get(direction.name, 0.0) * direction.sigma) * direction.vector
    return moved


def enlarge(picture: np.ndarray, size_px: int) -> np.ndarray:
    """A picture, uint8 (H, W, 3), resampled so that its long side is `size_px`."""
    return resized(picture, fitted(picture, size_px))
