"""What is timed: the reference network, and every use that the studio makes of each model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from exports.cells import to_cells
from exports.generator_model import GeneratorModel
from exports.imaging import to_picture, to_tensor
from exports.onnxfile import read_model_bytes
from exports.perceptual_model import PerceptualModel, Targets
from exports.runtime import Provider, Runtime
from exports.session import brush_of, load_model
from exports.style_model import StyleModel
from exports.stylecard import StyleCard
from exports.styled_brush import StyledBrush
from studio.cli.bench.cost import count_gflop
from studio.cli.bench.documents import sample_picture
from studio.cli.bench.measure import Contender
from studio.cli.bench.reference import johnson_model, matmul_model, whole_number_matmul_model

REFERENCE = "johnson2016"
PRODUCT = "matrix product"
PRODUCT_SIZE = 1536
PRODUCT_SIZE_PX = (PRODUCT_SIZE, PRODUCT_SIZE)
GRAPH, PICTURE = "graph", "picture"
OWN, FROZEN = "own", "frozen"
INT8 = "int8"
BATCH = 16


@dataclass(frozen=True)
class StyleCost:
    """What a style network takes, in bytes.

    Attributes:
        network_bytes: the model file, which serves all styles.
        vector_bytes: one more style in memory.
        card_bytes: one more style on the disk, with its thumbnail: the median of those at hand; None if there is none.
    """

    network: str
    network_bytes: int
    vector_bytes: int
    card_bytes: int | None


class Bench:
    """Opens models once and offers what they do at any size."""

    def __init__(
        self, paths: list[Path], cards: Sequence[StyleCard], provider: Provider, threads: int
    ) -> None:
        """Opens the models. Style networks paint in the first of these styles that is theirs, or in none.

        Raises:
            ModelError: a file is no model.
        """
        self._cards = cards
        self._files = [(path, read_model_bytes(path)) for path in paths]
        self._provider: Provider = provider
        self._threads = threads
        self._reference = johnson_model()
        self._runtimes = {path: self._open(data, path.name) for path, data in self._files}
        self._reference_runtime = self._open(self._reference, REFERENCE)
        self._models = [
            load_model(data, path, provider=provider, threads=threads) for path, data in self._files
        ]

    def at_size(self, size_px: tuple[int, int]) -> Iterator[Contender]:
        """The reference and every style and perceptual model, on a picture of this width and height, uint8.

        Large matrix products come first: what they reach is the most that this machine can do at that time.

        "graph" is the network alone, tensor to tensor; "picture" is everything between a picture in memory and the
        painted one: conversion, halo and all.
        """
        picture = sample_picture(*size_px)
        yield self._of_product()
        yield self._of_whole_number_product()
        yield from self._of_reference(picture)
        for model, (_, data) in zip(self._models, self._files, strict=True):
            match model:
                case StyleModel():
                    yield from self._of_style(model, data, picture)
                case PerceptualModel():
                    yield self._of_perceptual(model, picture)
                case GeneratorModel():
                    pass

    def of_generators(self) -> Iterator[Contender]:
        """Every generator, for one picture and for a batch; their size is their own."""
        for model in self._models:
            if isinstance(model, GeneratorModel):
                for count in (1, BATCH):
                    yield _of_generator(model, count)

    def style_networks(self) -> list[StyleModel]:
        """Those among the models."""
        return [model for model in self._models if isinstance(model, StyleModel)]

    def cards_of(self, model: StyleModel) -> list[StyleCard]:
        """The styles that a network understands."""
        return [card for card in self._cards if card.network == model.card.network]

    def style_of(self, model: StyleModel) -> NDArray[np.float32]:
        """(D,) what a network is timed with."""
        return next((card.vector for card in self.cards_of(model)), model.photo_style)

    def style_costs(self) -> list[StyleCost]:
        """What one more style costs each style network."""
        costs = []
        for model in self.style_networks():
            files = [card.path for card in self.cards_of(model) if card.path is not None]
            bytes_of = [path.stat().st_size for path in files]
            card_bytes = round(median(bytes_of)) if bytes_of else None
            costs.append(
                StyleCost(model.card.name, len(self._network_bytes(model)), 4 * model.style_size, card_bytes)
            )
        return costs

    def _network_bytes(self, model: StyleModel) -> bytes:
        return next(data for path, data in self._files if path == model.path)

    def _open(self, data: bytes, name: str) -> Runtime:
        return Runtime(data, name, provider=self._provider, threads=self._threads)

    def _of_product(self) -> Contender:
        runtime = self._open(matmul_model(PRODUCT_SIZE), PRODUCT)
        left = np.random.default_rng(1).standard_normal((PRODUCT_SIZE, PRODUCT_SIZE), np.float32)

        def run() -> object:
            return runtime.run(["product"], {"left": left})

        gflop = 2 * PRODUCT_SIZE**3 / 1e9
        return Contender(PRODUCT, "float32", PRODUCT_SIZE_PX, run, runtime.provider, gflop=gflop)

    def _of_whole_number_product(self) -> Contender:
        model = whole_number_matmul_model(PRODUCT_SIZE)
        runtime = Runtime(model, PRODUCT, provider="cpu", threads=self._threads)
        left = np.random.default_rng(1).integers(0, 256, (PRODUCT_SIZE, PRODUCT_SIZE), np.uint8)

        def run() -> object:
            return runtime.run(["product"], {"left": left})

        gflop = 2 * PRODUCT_SIZE**3 / 1e9
        return Contender(PRODUCT, INT8, PRODUCT_SIZE_PX, run, runtime.provider, precision=INT8, gflop=gflop)

    def _of_reference(self, picture: NDArray[np.uint8]) -> Iterator[Contender]:
        runtime, size_px = self._reference_runtime, _size_of(picture)
        feeds = {"image": to_tensor(picture)}
        gflop = count_gflop(self._reference, ["image_out"], feeds)

        def paint() -> object:
            return to_picture(runtime.run(["image_out"], {"image": to_tensor(picture)})[0])

        def graph() -> object:
            return runtime.run(["image_out"], feeds)

        for use, run in ((GRAPH, graph), (PICTURE, paint)):
            yield Contender(REFERENCE, use, size_px, run, runtime.provider, OWN, gflop=gflop)

    def _of_style(self, model: StyleModel, data: bytes, picture: NDArray[np.uint8]) -> Iterator[Contender]:
        runtime, size_px, name = self._runtimes[model.path], _size_of(picture), model.card.name
        style = self.style_of(model)
        stats = model.statistics(picture, style)
        gflop: float | None = None
        for statistics, frozen in ((OWN, False), (FROZEN, True)):
            feeds = {
                "image": to_tensor(picture),
                "style": style[np.newaxis],
                "stats": stats[np.newaxis],
                "use_stats": np.array([frozen], np.float32),
            }
            given = stats if frozen else None

            def graph(feeds: dict[str, NDArray[np.float32]] = feeds) -> object:
                return runtime.run(["image_out"], feeds)

            def paint(given: NDArray[np.float32] | None = given) -> object:
                return model(picture, style, given)

            paint()
            precision = INT8 if model.brushes(style) else "float32"
            gflop = count_gflop(data, ["image_out"], feeds)
            yield Contender(name, GRAPH, size_px, graph, runtime.provider, statistics, gflop=gflop)
            yield Contender(name, PICTURE, size_px, paint, model.provider, statistics, precision)
        brush = brush_of(data, model.path.name)
        if brush is not None and model.brushes(style):
            frozen_runtime = self._open(StyledBrush(brush, style).on(stats), model.path.name)
            whole = {"image": to_cells(picture)}

            def brushed() -> object:
                return frozen_runtime.run(["image_out"], whole)

            yield Contender(name, GRAPH, size_px, brushed, frozen_runtime.provider, FROZEN, INT8, gflop=gflop)

    def _of_perceptual(self, model: PerceptualModel, picture: NDArray[np.uint8]) -> Contender:
        image = model.prepare(picture)
        targets = Targets(model.content(picture), model.grams(picture[::-1]))
        weights = model.default_weights()

        def run() -> object:
            return model.loss_and_gradient(image, targets, weights)

        return Contender(model.card.name, "loss and gradient", _size_of(picture), run, model.provider)


def _size_of(picture: NDArray[np.uint8]) -> tuple[int, int]:
    """Width and height of a picture (H, W, 3)."""
    height, width = picture.shape[:2]
    return width, height


def _of_generator(model: GeneratorModel, count: int) -> Contender:
    latents = np.random.default_rng(count).standard_normal((count, model.latent_size), np.float32)

    def run() -> object:
        return model(latents)

    use = "one picture" if count == 1 else f"a batch of {count}"
    return Contender(
        model.card.name, use, (model.resolution, model.resolution), run, model.provider, pictures=count
    )
