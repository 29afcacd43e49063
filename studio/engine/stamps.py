"""The pictures of a stamp: where its latents go, and what the generator makes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from studio.document.stamp import Stamp
from studio.engine.cancel import CancelToken
from studio.engine.latent import EASINGS, Latent, from_seed, slerp
from studio.engine.space import GeneratorSpace

if TYPE_CHECKING:
    from exports.session import GeneratorModel

BATCH = 8
"""Pictures are always made so many at a time, the same ones together: a stroke that is painted again is the same."""

_SEEDS_APART = 1_000_003


def latent_at(stamp: Stamp, number: int) -> Latent:
    """The latent of a dab, (Z,) float32: from the stamp's own along arcs to latents that its seed draws."""
    size = len(stamp.latent)
    leg, share = divmod(number * stamp.drift, 1.0)
    return slerp(
        _stop(stamp, int(leg), size), _stop(stamp, int(leg) + 1, size), EASINGS["ease-in-out"](share)
    )


def batch_of(
    stamp: Stamp, index: int, model: GeneratorModel, cancel: CancelToken | None = None
) -> tuple[np.ndarray, ...]:
    """The pictures, uint8 (S, S, 3), of the dabs from `index * BATCH` on.

    Raises:
        Cancelled, ModelError.
    """
    count = BATCH if stamp.drift else 1
    latents = np.stack([latent_at(stamp, index * BATCH + place) for place in range(count)])
    pictures = GeneratorSpace(model).pictures(latents, stamp.truncation, stamp.mix, cancel)
    return tuple(pictures) * (BATCH // count)


def picture_at(
    stamp: Stamp, model: GeneratorModel, cancel: CancelToken | None = None
) -> Callable[[int], np.ndarray]:
    """Makes the pictures of dabs when they are asked for, a batch at a time; keeps the newest batch."""
    kept: dict[int, tuple[np.ndarray, ...]] = {}

    def at(number: int) -> np.ndarray:
        index, place = divmod(number, BATCH)
        if index not in kept:
            kept.clear()
            kept[index] = batch_of(stamp, index, model, cancel)
        return kept[index][place]

    return at


def _stop(stamp: Stamp, leg: int, size: int) -> Latent:
    if leg == 0:
        return np.array(stamp.latent, np.float32)
    return from_seed((stamp.seed * _SEEDS_APART + leg) % 2**63, size)
