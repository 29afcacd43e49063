"""Asks for two sets of favourites: a direction leads from one to the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from studio.document.exploration import Favourite
from studio.ui.translate import tr
from studio.ui.widgets.card import column, label, push_button, row
from studio.ui.widgets.pictures import to_qimage

_ICON_PX = 40
_ID = Qt.ItemDataRole.UserRole


class DirectionDialog(QDialog):
    """Less of these, more of those.

    Args:
        favourites: to choose from.
        marked: ids of those that are marked as more at first.
    """

    def __init__(self, favourites: Sequence[Favourite], marked: set[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New direction"))
        self._favourites = favourites
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("What it does, such as: redder"))
        self.name.setAccessibleName(tr("Name of the direction"))
        self.name.setToolTip(tr("What its slider is called"))
        self.low = self._list(tr("Less of these"), set())
        self.high = self._list(tr("More of these"), marked)
        self.make = push_button(
            tr("Make it"), tr("Adds a slider that leads from one side to the other"), accent=True
        )
        self.cancel = push_button(tr("Cancel"), tr("Makes nothing"))
        self.make.setDefault(True)
        self.make.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        lists = row(spacing_px=12)
        for title, each in ((tr("Less of these"), self.low), (tr("More of these"), self.high)):
            lists.addLayout(column(label(title, "dim"), each))
        self.setLayout(column(self.name, lists, row(1, self.cancel, self.make), spacing_px=12, margins_px=16))
        for each in (self.low, self.high):
            each.itemChanged.connect(lambda _: self._follow())
        self.resize(520, 420)
        self._follow()

    @property
    def sides(self) -> tuple[list[Favourite], list[Favourite]]:
        """Those to go away from, and those to go to."""
        return self._checked(self.low), self._checked(self.high)

    def check(self, favourite: Favourite, side: QListWidget) -> None:
        """Marks a favourite on a side."""
        for place in range(side.count()):
            if side.item(place).data(_ID) == favourite.id:
                side.item(place).setCheckState(Qt.CheckState.Checked)

    def _list(self, name: str, marked: set[int]) -> QListWidget:
        made = QListWidget()
        made.setIconSize(QSize(_ICON_PX, _ICON_PX))
        made.setAccessibleName(name)
        made.setToolTip(tr("Tick one or several favourites"))
        for favourite in self._favourites:
            icon = QIcon(QPixmap.fromImage(to_qimage(favourite.kept.picture)))
            item = QListWidgetItem(icon, favourite.name)
            item.setData(_ID, favourite.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = favourite.id in marked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            made.addItem(item)
        return made

    def _checked(self, side: QListWidget) -> list[Favourite]:
        items = [side.item(place) for place in range(side.count())]
        ids = {item.data(_ID) for item in items if item.checkState() == Qt.CheckState.Checked}
        return [each for each in self._favourites if each.id in ids]

    def _follow(self) -> None:
        low, high = self.sides
        self.make.setEnabled(bool(low) and bool(high) and {e.id for e in low} != {e.id for e in high})
