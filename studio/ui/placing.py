"""The picture in hand, as the tool moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from studio.document.geometry import Box
from studio.document.layers import PictureLayer
from studio.document.placing import Frame
from studio.document.stack import LayerError
from studio.ui.sentences import said
from studio.ui.translate import tr
from studio.ui.widgets.pictures import to_qimage

if TYPE_CHECKING:
    from studio.ui.editor import Editor

_PREVIEW_PX = 1024


class Placing(QObject):
    """Moves pictures on the canvas.

    Args:
        editor: whose document it is, and whose layer is in hand.
    """

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._preview: tuple[np.ndarray, QImage] | None = None

    @property
    def frame(self) -> Frame | None:
        """That of the picture in hand; None where none is in hand that can be moved."""
        layer = self._layer()
        return None if layer is None or layer.locked or not layer.visible else layer.placement

    @property
    def image(self) -> QImage | None:
        """How the picture in hand looks, reduced."""
        layer = self._layer()
        if layer is None:
            return None
        if self._preview is None or self._preview[0] is not layer.picture:
            small = Image.fromarray(np.ascontiguousarray(layer.picture))
            small.thumbnail((_PREVIEW_PX, _PREVIEW_PX), Image.Resampling.BOX, reducing_gap=2.0)
            self._preview = layer.picture, to_qimage(np.asarray(small))
        return self._preview[1]

    def place(self, frame: Frame) -> None:
        """Moves, scales or turns the picture in hand, as one step; the user is told where that cannot be."""
        self._editor.rehearsing.land()
        painting, layer = self._editor.painting, self._layer()
        if painting is None or layer is None:
            return
        try:
            painting.document.place_layer(layer, frame)
        except LayerError as error:
            self._editor.noticed.emit(said(str(error)))

    def take_at(self, x: float, y: float) -> bool:
        """Takes the topmost picture that is seen at a place in hand; False where there is none."""
        painting, point = self._editor.painting, Box(int(x), int(y), int(x) + 1, int(y) + 1)
        if painting is None or not painting.document.box.contains(point):
            return False
        for layer in reversed(painting.document.layers):
            if isinstance(layer, PictureLayer) and layer.visible and layer.mask.read(point)[0, 0]:
                self._editor.layers.take(layer)
                return True
        self._editor.noticed.emit(tr("Take a picture layer in hand to move it."))
        return False

    def _layer(self) -> PictureLayer | None:
        layer = self._editor.layers.layer
        return layer if isinstance(layer, PictureLayer) else None
