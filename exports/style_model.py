"""The style network as a typed model: blends styles, takes statistics, paints a picture or any region of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from exports.brush import Brush
from exports.brush_runner import BrushRunner
from exports.card import StyleNetworkCard
from exports.errors import ModelError, OutOfMemory
from exports.grain import with_grain
from exports.imaging import (
    Picture,
    PictureLike,
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
from exports.natural_noise import natural_noise
from exports.runtime import RunControl, Runtime, require_finite, require_shape
from exports.statistics import MOSAIC_PX, ROUNDS, Layout, StatisticsFinder, Stats, mosaic
from exports.tiling import Tiling, area, box_of, intersection

Vector = NDArray[np.float32]

SAMPLE_LIMIT_PX = 1_250_000
SMALLEST_MOSAIC_PX = 100_000
MOST_STRENGTH = 2.0
COMPARED_PX = (144, 192)
"""Height and width of the picture on which a style's brush is compared with the network."""
QUICK_MARGIN_PX = 16
"""Beyond the edges of a live picture: what pads a network's layers shows as a rim of about ten pixels."""


class StyleModel(Model[StyleNetworkCard]):
    """Repaints pictures as a style vector says.

    The normalisations of the network look at a whole picture; their means and variances, the **statistics**, are
    taken once and given to every region, so that regions fit together: any tiling equals the whole, to rounding.

    Attributes:
        style_size: D, the length of a style vector.
        stats_size: M, the length of the statistics.
        halo: pixels around a region that the network is shown as well; a multiple of the card's size_multiple.
        photo_style: (D,) float32, the style that gives the photo back.
        mixes_photo: whether a strength mixes paint and photo alone, so that the paint is the same at any strength.
        sample_limit_px: `statistics` judges a picture of more pixels by a sample.
        tiling: how a picture or region is cut that is too large for one run.
    """

    def __init__(
        self,
        card: StyleNetworkCard,
        path: Path,
        runtime: Runtime,
        brush: Brush | None = None,
        measuring: Runtime | None = None,
    ) -> None:
        """Takes open sessions.

        Args:
            runtime: of the file.
            brush: the file's, where it has one.
            measuring: of the part of the file that takes statistics, a seventh quicker than all of it.

        Raises:
            ModelError: the contract is broken.
        """
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
        self._measuring = measuring or runtime
        self.style_size = card.style_size
        self.stats_size = card.stats_size
        self.halo = round_up(card.receptive_radius, card.size_multiple)
        self.photo_style = np.array(card.photo_style, np.float32)
        self.photo_style.flags.writeable = False
        self.mixes_photo = tuple(self.photo_style[-2:]) == (0.0, 1.0)
        self.sample_limit_px = SAMPLE_LIMIT_PX
        self.tiling = Tiling(card.size_multiple)
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
        if not self.mixes_photo:
            return style, 1.0, 0.0
        alone = np.array(style, np.float32)
        paint, photo = float(alone[-2]), float(alone[-1])
        alone[-2:] = 1.0, 0.0
        return alone, paint, photo

    @property
    def uses_brush(self) -> bool:
        """Whether 8-bit pictures with given statistics are painted by the brush in whole numbers, in most styles."""
        return self._brush is not None and self._brush.in_use

    def brushes(self, style: Vector, *, control: RunControl | None = None) -> bool:
        """Whether the brush paints 8-bit pictures with given statistics in this style, and not the network itself.

        A style that is new is compared first, which takes as long as a small tile of the network.
        """
        alone, _, _ = self.without_photo(self._style(style)[0])
        return self._brush is not None and self._may_brush(self._brush, alone, control)

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
        return self.at_strength(mix, strength)

    def at_strength(self, style: NDArray[np.floating], strength: float) -> Vector:
        """A style (D,) that shows as strongly: 0 gives the photo back, 1 the style as it is, more goes beyond.

        Where the photo style ends in 0 paint and 1 photo, these two alone are mixed: what is painted stays the same.
        """
        base = self.photo_style.astype(np.float64)
        if self.mixes_photo:
            base[:-2] = style[:-2]
        return (base + strength * (style - base)).astype(np.float32)

    def statistics(self, picture: PictureLike, style: Vector, *, control: RunControl | None = None) -> Vector:
        """Statistics of the picture under a style, to be given to `region` and `__call__`, in the time of one run.

        Up to `sample_limit_px` pixels they are exact. A larger picture is judged by a mosaic of parts spread evenly
        over it, `MOSAIC_PX` in all, at its own scale; so a document of any size is soon ready to be painted on.

        Args:
            picture: (H, W, 3) uint8 or float32; only the parts that are judged are looked at.
            style: (D,) float32.
            control: stops the run from another thread.

        Returns:
            (M,) float32, the same for the same arguments.
        """
        check_picture(picture)
        return self._measure_at_once(picture, self._style(style), control)[0].astype(np.float32)

    def _measure_at_once(
        self, picture: PictureLike, row: Vector, control: RunControl | None
    ) -> tuple[Stats, PictureLike]:
        """The statistics by one run, and what was shown: the picture, or as large a mosaic as there is room for."""
        pixels = MOSAIC_PX
        whole = area(picture) <= self.sample_limit_px and self.tiling.fits(box_of(picture))
        shown = picture if whole else mosaic(picture, self.card.size_multiple, pixels)
        while True:
            try:
                return self._measure_whole(shown, row, None, control), shown
            except OutOfMemory:
                pixels = min(pixels, area(shown)) // 2
                if pixels < SMALLEST_MOSAIC_PX:
                    raise
                shown = mosaic(picture, self.card.size_multiple, pixels)

    def exact_statistics(
        self,
        picture: PictureLike,
        style: Vector,
        *,
        control: RunControl | None = None,
        on_tile: Callable[[], None] | None = None,
    ) -> Vector:
        """The statistics of all of the picture, whatever its size; a large one is gone through `ROUNDS` times.

        A network whose card does not say how its statistics are laid out gives those of `statistics`.

        Args:
            picture, style, control: as `statistics` takes them.
            on_tile: called after each of the `tiles_to_measure`.

        Returns:
            (M,) float32.
        """
        check_picture(picture)
        row, layout = self._style(style), Layout(self.card.norm_channels)
        if self.tiling.fits(box_of(picture)):
            try:
                return self._measure_whole(picture, row, None, control).astype(np.float32)
            except OutOfMemory:
                self.tiling.keep_below(area(picture) / 2)
        measured, small = self._measure_at_once(picture, row, control)
        start = measured.astype(np.float32)
        if not layout.size:
            return start

        def measure_mosaic(given: Stats) -> Stats:
            return self._measure_whole(small, row, given, control)

        def measure_picture(given: Stats) -> Stats:
            parts: list[tuple[Stats, float]] = []

            def measure(tile: PixelBox) -> None:
                parts.append(self._measure(picture, tile, row, given, control))

            for tile in self.tiling.tiles(box_of(picture)):
                self.tiling.within_memory(intersection(tile, box_of(picture)), measure)
                if on_tile is not None:
                    on_tile()
            return layout.joined(parts)

        finder = StatisticsFinder(layout, measure_picture, measure_mosaic)
        return finder.find(start.astype(np.float64)).astype(np.float32)

    def tiles_to_measure(self, picture: PictureLike) -> int:
        """How many tiles `exact_statistics` runs: none where one run of the picture, or of its mosaic, is all."""
        if self.tiling.fits(box_of(picture)) or not self.card.norm_channels:
            return 0
        return ROUNDS * sum(1 for _ in self.tiling.tiles(box_of(picture)))

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
            stats: (M,) float32 as `statistics` returns them; `exact_statistics` of the picture where None.
            control: stops the run from another thread.

        Returns:
            A new picture of the same shape and type.
        """
        check_picture(picture)
        box = box_of(picture)
        if stats is None:
            stats = self.exact_statistics(picture, style, control=control)
        return self.region(picture, box, style, stats, control=control)

    def region(
        self,
        picture: Picture,
        box: PixelBox,
        style: Vector,
        stats: Vector,
        *,
        origin: tuple[int, int] = (0, 0),
        control: RunControl | None = None,
    ) -> Picture:
        """Repaints one region; equals the same box of the whole picture repainted with the same statistics.

        Args:
            picture: (H, W, 3), uint8 0..255 or float32 0..1: the whole picture.
            box: (x0, y0, x1, y1) in its pixels; where it runs beyond, the picture is mirrored.
            style: (D,) float32.
            stats: (M,) float32 as `statistics` returns them.
            origin: where the picture's corner lies in the canvas grain, where the picture is a part of a larger one.
            control: stops the run from another thread.

        Returns:
            (y1 - y0, x1 - x0, 3) of the picture's type.
        """
        check_picture(picture)
        x0, y0, x1, y1 = box
        if x1 <= x0 or y1 <= y0:
            raise ValueError(f"the box {box} is empty")
        row, given = self._style(style), self._row(stats, self.stats_size, "statistics")
        painted = np.empty((y1 - y0, x1 - x0, 3), picture.dtype)

        def paint(tile: PixelBox) -> None:
            pixels = self._paint(picture, tile, row, given, control, origin=origin)
            left, top = tile[0] - x0, tile[1] - y0
            target = painted[top : top + pixels.shape[0], left : left + pixels.shape[1]]
            target[...] = pixels[: target.shape[0], : target.shape[1]]

        for tile in self.tiling.tiles(box):
            self.tiling.within_memory(tile, paint)
        return painted

    def quick(
        self, picture: Picture, style: Vector, stats: Vector, *, control: RunControl | None = None
    ) -> Picture:
        """Repaints a small picture in one run and shows the network little beyond its edges, for live pictures.

        At 640 × 480 that is a fifth less work than `region` does; near the edges it differs a little.

        Args:
            picture: (H, W, 3), uint8 0..255 or float32 0..1.
            style: (D,) float32.
            stats: (M,) float32 as `statistics` returns them.
            control: stops the run from another thread.

        Returns:
            A new picture of the same shape and type.
        """
        check_picture(picture)
        row, given = self._style(style), self._row(stats, self.stats_size, "statistics")
        margin = min(self.halo, QUICK_MARGIN_PX)
        return self._paint(picture, box_of(picture), row, given, control, margin=margin)

    def _measure_whole(
        self, picture: PictureLike, style: Tensor, stats: Stats | None, control: RunControl | None
    ) -> Stats:
        x0, y0, x1, y1 = box_of(picture)
        if max(x1, y1) <= self.card.size_multiple:
            # Networks need two of their cells to tell how far they differ; the mirrored one adds nothing else.
            x1 = 2 * self.card.size_multiple
        return self._measure(picture, (x0, y0, x1, y1), style, stats, control)[0]

    def _measure(
        self,
        picture: PictureLike,
        box: PixelBox,
        style: Tensor,
        stats: Stats | None,
        control: RunControl | None,
    ) -> tuple[Stats, float]:
        """What a box that begins at multiples of the stride measures, and how many pixels that stands for."""
        given = None if stats is None else stats[np.newaxis].astype(np.float32)
        crop = self._shown(*self._crop_with_halo(picture, box))
        (measured,) = self._run(self._measuring, ["stats_out"], to_tensor(crop), style, given, control)
        size = (crop.shape[0] - 2 * self.halo) * (crop.shape[1] - 2 * self.halo)
        return measured[0].astype(np.float64), size

    def _paint(
        self,
        picture: Picture,
        box: PixelBox,
        style: Tensor,
        stats: Tensor | None,
        control: RunControl | None,
        *,
        margin: int | None = None,
        origin: tuple[int, int] = (0, 0),
    ) -> Picture:
        crop, left, top = self._crop_with_halo(picture, box, margin)
        shown = self._shown(crop, left, top, origin)
        x, y = box[0] - left, box[1] - top
        inner = np.s_[y : y + box[3] - box[1], x : x + box[2] - box[0]]
        alone, paint, photo = self.without_photo(style[0])
        if (
            self._brush is not None
            and stats is not None
            and picture.dtype == np.uint8
            and self._may_brush(self._brush, alone, control)
        ):
            brushed = self._brush.paint(shown, alone, stats[0], control)[inner]
            if (paint, photo) == (1.0, 0.0):
                return np.ascontiguousarray(brushed)
            painted = to_tensor(brushed)
        else:
            tensor, row = to_tensor(shown), alone[np.newaxis]
            (whole,) = self._run(self._runtime, ["image_out"], tensor, row, stats, control)
            painted = whole[:, :, *inner]
        if (paint, photo) != (1.0, 0.0):
            # The photo is mixed in here and not by the network, which sees it with grain.
            painted = np.add(paint * painted, photo * to_tensor(crop[inner]), dtype=np.float32)
        return to_picture(painted, picture.dtype)

    def _may_brush(self, brush: BrushRunner, style: Vector, control: RunControl | None) -> bool:
        """Whether the brush paints a style as the network does: compared once, on a picture that is always the same.

        So what paints is decided by the style alone, and a document looks the same whenever it is painted.
        """
        verdict = brush.verdict(style)
        if verdict is not None:
            return verdict
        picture = natural_noise(*COMPARED_PX)
        shown = self._shown(*self._crop_with_halo(picture, box_of(picture)))
        outputs, row = ["image_out", "stats_out"], style[np.newaxis]
        wanted, stats = self._run(self._runtime, outputs, to_tensor(shown), row, None, control)
        inner = np.s_[self.halo : -self.halo or None, self.halo : -self.halo or None]
        painted = brush.paint(shown, style, stats[0], control)[inner]
        return brush.judge(style, to_picture(wanted, np.float32)[inner], painted)

    def _shown(self, crop: Picture, left: int, top: int, origin: tuple[int, int] = (0, 0)) -> Picture:
        """What the network is shown of a crop whose corner is there in a picture that lies there on the canvas."""
        if not self.card.grain:
            return crop
        return with_grain(crop, left + origin[0], top + origin[1], self.card.grain)

    def _crop_with_halo(
        self, picture: PictureLike, box: PixelBox, halo: int | None = None
    ) -> tuple[Picture, int, int]:
        """The part of the picture that shows `box` and its halo, and where its corner lies in the picture.

        The part begins at a multiple of the network's stride from the picture's corner, so that every region sees
        its pixels in the phase in which the whole picture shows them.
        """
        multiple, halo = self.card.size_multiple, self.halo if halo is None else halo
        x0, y0 = round_down(box[0] - halo, multiple), round_down(box[1] - halo, multiple)
        x1, y1 = x0 + round_up(box[2] + halo - x0, multiple), y0 + round_up(box[3] + halo - y0, multiple)
        return crop_reflected(picture, (x0, y0, x1, y1)), x0, y0

    def _run(
        self,
        runtime: Runtime,
        outputs: Sequence[str],
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
        shapes = {"image_out": image.shape, "stats_out": (1, self.stats_size)}
        results = runtime.run(list(outputs), feeds, control)
        for name, result in zip(outputs, results, strict=True):
            require_shape(result, shapes[name], name, self.path.name)
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
