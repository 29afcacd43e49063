"""The architectures that a configuration may name: each a row of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from training.errors import TrainingError
from training.gan.config import GanConfig
from training.networks.adversarial import Discriminator, Generator
from training.networks.dcgan import DcganGenerator, PlainDiscriminator
from training.networks.growing import GrowingDiscriminator, GrowingGenerator
from training.networks.light import LightGenerator
from training.networks.multiscale import MultiScaleDiscriminator, MultiScaleGenerator
from training.networks.projected import Features, ProjectedDiscriminator
from training.networks.residual import ResidualDiscriminator
from training.networks.stylegan import StyleGenerator
from training.perceptual.networks import PerceptualNetwork

Networks = Mapping[str, PerceptualNetwork]

GENERATORS: Mapping[str, Callable[[GanConfig], Generator]] = {
    "light": lambda config: LightGenerator(config.light, config.resolution),
    "dcgan": lambda config: DcganGenerator(config.dcgan, config.resolution),
    "progressive": lambda config: GrowingGenerator(config.progressive, config.resolution),
    "msg": lambda config: MultiScaleGenerator(config.msg, config.resolution),
    "style": lambda config: StyleGenerator(config.style, config.resolution),
}

PIXELS = "pixels"
"""What a view of the pixels themselves names in place of a network: its heads judge grain that no network sees."""
PIXEL_LAYERS: Mapping[str, int] = {"whole": 1, "half": 2}
"""Its layers, by the side in pixels of the squares that become the channels of one cell."""


def _projected(config: GanConfig, networks: Networks, rng: torch.Generator) -> Discriminator:
    features = [view_features(view.network, view.layers, networks) for view in config.projected.views]
    return ProjectedDiscriminator(config.projected, features, rng)


def _residual(config: GanConfig, _networks: Networks, _rng: torch.Generator) -> Discriminator:
    redraws = any(regularizer.name == "reconstruction" for regularizer in config.regularizers)
    return ResidualDiscriminator(config.critic, config.resolution, redraws)


DISCRIMINATORS: Mapping[str, Callable[[GanConfig, Networks, torch.Generator], Discriminator]] = {
    "projected": _projected,
    "plain": lambda config, _networks, _rng: PlainDiscriminator(config.plain, config.resolution),
    "progressive": lambda config, _networks, _rng: GrowingDiscriminator(
        config.critic, config.progressive, config.resolution
    ),
    "multiscale": lambda config, _networks, _rng: MultiScaleDiscriminator(config.critic, config.resolution),
    "residual": _residual,
}


def build_generator(config: GanConfig) -> Generator:
    """The generator that `config` names, freshly initialised from torch's global generator.

    Raises:
        TrainingError: the resolution does not work.
    """
    return GENERATORS[config.generator](config)


def build_discriminator(config: GanConfig, networks: Networks, rng: torch.Generator) -> Discriminator:
    """The discriminator that `config` names, freshly initialised.

    Args:
        config: names it.
        networks: perceptual networks by name, for a projected one.
        rng: draws what stays frozen.

    Raises:
        TrainingError: a view names a network or a layer that is not there.
    """
    return DISCRIMINATORS[config.discriminator](config, networks, rng)


def view_features(name: str, layers: Sequence[str], networks: Networks) -> Features:
    """The named layers of a network as a function of pictures; `pixels` needs none, and shows them as they are.

    Raises:
        TrainingError: there is no such network or layer.
    """
    if name == PIXELS:
        unknown = [layer for layer in layers if layer not in PIXEL_LAYERS]
        if unknown:
            raise TrainingError(f"{PIXELS} has no layer {unknown[0]!r}; it has {', '.join(PIXEL_LAYERS)}.")
        return lambda pictures: [F.pixel_unshuffle(pictures, PIXEL_LAYERS[layer]) for layer in layers]
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
