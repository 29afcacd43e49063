"""The layer in hand, and what is done to layers. Knows no widget.

As in other painting programs the layer in hand is the one that is painted on and erased from. A style layer that is
taken in hand lays its style in hand too, so that the next stroke goes on in it; a stroke of another choice begins a
new layer above it, which is then in hand. While `editing` is on, another choice repaints the layer in hand instead.
With the photo in hand, which is no layer, the eraser takes off the paint of all layers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeGuard

from PySide6.QtCore import QObject, QTimer, Signal

from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.geometry import Box
from studio.document.gradients import Gradient
from studio.document.known import Known
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleLayer, twin_of
from studio.document.merging import merge_exactly, merged_layer
from studio.document.pen import STEADY
from studio.document.stack import LayerError
from studio.document.stroke import Color
from studio.document.symmetry import Symmetry
from studio.engine.compositor import composite
from studio.ui.sentences import said
from studio.ui.translate import tr
from studio.workers.task import JobContext

if TYPE_CHECKING:
    from studio.ui.editor import Editor
    from studio.ui.stamping import Stamping

Run = Callable[[tuple[str, ...], str, Callable[[JobContext], Any], Callable[[Any], None]], None]
"""Runs a job off the main thread: its key, what the user is told, the work, and what takes its result."""

FIRST_COLOR: Color = (201, 68, 44)
_REPAINT_AFTER_MS = 200
_HALF = 128


class Layering(QObject):
    """What the layer panel shows.

    Args:
        editor: whose document it is.
        run: runs the work of merging.

    Attributes:
        color: red, green, blue 0..255, of plain paint.
        editing: whether another choice repaints the layer in hand, and the brush uncovers a picture.
        stamping: what is painted with in the place of a style while it is on.
    """

    changed = Signal()  # The layer in hand, the colour, or whether it is edited.
    rename_asked = Signal(object)  # Layer

    def __init__(self, editor: Editor, run: Run) -> None:
        super().__init__(editor)
        self._editor = editor
        self._run = run
        self._layer: Layer | None = None
        self._position = 0
        self.color = FIRST_COLOR
        self.editing = False
        self.stamping: Stamping | None = None
        self._to_repaint: Layer | None = None
        self._repaint_soon = QTimer(self, singleShot=True, interval=_REPAINT_AFTER_MS)
        self._repaint_soon.timeout.connect(self.repaint_between_strokes)
        editor.choice_changed.connect(self._follow_choice)
        editor.history_changed.connect(self._follow_history)
        editor.document_changed.connect(self._follow_document)

    # ---- the layer in hand

    @property
    def layer(self) -> Layer | None:
        """The layer in hand; None is the photo."""
        return self._layer

    def take(self, layer: Layer | None) -> None:
        """Takes a layer in hand, and its style with it."""
        self.repaint()
        self._hold(layer)
        if isinstance(layer, StyleLayer) and not self._editor.take_choice(layer.choice):
            self.set_editing(False)

    def take_above(self) -> None:
        """Takes the layer above."""
        self._step(1)

    def take_below(self) -> None:
        """Takes the layer below; the photo is the lowest."""
        self._step(-1)

    def set_editing(self, on: bool) -> None:
        """Lets the settings change the layer in hand, or not."""
        self.repaint()
        layer = self._layer
        self.editing = on and (not isinstance(layer, StyleLayer) or self._editor.take_choice(layer.choice))
        self.changed.emit()

    def set_color(self, color: Color) -> None:
        """Paints with another colour."""
        self.color = color
        self.changed.emit()

    def pick(self, x: float, y: float) -> None:
        """Takes what lies under a point of the document: its colour on a layer for paint, else its style layer."""
        document, point = self._document, Box(int(x), int(y), int(x) + 1, int(y) + 1)
        if document is None or not document.box.contains(point):
            return
        if isinstance(self._layer, PaintLayer):
            assert self._editor.painting is not None
            seen = composite(document, point, self._editor.painting.stylizers.cached).picture
            self.set_color((int(seen[0, 0, 0]), int(seen[0, 0, 1]), int(seen[0, 0, 2])))
            return
        for layer in reversed(document.layers):
            if isinstance(layer, StyleLayer) and layer.visible and layer.mask.read(point)[0, 0] >= _HALF:
                self.take(layer)
                return
        self._editor.noticed.emit(tr("No style is painted here."))

    # ---- painting

    def begin_stroke(self, brush: Brush, symmetry: Symmetry | None = None) -> bool:
        """Starts a stroke on the layer in hand; False when it cannot be painted on, and the user is told why."""
        self._land()
        painting = self._editor.painting
        self.repaint()
        stamping = self.stamping
        if painting is not None and stamping is not None and stamping.on and not brush.eraser:
            return self._begin_stamp(stamping, brush, symmetry)
        if painting is None or self._refuses(erasing=brush.eraser):
            return False
        layer = self._layer
        color = self.color if isinstance(layer, PaintLayer) else None
        uncovers = isinstance(layer, PictureLayer) and self.editing
        choice = None if brush.eraser or color or uncovers else self._editor.choice
        if choice is None and not (brush.eraser or color or uncovers):
            return False
        if choice is None or not choice.slides:
            brush = replace(brush, mix=0.0, mix_by=STEADY)
        elif not brush.mix_by.follows:
            brush = replace(brush, mix=round(self._editor.mix, 3))
        try:
            painted = painting.begin_stroke(choice, brush, layer=layer, color=color, symmetry=symmetry)
        except LayerError as error:
            self._editor.noticed.emit(said(str(error)))
            return False
        if painted is not None and painted is not layer:
            self._hold(painted)
        return True

    def _begin_stamp(self, stamping: Stamping, brush: Brush, symmetry: Symmetry | None) -> bool:
        layer = self._layer
        if isinstance(layer, PaintLayer) and self._refuses(erasing=False):
            return False
        self._hold(stamping.begin(brush, layer, symmetry))
        return True

    def fill(self) -> None:
        """Paints the selection, or everything, with the styles in hand, or with the colour on a layer for paint."""
        self._lay(tr("Filling…"), Document.fill)

    def clear_selected(self) -> None:
        """Takes the paint off within the selection, or everywhere, on the layer in hand; with the photo on all."""
        self._lay(tr("Clearing…"), Document.fill, erase=True)

    def fade(self, gradient: Gradient, *, erase: bool) -> None:
        """Paints what is in hand as far as a gradient covers, or takes paint off there."""
        self._lay(
            tr("Painting the gradient…"),
            lambda document, **given: document.fade(gradient, **given),
            erase=erase,
        )

    def _lay(self, text: str, lay: Callable[..., Layer | None], *, erase: bool = False) -> None:
        self._land()
        document, layer = self._document, self._layer
        self.repaint()
        if document is None or self._refuses(erasing=erase):
            return
        color = self.color if isinstance(layer, PaintLayer) and not erase else None
        choice = None if erase or color else self._editor.choice
        if choice is not None:
            # All over there is no stroke to slide along: it is one mix.
            choice = choice.at(self._editor.mix)
        if not (erase or choice is not None or color is not None):
            return

        def step(document: Document, layer: Layer | None, known: Known) -> Layer | None:
            return lay(document, choice=choice, layer=layer, color=color, erase=erase, known=known)

        def done(painted: Layer | None) -> None:
            if painted is not None:
                self._hold(painted)

        self._editor.rehearsing.do(text, step, layer, done)

    # ---- changes of the layer in hand

    def add_paint(self) -> None:
        """Adds an empty layer for plain paint above the one in hand."""
        self._land()
        if self._document is not None:
            self._hold(self._document.add_layer(above=self._layer))

    def add_style(self) -> None:
        """Adds an empty layer of the styles in hand above the layer in hand."""
        self._land()
        choice = self._editor.choice
        if self._document is not None and choice is not None:
            self._hold(self._document.add_layer(choice, above=self._layer))

    def duplicate(self) -> None:
        """Lays a twin above the layer in hand, and takes it."""
        self._land()
        if self._document is not None and self._layer is not None:
            self._hold(self._document.duplicate_layer(self._layer))

    def merge_down(self) -> None:
        """Makes the layer in hand and the one below it one. Where both must be rendered, on a worker."""
        self._land()
        document, painting, layer = self._document, self._editor.painting, self._layer
        if document is None or painting is None or layer is None:
            return
        try:
            lower = document.below(layer)
        except LayerError as error:
            self._editor.noticed.emit(said(str(error)))
            return
        state, sides, stylizers = document.history.state, (twin_of(lower), twin_of(layer)), painting.stylizers

        def done(merged: Layer) -> None:
            # A stroke that began meanwhile is a change, too; it goes on.
            changed = painting.drawing
            if not changed:
                document.settle()
                changed = document.history.state != state
            if self._document is not document or changed:
                self._editor.noticed.emit(
                    tr("The picture was changed while its layers were merged; merge them again.")
                )
            else:
                self._hold(document.merge_down(layer, merged))

        def job(context: JobContext) -> Layer:
            return merged_layer(
                *sides,
                0,
                lambda choice, tile: stylizers.render(choice, tile, context.cancel),
                context.go_on,
            )

        if merge_exactly(lower, layer):
            done(merged_layer(*sides, 0, stylizers.cached))
        else:
            self._run(("merge",), tr("Merging layers…"), job, done)

    def rename(self) -> None:
        """Asks for another name for the layer in hand."""
        if self._layer is not None:
            self.rename_asked.emit(self._layer)

    def remove(self) -> None:
        """Takes the layer in hand away."""
        self._land()
        document, layer = self._document, self._layer
        if document is not None and layer is not None:
            self._try(lambda: document.remove_layer(layer))

    def raise_layer(self) -> None:
        """Moves the layer in hand one up."""
        self._shift(1)

    def lower_layer(self) -> None:
        """Moves the layer in hand one down."""
        self._shift(-1)

    def toggle_lock(self, _on: bool = True) -> None:
        """Locks the layer in hand, or unlocks it."""
        if self._layer is not None:
            self.change(self._layer, locked=not self._layer.locked)

    # ---- changes of any layer

    def change(self, layer: Layer, **values: Any) -> None:
        """Changes a layer as `Document.change_layer` does."""
        self._land()
        document = self._document
        if document is not None and layer in document.layers:
            self._try(lambda: document.change_layer(layer, **values))

    def soften(self, feather: float) -> None:
        """Lets the edges of the picture in hand fade, as part of one movement until `settle`."""
        self._land()
        document, layer = self._document, self._layer
        if document is not None and isinstance(layer, PictureLayer):
            self._try(lambda: document.soften_picture(layer, round(feather, 3), going_on=True))

    def settle(self) -> None:
        """Ends a drag: what is changed after it can be taken back by itself."""
        if self._document is not None:
            self._document.settle()

    def move(self, layer: Layer, position: int) -> None:
        """Moves a layer to a position in the stack, 0 = bottom."""
        self._land()
        document = self._document
        if document is not None:
            self._try(lambda: document.move_layer(layer, position))

    # ---- the house's own

    @property
    def _document(self) -> Document | None:
        return self._editor.painting.document if self._editor.painting is not None else None

    def _land(self) -> None:
        """Ends what is still on its way: a step that is rehearsed, and a lifted stroke whose pictures have not come."""
        self._editor.rehearsing.land()
        if self._editor.painting is not None:
            self._editor.painting.end_waiting()

    def _refuses(self, *, erasing: bool) -> bool:
        """Whether the layer in hand cannot be painted on; the user is told why."""
        layer = self._layer
        if layer is None or (not erasing and self._begins_new(layer)):
            return False
        if layer.locked:
            self._editor.noticed.emit(tr("This layer is locked; unlock it or take another one."))
        elif not layer.visible:
            self._editor.noticed.emit(tr("This layer is hidden; show it or take another one."))
        else:
            return False
        return True

    def _begins_new(self, layer: Layer) -> bool:
        """Whether a stroke of the choice in hand begins a layer above the one in hand."""
        if isinstance(layer, StyleLayer):
            return layer.choice != self._editor.choice
        return isinstance(layer, PictureLayer) and not self.editing

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except LayerError as error:
            self._editor.noticed.emit(said(str(error)))

    def _hold(self, layer: Layer | None) -> None:
        self._layer = layer
        self._remember_position()
        self.changed.emit()

    def _step(self, steps: int) -> None:
        document = self._document
        if document is not None and document.layers:
            now = -1 if self._layer is None else document.position(self._layer)
            place = min(max(now + steps, -1), len(document.layers) - 1)
            self.take(None if place < 0 else document.layers[place])

    def _shift(self, steps: int) -> None:
        document = self._document
        if document is not None and self._layer is not None:
            place = document.position(self._layer) + steps
            if 0 <= place < len(document.layers):
                self.move(self._layer, place)

    def _remember_position(self) -> None:
        document = self._document
        if document is not None and self._layer in document.layers:
            self._position = document.layers.index(self._layer)

    def _follow_document(self) -> None:
        self._repaint_soon.stop()
        self._to_repaint = None
        layers = self._document.layers if self._document is not None else ()
        self._hold(layers[-1] if layers else None)

    def _follow_history(self) -> None:
        layers = self._document.layers if self._document is not None else ()
        if self._layer is not None and self._layer not in layers:
            # What was in hand is gone: its neighbour below takes its place, or the one that came in its stead.
            self._hold(layers[min(self._position, len(layers) - 1)] if layers else None)
        self._remember_position()
        layer = self._layer
        if self._differs(layer) and self._to_repaint is None:
            # Undo changed the layer, or another one came in hand: the settings show what it is.
            self.set_editing(True)

    def _follow_choice(self) -> None:
        if self._differs(self._layer):
            self._to_repaint = self._layer
            self._repaint_soon.start()

    def repaint(self) -> None:
        """Gives the layer that is edited the choice in hand, if that is still to be done."""
        layer, self._to_repaint = self._to_repaint, None
        self._repaint_soon.stop()
        if self._differs(layer):
            self.change(layer, choice=self._editor.choice)

    def repaint_between_strokes(self) -> None:
        """The same; under a stroke, which it would end, it waits for a moment more."""
        painting = self._editor.painting
        if self._to_repaint is not None and painting is not None and painting.drawing:
            self._repaint_soon.start()
        else:
            self.repaint()

    def _differs(self, layer: Layer | None) -> TypeGuard[StyleLayer]:
        """Whether the settings edit a style layer and say something else than it is."""
        choice = self._editor.choice
        return (
            self.editing and isinstance(layer, StyleLayer) and choice is not None and layer.choice != choice
        )
