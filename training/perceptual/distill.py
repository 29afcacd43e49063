"""Trains Pinxit's own perceptual encoder by distillation from larger networks.

The encoder learns to give its teachers' feature maps, and their Gram matrices; what ships is the encoder, so that the
optimizer, the metrics and the projector need no download.

Source: Wang et al. 2020 (collaborative distillation), Hinton et al. 2015. Differs: several teachers at once; each map
counts in units of its own root mean square; the Gram matrices behind the heads are matched too, because style losses
read nothing else; part of each batch is what an optimizer paints with the encoder as it is.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from training.config import option
from training.data import CropConfig, PictureSet, draw_crops, load_pictures, shrink_to_short_side, step_rng
from training.errors import TrainingError, lost_number
from training.losses import gram, relative_error
from training.networks.encoder import HEADS, Encoder, EncoderConfig
from training.perceptual.networks import PerceptualNetwork, load_perceptual
from training.perceptual.rehearsal import Canvases
from training.runs.checkpoint import Checkpoint
from training.runs.ema import Ema
from training.runs.log import RunLog
from training.runs.machine import THIS_PROCESSOR, Machine
from training.runs.muon import MuonAndAdam
from training.runs.schedule import warm_cosine

SETTLING_BATCHES = 24
"""Batches on which the averaged encoder's normalisations are measured: those of a training step are of other weights,
and of that step alone."""


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
    steps: int = option(6000, least=1)
    """Optimizer steps."""
    batch: int = option(8, least=1)
    """Crops a step."""
    lr: float = option(1e-2, least=0)
    """Peak learning rate of Adam, for heads and normalisations; warmed up, then a cosine to a hundredth."""
    kernel_lr: float = option(0.02, least=0)
    """Peak learning rate of Muon, for 3x3 convolutions; it moves with `lr`."""
    precision: Literal["bf16", "float32"] = "float32"
    """Arithmetic of the encoder and its teachers in training."""
    warmup_steps: int = option(200, least=0)
    """Steps of linear warm-up."""
    gram_weight: float = option(0.5, least=0)
    """Weight of the Gram errors beside the feature errors."""
    wild: float = option(0.4, least=0, most=1)
    """Share of crops that are noised, blended or recoloured: an optimizer shows the encoder such pictures."""
    canvases: int = option(2, least=0)
    """Pictures in a batch, besides the crops, that the encoder itself is painting meanwhile."""
    canvas_steps: int = option(60, least=1)
    """Steps of a canvas on average."""
    canvas_lr: float = option(0.03, least=0)
    """Step of the optimizer that paints them, in 0..1."""
    ema_decay: float = option(0.998, least=0, below=1)
    """Decay of the averaged weights, which are what is exported."""
    holdout_every: int = option(128, least=2)
    """Every so many pictures one is kept out, to measure on."""
    report_every: int = option(50, least=1, may_change=True)
    """Steps between reports."""
    checkpoint_every: int = option(500, least=1, may_change=True)
    """Steps between checkpoints and measurements on pictures that were kept out."""
    seed: int = option(1, least=0)
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
            "None of the encoder's heads has a teacher among those named; SqueezeNet 1.1 is the one it has heads for."
        )
    teachers = [t for t in teachers if any(name.rpartition(".")[0] == t.name for name in heads)]
    training, measured, paintings = pictures_of(config, machine, log)

    config.crops.check_multiple(config.network.stride_px)
    torch.manual_seed(config.seed)
    encoder = Encoder(config.network, normalised=True)
    checkpoint = Checkpoint(out)
    if config.init and not checkpoint.exists():
        begin_with(encoder, Path(config.init))
    canvases = Canvases(config.canvases, config.crops.side_px, config.canvas_steps, config.canvas_lr)
    machine.place(canvases)
    optimizer = MuonAndAdam(machine.place(encoder), config.kernel_lr, config.lr)
    ema = Ema(encoder, config.ema_decay)
    averaged = ema.module
    assert isinstance(averaged, Encoder)
    for network in (encoder, averaged):
        machine.quicken(network, "trunk")
    lesson = Lesson(teachers, heads, config.precision, machine)
    lesson.weigh(draw_crops(measured, 16, config.crops, np.random.default_rng(0)))
    parts = {"encoder": encoder, "optimizer": optimizer, "ema": ema, "canvases": canvases}
    first = checkpoint.load(parts)["steps"] if checkpoint.exists() else 0
    log.resume_at(first)
    if first:
        log.say(f"going on from step {first}")
    saved = time.monotonic()
    running: list[float] = []

    for step in range(first, config.steps):
        pace = warm_cosine(step, config.steps, 1.0, config.warmup_steps)
        optimizer.set_pace(pace)
        rng = step_rng(config.seed, step)
        images = machine.send(rough_crops(training, config, rng))
        if config.canvases:
            sources = (training, paintings)
            photos, styles = (draw_crops(source, config.canvases, config.crops, rng) for source in sources)
            canvases.renew(machine.send(photos), machine.send(styles), rng)
            with machine.autocast(config.precision):
                images = torch.cat([images, canvases.paint(averaged, heads)])
        errors = lesson.errors(encoder, images)
        loss = torch.stack(
            [feature + config.gram_weight * style for feature, style in errors.values()]
        ).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        ema.update(encoder, step + 1)

        done = step + 1
        running.append(loss.item())
        if not np.isfinite(running[-1]):
            raise lost_number(done, config.lr)
        at_end = done % config.checkpoint_every == 0 or done == config.steps
        if at_end:
            seeds = (step_rng(config.seed, later) for later in range(done, done + SETTLING_BATCHES))
            averaged.settle([machine.send(rough_crops(training, config, rng)) for rng in seeds])
        if done % config.report_every == 0 or at_end:
            figures = measure(averaged, lesson, measured, config) if at_end else {}
            log.report(done, loss=float(np.mean(running)), lr=pace * config.lr, **figures)
            running.clear()
        if at_end:
            log.curves()
        if at_end or (time.monotonic() - saved) / 60 > checkpoint_minutes:
            facts = {
                "heads": list(heads),
                "config_hash": log.hash,
                "teachers": [t.name for t in teachers],
            }
            checkpoint.save(parts, {"steps": done, "crops_seen": done * config.batch, **facts})
            saved = time.monotonic()


def begin_with(encoder: Encoder, run: Path) -> None:
    """Fills the encoder with the averaged weights of another run. Raises TrainingError if they are not of its shape."""
    try:
        encoder.load_state_dict(Checkpoint(run).tensors()["ema"])
    except (KeyError, RuntimeError) as error:
        raise TrainingError(
            f"{run} trained another network than this run; name a run of pinxit-train perceptual with the same one."
        ) from error


def pictures_of(
    config: DistillConfig, machine: Machine, log: RunLog
) -> tuple[PictureSet, PictureSet, PictureSet]:
    """The pictures to train on, those kept out to measure on, and the paintings that canvases are led to."""

    def opened(folders: Sequence[str], short_side: int) -> PictureSet:
        return load_pictures(
            [Path(folder) for folder in folders],
            prepare=shrink_to_short_side(short_side),
            minimum_px=64,
            cache=machine.cache,
            say=log.say,
        )

    training, measured = opened(config.data, 288).hold_out(config.holdout_every)
    return training, measured, opened(config.styles, 512) if config.styles else training


class Lesson:
    """What the teachers say of pictures, and how far an encoder is from it.

    Args:
        teachers: frozen networks on the machine's device.
        heads: the encoder's heads that imitate their layers.
        precision: "bf16" or "float32".
        machine: what computes.
    """

    def __init__(
        self, teachers: Sequence[PerceptualNetwork], heads: Sequence[str], precision: str, machine: Machine
    ) -> None:
        self.teachers, self.heads, self.precision, self.machine = teachers, tuple(heads), precision, machine
        self.sizes: dict[str, float] = dict.fromkeys(heads, 1.0)

    def weigh(self, images: Tensor) -> None:
        """Takes each map's root mean square on these pictures (N, 3, H, W) as its unit.

        Heads begin at outputs about 1 and move by small steps; the teachers' maps lie between 2 and 80.
        """
        for name, value in self.taught(self.machine.send(images)).items():
            self.sizes[name] *= value.square().mean().sqrt().item()

    @torch.no_grad()
    def taught(self, images: Tensor) -> dict[str, Tensor]:
        """The teachers' maps by head, in float32."""
        maps = {}
        with self.machine.autocast(self.precision):
            for teacher in self.teachers:
                layers = [
                    name.rpartition(".")[2] for name in self.heads if name.rpartition(".")[0] == teacher.name
                ]
                for layer, value in teacher.centred_features(images, layers).items():
                    name = f"{teacher.name}.{layer}"
                    maps[name] = value.float() / self.sizes[name]
        return maps

    def errors(self, encoder: Encoder, images: Tensor) -> dict[str, tuple[Tensor, Tensor]]:
        """Relative error of the feature map and of its Gram matrix, by head."""
        with self.machine.autocast(self.precision):
            own = encoder.features(images, self.heads)
        errors = {}
        for name, target in self.taught(images).items():
            value = own[name].float()
            errors[name] = relative_error(value, target), relative_error(gram(value), gram(target))
        return errors


def rough_crops(pictures: PictureSet, config: DistillConfig, rng: np.random.Generator) -> Tensor:
    """A batch (N, 3, S, S) of crops, some of them roughened."""
    return roughen(draw_crops(pictures, config.batch, config.crops, rng), config.wild, rng)


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
    encoder: Encoder, lesson: Lesson, pictures: PictureSet, config: DistillConfig
) -> dict[str, float]:
    """Relative feature error by head on pictures that training never saw."""
    images = draw_crops(pictures, 16, config.crops, np.random.default_rng(0))
    errors = lesson.errors(encoder, lesson.machine.send(images))
    return {name: feature.item() for name, (feature, _) in errors.items()}
