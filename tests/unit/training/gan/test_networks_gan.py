"""Generators and discriminators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from training.errors import TrainingError
from training.networks.adversarial import limit_norm
from training.networks.dcgan import DcganConfig, DcganGenerator, PlainDiscriminator, PlainDiscriminatorConfig
from training.networks.light import LightConfig, LightGenerator, UpConv, gated, limit_power
from training.networks.projected import (
    Head,
    ProjectedConfig,
    ProjectedDiscriminator,
    ViewConfig,
    random_scale,
    random_windows,
)

SMALL_DCGAN = DcganConfig(latent_size=8, base_channels=4)
SMALL_LIGHT = LightConfig(latent_size=8, base_channels=4, max_channels=16)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def small_generators(resolution: int = 32) -> list[DcganGenerator | LightGenerator]:
    torch.manual_seed(0)
    return [DcganGenerator(SMALL_DCGAN, resolution), LightGenerator(SMALL_LIGHT, resolution)]


def trained_a_little(generator: DcganGenerator | LightGenerator) -> DcganGenerator | LightGenerator:
    """Batch norms with statistics and scales that are not those of the start."""
    generator.train()
    for _ in range(3):
        generator(torch.randn(16, 8, generator=seeded(5)) * 2)
    for module in generator.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.5, 0.5)
    return generator.eval().requires_grad_(False)


@pytest.mark.parametrize("resolution", [32, 64, 128, 256])
def test_generators_draw_pictures_of_the_resolution_in_range(resolution: int) -> None:
    for generator in small_generators(resolution):
        pictures = generator(torch.randn(3, 8, generator=seeded()) * 3)

        assert pictures.shape == (3, 3, resolution, resolution)
        assert pictures.min() >= 0
        assert pictures.max() <= 1


@pytest.mark.parametrize("resolution", [16, 48, 512])
def test_other_resolutions_are_refused(resolution: int) -> None:
    with pytest.raises(TrainingError, match="power of two from 32 to 256"):
        LightGenerator(SMALL_LIGHT, resolution)
    with pytest.raises(TrainingError, match=str(resolution)):
        DcganGenerator(SMALL_DCGAN, resolution)


def test_dcgan_is_built_as_in_the_paper() -> None:
    generator = DcganGenerator(DcganConfig(), 64)
    discriminator = PlainDiscriminator(PlainDiscriminatorConfig(), 64)
    layers = [*generator.modules(), *discriminator.modules()]

    assert not any(isinstance(layer, torch.nn.Linear | torch.nn.MaxPool2d) for layer in layers)
    assert sum(isinstance(layer, torch.nn.BatchNorm2d) for layer in generator.modules()) == 4
    assert sum(isinstance(layer, torch.nn.BatchNorm2d) for layer in discriminator.modules()) == 3
    assert {layer.negative_slope for layer in layers if isinstance(layer, torch.nn.LeakyReLU)} == {0.2}
    weights = torch.cat([w.flatten() for w in generator.parameters() if w.ndim == 4])
    assert weights.std().item() == pytest.approx(0.02, rel=0.02)
    assert sum(weight.numel() for weight in generator.parameters()) == pytest.approx(3.58e6, rel=0.01)


@pytest.mark.parametrize(("smooth", "mode"), [(False, "nearest"), (True, "bilinear")])
def test_up_convolution_equals_upsampling_then_convolution(smooth: bool, mode: str) -> None:
    conv = UpConv(5, 7)
    conv.smooth(float(smooth))
    features = torch.randn(2, 5, 8, 8, generator=seeded())
    plain = F.conv2d(F.interpolate(features, scale_factor=2, mode=mode), conv.weight, padding=1)
    rim = 2 if smooth else 0  # beyond the edge one repeats pixels, the other takes zeros

    inner = slice(rim, 16 - rim)
    torch.testing.assert_close(
        conv(features)[..., inner, inner], plain[..., inner, inner], atol=1e-5, rtol=1e-4
    )


def test_upsampling_becomes_smooth_in_the_course_of_the_run() -> None:
    torch.manual_seed(0)
    generator = trained_a_little(
        LightGenerator(LightConfig(8, 4, 16, smooth_from_kimg=10, smooth_over_kimg=20), 32)
    )
    latents = torch.randn(4, 8, generator=seeded(3))

    def roughness(kimg: float) -> float:
        generator.advance(kimg)
        pictures = generator(latents)
        return float((pictures[..., 1:] - pictures[..., :-1]).square().mean() / pictures.var())

    assert roughness(0) == roughness(10)
    assert roughness(10) > roughness(20) > roughness(30)
    assert roughness(30) == roughness(500)


def test_folding_batch_norms_leaves_the_pictures_alone() -> None:
    latents = torch.randn(4, 8, generator=seeded(3))
    for generator in map(trained_a_little, small_generators()):
        before = generator(latents)
        generator.fold()

        assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in generator.modules())
        torch.testing.assert_close(generator(latents), before, atol=1e-5, rtol=1e-4)


def test_a_latent_draws_the_same_picture_alone_and_in_company() -> None:
    latents = torch.randn(5, 8, generator=seeded(3))
    for generator in map(trained_a_little, small_generators()):
        torch.testing.assert_close(generator(latents)[2:3], generator(latents[2:3]), atol=1e-5, rtol=1e-4)


def test_long_latents_are_shortened_and_short_ones_are_not() -> None:
    latents = torch.randn(3, 64, generator=seeded())
    latents = latents / latents.norm(dim=1, keepdim=True) * torch.tensor([[4.0], [7.9], [30.0]])

    assert limit_norm(latents).norm(dim=1).tolist() == pytest.approx([4.0, 7.9, 8.0], abs=1e-3)


def test_random_scale_gives_one_size_per_batch_that_varies_between_batches() -> None:
    batch = torch.rand(2, 3, 32, 32, generator=seeded())
    sizes = {random_scale(batch, 36, 48, seeded(seed)).shape for seed in range(20)}

    assert len(sizes) > 5
    assert all(36 <= size[-1] <= 48 and size[-1] == size[-2] for size in sizes)
    assert torch.equal(random_scale(batch, 36, 48, seeded(1)), random_scale(batch, 36, 48, seeded(1)))


def test_a_window_shows_another_part_of_each_picture() -> None:
    ramp = torch.arange(32.0).expand(8, 3, 32, 32)
    shown = random_windows(ramp, 12, seeded())

    assert shown.shape == (8, 3, 12, 12)
    assert torch.equal(shown[:, 0, 0].diff(dim=1), torch.ones(8, 11))
    assert len(set(shown[:, 0, 0, 0].tolist())) > 2


def test_views_through_windows_have_one_size_and_are_compiled() -> None:
    def layers(pictures: Tensor) -> list[Tensor]:
        return bank(pictures)

    whole = ViewConfig("bank", ("fine", "coarse"), (4, 4), 32, 40)
    window = replace(whole, window_px=24)
    for view, compiled in ((whole, ()), (window, ("see", "judge"))):
        discriminator = ProjectedDiscriminator(ProjectedConfig((view,), 4), [layers], seeded())
        pictures = torch.rand(5, 3, 32, 32, generator=seeded())
        sizes = {discriminator.views([pictures], seeded(seed))[0].shape for seed in range(6)}
        assert discriminator.main_methods == compiled
        assert (len(sizes) == 1) == bool(compiled)


def test_a_view_of_a_level_sees_what_was_drawn_at_that_size() -> None:
    view = ViewConfig("bank", ("fine", "coarse"), (4, 4), 16, 16, level_px=16)
    discriminator = ProjectedDiscriminator(ProjectedConfig((view,), 4), [bank], seeded())
    fine, coarse = (torch.rand(2, 3, side, side, generator=seeded(side)) for side in (32, 16))
    for level in (fine, coarse):
        level.requires_grad_()
    own = discriminator.views([fine, coarse], seeded(1))
    own[0].sum().backward()

    assert fine.grad is None, "the finest pictures have no part in it"
    assert coarse.grad is not None
    averaged = discriminator.views([fine], seeded(1))
    torch.testing.assert_close(averaged, discriminator.views([F.avg_pool2d(fine, 2)], seeded(1)))
    assert not torch.allclose(averaged[0], own[0])


def bank(pictures: Tensor) -> list[Tensor]:
    """Two scales of plain averages, a stand-in for a perceptual network."""
    fine = F.avg_pool2d(pictures, 2)
    return [torch.cat([fine, fine.square()], 1), F.avg_pool2d(fine, 2)]


def projected(seed: int = 0) -> ProjectedDiscriminator:
    torch.manual_seed(seed)
    config = ProjectedConfig(views=(ViewConfig("bank", ("fine", "coarse"), (6, 5), 36, 44),), head_channels=8)
    return ProjectedDiscriminator(config, [bank], seeded(seed))


def test_a_projected_discriminator_trains_its_heads_alone() -> None:
    discriminator = projected()
    logits = discriminator.judge(discriminator.views([torch.rand(2, 3, 32, 32)], seeded()))
    trained = {name.split(".")[0] for name, _ in discriminator.named_parameters()}

    assert [part.shape[0] for part in logits] == [2, 2]
    assert trained == {"heads"}


def test_calibration_standardises_what_the_heads_see() -> None:
    discriminator = projected()
    real = torch.rand(64, 3, 32, 32, generator=seeded(2)) * 0.2 + 0.6
    discriminator.calibrate(real, seeded(3))

    for view in discriminator.views([real], seeded(3)):
        assert view.mean((0, 2, 3)).abs().max() < 1e-3
        torch.testing.assert_close(view.std((0, 2, 3)), torch.ones(view.shape[1]), atol=1e-3, rtol=0)


def test_a_head_judges_a_faint_view_as_it_judges_a_strong_one() -> None:
    torch.manual_seed(0)
    head = Head(4, 6, 16)
    maps = torch.randn(8, 4, 16, 16, generator=seeded(2))
    for _ in range(20):
        head(maps)  # spectral norms settle

    torch.testing.assert_close(head(0.2 * maps), head(maps), atol=0.02, rtol=0)


def test_gradients_reach_the_pictures_through_every_kind_of_discriminator() -> None:
    plain = PlainDiscriminator(PlainDiscriminatorConfig(base_channels=4), 32)
    for discriminator in (plain, projected()):
        pictures = torch.rand(3, 3, 32, 32, generator=seeded(), requires_grad=True)
        logits = discriminator.judge(discriminator.views([pictures], seeded()))
        torch.cat([part.flatten() for part in logits]).sum().backward()

        assert pictures.grad is not None
        assert (pictures.grad.abs().sum((1, 2, 3)) > 0).all()


def test_the_frozen_mixes_survive_in_the_state_and_come_from_the_seed() -> None:
    first, again, other = projected(), projected(), projected(1)
    mixes = {name for name in first.state_dict() if name.startswith("mixes")}

    assert mixes
    assert all(torch.equal(first.state_dict()[name], again.state_dict()[name]) for name in mixes)
    assert not torch.equal(first.state_dict()["mixes.0.across_0"], other.state_dict()["mixes.0.across_0"])


def test_no_place_grows_beyond_a_mean_square_of_one_and_weak_ones_stay_weak() -> None:
    features = torch.randn(2, 8, 4, 4, generator=seeded())
    features[0, :, 1, 2] *= 50
    features[1, :, 3, 3] *= 0.05
    power, limited = (x.square().mean(1) for x in (features, limit_power(features)))

    assert 0.95 < limited[0, 1, 2] < 1
    assert limited.max() < 1
    assert limited[1, 3, 3] < 0.02
    assert torch.equal(limited.flatten().argsort(), power.flatten().argsort())


def test_a_gate_that_has_shut_lets_its_floor_through_and_learns() -> None:
    linear = torch.randn(2, 3, 4, 4, generator=seeded(), requires_grad=True)
    shut, open_ = torch.full_like(linear, -100.0), torch.full_like(linear, 100.0)

    torch.testing.assert_close(gated(torch.cat([linear, shut], 1), 0.25), 0.25 * linear)
    torch.testing.assert_close(gated(torch.cat([linear, open_], 1), 0.25), linear)
    torch.testing.assert_close(gated(torch.cat([linear, shut], 1), 0.0), 0.0 * linear)
    gated(torch.cat([linear, shut], 1), 0.25).sum().backward()
    assert linear.grad is not None
    torch.testing.assert_close(linear.grad, torch.full_like(linear, 0.25))


def test_power_is_limited_up_to_a_resolution() -> None:
    torch.manual_seed(0)
    generator = LightGenerator(replace(SMALL_LIGHT, limit_to_px=16), 32)
    strongest = {}

    def noting(px: int) -> Callable[[torch.nn.Module, object, torch.Tensor], None]:
        return lambda _block, _inputs, output: strongest.update({px: output.square().mean(1).max()})

    for index, block in enumerate(generator.blocks):
        block.get_parameter("norm.weight").data *= 30
        block.register_forward_hook(noting(8 << index))
    generator(torch.randn(3, 8, generator=seeded()))

    assert strongest[8] < 1
    assert strongest[16] < 1
    assert strongest[32] > 1


def test_noise_is_fresh_in_training_and_frozen_in_use() -> None:
    torch.manual_seed(0)
    generator = LightGenerator(replace(SMALL_LIGHT, noise_from_px=16), 32)
    latents = torch.randn(3, 8, generator=seeded())
    noisy = generator.draw(latents, seeded(1))[0]
    assert torch.equal(noisy, generator.draw(latents, seeded(1))[0])
    assert not torch.equal(noisy, generator.draw(latents, seeded(2))[0])
    again = LightGenerator(generator.config, 32)
    again.load_state_dict(generator.state_dict())
    assert torch.equal(generator.eval()(latents), again.eval()(latents)), "the frozen maps are everybody's"
