"""The brush: a style network with one style and one picture's statistics worked into its weights, in whole numbers.

Once its statistics are given, a normalisation is one factor and one offset for each channel behind its convolution.
So the factors and offsets go into the weights, which are then rounded to int8. The ranges of what flows between the
layers follow from the style vector: it says mean and deviation of everything that leaves a normalisation. Of a mean,
what the next normalisation takes away anyhow is left out, see `Brush._shifts`.

Source: Jacob et al. 2018 (integer inference), Nagel et al. 2019 (ranges without data, equal ranges for all channels
between two convolutions, biases that make up for what rounded weights shift on average). Differs: ranges are read off
the style vector; sums, enlarging and the last layer stay in floating point, where whole numbers were measured to cost
the most.

There are two of it. In the plain one, all that residual blocks add up shares one divisor for each channel. In the fine
one each output has its own, for the styles whose strokes need it: some 13 % slower, and twice as near to the network.

A model file offers its brush as metadata under `BRUSH_KEY`: graphs without weights, and which of the file's own
weights belong where. `training.export.brush_graph` writes it.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from exports.errors import ModelError
from exports.wire import serialised_tensors

BRUSH_KEY = "pinxit.brush"
EPSILON = 1e-5
COLORS = 3
DEVIATIONS = 5.0
"""What lies farther than this from its mean is cut off. Measured on trained networks: 4 and 6 are both coarser."""
ALIKE = 0.5
"""How far the deviation of a sum is that of terms which all go together; the rest is that of independent ones."""
MEAN_OF_PICTURES = 0.45
"""Of a channel of a photo, 0..1."""
LARGEST_GRAPH_BYTES = 1 << 20
LARGEST_OFFSET = 1 << 30
MOST_STEPS = 128
"""In whole numbers: half of what 32 bits hold, since products are added to it."""

Floats = NDArray[np.float32]
Grade = Literal["plain", "fine"]
"""Which brush: the quick one, or the exact one."""


@dataclass(frozen=True)
class Layer:
    """A convolution of the brush.

    Attributes:
        name: of its output; its parts in the graph are `name.weight`, `.weight_scale`, `.bias`, `.scale`, `.zero`.
        source: whose output it reads; `image` is the picture.
        weight, bias: names of its weights in the model file; an empty name of a bias stands for zeros.
        rectified: negative values become zero.
        exact: it is computed in floating point, and is not normalised.
    """

    name: str
    source: str
    weight: str
    bias: str
    rectified: bool
    exact: bool


@dataclass(frozen=True)
class Sum:
    """The sum of two outputs.

    Attributes:
        name: of its output; its parts in the graph are `name.scale` and `.zero`; in the fine one also `.shrink`, by
            which its channels are multiplied before they are rounded, and for its terms `.grow`, by which theirs are
            afterwards.
        terms: whose outputs are added.
    """

    name: str
    terms: tuple[str, str]


@dataclass(frozen=True)
class Underpainting:
    """The picture at half size, its colours mixed by numbers of the style vector and normalised.

    Attributes:
        name: of its output; its parts in the graph are those of a `Layer` whose weights (3, 3, 2, 2) the style makes.
    """

    name: str


Step = Layer | Sum | Underpainting


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation (C,) of each channel."""

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]

    @property
    def tops(self) -> NDArray[np.float64]:
        """(C,) the farthest from zero that is kept of each channel."""
        return np.maximum(np.abs(self.mean) + DEVIATIONS * self.deviation, 1e-3)

    def over(self, divisor: NDArray[np.float64]) -> Spread:
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
            self._graphs, self.steps = _parse(text)
            layers = [step for step in self.steps if isinstance(step, Layer)]
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
        self._channels = sum(sizes[layer.name] for layer in layers if not layer.exact) + COLORS * washes

    @property
    def channels(self) -> int:
        """Normalised channels: style vectors and statistics begin with twice as many numbers."""
        return self._channels

    @property
    def grades(self) -> tuple[Grade, ...]:
        """Which brushes the file offers, the quickest first."""
        return tuple(self._graphs)

    def freeze(self, style: Floats, stats: Floats, grade: Grade = "plain") -> bytes:
        """A serialised ONNX model of `image` uint8 (1, 3, H, W) to `image_out` uint8, without mixing in the photo.

        Args:
            style: (D,) vector.
            stats: (M,) statistics of the picture under it.
            grade: one of `grades`.
        """
        shifts, lacking = self._shifts(style)
        spreads = self._spreads(style, shifts)
        tops = {name: spread.tops for name, spread in spreads.items()}
        if grade == "plain":
            self._share(tops)
        tensors: dict[str, NDArray[Any]] = {}
        scales = {"image": 1 / 255}
        at = 0
        for step in self.steps:
            if isinstance(step, Sum):
                limits = spreads[step.name].over(tops[step.name]).range()
                scales[step.name] = _put_range(tensors, step.name, limits)
                if grade == "fine":
                    tensors[f"{step.name}.shrink"] = _by_channel(1 / tops[step.name])
                    grown = (term for term in step.terms if term in shifts)
                    tensors.update((f"{term}.grow", _by_channel(tops[term])) for term in grown)
                continue
            if isinstance(step, Underpainting):
                weight, offset, limits = _underpainted(style, stats, at)
                _put_range(tensors, step.name, limits)
                _put_weights(tensors, step.name, weight, offset, scales["image"])
                at += 2 * COLORS
                continue
            weight, offset = self._weights[step.name], self._biases[step.name]
            if step.source in lacking:
                offset = offset + weight.sum((2, 3)) @ lacking[step.source]
            if step.source in tops:
                weight = weight * tops[step.source][:, None, None]
            if step.exact:
                tensors[f"{step.name}.weight"] = weight.astype(np.float32)
                tensors[f"{step.name}.bias"] = offset.astype(np.float32)
                continue
            end = at + len(weight)
            scale, shift = style[at:end].astype(np.float64), shifts[step.name]
            mean, variance = (part.astype(np.float64) for part in _pair(stats, at, end))
            at += 2 * len(weight)
            factor = scale / np.sqrt(variance + EPSILON)
            top = tops[step.name]
            weight = weight * (factor / top)[:, None, None, None]
            offset = ((offset - mean) * factor + shift) / top
            source = spreads.get(step.source)
            inputs = np.full(3, MEAN_OF_PICTURES) if source is None else source.mean / tops[step.source]
            offset -= _rounding(weight).sum((2, 3)) @ inputs
            low, high = spreads[step.name].over(top).range()
            scales[step.name] = _put_range(tensors, step.name, (0.0 if step.rectified else low, high))
            _put_weights(tensors, step.name, weight, offset, scales[step.source])
        return self._graphs[grade] + serialised_tensors(tensors)

    def _shifts(self, style: Floats) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
        """What each normalisation shifts its output by, and what it lacks of the shifts that the style vector says.

        A shift that is merely added to what a later normalisation sees changes nothing, and nothing keeps training
        from letting it grow: trained styles had shifts of 8 where the deviation was 1. That goes for all that sums add
        up, and for what a rectified channel is shifted by beyond where all of it is positive.
        """
        shifts: dict[str, NDArray[np.float64]] = {}
        lacking: dict[str, NDArray[np.float64]] = {}
        last = next((step.source for step in self.steps if isinstance(step, Layer) and step.exact), "")
        at = 0
        for step in self.steps:
            if isinstance(step, Sum):
                first, second = (lacking[term] for term in step.terms)
                lacking[step.name] = first + second
            elif isinstance(step, Layer) and not step.exact:
                size = len(self._weights[step.name])
                scale, shift = (part.astype(np.float64) for part in _pair(style, at, at + size))
                at += 2 * size
                most = DEVIATIONS * np.abs(scale) if step.rectified else np.zeros(size)
                kept = np.minimum(shift, most) if step.rectified else most
                shifts[step.name] = shift if step.name == last else kept
                lacking[step.name] = shift - shifts[step.name]
        return shifts, lacking

    def _spreads(self, style: Floats, shifts: Mapping[str, NDArray[np.float64]]) -> dict[str, Spread]:
        """Mean and deviation of every output, as the style vector and these shifts say them."""
        spreads: dict[str, Spread] = {}
        at = 0
        for step in self.steps:
            if isinstance(step, Sum):
                first, second = (spreads[term] for term in step.terms)
                apart, together = (
                    np.hypot(first.deviation, second.deviation),
                    first.deviation + second.deviation,
                )
                deviation = (1 - ALIKE) * apart + ALIKE * together
                spreads[step.name] = Spread(first.mean + second.mean, deviation)
            elif isinstance(step, Layer) and not step.exact:
                size = len(self._weights[step.name])
                scale = style[at : at + size].astype(np.float64)
                at += 2 * size
                spread = Spread(shifts[step.name], np.abs(scale))
                spreads[step.name] = spread.rectified() if step.rectified else spread
        return spreads

    def _share(self, tops: dict[str, NDArray[np.float64]]) -> None:
        """Has all that is added to each other divided by the same.

        That is the geometric mean of what each would need, but the first, which has the smallest part in the sums, and
        on its own would cut them off.

        Args:
            tops: by how much each channel (C,) of each output is divided, so that all make use of the whole range.
        """
        first = next((step.terms[0] for step in self.steps if isinstance(step, Sum)), "")
        for stream in self._streams():
            needed = np.stack([tops[name] for name in stream if name != first])
            shared: NDArray[np.float64] = np.exp(np.log(needed).mean(0))
            tops.update((name, shared) for name in stream)

    def _streams(self) -> list[set[str]]:
        """Outputs that sums join, directly or through others."""
        streams: list[set[str]] = []
        for step in self.steps:
            if isinstance(step, Sum):
                joined = {step.name, *step.terms}
                apart = [stream for stream in streams if not stream & joined]
                streams = [*apart, joined.union(*(stream for stream in streams if stream & joined))]
        return streams


def _underpainted(
    style: Floats, stats: Floats, at: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[float, float]]:
    """Weights and offsets of a convolution of stride two that makes the underpainting of a picture, and its range.

    Its normalisation begins at `at` in the style (D,) and the statistics (M,).
    """
    scale, shift = (part.astype(np.float64) for part in _pair(style, at, at + COLORS))
    mean, variance = (part.astype(np.float64) for part in _pair(stats, at, at + COLORS))
    factor = scale / np.sqrt(variance + EPSILON)
    mixing = factor[:, None] * style[-2 - COLORS**2 : -2].astype(np.float64).reshape(COLORS, COLORS)
    weight = _spread_over_four(mixing)
    offset = shift - mean * factor - (weight.sum((2, 3)) - mixing) @ np.full(COLORS, MEAN_OF_PICTURES)
    return weight, offset, Spread(shift, np.abs(scale)).range()


def _spread_over_four(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """(O, I, 2, 2) whole multiples of each output's step whose sums are the nearest to weights (O, I).

    Four alike would be rounded alike, and so be off by four times as much.
    """
    step = np.maximum(np.abs(weight).max(1, keepdims=True) / 4 / 127, 1e-12)
    whole, over = np.divmod(np.rint(weight / step), 4)
    taps = whole[..., None] + (np.arange(4) < over[..., None])
    return (taps * step[..., None]).reshape(*weight.shape, 2, 2)


def _pair(values: Floats, at: int, end: int) -> tuple[Floats, Floats]:
    return values[at:end], values[end : 2 * end - at]


def _checked(weight: NDArray[Any]) -> NDArray[np.float64]:
    """Weights (O, I, K, K) in double precision."""
    if weight.ndim != 4 or not np.isfinite(weight).all():
        raise ValueError("weights of another shape, or no numbers")
    return weight.astype(np.float64)


def _rounding(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much weights (O, I, K, K) change when they are rounded."""
    scale = _weight_scale(weight)[:, None, None, None]
    return np.rint(weight / scale) * scale - weight


def _weight_scale(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """(O,) the size of a step of each output channel's weights."""
    return np.maximum(np.abs(weight).max((1, 2, 3)), 1e-12) / 127


def _put_weights(
    tensors: dict[str, NDArray[Any]],
    name: str,
    weight: NDArray[np.float64],
    offset: NDArray[np.float64],
    in_scale: float,
) -> None:
    """Adds weights (O, I, K, K) as int8 with a scale for each output channel, and the offsets (O,) in their units."""
    # A channel that hardly varies has tiny weights, in whose units its offset would be beyond 32 bits.
    scale = np.maximum(_weight_scale(weight), np.abs(offset) / (in_scale * LARGEST_OFFSET))
    tensors[f"{name}.weight"] = np.rint(weight / scale[:, None, None, None]).astype(np.int8)
    tensors[f"{name}.weight_scale"] = scale.astype(np.float32)
    tensors[f"{name}.bias"] = np.rint(offset / (in_scale * scale)).astype(np.int32)


def _by_channel(values: NDArray[np.float64]) -> Floats:
    """Numbers (C,) that multiply the channels of (1, C, H, W)."""
    return values.astype(np.float32)[:, None, None]


def _put_range(tensors: dict[str, NDArray[Any]], name: str, limits: tuple[float, float]) -> float:
    """Adds scale and zero point for values within `limits` as uint8; returns the scale."""
    low, high = limits
    scale = (high - low) / 255
    tensors[f"{name}.scale"] = np.array(scale, np.float32)
    tensors[f"{name}.zero"] = np.array(round(-low / scale), np.uint8)
    return scale


def _parse(text: str) -> tuple[dict[Grade, bytes], tuple[Step, ...]]:
    table = json.loads(text)
    graphs: dict[Grade, bytes] = {"plain": _unpacked(table["graph"])}
    if "fine" in table:
        graphs["fine"] = _unpacked(table["fine"])
    steps: list[Step] = []
    if len(table["steps"]) > MOST_STEPS:
        raise ValueError("more layers than any brush has")
    for row in table["steps"]:
        if "terms" in row:
            first, second = (str(term) for term in row["terms"])
            steps.append(Sum(str(row["name"]), (first, second)))
        elif "source" not in row:
            steps.append(Underpainting(str(row["name"])))
        else:
            names = (str(row[key]) for key in ("name", "source", "weight", "bias"))
            steps.append(Layer(*names, rectified=bool(row["rectified"]), exact=bool(row["exact"])))
    known = {"image"}
    for step in steps:
        if not known.issuperset(_read(step)):
            raise ValueError(f"{step.name} comes before what it reads")
        known.add(step.name)
    return graphs, tuple(steps)


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
    return (step.source,) if isinstance(step, Layer) else ()
