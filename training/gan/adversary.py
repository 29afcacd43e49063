"""Both networks of adversarial training, and the two alternating steps.

The architectures, the losses and the penalties are rows of tables (`architectures`, `losses`, `regularizers`); the
steps are the same for all.

Source: Goodfellow et al. 2014.
Differs: both steps use the same generated pictures under the same augmentation, which saves a third of the work.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager

import torch
from torch import Tensor, nn
from torch.optim.optimizer import ParamsT

from training.data import step_torch_rng
from training.errors import TrainingError
from training.gan.adaptive import AdaptiveProbability
from training.gan.architectures import build_discriminator, build_generator
from training.gan.augment import augment, flip
from training.gan.config import GanConfig
from training.gan.losses import LOSSES
from training.gan.regularizers import Moment, Side, penalties
from training.networks.adversarial import Generator, Pyramid
from training.perceptual.networks import PerceptualNetwork
from training.runs.checkpoint import Stateful
from training.runs.distributed import (
    ALONE,
    Share,
    average_gradients,
    mean_figures,
    mean_over_processes,
    rows,
    same_everywhere,
    share_batch_norms,
)
from training.runs.ema import Ema
from training.runs.machine import THIS_PROCESSOR, Machine

CALIBRATION_PICTURES = 256
SETTLING_LATENTS = 512

# Streams of random numbers, kept apart so that a new use of one does not move the others.
STEP_STREAM, GRID_STREAM, METRIC_STREAM, NORM_STREAM, BUILD_STREAM, DIRECTION_STREAM = range(6)


class GanTrainer:
    """Both networks, their optimizers and the averaged generator, with the two alternating steps.

    Args:
        config: the run's configuration.
        pictures: the data, uint8 (N, 3, S, S).
        networks: perceptual networks by name, for a projected discriminator; they are moved to the machine's device.
        machine: what computes.
        share: which part of each batch this process takes.

    Raises:
        TrainingError: a view names a network or a layer that is not there.
    """

    def __init__(
        self,
        config: GanConfig,
        pictures: Tensor,
        networks: Mapping[str, PerceptualNetwork],
        machine: Machine = THIS_PROCESSOR,
        share: Share = ALONE,
    ) -> None:
        self.config = config
        self.pictures = pictures
        self.machine, self.share = machine, share
        self.batch_size = share.part_of(config.batch_size)
        self.step = 0
        self.rollbacks = 0
        self.seconds = 0.0
        self.slowed: frozenset[str] = frozenset()
        self.loss = LOSSES[config.loss]
        with torch.random.fork_rng():
            torch.manual_seed(config.seed)
            self.generator = build_generator(config)
            self.discriminator = build_discriminator(
                config, networks, step_torch_rng(config.seed, 1, BUILD_STREAM)
            )
        for network in (self.generator, self.discriminator, *networks.values()):
            machine.place(network)
        same_everywhere(self.generator, self.discriminator)
        half_life = 1000.0 * config.ema_half_life_kimg
        self.ema = Ema(self.generator, 0.5 ** (config.batch_size / half_life) if half_life > 0 else 0.0)
        self.augmentation = AdaptiveProbability(config.adaptive, config.augment_probability)
        self.generator_optimizer = self._adam(self.generator.parameters(), config.generator_rate)
        self.discriminator_optimizer = self._adam(self.discriminator.parameters(), config.discriminator_rate)
        rng = step_torch_rng(config.seed, 0, BUILD_STREAM)
        self.discriminator.calibrate(self.real_batch(CALIBRATION_PICTURES, rng), rng)
        self._adapt_to_machine()

    @property
    def done_kimg(self) -> float:
        """Thousands of generated pictures so far."""
        return self.step * self.config.batch_size / 1000.0

    @property
    def averaged(self) -> Generator:
        """The averaged generator; its batch norms hold the statistics of the trained one, see `settled`."""
        assert isinstance(self.ema.module, Generator)
        return self.ema.module

    def parts(self) -> dict[str, Stateful]:
        """What a checkpoint must hold, besides `step`, `rollbacks` and `seconds`."""
        return {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "ema": self.ema,
            "generator_optimizer": self.generator_optimizer,
            "discriminator_optimizer": self.discriminator_optimizer,
            "augmentation": self.augmentation,
        }

    def advance(self) -> None:
        """Puts what is scheduled, such as the fading in of a resolution, where this point of the run has it."""
        for network in (self.generator, self.averaged, self.discriminator):
            network.advance(self.done_kimg)

    def real_batch(self, count: int, rng: torch.Generator) -> Tensor:
        """Real pictures (count, 3, S, S) in 0..1, drawn with replacement, half of them mirrored if so configured."""
        chosen = rows(lambda n: torch.randint(0, len(self.pictures), (n,), generator=rng), count, rng)
        real = self.machine.send(self.pictures[chosen].contiguous()).float() / 255.0
        return flip(real, rng) if self.config.flip else real

    def train_step(self) -> dict[str, float]:
        """One step of the discriminator and one of the generator; returns their losses."""
        config, generator, discriminator = self.config, self.generator, self.discriminator
        rng = self.share.rng(step_torch_rng(config.seed, self.step, STEP_STREAM))
        self.machine.begin_step()
        self.advance()
        real = generator.match(self.real_batch(self.batch_size, rng))
        latents = rows(lambda n: torch.randn(n, generator.latent_size, generator=rng), self.batch_size, rng)
        latents = self.machine.send(latents)

        # Each block has an autocast of its own: its cache of cast weights must not outlive an optimizer's step.
        rests = self.done_kimg < config.generator_from_kimg
        with self._autocast():
            with torch.set_grad_enabled(not rests):
                fake = self._augmented([level.float() for level in generator.draw(latents, rng)], rng)
                fake_views = discriminator.views(fake, rng)
            with torch.no_grad():
                real = self._augmented(real, rng)
                real_views = discriminator.views(real, rng)
        moment = Moment(generator, discriminator, real, [level.detach() for level in fake], latents, rng)

        with self._autocast():
            on_real = discriminator.judge(real_views)
            on_fake = discriminator.judge([view.detach() for view in fake_views])
        discriminator_loss = self.loss.judge(on_real, on_fake)
        skipped = config.skip_below > 0 and config.skip_below > float(
            mean_over_processes(discriminator_loss.detach())
        )
        figures: dict[str, float] = {}
        if not skipped:
            figures |= self._descend(discriminator_loss, "discriminator", moment)

        discriminator.requires_grad_(False)
        with self._autocast():
            on_fake = discriminator.judge(fake_views)
            if self.loss.relative:
                on_real = discriminator.judge(real_views)
        generator_loss = self.loss.fool(on_real, on_fake)
        if not rests:
            figures |= self._descend(generator_loss, "generator", moment)
        discriminator.requires_grad_(True)

        self.augmentation.update(on_real, config.batch_size)
        self.step += 1
        self.ema.update(generator, self.step)
        if config.skip_below > 0:
            figures["skipped"] = float(skipped)
        if config.adaptive.target > 0:
            figures["augment_probability"] = self.augmentation.value
        return mean_figures(
            {
                "generator_loss": generator_loss.item(),
                "discriminator_loss": discriminator_loss.item(),
                "real_right": _share_right(on_real),
                **figures,
            }
        )

    def apply_rollbacks(self) -> None:
        """Sets the learning rates for the number of rollbacks: each halves them."""
        factor = 0.5**self.rollbacks
        for optimizer, rate in (
            (self.generator_optimizer, self.config.generator_rate),
            (self.discriminator_optimizer, self.config.discriminator_rate),
        ):
            for group in optimizer.param_groups:
                group["lr"] = rate * factor * group.get("share", 1.0)

    def slow_down(self, names: Iterable[str]) -> None:
        """Trains parameters of the generator at `config.init_rate` beside the others, or not at all where it is 0.

        Called before the first step and before a checkpoint is loaded: what the optimizer knew is forgotten.

        Args:
            names: those of the parameters; at a rate of 1 none is slowed down.

        Raises:
            TrainingError: the rate is outside 0..1, nothing would be left to train, or a penalty needs what rests.
        """
        share = self.config.init_rate
        if not 0 <= share <= 1:
            raise TrainingError(f"init_rate is {share:g}, but must be between 0 (they rest) and 1.")
        self.slowed = frozenset(names) if share != 1 else frozenset()
        if not self.slowed:
            return
        slow, others = [], []
        for name, parameter in self.generator.named_parameters():
            (slow if name in self.slowed else others).append(parameter)
        if share == 0:
            if not others:
                raise TrainingError(
                    "With init_rate = 0 nothing is left to train: all weights came from init."
                )
            if any(regularizer.name == "path-length" for regularizer in self.config.regularizers):
                raise TrainingError(
                    "The path-length penalty cannot be taken of styles that rest (init_rate = 0)."
                )
            for parameter in slow:
                parameter.requires_grad_(False)
        self.generator_optimizer = self._adam(
            [{"params": others, "share": 1.0}, {"params": slow, "share": share}], self.config.generator_rate
        )
        self.apply_rollbacks()

    def is_finite(self) -> bool:
        """Whether every weight of both networks is a number."""
        weights = [*self.generator.parameters(), *self.discriminator.parameters()]
        return all(bool(torch.isfinite(weight).all()) for weight in weights)

    def _adapt_to_machine(self) -> None:
        """Shares batch statistics and compiles; after the average was copied, which has its pictures to itself."""
        if self.share.of > 1:
            share_batch_norms(self.generator)
            share_batch_norms(self.discriminator)
        # What torch compiles cannot be differentiated twice, as penalties on gradients ask for.
        penalized = {regularizer.name for regularizer in self.config.regularizers}
        if "path-length" not in penalized:
            self.machine.quicken(self.generator, self.generator.main_method)
        if not penalized & {"r1", "r2"}:
            self.machine.quicken(self.discriminator, *self.discriminator.main_methods)

    def _adam(self, parameters: ParamsT, rate: float) -> torch.optim.Adam:
        return torch.optim.Adam(parameters, lr=rate, betas=(self.config.beta1, self.config.beta2))

    def _autocast(self) -> AbstractContextManager[object]:
        return self.machine.autocast(self.config.precision)

    def _augmented(self, pyramid: Pyramid, rng: torch.Generator) -> Pyramid:
        return augment(pyramid, self.config.augment, rng, self.augmentation.value)

    def _descend(self, loss: Tensor, side: Side, moment: Moment) -> dict[str, float]:
        """One step of one network down its loss and the penalties that are due; returns the penalties."""
        network, optimizer = {
            "generator": (self.generator, self.generator_optimizer),
            "discriminator": (self.discriminator, self.discriminator_optimizer),
        }[side]
        values, total = penalties(self.config.regularizers, side, self.step, moment)
        optimizer.zero_grad(set_to_none=True)
        (loss if total is None else loss + total).backward()
        average_gradients(network.parameters())
        if self.config.clip_norm > 0:
            nn.utils.clip_grad_norm_(network.parameters(), self.config.clip_norm)
        optimizer.step()
        return {name: value.item() for name, value in values.items()}


def settled(generator: Generator, seed: int) -> Generator:
    """A copy of an averaged generator, in evaluation mode, after `Generator.settle` on latents drawn by `seed`.

    The statistics of batch norms belong to the weights that were trained, not to their average.
    """
    fresh = copy.deepcopy(generator).train()
    rng = step_torch_rng(seed, 0, NORM_STREAM)
    with torch.no_grad():
        latents = torch.randn(SETTLING_LATENTS, generator.latent_size, generator=rng)
        fresh.settle(latents.to(next(generator.parameters()).device))
    return fresh.eval().requires_grad_(False)


def _share_right(on_real: Sequence[Tensor]) -> float:
    return float(torch.stack([(logits > 0).float().mean() for logits in on_real]).mean())
