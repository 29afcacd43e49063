"""The brush in the hand: strokes, straight lines, the eraser, and dragging the brush's size."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from studio.document.brush import Brush
from studio.document.handling import Smoother, Smoothing, Speedometer
from studio.document.pen import StrokePoint
from studio.document.symmetry import Symmetry
from studio.document.tool_settings import ToolSettings
from studio.ui.canvas.mirror import Mirror
from studio.ui.canvas.transform import ViewTransform
from studio.ui.translate import tr

SMALLEST_PX, LARGEST_PX = 2.0, 2000.0
_SMALLEST_CIRCLE_PX = 5.0
_SMALLEST_DRAG_PX = 4.0


@dataclass(frozen=True)
class Touch:
    """Mouse or pen at one moment.

    Attributes:
        x, y: in document pixels.
        pressure: 0..1.
        time_ms: the clock.
        view: the place in the view.
        tilt: 0 upright .. 1 as flat as a pen can tell.
        document_px: pixels of the document for one point of the view.
    """

    x: float
    y: float
    pressure: float
    time_ms: float
    view: QPointF
    tilt: float = 0.0
    document_px: float = 1.0


class Paintable(Protocol):
    """What the tool paints on."""

    def begin_stroke(self, brush: Brush, symmetry: Symmetry | None = None) -> bool:
        """Starts a stroke; False when there is nothing to paint with."""
        ...

    def continue_stroke(self, point: StrokePoint) -> None: ...

    def finish_stroke(self) -> None: ...

    def cancel_stroke(self) -> None: ...

    def pick(self, x: float, y: float) -> None:
        """Takes in hand what lies under a point."""
        ...


class BrushTool(QObject):
    """Turns touches into strokes with the brush or the eraser, each with its own settings.

    Shift and a drag change the size and the hardness; Shift and a click draw a straight line from where the last stroke
    ended. Alt picks.

    Args:
        target: what is painted on.
        brush: settings of the brush.
        eraser: those of the eraser.
    """

    brush_changed = Signal(object)
    smoothing_changed = Signal(object)
    looks_different = Signal()

    def __init__(
        self, target: Paintable, brush: ToolSettings, eraser: ToolSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._target = target
        self._settings = {False: _of_tool(brush, eraser=False), True: _of_tool(eraser, eraser=True)}
        self._erasing = False
        self.mirror = Mirror(self)
        self.mirror.changed.connect(self.looks_different)
        self._stroke_start_ms: float | None = None
        self._smoother = Smoother(Smoothing())
        self._speedometer = Speedometer()
        self._shift_from: Touch | None = None
        self._resized: Brush | None = None
        self._aimed_px = 0.0
        self._line_from: tuple[float, float] | None = None

    @property
    def brush(self) -> Brush:
        """What is painted or erased with next."""
        return self._settings[self._erasing].brush

    @property
    def smoothing(self) -> Smoothing:
        """How the next stroke is smoothed."""
        return self._settings[self._erasing].smoothing

    def settings(self, *, eraser: bool) -> ToolSettings:
        """What is set for the brush, or for the eraser."""
        return self._settings[eraser]

    @property
    def active(self) -> bool:
        """Whether a stroke, a line or a drag of the size is under way."""
        return self._stroke_start_ms is not None or self._shift_from is not None

    def change(self, **values: Any) -> None:
        """Changes the brush, such as `change(size_px=40)`, or the eraser where that is in hand."""
        self.take_settings(replace(self._settings[self._erasing], brush=replace(self.brush, **values)))

    def change_smoothing(self, smoothing: Smoothing) -> None:
        """Smooths the strokes of the tool in hand in another way."""
        self.take_settings(replace(self._settings[self._erasing], smoothing=smoothing))

    def take_settings(self, settings: ToolSettings) -> None:
        """Sets the tool in hand."""
        old, new = self._settings[self._erasing], _of_tool(settings, eraser=self._erasing)
        self._settings[self._erasing] = new
        if new.brush != old.brush:
            self.brush_changed.emit(new.brush)
            self.looks_different.emit()
        if new.smoothing != old.smoothing:
            self.smoothing_changed.emit(new.smoothing)

    def forget(self) -> None:
        """Another document is open: no line goes on from the one before."""
        self._line_from = None

    def scale_size(self, steps: float) -> None:
        """Makes the brush larger by that many steps of a tenth (at least a pixel)."""
        # A touchpad makes many steps of a part of a pixel.
        size_px = self._aimed_px if round(self._aimed_px) == self.brush.size_px else self.brush.size_px
        moved = size_px * 1.1**steps
        moved = max(moved, size_px + steps) if steps > 0 else min(moved, size_px + steps)
        self._aimed_px = min(max(moved, SMALLEST_PX), LARGEST_PX)
        self.change(size_px=float(round(self._aimed_px)))

    def smaller(self) -> None:
        """One step smaller."""
        self.scale_size(-1)

    def larger(self) -> None:
        """One step larger."""
        self.scale_size(1)

    def softer(self) -> None:
        """A softer edge."""
        self.change(hardness=round(max(0.0, self.brush.hardness - 0.1), 2))

    def harder(self) -> None:
        """A harder edge."""
        self.change(hardness=round(min(1.0, self.brush.hardness + 0.1), 2))

    def less_opacity(self) -> None:
        """Covers less."""
        self.change(opacity=round(max(0.05, self.brush.opacity - 0.1), 2))

    def more_opacity(self) -> None:
        """Covers more."""
        self.change(opacity=round(min(1.0, self.brush.opacity + 0.1), 2))

    def less_flow(self) -> None:
        """Each dab lays less."""
        self.change(flow=round(max(0.05, self.brush.flow - 0.1), 2))

    def more_flow(self) -> None:
        """Each dab lays more."""
        self.change(flow=round(min(1.0, self.brush.flow + 0.1), 2))

    def take_brush(self, _on: bool = True) -> None:
        """Paints."""
        self._take(erasing=False)

    def toggle_eraser(self, _on: bool = True) -> None:
        """Erases, or paints again."""
        self._take(erasing=not self._erasing)

    def _take(self, *, erasing: bool) -> None:
        self._erasing = erasing
        self.brush_changed.emit(self.brush)
        self.smoothing_changed.emit(self.smoothing)
        self.looks_different.emit()

    def press(self, touch: Touch, modifiers: Qt.KeyboardModifier, *, turned: bool = False) -> None:
        """The button or the pen went down; a pen that is `turned` round erases."""
        if self.active:
            return
        if self.mirror.takes_place(touch.x, touch.y):
            return
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self._target.pick(touch.x, touch.y)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._shift_from = touch
        elif self._begin(touch, turned=turned):
            self._draw(touch)

    def move(self, touch: Touch) -> None:
        """It went on."""
        if self._shift_from is not None:
            way = touch.view - self._shift_from.view
            if self._resized is None and math.hypot(way.x(), way.y()) >= _SMALLEST_DRAG_PX:
                self._resized = self.brush
            if self._resized is not None:
                self._resize(self._shift_from, self._resized, touch)
        elif self._stroke_start_ms is not None:
            self._draw(touch)

    def release(self, touch: Touch) -> None:
        """It was lifted."""
        if self._stroke_start_ms is not None:
            self._lift()
        elif self._shift_from is not None and self._resized is None:
            self._draw_line(self._shift_from)
        self._shift_from = self._resized = None
        self.looks_different.emit()

    def cancel(self) -> bool:
        """Takes back the stroke or the drag that is under way; False when there is none."""
        if self._stroke_start_ms is not None:
            self._stroke_start_ms = None
            self._target.cancel_stroke()
        elif self._shift_from is not None:
            if self._resized is not None:
                self.change(size_px=self._resized.size_px, hardness=self._resized.hardness)
            self._shift_from = self._resized = None
        else:
            return self.mirror.give_up_place()
        self.looks_different.emit()
        return True

    def _begin(self, touch: Touch, *, turned: bool) -> bool:
        settings = self._settings[self._erasing or turned]
        if not self._target.begin_stroke(settings.brush, self.mirror.symmetry):
            return False
        self._stroke_start_ms = touch.time_ms
        self._smoother = Smoother(settings.smoothing, touch.document_px)
        self._speedometer = Speedometer()
        return True

    def _draw(self, touch: Touch) -> None:
        assert self._stroke_start_ms is not None
        elapsed_ms = touch.time_ms - self._stroke_start_ms
        speed = self._speedometer.measure(touch.view.x(), touch.view.y(), touch.time_ms)
        self._go(
            self._smoother.add(StrokePoint(touch.x, touch.y, touch.pressure, elapsed_ms, touch.tilt, speed))
        )

    def _go(self, point: StrokePoint | None) -> None:
        if point is not None:
            self._target.continue_stroke(point)
            self._line_from = (point.x, point.y)

    def _lift(self) -> None:
        self._stroke_start_ms = None
        self._go(self._smoother.finish())
        self._target.finish_stroke()

    def _draw_line(self, touch: Touch) -> None:
        """Draws straight from where the last stroke ended; where there was none, a dab."""
        start = self._line_from
        if self._begin(touch, turned=False):
            points = [(touch.x, touch.y)] if start is None else [start, (touch.x, touch.y)]
            for x, y in points:
                self._go(StrokePoint(x, y, touch.pressure, 0.0, touch.tilt))
            self._stroke_start_ms = None
            self._target.finish_stroke()

    def _resize(self, start: Touch, brush: Brush, touch: Touch) -> None:
        across, down = touch.view.x() - start.view.x(), touch.view.y() - start.view.y()
        size_px = min(max(brush.size_px + 2 * across * touch.document_px, SMALLEST_PX), LARGEST_PX)
        hardness = min(max(brush.hardness - down / 200, 0.0), 1.0) if abs(down) > 12 else brush.hardness
        self.change(size_px=float(round(size_px)), hardness=round(hardness, 2))

    # ---- the cursor

    def needs_cross(self, scale: float) -> bool:
        """Whether the circle is too small to be seen, so that a cross must show the place."""
        return self.brush.size_px * scale < _SMALLEST_CIRCLE_PX

    def cursor_rect(self, mouse: QPointF, transform: ViewTransform) -> QRectF:
        """The part of the view that the cursor covers."""
        radius = self.brush.size_px * transform.scale / 2 + 4
        center = self._cursor_center(mouse)
        rect = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        brush = self._brush_behind(transform)
        if brush is not None:
            rect = rect.united(QRectF(mouse, brush).normalized().adjusted(-4, -4, 4, 4))
        return rect.united(self._caption_rect(center)) if self._resized is not None else rect

    def paint_cursor(self, painter: QPainter, mouse: QPointF, transform: ViewTransform) -> None:
        """Draws the outline of the brush in its true size, to be seen on light and on dark."""
        center, radius = self._cursor_center(mouse), self.brush.size_px * transform.scale / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        brush = self._brush_behind(transform)
        if brush is not None:
            for pen in (QPen(QColor(0, 0, 0, 150), 3), QPen(QColor(255, 255, 255, 235), 1.25)):
                painter.setPen(pen)
                painter.drawLine(brush, mouse)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rings = [radius]
        core = radius * self.brush.hardness
        if self._resized is not None and core > 3:
            rings.append(core)
        for ring in rings:
            painter.setPen(QPen(QColor(0, 0, 0, 150), 3))
            painter.drawEllipse(center, ring, ring)
        for ring in rings:
            style = Qt.PenStyle.DashLine if self.brush.eraser else Qt.PenStyle.SolidLine
            painter.setPen(QPen(QColor(255, 255, 255, 235), 1.25, style))
            painter.drawEllipse(center, ring, ring)
        if self._resized is not None:
            caption = tr("{size:.0f} px · {hardness:.0%} hard").format(
                size=self.brush.size_px, hardness=self.brush.hardness
            )
            box = self._caption_rect(center)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 190))
            painter.drawRoundedRect(box, 6, 6)
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, caption)

    def _brush_behind(self, transform: ViewTransform) -> QPointF | None:
        """Where the smoothed brush is in the view while it draws behind the hand."""
        brush = self._smoother.brush
        if self._stroke_start_ms is None or brush is None or not self._smoother.lags:
            return None
        return transform.point_to_view(QPointF(brush.x, brush.y))

    def _cursor_center(self, mouse: QPointF) -> QPointF:
        return mouse if self._shift_from is None else self._shift_from.view

    def _caption_rect(self, center: QPointF) -> QRectF:
        return QRectF(center.x() - 70, center.y() - 14, 140, 28)


def _of_tool(settings: ToolSettings, *, eraser: bool) -> ToolSettings:
    return replace(settings, brush=replace(settings.brush, eraser=eraser))
