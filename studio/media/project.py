"""A document as JSON and parts: what a project file and the autosave hold beside what other programs read."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from exports.errors import StyleCardError
from exports.fields import FieldError, parse_object
from exports.stylecard import LARGEST_FILE_BYTES, LARGEST_THUMBNAIL_PX, StyleCard
from studio.document.document import Document, DocumentView
from studio.document.edits import Edit, edits_from_json, edits_to_json
from studio.document.geometry import Box
from studio.document.layers import StyleChoice, StyleLayer
from studio.document.tiles import TileMask
from studio.media.archive import rgb
from studio.media.commission_fields import describe_commission, read_commission
from studio.media.errors import PictureError, ProjectError
from studio.media.exif import is_sound
from studio.media.exploration_fields import describe_exploration, read_exploration
from studio.media.layer_fields import (
    FIELDS,
    LayerReader,
    LayerWriter,
    describe_layer,
    put_picture,
    read_layer,
    read_picture,
    readable,
)
from studio.media.parts import Keepsakes, PartSink, PartSource, digest
from studio.media.pngstream import PngWriter
from studio.media.provenance import running_version

SCHEMA = 3
DOCUMENT_PART = "pinxit/document.json"
BASE_PART = "data/base.png"

Migration = Callable[[dict[str, Any]], dict[str, Any]]


def _from_schema_1(values: dict[str, Any]) -> dict[str, Any]:
    """Nothing that was found while wandering was kept."""
    return {**values, "exploration": None}


def _from_schema_2(values: dict[str, Any]) -> dict[str, Any]:
    """Nothing of what the optimizer was asked was kept."""
    return {**values, "commission": None}


MIGRATIONS: Mapping[int, Migration] = {1: _from_schema_1, 2: _from_schema_2}
"""Schema -> what makes the next one of it. Every schema before SCHEMA that was ever written has its row."""

_LARGEST_DOCUMENT_BYTES, _LARGEST_EDITS_BYTES, _LARGEST_PROFILE_BYTES = 64 << 20, 64 << 20, 16 << 20
_PROFILE_PART = "pinxit/profile.icc"
_EDITS_IN_A_PART = 64
_MOST_LAYERS = 2000
_LONGEST_NAME = 255
_OF_THIS_MACHINE = frozenset({"path"})
_BYTES_KEY = "base64"


@dataclass(frozen=True)
class Project:
    """What was read from a project.

    Attributes:
        document: its history is empty.
        styles: the styles that its layers are painted in, by name.
        kept: how choices looked that cannot be painted here, uint8 (H, W, 3) of the whole canvas.
        notes: one sentence for each thing that a user may want to know.
    """

    document: Document
    styles: Mapping[str, StyleCard] = field(default_factory=dict)
    kept: Mapping[StyleChoice, np.ndarray] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def describe(
    view: DocumentView,
    styles: Mapping[str, StyleCard],
    sink: PartSink,
    known: Keepsakes,
    *,
    kept: Mapping[StyleChoice, np.ndarray] | None = None,
    base_level: int = 1,
) -> dict[str, Any]:
    """A document as plain JSON values, its pixels, strokes and styles put into parts.

    Args:
        view: the document.
        styles: cards by name; those that the layers are painted in are stored.
        sink: takes the parts.
        known: remembers from one call to the next what was named; a fresh one for a single call.
        kept: as `Project.kept`; None where the rendered layers themselves go along.
        base_level: how hard the base picture is compressed, see `PngWriter`.
    """
    put_base(view.base, sink, level=base_level)
    profile = view.icc_profile
    if profile is not None:
        sink.put(_PROFILE_PART, lambda file: file.write(profile))
    writer = LayerWriter(sink, known)
    return {
        "app": "pinxit",
        "schema": SCHEMA,
        "app_version": running_version(),
        "name": readable(view.name, _LONGEST_NAME),
        "base": BASE_PART,
        "icc_profile": None if profile is None else _PROFILE_PART,
        "metadata": {
            name: _to_plain(value) for name, value in view.metadata.items() if name not in _OF_THIS_MACHINE
        },
        "layers": [describe_layer(layer, writer) for layer in view.layers],
        "selection": None if view.selection is None else FIELDS["mask"].write(view.selection, writer),
        "exploration": describe_exploration(view.exploration, writer),
        "commission": describe_commission(view.commission, writer),
        "edits": [_put_edits(lines, sink) for lines in _in_parts(_in_lines(view.edits, known))],
        "styles": {name: _put_style(styles[name], sink, known) for name in _used(view) if name in styles},
        "kept": [
            [choice.to_json(), put_picture(picture, writer)] for choice, picture in (kept or {}).items()
        ],
    }


def put_base(
    base: np.ndarray, sink: PartSink, *, level: int = 1, between: Callable[[], None] = lambda: None
) -> None:
    """Has the base picture written; `between` is called after every piece, and what it raises ends the writing."""

    def write(file: BinaryIO) -> None:
        height, width = base.shape[:2]
        with PngWriter(file, width, height, 3, level=level) as png:
            for rows in png.pieces(base):
                png.write(rows)
                between()

    sink.put(BASE_PART, write, packed=True)


def to_bytes(values: Mapping[str, Any]) -> bytes:
    """A description as it is stored."""
    return json.dumps(values, separators=(",", ":"), allow_nan=False).encode("ascii")


def read_project(source: PartSource) -> Project:
    """The document that `describe` described. Everything in it is checked: it may come from anybody.

    Raises:
        ProjectError: one sentence that says why it cannot be opened.
    """
    data = source.read(DOCUMENT_PART, _LARGEST_DOCUMENT_BYTES)
    try:
        return _read(migrated(parse_object(data.decode("utf-8"), limit_chars=len(data)), source.name), source)
    except (PictureError, MemoryError):
        raise
    except Exception as error:  # wrong values fail wherever they are first used
        raise ProjectError(f"{source.name} is damaged: what it says of its layers makes no sense.") from error


def migrated(
    values: dict[str, Any], name: str, steps: Mapping[int, Migration] = MIGRATIONS, newest: int = SCHEMA
) -> dict[str, Any]:
    """A description in the newest schema. Raises ProjectError if this Pinxit does not know the one it is in."""
    schema = values.get("schema")
    if type(schema) is not int:
        raise FieldError("has no schema")
    if schema > newest:
        raise ProjectError(f"{name} was made by a newer Pinxit (schema {schema}); update Pinxit to open it.")
    while schema < newest:
        if schema not in steps:
            raise FieldError(f"has the schema {schema}, which never was")
        values = {**steps[schema](values), "schema": schema + 1}
        schema += 1
    return values


def _read(values: dict[str, Any], source: PartSource) -> Project:
    base = rgb(source.picture(str(values["base"])), source.name)
    profile = values["icc_profile"]
    document = Document(
        base,
        # Files of before hold the names of photos as they were.
        readable(str(values["name"]), _LONGEST_NAME),
        None if profile is None else source.read(str(profile), _LARGEST_PROFILE_BYTES),
        _metadata(dict(values["metadata"])),
    )
    described = list(values["layers"])
    if len(described) > _MOST_LAYERS:
        raise FieldError("has too many layers")
    reader = LayerReader(source, Box.of(base), {})
    layers = [read_layer(each, reader) for each in described]
    if len({layer.id for layer in layers}) < len(layers):
        raise FieldError("has two layers of one id")
    edits = [edit for part in values["edits"] for edit in _read_edits(str(part), source)]
    selected = values.get("selection")
    selection: TileMask | None = None if selected is None else FIELDS["mask"].read(selected, reader)
    exploration = read_exploration(values["exploration"], reader)
    commission = read_commission(values["commission"], reader)
    document.restore(layers, edits, selection, exploration, commission)
    styles, notes = _read_styles(dict(values["styles"]), source)
    pictures: dict[str, np.ndarray] = {}
    kept: dict[StyleChoice, np.ndarray] = {}
    for choice, part in values.get("kept", []):
        if part not in pictures:
            pictures[part] = _like(base, read_picture(part, reader))
        kept[StyleChoice.from_json(choice)] = pictures[part]
    return Project(document, styles, kept, notes)


def _like(base: np.ndarray, picture: np.ndarray) -> np.ndarray:
    if picture.shape != base.shape:
        raise ValueError(f"a rendered picture {picture.shape} does not fit the canvas {base.shape}")
    return picture


# ---- edits


def _in_lines(edits: Sequence[Edit], known: Keepsakes) -> Iterator[str]:
    """Each edit in words, which are kept: a stroke is put into them only once, and never many in one breath."""
    return (known.name(edit, lambda edit=edit: _in_words(edit)) for edit in edits)


def _in_parts(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines together, as many as a part may hold; what is added later changes none but the last part."""
    part: list[str] = []
    chars = 0
    for line in lines:
        full = len(part) == _EDITS_IN_A_PART or chars + len(line) > _LARGEST_EDITS_BYTES // 4
        if part and full:
            yield part
            part, chars = [], 0
        part.append(line)
        chars += len(line)
    if part:
        yield part


def _put_edits(lines: Sequence[str], sink: PartSink) -> str:
    data = "\n".join(lines).encode("ascii")
    name = f"pinxit/edits/{digest(data)}.jsonl"
    sink.put(name, lambda file: file.write(data))
    return name


def _in_words(edit: Edit) -> str:
    return json.dumps(edits_to_json([edit])[0], allow_nan=False)


def _read_edits(name: str, source: PartSource) -> list[Edit]:
    data = source.read(name, _LARGEST_EDITS_BYTES)
    lines = data.decode("ascii").splitlines()
    return edits_from_json([parse_object(line, limit_chars=len(line)) for line in lines])


# ---- styles


def _used(view: DocumentView) -> list[str]:
    choices = (layer.choice for layer in view.layers if isinstance(layer, StyleLayer))
    return sorted({name for choice in choices for name in choice.names})


def _put_style(card: StyleCard, sink: PartSink, known: Keepsakes) -> str:
    name = known.name(card, lambda: f"pinxit/styles/{digest(card.vector.tobytes())}-{card.name}.png")
    sink.put(name, lambda file: file.write(card.to_bytes()), packed=True)
    return name


def _read_styles(parts: dict[str, Any], source: PartSource) -> tuple[dict[str, StyleCard], tuple[str, ...]]:
    styles: dict[str, StyleCard] = {}
    damaged: list[str] = []
    for name, part in parts.items():
        try:
            styles[name] = _read_style(str(part), source)
        except (PictureError, StyleCardError):
            damaged.append(name)
    notes = tuple(f"The style {name} in {source.name} is damaged and was left out." for name in damaged)
    return styles, notes


def _read_style(part: str, source: PartSource) -> StyleCard:
    card = StyleCard.parse(source.read(part, LARGEST_FILE_BYTES), Path(part))
    thumbnail = source.picture(part, most_pixels=LARGEST_THUMBNAIL_PX**2)
    return replace(card, source=np.asarray(thumbnail.convert("RGB")))


# ---- metadata


def _to_plain(value: Any) -> Any:
    return {_BYTES_KEY: base64.b64encode(value).decode("ascii")} if isinstance(value, bytes) else value


def _metadata(values: dict[str, Any]) -> dict[str, Any]:
    kept = {name: _from_plain(value) for name, value in values.items() if name not in _OF_THIS_MACHINE}
    if not is_sound(kept.get("exif", b"")):
        del kept["exif"]
    if not isinstance(kept.get("source", {}), dict):
        del kept["source"]
    return kept


def _from_plain(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {_BYTES_KEY}:
        return base64.b64decode(value[_BYTES_KEY], validate=True)
    return value
