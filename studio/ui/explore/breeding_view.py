"""The breeding grid: children to choose the next parents from, and the lineage that led to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.document.exploration import GeneratedPicture, Litter
from studio.engine.breeding import CHILDREN
from studio.ui.breeding import Breeding
from studio.ui.iconset import IconSet
from studio.ui.latent_mime import LatentDrag, LatentDrop
from studio.ui.receiving import Receiving
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import column, label, push_button, row
from studio.ui.widgets.pictures import PictureGrid
from studio.ui.widgets.slider import Range, ValueSlider

SHOWN_GENERATIONS = 14
_LINEAGE_PX = 44
_MOST_PARENTS = 6


class ChildGrid(PictureGrid):
    """Children. A click takes one in hand and as the only parent; Ctrl and a click takes it as another parent."""

    picked_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Children"), CHILDREN, parent=parent)
        self.picked: list[int] = []
        self.setToolTip(tr("Click a child to take it in hand, Ctrl+click others to breed them with it"))

    def show_pictures(self, pictures: Sequence[np.ndarray]) -> None:
        self.picked = []
        super().show_pictures(pictures)
        self.picked_changed.emit()

    def choose(self, index: int) -> None:
        self.picked = [index]
        super().choose(index)
        self.picked_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.at(event.position().toPoint())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and index >= 0:
            self.pick(index)
        else:
            super().mousePressEvent(event)

    def pick(self, index: int) -> None:
        """Takes a child among the next parents, or out of them."""
        if index in self.picked:
            self.picked.remove(index)
        elif len(self.picked) < _MOST_PARENTS:
            self.picked.append(index)
        self.update()
        self.picked_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, index in enumerate(self.picked, start=1):
            cell = QRectF(self.cell(index))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("accent"), 3))
            painter.drawRoundedRect(cell.adjusted(1.5, 1.5, -1.5, -1.5), 8, 8)
            badge = QRectF(cell.right() - 26, cell.top() + 6, 20, 20)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent"))
            painter.drawEllipse(badge)
            painter.setPen(self._theme.color("on_accent"))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(number))


class BreedingView(QWidget):
    """Parents, children and lineage.

    Args:
        breeding: the litters.
        receiving: takes dropped parents.
        mime: what a child is dragged as.
    """

    def __init__(
        self,
        breeding: Breeding,
        receiving: Receiving,
        mime: Callable[[GeneratedPicture], QMimeData],
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._breeding, self._mime = breeding, mime
        self.lineage = PictureGrid(theme, tr("Lineage"), SHOWN_GENERATIONS, 6)
        self.lineage.setFixedHeight(_LINEAGE_PX)
        self.lineage.setToolTip(tr("The parents of each generation; click one to go back there"))
        self.children_grid = ChildGrid(theme)
        self.children_grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.mutation = ValueSlider(
            tr("Mutation"),
            Range(0, 1, breeding.mutation, suffix=" %", scale=100),
            theme,
            tr("How far children stray from their parents"),
        )
        self.mutation.setMinimumWidth(140)
        self.mutation.setMaximumWidth(240)
        self.begin = push_button(tr("Breed the picture"), tr("Children of the picture in hand"))
        self.breed = push_button(tr("Breed the chosen"), accent=True)
        self.again = push_button(tr("Others"), tr("Other children of the same parents"))
        self.hint = label(
            tr(
                "Breed the picture in hand, or drop favourites here: each generation is a choice among twelve."
            ),
            "dim",
            wrap=True,
        )
        below = row(self.mutation, 1, self.again, self.begin, self.breed)
        below.setStretchFactor(self.mutation, 100)
        column_ = column(self.lineage, self.hint, self.children_grid, below)
        column_.setStretchFactor(self.children_grid, 1)
        self.setLayout(column_)
        self.mutation.edited.connect(self._set_mutation)
        self.begin.clicked.connect(breeding.breed_shown)
        self.breed.clicked.connect(self._breed_picked)
        self.again.clicked.connect(breeding.again)
        self.children_grid.chosen.connect(breeding.take)
        self.children_grid.picked_changed.connect(self._follow_picked)
        self.lineage.chosen.connect(self._go_back)
        self.latent_drag = LatentDrag(self.children_grid, self._mime_at)
        LatentDrop(self, lambda data: receiving.take(data, self._take_parent))
        breeding.children_changed.connect(self._show_children)
        breeding.lineage_changed.connect(self._follow)
        self._follow()

    def go_on(self) -> None:
        """Breeds those that are chosen, or the picture in hand where nobody is."""
        if self._picked():
            self._breed_picked()
        else:
            self._breeding.breed_shown()

    def _set_mutation(self, mutation: float) -> None:
        self._breeding.mutation = mutation

    def _breed_picked(self) -> None:
        self._breeding.breed(self._picked())

    def _picked(self) -> list[GeneratedPicture]:
        """The children that are marked."""
        children = self._breeding.born
        return [children[index] for index in self.children_grid.picked if 0 <= index < len(children)]

    def _take_parent(self, found: GeneratedPicture) -> None:
        """A dropped picture is crossed with the children that are marked; without any it begins a lineage."""
        self._breeding.breed([*self._picked(), found])

    def _go_back(self, index: int) -> None:
        self._breeding.go_back(index + max(0, len(self._breeding.lineage) - SHOWN_GENERATIONS))

    def _show_children(self, born: tuple[GeneratedPicture, ...]) -> None:
        self.children_grid.show_pictures([child.picture for child in born])

    def _follow(self) -> None:
        lineage = self._breeding.lineage[-SHOWN_GENERATIONS:]
        self.lineage.show_pictures([_parents_picture(litter) for litter in lineage])
        bred = bool(lineage)
        self.hint.setVisible(not bred)
        self.again.setEnabled(bred)
        self._follow_picked()

    def _follow_picked(self) -> None:
        """Offers the next generation, as the main thing to do, only where somebody is chosen for it."""
        chosen = bool(self._picked())
        self.breed.setEnabled(chosen)
        self.breed.setToolTip(
            tr("The next generation, of the children that are marked")
            if chosen
            else tr("Nobody is chosen yet: click a child, Ctrl+click others")
        )

    def _mime_at(self, point: QPoint) -> QMimeData | None:
        index = self.children_grid.at(point)
        return self._mime(self._breeding.born[index]) if index >= 0 else None


def _parents_picture(litter: Litter) -> np.ndarray:
    """The parents of a litter side by side in one square, uint8 (S, S, 3)."""
    pictures = [parent.picture for parent in litter.parents]
    side = pictures[0].shape[0]
    edges = np.linspace(0, side, len(pictures) + 1).round().astype(int)
    joined = pictures[0].copy()
    for picture, left, right in zip(pictures, edges[:-1], edges[1:], strict=True):
        if picture.shape == joined.shape:
            joined[:, left:right] = picture[:, left:right]
    return joined
