"""The steps a document can take back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import ref

import numpy as np

from studio.document.edits import Edit
from studio.document.geometry import Box
from studio.document.history import Command
from studio.document.layers import Layer, PictureLayer
from studio.document.tiles import Tiles, TileSnapshot, tile_arrays_nbytes

STEP_BYTES = 1024
"""About what a step weighs that holds no tiles; without it such steps would be kept without end."""


@dataclass(frozen=True)
class TilesCommand:
    """Tiles of some masks or colours changed: a stroke, the eraser, a fill.

    Attributes:
        changes: for each store of tiles, those that were touched, before and after.
        changed: called with `dirty` after each redo and undo.
    """

    label: str
    changes: Sequence[tuple[Tiles, TileSnapshot, TileSnapshot]]
    dirty: Box
    changed: Callable[[Box], None]

    @property
    def nbytes(self) -> int:
        return tile_arrays_nbytes(
            tile for _, before, after in self.changes for side in (before, after) for tile in side.values()
        )

    def redo(self) -> None:
        for store, _, after in self.changes:
            store.restore(after)
        self.changed(self.dirty)

    def undo(self) -> None:
        for store, before, _ in self.changes:
            store.restore(before)
        self.changed(self.dirty)


@dataclass(frozen=True)
class LayersCommand:
    """The stack of layers changed: a layer came, went or moved.

    Attributes:
        layers: the document's own list, changed in place.
        held_bytes: memory of the layers that only one of both sides holds.
    """

    label: str
    layers: list[Layer]
    before: tuple[Layer, ...]
    after: tuple[Layer, ...]
    held_bytes: int
    dirty: Box
    changed: Callable[[Box], None]

    @property
    def nbytes(self) -> int:
        return self.held_bytes + STEP_BYTES

    def redo(self) -> None:
        self.layers[:] = self.after
        self.changed(self.dirty)

    def undo(self) -> None:
        self.layers[:] = self.before
        self.changed(self.dirty)


@dataclass(frozen=True)
class AttributesCommand:
    """Attributes of one layer changed, such as its opacity or its choice of style."""

    label: str
    layer: Layer
    before: dict[str, Any]
    after: dict[str, Any]
    dirty: Box
    changed: Callable[[Box], None]

    @property
    def nbytes(self) -> int:
        return STEP_BYTES

    def redo(self) -> None:
        self._set(self.after)

    def undo(self) -> None:
        self._set(self.before)

    def _set(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(self.layer, name, value)
        self.changed(self.dirty)


@dataclass(frozen=True)
class PlaceCommand:
    """A picture was moved, scaled or turned, its edges were softened, or it was made anew.

    Attributes:
        before, after: its attributes that changed, `pixels` among them.
        mask_before, mask_after: the tiles of its mask that changed.
        picture: what it showed then, which an optimizer may have painted on since.
    """

    label: str
    layer: PictureLayer
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    mask_before: TileSnapshot
    mask_after: TileSnapshot
    picture: ref[np.ndarray]
    changed: Callable[[Box], None]

    @property
    def nbytes(self) -> int:
        tiles = (tile for side in (self.mask_before, self.mask_after) for tile in side.values())
        held = tile_arrays_nbytes(
            values[name]
            for values in (self.before, self.after)
            for name in ("pixels", "picture")
            if name in values
        )
        return STEP_BYTES + held + tile_arrays_nbytes(tiles)

    def redo(self) -> None:
        self._set(self.after, self.mask_after)

    def undo(self) -> None:
        self._set(self.before, self.mask_before)

    def put_back(self) -> None:
        """Takes it back without a word: something else takes its place at once."""
        self._fill_in(self.before, self.mask_before)

    def _fill_in(self, values: Mapping[str, Any], mask: TileSnapshot) -> None:
        for name, value in values.items():
            setattr(self.layer, name, value)
        self.layer.mask.restore(mask)
        if "pixels" in values and "picture" not in values and self.layer.picture is not self.picture():
            self.layer.renew(self.layer.picture)

    def _set(self, values: Mapping[str, Any], mask: TileSnapshot) -> None:
        was_covered = self.layer.mask.covered
        self._fill_in(values, mask)
        self.changed(was_covered.union(self.layer.mask.covered))


@dataclass(frozen=True)
class RecordedCommand:
    """A command that also keeps the document's record of edits in step."""

    command: Command
    edit: Edit
    record: list[Edit]

    @property
    def label(self) -> str:
        return self.command.label

    @property
    def nbytes(self) -> int:
        return self.command.nbytes

    def redo(self) -> None:
        self.record.append(self.edit)
        self.command.redo()

    def undo(self) -> None:
        self.record.pop()
        self.command.undo()
