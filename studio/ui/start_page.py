"""What is seen while no picture is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QDateTime, QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.ui.iconset import IconSet
from studio.ui.recent import RecentFile
from studio.ui.recovering import Offer
from studio.ui.theme import Theme
from studio.ui.translate import isolated, tr
from studio.ui.widgets.card import column, label, push_button, row
from studio.ui.widgets.pictures import to_qimage

_TILE, _LOW_TILE = QSize(200, 176), QSize(200, 130)
_MARGIN_PX, _LOW_MARGIN_PX = 48, 24
_SHOWN = 4


class PictureTile(QAbstractButton):
    """A picture with its name below, to be opened by a click."""

    def __init__(self, theme: Theme, title: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._note = note
        self._image = None
        self.setText(title)
        self.setAccessibleName(f"{title}, {note}")
        self.setToolTip(note)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(_TILE)

    def show_picture(self, picture: np.ndarray) -> None:
        """Shows the picture, uint8 (H, W, 3)."""
        self._image = to_qimage(picture)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        theme = self._theme
        card = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(card, 12, 12)
        hot = self.underMouse() or self.hasFocus()
        painter.fillPath(shape, theme.color("raised" if hot else "card"))
        picture = QRectF(card.left(), card.top(), card.width(), card.height() - 50)
        painter.save()
        painter.setClipPath(shape)
        if self._image is None:
            painter.fillRect(picture, theme.color("raised"))
        else:
            size = QSize(self._image.size())
            crop = size.scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
            factor = max(picture.width() / crop.width(), picture.height() / crop.height())
            width, height = picture.width() / factor, picture.height() / factor
            part = QRectF((size.width() - width) / 2, (size.height() - height) / 2, width, height)
            painter.drawImage(picture, self._image, part)
        painter.restore()
        painter.setPen(QPen(theme.color("accent" if hot else "line"), 1.5 if hot else 1))
        painter.drawPath(shape)
        self._paint_text(painter, card)

    def _paint_text(self, painter: QPainter, card: QRectF) -> None:
        line = QRectF(card.left() + 12, card.bottom() - 44, card.width() - 24, 20)
        for text, color in ((self.text(), "text"), (self._note, "dim")):
            painter.setPen(self._theme.color(color))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(line.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            line.translate(0, 18)


class StartPage(QWidget):
    """The mark, a button to open a picture, work to recover, the sample picture and what was opened last.

    In a low window the mark makes way for work to recover; where even that is too much, the page scrolls.
    """

    open_asked = Signal()
    tour_asked = Signal()
    file_asked = Signal(Path)
    recovery_asked = Signal(object)  # An Offer.
    discard_asked = Signal(object)

    def __init__(
        self, theme: Theme, icons: IconSet, sample: Path | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._sample = sample
        self._recent: list[RecentFile] = []
        self._tiles: dict[Path, PictureTile] = {}
        self._mark = QLabel()
        self._mark.setPixmap(icons.pixmap("pinxit", size_px=72, ratio=self.devicePixelRatioF()))
        self.open = push_button(tr("Open a photo…"), tr("Open a picture or a project"), accent=True)
        self.open.setIcon(icons.icon("open", "on_accent", 18))
        self.open.setMinimumWidth(176)
        self.open.clicked.connect(self.open_asked)
        self.tour = push_button(tr("Take the tour"), tr("Two minutes, from the first stroke on"))
        self.tour.setProperty("flat", True)
        self.tour.setIcon(icons.icon("tour", size_px=18))
        self.tour.clicked.connect(self.tour_asked)
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        self._offers = QHBoxLayout()
        self._offers.setSpacing(16)
        self._offer_words = label(tr("Not saved when Pinxit last ended:"), "title")
        self._offer_words.hide()
        self._hint = label(tr("or drop a picture anywhere in this window"), "dim")
        inside = QWidget()
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setWidget(inside)
        for part in (inside, self._area.viewport()):
            part.setAutoFillBackground(False)  # The stage is seen through it.
        self.setLayout(column(self._area))
        self._page = page = QVBoxLayout(inside)
        page.setSpacing(8)
        page.addStretch(3)
        center = Qt.AlignmentFlag.AlignHCenter
        page.addWidget(self._mark, 0, center)
        page.addSpacing(8)
        page.addWidget(label(tr("Paint with neural brushes"), "display"), 0, center)
        page.addWidget(
            label(tr("Open a photo and repaint it stroke by stroke, in the hand of a painter."), "dim"),
            0,
            center,
        )
        page.addSpacing(16)
        page.addWidget(self.open, 0, center)
        page.addWidget(self._hint, 0, center)
        page.addSpacing(8)
        page.addWidget(self.tour, 0, center)
        page.addSpacing(24)
        page.addWidget(self._offer_words, 0, center)
        page.addLayout(self._offers)
        page.addSpacing(8)
        page.addLayout(self._row)
        page.addStretch(4)
        self._fill()

    def show_recent(self, files: Sequence[RecentFile]) -> None:
        """Shows the pictures opened last, newest first."""
        self._recent = list(files)
        self._fill()

    def show_picture(self, path: Path, picture: np.ndarray) -> None:
        """Gives the tile of a file its thumbnail, uint8 (H, W, 3)."""
        if path in self._tiles:
            self._tiles[path].show_picture(picture)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Shows work that can be recovered, the newest first; none hides the line."""
        _clear(self._offers)
        self._offer_words.setVisible(bool(offers))
        self._offers.addStretch(1)
        for offer in offers[:_SHOWN]:
            _add(self._offers, self._offer_tile(offer))
        self._offers.addStretch(1)
        self._fit()

    def _offer_tile(self, offer: Offer) -> QWidget:
        about = offer.recoverable.about
        saved_at = QDateTime.fromSecsSinceEpoch(int(about.saved_at))
        when = QLocale().toString(saved_at, QLocale.FormatType.ShortFormat)
        tile = PictureTile(
            self._theme, about.name or tr("Untitled"), tr("Recover · {when}").format(when=when)
        )
        if offer.thumbnail is not None:
            tile.show_picture(offer.thumbnail)
        tile.clicked.connect(lambda: self.recovery_asked.emit(offer))
        away = push_button(
            tr("Throw away"), tr("Give up {name} as it was before the crash").format(name=about.name)
        )
        away.clicked.connect(lambda: self.discard_asked.emit(offer))
        both = QWidget()
        both.setLayout(column(tile, row(1, away, 1), spacing_px=8))
        return both

    @property
    def paths(self) -> list[Path]:
        """The files that have a tile."""
        return list(self._tiles)

    @property
    def first_tile(self) -> QWidget:
        """The first picture that can be opened by a click; the button that opens one if there is none."""
        return next(iter(self._tiles.values()), self.open)

    def _fill(self) -> None:
        _clear(self._row)
        self._tiles = {}
        self._row.addStretch(1)
        files: list[tuple[Path, str, str]] = []
        if self._sample is not None:
            files.append((self._sample, tr("Sample picture"), tr("Comes with Pinxit")))
        files += [
            (file.path, file.path.name, isolated(str(file.path.parent)))
            for file in self._recent
            if file.path != self._sample
        ]
        for path, title, note in files[:_SHOWN]:
            tile = PictureTile(self._theme, title, note)
            tile.clicked.connect(lambda _=False, path=path: self.file_asked.emit(path))
            self._tiles[path] = tile
            _add(self._row, tile)
        self._row.addStretch(1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shows everything as large as there is room for it."""
        for low in (False, True):
            margin = _LOW_MARGIN_PX if low else _MARGIN_PX
            self._page.setContentsMargins(margin, margin, margin, margin)
            for part in (self._mark, self._hint):
                part.setVisible(not low)
            for tile in self.findChildren(PictureTile):
                tile.setFixedSize(_LOW_TILE if low else _TILE)
            self._page.activate()
            if self._page.minimumSize().height() <= self.height():
                break


def _add(line: QHBoxLayout, part: QWidget) -> None:
    line.addWidget(part)
    part.show()  # Else it takes no room before the next turn of the event loop.


def _clear(line: QHBoxLayout) -> None:
    while (item := line.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
