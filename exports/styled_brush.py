"""A brush in one style: the network's weights with the style worked in, in whole numbers, ready for any picture.

Once its statistics are given, a normalisation is one factor and one offset for each channel behind its convolution.
So the factors and offsets go into the weights, which are rounded to int8; the factors only change what the rounded
weights count in, so that all of the rounding is done once for a style. The ranges of what flows between the layers
follow from the style vector: it says mean and deviation of everything that leaves a normalisation. Of a mean, what
the next normalisation takes away anyhow is left out.

Source: Jacob et al. 2018 (integer inference), Nagel et al. 2019 (ranges without data, equal ranges for all channels
between two convolutions, biases that make up for what rounded weights shift on average). Differs: ranges are read off
the style vector; sums stay in floating point, where whole numbers were measured to cost the most; what the last layer
gives is rounded four times, a quarter of a step apart, which is as fine as ten bits. Pictures come and go as cells of
4 × 4 pixels, and every convolution works on cells, see `exports.cells`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from exports.brush import ARRANGED, Brush, Enlarged, Floats, Layer, Step, Strokes, Sum, Underpainting
from exports.cells import CELL_NUMBERS, CELL_PX, COLORS, PLACES, Kernel, over_pixels
from exports.whole_numbers import (
    OFF_BY,
    SHARES,
    Numbers,
    Tensors,
    WholeKernel,
    least_unit,
    put_kernel,
    put_range,
    rounded,
    rounded_in_shares,
    spread,
)
from exports.wire import serialised_tensors

EPSILON = 1e-5
DEVIATIONS = 4.25
"""What lies farther than this from its mean is cut off. Measured on trained networks: 5 is coarser, 4 no finer."""
ALIKE = 0.5
"""How far the deviation of a sum is that of terms which all go together; the rest is that of independent ones."""
MEAN_OF_PICTURES = 0.45
"""Of a channel of a photo, 0..1."""
PAINTED_CHANNELS = 16
"""Of the underpainting's: what is beyond its colours' shares makes the convolution twice as fast."""


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


@dataclass(frozen=True)
class _Rounded:
    """A layer with all that is known of it before the statistics are.

    Attributes:
        kernel: over cells, without the factors of a normalisation; in units of the channels that it reads.
        offset: (O,) likewise, of the network's outputs.
        off_by: (O',) what rounding adds to the kernel's outputs, on average.
    """

    kernel: WholeKernel
    offset: Numbers
    off_by: Numbers


class StyledBrush:
    """A brush in one style. Its method may be called from several threads at once."""

    def __init__(self, brush: Brush, style: Floats) -> None:
        """Takes a style vector (D,)."""
        self._brush, self._style = brush, style.astype(np.float64)
        self._shifts: dict[str, Numbers] = {}
        self._lacking: dict[str, Numbers] = {}
        self._spreads: dict[str, Spread] = {}
        self._factors: dict[str, Numbers] = {}
        self._at: dict[str, int] = {}
        self._look_ahead()
        self._tops = {name: spread.tops for name, spread in self._spreads.items()}
        for step in brush.steps:
            if isinstance(step, Sum):
                self._tops[step.terms[1]] = self._tops[step.name]
        self._ranges: Tensors = {}
        self._scales = {"image": 1 / 255}
        self._rounded: dict[str, _Rounded] = {}
        for step in brush.steps:
            self._put_range(step)
            if isinstance(step, Layer | Strokes):
                self._rounded[step.name] = self._round(step)

    def on(self, stats: Floats) -> bytes:
        """A serialised ONNX model of `image` to `image_out`, uint8 cells, without mixing in the photo.

        What it takes is (1, h + 1, w + 1, 48) with a margin, and what it gives (1, h, w, 48) without one.

        Args:
            stats: (M,) statistics of the picture under the style.
        """
        tensors = dict(self._ranges)
        for step in self._brush.steps:
            match step:
                case Layer():
                    self._freeze_layer(tensors, step, stats)
                case Strokes():
                    self._freeze_strokes(tensors, step)
                case Underpainting():
                    self._freeze_underpainting(tensors, step, stats)
                case _:
                    pass
        return self._brush.graph + serialised_tensors(tensors)

    def _look_ahead(self) -> None:
        """What each normalisation shifts its output by, what that lacks of the style's shifts, and every spread.

        A shift that is merely added to what a later normalisation sees changes nothing, and nothing keeps training
        from letting it grow: trained styles had shifts of 8 where the deviation was 1. That goes for all that sums add
        up, and for what a rectified channel is shifted by beyond where all of it is positive.
        """
        steps, at = self._brush.steps, 0
        last = next((step.source for step in steps if isinstance(step, Strokes)), "")
        for step in steps:
            match step:
                case Sum(name, (first, second)):
                    self._lacking[name] = self._lacking[first] + self._lacking[second]
                    self._spreads[name] = _added(self._spreads[first], self._spreads[second])
                case Enlarged(name, source):
                    self._lacking[name], self._spreads[name] = self._lacking[source], self._spreads[source]
                case Layer(name):
                    self._at[name], size = at, len(self._brush.weight(step)[0])
                    scale, shift = _pair(self._style, at, size)
                    at += 2 * size
                    most = DEVIATIONS * np.abs(scale) if step.rectified else np.zeros(size)
                    kept = np.minimum(shift, most) if step.rectified else most
                    self._factors[name] = scale
                    self._shifts[name] = shift if name == last else kept
                    self._lacking[name] = shift - self._shifts[name]
                    spread = Spread(self._shifts[name], np.abs(scale))
                    self._spreads[name] = spread.rectified() if step.rectified else spread
                case Underpainting(name):
                    self._at[name] = at
                    scale, shift = _pair(self._style, at, COLORS)
                    at += 2 * COLORS
                    self._factors[name], self._shifts[name] = scale, shift
                    self._spreads[name] = Spread(shift, np.abs(scale))
                case Strokes():
                    pass

    def _put_range(self, step: Step) -> None:
        """Says in which range the output of a step is."""
        name = step.name
        if isinstance(step, Strokes):
            weight, offset, source = self._read(step)
            limits = _summed(source, weight, offset).range()
        elif isinstance(step, Underpainting):
            limits = self._spreads[name].range()
        elif isinstance(step, Enlarged):
            self._scales[name] = self._scales[step.source]
            self._ranges.update((f"{name}.{part}", self._ranges[f"{step.source}.{part}"]) for part in _RANGE)
            return
        else:
            low, high = self._spreads[name].over(self._tops[name]).range()
            limits = (0.0 if isinstance(step, Layer) and step.rectified else low, high)
        self._scales[name] = put_range(self._ranges, name, limits)
        if isinstance(step, Sum):
            rebased = self._tops[step.terms[0]] / self._tops[name]
            self._ranges[f"{name}.first"] = rebased.astype(np.float32)[:, None, None]
        elif isinstance(step, Strokes | Underpainting):
            self._ranges[f"{name}.share"] = np.array(self._scales[name] / SHARES, np.float32)

    def _round(self, step: Layer | Strokes) -> _Rounded:
        weight, offset, source = self._read(step)
        kernel = ARRANGED[step.over](weight)
        whole = rounded(kernel)
        if isinstance(step, Strokes):
            whole, kernel = rounded_in_shares(kernel), np.repeat(kernel, SHARES, 0)
        return _Rounded(whole, offset, whole.missed(kernel) @ np.resize(source.mean, kernel.shape[1]))

    def _read(self, step: Layer | Strokes) -> tuple[Numbers, Numbers, Spread]:
        """Weights and offsets in the units of the channels that the step reads, and the spread of these."""
        weight, offset = self._brush.weight(step)
        if step.source not in self._tops:
            return weight, offset, _PICTURES
        top = self._tops[step.source]
        offset = offset + weight.sum((2, 3)) @ self._lacking[step.source]
        return weight * top[:, None, None], offset, self._spreads[step.source].over(top)

    def _normalised(self, name: str, stats: Floats) -> tuple[Numbers, Numbers]:
        """Factors and offsets (O,) of a normalisation on a picture: what it gives is factor * x + offset."""
        size = len(self._factors[name])
        mean, variance = _pair(stats.astype(np.float64), self._at[name], size)
        factor = self._factors[name] / np.sqrt(variance + EPSILON)
        return factor, self._shifts[name] - mean * factor

    def _freeze_layer(self, tensors: Tensors, step: Layer, stats: Floats) -> None:
        layer, top, in_scale = self._rounded[step.name], self._tops[step.name], self._scales[step.source]
        factor, shift = self._normalised(step.name, stats)
        offset = (layer.offset * factor + shift) / top
        places = len(layer.off_by) // len(offset)
        factor, offset = np.tile(factor / top, places), np.tile(offset, places)
        offset = offset - layer.off_by * factor
        kernel = layer.kernel.times(factor, least_unit(offset, in_scale))
        put_kernel(tensors, step.name, kernel, offset, in_scale)

    def _freeze_strokes(self, tensors: Tensors, step: Strokes) -> None:
        layer, in_scale = self._rounded[step.name], self._scales[step.source]
        offset = np.tile(layer.offset, PLACES)[:, None] + OFF_BY * self._scales[step.name]
        offset = offset.ravel() - layer.off_by
        kernel = layer.kernel.times(np.ones(len(offset)), least_unit(offset, in_scale))
        put_kernel(tensors, step.name, kernel, offset, in_scale)

    def _freeze_underpainting(self, tensors: Tensors, step: Underpainting, stats: Floats) -> None:
        factor, shift = self._normalised(step.name, stats)
        in_scale = self._scales["image"]
        kernel, offset = _underpainted(self._style, factor, shift)
        offset = (offset[:, None] + OFF_BY * self._scales[step.name]).ravel()
        beyond = PAINTED_CHANNELS - len(offset)
        kernel = np.pad(np.repeat(kernel, SHARES, 0), ((0, beyond), (0, 0), (0, 0), (0, 0)))
        offset = np.pad(offset, (0, beyond))
        whole = rounded(kernel).times(np.ones(len(kernel)), least_unit(offset, in_scale))
        put_kernel(tensors, step.name, whole, offset, in_scale)


_RANGE = ("scale", "zero")
_PICTURES = Spread(np.full(CELL_NUMBERS, MEAN_OF_PICTURES), np.zeros(CELL_NUMBERS))
"""What photos are in their cells, as far as it is known."""


def _pair(values: Numbers, at: int, size: int) -> tuple[Numbers, Numbers]:
    """Two neighbouring parts (size,) of values."""
    return values[at : at + size], values[at + size : at + 2 * size]


def _added(first: Spread, second: Spread) -> Spread:
    """The spread of a sum of two."""
    apart, together = np.hypot(first.deviation, second.deviation), first.deviation + second.deviation
    return Spread(first.mean + second.mean, (1 - ALIKE) * apart + ALIKE * together)


def _summed(source: Spread, weight: Numbers, offset: Numbers) -> Spread:
    """The spread (O,) of what weights (O, I, K, K) make of channels (I,), whose neighbours are about alike."""
    joined = weight.sum((2, 3))
    apart = np.sqrt(joined**2 @ source.deviation**2)
    together = np.abs(joined) @ source.deviation
    return Spread(joined @ source.mean + offset, (1 - ALIKE) * apart + ALIKE * together)


def _underpainted(style: Numbers, factor: Numbers, shift: Numbers) -> tuple[Kernel, Numbers]:
    """Weights (3, 48, 2, 2) and offsets (3,) of a convolution over cells that makes the underpainting of a picture.

    Args:
        style: (D,) vector, of which the mixing is a part.
        factor, shift: (3,) of its normalisation.
    """
    mixing = factor[:, None] * style[-2 - COLORS**2 : -2].reshape(COLORS, COLORS)
    weight = spread(mixing, 2 * CELL_PX)
    offset = shift - (weight.sum((2, 3)) - mixing) @ np.full(COLORS, MEAN_OF_PICTURES)
    return over_pixels(weight), offset
