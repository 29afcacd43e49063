"""Adversarial training of a generator: `pinxit-train gan DATA... --out RUN`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from training.data import centre_square, load_pictures, step_torch_rng
from training.errors import TrainingError
from training.gan.adversary import GRID_STREAM, METRIC_STREAM, GanTrainer, settled
from training.gan.config import GanConfig
from training.gan.metrics import GanMetrics
from training.perceptual.networks import PerceptualNetwork, load_perceptual
from training.runs.checkpoint import Checkpoint
from training.runs.log import RunLog

MOST_ROLLBACKS = 3
GRID = 8
METRIC_PICTURES = 512
# In a folder of networks, the one that the style losses and the discriminator leave alone.
METRIC_WEIGHTS = "squeezenet1_0*.pth"


@torch.no_grad()
def draw(generator: nn.Module, latents: Tensor) -> Iterator[Tensor]:
    """Pictures (n, 3, S, S) in 0..1 of latents (N, Z), in batches."""
    for part in latents.split(32):
        yield generator(part)


def load_data(sources: Sequence[str], resolution: int, say: Callable[[str], None]) -> Tensor:
    """The centre squares of all pictures, uint8 (N, 3, S, S)."""
    found = load_pictures(
        [Path(source) for source in sources],
        prepare=centre_square(resolution),
        minimum_px=resolution // 2,
        say=say,
    )
    return (
        torch.stack([torch.from_numpy(picture.copy()) for picture in found.pixels])
        .permute(0, 3, 1, 2)
        .contiguous()
    )


def metric_network(config: GanConfig, networks: Mapping[str, PerceptualNetwork]) -> PerceptualNetwork | None:
    """A network that the discriminator does not look through, or None if there is none."""
    seen = {view.network for view in config.projected.views} if config.discriminator == "projected" else set()
    return next((network for name, network in networks.items() if name not in seen), None)


def load_networks(config: GanConfig) -> dict[str, PerceptualNetwork]:
    """The perceptual networks of a run by name; none is needed for a plain discriminator without metrics.

    Raises:
        TrainingError: one cannot be read.
    """
    if not config.perceptual:
        return {}
    spare = [str(path) for name in config.perceptual for path in sorted(Path(name).glob(METRIC_WEIGHTS))]
    return {network.name: network for network in load_perceptual([*config.perceptual, *spare])}


def train_gan(config: GanConfig, out: Path) -> GanTrainer:
    """Trains until `config.total_kimg`; goes on where the run folder's checkpoint ends.

    Args:
        config: the run.
        out: run folder.

    Raises:
        TrainingError: the data, the run folder or a network is unfit, or training does not converge.
    """
    log = RunLog(out, config, config.total_kimg, "kimg")
    networks = load_networks(config)
    trainer = GanTrainer(config, load_data(config.data, config.resolution, log.say), networks)
    checkpoint = Checkpoint(out)
    if checkpoint.exists():
        resume(trainer, checkpoint)
        log.resume_at(trainer.done_kimg)
        log.say(f"going on from {trainer.done_kimg:g} kimg")
    else:
        save(trainer, checkpoint)
    measure = _metrics(trainer, metric_network(config, networks))
    latents = torch.randn(
        GRID * GRID, trainer.generator.latent_size, generator=step_torch_rng(config.seed, 0, GRID_STREAM)
    )

    sums: dict[str, float] = {}
    while trainer.done_kimg < config.total_kimg:
        stage_kimg = trainer.done_kimg
        losses = trainer.train_step()
        if not all(map(math.isfinite, losses.values())):
            roll_back(trainer, checkpoint, log)
            sums.clear()
            continue
        for name, value in losses.items():
            sums[name] = sums.get(name, 0.0) + value
        sums["steps"] = sums.get("steps", 0.0) + 1
        last = trainer.done_kimg >= config.total_kimg
        if last or _due(trainer, config.report_kimg):
            steps = sums.pop("steps")
            log.report(trainer.done_kimg, **{name: value / steps for name, value in sums.items()})
            sums.clear()
        if last or _due(trainer, config.sample_kimg):
            generator = settled(trainer.averaged, config.seed)
            log.samples(trainer.step * config.batch_size, torch.cat(list(draw(generator, latents))), GRID)
            log.curves()
            if measure is not None and (last or _due(trainer, config.metrics_kimg)):
                log.report(trainer.done_kimg, **measure(generator))
        if trainer.generator.stage_px(stage_kimg) != trainer.generator.stage_px(trainer.done_kimg):
            save_stage(trainer, stage_kimg, out)
        if last or _due(trainer, config.checkpoint_kimg):
            if trainer.is_finite():
                save(trainer, checkpoint)
            else:
                roll_back(trainer, checkpoint, log)
    return trainer


def save(trainer: GanTrainer, checkpoint: Checkpoint) -> None:
    """Writes the trainer's whole state."""
    checkpoint.save(
        trainer.parts(), {"step": trainer.step, "rollbacks": trainer.rollbacks, "kimg": trainer.done_kimg}
    )


def stage_checkpoint(run: Path, resolution: int) -> Checkpoint:
    """Where a run keeps the generator that it had when its pictures grew beyond `resolution` pixels."""
    return Checkpoint(run / "stages" / str(resolution))


def save_stage(trainer: GanTrainer, kimg: float, run: Path) -> None:
    """Keeps the averaged generator of the resolution that was trained until `kimg`; later steps spoil it."""
    checkpoint = stage_checkpoint(run, trainer.generator.stage_px(kimg))
    checkpoint.save({"ema": trainer.ema}, {"kimg": kimg})


def resume(trainer: GanTrainer, checkpoint: Checkpoint) -> None:
    """Puts the trainer where the checkpoint was written."""
    state = checkpoint.load(trainer.parts())
    trainer.step, trainer.rollbacks = int(state["step"]), int(state["rollbacks"])
    trainer.apply_rollbacks()


def roll_back(trainer: GanTrainer, checkpoint: Checkpoint, log: RunLog) -> None:
    """Goes back to the last checkpoint with half the learning rates.

    Raises:
        TrainingError: this was tried `MOST_ROLLBACKS` times already.
    """
    broken_kimg, rollbacks = trainer.done_kimg, trainer.rollbacks + 1
    if rollbacks > MOST_ROLLBACKS:
        raise TrainingError(
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


def _metrics(
    trainer: GanTrainer, network: PerceptualNetwork | None
) -> Callable[[nn.Module], dict[str, float]] | None:
    if network is None or trainer.config.metrics_kimg <= 0:
        return None
    rng = step_torch_rng(trainer.config.seed, 0, METRIC_STREAM)
    count = min(2 * METRIC_PICTURES, len(trainer.pictures))
    chosen = torch.randperm(len(trainer.pictures), generator=rng)[:count]
    compare = GanMetrics(network, (part.float() / 255.0 for part in trainer.pictures[chosen].split(32)))
    latents = torch.randn(METRIC_PICTURES, trainer.generator.latent_size, generator=rng)

    def measure(generator: nn.Module) -> dict[str, float]:
        figures = compare(draw(generator, latents))
        return {"frechet": figures.frechet, "diversity": figures.diversity}

    return measure


def _due(trainer: GanTrainer, every_kimg: float) -> bool:
    """Whether this step passed a multiple of `every_kimg`."""
    if every_kimg <= 0:
        return False
    every = max(1, round(1000 * every_kimg))
    images = trainer.step * trainer.config.batch_size
    return images // every > (images - trainer.config.batch_size) // every
