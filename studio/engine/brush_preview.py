"""What a brush does, drawn small: the picture of its preset."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from studio.document.brush import Brush
from studio.document.pen import StrokePoint
from studio.document.stroke import Slide, StrokePainter
from studio.document.tiles import TileMask

SIDE_PX = 192
_PAPER = (33, 35, 39)
_FIRST, _SECOND = (236, 234, 230), (242, 161, 84)
_THINNEST_PX, _THICKEST_PX, _LARGEST_PX = 5.0, 78.0, 2000.0
_POINTS = 48


def brush_preview(brush: Brush) -> np.ndarray:
    """A stroke that begins lightly and grows firm, flat and fast: uint8 (SIDE_PX, SIDE_PX, 3).

    An eraser takes a light ground off instead.
    """
    mask, shares = TileMask(SIDE_PX, SIDE_PX), TileMask(SIDE_PX, SIDE_PX)
    painter = StrokePainter([mask], _fitted(brush), paint=Slide(shares))
    for number in range(_POINTS):
        t = number / (_POINTS - 1)
        x = SIDE_PX * (0.16 + 0.68 * t)
        y = SIDE_PX * (0.5 - 0.27 * math.sin(2 * math.pi * t))
        painter.add(StrokePoint(x, y, t, 10.0 * number, t, t))
    coverage = mask.read(mask.box).astype(np.float32)[..., np.newaxis] / 255
    share = shares.read(shares.box).astype(np.float32)[..., np.newaxis] / 255
    paper, first, second = (np.array(color, np.float32) for color in (_PAPER, _FIRST, _SECOND))
    if brush.eraser:
        paper, first, second = first, paper, paper
    color = first + (second - first) * share
    return np.rint(paper + (color - paper) * coverage).astype(np.uint8)


def _fitted(brush: Brush) -> Brush:
    """The brush in a size that fits, larger ones still larger; an eraser lays what it would take off."""
    share = math.log(brush.size_px) / math.log(_LARGEST_PX)
    size_px = _THINNEST_PX + min(share, 1.0) ** 2 * (_THICKEST_PX - _THINNEST_PX)
    return replace(brush, size_px=size_px, eraser=False)
