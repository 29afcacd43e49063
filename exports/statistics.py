"""The statistics of pictures that are too large for one run of a style network.

A network's statistics are a mean and a variance of every normalised channel, layer after layer, and those of a layer
depend on those of the layers before. `mosaic` makes a picture small enough for one run that has about the statistics
of a large one: good enough to paint with at once. `StatisticsFinder` goes on from there to the picture's own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from exports.imaging import Picture, PictureLike, round_down, round_up

Stats = NDArray[np.float64]
Measure = Callable[[Stats], Stats]
"""Normalises with the statistics that it is given, returns those that it measures; both (M,)."""

MOSAIC_PX = 750_000
MOSAIC_PART_PX = 144
MOSAIC_SEAM_PX = 16
"""Parts overlap by so many pixels and fade into each other: a hard seam is an edge that the picture does not have.
Measured in the painted picture on 6-megapixel pictures, mean distance from exact statistics: 3.5 of 255 levels with
hard seams, 2.5 with these; larger parts have fewer seams but miss more of the picture."""
ROUNDS = 2
_LEAST_VARIANCE = 1e-8


class Layout:
    """Where the means and where the variances stand: for each normalisation its means, then its variances."""

    def __init__(self, norm_channels: Sequence[int]) -> None:
        self.layers: list[tuple[slice, slice]] = []
        at = 0
        for channels in norm_channels:
            self.layers.append((slice(at, at + channels), slice(at + channels, at + 2 * channels)))
            at += 2 * channels
        self.size = at

    def joined(self, parts: Sequence[tuple[Stats, float]]) -> Stats:
        """The statistics of parts taken together, each with the size it counts by: the law of total variance."""
        total = sum(size for _, size in parts)
        result = np.zeros(self.size)
        for means, variances in self.layers:
            for stats, size in parts:
                result[means] += stats[means] * (size / total)
                result[variances] += (stats[variances] + stats[means] ** 2) * (size / total)
            result[variances] = np.maximum(result[variances] - result[means] ** 2, 0.0)
        return result


class StatisticsFinder:
    """Finds the statistics of a picture that can only be run in tiles.

    Tiles that are run with given statistics tell what the whole picture measures under them; wanted are those that
    measure themselves. Repeating that would not do: an error in an early layer grows through the later ones before
    it dies, and as many passes as there are layers are needed. Instead a mosaic stands in for the picture. The
    tiles tell by how much its statistics are off under the same given ones, layer by layer; then the mosaic's are
    found anew with that difference made good in each layer before the next is measured. Each round costs one pass
    over the picture and a run of the mosaic for each layer, and leaves about a sixth of the error (measured; two
    rounds on 6-megapixel pictures: 0.1 to 0.6 of 255 levels from 3 to 5).

    Source: the idea is that of defect correction (Stetter 1978), with the mosaic as the cheap model.
    """

    def __init__(self, layout: Layout, measure_picture: Measure, measure_mosaic: Measure) -> None:
        """Takes what runs the network.

        Args:
            layout: of the statistics.
            measure_picture: of all tiles, joined.
            measure_mosaic: of the mosaic.
        """
        self._layout = layout
        self._measure_picture = measure_picture
        self._measure_mosaic = measure_mosaic

    def find(self, start: Stats, rounds: int = ROUNDS) -> Stats:
        """The picture's statistics (M,), from those that the mosaic has of its own."""
        stats = start
        for _ in range(rounds):
            stats = self._corrected(stats, self._measure_picture(stats), self._measure_mosaic(stats))
        return stats

    def _corrected(self, stats: Stats, of_picture: Stats, of_mosaic: Stats) -> Stats:
        """Better statistics, from what the picture and the mosaic measure under `stats`."""
        found, measured = stats.copy(), of_mosaic
        for number, (means, variances) in enumerate(self._layout.layers):
            if number:
                measured = self._measure_mosaic(found)
            wider = (of_picture[variances] + _LEAST_VARIANCE) / (of_mosaic[variances] + _LEAST_VARIANCE)
            moved = (measured[means] - of_mosaic[means]) * np.sqrt(wider)
            found[means] = of_picture[means] + moved
            found[variances] = measured[variances] * wider
        return found


def mosaic(picture: PictureLike, multiple: int, pixels: int = MOSAIC_PX) -> Picture:
    """About so many `pixels` of the picture at its own scale: parts from all over it, side by side.

    The picture is divided into as many cells as there are parts; each part lies somewhere else in its cell, so that
    no regular pattern of the picture (windows, waves) can fall in step with the parts. A shrunken copy would have
    other statistics.

    Args:
        picture: (H, W, 3), of more than `pixels`.
        multiple: parts begin at multiples of it, in the picture and in the mosaic.
    """
    height, width = picture.shape[:2]
    part = round_up(MOSAIC_PART_PX, multiple)
    size = min(part, height), min(part, width)
    seam = MOSAIC_SEAM_PX
    # A part as wide or as high as the picture is the only one in its row or column, without a seam.
    step = size[0] - (seam if height > size[0] else 0), size[1] - (seam if width > size[1] else 0)
    rows, columns = _rows_and_columns(height / width, pixels, step, (height // size[0], width // size[1]))
    joined = np.zeros(((rows - 1) * step[0] + size[0], (columns - 1) * step[1] + size[1], 3), np.float32)
    for row in range(rows):
        down = _fading(row, rows, size[0])[:, np.newaxis]
        for column in range(columns):
            place = _scattered(row * columns + column)
            left = _part_start(column, columns, width, size[1], place[0], multiple)
            top = _part_start(row, rows, height, size[0], place[1], multiple)
            shown = picture[top : top + size[0], left : left + size[1]].astype(np.float32)
            numbers = shown.reshape(size[0], -1)
            numbers *= np.repeat(_fading(column, columns, size[1]), 3)
            numbers *= down
            joined[row * step[0] :, column * step[1] :][: size[0], : size[1]] += shown
    return joined if picture.dtype == np.float32 else np.rint(joined, out=joined).astype(picture.dtype)


def _rows_and_columns(
    aspect: float, pixels: int, step: tuple[int, int], most: tuple[int, int]
) -> tuple[int, int]:
    """How many parts make so many pixels, in about the picture's own aspect where the picture has room for them."""
    parts = max(1.0, pixels / (step[0] * step[1]))
    rows = min(max(1, round(math.sqrt(parts * aspect * step[1] / step[0]))), most[0])
    columns = min(max(1, round(parts / rows)), most[1])
    return min(max(1, round(parts / columns)), most[0]), columns


def _fading(index: int, count: int, length: int) -> NDArray[np.float32]:
    """How much each pixel of one of `count` parts in a row shows; overlapping parts add up to one."""
    shares = np.ones(length, np.float32)
    rising = np.sin((np.arange(MOSAIC_SEAM_PX) + 0.5) / MOSAIC_SEAM_PX * (math.pi / 2)) ** 2
    if index > 0:
        shares[:MOSAIC_SEAM_PX] = rising
    if index < count - 1:
        shares[-MOSAIC_SEAM_PX:] = rising[::-1]
    return shares


def _part_start(cell: int, cells: int, length: int, part: int, place: float, multiple: int) -> int:
    """Where a part begins along an axis that is divided into cells; `place` is 0..1 within the room of its cell."""
    start = (cell + place) * length / cells - place * part
    return round_down(min(max(int(start), 0), length - part), multiple)


def _scattered(index: int) -> tuple[float, float]:
    """Points that fill the unit square evenly without a pattern: the additive recurrence of the plastic number."""
    return (0.5 + 0.7548776662466927 * index) % 1, (0.5 + 0.5698402909980532 * index) % 1
