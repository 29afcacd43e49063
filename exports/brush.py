"""The brush: a style network with one style and one picture's statistics worked into its weights, in whole numbers.

Once its statistics are given, a normalisation is one factor and one offset for each channel behind its convolution.
So the factors and offsets go into the weights, which are then rounded to int8. The ranges of what flows between the
layers follow from the style vector: it says mean and deviation of everything that leaves a normalisation. Of a mean,
what the next normalisation takes away anyhow is left out, see `Brush._shifts`.

Source: Jacob et al. 2018 (integer inference), Nagel et al. 2019 (ranges without data, equal ranges for all channels
between two convolutions, biases that make up for what rounded weights shift on average). Differs: ranges are read off
the style vector; sums stay in floating point, where whole numbers were measured to cost the most; what the last layer
gives is rounded four times, a quarter of a step apart, which is as fine as ten bits. Pictures come and go as cells of
4 × 4 pixels, and every convolution works on cells, see `exports.cells`.

A model file offers its brush as metadata under `BRUSH_KEY`: a graph without weights, and which of the file's own
weights belong where. `training.export.brush_graph` writes it.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from exports.cells import (
    CELL_NUMBERS,
    COLORS,
    PLACES,
    Kernel,
    as_it_is,
    over_halves,
    over_pairs,
    over_pixels,
)
from exports.errors import ModelError
from exports.whole_numbers import (
    OFF_BY,
    SHARES,
    Numbers,
    Tensors,
    least_unit,
    put_kernel,
    put_range,
    rounded,
    rounded_in_shares,
    spread_over_four,
)
from exports.wire import serialised_tensors

BRUSH_KEY = "pinxit.brush.2"
"""The first kind of brush worked on pixels and is no longer read: its files are painted by their networks."""
EPSILON = 1e-5
DEVIATIONS = 4.25
"""What lies farther than this from its mean is cut off. Measured on trained networks: 5 is coarser, 4 no finer."""
ALIKE = 0.5
"""How far the deviation of a sum is that of terms which all go together; the rest is that of independent ones."""
MEAN_OF_PICTURES = 0.45
"""Of a channel of a photo, 0..1."""
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
PAINTED_CHANNELS = 16
"""Of the underpainting's: what is beyond its twelve numbers makes the convolution twice as fast."""


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
    """The picture at half size, its colours mixed by numbers of the style vector and normalised.

    Attributes:
        name: of its output; its parts in the graph are those of a `Layer` whose weights the style makes.
    """

    name: str


Step = Layer | Strokes | Sum | Enlarged | Underpainting


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation (C,) of each channel."""

    mean: Numbers
    deviation: Numbers

    @property
    def tops(self) -> Numbers:
        """(C,) the farthest from zero that is kept of each channel."""
        return np.maximum(np.abs(self.mean) + DEVIATIONS * self.deviation, 1e-3)

    def over(self, divisor: Numbers) -> Spread:
        """The spread of the values divided by (C,) positive numbers."""
        return Spread(self.mean / divisor, self.deviation / divisor)

    def rectified(self) -> Spread:
        """What is left of a normal distribution when negative values become zero; the deviation is that above zero."""
        deviation = np.maximum(self.deviation, 1e-9)
        at = self.mean / deviation
        density = np.exp(-0.5 * at**2) / math.sqrt(2 * math.pi)
        below = 0.5 * np.array([math.erfc(value / math.sqrt(2)) for value in at])
        return Spread(self.mean * (1 - below) + deviation * density, self.deviation)

    def range(self) -> tuple[float, float]:
        """The values that are kept; zero is always among them."""
        low = float((self.mean - DEVIATIONS * self.deviation).min())
        high = float((self.mean + DEVIATIONS * self.deviation).max())
        return min(low, 0.0), max(high, 1e-3)


PICTURES = Spread(np.full(CELL_NUMBERS, MEAN_OF_PICTURES), np.zeros(CELL_NUMBERS))
"""What photos are in their cells, as far as it is known."""


class Brush:
    """Makes the graph of one style on one picture. Its methods may be called from several threads at once.

    Attributes:
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
            self._graph, self.steps = _parse(text)
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
        except (KeyError, TypeError, ValueError, RecursionError, binascii.Error, zlib.error) as error:
            raise ModelError(f"The brush inside {file_name} is damaged; export the model anew.") from error
        washes = sum(isinstance(step, Underpainting) for step in self.steps)
        normalised = (layer.name for layer in layers if isinstance(layer, Layer))
        self._channels = sum(sizes[name] for name in normalised) + COLORS * washes

    @property
    def channels(self) -> int:
        """Normalised channels: style vectors and statistics begin with twice as many numbers."""
        return self._channels

    def freeze(self, style: Floats, stats: Floats) -> bytes:
        """A serialised ONNX model of `image` to `image_out`, uint8 cells, without mixing in the photo.

        What it takes is (1, h + 1, w + 1, 48) with a margin, and what it gives (1, h, w, 48) without one.

        Args:
            style: (D,) vector.
            stats: (M,) statistics of the picture under it.
        """
        return self._graph + serialised_tensors(_Freezing(self, style, stats).tensors())

    def weight(self, layer: Layer | Strokes) -> tuple[Numbers, Numbers]:
        """Weights (O, I, K, K) and biases (O,) of the network."""
        return self._weights[layer.name], self._biases[layer.name]


class _Freezing:
    """Works one style (D,) and the statistics (M,) of one picture into the weights of a brush."""

    def __init__(self, brush: Brush, style: Floats, stats: Floats) -> None:
        self._brush = brush
        self._style, self._stats = style.astype(np.float64), stats.astype(np.float64)
        self._at = 0
        self._shifts: dict[str, Numbers] = {}
        self._lacking: dict[str, Numbers] = {}
        self._spreads: dict[str, Spread] = {}
        self._look_ahead()
        self._tops = {name: spread.tops for name, spread in self._spreads.items()}
        for step in brush.steps:
            if isinstance(step, Sum):
                self._tops[step.terms[1]] = self._tops[step.name]
        self._tensors: Tensors = {}
        self._scales = {"image": 1 / 255}

    def tensors(self) -> Tensors:
        """The parts of every step in the graph, by their names."""
        self._at = 0
        for step in self._brush.steps:
            match step:
                case Layer():
                    self._freeze_layer(step)
                case Strokes():
                    self._freeze_strokes(step)
                case Sum(name, (first, _)):
                    limits = self._spreads[name].over(self._tops[name]).range()
                    self._scales[name] = put_range(self._tensors, name, limits)
                    rebased = (self._tops[first] / self._tops[name]).astype(np.float32)
                    self._tensors[f"{name}.first"] = rebased[:, None, None]
                case Enlarged(name, source):
                    self._scales[name] = self._scales[source]
                    for part in ("scale", "zero"):
                        self._tensors[f"{name}.{part}"] = self._tensors[f"{source}.{part}"]
                case Underpainting(name):
                    weight, offset, limits = _underpainted(self._style, *self._next(COLORS))
                    put_range(self._tensors, name, limits)
                    kernel = rounded(weight, least_unit(offset, self._scales["image"]))
                    put_kernel(self._tensors, name, kernel, offset, self._scales["image"])
        return self._tensors

    def _next(self, size: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Scale and shift, mean and variance (size,) of the next normalisation."""
        at, middle, self._at = self._at, self._at + size, self._at + 2 * size
        pairs = ((values[at:middle], values[middle : self._at]) for values in (self._style, self._stats))
        (scale, shift), (mean, variance) = pairs
        return scale, shift, mean, variance

    def _look_ahead(self) -> None:
        """What each normalisation shifts its output by, what that lacks of the style's shifts, and every spread.

        A shift that is merely added to what a later normalisation sees changes nothing, and nothing keeps training
        from letting it grow: trained styles had shifts of 8 where the deviation was 1. That goes for all that sums add
        up, and for what a rectified channel is shifted by beyond where all of it is positive.
        """
        steps = self._brush.steps
        last = next((step.source for step in steps if isinstance(step, Strokes)), "")
        for step in steps:
            match step:
                case Sum(name, (first, second)):
                    self._lacking[name] = self._lacking[first] + self._lacking[second]
                    self._spreads[name] = _added(self._spreads[first], self._spreads[second])
                case Enlarged(name, source):
                    self._lacking[name], self._spreads[name] = self._lacking[source], self._spreads[source]
                case Layer(name):
                    scale, shift, _, _ = self._next(len(self._brush.weight(step)[0]))
                    most = DEVIATIONS * np.abs(scale) if step.rectified else np.zeros(len(scale))
                    kept = np.minimum(shift, most) if step.rectified else most
                    self._shifts[name] = shift if name == last else kept
                    self._lacking[name] = shift - self._shifts[name]
                    spread = Spread(self._shifts[name], np.abs(scale))
                    self._spreads[name] = spread.rectified() if step.rectified else spread
                case _:
                    pass

    def _freeze_layer(self, step: Layer) -> None:
        weight, offset, source = self._read(step)
        factor, _, mean, variance = self._next(len(weight))
        factor = factor / np.sqrt(variance + EPSILON)
        top = self._tops[step.name]
        weight = weight * (factor / top)[:, None, None, None]
        offset = ((offset - mean) * factor + self._shifts[step.name]) / top
        low, high = self._spreads[step.name].over(top).range()
        self._scales[step.name] = put_range(self._tensors, step.name, (0.0 if step.rectified else low, high))
        weight, offset = _arranged(step, weight, offset)
        in_scale = self._scales[step.source]
        kernel = rounded(weight, least_unit(offset, in_scale))
        offset = offset - kernel.missed(weight) @ np.resize(source.mean, weight.shape[1])
        put_kernel(self._tensors, step.name, kernel, offset, in_scale)

    def _freeze_strokes(self, step: Strokes) -> None:
        weight, offset, source = self._read(step)
        scale = put_range(self._tensors, step.name, _summed(source, weight, offset).range())
        self._tensors[f"{step.name}.share"] = np.array(scale / SHARES, np.float32)
        weight, offset = _arranged(step, weight, offset)
        in_scale = self._scales[step.source]
        kernel = rounded_in_shares(weight, least_unit(offset, in_scale))
        weight, offset = np.repeat(weight, SHARES, 0), (offset[:, None] + OFF_BY * scale).ravel()
        offset = offset - kernel.missed(weight) @ np.resize(source.mean, weight.shape[1])
        put_kernel(self._tensors, step.name, kernel, offset, in_scale)

    def _read(self, step: Layer | Strokes) -> tuple[Numbers, Numbers, Spread]:
        """Weights and offsets in the units of the channels that the step reads, and the spread of these."""
        weight, offset = self._brush.weight(step)
        if step.source not in self._tops:
            return weight, offset, PICTURES
        top = self._tops[step.source]
        offset = offset + weight.sum((2, 3)) @ self._lacking[step.source]
        return weight * top[:, None, None], offset, self._spreads[step.source].over(top)


def _arranged(step: Layer | Strokes, weight: Numbers, offset: Numbers) -> tuple[Kernel, Numbers]:
    """Weights (O, I, K, K) and offsets (O,) for cells, where each output has its places."""
    kernel = ARRANGED[step.over](weight)
    return kernel, np.tile(offset, len(kernel) // len(offset))


def _added(first: Spread, second: Spread) -> Spread:
    """The spread of a sum of two."""
    apart, together = np.hypot(first.deviation, second.deviation), first.deviation + second.deviation
    return Spread(first.mean + second.mean, (1 - ALIKE) * apart + ALIKE * together)


def _underpainted(
    style: Numbers, scale: Numbers, shift: Numbers, mean: Numbers, variance: Numbers
) -> tuple[Kernel, Numbers, tuple[float, float]]:
    """Weights and offsets of a convolution over cells that makes the underpainting of a picture, and its range.

    Args:
        style: (D,) vector.
        scale, shift, mean, variance: (3,) of its normalisation.
    """
    factor = scale / np.sqrt(variance + EPSILON)
    mixing = factor[:, None] * style[-2 - COLORS**2 : -2].reshape(COLORS, COLORS)
    weight = spread_over_four(mixing)
    offset = shift - mean * factor - (weight.sum((2, 3)) - mixing) @ np.full(COLORS, MEAN_OF_PICTURES)
    weight, offset = over_pairs(weight), np.tile(offset, PLACES)
    beyond = PAINTED_CHANNELS - len(weight)
    weight, offset = np.pad(weight, ((0, beyond), (0, 0), (0, 0), (0, 0))), np.pad(offset, (0, beyond))
    return weight, offset, Spread(shift, np.abs(scale)).range()


def _summed(source: Spread, weight: Numbers, offset: Numbers) -> Spread:
    """The spread (O,) of what weights (O, I, K, K) make of channels (I,), whose neighbours are about alike."""
    joined = weight.sum((2, 3))
    apart = np.sqrt(joined**2 @ source.deviation**2)
    together = np.abs(joined) @ source.deviation
    return Spread(joined @ source.mean + offset, (1 - ALIKE) * apart + ALIKE * together)


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
