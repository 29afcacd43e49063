"""The projector as a typed model: how far a latent's picture is from a photo, and which way of the latent is nearer.

A generator's file offers its projector as metadata under `PROJECTOR_KEY`: the generator, the perceptual distance and
their reverse pass as a graph without large weights, and which of the file's own weights belong where.
`training.export.projector` writes it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from exports.card import GeneratorCard
from exports.errors import ModelError
from exports.imaging import Picture, Tensor, to_pictures, to_tensor
from exports.model import Model
from exports.onnxfile import LARGEST_FILE_BYTES, check_self_contained, metadata_of
from exports.runtime import Provider, RunControl, Runtime, require_finite
from exports.wire import Malformed, serialised_tensors, stored_tensors

PROJECTOR_KEY = "pinxit.projector"
LARGEST_GRAPH_BYTES = 8 << 20
CHUNK_PX = 1 << 16
"""Pixels of one run of the graph: bounds memory however many latents are asked about."""


@dataclass(frozen=True)
class ProjectionWeights:
    """How much each term of the loss counts.

    Attributes:
        pixel: the mean square difference of pixels.
        perceptual: the distance between the encoder's features.
        prior: the square of what the latent's mean square is away from 1, that of a draw.
    """

    pixel: float = 1.0
    perceptual: float = 1.0
    prior: float = 0.01


@dataclass(frozen=True, eq=False)
class ProjectionLoss:
    """Of N latents, each for itself.

    Attributes:
        total: (N,) the weighted sum of the terms.
        pixel: (N,) mean square difference of pixels, 0..1, before it is weighted.
        perceptual: (N,) distance between features, 0 the same .. 2 nothing in common, before it is weighted.
        gradient: (N, Z) of each `total` with respect to its latent.
    """

    total: NDArray[np.float32]
    pixel: NDArray[np.float32]
    perceptual: NDArray[np.float32]
    gradient: NDArray[np.float32]


class ProjectorModel(Model[GeneratorCard]):
    """Leads latents of a generator towards a photo.

    Attributes:
        latent_size: Z, the length of a latent.
        resolution: S, width and height of a target in pixels.
    """

    def __init__(self, card: GeneratorCard, path: Path, runtime: Runtime, digest: str) -> None:
        super().__init__(card, path, runtime)
        self.digest = digest  # of the file, not of the graph that was put together from it
        batch, target = (None, card.latent_size), (1, 3, card.resolution, card.resolution)
        runtime.check_contract(
            card,
            inputs={"latent": batch, "target": target, "weights": (3,)},
            outputs={
                "loss": (None,),
                "gradient": batch,
                "pixel": (None,),
                "perceptual": (None,),
                "image": (None, 3, card.resolution, card.resolution),
            },
        )
        self.latent_size = card.latent_size
        self.resolution = card.resolution

    def prepare(self, picture: Picture) -> Tensor:
        """A picture of the generator's size, (S, S, 3) uint8 or float32, as a target (1, 3, S, S).

        Raises:
            ModelError: it is of another size.
        """
        if picture.shape[:2] != (self.resolution, self.resolution):
            raise ModelError(
                f"{self.path.name} projects pictures of {self.resolution}x{self.resolution} pixels, not of "
                f"{picture.shape[1]}x{picture.shape[0]}; crop and resize it first."
            )
        return to_tensor(picture)

    def loss_and_gradient(
        self,
        latents: NDArray[np.float32],
        target: Tensor,
        weights: ProjectionWeights,
        *,
        control: RunControl | None = None,
    ) -> ProjectionLoss:
        """The loss of each latent's picture against a target, and its gradient.

        Args:
            latents: (N, Z), nominally standard normal.
            target: (1, 3, S, S) from `prepare`.
            weights: of the terms.
            control: stops the run from another thread.

        Raises:
            ModelError: the latents or the target do not fit, or a number is not finite.
        """
        found = self._run(["loss", "pixel", "perceptual", "gradient"], latents, target, weights, control)
        return ProjectionLoss(*found)

    def distances(
        self, latents: NDArray[np.float32], target: Tensor, *, control: RunControl | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """As `loss_and_gradient`, only the terms `pixel` and `perceptual`, (N,) each, in a third of the time."""
        pixel, perceptual = self._run(["pixel", "perceptual"], latents, target, ProjectionWeights(), control)
        return pixel, perceptual

    def pictures(self, latents: NDArray[np.float32], *, control: RunControl | None = None) -> Picture:
        """What the generator makes of latents (N, Z): (N, S, S, 3) uint8. Raises ModelError as `loss_and_gradient`."""
        unused = np.zeros((1, 3, self.resolution, self.resolution), np.float32)
        (images,) = self._run(["image"], latents, unused, ProjectionWeights(), control)
        return to_pictures(images)

    def _run(
        self,
        names: list[str],
        latents: NDArray[np.float32],
        target: Tensor,
        weights: ProjectionWeights,
        control: RunControl | None,
    ) -> list[NDArray[np.float32]]:
        latents = np.asarray(latents, np.float32)
        if latents.ndim != 2 or latents.shape[1] != self.latent_size or not len(latents):
            raise ModelError(
                f"{self.path.name} needs latents of {self.latent_size} numbers each and was given an array of shape "
                f"{latents.shape}; draw them for this generator."
            )
        if target.shape != (1, 3, self.resolution, self.resolution):
            raise ModelError(f"{self.path.name} was given a target of another size; use prepare().")
        amounts = np.array([weights.pixel, weights.perceptual, weights.prior], np.float32)
        if not (np.isfinite(latents).all() and np.isfinite(target).all() and np.isfinite(amounts).all()):
            raise ModelError("Latents, targets and the weights of a loss must be finite numbers.")
        chunk = max(1, CHUNK_PX // self.resolution**2)
        parts = []
        for start in range(0, len(latents), chunk):
            feeds = {"latent": latents[start : start + chunk], "target": target, "weights": amounts}
            found = self._runtime.run(names, feeds, control)
            parts.append([require_finite(values, self.path.name) for values in found])
        return [np.concatenate(values) for values in zip(*parts, strict=True)]


def offers_projector(data: bytes, file_name: str) -> bool:
    """Whether the bytes of a generator's file hold a projector."""
    return bool(metadata_of(data, PROJECTOR_KEY, file_name))


def load_projector(
    data: bytes, card: GeneratorCard, path: Path, *, provider: Provider = "auto", threads: int = 0
) -> ProjectorModel:
    """The projector in the bytes of a generator's file.

    Args:
        data: of a file without external data.
        card: the generator's.
        path: for messages.
        provider: as for `open_model`.
        threads: as for `open_model`.

    Raises:
        ModelError: there is none, it is damaged, or it breaks its contract.
    """
    texts = metadata_of(data, PROJECTOR_KEY, path.name)
    if not texts:
        raise ModelError(
            f"{path.name} holds no projector, so photos cannot be taken into it; export its run anew with "
            "pinxit-train export."
        )
    try:
        graph = _whole_graph(texts[0], data)
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
        binascii.Error,
        zlib.error,
        Malformed,
    ) as error:
        raise ModelError(f"The projector inside {path.name} is damaged; export the model anew.") from error
    check_self_contained(graph, path.name)
    runtime = Runtime(graph, path.name, provider=provider, threads=threads)
    return ProjectorModel(card, path, runtime, hashlib.sha256(data).hexdigest())


def _whole_graph(text: str, data: bytes) -> bytes:
    """The projector's graph with the file's weights in their places."""
    table = json.loads(text)
    unpacker = zlib.decompressobj()
    graph = unpacker.decompress(base64.b64decode(table["graph"], validate=True), LARGEST_GRAPH_BYTES)
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise ValueError("a graph that is too large or cut off")
    stored = stored_tensors(data)
    weights = {str(place): stored[str(name)] for place, name in table["weights"].items()}
    # A file is small that names one weight in a million places.
    if sum(values.nbytes for values in weights.values()) > LARGEST_FILE_BYTES:
        raise ValueError("more weights than a file may hold")
    return graph + serialised_tensors(weights)
