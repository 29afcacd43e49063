"""The open document and what it is painted with. Opens, exports and tells; knows no widget."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from exports.stylecard import StyleCard
from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.layers import StyleChoice
from studio.document.pen import StrokePoint
from studio.document.symmetry import Symmetry
from studio.engine.painter import Colors, Controls
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
from studio.ui.translate import mark, tr
from studio.workers.models import DocumentStylizers, ModelLibrary
from studio.workers.queue import Queues
from studio.workers.task import JobContext

_PREPARE_AFTER_MS = 180


class Editor(QObject):
    """What the window is about: one document, one choice of style, one brush.

    Args:
        library: gives the models.
        cards: the styles on the shelf.
        queues: where all work runs.
        brush: what is painted with at first.
        veil_color: tints strokes whose style is still being rendered.
    """

    document_changed = Signal()  # Another document is open, or none.
    history_changed = Signal()
    choice_changed = Signal()
    stroke_begun = Signal()
    tile_rendered = Signal(float)
    opened = Signal(Path, object)  # The file, and its thumbnail, uint8 (H, W, 3).
    failed = Signal(str)
    noticed = Signal(str)
    busy_changed = Signal(str)

    def __init__(
        self,
        library: ModelLibrary,
        cards: Sequence[StyleCard],
        queues: Queues,
        brush: Brush,
        veil_color: tuple[int, int, int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.library = library
        self._cards = {card.name: card for card in cards}
        self._queues = queues
        self._brush = brush
        self._veil_color = veil_color
        self._tile_cache = TileCache()
        self._jobs = NamedJobs(queues.tasks, self)
        self._jobs.failed.connect(self.failed)
        self._jobs.busy_changed.connect(self.busy_changed)
        self.painting: Painting | None = None
        self.thumbnail: np.ndarray | None = None
        self.style = cards[0].name if cards else ""
        self.second_style = ""
        self.mix = 0.5
        self.strength = cards[0].strength if cards else 1.0
        self.scale = 1.0
        self.colors: Colors = "style"
        self.detail = 0.0
        self._taken: StyleChoice | None = None
        self._slide_by = brush.mix_by
        self._slides: bool | None = None
        self._prepare_soon = QTimer(self, singleShot=True, interval=_PREPARE_AFTER_MS)
        self._prepare_soon.timeout.connect(self._prepare)
        self.choice_changed.connect(self._prepare_soon.start)
        self.rehearsing = Rehearsing(self, self._jobs)
        self.projects = Projects(self, library, self._cards, self._jobs.run)
        self.layers = Layering(self, self._jobs.run)
        self.placing = Placing(self)
        self.incoming = Incoming(self, self._jobs.run)
        self.repeating = Repeating(self, library, self._cards, self._jobs.run)
        self.outgoing = Outgoing(self, queues.tasks, self._jobs.run)
        self.selections = Selections(self)
        self.exploring = Exploring(self)

    # ---- what is painted with

    @property
    def choice(self) -> StyleChoice | None:
        """The styles in hand, None when the shelf is empty."""
        if self._taken is not None:
            return self._taken
        if self.style not in self._cards:
            return None
        weights: tuple[tuple[str, float], ...] = ((self.style, 1.0),)
        toward: tuple[tuple[str, float], ...] = ()
        if self.slides:
            toward = ((self.second_style, 1.0),)
        elif self.second_style and self.mix > 0:
            weights = ((self.style, round(1 - self.mix, 3)), (self.second_style, self.mix))
            weights = tuple(pair for pair in weights if pair[1] > 0)
        return StyleChoice(weights, self.strength, self.scale, self.colors, self.detail, toward)

    @property
    def slides(self) -> bool:
        """Whether strokes slide from style A to style B, instead of painting one mix of both."""
        follows = self._slide_by.follows if self._slides is None else self._slides
        return bool(self.second_style) and follows

    def add_style(self, card: StyleCard, *, take: bool = True) -> None:
        """Lays another style on the shelf, in the place of one of its name, and takes it into the hand."""
        self._cards[card.name] = card
        if take:
            self.take_style(card.name)

    def cards_of(self, choice: StyleChoice) -> tuple[StyleCard, ...]:
        """The cards of a choice's styles, those that are on the shelf."""
        return tuple(self._cards[name] for name in choice.names if name in self._cards)

    @property
    def network(self) -> str:
        """The style network of the style in hand; empty when the shelf is."""
        card = self._cards.get(self.style)
        return card.network if card is not None else ""

    def take_style(self, name: str) -> None:
        """Paints with another style A, at the strength its card recommends. B stays where both can be mixed."""
        if name in self._cards:
            second = self._cards.get(self.second_style)
            if second is None or name == second.name or second.network != self._cards[name].network:
                self.second_style = ""
            self.style, self._slides = name, None
            self.strength = self._cards[name].strength
            self._change_choice()

    @property
    def controls(self) -> Controls:
        """How the style in hand paints."""
        return Controls(self.scale, self.colors, self.detail)

    def take_up(self, name: str, controls: Controls, second: str = "", mix: float = 0.5) -> None:
        """Paints with styles, as far as they are on the shelf, and in any case with these controls."""
        self.scale, self.colors, self.detail = controls.scale, controls.colors, controls.detail
        self.mix = mix
        self.take_style(name)
        if name in self._cards and second in self._cards:
            self.mix_style(second)
        self._change_choice()

    def take_choice(self, choice: StyleChoice, of: str = mark("layer")) -> bool:
        """Takes in hand just what a layer was painted with; False where its styles are not on the shelf."""
        if not all(name in self._cards for name in choice.names):
            self.noticed.emit(tr("The style of this {thing} is not on the shelf.").format(thing=tr(of)))
            return False
        ends = (choice.weights[0], (choice.toward[0][0], self.mix)) if choice.slides else choice.weights
        (self.style, _), (self.second_style, mix), *_ = (*ends, ("", 0.5))
        self.mix = min(max(mix, 0.0), 1.0)
        self._slides = choice.slides if self.second_style else None
        self.strength, self.scale, self.detail = choice.strength, choice.scale, choice.detail
        self.colors = cast(Colors, choice.colors)
        self._taken = choice
        self.choice_changed.emit()
        return True

    def mix_style(self, name: str) -> None:
        """Takes a style B of the same network to mix in or to slide to, or none for an empty name."""
        if name and self._cards[name].network != self._cards[self.style].network:
            self.noticed.emit(tr("Only styles of the same style network can be mixed."))
            return
        self.second_style, self._slides = name, None
        self._change_choice()

    def swap_styles(self) -> None:
        """Exchanges the two styles of a mix."""
        if self.second_style:
            self.style, self.second_style = self.second_style, self.style
            self.mix = round(1 - self.mix, 3)
            self._change_choice()

    def reset_styles(self) -> None:
        """Paints with style A alone."""
        self.second_style, self.mix, self._slides = "", 0.5, None
        self._change_choice()

    def next_style(self) -> None:
        """Takes the next style on the shelf."""
        self._step_style(1)

    def previous_style(self) -> None:
        """Takes the style before."""
        self._step_style(-1)

    def _step_style(self, step: int) -> None:
        names = list(self._cards)
        if names:
            self.take_style(names[(names.index(self.style) + step) % len(names)])

    def set_mix(self, mix: float) -> None:
        """The share of the second style, 0..1."""
        self.mix = mix
        self._change_choice()

    def set_strength(self, strength: float) -> None:
        """How far the style goes, 0..2."""
        self.strength = strength
        self._change_choice()

    def set_scale(self, scale: float) -> None:
        """The size of the strokes in the picture: 2 is twice as large."""
        self.scale = scale
        self._change_choice()

    def set_colors(self, colors: Colors) -> None:
        """Whose colours are painted: "style", "photo" or "palette"."""
        if colors != self.colors:
            self.colors = colors
            self._change_choice()

    def set_detail(self, detail: float) -> None:
        """How much of the photo's finest light lies over the paint, 0..2."""
        self.detail = detail
        self._change_choice()

    def _change_choice(self) -> None:
        self._taken = None
        self.choice_changed.emit()

    def set_brush(self, brush: Brush) -> None:
        """Is told of the brush in the hand, to render ahead of it."""
        turned = brush.eraser != self._brush.eraser
        self._brush = brush
        before = self._slide_by
        if not brush.eraser and brush.mix_by != before:
            self._slide_by = brush.mix_by
            if before.follows != brush.mix_by.follows or self._slides is not None:
                self._slides = None
                self._change_choice()
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
        if self.painting is not None:
            self.painting.document.erase_all()

    def undo(self) -> None:
        """Takes the last step back."""
        (self.painting or self.exploring).undo()

    def redo(self) -> None:
        """Takes it again."""
        (self.painting or self.exploring).redo()

    def go_to_step(self, count: int) -> None:
        """Takes steps back, or again, until so many are done."""
        if self.painting is not None:
            self.painting.go_to_step(count)

    # ---- documents

    @property
    def modified(self) -> bool:
        """Whether anything would be lost by closing the document now."""
        return self.painting is not None and self.painting.document.modified

    def open(self, path: Path) -> None:
        """Opens a picture from a file. What is open stays open when that fails."""

        def job(_context: JobContext) -> tuple[Document, np.ndarray, tuple[str, ...], Recipe | None]:
            picture = open_picture(path)
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

        self._jobs.run(("open",), tr("Opening {name}…").format(name=path.name), job, show)

    def open_pixels(self, pixels: np.ndarray, name: str, source: dict[str, Any] | None = None) -> None:
        """Makes a document from a picture, uint8 (H, W, 3), that was made here."""

        def job(_context: JobContext) -> tuple[Document, np.ndarray]:
            document = Document(pixels, name, metadata={"source": source} if source else {})
            return document, made_ready(document)

        self._jobs.run(
            ("open",),
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
        self._replace(painting, thumbnail)
        self._prepare()

    def _replace(self, painting: Painting | None, thumbnail: np.ndarray | None) -> None:
        self.rehearsing.drop()
        old, self.painting, self.thumbnail = self.painting, painting, thumbnail
        if old is not None:
            old.close()
        self._tile_cache.clear()
        self.document_changed.emit()
        self.history_changed.emit()
        if old is not None:
            old.deleteLater()

    # ---- work

    def cancel_work(self) -> bool:
        """Stops opening and exporting; False when there is nothing to stop."""
        self.rehearsing.drop()
        return self._jobs.cancel()
