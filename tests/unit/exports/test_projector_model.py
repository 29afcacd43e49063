"""The projector in a generator's file: loss and gradient of latents, and files that must be refused."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper

from exports import projector_model
from exports.projector_model import PROJECTOR_KEY
from exports.session import ProjectionWeights, ProjectorModel, open_generator, open_projector
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_refused

LATENTS = np.random.default_rng(0).normal(size=(5, tiny_models.LATENT_SIZE)).astype(np.float32)
WEIGHTS = ProjectionWeights(pixel=1.0, perceptual=0.7, prior=0.3)


@pytest.fixture(scope="module")
def model(tiny_generator_path: Path) -> ProjectorModel:
    return open_projector(tiny_generator_path, provider="cpu")


@pytest.fixture(scope="module")
def target(model: ProjectorModel) -> np.ndarray:
    return model.prepare(np.random.default_rng(1).integers(0, 256, (16, 16, 3), dtype=np.uint8))


def test_its_pictures_are_the_generators(model: ProjectorModel, tiny_generator_path: Path) -> None:
    generator = open_generator(tiny_generator_path, provider="cpu")
    assert np.abs(model.pictures(LATENTS).astype(int) - generator(LATENTS)).max() <= 1
    assert generator.offers_projector
    assert model.digest == generator.digest


def test_the_gradient_is_that_of_the_loss(model: ProjectorModel, target: np.ndarray) -> None:
    found = model.loss_and_gradient(LATENTS, target, WEIGHTS)
    step = np.float32(1e-2)
    for axis in range(model.latent_size):
        move = step * np.eye(model.latent_size, dtype=np.float32)[axis]
        above = model.loss_and_gradient(LATENTS + move, target, WEIGHTS).total
        below = model.loss_and_gradient(LATENTS - move, target, WEIGHTS).total
        np.testing.assert_allclose(
            (above - below) / (2 * step), found.gradient[:, axis], rtol=0.02, atol=5e-4
        )


def test_the_terms_make_the_total(model: ProjectorModel, target: np.ndarray) -> None:
    found = model.loss_and_gradient(LATENTS, target, WEIGHTS)
    prior = ((LATENTS**2).mean(axis=1) - 1) ** 2
    np.testing.assert_allclose(found.total, found.pixel + 0.7 * found.perceptual + 0.3 * prior, rtol=1e-5)
    pixel, perceptual = model.distances(LATENTS, target)
    np.testing.assert_allclose(pixel, found.pixel, rtol=1e-6)
    np.testing.assert_allclose(perceptual, found.perceptual, rtol=1e-6)


def test_a_generators_own_picture_is_no_distance_away(model: ProjectorModel) -> None:
    own = model.prepare(model.pictures(LATENTS[:1])[0])
    pixel, perceptual = model.distances(LATENTS, own)
    assert pixel[0] < 1e-4
    assert perceptual[0] < 1e-4
    assert pixel[1:].min() > 100 * pixel[0]


def test_latents_do_not_depend_on_chunks(
    model: ProjectorModel, target: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = model.loss_and_gradient(LATENTS, target, WEIGHTS)
    monkeypatch.setattr(projector_model, "CHUNK_PX", 2 * 16 * 16)
    apart = model.loss_and_gradient(LATENTS, target, WEIGHTS)
    np.testing.assert_allclose(apart.gradient, together.gradient, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(apart.total, together.total, rtol=1e-6)


def test_what_does_not_fit_is_refused(model: ProjectorModel, target: np.ndarray) -> None:
    assert_refused(lambda: model.prepare(np.zeros((16, 20, 3), np.uint8)), "16x16", "20x16")
    assert_refused(lambda: model.distances(LATENTS[:, :3], target), "latents of 8 numbers")
    assert_refused(lambda: model.distances(np.full_like(LATENTS, np.nan), target), "finite")
    assert_refused(lambda: model.distances(LATENTS, target[:, :, :8]), "prepare()")


def test_a_generator_without_a_projector_says_so(tmp_path: Path) -> None:
    path = tiny_models.build_generator(tmp_path / "plain.onnx", projector=False)
    assert not open_generator(path, provider="cpu").offers_projector
    assert_refused(lambda: open_projector(path), "plain.onnx", "no projector")


def test_another_kind_of_model_is_refused(tiny_style_path: Path) -> None:
    assert_refused(lambda: open_projector(tiny_style_path), "tiny-style", "style model")


def _without_weights(table: dict[str, Any]) -> None:
    table["weights"]["matrix"] = "nowhere"


def _cut_off(table: dict[str, Any]) -> None:
    table["graph"] = table["graph"][:400]


def _no_table(table: dict[str, Any]) -> None:
    table["weights"] = ["matrix"]


def _everywhere(table: dict[str, Any]) -> None:
    name = next(iter(table["weights"].values()))
    table["weights"] |= {f"place {number}": name for number in range(300)}


def test_a_small_file_does_not_become_a_large_one_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _changed(tmp_path, _everywhere)
    monkeypatch.setattr(projector_model, "LARGEST_FILE_BYTES", path.stat().st_size)
    assert_refused(lambda: open_projector(path), "tiny.onnx", "damaged")


@pytest.mark.parametrize("damage", [_without_weights, _cut_off, _no_table])
def test_a_damaged_projector_is_refused_and_the_generator_still_opens(
    tmp_path: Path, damage: Callable[[dict[str, Any]], None]
) -> None:
    path = _changed(tmp_path, damage)
    assert_refused(lambda: open_projector(path), "tiny.onnx", "damaged")
    assert open_generator(path, provider="cpu").offers_projector


def test_weights_in_another_file_are_refused(tmp_path: Path) -> None:
    def outside(table: dict[str, Any]) -> None:
        model = onnx.load_model_from_string(zlib.decompress(base64.b64decode(table["graph"])))
        tensor = model.graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="elsewhere.bin")
        table["graph"] = base64.b64encode(zlib.compress(model.SerializeToString())).decode()

    path = _changed(tmp_path, outside)
    assert_refused(lambda: open_projector(path), "tiny.onnx", "another file")


def _changed(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    path = tiny_models.build_generator(folder / "tiny.onnx")
    model = onnx.load(path)
    properties = {entry.key: entry.value for entry in model.metadata_props}
    table = json.loads(properties[PROJECTOR_KEY])
    change(table)
    del model.metadata_props[:]
    helper.set_model_props(model, {**properties, PROJECTOR_KEY: json.dumps(table)})
    path.write_bytes(model.SerializeToString())
    return path
