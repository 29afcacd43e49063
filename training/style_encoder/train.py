"""Trains a style encoder: from any picture at once to the vector with which a trained style network paints like it.

A picture is drawn, the encoder predicts a vector, the frozen style network paints photo crops with it, and the losses
of the style run judge the painting against the picture. Known paintings also pull the prediction towards their own
vectors.

Source: Ghiasi et al. 2017. Differs: the network is trained first and stays as it is, so that brushes keep their look
and the encoder can be trained on two cores; see `training.networks.style_encoder` for what it reads.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from exports.catalog import default_shipped_folder
from training.config import option
from training.data import (
    PictureSet,
    add_noise,
    draw_crops,
    load_pictures,
    shrink_to_short_side,
    step_rng,
)
from training.errors import TrainingError, lost_number
from training.export.weights import read_perceptual_encoder
from training.losses import gram
from training.networks.style_encoder import Moments, StyleEncoder, StyleEncoderConfig
from training.perceptual.networks import PLANS
from training.runs.checkpoint import Checkpoint
from training.runs.ema import Ema
from training.runs.log import RunLog
from training.runs.machine import THIS_PROCESSOR, Machine
from training.runs.schedule import warm_cosine
from training.style.brushes import Brushes, with_looks_at_hand
from training.style.judging import painted_losses
from training.style.looks import Look, Palette, check_crops, open_looks, quicken_looks
from training.style.paintings import load_paintings
from training.style.train import StyleConfig, inside, random_grain
from training.style_encoder.measures import measure, name_of, paint, sample_sheet, shown
from training.style_encoder.pictures import VariationConfig, draw_style_pictures


@dataclass(frozen=True)
class StyleEncoderRun:
    """A run of `pinxit-train encoder`."""

    data: tuple[str, ...] = ()
    """Folders of photos: content, and textures."""
    model: str = ""
    """The style network's model file."""
    network: str = ""
    """Its identifier in style cards; with the digest it holds a resumed run to the same weights."""
    model_digest: str = ""
    """SHA-256 of the model file."""
    perceptual_model: str = ""
    """Model file of the perceptual encoder whose features are read; the one that came with Pinxit if empty."""
    brush: StyleConfig = field(default_factory=StyleConfig)
    """How strokes are judged, as when the style network was trained; its `paintings` are learned from."""
    encoder: StyleEncoderConfig = field(default_factory=StyleEncoderConfig)
    """Shape of the style encoder."""
    variations: VariationConfig = field(default_factory=VariationConfig)
    """How style pictures are drawn."""
    held_out: tuple[str, ...] = ()
    """Names of paintings that are kept out of everything, to measure on."""
    steps: int = option(3000, least=1)
    """Optimizer steps."""
    batch: int = option(4, least=1)
    """Style pictures a step, each on another photo crop."""
    lr: float = option(1e-3, least=0)
    """Peak learning rate of Adam; warmed up, then a cosine to a hundredth."""
    warmup_steps: int = option(100, least=0)
    """Steps of linear warm-up."""
    known_weight: float = option(0.05, least=0)
    """Weight of the squared distance to known vectors, in units of their spread."""
    known_reductions: tuple[float, ...] = (1.0, 0.7, 0.5)
    """Sizes at which known paintings are shown for that."""
    settled_by: int = option(96, least=2)
    """Style pictures that say, before the first step, which statistics are usual."""
    ema_decay: float = option(0.998, least=0, below=1)
    """Decay of the averaged weights, which are what is exported."""
    report_every: int = option(20, least=1, may_change=True)
    """Steps between reports."""
    sample_every: int = option(250, least=1, may_change=True)
    """Steps between sample sheets, measurements and checkpoints."""
    seed: int = option(1, least=0)
    """Seed of everything random."""


@dataclass(frozen=True)
class Known:
    """The paintings whose vectors are known.

    Attributes:
        moments: of each at each size, as one batch.
        vectors: (N, D - 2) in the same order.
    """

    moments: Moments
    vectors: Tensor


def train_style_encoder(
    config: StyleEncoderRun,
    brushes: Brushes,
    out: Path,
    checkpoint_minutes: float = 5.0,
    machine: Machine = THIS_PROCESSOR,
) -> None:
    """Trains until `config.steps`; goes on where the run folder's checkpoint ends.

    Args:
        config: the run.
        brushes: the style network that it names.
        out: run folder.
        checkpoint_minutes: a checkpoint is also written when this much time has passed since the last.
        machine: what computes.

    Raises:
        TrainingError: for unusable data, a folder of another run, or a disk that cannot be written.
    """
    config = replace(config, brush=replace(with_looks_at_hand(config.brush), grain=brushes.card.grain))
    log = RunLog(out, config, config.steps, "steps")
    every_painting = load_paintings([Path(p) for p in config.brush.paintings], config.brush.painting_px)
    paintings, unseen = split(every_painting, config.held_out)
    photos = load_pictures(
        [Path(p) for p in config.data],
        prepare=shrink_to_short_side(288),
        minimum_px=64,
        cache=machine.cache,
        say=log.say,
    )
    training, judged = photos.hold_out(config.brush.holdout_every)
    looks = open_looks(config.brush.perceptual, config.brush.looks, every_painting, machine.device)
    check_crops(looks, config.brush.crops, config.brush.margin_px)

    torch.manual_seed(config.seed)
    encoder = machine.place(new_encoder(config, brushes, {name_of(path) for path in paintings.paths}))
    config.variations.crops.check_multiple(encoder.stride_px)
    with torch.no_grad():
        drawn = draw_style_pictures(
            paintings, training, config.settled_by, config.variations, np.random.default_rng(config.seed)
        )
        encoder.settle(encoder.moments(machine.send(drawn)))
    known = known_paintings(encoder, paintings, brushes, config, machine)
    machine.quicken(brushes.crop_painter.to(machine.device), "forward")
    quicken_looks(looks, machine)
    optimizer = torch.optim.Adam((p for p in encoder.parameters() if p.requires_grad), lr=config.lr)
    ema = Ema(encoder, config.ema_decay)
    parts = {"encoder": encoder, "optimizer": optimizer, "ema": ema}
    checkpoint = Checkpoint(out)
    first = checkpoint.load(parts)["steps"] if checkpoint.exists() else 0
    log.resume_at(first)
    if first:
        log.say(f"going on from step {first}")
    facts = {
        "network": brushes.card.network,
        "config_hash": log.hash,
        "paintings": [name_of(path) for path in paintings.paths],
        "held_out": [name_of(path) for path in unseen.paths],
        "perceptual": list(dict.fromkeys(look.network.name for look in looks)),
    }
    saved = time.monotonic()
    running: dict[str, list[float]] = {}

    for step in range(first, config.steps):
        for group in optimizer.param_groups:
            group["lr"] = warm_cosine(step, config.steps, config.lr, config.warmup_steps)
        losses = encoder_step(
            encoder, brushes, optimizer, looks, known, paintings, training, config, step, machine
        )
        ema.update(encoder, step + 1)
        for name, value in losses.items():
            running.setdefault(name, []).append(value)
        done = step + 1
        if not all(np.isfinite(value) for value in losses.values()):
            raise lost_number(done, config.lr)
        at_end = done % config.sample_every == 0 or done == config.steps
        if done % config.report_every == 0 or at_end:
            figures = (
                measure(ema.module, brushes, looks, every_painting, config.held_out, judged, config.brush)
                if at_end
                else {}
            )
            log.report(done, **{name: float(np.mean(values)) for name, values in running.items()}, **figures)
            running.clear()
        if at_end:
            pictures = unseen if len(unseen) else paintings
            log.samples(done, sample_sheet(ema.module, brushes, pictures, judged), columns=4)
            log.curves()
        if at_end or (time.monotonic() - saved) / 60 > checkpoint_minutes:
            checkpoint.save(parts, {"steps": done, "pictures_seen": done * config.batch, **facts})
            saved = time.monotonic()


def encoder_step(
    encoder: StyleEncoder,
    brushes: Brushes,
    optimizer: torch.optim.Optimizer,
    looks: Sequence[Look],
    known: Known | None,
    paintings: PictureSet,
    photos: PictureSet,
    config: StyleEncoderRun,
    step: int,
    machine: Machine = THIS_PROCESSOR,
) -> dict[str, float]:
    """One step on `batch` style pictures, each painted onto a photo crop of its own; returns the losses."""
    brush, rng = config.brush, step_rng(config.seed, step)
    drawn = machine.send(draw_style_pictures(paintings, photos, config.batch, config.variations, rng))
    crops = draw_crops(photos, config.batch, brush.crops, rng)
    content, grain = machine.send(crops), machine.send(random_grain(crops, brush.grain, rng))
    with torch.no_grad():
        moments = encoder.moments(drawn)
    vectors = encoder.predict(moments)
    noised = add_noise(content + grain, brush.crops, rng)
    painted = paint(brushes, noised, vectors)
    painted, content = inside(painted, brush.margin_px), inside(content, brush.margin_px)
    rows = range(1, config.batch + 1)
    seen, palette = looks_at(looks, drawn), palette_of(drawn)
    terms, loss = painted_losses(painted, content, rows, seen, palette, brush, step, rng, machine)
    if known is not None and config.known_weight:
        scale = encoder.get_buffer("scale")
        terms["known"] = ((encoder.predict(known.moments) - known.vectors) / scale).square().mean()
        loss = loss + config.known_weight * terms["known"]
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
    optimizer.step()
    return {name: term.item() for name, term in terms.items()}


@torch.no_grad()
def looks_at(looks: Sequence[Look], pictures: Tensor) -> list[Look]:
    """The same looks with the Gram matrices of other pictures (N, 3, H, W) in place of the paintings'."""
    grams: dict[str, dict[str, Tensor]] = {}
    for look in looks:
        name = look.network.name
        if name not in grams:
            found = look.network.features(pictures, PLANS[name].style)
            grams[name] = {layer: gram(features) for layer, features in found.items()}
    return [replace(look, grams=grams[look.network.name]) for look in looks]


def palette_of(pictures: Tensor) -> Palette:
    """The colours of pictures (N, 3, H, W), as `Palette.of` takes them of paintings."""
    return Palette.of_pictures([picture[None] for picture in pictures])


def new_encoder(config: StyleEncoderRun, brushes: Brushes, names: set[str]) -> StyleEncoder:
    """An untrained style encoder that tells vectors beside those of the known styles among `names`.

    Raises:
        TrainingError: the perceptual encoder cannot be read, or is not as deep as asked for.
    """
    path = (
        Path(config.perceptual_model)
        if config.perceptual_model
        else default_shipped_folder() / "perceptual.onnx"
    )
    eye = read_perceptual_encoder(path)
    depths = config.encoder.depths
    if len(depths) > len(eye.config.depths) or any(
        not 1 <= own <= most for own, most in zip(depths, eye.config.depths, strict=False)
    ):
        most = ", ".join(map(str, eye.config.depths))
        raise TrainingError(
            f"encoder.depths must have at most as many convolutions as {path.name}, which has {most}."
        )
    encoder = StyleEncoder(
        config.encoder, eye.config.widths[: len(depths)], brushes.stylizer.config.style_size
    )
    encoder.borrow(eye)
    seen = [index for index, style in enumerate(brushes.styles) if style.name in names]
    vectors = brushes.vectors[seen]
    encoder.span(vectors.mean(0) if seen else brushes.mean, vectors)
    return encoder


@torch.no_grad()
def known_paintings(
    encoder: StyleEncoder,
    paintings: PictureSet,
    brushes: Brushes,
    config: StyleEncoderRun,
    machine: Machine,
) -> Known | None:
    """What the encoder reads of the whole paintings whose vectors are known; None where there is none."""
    vector_of = brushes.vector_of
    read: list[Moments] = []
    vectors: list[Tensor] = []
    for path, pixels in zip(paintings.paths, paintings.pixels, strict=True):
        if name_of(path) not in vector_of:
            continue
        for reduction in config.known_reductions:
            whole = shown(pixels, round(reduction * max(pixels.shape)), encoder.stride_px)
            read.append(encoder.moments(whole.to(machine.device)))
            vectors.append(vector_of[name_of(path)])
    if not read:
        return None
    stages = zip(*read, strict=True)
    joined = [tuple(torch.cat(parts) for parts in zip(*stage, strict=True)) for stage in stages]
    return Known(joined, torch.stack(vectors).to(machine.device))  # type: ignore[arg-type]


def split(paintings: PictureSet, held_out: Sequence[str]) -> tuple[PictureSet, PictureSet]:
    """The paintings to learn from, and those that are kept out.

    Raises:
        TrainingError: a name is none of theirs, or nothing is left to learn from.
    """
    names = [name_of(path) for path in paintings.paths]
    for name in held_out:
        if name not in names:
            raise TrainingError(
                f"There is no painting {name!r} to hold out; there are {', '.join(sorted(names))}."
            )
    kept = [index for index, name in enumerate(names) if name not in held_out]
    if not kept:
        raise TrainingError("Every painting is held out; leave some to learn from.")
    return paintings.pick(kept), paintings.pick([index for index in range(len(names)) if index not in kept])
