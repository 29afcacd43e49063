"""What is set of a picture layer: how its edges fade, and the way back to where it was found."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from studio.document.layers import Layer, PictureLayer
from studio.ui.found import Found
from studio.ui.frames import action_button
from studio.ui.layering import Layering
from studio.ui.theme import SPACE_PX, Theme
from studio.ui.translate import tr
from studio.ui.widgets.slider import Range, ValueSlider


class PictureLine(QWidget):
    """Seen while a picture is in hand.

    Args:
        layering: whose layer in hand it is.
        actions: of the window.
    """

    def __init__(
        self, layering: Layering, actions: Mapping[str, QAction], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.feather = ValueSlider(
            tr("Soft edges"),
            Range(0, 1, 0, suffix=" %", scale=100),
            theme,
            tr("How far the edges of the picture fade into what is below"),
        )
        self.back = action_button(actions["take_back"], with_text=True)
        self.back.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_PX)
        column.addWidget(self.feather)
        column.addWidget(self.back)
        self.feather.edited.connect(layering.soften)
        self.feather.settled.connect(lambda _: layering.settle())

    def show_layer(self, layer: Layer | None) -> None:
        """Shows what is set of a layer; nothing where it is no picture."""
        self.setVisible(isinstance(layer, PictureLayer))
        if isinstance(layer, PictureLayer):
            self.feather.set_number(layer.feather)
            self.feather.setEnabled(not layer.locked)
            self.back.setVisible(Found.has_latent(layer))
