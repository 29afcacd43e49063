"""The style-based generator: demodulation, mixing, truncation, and a graph that offers both spaces."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from training.networks.stylegan import ModulatedConv, StyleGanConfig, StyleGenerator, StyleGraph

LATENTS = torch.randn(4, 6, generator=torch.Generator().manual_seed(1))


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def small(mixing: float = 0.5) -> StyleGenerator:
    torch.manual_seed(0)
    return StyleGenerator(StyleGanConfig(6, 5, 2, 0.01, 4, 8, mixing), 32)


def test_pictures_are_of_the_resolution_in_range_and_alone_as_in_company() -> None:
    generator = small()
    pictures = generator(LATENTS)

    assert generator.layers == 7
    assert pictures.shape == (4, 3, 32, 32)
    assert pictures.min() >= 0
    assert pictures.max() <= 1
    torch.testing.assert_close(generator(LATENTS[2:3]), pictures[2:3], atol=1e-5, rtol=1e-4)


def test_a_first_map_of_the_style_gives_each_style_a_layout_where_a_constant_gives_all_the_same() -> None:
    torch.manual_seed(0)
    config = StyleGanConfig(6, 5, 2, 0.01, 4, 8, first_from_style=True)
    own, shared = StyleGenerator(config, 32), small()
    styles = own.map(LATENTS)

    maps, constant = own.first_map(styles).view(4, 8, 4, 4), shared.constant
    assert maps.std(0).mean() > 0.3 * maps.std()
    assert "constant" not in own.state_dict()
    assert "first_map.weight" not in shared.state_dict()
    assert constant.shape == maps[:1].shape
    # The first layer's style makes the map: with another one there, the coarse picture is another.
    layers = styles[:, None].expand(-1, own.layers, -1).clone()
    layers[:, 0] = layers[:1, 0]
    features = own._begin(layers[:, 0])
    torch.testing.assert_close(features[1:], features[:1].expand(3, -1, -1, -1))


def test_modulation_equals_a_kernel_of_its_own_for_each_picture() -> None:
    torch.manual_seed(0)
    conv = ModulatedConv(6, 5, 3, style_size=4)
    features, style = torch.randn(3, 6, 8, 8), torch.randn(3, 4)
    scales = conv.affine(style)

    for index in range(3):
        kernel = conv.weight * conv.scale * scales[index][None, :, None, None]
        kernel = kernel / kernel.square().sum((1, 2, 3), keepdim=True).sqrt()
        wanted = F.conv2d(features[index : index + 1], kernel, padding=1)
        torch.testing.assert_close(conv(features, style)[index : index + 1], wanted, atol=1e-5, rtol=1e-4)


def test_demodulation_normalises_the_variance_whatever_the_style() -> None:
    torch.manual_seed(0)
    conv, bare = (ModulatedConv(64, 32, 3, style_size=8, demodulate=on) for on in (True, False))
    features = torch.randn(4, 64, 32, 32)
    style = torch.randn(4, 8) * torch.tensor([0.1, 1.0, 10.0, 100.0])[:, None]

    deviations = conv(features, style)[..., 1:-1, 1:-1].std((1, 2, 3))
    torch.testing.assert_close(deviations, torch.ones(4), atol=0.08, rtol=0)
    assert bare(features, style).std((1, 2, 3)).max() > 10


def test_styles_are_mixed_from_a_layer_on_in_training_alone() -> None:
    generator = small(mixing=1.0)
    own = generator.map(LATENTS)
    styles = generator.mixed_styles(LATENTS, seeded())

    for index, layers in enumerate(styles):
        sources = [next(k for k in range(4) if torch.equal(layer, own[k])) for layer in layers]
        switched = [source != index for source in sources]
        assert switched == sorted(switched)  # the picture's own first, then the other's to the end
        assert 1 <= sum(switched) <= 6
        assert len(set(sources)) == 2
    never = small(mixing=0.0)
    assert torch.equal(never.mixed_styles(LATENTS, seeded()), never.map(LATENTS)[:, None].expand(-1, 7, -1))
    torch.testing.assert_close(never.draw(LATENTS, seeded())[0].clamp(0, 1), never(LATENTS))


def test_truncation_leads_to_the_mean_style() -> None:
    generator = small()
    many = torch.randn(512, 6, generator=seeded(3))
    with torch.no_grad():
        generator.settle(many)
    styles = generator.map(LATENTS)

    torch.testing.assert_close(generator.mean_style, generator.map(many).mean(0))
    torch.testing.assert_close(generator.truncated(styles, 1.0), styles)
    torch.testing.assert_close(generator.truncated(styles, 0.0), generator.mean_style.expand(4, -1))
    closer = (generator.truncated(styles, 0.5) - generator.mean_style).norm()
    assert closer.item() == pytest.approx(0.5 * (styles - generator.mean_style).norm().item(), rel=1e-4)


def test_the_graph_draws_latents_or_given_styles() -> None:
    generator = small().eval().requires_grad_(False)
    generator.settle(torch.randn(64, 6, generator=seeded(3)))
    graph = StyleGraph(generator)
    none, off, on, whole = torch.zeros(4, 7, 5), torch.zeros(1), torch.ones(1), torch.ones(1)
    own = generator.map(LATENTS)
    mixed = torch.cat([own[:, None].expand(-1, 4, -1), own.roll(1, 0)[:, None].expand(-1, 3, -1)], 1)

    pictures, styles = graph(LATENTS, none, off, whole)
    torch.testing.assert_close(pictures, generator(LATENTS))
    torch.testing.assert_close(styles, own)
    torch.testing.assert_close(graph(LATENTS * 0, mixed, on, whole)[0], generator.synthesize(mixed))
    average = graph(LATENTS, none, off, torch.zeros(1))[0]
    torch.testing.assert_close(average, average[:1].expand(4, -1, -1, -1))
