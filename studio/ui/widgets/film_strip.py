"""A strip of pictures that is scrubbed: the walk from one to another, or a sweep of one setting."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.pictures import to_qimage


class FilmStrip(QWidget):
    """The pictures of a way side by side, with a handle that is dragged along them.

    Args:
        theme: the colours.
        name, tip: what it is, and what can be done with it.
        hint: what is written there while there are no pictures.
        height_px: its height.

    Signals:
        scrubbed: the user moved the handle, 0 at the beginning and 1 at the end.
        settled: the user let go of it.
    """

    scrubbed = Signal(float)
    settled = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        tip: str,
        hint: str = "",
        height_px: int = 72,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._hint, self._height_px = theme, hint, height_px
        self._images: list[QImage] = []
        self._position = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setToolTip(tip)

    def sizeHint(self) -> QSize:
        return QSize(240, self._height_px)

    def show_pictures(self, pictures: Sequence[np.ndarray]) -> None:
        """Shows a way, pictures uint8 (S, S, 3) from its beginning; none takes the strip back to its hint."""
        self._images = [to_qimage(picture) for picture in pictures]
        self.update()

    def set_position(self, position: float) -> None:
        """Puts the handle, 0 at the beginning and 1 at the end."""
        self._position = position
        self.setAccessibleDescription(tr("{position:.0%} of the way").format(position=position))
        self.update()

    def _scrub(self, x: float) -> None:
        if self._images:
            self.scrubbed.emit(min(max(self._mirrored(x / max(1, self.width())), 0.0), 1.0))

    def _mirrored(self, share: float) -> float:
        """A share of the width, or of the walk, as it lies on the screen: A is where reading begins."""
        return 1.0 - share if self.isRightToLeft() else share

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._scrub(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -0.02, Qt.Key.Key_Right: 0.02}.get(Qt.Key(event.key()))
        if step is None or not self._images:
            event.ignore()
        else:
            step = -step if self.isRightToLeft() else step
            self.scrubbed.emit(min(max(self._position + step, 0.0), 1.0))
            self.settled.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        bar = QRectF(self.rect())
        shape.addRoundedRect(bar, 10, 10)
        painter.fillPath(shape, self._theme.color("card"))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawPath(shape)
        if not self._images:
            painter.setPen(self._theme.color("dim"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(bar.adjusted(16, 0, -16, 0), int(flags), self._hint)
            return
        painter.setClipPath(shape)
        width = bar.width() / len(self._images)
        for number, image in enumerate(self._images):
            place = len(self._images) - 1 - number if self.isRightToLeft() else number
            target = QRectF(place * width, 0, width + 1, bar.height())
            side = image.width()
            crop = min(1.0, target.height() / target.width()) * side
            painter.drawImage(target, image, QRectF(0, (side - crop) / 2, side, crop))
        handle = min(max(self._mirrored(self._position) * bar.width(), 2.0), bar.width() - 2.0)
        painter.fillRect(QRectF(handle - 3, 0, 6, bar.height()), QColor(0, 0, 0, 140))
        painter.fillRect(QRectF(handle - 1.5, 0, 3, bar.height()), self._theme.color("accent"))
