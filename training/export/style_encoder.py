"""Exports a style encoder: from a run folder to one ONNX file with its card, checked against torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from torch.export import Dim

from exports.card import StyleEncoderCard
from exports.session import open_style_encoder
from training.config import build
from training.errors import TrainingError
from training.export.label import Label, last_figures, read_run_config, run_hash
from training.export.onnxfile import LEAST_HALVED, halve_weights, trace, write_checked
from training.networks.style_encoder import StyleEncoder
from training.runs.checkpoint import Checkpoint, Snapshot
from training.style_encoder.train import StyleEncoderRun

TOLERANCE = 0.01
"""Largest difference of any number of a vector between torch and the file; styles differ by some tenths."""
FIGURES = (
    "style",
    "content",
    "seen_predicted",
    "seen_known",
    "unseen_predicted",
    "unseen_known",
    "unseen_mean",
)


def export_style_encoder_run(run: Path, out: Path, label: Label) -> StyleEncoderCard:
    """Exports the averaged weights of a run of `pinxit-train encoder`.

    Args:
        run: the run folder.
        out: the ONNX file to write.
        label: the parts of the card that the run does not know.

    Returns:
        The card in the file.

    Raises:
        TrainingError: the run has no checkpoint, or the file does not predict what torch predicts.
    """
    config = build(StyleEncoderRun, read_run_config(run))
    snapshot = Checkpoint(run).read()
    state = snapshot.state
    encoder = averaged_encoder(config, snapshot)
    card = StyleEncoderCard(
        **vars(label),
        size_multiple=encoder.stride_px,
        network=state["network"],
        style_size=encoder.get_buffer("centre").shape[0] + 2,
        picture_px=config.brush.painting_px,
        training={
            "config_hash": run_hash(run, config),
            "steps": state["steps"],
            "pictures_seen": state["pictures_seen"],
            "paintings": state["paintings"],
            "held_out": state["held_out"],
            "perceptual": state["perceptual"],
            "torch": str(torch.__version__),
            **last_figures(run, "steps", state["steps"], FIGURES),
        },
    )
    model = encoder_graph(encoder)
    halve_weights(model)
    write_checked(model, card, out, lambda path: check_encoder(encoder, path, out.name))
    return card


def averaged_encoder(config: StyleEncoderRun, snapshot: Snapshot) -> StyleEncoder:
    """The averaged style encoder of a run, frozen, its numbers rounded as a model file stores them."""
    tensors = snapshot.tensors["ema"]
    widths = [mixer.shape[1] for name, mixer in sorted(tensors.items()) if name.startswith("mixers.")]
    encoder = StyleEncoder(config.encoder, widths, tensors["centre"].shape[0] + 2).eval()
    encoder.load_state_dict(tensors)
    encoder.requires_grad_(False)
    for tensor in (*encoder.parameters(), *encoder.buffers()):
        if tensor.numel() >= LEAST_HALVED:
            tensor.copy_(tensor.half().float())
    return encoder


def encoder_graph(encoder: StyleEncoder) -> onnx.ModelProto:
    """The encoder as the graph of the kind `style-encoder`, with free height and width."""
    multiple = encoder.stride_px
    rows, columns = (Dim(name, min=2, max=1 << 14) for name in ("rows", "columns"))
    free = {2: multiple * rows, 3: multiple * columns}
    example = (torch.rand(1, 3, 8 * multiple, 12 * multiple),)
    return trace(encoder, example, ("image",), ("style",), (free,))


@torch.no_grad()
def check_encoder(encoder: StyleEncoder, path: Path, name: str) -> None:
    """Compares the file, through the typed model, with torch on pictures of several sizes.

    Raises:
        TrainingError: a number of a vector differs by more than `TOLERANCE`.
    """
    model = open_style_encoder(path, provider="cpu", threads=1)
    random = np.random.default_rng(0)
    for height, width in ((96, 136), (70, 301), (8, 5)):
        coarse = random.random((-(-height // 8), -(-width // 8), 3), np.float32)
        picture = coarse.repeat(8, 0).repeat(8, 1)[:height, :width]
        wanted = encoder(torch.from_numpy(model.prepare(picture)))[0].numpy()
        difference = float(np.abs(model(picture) - wanted).max())
        if not difference <= TOLERANCE:
            raise TrainingError(
                f"The export {name} predicts other vectors than the trained encoder (by {difference:.4f}, "
                f"{TOLERANCE} allowed), so it was not written."
            )
