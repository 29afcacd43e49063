"""Reads a light generator back out of its model file, so that a run can begin with what ships."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from exports.card import GeneratorCard
from exports.session import open_generator
from training.errors import TrainingError
from training.export.weights import PICTURE_TOLERANCE, fill, other_make, read_weights, refusing_other_makes
from training.networks.adversarial import FIRST_PX, Generator
from training.networks.light import NEAREST_SPREAD, LightConfig, LightGenerator

END_OF_SCHEDULE_KIMG = 1e9
# The exporter works out what is constant, and names it by itself: the bias of each block's convolution in the shape of
# its sum, and where it is small the kernel of each block's transposed convolution.
BIAS = re.compile(r"unsqueeze_(\d+)")
KERNEL = re.compile(r"einsum(?:_(\d+))?")


def unweighted(generator: Generator) -> dict[str, int | float]:
    """What no weight of a light generator tells and its card notes, so that it can be read; of another, nothing."""
    if not isinstance(generator, LightGenerator):
        return {}
    return {"limit_to_px": generator.config.limit_to_px, "gate_floor": generator.config.gate_floor}


def read_light_generator(path: Path) -> LightGenerator:
    """A light generator as it was exported, in evaluation mode, its batch norms folded into the convolutions.

    Raises:
        TrainingError: the file is no light generator, or of another make than this Pinxit trains.
    """
    card, weights = read_weights(path)
    if not isinstance(card, GeneratorCard):
        raise TrainingError(f"{path.name} is not a generator.")
    with refusing_other_makes(path, "light generator"):
        weights |= {
            f"blocks.{match[1] or 0}.conv.weight": _before_upsampling(value)
            for name, value in weights.items()
            if (match := KERNEL.fullmatch(name))
        }
        numbered = {
            int(match[1]): value for name, value in weights.items() if (match := BIAS.fullmatch(name))
        }
        weights |= {
            f"blocks.{index}.conv.bias": numbered[number].flatten()
            for index, number in enumerate(sorted(numbered))
        }
        generator = _shaped_as(weights, card.training)
        fill(generator, weights)
        matches = _draws_alike(generator, path)
    if not matches:
        raise other_make(path, "light generator")
    return generator


def _shaped_as(weights: dict[str, Tensor], training: Mapping[str, Any]) -> LightGenerator:
    """An empty generator of the shape that the weights have, and of what the card notes beside them."""
    latent_size, first_channels = weights["first_conv.weight"].shape[:2]
    blocks = sum(name.startswith("blocks.") and name.endswith(".conv.weight") for name in weights)
    noisy = [index for index in range(blocks) if f"blocks.{index}.noise_strength" in weights]
    noise_from_px = 2 * FIRST_PX << noisy[0] if noisy else 0
    width = weights["last.weight"].shape[1]
    config = LightConfig(
        latent_size,
        width,
        first_channels // 2,
        noise_from_px=noise_from_px,
        limit_to_px=int(training.get("limit_to_px", 0)),
        gate_floor=float(training.get("gate_floor", 0.0)),
    )
    generator = LightGenerator(config, FIRST_PX << blocks).eval().requires_grad_(False)
    generator.advance(END_OF_SCHEDULE_KIMG)
    generator.fold()
    return generator


def _before_upsampling(kernel: Tensor) -> Tensor:
    """The 3x3 weights (O, I, 3, 3) of which `UpConv` made a 4x4 kernel (I, O, 4, 4)."""
    back = torch.linalg.pinv(torch.tensor(NEAREST_SPREAD))
    return torch.einsum("ai,bj,coij->ocab", back, back, kernel)


@torch.no_grad()
def _draws_alike(generator: LightGenerator, path: Path) -> bool:
    """Whether torch and the file, through the typed model, draw the same pictures."""
    latents = torch.randn(2, generator.latent_size, generator=torch.Generator().manual_seed(0))
    drawn = torch.from_numpy(open_generator(path, provider="cpu", threads=1)(latents.numpy())).float() / 255
    wanted = generator(latents).permute(0, 2, 3, 1)
    return drawn.shape == wanted.shape and bool((drawn - wanted).abs().max() <= PICTURE_TOLERANCE)
