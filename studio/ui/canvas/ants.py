"""Marching ants: the moving line around what is selected."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QObject, QRect, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap, QPolygonF, QTransform

from studio.document.contours import contour
from studio.document.geometry import Box
from studio.document.tiles import TILE_PX, TileMask
from studio.ui.canvas.transform import ViewTransform

_STRIPE_PX = 8
_STEP_MS = 140
_MOST_LINES = 12_000


class MarchingAnts(QObject):
    """Draws the line around a selection, and moves it.

    The line is drawn in stripes that lie still on the screen and are shifted at each step, so that it does not matter
    in how many pieces it is drawn.
    """

    stepped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mask: TileMask | None = None
        self._phase = 0
        self._contour: tuple[tuple[int, Box], np.ndarray] | None = None
        self._lines: tuple[object, list[QLineF]] | None = None
        self._rect = QRect()
        self._stripes = QPixmap.fromImage(_stripes())
        self._timer = QTimer(self, interval=_STEP_MS)
        self._timer.timeout.connect(self.step)

    @property
    def shown(self) -> bool:
        """Whether anything is selected."""
        return self._mask is not None

    def show(self, mask: TileMask | None) -> None:
        """Draws the line around another selection, or none."""
        if mask is self._mask:
            return
        self._mask, self._contour, self._lines = mask, None, None
        if mask is None:
            self._timer.stop()
        else:
            self._timer.start()
        self.stepped.emit()

    def paint(self, painter: QPainter, transform: ViewTransform, seen: Box, ratio: float) -> None:
        """Draws the line.

        Args:
            painter: in points of the view.
            transform: where the document lies.
            seen: the part of the document that is visible.
            ratio: screen pixels for one point.
        """
        if self._mask is None or seen.empty:
            return
        brush = QBrush(self._stripes)
        brush.setTransform(QTransform.fromTranslate(self._phase, 0))
        painter.save()
        painter.setPen(QPen(brush, 1.0))
        painter.drawLines(self._lines_of(self._mask, transform, seen, ratio))
        painter.restore()

    def drawn_rect(self, view: QRect) -> QRect:
        """The part of the view that the line was drawn in; all of it when it is to be drawn anew."""
        return view if self._lines is None else self._rect.intersected(view)

    def _lines_of(self, mask: TileMask, transform: ViewTransform, seen: Box, ratio: float) -> list[QLineF]:
        step = 1
        while step < TILE_PX and transform.scale * ratio * step < 0.75:
            step *= 2
        around = _whole_tiles(seen).intersect(mask.box)
        wanted = step, around
        if self._contour is None or self._contour[0] != wanted:
            found = contour(mask, around, step)
            while len(found) > _MOST_LINES and step < TILE_PX:
                step *= 2
                found = contour(mask, around, step)
            self._contour, self._lines = (wanted, found), None
        matrix = transform.matrix
        place = (matrix.m11(), matrix.m12(), matrix.m21(), matrix.m22(), matrix.dx(), matrix.dy())
        if self._lines is None or self._lines[0] != place:
            self._lines = (place, _mapped(self._contour[1], place))
            ends = [end for line in self._lines[1] for end in (line.p1(), line.p2())]
            self._rect = QPolygonF(ends).boundingRect().toAlignedRect().adjusted(-2, -2, 2, 2)
        return self._lines[1]

    def step(self) -> None:
        """Moves the line on by a pixel."""
        self._phase = (self._phase + 1) % _STRIPE_PX
        self.stepped.emit()


def _mapped(lines: np.ndarray, place: tuple[float, ...]) -> list[QLineF]:
    """Lines of the document in the view, on the middle of its pixels."""
    m11, m12, m21, m22, dx, dy = place
    x, y = lines[:, 0::2], lines[:, 1::2]
    view_x, view_y = m11 * x + m21 * y + dx, m12 * x + m22 * y + dy
    if not m12:
        view_x, view_y = np.floor(view_x) + 0.5, np.floor(view_y) + 0.5
    return [
        QLineF(x0, y0, x1, y1) for (x0, x1), (y0, y1) in zip(view_x.tolist(), view_y.tolist(), strict=True)
    ]


def _whole_tiles(box: Box) -> Box:
    x1, y1 = math.ceil(box.x1 / TILE_PX) * TILE_PX, math.ceil(box.y1 / TILE_PX) * TILE_PX
    return Box(box.x0 // TILE_PX * TILE_PX, box.y0 // TILE_PX * TILE_PX, x1, y1)


def _stripes() -> QImage:
    image = QImage(_STRIPE_PX, _STRIPE_PX, QImage.Format.Format_RGB32)
    for y in range(_STRIPE_PX):
        for x in range(_STRIPE_PX):
            dark = (x + y) % _STRIPE_PX < _STRIPE_PX // 2
            image.setPixelColor(x, y, QColor(0, 0, 0) if dark else QColor(255, 255, 255))
    return image
