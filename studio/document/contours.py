"""The line around what is selected, for the screen."""

from __future__ import annotations

import numpy as np

from studio.document.geometry import Box, tiles
from studio.document.tiles import TILE_PX, TileMask

_HALF = 128


def contour(mask: TileMask, box: Box, step: int = 1) -> np.ndarray:
    """Where coverage passes one half, along the edges of pixels.

    Args:
        mask: what is selected.
        box: where to look, in pixels of the document; its corners are multiples of `step` or lie on the canvas' edge.
        step: a power of two up to TILE_PX; only every so many-th pixel each way is looked at.

    Returns:
        Upright and level lines, float64 (N, 4) of x0, y0, x1, y1 in pixels of the document. The canvas' edge counts as
        one.
    """
    inside = np.zeros((-(-box.height // step) + 2, -(-box.width // step) + 2), bool)
    for index in tiles(box.intersect(mask.box), TILE_PX):
        tile = mask.tiles.get(index)
        if tile is not None:
            corner = index.box(TILE_PX)
            part = corner.intersect(box)
            sampled = tile[part.translate(-corner.x0, -corner.y0).slices][::step, ::step] >= _HALF
            left, top = (part.x0 - box.x0) // step + 1, (part.y0 - box.y0) // step + 1
            inside[top : top + sampled.shape[0], left : left + sampled.shape[1]] = sampled
    # What lies around the box is not known: no line is drawn along its edge, but for the edge of the canvas.
    for at_edge, beyond, within in (
        (box.x0 <= mask.box.x0, np.s_[:, 0], np.s_[:, 1]),
        (box.y0 <= mask.box.y0, np.s_[0, :], np.s_[1, :]),
        (box.x1 >= mask.box.x1, np.s_[:, -1], np.s_[:, -2]),
        (box.y1 >= mask.box.y1, np.s_[-1, :], np.s_[-2, :]),
    ):
        if not at_edge:
            inside[beyond] = inside[within]
    level = _runs(inside[1:] != inside[:-1])
    upright = _runs((inside[:, 1:] != inside[:, :-1]).T)
    lines = np.concatenate(
        [
            np.stack([level[:, 1] - 1, level[:, 0], level[:, 2] - 1, level[:, 0]], axis=-1),
            np.stack([upright[:, 0], upright[:, 1] - 1, upright[:, 0], upright[:, 2] - 1], axis=-1),
        ]
    )
    found = lines * float(step) + np.array((box.x0, box.y0, box.x0, box.y0), np.float64)
    # The last sample may stand for less than a whole step.
    return np.minimum(found, np.array((box.x1, box.y1, box.x1, box.y1), np.float64))


def _runs(marks: np.ndarray) -> np.ndarray:
    """Rows of marks as lines: (row, first, end), one for each unbroken run; int (N, 3)."""
    padded = np.zeros((marks.shape[0], marks.shape[1] + 2), np.int8)
    padded[:, 1:-1] = marks
    steps = np.diff(padded, axis=1)
    rows, first = np.nonzero(steps == 1)
    _, end = np.nonzero(steps == -1)
    return np.stack([rows, first, end], axis=-1)
