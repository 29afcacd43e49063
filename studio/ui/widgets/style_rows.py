"""The style pictures of the optimizer: what each looks like, how much it counts, and a way to take it out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from studio.engine.resampling import fitted, resized
from studio.ui.iconset import IconSet
from studio.ui.theme import SPACE_PX, Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import icon_button, row
from studio.ui.widgets.pictures import to_qimage
from studio.ui.widgets.slider import Range, ValueSlider

_SIDE_PX = 40


class StyleRows(QWidget):
    """One row for each style picture."""

    share_changed = Signal(int, float)
    removed = Signal(int)

    def __init__(self, theme: Theme, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_PX)
        self.shares: list[ValueSlider] = []

    def show_styles(self, styles: Sequence[tuple[str, np.ndarray, float]]) -> None:
        """Shows styles: the name, the picture, uint8 (H, W, 3), and the share of each."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.shares = []
        for number, (name, picture, share) in enumerate(styles):
            self._column.addWidget(self._row(number, name, picture, share, alone=len(styles) == 1))

    def _row(self, number: int, name: str, picture: np.ndarray, share: float, *, alone: bool) -> QWidget:
        shown = QLabel()
        small = to_qimage(resized(picture, fitted(picture, 4 * _SIDE_PX)))
        pixmap = QPixmap.fromImage(small).scaled(
            _SIDE_PX,
            _SIDE_PX,
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
        shown.setPixmap(pixmap.copy(0, 0, _SIDE_PX, _SIDE_PX))
        shown.setToolTip(name)
        shown.setAccessibleName(name)
        slider = ValueSlider(
            name,
            Range(0, 1, 1, suffix=" %", scale=100),
            self._theme,
            tr("How much this style counts among all"),
        )
        slider.set_number(share)
        slider.setEnabled(not alone)
        slider.edited.connect(lambda value: self.share_changed.emit(number, value))
        remove = icon_button(self._icons, "close", tr("Remove this style"))
        remove.clicked.connect(lambda: self.removed.emit(number))
        self.shares.append(slider)
        made = QWidget()
        made.setLayout(row(shown, slider, remove))
        return made
