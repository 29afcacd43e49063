"""Both networks of adversarial training, and the two alternating steps.

Source: Goodfellow et al. 2014; Radford et al. 2016 for the plain pair, Liu et al. 2021 and Sauer et al. 2021 for the
light generator and the projected discriminator.
Differs: both steps use the same generated pictures under the same augmentation, which saves a third of the work.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor, nn

from training.data import step_torch_rng
from training.errors import TrainingError
from training.gan.augment import augment, flip
from training.networks.dcgan import DcganConfig, DcganGenerator, PlainDiscriminator, PlainDiscriminatorConfig
from training.networks.discriminators import Features, PlainViews, ProjectedConfig, ProjectedDiscriminator
from training.networks.light import LightConfig, LightGenerator
from training.perceptual.networks import PerceptualNetwork
from training.runs.checkpoint import Stateful
from training.runs.ema import Ema

Generator = DcganGenerator | LightGenerator
Discriminator = PlainViews | ProjectedDiscriminator

CALIBRATION_PICTURES = 256
BATCH_NORM_LATENTS = 512

# Streams of random numbers, kept apart so that a new use of one does not move the others.
STEP_STREAM, GRID_STREAM, METRIC_STREAM, NORM_STREAM, BUILD_STREAM, DIRECTION_STREAM = range(6)


@dataclass(frozen=True)
class GanConfig:
    """A run of `pinxit-train gan`."""

    data: tuple[str, ...] = ()
    """Folders of pictures."""
    perceptual: tuple[str, ...] = ()
    """Perceptual networks for a projected discriminator and for the metrics, see `training.perceptual.networks`."""
    resolution: int = 64
    """Side of the square pictures, pixels: a power of two from 32 to 128."""
    generator: Literal["light", "dcgan"] = "light"
    """Architecture of the generator."""
    discriminator: Literal["projected", "plain"] = "projected"
    """Architecture of the discriminator."""
    light: LightConfig = field(default_factory=LightConfig)
    """Size of a light generator."""
    dcgan: DcganConfig = field(default_factory=DcganConfig)
    """Size of a DCGAN generator."""
    projected: ProjectedConfig = field(default_factory=ProjectedConfig)
    """Views and size of a projected discriminator."""
    plain: PlainDiscriminatorConfig = field(default_factory=PlainDiscriminatorConfig)
    """Size of a DCGAN discriminator."""
    loss: Literal["hinge", "bce"] = "hinge"
    """Hinge loss, or binary cross-entropy with the non-saturating generator loss."""
    augment: tuple[str, ...] = ("color", "translation", "cutout")
    """Differentiable augmentations of real and generated pictures, in this order."""
    flip: bool = True
    """Mirror half of the real pictures."""
    batch_size: int = 32
    """Pictures in a step."""
    total_kimg: float = 150.0
    """Length of the run, thousands of generated pictures."""
    generator_rate: float = 4e-4
    """Adam's learning rate for the generator."""
    discriminator_rate: float = 4e-4
    """Adam's learning rate for the discriminator."""
    beta1: float = 0.0
    """Adam's first decay rate."""
    beta2: float = 0.99
    """Adam's second decay rate."""
    clip_norm: float = 0.0
    """Largest gradient norm of each network; 0 does not clip."""
    ema_half_life_kimg: float = 5.0
    """The averaged generator forgets half of its past in this many thousand pictures."""
    precision: Literal["bf16", "float32"] = "bf16"
    """Precision of the networks' arithmetic; weights are float32 in either case."""
    seed: int = 0
    """Start of every random draw."""
    report_kimg: float = 0.5
    """A line in stats.jsonl after this many thousand pictures."""
    sample_kimg: float = 5.0
    """A grid of samples after this many thousand pictures."""
    checkpoint_kimg: float = 5.0
    """A checkpoint after this many thousand pictures."""
    metrics_kimg: float = 10.0
    """Fréchet distance and diversity after this many thousand pictures; 0 never."""


class GanTrainer:
    """Both networks, their optimizers and the averaged generator, with the two alternating steps.

    Args:
        config: the run's configuration.
        pictures: the data, uint8 (N, 3, S, S).
        networks: perceptual networks by name, for a projected discriminator.

    Raises:
        TrainingError: a view names a network or a layer that is not there.
    """

    def __init__(
        self, config: GanConfig, pictures: Tensor, networks: Mapping[str, PerceptualNetwork]
    ) -> None:
        self.config = config
        self.pictures = pictures
        self.step = 0
        self.rollbacks = 0
        with torch.random.fork_rng():
            torch.manual_seed(config.seed)
            self.generator = build_generator(config)
            self.discriminator = build_discriminator(config, networks)
        decay = 0.5 ** (config.batch_size / (1000.0 * config.ema_half_life_kimg))
        self.ema = Ema(self.generator, decay)
        self.generator_optimizer = self._adam(self.generator, config.generator_rate)
        self.discriminator_optimizer = self._adam(self.discriminator, config.discriminator_rate)
        rng = step_torch_rng(config.seed, 0, BUILD_STREAM)
        self.discriminator.calibrate(self.real_batch(CALIBRATION_PICTURES, rng), rng)

    @property
    def done_kimg(self) -> float:
        """Thousands of generated pictures so far."""
        return self.step * self.config.batch_size / 1000.0

    @property
    def averaged(self) -> Generator:
        """The averaged generator; its batch norms hold the statistics of the trained one, see `settled`."""
        assert isinstance(self.ema.module, DcganGenerator | LightGenerator)
        return self.ema.module

    def parts(self) -> dict[str, Stateful]:
        """What a checkpoint must hold, besides `step` and `rollbacks`."""
        return {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "ema": self.ema,
            "generator_optimizer": self.generator_optimizer,
            "discriminator_optimizer": self.discriminator_optimizer,
        }

    def real_batch(self, count: int, rng: torch.Generator) -> Tensor:
        """Real pictures (count, 3, S, S) in 0..1, drawn with replacement, half of them mirrored if so configured."""
        chosen = torch.randint(0, len(self.pictures), (count,), generator=rng)
        real = self.pictures[chosen].float() / 255.0
        return flip(real, rng) if self.config.flip else real

    def train_step(self) -> dict[str, float]:
        """One step of the discriminator and one of the generator; returns their losses."""
        config, generator, discriminator = self.config, self.generator, self.discriminator
        rng = step_torch_rng(config.seed, self.step, STEP_STREAM)
        for network in (generator, self.averaged):
            network.advance(self.done_kimg)
        real = self.real_batch(config.batch_size, rng)
        latents = torch.randn(config.batch_size, generator.latent_size, generator=rng)

        # Each block has an autocast of its own: its cache of cast weights must not outlive an optimizer's step.
        with self._autocast():
            fake_views = discriminator.views(augment(generator(latents).float(), config.augment, rng), rng)
            with torch.no_grad():
                real_views = discriminator.views(augment(real, config.augment, rng), rng)

        with self._autocast():
            on_real = discriminator.judge(real_views)
            on_fake = discriminator.judge([view.detach() for view in fake_views])
        discriminator_loss = judge_loss(config.loss, on_real, on_fake)
        self._descend(discriminator_loss, discriminator, self.discriminator_optimizer)

        discriminator.requires_grad_(False)
        with self._autocast():
            on_fake = discriminator.judge(fake_views)
        generator_loss = fooling_loss(config.loss, on_fake)
        self._descend(generator_loss, generator, self.generator_optimizer)
        discriminator.requires_grad_(True)

        self.step += 1
        self.ema.update(generator, self.step)
        return {
            "generator_loss": generator_loss.item(),
            "discriminator_loss": discriminator_loss.item(),
            "real_right": _share(on_real, lambda logits: logits > 0),
        }

    def apply_rollbacks(self) -> None:
        """Sets the learning rates for the number of rollbacks: each halves them."""
        factor = 0.5**self.rollbacks
        for optimizer, rate in (
            (self.generator_optimizer, self.config.generator_rate),
            (self.discriminator_optimizer, self.config.discriminator_rate),
        ):
            for group in optimizer.param_groups:
                group["lr"] = rate * factor

    def is_finite(self) -> bool:
        """Whether every weight of both networks is a number."""
        weights = [*self.generator.parameters(), *self.discriminator.parameters()]
        return all(bool(torch.isfinite(weight).all()) for weight in weights)

    def _adam(self, network: nn.Module, rate: float) -> torch.optim.Adam:
        return torch.optim.Adam(network.parameters(), lr=rate, betas=(self.config.beta1, self.config.beta2))

    def _autocast(self) -> torch.autocast:
        return torch.autocast("cpu", torch.bfloat16, enabled=self.config.precision == "bf16")

    def _descend(self, loss: Tensor, network: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if self.config.clip_norm > 0:
            nn.utils.clip_grad_norm_(network.parameters(), self.config.clip_norm)
        optimizer.step()


def build_generator(config: GanConfig) -> Generator:
    """The generator that `config` names, freshly initialised from torch's global generator."""
    if config.generator == "dcgan":
        return DcganGenerator(config.dcgan, config.resolution)
    return LightGenerator(config.light, config.resolution)


def build_discriminator(config: GanConfig, networks: Mapping[str, PerceptualNetwork]) -> Discriminator:
    """The discriminator that `config` names, freshly initialised.

    Raises:
        TrainingError: a view names a network or a layer that is not there.
    """
    if config.discriminator == "plain":
        return PlainViews(PlainDiscriminator(config.plain, config.resolution))
    features = [view_features(view.network, view.layers, networks) for view in config.projected.views]
    return ProjectedDiscriminator(config.projected, features, step_torch_rng(config.seed, 1, BUILD_STREAM))


def view_features(name: str, layers: Sequence[str], networks: Mapping[str, PerceptualNetwork]) -> Features:
    """The named layers of a network as a function of pictures.

    Raises:
        TrainingError: there is no such network or layer.
    """
    if name not in networks:
        there = ", ".join(networks) or "none"
        raise TrainingError(
            f"The discriminator looks through {name}, which --perceptual does not give (there: {there})."
        )
    network = networks[name]
    unknown = [layer for layer in layers if layer not in network.layers]
    if unknown:
        raise TrainingError(f"{name} has no layer {unknown[0]!r}; it has {', '.join(network.layers)}.")

    def features(pictures: Tensor) -> list[Tensor]:
        # Channels last is twice as fast here: most of the networks' kernels are 1x1.
        found = network.features(pictures.contiguous(memory_format=torch.channels_last), layers)
        return [found[layer] for layer in layers]

    return features


def judge_loss(kind: str, on_real: Sequence[Tensor], on_fake: Sequence[Tensor]) -> Tensor:
    """The discriminator's loss, mean over heads, from logits (N, K) of real and of generated pictures."""
    pairs = [(real.float(), fake.float()) for real, fake in zip(on_real, on_fake, strict=True)]
    if kind == "hinge":
        return _mean([torch.relu(1 - real).mean() + torch.relu(1 + fake).mean() for real, fake in pairs])
    softplus = nn.functional.softplus
    return _mean([softplus(-real).mean() + softplus(fake).mean() for real, fake in pairs])


def fooling_loss(kind: str, on_fake: Sequence[Tensor]) -> Tensor:
    """The generator's loss, mean over heads, from the logits (N, K) of its pictures."""
    if kind == "hinge":
        return _mean([-fake.float().mean() for fake in on_fake])
    return _mean([nn.functional.softplus(-fake.float()).mean() for fake in on_fake])


def settled(generator: Generator, seed: int) -> Generator:
    """A copy of an averaged generator, in evaluation mode, whose batch norms were measured anew.

    The running statistics belong to the weights that were trained, not to their average.
    """
    fresh = copy.deepcopy(generator).train()
    norms = [module for module in fresh.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain mean over the batches below
    rng = step_torch_rng(seed, 0, NORM_STREAM)
    with torch.no_grad():
        for latents in torch.randn(BATCH_NORM_LATENTS, generator.latent_size, generator=rng).split(64):
            fresh(latents)
    return fresh.eval().requires_grad_(False)


def _mean(losses: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(losses)).mean()


def _share(logits: Sequence[Tensor], test: Callable[[Tensor], Tensor]) -> float:
    return float(_mean([test(part).float().mean() for part in logits]))
