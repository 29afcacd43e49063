"""Pictures on the canvas: laid, moved, softened at their edges, and made anew."""

from __future__ import annotations

from typing import Any, cast
from weakref import ref

import numpy as np

from studio.document.commands import PlaceCommand
from studio.document.edits import PlaceLayer, PlacePicture, RenewPicture, SoftenPicture
from studio.document.geometry import Box
from studio.document.layers import PictureLayer, placed_mask, twin_of
from studio.document.placing import Frame
from studio.document.stack import LayerError, LayerStack
from studio.document.tiles import TileMask
from studio.document.work import Work

_OF_A_PLACE = ("box", "frame", "pixels")


class Picturing(LayerStack):
    """Layers over a canvas, of which some are pictures that lie in a frame."""

    def add_picture(
        self,
        picture: np.ndarray,
        box: Box,
        source: dict[str, Any] | None = None,
        *,
        within: TileMask | None = None,
    ) -> PictureLayer:
        """Lays a picture, uint8 (H, W, 3), over a box of the canvas; it is resampled to the box.

        Args:
            source: how it was made (plain JSON values), for the recipe.
            within: the selection, where only what is selected shall be covered.
        """
        self._settle()
        mask = TileMask(self.box.width, self.box.height)
        seen = box.intersect(self.box)
        whole = np.full((seen.height, seen.width), 255, np.uint8)
        mask.write(seen, whole if within is None else within.read(seen))
        layer = PictureLayer(self._new_id(), picture, box, mask, source=dict(source or {}))
        label = "Optimize" if layer.source.get("kind") == "optimizer" else "Place picture"
        command = self._reorder(label, (*self._layers, layer), held=[layer])
        self._do(command, PlacePicture(box, layer.source, within is not None))
        return layer

    def go_on_painting(
        self, layer: PictureLayer, picture: np.ndarray, pixels: np.ndarray | None, work: Work | None
    ) -> None:
        """Shows a picture that is still being painted as it is now; a part of the step that it came with.

        Args:
            pixels: see `PictureLayer.renew`.
            work: what goes on with it; None when it is finished.
        """
        layer.renew(picture, pixels)
        layer.work = work
        self.history.move_on()
        self._emit(layer.mask.covered)

    def place_layer(self, layer: PictureLayer, frame: Frame) -> None:
        """Moves, scales or turns a picture; what was uncovered of it goes along.

        Raises:
            LayerError: the layer is locked, or the picture would be too large.
        """
        self._settle()
        self._refuse_locked(layer)
        try:
            frame = Frame.checked(frame)
        except ValueError as error:
            raise LayerError("The picture does not fit there.") from error
        if frame == layer.placement:
            return
        mask = placed_mask(layer, frame, layer.feather)
        moved = PictureLayer(0, layer.picture, frame.bounds, mask, frame=frame, feather=layer.feather)
        command = self._placed("Move picture", layer, moved)
        self._do(command, PlaceLayer(self.position(layer), frame))

    def soften_picture(self, layer: PictureLayer, feather: float, *, going_on: bool = False) -> None:
        """Lets the edges of a picture fade into what is below; what was uncovered of it stays so.

        Args:
            feather: over which share of the way from an edge to the middle, 0..1.
            going_on: as in `change_layer`.

        Raises:
            LayerError: the layer is locked.
        """
        self._settle()
        self._refuse_locked(layer)
        if not 0.0 <= feather <= 1.0:
            raise ValueError(f"edges fade over 0 to 1 of a picture, not {feather}")
        if feather == layer.feather:
            return
        last = self._last_of_movement(layer, ("feather",)) if going_on else None
        if isinstance(last, PlaceCommand):
            # Always from what there was before the movement: nothing is lost on the way.
            last.put_back()
        soft = cast(PictureLayer, twin_of(layer))
        soft.feather, soft.mask = feather, placed_mask(layer, layer.placement, feather)
        command = self._placed("Soften picture", layer, soft, ("feather",))
        edit = SoftenPicture(self.position(layer), feather)
        self._do_moving(command, edit, layer, ("feather",), going_on=going_on, amends=last is not None)

    def renew_picture(self, layer: PictureLayer, picture: np.ndarray, source: dict[str, Any]) -> None:
        """Puts another picture, uint8 (H, W, 3), in the frame of one; how it is placed and uncovered stays.

        Args:
            source: how the new one was made.

        Raises:
            LayerError: the layer is locked.
        """
        self._settle()
        self._refuse_locked(layer)
        renewed = PictureLayer(
            0, picture, layer.box, layer.mask, frame=layer.frame, feather=layer.feather, source=dict(source)
        )
        command = self._placed("Renew picture", layer, renewed, ("picture", "source", "pixels"))
        self._do(command, RenewPicture(self.position(layer), renewed.source))

    def _placed(
        self, label: str, layer: PictureLayer, after: PictureLayer, names: tuple[str, ...] = _OF_A_PLACE
    ) -> PlaceCommand:
        """The step that makes a picture what another one is."""
        touched = {*layer.mask.tiles, *after.mask.tiles}
        before, now = ({name: getattr(side, name) for name in names} for side in (layer, after))
        return PlaceCommand(
            label,
            layer,
            before,
            now,
            layer.mask.snapshot(touched),
            after.mask.snapshot(touched),
            ref(layer.picture),
            self._emit,
        )
