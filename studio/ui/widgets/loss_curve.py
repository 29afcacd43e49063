"""Losses over the steps of a run, on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import Theme
from studio.ui.translate import tr

_ROLES = ("accent", "text", "dim", "danger")
_HEIGHT_PX = 150
_DECADES = 2
"""What is more than so many powers of ten below the largest value is not told apart."""


class LossCurve(QWidget):
    """The first curve with a glow below it, the others as thin lines; each is named below.

    Args:
        title: what is measured.
        hint: stands there while there is nothing to show.
    """

    def __init__(self, theme: Theme, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._title, self._hint = theme, title, hint
        self._curves: dict[str, Sequence[float]] = {}
        self._steps = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def sizeHint(self) -> QSize:
        return QSize(280, _HEIGHT_PX)

    def show_curves(self, curves: Mapping[str, Sequence[float]], steps: int) -> None:
        """Shows curves by their names, each a value a step, of a run of `steps` steps."""
        self._curves, self._steps = dict(curves), steps
        main = next(iter(self._curves.values()), ())
        if main:
            self.setAccessibleDescription(
                tr("Loss {loss:.4g} after {count} of {steps} steps").format(
                    loss=main[-1], count=len(main), steps=steps
                )
            )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, bar = self._theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(bar, 8, 8)
        painter.fillPath(shape, theme.color("raised"))
        values = {name: curve for name, curve in self._curves.items() if len(curve) > 1}
        if not values:
            painter.setPen(theme.color("dim"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(bar.adjusted(12, 8, -12, -8), int(flags), self._hint)
            return
        main = next(iter(values.values()))
        painter.setPen(theme.color("dim"))
        caption = bar.adjusted(10, 6, -10, 0)
        painter.drawText(caption, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self._title)
        painter.drawText(caption, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, f"{main[-1]:.4g}")
        self._paint_names(painter, list(values), bar)
        inside = bar.adjusted(10, 28, -10, -26)
        lines = self._lines(values, inside)
        for number, line in reversed(list(enumerate(lines))):
            self._paint_line(painter, line, inside, number)

    def _paint_names(self, painter: QPainter, names: Sequence[str], bar: QRectF) -> None:
        left = bar.left() + 10
        for number, name in enumerate(names):
            painter.setPen(self._color(number))
            painter.drawText(QPointF(left, bar.bottom() - 8), name)
            left += painter.fontMetrics().horizontalAdvance(name) + 12

    def _lines(self, curves: Mapping[str, Sequence[float]], inside: QRectF) -> list[QPolygonF]:
        largest = max(max(curve) for curve in curves.values())
        floor = max(largest, 1e-30) * 10.0**-_DECADES
        logs = [[math.log10(max(value, floor)) for value in curve] for curve in curves.values()]
        low, high = min(map(min, logs)), max(map(max, logs))
        span = max(high - low, 1e-9)
        return [
            QPolygonF(
                [
                    QPointF(
                        inside.left() + number / max(1, self._steps - 1) * inside.width(),
                        inside.bottom() - (value - low) / span * inside.height(),
                    )
                    for number, value in enumerate(curve)
                ]
            )
            for curve in logs
        ]

    def _paint_line(self, painter: QPainter, line: QPolygonF, inside: QRectF, number: int) -> None:
        color = self._color(number)
        if number == 0:
            area = QPolygonF(line)
            area.append(QPointF(line.last().x(), inside.bottom()))
            area.append(inside.bottomLeft())
            glow = QLinearGradient(inside.topLeft(), inside.bottomLeft())
            top, bottom = QColor(color), QColor(color)
            top.setAlpha(60)
            bottom.setAlpha(0)
            glow.setColorAt(0, top)
            glow.setColorAt(1, bottom)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(glow)
            painter.drawPolygon(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = 2.0 if number == 0 else 1.2
        painter.setPen(
            QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPolyline(line)

    def _color(self, number: int) -> QColor:
        return QColor(self._theme.color(_ROLES[min(number, len(_ROLES) - 1)]))
