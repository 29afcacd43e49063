"""Directions of a generator's latent space, for sliders.

Some are found by what they change in the pictures and carry its name; the others are principal components of the
first layer's activations, and factors of the first layer's weights.

Source: Härkönen et al. 2020 (GANSpace), section 2.2: principal components, carried back to latents by least squares;
Shen & Zhou 2021 (SeFa), section 3.2: eigenvectors of A'A, where A is the first layer's weight.
Differs: the named ones solve the same least squares with measured properties of the pictures in place of components;
a frozen batch norm behind the first layer belongs to its weight; what a kept direction shows already is left out.

Decompositions are made in double precision and rounded to `DECIMALS`: LAPACK's sums depend on where in memory its
arguments lie, and in single precision that shows in the fifth decimal.
"""

from __future__ import annotations

import copy
import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from training.data import step_torch_rng
from training.gan.adversary import DIRECTION_STREAM
from training.networks.adversarial import Generator

SAMPLES = 2048
PROBES = 48
CANDIDATES = 16
"""So many principal components, and so many factors, are looked at."""
LEAST_SHARE = 0.3
"""A property gets a direction if latents explain, linearly, at least this share of its variance."""
LEAST_OWN = 0.5
"""A component or factor is kept if so much of its length lies at right angles to the named directions."""
LARGEST_COSINE = 0.7
"""Of two directions that are closer to parallel than this, only the stronger one is kept."""
DECIMALS = 6


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

    The others say where they come from, "Principal 1", "Factor 1", numbered by their strength. The same generator and
    seed give the same directions to the bit.

    Args:
        generator: in evaluation mode.
        count: how many.
        seed: draws the latents that are looked at.
    """
    rng = step_torch_rng(seed, 0, DIRECTION_STREAM)
    latents = torch.randn(SAMPLES, generator.latent_size, generator=rng)
    probes = latents[:PROBES]

    def strongest(found: list[tuple[str, Tensor]]) -> list[FoundDirection]:
        measured = [
            FoundDirection(name, vector, 1.0, picture_change(generator, probes, vector))
            for name, vector in found
        ]
        return sorted(measured, key=lambda direction: -direction.change)

    named = list(named_directions(generator, latents).items())
    kept = _distinct([], strongest(named))[:count]
    vectors = [direction.vector for direction in kept]
    unnamed = [
        (origin, _towards_light(generator, own))
        for origin, found in (
            ("Principal", principal_directions(generator, latents)),
            ("Factor", factor_directions(generator)),
        )
        for own in _without(found, vectors)
    ]
    kept = _distinct(kept, strongest(unnamed))[:count]
    kept.sort(key=lambda direction: -direction.change)
    numbers: Counter[str] = Counter()
    for place, direction in enumerate(kept):
        if direction.name not in PROPERTIES:
            numbers[direction.name] += 1
            kept[place] = dataclasses.replace(direction, name=f"{direction.name} {numbers[direction.name]}")
    return kept


def named_directions(generator: nn.Module, latents: Tensor) -> dict[str, Tensor]:
    """For each property that latents explain, the unit vector (Z,) that changes it and leaves the others alone."""
    seen: dict[str, list[Tensor]] = {name: [] for name in PROPERTIES}
    for pictures in _batches(generator, latents):
        for name, measure in PROPERTIES.items():
            seen[name].append(measure(pictures))
    exact = latents.double()
    values = torch.stack([torch.cat(parts) for parts in seen.values()], dim=1).double()
    values = (values - values.mean(0)) / values.std(0).clamp(min=1e-6)

    # Latents explain a property by the share of its variance that a linear fit catches ...
    slopes = torch.linalg.lstsq(exact, values).solution
    shares = 1 - (values - exact @ slopes).var(0)
    kept = [index for index, share in enumerate(shares.tolist()) if share >= LEAST_SHARE]
    if not kept:
        return {}
    # ... and the least-squares latent for one property at +1 and the others at 0 is its direction.
    vectors = torch.linalg.lstsq(values[:, kept], exact).solution
    names = list(PROPERTIES)
    return {names[index]: _unit(vector) for index, vector in zip(kept, vectors, strict=True)}


def principal_directions(generator: Generator, latents: Tensor) -> list[Tensor]:
    """Unit vectors (Z,) of the principal components of the first layer's activations, the largest first."""
    activations = torch.cat([generator.first_activations(part).flatten(1) for part in latents.split(256)])
    activations = activations.double()
    activations -= activations.mean(0)
    with torch.random.fork_rng():
        torch.manual_seed(0)  # the randomised decomposition takes no generator of its own
        _, _, axes = torch.svd_lowrank(activations, q=min(CANDIDATES, *activations.shape), niter=4)
    scores = activations @ axes
    spread = scores.std(0)
    scores, spread = scores[:, spread > 1e-6 * spread[0]], spread[spread > 1e-6 * spread[0]]
    return [_unit(vector) for vector in torch.linalg.lstsq(scores / spread, latents.double()).solution]


def factor_directions(generator: Generator) -> list[Tensor]:
    """Unit vectors (Z,) that the first layer enlarges most, the largest first; none where it is not linear."""
    weight = first_weight(generator)
    if weight is None:
        return []
    weight = weight.double()
    _, vectors = torch.linalg.eigh(weight.T @ weight)
    return [_unit(vector) for vector in vectors.T.flip(0)[:CANDIDATES]]


def first_weight(generator: Generator) -> Tensor | None:
    """The matrix (outputs, Z) of the layer that latents meet first, with the batch norm behind it, if any.

    None where the first layer with weights takes something else than latents.
    """
    folded = copy.deepcopy(generator)
    folded.fold()
    with _FirstLayer() as first:
        folded.first_activations(torch.zeros(1, generator.latent_size))
    if first.weight is None or first.taken != generator.latent_size:
        return None
    return first.weight.flatten(1).T if first.transposed else first.weight.flatten(1)


class _FirstLayer(TorchFunctionMode):
    """While it is entered, catches the weight of the first linear layer or convolution that is computed.

    Attributes:
        weight: as the layer used it; None before.
        taken: how many numbers of a picture the layer took in.
        transposed: whether the weight's first axis is that of the input.
    """

    weight: Tensor | None = None
    taken = 0
    transposed = False

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        layers = (functional.linear, functional.conv2d, functional.conv_transpose2d)
        if self.weight is None and func in layers:
            self.taken, self.weight = args[0][0].numel(), args[1]
            self.transposed = func is functional.conv_transpose2d
        return func(*args, **(kwargs or {}))


def picture_change(generator: nn.Module, latents: Tensor, vector: Tensor) -> float:
    """Mean absolute change of a pixel from two sigma below to two above along a unit vector (Z,)."""
    along = (latents @ vector)[:, None]
    rest = latents - along * vector
    low = torch.cat(list(_batches(generator, rest - 2 * vector)))
    high = torch.cat(list(_batches(generator, rest + 2 * vector)))
    return float((high - low).abs().mean())


def _without(vectors: list[Tensor], others: list[Tensor]) -> list[Tensor]:
    """What of unit vectors (Z,) lies at right angles to `others`, as unit vectors; those with little of it left out."""
    if others:
        basis = torch.linalg.qr(torch.stack(others, dim=1).double()).Q
        own = [vector.double() - basis @ (basis.T @ vector.double()) for vector in vectors]
        vectors = [_unit(vector) for vector in own if float(vector.norm()) >= LEAST_OWN]
    return vectors


def _unit(vector: Tensor) -> Tensor:
    """A vector (Z,) of double precision at length 1, rounded, in single precision."""
    return (vector / vector.norm()).round(decimals=DECIMALS).float()


def _distinct(kept: list[FoundDirection], more: list[FoundDirection]) -> list[FoundDirection]:
    """The kept ones, followed by those of the others that are not nearly parallel to one before them."""
    kept = list(kept)
    for direction in more:
        if all(abs(float(direction.vector @ one.vector)) < LARGEST_COSINE for one in kept):
            kept.append(direction)
    return kept


def _towards_light(generator: nn.Module, vector: Tensor) -> Tensor:
    """An axis has no sign of its own: plus is its lighter end."""
    ends = generator(torch.stack([2 * vector, -2 * vector]))
    return vector if float(ends[0].mean()) >= float(ends[1].mean()) else -vector


def _batches(generator: nn.Module, latents: Tensor) -> Iterator[Tensor]:
    for part in latents.split(32):
        yield generator(part)
