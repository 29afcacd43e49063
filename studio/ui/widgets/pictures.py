"""Showing pictures: conversion to QImage, one picture that fits its place, a grid to choose from."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import Theme
from studio.ui.translate import tr


def to_qimage(picture: np.ndarray) -> QImage:
    """A QImage of its own from a picture, uint8 (H, W, 3)."""
    rows = np.ascontiguousarray(picture)
    height, width = rows.shape[:2]
    return QImage(rows.data, width, height, width * 3, QImage.Format.Format_RGB888).copy()


def from_qimage(image: QImage) -> np.ndarray:
    """The pixels of a QImage as a picture, uint8 (H, W, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()


def draw_rounded(painter: QPainter, image: QImage, target: QRectF, radius_px: float = 8) -> None:
    """Draws the picture into the target with round corners."""
    shape = QPainterPath()
    shape.addRoundedRect(target, radius_px, radius_px)
    painter.save()
    painter.setClipPath(shape)
    painter.drawImage(target, image)
    painter.restore()


def fitted(size: QSize, inside: QRect) -> QRect:
    """The largest rectangle of the shape of `size` in the middle of `inside`."""
    fit = size.scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
    corner = inside.center() - QPoint(fit.width() // 2, fit.height() // 2)
    return QRect(corner, fit)


class PictureView(QWidget):
    """Shows one picture as large as fits, or a text while there is none."""

    clicked = Signal()

    def __init__(
        self, theme: Theme, empty_text: str = "", *, at_top: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._at_top = at_top
        self._image: QImage | None = None
        self.empty_text = empty_text
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(48, 48)

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    def show_picture(self, picture: np.ndarray | None) -> None:
        """Shows a picture, uint8 (H, W, 3), or nothing."""
        self._image = None if picture is None else to_qimage(picture)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._image is None:
            shape = QPainterPath()
            place = fitted(QSize(1, 1), self.rect()) if self._at_top else self.rect()
            if self._at_top:
                place.moveTop(0)
            shape.addRoundedRect(QRectF(place), 10, 10)
            painter.fillPath(shape, self._theme.color("card"))
            painter.setPen(self._theme.color("dim"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            inset = min(24, place.width() // 12)
            painter.drawText(place.adjusted(inset, 8, -inset, -8), int(flags), self.empty_text)
        else:
            target = fitted(self._image.size(), self.rect())
            if self._at_top:
                target.moveTop(0)
            draw_rounded(painter, self._image, QRectF(target), min(12, target.width() / 12))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


class PictureGrid(QWidget):
    """Square pictures to choose from, by click or with the arrow keys."""

    chosen = Signal(int)

    def __init__(
        self, theme: Theme, name: str, count: int, gap_px: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: list[QImage] = []
        self._count = count
        self._gap_px = gap_px
        self._current = -1
        self._hovered = -1
        self._columns = 1
        self._cell_px = 64
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setMinimumSize(120, 120)

    @property
    def current(self) -> int:
        """The chosen picture's number, -1 for none."""
        return self._current

    @property
    def filled(self) -> bool:
        """Whether there are pictures to choose from."""
        return bool(self._images)

    def show_pictures(self, pictures: Sequence[np.ndarray]) -> None:
        """Shows the pictures, uint8 (H, W, 3) each; none is chosen."""
        self._images = [to_qimage(picture) for picture in pictures]
        self._current = -1
        self.update()

    def choose(self, index: int) -> None:
        """Chooses a picture by its number, as a click does."""
        if 0 <= index < len(self._images):
            self._current = index
            self.setAccessibleDescription(
                tr("Picture {index} of {count}").format(index=index + 1, count=len(self._images))
            )
            self.update()
            self.chosen.emit(index)

    def cell(self, index: int) -> QRect:
        """Where a picture is drawn; the first one where reading begins."""
        step = self._cell_px + self._gap_px
        left = (self.width() - self._columns * step + self._gap_px) // 2
        column = index % self._columns
        if self.isRightToLeft():
            column = self._columns - 1 - column
        return QRect(
            left + column * step,
            index // self._columns * step,
            self._cell_px,
            self._cell_px,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        best = (0, 1)
        for columns in range(1, self._count + 1):
            rows = math.ceil(self._count / columns)
            across = (self.width() - (columns - 1) * self._gap_px) // columns
            down = (self.height() - (rows - 1) * self._gap_px) // rows
            best = max(best, (min(across, down), columns))
        self._cell_px, self._columns = max(16, best[0]), best[1]

    def at(self, point: QPoint) -> int:
        """The number of the picture at a point, -1 where there is none."""
        return next((i for i in range(len(self._images)) if self.cell(i).contains(point)), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self.at(event.position().toPoint())
        cursor = Qt.CursorShape.PointingHandCursor if self._hovered >= 0 else Qt.CursorShape.ArrowCursor
        self.setCursor(cursor)
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.choose(self.at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        onward = -1 if self.isRightToLeft() else 1
        steps = {
            Qt.Key.Key_Left: -onward,
            Qt.Key.Key_Right: onward,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }.get(Qt.Key(event.key()))
        if steps is None:
            event.ignore()
        else:
            self.choose(min(max(self._current + steps, 0), len(self._images) - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for index in range(self._count):
            cell = QRectF(self.cell(index))
            if index >= len(self._images):
                self._paint_empty(painter, cell)
                continue
            draw_rounded(painter, self._images[index], cell, 8)
            if index in (self._current, self._hovered):
                color = self._theme.color("accent" if index == self._current else "text")
                painter.setPen(QPen(color, 2))
                painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 8, 8)

    def _paint_empty(self, painter: QPainter, cell: QRectF) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(cell, 8, 8)
        painter.fillPath(shape, self._theme.color("card"))
