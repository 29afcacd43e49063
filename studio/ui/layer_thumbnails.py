"""Draws the thumbnails of the layers on a worker, of those alone that look different."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleLayer, twin_of
from studio.document.tiles import Tiles
from studio.engine.thumbnail import LayerThumbnail, layer_thumbnail
from studio.ui.editor import Editor
from studio.ui.widgets.pictures import to_qimage
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

_WAIT_MS = 250


class LayerThumbnails(QObject):
    """Keeps the thumbnails of the open document's layers up to date.

    Args:
        editor: whose document it is.
        queue: draws.
        fit_px: width and height that a thumbnail fits into.
    """

    drawn = Signal(int, object)  # The layer's id, QImage

    def __init__(self, editor: Editor, queue: JobQueue, fit_px: tuple[int, int], parent: QObject) -> None:
        super().__init__(parent)
        self._editor, self._queue, self._fit_px = editor, queue, fit_px
        self._seen: dict[int, tuple[Layer, bool]] = {}
        self._soon = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._soon.timeout.connect(self._draw)
        editor.document_changed.connect(self._seen.clear)
        editor.history_changed.connect(self._wait)
        editor.tile_rendered.connect(self._wait_for_tiles)

    def _wait(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _wait_for_tiles(self) -> None:
        if not all(complete for _, complete in self._seen.values()):
            self._wait()

    def _draw(self) -> None:
        painting = self._editor.painting
        if painting is None:
            return
        stale = [
            twin_of(layer)
            for layer in painting.document.layers
            if layer.id not in self._seen or not self._is_seen(*self._seen[layer.id], layer)
        ]
        if not stale:
            return
        tile_of = painting.stylizers.cached

        def job(context: JobContext) -> Mapping[int, LayerThumbnail]:
            made: dict[int, LayerThumbnail] = {}
            for layer in stale:
                context.cancel.raise_if_cancelled()
                made[layer.id] = layer_thumbnail(layer, tile_of, self._fit_px)
            return made

        def show(made: Mapping[int, LayerThumbnail]) -> None:
            if self._editor.painting is not painting:
                return
            for layer in stale:
                self._seen[layer.id] = (layer, made[layer.id].complete)
                self.drawn.emit(layer.id, to_qimage(made[layer.id].picture))

        self._queue.submit(job, key=("layer thumbnails", id(self)), priority=-1, on_result=show)

    def _is_seen(self, drawn: Layer, complete: bool, layer: Layer) -> bool:
        """Whether the layer looks as when it was drawn."""
        if not complete or not _same_tiles(drawn.mask, layer.mask):
            return False
        if isinstance(drawn, StyleLayer) and isinstance(layer, StyleLayer):
            same = drawn.choice == layer.choice and drawn.ground == layer.ground
            return same and _same_tiles(drawn.shares, layer.shares)
        if isinstance(drawn, PaintLayer) and isinstance(layer, PaintLayer):
            return _same_tiles(drawn.colors, layer.colors)
        if isinstance(drawn, PictureLayer) and isinstance(layer, PictureLayer):
            return drawn.pixels is layer.pixels
        return True


def _same_tiles(one: Tiles, other: Tiles) -> bool:
    tiles = one.tiles
    return tiles.keys() == other.tiles.keys() and all(tiles[at] is tile for at, tile in other.tiles.items())
