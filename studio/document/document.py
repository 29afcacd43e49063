"""The document: a base picture that is never changed, and the layers painted over it."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from studio.document.brush import Brush
from studio.document.commands import AttributesCommand, LayersCommand, RecordedCommand, TilesCommand
from studio.document.edits import (
    ChangeLayer,
    Edit,
    EraseAll,
    Fill,
    MoveLayer,
    PlacePicture,
    RemoveLayer,
)
from studio.document.geometry import EMPTY, Box
from studio.document.history import Command, History
from studio.document.layers import Layer, PictureLayer, StyleChoice, StyleLayer
from studio.document.stroke_edit import StrokeEdit
from studio.document.tiles import TileMask

HISTORY_BYTES = 256 << 20


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


class Document:
    """A base picture and its layers. Used from one thread; hand other threads a `view()`.

    Attributes:
        base: uint8 (H, W, 3) sRGB, read only.
        name: the picture's file name, for titles.
        icc_profile: the colour profile of the file it came from.
        metadata: what else came with the file (such as its EXIF bytes).
        layers: bottom first.
        changed: called with the box that looks different, after every change; EMPTY when nothing does.
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
        self.base = np.ascontiguousarray(base).view()
        self.base.setflags(write=False)
        self.name = name
        self.icc_profile = icc_profile
        self.metadata = dict(metadata or {})
        self.box = Box.of(base)
        self.history = History(history_bytes)
        self.changed: list[Callable[[Box], None]] = []
        self._layers: list[Layer] = []
        self._edits: list[Edit] = []
        self._stroke: StrokeEdit | None = None
        self._next_layer_id = 1

    @property
    def layers(self) -> tuple[Layer, ...]:
        return tuple(self._layers)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Everything done and not undone, oldest first: what a recipe holds. Not bounded by the history."""
        return tuple(self._edits)

    @cached_property
    def base_digest(self) -> str:
        """sha256 (hex) of the base picture's size and pixels."""
        digest = hashlib.sha256(repr(self.base.shape).encode())
        digest.update(self.base.data)
        return digest.hexdigest()

    def view(self) -> DocumentView:
        """The document as it is now, for a worker to read while painting goes on."""
        return DocumentView(
            self.base,
            self.base_digest,
            self.box,
            tuple(_frozen(layer) for layer in self._layers),
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

    def begin_stroke(self, choice: StyleChoice | None, brush: Brush) -> StrokeEdit:
        """Starts a stroke. A stroke that is still being drawn is finished first.

        Args:
            choice: what to paint with, at `brush.strength` of its strength; not looked at by an eraser.
        """
        self._finish_stroke()
        layer: StyleLayer | None = None
        is_new = False
        if not brush.eraser:
            if choice is None:
                raise ValueError("a brush that is no eraser needs a choice of style")
            layer, is_new = self._layer_for(_at_strength(choice, brush.strength))
            if is_new:
                self._layers.append(layer)
        masks = [layer.mask] if layer else [other.mask for other in self._layers]

        def ended(stroke: StrokeEdit, keep: bool) -> None:
            self._stroke = None
            if keep:
                self._record_stroke(stroke, layer if is_new else None)
            elif layer is not None and is_new:
                self._layers.remove(layer)
            if not keep and not stroke.dirty.empty:
                self._emit(stroke.dirty)

        self._stroke = StrokeEdit(masks, brush, None if brush.eraser else choice, self._emit, ended)
        return self._stroke

    def fill(self, choice: StyleChoice) -> None:
        """Paints the whole picture with a choice."""
        self._finish_stroke()
        layer, is_new = self._layer_for(choice)
        full = TileMask(self.box.width, self.box.height)
        full.fill(255)
        if is_new:
            layer.mask = full
            command: Command = self._stack_command(
                "Fill", (*self._layers, layer), held_bytes=full.nbytes, dirty=self.box
            )
        else:
            before = layer.mask.snapshot(full.tiles)
            command = TilesCommand("Fill", [(layer.mask, before, full.tiles)], self.box, self._emit)
        self._do(command, Fill(choice))

    def add_picture(
        self, picture: np.ndarray, box: Box, source: dict[str, Any] | None = None
    ) -> PictureLayer:
        """Lays a picture, uint8 (H, W, 3), over a box of the canvas; it is resampled to the box.

        Args:
            source: how it was made (plain JSON values), for the recipe.
        """
        self._finish_stroke()
        mask = TileMask(self.box.width, self.box.height)
        seen = box.intersect(self.box)
        mask.write(seen, np.full((seen.height, seen.width), 255, np.uint8))
        layer = PictureLayer(self._new_id(), picture, box, mask, source=dict(source or {}))
        command = self._stack_command(
            "Place picture", (*self._layers, layer), held_bytes=layer.nbytes, dirty=seen
        )
        self._do(command, PlacePicture(box, layer.source))
        return layer

    def erase_all(self) -> None:
        """Removes every layer; the base picture shows."""
        self._finish_stroke()
        if self._layers:
            command = self._stack_command(
                "Erase all",
                (),
                held_bytes=sum(map(_held_bytes, self._layers)),
                dirty=self._covered(self._layers),
            )
            self._do(command, EraseAll())

    # ---- layers

    def change_layer(
        self,
        layer: Layer,
        *,
        choice: StyleChoice | None = None,
        opacity: float | None = None,
        visible: bool | None = None,
    ) -> None:
        """Changes what is given: the same strokes in another style, an opacity 0..1, shown or hidden."""
        self._finish_stroke()
        if opacity is not None and not 0.0 <= opacity <= 1.0:
            raise ValueError(f"a layer's opacity is 0 to 1, not {opacity}")
        if choice is not None and not isinstance(layer, StyleLayer):
            raise ValueError("only a style layer has a choice of style")
        given = {"choice": choice, "opacity": opacity, "visible": visible}
        after = {
            name: value
            for name, value in given.items()
            if value is not None and value != getattr(layer, name)
        }
        if after:
            before = {name: getattr(layer, name) for name in after}
            command = AttributesCommand("Change layer", layer, before, after, layer.mask.covered, self._emit)
            self._do(command, ChangeLayer(self._layers.index(layer), **after))

    def move_layer(self, layer: Layer, position: int) -> None:
        """Moves a layer to a position in the stack, 0 = bottom."""
        self._finish_stroke()
        order = [other for other in self._layers if other is not layer]
        order.insert(position, layer)
        if order != self._layers:
            edit = MoveLayer(self._layers.index(layer), order.index(layer))
            command = self._stack_command("Move layer", tuple(order), held_bytes=0, dirty=layer.mask.covered)
            self._do(command, edit)

    def remove_layer(self, layer: Layer) -> None:
        self._finish_stroke()
        edit = RemoveLayer(self._layers.index(layer))
        order = tuple(other for other in self._layers if other is not layer)
        command = self._stack_command(
            "Remove layer", order, held_bytes=_held_bytes(layer), dirty=layer.mask.covered
        )
        self._do(command, edit)

    # ---- history

    @property
    def modified(self) -> bool:
        """Whether anything changed since `mark_saved`."""
        return self.history.modified

    def mark_saved(self) -> None:
        self._finish_stroke()
        self.history.mark_saved()

    def undo(self) -> bool:
        """Takes the last step back; a stroke that is still being drawn is that step. False when there is none."""
        if self._stroke is not None:
            self._stroke.cancel()
            return True
        return self.history.undo()

    def redo(self) -> bool:
        """Takes the step again that was undone last; False when there is none."""
        self._finish_stroke()
        return self.history.redo()

    # ---- the house's own

    def _record_stroke(self, drawn: StrokeEdit, new_layer: StyleLayer | None) -> None:
        """Remembers a finished stroke, whose effect is already there."""
        stroke = drawn.stroke
        label = "Erase" if stroke.choice is None else "Stroke"
        command: Command
        if new_layer is None:
            command = TilesCommand(label, drawn.changes(), drawn.dirty, self._emit)
        else:
            before = tuple(layer for layer in self._layers if layer is not new_layer)
            command = LayersCommand(
                label, self._layers, before, self.layers, new_layer.mask.nbytes, drawn.dirty, self._emit
            )
        self._edits.append(stroke)
        self.history.record(RecordedCommand(command, stroke, self._edits))

    def _do(self, command: Command, edit: Edit) -> None:
        self.history.do(RecordedCommand(command, edit, self._edits))

    def _emit(self, dirty: Box) -> None:
        for callback in tuple(self.changed):
            callback(dirty)

    def _new_id(self) -> int:
        self._next_layer_id += 1
        return self._next_layer_id - 1

    def _layer_for(self, choice: StyleChoice) -> tuple[StyleLayer, bool]:
        """The layer that a choice is painted into, and whether it is new (and not yet in the stack)."""
        top = self._layers[-1] if self._layers else None
        if isinstance(top, StyleLayer) and top.visible and top.choice == choice:
            return top, False
        return StyleLayer(self._new_id(), choice, TileMask(self.box.width, self.box.height)), True

    def _stack_command(
        self, label: str, after: tuple[Layer, ...], *, held_bytes: int, dirty: Box
    ) -> LayersCommand:
        return LayersCommand(label, self._layers, self.layers, after, held_bytes, dirty, self._emit)

    def _covered(self, layers: Sequence[Layer]) -> Box:
        around = EMPTY
        for layer in layers:
            around = around.union(layer.mask.covered)
        return around

    def _finish_stroke(self) -> None:
        if self._stroke is not None:
            self._stroke.finish()


def _at_strength(choice: StyleChoice, strength: float) -> StyleChoice:
    return replace(choice, strength=choice.strength * strength)


def _held_bytes(layer: Layer) -> int:
    return layer.nbytes if isinstance(layer, PictureLayer) else layer.mask.nbytes


def _frozen(layer: Layer) -> Layer:
    twin = copy.copy(layer)
    twin.mask = layer.mask.copy()
    return twin
