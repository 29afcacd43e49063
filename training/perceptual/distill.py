"""Trains Pinxit's own perceptual encoder by distillation from larger networks.

The encoder learns to give its teachers' feature maps, and their Gram matrices, at a fraction of their size; what
ships is the encoder, so that the optimizer, the metrics and the projected discriminator need no download.

Source: Wang et al. 2020 (collaborative distillation), Hinton et al. 2015. Differs: several teachers at once; the
Gram matrices behind the heads are matched too, because style losses read nothing else; part of each batch is what an
optimizer paints with the encoder as it is.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.config import config_hash
from training.data import CropConfig, PictureSet, draw_crops, load_pictures, shrink_to_short_side, step_rng
from training.errors import TrainingError
from training.losses import gram, relative_error
from training.networks.encoder import HEADS, Encoder, EncoderConfig
from training.perceptual.networks import PerceptualNetwork, load_perceptual
from training.perceptual.rehearsal import Canvases
from training.runs.checkpoint import Checkpoint
from training.runs.ema import Ema
from training.runs.log import RunLog
from training.runs.machine import THIS_PROCESSOR, Machine
from training.runs.schedule import warm_cosine


@dataclass(frozen=True)
class DistillConfig:
    """A run of `pinxit-train perceptual`."""

    data: tuple[str, ...] = ()
    """Folders of pictures; photos, and paintings if at hand."""
    teachers: tuple[str, ...] = ()
    """Perceptual networks to learn from, see `training.perceptual.networks`."""
    styles: tuple[str, ...] = ()
    """Folders and files of paintings, towards which the canvases are painted; the data where none are given."""
    init: str = ""
    """Run folder whose averaged weights the run begins with; it must have the same network."""
    network: EncoderConfig = field(default_factory=EncoderConfig)
    """Shape of the encoder."""
    crops: CropConfig = field(default_factory=lambda: CropConfig(128, zoom_min=0.8, zoom_max=2.0))
    """How training crops are drawn."""
    steps: int = 6000
    """Optimizer steps."""
    batch: int = 8
    """Crops a step."""
    lr: float = 2e-3
    """Peak learning rate of Adam; warmed up, then a cosine to a hundredth."""
    warmup_steps: int = 200
    """Steps of linear warm-up."""
    gram_weight: float = 0.5
    """Weight of the Gram errors beside the feature errors."""
    wild: float = 0.4
    """Share of crops that are noised, blended or recoloured: an optimizer shows the encoder such pictures."""
    canvases: int = 2
    """Pictures in a batch, besides the crops, that the encoder itself is painting meanwhile."""
    canvas_steps: int = 60
    """Steps of a canvas on average."""
    canvas_lr: float = 0.03
    """Step of the optimizer that paints them, in 0..1."""
    ema_decay: float = 0.998
    """Decay of the averaged weights, which are what is exported."""
    holdout_every: int = 128
    """Every so many pictures one is kept out, to measure on."""
    report_every: int = 50
    """Steps between reports."""
    checkpoint_every: int = 500
    """Steps between checkpoints and measurements on pictures that were kept out."""
    seed: int = 1
    """Seed of everything random."""


def train_encoder(
    config: DistillConfig, out: Path, checkpoint_minutes: float = 5.0, machine: Machine = THIS_PROCESSOR
) -> None:
    """Trains until `config.steps`; goes on where the run folder's checkpoint ends.

    Args:
        config: the run.
        out: run folder.
        checkpoint_minutes: a checkpoint is also written when this much time has passed since the last.
        machine: what computes.

    Raises:
        TrainingError: for unusable data or teachers, a folder of another run, or a disk that cannot be written.
    """
    log = RunLog(out, config, config.steps, "steps")
    teachers = [teacher.to(machine.device) for teacher in load_perceptual(config.teachers)]
    heads = tuple(head.name for head in HEADS if head.name.rpartition(".")[0] in {t.name for t in teachers})
    if not heads:
        raise TrainingError(
            "None of the encoder's heads has a teacher among those named; see training/perceptual.py."
        )
    pictures = load_pictures(
        [Path(p) for p in config.data],
        prepare=shrink_to_short_side(288),
        minimum_px=64,
        cache=machine.cache,
        say=log.say,
    )
    training, measured = pictures.hold_out(config.holdout_every)
    paintings = training
    if config.styles:
        paintings = load_pictures(
            [Path(p) for p in config.styles],
            prepare=shrink_to_short_side(512),
            minimum_px=64,
            cache=machine.cache,
            say=log.say,
        )

    torch.manual_seed(config.seed)
    encoder = Encoder(config.network)
    if config.init:
        encoder.load_state_dict(Checkpoint(Path(config.init)).tensors()["ema"])
    canvases = Canvases(config.canvases, config.crops.side_px, config.canvas_steps, config.canvas_lr)
    machine.place(canvases)
    optimizer = torch.optim.Adam(machine.place(encoder).parameters(), lr=config.lr)
    ema = Ema(encoder, config.ema_decay)
    machine.quicken(encoder, "trunk")
    parts = {"encoder": encoder, "optimizer": optimizer, "ema": ema, "canvases": canvases}
    checkpoint = Checkpoint(out)
    first = checkpoint.load(parts)["steps"] if checkpoint.exists() else 0
    log.resume_at(first)
    if first:
        log.say(f"going on from step {first}")
    saved = time.monotonic()
    running: list[float] = []

    for step in range(first, config.steps):
        rate = warm_cosine(step, config.steps, config.lr, config.warmup_steps)
        for group in optimizer.param_groups:
            group["lr"] = rate
        rng = step_rng(config.seed, step)
        drawn = draw_crops(training, config.batch, config.crops, rng)
        images = machine.send(roughen(drawn, config.wild, rng))
        if config.canvases:
            photos, styles = (
                machine.send(draw_crops(source, config.canvases, config.crops, rng))
                for source in (training, paintings)
            )
            canvases.renew(photos, styles, rng)
            images = torch.cat([images, canvases.paint(encoder, heads)])
        errors = imitation_errors(encoder, teachers, heads, images)
        loss = torch.stack(
            [feature + config.gram_weight * style for feature, style in errors.values()]
        ).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        ema.update(encoder, step + 1)

        done = step + 1
        running.append(loss.item())
        if not np.isfinite(running[-1]):
            raise TrainingError(
                f"The loss is not a number at step {done}; go on with a smaller --lr in a new run."
            )
        at_end = done % config.checkpoint_every == 0 or done == config.steps
        if done % config.report_every == 0:
            figures = measure(ema.module, teachers, heads, measured, config, machine) if at_end else {}
            log.report(done, loss=float(np.mean(running)), lr=rate, **figures)
            running.clear()
        if at_end:
            log.curves()
        if at_end or (time.monotonic() - saved) / 60 > checkpoint_minutes:
            facts = {
                "heads": list(heads),
                "config_hash": config_hash(config),
                "teachers": [t.name for t in teachers],
            }
            checkpoint.save(parts, {"steps": done, "crops_seen": done * config.batch, **facts})
            saved = time.monotonic()


def imitation_errors(
    encoder: nn.Module, teachers: Sequence[PerceptualNetwork], heads: Sequence[str], images: Tensor
) -> dict[str, tuple[Tensor, Tensor]]:
    """Relative error of the feature map and of its Gram matrix, by head."""
    assert isinstance(encoder, Encoder)
    own = encoder.features(images, heads)
    errors = {}
    for teacher in teachers:
        layers = [name.rpartition(".")[2] for name in heads if name.rpartition(".")[0] == teacher.name]
        with torch.no_grad():
            taught = teacher.features(images, layers)
        for layer, target in taught.items():
            value = own[f"{teacher.name}.{layer}"][..., : target.shape[2], : target.shape[3]]
            shared = target[..., : value.shape[2], : value.shape[3]]
            errors[f"{teacher.name}.{layer}"] = (
                relative_error(value, shared),
                relative_error(gram(value), gram(shared)),
            )
    return errors


def roughen(images: Tensor, share: float, rng: np.random.Generator) -> Tensor:
    """Turns a share of the pictures (N, 3, H, W) into such as an optimizer passes through: noised, blended,
    recoloured.
    """
    count = len(images)
    result = images.clone()
    for index in np.flatnonzero(rng.random(count) < share):
        kind = rng.integers(3)
        if kind == 0:
            amount = float(rng.uniform(0.02, 0.4))
            noise = torch.from_numpy(rng.standard_normal(images.shape[1:], dtype=np.float32))
            result[index] = images[index] * (1 - amount) + (0.5 + 0.25 * noise) * amount
        elif kind == 1:
            other, amount = int(rng.integers(count)), float(rng.uniform(0.3, 0.7))
            result[index] = images[index] * (1 - amount) + images[other].flip(-1) * amount
        else:
            mixing = torch.from_numpy(
                np.eye(3, dtype=np.float32) + 0.35 * rng.standard_normal((3, 3), dtype=np.float32)
            )
            result[index] = torch.einsum("rc,chw->rhw", mixing, images[index] - 0.5) + 0.5
    return result.clamp_(0, 1)


@torch.no_grad()
def measure(
    encoder: nn.Module,
    teachers: Sequence[PerceptualNetwork],
    heads: Sequence[str],
    pictures: PictureSet,
    config: DistillConfig,
    machine: Machine,
) -> dict[str, float]:
    """Relative feature error by head on pictures that training never saw."""
    images = machine.send(draw_crops(pictures, 16, config.crops, np.random.default_rng(0)))
    errors = imitation_errors(encoder, teachers, heads, images)
    return {name: feature.item() for name, (feature, _) in errors.items()}
