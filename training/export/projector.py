"""Puts a generator's projector into its model file: loss and gradient with respect to the latent, as a plain graph."""

from __future__ import annotations

import base64
import copy
import json
import zlib
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.export import Dim
from torch.nn.functional import cosine_similarity

from exports.projector_model import PROJECTOR_KEY
from exports.session import ProjectionWeights, open_projector
from training.errors import TrainingError
from training.export.differentiate import trace_reverse
from training.export.onnxfile import LEAST_HALVED, trace
from training.networks.adversarial import Generator
from training.networks.encoder import Encoder
from training.networks.projector import projector, shallow
from training.perceptual.networks import OwnEncoder

INPUTS = ("latent", "target", "weights")
OUTPUTS = ("loss", "gradient", "pixel", "perceptual", "image")
BATCH = 13
"""Latents to trace with: a number that is no other length of the graph, or the two would be taken for one."""
COSINE = 0.9999
"""Least cosine between the graph's gradient and autograd's."""
PARITY_LATENTS = 4


def shipped_encoder() -> Encoder:
    """The part of Pinxit's own encoder that the projector looks through. Raises TrainingError if it is not there."""
    return shallow(OwnEncoder().encoder)


class GradientError(TrainingError):
    """The projector in a file leads another way than the trained generator does."""


def add_projector(model: onnx.ModelProto, graph: onnx.ModelProto) -> dict[str, str]:
    """Makes a generator's file a projector too.

    Args:
        model: the generator's graph with its weights as they will be stored; weights of the encoder are added.
        graph: from `projector_graph`, its weights as they will be stored; large ones are taken out of it.

    Returns:
        What belongs into the file's metadata.
    """
    large = [tensor for tensor in graph.graph.initializer if np.prod(tensor.dims) >= LEAST_HALVED]
    there = {_content(tensor): tensor.name for tensor in model.graph.initializer}
    places: dict[str, str] = {}
    for tensor in large:
        content = _content(tensor)
        if content not in there:
            there[content] = f"projector.{len(places)}"
            added = model.graph.initializer.add()
            added.CopyFrom(tensor)
            added.name = there[content]
        places[tensor.name] = there[content]
        graph.graph.initializer.remove(tensor)
    packed = base64.b64encode(zlib.compress(graph.SerializeToString(deterministic=True), 9))
    return {PROJECTOR_KEY: json.dumps({"graph": packed.decode("ascii"), "weights": places})}


def projector_graph(generator: Generator, encoder: Encoder) -> onnx.ModelProto:
    """The projector of a generator in evaluation mode as a whole ONNX graph, for any number of latents.

    Args:
        generator: in evaluation mode.
        encoder: from `shallow`.
    """
    side = generator.resolution
    folded = copy.deepcopy(generator)
    folded.fold()
    example = (torch.zeros(BATCH, generator.latent_size), torch.zeros(1, 3, side, side), torch.ones(3))
    reverse = trace_reverse(projector(folded, encoder), example).eval()
    return trace(reverse, example, INPUTS, OUTPUTS, [{0: Dim("N")}, {}, {}])


def check_projector(generator: Generator, encoder: Encoder, path: Path, name: str) -> None:
    """Compares the projector in a file, through the typed model, with autograd.

    Raises:
        GradientError: the loss or the direction of a gradient differs.
    """
    model = open_projector(path, provider="cpu", threads=1)
    rng = torch.Generator().manual_seed(1)
    latents = torch.randn(PARITY_LATENTS, generator.latent_size, generator=rng)
    with torch.no_grad():
        target = generator(torch.randn(1, generator.latent_size, generator=rng))
    weights = ProjectionWeights()
    found = model.loss_and_gradient(latents.numpy(), target.numpy(), weights)
    amounts = torch.tensor([weights.pixel, weights.perceptual, weights.prior])
    loss, gradient, *_ = projector(generator, encoder)(latents, target, amounts)
    cosine = float(cosine_similarity(torch.from_numpy(found.gradient).double(), gradient.double()).min())
    if not (cosine >= COSINE and np.allclose(found.total, loss.numpy(), rtol=1e-3, atol=1e-5)):
        raise GradientError(
            f"The projector of {name} has another gradient than the trained generator (cosine {cosine:.5f}, {COSINE} "
            f"needed; losses {found.total} against {loss.numpy()}), so it was not written."
        )


def _content(tensor: onnx.TensorProto) -> tuple[int, tuple[int, ...], bytes]:
    return tensor.data_type, tuple(tensor.dims), numpy_helper.to_array(tensor).tobytes()
