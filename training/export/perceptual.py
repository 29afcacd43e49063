"""Exports the perceptual gradient graph: an encoder, its losses and their reverse pass in one ONNX file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor
from torch.export import Dim

from exports.card import PerceptualCard, StyleLayerCard
from exports.session import Targets, Weights, open_perceptual
from training.config import build
from training.errors import TrainingError
from training.export.label import Label, last_figures, read_run_config, run_hash
from training.export.onnxfile import LEAST_HALVED, halve_weights, trace, write_checked
from training.losses import content_loss, gram, gram_loss, total_variation
from training.networks.encoder import HEADS, Encoder, PerceptualGradient
from training.perceptual.distill import DistillConfig
from training.runs.checkpoint import Checkpoint, Snapshot

CONTENT = "squeezenet-1.1.fire4"
STYLE: Mapping[str, float] = {head.name: 1.0 for head in HEADS}
"""The heads that style is judged through, with their weights."""
COSINE = 0.9999
"""Least cosine between the graph's gradient and autograd's."""


def export_perceptual_run(run: Path, out: Path, label: Label) -> PerceptualCard:
    """Exports the averaged encoder of a run of `pinxit-train perceptual` with its gradient.

    Args:
        run: the run folder.
        out: the ONNX file to write.
        label: the parts of the card that the run does not know.

    Returns:
        The card in the file.

    Raises:
        TrainingError: the run has no checkpoint, or the file's gradient is not autograd's.
    """
    config = build(DistillConfig, read_run_config(run))
    snapshot = Checkpoint(run).read()
    state = snapshot.state
    encoder = averaged_encoder(config, snapshot)
    channels = {head.name: head.channels for head in HEADS}
    card = PerceptualCard(
        **vars(label),
        size_multiple=config.network.stride_px,
        content_layer=CONTENT,
        style_layers=tuple(StyleLayerCard(name, channels[name], weight) for name, weight in STYLE.items()),
        training={
            "config_hash": run_hash(run, config),
            "steps": state["steps"],
            "crops_seen": state["crops_seen"],
            "teachers": state["teachers"],
            "torch": str(torch.__version__),
            "relative_error": last_figures(run, "steps", state["steps"], state["heads"]),
        },
    )
    model = perceptual_graph(encoder)
    halve_weights(model)
    write_checked(model, card, out, lambda path: check_gradient(encoder, path, out.name))
    return card


def averaged_encoder(config: DistillConfig, snapshot: Snapshot) -> Encoder:
    """The averaged encoder of a run, frozen, its weights rounded as a model file stores them."""
    trained = Encoder(config.network, normalised=True)
    trained.load_state_dict(snapshot.tensors["ema"])
    encoder = trained.folded().requires_grad_(False)
    for parameter in encoder.parameters():
        if parameter.numel() >= LEAST_HALVED:
            parameter.copy_(parameter.half().float())
    return encoder


def perceptual_graph(encoder: Encoder) -> onnx.ModelProto:
    """The losses and their gradient as the graph of the kind `perceptual`, with free height and width."""
    multiple = encoder.config.stride_px
    count, channels = len(STYLE), {head.name: head.channels for head in HEADS}
    module = PerceptualGradient(encoder, CONTENT, tuple(STYLE)).eval()
    example = (
        torch.rand(1, 3, 8 * multiple, 12 * multiple),
        torch.rand(1, channels[CONTENT], 8, 12),
        torch.ones(2 + count),
        *(torch.rand(1, channels[name], channels[name]) for name in STYLE),
    )
    rows, columns = (Dim(name, min=2, max=1 << 14) for name in ("rows", "columns"))
    free = ({2: multiple * rows, 3: multiple * columns}, {2: rows, 3: columns}, {})
    numbers = range(1, count + 1)
    inputs = ("image", "content_target", "weights", *(f"gram_target_{number}" for number in numbers))
    outputs = ("loss", "losses", "gradient", "content", *(f"gram_{number}" for number in numbers))
    return trace(module, example, inputs, outputs, (*free, tuple({} for _ in numbers)))  # type: ignore[arg-type]


def autograd_loss(
    encoder: Encoder, image: Tensor, targets: Targets, weights: Weights
) -> tuple[Tensor, Tensor]:
    """The loss and its gradient by torch's autograd, for comparison with the graph."""
    image = image.clone().requires_grad_()
    found = encoder.features(image, (*STYLE, CONTENT))
    loss = weights.content * content_loss(found[CONTENT], torch.from_numpy(targets.content))
    loss = loss + weights.tv * total_variation(image)
    for name, weight, target in zip(STYLE, weights.style, targets.grams, strict=True):
        loss = loss + weight * gram_loss(found[name], torch.from_numpy(target))
    return loss.detach(), torch.autograd.grad(loss, image)[0]


def check_gradient(encoder: Encoder, path: Path, name: str) -> None:
    """Compares the file, through the typed model, with autograd.

    Raises:
        TrainingError: the loss or the direction of the gradient differs.
    """
    model = open_perceptual(path, provider="cpu", threads=1)
    rng = np.random.default_rng(0)
    photo, painting = rng.random((88, 120, 3), np.float32), rng.random((64, 72, 3), np.float32)
    targets = Targets(model.content(photo), model.grams(painting))
    with torch.no_grad():
        seen = gram(
            encoder.features(torch.from_numpy(model.prepare(painting)), [next(iter(STYLE))])[
                next(iter(STYLE))
            ]
        )
    if not np.allclose(targets.grams[0], seen.numpy(), rtol=1e-3, atol=1e-4):
        raise TrainingError(
            f"The export {name} sees other features than the trained encoder, so it was not written."
        )
    weights = model.default_weights(content=0.3, style=1.0, tv=2.0)
    image = rng.random((1, 3, 88, 120), np.float32)
    found = model.loss_and_gradient(image, targets, weights)
    loss, gradient = autograd_loss(encoder, torch.from_numpy(image), targets, weights)
    cosine = torch.nn.functional.cosine_similarity(
        torch.from_numpy(found.gradient).flatten().double(), gradient.flatten().double(), 0
    ).item()
    if not (cosine >= COSINE and np.isclose(found.total, loss.item(), rtol=1e-3)):
        raise TrainingError(
            f"The export {name} has another gradient than the trained encoder (cosine {cosine:.5f}, {COSINE} needed; "
            f"loss {found.total:.5g} against {loss.item():.5g}), so it was not written."
        )
