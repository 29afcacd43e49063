"""The record of what was done to a document: plain values that travel in a recipe and can be done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from studio.document.alike import LARGEST_TOLERANCE
from studio.document.geometry import Box
from studio.document.gradients import Gradient
from studio.document.layers import StyleChoice
from studio.document.outlines import LARGEST_FEATHER_PX, SHAPES, Point
from studio.document.placing import Frame
from studio.document.plain_values import box_of_picture, flag, share, text, whole
from studio.document.reshaping import LARGEST_AMOUNT_PX, RESHAPES
from studio.document.stroke import Color, Stroke, hand_from_json, hand_to_json

SELECTION_MODES = ("replace", "add", "subtract", "intersect")
ALIKE = "alike"
"""The shape of a selection by colour."""


@dataclass(frozen=True)
class Fill:
    """A style or a colour over the selection, or the whole picture; `layer` and `color` as in `Stroke`.

    With `erase` paint is taken off there.
    """

    choice: StyleChoice | None
    layer: int | None = None
    color: Color | None = None
    erase: bool = False


@dataclass(frozen=True)
class Fade:
    """A style or a colour as far as a gradient and the selection cover; the rest as in `Fill`."""

    gradient: Gradient
    choice: StyleChoice | None
    layer: int | None = None
    color: Color | None = None
    erase: bool = False


@dataclass(frozen=True)
class Select:
    """Another part of the picture was selected: see `Document.select`. Raises ValueError for what cannot be one."""

    shape: str
    points: tuple[Point, ...] = ()
    mode: str = "replace"
    feather_px: float = 0.0
    amount_px: int = 0
    tolerance: int = 0
    connected: bool = True

    def __post_init__(self) -> None:
        if self.shape == ALIKE:
            if len(self.points) != 1 or not 0 <= self.tolerance <= LARGEST_TOLERANCE:
                raise ValueError(
                    f"a colour is selected at one point, by a tolerance of 0 to {LARGEST_TOLERANCE}"
                )
        elif self.shape in RESHAPES:
            if not 1 <= self.amount_px <= LARGEST_AMOUNT_PX:
                raise ValueError(
                    f"a selection is reshaped by 1 to {LARGEST_AMOUNT_PX} pixels, not {self.amount_px}"
                )
        elif self.shape not in (*SHAPES, "all", "none", "invert"):
            raise ValueError(f"nothing can be selected by {self.shape!r}")
        if self.mode not in SELECTION_MODES:
            raise ValueError(f"a selection is made by one of {', '.join(SELECTION_MODES)}, not {self.mode!r}")
        if not 0 <= self.feather_px <= LARGEST_FEATHER_PX:
            raise ValueError(f"a feather is 0 to {LARGEST_FEATHER_PX:.0f} pixels, not {self.feather_px}")


@dataclass(frozen=True)
class EraseAll:
    """Every layer went that was not locked."""


@dataclass(frozen=True)
class PlacePicture:
    """A picture was laid on the canvas, or on what was `selected` of it; `source` says how it was made."""

    box: Box
    source: dict[str, Any] = field(default_factory=dict)
    selected: bool = False


@dataclass(frozen=True)
class PlaceLayer:
    """The picture at a position (0 = bottom) was moved, scaled or turned."""

    position: int
    frame: Frame


@dataclass(frozen=True)
class SoftenPicture:
    """The edges of the picture at a position (0 = bottom) fade over another share of it, 0..1."""

    position: int
    feather: float


@dataclass(frozen=True)
class RenewPicture:
    """Another picture came in the frame of the one at a position (0 = bottom); `source` says how it was made."""

    position: int
    source: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AddLayer:
    """An empty layer came at a position (0 = bottom): of a style, or of plain paint where there is no choice."""

    position: int
    choice: StyleChoice | None = None


@dataclass(frozen=True)
class ChangeLayer:
    """Attributes of the layer at a position (0 = bottom) changed; None = left as it was."""

    position: int
    choice: StyleChoice | None = None
    opacity: float | None = None
    visible: bool | None = None
    name: str | None = None
    locked: bool | None = None
    blend: str | None = None


@dataclass(frozen=True)
class MoveLayer:
    """A layer went from one position to another."""

    position: int
    to: int


@dataclass(frozen=True)
class RemoveLayer:
    position: int


@dataclass(frozen=True)
class DuplicateLayer:
    """The layer at a position got a twin above it."""

    position: int


@dataclass(frozen=True)
class MergeDown:
    """The layer at a position became one with the layer below it."""

    position: int


Step = (
    Fill
    | Fade
    | Select
    | EraseAll
    | PlacePicture
    | PlaceLayer
    | SoftenPicture
    | RenewPicture
    | AddLayer
    | ChangeLayer
    | MoveLayer
    | RemoveLayer
    | DuplicateLayer
    | MergeDown
)
"""An edit that is no stroke."""

Edit = Stroke | Step


def edits_to_json(edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """Plain JSON values, each with the name of its kind under "do"."""
    return [_to_json(edit) for edit in edits]


def edits_from_json(values: Sequence[dict[str, Any]]) -> list[Edit]:
    """Raises KeyError, TypeError or ValueError when the values are not those of edits."""
    return [_from_json(dict(value)) for value in values]


_OF_POSITIONS: Mapping[str, type[MoveLayer | RemoveLayer | DuplicateLayer | MergeDown]] = MappingProxyType(
    {
        "move-layer": MoveLayer,
        "remove-layer": RemoveLayer,
        "duplicate-layer": DuplicateLayer,
        "merge-down": MergeDown,
    }
)
"""Edits of nothing but positions."""


def _to_json(edit: Edit) -> dict[str, Any]:
    match edit:
        case Stroke():
            return {"do": "stroke", **edit.to_json()}
        case Fill() | Fade():
            gradient = {"gradient": edit.gradient.to_json()} if isinstance(edit, Fade) else {}
            return {
                "do": "fade" if gradient else "fill",
                **gradient,
                "choice": _choice_to_json(edit.choice),
                **hand_to_json(edit.layer, edit.color),
                **({"erase": True} if edit.erase else {}),
            }
        case Select():
            return {
                "do": "select",
                "shape": edit.shape,
                "points": [list(point) for point in edit.points],
                "mode": edit.mode,
                "feather_px": edit.feather_px,
                **({"amount_px": edit.amount_px} if edit.amount_px else {}),
                **(_alike_to_json(edit) if edit.shape == ALIKE else {}),
            }
        case EraseAll():
            return {"do": "erase-all"}
        case PlacePicture() | PlaceLayer() | SoftenPicture() | RenewPicture():
            return _of_picture_to_json(edit)
        case AddLayer():
            return {"do": "add-layer", "position": edit.position, "choice": _choice_to_json(edit.choice)}
        case ChangeLayer():
            given = {name: value for name, value in asdict(edit).items() if value is not None}
            if edit.choice is not None:
                given["choice"] = edit.choice.to_json()
            return {"do": "change-layer", **given}
        case MoveLayer() | RemoveLayer() | DuplicateLayer() | MergeDown():
            [kind] = [name for name, made in _OF_POSITIONS.items() if isinstance(edit, made)]
            return {"do": kind, **asdict(edit)}


def _alike_to_json(edit: Select) -> dict[str, Any]:
    return {"tolerance": edit.tolerance, "connected": edit.connected}


def _from_json(value: dict[str, Any]) -> Edit:
    kind = value.pop("do")
    if kind in _OF_POSITIONS:
        return _OF_POSITIONS[kind](**{name: int(position) for name, position in value.items()})
    match kind:
        case "stroke":
            return Stroke.from_json(value)
        case "fill":
            return Fill(*_laid_from_json(value))
        case "fade":
            return Fade(Gradient.from_json(value["gradient"]), *_laid_from_json(value))
        case "select":
            points = tuple((float(x), float(y)) for x, y in value["points"])
            return Select(
                str(value["shape"]),
                points,
                str(value["mode"]),
                float(value["feather_px"]),
                int(value.get("amount_px", 0)),
                int(value.get("tolerance", 0)),
                bool(value.get("connected", True)),
            )
        case "erase-all":
            return EraseAll()
        case "place-picture" | "place-layer" | "soften-picture" | "renew-picture":
            return _of_picture_from_json(kind, value)
        case "add-layer":
            return AddLayer(int(value["position"]), _choice_from_json(value["choice"]))
        case "change-layer":
            return ChangeLayer(**{name: _OF_LAYERS[name](given) for name, given in value.items()})
    raise ValueError(f"unknown edit {kind!r}")


def _of_picture_to_json(edit: PlacePicture | PlaceLayer | SoftenPicture | RenewPicture) -> dict[str, Any]:
    match edit:
        case PlacePicture():
            selected = {"selected": True} if edit.selected else {}
            return {"do": "place-picture", "box": list(edit.box), "source": edit.source, **selected}
        case PlaceLayer():
            return {"do": "place-layer", "position": edit.position, "frame": list(edit.frame)}
        case SoftenPicture():
            return {"do": "soften-picture", "position": edit.position, "feather": edit.feather}
        case RenewPicture():
            return {"do": "renew-picture", "position": edit.position, "source": edit.source}


def _of_picture_from_json(kind: str, value: dict[str, Any]) -> Edit:
    if kind == "place-picture":
        selected = bool(value.get("selected", False))
        return PlacePicture(box_of_picture(value["box"]), dict(value["source"]), selected)
    position = int(value["position"])
    if kind == "place-layer":
        return PlaceLayer(position, Frame.checked(value["frame"]))
    if kind == "soften-picture":
        return SoftenPicture(position, float(value["feather"]))
    return RenewPicture(position, dict(value["source"]))


def _laid_from_json(value: dict[str, Any]) -> tuple[StyleChoice | None, int | None, Color | None, bool]:
    return _choice_from_json(value["choice"]), *hand_from_json(value), bool(value.get("erase", False))


def _choice_to_json(choice: StyleChoice | None) -> dict[str, Any] | None:
    return None if choice is None else choice.to_json()


def _choice_from_json(value: dict[str, Any] | None) -> StyleChoice | None:
    return None if value is None else StyleChoice.from_json(value)


_OF_LAYERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "position": whole,
        "choice": _choice_from_json,
        "opacity": share,
        "visible": flag,
        "name": text,
        "locked": flag,
        "blend": text,
    }
)
"""How the values of a `ChangeLayer` are read."""
