"""Whole pictures of any size, by tiles in bounded memory: for the command line and for export."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import numpy as np

from studio.document.geometry import Box, TileIndex, tiles
from studio.document.layers import StyleChoice
from studio.document.tiles import TILE_PX
from studio.engine.cancel import CancelToken
from studio.engine.compositor import Layered, composite
from studio.engine.painter import Controls, RegionPainter

if TYPE_CHECKING:
    from exports.imaging import PictureLike
    from exports.runtime import RunControl
    from exports.session import StyleModel

OnProgress = Callable[[float], None]
"""Called with the share of the work that is done, 0..1."""

REGION_PX = 1024


def stylize_picture(
    model: StyleModel,
    picture: np.ndarray,
    vector: np.ndarray,
    *,
    mask: np.ndarray | None = None,
    controls: Controls | None = None,
    quick: bool = False,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> np.ndarray:
    """Repaints a picture.

    Args:
        model: the network.
        picture: uint8 (H, W, 3).
        vector: float32 (D,), as `model.blend` returns it.
        mask: uint8 (H, W), where to paint; None = everywhere.
        controls: stroke scale, colours and detail; None leaves them alone.
        quick: take the network's statistics as a document does, from a sample of a large picture, so that this is
            what its canvas shows; otherwise from all of it, which takes about three times as long.
        on_progress: told after each tile that was measured or painted.
        cancel: looked at in every run.

    Returns:
        uint8 (H, W, 3).

    Raises:
        Cancelled, ModelError.
    """
    if mask is not None and mask.shape != picture.shape[:2]:
        raise ValueError(f"the mask {mask.shape} does not fit the picture {picture.shape[:2]}")
    regions = list(_regions(Box.of(picture)))
    steps = _Steps(len(regions), on_progress)

    def measure(whole: PictureLike, style: np.ndarray, *, control: RunControl | None = None) -> np.ndarray:
        steps.add(model.tiles_to_measure(whole))
        return model.exact_statistics(whole, style, control=control, on_tile=steps.done)

    painter = RegionPainter(
        model, picture, vector, controls or Controls(), cancel, measure=None if quick else measure
    )
    result = np.empty_like(picture)
    for region in regions:
        if cancel is not None:
            cancel.raise_if_cancelled()
        part = result[region.slices]
        part[...] = picture[region.slices]
        if mask is None:
            part[...] = painter.region(region, cancel)
        elif mask[region.slices].any():
            alpha = mask[region.slices][..., np.newaxis].astype(np.float32) / np.float32(255)
            part[...] = np.rint(part + (painter.region(region, cancel).astype(np.float32) - part) * alpha)
        steps.done()
    return result


class _Steps:
    """Counts steps of about equal length and tells the share that is done."""

    def __init__(self, count: int, on_progress: OnProgress | None) -> None:
        self._count, self._done, self._on_progress = count, 0, on_progress

    def add(self, count: int) -> None:
        self._count += count

    def done(self) -> None:
        self._done += 1
        if self._on_progress is not None:
            self._on_progress(min(self._done / self._count, 1.0))


class TileRenderer(Protocol):
    """Makes stylised tiles: a Stylizer, or what chooses among several."""

    def render(
        self, choice: StyleChoice, tile: TileIndex, cancel: CancelToken | None = None
    ) -> np.ndarray: ...


def render_document(
    document: Layered,
    stylizer: TileRenderer,
    *,
    box: Box | None = None,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> np.ndarray:
    """The document as it shall look, uint8 (H, W, 3); tiles that are not yet there are rendered.

    Args:
        document: a view, if painting goes on meanwhile.
        box: the part that is wanted; None is all of it.

    Raises:
        Cancelled, ModelError.
    """

    def tile_of(choice: StyleChoice, tile: TileIndex) -> np.ndarray:
        return stylizer.render(choice, tile, cancel)

    whole = document.box if box is None else box.intersect(document.box)
    picture = np.empty((whole.height, whole.width, 3), np.uint8)
    all_tiles = list(tiles(whole, TILE_PX))
    for done, tile in enumerate(all_tiles, start=1):
        if cancel is not None:
            cancel.raise_if_cancelled()
        part = tile.box(TILE_PX).intersect(whole)
        picture[part.translate(-whole.x0, -whole.y0).slices] = composite(document, part, tile_of).picture
        if on_progress is not None:
            on_progress(done / len(all_tiles))
    return picture


def _regions(box: Box) -> Iterator[Box]:
    """Boxes of about one size, at most REGION_PX square: few shapes are quicker than many on a GPU."""
    columns, rows = math.ceil(box.width / REGION_PX), math.ceil(box.height / REGION_PX)
    width, height = math.ceil(box.width / columns), math.ceil(box.height / rows)
    for y0 in range(0, box.height, height):
        for x0 in range(0, box.width, width):
            yield Box(x0, y0, x0 + width, y0 + height).intersect(box)
