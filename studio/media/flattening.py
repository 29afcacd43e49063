"""Makes one picture of a group of layers that another program wrote, for documents have no groups.

Source: W3C Compositing and Blending Level 1, sections 5.8 (alpha), 9.1 (the operators) and 3.4 (isolated groups).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import NamedTuple

import numpy as np

from studio.document.blending import COMPOSITE_OPS, NORMAL, blend
from studio.document.geometry import Box
from studio.media.stackxml import SRC_OVER, StackGroup, StackLayer, StackNode

SRC_ATOP = "svg:src-atop"
MODES = {operation: mode for mode, operation in COMPOSITE_OPS.items()} | {
    "svg:exclusion": "exclusion",
    SRC_ATOP: NORMAL,
}
"""The blend mode of each operation that there is one for, where what lies below is opaque."""

_STRIP_ROWS = 64


class Sheet(NamedTuple):
    """Pixels with straight alpha, uint8 (h, w, 4), and the box of the canvas that they fill."""

    pixels: np.ndarray
    box: Box


SheetOf = Callable[[StackLayer], Sheet | None]
"""Gives the pixels of a layer; None where nothing of it is on the canvas."""


def loosened(nodes: Sequence[StackNode]) -> Iterator[StackNode]:
    """The nodes with every group taken apart that looks the same without being one; bottom first."""
    for node in nodes:
        if isinstance(node, StackLayer):
            yield node
            continue
        children = list(loosened(node.layers))
        visible = [replace(each, visible=each.visible and node.visible) for each in children]
        inside = [replace(each, locked=each.locked or node.locked) for each in visible]
        all_plain = all(each.composite_op == SRC_OVER for each in inside)
        if node.opacity == 1 and node.composite_op == SRC_OVER and (all_plain or not node.isolated):
            yield from inside
        elif len(inside) == 1 and all_plain:
            only = inside[0]
            opacity = only.opacity * node.opacity
            yield replace(only, opacity=opacity, composite_op=node.composite_op, clipped=node.clipped)
        elif inside:
            yield replace(node, layers=tuple(children))


def closed(nodes: Sequence[StackNode]) -> list[StackNode]:
    """The nodes, where one cuts into the transparency of what is below it, as one group up to that one."""
    cuts = [
        number
        for number, node in enumerate(nodes)
        if node.composite_op in OPERATORS and node.composite_op != SRC_ATOP
    ]
    if not cuts:
        return list(nodes)
    end = cuts[-1] + 1
    return [StackGroup(tuple(nodes[:end]), isolated=True), *nodes[end:]]


def operations(nodes: Sequence[StackNode]) -> Iterator[str]:
    """How everything in the nodes lies on what is below it, groups and what is in them."""
    for node in nodes:
        yield node.composite_op
        if isinstance(node, StackGroup):
            yield from operations(node.layers)


def flattened(group: StackGroup, sheet_of: SheetOf, spend: Callable[[int], None]) -> Sheet | None:
    """How a group looks by itself, its own opacity and operation left aside; None if nothing of it is seen.

    An operation that is not known is taken for the normal one.

    Args:
        group: its groups are such that do not come apart, see `loosened`.
        sheet_of: gives the pixels of its layers.
        spend: told how many bytes are about to be filled.
    """
    laid: list[tuple[StackNode, Sheet]] = []
    for node in group.layers:
        if node.visible and node.opacity > 0:
            sheet = flattened(node, sheet_of, spend) if isinstance(node, StackGroup) else sheet_of(node)
            if sheet is not None:
                laid.append((node, sheet))
            elif node.composite_op in _CUTTING:
                laid.append((node, Sheet(np.zeros((1, 1, 4), np.uint8), Box(0, 0, 1, 1))))
    if not laid:
        return None
    box = reduce(Box.union, [sheet.box for _, sheet in laid])
    spend(box.width * box.height * 4)
    pixels = np.empty((box.height, box.width, 4), np.uint8)
    for top in range(box.y0, box.y1, _STRIP_ROWS):
        strip = Box(box.x0, top, box.x1, min(top + _STRIP_ROWS, box.y1))
        pixels[strip.translate(-box.x0, -box.y0).slices] = _strip(strip, laid)
    return Sheet(pixels, box)


def _strip(strip: Box, laid: Sequence[tuple[StackNode, Sheet]]) -> np.ndarray:
    """uint8 (h, w, 4), straight alpha."""
    colors = np.zeros((strip.height, strip.width, 3), np.float32)
    alpha = np.zeros((strip.height, strip.width, 1), np.float32)
    for node, sheet in laid:
        above = np.zeros((strip.height, strip.width, 4), np.uint8)
        part = sheet.box.intersect(strip)
        if not part.empty:
            above[part.translate(-strip.x0, -strip.y0).slices] = sheet.pixels[
                part.translate(-sheet.box.x0, -sheet.box.y0).slices
            ]
        elif node.composite_op not in _CUTTING:
            continue
        colors, alpha = _laid_over(colors, alpha, above, node)
    return np.rint(np.concatenate([colors, alpha * 255], -1)).astype(np.uint8)


def _laid_over(
    below: np.ndarray, below_alpha: np.ndarray, above: np.ndarray, node: StackNode
) -> tuple[np.ndarray, np.ndarray]:
    """Straight colours, float32 (h, w, 3) of 0..255, and their alpha, (h, w, 1) of 0..1, after one more layer."""
    own = above[..., :3]
    own_alpha = above[..., 3:] * np.float32(node.opacity / 255)
    operator = OPERATORS.get(node.composite_op)
    if operator is None:
        mode = MODES.get(node.composite_op, NORMAL)
        mixed = blend(np.rint(below).astype(np.uint8), own, mode).astype(np.float32)
        colors = mixed if node.clipped else own + below_alpha * (mixed - own)
        shares = own_alpha * (below_alpha if node.clipped else 1), (1 - own_alpha) * below_alpha
    else:
        colors, shares = own.astype(np.float32), operator(own_alpha, below_alpha)
    alpha = shares[0] + shares[1]
    sums = shares[0] * colors + shares[1] * below
    return np.divide(sums, alpha, out=np.zeros_like(sums), where=alpha > 0), alpha


_Operator = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]

OPERATORS: dict[str, _Operator] = {
    SRC_ATOP: lambda own, below: (own * below, (1 - own) * below),
    "svg:dst-in": lambda own, below: (np.zeros_like(own), own * below),
    "svg:dst-out": lambda own, below: (np.zeros_like(own), (1 - own) * below),
    "svg:dst-atop": lambda own, below: (own * (1 - below), own * below),
}
"""What shares the layer's own colours and those below have, by the alphas of both."""

_CUTTING = ("svg:dst-in", "svg:dst-atop")
"""Operations that take away what lies where their layer does not."""
