"""The generator: pictures from latents, in chunks of bounded size."""

from pathlib import Path

import numpy as np
import pytest

from exports import generator_model
from exports.session import GeneratorModel, open_generator
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_pictures_differ, assert_refused


@pytest.fixture(scope="module")
def model(tiny_generator_path: Path) -> GeneratorModel:
    return open_generator(tiny_generator_path, provider="cpu")


LATENTS = np.random.default_rng(0).normal(size=(7, tiny_models.LATENT_SIZE)).astype(np.float32)


def test_each_latent_makes_a_picture_of_its_own(model: GeneratorModel) -> None:
    pictures = model(LATENTS)
    assert pictures.shape == (7, model.resolution, model.resolution, 3)
    assert pictures.dtype == np.uint8
    assert_pictures_differ(pictures[0], pictures[1], least_mean=10)


def test_pictures_do_not_depend_on_their_neighbours_or_on_chunks(
    model: GeneratorModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = model(LATENTS)
    monkeypatch.setattr(generator_model, "CHUNK_PX", 2 * model.resolution**2)
    assert np.array_equal(model(LATENTS), together)
    assert np.array_equal(model(LATENTS[3:4])[0], together[3])


def test_truncation_scales_the_latents(model: GeneratorModel) -> None:
    assert np.array_equal(model(LATENTS, truncation=0.5), model(LATENTS * np.float32(0.5)))
    centre = model(LATENTS, truncation=0)
    assert (centre == centre[0]).all()


def test_no_latents_make_no_pictures(model: GeneratorModel) -> None:
    assert model(np.empty((0, model.latent_size), np.float32)).shape == (0, 16, 16, 3)


def test_directions_come_from_the_card(model: GeneratorModel) -> None:
    first = model.directions[0]
    assert (first.name, first.sigma) == ("Warmth", 1.0)
    assert first.vector.shape == (model.latent_size,)
    moved = LATENTS[:1] + 3 * first.sigma * first.vector
    assert_pictures_differ(model(moved.astype(np.float32))[0], model(LATENTS[:1])[0], least_mean=2)


@pytest.mark.parametrize(
    "latents",
    [LATENTS[0], LATENTS[:, :-1], np.full_like(LATENTS, np.nan)],
    ids=["one row", "too short", "not numbers"],
)
def test_latents_that_do_not_fit_are_refused(model: GeneratorModel, latents: np.ndarray) -> None:
    assert_refused(lambda: model(latents), "tiny-generator.onnx", "latents of 8 finite numbers")


def test_a_truncation_that_is_no_number_is_refused(model: GeneratorModel) -> None:
    assert_refused(lambda: model(LATENTS, truncation=float("nan")), "truncation", "finite")


def test_pictures_of_another_size_than_the_card_says_are_refused(tmp_path: Path) -> None:
    path = tiny_models.cut_output(tiny_models.build_generator(tmp_path / "cut.onnx"), "image")
    cut = open_generator(path, provider="cpu")
    assert_refused(lambda: cut(LATENTS), "cut.onnx", "image", "belongs")
