"""The record of what was done to a document: plain values that travel in a recipe and can be done again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from studio.document.geometry import Box
from studio.document.layers import StyleChoice
from studio.document.stroke import Stroke


@dataclass(frozen=True)
class Fill:
    """A style over the whole picture."""

    choice: StyleChoice


@dataclass(frozen=True)
class EraseAll:
    """Every layer went."""


@dataclass(frozen=True)
class PlacePicture:
    """A picture was laid on the canvas; `source` says how it was made."""

    box: Box
    source: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeLayer:
    """Attributes of the layer at a position (0 = bottom) changed; None = left as it was."""

    position: int
    choice: StyleChoice | None = None
    opacity: float | None = None
    visible: bool | None = None


@dataclass(frozen=True)
class MoveLayer:
    """A layer went from one position to another."""

    position: int
    to: int


@dataclass(frozen=True)
class RemoveLayer:
    position: int


Edit = Stroke | Fill | EraseAll | PlacePicture | ChangeLayer | MoveLayer | RemoveLayer


def edits_to_json(edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """Plain JSON values, each with the name of its kind under "do"."""
    return [_to_json(edit) for edit in edits]


def edits_from_json(values: Sequence[dict[str, Any]]) -> list[Edit]:
    """Raises KeyError, TypeError or ValueError when the values are not those of edits."""
    return [_from_json(dict(value)) for value in values]


def _to_json(edit: Edit) -> dict[str, Any]:
    match edit:
        case Stroke():
            return {"do": "stroke", **edit.to_json()}
        case Fill():
            return {"do": "fill", "choice": edit.choice.to_json()}
        case EraseAll():
            return {"do": "erase-all"}
        case PlacePicture():
            return {"do": "place-picture", "box": list(edit.box), "source": edit.source}
        case ChangeLayer():
            choice = None if edit.choice is None else edit.choice.to_json()
            return {"do": "change-layer", **asdict(edit), "choice": choice}
        case MoveLayer():
            return {"do": "move-layer", **asdict(edit)}
        case RemoveLayer():
            return {"do": "remove-layer", **asdict(edit)}


def _from_json(value: dict[str, Any]) -> Edit:
    kind = value.pop("do")
    match kind:
        case "stroke":
            return Stroke.from_json(value)
        case "fill":
            return Fill(StyleChoice.from_json(value["choice"]))
        case "erase-all":
            return EraseAll()
        case "place-picture":
            x0, y0, x1, y1 = (int(side) for side in value["box"])
            return PlacePicture(Box(x0, y0, x1, y1), dict(value["source"]))
        case "change-layer":
            choice = value["choice"]
            return ChangeLayer(
                **{**value, "choice": None if choice is None else StyleChoice.from_json(choice)}
            )
        case "move-layer":
            return MoveLayer(int(value["position"]), int(value["to"]))
        case "remove-layer":
            return RemoveLayer(int(value["position"]))
    raise ValueError(f"unknown edit {kind!r}")
