"""The reference network: the paper's shape, and the same contract as our own."""

from __future__ import annotations

import torch

from training.networks.johnson import HaloJohnson, Johnson, JohnsonConfig

SMALL = JohnsonConfig(channels=4, blocks=1)


def some_style(config: JohnsonConfig, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return neutral_of(config) + 0.3 * torch.randn(config.style_size, generator=generator)


def neutral_of(config: JohnsonConfig, shift: float = 0.0) -> torch.Tensor:
    parts = [torch.cat([torch.ones(n), torch.full((n,), shift)]) for n in config.norm_channels]
    return torch.cat([*parts, torch.tensor([1.0, 0.0])])


def test_it_has_as_many_weights_as_the_paper_s_network() -> None:
    """1.68 million, as is said of every public implementation."""
    weights = sum(parameter.numel() for parameter in Johnson(JohnsonConfig()).parameters())
    normalised = JohnsonConfig().stats_size
    assert weights + normalised == 1_679_235


def test_no_pixel_beyond_the_halo_counts_and_the_halo_is_no_larger_than_need_be() -> None:
    torch.manual_seed(0)
    for blocks in (1, 2):
        config = JohnsonConfig(channels=4, blocks=blocks)
        network, size = Johnson(config).eval(), 2 * config.halo_px + 40
        centre = size // 2 // 4 * 4
        image = torch.rand(1, 3, size, size, requires_grad=True)
        frozen = torch.full((1, config.stats_size), 0.5)
        # Shifts that leave rectifiers open, so that every path can be seen.
        style = neutral_of(config, shift=1.0)
        painted, _ = network(image, style[None], frozen, torch.ones(1))
        reach = 0
        for offset in range(4):
            (gradient,) = torch.autograd.grad(
                painted[0, :, centre + offset, centre].sum(), image, retain_graph=True
            )
            rows = gradient[0].abs().sum((0, 2)).nonzero().flatten()
            reach = max(reach, centre + offset - int(rows.min()), int(rows.max()) - centre - offset)
        assert config.halo_px - 4 < reach <= config.halo_px


def test_given_statistics_replace_the_picture_s_own() -> None:
    network, style = Johnson(SMALL).eval(), some_style(SMALL, 1)[None]
    first, second = torch.rand(1, 3, 64, 48), torch.rand(1, 3, 64, 48) ** 2
    own, stats = network(first, style, torch.zeros(1, SMALL.stats_size), torch.zeros(1))
    assert own.shape == first.shape
    assert stats.shape == (1, SMALL.stats_size)
    assert torch.allclose(network(first, style, stats, torch.ones(1))[0], own, atol=1e-6)
    _, used = network(first, style, stats, torch.ones(1))
    assert torch.allclose(used, stats, atol=1e-5)
    with_others = network(second, style, stats, torch.ones(1))[0]
    assert not torch.allclose(with_others, network(second, style, stats, torch.zeros(1))[0], atol=1e-4)


def test_a_region_with_its_halo_equals_the_whole() -> None:
    network, style, halo = HaloJohnson(SMALL).eval(), some_style(SMALL, 2)[None], SMALL.halo_px
    image = torch.rand(1, 3, 2 * halo + 64, 2 * halo + 32)
    with torch.no_grad():
        whole, stats = network(image, style, torch.zeros(1, SMALL.stats_size), torch.zeros(1))
        part, _ = network(image[:, :, 16:, :], style, stats, torch.ones(1))
    assert torch.allclose(
        part[..., halo:-halo, halo:-halo], whole[..., 16 + halo : -halo, halo:-halo], atol=1e-5
    )


def test_statistics_of_the_exported_network_leave_the_halo_out() -> None:
    network, style, halo = HaloJohnson(SMALL).eval(), some_style(SMALL, 3)[None], SMALL.halo_px
    unused = torch.zeros(1, SMALL.stats_size)
    image = torch.rand(1, 3, 2 * halo + 32, 2 * halo + 32)
    _, before = network(image, style, unused, torch.zeros(1))
    image[..., :2] = 1 - image[..., :2]
    _, after = network(image, style, unused, torch.zeros(1))
    # What the first normalisation sees is farther from the edge than a 9x9 convolution reaches.
    assert torch.equal(before[:, : 2 * SMALL.channels], after[:, : 2 * SMALL.channels])


def test_the_photo_s_closing_pair_gives_the_photo_back() -> None:
    image, style = torch.rand(2, 3, 32, 32), some_style(SMALL, 4).repeat(2, 1)
    style[:, -2:] = torch.tensor([0.0, 1.0])
    painted, _ = Johnson(SMALL).eval()(image, style, torch.zeros(1, SMALL.stats_size), torch.zeros(1))
    assert torch.equal(painted, image)
