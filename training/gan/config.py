"""What a run of `pinxit-train gan` can be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from training.config import option
from training.gan.adaptive import AdaptiveConfig
from training.gan.monitor import WATCHED, MonitorConfig
from training.gan.regularizers import RegularizerConfig
from training.networks.dcgan import DcganConfig, PlainDiscriminatorConfig
from training.networks.growing import Critic, ProgressiveConfig
from training.networks.light import LightConfig
from training.networks.multiscale import MsgConfig
from training.networks.projected import ProjectedConfig
from training.networks.stylegan import StyleGanConfig


@dataclass(frozen=True)
class GanConfig:
    """A run of `pinxit-train gan`."""

    data: tuple[str, ...] = ()
    """Folders of pictures."""
    perceptual: tuple[str, ...] = ()
    """Perceptual networks for a projected discriminator and for the metrics, see `training.perceptual.networks`."""
    init: str = ""
    """Run folder, or model file of a light or style-based generator, whose weights the generator begins with wherever
    they fit."""
    init_gates: float = 1.0
    """The gates of a light generator begin at this share of what they were in `init`, so that places where they had
    shut for good can learn again; 1 leaves them."""
    init_rate: float = 1.0
    """Learning rate of what the generator took from `init`, 0..1 beside that of the rest. At 0 it stays as it is: a
    stem that draws what is to be seen, and fresh layers of a higher resolution that learn its details."""
    resolution: int = 64
    """Side of the square pictures, pixels: a power of two from 32 to 256."""
    generator: Literal["light", "dcgan", "progressive", "msg", "style"] = "light"
    """Architecture of the generator."""
    discriminator: Literal["projected", "plain", "progressive", "multiscale", "residual"] = "projected"
    """Architecture of the discriminator; each one goes with each generator."""
    light: LightConfig = field(default_factory=LightConfig)
    """Size of a light generator."""
    dcgan: DcganConfig = field(default_factory=DcganConfig)
    """Size of a DCGAN generator."""
    progressive: ProgressiveConfig = field(default_factory=ProgressiveConfig)
    """Size of a growing generator, and the schedule by which it and a progressive discriminator grow."""
    msg: MsgConfig = field(default_factory=MsgConfig)
    """Size of a multi-scale generator."""
    style: StyleGanConfig = field(default_factory=StyleGanConfig)
    """Size of a style-based generator."""
    projected: ProjectedConfig = field(default_factory=ProjectedConfig)
    """Views and size of a projected discriminator."""
    plain: PlainDiscriminatorConfig = field(default_factory=PlainDiscriminatorConfig)
    """Size of a DCGAN discriminator."""
    critic: Critic = field(default_factory=Critic)
    """Size of a progressive, multi-scale or residual discriminator."""
    loss: Literal["hinge", "bce", "relativistic", "relativistic-average"] = "hinge"
    """Adversarial loss, see `training.gan.losses`."""
    regularizers: tuple[RegularizerConfig, ...] = ()
    """Penalties beside it, see `training.gan.regularizers`."""
    augment: tuple[str, ...] = ("color", "translation", "cutout")
    """Differentiable augmentations of real and generated pictures, in this order."""
    augment_probability: float = option(1.0, least=0, most=1)
    """Each is applied to this share of the pictures, 0..1; where it adapts, this is the start."""
    adaptive: AdaptiveConfig = field(default_factory=AdaptiveConfig)
    """Whether and how the share adapts to the discriminator."""
    flip: bool = True
    """Mirror half of the real pictures."""
    batch_size: int = option(32, least=1)
    """Pictures in a step."""
    total_kimg: float = option(150.0, least=0, may_change=True)
    """Length of the run, thousands of generated pictures."""
    max_minutes: float = option(0.0, least=0, may_change=True)
    """The run ends early after this many minutes of training steps, measuring and saving aside; 0 has no limit."""
    generator_rate: float = option(4e-4, least=0)
    """Adam's learning rate for the generator. Two time scales (Heusel et al. 2017): give the networks two rates."""
    discriminator_rate: float = option(4e-4, least=0)
    """Adam's learning rate for the discriminator."""
    beta1: float = option(0.0, least=0, below=1)
    """Adam's first decay rate."""
    beta2: float = option(0.99, least=0, below=1)
    """Adam's second decay rate."""
    generator_from_kimg: float = option(0.0, least=0)
    """The generator rests until this point of the run. One that begins with trained weights (`init`) keeps them so
    until the fresh discriminator can tell it something."""
    skip_below: float = option(0.0, least=0)
    """The discriminator skips a step in which its loss is below this; 0 never skips. It keeps a discriminator that
    runs ahead from leaving the generator nothing to learn from."""
    clip_norm: float = option(0.0, least=0)
    """Largest gradient norm of each network; 0 does not clip."""
    ema_half_life_kimg: float = option(5.0, least=0)
    """The averaged generator forgets half of its past in this many thousand pictures; 0 does not average."""
    precision: Literal["bf16", "float32"] = "bf16"
    """Precision of the networks' arithmetic; weights and gradient penalties are float32 in either case."""
    seed: int = option(0, least=0)
    """Start of every random draw."""
    report_kimg: float = option(0.5, least=0, may_change=True)
    """A line in stats.jsonl after this many thousand pictures."""
    sample_kimg: float = option(5.0, least=0, may_change=True)
    """A grid of samples after this many thousand pictures."""
    checkpoint_kimg: float = option(5.0, least=0, may_change=True)
    """A checkpoint after this many thousand pictures."""
    metrics_kimg: float = option(10.0, least=0, may_change=True)
    """The figures that the monitor watches after this many thousand pictures; 0 never."""
    monitor: MonitorConfig = field(default_factory=MonitorConfig)
    """When the monitor warns of collapse and of copies."""


def reported_figures(config: GanConfig) -> list[str]:
    """Names of the figures that a run reports; of the monitor's, where there are pictures enough to watch it by."""
    names = ["generator_loss", "discriminator_loss", "real_right"]
    names += [regularizer.name for regularizer in config.regularizers]
    names += ["skipped"] if config.skip_below > 0 else []
    names += ["augment_probability"] if config.adaptive.target > 0 else []
    return names + (list(WATCHED) if config.metrics_kimg > 0 else [])
