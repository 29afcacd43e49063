"""Noise in generators: fresh in training, one map in use, and from a resolution on."""

from __future__ import annotations

import pytest
import torch

from training.networks.adversarial import Generator
from training.networks.growing import GrowingGenerator, ProgressiveConfig
from training.networks.light import LightConfig, LightGenerator
from training.networks.multiscale import MsgConfig, MultiScaleGenerator
from training.networks.noise import Noise, fresh_maps, noisy_sides
from training.networks.stylegan import StyleGanConfig, StyleGenerator

LATENTS = torch.randn(3, 6, generator=torch.Generator().manual_seed(1))


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def noisy(name: str, from_px: int = 16) -> Generator:
    """A small generator of 32 pixels, at the end of its schedule."""
    torch.manual_seed(0)
    generator: Generator = {
        "light": lambda: LightGenerator(LightConfig(6, 4, 8, noise_from_px=from_px), 32),
        "progressive": lambda: GrowingGenerator(ProgressiveConfig(6, 4, 8, noise_from_px=from_px), 32),
        "msg": lambda: MultiScaleGenerator(MsgConfig(6, 4, 8, from_px), 32),
        "style": lambda: StyleGenerator(StyleGanConfig(6, 5, 2, 0.01, 4, 8, 0.0, from_px), 32),
    }[name]()
    generator.advance(1e9)
    return generator


def drawn(generator: Generator, seed: int) -> torch.Tensor:
    return generator.draw(LATENTS, seeded(seed))[0]


@pytest.mark.parametrize("name", ["light", "progressive", "msg", "style"])
def test_noise_is_fresh_in_training_and_frozen_in_use(name: str) -> None:
    generator = noisy(name)
    assert torch.equal(drawn(generator, 1), drawn(generator, 1))
    assert not torch.equal(drawn(generator, 1), drawn(generator, 2))
    generator.eval()
    again = noisy(name)
    again.load_state_dict(generator.state_dict())
    assert torch.equal(generator(LATENTS), again.eval()(LATENTS)), "the frozen maps are everybody's"


@pytest.mark.parametrize("name", ["light", "progressive", "msg", "style"])
def test_without_noise_a_training_step_varies_nothing(name: str) -> None:
    generator = noisy(name, from_px=0)
    assert torch.equal(drawn(generator, 1), drawn(generator, 2))
    assert not [path for path, _ in generator.named_parameters() if "strength" in path]


def test_noise_begins_at_a_resolution() -> None:
    assert noisy_sides([8, 16, 32], 16) == [0, 16, 32]
    assert noisy_sides([8, 16, 32], 0) == [0, 0, 0]
    maps = fresh_maps([0, 16], LATENTS, seeded())
    assert maps[0] is None
    assert maps[1] is not None
    assert maps[1].shape == (3, 1, 16, 16)
    assert not torch.equal(maps[1][0], maps[1][1])


def test_each_channel_learns_its_strength() -> None:
    noise = Noise(5, 8)
    features = torch.zeros(2, 5, 8, 8)
    noise(features).square().sum().backward()

    assert noise.strength.grad is not None
    assert (noise.strength.grad != 0).all()
    assert torch.equal(Noise(5, 0)(features), features)
