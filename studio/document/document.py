"""The document: a base picture that is never changed, and the layers painted over it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from studio.document.brush import Brush
from studio.document.commands import LayersCommand, RecordedCommand, TilesCommand
from studio.document.commission import Commission, nbytes_between
from studio.document.covering import Changed, lowered, painted, raised, within
from studio.document.edits import Edit, Fade, Fill
from studio.document.exploration import Exploration
from studio.document.exploring import Explorations
from studio.document.geometry import EMPTY, Box
from studio.document.gradients import Gradient
from studio.document.history import Command
from studio.document.known import Known
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleChoice, StyleLayer, twin_of
from studio.document.outlines import full_mask
from studio.document.picturing import Picturing
from studio.document.selecting import Selecting
from studio.document.stamp import PictureAt, Stamp
from studio.document.stamping import StampPainter
from studio.document.stepwise import Stepwise
from studio.document.stroke import Color, Paint, Slide, Stroke, StrokePainter
from studio.document.stroke_edit import Painter, StrokeEdit
from studio.document.symmetry import Symmetry
from studio.document.tiles import TileColors, TileMask, Tiles, TileSnapshot

HISTORY_BYTES = 256 << 20


def picture_digest(pixels: np.ndarray) -> str:
    """sha256 (hex) of a picture's size and pixels, uint8 (H, W, 3): by it a photo is known again."""
    digest = hashlib.sha256(repr(pixels.shape).encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()


@dataclass(frozen=True)
class DocumentView:
    """A document as it was at one moment. Cheap (tiles are shared) and safe to read from any thread."""

    base: np.ndarray
    base_digest: str
    box: Box
    layers: tuple[Layer, ...]
    edits: tuple[Edit, ...]
    name: str
    icc_profile: bytes | None
    metadata: dict[str, Any] = field(default_factory=dict)
    selection: TileMask | None = None
    exploration: Exploration = field(default_factory=Exploration)
    commission: Commission = field(default_factory=Commission)


class Document(Picturing, Selecting):
    """A base picture, its layers and its selection. Used from one thread; hand other threads a `view()`.

    Attributes:
        base: uint8 (H, W, 3) sRGB, read only.
        name: the picture's file name, for titles.
        icc_profile: the colour profile of the file it came from.
        metadata: what else came with the file (such as its EXIF bytes).
        exploration: what was found while wandering through latents and styles.
        commission: what the optimizer is asked to paint.
    """

    def __init__(
        self,
        base: np.ndarray,
        name: str = "",
        icc_profile: bytes | None = None,
        metadata: dict[str, Any] | None = None,
        *,
        history_bytes: int = HISTORY_BYTES,
    ) -> None:
        if base.dtype != np.uint8 or base.ndim != 3 or base.shape[2] != 3 or 0 in base.shape:
            raise ValueError(f"expected a picture uint8 (H, W, 3), got {base.dtype} {base.shape}")
        super().__init__(Box.of(base), history_bytes)
        self.base = np.ascontiguousarray(base).view()
        self.base.setflags(write=False)
        self.name = name
        self.icc_profile = icc_profile
        self.metadata = dict(metadata or {})
        self._stroke: StrokeEdit | None = None
        self.exploration = Explorations(self.history, self._settle)
        self.exploration.stepped.append(lambda: self._emit(EMPTY))
        self.commission = Stepwise(Commission(), nbytes_between, self.history, self._settle)
        self.commission.stepped.append(lambda: self._emit(EMPTY))

    @cached_property
    def base_digest(self) -> str:
        """sha256 (hex) of the base picture's size and pixels."""
        return picture_digest(self.base)

    def view(self) -> DocumentView:
        """The document as it is now, for a worker to read while painting goes on."""
        return DocumentView(
            self.base,
            self.base_digest,
            self.box,
            tuple(twin_of(layer) for layer in self._layers),
            self.edits,
            self.name,
            self.icc_profile,
            dict(self.metadata),
            self.selection,
            self.exploration.now,
            self.commission.now,
        )

    def restore(
        self,
        layers: Sequence[Layer],
        edits: Sequence[Edit],
        selection: TileMask | None = None,
        exploration: Exploration | None = None,
        commission: Commission | None = None,
    ) -> None:
        """Takes over what was stored in a project, before anything else is done; the history begins with it."""
        self.selection = selection
        self.exploration.put(exploration or Exploration())
        self.commission.put(commission or Commission())
        self._layers[:] = layers
        self._edits[:] = edits
        self._next_layer_id = max((layer.id for layer in layers), default=0) + 1
        self._follow_grounds()

    # ---- painting

    def begin_stroke(
        self,
        choice: StyleChoice | None,
        brush: Brush,
        *,
        layer: Layer | None = None,
        color: Color | None = None,
        symmetry: Symmetry | None = None,
    ) -> StrokeEdit:
        """Starts a stroke. A stroke that is still being drawn is finished first.

        Args:
            choice: the style to paint with, at `brush.strength` of its strength. It goes on in the layer in hand (in
                the topmost one if there is none) where that is shown, not locked and of the same choice; else it
                begins a new layer above it.
            brush: how. An eraser lowers the mask of the layer in hand, or of all that are not locked if there is none.
            layer: the layer in hand.
            color: plain paint instead of a style, where the layer in hand is one for paint. Without a choice and
                without a colour the stroke uncovers what the layer in hand hides.
            symmetry: where else the dabs fall.

        Raises:
            LayerError: the layer in hand is locked.
        """
        self._settle()
        position = None if layer is None else self.position(layer)
        paint = self._paint_for(layer, color) if not brush.eraser else None
        target, is_new = layer, False
        if not brush.eraser and paint is None and choice is not None:
            target, is_new = self._layer_for(_at_strength(choice, brush.strength), layer)
        else:
            choice = None
        if target is None and not brush.eraser:
            raise ValueError("a brush that is no eraser needs a choice of style or a layer")
        if target is not None and not is_new:
            self._refuse_locked(target)
        elif target is not None:
            self._layers.insert(len(self._layers) if position is None else position + 1, target)
            self._follow_grounds()
        masks = [target.mask] if target else [other.mask for other in self._layers if not other.locked]
        slide = None
        if choice is not None and choice.slides and isinstance(target, StyleLayer):
            slide = Slide(target.shares)
        bounds, selection = None, self.selection
        if isinstance(target, PictureLayer):
            bounds = target.box
            selection = selection if brush.eraser else target.inside(selection)
        painter = StrokePainter(
            masks, brush, paint=paint or slide, bounds=bounds, symmetry=symmetry, selection=selection
        )
        record = Stroke(brush, choice, (), position, None if paint is None else paint.color, symmetry)

        return self._begun(painter, record, target, is_new)

    def begin_stamp(
        self,
        stamp: Stamp,
        brush: Brush,
        picture_at: PictureAt,
        *,
        layer: Layer | None = None,
        symmetry: Symmetry | None = None,
    ) -> StrokeEdit:
        """Starts a stroke that lays generated pictures on the layer in hand, or on a new one for paint above it.

        Args:
            stamp: what the dabs show.
            brush: how large, soft and opaque they are.
            picture_at: gives their pictures; those that are not there yet are laid by `StrokeEdit.lay_ready`.
            layer: the layer in hand.
            symmetry: where else the dabs fall.

        Raises:
            LayerError: the layer in hand is locked.
        """
        self._settle()
        position = None if layer is None else self.position(layer)
        is_new = not isinstance(layer, PaintLayer)
        if isinstance(layer, PaintLayer):
            self._refuse_locked(layer)
            target = layer
        else:
            width, height = self.box.width, self.box.height
            target = PaintLayer(self._new_id(), TileColors(width, height), TileMask(width, height))
            self._layers.insert(len(self._layers) if position is None else position + 1, target)
        painter = StampPainter(target, brush, stamp, picture_at, symmetry=symmetry, selection=self.selection)
        record = Stroke(brush, None, (), position, symmetry=symmetry, stamp=stamp)
        return self._begun(painter, record, target, is_new)

    def fill(
        self,
        choice: StyleChoice | None,
        *,
        layer: Layer | None = None,
        color: Color | None = None,
        erase: bool = False,
        known: Known | None = None,
    ) -> Layer | None:
        """Paints the selection, or the whole picture; where it goes is said in `begin_stroke`.

        Args:
            erase: takes paint off there instead, as the eraser does.
            known: what was worked out of it before.

        Returns:
            The layer that was painted; None where several were erased from.

        Raises:
            LayerError: the layer in hand is locked.
        """
        coverage = self.selection or full_mask(self.box)
        edit = Fill(choice, self._position_of(layer), color, erase)
        label = "Clear" if erase else "Fill"
        return self._lay(coverage, label, edit, layer, known or Known())

    def fade(
        self,
        gradient: Gradient,
        choice: StyleChoice | None,
        *,
        layer: Layer | None = None,
        color: Color | None = None,
        erase: bool = False,
        known: Known | None = None,
    ) -> Layer | None:
        """Paints, as `fill` does, as far as a gradient covers."""
        known = known or Known()
        coverage = known.of(("gradient", gradient), (), lambda: gradient.coverage(self.box, known))
        if self.selection is not None:
            coverage = within(coverage, self.selection, known)
        label = "Gradient"
        edit = Fade(gradient, choice, self._position_of(layer), color, erase)
        return self._lay(coverage, label, edit, layer, known)

    def undo(self) -> bool:
        """Takes the last step back; a stroke that is still being drawn is that step. False when there is none."""
        if self._stroke is not None:
            self._stroke.cancel()
            return True
        return super().undo()

    # ---- the house's own

    def _begun(self, painter: Painter, record: Stroke, target: Layer | None, is_new: bool) -> StrokeEdit:
        """A stroke that was begun, and is kept or taken back with the layer that it began."""

        def ended(stroke: StrokeEdit, keep: bool) -> None:
            self._stroke = None
            if keep:
                self._record_stroke(stroke, target if is_new else None)
            elif target is not None and is_new:
                self._layers.remove(target)
            if not keep and not stroke.dirty.empty:
                self._emit(stroke.dirty)
            else:
                for box in self._follow_grounds():
                    self._tell(box)

        self._stroke = StrokeEdit(painter, record, target, self._emit, ended)
        return self._stroke

    def _lay(
        self, coverage: TileMask, label: str, edit: Fill | Fade, layer: Layer | None, known: Known
    ) -> Layer | None:
        """Lays coverage over the layer that an edit means, or takes it off."""
        self._settle()
        paint = None if edit.erase else self._paint_for(layer, edit.color)
        edit = replace(edit, color=None if paint is None else paint.color)
        if edit.erase or paint is not None:
            edit = replace(edit, choice=None)
            target, is_new = layer, False
        elif edit.choice is not None:
            target, is_new = self._layer_for(edit.choice, layer)
        else:
            raise ValueError("a fill needs a choice of style, or a colour and a layer for paint")
        if target is not None and not is_new:
            self._refuse_locked(target)
        if target is not None and is_new:
            target.mask = coverage.copy()
            place = len(self._layers) if edit.layer is None else edit.layer + 1
            order = (*self._layers[:place], target, *self._layers[place:])
            self._do(self._reorder(label, order, held=[target]), edit)
            return target
        masks = [target.mask] if target else [other.mask for other in self._layers if not other.locked]
        change = lowered if edit.erase else raised
        changes = [(mask, change(mask, coverage, known)) for mask in masks]
        steps = [_change(mask, after) for mask, after in changes]
        if paint is not None:
            [(mask, after)] = changes
            whole = mask.copy()
            whole.restore(after)
            steps.append(_change(paint.into, painted(paint.into, coverage, whole, paint.color, known)))
        steps = [step for step in steps if step[1]]
        if steps:
            self._do(TilesCommand(label, steps, coverage.covered, self._emit), edit)
        return target

    def _position_of(self, layer: Layer | None) -> int | None:
        return None if layer is None else self.position(layer)

    def _record_stroke(self, drawn: StrokeEdit, new_layer: Layer | None) -> None:
        """Remembers a finished stroke, whose effect is already there."""
        stroke = drawn.stroke
        label = "Erase" if stroke.brush.eraser else "Stroke" if stroke.stamp is None else "Stamp"
        command: Command
        if new_layer is None:
            command = TilesCommand(label, drawn.changes(), drawn.dirty, self._emit)
        else:
            before = tuple(layer for layer in self._layers if layer is not new_layer)
            command = LayersCommand(
                label, self._layers, before, self.layers, new_layer.nbytes, drawn.dirty, self._emit
            )
        self._edits.append(stroke)
        self.history.record(RecordedCommand(command, stroke, self._edits))

    def _layer_for(self, choice: StyleChoice, near: Layer | None) -> tuple[StyleLayer, bool]:
        """The layer that a choice is painted into, and whether it is new (and not yet in the stack)."""
        if near is None:
            near = self._layers[-1] if self._layers else None
            paintable = isinstance(near, StyleLayer) and near.visible and not near.locked
        else:
            paintable = isinstance(near, StyleLayer) and near.visible
        if paintable and isinstance(near, StyleLayer) and near.choice == choice:
            return near, False
        return StyleLayer(self._new_id(), choice, TileMask(self.box.width, self.box.height)), True

    def _paint_for(self, layer: Layer | None, color: Color | None) -> Paint | None:
        return Paint(color, layer.colors) if isinstance(layer, PaintLayer) and color is not None else None

    def _settle(self) -> None:
        if self._stroke is not None:
            self._stroke.finish()

    def _follow_grounds(self) -> list[Box]:
        # What lies under strokes is looked at when a stroke on it is finished, not at each of its points.
        return [] if self._stroke is not None else super()._follow_grounds()


def _at_strength(choice: StyleChoice, strength: float) -> StyleChoice:
    return replace(choice, strength=choice.strength * strength)


def _change(store: Tiles, after: Changed) -> tuple[Tiles, TileSnapshot, TileSnapshot]:
    return store, store.snapshot(after), after
