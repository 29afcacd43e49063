"""Which part of a picture is painted in which of several styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from exports.imaging import crop_reflected
from studio.document.geometry import Box
from studio.document.tiles import TILE_PX, TileMask

if TYPE_CHECKING:
    from studio.engine.optimizer_request import OptimizerRequest

LEAST_SHARE = 2e-4
"""Of a picture: what covers less is too small to have statistics."""


@dataclass(frozen=True, eq=False)
class Region:
    """A part of a picture, and what it is painted in.

    Attributes:
        mask: float32 (H, W) 0..1; those of all regions add up to 1 everywhere.
        styles: numbers of the styles; none where nothing but the content is kept.
    """

    mask: NDArray[np.float32]
    styles: tuple[int, ...]

    @property
    def covered(self) -> float:
        """How much of the picture it takes, 0..1."""
        return float(self.mask.mean(dtype=np.float64))


def regions_of(request: OptimizerRequest, size: tuple[int, int]) -> tuple[Region, ...]:
    """The regions of a run, each where nobody is painted but its own styles.

    Styles with equal masks share a region, where they are mixed by their shares. Where regions overlap, their shares
    say how much of it is whose. Styles without a mask take what no mask covers; if there is none, it stays as it is.

    Args:
        request: the run; styles that count nothing have no region.
        size: width and height of the picture.

    Returns:
        Regions of masks (height, width); a single one where every style paints everywhere.
    """
    counted = [number for number, (_, share) in enumerate(request.styles) if share > 0]
    grouped: list[tuple[NDArray[np.float32], list[int]]] = []
    elsewhere: list[int] = []
    for number in counted:
        mask = request.mask_of(number)
        shown = None if mask is None else _shown(mask, size)
        if shown is None or shown.min() >= 1.0:
            elsewhere.append(number)
        elif shown.mean() >= LEAST_SHARE:
            for known, members in grouped:
                if np.array_equal(known, shown):
                    members.append(number)
                    break
            else:
                grouped.append((shown, [number]))
    if not grouped:
        return (Region(np.ones(size[::-1], np.float32), tuple(elsewhere)),)
    taken = np.max([mask for mask, _ in grouped], axis=0)
    pulls = [
        mask * np.float32(sum(request.styles[number][1] for number in members)) for mask, members in grouped
    ]
    together = np.maximum(np.sum(pulls, axis=0), 1e-6)
    regions = [
        Region((taken * pull / together).astype(np.float32), tuple(members))
        for pull, (_, members) in zip(pulls, grouped, strict=True)
    ]
    left = Region((1.0 - taken).astype(np.float32), tuple(elsewhere))
    return tuple(regions) if not left.mask.any() else (*regions, left)


def reflected(region: Region, size: tuple[int, int]) -> Region:
    """The region of a picture that is mirrored beyond its edges up to (width, height), as an image for a model is."""
    mask = crop_reflected(region.mask[..., np.newaxis], (0, 0, *size))[..., 0]
    return Region(np.ascontiguousarray(mask, np.float32), region.styles)


def mask_of_selection(selection: TileMask, longest_px: int) -> np.ndarray:
    """A selection as a mask, uint8 (h, w), that spans the canvas and is no longer than `longest_px`."""
    canvas, factor = selection.box, 1
    while max(canvas.width, canvas.height) > factor * longest_px and factor < TILE_PX:
        factor *= 2
    strips = []
    for top in range(0, canvas.height, TILE_PX):
        strip = selection.read(Box(0, top, canvas.width, min(top + TILE_PX, canvas.height)))
        strips.append(np.asarray(Image.fromarray(strip).reduce(factor)))
    return np.concatenate(strips)


def mask_within(mask: np.ndarray, canvas: Box, box: Box) -> np.ndarray:
    """The part of a mask, uint8 (h, w) stretched over a canvas, that lies over a box of it."""
    across, down = mask.shape[1] / canvas.width, mask.shape[0] / canvas.height
    size = max(1, round(box.width * across)), max(1, round(box.height * down))
    part = (box.x0 * across, box.y0 * down, box.x1 * across, box.y1 * down)
    image = Image.fromarray(np.ascontiguousarray(mask))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR, box=part))


def _shown(mask: np.ndarray, size: tuple[int, int]) -> NDArray[np.float32]:
    """A mask, uint8 (h, w), stretched over a picture of (width, height)."""
    image = Image.fromarray(np.ascontiguousarray(mask))
    if image.size != size:
        image = image.resize(size, Image.Resampling.BILINEAR)
    return np.asarray(image, np.float32) / np.float32(255.0)
