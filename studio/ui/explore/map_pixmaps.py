"""The pictures of a map at the size in which they are drawn now, so that dragging it scales nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from studio.engine.seed_map import MapCell
from studio.ui.widgets.pictures import to_qimage
from studio.workers.map_tiles import MapTiles

LIMIT_BYTES = 64 << 20
_RADIUS_PX = 5


class MapPixmaps:
    """Draws each picture once, with round corners.

    Args:
        tiles: has the pictures.
    """

    def __init__(self, tiles: MapTiles) -> None:
        self._tiles = tiles
        self._drawn: OrderedDict[MapCell, QPixmap] = OrderedDict()
        self._size = (0, 1.0)

    def set_size(self, side_px: int, ratio: float) -> None:
        """From now on pictures are `side_px` logical pixels wide, on a screen of a pixel ratio."""
        if (side_px, ratio) != self._size:
            self._size = (side_px, ratio)
            self._drawn.clear()

    def of(self, cell: MapCell) -> QPixmap | None:
        """The picture of a cell, None while it is not there."""
        found = self._drawn.get(cell)
        if found is not None:
            self._drawn.move_to_end(cell)
            return found
        picture = self._tiles.picture(cell)
        if picture is None:
            return None
        side_px, ratio = self._size
        pixmap = QPixmap(round(side_px * ratio), round(side_px * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(0, 0, side_px, side_px), _RADIUS_PX, _RADIUS_PX)
        painter.setClipPath(shape)
        painter.drawImage(QRectF(0, 0, side_px, side_px), to_qimage(picture))
        painter.end()
        self._drawn[cell] = pixmap
        if len(self._drawn) * pixmap.width() * pixmap.height() * 4 > LIMIT_BYTES:
            self._drawn.popitem(last=False)
        return pixmap

    def forget(self, cells: Sequence[MapCell]) -> None:
        """Draws cells anew that have new pictures."""
        for cell in cells:
            self._drawn.pop(cell, None)

    def clear(self) -> None:
        """Forgets everything."""
        self._drawn.clear()
