"""Multi-scale gradients: every scale is drawn, seen and answered for; the layers shared with progressive growing."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from training.errors import TrainingError
from training.networks.adversarial import at_sizes
from training.networks.equalized import EqualConv, EqualLinear, MinibatchDeviation, PixelNorm
from training.networks.growing import Critic
from training.networks.multiscale import (
    MsgConfig,
    MultiScaleDiscriminator,
    MultiScaleGenerator,
    pyramid_sizes,
)

LATENTS = torch.randn(3, 6, generator=torch.Generator().manual_seed(1))


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def generator() -> MultiScaleGenerator:
    torch.manual_seed(0)
    return MultiScaleGenerator(MsgConfig(6, 4, 8), 32)


@torch.no_grad()
def test_every_scale_is_drawn_and_used_in_range(generator: MultiScaleGenerator) -> None:
    pyramid = generator.draw(LATENTS, seeded())

    assert [level.shape for level in pyramid] == [(3, 3, side, side) for side in (32, 16, 8, 4)]
    pictures = generator(LATENTS)
    assert pictures.min() >= 0
    assert pictures.max() <= 1
    assert torch.equal(pyramid[0].clamp(0, 1), pictures)


def test_every_scale_answers_to_the_discriminator(generator: MultiScaleGenerator) -> None:
    discriminator = MultiScaleDiscriminator(Critic(4, 8, 3), 32)
    pyramid = generator.draw(LATENTS, seeded())
    for level in pyramid:
        level.retain_grad()
    discriminator.judge(discriminator.views(pyramid, seeded()))[0].sum().backward()

    for level in pyramid:
        assert level.grad is not None
        assert (level.grad.abs().sum((1, 2, 3)) > 0).all()
    for rgb in generator.to_rgb:
        assert rgb.get_parameter("weight").grad is not None


def test_real_pictures_are_averaged_to_every_scale(generator: MultiScaleGenerator) -> None:
    real = torch.rand(2, 3, 32, 32, generator=seeded())
    for level, factor in zip(generator.match(real), (1, 2, 4, 8), strict=True):
        torch.testing.assert_close(level, F.avg_pool2d(real, factor))


def test_one_scale_is_enough_for_a_multi_scale_discriminator() -> None:
    discriminator = MultiScaleDiscriminator(Critic(4, 8, 2), 32)
    real = torch.rand(2, 3, 32, 32, generator=seeded())
    pyramid = at_sizes([real], pyramid_sizes(32))

    assert all(
        torch.equal(one, other)
        for one, other in zip(
            discriminator.views([real], seeded()), discriminator.views(pyramid, seeded()), strict=True
        )
    )


def test_a_trained_scale_becomes_a_generator_of_its_own_size(generator: MultiScaleGenerator) -> None:
    with pytest.raises(TrainingError, match="did not look at 16 pixels"):
        generator.at_resolution(16)
    with torch.no_grad():
        for rgb in generator.to_rgb:
            rgb.get_parameter("bias").fill_(0.01)
    small = generator.at_resolution(16)

    assert small.resolution == 16
    assert torch.equal(small(LATENTS), generator.draw(LATENTS, seeded())[1].clamp(0, 1))
    assert sum(p.numel() for p in small.parameters()) < sum(p.numel() for p in generator.parameters())
    with pytest.raises(TrainingError, match="not 24"):
        generator.at_resolution(24)


def test_equalized_layers_keep_the_variance() -> None:
    torch.manual_seed(0)
    features = torch.randn(4, 64, 16, 16)
    conv, linear = EqualConv(64, 64, 3, gain=1.0), EqualLinear(64, 512, gain=1.0, rate=0.01, bias=0.5)

    assert conv(features)[..., 1:-1, 1:-1].std().item() == pytest.approx(1, abs=0.1)
    answers = linear(torch.randn(64, 64))
    assert answers.std().item() == pytest.approx(1, abs=0.1)
    assert answers.mean().item() == pytest.approx(0.5, abs=0.1)


def test_pixel_norm_gives_every_pixel_a_mean_square_of_one() -> None:
    normed = PixelNorm()(torch.randn(2, 8, 4, 4, generator=seeded()) * 7)
    torch.testing.assert_close(normed.square().mean(1), torch.ones(2, 4, 4), atol=1e-4, rtol=0)


def test_minibatch_deviation_tells_a_collapsed_group() -> None:
    varied = torch.randn(8, 5, 4, 4, generator=seeded())
    same = varied[:1].expand(8, -1, -1, -1)
    tell = MinibatchDeviation(4)

    assert torch.equal(tell(varied)[:, :5], varied)
    assert tell(same)[:, 5].abs().max() < 1e-3
    assert (tell(varied)[:, 5] > 0.5).all()
    # Pictures 0, 2, 4, 6 make one group and the others another.
    assert len(tell(varied)[:, 5, 0, 0].unique()) == 2
    assert len(MinibatchDeviation(4)(varied[:6])[:, 5, 0, 0].unique()) == 1
