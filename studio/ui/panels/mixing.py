"""The card of layers: another picture decides some layers of the one in hand, where the generator has styles."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from studio.document.exploration import GeneratedPicture, Vector
from studio.ui.iconset import IconSet
from studio.ui.latent_mime import LatentDrop
from studio.ui.receiving import Receiving
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.wander_pictures import SOON
from studio.ui.wandering import Wandering
from studio.ui.widgets.card import Card, icon_button, label, push_button, row
from studio.ui.widgets.pictures import PictureView
from studio.workers.task import JobContext

_VIEW_PX = 72
_IN_A_ROW = 6


class MixingCard(Card):
    """Mix layers: coarse ones decide about shape, fine ones about colour.

    Args:
        wandering: whose picture in hand is mixed.
        receiving: takes the other picture, dropped on its place.
    """

    def __init__(
        self,
        wandering: Wandering,
        receiving: Receiving,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Mix layers"), icons, parent)
        self._wandering = wandering
        self.other = PictureView(theme, tr("Drop one"))
        self.other.setFixedSize(_VIEW_PX, _VIEW_PX)
        self.other.setAccessibleName(tr("The other picture"))
        self.other.setToolTip(tr("Drop a favourite here: it decides the layers that are marked"))
        self.take = push_button(tr("Take this one"), tr("The picture in hand becomes the other one"))
        self.reset = icon_button(icons, "reset", tr("Mix nothing"), tr("The picture as it is by itself"), 16)
        self.header.addWidget(self.reset)
        self.layers: list[QToolButton] = []
        self._buttons = QGridLayout()
        self._buttons.setSpacing(4)
        self._hint = label(tr("Coarse layers decide about shape, fine ones about colour."), "dim", wrap=True)
        self.body.addLayout(row(self.other, self.take, 1))
        self.body.addLayout(self._buttons)
        self.body.addWidget(self._hint)
        LatentDrop(self, lambda data: receiving.take(data, self._take_found))
        self.take.clicked.connect(self._take_shown)
        self.reset.clicked.connect(lambda: wandering.mix_layers(None, ()))
        wandering.space_changed.connect(lambda _: self._follow_space())
        wandering.mix_changed.connect(self._follow)
        self._follow_space()

    def _follow_space(self) -> None:
        space = self._wandering.space
        count = 0 if space is None else space.layers
        self.setVisible(count > 0)
        for button in self.layers:
            button.hide()
            button.deleteLater()
        self.layers = [self._layer_button(number, count) for number in range(count)]
        self._follow()

    def _layer_button(self, number: int, count: int) -> QToolButton:
        button = QToolButton()
        button.setText(str(number + 1))
        button.setCheckable(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setAccessibleName(tr("Layer {number}").format(number=number + 1))
        button.setToolTip(
            tr("Layer {number} of {count}, 1 is the coarsest").format(number=number + 1, count=count)
        )
        button.clicked.connect(lambda _: self._mark())
        self._buttons.addWidget(button, number // _IN_A_ROW, number % _IN_A_ROW)
        return button

    def _take_shown(self) -> None:
        if self._wandering.shown is not None:
            self._take_found(self._wandering.shown)

    def _take_found(self, found: GeneratedPicture) -> None:
        """The first time the finer half is marked: the colours of the one, the shape of the other."""
        mix = self._wandering.hand.mix
        count = len(self.layers)
        layers = tuple(range(count // 2, count)) if mix is None else mix.layers
        self._wandering.mix_layers(found.latent, layers)

    def _mark(self) -> None:
        mix = self._wandering.hand.mix
        if mix is not None:
            layers = tuple(number for number, button in enumerate(self.layers) if button.isChecked())
            self._wandering.mix_layers(mix.other, layers)

    def _follow(self) -> None:
        mix = self._wandering.hand.mix if self._wandering.space is not None else None
        for number, button in enumerate(self.layers):
            button.setEnabled(mix is not None)
            button.setChecked(mix is not None and number in mix.layers)
        self.reset.setEnabled(mix is not None)
        if mix is None:
            self.other.show_picture(None)
        else:
            self._render(mix.other)

    def _render(self, other: Vector) -> None:
        space, truncation = self._wandering.space, self._wandering.truncation
        if space is None:
            return

        def job(context: JobContext) -> np.ndarray:
            return space.pictures(other[np.newaxis], truncation, None, context.cancel)[0]

        self._wandering.submit("other", job, self.other.show_picture, priority=SOON)
