"""Adversarial training of a generator: `pinxit-train gan DATA... --out RUN`."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from training.data import centre_square, load_pictures, stacked, step_torch_rng
from training.errors import DivergedError, TrainingError
from training.figures import note_monitor
from training.gan.adversary import GRID_STREAM, GanTrainer, settled
from training.gan.begin import begin_with
from training.gan.config import GanConfig
from training.gan.contradictions import refuse_contradictions, refuse_uneven_shares
from training.gan.monitor import Monitor, open_monitor, seen_networks
from training.perceptual.networks import PerceptualNetwork, load_perceptual
from training.runs.checkpoint import Checkpoint
from training.runs.distributed import ALONE, Share, leader_first, mean_figures, wait_for_all
from training.runs.log import RunLog, SilentLog, read_stats
from training.runs.machine import THIS_PROCESSOR, Machine
from training.runs.stopping import never

LEAST_PICTURES = 8
MOST_ROLLBACKS = 3
GRID = 8
# In a folder of networks, the one that the style losses and the discriminator leave alone.
METRIC_WEIGHTS = "squeezenet1_0*.pth"
OWN_ENCODER = "pinxit"


@torch.no_grad()
def draw(generator: nn.Module, latents: Tensor) -> Iterator[Tensor]:
    """Pictures (n, 3, S, S) in 0..1 of latents (N, Z), in batches."""
    for part in latents.split(32):
        yield generator(part.to(next(generator.parameters()).device))


def load_data(
    sources: Sequence[str], resolution: int, say: Callable[[str], None], cache: Path | None = None
) -> Tensor:
    """The centre squares of all pictures, uint8 (N, 3, S, S), see `stacked`.

    Raises:
        TrainingError: there are too few.
    """
    found = load_pictures(
        [Path(source) for source in sources],
        prepare=centre_square(resolution),
        minimum_px=resolution // 2,
        cache=cache,
        say=say,
    )
    if len(found) < LEAST_PICTURES:
        raise TrainingError(
            f"{', '.join(sources)} holds {len(found)} usable pictures; a generator needs {LEAST_PICTURES} or more, "
            "and some hundred before it draws anything new."
        )
    return stacked(found)


def load_networks(config: GanConfig) -> dict[str, PerceptualNetwork]:
    """The perceptual networks of a run by name; none is needed for a plain discriminator without metrics.

    Our own encoder is there for a discriminator that looks through it, whatever else is named to measure with.

    Raises:
        TrainingError: one cannot be read.
    """
    spare = [str(path) for name in config.perceptual for path in sorted(Path(name).glob(METRIC_WEIGHTS))]
    names = [*config.perceptual, *spare]
    networks = {network.name: network for network in (load_perceptual(names) if names else ())}
    if OWN_ENCODER in seen_networks(config) and OWN_ENCODER not in networks:
        networks |= {network.name: network for network in load_perceptual([OWN_ENCODER])}
    return networks


def train_gan(
    config: GanConfig,
    out: Path,
    machine: Machine = THIS_PROCESSOR,
    share: Share = ALONE,
    asked_to_end: Callable[[], bool] = never,
) -> GanTrainer:
    """Trains until `config.total_kimg` or `config.max_minutes`; goes on where the run folder's checkpoint ends.

    Args:
        config: the run.
        out: run folder.
        machine: what computes.
        share: which part of each batch this process takes; the leading process alone writes to `out`.
        asked_to_end: looked at after every step; the run then ends with a checkpoint, and goes on another time.

    Raises:
        TrainingError: the data, the run folder or a network is unfit, or training does not converge.
    """
    refuse_contradictions(config)
    refuse_uneven_shares(config, share.of)
    log = (RunLog if share.leads else SilentLog)(out, config, config.total_kimg, "kimg")
    networks = load_networks(config)
    with leader_first(share):
        pictures = load_data(config.data, config.resolution, log.say, machine.cache)
    trainer = GanTrainer(config, pictures, networks, machine, share)
    checkpoint = Checkpoint(out)
    begun = checkpoint.exists()
    wait_for_all()
    _begin_or_go_on(trainer, checkpoint, log, begun)
    monitor = _watching(trainer, networks, log, out) if share.leads and config.metrics_kimg > 0 else None
    latents = torch.randn(
        GRID * GRID, trainer.generator.latent_size, generator=step_torch_rng(config.seed, 0, GRID_STREAM)
    )

    sums: dict[str, float] = {}
    stopped = False
    while trainer.done_kimg < config.total_kimg and not _out_of_time(trainer) and not stopped:
        stage_kimg = trainer.done_kimg
        begun_at = time.monotonic()
        losses = trainer.train_step()
        trainer.seconds += mean_figures({"seconds": time.monotonic() - begun_at})["seconds"]
        if not all(map(math.isfinite, losses.values())):
            roll_back(trainer, checkpoint, log)
            sums.clear()
            continue
        for name, value in losses.items():
            sums[name] = sums.get(name, 0.0) + value
        sums["steps"] = sums.get("steps", 0.0) + 1
        stopped = asked_to_end()
        last = stopped or trainer.done_kimg >= config.total_kimg or _out_of_time(trainer)
        if last or _due(trainer, config.report_kimg):
            steps = sums.pop("steps")
            log.report(trainer.done_kimg, **{name: value / steps for name, value in sums.items()})
            sums.clear()
        # Looked at first, since what is not a number can be neither measured nor kept.
        grows = trainer.generator.stage_px(stage_kimg) != trainer.generator.stage_px(trainer.done_kimg)
        looked_at = (
            last
            or grows
            or any(_due(trainer, each) for each in (config.metrics_kimg, config.checkpoint_kimg))
        )
        if looked_at and not trainer.is_finite():
            roll_back(trainer, checkpoint, log)
            sums.clear()
            continue
        if monitor is not None and not stopped and (last or _due(trainer, config.metrics_kimg)):
            _watch(trainer, monitor, log)
        if grows:
            save_stage(trainer, stage_kimg, out)
        if last or _due(trainer, config.checkpoint_kimg):
            save(trainer, checkpoint)
        # After the checkpoint: a picture that cannot be written costs no training.
        if share.leads and (last or _due(trainer, config.sample_kimg)):
            generator = settled(trainer.averaged, config.seed)
            log.samples(trainer.step * config.batch_size, torch.cat(list(draw(generator, latents))), GRID)
            log.curves()
    return trainer


def _begin_or_go_on(trainer: GanTrainer, checkpoint: Checkpoint, log: RunLog, begun: bool) -> None:
    config = trainer.config
    if begun:
        resume(trainer, checkpoint)
        log.resume_at(trainer.done_kimg)
        log.say(f"going on from {trainer.done_kimg:g} kimg")
    else:
        if config.init:
            log.say(f"beginning with {begin_with_init(trainer)} weights of {config.init}")
        save(trainer, checkpoint)
    if config.max_minutes > 0:
        log.end_within(60 * config.max_minutes - trainer.seconds)


def begin_with_init(trainer: GanTrainer) -> int:
    """Fills a fresh trainer's generator with what fits of `config.init`; returns how many weights that are.

    Raises:
        TrainingError: nothing can be taken from there.
    """
    config = trainer.config
    trainer.advance()
    # The average is the copy that is not compiled: what begins is measured on other batches than a step's.
    taken = begin_with(trainer.averaged, Path(config.init), config.init_gates)
    trainer.generator.load_state_dict(trainer.averaged.state_dict())
    trainer.slow_down(taken)
    return len(taken)


def save(trainer: GanTrainer, checkpoint: Checkpoint) -> None:
    """Writes the trainer's whole state, in the leading process."""
    if trainer.share.leads:
        counts = {"step": trainer.step, "rollbacks": trainer.rollbacks, "seconds": trainer.seconds}
        slowed = sorted(trainer.slowed)
        checkpoint.save(trainer.parts(), {**counts, "kimg": trainer.done_kimg, "slowed": slowed})


def stage_checkpoint(run: Path, resolution: int) -> Checkpoint:
    """Where a run keeps the generator that it had when its pictures grew beyond `resolution` pixels."""
    return Checkpoint(run / "stages" / str(resolution))


def save_stage(trainer: GanTrainer, kimg: float, run: Path) -> None:
    """Keeps the averaged generator of the resolution that was trained until `kimg`; later steps spoil it."""
    if trainer.share.leads:
        checkpoint = stage_checkpoint(run, trainer.generator.stage_px(kimg))
        checkpoint.save({"ema": trainer.ema}, {"kimg": kimg})


def resume(trainer: GanTrainer, checkpoint: Checkpoint) -> None:
    """Puts the trainer where the checkpoint was written."""
    trainer.slow_down(checkpoint.state().get("slowed", ()))
    state = checkpoint.load(trainer.parts())
    trainer.step, trainer.rollbacks = int(state["step"]), int(state["rollbacks"])
    trainer.seconds = float(state.get("seconds", 0.0))
    trainer.apply_rollbacks()


def roll_back(trainer: GanTrainer, checkpoint: Checkpoint, log: RunLog) -> None:
    """Goes back to the last checkpoint with half the learning rates.

    Raises:
        DivergedError: this was tried `MOST_ROLLBACKS` times already.
    """
    broken_kimg, rollbacks = trainer.done_kimg, trainer.rollbacks + 1
    if rollbacks > MOST_ROLLBACKS:
        raise DivergedError(
            f"Training broke down at {broken_kimg:g} kimg though the learning rate was halved {MOST_ROLLBACKS} times; "
            "start a new run with lower rates or with clip_norm set."
        )
    resume(trainer, checkpoint)
    trainer.rollbacks = rollbacks
    trainer.apply_rollbacks()
    log.resume_at(trainer.done_kimg)
    log.say(
        f"A loss was no number at {broken_kimg:g} kimg; going back to {trainer.done_kimg:g} kimg "
        "with half the learning rate."
    )


def _watching(
    trainer: GanTrainer, networks: Mapping[str, PerceptualNetwork], log: RunLog, out: Path
) -> Monitor | None:
    """The monitor of a run, which knows what a resumed run has already measured and said."""
    monitor = open_monitor(trainer.config, networks, trainer.pictures, trainer.generator.latent_size, log.say)
    if monitor is not None:
        network = monitor.reference.network.name
        note_monitor(out, network, network in seen_networks(trainer.config), monitor.config.samples)
        trainer.machine.place(monitor.reference.network)
        for line in read_stats(out):
            monitor.watch(line["kimg"], line)
    return monitor


def _watch(trainer: GanTrainer, monitor: Monitor, log: RunLog) -> None:
    figures = monitor.measure(settled(trainer.averaged, trainer.config.seed))
    log.report(trainer.done_kimg, **figures)
    for sentence in monitor.watch(trainer.done_kimg, figures):
        log.say(sentence)


def _out_of_time(trainer: GanTrainer) -> bool:
    """Whether the run has taken the minutes that it may."""
    return 0 < trainer.config.max_minutes <= trainer.seconds / 60.0


def _due(trainer: GanTrainer, every_kimg: float) -> bool:
    """Whether this step passed a multiple of `every_kimg`."""
    if every_kimg <= 0:
        return False
    every = max(1, round(1000 * every_kimg))
    images = trainer.step * trainer.config.batch_size
    return images // every > (images - trainer.config.batch_size) // every
