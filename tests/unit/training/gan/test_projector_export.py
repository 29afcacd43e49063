"""The projector of every architecture: its traced gradient is autograd's, and a model file holds it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto
from torch import Tensor
from torch.nn import functional

from exports.onnxfile import metadata_of
from exports.projector_model import PROJECTOR_KEY
from exports.session import ProjectionWeights, open_projector
from training.errors import TrainingError
from training.export import generator as export_module
from training.export import projector as export_projector
from training.export.differentiate import trace_reverse
from training.export.generator import export_generator
from training.export.label import Label
from training.export.onnxfile import LEAST_HALVED
from training.export.weights import read_weights
from training.networks.adversarial import Generator
from training.networks.dcgan import DcganConfig, DcganGenerator
from training.networks.encoder import Encoder, EncoderConfig
from training.networks.growing import GrowingGenerator, ProgressiveConfig
from training.networks.light import LightConfig, LightGenerator
from training.networks.multiscale import MsgConfig, MultiScaleGenerator
from training.networks.projector import perceptual_distance, projector
from training.networks.stylegan import StyleGanConfig, StyleGenerator

LABEL = Label("spots-32", "Spots", "The tests", "CC0-1.0", "drawn spots", "CC0-1.0")
SMALL: dict[str, Any] = {"latent_size": 6, "base_channels": 4, "max_channels": 8}
ARCHITECTURES: dict[str, Callable[[], Generator]] = {
    "dcgan": lambda: DcganGenerator(DcganConfig(**SMALL), 32),
    "light": lambda: LightGenerator(LightConfig(**SMALL), 32),
    "progressive": lambda: GrowingGenerator(ProgressiveConfig(**SMALL), 32),
    "msg": lambda: MultiScaleGenerator(MsgConfig(**SMALL), 32),
    "stylegan": lambda: StyleGenerator(StyleGanConfig(**SMALL), 32),
}


def seeded(build: Callable[[], torch.nn.Module]) -> torch.nn.Module:
    torch.manual_seed(0)
    return build().eval().requires_grad_(False)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """An encoder of three stages with random weights."""
    made = seeded(lambda: Encoder(EncoderConfig((4, 12, 16), (1, 1, 1)), heads=()))
    assert isinstance(made, Encoder)
    return made


@pytest.fixture
def few_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.gan.directions.SAMPLES", 64)
    monkeypatch.setattr("training.gan.directions.PROBES", 4)


def draws(count: int) -> tuple[Tensor, Tensor, Tensor]:
    """Latents, a target and weights."""
    rng = torch.Generator().manual_seed(count)
    return (
        torch.randn(count, 6, generator=rng),
        torch.rand(1, 3, 32, 32, generator=rng),
        torch.tensor([1.0, 0.5, 0.1]),
    )


@pytest.mark.parametrize("architecture", [name for name in ARCHITECTURES if name != "light"])
def test_the_traced_gradient_is_autograds(architecture: str, encoder: Encoder) -> None:
    generator = seeded(ARCHITECTURES[architecture])
    assert isinstance(generator, Generator)
    generator.advance(1e9)
    project = projector(generator, encoder)
    traced = trace_reverse(project, draws(export_projector.BATCH))

    latents, target, weights = draws(5)
    moved = latents.clone().requires_grad_()
    pictures = generator(moved)
    loss = (
        (pictures - target).square().mean((1, 2, 3))
        + 0.5 * perceptual_distance(encoder, pictures, target)
        + 0.1 * (moved.square().mean(1) - 1).square()
    )
    (gradient,) = torch.autograd.grad(loss.sum(), moved)
    found_loss, found_gradient, *_ = traced(*draws(export_projector.BATCH))
    assert found_gradient.shape == (export_projector.BATCH, 6)
    found_loss, found_gradient, *_ = traced(latents, target, weights)
    torch.testing.assert_close(found_loss, loss.detach())
    torch.testing.assert_close(found_gradient, gradient, rtol=1e-4, atol=1e-7)


@pytest.mark.usefixtures("few_directions")
def test_a_model_file_holds_its_projector_with_the_weights_it_has(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = seeded(ARCHITECTURES["light"])
    assert isinstance(generator, Generator)
    generator.advance(1e9)
    plain, out = tmp_path / "plain.onnx", tmp_path / "spots-32.onnx"
    export_generator(generator, plain, LABEL, {})
    export_generator(generator, out, LABEL, {}, encoder=encoder)

    stored = {tensor.name: np.prod(tensor.dims) for tensor in onnx.load(out).graph.initializer}
    own = {name for name, count in stored.items() if count >= LEAST_HALVED and "projector" not in name}
    (text,) = metadata_of(out.read_bytes(), PROJECTOR_KEY, out.name)
    places = json.loads(text)["weights"]
    assert own == {tensor.name for tensor in onnx.load(plain).graph.initializer} & set(places.values())
    added = [count for name, count in stored.items() if name.startswith("projector.")]
    assert sorted(added) == sorted(
        weight.numel() for weight in encoder.parameters() if weight.numel() >= LEAST_HALVED
    )
    model = open_projector(out, provider="cpu", threads=1)
    latents, target, _ = draws(3)
    found = model.loss_and_gradient(latents.numpy(), target.numpy(), ProjectionWeights(1.0, 0.5, 0.1))
    loss, gradient, *_ = projector(generator, encoder)(*draws(3))
    cosines = functional.cosine_similarity(torch.from_numpy(found.gradient), gradient)
    assert float(cosines.min()) > 0.9999
    torch.testing.assert_close(torch.from_numpy(found.total), loss, rtol=1e-3, atol=1e-5)

    monkeypatch.setattr(export_projector, "COSINE", 1.1)
    with pytest.raises(TrainingError, match=r"projector of spots-32\.onnx has another gradient"):
        export_projector.check_projector(generator, encoder, out, out.name)


def test_a_generator_whose_gradients_16_bits_would_turn_is_stored_in_24(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator, out = seeded(ARCHITECTURES["light"]), tmp_path / "spots-32.onnx"
    assert isinstance(generator, Generator)
    generator.advance(1e9)
    export_generator(generator, out, LABEL, {}, encoder=encoder)
    assert kinds_of_weights(out) >= {TensorProto.FLOAT16}
    assert TensorProto.INT8 not in kinds_of_weights(out)
    coarse, size = off(generator, out), out.stat().st_size

    def refuses_halves(generator: Generator, encoder: Encoder, path: Path, name: str) -> None:
        if TensorProto.INT8 not in kinds_of_weights(path):
            raise export_projector.GradientError("too coarse")
        export_projector.check_projector(generator, encoder, path, name)

    monkeypatch.setattr(export_module, "check_projector", refuses_halves)
    export_generator(generator, out, LABEL, {}, encoder=encoder)
    assert TensorProto.INT8 in kinds_of_weights(out)
    assert off(generator, out) < coarse / 200
    assert out.stat().st_size < 1.5 * size
    latents, target, weights = draws(3)
    model = open_projector(out, provider="cpu", threads=1)
    found = model.loss_and_gradient(latents.numpy(), target.numpy(), ProjectionWeights(1.0, 0.5, 0.1))
    _, gradient, *_ = projector(generator, encoder)(latents, target, weights)
    torch.testing.assert_close(torch.from_numpy(found.gradient), gradient, rtol=1e-3, atol=1e-6)


def off(generator: Generator, path: Path) -> float:
    """Largest difference of a file's weights from the trained generator's."""
    folded = copy.deepcopy(generator)
    folded.fold()
    _, stored = read_weights(path)
    trained = dict(folded.named_parameters())
    large = [name for name in trained if trained[name].numel() >= LEAST_HALVED and name in stored]
    assert large
    return max(float((stored[name] - trained[name]).abs().max()) for name in large)


def kinds_of_weights(path: Path) -> set[int]:
    return {tensor.data_type for tensor in onnx.load(path).graph.initializer}
