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
    """

    src: str
    name: str = ""
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    composite_op: str = SRC_OVER


@dataclass(frozen=True)
class Stack:
    """A canvas and its layers.

    Attributes:
        width, height: of the canvas, in pixels.
        layers: bottom first. Groups are taken apart: their layers carry the groups' opacity and visibility.
        notes: one sentence for each thing that was lost on the way.
    """

    width: int
    height: int
    layers: tuple[StackLayer, ...]
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
        lines.append(
            f'  <layer name={quoteattr(_printable(layer.name))} src={quoteattr(layer.src)} x="{layer.x}" '
            f'y="{layer.y}" opacity="{layer.opacity:.6g}" visibility="{seen}" '
            f"composite-op={quoteattr(layer.composite_op)}/>"
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
    layers = tuple(reversed(reader.layers))
    return Stack(*reader.size, layers, tuple(reader.notes))


@dataclass(frozen=True)
class _Group:
    opacity: float = 1.0
    visible: bool = True


class _Reader:
    """Gathers layers while expat walks through the text."""

    def __init__(self) -> None:
        self.size: tuple[int, int] | None = None
        self.layers: list[StackLayer] = []
        self.notes: dict[str, None] = {}
        self._groups: list[_Group] = []
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
            self.size = _whole(values, "w", 1), _whole(values, "h", 1)
        elif name == "stack":
            self._start_group(values)
        elif name == "layer":
            self._add_layer(values)
        elif name in ("text", "filter"):
            self.notes["Text and filters of other programs were left out."] = None

    def end(self, name: str) -> None:
        self._depth -= 1
        if name == "stack" and self._groups:
            self._groups.pop()

    def _start_group(self, values: dict[str, str]) -> None:
        above = self._groups[-1] if self._groups else _Group()
        opacity, visible = _unit(values), values.get("visibility", "visible") != "hidden"
        if self._groups and (opacity < 1 or values.get("composite-op", SRC_OVER) != SRC_OVER):
            self.notes["Groups of layers were taken apart and may look a little different."] = None
        self._groups.append(_Group(above.opacity * opacity, above.visible and visible))

    def _add_layer(self, values: dict[str, str]) -> None:
        group = self._groups[-1] if self._groups else _Group()
        if not values.get("src"):
            raise StackError("its list of layers has a layer without a picture")
        self.layers.append(
            StackLayer(
                values["src"],
                _printable(values.get("name", "")),
                _whole(values, "x", -_FARTHEST_PX, default=0),
                _whole(values, "y", -_FARTHEST_PX, default=0),
                group.opacity * _unit(values),
                group.visible and values.get("visibility", "visible") != "hidden",
                values.get("composite-op", SRC_OVER),
            )
        )


def _whole(values: dict[str, str], key: str, least: int, *, default: int | None = None) -> int:
    if key not in values and default is not None:
        return default
    number = _number(values.get(key, ""), key)
    if not least <= number <= _FARTHEST_PX:
        raise StackError(f"its list of layers has a '{key}' of {number:g}")
    return round(number)


def _unit(values: dict[str, str]) -> float:
    return min(max(_number(values.get("opacity", "1"), "opacity"), 0.0), 1.0)


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
