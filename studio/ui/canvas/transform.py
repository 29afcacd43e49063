"""Where the document lies in the view."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF

from studio.document.geometry import Box

MAX_ZOOM = 32.0
_KEPT_IN_VIEW_PX = 64


@dataclass
class ViewTransform:
    """Maps document pixels to view points: view = document * scale + offset.

    Attributes:
        scale: view points for one document pixel. On a screen of pixel ratio r, 100 % is a scale of 1 / r.
        offset: where the document's upper left corner lies in the view.
    """

    scale: float = 1.0
    offset: QPointF = field(default_factory=QPointF)

    def to_document(self, point: QPointF) -> QPointF:
        """The document position under a point of the view."""
        return QPointF((point.x() - self.offset.x()) / self.scale, (point.y() - self.offset.y()) / self.scale)

    def point_to_view(self, point: QPointF) -> QPointF:
        """Where a document position lies in the view."""
        return point * self.scale + self.offset

    def to_view(self, box: Box) -> QRectF:
        """The part of the view that a box of the document covers."""
        return QRectF(
            box.x0 * self.scale + self.offset.x(),
            box.y0 * self.scale + self.offset.y(),
            box.width * self.scale,
            box.height * self.scale,
        )

    def to_box(self, rect: QRectF, inside: Box) -> Box:
        """The document pixels that a part of the view shows."""
        start, end = self.to_document(rect.topLeft()), self.to_document(rect.bottomRight())
        return Box(
            math.floor(start.x()), math.floor(start.y()), math.ceil(end.x()), math.ceil(end.y())
        ).intersect(inside)

    def fit(self, document: Box, view: QSizeF, margin: float = 32, largest_scale: float = 1.0) -> None:
        """Shows the whole document in the middle, never larger than `largest_scale`."""
        room = (max(view.width() - 2 * margin, 16), max(view.height() - 2 * margin, 16))
        self.scale = min(room[0] / document.width, room[1] / document.height, largest_scale)
        self._center(document, view)

    def zoom_at(self, point: QPointF, scale: float, smallest: float, largest: float) -> None:
        """Changes the scale and keeps what lies under `point` where it is."""
        held = self.to_document(point)
        self.scale = min(max(scale, smallest), largest)
        self.offset = point - held * self.scale

    def pan(self, delta: QPointF, document: Box, view: QSizeF) -> None:
        """Moves the document, but never quite out of the view."""
        moved = self.offset + delta
        width, height = document.width * self.scale, document.height * self.scale
        keep = _KEPT_IN_VIEW_PX
        self.offset = QPointF(
            min(max(moved.x(), keep - width), view.width() - keep),
            min(max(moved.y(), keep - height), view.height() - keep),
        )

    def _center(self, document: Box, view: QSizeF) -> None:
        self.offset = QPointF(
            round((view.width() - document.width * self.scale) / 2),
            round((view.height() - document.height * self.scale) / 2),
        )


def mip_level(scale_px: float, levels: int) -> int:
    """The smallest picture of the pyramid (halved that many times) that is still at least as large as shown.

    Args:
        scale_px: screen pixels for one document pixel.
        levels: how many times the document can be halved.
    """
    return min(max(0, math.floor(-math.log2(scale_px) + 1e-6)), levels)
