"""The perceptual model: targets, the parts of the loss, and a gradient that agrees with differences of the loss."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest

from exports.session import PerceptualModel, Targets, Weights, open_perceptual
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_refused


@pytest.fixture(scope="module")
def model(tiny_perceptual_path: Path) -> PerceptualModel:
    return open_perceptual(tiny_perceptual_path, provider="cpu")


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def targets(model: PerceptualModel) -> Targets:
    return Targets(model.content(noise(16, 20, seed=1)), model.grams(noise(31, 50, seed=2)))


WEIGHTS = Weights(content=1.0, style=(0.7,), tv=0.5)


def test_targets_have_the_shapes_of_the_layers(model: PerceptualModel) -> None:
    assert model.content(noise(14, 17)).shape == (1, tiny_models.GRAM_CHANNELS, 16, 20)
    (gram,) = model.grams(noise(14, 17))
    assert gram.shape == (1, tiny_models.GRAM_CHANNELS, tiny_models.GRAM_CHANNELS)
    assert np.allclose(gram, gram.transpose(0, 2, 1))
    assert model.prepare(noise(14, 17)).shape == (1, 3, 16, 20)


def test_a_picture_is_at_no_distance_from_itself(model: PerceptualModel) -> None:
    picture = noise(16, 20)
    own = Targets(model.content(picture), model.grams(picture))
    loss = model.loss_and_gradient(model.prepare(picture), own, replace(WEIGHTS, tv=0.0))
    assert loss.total == pytest.approx(0, abs=1e-9)
    assert np.abs(loss.gradient).max() < 1e-6


def test_the_parts_of_the_loss_are_weighted_and_add_up(model: PerceptualModel, targets: Targets) -> None:
    image = model.prepare(noise(16, 20))
    loss = model.loss_and_gradient(image, targets, WEIGHTS)
    assert loss.total == pytest.approx(loss.content + loss.style + loss.tv, rel=1e-5)
    assert min(loss.content, loss.style, loss.tv) > 0
    twice = model.loss_and_gradient(image, targets, replace(WEIGHTS, style=(1.4,)))
    assert twice.style == pytest.approx(2 * loss.style, rel=1e-5)
    assert twice.content == pytest.approx(loss.content)


@pytest.mark.parametrize(
    "weights",
    [WEIGHTS, Weights(1, (0.0,), 0), Weights(0, (1.0,), 0), Weights(0, (0.0,), 1)],
    ids=["all", "content", "style", "total variation"],
)
def test_the_gradient_agrees_with_differences_of_the_loss(
    model: PerceptualModel, targets: Targets, weights: Weights
) -> None:
    random = np.random.default_rng(0)
    image = random.random((1, 3, 16, 20), dtype=np.float32)
    gradient = model.loss_and_gradient(image, targets, weights).gradient.astype(np.float64)
    assert gradient.shape == image.shape
    for _ in range(5):
        direction = random.normal(size=image.shape) + np.sign(gradient)
        direction /= np.linalg.norm(direction)
        step = (0.02 * direction).astype(np.float32)
        ahead = model.loss_and_gradient(image + step, targets, weights).total
        behind = model.loss_and_gradient(image - step, targets, weights).total
        assert (ahead - behind) / 0.04 == pytest.approx(float((gradient * direction).sum()), rel=0.02)


def test_descending_the_gradient_lowers_the_loss(model: PerceptualModel, targets: Targets) -> None:
    image = model.prepare(noise(16, 20))
    first = loss = model.loss_and_gradient(image, targets, WEIGHTS)
    for _ in range(20):
        image = image - 20 * loss.gradient
        loss = model.loss_and_gradient(image, targets, WEIGHTS)
    assert loss.total < 0.5 * first.total


def test_default_weights_keep_the_proportions_of_the_card(model: PerceptualModel) -> None:
    assert model.default_weights(content=3, style=10, tv=0.1) == Weights(3, (20.0,), 0.1)


def test_what_does_not_fit_is_refused(model: PerceptualModel, targets: Targets) -> None:
    image = model.prepare(noise(16, 20))
    odd = image[:, :, :-1]
    assert_refused(lambda: model.loss_and_gradient(odd, targets, WEIGHTS), "multiples of 4", "(1, 3, 15, 20)")
    foreign = replace(targets, grams=(np.zeros((1, 9, 9), np.float32),))
    assert_refused(lambda: model.loss_and_gradient(image, foreign, WEIGHTS), "1 Gram matrices")
    many = replace(WEIGHTS, style=(1.0, 1.0))
    assert_refused(lambda: model.loss_and_gradient(image, targets, many), "1 style layers", "2 weights")
    assert_refused(lambda: model.loss_and_gradient(image, targets, replace(WEIGHTS, tv=np.nan)), "finite")
    other_size = model.prepare(noise(32, 20))
    assert_refused(
        lambda: model.loss_and_gradient(other_size, targets, WEIGHTS), "content target", "prepare()"
    )


def test_its_layers_are_what_its_gram_matrices_are_made_of(model: PerceptualModel) -> None:
    image = model.prepare(noise(16, 20))
    maps = model.maps(image)
    [layer], [gram] = maps.layers, model.features(image).grams
    assert layer.shape == (1, tiny_models.GRAM_CHANNELS, 16, 20)
    places = layer[0].reshape(tiny_models.GRAM_CHANNELS, -1)
    assert np.allclose(places @ places.T / places.shape[1], gram[0], rtol=1e-5, atol=1e-6)
    assert np.array_equal(maps.features.grams[0], gram)
    assert np.array_equal(maps.features.content, model.features(image).content)


def test_a_graph_that_makes_its_gram_matrices_otherwise_is_said_to(tmp_path: Path) -> None:
    path = tiny_models.build_perceptual(tmp_path / "odd.onnx")
    graph = onnx.load(path)
    [product] = [node for node in graph.graph.node if "gram_1" in node.output]
    product.op_type = "Sub"
    onnx.save(graph, path)
    odd = open_perceptual(path, provider="cpu")
    assert_refused(lambda: odd.maps(odd.prepare(noise(16, 20))), "odd.onnx", "without regions")


def test_a_graph_that_makes_its_gram_matrices_of_the_picture_is_said_to(tmp_path: Path) -> None:
    path = tiny_models.build_perceptual(tmp_path / "odd.onnx")
    graph = onnx.load(path)
    [reshape] = [node for node in graph.graph.node if node.op_type == "Reshape" and "content" in node.input]
    reshape.input[0] = "image"
    onnx.save(graph, path)
    odd = open_perceptual(path, provider="cpu")
    assert_refused(lambda: odd.maps(odd.prepare(noise(16, 20))), "odd.onnx", "without regions")


def test_a_gradient_of_another_size_than_the_image_is_refused(tmp_path: Path) -> None:
    path = tiny_models.cut_output(tiny_models.build_perceptual(tmp_path / "cut.onnx"), "gradient")
    cut = open_perceptual(path, provider="cpu")
    image = cut.prepare(noise(16, 20))
    targets = Targets(cut.content(noise(16, 20)), cut.grams(noise(16, 20)))
    assert_refused(
        lambda: cut.loss_and_gradient(image, targets, cut.default_weights()),
        "cut.onnx",
        "gradient",
        "belongs",
    )
