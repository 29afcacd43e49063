"""Progressive growing: its schedule, and pictures that change without a jump when a resolution begins."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from training.errors import TrainingError
from training.networks.adversarial import resized
from training.networks.growing import (
    Critic,
    GrowingDiscriminator,
    GrowingGenerator,
    Growth,
    ProgressiveConfig,
    growth_at,
)

CONFIG = ProgressiveConfig(6, 4, 8, first_px=8, hold_kimg=10, fade_kimg=5)
LATENTS = torch.randn(3, 6, generator=torch.Generator().manual_seed(1))


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def generator() -> GrowingGenerator:
    torch.manual_seed(0)
    return GrowingGenerator(CONFIG, 32)


def drawn(generator: GrowingGenerator, kimg: float) -> torch.Tensor:
    generator.advance(kimg)
    (pictures,) = generator.draw(LATENTS, seeded())
    return pictures


@pytest.mark.parametrize(
    ("kimg", "px", "alpha"),
    [
        (0, 8, 1.0),
        (9.99, 8, 1.0),
        (10, 16, 0.0),
        (12.5, 16, 0.5),
        (15, 16, 1.0),
        (24.9, 16, 1.0),
        (25, 32, 0.0),
        (30, 32, 1.0),
        (40, 32, 1.0),
        (1e6, 32, 1.0),
    ],
)
def test_the_schedule_holds_and_fades_each_resolution(kimg: float, px: int, alpha: float) -> None:
    growth = growth_at(CONFIG, 32, kimg)
    assert (growth.px, growth.alpha) == (px, pytest.approx(alpha))


def test_without_fading_resolutions_switch() -> None:
    config = ProgressiveConfig(6, 4, 8, 8, hold_kimg=10, fade_kimg=0)
    assert [growth_at(config, 32, kimg) for kimg in (9, 10, 20)] == [
        Growth(8, 1.0),
        Growth(16, 1.0),
        Growth(32, 1.0),
    ]


@pytest.mark.parametrize("kimg", [0, 10, 12, 16, 25, 27, 50])
def test_pictures_have_the_size_of_the_stage_and_are_in_range(generator: GrowingGenerator, kimg: int) -> None:
    trained = drawn(generator, kimg)
    pictures = generator(LATENTS)

    assert trained.shape == (3, 3, *2 * (generator.stage_px(kimg),))
    assert pictures.shape == (3, 3, 32, 32)
    assert pictures.min() >= 0
    assert pictures.max() <= 1
    assert torch.equal(pictures, resized(trained, 32).clamp(0, 1))


@pytest.mark.parametrize(("before", "begins"), [(9.999, 10), (24.999, 25)])
def test_a_resolution_begins_with_the_pictures_of_the_one_before(
    generator: GrowingGenerator, before: float, begins: float
) -> None:
    coarse, fine = drawn(generator, before), drawn(generator, begins)

    torch.testing.assert_close(fine, resized(coarse, fine.shape[-1]))
    assert not torch.allclose(drawn(generator, begins + 1), fine)


def test_fading_ends_with_the_new_layers_alone(generator: GrowingGenerator) -> None:
    nearly, wholly = drawn(generator, 14.9999), drawn(generator, 15)
    torch.testing.assert_close(nearly, wholly, atol=1e-4, rtol=0)
    with torch.no_grad():
        for weight in generator.to_rgb[1].parameters():  # of 8 pixels, which has left the picture
            weight.add_(1.0)
    assert torch.equal(drawn(generator, 15), wholly)


def test_real_pictures_are_faded_alike(generator: GrowingGenerator) -> None:
    real = torch.rand(2, 3, 32, 32, generator=seeded())
    generator.advance(10)
    (begun,) = generator.match(real)
    torch.testing.assert_close(begun, resized(F.avg_pool2d(real, 4), 16))
    generator.advance(12.5)
    (half,) = generator.match(real)
    torch.testing.assert_close(half, (begun + F.avg_pool2d(real, 2)) / 2)
    generator.advance(15)
    torch.testing.assert_close(generator.match(real)[0], F.avg_pool2d(real, 2))


@pytest.mark.parametrize(("before", "begins"), [(9.999, 10), (24.999, 25)])
def test_the_discriminator_judges_without_a_jump(before: float, begins: float) -> None:
    torch.manual_seed(0)
    discriminator = GrowingDiscriminator(Critic(4, 8, 2), CONFIG, 32)
    pictures = torch.rand(4, 3, 32, 32, generator=seeded())

    def logits(kimg: float) -> torch.Tensor:
        discriminator.advance(kimg)
        return discriminator.judge(discriminator.views([pictures], seeded()))[0]

    torch.testing.assert_close(logits(begins), logits(before))
    assert not torch.allclose(logits(begins + 2), logits(begins), atol=1e-4)


def test_a_stage_becomes_a_generator_of_its_own_size(generator: GrowingGenerator) -> None:
    wanted = drawn(generator, 20)
    small = generator.at_resolution(16)

    assert small.resolution == 16
    assert torch.equal(small(LATENTS), wanted.clamp(0, 1))
    with pytest.raises(TrainingError, match="grown to 16 pixels so far, not to 32"):
        generator.at_resolution(32)
    with pytest.raises(TrainingError, match="beyond 8 pixels"):
        generator.at_resolution(8)
    with pytest.raises(TrainingError, match="did not grow through 24 pixels"):
        generator.at_resolution(24)


@pytest.mark.parametrize("first_px", [2, 12, 64])
def test_growing_cannot_begin_anywhere(first_px: int) -> None:
    with pytest.raises(TrainingError, match=f"begin at {first_px} pixels"):
        GrowingGenerator(ProgressiveConfig(6, 4, 8, first_px=first_px), 32)


def test_what_is_beyond_the_range_is_led_back_in_training(generator: GrowingGenerator) -> None:
    generator.advance(30)
    with torch.no_grad():
        generator.to_rgb[-1].get_parameter("bias").fill_(9.0)  # all white, and beyond
    (pictures,) = generator.draw(LATENTS, seeded())
    pictures.sum().backward()

    assert pictures.min() > 1
    assert (generator(LATENTS) == 1).all()
    slope = generator.to_rgb[-1].get_parameter("bias").grad
    assert slope is not None
    assert (slope > 0).all()
