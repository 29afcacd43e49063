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
from studio.document.edits import Edit, Fill
from studio.document.geometry import Box
from studio.document.history import Command
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleChoice, StyleLayer, twin_of
from studio.document.stack import LayerStack
from studio.document.stroke import Color, Paint, Slide, Stroke, StrokePainter
from studio.document.stroke_edit import StrokeEdit
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


class Document(LayerStack):
    """A base picture and its layers. Used from one thread; hand other threads a `view()`.

    Attributes:
        base: uint8 (H, W, 3) sRGB, read only.
        name: the picture's file name, for titles.
        icc_profile: the colour profile of the file it came from.
        metadata: what else came with the file (such as its EXIF bytes).
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
        )

    def restore(self, layers: Sequence[Layer], edits: Sequence[Edit]) -> None:
        """Takes over what was stored in a project, before anything else is done; the history begins with it."""
        self._layers[:] = layers
        self._edits[:] = edits
        self._next_layer_id = max((layer.id for layer in layers), default=0) + 1

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
        masks = [target.mask] if target else [other.mask for other in self._layers if not other.locked]
        slide = None
        if choice is not None and choice.slides and isinstance(target, StyleLayer):
            slide = Slide(target.shares)
        bounds = target.box if isinstance(target, PictureLayer) else None
        painter = StrokePainter(masks, brush, paint=paint or slide, bounds=bounds, symmetry=symmetry)
        record = Stroke(brush, choice, (), position, None if paint is None else paint.color, symmetry)

        def ended(stroke: StrokeEdit, keep: bool) -> None:
            self._stroke = None
            if keep:
                self._record_stroke(stroke, target if is_new else None)
            elif target is not None and is_new:
                self._layers.remove(target)
            if not keep and not stroke.dirty.empty:
                self._emit(stroke.dirty)

        self._stroke = StrokeEdit(painter, record, target, self._emit, ended)
        return self._stroke

    def fill(
        self, choice: StyleChoice | None, *, layer: Layer | None = None, color: Color | None = None
    ) -> Layer:
        """Paints the whole picture with a choice, or with a colour; where it goes is said in `begin_stroke`.

        Returns:
            The layer that was painted.

        Raises:
            LayerError: the layer in hand is locked.
        """
        self._settle()
        position = None if layer is None else self.position(layer)
        full = TileMask(self.box.width, self.box.height)
        full.fill(255)
        paint = self._paint_for(layer, color)
        if paint is not None and layer is not None:
            self._refuse_locked(layer)
            colors = TileColors(self.box.width, self.box.height)
            colors.fill(paint.color)
            changes = [_change(layer.mask, full), _change(paint.into, colors)]
            self._do(TilesCommand("Fill", changes, self.box, self._emit), Fill(None, position, paint.color))
            return layer
        if choice is None:
            raise ValueError("a fill needs a choice of style, or a colour and a layer for paint")
        target, is_new = self._layer_for(choice, layer)
        command: Command
        if not is_new:
            self._refuse_locked(target)
        if is_new:
            target.mask = full
            place = len(self._layers) if position is None else position + 1
            order = (*self._layers[:place], target, *self._layers[place:])
            command = self._reorder("Fill", order, held=[target])
        else:
            command = TilesCommand("Fill", [_change(target.mask, full)], self.box, self._emit)
        self._do(command, Fill(choice, position))
        return target

    def undo(self) -> bool:
        """Takes the last step back; a stroke that is still being drawn is that step. False when there is none."""
        if self._stroke is not None:
            self._stroke.cancel()
            return True
        return super().undo()

    # ---- the house's own

    def _record_stroke(self, drawn: StrokeEdit, new_layer: Layer | None) -> None:
        """Remembers a finished stroke, whose effect is already there."""
        stroke = drawn.stroke
        label = "Erase" if stroke.brush.eraser else "Stroke"
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


def _at_strength(choice: StyleChoice, strength: float) -> StyleChoice:
    return replace(choice, strength=choice.strength * strength)


def _change(store: Tiles, after: Tiles) -> tuple[Tiles, TileSnapshot, TileSnapshot]:
    return store, store.snapshot(after.tiles), dict(after.tiles)
