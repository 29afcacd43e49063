"""Exports a generator: from a run folder to one ONNX file with its card, checked against torch."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from exports.card import DirectionCard, GeneratorCard
from exports.session import open_generator
from training.adversary import GanConfig, Generator, build_generator, settled
from training.config import build, config_hash
from training.directions import find_directions
from training.errors import TrainingError
from training.onnxfile import halve_weights, require_close, trace, write_checked
from training.runlog import read_stats
from training.state import Checkpoint

TOLERANCE = 2.0 / 255
"""Largest difference of any pixel, 0..1, between torch and the file, whose pictures are rounded to 1/255."""
DIRECTIONS = 8
PARITY_LATENTS = 16


@dataclass(frozen=True)
class GeneratorLabel:
    """What a person says of a generator: the parts of its card that no run knows."""

    name: str
    title: str
    author: str
    licence: str
    training_data: str
    training_data_licence: str


def export_run(run: Path, out: Path, label: GeneratorLabel) -> GeneratorCard:
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
    config = read_config(run)
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
        **last_figures(run, state["kimg"]),
    }
    return export_generator(settled(generator, config.seed), out, label, training, config.seed)


def export_generator(
    generator: Generator, out: Path, label: GeneratorLabel, training: Mapping[str, Any], seed: int = 0
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


def read_config(run: Path) -> GanConfig:
    """The configuration that a run folder was made with.

    Raises:
        TrainingError: the folder is no run of `pinxit-train gan`.
    """
    try:
        table = json.loads((run / "config.json").read_text(encoding="utf-8"))["config"]
    except (OSError, ValueError, KeyError) as error:
        raise TrainingError(
            f"{run} is not the run folder of a generator: it has no readable config.json."
        ) from error
    return build(GanConfig, table)


def last_figures(run: Path, kimg: float) -> dict[str, float]:
    """The last Fréchet distance and diversity in the run's statistics, up to `kimg`."""
    figures: dict[str, float] = {}
    for line in read_stats(run):
        if line["kimg"] <= kimg:
            figures.update({name: line[name] for name in ("frechet", "diversity") if name in line})
    return figures
