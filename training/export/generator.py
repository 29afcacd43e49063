"""Exports a generator: from a run folder to one ONNX file with its card, checked against torch."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from exports.card import DirectionCard, GeneratorCard
from exports.session import open_generator
from training.config import build, config_hash
from training.export.label import Label, last_figures, read_run_config
from training.export.onnxfile import halve_weights, require_close, trace, write_checked
from training.gan.adversary import GanConfig, Generator, build_generator, settled
from training.gan.directions import find_directions
from training.runs.checkpoint import Checkpoint

TOLERANCE = 2.0 / 255
"""Largest difference of any pixel, 0..1, between torch and the file, whose pictures are rounded to 1/255."""
DIRECTIONS = 8
PARITY_LATENTS = 16


def export_run(run: Path, out: Path, label: Label) -> GeneratorCard:
    """Exports the averaged generator of a run's checkpoint.

    Args:
        run: a run folder of `pinxit-train gan`.
        out: the file to write; replaced only by a model that passed the check.
        label: the parts of the card that the run does not know.

    Returns:
        The card in the file.

    Raises:
        TrainingError: the run has no checkpoint, or the file does not draw what torch draws.
    """
    config = build(GanConfig, read_run_config(run))
    checkpoint = Checkpoint(run)
    tensors, state = checkpoint.tensors(), checkpoint.state()
    generator = build_generator(config)
    generator.load_state_dict(tensors["ema"])
    generator.advance(state["kimg"])
    training = {
        "config_hash": config_hash(config),
        "kimg": state["kimg"],
        "generator": config.generator,
        "discriminator": config.discriminator,
        "torch": str(torch.__version__),
        **last_figures(run, "kimg", state["kimg"], ("frechet", "diversity")),
    }
    return export_generator(settled(generator, config.seed), out, label, training, config.seed)


def export_generator(
    generator: Generator, out: Path, label: Label, training: Mapping[str, Any], seed: int = 0
) -> GeneratorCard:
    """Writes a generator as one self-contained ONNX file with directions in its card.

    Args:
        generator: in evaluation mode.
        out: the file to write; replaced only by a model that passed the check.
        label: who made it of what.
        training: goes into the card as it is.
        seed: draws the latents that directions are looked for among.

    Returns:
        The card in the file.

    Raises:
        TrainingError: the file does not draw what torch draws, or cannot be written.
    """
    found = find_directions(generator, DIRECTIONS, seed)
    card = GeneratorCard(
        **vars(label),
        training=dict(training),
        latent_size=generator.latent_size,
        resolution=generator.resolution,
        directions=tuple(
            DirectionCard(item.name, tuple(round(value, 6) for value in item.vector.tolist()), item.sigma)
            for item in found
        ),
    )
    folded = copy.deepcopy(generator)
    folded.fold()
    free = {0: torch.export.Dim("N")}
    model = trace(folded, (torch.zeros(2, generator.latent_size),), ["latent"], ["image"], [free])
    halve_weights(model)
    write_checked(model, card, out, lambda path: check_parity(generator, path, out.name))
    return card


def check_parity(generator: Generator, path: Path, name: str) -> None:
    """Compares the file, through the typed model, with torch.

    Raises:
        TrainingError: a pixel differs by more than `TOLERANCE`.
    """
    latents = torch.randn(PARITY_LATENTS, generator.latent_size, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        wanted = generator(latents).permute(0, 2, 3, 1).numpy()
    drawn = open_generator(path, provider="cpu", threads=1)(latents.numpy())
    require_close(drawn.astype(np.float32) / 255.0, wanted, TOLERANCE, name)
