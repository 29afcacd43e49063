"""The brush in the hand: strokes, the eraser, and dragging the brush's size."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from studio.document.brush import Brush
from studio.document.stroke import StrokePoint

SMALLEST_PX, LARGEST_PX = 2.0, 2000.0
_SMALLEST_CIRCLE_PX = 5.0


@dataclass(frozen=True)
class Touch:
    """Mouse or pen at one moment: x and y in document pixels, pressure 0..1, the clock, and the place in the view."""

    x: float
    y: float
    pressure: float
    time_ms: float
    view: QPointF


class Paintable(Protocol):
    """What the tool paints on."""

    def begin_stroke(self, brush: Brush) -> bool:
        """Starts a stroke; False when there is nothing to paint with."""
        ...

    def continue_stroke(self, point: StrokePoint) -> None: ...

    def finish_stroke(self) -> None: ...

    def cancel_stroke(self) -> None: ...

    def pick(self, x: float, y: float) -> None:
        """Takes in hand what lies under a point."""
        ...


class BrushTool(QObject):
    """Turns touches into strokes with the current brush. Shift and a drag change its size and hardness, Alt picks."""

    brush_changed = Signal(object)
    looks_different = Signal()

    def __init__(self, target: Paintable, brush: Brush, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self._brush = brush
        self._stroke_start_ms: float | None = None
        self._resized_from: tuple[Touch, Brush] | None = None

    @property
    def brush(self) -> Brush:
        """What is painted with next."""
        return self._brush

    @property
    def active(self) -> bool:
        """Whether a stroke or a drag of the size is under way."""
        return self._stroke_start_ms is not None or self._resized_from is not None

    def change(self, **values: float | bool) -> None:
        """Changes the brush, such as `change(size_px=40)`."""
        brush = replace(self._brush, **values)
        if brush != self._brush:
            self._brush = brush
            self.brush_changed.emit(brush)
            self.looks_different.emit()

    def scale_size(self, steps: float) -> None:
        """Makes the brush larger by that many steps of a tenth (at least a pixel)."""
        size_px = self._brush.size_px
        moved = size_px * 1.1**steps
        moved = max(moved, size_px + steps) if steps > 0 else min(moved, size_px + steps)
        self.change(size_px=float(round(min(max(moved, SMALLEST_PX), LARGEST_PX))))

    def smaller(self) -> None:
        """One step smaller."""
        self.scale_size(-1)

    def larger(self) -> None:
        """One step larger."""
        self.scale_size(1)

    def softer(self) -> None:
        """A softer edge."""
        self.change(hardness=round(max(0.0, self._brush.hardness - 0.1), 2))

    def harder(self) -> None:
        """A harder edge."""
        self.change(hardness=round(min(1.0, self._brush.hardness + 0.1), 2))

    def less_opacity(self) -> None:
        """Covers less."""
        self.change(opacity=round(max(0.05, self._brush.opacity - 0.1), 2))

    def more_opacity(self) -> None:
        """Covers more."""
        self.change(opacity=round(min(1.0, self._brush.opacity + 0.1), 2))

    def take_brush(self, _on: bool = True) -> None:
        """Paints."""
        self.change(eraser=False)
        self.brush_changed.emit(self._brush)

    def toggle_eraser(self, _on: bool = True) -> None:
        """Erases, or paints again."""
        self.change(eraser=not self._brush.eraser)

    def press(self, touch: Touch, modifiers: Qt.KeyboardModifier, *, turned: bool = False) -> None:
        """The button or the pen went down; a pen that is `turned` round erases."""
        brush = replace(self._brush, eraser=self._brush.eraser or turned)
        if self.active:
            return
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self._target.pick(touch.x, touch.y)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._resized_from = (touch, self._brush)
        elif self._target.begin_stroke(brush):
            self._stroke_start_ms = touch.time_ms
            self._draw(touch)

    def move(self, touch: Touch) -> None:
        """It went on."""
        if self._resized_from is not None:
            self._resize(*self._resized_from, touch)
        elif self._stroke_start_ms is not None:
            self._draw(touch)

    def release(self, touch: Touch) -> None:
        """It was lifted."""
        if self._stroke_start_ms is not None:
            self._stroke_start_ms = None
            self._target.finish_stroke()
        self._resized_from = None
        self.looks_different.emit()

    def cancel(self) -> bool:
        """Takes back the stroke or the drag that is under way; False when there is none."""
        if self._stroke_start_ms is not None:
            self._stroke_start_ms = None
            self._target.cancel_stroke()
        elif self._resized_from is not None:
            brush = self._resized_from[1]
            self._resized_from = None
            self.change(size_px=brush.size_px, hardness=brush.hardness)
        else:
            return False
        self.looks_different.emit()
        return True

    def _draw(self, touch: Touch) -> None:
        assert self._stroke_start_ms is not None
        elapsed_ms = touch.time_ms - self._stroke_start_ms
        self._target.continue_stroke(StrokePoint(touch.x, touch.y, touch.pressure, elapsed_ms))

    def _resize(self, start: Touch, brush: Brush, touch: Touch) -> None:
        across, down = touch.view.x() - start.view.x(), touch.view.y() - start.view.y()
        document_px = (touch.x - start.x) / across if across else 0.0
        size_px = min(max(brush.size_px + 2 * across * document_px, SMALLEST_PX), LARGEST_PX)
        hardness = min(max(brush.hardness - down / 200, 0.0), 1.0) if abs(down) > 12 else brush.hardness
        self.change(size_px=float(round(size_px)), hardness=round(hardness, 2))

    # ---- the cursor

    def needs_cross(self, scale: float) -> bool:
        """Whether the circle is too small to be seen, so that a cross must show the place."""
        return self._brush.size_px * scale < _SMALLEST_CIRCLE_PX

    def cursor_rect(self, mouse: QPointF, scale: float) -> QRectF:
        """The part of the view that the cursor covers."""
        radius = self._brush.size_px * scale / 2 + 4
        center = self._cursor_center(mouse)
        rect = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        return rect.united(self._caption_rect(center)) if self._resized_from is not None else rect

    def paint_cursor(self, painter: QPainter, mouse: QPointF, scale: float) -> None:
        """Draws the outline of the brush in its true size, to be seen on light and on dark."""
        center, radius = self._cursor_center(mouse), self._brush.size_px * scale / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rings = [radius]
        core = radius * self._brush.hardness
        if self._resized_from is not None and core > 3:
            rings.append(core)
        for ring in rings:
            painter.setPen(QPen(QColor(0, 0, 0, 150), 3))
            painter.drawEllipse(center, ring, ring)
        for ring in rings:
            style = Qt.PenStyle.DashLine if self._brush.eraser else Qt.PenStyle.SolidLine
            painter.setPen(QPen(QColor(255, 255, 255, 235), 1.25, style))
            painter.drawEllipse(center, ring, ring)
        if self._resized_from is not None:
            caption = f"{self._brush.size_px:.0f} px · {self._brush.hardness:.0%} hard"
            box = self._caption_rect(center)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 190))
            painter.drawRoundedRect(box, 6, 6)
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, caption)

    def _cursor_center(self, mouse: QPointF) -> QPointF:
        return mouse if self._resized_from is None else self._resized_from[0].view

    def _caption_rect(self, center: QPointF) -> QRectF:
        return QRectF(center.x() - 70, center.y() - 14, 140, 28)
