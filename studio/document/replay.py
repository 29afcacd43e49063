"""Doing the edits of a recipe again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import numpy as np

from studio.document.document import Document
from studio.document.edits import (
    AddLayer,
    ChangeLayer,
    DuplicateLayer,
    Edit,
    EraseAll,
    Fade,
    Fill,
    MergeDown,
    MoveLayer,
    PlaceLayer,
    PlacePicture,
    RemoveLayer,
    RenewPicture,
    Select,
    SoftenPicture,
    Step,
)
from studio.document.geometry import TileIndex
from studio.document.layer_pixels import TileOf
from studio.document.layers import Layer, PictureLayer, StyleChoice
from studio.document.merging import merged_layer
from studio.document.stamp import PictureAt, Stamp
from studio.document.stroke import Stroke

PictureOf = Callable[[dict[str, Any]], np.ndarray]
"""Makes the picture, uint8 (H, W, 3), that a `source` describes."""

StampsOf = Callable[[Stamp], PictureAt]
"""Makes the pictures of a stamp; it must not miss any."""


def _no_stamps(stamp: Stamp) -> PictureAt:
    raise ValueError(f"pictures of {stamp.model} are needed, and nothing makes them")


def _no_tiles(choice: StyleChoice, _tile: TileIndex) -> np.ndarray:
    raise ValueError(f"the tiles of {' + '.join(choice.names)} are needed, and nothing renders them")


def replay(
    document: Document,
    edits: Iterable[Edit],
    picture_of: PictureOf,
    tile_of: TileOf = _no_tiles,
    stamps_of: StampsOf = _no_stamps,
) -> None:
    """Does edits again, each as one undo step. The same base and edits give the same document.

    Args:
        tile_of: renders stylised tiles for layers that were merged.
        stamps_of: makes the pictures of stamps.

    Raises:
        ValueError: an edit speaks of a layer that is not there, or that does not allow it.
    """
    for edit in edits:
        if isinstance(edit, Stroke):
            _replay_stroke(document, edit, stamps_of)
        else:
            _replay_step(document, edit, picture_of, tile_of)


def _replay_stroke(document: Document, edit: Stroke, stamps_of: StampsOf) -> None:
    hand = None if edit.layer is None else _layer(document, edit.layer)
    if edit.stamp is None:
        stroke = document.begin_stroke(
            edit.choice, edit.brush, layer=hand, color=edit.color, symmetry=edit.symmetry
        )
    else:
        picture_at, end = stamps_of(edit.stamp), edit.stamp.first + edit.dabs
        stroke = document.begin_stamp(
            edit.stamp,
            edit.brush,
            lambda number: picture_at(number) if number < end else None,
            layer=hand,
            symmetry=edit.symmetry,
        )
    for point in edit.points:
        stroke.add(point)
    stroke.finish()


def _replay_step(document: Document, edit: Step, picture_of: PictureOf, tile_of: TileOf) -> None:
    match edit:
        case Fill():
            hand = None if edit.layer is None else _layer(document, edit.layer)
            document.fill(edit.choice, layer=hand, color=edit.color, erase=edit.erase)
        case Fade():
            hand = None if edit.layer is None else _layer(document, edit.layer)
            document.fade(edit.gradient, edit.choice, layer=hand, color=edit.color, erase=edit.erase)
        case Select():
            document.select(
                edit.shape,
                edit.points,
                mode=edit.mode,
                feather_px=edit.feather_px,
                amount_px=edit.amount_px,
                tolerance=edit.tolerance,
                connected=edit.connected,
            )
        case EraseAll():
            document.erase_all()
        case PlacePicture():
            within = document.selection if edit.selected else None
            document.add_picture(picture_of(edit.source), edit.box, edit.source, within=within)
        case PlaceLayer():
            document.place_layer(_picture(document, edit.position), edit.frame)
        case SoftenPicture():
            document.soften_picture(_picture(document, edit.position), edit.feather)
        case RenewPicture():
            layer = _picture(document, edit.position)
            document.renew_picture(layer, picture_of(edit.source), edit.source)
        case AddLayer():
            on_top = edit.position == len(document.layers)
            document.add_layer(edit.choice, above=None if on_top else _layer(document, edit.position - 1))
        case _:
            _replay_on_layer(document, edit, tile_of)


def _replay_on_layer(
    document: Document,
    edit: ChangeLayer | MoveLayer | RemoveLayer | DuplicateLayer | MergeDown,
    tile_of: TileOf,
) -> None:
    layer = _layer(document, edit.position)
    match edit:
        case ChangeLayer():
            values = {**asdict(edit), "choice": edit.choice}
            del values["position"]
            document.change_layer(layer, **values)
        case MoveLayer():
            document.move_layer(layer, edit.to)
        case RemoveLayer():
            document.remove_layer(layer)
        case DuplicateLayer():
            document.duplicate_layer(layer)
        case MergeDown():
            document.merge_down(layer, merged_layer(document.below(layer), layer, 0, tile_of))


def _picture(document: Document, position: int) -> PictureLayer:
    layer = _layer(document, position)
    if not isinstance(layer, PictureLayer):
        raise ValueError(f"layer {position} is no picture")
    return layer


def _layer(document: Document, position: int) -> Layer:
    if not 0 <= position < len(document.layers):
        raise ValueError(f"there is no layer {position}")
    return document.layers[position]
