"""A shelf of thumbnails with captions, from which one (and a second to mix with it) is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolTip, QWidget

from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.captions import broken
from studio.ui.widgets.pictures import draw_rounded, to_qimage

_GAP_PX = 8
_CAPTION_PX, _LINE_PX = 20, 13
_CAPTION_FONT_PX, _CAPTION_LINES = 11, 2

_MIDDLE = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextDontClip)


@dataclass(frozen=True)
class ShelfItem:
    """What lies on the shelf: its name, the caption under it and what the tool tip says."""

    name: str
    title: str
    tip: str


class Shelf(QWidget):
    """Thumbnails in columns. A click takes one; Ctrl and a click adds a second one to mix with."""

    taken = Signal(str)
    mixed = Signal(str)

    def __init__(self, theme: Theme, name: str, columns: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = columns
        self._items: list[ShelfItem] = []
        self._images: dict[str, QImage] = {}
        self._lines: dict[tuple[str, int], list[str]] = {}
        self._first = ""
        self._second = ""
        self._hovered = -1
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_items(self, items: Sequence[ShelfItem]) -> None:
        """Puts other items on the shelf; their thumbnails come one by one."""
        self._items = list(items)
        self.updateGeometry()
        self.update()

    def show_thumbnail(self, name: str, picture: np.ndarray) -> None:
        """Gives an item its picture, uint8 (H, W, 3)."""
        self._images[name] = to_qimage(_square(picture))
        self.update()

    @property
    def images(self) -> Mapping[str, QImage]:
        """The pictures of the items that have one."""
        return MappingProxyType(self._images)

    def mark(self, first: str, second: str = "") -> None:
        """Shows which item is taken, and which one it is mixed with."""
        self._first, self._second = first, second
        self.setAccessibleDescription(
            tr("{first} mixed with {second}").format(first=first, second=second) if second else first
        )
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.height_of(max(1, self._rows), width)

    def height_of(self, rows: float, width: int) -> int:
        """Pixels that so many rows take."""
        whole = int(rows)
        tops = [self._top(row, width) for row in (whole, whole + 1)]
        return round(tops[0] + (rows - whole) * (tops[1] - tops[0])) - _GAP_PX

    def sizeHint(self) -> QSize:
        return QSize(280, self.heightForWidth(self.width()))

    def resizeEvent(self, event: object) -> None:
        self.setFixedHeight(self.heightForWidth(self.width()))

    def cell(self, index: int) -> QRect:
        """Where a thumbnail is drawn; the first one where reading begins."""
        side = self._side(self.width())
        column, row = index % self._columns, index // self._columns
        if self.isRightToLeft():
            column = self._columns - 1 - column
        return QRect(column * (side + _GAP_PX), self._top(row, self.width()), side, side)

    def marked_cell(self) -> QRect | None:
        """Where the item that is taken is drawn; None if none is."""
        place = next((i for i, item in enumerate(self._items) if item.name == self._first), None)
        return None if place is None else self.cell(place)

    def name_at(self, point: QPoint) -> str:
        """The item at a place of the shelf; empty where there is none."""
        index = self._at(point)
        return self._items[index].name if index >= 0 else ""

    def _side(self, width: int) -> int:
        return max(24, (width - (self._columns - 1) * _GAP_PX) // self._columns)

    @property
    def _rows(self) -> int:
        return -(-len(self._items) // self._columns)

    def _top(self, row: int, width: int) -> int:
        """Where a row of that width begins; those below the last one are as high as a row of short names."""
        side = self._side(width)
        return sum(side + self._caption_px(each, side) + _GAP_PX for each in range(row))

    def _caption_px(self, row: int, side: int) -> int:
        """Height of the names in a row: that of its longest one."""
        items = self._items[row * self._columns : (row + 1) * self._columns]
        most = max((len(self.lines(item.title, side)) for item in items), default=1)
        return _CAPTION_PX + (most - 1) * _LINE_PX

    def lines(self, title: str, side: int) -> list[str]:
        """The lines of a name under a thumbnail of that width."""
        known = self._lines.get((title, side))
        if known is None:
            font = self.font()
            font.setPixelSize(_CAPTION_FONT_PX)
            known = self._lines[title, side] = broken(title, font, side, _CAPTION_LINES)
        return known

    def _at(self, point: QPoint) -> int:
        side = self._side(self.width())
        cells = (
            self.cell(index).adjusted(0, 0, 0, self._caption_px(index // self._columns, side))
            for index in range(len(self._items))
        )
        return next((index for index, cell in enumerate(cells) if cell.contains(point)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            name = self._items[index].name
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self._first not in ("", name):
                self.mixed.emit(name)
            else:
                self.taken.emit(name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._at(event.position().toPoint())
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if self._hovered >= 0 else Qt.CursorShape.ArrowCursor
        )
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        onward = -1 if self.isRightToLeft() else 1
        steps = {
            Qt.Key.Key_Left: -onward,
            Qt.Key.Key_Right: onward,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }.get(Qt.Key(event.key()))
        if steps is None or not self._items:
            event.ignore()
            return
        now = next((i for i, item in enumerate(self._items) if item.name == self._first), 0)
        self.taken.emit(self._items[min(max(now + steps, 0), len(self._items) - 1)].name)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._at(event.pos())
            if index >= 0:
                QToolTip.showText(event.globalPos(), self._items[index].tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        font = painter.font()
        font.setPixelSize(_CAPTION_FONT_PX)
        painter.setFont(font)
        for index, item in enumerate(self._items):
            self._paint_item(painter, index, item)

    def _paint_item(self, painter: QPainter, index: int, item: ShelfItem) -> None:
        theme, cell = self._theme, QRectF(self.cell(index))
        shape = QPainterPath()
        shape.addRoundedRect(cell, 8, 8)
        painter.fillPath(shape, theme.color("raised"))
        if item.name in self._images:
            draw_rounded(painter, self._images[item.name], cell)
        first, second = item.name == self._first, item.name == self._second
        if first or second or index == self._hovered:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if first or second:
                painter.setPen(QPen(theme.color("card"), 3))
                painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), 6, 6)
            color = theme.color("accent" if first or second else "dim")
            style = Qt.PenStyle.DashLine if second else Qt.PenStyle.SolidLine
            painter.setPen(QPen(color, 2, style))
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 8, 8)
        painter.setPen(theme.color("accent_hover" if first or second else "dim"))
        line = QRectF(cell.left(), cell.bottom() + 2, cell.width(), _CAPTION_PX - 2)
        for text in self.lines(item.title, int(cell.width())):
            # A cut name ends with its dots in every direction of the window.
            painter.drawText(line, _MIDDLE, f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}")
            line.translate(0, _LINE_PX)


class ShelfView(QScrollArea):
    """Shows a few rows of a shelf at a time; the last one is cut, so that one sees that there are more.

    Args:
        shelf: the shelf.
        rows: how many rows are seen at most.
    """

    def __init__(self, shelf: Shelf, rows: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf, self._rows, self._spared = shelf, rows, 0
        self.setObjectName("shelfView")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(shelf)
        self.setFocusProxy(shelf)

    def spare_rows(self, count: int) -> None:
        """Shows so many rows less than there may be, where room is scarce."""
        if count != self._spared:
            self._spared = count
            self.fit()
            self.show_marked()

    def fit(self) -> None:
        """Becomes as high as the shelf needs and the rows allow."""
        width = self.viewport().width()
        shelf = self._shelf
        self.setFixedHeight(
            min(shelf.heightForWidth(width), shelf.height_of(self._rows - self._spared, width))
        )

    def show_marked(self) -> None:
        """Scrolls to the item that is taken."""
        cell = self._shelf.marked_cell()
        if cell is not None:
            self.ensureVisible(cell.center().x(), cell.center().y(), 0, cell.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


def _square(picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return picture[top : top + side, left : left + side]
