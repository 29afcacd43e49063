"""Directions of a generator's latent space, for sliders.

Some are found by what they change in the pictures and carry its name; the others are principal components of the
first layer's activations.

Source: Härkönen et al. 2020 (GANSpace), section 2.2: principal components, carried back to latents by least squares.
Differs: the named ones solve the same least squares with measured properties of the pictures in place of components.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.data import step_torch_rng
from training.gan.adversary import DIRECTION_STREAM, Generator

SAMPLES = 2048
PROBES = 48
CANDIDATES = 24
LEAST_SHARE = 0.3
"""A property gets a direction if latents explain, linearly, at least this share of its variance."""


@dataclass(frozen=True)
class FoundDirection:
    """A unit vector in latent space.

    Attributes:
        name: what moves along it.
        vector: (Z,) of length 1.
        sigma: standard deviation of latents along it: 1, since latents are standard normal.
        change: mean absolute change of a pixel, 0..1, from two sigma below to two above.
    """

    name: str
    vector: Tensor
    sigma: float
    change: float


def lightness(pictures: Tensor) -> Tensor:
    """Mean of all channels, (N,)."""
    return pictures.mean((1, 2, 3))


def warmth(pictures: Tensor) -> Tensor:
    """Red over blue, (N,)."""
    return (pictures[:, 0] - pictures[:, 2]).mean((1, 2))


def vividness(pictures: Tensor) -> Tensor:
    """Mean spread of the channels within a pixel, (N,)."""
    return (pictures.amax(1) - pictures.amin(1)).mean((1, 2))


def glow(pictures: Tensor) -> Tensor:
    """How much lighter the middle is than the rim, (N,)."""
    side = pictures.shape[-1]
    quarter = side // 4
    grey = pictures.mean(1)
    middle = grey[:, quarter : side - quarter, quarter : side - quarter].mean((1, 2))
    return middle - grey.mean((1, 2))


PROPERTIES: Mapping[str, Callable[[Tensor], Tensor]] = {
    "Lightness": lightness,
    "Warmth": warmth,
    "Vividness": vividness,
    "Glow of the middle": glow,
}
"""Properties of pictures (N, 3, S, S) in 0..1 that may get a direction, by its name."""


@torch.no_grad()
def find_directions(generator: Generator, count: int, seed: int) -> list[FoundDirection]:
    """The `count` directions that change the pictures most, the named ones among them; strongest first.

    Args:
        generator: in evaluation mode.
        count: how many.
        seed: draws the latents that are looked at.
    """
    rng = step_torch_rng(seed, 0, DIRECTION_STREAM)
    latents = torch.randn(SAMPLES, generator.latent_size, generator=rng)
    probes = latents[:PROBES]

    found = [
        FoundDirection(name, vector, 1.0, picture_change(generator, probes, vector))
        for name, vector in named_directions(generator, latents).items()
    ][:count]
    components = [
        (picture_change(generator, probes, vector), vector)
        for vector in principal_directions(generator, latents, [direction.vector for direction in found])
    ]
    components.sort(key=lambda pair: -pair[0])
    for number, (change, vector) in enumerate(components[: count - len(found)], start=1):
        found.append(FoundDirection(f"Direction {number}", vector, 1.0, change))
    return sorted(found, key=lambda direction: -direction.change)


def named_directions(generator: nn.Module, latents: Tensor) -> dict[str, Tensor]:
    """For each property that latents explain, the unit vector (Z,) that changes it and leaves the others alone."""
    seen: dict[str, list[Tensor]] = {name: [] for name in PROPERTIES}
    for pictures in _batches(generator, latents):
        for name, measure in PROPERTIES.items():
            seen[name].append(measure(pictures))
    values = torch.stack([torch.cat(parts) for parts in seen.values()], dim=1)
    values = (values - values.mean(0)) / values.std(0).clamp(min=1e-6)

    # Latents explain a property by the share of its variance that a linear fit catches ...
    slopes = torch.linalg.lstsq(latents, values).solution
    shares = 1 - (values - latents @ slopes).var(0)
    kept = [index for index, share in enumerate(shares.tolist()) if share >= LEAST_SHARE]
    if not kept:
        return {}
    # ... and the least-squares latent for one property at +1 and the others at 0 is its direction.
    vectors = torch.linalg.lstsq(values[:, kept], latents).solution
    names = list(PROPERTIES)
    return {names[index]: vector / vector.norm() for index, vector in zip(kept, vectors, strict=True)}


def principal_directions(generator: Generator, latents: Tensor, avoid: list[Tensor]) -> list[Tensor]:
    """Unit vectors (Z,) of the first layer's principal components, at right angles to `avoid`."""
    activations = torch.cat([generator.first_activations(part).flatten(1) for part in latents.split(256)])
    activations = activations - activations.mean(0)
    with torch.random.fork_rng():
        torch.manual_seed(0)  # the randomised decomposition takes no generator of its own
        _, _, axes = torch.svd_lowrank(activations, q=min(CANDIDATES, latents.shape[1]), niter=4)
    scores = activations @ axes
    vectors = torch.linalg.lstsq(scores / scores.std(0), latents).solution
    if avoid:
        basis = torch.linalg.qr(torch.stack(avoid, dim=1)).Q
        vectors = vectors - vectors @ basis @ basis.T
    return [
        _towards_light(generator, vector / vector.norm()) for vector in vectors if float(vector.norm()) > 1e-3
    ]


def picture_change(generator: nn.Module, latents: Tensor, vector: Tensor) -> float:
    """Mean absolute change of a pixel from two sigma below to two above along a unit vector (Z,)."""
    along = (latents @ vector)[:, None]
    rest = latents - along * vector
    low = torch.cat(list(_batches(generator, rest - 2 * vector)))
    high = torch.cat(list(_batches(generator, rest + 2 * vector)))
    return float((high - low).abs().mean())


def _towards_light(generator: nn.Module, vector: Tensor) -> Tensor:
    """A component has no sign of its own: plus is the lighter end of the axis."""
    ends = generator(torch.stack([2 * vector, -2 * vector]))
    return vector if float(ends[0].mean()) >= float(ends[1].mean()) else -vector


def _batches(generator: nn.Module, latents: Tensor) -> Iterator[Tensor]:
    for part in latents.split(32):
        yield generator(part)
