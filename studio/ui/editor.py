"""The open document and what it is painted with. Opens, exports and tells; knows no widget."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from exports.stylecard import StyleCard
from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.layers import StyleChoice
from studio.document.pen import StrokePoint
from studio.document.symmetry import Symmetry
from studio.engine.stylizer import TileCache
from studio.media.provenance import Recipe, recipe_in
from studio.media.reading import open_picture
from studio.ui.exploring import Exploring
from studio.ui.incoming import Incoming
from studio.ui.jobs import NamedJobs
from studio.ui.layering import Layering
from studio.ui.outgoing import Outgoing
from studio.ui.painting import Painting
from studio.ui.placing import Placing
from studio.ui.projects import Projects, made_ready
from studio.ui.rehearsing import Rehearsing
from studio.ui.repeating import Repeating
from studio.ui.selections import Selections
from studio.ui.side_steps import SideSteps
from studio.ui.style_hand import StyleHand
from studio.ui.translate import tr
from studio.workers.models import DocumentStylizers, ModelLibrary
from studio.workers.queue import Queues
from studio.workers.task import JobContext

_PREPARE_AFTER_MS = 180
_OPEN = ("open",)


class Editor(StyleHand):
    """What the window is about: one document, one choice of style, one brush.

    Args:
        library: gives the models.
        cards: the styles on the shelf.
        queues: where all work runs.
        brush: what is painted with at first.
        veil_color: tints strokes whose style is still being rendered.

    Attributes:
        before_losing_work: goes on when nothing is lost by it, and asks where something would be.
    """

    document_changed = Signal()  # Another document is open, or none.
    history_changed = Signal()
    stroke_begun = Signal()
    tile_rendered = Signal(float)
    opened = Signal(Path, object)  # The file, and its thumbnail, uint8 (H, W, 3).
    failed = Signal(str)
    busy_changed = Signal(str)
    preparing_changed = Signal(str)  # That a new style is being prepared, in words; empty when none is.

    def __init__(
        self,
        library: ModelLibrary,
        cards: Sequence[StyleCard],
        queues: Queues,
        brush: Brush,
        veil_color: tuple[int, int, int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(cards, brush.mix_by, parent)
        self.library = library
        self._queues = queues
        self._brush = brush
        self._veil_color = veil_color
        self._tile_cache = TileCache()
        self._jobs = NamedJobs(queues.tasks, self)
        self._jobs.failed.connect(self.failed)
        self._jobs.busy_changed.connect(self.busy_changed)
        self.before_losing_work: Callable[[Callable[[], None]], None] = lambda go_on: go_on()
        self.painting: Painting | None = None
        self.thumbnail: np.ndarray | None = None
        self._prepare_soon = QTimer(self, singleShot=True, interval=_PREPARE_AFTER_MS)
        self._prepare_soon.timeout.connect(self._prepare)
        self.choice_changed.connect(self._prepare_soon.start)
        self.rehearsing = Rehearsing(self, self._jobs)
        self.projects = Projects(self, library, self._cards, self._run)
        self.layers = Layering(self, self._run)
        self.placing = Placing(self)
        self.incoming = Incoming(self, self._run)
        self.repeating = Repeating(self, library, self._cards, self._run)
        self.outgoing = Outgoing(self, queues.tasks, self._run)
        self.selections = Selections(self)
        self.exploring = Exploring(self)
        self.side_steps = SideSteps(lambda: self.exploring.history, self)
        self.side_steps.changed.connect(self.history_changed)

    # ---- what is painted with

    def set_brush(self, brush: Brush) -> None:
        """Is told of the brush in the hand, to render ahead of it."""
        turned = brush.eraser != self._brush.eraser
        self._brush = brush
        if not brush.eraser:
            self.follow_slide(brush.mix_by)
        if turned:
            self._prepare_soon.start()

    def _prepare(self) -> None:
        choice = self.choice
        if self.painting is not None and choice is not None and not self._brush.eraser:
            self.painting.prepare(choice, self._brush, self.layers.layer)
        elif self.painting is not None:
            self.painting.rest()

    # ---- painting (what the brush tool asks for)

    def begin_stroke(self, brush: Brush, symmetry: Symmetry | None = None) -> bool:
        """Starts a stroke; False when there is no document or no style."""
        begun = self.layers.begin_stroke(brush, symmetry)
        if begun:
            self.stroke_begun.emit()
        return begun

    def pick(self, x: float, y: float) -> None:
        """Takes in hand what lies under a point of the document."""
        self.layers.pick(x, y)

    def continue_stroke(self, point: StrokePoint) -> None:
        """Draws on to a point."""
        if self.painting is not None:
            self.painting.continue_stroke(point)

    def finish_stroke(self) -> None:
        """Ends the stroke."""
        if self.painting is not None:
            self.painting.finish_stroke()

    def cancel_stroke(self) -> None:
        """Takes it back."""
        if self.painting is not None:
            self.painting.cancel_stroke()

    def fill(self) -> None:
        """Paints the selection, or the whole picture, with what is in hand."""
        self.layers.fill()

    def erase_all(self) -> None:
        """Takes all paint off."""
        self.rehearsing.land()
        if self.painting is not None:
            self.painting.document.erase_all()

    def undo(self) -> None:
        """Takes the last step back; settings that a layer is about to be given are one."""
        self._finish_steps()
        if self._drawing or not self.side_steps.undo():
            (self.painting or self.exploring).undo()

    def redo(self) -> None:
        """Takes it again."""
        self._finish_steps()
        if self._drawing or not self.side_steps.redo():
            (self.painting or self.exploring).redo()

    def go_to_step(self, count: int) -> None:
        """Takes steps back, or again, until so many are done."""
        self.layers.repaint_between_strokes()
        if self.painting is not None:
            self.painting.go_to_step(count)

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back; None when there is nothing."""
        return self.side_steps.undo_label or self.exploring.history.undo_label

    @property
    def redo_label(self) -> str | None:
        """What `redo` would take again; None when there is nothing."""
        return self.side_steps.redo_label or self.exploring.history.redo_label

    @property
    def _drawing(self) -> bool:
        return self.painting is not None and self.painting.drawing

    def _finish_steps(self) -> None:
        """Has the document take what it is about to take, so that the order of steps is that of the hand."""
        self.layers.repaint_between_strokes()
        self.rehearsing.land()

    # ---- documents

    @property
    def modified(self) -> bool:
        """Whether anything would be lost by closing the document now."""
        return self.painting is not None and self.painting.document.modified

    def open(self, path: Path) -> None:
        """Opens a picture from a file. What is open stays open when that fails."""

        def job(context: JobContext) -> tuple[Document, np.ndarray, tuple[str, ...], Recipe | None]:
            picture = open_picture(path, on_read=context.go_on)
            context.cancel.raise_if_cancelled()
            metadata = {"exif": picture.exif, "path": str(picture.path)}
            document = Document(picture.pixels, picture.name, picture.icc_profile, metadata)
            return document, made_ready(document), picture.notes, recipe_in(path)

        def show(result: tuple[Document, np.ndarray, tuple[str, ...], Recipe | None]) -> None:
            document, thumbnail, notes, recipe = result
            self.show_document(document, thumbnail)
            self.opened.emit(path, thumbnail)
            if notes:
                self.noticed.emit(" ".join(notes))
            self.repeating.offer(path, recipe)

        self._run(_OPEN, tr("Opening {name}…").format(name=path.name), job, show)

    def open_pixels(self, pixels: np.ndarray, name: str, source: dict[str, Any] | None = None) -> None:
        """Makes a document from a picture, uint8 (H, W, 3), that was made here."""

        def job(_context: JobContext) -> tuple[Document, np.ndarray]:
            document = Document(pixels, name, metadata={"source": source} if source else {})
            return document, made_ready(document)

        self._run(
            _OPEN,
            tr("Opening {name}…").format(name=name),
            job,
            lambda result: self.show_document(*result),
        )

    def close_document(self) -> None:
        """Closes the document; the start page comes back."""
        self._replace(None, None)

    def show_document(
        self,
        document: Document,
        thumbnail: np.ndarray,
        styles: Mapping[str, StyleCard] | None = None,
        kept: Mapping[StyleChoice, np.ndarray] | None = None,
    ) -> None:
        """Shows a document in the place of what is open.

        Args:
            document: made ready, see `made_ready`.
            thumbnail: of its base, uint8 (H, W, 3).
            styles: what it brought along and the shelf does not have.
            kept: see `DocumentStylizers`.
        """
        cards = ChainMap(dict(styles or {}), self._cards)
        stylizers = DocumentStylizers(
            self.library, cards, document.base, document.base_digest, self._tile_cache, kept or {}
        )
        painting = Painting(
            document, stylizers, self._queues.render, self._queues.composite, self._veil_color, self
        )
        painting.land = self.rehearsing.land
        painting.changed.connect(self.history_changed)
        painting.tile_rendered.connect(self.tile_rendered)
        painting.failed.connect(self.failed)
        painting.preparing_changed.connect(self._say_preparing)
        self._replace(painting, thumbnail)
        self._prepare()

    def _replace(self, painting: Painting | None, thumbnail: np.ndarray | None) -> None:
        self.rehearsing.drop()
        old, self.painting, self.thumbnail = self.painting, painting, thumbnail
        if old is not None:
            old.close()
            self.preparing_changed.emit("")
        self._tile_cache.clear()
        box = None if painting is None else painting.document.box
        fitted = box is not None and self._fit_strokes(box.width, box.height)
        self.document_changed.emit()
        self.history_changed.emit()
        if fitted:
            self.choice_changed.emit()
        if old is not None:
            old.deleteLater()

    # ---- work

    def _run(
        self,
        key: tuple[str, ...],
        text: str,
        job: Callable[[JobContext], Any],
        on_result: Callable[[Any], None],
    ) -> None:
        self._jobs.run(key, text, job, self._asking_first(on_result) if key == _OPEN else on_result)

    def _asking_first(self, show: Callable[[Any], None]) -> Callable[[Any], None]:
        """Shows the next document, but asks once more if this one was painted on while that was being read."""
        painting = self.painting
        state = None if painting is None else painting.document.history.state

        def arrived(result: Any) -> None:
            if self.painting is not None:
                self.painting.finish_stroke()
            same = painting is self.painting and (
                painting is None or painting.document.history.state == state
            )
            if same or not self.modified:
                show(result)
            else:
                QTimer.singleShot(0, self, lambda: self.before_losing_work(lambda: show(result)))

        return arrived

    @property
    def writing(self) -> str:
        """What is being written into files that the user asked for, in words; empty if nothing is."""
        return self._jobs.told(("export", "batch", "save"))

    def cancel_work(self) -> bool:
        """Stops opening, exporting and preparing a style; False when there is nothing to stop."""
        self.rehearsing.drop()
        return self._jobs.cancel() or (self.painting is not None and self.painting.cancel_preparing())

    def _say_preparing(self, share: float) -> None:
        text = tr("Preparing the style…") if share < 1 else ""
        self.preparing_changed.emit(f"{text} {share:.0%}" if 0 < share < 1 else text)
