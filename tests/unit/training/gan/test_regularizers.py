"""Penalties: their values on functions whose gradients are known, and when they are due."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor, nn

from training.errors import TrainingError
from training.gan.regularizers import Moment, RegularizerConfig, gradient_penalty, penalties
from training.networks.adversarial import Discriminator, Generator
from training.networks.dcgan import DcganConfig, DcganGenerator, PlainDiscriminator, PlainDiscriminatorConfig
from training.networks.growing import Critic
from training.networks.residual import ResidualDiscriminator
from training.networks.stylegan import StyleGanConfig, StyleGenerator


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


class Weigher(Discriminator):
    """Scores a picture by the product with fixed weights, one tensor of them per level of the pyramid."""

    def __init__(self, weights: Sequence[Tensor], power: int = 1) -> None:
        super().__init__()
        self.weights = weights
        self.power = power
        self.scale = nn.Parameter(torch.ones(()))

    def views(self, pyramid: Sequence[Tensor], rng: torch.Generator) -> list[Tensor]:
        return list(pyramid)

    def judge(self, views: Sequence[Tensor]) -> list[Tensor]:
        parts = [
            (view.pow(self.power) * weight).sum((1, 2, 3))
            for view, weight in zip(views, self.weights, strict=True)
        ]
        return [(self.scale * torch.stack(parts).sum(0))[:, None]]


def moment(discriminator: Discriminator, generator: Generator, side: int = 32) -> Moment:
    pictures = torch.rand(4, 3, side, side, generator=seeded(1))
    latents = torch.randn(4, generator.latent_size, generator=seeded(2))
    return Moment(generator, discriminator, [pictures], [1 - pictures], latents, seeded(3))


def test_the_penalty_of_a_linear_score_is_half_its_weights_square() -> None:
    weights = [torch.randn(3, 8, 8, generator=seeded()), torch.randn(3, 4, 4, generator=seeded(1))]
    pyramid = [torch.rand(5, 3, 8, 8), torch.rand(5, 3, 4, 4)]
    wanted = 0.5 * sum(float(weight.square().sum()) for weight in weights)

    assert gradient_penalty(Weigher(weights), pyramid, seeded()).item() == pytest.approx(wanted, rel=1e-5)


def test_the_penalty_of_a_square_score_depends_on_the_pictures() -> None:
    pictures = torch.rand(5, 3, 8, 8)
    wanted = 0.5 * (2 * pictures).square().sum((1, 2, 3)).mean()

    found = gradient_penalty(Weigher([torch.ones(3, 8, 8)], power=2), [pictures], seeded())
    assert found.item() == pytest.approx(wanted.item(), rel=1e-5)


def test_the_penalty_agrees_with_finite_differences_of_a_network() -> None:
    torch.manual_seed(0)
    network = PlainDiscriminator(PlainDiscriminatorConfig(4, norm="none"), 32).double()
    picture = torch.rand(1, 3, 32, 32, generator=seeded(), dtype=torch.float64)

    def score(at: Tensor) -> Tensor:
        return network.judge([at])[0].sum()

    @torch.no_grad()
    def value(at: Tensor) -> float:
        return score(at).item()

    step = torch.randn(picture.shape, generator=seeded(1), dtype=torch.float64) * 1e-5
    (slope,) = torch.autograd.grad(score(picture.requires_grad_()), picture)
    along = (value(picture + step) - value(picture - step)) / 2

    assert along == pytest.approx(float((slope * step).sum()), rel=1e-5)
    penalty = gradient_penalty(network, [picture], seeded())
    assert penalty.item() == pytest.approx(0.5 * float(slope.square().sum()), rel=1e-5)
    penalty.backward()
    assert all(weight.grad is not None for weight in network.parameters() if weight.ndim > 1)


def test_descending_the_penalty_flattens_the_discriminator() -> None:
    weigher = Weigher([torch.ones(3, 8, 8)])
    penalty = gradient_penalty(weigher, [torch.rand(2, 3, 8, 8)], seeded())
    penalty.backward()

    assert weigher.scale.grad is not None
    assert weigher.scale.grad > 0


def test_lazy_penalties_are_due_every_so_many_steps_and_count_for_all_of_them() -> None:
    at = moment(Weigher([torch.ones(3, 32, 32)]), DcganGenerator(DcganConfig(4, 4), 32))
    configs = (RegularizerConfig("r1", weight=2.0, every=4), RegularizerConfig("r2", weight=1.0, every=1))
    half = 0.5 * 3 * 32 * 32

    values, total = penalties(configs, "discriminator", 0, at)
    assert {name: value.item() for name, value in values.items()} == {"r1": 4 * half, "r2": half}
    assert total is not None
    assert total.item() == pytest.approx(2 * 4 * half + half)
    assert penalties(configs, "discriminator", 1, at)[0].keys() == {"r2"}
    assert penalties(configs, "generator", 0, at) == ({}, None)


def test_redrawing_learns_what_the_pictures_are() -> None:
    torch.manual_seed(0)
    discriminator = ResidualDiscriminator(Critic(4, 8), 32, redraws=True)
    adam = torch.optim.Adam(discriminator.parameters(), lr=1e-2)
    colors = torch.rand(8, 3, 1, 1, generator=seeded()).expand(8, 3, 32, 32)

    losses = []
    for step in range(16):
        loss = discriminator.reconstruction_loss([colors], seeded(step))
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    assert losses[-1] < 0.3 * losses[0]


def test_redrawing_without_decoders_is_refused() -> None:
    plain = PlainDiscriminator(PlainDiscriminatorConfig(4), 32)
    with pytest.raises(TrainingError, match="reconstruction needs a residual discriminator"):
        plain.reconstruction_loss([torch.rand(2, 3, 32, 32)], seeded())


def test_path_length_follows_its_mean_and_needs_a_style_generator() -> None:
    torch.manual_seed(0)
    style = StyleGenerator(StyleGanConfig(6, 6, 2, 0.01, 4, 8), 32)
    plain = PlainDiscriminator(PlainDiscriminatorConfig(4), 32)
    config = (RegularizerConfig("path-length"),)

    first = penalties(config, "generator", 0, moment(plain, style))[0]["path-length"]
    last, mean_path = first, float(style.mean_path)
    for _ in range(60):
        last = penalties(config, "generator", 0, moment(plain, style))[0]["path-length"]
    assert float(style.mean_path) > 20 * mean_path > 0
    assert last < 0.6 * first
    with pytest.raises(TrainingError, match="needs the generator style"):
        penalties(config, "generator", 0, moment(plain, DcganGenerator(DcganConfig(4, 4), 32)))


def test_what_is_smaller_holds_the_last_block_of_a_style_based_generator_and_nothing_else() -> None:
    torch.manual_seed(0)
    style = StyleGenerator(StyleGanConfig(6, 6, 2, 0.01, 4, 8), 32)
    plain = PlainDiscriminator(PlainDiscriminatorConfig(4), 32)
    config = (RegularizerConfig("downscaling", 3.0),)
    values, total = penalties(config, "generator", 0, moment(plain, style))
    assert total is not None
    torch.testing.assert_close(total, 3.0 * values["downscaling"])
    total.backward()
    touched = {name for name, weight in style.named_parameters() if weight.grad is not None}
    assert touched == {name for name, _ in style.named_parameters() if name.startswith("blocks.2.")}

    with torch.no_grad():
        # A block that adds nothing passes on what is enlarged; a grey cast is as far away as it is strong.
        style.blocks[-1].get_submodule("to_rgb").get_parameter("weight").zero_()
        silent = penalties(config, "generator", 0, moment(plain, style))[0]["downscaling"]
        style.blocks[-1].get_submodule("to_rgb").get_parameter("bias").fill_(1.0)
        cast = penalties(config, "generator", 0, moment(plain, style))[0]["downscaling"]
    assert silent < 0.2 * values["downscaling"]
    assert float(cast) == pytest.approx(0.25, rel=0.2)
    with pytest.raises(TrainingError, match="downscaling needs the generator style"):
        penalties(config, "generator", 0, moment(plain, DcganGenerator(DcganConfig(4, 4), 32)))
