"""Moving, scaling and turning the picture in hand by its handles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPolygonF, QTransform

from studio.document.placing import Frame
from studio.ui.canvas.outline_pen import MARGIN_PX, draw_outline
from studio.ui.canvas.tool import Touch
from studio.ui.canvas.transform import ViewTransform

_GRIP_PX = 10.0
_TURN_PX = 28.0
_HANDLE_PX = 4.0
_SNAP_DEGREES = 15.0
_FAR_STEP_PX = 10
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_GRIPS = tuple(
    (across, down) for down in (0.0, 0.5, 1.0) for across in (0.0, 0.5, 1.0) if (across, down) != (0.5, 0.5)
)


class Placeable(Protocol):
    """Where pictures lie."""

    @property
    def frame(self) -> Frame | None:
        """That of the picture in hand; None where none is in hand that can be moved."""
        ...

    @property
    def image(self) -> QImage | None:
        """How the picture in hand looks, in any size."""
        ...

    def place(self, frame: Frame) -> None:
        """Moves the picture in hand, as one step."""
        ...

    def take_at(self, x: float, y: float) -> bool:
        """Takes the topmost picture at a place of the document in hand; False where there is none."""
        ...


@dataclass(frozen=True)
class _Drag:
    """What is dragged since when. `grip` is a place on the frame, in shares; None moves or turns it."""

    start: Touch
    frame: Frame
    grip: tuple[float, float] | None
    turns: bool
    held: Qt.KeyboardModifier


class PlaceTool(QObject):
    """Drags the picture in hand: inside to move, a handle to scale, just outside to turn.

    Shift scales freely, turns in steps of fifteen degrees and moves along one axis; Alt scales around the centre.
    Arrow keys move by a pixel, with Shift by ten.
    """

    looks_different = Signal()

    def __init__(self, target: Placeable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self._drag: _Drag | None = None
        self._frame: Frame | None = None

    @property
    def active(self) -> bool:
        """Whether a picture is being dragged."""
        return self._drag is not None

    def press(self, touch: Touch, modifiers: Qt.KeyboardModifier, *, turned: bool = False) -> None:
        """Takes hold of the picture in hand, or of the one that lies there."""
        if self.active:
            return
        frame = self._target.frame
        grip, turns, inside = self._hold(frame, touch)
        if not (grip or turns or inside) and self._target.take_at(touch.x, touch.y):
            frame, inside = self._target.frame, True
        if frame is not None and (grip or turns or inside):
            self._drag, self._frame = _Drag(touch, frame, grip, turns, modifiers), frame
        self.looks_different.emit()

    def move(self, touch: Touch) -> None:
        """Drags it on; the document follows when it is let go."""
        if self._drag is not None:
            self._frame = dragged(self._drag, touch)
            self.looks_different.emit()

    def release(self, touch: Touch) -> None:
        """Lets go."""
        self.move(touch)
        drag, frame = self._drag, self._frame
        self._drag = self._frame = None
        # Another picture may have come in hand meanwhile, such as the optimizer's: it stays where it is.
        if (
            drag is not None
            and frame is not None
            and frame != drag.frame
            and self._target.frame == drag.frame
        ):
            self._target.place(frame)
        self.looks_different.emit()

    def cancel(self) -> bool:
        """Lets go where it was; False when nothing is dragged."""
        was_active = self.active
        self._drag = self._frame = None
        if was_active:
            self.looks_different.emit()
        return was_active

    def press_key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Arrows move the picture by a pixel, with Shift by ten; False where nothing is moved."""
        frame, step = self._target.frame, _ARROWS.get(Qt.Key(key))
        if frame is None or step is None or self.active:
            return False
        far = _FAR_STEP_PX if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
        self._target.place(frame.moved(step[0] * far, step[1] * far))
        self.looks_different.emit()
        return True

    def _hold(self, frame: Frame | None, touch: Touch) -> tuple[tuple[float, float] | None, bool, bool]:
        """The handle under a touch, whether it turns, and whether it is inside."""
        if frame is None:
            return None, False, False
        here = QPointF(touch.x, touch.y)
        reach = touch.document_px
        distances = {grip: _distance(here, QPointF(*frame.point(*grip))) / reach for grip in _GRIPS}
        nearest = min(distances, key=lambda grip: distances[grip])
        if distances[nearest] <= _GRIP_PX:
            return nearest, False, False
        inside = frame.contains(touch.x, touch.y)
        corners = [distances[grip] for grip in _GRIPS if 0.5 not in grip]
        return None, not inside and min(corners) <= _TURN_PX, inside

    # ---- the cursor

    def needs_cross(self, scale: float) -> bool:
        """Always: the handles are drawn, the pointer is not."""
        return True

    def cursor_rect(self, mouse: QPointF, transform: ViewTransform) -> QRectF:
        """The part of the view that is drawn upon."""
        frame = self._shown()
        if frame is None:
            return QRectF()
        margin = MARGIN_PX + _HANDLE_PX
        return self._path(frame, transform).boundingRect().adjusted(-margin, -margin, margin, margin)

    def paint_cursor(self, painter: QPainter, mouse: QPointF, transform: ViewTransform) -> None:
        """Draws the frame with its handles, and the picture while it is dragged."""
        frame, image = self._shown(), self._target.image if self.active else None
        if frame is None:
            return
        if image is not None and not image.isNull():
            painter.save()
            painter.setOpacity(0.75)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            source = QPolygonF(QRectF(image.rect()))
            source.remove(4)  # Qt closes it with the first corner once more.
            onto = QTransform()
            target = QPolygonF([transform.point_to_view(QPointF(*corner)) for corner in frame.corners])
            if QTransform.quadToQuad(source, target, onto):
                painter.setTransform(onto, combine=True)
                painter.drawImage(0, 0, image)
            painter.restore()
        draw_outline(painter, self._path(frame, transform))

    def _shown(self) -> Frame | None:
        return self._frame if self._frame is not None else self._target.frame

    def _path(self, frame: Frame, transform: ViewTransform) -> QPainterPath:
        path = QPainterPath()
        path.addPolygon(QPolygonF([transform.point_to_view(QPointF(*corner)) for corner in frame.corners]))
        path.closeSubpath()
        for grip in _GRIPS:
            place = transform.point_to_view(QPointF(*frame.point(*grip)))
            path.addEllipse(place, _HANDLE_PX, _HANDLE_PX)
        return path


def dragged(drag: _Drag, touch: Touch) -> Frame:
    """The frame after a drag from its start to a touch."""
    shift = bool(drag.held & Qt.KeyboardModifier.ShiftModifier)
    dx, dy = touch.x - drag.start.x, touch.y - drag.start.y
    if drag.turns:
        return _turned(drag.frame, drag.start, touch, snapped=shift)
    if drag.grip is None:
        if shift:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        return drag.frame.moved(round(dx), round(dy))
    around_centre = bool(drag.held & Qt.KeyboardModifier.AltModifier)
    return _scaled(drag.frame, drag.grip, (dx, dy), freely=shift, around_centre=around_centre)


def _turned(frame: Frame, start: Touch, touch: Touch, *, snapped: bool) -> Frame:
    before = math.atan2(start.y - frame.y, start.x - frame.x)
    now = math.atan2(touch.y - frame.y, touch.x - frame.x)
    degrees = (frame.degrees + math.degrees(now - before)) % 360
    if snapped:
        degrees = round(degrees / _SNAP_DEGREES) * _SNAP_DEGREES % 360
    return frame._replace(degrees=round(degrees, 2))


def _scaled(
    frame: Frame,
    grip: tuple[float, float],
    moved: tuple[float, float],
    *,
    freely: bool,
    around_centre: bool,
) -> Frame:
    angle = math.radians(frame.degrees)
    along = math.cos(angle) * moved[0] + math.sin(angle) * moved[1]
    down = math.cos(angle) * moved[1] - math.sin(angle) * moved[0]
    times = 2 if around_centre else 1
    width = frame.width + along * (2 * grip[0] - 1) * times if grip[0] != 0.5 else frame.width
    height = frame.height + down * (2 * grip[1] - 1) * times if grip[1] != 0.5 else frame.height
    if 0.5 not in grip and not freely:
        factor = max(width / frame.width, height / frame.height)
        width, height = frame.width * factor, frame.height * factor
    width, height = max(1.0, round(width)), max(1.0, round(height))
    scaled = frame._replace(width=width, height=height)
    if around_centre:
        return scaled
    # The place across from the handle stays where it is.
    anchor = 1 - grip[0], 1 - grip[1]
    (ax, ay), (bx, by) = frame.point(*anchor), scaled.point(*anchor)
    return scaled.moved(ax - bx, ay - by)


def _distance(first: QPointF, second: QPointF) -> float:
    return math.hypot(first.x() - second.x(), first.y() - second.y())
