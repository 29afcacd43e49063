"""The perceptual loss as a typed model: how far a picture is from its targets, and which way is nearer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exports.card import PerceptualCard
from exports.errors import ModelError
from exports.gram_layers import LayerTap, untappable
from exports.imaging import Picture, Tensor, check_picture, crop_reflected, round_up, to_tensor
from exports.model import Model
from exports.runtime import RunControl, Runtime, Shape, require_shape


@dataclass(frozen=True, eq=False)
class Targets:
    """What a picture shall come near to.

    Attributes:
        content: (1, Cc, h, w) float32, from `PerceptualModel.content`.
        grams: K Gram matrices (1, Ck, Ck) float32, from `PerceptualModel.grams`.
    """

    content: Tensor
    grams: tuple[NDArray[np.float32], ...]


@dataclass(frozen=True, eq=False)
class Features:
    """What the model sees in an image.

    Attributes:
        content: (1, Cc, h, w) float32.
        grams: K Gram matrices (1, Ck, Ck) float32, divided by the number of positions.
    """

    content: Tensor
    grams: tuple[NDArray[np.float32], ...]


@dataclass(frozen=True, eq=False)
class Maps:
    """What the model sees in an image, place by place.

    Attributes:
        features: as `PerceptualModel.features` finds them in the same image.
        layers: of each of the K style layers (1, Ck, h, w) float32, what its Gram matrix is made of.
    """

    features: Features
    layers: tuple[Tensor, ...]


@dataclass(frozen=True)
class Weights:
    """How much each term of the loss counts: content, one number for each style layer, total variation."""

    content: float
    style: tuple[float, ...]
    tv: float


@dataclass(frozen=True, eq=False)
class PerceptualLoss:
    """The loss of one picture; every term is already multiplied by its weight, and `total` is their sum.

    Attributes:
        gradient: (1, 3, H, W) float32, of `total` with respect to the image.
        style_terms: of each style layer before it is weighted, to find weights that balance them.
    """

    total: float
    content: float
    style: float
    tv: float
    gradient: Tensor
    style_terms: tuple[float, ...]


class PerceptualModel(Model[PerceptualCard]):
    """Measures the distance of a picture to content and style targets, with its gradient.

    Content and style terms are squared distances divided by the target's own square, so that no layer and no painting
    needs weights of its own: mean((F - T)²) / mean(T²) and Σ(G - T)² / Σ T². The graph's `weights` are (2 + K,):
    content, total variation, then the style layers; its `losses` are the terms in the same order before they are
    weighted, and its `loss` is the weighted sum.

    Attributes:
        size_multiple: height and width of an image must be multiples of this.
        style_layers: K, how many layers describe style.
    """

    def __init__(
        self, card: PerceptualCard, path: Path, runtime: Runtime, tap: Callable[[list[str]], LayerTap]
    ) -> None:
        super().__init__(card, path, runtime)
        self._tap = tap
        self.size_multiple = card.size_multiple
        self.style_layers = len(card.style_layers)
        self._gram_shapes = [(1, layer.channels, layer.channels) for layer in card.style_layers]
        self._gram_names = [f"gram_{number}" for number in range(1, self.style_layers + 1)]
        terms = 2 + self.style_layers
        inputs: dict[str, Shape] = {
            "image": (1, 3, None, None),
            "content_target": (1, None, None, None),
            "weights": (terms,),
        }
        outputs: dict[str, Shape] = {
            "loss": (1,),
            "losses": (terms,),
            "gradient": (1, 3, None, None),
            "content": (1, None, None, None),
        }
        for number, shape in enumerate(self._gram_shapes, start=1):
            inputs[f"gram_target_{number}"] = shape
            outputs[f"gram_{number}"] = shape
        runtime.check_contract(card, inputs, outputs)
        # Where the graph leaves the channels of the content target free, one zero stands for all of them.
        self._content_channels = runtime.static_length("content_target", 1) or 1

    def prepare(self, picture: Picture) -> Tensor:
        """The picture as an image for this model: (1, 3, H', W') float32 0..1, mirrored up to the size multiple."""
        check_picture(picture)
        height, width = (round_up(length, self.size_multiple) for length in picture.shape[:2])
        return to_tensor(crop_reflected(picture, (0, 0, width, height)))

    def features(self, image: Tensor, *, control: RunControl | None = None) -> Features:
        """Content and Gram matrices of an image (1, 3, H, W) float32, H and W multiples of `size_multiple`."""
        self._check_image(image)
        content, *grams = self._measured(["content", *self._gram_names], image, control)
        return Features(content, tuple(grams))

    def maps(self, image: Tensor, *, control: RunControl | None = None) -> Maps:
        """What is seen where in an image (1, 3, H, W) float32, H and W multiples of `size_multiple`.

        The first call opens the graph once more, with the layers among its outputs.

        Raises:
            ModelError: the graph does not make its Gram matrices of layers that can be given out.
        """
        self._check_image(image)
        tap = self._layers
        names = ["content", *self._gram_names, *tap.names]
        found = tap.runtime.run(names, self._no_targets(image), control)
        grams, layers = tuple(found[1 : 1 + self.style_layers]), tuple(found[1 + self.style_layers :])
        for layer, shape in zip(layers, self._gram_shapes, strict=True):
            if layer.ndim != 4 or layer.shape[:2] != (1, shape[1]):
                raise untappable(self.path.name)
        return Maps(Features(found[0], grams), layers)

    def content(self, picture: Picture, *, control: RunControl | None = None) -> Tensor:
        """The content target that the picture sets: (1, Cc, h, w) float32, for images of the size of `prepare`."""
        return self._measured(["content"], self.prepare(picture), control)[0]

    def grams(
        self, picture: Picture, *, control: RunControl | None = None
    ) -> tuple[NDArray[np.float32], ...]:
        """The style targets that the picture sets: K Gram matrices (1, Ck, Ck) float32, for images of any size."""
        return tuple(self._measured(self._gram_names, self.prepare(picture), control))

    def default_weights(self, content: float = 1.0, style: float = 1.0, tv: float = 0.0) -> Weights:
        """Weights in which the style layers keep the proportions that the model's card recommends."""
        return Weights(content, tuple(style * layer.default_weight for layer in self.card.style_layers), tv)

    def loss_and_gradient(
        self, image: Tensor, targets: Targets, weights: Weights, *, control: RunControl | None = None
    ) -> PerceptualLoss:
        """The loss of an image against targets, and its gradient.

        Args:
            image: (1, 3, H, W) float32, nominally 0..1; H and W multiples of `size_multiple`.
            targets: content of the same image size, and K Gram matrices.
            weights: with K style weights.
            control: stops the run from another thread.

        Raises:
            ModelError: shapes do not fit, or a weight or an image value is not finite.
        """
        self._check(image, targets, weights)
        amounts = np.array([weights.content, weights.tv, *weights.style], np.float32)
        feeds = self._feeds(image, targets.content, targets.grams, amounts)
        total, terms, gradient = self._runtime.run(["loss", "losses", "gradient"], feeds, control)
        require_shape(gradient, image.shape, "gradient", self.path.name)
        require_shape(terms, amounts.shape, "losses", self.path.name)
        weighted = terms.astype(np.float64) * amounts
        return PerceptualLoss(
            total=float(total[0]),
            content=float(weighted[0]),
            style=float(weighted[2:].sum()),
            tv=float(weighted[1]),
            gradient=gradient,
            style_terms=tuple(float(term) for term in terms[2:]),
        )

    def _measured(
        self, names: list[str], image: Tensor, control: RunControl | None
    ) -> list[NDArray[np.float32]]:
        return self._runtime.run(names, self._no_targets(image), control)

    def _no_targets(self, image: Tensor) -> Mapping[str, NDArray[Any]]:
        # The targets play no part in the features; without the operators of the loss their size does not matter.
        content = np.zeros((1, self._content_channels, 1, 1), np.float32)
        grams = tuple(np.zeros(shape, np.float32) for shape in self._gram_shapes)
        return self._feeds(image, content, grams, np.zeros(2 + self.style_layers, np.float32))

    @cached_property
    def _layers(self) -> LayerTap:
        return self._tap(self._gram_names)

    @cached_property
    def _content_stride(self) -> int:
        """Pixels of the image to one cell of the content layer, seen on a small image."""
        size = 4 * self.size_multiple
        return size // self.content(np.zeros((size, size, 3), np.uint8)).shape[2]

    @staticmethod
    def _feeds(
        image: Tensor, content: Tensor, grams: tuple[NDArray[np.float32], ...], weights: NDArray[np.float32]
    ) -> Mapping[str, NDArray[Any]]:
        targets = {f"gram_target_{number}": gram for number, gram in enumerate(grams, start=1)}
        return {"image": image, "content_target": content, "weights": weights, **targets}

    def _check_image(self, image: Tensor) -> None:
        multiple = self.size_multiple
        if (
            image.ndim != 4
            or image.shape[:2] != (1, 3)
            or image.shape[2] % multiple
            or image.shape[3] % multiple
        ):
            raise ModelError(
                f"{self.path.name} needs an image of shape (1, 3, H, W) with H and W multiples of {multiple}, "
                f"not {image.shape}; use prepare()."
            )

    def _check(self, image: Tensor, targets: Targets, weights: Weights) -> None:
        self._check_image(image)
        stride = self._content_stride
        if targets.content.shape[2:] != (image.shape[2] // stride, image.shape[3] // stride):
            raise ModelError(
                f"{self.path.name} was given a content target of another size than the image; take both from pictures "
                "of one size with prepare() and content()."
            )
        if [gram.shape for gram in targets.grams] != self._gram_shapes:
            raise ModelError(
                f"{self.path.name} needs {self.style_layers} Gram matrices of its own style layers; "
                "take the style target with this model."
            )
        if len(weights.style) != self.style_layers:
            raise ModelError(
                f"{self.path.name} has {self.style_layers} style layers and was given {len(weights.style)} weights."
            )
        if (
            not np.isfinite([weights.content, weights.tv, *weights.style]).all()
            or not np.isfinite(image).all()
        ):
            raise ModelError("The weights of a loss and the image it judges must be finite numbers.")
