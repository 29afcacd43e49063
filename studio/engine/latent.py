"""Latents: drawn from seeds, mixed, and walked through."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Latent = NDArray[np.float32]
"""(Z,) float32, standard normal."""

Interpolation = Callable[[Latent, Latent, float], Latent]

EASINGS: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        "linear": lambda t: t,
        "ease-in": lambda t: t * t,
        "ease-out": lambda t: t * (2.0 - t),
        "ease-in-out": lambda t: t * t * (3.0 - 2.0 * t),
        "smooth": lambda t: t**3 * (t * (6.0 * t - 15.0) + 10.0),
    }
)
"""How time goes between two keyframes: 0..1 -> 0..1. All but "linear" and "ease-in" arrive gently."""


def from_seed(seed: int, size: int) -> Latent:
    """The latent that a seed names, standard normal (size,): the same on every machine and with every numpy.

    Args:
        seed: any integer from 0.
        size: Z.
    """
    # numpy keeps the bits of a bit generator for ever, but not the methods that shape them (NEP 19): shape our own.
    bits = np.random.PCG64(seed).random_raw(2 * size).astype(np.uint64) >> np.uint64(11)
    uniform = (bits.astype(np.float64) + 0.5) * 2.0**-53
    radius = np.sqrt(-2.0 * np.log(uniform[:size]))
    return (radius * np.cos(2.0 * math.pi * uniform[size:])).astype(np.float32)


def lerp(a: Latent, b: Latent, t: float) -> Latent:
    """The straight mix: `a` at t = 0, `b` at t = 1."""
    return ((1.0 - t) * a + t * b).astype(np.float32)


def slerp(a: Latent, b: Latent, t: float) -> Latent:
    """The mix along the arc, which keeps the length that a normal latent has: `a` at t = 0, `b` at t = 1.

    Source: Shoemake 1985, "Animating rotation with quaternion curves".
    Differs: the lengths of `a` and `b` may differ. Where no arc is defined (the two are parallel, opposite or zero)
    the mix is straight.
    """
    exact_a, exact_b = a.astype(np.float64), b.astype(np.float64)
    lengths = float(np.linalg.norm(exact_a) * np.linalg.norm(exact_b))
    if lengths == 0.0:
        return lerp(a, b, t)
    angle = math.acos(min(1.0, max(-1.0, float(exact_a @ exact_b) / lengths)))
    sine = math.sin(angle)
    if sine < 1e-4:
        return lerp(a, b, t)
    return ((math.sin((1.0 - t) * angle) * a + math.sin(t * angle) * b) / sine).astype(np.float32)


def walk(
    latents: Sequence[Latent],
    frames: int,
    loop: bool = False,
    easing: str = "linear",
    interpolation: Interpolation = slerp,
) -> Iterator[Latent]:
    """A way through keyframes, one latent a frame, frames spread evenly over it.

    Args:
        latents: the keyframes.
        frames: how many to give; at least 1.
        loop: returns to the first keyframe; the last frame lies just before it, so that a film runs on without a jolt.
        easing: a name in EASINGS, applied between each two keyframes.
        interpolation: slerp or lerp.

    Raises:
        ValueError: no keyframe, no frame, or an unknown easing.
    """
    if not latents or frames < 1:
        raise ValueError("a walk needs at least one latent and one frame")
    if easing not in EASINGS:
        raise ValueError(f"there is no easing {easing!r}; choose from {', '.join(EASINGS)}")
    return _walk(list(latents), frames, loop, EASINGS[easing], interpolation)


def _walk(
    latents: list[Latent],
    frames: int,
    loop: bool,
    ease: Callable[[float], float],
    interpolation: Interpolation,
) -> Iterator[Latent]:
    segments = len(latents) if loop else len(latents) - 1
    intervals = frames if loop else max(1, frames - 1)
    for frame in range(frames):
        # Whole numbers keep the keyframes exact wherever a frame falls on one.
        segment, rest = divmod(frame * segments, intervals)
        start = latents[segment % len(latents)]
        if rest == 0:
            yield start.astype(np.float32)
        else:
            end = latents[(segment + 1) % len(latents)]
            yield interpolation(start, end, ease(rest / intervals))
