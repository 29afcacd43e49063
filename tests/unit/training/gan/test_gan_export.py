"""A trained generator as a model file: draws what torch draws, with directions that do what they are called."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from exports.card import GeneratorCard
from exports.figures import FiguresCard
from exports.session import open_generator
from training.errors import TrainingError
from training.export import generator as export_generator
from training.export.label import Label
from training.figures import note_monitor
from training.gan.adversary import GanConfig, GanTrainer, Generator, settled
from training.gan.directions import (
    LARGEST_COSINE,
    PROPERTIES,
    factor_directions,
    find_directions,
    first_weight,
    picture_change,
)
from training.gan.train import save
from training.networks.dcgan import DcganConfig, PlainDiscriminatorConfig
from training.networks.light import LightConfig
from training.runs.checkpoint import Checkpoint
from training.runs.log import RunLog

LABEL = Label("spots-32", "Spots", "The tests", "CC0-1.0", "drawn spots", "CC0-1.0")
PLAIN = GanConfig(
    resolution=32,
    generator="dcgan",
    discriminator="plain",
    dcgan=DcganConfig(latent_size=6, base_channels=4),
    plain=PlainDiscriminatorConfig(base_channels=4),
    light=LightConfig(
        latent_size=6, base_channels=4, max_channels=8, smooth_from_kimg=0, smooth_over_kimg=0.01
    ),
    batch_size=4,
    precision="float32",
)
CONFIGS = {"dcgan": PLAIN, "light": dataclasses.replace(PLAIN, generator="light")}


@pytest.fixture(scope="module", params=CONFIGS)
def trained(request: pytest.FixtureRequest) -> GanTrainer:
    """A generator after two steps on noise."""
    noise = torch.randint(
        0, 256, (16, 3, 32, 32), generator=torch.Generator().manual_seed(0), dtype=torch.uint8
    )
    trainer = GanTrainer(CONFIGS[request.param], noise, {})
    trainer.train_step()
    trainer.train_step()
    return trainer


@pytest.fixture
def few_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Directions cost most of an export's time; few samples do where their quality is not asked for."""
    monkeypatch.setattr("training.gan.directions.SAMPLES", 64)
    monkeypatch.setattr("training.gan.directions.PROBES", 4)


@pytest.mark.usefixtures("few_directions")
def test_a_run_becomes_a_model_that_draws_what_torch_draws(trained: GanTrainer, tmp_path: Path) -> None:
    with_projector = trained.config.generator == "light"  # once is enough for what takes so long
    run, out = tmp_path / "run", tmp_path / "models" / "spots-32.onnx"
    log = RunLog(run, trained.config, 1.0, "kimg")
    log.report(0.004, frechet=9.0, diversity=0.1)
    log.report(0.008, frechet=5.0, diversity=0.7)
    log.report(0.012, frechet=1.0, diversity=0.9)  # after the checkpoint
    save(trained, Checkpoint(run))
    note_monitor(run, "pinxit", False, 512)
    card = export_generator.export_run(run, out, LABEL, projector=with_projector)

    model = open_generator(out, provider="cpu", threads=1)
    assert isinstance(model.card, GeneratorCard)
    assert model.card == card
    assert (model.latent_size, model.resolution) == (6, 32)
    assert model.offers_projector == with_projector
    assert card.training["kimg"] == 0.008
    assert (card.training["frechet"], card.training["diversity"]) == (5.0, 0.7)
    assert card.figures == FiguresCard(
        "monitor", "pinxit", False, 512, 0.008, {"frechet": 5.0, "diversity": 0.7}
    )
    assert [path.name for path in out.parent.iterdir()] == ["spots-32.onnx"]

    latents = torch.randn(5, 6, generator=torch.Generator().manual_seed(2))
    trained.averaged.advance(0.008)
    wanted = settled(trained.averaged, trained.config.seed)(latents).permute(0, 2, 3, 1).numpy() * 255
    assert np.abs(model(latents.numpy()) - wanted).max() <= 1.0
    assert np.abs(model(latents[:1].numpy()) - wanted[:1]).max() <= 1.0


@pytest.mark.usefixtures("few_directions")
def test_a_file_names_no_place_of_the_machine_that_made_it(trained: GanTrainer, tmp_path: Path) -> None:
    out = tmp_path / "spots-32.onnx"
    export_generator.export_generator(settled(trained.averaged, 0), out, LABEL, {})
    data = out.read_bytes()

    assert str(Path(__file__).parents[3]).encode() not in data
    assert b".py" not in data


@pytest.mark.usefixtures("few_directions")
def test_a_model_that_draws_something_else_is_refused_and_the_old_file_stays(
    trained: GanTrainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "spots-32.onnx"
    out.write_bytes(b"the old model")
    monkeypatch.setattr(export_generator, "TOLERANCE", -1.0)
    with pytest.raises(TrainingError, match=r"spots-32\.onnx differs from the trained"):
        export_generator.export_generator(settled(trained.averaged, 0), out, LABEL, {})

    assert out.read_bytes() == b"the old model"
    assert [path.name for path in tmp_path.iterdir()] == ["spots-32.onnx"]


class Lamp(nn.Module):
    """A stand-in for a generator whose latents have known meanings: lightness, warmth, glow, and a weak pattern."""

    latent_size = 6
    resolution = 32

    def fold(self) -> None:
        pass

    def first_activations(self, latents: Tensor) -> Tensor:
        scales = torch.tensor([3.0, 2.0, 2.5, 1.0, 0.1, 0.1])
        return (latents * scales)[:, :, None, None]

    def forward(self, latents: Tensor) -> Tensor:
        rows, columns = torch.meshgrid(torch.linspace(-1, 1, 32), torch.linspace(-1, 1, 32), indexing="ij")
        middle = torch.exp(-(rows.square() + columns.square()) * 4) - 0.19
        stripes = (columns * 20).sin()
        light, warm, glow, pattern = (latents[:, index, None, None, None] for index in range(4))
        tint = torch.tensor([1.0, 0.0, -1.0])[:, None, None]
        return 0.5 + 0.04 * light + 0.03 * warm * tint + 0.04 * glow * middle + 0.01 * pattern * stripes


def found_in_a_lamp() -> dict[str, Tensor]:
    lamp: Generator = Lamp()  # type: ignore[assignment]
    return {direction.name: direction.vector for direction in find_directions(lamp, 4, seed=0)}


def test_named_directions_are_those_that_change_what_they_are_called() -> None:
    found = found_in_a_lamp()

    for name, axis in (("Lightness", 0), ("Warmth", 1), ("Glow of the middle", 2)):
        assert found[name][axis] > 0.97, name
    assert all(vector.norm().item() == pytest.approx(1, abs=1e-5) for vector in found.values())


def test_what_has_no_name_is_found_beside_the_named_ones() -> None:
    found = found_in_a_lamp()
    (unnamed,) = (vector for name, vector in found.items() if name.startswith("Principal"))

    assert unnamed[3].abs() > 0.97


def test_directions_come_in_the_order_of_what_they_change() -> None:
    lamp: Generator = Lamp()  # type: ignore[assignment]
    found = find_directions(lamp, 4, seed=0)
    latents = torch.randn(16, 6, generator=torch.Generator().manual_seed(5))

    assert [d.change for d in found] == sorted((d.change for d in found), reverse=True)
    assert picture_change(lamp, latents, found[0].vector) > picture_change(lamp, latents, found[-1].vector)


def test_the_same_generator_has_the_same_directions_to_the_bit(trained: GanTrainer) -> None:
    lamp: Generator = Lamp()  # type: ignore[assignment]
    for generator in (lamp, settled(trained.averaged, 0)):
        runs = []
        for size in (0, 3, 1001):
            _elsewhere_in_memory = torch.empty(size)
            found = find_directions(generator, 8, seed=0)
            runs.append([(d.name, d.vector.numpy().tobytes(), d.change) for d in found])
        assert runs[0] == runs[1] == runs[2]


@pytest.mark.usefixtures("few_directions")
def test_factors_are_the_latents_that_the_first_layer_enlarges_most(trained: GanTrainer) -> None:
    generator = settled(trained.averaged, 0)
    factors = torch.stack(factor_directions(generator))
    weight = first_weight(generator)
    assert weight is not None

    gains = (weight @ factors.T).norm(dim=0)
    assert factors.shape == (6, 6)
    torch.testing.assert_close(factors @ factors.T, torch.eye(6), rtol=0, atol=1e-4)
    assert gains.tolist() == sorted(gains.tolist(), reverse=True)
    others = torch.nn.functional.normalize(
        torch.randn(50, 6, generator=torch.Generator().manual_seed(3)), dim=1
    )
    assert float((weight @ others.T).norm(dim=0).max()) <= float(gains[0])


@pytest.mark.usefixtures("few_directions")
def test_directions_say_where_they_come_from_and_none_comes_twice(trained: GanTrainer) -> None:
    found = find_directions(settled(trained.averaged, 0), 6, seed=0)
    vectors = torch.stack([direction.vector for direction in found])
    cosines = (vectors @ vectors.T - torch.eye(len(found))).abs()

    assert len({direction.name for direction in found}) == len(found)
    assert {direction.name.split()[0] for direction in found} - set(PROPERTIES) <= {
        "Principal",
        "Factor",
        "Glow",
    }
    assert any(direction.name.startswith("Factor") for direction in found)
    assert float(cosines.max()) < LARGEST_COSINE
