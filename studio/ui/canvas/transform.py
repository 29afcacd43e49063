"""Where the document lies in the view: its scale, its angle, and whether it is mirrored."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPolygonF, QTransform

from studio.document.geometry import Box

MAX_ZOOM = 32.0
_KEPT_IN_VIEW_PX = 64


@dataclass
class ViewTransform:
    """Maps document pixels to view points: mirrored first if it is, then scaled, turned, and moved by the offset.

    Attributes:
        scale: view points for one document pixel. On a screen of pixel ratio r, 100 % is a scale of 1 / r.
        offset: where the document's upper left corner lies in the view.
        angle_deg: how far it is turned on the screen, clockwise, -180 to 180.
        mirrored: whether left and right are exchanged.
    """

    scale: float = 1.0
    offset: QPointF = field(default_factory=QPointF)
    angle_deg: float = 0.0
    mirrored: bool = False

    @property
    def upright(self) -> bool:
        """Whether the document's rows and columns are those of the screen."""
        return self.angle_deg == 0.0 and not self.mirrored

    @property
    def matrix(self) -> QTransform:
        """From document pixels to view points."""
        matrix = QTransform.fromTranslate(self.offset.x(), self.offset.y())
        matrix.rotate(self.angle_deg)
        return matrix.scale(-self.scale if self.mirrored else self.scale, self.scale)

    def to_document(self, point: QPointF) -> QPointF:
        """The document position under a point of the view."""
        if self.upright:
            return (point - self.offset) / self.scale
        inverse, _ = self.matrix.inverted()
        return inverse.map(point)

    def point_to_view(self, point: QPointF) -> QPointF:
        """Where a document position lies in the view."""
        return point * self.scale + self.offset if self.upright else self.matrix.map(point)

    def to_view(self, box: Box) -> QRectF:
        """The upright part of the view around a box of the document; the box itself where that is upright."""
        rect = QRectF(box.x0, box.y0, box.width, box.height)
        if self.upright:
            corner = self.point_to_view(rect.topLeft())
            return QRectF(corner, rect.size() * self.scale)
        return self.matrix.mapRect(rect)

    def outline(self, box: Box) -> QPolygonF:
        """The four corners of a box of the document in the view."""
        return self.matrix.map(QPolygonF(QRectF(box.x0, box.y0, box.width, box.height)))

    def to_box(self, rect: QRectF, inside: Box) -> Box:
        """The document pixels that a part of the view shows; where the document is turned, a box around them."""
        if self.upright:
            seen = QRectF(self.to_document(rect.topLeft()), self.to_document(rect.bottomRight()))
        else:
            inverse, _ = self.matrix.inverted()
            seen = inverse.mapRect(rect)
        return Box(
            math.floor(seen.left()), math.floor(seen.top()), math.ceil(seen.right()), math.ceil(seen.bottom())
        ).intersect(inside)

    def fit(self, document: Box, view: QSizeF, margin: float = 32, largest_scale: float = 1.0) -> None:
        """Shows the whole document in the middle, turned as it is, never larger than `largest_scale`."""
        room = (max(view.width() - 2 * margin, 16), max(view.height() - 2 * margin, 16))
        self.scale = 1.0
        wanted = self.to_view(document)
        self.scale = min(room[0] / wanted.width(), room[1] / wanted.height(), largest_scale)
        self.offset = QPointF()
        around = self.to_view(document)
        left, top = (view.width() - around.width()) / 2, (view.height() - around.height()) / 2
        self.offset = QPointF(round(left - around.left()), round(top - around.top()))

    def zoom_at(self, point: QPointF, scale: float, smallest: float, largest: float) -> None:
        """Changes the scale and keeps what lies under `point` where it is."""
        held = self.to_document(point)
        self.scale = min(max(scale, smallest), largest)
        self._hold(held, point)

    def turn_at(self, point: QPointF, angle_deg: float) -> None:
        """Turns to an angle and keeps what lies under `point` where it is."""
        held = self.to_document(point)
        turned = math.remainder(angle_deg, 360.0)
        self.angle_deg = 0.0 if abs(turned) < 1e-9 else turned
        self._hold(held, point)

    def mirror_at(self, point: QPointF) -> None:
        """Exchanges left and right of what is on the screen, and keeps what lies under `point` where it is."""
        held = self.to_document(point)
        self.mirrored, self.angle_deg = not self.mirrored, -self.angle_deg if self.angle_deg else 0.0
        self._hold(held, point)

    def pan(self, delta: QPointF, document: Box, view: QSizeF) -> None:
        """Moves the document, but never quite out of the view."""
        around = self.to_view(document).translated(delta)
        keep = _KEPT_IN_VIEW_PX
        left = min(max(around.left(), keep - around.width()), view.width() - keep)
        top = min(max(around.top(), keep - around.height()), view.height() - keep)
        self.offset = self.offset + delta + QPointF(left - around.left(), top - around.top())

    def _hold(self, held: QPointF, point: QPointF) -> None:
        self.offset = QPointF()
        self.offset = point - self.point_to_view(held)


def mip_level(scale_px: float, levels: int) -> int:
    """The smallest picture of the pyramid (halved that many times) that is still at least as large as shown.

    Args:
        scale_px: screen pixels for one document pixel.
        levels: how many times the document can be halved.
    """
    return min(max(0, math.floor(-math.log2(scale_px) + 1e-6)), levels)
