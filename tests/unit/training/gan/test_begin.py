"""A run that begins with a trained generator."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from torch.nn import functional

from training.errors import TrainingError
from training.export.generator import export_generator, trace_generator
from training.export.label import Label
from training.export.light_weights import read_light_generator
from training.export.onnxfile import LEAST_HALVED, halved
from training.export.style_weights import read_style_generator
from training.export.weights import read_weights
from training.gan.adversary import settled
from training.gan.begin import begin_with
from training.networks.dcgan import DcganConfig, DcganGenerator
from training.networks.equalized import doubled
from training.networks.light import LightConfig, LightGenerator
from training.networks.stylegan import StyleGanConfig, StyleGenerator
from training.runs.checkpoint import Checkpoint

CONFIG = LightConfig(
    latent_size=6, base_channels=8, max_channels=12, smooth_from_kimg=-1.0, smooth_over_kimg=1.0
)
LABEL = Label("spots", "Spots", "The tests", "CC0-1.0", "drawn spots", "CC0-1.0")


def generator(seed: int, resolution: int = 32, config: LightConfig = CONFIG) -> LightGenerator:
    torch.manual_seed(seed)
    made = LightGenerator(config, resolution)
    made.advance(0.0)
    for parameter in made.parameters():
        # Trained weights, unlike fresh ones, make pictures that differ.
        parameter.data.mul_(8 if parameter.ndim == 4 else 1).add_(0.1 * torch.randn_like(parameter))
    return made


@pytest.fixture(
    scope="module", params=[(0, 0, 0.0), (16, 0, 0.0), (16, 16, 0.25)], ids=["smooth", "noisy", "limited"]
)
def exported(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[LightGenerator, Path]:
    noise_from_px, limit_to_px, gate_floor = request.param
    config = replace(CONFIG, noise_from_px=noise_from_px, limit_to_px=limit_to_px, gate_floor=gate_floor)
    made, path = settled(generator(0, config=config), 0), tmp_path_factory.mktemp("model") / "spots.onnx"
    assert isinstance(made, LightGenerator)
    export_generator(made, path, LABEL, {})
    return made, path


@pytest.mark.usefixtures("exported")
def test_a_model_file_gives_its_weights_back(exported: tuple[LightGenerator, Path]) -> None:
    made, path = exported
    latents = torch.randn(3, 6)
    assert torch.allclose(read_light_generator(path)(latents), settled(made, 0)(latents), atol=0.02)


def test_weights_in_24_bits_come_back_whole(exported: tuple[LightGenerator, Path], tmp_path: Path) -> None:
    made, path = exported
    generator = trace_generator(made)
    names = [item.name for item in generator.graph.initializer if np.prod(item.dims) >= LEAST_HALVED]
    stored = halved(generator, rests=True)
    stored.metadata_props.extend(onnx.load(path).metadata_props)
    onnx.save_model(stored, tmp_path / "spots.onnx")
    _, weights = read_weights(tmp_path / "spots.onnx")
    assert {item.name for item in stored.graph.initializer} >= {f"{name}.rest" for name in names}
    assert not [name for name in weights if name.endswith((".rest", ".unit"))]
    latents = torch.randn(3, 6)
    again = read_light_generator(tmp_path / "spots.onnx")
    torch.testing.assert_close(again(latents), made(latents), rtol=0, atol=5e-5)


def test_a_run_that_begins_with_a_model_file_draws_its_pictures(
    exported: tuple[LightGenerator, Path],
) -> None:
    made, path = exported
    fresh = generator(1, config=made.config)
    assert begin_with(fresh, path) == {name for name, _ in fresh.named_parameters()}
    latents = torch.randn(256, 6, generator=torch.Generator().manual_seed(4))
    wanted, found = settled(made, 0)(latents), fresh.train()(latents)
    assert wanted.std(0).mean() > 0.05
    assert (found - wanted).abs().mean() < 0.2 * wanted.std(0).mean()


def test_gates_begin_nearer_to_one_half_and_let_the_rest_through_as_it_was(
    exported: tuple[LightGenerator, Path],
) -> None:
    made, path = exported
    kept, softened = generator(1, config=made.config), generator(1, config=made.config)
    begin_with(kept, path)
    begin_with(softened, path, gates=0.4)
    before: dict[str, list[torch.Tensor]] = {}
    for name, network in (("kept", kept), ("softened", softened)):
        first, found = network.first_norm, before.setdefault(name, [])
        first.register_forward_hook(lambda _norm, _inputs, output, found=found: found.append(output))
        network.train()(torch.randn(8, 6, generator=torch.Generator().manual_seed(4)))
    linear, gates = torch.stack([*before["kept"], *before["softened"]]).chunk(2, dim=2)

    torch.testing.assert_close(linear[1], linear[0])
    torch.testing.assert_close(gates[1], 0.4 * gates[0])


@pytest.mark.parametrize("limit_to_px", [None, 64], ids=["", "limited to the last"])
def test_pictures_of_twice_the_size_begin_as_the_smaller_ones_enlarged(
    exported: tuple[LightGenerator, Path], limit_to_px: int | None
) -> None:
    made, path = exported
    config = replace(made.config, base_channels=4)
    if limit_to_px is not None and made.config.limit_to_px:
        config = replace(config, limit_to_px=limit_to_px)
    large = LightGenerator(config, 64)
    large.advance(0.0)
    taken = begin_with(large, path)
    assert taken < {name for name, _ in large.named_parameters()}
    assert not any(name.startswith("last.") for name in taken)
    latents = torch.randn(256, 6, generator=torch.Generator().manual_seed(4))
    wanted = functional.interpolate(
        settled(made, 0)(latents), scale_factor=2, mode="bilinear", align_corners=False
    )
    found = large.train()(latents)
    # The border, where zeros are added at another size, is left out.
    inner, meant = (pictures[:, :, 6:-6, 6:-6].detach() for pictures in (found, wanted))
    assert (inner - meant).abs().mean() < 0.5 * meant.std(0).mean()
    contrasts = [float(pictures.std(0).mean()) for pictures in (inner, meant)]
    assert contrasts[0] == pytest.approx(contrasts[1], rel=0.15)
    found.mean().backward()
    assert all(bool(weight.grad.isfinite().all()) for weight in large.parameters() if weight.grad is not None)


def test_pictures_of_four_times_the_size_begin_with_the_smaller_ones_layers(
    exported: tuple[LightGenerator, Path],
) -> None:
    made, path = exported
    large = generator(1, 128, replace(made.config, base_channels=2))
    before = {name: value.clone() for name, value in large.state_dict().items()}
    begin_with(large, path)
    after = large.state_dict()
    assert not torch.equal(after["blocks.0.conv.weight"], before["blocks.0.conv.weight"])
    assert torch.equal(after["blocks.4.conv.weight"], before["blocks.4.conv.weight"])
    assert torch.equal(after["last.weight"], before["last.weight"])


def test_a_run_begins_with_another_run(tmp_path: Path) -> None:
    first, second = generator(0), generator(1)
    Checkpoint(tmp_path).save({"ema": first}, {})
    begin_with(second, tmp_path)
    for name, value in first.state_dict().items():
        assert torch.equal(second.state_dict()[name], value)


def test_what_does_not_fit_is_refused(exported: tuple[LightGenerator, Path], tiny_style_path: Path) -> None:
    _, path = exported
    with pytest.raises(TrainingError, match="Nothing of the generator"):
        begin_with(generator(0, config=replace(CONFIG, latent_size=5, base_channels=3, max_channels=7)), path)
    with pytest.raises(TrainingError, match="is not a generator"):
        begin_with(generator(0), tiny_style_path)


def test_gates_of_a_generator_without_gates_are_refused(exported: tuple[LightGenerator, Path]) -> None:
    other = DcganGenerator(DcganConfig(latent_size=6, base_channels=4, max_channels=8), 32)
    with pytest.raises(TrainingError, match="init_gates"):
        begin_with(other, exported[1], gates=0.5)


def test_a_style_based_generator_of_more_pixels_begins_with_the_enlarged_pictures(tmp_path: Path) -> None:
    torch.manual_seed(0)
    config = StyleGanConfig(
        6, 6, 2, base_channels=4, max_channels=16, noise_from_px=16, first_from_style=True
    )
    made = StyleGenerator(config, 32)
    Checkpoint(tmp_path).save({"ema": made}, {})
    large = StyleGenerator(replace(config, base_channels=1), 128)
    assert begin_with(large, tmp_path) == {name for name, _ in made.named_parameters()}
    latents = torch.randn(4, 6, generator=torch.Generator().manual_seed(4))
    wanted = made.unlimited(styles(made, latents), [None] * 3)
    # What is doubled is centred on one half: zeros beyond the edge are grey.
    torch.testing.assert_close(
        large.unlimited(styles(large, latents), [None] * 5), doubled(doubled(wanted - 0.5)) + 0.5
    )
    large(latents).square().mean().backward()
    slopes = [weight.grad for name, weight in large.named_parameters() if name.endswith("to_rgb.weight")]
    assert len(slopes) == 5
    assert all(slope is not None and bool(slope.any()) for slope in slopes)


@pytest.fixture(
    scope="module",
    params=[(True, 16, 4), (False, 0, 4), (True, 32, 8)],
    ids=["noisy", "from a constant", "wide at the end"],
)
def exported_style(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[StyleGenerator, Path]:
    torch.manual_seed(2)
    first_from_style, noise_from_px, least = request.param
    config = StyleGanConfig(
        *(6, 7, 2),
        base_channels=4,
        max_channels=20,
        least_channels=least,
        noise_from_px=noise_from_px,
        first_from_style=first_from_style,
    )
    trained = StyleGenerator(config, 32)
    for parameter in trained.parameters():
        parameter.data.add_(0.1 * torch.randn_like(parameter))
    made, path = settled(trained, 0), tmp_path_factory.mktemp("style") / "spots.onnx"
    assert isinstance(made, StyleGenerator)
    export_generator(made, path, LABEL, {})
    return made, path


def test_a_style_based_model_file_gives_its_weights_back(exported_style: tuple[StyleGenerator, Path]) -> None:
    made, path = exported_style
    again = read_style_generator(path)
    assert again.config == made.config
    for name, value in made.state_dict().items():
        if name != "mean_path":
            torch.testing.assert_close(again.state_dict()[name], value, rtol=2e-3, atol=2e-3)


def test_a_run_that_begins_with_a_style_based_model_file_draws_its_pictures_enlarged(
    exported_style: tuple[StyleGenerator, Path],
) -> None:
    made, path = exported_style
    finest = made.blocks[-1].get_submodule("to_rgb").get_parameter("weight").shape[1]
    large = StyleGenerator(replace(made.config, base_channels=2, least_channels=finest), 64)
    assert begin_with(large, path) == {name for name, _ in made.named_parameters()}
    latents = torch.randn(4, 6, generator=torch.Generator().manual_seed(4))
    wanted = made.unlimited(styles(made, latents), [None] * 3)
    found = large.unlimited(styles(large, latents), [None] * 4)
    torch.testing.assert_close(found, doubled(wanted - 0.5) + 0.5, rtol=0, atol=5e-3)


def test_other_files_are_no_style_based_generators(
    exported: tuple[LightGenerator, Path], tiny_style_path: Path
) -> None:
    for path in (exported[1], tiny_style_path):
        with pytest.raises(TrainingError, match="is not a style-based generator"):
            read_style_generator(path)


def styles(generator: StyleGenerator, latents: torch.Tensor) -> torch.Tensor:
    return generator.map(latents)[:, None].expand(-1, generator.layers, -1)


def test_a_run_without_an_averaged_generator_is_no_beginning(tmp_path: Path) -> None:
    Checkpoint(tmp_path).save({"encoder": torch.nn.Linear(3, 3)}, {"step": 1})
    with pytest.raises(TrainingError, match="Nothing of the generator"):
        begin_with(generator(0), tmp_path)
