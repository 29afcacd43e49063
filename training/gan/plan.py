"""What a run would take, measured in a few steps on this machine: `pinxit-train gan ... --dry-run`."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from training.gan.adversary import GanTrainer
from training.gan.config import GanConfig
from training.gan.contradictions import refuse_contradictions
from training.gan.regularizers import RegularizerConfig
from training.gan.train import begin_with_init, load_data, load_networks
from training.runs.checkpoint import Checkpoint
from training.runs.machine import THIS_PROCESSOR, Machine
from training.runs.measured import held_bytes, network_bytes, step_seconds

LOOKS = 400
"""Points of a run at which its schedule is looked at."""
LONGEST_PERIOD = 10_000
"""Steps that are looked at to find which penalties are due together, and how often."""


@dataclass(frozen=True)
class Stage:
    """A part of a run in which pictures have one size.

    Attributes:
        px: their side.
        kimg: thousands of pictures that are still to be drawn at it.
        images_per_second: measured, penalties included as often as they are due.
    """

    px: int
    kimg: float
    images_per_second: float

    @property
    def seconds(self) -> float:
        """Time that it takes."""
        return 1000 * self.kimg / self.images_per_second


@dataclass(frozen=True)
class Plan:
    """What a run would take.

    Attributes:
        device: where it would run.
        pictures: how many there are to learn from.
        generator_weights, discriminator_weights: numbers that are trained.
        done_kimg, total_kimg: where the run begins and ends.
        batch_size: pictures in a step.
        lasting_mb: weights, gradients, optimizers, the average, and the networks that are only looked through.
        passing_mb: what a step keeps for its backward passes.
        stages: in order; one, but for a growing generator.
        max_minutes: when the run ends at the latest; 0 where it has no limit.
    """

    device: torch.device
    pictures: int
    generator_weights: int
    discriminator_weights: int
    done_kimg: float
    total_kimg: float
    batch_size: int
    lasting_mb: float
    passing_mb: float
    stages: tuple[Stage, ...]
    max_minutes: float = 0.0

    @property
    def seconds(self) -> float:
        """Time to the end, without samples and measurements."""
        return sum(stage.seconds for stage in self.stages)

    def lines(self) -> list[str]:
        """The plan as text."""
        left = self.total_kimg - self.done_kimg
        limit = f"; the run stops after {self.max_minutes:g} minutes" if self.max_minutes else ""
        begun = f" ({self.done_kimg:g} are done)" if self.done_kimg else ""
        rates = ", ".join(
            f"{stage.images_per_second:.3g}" + (f" at {stage.px} px" if len(self.stages) > 1 else "")
            for stage in self.stages
        )
        return [
            f"data           {self.pictures} pictures",
            f"generator      {self.generator_weights:,} weights",
            f"discriminator  {self.discriminator_weights:,} trained weights",
            (
                f"length         {self.total_kimg:g} thousand pictures{begun}: "
                f"{round(1000 * left / self.batch_size)} steps of {self.batch_size}"
            ),
            (
                f"memory         about {self.lasting_mb + self.passing_mb:.0f} MB on {self.device}: "
                f"{self.lasting_mb:.0f} lasting, {self.passing_mb:.0f} within a step"
            ),
            f"speed          {rates or 'no'} pictures a second, measured here",
            f"time           {spoken(self.seconds)} to the end, without samples and measurements{limit}",
        ]


def plan_gan(
    config: GanConfig,
    out: Path,
    machine: Machine = THIS_PROCESSOR,
    say: Callable[[str], None] = print,
    budget_s: float = 5.0,
) -> Plan:
    """Measures a run without beginning it; nothing is written to its folder.

    Args:
        config: the run.
        out: its folder; where it was begun, the time is that from its checkpoint on.
        machine: what computes.
        say: told of every picture that is skipped.
        budget_s: time to measure for.

    Raises:
        TrainingError: the data or a network is unfit.
    """
    refuse_contradictions(config)
    networks = load_networks(config)
    pictures = load_data(config.data, config.resolution, say, machine.cache)
    trainer = GanTrainer(config, pictures, networks, machine)
    checkpoint = Checkpoint(out)
    done_kimg = 0.0
    if checkpoint.exists():
        state = checkpoint.state()
        done_kimg = float(state["kimg"])
        trainer.slow_down(state.get("slowed", ()))
    elif config.init:
        begin_with_init(trainer)
    everything = (trainer.generator, trainer.discriminator, trainer.averaged, *networks.values())
    stages, passing = [], 0
    for px, first, kimg in stage_parts(trainer, done_kimg):
        # Steps in which the generator rests are cheap and few.
        begins = -(-round(1000 * max(first, config.generator_from_kimg)) // config.batch_size)
        kinds = kinds_of_steps(config.regularizers, begins)
        seconds = 0.0
        for step, share in kinds:
            passing = max(passing, held_bytes(_at(trainer, step), everything))
            seconds += share * step_seconds(_at(trainer, step), budget_s / len(kinds))
        stages.append(Stage(px, kimg, config.batch_size / seconds))
    weights = [
        sum(value.numel() for value in network.parameters() if value.requires_grad)
        for network in (trainer.generator, trainer.discriminator)
    ]
    # Beside each weight lie its gradient and Adam's two moments.
    lasting = sum(map(network_bytes, everything)) + 3 * 4 * sum(weights)
    return Plan(
        machine.device,
        len(pictures),
        weights[0],
        weights[1],
        done_kimg,
        config.total_kimg,
        config.batch_size,
        lasting / 1e6,
        passing / 1e6,
        tuple(stages),
        config.max_minutes,
    )


def stage_parts(trainer: GanTrainer, done_kimg: float) -> list[tuple[int, float, float]]:
    """Each resolution that is still to be trained: pixels, where it begins, and how long it lasts, in kimg."""
    left = max(0.0, trainer.config.total_kimg - done_kimg)
    points = [done_kimg + left * index / LOOKS for index in range(LOOKS if left else 0)]
    grouped = [(px, list(part)) for px, part in itertools.groupby(points, trainer.generator.stage_px)]
    return [(px, part[0], left * len(part) / LOOKS) for px, part in grouped]


def spoken(seconds: float) -> str:
    """A length of time as a person says it."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"


def kinds_of_steps(regularizers: Sequence[RegularizerConfig], begins: int) -> list[tuple[int, float]]:
    """Steps that stand for all: one for each set of penalties that are due together.

    Args:
        regularizers: the penalties, each with its interval.
        begins: the first step that may be chosen.

    Returns:
        Numbers of steps, and the share of all steps that each stands for; the shares add up to 1.
    """
    intervals = {regularizer.every for regularizer in regularizers}
    steps = range(begins, begins + min(math.lcm(*intervals), LONGEST_PERIOD))
    kinds: dict[frozenset[int], list[int]] = {}
    for step in steps:
        kinds.setdefault(frozenset(every for every in intervals if step % every == 0), []).append(step)
    return [(alike[0], len(alike) / len(steps)) for alike in kinds.values()]


def _at(trainer: GanTrainer, step: int) -> Callable[[], object]:
    """What does a certain step of the run, as often as it is called."""

    def train_step() -> None:
        trainer.step = step
        trainer.train_step()

    return train_step
