"""How each attribute of a layer is stored: one row of `FIELDS` for each, whatever kinds of layers have it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar

import numpy as np

from exports.fields import FieldError
from studio.document.blending import BLEND_MODES
from studio.document.commission import MOST_STYLES
from studio.document.exploration import plain_name
from studio.document.geometry import Box, TileIndex
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleChoice, StyleLayer
from studio.document.placing import Frame
from studio.document.plain_values import box_of_picture, flag, share, whole
from studio.document.tiles import TILE_PX, TileColors, TileMask
from studio.document.work import Work
from studio.media.archive import rgb
from studio.media.errors import PictureError, ProjectError
from studio.media.parts import Keepsakes, PartSink, PartSource, digest
from studio.media.pngstream import write_png

log = logging.getLogger(__name__)

KINDS: Mapping[str, type[Layer]] = {"style": StyleLayer, "picture": PictureLayer, "paint": PaintLayer}
"""What a kind of layer is called in a project."""

_LONGEST_NAME = 400
_MOST_WORK_PARTS, _LARGEST_WORK_BYTES = 2 * MOST_STYLES + 8, 4 << 30
"""A run of the optimizer has a picture and perhaps a mask for each of its styles, and a handful besides."""
_AnyTiles = TypeVar("_AnyTiles", TileMask, TileColors)


@dataclass
class LayerWriter:
    """Where pixels go while layers are described."""

    sink: PartSink
    known: Keepsakes


@dataclass
class LayerReader:
    """Where pixels come from while layers are made.

    Attributes:
        canvas: box of the document.
        tiles: those that were read already; layers share them.
        pictures: likewise, by the names of their parts.
    """

    source: PartSource
    canvas: Box
    tiles: dict[tuple[str, int], np.ndarray]
    pictures: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class LayerField:
    """How an attribute becomes a JSON value, and comes back from one that may be anything."""

    write: Callable[[Any, LayerWriter], Any]
    read: Callable[[Any, LayerReader], Any]


def describe_layer(layer: Layer, writer: LayerWriter) -> dict[str, Any]:
    """A layer as plain JSON values."""
    kind = next(kind for kind, made in KINDS.items() if type(layer) is made)
    values = {name: FIELDS[name].write(getattr(layer, name), writer) for name in stored_fields(type(layer))}
    return {"kind": kind, **values}


def read_layer(values: Mapping[str, Any], reader: LayerReader) -> Layer:
    """The layer that was described. What an older Pinxit did not know gets its neutral value.

    Raises:
        ProjectError, KeyError, TypeError, ValueError: it is not sound.
    """
    made = KINDS.get(values["kind"])
    if made is None:
        raise ProjectError(
            f"{reader.source.name} has a layer of a kind that this Pinxit does not know; update Pinxit."
        )
    wanted = stored_fields(made)
    given = {name: FIELDS[name].read(values[name], reader) for name in wanted if name in values}
    missing = [name for name, has_neutral in wanted.items() if name not in given and not has_neutral]
    if missing:
        raise FieldError(f"has a layer without '{missing[0]}'")
    return made(**given)


def stored_fields(kind: type[Layer]) -> dict[str, bool]:
    """The attributes of a kind of layer that are stored, and whether each has a neutral value."""
    return {
        each.name: each.default is not MISSING or each.default_factory is not MISSING
        for each in fields(kind)
        if each.init
    }


def _write_tiles(tiles: TileMask | TileColors, writer: LayerWriter) -> list[list[Any]]:
    return [[index.ix, index.iy, _put_tile(tile, writer)] for index, tile in tiles.tiles.items()]


def _put_tile(tile: np.ndarray, writer: LayerWriter) -> str:
    name = writer.known.name(tile, lambda: digest(tile.data))
    writer.sink.put(_tile_part(name), lambda file: file.write(tile.data))
    return name


def _tile_part(name: str) -> str:
    return f"pinxit/tiles/{name}"


def _read_tiles(values: Any, reader: LayerReader, made: type[_AnyTiles]) -> _AnyTiles:
    tiles = made(reader.canvas.width, reader.canvas.height)
    for ix, iy, name in values:
        index = TileIndex(whole(ix), whole(iy))
        part = index.box(TILE_PX).intersect(reader.canvas)
        if part.empty:
            raise ValueError("a tile lies beyond the canvas")
        tile = _tile(_text(name), len(tiles.channels), reader)
        if part.width < TILE_PX or part.height < TILE_PX:
            # Beyond the canvas a tile holds nothing, whatever the file says.
            uncut, tile = tile, tiles.blank()
            tile[: part.height, : part.width] = uncut[: part.height, : part.width]
        tiles.put(index, tile)
    return tiles


def _tile(name: str, dimensions: int, reader: LayerReader) -> np.ndarray:
    key = name, dimensions
    if key not in reader.tiles:
        shape = (TILE_PX, TILE_PX, 3) if dimensions else (TILE_PX, TILE_PX)
        data = reader.source.read(_tile_part(name), int(np.prod(shape)))
        reader.tiles[key] = np.frombuffer(data, np.uint8).reshape(shape)
    return reader.tiles[key]


def put_picture(picture: np.ndarray, writer: LayerWriter) -> str:
    """Has a picture or a mask, uint8 (H, W, 3) or (H, W), that never changes written; returns its part's name."""
    name = writer.known.name(picture, lambda: _picture_part(picture))
    writer.sink.put(name, lambda file: write_png(file, picture), packed=True)
    return name


def _picture_part(picture: np.ndarray) -> str:
    # Pictures of one colour have the same bytes in any shape.
    shape = "x".join(map(str, picture.shape))
    return f"pinxit/pictures/{digest(np.ascontiguousarray(picture).data)}-{shape}.png"


def read_picture(value: Any, reader: LayerReader) -> np.ndarray:
    """The picture in a part, uint8 (H, W, 3)."""
    part = _text(value)
    if part not in reader.pictures:
        reader.pictures[part] = rgb(reader.source.picture(part), reader.source.name)
    return reader.pictures[part]


def _read_box(value: Any, reader: LayerReader) -> Box:
    box = box_of_picture(value)
    reader.source.spend(box.width * box.height * 3)
    return box


def _read_frame(value: Any, reader: LayerReader) -> Frame | None:
    if value is None:
        return None
    frame = Frame.checked(value)
    reader.source.spend(frame.bounds.width * frame.bounds.height * 3)
    return frame


def _write_work(work: Work | None, writer: LayerWriter) -> Any:
    if work is None:
        return None
    return {
        "settings": dict(work.settings),
        "parts": {name: _put_work(part, writer) for name, part in work.parts.items()},
    }


def _put_work(part: bytes, writer: LayerWriter) -> list[Any]:
    name = f"pinxit/work/{writer.known.name(part, lambda: digest(part))}"
    writer.sink.put(name, lambda file: file.write(part), packed=True, nbytes=len(part))
    return [name, len(part)]


def _read_work(value: Any, reader: LayerReader) -> Work | None:
    """The work, or None where it is damaged: the picture is there all the same, as far as it was painted."""
    if value is None:
        return None
    try:
        parts = {
            _text(key): reader.source.read(_text(name), min(whole(length), _LARGEST_WORK_BYTES))
            for key, (name, length) in list(value["parts"].items())[:_MOST_WORK_PARTS]
        }
        return Work(_object(value["settings"]), parts)
    except (PictureError, KeyError, TypeError, ValueError, AttributeError):
        log.info("The unfinished work in %s is damaged", reader.source.name, exc_info=True)
        return None


def readable(text: str, longest: int) -> str:
    """A name that may hold anything, such as that of a file, as it can be written and read again."""
    return text if text.isprintable() and len(text) <= longest else plain_name(text, longest)


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no name")
    return readable(value, _LONGEST_NAME)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise TypeError("a text is missing or too long")
    return value


def _mode(value: Any) -> str:
    if value not in BLEND_MODES:
        raise ValueError(f"there is no blend mode {value!r}")
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("expected an object")
    return value


def _plain(read: Callable[[Any], Any]) -> LayerField:
    return LayerField(lambda value, _: value, lambda value, _: read(value))


FIELDS: Mapping[str, LayerField] = {
    "id": _plain(whole),
    "name": LayerField(lambda name, _: readable(name, _LONGEST_NAME), lambda value, _: _name(value)),
    "opacity": _plain(share),
    "feather": _plain(share),
    "visible": _plain(flag),
    "locked": _plain(flag),
    "blend": _plain(_mode),
    "source": _plain(_object),
    "choice": LayerField(lambda choice, _: choice.to_json(), lambda value, _: StyleChoice.from_json(value)),
    "shares": LayerField(_write_tiles, lambda value, reader: _read_tiles(value, reader, TileMask)),
    "mask": LayerField(_write_tiles, lambda value, reader: _read_tiles(value, reader, TileMask)),
    "colors": LayerField(_write_tiles, lambda value, reader: _read_tiles(value, reader, TileColors)),
    "picture": LayerField(put_picture, read_picture),
    "frame": LayerField(lambda frame, _: None if frame is None else list(frame), _read_frame),
    "work": LayerField(_write_work, _read_work),
    "box": LayerField(lambda box, _: list(box), _read_box),
}
