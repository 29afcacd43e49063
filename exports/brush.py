"""The brush of a style network, as its model file describes it: the network in whole numbers, on cells of a picture.

`exports.styled_brush` works one style and one picture's statistics into its weights. The file offers it as metadata
under `BRUSH_KEY`: a graph without weights, and which of the file's own weights belong where.
`training.export.brush_graph` writes it.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from exports.cells import COLORS, Kernel, as_it_is, over_halves, over_pixels
from exports.errors import ModelError
from exports.onnxfile import check_self_contained
from exports.whole_numbers import Numbers

BRUSH_KEY = "pinxit.brush.3"
"""Two kinds of before, on pixels and with another underpainting, are no longer read: their networks paint."""
LARGEST_GRAPH_BYTES = 1 << 20
MOST_STEPS = 128

Floats = NDArray[np.float32]
Over = Literal["cells", "pixels", "halves"]
"""What a convolution of the network slides over, and the brush's over cells in its place."""
ARRANGED: Mapping[Over, Callable[[Kernel], Kernel]] = {
    "cells": as_it_is,
    "pixels": over_pixels,
    "halves": over_halves,
}


@dataclass(frozen=True)
class Layer:
    """A convolution of the brush.

    Attributes:
        name: of its output; its parts in the graph are `name.weight`, `.weight_scale`, `.bias`, `.scale`, `.zero`.
        source: whose output it reads; `image` is the picture.
        weight, bias: names of its weights in the model file; an empty name of a bias stands for zeros.
        over: what it slides over in the network.
        rectified: negative values become zero.
    """

    name: str
    source: str
    weight: str
    bias: str
    over: Over
    rectified: bool


@dataclass(frozen=True)
class Strokes:
    """The last convolution, into three colours at half size; it is not normalised.

    Attributes:
        name: of its output, which holds every number `SHARES` times; its parts in the graph are those of a `Layer`, and
            `name.share`, what a step of their sum is worth.
        source, weight, bias, over: as those of a `Layer`.
    """

    name: str
    source: str
    weight: str
    bias: str
    over: Over


@dataclass(frozen=True)
class Sum:
    """The sum of two outputs, the first of which is a sum itself, or the first layer's.

    Attributes:
        name: of its output; its parts in the graph are `name.scale` and `.zero`, and `.first`, by which the channels of
            the first term are multiplied: each sum is in units of its own, which the second term shares.
        terms: whose outputs are added.
    """

    name: str
    terms: tuple[str, str]


@dataclass(frozen=True)
class Enlarged:
    """An output enlarged linearly to cells at half size, in the same range; the graph has its weights.

    Attributes:
        name: of its output.
        source: whose output it reads.
    """

    name: str
    source: str


@dataclass(frozen=True)
class Underpainting:
    """Means of 8×8 pixels, a cell apart, their colours mixed by numbers of the style vector and normalised.

    Attributes:
        name: of its output; its parts in the graph are those of a `Layer` whose weights the style makes.
    """

    name: str


Step = Layer | Strokes | Sum | Enlarged | Underpainting


class Brush:
    """What a model file says of its brush: a graph without weights, its steps, and the weights of the network.

    Attributes:
        graph: serialised; it takes `image` and gives `image_out`, both uint8 cells.
        steps: the layers, sums and the underpainting, in the order in which the network normalises.
    """

    def __init__(self, text: str, weights: Mapping[str, NDArray[Any]], file_name: str) -> None:
        """Reads what a model file says of its brush.

        Args:
            text: the metadata under `BRUSH_KEY`.
            weights: the file's weights by name.
            file_name: for messages.

        Raises:
            ModelError: it cannot be read, or does not fit the file's weights.
        """
        self._file_name = file_name
        try:
            self.graph, self.steps = _parse(text)
            layers = [step for step in self.steps if isinstance(step, Layer | Strokes)]
            checked = {name: _checked(weights[name]) for name in {layer.weight for layer in layers}}
            self._weights = {layer.name: checked[layer.weight] for layer in layers}
            sizes = {name: len(values) for name, values in self._weights.items()}
            self._biases = {
                layer.name: weights[layer.bias].astype(np.float64)
                if layer.bias
                else np.zeros(sizes[layer.name])
                for layer in layers
            }
            if any(self._biases[name].shape != (size,) for name, size in sizes.items()):
                raise ValueError("a bias of another length than its weights")
            if not all(np.isfinite(bias).all() for bias in self._biases.values()):
                raise ValueError("a bias that is no number")
        except (KeyError, TypeError, ValueError, RecursionError, binascii.Error, zlib.error) as error:
            raise ModelError(f"The brush inside {file_name} is damaged; export the model anew.") from error
        check_self_contained(self.graph, file_name)
        washes = sum(isinstance(step, Underpainting) for step in self.steps)
        normalised = (layer.name for layer in layers if isinstance(layer, Layer))
        self._channels = sum(sizes[name] for name in normalised) + COLORS * washes

    @property
    def channels(self) -> int:
        """Normalised channels: style vectors and statistics begin with twice as many numbers."""
        return self._channels

    def weight(self, layer: Layer | Strokes) -> tuple[Numbers, Numbers]:
        """Weights (O, I, K, K) and biases (O,) of the network."""
        return self._weights[layer.name], self._biases[layer.name]


def _checked(weight: NDArray[Any]) -> Numbers:
    """Weights (O, I, K, K) in double precision."""
    if weight.ndim != 4 or not np.isfinite(weight).all():
        raise ValueError("weights of another shape, or no numbers")
    return weight.astype(np.float64)


def _parse(text: str) -> tuple[bytes, tuple[Step, ...]]:
    table = json.loads(text)
    graph = _unpacked(table["graph"])
    steps: list[Step] = []
    if len(table["steps"]) > MOST_STEPS:
        raise ValueError("more layers than any brush has")
    for row in table["steps"]:
        if "terms" in row:
            first, second = (str(term) for term in row["terms"])
            steps.append(Sum(str(row["name"]), (first, second)))
        elif "source" not in row:
            steps.append(Underpainting(str(row["name"])))
        elif "weight" not in row:
            steps.append(Enlarged(str(row["name"]), str(row["source"])))
        else:
            name, source, weight, bias = (str(row[key]) for key in ("name", "source", "weight", "bias"))
            over = _over(row["over"])
            if "rectified" in row:
                steps.append(Layer(name, source, weight, bias, over, bool(row["rectified"])))
            else:
                steps.append(Strokes(name, source, weight, bias, over))
    known = {"image"}
    for step in steps:
        if not known.issuperset(_read(step)):
            raise ValueError(f"{step.name} comes before what it reads")
        known.add(step.name)
    return graph, tuple(steps)


def _over(text: str) -> Over:
    for over in ARRANGED:
        if over == text:
            return over
    raise ValueError(f"a layer over {text!r}")


def _unpacked(text: str) -> bytes:
    unpacker = zlib.decompressobj()
    graph = unpacker.decompress(base64.b64decode(text, validate=True), LARGEST_GRAPH_BYTES)
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise ValueError("a graph that is too large or cut off")
    return graph


def _read(step: Step) -> tuple[str, ...]:
    """Whose outputs a step reads."""
    if isinstance(step, Sum):
        return step.terms
    return () if isinstance(step, Underpainting) else (step.source,)
