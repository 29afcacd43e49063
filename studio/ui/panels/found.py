"""What becomes of the generator's picture: a document, a layer, a layer made anew, a brush."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.ui.editor import Editor
from studio.ui.found import LAYER_PX, Found
from studio.ui.iconset import IconSet
from studio.ui.translate import tr
from studio.ui.widgets.card import Card, label, push_button, row
from studio.ui.widgets.choice_box import StillBox

SIZES_PX = (256, 512, 1024, 2048)


class FoundCard(Card):
    """The card that takes the picture out of the generator."""

    def __init__(self, found: Found, editor: Editor, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(tr("Paint with it"), icons, parent)
        self._found, self._editor = found, editor
        self.size_box = StillBox()
        self.size_box.setAccessibleName(tr("Size on the canvas"))
        self.size_box.setToolTip(tr("How large the picture becomes: it is drawn small and enlarged"))
        for size_px in SIZES_PX:
            self.size_box.addItem(tr("{size} × {size} px").format(size=size_px), size_px)
        self.size_box.setCurrentIndex(SIZES_PX.index(LAYER_PX))
        self.to_document = push_button(
            tr("New document"), tr("Opens the picture as a document to paint on"), accent=True
        )
        self.to_layer = push_button(tr("Add as layer"), tr("Lays the picture over the open document"))
        self.renew = push_button(
            tr("Renew the layer"), tr("Puts this picture in the place of the one whose latent was taken back")
        )
        self.stamp = push_button(
            tr("Stamp with it"),
            tr("Lays this picture along the stroke, others after it, as the latent drifts"),
        )
        self.brush = push_button(
            tr("Make a brush of this"),
            tr("Paints in the style of this picture, from now on and in any picture"),
        )
        self.hint = label(tr("Or drag the picture: over Paint, and to where it shall lie."), "dim", wrap=True)
        self.body.addWidget(self.size_box)
        self.body.addLayout(row(self.to_document, self.to_layer))
        for part in (self.renew, self.stamp, self.brush, self.hint):
            self.body.addWidget(part)
        self.size_box.currentIndexChanged.connect(self._choose_size)
        self.to_document.clicked.connect(found.open_as_document)
        self.to_layer.clicked.connect(found.lay)
        self.renew.clicked.connect(found.renew)
        self.brush.clicked.connect(found.make_brush)
        found.changed.connect(self._follow)
        editor.document_changed.connect(self._follow)
        editor.choice_changed.connect(self._follow)
        self._follow()

    def _choose_size(self) -> None:
        self._found.size_px = self.size_box.currentData()

    def _follow(self) -> None:
        there = self._found.picture is not None
        self.to_document.setEnabled(there)
        self.to_layer.setEnabled(there and self._editor.painting is not None)
        self.renew.setVisible(self._found.origin is not None)
        self.renew.setEnabled(there)
        self.stamp.setEnabled(there)
        self.brush.setEnabled(there and bool(self._editor.network))
