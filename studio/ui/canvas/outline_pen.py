"""Lines over the picture that are seen on light and on dark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

_DARK, _LIGHT = QColor(0, 0, 0, 150), QColor(255, 255, 255, 235)
MARGIN_PX = 4
_CAPTION = (150, 26)


def draw_outline(painter: QPainter, path: QPainterPath) -> None:
    """Draws a path of the view."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((_DARK, 3.0), (_LIGHT, 1.25)):
        painter.setPen(QPen(color, width))
        painter.drawPath(path)


def draw_caption(painter: QPainter, beside: QPointF, text: str) -> None:
    """Says something beside a point of the view."""
    box = caption_rect(beside)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def caption_rect(beside: QPointF) -> QRectF:
    """Where `draw_caption` draws."""
    return QRectF(beside.x() + 16, beside.y() + 16, *_CAPTION)
