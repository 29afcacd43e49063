"""`stack.xml`, the list of layers in an OpenRaster file.

Source: the OpenRaster baseline specification of freedesktop.org, "Layers Stack".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

SRC_OVER = "svg:src-over"
LARGEST_XML_BYTES = 8 << 20
_DEEPEST, _MOST_ELEMENTS = 64, 10_000
_LONGEST_NAME = 200
_FARTHEST_PX = 1_000_000


class StackError(ValueError):
    """The text is no stack of layers, or not one that may be read."""


@dataclass(frozen=True)
class StackLayer:
    """One layer as `stack.xml` describes it.

    Attributes:
        src: name of the PNG in the archive.
        name: as the user called it.
        x, y: where the PNG's upper left corner lies on the canvas, in pixels.
        opacity: 0..1.
        visible: whether it is seen.
        composite_op: how it lies on what is below, such as "svg:multiply".
        locked: whether it is kept from being changed.
        clipped: whether it is seen only where something lies below it in its group.
    """

    src: str
    name: str = ""
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    composite_op: str = SRC_OVER
    locked: bool = False
    clipped: bool = False


@dataclass(frozen=True)
class StackGroup:
    """A group of layers as `stack.xml` describes it; it holds one at least.

    Attributes:
        layers: bottom first, placed on the canvas.
        isolated: whether they meet one another before the group as a whole meets what is below it.
        name, opacity, visible, composite_op, locked, clipped: as those of a layer.
    """

    layers: tuple[StackNode, ...]
    isolated: bool = False
    name: str = ""
    opacity: float = 1.0
    visible: bool = True
    composite_op: str = SRC_OVER
    locked: bool = False
    clipped: bool = False


StackNode = StackLayer | StackGroup


@dataclass(frozen=True)
class Stack:
    """A canvas and its layers.

    Attributes:
        width, height: of the canvas, in pixels.
        layers: layers and groups of them, bottom first.
        notes: one sentence for each thing that was lost on the way.
    """

    width: int
    height: int
    layers: tuple[StackNode, ...]
    notes: tuple[str, ...] = field(default=())


def write_stack(width: int, height: int, layers: Sequence[StackLayer]) -> bytes:
    """The text of `stack.xml`; `layers` are given bottom first."""
    lines = [
        "<?xml version='1.0' encoding='UTF-8'?>",
        f'<image version="0.0.3" w="{width}" h="{height}" xres="72" yres="72">',
        " <stack>",
    ]
    for layer in reversed(layers):
        seen = "visible" if layer.visible else "hidden"
        locked = ' edit-locked="true"' if layer.locked else ""
        lines.append(
            f'  <layer name={quoteattr(_printable(layer.name))} src={quoteattr(layer.src)} x="{layer.x}" '
            f'y="{layer.y}" opacity="{layer.opacity:.6g}" visibility="{seen}" '
            f"composite-op={quoteattr(layer.composite_op)}{locked}/>"
        )
    return "\n".join([*lines, " </stack>", "</image>", ""]).encode()


def read_stack(text: bytes) -> Stack:
    """Reads `stack.xml`, which may come from anybody. A document type, and so any entity, is refused.

    Raises:
        StackError: half a sentence that says what is wrong.
    """
    if len(text) > LARGEST_XML_BYTES:
        raise StackError("its list of layers is too long")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise StackError(f"its list of layers is no sound XML (line {error.lineno})") from error
    if reader.size is None:
        raise StackError("its list of layers has no image in it")
    return Stack(*reader.size, tuple(reversed(reader.root)), tuple(reader.notes))


@dataclass
class _Open:
    """A group whose end is still to come; its layers topmost first."""

    values: dict[str, str]
    x: int
    y: int
    layers: list[StackNode] = field(default_factory=list)


class _Reader:
    """Gathers layers while expat walks through the text."""

    def __init__(self) -> None:
        self.size: tuple[int, int] | None = None
        self.root: list[StackNode] = []
        self.notes: dict[str, None] = {}
        self._groups: list[_Open] = []
        self._is_gimps = False
        self._depth = 0
        self._elements = 0

    def refuse(self, *_: object) -> None:
        raise StackError("its list of layers declares a document type, which is refused")

    def start(self, name: str, values: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _DEEPEST or self._elements > _MOST_ELEMENTS:
            raise StackError("its list of layers has too many parts")
        if name == "image" and self.size is None:
            self._start_image(values)
        elif name == "stack":
            self._start_group(values)
        elif name == "layer":
            self._add_layer(values)
        elif name in ("text", "filter"):
            self.notes["Text and filters of other programs were left out."] = None

    def end(self, name: str) -> None:
        self._depth -= 1
        if name == "stack" and self._groups:
            self._end_group(self._groups.pop())

    def _start_image(self, values: dict[str, str]) -> None:
        self.size = _whole(values, "w", 1), _whole(values, "h", 1)
        # GIMP names neither a version nor an isolation. Its groups are isolated, and its older modes clip.
        self._is_gimps = "version" not in values
        if _number(values.get("mypaint:eotf", "1"), "mypaint:eotf") != 1:
            self.notes[
                "MyPaint mixed these colours in linear light; where they shine through one another they look a little "
                "different here."
            ] = None

    def _start_group(self, values: dict[str, str]) -> None:
        x, y = (_whole(values, key, -_FARTHEST_PX, default=0) for key in "xy")
        if self._groups:
            x, y = self._groups[-1].x + x, self._groups[-1].y + y
        self._groups.append(_Open(values, x, y))

    def _end_group(self, group: _Open) -> None:
        if not self._groups:
            self.root += group.layers
        elif group.layers:
            values, opacity, operation = group.values, _unit(group.values), _operation(group.values)
            isolation = values.get("isolation", "isolate" if self._is_gimps else "auto")
            self._groups[-1].layers.append(
                StackGroup(
                    tuple(reversed(group.layers)),
                    isolation == "isolate" or opacity < 1 or operation != SRC_OVER,
                    _printable(values.get("name", "")),
                    opacity,
                    _visible(values),
                    operation,
                    _locked(values),
                    self._clips(operation),
                )
            )

    def _add_layer(self, values: dict[str, str]) -> None:
        if not values.get("src"):
            raise StackError("its list of layers has a layer without a picture")
        x, y = (_whole(values, key, -_FARTHEST_PX, default=0) for key in "xy")
        if self._groups:
            x, y = self._groups[-1].x + x, self._groups[-1].y + y
        into = self._groups[-1].layers if self._groups else self.root
        into.append(
            StackLayer(
                values["src"],
                _printable(values.get("name", "")),
                x,
                y,
                _unit(values),
                _visible(values),
                _operation(values),
                _locked(values),
                self._clips(_operation(values)),
            )
        )

    def _clips(self, operation: str) -> bool:
        return self._is_gimps and operation not in (SRC_OVER, "svg:overlay")


def _whole(values: dict[str, str], key: str, least: int, *, default: int | None = None) -> int:
    if key not in values and default is not None:
        return default
    number = _number(values.get(key, ""), key)
    if not least <= number <= _FARTHEST_PX:
        raise StackError(f"its list of layers has a '{key}' of {number:g}")
    return round(number)


def _unit(values: dict[str, str]) -> float:
    return min(max(_number(values.get("opacity", "1"), "opacity"), 0.0), 1.0)


def _visible(values: dict[str, str]) -> bool:
    return values.get("visibility", "visible").lower() != "hidden"


def _operation(values: dict[str, str]) -> str:
    return values.get("composite-op", SRC_OVER)


def _locked(values: dict[str, str]) -> bool:
    return values.get("edit-locked", "false").lower() in ("true", "1")


def _number(text: str, key: str) -> float:
    try:
        number = float(text[:40])
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise StackError(f"its list of layers has a '{key}' that is no number")
    return number


def _printable(text: str) -> str:
    """A name without what XML or a line of text cannot hold."""
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST_NAME]
