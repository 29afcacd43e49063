"""Doing the edits of a recipe again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from studio.document.document import Document
from studio.document.edits import (
    ChangeLayer,
    Edit,
    EraseAll,
    Fill,
    MoveLayer,
    PlacePicture,
    RemoveLayer,
)
from studio.document.stroke import Stroke

PictureOf = Callable[[dict[str, Any]], np.ndarray]
"""Makes the picture, uint8 (H, W, 3), that a `source` describes."""


def replay(document: Document, edits: Sequence[Edit], picture_of: PictureOf) -> None:
    """Does edits again, each as one undo step. The same base and edits give the same document.

    Raises:
        ValueError: an edit speaks of a layer that is not there.
    """
    for edit in edits:
        _replay_one(document, edit, picture_of)


def _replay_one(document: Document, edit: Edit, picture_of: PictureOf) -> None:
    match edit:
        case Stroke():
            stroke = document.begin_stroke(edit.choice, edit.brush)
            for point in edit.points:
                stroke.add(point)
            stroke.finish()
        case Fill():
            document.fill(edit.choice)
        case EraseAll():
            document.erase_all()
        case PlacePicture():
            document.add_picture(picture_of(edit.source), edit.box, edit.source)
        case ChangeLayer() | MoveLayer() | RemoveLayer():
            if not 0 <= edit.position < len(document.layers):
                raise ValueError(f"there is no layer {edit.position}")
            layer = document.layers[edit.position]
            if isinstance(edit, ChangeLayer):
                document.change_layer(layer, choice=edit.choice, opacity=edit.opacity, visible=edit.visible)
            elif isinstance(edit, MoveLayer):
                document.move_layer(layer, edit.to)
            else:
                document.remove_layer(layer)
