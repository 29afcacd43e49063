"""What was found in a generator, brought to the canvas and taken back: the way between both halves of the studio."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from PySide6.QtCore import QMimeData, QObject, Signal

from exports.session import GeneratorModel
from studio.document.layers import PictureLayer
from studio.document.stack import LayerError
from studio.engine.generator import enlarge
from studio.engine.predicted import UNKNOWN_LICENCE
from studio.ui.editor import Editor
from studio.ui.generating import GeneratedPicture, Generating
from studio.ui.latent_mime import MIME
from studio.ui.sentences import said
from studio.ui.styling import Styling
from studio.ui.translate import tr
from studio.ui.widgets.pictures import to_qimage
from studio.workers.generated import generated_picture, is_generated, mix_of
from studio.workers.models import ModelLibrary
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

LAYER_PX = 1024
_MIME_CHARS = 200_000


class Found(QObject):
    """Lays the picture of the generator on the canvas, takes a layer's latent back to it, and makes brushes of it.

    Args:
        generating: where the picture is looked for.
        editor: where it is painted with.
        styling: makes style brushes of pictures.
        library: gives the generators of dropped pictures.
        queue: makes them.

    Attributes:
        size_px: of the long side that a picture is enlarged to when it becomes a layer or a document.
    """

    laid = Signal(object)  # PictureLayer: look at the canvas.
    taken_back = Signal()  # A latent: look at the generator.
    changed = Signal()  # What can be done.

    def __init__(
        self,
        generating: Generating,
        editor: Editor,
        styling: Styling,
        library: ModelLibrary,
        queue: JobQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._generating, self._editor, self._styling = generating, editor, styling
        self._library, self._queue = library, queue
        self.size_px = LAYER_PX
        self._origin: PictureLayer | None = None
        self._going_to: tuple[str, GeneratedPicture] | None = None
        generating.model_changed.connect(self._arrive)
        generating.picture_changed.connect(lambda _: self.changed.emit())
        editor.document_changed.connect(self._forget)
        editor.history_changed.connect(self.changed)

    # ---- onto the canvas

    @property
    def picture(self) -> GeneratedPicture | None:
        """The picture of the generator; None while there is none."""
        return self._generating.shown

    def source(self) -> dict[str, Any]:
        """How the picture that is shown is made again, in plain JSON values."""
        return {**self._generating.source(), "size_px": self.size_px}

    def open_as_document(self) -> None:
        """Opens the picture as a document to paint on, unless work would be lost and the user would rather keep it."""
        if self.picture is not None:
            pixels, title, source = (
                enlarge(self.picture.picture, self.size_px),
                self.picture.title,
                self.source(),
            )
            self._editor.before_losing_work(lambda: self._editor.open_pixels(pixels, title, source))

    def lay(self) -> None:
        """Lays the picture over the middle of the document, or begins a document with it."""
        if self.picture is not None:
            self._lay(enlarge(self.picture.picture, self.size_px), self.source(), None)

    def mime_data(self) -> QMimeData | None:
        """The picture to be dragged: to the canvas with its latent, to other programs as an image."""
        if self.picture is None:
            return None
        data = QMimeData()
        data.setData(MIME, json.dumps(self.source(), allow_nan=False).encode())
        data.setImageData(to_qimage(enlarge(self.picture.picture, self.size_px)))
        return data

    def drop(self, data: QMimeData, at: tuple[float, float] | None) -> None:
        """Lays a dragged picture on the canvas.

        Args:
            at: where its middle shall lie, in pixels of the document; None is the middle of all.
        """
        source = _source_in(data)
        if source is None:
            return
        painting = self._editor.painting

        def job(_context: JobContext) -> np.ndarray:
            return generated_picture(source, self._library)

        def done(pixels: np.ndarray) -> None:
            self._editor.incoming.when_free(painting, lambda: self._lay(pixels, source, at))

        self._queue.submit(
            job, key=("found", "drop"), priority=2, on_result=done, on_error=self._generating.failed.emit
        )

    def _lay(self, pixels: np.ndarray, source: dict[str, Any], at: tuple[float, float] | None) -> None:
        layer = self._editor.incoming.place(pixels, source, at=at)
        if layer is not None:
            self.laid.emit(layer)

    # ---- back to the generator

    @property
    def origin(self) -> PictureLayer | None:
        """The layer whose latent was taken back, while it is there."""
        painting = self._editor.painting
        there = painting is not None and self._origin in painting.document.layers
        return self._origin if there else None

    @staticmethod
    def has_latent(layer: object) -> bool:
        """Whether a layer is a picture of a generator."""
        return isinstance(layer, PictureLayer) and is_generated(layer.source)

    def take_back(self) -> None:
        """Goes to the latent of the layer in hand, in its generator; from there the layer can be renewed."""
        layer = self._editor.layers.layer
        if not isinstance(layer, PictureLayer) or not is_generated(layer.source):
            self._editor.noticed.emit(
                tr("Take a picture of a generator in hand: other layers have no latent.")
            )
            return
        source = layer.source
        name = str(source["model"])
        latent = np.asarray(source["latent"], np.float32)
        if name not in [each for each, _ in self._generating.names]:
            self._editor.noticed.emit(
                tr("The generator {name} that made this picture is not installed.").format(name=name)
            )
            return
        self._origin = layer
        seed = source.get("seed")
        truncation = float(source.get("truncation", 1.0))
        nowhere, title = np.zeros((0, 0, 3), np.uint8), tr("From the canvas")
        seed = seed if isinstance(seed, int) else None
        try:
            mix = mix_of(source.get("mix"))
        except (TypeError, ValueError, KeyError):
            mix = None
        self._going_to = name, GeneratedPicture(nowhere, latent, truncation, seed, title, mix=mix)
        model = self._generating.model
        if model is not None and model.card.name == name:
            self._arrive(model)
        else:
            self._generating.choose_model(name)
        self.taken_back.emit()
        self.changed.emit()

    def _arrive(self, model: GeneratorModel) -> None:
        going, self._going_to = self._going_to, None
        if going is None or model.card.name != going[0]:
            return
        self._generating.go_back_to(going[1])

    def renew(self) -> None:
        """Puts the picture of the generator in the place of the layer whose latent was taken back."""
        layer, painting = self.origin, self._editor.painting
        if layer is None or painting is None or self.picture is None:
            return
        size_px = int(layer.source.get("size_px", self.size_px))
        pixels = enlarge(self.picture.picture, size_px)
        try:
            painting.document.renew_picture(layer, pixels, {**self.source(), "size_px": size_px})
        except LayerError as error:
            self._editor.noticed.emit(said(str(error)))
            return
        self._editor.layers.take(layer)
        self.laid.emit(layer)
        self._editor.noticed.emit(tr("The layer has its new picture."))

    # ---- a brush of it

    def make_brush(self) -> None:
        """Makes a style brush of the picture."""
        if self.picture is not None:
            pixels = enlarge(self.picture.picture, LAYER_PX // 2)
            model = self._generating.model
            title = self.picture.title
            named = tr("{title} of {model}").format(title=title, model=model.card.title if model else "")
            licence = model.card.licence if model else UNKNOWN_LICENCE
            self._styling.add_picture(pixels, named, self._editor.network, licence)

    # ---- the house's own

    def _forget(self) -> None:
        self._origin = None
        self.changed.emit()


def is_found(data: QMimeData) -> bool:
    """Whether a picture of a generator is being dragged."""
    return data.hasFormat(MIME)


def _source_in(data: QMimeData) -> dict[str, Any] | None:
    raw = bytes(data.data(MIME).data())
    if not raw or len(raw) > _MIME_CHARS:
        return None
    try:
        source = json.loads(raw)
    except ValueError:
        return None
    return source if isinstance(source, dict) and is_generated(source) else None
