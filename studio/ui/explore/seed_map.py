"""The endless map: dragged like a street map, zoomed with the wheel; a click takes what lies there in hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from studio.document.exploration import MapView
from studio.engine.cancel import CancelToken
from studio.engine.seed_map import (
    FARTHEST,
    FINEST_LEVEL,
    MapCell,
    cell,
    cells_around,
    place_of,
    point_at,
    seed_near,
)
from studio.engine.space import Space
from studio.ui.explore.map_pixmaps import MapPixmaps
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.wandering import Wandering
from studio.ui.widgets.own_keys import claims
from studio.workers.map_tiles import MapTiles, RenderCells

CELL_PX = 88
"""The least width of a cell; zooming in, it grows to twice that, and then cells halve."""
SMALLEST_SCALE, LARGEST_SCALE = 11.0, CELL_PX * 2.0**FINEST_LEVEL
_PIN_PX = 15
_ZOOM_STEP = 1.25
_GAP_PX = 3
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_KEYS = {*_ARROWS, Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_Home}


class SeedMap(QWidget):
    """Every whole place is a seed, every place between is the mix of its neighbours.

    Dragging moves the map, the wheel zooms at the cursor, a click takes a picture in hand. The pin shows where the
    hand is: dragged, the picture in hand follows it continuously. Arrow keys walk from cell to cell.

    Args:
        wandering: whose space is shown.
        theme: the colours.

    Signals:
        framed: the map, or a part of it, was drawn; how many of the cells there still lacked their picture.
    """

    framed = Signal(int)

    def __init__(self, wandering: Wandering, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wandering, self._theme = wandering, theme
        self.tiles = MapTiles(wandering.queue, self._take_pictures, wandering.failed.emit)
        self._pixmaps = MapPixmaps(self.tiles)
        self.middle = QPointF(0.0, 0.0)
        self.scale = CELL_PX * 2.2
        self.pin: QPointF | None = None
        self._pressed: QPointF | None = None
        self._grabbed = ""
        self._hovered: MapCell | None = None
        self._space: Space | None = None
        self._reached_by_tab = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 160)
        self.setAccessibleName(tr("Map"))
        self.setToolTip(tr("Drag to wander, click to take a picture in hand, drag the pin to go smoothly"))
        wandering.space_changed.connect(self._follow_space)
        wandering.look_changed.connect(self._look_anew)
        wandering.map_view_changed.connect(self._follow_view)
        wandering.picture_changed.connect(lambda _: self._follow_hand())

    # ---- where

    @property
    def level(self) -> int:
        """How fine the cells are: below 0 some seeds are left out, above 0 there are pictures between them."""
        return min(math.floor(math.log2(self.scale / CELL_PX) + 1e-9), FINEST_LEVEL)

    def place_at(self, point: QPointF) -> QPointF:
        """The place of the map under a point of the widget."""
        away = (point - QPointF(self.width() / 2, self.height() / 2)) / self.scale
        return self.middle + away

    def point_of(self, place: QPointF) -> QPointF:
        """The point of the widget over a place of the map."""
        return (place - self.middle) * self.scale + QPointF(self.width() / 2, self.height() / 2)

    def show_place(self, x: float, y: float) -> None:
        """Moves a place into the middle."""
        self.middle = QPointF(min(max(x, -FARTHEST), FARTHEST), min(max(y, -FARTHEST), FARTHEST))
        self._wandering.look_at_map(MapView(self.middle.x(), self.middle.y(), self.scale))
        self._ask()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zooms around a point of the widget, or around its middle."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        place = self.place_at(at)
        self.scale = min(max(self.scale * factor, SMALLEST_SCALE), LARGEST_SCALE)
        moved = self.middle + place - self.place_at(at)
        self.show_place(moved.x(), moved.y())

    def go_home(self) -> None:
        """Shows where the hand is."""
        if self.pin is not None:
            self.show_place(self.pin.x(), self.pin.y())

    # ---- picking

    def take(self, place: MapCell) -> None:
        """Takes the picture of a cell in hand."""
        self._take_place(QPointF(place.x, place.y), "")
        self._wandering.settle()

    def _take_place(self, place: QPointF, going_on: str) -> None:
        space = self._space
        if space is None:
            return
        self._put_pin(place)
        x, y = place.x(), place.y()
        title = tr("At {x}, {y}").format(x=f"{x:.2f}", y=f"{y:.2f}")
        point = point_at(space, x, y)
        self._wandering.choose_place(point, seed_near(x, y), (x, y), title, going_on=going_on)
        self.setAccessibleDescription(title)

    def _cell_at(self, point: QPointF) -> MapCell:
        place, fine = self.place_at(point), 2.0**self.level
        return cell(self.level, round(place.x() * fine), round(place.y() * fine))

    # ---- following

    def _follow_space(self, space: Space) -> None:
        self._space = space
        self.tiles.show(None)
        self._pixmaps.clear()
        self._follow_hand()
        self._follow_view()

    def _follow_view(self) -> None:
        """Goes to where this map was looked at last, or to where the hand is."""
        view = self._wandering.map_view
        if view is not None:
            self.scale = min(max(view.scale, SMALLEST_SCALE), LARGEST_SCALE)
            x, y = (min(max(side, -FARTHEST), FARTHEST) for side in (view.x, view.y))
            self.middle = QPointF(x, y)
        elif self.pin is not None:
            self.middle = QPointF(self.pin)
        self._ask()

    def _look_anew(self) -> None:
        """What lies there looks different: another truncation."""
        self.tiles.show(self._renderer(), keep=True)
        self._ask()

    def _renderer(self) -> RenderCells | None:
        space, truncation = self._wandering.space, self._wandering.truncation
        if space is None:
            return None

        def render(cells: Sequence[MapCell], cancel: CancelToken) -> np.ndarray:
            points = np.stack([point_at(space, each.x, each.y) for each in cells])
            return space.pictures(points, truncation, None, cancel)

        return render

    def _follow_hand(self) -> None:
        """Seeds have their places; a mix is where it was taken, if it was taken here."""
        hand = self._wandering.hand
        place = place_of(hand.seed) if hand.latent is None else hand.place
        self._put_pin(None if place is None else QPointF(*place))

    def _put_pin(self, place: QPointF | None) -> None:
        """Moves the pin. Drawn anew is what lies under it alone: while a slider moves, the map has nothing to do."""
        if place == self.pin:
            return
        for each in (self.pin, place):
            if each is not None:
                self.update(_box(self.point_of(each), _PIN_PX + 1).toAlignedRect())
        self.pin = place

    def _take_pictures(self, cells: Sequence[MapCell]) -> None:
        self._pixmaps.forget(cells)
        self.update()

    def _visible(self) -> list[MapCell]:
        half_width, half_height = self.width() / 2 / self.scale, self.height() / 2 / self.scale
        return cells_around(self.middle.x(), self.middle.y(), half_width, half_height, self.level)

    def _ask(self) -> None:
        if self.isVisible():
            self.tiles.want(self._visible())
        self.update()

    # ---- events

    def showEvent(self, event: object) -> None:
        self._ask()

    def hideEvent(self, event: object) -> None:
        self.tiles.want([])

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ask()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self._pressed = event.position()
        on_pin = self.pin is not None and _length(self.point_of(self.pin) - event.position()) <= _PIN_PX
        left = event.button() == Qt.MouseButton.LeftButton
        self._grabbed = "pin" if left and on_pin else "nothing yet" if left else "map"
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._hovered = self._cell_at(event.position())
            self.update()
            return
        way = event.position() - self._pressed
        if self._grabbed == "nothing yet" and way.manhattanLength() >= QApplication.startDragDistance():
            self._grabbed = "map"
        if self._grabbed == "pin":
            self._take_place(self.place_at(event.position()), "pin")
        elif self._grabbed == "map":
            self._pressed = event.position()
            moved = self.middle - way / self.scale
            self.show_place(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grabbed == "nothing yet":
            self.take(self._cell_at(event.position()))
        elif self._grabbed == "pin":
            self._wandering.settle()
        self._pressed, self._grabbed = None, ""
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hovered = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(_ZOOM_STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # A frame around the whole map is for those who go through the window by Tab.
        tab = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
        self._reached_by_tab = event.reason() in tab
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        return claims(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._walk(*_ARROWS[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _ZOOM_STEP)
        elif key == Qt.Key.Key_Home:
            self.go_home()
        else:
            event.ignore()

    def _walk(self, across: int, down: int) -> None:
        """Takes the next cell in hand and keeps it in sight."""
        here, fine = self.pin or self.middle, 2.0**self.level
        x, y = round(here.x() * fine) + across, round(here.y() * fine) + down
        self.take(cell(self.level, x, y))
        assert self.pin is not None
        inside = QRectF(self.rect()).adjusted(CELL_PX, CELL_PX, -CELL_PX, -CELL_PX)
        point = self.point_of(self.pin)
        over = QPointF(
            point.x() - min(max(point.x(), inside.left()), inside.right()),
            point.y() - min(max(point.y(), inside.top()), inside.bottom()),
        )
        moved = self.middle + over / self.scale
        self.show_place(moved.x(), moved.y())

    # ---- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 12, 12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(shape, self._theme.color("card"))
        painter.setClipRect(self.rect())
        seen = QRectF(event.rect())
        cells, missing = self._visible(), 0
        side = self.scale / 2.0**self.level
        drawn_px = max(1, round(side) - _GAP_PX)
        self._pixmaps.set_size(drawn_px, self.devicePixelRatioF())
        for each in reversed(cells):
            corner = self.point_of(QPointF(each.x, each.y)) - QPointF(drawn_px / 2, drawn_px / 2)
            if not seen.intersects(QRectF(corner.x() - 1, corner.y() - 1, drawn_px + 2, drawn_px + 2)):
                continue
            pixmap = self._pixmaps.of(each)
            if pixmap is None:
                missing += 1
                self._paint_missing(painter, corner, drawn_px, each)
            else:
                # Whole pixels: nothing is resampled, and dragging costs no more than copying.
                painter.drawPixmap(round(corner.x()), round(corner.y()), pixmap)
        self._paint_marks(painter, drawn_px)
        self.framed.emit(missing)

    def _paint_missing(self, painter: QPainter, corner: QPointF, side_px: int, place: MapCell) -> None:
        """What is not there yet shows its nearest neighbour, faintly."""
        neighbour: QPixmap | None = None
        while neighbour is None and place.level > 0:
            place = place.coarser()
            neighbour = self._pixmaps.of(place)
        if neighbour is not None:
            painter.setOpacity(0.3)
            painter.drawPixmap(round(corner.x()), round(corner.y()), neighbour)
            painter.setOpacity(1.0)
        else:
            painter.fillRect(
                QRectF(round(corner.x()), round(corner.y()), side_px, side_px), self._theme.color("raised")
            )

    def _paint_marks(self, painter: QPainter, side_px: int) -> None:
        if self._hovered is not None and self._pressed is None:
            middle = self.point_of(QPointF(self._hovered.x, self._hovered.y))
            box = QRectF(middle.x() - side_px / 2, middle.y() - side_px / 2, side_px, side_px)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("text"), 2))
            painter.drawRoundedRect(box, 6, 6)
            self._paint_caption(painter, box, self._hovered)
        if self.pin is not None:
            self._paint_pin(painter, self.point_of(self.pin))
        if self.hasFocus() and self._reached_by_tab:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, 12)

    def _paint_caption(self, painter: QPainter, box: QRectF, place: MapCell) -> None:
        text = self.caption(place)
        if not text:
            return
        width = painter.fontMetrics().horizontalAdvance(text) + 16
        bar = QRectF(box.center().x() - width / 2, box.bottom() - 26, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(bar, 6, 6)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, text)

    def caption(self, place: MapCell) -> str:
        """What is written on a cell under the cursor: its seed, or what the seed is called."""
        if place.seed is None:
            return ""
        named = getattr(self._space, "title_of", lambda _seed: "")(place.seed)
        return named or tr("Seed {seed}").format(seed=place.seed)

    def _paint_pin(self, painter: QPainter, point: QPointF) -> None:
        painter.setBrush(QColor(0, 0, 0, 60))
        painter.setPen(QPen(QColor(0, 0, 0, 150), 5))
        painter.drawEllipse(point, _PIN_PX - 3, _PIN_PX - 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("accent"), 3))
        painter.drawEllipse(point, _PIN_PX - 3, _PIN_PX - 3)
        painter.setBrush(self._theme.color("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(point, 3, 3)


def _box(middle: QPointF, reach_px: float) -> QRectF:
    """The square around a point, `reach_px` in each direction."""
    return QRectF(middle.x() - reach_px, middle.y() - reach_px, 2 * reach_px, 2 * reach_px)


def _length(way: QPointF) -> float:
    return math.hypot(way.x(), way.y())
