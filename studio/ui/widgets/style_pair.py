"""The two styles of the brush, A and B, side by side as other programs show two colours."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.captions import broken
from studio.ui.widgets.card import icon_button, row
from studio.ui.widgets.own_keys import REMOVING, claims
from studio.ui.widgets.pictures import draw_rounded

_SIDE_PX = 46
_GAP_PX = 8
_SMALL_FONT_PX = 11


class StyleSlot(QWidget):
    """One of the two styles: its letter, its thumbnail and its name.

    Args:
        letter: "A" or "B".
        empty: what is said while there is no style in it.
    """

    clicked = Signal()
    emptied = Signal()

    def __init__(
        self, theme: Theme, letter: str, empty: str, tip: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._letter, self._empty = theme, letter, empty
        self._title = ""
        self._image: QImage | None = None
        self._taking = False
        self._tip = tip
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_style("", None)

    @property
    def title(self) -> str:
        """The name of the style in it; empty without one."""
        return self._title

    def show_style(self, title: str, image: QImage | None) -> None:
        """Shows a style, or none for an empty title."""
        self._title, self._image = title, image
        self.setToolTip(f"{title}\n{self._tip}" if title else self._tip)
        self.setAccessibleName(
            tr("Style {letter}: {value}").format(letter=self._letter, value=title or self._empty)
        )
        self.update()

    def show_taking(self, taking: bool) -> None:
        """Shows whether the next style from the shelf comes here."""
        self._taking = taking
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(130, _SIDE_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self.emptied.emit()
        elif event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def event(self, event: QEvent) -> bool:
        return claims(event, REMOVING) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        elif event.key() in REMOVING:
            self.emptied.emit()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.fillPath(shape, theme.color("raised"))
        if self._taking or self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.drawPath(shape)
        side = self.height() - 12
        thumbnail = QRectF(6, 6, side, side)
        if self._image is not None:
            draw_rounded(painter, self._image, thumbnail, 6)
        else:
            painter.setPen(QPen(theme.color("faint"), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(thumbnail, 6, 6)
        left = round(thumbnail.right()) + _GAP_PX
        text = self.rect().adjusted(left, 6, -6, -6)
        name, font = self._title or self._empty, painter.font()
        if painter.fontMetrics().horizontalAdvance(name) > text.width():
            # The letter and two lines of the name, where one is too short for it.
            font.setPixelSize(_SMALL_FONT_PX)
            painter.setFont(font)
            text.adjust(0, -4, 0, 4)
        painter.setPen(theme.color("accent" if self._title else "dim"))
        painter.drawText(text, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self._letter)
        painter.setPen(theme.color("text" if self._title else "dim"))
        lines = broken(name, font, text.width())
        fits = "\n".join(f"\N{FIRST STRONG ISOLATE}{each}\N{POP DIRECTIONAL ISOLATE}" for each in lines)
        painter.drawText(text, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, fits)
        painter.end()


class StylePair(QWidget):
    """The slots of A and B. A click says which of both the next style from the shelf comes into."""

    second_emptied = Signal()

    def __init__(self, theme: Theme, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.swap = icon_button(
            icons, "swap", tr("Swap A and B"), tr("Exchange the styles of a mix, or the ends of a walk")
        )
        self.first = StyleSlot(
            theme,
            "A",
            tr("choose one"),
            tr("Style A: what you paint with. Click, then choose it on the shelf."),
        )
        self.second = StyleSlot(
            theme,
            "B",
            tr("none"),
            tr(
                "Style B: what A is mixed with, or slides to along a stroke. Click, then choose it on the shelf.\n"
                "X swaps both; D or a right click takes B away."
            ),
        )
        line = row(self.first, self.swap, self.second, spacing_px=4)
        line.setStretch(0, 1)
        line.setStretch(2, 1)
        self.setLayout(line)
        self.takes_second = False
        self.first.clicked.connect(lambda: self.take_into(second=False))
        self.second.clicked.connect(lambda: self.take_into(second=True))
        self.second.emptied.connect(self.second_emptied)
        self.take_into(second=False)

    def take_into(self, *, second: bool) -> None:
        """Says which of both the next style from the shelf comes into."""
        self.takes_second = second
        self.first.show_taking(not second)
        self.second.show_taking(second)

    def show_styles(
        self, names: tuple[str, str], titles: Mapping[str, str], images: Mapping[str, QImage]
    ) -> None:
        """Shows both styles by their names; an empty name is none."""
        for slot, name in zip((self.first, self.second), names, strict=True):
            slot.show_style(titles.get(name, name), images.get(name))
