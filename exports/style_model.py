"""The style network as a typed model: blends styles, takes statistics, paints a picture or any region of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from exports.brush import Brush
from exports.brush_runner import BrushRunner
from exports.card import StyleNetworkCard
from exports.errors import ModelError
from exports.imaging import (
    Picture,
    PixelBox,
    Tensor,
    check_picture,
    crop_reflected,
    round_down,
    round_up,
    to_picture,
    to_tensor,
)
from exports.model import Model
from exports.runtime import RunControl, Runtime, require_finite

Vector = NDArray[np.float32]

EXACT_LIMIT_PX = 2_500_000
TILE_PX = 1024
MOSAIC_PX = 1_000_000
MOSAIC_PART_PX = 128
"""Measured on 9-megapixel paintings: larger parts miss more of the picture than their fewer seams make good."""
MOST_STRENGTH = 2.0


class StyleModel(Model[StyleNetworkCard]):
    """Repaints pictures as a style vector says.

    The normalisations of the network look at a whole picture; their means and variances, the **statistics**, are
    taken once and given to every region, so that regions fit together: any tiling equals the whole, to rounding.

    Attributes:
        style_size: D, the length of a style vector.
        stats_size: M, the length of the statistics.
        halo: pixels around a region that the network is shown as well; a multiple of the card's size_multiple.
        photo_style: (D,) float32, the style that gives the photo back.
        exact_limit_px: up to this many pixels statistics are taken from all of a picture, and it is run in one piece.
        tile_px: a larger picture or region is run in tiles of at most about this many pixels across and down.
    """

    def __init__(
        self, card: StyleNetworkCard, path: Path, runtime: Runtime, brush: Brush | None = None
    ) -> None:
        """Takes an open session; `brush` is the file's, where it has one. Raises ModelError for a broken contract."""
        super().__init__(card, path, runtime)
        runtime.check_contract(
            card,
            inputs={
                "image": (1, 3, None, None),
                "style": (1, card.style_size),
                "stats": (1, card.stats_size),
                "use_stats": (1,),
            },
            outputs={"image_out": (1, 3, None, None), "stats_out": (1, card.stats_size)},
        )
        self.style_size = card.style_size
        self.stats_size = card.stats_size
        self.halo = round_up(card.receptive_radius, card.size_multiple)
        self.photo_style = np.array(card.photo_style, np.float32)
        self.photo_style.flags.writeable = False
        self.exact_limit_px = EXACT_LIMIT_PX
        self.tile_px = TILE_PX
        if brush is not None and 2 * brush.channels != min(card.style_size - 2, card.stats_size):
            raise ModelError(f"The brush inside {path.name} is not its network's; export the model anew.")
        on_cpu = brush is not None and runtime.provider == "CPU"
        self._brush = BrushRunner(brush, path.name, runtime.threads) if brush and on_cpu else None

    def without_photo(self, style: Vector) -> tuple[Vector, float, float]:
        """Splits a style into paint and photo, for those who mix the photo in themselves.

        Returns:
            The style (D,) that shows the paint alone, and the shares of paint and photo in the picture. A network
            whose photo style does not end in 0 paint and 1 photo mixes in its own way: all of it counts as paint.
        """
        if tuple(self.photo_style[-2:]) != (0.0, 1.0):
            return style, 1.0, 0.0
        alone = np.array(style, np.float32)
        paint, photo = float(alone[-2]), float(alone[-1])
        alone[-2:] = 1.0, 0.0
        return alone, paint, photo

    @property
    def uses_brush(self) -> bool:
        """Whether 8-bit pictures with given statistics are painted by the brush in whole numbers."""
        return self._brush is not None and self._brush.trusted is not False

    def blend(self, weights: Sequence[tuple[Vector, float]], strength: float = 1.0) -> Vector:
        """Mixes style vectors and sets how strongly they show.

        Args:
            weights: style vectors (D,) with their weights, which count relative to their sum.
            strength: 0 gives the photo back, 1 the full style, up to 2 more than that.

        Returns:
            (D,) float32.

        Raises:
            ModelError: no positive weight, or a vector, weight or strength that cannot be used.
        """
        amounts = [float(amount) for _, amount in weights]
        if not all(math.isfinite(amount) and amount >= 0 for amount in amounts) or not sum(amounts) > 0:
            raise ModelError(
                "The weights of a mix of styles must be numbers from 0 upwards, at least one above 0."
            )
        if not 0 <= strength <= MOST_STRENGTH:
            raise ModelError(
                f"The strength of a style must be a number from 0 to {MOST_STRENGTH:g}, not {strength}."
            )
        mix = np.zeros(self.style_size, np.float64)
        for (vector, _), amount in zip(weights, amounts, strict=True):
            mix += self._style(vector)[0] * (amount / sum(amounts))
        return (self.photo_style + strength * (mix - self.photo_style)).astype(np.float32)

    def statistics(self, picture: Picture, style: Vector, *, control: RunControl | None = None) -> Vector:
        """The statistics of the picture under a style, to be given to `region` and `__call__`.

        Up to `exact_limit_px` pixels they are exact. A larger picture is judged by a mosaic of parts spread evenly
        over it, about one megapixel in all, at its own scale: a shrunken copy would have other statistics.

        Args:
            picture: (H, W, 3) uint8 or float32.
            style: (D,) float32.
            control: stops the run from another thread.

        Returns:
            (M,) float32, the same for the same arguments.
        """
        check_picture(picture)
        if _area(picture) > self.exact_limit_px:
            picture = _mosaic(picture, self.card.size_multiple)
        crop, _, _ = self._crop_with_halo(picture, _box_of(picture))
        (stats,) = self._run(["stats_out"], to_tensor(crop), self._style(style), None, control)
        return stats[0]

    def __call__(
        self,
        picture: Picture,
        style: Vector,
        stats: Vector | None = None,
        *,
        control: RunControl | None = None,
    ) -> Picture:
        """Repaints a whole picture of any size in bounded memory.

        Args:
            picture: (H, W, 3), uint8 0..255 or float32 0..1.
            style: (D,) float32.
            stats: (M,) float32 as `statistics` returns them; taken from the picture where None.
            control: stops the run from another thread.

        Returns:
            A new picture of the same shape and type.
        """
        check_picture(picture)
        box = _box_of(picture)
        if stats is None:
            stats = self.statistics(picture, style, control=control)
        return self.region(picture, box, style, stats, control=control)

    def region(
        self,
        picture: Picture,
        box: PixelBox,
        style: Vector,
        stats: Vector,
        *,
        control: RunControl | None = None,
    ) -> Picture:
        """Repaints one region; equals the same box of the whole picture repainted with the same statistics.

        Args:
            picture: (H, W, 3), uint8 0..255 or float32 0..1: the whole picture.
            box: (x0, y0, x1, y1) in its pixels; where it runs beyond, the picture is mirrored.
            style: (D,) float32.
            stats: (M,) float32 as `statistics` returns them.
            control: stops the run from another thread.

        Returns:
            (y1 - y0, x1 - x0, 3) of the picture's type.
        """
        check_picture(picture)
        x0, y0, x1, y1 = box
        if x1 <= x0 or y1 <= y0:
            raise ValueError(f"the box {box} is empty")
        row, given = self._style(style), self._row(stats, self.stats_size, "statistics")
        if (x1 - x0) * (y1 - y0) <= self.exact_limit_px:
            return self._paint(picture, box, row, given, control)
        painted = np.empty((y1 - y0, x1 - x0, 3), picture.dtype)
        for tile in _equal_tiles(box, self.tile_px, self.card.size_multiple):
            pixels = self._paint(picture, tile, row, given, control)
            left, top = tile[0] - x0, tile[1] - y0
            target = painted[top : top + pixels.shape[0], left : left + pixels.shape[1]]
            target[...] = pixels[: target.shape[0], : target.shape[1]]
        return painted

    def _paint(
        self, picture: Picture, box: PixelBox, style: Tensor, stats: Tensor | None, control: RunControl | None
    ) -> Picture:
        width, height = box[2] - box[0], box[3] - box[1]
        crop, left, top = self._crop_with_halo(picture, box)
        inner = np.s_[:, :, top : top + height, left : left + width]
        if self._brush is None or not self.uses_brush or stats is None or picture.dtype != np.uint8:
            (painted,) = self._run(["image_out"], to_tensor(crop), style, stats, control)
            return to_picture(painted[inner], picture.dtype)
        alone, paint, photo = self.without_photo(style[0])
        image = np.ascontiguousarray(crop.transpose(2, 0, 1)[np.newaxis])
        brushed = self._brush.paint(image, style[0], stats[0], control)[inner]
        if self._brush.trusted is None:
            (wanted,) = self._run(["image_out"], to_tensor(crop), alone[np.newaxis], stats, control)
            self._brush.compare(brushed, wanted[inner])
            return self._paint(picture, box, style, stats, control)
        if (paint, photo) != (1.0, 0.0):
            mixed = paint * brushed.astype(np.float32) + np.float32(photo) * image[inner]
            return to_picture(mixed / np.float32(255))
        return np.ascontiguousarray(brushed[0].transpose(1, 2, 0))

    def _crop_with_halo(self, picture: Picture, box: PixelBox) -> tuple[Picture, int, int]:
        """The part of the picture that shows `box` and its halo, and where the box lies in it.

        The part begins at a multiple of the network's stride from the picture's corner, so that every region sees
        its pixels in the phase in which the whole picture shows them.
        """
        multiple, halo = self.card.size_multiple, self.halo
        x0, y0 = round_down(box[0] - halo, multiple), round_down(box[1] - halo, multiple)
        x1, y1 = x0 + round_up(box[2] + halo - x0, multiple), y0 + round_up(box[3] + halo - y0, multiple)
        return crop_reflected(picture, (x0, y0, x1, y1)), box[0] - x0, box[1] - y0

    def _run(
        self,
        outputs: list[str],
        image: Tensor,
        style: Tensor,
        stats: Tensor | None,
        control: RunControl | None,
    ) -> list[Tensor]:
        feeds = {
            "image": image,
            "style": style,
            "stats": np.zeros((1, self.stats_size), np.float32) if stats is None else stats,
            "use_stats": np.array([stats is not None], np.float32),
        }
        results = self._runtime.run(outputs, feeds, control, only_needed=True)
        return [require_finite(result, self.path.name) for result in results]

    def _style(self, vector: Vector) -> Tensor:
        return self._row(vector, self.style_size, "style vector")

    def _row(self, vector: Vector, length: int, what: str) -> Tensor:
        row = np.asarray(vector, np.float32)
        if row.shape != (length,) or not np.isfinite(row).all():
            raise ModelError(
                f"{self.path.name} needs a {what} of {length} finite numbers and was given an array of shape "
                f"{row.shape}; use styles that were made for this network."
            )
        return row[np.newaxis]


def _box_of(picture: Picture) -> PixelBox:
    return 0, 0, picture.shape[1], picture.shape[0]


def _area(picture: Picture) -> int:
    return picture.shape[0] * picture.shape[1]


def _equal_tiles(box: PixelBox, tile_px: int, multiple: int) -> Iterator[PixelBox]:
    """Tiles of one shape that cover the box, the last ones running over: one shape keeps one plan in the provider."""
    x0, y0, x1, y1 = box
    columns, rows = math.ceil((x1 - x0) / tile_px), math.ceil((y1 - y0) / tile_px)
    width = round_up(math.ceil((x1 - x0) / columns), multiple)
    height = round_up(math.ceil((y1 - y0) / rows), multiple)
    for top in range(y0, y1, height):
        for left in range(x0, x1, width):
            yield left, top, left + width, top + height


def _mosaic(picture: Picture, multiple: int) -> Picture:
    """About `MOSAIC_PX` pixels of the picture at its own scale: parts from all over it, side by side.

    The picture is divided into as many cells as there are parts; each part lies somewhere else in its cell, so that
    no regular pattern of the picture (windows, waves) can fall in step with the parts.
    """
    height, width = picture.shape[:2]
    part = round_up(MOSAIC_PART_PX, multiple)
    part_width, part_height = min(part, width), min(part, height)
    scale = math.sqrt(MOSAIC_PX / (width * height))
    rows = max(1, round(height * scale / part_height))
    columns = min(max(1, round(MOSAIC_PX / (rows * part_width * part_height))), width // part_width)
    strips = []
    for row in range(rows):
        strip = []
        for column in range(columns):
            across, down = _scattered(row * columns + column)
            left = _part_start(column, columns, width, part_width, across, multiple)
            top = _part_start(row, rows, height, part_height, down, multiple)
            strip.append(picture[top : top + part_height, left : left + part_width])
        strips.append(np.concatenate(strip, axis=1))
    return np.concatenate(strips)


def _part_start(cell: int, cells: int, length: int, part: int, place: float, multiple: int) -> int:
    """Where a part begins along an axis that is divided into cells; `place` is 0..1 within the room of its cell."""
    start = (cell + place) * length / cells - place * part
    return round_down(min(max(int(start), 0), length - part), multiple)


def _scattered(index: int) -> tuple[float, float]:
    """Points that fill the unit square evenly without a pattern: the additive recurrence of the plastic number."""
    return (0.5 + 0.7548776662466927 * index) % 1, (0.5 + 0.5698402909980532 * index) % 1
