"""The stack of layers: what can be done to it, step by step, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from studio.document.blending import BLEND_MODES
from studio.document.commands import AttributesCommand, LayersCommand, RecordedCommand
from studio.document.edits import (
    AddLayer,
    ChangeLayer,
    DuplicateLayer,
    Edit,
    EraseAll,
    MergeDown,
    MoveLayer,
    RemoveLayer,
)
from studio.document.geometry import EMPTY, Box
from studio.document.ground import Ground, ground_of
from studio.document.history import Command, History
from studio.document.layers import (
    Layer,
    PaintLayer,
    StyleChoice,
    StyleLayer,
    twin_of,
)
from studio.document.tiles import TileColors, TileMask

_LABELS = {
    "choice": "Repaint layer",
    "opacity": "Layer opacity",
    "visible": "Show or hide layer",
    "name": "Rename layer",
    "locked": "Lock or unlock layer",
    "blend": "Blend mode",
}
_UNSEEN = {"name", "locked"}


class LayerError(ValueError):
    """A layer does not allow what was asked; the message is for the user."""


class LayerStack:
    """Layers over a canvas, and the history of all that was done to them. Used from one thread.

    Attributes:
        box: the canvas.
        history: the steps that can be taken back.
        changed: called with the box that looks different, after every change; EMPTY when nothing does.
    """

    def __init__(self, box: Box, history_bytes: int) -> None:
        self.box = box
        self.history = History(history_bytes)
        self.changed: list[Callable[[Box], None]] = []
        self._layers: list[Layer] = []
        self._edits: list[Edit] = []
        self._next_layer_id = 1
        self._going_on: tuple[int, int, frozenset[str]] | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Bottom first."""
        return tuple(self._layers)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Everything done and not undone, oldest first: what a recipe holds. Not bounded by the history."""
        return tuple(self._edits)

    # ---- layers

    def add_layer(self, choice: StyleChoice | None = None, *, above: Layer | None = None) -> Layer:
        """Adds an empty layer of a style, or of plain paint without one, above another or on top of all."""
        self._settle()
        position = len(self._layers) if above is None else self.position(above) + 1
        mask = TileMask(self.box.width, self.box.height)
        layer: Layer
        if choice is not None:
            layer = StyleLayer(self._new_id(), choice, mask)
        else:
            layer = PaintLayer(self._new_id(), TileColors(self.box.width, self.box.height), mask)
        order = (*self._layers[:position], layer, *self._layers[position:])
        self._do(self._reorder("Add layer", order), AddLayer(position, choice))
        return layer

    def change_layer(
        self,
        layer: Layer,
        *,
        choice: StyleChoice | None = None,
        opacity: float | None = None,
        visible: bool | None = None,
        name: str | None = None,
        locked: bool | None = None,
        blend: str | None = None,
        going_on: bool = False,
    ) -> None:
        """Changes what is given: the same strokes in another style, and the attributes of `LAYER_ATTRIBUTES`.

        Args:
            going_on: this is part of one movement of the user's hand: it becomes one step with what went on before
                it, until `settle` is called or anything else is done.

        Raises:
            LayerError: the layer is locked, and another style would repaint it.
        """
        self._settle()
        given: dict[str, Any] = {
            "choice": choice,
            "opacity": opacity,
            "visible": visible,
            "name": name,
            "locked": locked,
            "blend": blend,
        }
        after = {
            key: new for key, new in given.items() if new is not None and new != getattr(layer, key, None)
        }
        _check_attributes(layer, after)
        if not after:
            return
        before = {key: getattr(layer, key) for key in after}
        last = self._last_of_movement(layer, after) if going_on else None
        if isinstance(last, AttributesCommand):
            before = last.before
        dirty = EMPTY if after.keys() <= _UNSEEN else layer.mask.covered
        label = _LABELS[next(iter(after))] if len(after) == 1 else "Change layer"
        command = AttributesCommand(label, layer, before, after, dirty, self._emit)
        edit = ChangeLayer(self.position(layer), **after)
        self._do_moving(command, edit, layer, after, going_on=going_on, amends=last is not None)

    def settle(self) -> None:
        """Ends a movement of the user's hand: what goes on after it is a step of its own."""
        self._settle()
        self._going_on = None

    def move_layer(self, layer: Layer, position: int) -> None:
        """Moves a layer to a position in the stack, 0 = bottom. Raises LayerError when it is locked."""
        self._settle()
        self._refuse_locked(layer)
        order = [other for other in self._layers if other is not layer]
        order.insert(position, layer)
        if order != self._layers:
            edit = MoveLayer(self.position(layer), order.index(layer))
            self._do(self._reorder("Move layer", tuple(order), dirty=layer.mask.covered), edit)

    def remove_layer(self, layer: Layer) -> None:
        """Takes a layer away. Raises LayerError when it is locked."""
        self._settle()
        self._refuse_locked(layer)
        edit = RemoveLayer(self.position(layer))
        order = tuple(other for other in self._layers if other is not layer)
        self._do(self._reorder("Remove layer", order, held=[layer]), edit)

    def duplicate_layer(self, layer: Layer) -> Layer:
        """Lays a twin above a layer; it is never locked."""
        self._settle()
        position = self.position(layer)
        twin = twin_of(layer, self._new_id())
        twin.locked, twin.name = False, f"{layer.name} copy" if layer.name else ""
        order = (*self._layers[: position + 1], twin, *self._layers[position + 1 :])
        self._do(self._reorder("Duplicate layer", order, held=[twin]), DuplicateLayer(position))
        return twin

    def below(self, layer: Layer) -> Layer:
        """The layer that this one can be merged with.

        Raises:
            LayerError: there is none, or one of both is locked or hidden.
        """
        position = self.position(layer)
        if position == 0:
            raise LayerError("There is no layer below this one to merge it with.")
        lower = self._layers[position - 1]
        for each in (layer, lower):
            self._refuse_locked(each)
            if not each.visible:
                raise LayerError("A hidden layer cannot be merged; show it first.")
        return lower

    def merge_down(self, layer: Layer, merged: Layer) -> Layer:
        """Puts what `merging.merged_layer` made of a layer and the one below it in the place of both.

        Raises:
            LayerError: as `below`.
        """
        self._settle()
        lower = self.below(layer)
        position = self.position(layer)
        merged.id = self._new_id()
        order = (*self._layers[: position - 1], merged, *self._layers[position + 1 :])
        self._do(self._reorder("Merge layers", order, held=[lower, layer, merged]), MergeDown(position))
        return merged

    def erase_all(self) -> None:
        """Removes every layer that is not locked."""
        self._settle()
        gone = [layer for layer in self._layers if not layer.locked]
        if gone:
            kept = tuple(layer for layer in self._layers if layer.locked)
            self._do(self._reorder("Erase all", kept, held=gone), EraseAll())

    def position(self, layer: Layer) -> int:
        """Where a layer lies in the stack, 0 = bottom. Raises ValueError when it is not there."""
        return self._layers.index(layer)

    def ground_above(self, layer: Layer | None) -> Ground | None:
        """What strokes right above a layer repaint besides the photo; on top of all for None, or one that is gone.

        A layer is gone while it is in hand when the stroke that began it was taken back.
        """
        if layer is None or layer not in self._layers:
            return ground_of(self._layers)
        return ground_of(self._layers[: self.position(layer) + 1])

    # ---- history

    @property
    def modified(self) -> bool:
        """Whether anything changed since `mark_saved`."""
        return self.history.modified

    def mark_saved(self) -> None:
        self._settle()
        self.history.mark_saved()

    def undo(self) -> bool:
        """Takes the last step back; False when there is none."""
        self._going_on = None
        return self.history.undo()

    def redo(self) -> bool:
        """Takes the step again that was undone last; False when there is none."""
        self._settle()
        self._going_on = None
        return self.history.redo()

    # ---- for those who build on it

    def _settle(self) -> None:
        """Called before anything is done: what is still under way is finished."""

    def _do(self, command: Command, edit: Edit) -> None:
        self.history.do(RecordedCommand(command, edit, self._edits))

    def _last_of_movement(self, layer: Layer, names: Iterable[str]) -> Command | None:
        """The newest step, where it belongs to the same movement of the hand: these attributes of this layer."""
        same = self._going_on == (self.history.state, layer.id, frozenset(names))
        return self._last_command() if same else None

    def _do_moving(
        self,
        command: Command,
        edit: Edit,
        layer: Layer,
        names: Iterable[str],
        *,
        going_on: bool,
        amends: bool,
    ) -> None:
        """Does a step of a movement of the hand: a new one, or in the place of the newest, which it `amends`."""
        if amends:
            self._edits.pop()
            recorded = RecordedCommand(command, edit, self._edits)
            recorded.redo()
            self.history.amend(recorded)
        else:
            self._do(command, edit)
        self._going_on = (self.history.state, layer.id, frozenset(names)) if going_on else None

    def _emit(self, dirty: Box) -> None:
        for box in (dirty, *self._follow_grounds()):
            self._tell(box)

    def _tell(self, dirty: Box) -> None:
        for callback in tuple(self.changed):
            callback(dirty)

    def _follow_grounds(self) -> list[Box]:
        """Gives every style layer what lies under it now. Returns where that makes a difference."""
        dirty: list[Box] = []
        for position, layer in enumerate(self._layers):
            if isinstance(layer, StyleLayer):
                ground = ground_of(self._layers[:position])
                if ground != layer.ground:
                    layer.ground = ground
                    dirty.append(layer.mask.covered)
        return dirty

    def _new_id(self) -> int:
        self._next_layer_id += 1
        return self._next_layer_id - 1

    def _refuse_locked(self, layer: Layer) -> None:
        if layer.locked:
            raise LayerError("This layer is locked; unlock it first.")

    def _reorder(
        self, label: str, after: tuple[Layer, ...], *, held: Sequence[Layer] = (), dirty: Box | None = None
    ) -> LayersCommand:
        """The step to another stack, with the layers that only one of both sides holds."""
        if dirty is None:
            dirty = EMPTY
            for layer in held:
                dirty = dirty.union(layer.mask.covered)
        nbytes = sum(layer.nbytes for layer in held)
        return LayersCommand(label, self._layers, self.layers, after, nbytes, dirty, self._emit)

    def _last_command(self) -> Command | None:
        last = self.history.newest
        return last.command if isinstance(last, RecordedCommand) else last


def _check_attributes(layer: Layer, after: dict[str, Any]) -> None:
    if not 0.0 <= after.get("opacity", 0.0) <= 1.0:
        raise ValueError(f"a layer's opacity is 0 to 1, not {after['opacity']}")
    if after.get("blend", BLEND_MODES[0]) not in BLEND_MODES:
        raise ValueError(f"a layer's blend mode is one of {', '.join(BLEND_MODES)}, not {after['blend']!r}")
    if "choice" in after:
        if not isinstance(layer, StyleLayer):
            raise ValueError("only a style layer has a choice of style")
        if layer.locked:
            raise LayerError("This layer is locked; unlock it first.")
