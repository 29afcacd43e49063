"""Draws a surface where a transform puts it: upright or mirrored on whole screen pixels, or turned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from studio.document.geometry import Box
from studio.ui.canvas.surface import TILE_PX, CanvasSurface
from studio.ui.canvas.transform import ViewTransform, mip_level

_SMOOTH_BELOW = 2.0
_SHADOW_PX = 6


@dataclass(frozen=True)
class SurfaceDrawing:
    """One drawing of the visible part of a document.

    Attributes:
        box: the document's pixels.
        transform: where they lie.
        width: of the view, in its points.
        ratio: screen pixels for one point.
        thumbnail: stands in for tiles that are not there yet.
    """

    box: Box
    transform: ViewTransform
    width: int
    ratio: float
    thumbnail: QImage | None

    @property
    def zoom(self) -> float:
        """Screen pixels for one document pixel."""
        return self.transform.scale * self.ratio

    def draw_shadow(self, painter: QPainter, damaged: QRectF) -> None:
        """Draws what the document throws on the stage, where a part of the view shows any of it."""
        inverse, _ = self.transform.matrix.inverted()
        corners = (damaged.topLeft(), damaged.topRight(), damaged.bottomLeft(), damaged.bottomRight())
        sheet = QRectF(self.box.x0, self.box.y0, self.box.width, self.box.height)
        if all(sheet.contains(inverse.map(corner)) for corner in corners):
            return
        shadow = QColor(0, 0, 0, 20)
        point = 1 / self.transform.scale
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, bool(self.transform.angle_deg))
        painter.setTransform(self.transform.matrix, combine=True)
        for spread in (step * point for step in range(1, _SHADOW_PX + 1)):
            painter.fillRect(sheet.adjusted(-spread, -spread, spread, spread), shadow)
        painter.restore()

    def draw(self, painter: QPainter, surface: CanvasSurface, damaged: QRectF) -> None:
        """Draws the tiles of a surface that show in a part of the view."""
        painter.save()
        painter.setClipRect(damaged)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom < _SMOOTH_BELOW)
        if self.transform.angle_deg:
            # The corners are anti-aliased by nobody: neighbours meet on the same line, so that none shows.
            painter.setTransform(self.transform.matrix, combine=True)
            self._draw_tiles(
                painter, surface, damaged, lambda box: QRectF(box.x0, box.y0, box.width, box.height)
            )
        elif self.transform.mirrored:
            # The painter looks into a mirror, in which the document is upright.
            painter.setTransform(QTransform(-1, 0, 0, 1, self.width, 0), combine=True)
            offset = QPointF(self.width - self.transform.offset.x(), self.transform.offset.y())
            upright = replace(self, transform=replace(self.transform, mirrored=False, offset=offset))
            self._draw_tiles(painter, surface, damaged, upright.aligned)
        else:
            self._draw_tiles(painter, surface, damaged, self.aligned)
        painter.restore()

    def aligned(self, box: Box) -> QRectF:
        """An upright box in the view, its edges on screen pixels, so that tiles meet without a seam."""
        rect, ratio = self.transform.to_view(box), self.ratio
        left, top = round(rect.left() * ratio) / ratio, round(rect.top() * ratio) / ratio
        right, bottom = round(rect.right() * ratio) / ratio, round(rect.bottom() * ratio) / ratio
        return QRectF(left, top, right - left, bottom - top)

    def _draw_tiles(
        self, painter: QPainter, surface: CanvasSurface, damaged: QRectF, place_of: Callable[[Box], QRectF]
    ) -> None:
        level = mip_level(self.zoom, surface.levels)
        scale = 1 << level
        keys = surface.keys(level, self.transform.to_box(damaged, self.box))
        if self.thumbnail is not None and any(surface.image(key) is None for key in keys):
            painter.drawImage(place_of(self.box), self.thumbnail)
        for key in keys:
            image = surface.image(key)
            if image is not None:
                box = key.box.intersect(self.box)
                part = QRectF(0, 0, min(TILE_PX, box.width / scale), min(TILE_PX, box.height / scale))
                painter.drawImage(place_of(box), image, part)
