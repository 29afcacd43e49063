"""The tray of favourites: thumbnails with names, to go back to, to rename, to drag to where they are wanted."""

from __future__ import annotations

import operator
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QMenu, QWidget

from studio.document.exploration import Favourite, GeneratedPicture
from studio.ui.favourites import Favourites
from studio.ui.latent_mime import LatentDrag, LatentDrop
from studio.ui.receiving import Receiving
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.wandering import Wandering
from studio.ui.widgets.own_keys import REMOVING, claims
from studio.ui.widgets.pictures import to_qimage

ICON_PX = 52
_HEIGHT_PX, _EMPTY_PX = 96, 36
_ID = Qt.ItemDataRole.UserRole
_KEYS = REMOVING | {Qt.Key.Key_F2}


class FavouriteTray(QListWidget):
    """Favourites side by side. A click goes to one, F2 renames it, Del takes it away.

    Args:
        wandering: goes to them.
        favourites: keeps them.
        receiving: takes what is dropped here, to be kept.
        mime: what a picture is dragged as.

    Signals:
        parents_chosen: pictures to breed, a tuple of GeneratedPicture.
        saving: a favourite to be saved as a latent file.
    """

    parents_chosen = Signal(object)
    saving = Signal(object)

    def __init__(
        self,
        wandering: Wandering,
        favourites: Favourites,
        receiving: Receiving,
        mime: Callable[[GeneratedPicture], QMimeData],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wandering, self._favourites, self._mime = wandering, favourites, mime
        self._theme = theme
        self.menu: QMenu | None = None
        self.setObjectName("favouriteTray")
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListWidget.Movement.Static)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        self.setGridSize(QSize(ICON_PX + 28, _HEIGHT_PX - 18))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Favourites"))
        self.setToolTip(
            tr("Click to go to one, F2 to rename it, Del to remove it; drag it where it is wanted")
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.itemClicked.connect(self._go_to)
        self.itemActivated.connect(self._go_to)
        self.itemChanged.connect(self._rename)
        self.latent_drag = LatentDrag(self.viewport(), self._mime_at)
        LatentDrop(self.viewport(), lambda data: receiving.take(data, favourites.keep))
        wandering.favourites_changed.connect(self._follow)
        self._shown: list[GeneratedPicture] = []
        self._follow()

    @property
    def chosen(self) -> list[Favourite]:
        """The favourites that are selected, in their order."""
        marked = {item.data(_ID) for item in self.selectedItems()}
        return [each for each in self._favourites.all if each.id in marked]

    def _follow(self) -> None:
        favourites = self._favourites.all
        # While it is empty it is a line that says what it is for: pictures need the room.
        self.setFixedHeight(_HEIGHT_PX if favourites else _EMPTY_PX)
        items = [self.item(place) for place in range(self.count())]
        with QSignalBlocker(self):
            # Ids are counted anew in every space and document.
            shown, self._shown = self._shown, [each.kept for each in favourites]
            if len(shown) == len(self._shown) and all(map(operator.is_, shown, self._shown)):
                # A name is typed in an item: it must outlive that.
                for item, favourite in zip(items, favourites, strict=True):
                    item.setText(favourite.name)
                    item.setToolTip(favourite.name)
                return
            marked = {item.data(_ID) for item in self.selectedItems()}
            self.clear()
            for favourite in favourites:
                item = _item(favourite)
                self.addItem(item)
                item.setSelected(favourite.id in marked)
        self.viewport().update()

    def _of(self, item: QListWidgetItem) -> Favourite | None:
        return self._favourites.find(item.data(_ID))

    def _go_to(self, item: QListWidgetItem) -> None:
        favourite = self._of(item)
        if favourite is not None:
            self._wandering.go_back_to(favourite.kept)

    def _rename(self, item: QListWidgetItem) -> None:
        self._favourites.rename(item.data(_ID), item.text())
        # What cannot be a name is not written there.
        self._follow()

    def _mime_at(self, point: QPoint) -> QMimeData | None:
        item = self.itemAt(point)
        favourite = None if item is None else self._of(item)
        return None if favourite is None else self._mime(favourite.kept)

    def _show_menu(self, point: QPoint) -> None:
        item = self.itemAt(point)
        favourite = None if item is None else self._of(item)
        if item is None or favourite is None:
            return
        chosen, wandering = self.chosen or [favourite], self._wandering
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Go to it"), lambda: wandering.go_back_to(favourite.kept))
        for end in ("A", "B"):
            text = tr("Walk from it") if end == "A" else tr("Walk to it")
            menu.addAction(text, lambda end=end: wandering.set_end(end, favourite.kept))
        menu.addAction(
            tr("Breed it") if len(chosen) < 2 else tr("Breed them"),
            lambda: self.parents_chosen.emit(tuple(each.kept for each in chosen)),
        )
        menu.addSeparator()
        menu.addAction(tr("Rename"), lambda: self.editItem(item))
        menu.addAction(tr("Save it as a file…"), lambda: self.saving.emit(favourite))
        menu.addAction(tr("Remove"), lambda: self._favourites.remove(each.id for each in chosen))
        self.menu = menu
        menu.popup(self.viewport().mapToGlobal(point))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self._theme.color("dim"))
            hint = tr(
                "Keep what you like: favourites wait here, to be gone back to, bred and dragged anywhere"
            )
            room = self.viewport().rect().adjusted(16, 0, -16, 0)
            fits = painter.fontMetrics().elidedText(hint, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), fits)

    def event(self, event: QEvent) -> bool:
        # With nothing to rename, F2 is the window's.
        return claims(event, REMOVING if self.currentItem() is None else _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in REMOVING:
            self._favourites.remove(each.id for each in self.chosen)
        else:
            super().keyPressEvent(event)


def _item(favourite: Favourite) -> QListWidgetItem:
    image = QPixmap.fromImage(to_qimage(favourite.kept.picture))
    mode = Qt.TransformationMode.SmoothTransformation
    icon = QIcon(image.scaled(ICON_PX, ICON_PX, Qt.AspectRatioMode.KeepAspectRatio, mode))
    item = QListWidgetItem(icon, favourite.name)
    item.setData(_ID, favourite.id)
    item.setToolTip(favourite.name)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    return item
