"""The list of layers: the topmost first, the photo at the bottom. Rows are dragged to another place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from studio.ui.iconset import IconSet
from studio.ui.panels.layer_row import LayerRow
from studio.ui.theme import Theme
from studio.ui.translate import tr

_GAP_PX = 2


@dataclass(frozen=True)
class LayerState:
    """What a row says of its layer.

    Attributes:
        id: of the layer.
        title: its name.
        detail: what else there is to know, in a few words.
    """

    id: int
    title: str
    detail: str
    visible: bool
    locked: bool


class LayerList(QWidget):
    """Rows for layers, named by the layers' ids; `PHOTO` is the photo under all of them."""

    PHOTO = 0

    taken = Signal(int)
    name_asked = Signal(int)
    renamed = Signal(int, str)
    eye_clicked = Signal(int)
    lock_clicked = Signal(int)
    moved = Signal(int, int)  # The layer, and its new position in the stack, 0 = bottom.
    menu_asked = Signal(int, QPoint)
    looked_at = Signal(int)  # A height in the list, that shall be seen.

    def __init__(self, theme: Theme, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._rows: dict[int, LayerRow] = {}
        self._order: list[int] = []
        self._images: dict[int, QImage] = {}
        self._gap: int | None = None
        self.setAccessibleName(tr("Layers"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_GAP_PX)
        self.photo = LayerRow(theme, icons, movable=False)
        self.photo.taken.connect(lambda: self.taken.emit(self.PHOTO))
        self._column.addWidget(self.photo)
        self._column.addStretch(1)
        self._mark = QFrame(self)
        self._mark.setObjectName("dropMark")
        self._mark.hide()

    def row_of(self, layer_id: int) -> LayerRow:
        """The row of a layer."""
        return self.photo if layer_id == self.PHOTO else self._rows[layer_id]

    def show_layers(self, states: Sequence[LayerState], in_hand: int) -> None:
        """Shows these layers, the topmost first; one of them, or the photo, is in hand."""
        order = [state.id for state in states]
        for gone in self._rows.keys() - set(order):
            row = self._rows.pop(gone)
            row.hide()
            row.deleteLater()
        for place, state in enumerate(states):
            row = self._rows.get(state.id) or self._new_row(state.id)
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)
            row.show_state(
                state.title,
                state.detail,
                visible=state.visible,
                locked=state.locked,
                in_hand=state.id == in_hand,
            )
        self._order = order
        self.photo.show_state(
            tr("Photo"),
            tr("Erases all layers" if in_hand == self.PHOTO and states else "Never changed"),
            visible=True,
            locked=True,
            in_hand=in_hand == self.PHOTO,
        )

    def show_thumbnail(self, layer_id: int, image: QImage) -> None:
        """Gives a row its picture; the row of a layer that is gone has it when it comes back."""
        self._images[layer_id] = image
        if layer_id == self.PHOTO or layer_id in self._rows:
            self.row_of(layer_id).thumbnail.show_image(image)

    def forget_thumbnails(self) -> None:
        """Forgets what layers that are gone look like: another document names its own."""
        self._images.clear()

    def ask_name(self, layer_id: int, name: str) -> None:
        """Opens the field for the name of a layer."""
        self._rows[layer_id].ask_name(name)

    def _new_row(self, layer_id: int) -> LayerRow:
        row = LayerRow(self._theme, self._icons)
        row.taken.connect(lambda: self.taken.emit(layer_id))
        row.renamed.connect(lambda name: self.renamed.emit(layer_id, name))
        row.eye.clicked.connect(lambda: self.eye_clicked.emit(layer_id))
        row.lock.clicked.connect(lambda: self.lock_clicked.emit(layer_id))
        row.dragged.connect(lambda point: self._drag(layer_id, point))
        row.dropped.connect(lambda: self._drop(layer_id))
        row.menu_asked.connect(lambda point: self.menu_asked.emit(layer_id, point))
        row.name_asked.connect(lambda: self.name_asked.emit(layer_id))
        self._rows[layer_id] = row
        if layer_id in self._images:
            row.thumbnail.show_image(self._images[layer_id])
        return row

    def _drag(self, layer_id: int, point: QPointF) -> None:
        row = self._rows[layer_id]
        y = row.mapTo(self, point.toPoint()).y()
        middles = [self._rows[each].geometry().center().y() for each in self._order]
        self._gap = sum(middle < y for middle in middles)
        edge = self._rows[self._order[self._gap]].y() if self._gap < len(self._order) else self.photo.y()
        self._mark.setGeometry(0, max(0, edge - _GAP_PX), self.width(), _GAP_PX + 1)
        self._mark.show()
        self._mark.raise_()
        row.set_dragged(True)
        self.looked_at.emit(y)

    def _drop(self, layer_id: int) -> None:
        gap, self._gap = self._gap, None
        self._mark.hide()
        row = self._rows.get(layer_id)
        if row is None or gap is None:
            return
        row.set_dragged(False)
        place = self._order.index(layer_id)
        target = gap if gap <= place else gap - 1
        if target != place:
            self.moved.emit(layer_id, len(self._order) - 1 - target)
