"""The generator's stage: the picture, samples to choose from, and the walk from A to B."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.ui.generating import SAMPLES, Generating
from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import column, icon_button, label, push_button, row
from studio.ui.widgets.pictures import PictureGrid, PictureView, to_qimage

_STRIP_PX = 96


class FilmStrip(QWidget):
    """The pictures of a walk side by side, with a handle that is dragged along them."""

    scrubbed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: list[QImage] = []
        self._position = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Walk from A to B"))
        self.setToolTip(tr("Drag to walk from A to B"))

    def sizeHint(self) -> QSize:
        return QSize(400, _STRIP_PX)

    def show_pictures(self, pictures: Sequence[np.ndarray]) -> None:
        """Shows the walk, pictures uint8 (S, S, 3) from A to B; none takes the strip back to its hint."""
        self._images = [to_qimage(picture) for picture in pictures]
        self.update()

    def set_position(self, position: float) -> None:
        """Puts the handle, 0 at A and 1 at B."""
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -0.02, Qt.Key.Key_Right: 0.02}.get(Qt.Key(event.key()))
        if step is None or not self._images:
            event.ignore()
        else:
            step = -step if self.isRightToLeft() else step
            self.scrubbed.emit(min(max(self._position + step, 0.0), 1.0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        bar = QRectF(self.rect())
        shape.addRoundedRect(bar, 10, 10)
        painter.fillPath(shape, self._theme.color("card"))
        if not self._images:
            painter.setPen(self._theme.color("faint"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            hint = tr("Keep one picture as A and another as B to walk between them")
            painter.drawText(bar.adjusted(16, 0, -16, 0), int(flags), hint)
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


class GeneratorStage(QWidget):
    """What fills the middle of the window in the generator's mode."""

    def __init__(
        self, generating: Generating, theme: Theme, icons: IconSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._generating = generating
        there = bool(generating.names)
        self.picture = PictureView(theme, "" if there else tr("No generator is installed."), at_top=True)
        self.caption = label("", "title")
        self.picture.setAccessibleName(tr("The generated picture"))
        self.samples = PictureGrid(theme, tr("Samples"), SAMPLES)
        self.samples.setToolTip(
            tr("Click a picture to go on from it; the arrow keys go from one to the next")
        )
        self.more = push_button(tr("More samples"), tr("Shows the next pictures"))
        self.more.setIcon(icons.icon("grid", size_px=18))
        self.strip = FilmStrip(theme)
        self.end_a, self.end_b = self._end_view("A", theme), self._end_view("B", theme)
        self.swap = icon_button(icons, "swap", tr("Swap A and B"), tr("The walk goes the other way"))
        self._build()
        self.samples.chosen.connect(generating.choose_sample)
        self.more.clicked.connect(generating.more_samples)
        self.strip.scrubbed.connect(generating.scrub)
        self.swap.clicked.connect(generating.swap_ends)
        generating.picture_changed.connect(self.picture.show_picture)
        generating.samples_changed.connect(self.samples.show_pictures)
        generating.walk_changed.connect(self.strip.show_pictures)
        generating.position_changed.connect(self.strip.set_position)
        for button in (self.keep_a, self.keep_b, self.more):
            button.setEnabled(there)
        generating.ends_changed.connect(self._follow_ends)
        generating.picture_changed.connect(self._follow_picture)
        self._follow_ends()

    def _end_view(self, end: str, theme: Theme) -> PictureView:
        view = PictureView(theme, end)
        view.setFixedSize(_STRIP_PX, _STRIP_PX)
        view.setCursor(Qt.CursorShape.PointingHandCursor)
        view.setToolTip(tr("Click to go back to {end}").format(end=end))
        view.setAccessibleName(tr("Picture {end}").format(end=end))
        view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        view.clicked.connect(lambda: self._generating.scrub(0.0 if end == "A" else 1.0))
        return view

    def _build(self) -> None:
        self.keep_a = push_button(tr("Keep as A"), tr("Keeps the picture as the beginning of a walk"))
        self.keep_b = push_button(tr("Keep as B"), tr("Keeps the picture as the end of a walk"))
        self.keep_a.clicked.connect(lambda: self._generating.set_end("A"))
        self.keep_b.clicked.connect(lambda: self._generating.set_end("B"))
        upper = QHBoxLayout()
        upper.setSpacing(32)
        left = column(row(self.caption, 1, self.keep_a, self.keep_b), self.picture, spacing_px=16)
        right = column(row(label(tr("Samples"), "title"), 1, self.more), self.samples, spacing_px=16)
        upper.addLayout(left, 1)
        upper.addLayout(right, 1)
        lower = row(self.end_a, self.strip, self.end_b, self.swap, spacing_px=12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 24, 32, 24)
        outer.setSpacing(24)
        outer.addLayout(upper, 1)
        outer.addLayout(lower)

    def _follow_picture(self) -> None:
        self.caption.setText(self._generating.shown.title if self._generating.shown is not None else "")

    def _follow_ends(self) -> None:
        ends = self._generating.ends
        self.end_a.show_picture(ends["A"].picture if "A" in ends else None)
        self.end_b.show_picture(ends["B"].picture if "B" in ends else None)
        self.swap.setEnabled(len(ends) == 2)
        if len(ends) < 2:
            self.strip.show_pictures([])
