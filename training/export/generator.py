"""Exports a generator: from a run folder to one ONNX file with its card, checked against torch."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor

from exports.card import DirectionCard, GeneratorCard
from exports.figures import FiguresCard
from exports.session import StyleGeneratorModel, open_generator
from training.config import build
from training.export.label import Label, last_figures, read_run_config, run_hash
from training.export.light_weights import unweighted
from training.export.onnxfile import ParityError, halved, require_close, trace, write_checked
from training.export.projector import (
    GradientError,
    add_projector,
    check_projector,
    projector_graph,
    shipped_encoder,
)
from training.figures import figures_of_run
from training.gan.adversary import settled
from training.gan.architectures import build_generator
from training.gan.config import GanConfig
from training.gan.directions import find_directions
from training.gan.monitor import seen_networks
from training.gan.train import stage_checkpoint
from training.networks.adversarial import Generator
from training.networks.encoder import Encoder
from training.networks.stylegan import StyleGenerator, StyleGraph
from training.runs.checkpoint import Checkpoint

TOLERANCE = 2.0 / 255
"""Largest difference of any pixel, 0..1, between torch and the file, whose pictures are rounded to 1/255."""
DIRECTIONS = 12
PARITY_LATENTS = 16


def export_run(
    run: Path,
    out: Path,
    label: Label,
    resolution: int | None = None,
    projector: bool = True,
    say: Callable[[str], None] = print,
) -> GeneratorCard:
    """Exports the averaged generator of a run's checkpoint.

    Args:
        run: a run folder of `pinxit-train gan`.
        out: the file to write; replaced only by a model that passed the check.
        label: the parts of the card that the run does not know.
        resolution: side of the pictures where the run trained several, pixels; the one it has reached where None.
        projector: whether the file gets a projector.
        say: told which figures the card gets.

    Returns:
        The card in the file.

    Raises:
        TrainingError: the run has no checkpoint, did not train the resolution, or the file does not draw what torch
            draws.
    """
    generator, config, kimg = averaged_generator(run, resolution)
    whole = generator.resolution == build_generator(config).stage_px(kimg)
    known_as = run_hash(run, config)
    figures = figures_of_run(run, known_as, kimg, generator.resolution, whole, say)
    training = {
        "config_hash": known_as,
        "kimg": kimg,
        "generator": config.generator,
        "discriminator": config.discriminator,
        "looked_through": sorted(seen_networks(config)),
        "torch": str(torch.__version__),
        **last_figures(run, "kimg", kimg, ("frechet", "diversity", "coverage")),
    }
    encoder = shipped_encoder() if projector else None
    return export_generator(generator, out, label, training, config.seed, encoder, figures)


def averaged_generator(run: Path, resolution: int | None = None) -> tuple[Generator, GanConfig, float]:
    """The averaged generator of a run's checkpoint, in evaluation mode, its configuration, and the kimg it has had.

    Args:
        run: a run folder of `pinxit-train gan`.
        resolution: side of the pictures where the run trained several, pixels; the one it has reached where None.

    Raises:
        TrainingError: the run has no checkpoint, or did not train the resolution.
    """
    config = build(GanConfig, read_run_config(run))
    generator = build_generator(config)
    snapshot = Checkpoint(run).read()
    reached_px = generator.stage_px(snapshot.state["kimg"])
    side = resolution or reached_px
    stage = stage_checkpoint(run, side)
    if side < reached_px and stage.exists():
        snapshot = stage.read()
    kimg = float(snapshot.state["kimg"])
    generator.load_state_dict(snapshot.tensors["ema"])
    generator.advance(kimg)
    return settled(generator.at_resolution(side), config.seed), config, kimg


def export_generator(
    generator: Generator,
    out: Path,
    label: Label,
    training: Mapping[str, Any],
    seed: int = 0,
    encoder: Encoder | None = None,
    figures: FiguresCard | None = None,
) -> GeneratorCard:
    """Writes a generator as one self-contained ONNX file with directions in its card and a projector beside its graph.

    Args:
        generator: in evaluation mode.
        out: the file to write; replaced only by a model that passed the check.
        label: who made it of what.
        training: goes into the card, with what is needed to read a light generator back.
        seed: draws the latents that directions are looked for among.
        encoder: what the projector looks through; without one the file gets no projector. Weights are stored in 16 bits
            unless that would change the pictures or turn the projector's gradients; then in 24.
        figures: what was measured of the generator.

    Returns:
        The card in the file.

    Raises:
        TrainingError: the file does not draw what torch draws, or cannot be written.
    """
    found = find_directions(generator, DIRECTIONS, seed)
    card = GeneratorCard(
        **vars(label),
        training={**training, **unweighted(generator)},
        latent_size=generator.latent_size,
        resolution=generator.resolution,
        directions=tuple(
            DirectionCard(item.name, tuple(round(value, 6) for value in item.vector.tolist()), item.sigma)
            for item in found
        ),
        figures=figures,
        **style_fields(generator),
    )
    graphs = [trace_generator(generator)]
    if encoder is not None:
        graphs.append(projector_graph(generator, encoder))

    def check(path: Path) -> None:
        check_parity(generator, path, out.name)
        if encoder is not None:
            check_projector(generator, encoder, path, out.name)

    def write(model: onnx.ModelProto, *projectors: onnx.ModelProto) -> None:
        extra = add_projector(model, *projectors) if projectors else {}
        write_checked(model, card, out, check, extra)

    try:
        write(*map(halved, graphs))
    except (ParityError, GradientError):
        # Some generators draw otherwise where 16 bits round their weights, and the gradients of others turn, since the
        # encoder takes the largest of four numbers and no others: 24 bits keep them.
        write(*(halved(graph, rests=True) for graph in graphs))
    return card


def style_fields(generator: Generator) -> dict[str, Any]:
    """What the card of a style-based generator says beyond that of another one."""
    if not isinstance(generator, StyleGenerator):
        return {}
    return {"style_size": generator.style_size, "style_layers": generator.layers}


def trace_generator(generator: Generator) -> onnx.ModelProto:
    """The graph of a generator in evaluation mode, for any number of latents."""
    folded = copy.deepcopy(generator)
    folded.fold()
    free = {0: torch.export.Dim("N")}
    latents = torch.zeros(2, generator.latent_size)
    if not isinstance(folded, StyleGenerator):
        return trace(folded, (latents,), ["latent"], ["image"], [free])
    styles = torch.zeros(2, folded.layers, folded.style_size)
    return trace(
        StyleGraph(folded).eval(),
        (latents, styles, torch.zeros(1), torch.ones(1)),
        ["latent", "styles", "use_styles", "truncation"],
        ["image", "style"],
        [free, free, {}, {}],
    )


@torch.no_grad()
def check_parity(generator: Generator, path: Path, name: str) -> None:
    """Compares the file, through the typed model, with torch.

    Raises:
        TrainingError: a pixel differs by more than `TOLERANCE`.
    """
    latents = torch.randn(PARITY_LATENTS, generator.latent_size, generator=torch.Generator().manual_seed(1))
    model = open_generator(path, provider="cpu", threads=1)
    _require_same(model(latents.numpy()), generator(latents), name)
    if isinstance(generator, StyleGenerator):
        assert isinstance(model, StyleGeneratorModel)
        styles = generator.map(latents)
        mixed = torch.stack([styles.roll(layer, 0) for layer in range(generator.layers)], 1)
        wanted = generator.synthesize(generator.truncated(mixed, 0.7))
        own = model.map(latents.numpy())
        drawn = np.stack([np.roll(own, layer, 0) for layer in range(generator.layers)], 1)
        _require_same(model.from_styles(drawn, 0.7), wanted, name)


def _require_same(drawn: np.ndarray, wanted: Tensor, name: str) -> None:
    pictures = wanted.permute(0, 2, 3, 1).numpy()
    require_close(drawn.astype(np.float32) / 255.0, pictures, TOLERANCE, name)
