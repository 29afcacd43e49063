"""The style pictures of the optimizer: what each looks like, how much it counts, where it is painted; a way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from studio.engine.resampling import fitted, resized
from studio.ui.iconset import IconSet
from studio.ui.theme import SPACE_PX, Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import icon_button, row
from studio.ui.widgets.pictures import to_qimage
from studio.ui.widgets.slider import Range, ValueSlider

_SIDE_PX = 40
_MASK_PX = 28


@dataclass(frozen=True, eq=False)
class ShownStyle:
    """A style as its row shows it.

    Attributes:
        picture: uint8 (H, W, 3).
        mask: uint8 (h, w), where it is painted; None = wherever no other mask is.
    """

    name: str
    picture: np.ndarray
    share: float
    mask: np.ndarray | None = None


class StyleRows(QWidget):
    """One row for each style picture."""

    share_changed = Signal(int, float)
    share_settled = Signal()
    removed = Signal(int)
    inside_asked = Signal(int)  # Paint it inside the selection.
    mask_asked = Signal(int)  # Paint it where a picture is white.
    everywhere_asked = Signal(int)

    def __init__(self, theme: Theme, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_PX)
        self._shown: Sequence[ShownStyle] = ()
        self.shares: list[ValueSlider] = []
        self.regions: list[QToolButton] = []

    def show_styles(self, styles: Sequence[ShownStyle]) -> None:
        """Shows styles, one row for each."""
        before, self._shown = self._shown, styles
        if len(before) == len(styles) and all(map(_alike, before, styles)):
            # The row whose slider is being dragged stays.
            for slider, style in zip(self.shares, styles, strict=True):
                slider.set_number(style.share)
            return
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.shares, self.regions = [], []
        for number, style in enumerate(styles):
            self._column.addWidget(self._row(number, style, alone=len(styles) == 1))

    def _row(self, number: int, style: ShownStyle, *, alone: bool) -> QWidget:
        shown = QLabel()
        small = to_qimage(resized(style.picture, fitted(style.picture, 4 * _SIDE_PX)))
        pixmap = QPixmap.fromImage(small).scaled(
            _SIDE_PX,
            _SIDE_PX,
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
        shown.setPixmap(pixmap.copy(0, 0, _SIDE_PX, _SIDE_PX))
        shown.setToolTip(style.name)
        shown.setAccessibleName(style.name)
        slider = ValueSlider(
            style.name,
            Range(0, 1, 1, suffix=" %", scale=100),
            self._theme,
            tr("How much this style counts among all"),
        )
        slider.set_number(style.share)
        slider.setEnabled(not alone)
        slider.edited.connect(lambda value: self.share_changed.emit(number, value))
        slider.settled.connect(lambda _: self.share_settled.emit())
        remove = icon_button(self._icons, "close", tr("Remove this style"))
        remove.clicked.connect(lambda: self.removed.emit(number))
        self.shares.append(slider)
        made = QWidget()
        made.setLayout(row(shown, slider, self._region(number, style), remove))
        return made

    def _region(self, number: int, style: ShownStyle) -> QToolButton:
        """The button that shows where a style is painted, and offers other places."""
        button = icon_button(
            self._icons,
            "select-ellipse",
            tr("Where {name} is painted").format(name=style.name),
            tr("Where this style is painted: everywhere; click to choose a region for it")
            if style.mask is None
            else tr("Where this style is painted: where this is white; click to choose another region"),
        )
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFixedWidth(_MASK_PX + 12)
        if style.mask is not None:
            picture = np.repeat(style.mask[..., np.newaxis], 3, axis=2)
            small = to_qimage(resized(picture, fitted(picture, 2 * _MASK_PX)))
            button.setIcon(QIcon(QPixmap.fromImage(small)))
            button.setIconSize(QSize(_MASK_PX, _MASK_PX))
        menu = QMenu(button)
        for text, asked, possible in (
            (tr("Paint inside the selection"), self.inside_asked, True),
            (tr("Paint where a picture is white…"), self.mask_asked, True),
            (tr("Paint everywhere else"), self.everywhere_asked, style.mask is not None),
        ):
            action = menu.addAction(text)
            action.setEnabled(possible)
            action.triggered.connect(lambda _=False, asked=asked: asked.emit(number))
        button.setMenu(menu)
        self.regions.append(button)
        return button


def _alike(one: ShownStyle, other: ShownStyle) -> bool:
    """Whether all but their shares is the same."""
    return one.name == other.name and one.picture is other.picture and one.mask is other.mask
