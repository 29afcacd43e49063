"""Reads a style-based generator back out of its model file, so that a run can begin with what ships."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from exports.card import GeneratorCard
from exports.session import StyleGeneratorModel, open_generator
from training.errors import TrainingError
from training.export.weights import PICTURE_TOLERANCE, other_make, read_weights, refusing_other_makes
from training.networks.adversarial import FIRST_PX
from training.networks.equalized import EqualLinear
from training.networks.noise import NOISE_RATE
from training.networks.stylegan import ModulatedConv, StyleBlock, StyleGanConfig, StyleGenerator

PREFIX = "generator."
# The exporter works out what is constant, and numbers the results in the order of their use: what is multiplied by its
# layer's scale (small weights, offsets of linear layers, strengths of noise), and the offsets of convolutions.
PRODUCT = re.compile(r"mul_(\d+)")
OFFSET = re.compile(r"unsqueeze_(\d+)")


@dataclass(frozen=True)
class _Stored:
    """The tensors of a model file: those that kept their names, and the others in the order of their use."""

    named: dict[str, Tensor]
    products: Iterator[Tensor]
    offsets: Iterator[Tensor]

    def scaled(self, name: str, scale: float) -> Tensor:
        """The parameter of this name, which the network multiplies by `scale`. Raises StopIteration."""
        kept = self.named.get(PREFIX + name)
        return next(self.products) / scale if kept is None else kept


def read_style_generator(path: Path) -> StyleGenerator:
    """A style-based generator as it was exported, in evaluation mode.

    Raises:
        TrainingError: the file is no style-based generator, or of another make than this Pinxit trains.
    """
    card, weights = read_weights(path)
    if not isinstance(card, GeneratorCard) or not card.style_size:
        raise TrainingError(f"{path.name} is not a style-based generator.")
    with refusing_other_makes(path, "style-based generator"):
        products = _numbered(weights, PRODUCT)
        generator = StyleGenerator(_shape(card, weights, products), card.resolution)
        generator.eval().requires_grad_(False)
        _fill(generator, _Stored(weights, iter(products), iter(_numbered(weights, OFFSET))))
        matches = _draws_alike(generator, path)
    if not matches:
        raise other_make(path, "style-based generator")
    return generator


def _numbered(weights: dict[str, Tensor], name: re.Pattern[str]) -> list[Tensor]:
    found = {int(match[1]): value for key, value in weights.items() if (match := name.fullmatch(key))}
    return [found[number] for number in sorted(found)]


def _shape(card: GeneratorCard, named: dict[str, Tensor], products: list[Tensor]) -> StyleGanConfig:
    """The options that such weights are made by. What draws the picture's colours, (3, C, 1, 1), tells each width."""
    channels = [value.shape[1] for value in products if value.ndim == 4 and value.shape[2:] == (1, 1)]
    first_map = channels[0] * FIRST_PX**2
    least = channels[-1]
    wide = next((level for level in reversed(range(len(channels))) if channels[level] > least), -1)
    base = least if wide < 0 else channels[wide] >> (len(channels) - 1 - wide)
    offsets = [value.numel() for value in products if value.ndim == 1]
    constant = named.get(f"{PREFIX}constant")
    noisy = [name for name in named if name.startswith(f"{PREFIX}blocks.") and name.endswith(".noise.frozen")]
    return StyleGanConfig(
        latent_size=card.latent_size,
        style_size=card.style_size,
        mapping_layers=offsets.index(first_map) if constant is None else offsets.index(channels[0]),
        base_channels=base,
        max_channels=channels[0],
        least_channels=least,
        noise_from_px=min((named[name].shape[-1] for name in noisy), default=0),
        first_from_style=constant is None,
    )


@torch.no_grad()
def _fill(generator: StyleGenerator, stored: _Stored) -> None:
    """Gives a generator its parameters, layer by layer as they are used."""

    def linear(module: nn.Module, name: str) -> None:
        assert isinstance(module, EqualLinear)
        module.weight.copy_(stored.scaled(f"{name}.weight", module.scale))
        module.bias.copy_(stored.scaled(f"{name}.bias", module.rate))

    def modulated(module: nn.Module, name: str) -> None:
        assert isinstance(module, ModulatedConv)
        linear(module.affine, f"{name}.affine")
        module.weight.copy_(stored.scaled(f"{name}.weight", module.scale))
        module.bias.copy_(next(stored.offsets).flatten())

    for index, layer in enumerate(generator.mapping):
        if isinstance(layer, EqualLinear):
            linear(layer, f"mapping.{index}")
    if generator.config.first_from_style:
        linear(generator.first_map, "first_map")
    else:
        generator.constant.copy_(stored.named[f"{PREFIX}constant"])
    modulated(generator.first, "first")
    modulated(generator.first_rgb, "first_rgb")
    for index, block in enumerate(generator.blocks):
        assert isinstance(block, StyleBlock)
        name = f"blocks.{index}"
        modulated(block.first, f"{name}.first")
        modulated(block.second, f"{name}.second")
        if block.noise.side_px:
            block.noise.strength.copy_(stored.scaled(f"{name}.noise.strength", NOISE_RATE))
        modulated(block.to_rgb, f"{name}.to_rgb")
    generator.mean_style.copy_(stored.named[f"{PREFIX}mean_style"])


@torch.no_grad()
def _draws_alike(generator: StyleGenerator, path: Path) -> bool:
    """Whether torch and the file, through the typed model, draw the same pictures."""
    model = open_generator(path, provider="cpu", threads=1)
    if not isinstance(model, StyleGeneratorModel):
        return False
    latents = torch.randn(2, generator.latent_size, generator=torch.Generator().manual_seed(0))
    drawn = torch.from_numpy(model(latents.numpy())).float() / 255
    wanted = generator(latents).permute(0, 2, 3, 1)
    return drawn.shape == wanted.shape and bool((drawn - wanted).abs().max() <= PICTURE_TOLERANCE)
