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
        on_progress: told after each region.
        cancel: looked at in every run.

    Returns:
        uint8 (H, W, 3).

    Raises:
        Cancelled, ModelError.
    """
    if mask is not None and mask.shape != picture.shape[:2]:
        raise ValueError(f"the mask {mask.shape} does not fit the picture {picture.shape[:2]}")
    painter = RegionPainter(model, picture, vector, controls or Controls(), cancel)
    result = np.empty_like(picture)
    regions = list(_regions(painter.box))
    for done, region in enumerate(regions, start=1):
        part = result[region.slices]
        part[...] = picture[region.slices]
        if mask is None:
            part[...] = painter.region(region, cancel)
        elif mask[region.slices].any():
            alpha = mask[region.slices][..., np.newaxis].astype(np.float32) / np.float32(255)
            part[...] = np.rint(part + (painter.region(region, cancel).astype(np.float32) - part) * alpha)
        if on_progress is not None:
            on_progress(done / len(regions))
    return result


class TileRenderer(Protocol):
    """Makes stylised tiles: a Stylizer, or what chooses among several."""

    def render(
        self, choice: StyleChoice, tile: TileIndex, cancel: CancelToken | None = None
    ) -> np.ndarray: ...


def render_document(
    document: Layered,
    stylizer: TileRenderer,
    *,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> np.ndarray:
    """The whole document as it shall look, uint8 (H, W, 3); tiles that are not yet there are rendered.

    Args:
        document: a view, if painting goes on meanwhile.

    Raises:
        Cancelled, ModelError.
    """

    def tile_of(choice: StyleChoice, tile: TileIndex) -> np.ndarray:
        return stylizer.render(choice, tile, cancel)

    picture = np.empty(document.base.shape, np.uint8)
    all_tiles = list(tiles(document.box, TILE_PX))
    for done, tile in enumerate(all_tiles, start=1):
        if cancel is not None:
            cancel.raise_if_cancelled()
        part = tile.box(TILE_PX).intersect(document.box)
        picture[part.slices] = composite(document, part, tile_of).picture
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
