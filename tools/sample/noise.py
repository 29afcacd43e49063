"""Seeded noise: lattice noise at any point, and spectral noise as tileable textures and volumes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

Array = NDArray[Any]

_LATTICE = 256


def smoothstep(low: float, high: float, x: Array) -> Array:
    """0 below `low`, 1 above `high`, a smooth ramp between; `low` may exceed `high`."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


class ValueNoise:
    """Smooth noise in -1..1 over the plane, with period 256."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._lattice = rng.uniform(-1.0, 1.0, (_LATTICE, _LATTICE)).astype(np.float32)

    def slopes(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        """The noise and its derivatives along x and y."""
        xf, yf = np.floor(x), np.floor(y)
        u, v = (x - xf).astype(np.float32), (y - yf).astype(np.float32)
        i, j = xf.astype(np.int32) & 255, yf.astype(np.int32) & 255
        i1, j1 = (i + 1) & 255, (j + 1) & 255
        a, b = self._lattice[j, i], self._lattice[j, i1]
        c, d = self._lattice[j1, i], self._lattice[j1, i1]
        su, sv = u * u * u * (u * (u * 6 - 15) + 10), v * v * v * (v * (v * 6 - 15) + 10)
        du, dv = 30 * u * u * (u * (u - 2) + 1), 30 * v * v * (v * (v - 2) + 1)
        twist = a - b - c + d
        value = a + (b - a) * su + (c - a) * sv + twist * su * sv
        return value, du * ((b - a) + twist * sv), dv * ((c - a) + twist * su)

    def __call__(self, x: Array, y: Array) -> Array:
        return self.slopes(x, y)[0]

    def fbm(self, x: Array, y: Array, octaves: int, gain: float = 0.5) -> Array:
        """Octaves of noise, each turned and twice as fine; about -1..1."""
        total = np.zeros(np.broadcast(x, y).shape, np.float32)
        amplitude = norm = 0.0
        for octave in range(octaves):
            amplitude = gain**octave
            norm += amplitude
            total += amplitude * self(x, y)
            x, y = 1.6 * x - 1.2 * y + 17.3, 1.2 * x + 1.6 * y + 5.7
        return total / norm

    def eroded(self, x: Array, y: Array, octaves: int, gain: float = 0.5) -> Array:
        """Octaves damped where the slope is already steep: crisp ridges above smooth valleys; about -1..1."""
        total = np.zeros(np.broadcast(x, y).shape, np.float32)
        slope_x, slope_y = np.zeros_like(total), np.zeros_like(total)
        for octave in range(octaves):
            value, dx, dy = self.slopes(x, y)
            slope_x += dx
            slope_y += dy
            total += gain**octave * value / (1.0 + slope_x * slope_x + slope_y * slope_y)
            x, y = 1.6 * x - 1.2 * y + 3.1, 1.2 * x + 1.6 * y + 9.2
        return total


def spectral(rng: np.random.Generator, shape: tuple[int, ...], exponent: float, cutoff: float = 1.0) -> Array:
    """Tileable Gaussian noise whose amplitude falls as frequency**-exponent, nothing below `cutoff` cycles.

    Returns float32 of `shape`, mean 0 and standard deviation 1.
    """
    axes = [fft.fftfreq(n) * n for n in shape[:-1]] + [fft.rfftfreq(shape[-1]) * shape[-1]]
    radius = np.sqrt(sum(np.square(g) for g in np.meshgrid(*axes, indexing="ij"))).astype(np.float32)
    spectrum = fft.rfftn(rng.standard_normal(shape).astype(np.float32))
    spectrum *= np.where(radius >= cutoff, np.maximum(radius, 1e-3) ** -exponent, 0.0)
    field = np.asarray(fft.irfftn(spectrum, shape))
    return (field / field.std()).astype(np.float32)


def sample_wrapped(texture: Array, *coordinates: Array) -> Array:
    """Linear lookup in a tileable texture or volume; coordinates in cells, one array an axis."""
    return ndimage.map_coordinates(texture, np.stack(coordinates), order=1, mode="grid-wrap")
