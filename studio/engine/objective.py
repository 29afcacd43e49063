"""What the optimizer makes small: the perceptual loss of a picture of any size, with its gradient.

A picture that is too large for one run of the network is cut into tiles. The Gram matrices of the whole picture are
measured first, tile by tile; then each tile is led by the distance of the *whole* to the style, not by its own, so that
tiles do not differ. Where they are cut moves with every step: what a border of theirs does wrong is mended in the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.document.commission import Distance
from studio.document.geometry import Box
from studio.engine.style_distance import Matrix, measure_to

if TYPE_CHECKING:
    from exports.imaging import Tensor
    from exports.session import Features, PerceptualLoss, PerceptualModel, RunControl, Targets, Weights

LARGEST_RUN_PX = 768 * 768
"""Pixels of one run of the network; more are cut into tiles. Such a run takes 1.6 GB."""
TILE_PX = 448
"""Side of a tile with its halo; such a run takes .6 GB."""
HALO_PX = 32
CONTENT_HALO_PX = 64
_LEAST_SLOPE = 1e-20


@dataclass(frozen=True)
class Tile:
    """A part of a picture that is computed in one run.

    Attributes:
        core: what of it counts.
        box: the core with its halo.
    """

    core: Box
    box: Box


@dataclass(frozen=True, eq=False)
class Seen:
    """What the network saw in a tile; kept until its gradient is asked for, the content in half precision."""

    content: NDArray[np.float16]
    grams: tuple[Matrix, ...]

    @classmethod
    def of(cls, features: Features) -> Seen:
        return cls(features.content.astype(np.float16), tuple(gram.copy() for gram in features.grams))


@dataclass(frozen=True, eq=False)
class _Led:
    """The gradient in the core of a tile, how far its content is off as a sum of squares, and its total variation."""

    gradient: Tensor
    off: float
    tv: float


class Objective:
    """The loss of pictures of one size against a content and a style.

    Args:
        model: the perceptual network.
        content: the content as an image (1, 3, H, W), see `PerceptualModel.prepare`.
        grams: of the style, K matrices (1, Ck, Ck).
        distance: how far two Gram matrices are apart.
        run_px: pixels of one run of the network at most; `LARGEST_RUN_PX` where None.
        control: stops the measuring of the content.
    """

    def __init__(
        self,
        model: PerceptualModel,
        content: Tensor,
        grams: Sequence[Matrix],
        distance: Distance = "gram",
        *,
        run_px: int | None = None,
        control: RunControl | None = None,
    ) -> None:
        self._model = model
        self._run_px = run_px or LARGEST_RUN_PX
        self._whole = Box(0, 0, content.shape[3], content.shape[2])
        self._distance = distance
        self._grams = tuple(grams)
        self._measures = [measure_to(gram, distance) for gram in grams]
        self._content = self._content_target(content, control)
        self._content_norm = float(np.square(self._content, dtype=np.float64).mean())

    @property
    def in_tiles(self) -> bool:
        """Whether a picture takes several runs."""
        return self._whole.width * self._whole.height > self._run_px

    @property
    def covered(self) -> float:
        """How much of the picture has a style, 0..1."""
        return 1.0

    @property
    def targets(self) -> Targets:
        """What a picture shall come near to."""
        from exports.session import Targets

        return Targets(self._content, self._grams)

    def __call__(
        self,
        image: Tensor,
        weights: Weights,
        *,
        control: RunControl | None = None,
        rng: np.random.Generator | None = None,
    ) -> PerceptualLoss:
        """The loss of an image (1, 3, H, W) and its gradient.

        Args:
            weights: as the model takes them.
            control: stops the run from another thread.
            rng: draws where tiles are cut; None cuts them from the corner on.
        """
        if self._distance == "gram" and not self.in_tiles:
            return self._model.loss_and_gradient(image, self.targets, weights, control=control)
        tiles = list(self._tiles(HALO_PX, rng))
        seen = [self._seen(image, tile, control) for tile in tiles]
        own = _mean_grams([features.grams for features in seen], tiles)
        found = [measure(gram) for measure, gram in zip(self._measures, own, strict=True)]
        slopes = [weight * slope for weight, (_, slope) in zip(weights.style, found, strict=True)]
        return self._led_by(slopes, [value for value, _ in found], image, weights, tiles, seen, control)

    def _seen(self, image: Tensor, tile: Tile, control: RunControl | None) -> Seen:
        return Seen.of(self._model.features(part_of(image, tile.box), control=control))

    def _led_by(
        self,
        slopes: Sequence[Matrix],
        distances: Sequence[float],
        image: Tensor,
        weights: Weights,
        tiles: Sequence[Tile],
        seen: Sequence[Seen],
        control: RunControl | None,
    ) -> PerceptualLoss:
        """The gradient under which every tile follows the slopes that the whole picture's Gram matrices have."""
        from exports.session import PerceptualLoss

        gradient = np.empty_like(image)
        content = tv = counted = 0.0
        for tile, features in zip(tiles, seen, strict=True):
            led = self._led(image, tile, features, slopes, weights, control)
            gradient[(..., *tile.core.slices)] = led.gradient
            content, tv, counted = content + led.off, tv + led.tv, counted + self._share(tile)
        content *= weights.content / (self._content.size * max(self._content_norm, 1e-8))
        tv /= counted
        style = float(np.dot(weights.style, distances))
        return PerceptualLoss(content + style + tv, content, style, tv, gradient, tuple(distances))

    def _led(
        self,
        image: Tensor,
        tile: Tile,
        features: Seen,
        slopes: Sequence[Matrix],
        weights: Weights,
        control: RunControl | None,
    ) -> _Led:
        """What a tile is told when the slopes of Gram matrices larger than its own lead it; none leave the content."""
        from exports.session import Targets, Weights

        share = self._share(tile)
        target, off = self._content_for(tile, features.content)
        norm = float(np.square(target, dtype=np.float64).mean())
        pulls = [pull_of(gram, slope, share) for gram, slope in zip(features.grams, slopes, strict=False)]
        pulls = pulls or [(gram, 0.0) for gram in features.grams]
        found = self._model.loss_and_gradient(
            part_of(image, tile.box),
            Targets(target, tuple(pull for pull, _ in pulls)),
            Weights(
                weights.content * share * norm / max(self._content_norm, 1e-8),
                tuple(weight for _, weight in pulls),
                weights.tv * share,
            ),
            control=control,
        )
        inner = tile.core.translate(-tile.box.x0, -tile.box.y0)
        return _Led(found.gradient[(..., *inner.slices)], off, found.tv)

    def _share(self, tile: Tile) -> float:
        """How much of the picture a tile with its halo is."""
        return tile.box.width * tile.box.height / (self._whole.width * self._whole.height)

    def _content_for(self, tile: Tile, half: NDArray[np.float16]) -> tuple[Tensor, float]:
        """What the content of a tile is held to, and how far its core is from it, as a sum of squares.

        The outer half of the halo is held to nothing but itself: what a tile sees there of its own border is no error.
        """
        seen = half.astype(np.float32)
        target = seen.copy()
        held = tile.core.pad(HALO_PX // 2 // self._stride * self._stride).intersect(tile.box)
        moved = held.translate(-tile.box.x0, -tile.box.y0)
        target[(..., *self._cells(moved).slices)] = self._content[(..., *self._cells(held).slices)]
        core = self._cells(tile.core.translate(-tile.box.x0, -tile.box.y0)).slices
        difference = seen[(..., *core)] - target[(..., *core)]
        return target, float(np.square(difference, dtype=np.float64).sum())

    def _tiles(self, halo_px: int, rng: np.random.Generator | None = None) -> Iterator[Tile]:
        if not self.in_tiles:
            yield Tile(self._whole, self._whole)
            return
        side_px = min(TILE_PX, int(self._run_px**0.5))
        yield from cut(self._whole, side_px, halo_px, self._model.size_multiple, rng)

    def _content_target(self, content: Tensor, control: RunControl | None) -> Tensor:
        target = np.empty(0, np.float32)
        for tile in self._tiles(CONTENT_HALO_PX):
            found = self._model.features(part_of(content, tile.box), control=control).content
            if not target.size:
                self._stride = tile.box.height // found.shape[2]
                cells = self._cells(self._whole)
                target = np.empty((1, found.shape[1], cells.height, cells.width), np.float32)
            inner = self._cells(tile.core.translate(-tile.box.x0, -tile.box.y0))
            target[(..., *self._cells(tile.core).slices)] = found[(..., *inner.slices)]
        return target

    def _cells(self, box: Box) -> Box:
        return Box(*(side // self._stride for side in box))


def grams_of(
    model: PerceptualModel,
    picture: np.ndarray,
    *,
    run_px: int | None = None,
    control: RunControl | None = None,
) -> tuple[Matrix, ...]:
    """The Gram matrices of a picture, uint8 (H, W, 3), of any size."""
    image, run_px = model.prepare(picture), run_px or LARGEST_RUN_PX
    whole = Box(0, 0, image.shape[3], image.shape[2])
    if whole.width * whole.height <= run_px:
        return model.features(image, control=control).grams
    tiles = list(cut(whole, min(TILE_PX, int(run_px**0.5)), HALO_PX, model.size_multiple))
    return _mean_grams(
        [model.features(part_of(image, tile.box), control=control).grams for tile in tiles], tiles
    )


def cut(
    whole: Box, side_px: int, halo_px: int, multiple: int, rng: np.random.Generator | None = None
) -> Iterator[Tile]:
    """Tiles that cover a picture, whose sides are multiples of `multiple`.

    All of them have one size with their halo, `side_px` or the picture's: the runtime keeps memory for each size that
    a network meets.

    Args:
        halo_px: least width of the halo, but at the picture's border.
        rng: draws where the borders between cores lie; None puts them as far from the corner as they go.
    """
    side_px, halo_px = (length // multiple * multiple for length in (side_px, halo_px))
    core_px = max(multiple, (side_px - 2 * halo_px) // multiple * multiple)
    columns = _stretches(whole.width, core_px, multiple, rng)
    for y0, y1 in _stretches(whole.height, core_px, multiple, rng):
        top = _begin(y0 - halo_px, side_px, whole.height)
        for x0, x1 in columns:
            left = _begin(x0 - halo_px, side_px, whole.width)
            box = Box(left, top, left + side_px, top + side_px).intersect(whole)
            yield Tile(Box(x0, y0, x1, y1), box)


def _begin(wanted: int, side_px: int, length: int) -> int:
    """Where a tile begins so that it does not reach beyond the picture."""
    return max(0, min(wanted, length - side_px))


def _stretches(
    length: int, most: int, multiple: int, rng: np.random.Generator | None
) -> list[tuple[int, int]]:
    """Stretches of at most `most` that make up a length; their borders move by a quarter of it or more."""
    slack = -length % most
    if rng is not None and slack < most // 4:
        slack += most
    first = most
    if rng is not None:
        first -= multiple * int(rng.integers(0, min(slack, most - multiple) // multiple + 1))
    borders = [0, *range(first, length, most), length]
    return list(pairwise(borders))


def part_of(image: Tensor, box: Box) -> Tensor:
    """The pixels of a box of an image (1, 3, H, W)."""
    return np.ascontiguousarray(image[(..., *box.slices)])


def _mean_grams(seen: Sequence[Sequence[Matrix]], tiles: Sequence[Tile]) -> tuple[Matrix, ...]:
    areas = np.array([tile.core.width * tile.core.height for tile in tiles], np.float64)
    shares = (areas / areas.sum()).astype(np.float32)
    mean: list[Matrix] = []
    for layer in zip(*seen, strict=True):
        total = np.zeros_like(layer[0])
        for share, gram in zip(shares, layer, strict=True):
            total += share * gram
        mean.append(total)
    return tuple(mean)


def pull_of(gram: Matrix, slope: Matrix, share: float) -> tuple[Matrix, float]:
    """A target and a weight for a tile, under which the model's own style term has the slope of the whole picture.

    The model's term is w·|G - T|² / |T|² with the tile's own G; its slope by the features is
    4w (G - T) F / (n |T|²), where the whole picture's would be 2 S F / N. With T = G - κS both are the same for
    w = n |T|² / (2 N κ). κ is free; it makes G - T as large as half of G, far from the rounding.

    Args:
        gram: of the tile, (1, C, C).
        slope: S, derivative of the weighted style loss by the whole picture's Gram matrix, (1, C, C).
        share: n / N, of the tile's pixels in those of the picture.
    """
    length = float(np.linalg.norm(slope))
    if length < _LEAST_SLOPE:
        return gram, 0.0
    factor = 0.5 * float(np.linalg.norm(gram)) / length
    if factor == 0.0:
        return gram, 0.0
    target: Matrix = (gram - np.float32(factor) * slope).astype(np.float32)
    norm = max(float(np.square(target, dtype=np.float64).sum()), 1e-8)
    return target, share * norm / (2.0 * factor)
