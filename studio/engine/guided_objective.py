"""What the optimizer makes small where every region of the picture has a style of its own.

The statistics of a region are those of the features under its mask. Its gradient is that of the whole network led by
the region's slope, and the gradients of all regions are laid over each other through their masks.

Source: Gatys et al. 2017, "Controlling perceptual factors in neural style transfer", eq. 4 to 6. Differs: the masks cut
the gradient of the picture and not that of the features, so that graphs which know nothing of regions serve as well;
every region counts as much as it covers, so that a small one is not painted more strongly than a large one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.document.commission import Distance
from studio.document.geometry import Box
from studio.engine.objective import HALO_PX, Objective, Seen, Tile, part_of
from studio.engine.regions import Region
from studio.engine.style_distance import Matrix, measure_to

if TYPE_CHECKING:
    from exports.imaging import Tensor
    from exports.session import PerceptualLoss, PerceptualModel, RunControl, Weights

_SMALLER = 0.7
"""A region whose box takes less of the picture than this has its gradient computed there alone."""


@dataclass(frozen=True, eq=False)
class Guide:
    """A region and the style that it is led to.

    Attributes:
        region: its mask has the size of the image.
        grams: K matrices (1, Ck, Ck); none where the region has no style.
    """

    region: Region
    grams: tuple[Matrix, ...]


class GuidedObjective(Objective):
    """The loss of pictures of one size against a content and the styles of regions.

    Args:
        model: the perceptual network.
        content: the content as an image (1, 3, H, W).
        guides: whose masks add up to 1.
        distance, run_px, control: as of `Objective`.

    Raises:
        ModelError: the network does not give out what is seen place by place.
    """

    def __init__(
        self,
        model: PerceptualModel,
        content: Tensor,
        guides: Sequence[Guide],
        distance: Distance = "gram",
        *,
        run_px: int | None = None,
        control: RunControl | None = None,
    ) -> None:
        super().__init__(model, content, (), distance, run_px=run_px, control=control)
        self._guides = tuple(guides)
        self._measures_of = [[measure_to(gram, distance) for gram in guide.grams] for guide in guides]
        self._coarse: dict[tuple[int, int], NDArray[np.float32]] = {}

    @property
    def covered(self) -> float:
        """How much of the picture has a style, 0..1."""
        return sum(guide.region.covered for guide in self._guides if guide.grams)

    def __call__(
        self,
        image: Tensor,
        weights: Weights,
        *,
        control: RunControl | None = None,
        rng: np.random.Generator | None = None,
    ) -> PerceptualLoss:
        """As of `Objective`; the style is the mean of the regions', by how much they cover."""
        from exports.session import PerceptualLoss

        tiles = list(self._tiles(HALO_PX, rng))
        seen, own = self._look(image, tiles, control)
        slopes: list[list[Matrix]] = []
        terms = np.zeros(len(weights.style))
        for guide, measures, grams in zip(self._guides, self._measures_of, own, strict=True):
            found = [measure(gram) for measure, gram in zip(measures, grams, strict=True)]
            slopes.append([weight * slope for weight, (_, slope) in zip(weights.style, found, strict=False)])
            if found:
                terms += guide.region.covered * np.array([value for value, _ in found])
        gradient = np.zeros_like(image)
        for number, tile, features in self._runs(image, tiles, seen, control):
            led = self._led(image, tile, features, slopes[number], weights, control)
            mask = self._guides[number].region.mask[tile.core.slices]
            gradient[(..., *tile.core.slices)] += mask * led.gradient
        off = sum(
            self._content_for(tile, features.content)[1] for tile, features in zip(tiles, seen, strict=True)
        )
        content = weights.content * off / (self._content.size * max(self._content_norm, 1e-8))
        style, tv = float(np.dot(weights.style, terms)), weights.tv * _variation(image)
        return PerceptualLoss(
            content + style + tv, content, style, tv, gradient, tuple(float(term) for term in terms)
        )

    def _look(
        self, image: Tensor, tiles: Sequence[Tile], control: RunControl | None
    ) -> tuple[list[Seen], list[list[Matrix]]]:
        """What the network sees in every tile, and the Gram matrices of every region that has a style."""
        seen: list[Seen] = []
        sums: list[list[NDArray[np.float64]]] = [[] for _ in self._guides]
        counts: list[list[float]] = [[] for _ in self._guides]
        for tile in tiles:
            maps = self._model.maps(part_of(image, tile.box), control=control)
            seen.append(Seen.of(maps.features))
            for number, guide in enumerate(self._guides):
                if not guide.grams or not guide.region.mask[tile.core.slices].any():
                    continue
                for index, layer in enumerate(maps.layers):
                    moment, count = self._moment(number, layer, tile)
                    if index == len(sums[number]):
                        sums[number].append(moment)
                        counts[number].append(count)
                    else:
                        sums[number][index] += moment
                        counts[number][index] += count
        own = [
            [
                (moment / max(count, 1e-6))[np.newaxis].astype(np.float32)
                for moment, count in zip(moments, of, strict=True)
            ]
            for moments, of in zip(sums, counts, strict=True)
        ]
        return seen, own

    def _moment(self, number: int, layer: Tensor, tile: Tile) -> tuple[NDArray[np.float64], float]:
        """Second moments (C, C) of a layer in the core of a tile, summed under a region's mask; and the mask's sum."""
        stride = tile.box.height // layer.shape[2]
        core = tile.core.translate(-tile.box.x0, -tile.box.y0)
        inner = Box(*(side // stride for side in core)).slices
        mask = self._mask_at(number, stride)[Box(*(side // stride for side in tile.core)).slices].ravel()
        features = layer[(0, slice(None), *inner)].reshape(layer.shape[1], -1)
        return ((features * mask) @ features.T).astype(np.float64), float(mask.sum(dtype=np.float64))

    def _mask_at(self, number: int, stride: int) -> NDArray[np.float32]:
        """A region's mask on the grid of a layer: the mean of each cell."""
        known = self._coarse.get((number, stride))
        if known is None:
            mask = self._guides[number].region.mask
            height, width = mask.shape
            cells = mask.reshape(height // stride, stride, width // stride, stride)
            known = self._coarse[number, stride] = cells.mean(axis=(1, 3))
        return known

    def _runs(
        self, image: Tensor, tiles: Sequence[Tile], seen: Sequence[Seen], control: RunControl | None
    ) -> Iterator[tuple[int, Tile, Seen]]:
        """The runs that make up the gradient: a region, where it is computed, and what is seen there."""
        for number, guide in enumerate(self._guides):
            if self.in_tiles:
                for tile, features in zip(tiles, seen, strict=True):
                    if guide.region.mask[tile.core.slices].any():
                        yield number, tile, features
                continue
            tile = self._around(guide.region)
            if tile is None:
                yield number, tiles[0], seen[0]
            else:
                found = self._model.features(part_of(image, tile.box), control=control)
                yield number, tile, Seen.of(found)

    def _around(self, region: Region) -> Tile | None:
        """The tile that holds a region; None where it would be nearly all of the picture."""
        rows, columns = (np.flatnonzero(region.mask.any(axis=axis)) for axis in (1, 0))
        multiple = self._model.size_multiple
        found = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        core = Box(
            *(side // multiple * multiple for side in found[:2]),
            *(-(-side // multiple) * multiple for side in found[2:]),
        )
        box = core.pad(HALO_PX).intersect(self._whole)
        if box.width * box.height > _SMALLER * self._whole.width * self._whole.height:
            return None
        return Tile(core, box)


def _variation(image: Tensor) -> float:
    """Mean squared difference of neighbours, both directions added."""
    return sum(float(np.square(np.diff(image, axis=axis)).mean(dtype=np.float64)) for axis in (2, 3))
