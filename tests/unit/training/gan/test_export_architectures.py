"""Every architecture as a model file: what torch draws, at every resolution that was trained, in both latent spaces."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from exports.errors import ModelError
from exports.session import GeneratorModel, StyleGeneratorModel, open_generator
from tests.helpers.gan_configs import ARCHITECTURES, spots
from tests.helpers.gan_runs import quick_exports, short_run
from training.errors import TrainingError
from training.export.generator import export_run
from training.export.label import Label
from training.gan.adversary import GanTrainer, settled
from training.networks.stylegan import StyleGenerator

LABEL = Label("spots-32", "Spots", "The tests", "CC0-1.0", "drawn spots", "CC0-1.0")
LATENTS = torch.randn(5, 6, generator=torch.Generator().manual_seed(2))

Run = tuple[GanTrainer, Path]


@pytest.fixture(scope="module")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """A run of the named architecture, a few steps long, with its checkpoints; made once."""
    made: dict[str, Run] = {}

    def run(name: str) -> Run:
        if name not in made:
            folder = tmp_path_factory.mktemp(name)
            made[name] = (short_run(ARCHITECTURES[name], folder), folder)
        return made[name]

    return run


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    """Directions and the projector are tested elsewhere."""
    with quick_exports():
        yield


def assert_draws(model: GeneratorModel, wanted: torch.Tensor) -> None:
    levels = wanted.permute(0, 2, 3, 1).numpy() * 255
    assert np.abs(model(LATENTS.numpy()) - levels).max() <= 1.5


def drawn_by(trainer: GanTrainer) -> torch.Tensor:
    trainer.advance()
    with torch.no_grad():
        return settled(trainer.averaged, trainer.config.seed)(LATENTS)


def test_a_growing_run_exports_the_resolution_it_has_reached(
    run_of: Callable[[str], Run], tmp_path: Path
) -> None:
    trainer, folder = run_of("progressive")
    assert trainer.generator.stage_px(trainer.done_kimg) == 32
    card = export_run(folder, tmp_path / "spots.onnx", LABEL)

    assert card.resolution == 32
    assert_draws(open_generator(tmp_path / "spots.onnx", provider="cpu", threads=1), drawn_by(trainer))
    with pytest.raises(TrainingError, match="did not grow through 24"):
        export_run(folder, tmp_path / "other.onnx", LABEL, 24)
    assert not (tmp_path / "other.onnx").exists()


@pytest.mark.parametrize(("side_px", "end"), [(8, 2), (16, 5)])
def test_an_early_stage_is_what_the_run_drew_when_it_ended(
    run_of: Callable[[str], Run], tmp_path: Path, side_px: int, end: int
) -> None:
    trainer, folder = run_of("progressive")
    again = GanTrainer(trainer.config, spots(8), {})
    for _ in range(end):
        again.train_step()
    again.averaged.advance(again.done_kimg - 0.004)  # where its last step began
    with torch.no_grad():
        (wanted,) = settled(again.averaged, 0).draw(LATENTS, torch.Generator())
    wanted = wanted.clamp(0, 1)

    export_run(folder, tmp_path / "spots.onnx", LABEL, side_px)
    assert wanted.shape[-1] == side_px
    assert_draws(open_generator(tmp_path / "spots.onnx", provider="cpu", threads=1), wanted)


@pytest.mark.parametrize("side_px", [4, 8, 16, 32])
def test_a_multi_scale_run_exports_every_scale(
    run_of: Callable[[str], Run], tmp_path: Path, side_px: int
) -> None:
    trainer, folder = run_of("msg")
    with torch.no_grad():
        pyramid = settled(trainer.averaged, 0).draw(LATENTS, torch.Generator())
    [wanted] = [level for level in pyramid if level.shape[-1] == side_px]
    card = export_run(folder, tmp_path / "spots.onnx", LABEL, side_px)

    assert card.resolution == side_px
    assert_draws(open_generator(tmp_path / "spots.onnx", provider="cpu", threads=1), wanted.clamp(0, 1))


def test_other_generators_have_one_resolution(run_of: Callable[[str], Run], tmp_path: Path) -> None:
    _, folder = run_of("style")
    with pytest.raises(TrainingError, match="trained at 32 pixels alone, not at 16"):
        export_run(folder, tmp_path / "spots.onnx", LABEL, 16)


def test_a_multi_scale_generator_whose_judge_saw_one_scale_has_no_others(tmp_path: Path) -> None:
    config = dataclasses.replace(ARCHITECTURES["msg"], discriminator="plain")
    short_run(config, tmp_path / "run")
    with pytest.raises(TrainingError, match="did not look at 16 pixels"):
        export_run(tmp_path / "run", tmp_path / "spots.onnx", LABEL, 16)


@pytest.fixture(scope="module")
def style_model(
    run_of: Callable[[str], Run], tmp_path_factory: pytest.TempPathFactory
) -> StyleGeneratorModel:
    out = tmp_path_factory.mktemp("style-model") / "spots.onnx"
    export_run(run_of("style")[1], out, LABEL)
    model = open_generator(out, provider="cpu", threads=1)
    assert isinstance(model, StyleGeneratorModel)
    return model


def test_a_style_model_draws_what_torch_draws(
    run_of: Callable[[str], Run], style_model: StyleGeneratorModel
) -> None:
    assert (style_model.latent_size, style_model.resolution) == (6, 32)
    assert_draws(style_model, drawn_by(run_of("style")[0]))


def test_a_style_model_maps_latents_as_torch_does(
    run_of: Callable[[str], Run], style_model: StyleGeneratorModel
) -> None:
    generator = settled(run_of("style")[0].averaged, 0)
    assert isinstance(generator, StyleGenerator)
    styles = style_model.map(LATENTS.numpy())

    assert (style_model.style_size, style_model.style_layers) == (5, 7)
    np.testing.assert_allclose(styles, generator.map(LATENTS).numpy(), atol=2e-3)
    assert np.abs(style_model.from_styles(styles).astype(int) - style_model(LATENTS.numpy())).max() <= 1


def test_a_style_model_mixes_what_the_layers_are_given(
    run_of: Callable[[str], Run], style_model: StyleGeneratorModel
) -> None:
    generator = settled(run_of("style")[0].averaged, 0)
    assert isinstance(generator, StyleGenerator)
    styles = style_model.map(LATENTS.numpy())
    mixed = np.stack([styles[[0, 0, 0, 0, 1, 1, 1]], styles[[1, 1, 1, 1, 0, 0, 0]]])
    wanted = generator.synthesize(torch.from_numpy(mixed)).permute(0, 2, 3, 1).numpy() * 255

    assert np.abs(style_model.from_styles(mixed) - wanted).max() <= 1.5


def test_truncation_of_a_style_model_leads_to_the_mean_style(style_model: StyleGeneratorModel) -> None:
    whole = style_model(LATENTS.numpy())
    average = style_model(LATENTS.numpy(), truncation=0.0)

    assert (average == average[0]).all()
    styles = style_model.map(LATENTS.numpy())
    assert np.array_equal(style_model.from_styles(styles, truncation=0.0), average)
    near, far = (np.abs(style_model(LATENTS.numpy(), t).astype(int) - average).mean() for t in (0.3, 1.0))
    assert near < far
    assert np.array_equal(style_model(LATENTS.numpy(), truncation=1.0), whole)


def test_no_pictures_are_asked_of_a_style_model(style_model: StyleGeneratorModel) -> None:
    assert style_model(np.empty((0, 6), np.float32)).shape == (0, 32, 32, 3)
    assert style_model.map(np.empty((0, 6), np.float32)).shape == (0, 5)


@pytest.mark.parametrize(
    "styles",
    [np.zeros((2, 6, 5)), np.zeros((2, 4)), np.zeros(5), np.full((1, 7, 5), np.nan)],
    ids=["a layer short", "too short", "one row", "not numbers"],
)
def test_styles_that_do_not_fit_are_refused(style_model: StyleGeneratorModel, styles: np.ndarray) -> None:
    with pytest.raises(ModelError, match="needs 7 styles of 5 finite numbers"):
        style_model.from_styles(styles)
