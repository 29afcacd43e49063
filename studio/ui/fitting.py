"""Make this a brush: what is in hand becomes a style that `pinxit-train` fits, in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from exports.stylecard import StyleCard
from studio.document.document import DocumentView
from studio.document.layers import Layer, PictureLayer
from studio.engine.compositor import composite
from studio.ui.file_titles import title_of_file
from studio.ui.jobs import NamedJobs
from studio.ui.styling import Styling
from studio.ui.translate import tr
from studio.workers.fitting import fit_style, licence_of
from studio.workers.models import DocumentStylizers, ModelLibrary
from studio.workers.optimizing import bounds_of
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext
from studio.workers.trainer import Trainer

if TYPE_CHECKING:
    from studio.ui.editor import Editor


class Fitting(QObject):
    """Fits brushes to what is painted.

    Args:
        editor: whose document and layers are taken.
        styling: says what was made.
        library: gives the style network and the catalog.
        trainer: does the work.
        queue: waits for it.
    """

    def __init__(
        self, editor: Editor, styling: Styling, library: ModelLibrary, trainer: Trainer, queue: JobQueue
    ) -> None:
        super().__init__(editor)
        self._editor, self._styling, self._library = editor, styling, library
        self.trainer = trainer
        self._jobs = NamedJobs(queue, self)
        self._jobs.failed.connect(editor.failed)
        self._jobs.busy_changed.connect(editor.busy_changed)

    def fit(self) -> None:
        """Fits a brush to the picture in hand; with any other layer to the painting, or what is selected of it."""
        painting = self._editor.painting
        if painting is None:
            return
        view, layer, stylizers = painting.document.view(), self._editor.layers.layer, painting.stylizers
        title, network = _title(view, layer), self._editor.network
        library, trainer = self._library, self.trainer
        picture = layer.picture if isinstance(layer, PictureLayer) else None
        source = layer.source if isinstance(layer, PictureLayer) else {}

        def job(context: JobContext) -> tuple[StyleCard, np.ndarray]:
            trainer.command(())  # Says at once where it is missing.
            model = library.catalog.network_named(network)
            shown = _shown(view, stylizers, context) if picture is None else picture
            licence = licence_of(source, library.catalog)
            card = fit_style(shown, title, model.path, library.catalog, trainer, context, licence=licence)
            return card, card.thumbnail

        self._jobs.run(
            ("fit",),
            tr("Fitting the brush {title}…").format(title=title),
            job,
            self._keep,
        )

    def _keep(self, made: tuple[StyleCard, np.ndarray]) -> None:
        card, thumbnail = made
        self._styling.made.emit(card, thumbnail)
        self._editor.noticed.emit(
            tr("The brush {title} is on the shelf, and in hand.").format(title=card.title)
        )

    @property
    def under_way(self) -> str:
        """The brush that is being fitted, in words; empty if none is."""
        return self._jobs.told(("fit",))

    def cancel(self) -> bool:
        """Stops it; nothing is kept. False when nothing is fitted."""
        return self._jobs.cancel()


def _title(view: DocumentView, layer: Layer | None) -> str:
    """What the brush is called: after the styles of an optimized picture, the layer, or the document."""
    if isinstance(layer, PictureLayer):
        styles = layer.source.get("styles")
        if layer.name:
            return layer.name
        if isinstance(styles, list) and styles:
            names = [str(style.get("name", "")) for style in styles if isinstance(style, dict)]
            return " + ".join(title_of_file(name) for name in names)
    elif layer is not None and layer.name:
        return layer.name
    return title_of_file(view.name) or tr("My style")


def _shown(view: DocumentView, stylizers: DocumentStylizers, context: JobContext) -> np.ndarray:
    """The painting as it is seen, or what is selected of it, uint8 (H, W, 3)."""
    box = view.box if view.selection is None else bounds_of(view.selection)
    found = composite(
        view,
        view.box if box.empty else box,
        lambda choice, tile: stylizers.render(choice, tile, context.cancel),
    )
    return found.picture
