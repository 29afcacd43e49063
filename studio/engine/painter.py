"""Repaints regions of one picture, with the controls that need no retraining: stroke scale, colours, detail.

Every region is what it would be in the whole picture painted at once, so the canvas shows what the export will hold.

Source: Gatys et al. 2017, "Controlling perceptual factors in neural style transfer" (luminance transfer, matching of
colour statistics; scale).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, get_args

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from exports.grain import GRAIN_PX
from exports.imaging import crop_reflected
from studio.document.geometry import Box
from studio.engine.cancel import CancelToken, stopping_runs
from studio.engine.color import ColorMap, luma, map_between, with_colors_of
from studio.engine.resampling import ScaledPicture, enlarged_box, resampled_in_strips, scaled_size

if TYPE_CHECKING:
    from exports.imaging import PictureLike
    from exports.runtime import RunControl
    from exports.session import StyleModel

Colors = Literal["style", "photo", "palette"]
"""Whose colours are shown: the style's; the photo's at every pixel under the painting's light; the style's, moved
until their mean and covariance are the photo's."""


class Measure(Protocol):
    """Takes the statistics (M,) of a picture uint8 (H, W, 3) under a style (D,)."""

    def __call__(
        self, picture: PictureLike, style: np.ndarray, /, *, control: RunControl | None = None
    ) -> np.ndarray: ...


PixelsOf = Callable[[Box], np.ndarray]
"""Gives the pixels of a box within the canvas, uint8 (h, w, 3)."""

DETAIL_REACH_PX = 4
RESAMPLED_PX = 8
"""How far resampling looks, on the coarser of two grids, there and back."""
FINISHED_ROWS = 256
"""Of a region, before it is looked whether the work is still wanted."""
SAMPLE_PX = 96
SAMPLES = 12
SMALLEST_SCALE, LARGEST_SCALE = 0.1, 10.0
LARGEST_SEED = 99
FITTED_PX = 1200
"""The long side of a picture on which strokes of scale 1 are seen when it is looked at as a whole."""
LARGEST_FITTED_SCALE = 3.0


def fitting_scale(width: int, height: int) -> float:
    """The scale of strokes that are seen in a picture of so many pixels when it is looked at as a whole.

    Larger pictures have larger strokes, but no larger ones than leave something to see from near.
    """
    return round(min(max(max(width, height) / FITTED_PX, 1.0), LARGEST_FITTED_SCALE), 2)


@dataclass(frozen=True)
class Controls:
    """What a painter does besides its style.

    Attributes:
        scale: size of the strokes in the picture: 2 twice as large, .5 half as large.
        colors: whose colours are shown.
        detail: how much of the photo's finest light and shade is laid over the paint, 0 to 2.
        seed: which part of the canvas grain lies under the picture, 0 to `LARGEST_SEED`: each has other strokes.
    """

    scale: float = 1.0
    colors: Colors = "style"
    detail: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not SMALLEST_SCALE <= self.scale <= LARGEST_SCALE:
            raise ValueError(f"the scale of strokes is .1 to 10, not {self.scale}")
        if self.colors not in get_args(Colors):
            raise ValueError(f"the colors are one of {', '.join(get_args(Colors))}, not {self.colors!r}")
        if not 0 <= self.detail <= 2:
            raise ValueError(f"the detail is 0 to 2, not {self.detail}")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise ValueError(f"the seed is 0 to {LARGEST_SEED}, not {self.seed}")

    @property
    def grain_shift(self) -> tuple[int, int]:
        """Where in the canvas grain the picture's corner lies: elsewhere for each seed, far from its neighbours'."""
        # The additive recurrence of the plastic number.
        return (
            round(self.seed * 0.7548776662466927 * GRAIN_PX) % GRAIN_PX,
            round(self.seed * 0.5698402909980532 * GRAIN_PX) % GRAIN_PX,
        )


class RegionPainter:
    """Repaints regions of one picture in one style. Thread-safe once it is made.

    Attributes:
        box: of the picture.
        stats: float32 (M,), the network's statistics of the picture at the scale that is painted.
    """

    def __init__(
        self,
        model: StyleModel,
        base: np.ndarray,
        vector: np.ndarray,
        controls: Controls,
        cancel: CancelToken | None = None,
        *,
        stats: np.ndarray | None = None,
        measure: Measure | None = None,
        origin: tuple[int, int] = (0, 0),
    ) -> None:
        """Takes the statistics, and the colours where they are asked for.

        Args:
            model: the network.
            base: uint8 (H, W, 3).
            vector: float32 (D,), as `model.blend` returns it.
            controls: what else is done.
            cancel: looked at in every run.
            stats: statistics that a painter of this style and scale has taken already.
            measure: takes the statistics where there are none; `StyleModel.statistics`, which is quick, if None.
            origin: where the picture's corner lies on the canvas, in pixels of the size that is painted.

        Raises:
            Cancelled, ModelError.
        """
        self.box = Box.of(base)
        self._model, self._base, self._controls = model, base, controls
        self._size = scaled_size(base, 1 / controls.scale)
        shift = controls.grain_shift
        self._grain_corner = origin[0] + shift[0], origin[1] + shift[1]
        self._scaled = self._size != (self.box.width, self.box.height)
        # The photo is mixed in on the canvas, where it is sharp at any scale, and where paint of any strength serves.
        self._vector, self._paint, self._photo = model.without_photo(vector)
        self.stats = self._measured(measure or model.statistics, cancel) if stats is None else stats
        self._color_map = self._map_to_palette(cancel) if controls.colors == "palette" else None

    def region(
        self, box: Box, cancel: CancelToken | None = None, *, ground: PixelsOf | None = None
    ) -> np.ndarray:
        """The box of the picture, repainted: uint8 (height, width, 3).

        Args:
            box: within the picture.
            cancel: looked at in every run.
            ground: what is repainted where that is another picture than the one whose statistics were taken.

        Raises:
            Cancelled, ModelError.
        """
        painted = self.paint(box, cancel, ground=ground)
        if (
            (self._paint, self._photo) == (1.0, 0.0)
            and self._controls.colors == "style"
            and not self._controls.detail
        ):
            return painted
        result = np.empty_like(painted)
        for top in range(box.y0, box.y1, FINISHED_ROWS):
            if cancel is not None:
                cancel.raise_if_cancelled()
            band = Box(box.x0, top, box.x1, min(top + FINISHED_ROWS, box.y1))
            rows = slice(band.y0 - box.y0, band.y1 - box.y0)
            result[rows] = self.finish(band, painted[rows], ground=ground)
        return result

    def paint(
        self, box: Box, cancel: CancelToken | None = None, *, ground: PixelsOf | None = None
    ) -> np.ndarray:
        """As `region`, before strength, colours and detail: what painters of one style and scale have in common."""
        with stopping_runs(cancel) as control:
            if not self._scaled and ground is None:
                return self._model.region(
                    self._base,
                    box,
                    self._vector,
                    self.stats,
                    origin=self._grain_corner,
                    control=control,
                )
            inner = enlarged_box(box, self.box, self._size) if self._scaled else box
            outer = self._with_halo(inner)
            below = ground or self._photo_pixels
            crop = self._at_scale(below, cancel)[outer.slices] if self._scaled else below(outer)
            there = (inner.x0 - outer.x0, inner.y0 - outer.y0, inner.x1 - outer.x0, inner.y1 - outer.y0)
            right, down = self._grain_corner
            origin = (outer.x0 + right, outer.y0 + down)
            painted = self._model.region(
                crop, there, self._vector, self.stats, origin=origin, control=control
            )
        if not self._scaled:
            return painted
        whole = (self.box.width, self.box.height)
        return resampled_in_strips(painted, whole, box, inner, self._size, cancel)

    def finish(self, box: Box, painted: np.ndarray, *, ground: PixelsOf | None = None) -> np.ndarray:
        """Strength, colours and detail of what `paint` made of the box."""
        below = ground or self._photo_pixels
        painted = self._at_strength(painted, box, below)
        if self._controls.colors == "photo":
            painted = with_colors_of(below(box), painted)
        elif self._color_map is not None:
            painted = self._color_map(painted)
        if self._controls.detail:
            painted = self._with_detail(box, painted, below)
        return painted

    def _at_strength(self, painted: np.ndarray, box: Box, below: PixelsOf) -> np.ndarray:
        if (self._paint, self._photo) == (1.0, 0.0):
            return painted
        mixed = np.float32(self._paint) * painted + np.float32(self._photo) * below(box)
        return np.clip(np.rint(mixed, out=mixed), 0, 255).astype(np.uint8)

    def _photo_pixels(self, box: Box) -> np.ndarray:
        return self._base[box.slices]

    def _at_scale(self, below: PixelsOf, cancel: CancelToken | None) -> ScaledPicture:
        """What is repainted, at the size at which it is shown to the network."""
        return ScaledPicture(below, self.box, self._size, cancel)

    def _measured(self, measure: Measure, cancel: CancelToken | None) -> np.ndarray:
        working = self._at_scale(self._photo_pixels, cancel) if self._scaled else self._base
        with stopping_runs(cancel) as control:
            return measure(working, self._vector, control=control)

    def _with_halo(self, inner: Box) -> Box:
        """What of the scaled picture the network must be shown, begun in step with its cells."""
        multiple = self._model.card.size_multiple
        reach = self._model.halo + multiple
        width, height = self._size
        return Box(
            max(0, (inner.x0 - reach) // multiple * multiple),
            max(0, (inner.y0 - reach) // multiple * multiple),
            min(width, inner.x1 + reach),
            min(height, inner.y1 + reach),
        )

    def _map_to_palette(self, cancel: CancelToken | None) -> ColorMap:
        boxes = list(_spread_boxes(self.box))
        below = self._photo_pixels
        painted = [self._at_strength(self.paint(box, cancel), box, below).reshape(-1, 3) for box in boxes]
        photo = [below(box).reshape(-1, 3) for box in boxes]
        return map_between(np.concatenate(painted), np.concatenate(photo))

    def _with_detail(self, box: Box, painted: np.ndarray, below: PixelsOf) -> np.ndarray:
        """Adds light and shade of the photo that are finer than its blur by a binomial filter of nine pixels."""
        reach = DETAIL_REACH_PX
        around = box.pad(reach)
        there = around.intersect(self.box)
        light = luma(crop_reflected(below(there), around.translate(-there.x0, -there.y0)))
        row = np.array([1, 8, 28, 56, 70, 56, 28, 8, 1], np.float32) / 256
        rows = sliding_window_view(light, len(row), axis=1) @ row
        blurred = sliding_window_view(rows, len(row), axis=0) @ row
        fine = light[reach:-reach, reach:-reach] - blurred
        result = painted + np.float32(self._controls.detail) * fine[..., np.newaxis]
        return np.clip(np.rint(result, out=result), 0, 255).astype(np.uint8)


def reach_px(model: StyleModel, scale: float) -> int:
    """How far around a region its repainted pixels depend on what is repainted, in pixels of the canvas."""
    cells = model.halo + 2 * model.card.size_multiple
    return math.ceil((cells + RESAMPLED_PX) * max(scale, 1.0)) + DETAIL_REACH_PX


def _spread_boxes(box: Box) -> Iterator[Box]:
    """A few boxes spread evenly over a picture, the whole of it where it is small."""
    width, height = min(SAMPLE_PX, box.width), min(SAMPLE_PX, box.height)
    for index in range(SAMPLES):
        # The additive recurrence of the plastic number: even, and in step with nothing.
        across, down = (0.5 + 0.7548776662466927 * index) % 1, (0.5 + 0.5698402909980532 * index) % 1
        x0, y0 = round(across * (box.width - width)), round(down * (box.height - height))
        yield Box(x0, y0, x0 + width, y0 + height)
