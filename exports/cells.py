"""Pictures as cells of 4 × 4 pixels, and convolutions that work on cells instead of pixels.

A convolution of few channels at full or half size spends its time on gathering what its windows see. The same sums
over cells, whose pixels lie together, gather a quarter or a sixteenth as often: at 512 × 512 on one thread the first
layer of the brush takes 1.0 ms instead of 2.8, the last one 2.2 instead of 4.5.

The numbers of a cell are ordered by row, column and channel: 48 of a picture's colours, (4, 4, 3); at half size a cell
has 2 × 2 places, (2, 2, C). Kernels are in double precision, and laid out (outputs, inputs, rows, columns).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CELL_PX = 4
MARGIN_PX = 2
"""What lies around a picture in its cells, so that the stem's windows of 8 × 8 pixels are 2 × 2 whole cells."""
COLORS = 3
CELL_NUMBERS = CELL_PX * CELL_PX * COLORS
PLACES = 4
"""In a cell at half size."""

Kernel = NDArray[np.float64]
Pixels = NDArray[np.uint8]

_ROW = np.dtype((np.void, CELL_PX * COLORS))
"""A row of a cell, moved as one piece: numpy takes seven times as long to move its bytes one by one."""


def to_cells(picture: Pixels) -> Pixels:
    """The cells of a picture (H, W, 3), whose sides are multiples of `CELL_PX`, with a black margin around it.

    Returns:
        (1, H / 4 + 1, W / 4 + 1, 48).
    """
    height, width, _ = picture.shape
    framed = np.zeros((height + 2 * MARGIN_PX, width + 2 * MARGIN_PX, COLORS), np.uint8)
    framed[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX] = picture
    rows, columns = height // CELL_PX + 1, width // CELL_PX + 1
    pieces = framed.reshape(rows, CELL_PX, columns * CELL_PX * COLORS).view(_ROW)
    return np.ascontiguousarray(pieces.transpose(0, 2, 1)).view(np.uint8).reshape(1, rows, columns, -1)


def from_cells(cells: Pixels) -> Pixels:
    """The picture (4 h, 4 w, 3) of contiguous cells (1, h, w, 48) without a margin."""
    _, rows, columns, _ = cells.shape
    pieces = cells.reshape(rows, columns, CELL_NUMBERS).view(_ROW)
    picture = np.ascontiguousarray(pieces.transpose(0, 2, 1)).view(np.uint8)
    return picture.reshape(rows * CELL_PX, columns * CELL_PX, COLORS)


def as_it_is(kernel: Kernel) -> Kernel:
    """The kernel of a convolution of which a cell is one place already."""
    return kernel


def over_pixels(kernel: Kernel) -> Kernel:
    """(O, 3, 8, 8) of stride 4, padded by 2, as (O, 48, 2, 2) over cells with a margin."""
    outputs = len(kernel)
    split = kernel.reshape(outputs, COLORS, 2, CELL_PX, 2, CELL_PX)
    return split.transpose(0, 3, 5, 1, 2, 4).reshape(outputs, CELL_NUMBERS, 2, 2)


def over_enlarged(kernel: Kernel) -> Kernel:
    """(O, I, 3, 3) over what was enlarged to twice its size, linearly, as (4 O, I, 3, 3) over what was not."""
    outputs, inputs = kernel.shape[:2]
    reach = _enlarged_taps()
    joined = np.einsum("pka,qlb,oikl->pqoiab", reach, reach, kernel, optimize=True)
    return joined.reshape(PLACES * outputs, inputs, 3, 3)


def over_halves(kernel: Kernel) -> Kernel:
    """(O, I, 3, 3) at half size as (4 O, 4 I, 3, 3) over cells at half size."""
    outputs, inputs = kernel.shape[:2]
    placed = np.zeros((2, 2, outputs, 2, 2, inputs, 3, 3))
    for row, column, down, right in np.ndindex(2, 2, 3, 3):
        (y, from_row), (x, from_column) = divmod(row + down - 1, 2), divmod(column + right - 1, 2)
        placed[row, column, :, from_row, from_column, :, y + 1, x + 1] = kernel[:, :, down, right]
    return placed.reshape(PLACES * outputs, PLACES * inputs, 3, 3)


def enlarging_to_halves(channels: int) -> Kernel:
    """(4 C, C, 3, 3) that enlarges C channels to cells at half size, linearly."""
    identity = np.zeros((channels, channels, 3, 3))
    identity[:, :, 1, 1] = np.eye(channels)
    return over_enlarged(identity)


def enlarging() -> Kernel:
    """(48, 12, 3, 3) that enlarges three colours at half size to the cells of a picture, linearly."""
    taps = np.zeros((CELL_PX, 2, 3))
    for pixel, tap in np.ndindex(CELL_PX, 3):
        # Pixel 2 m + s lies in half m, and what it takes of the halves around it is told by s.
        half, side = divmod(pixel, 2)
        cell, place = divmod(half + tap - 1, 2)
        taps[pixel, place, cell + 1] += _linear(side)[tap]
    colors = np.eye(COLORS)
    joined = np.einsum("ypa,xqb,cd->yxcpqdab", taps, taps, colors, optimize=True)
    return joined.reshape(CELL_NUMBERS, PLACES * COLORS, 3, 3)


def _linear(side: int) -> tuple[float, float, float]:
    """What the first or second of two enlarged places takes of the one before its own, its own, and the next."""
    return (0.25, 0.75, 0.0) if side == 0 else (0.0, 0.75, 0.25)


def _enlarged_taps() -> NDArray[np.float64]:
    """(2, 3, 3): for either place of a cell and each tap of a window there, what it takes of three cells."""
    taps = np.zeros((2, 3, 3))
    for place, tap in np.ndindex(2, 3):
        cell, side = divmod(place + tap - 1, 2)
        for other, share in enumerate(_linear(side)):
            if share:
                taps[place, tap, cell + other] += share
    return taps
