"""Timelines in files: JSON, read strictly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from exports.fields import FieldError, Fields, parse_object
from exports.files import write_atomically
from studio.document.timeline import (
    EASING_NAMES,
    INTERPOLATIONS,
    MOST_FPS,
    MOST_FRAMES,
    MOST_LAYERS,
    TRACK_KINDS,
    WANDER_KINDS,
    Interpolation,
    Keyframe,
    LatentPoint,
    MixPoint,
    Point,
    StylePoint,
    Timeline,
    TimelineError,
    Track,
    TrackKind,
    Wander,
)
from studio.media.errors import PictureError
from studio.media.provenance import read_recipe
from studio.media.writing import writing_errors

SCHEMA = 1
SUFFIX = ".json"
KIND = "pinxit.timeline"
LIMIT_CHARS = 50_000_000
MOST_TRACKS = 200
MOST_NUMBERS = 100_000
MOST_STYLES = 100

_Name = TypeVar("_Name", bound=str)


def save_timeline(path: Path, timeline: Timeline) -> None:
    """Writes a timeline as JSON; an existing file is replaced.

    Raises:
        PictureError: it cannot be written.
    """
    values = {"kind": KIND, "schema": SCHEMA, **to_values(timeline)}
    with writing_errors(path):
        write_atomically(path, (json.dumps(values, indent=1, allow_nan=False) + "\n").encode())


def read_timeline(path: Path) -> Timeline:
    """The timeline in a JSON file, or in the recipe of a film that was made of one.

    Raises:
        PictureError: one sentence that says what is wrong with it.
    """
    try:
        if path.suffix.lower() != SUFFIX:
            return _in_recipe(path)
        if path.stat().st_size > LIMIT_CHARS:
            raise FieldError("is too large")
        values = parse_object(path.read_text(encoding="utf-8"), limit_chars=LIMIT_CHARS)
        if values.pop("kind", None) != KIND:
            raise FieldError("is no timeline")
        schema = values.pop("schema", None)
        if schema != SCHEMA:
            raise FieldError(f"has the schema {str(schema)[:20]}, and this version knows {SCHEMA}")
        return from_values(values)
    except OSError as error:
        raise PictureError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    except UnicodeDecodeError:
        raise PictureError(f"{path} is no timeline: it is not text.") from None
    except FieldError as error:
        raise PictureError(f"{path} is no timeline that Pinxit can read: it {error}.") from None


def _in_recipe(path: Path) -> Timeline:
    recipe = read_recipe(path)
    values = None if recipe is None else recipe.settings.get("timeline")
    if not isinstance(values, dict):
        raise PictureError(
            f"{path} does not say of which timeline it was made; name a timeline that was saved."
        )
    return from_values(values)


def to_values(timeline: Timeline) -> dict[str, Any]:
    """A timeline as plain JSON values, as `from_values` reads them."""
    values: dict[str, Any] = {
        "model": timeline.model,
        "frames": timeline.frames,
        "fps": float(timeline.fps),
        "loop": timeline.loop,
        "tracks": [_track_values(track) for track in timeline.tracks],
    }
    if timeline.wander is not None:
        wander = timeline.wander
        values["wander"] = {
            "kind": wander.kind,
            "amount": wander.amount,
            "turns": wander.turns,
            "seed": wander.seed,
        }
    return values


def from_values(values: dict[str, Any]) -> Timeline:
    """A timeline out of JSON values.

    Raises:
        FieldError: half a sentence that says what is wrong.
    """
    fields = Fields(values)
    try:
        timeline = Timeline(
            frames=fields.integer("frames", 1, MOST_FRAMES),
            fps=fields.number("fps", 1, MOST_FPS),
            loop=fields.flag("loop"),
            tracks=tuple(_track(part) for part in fields.objects("tracks", MOST_TRACKS)),
            wander=_wander(fields) if fields.has("wander") else None,
            model=fields.text("model", longest=64, empty=True),
        )
    except TimelineError as error:
        raise FieldError(f"says what cannot be: {str(error).rstrip('.')}") from None
    fields.finish()
    return timeline


def _track_values(track: Track) -> dict[str, Any]:
    return {
        "of": track.kind,
        "name": track.name,
        "interpolation": track.interpolation,
        "keyframes": [
            {"frame": float(keyframe.frame), "easing": keyframe.easing, **_point_values(keyframe.value)}
            for keyframe in track.keyframes
        ],
    }


def _point_values(point: Point) -> dict[str, Any]:
    match point:
        case LatentPoint():
            return {"latent": list(point.numbers)} if point.seed is None else {"seed": point.seed}
        case MixPoint():
            other = {} if point.other is None else _point_values(point.other)
            return {**other, "layers": list(point.layers)}
        case StylePoint():
            if point.weights:
                return {"styles": [{"name": name, "weight": weight} for name, weight in point.weights]}
            return {"vector": list(point.vector), "network": point.network}
        case _:
            return {"value": point}


def _track(fields: Fields) -> Track:
    kind: TrackKind = _one_of(fields, "of", TRACK_KINDS)
    name = fields.text("name", longest=200, empty=True)
    interpolation: Interpolation = _one_of(fields, "interpolation", INTERPOLATIONS)
    keyframes = tuple(_keyframe(part, kind) for part in fields.objects("keyframes", MOST_FRAMES))
    fields.finish()
    return Track(kind, keyframes, interpolation, name)


def _keyframe(fields: Fields, kind: TrackKind) -> Keyframe:
    frame = fields.number("frame", 0, MOST_FRAMES)
    easing = _one_of(fields, "easing", EASING_NAMES)
    match kind:
        case "latent":
            point: Point = _latent(fields)
        case "mix":
            layers = fields.optional_integers("layers", 0, MOST_LAYERS - 1)
            point = MixPoint(_latent(fields) if layers else None, layers)
        case "style":
            point = _style(fields)
        case _:
            point = fields.number("value")
    fields.finish()
    return Keyframe(frame, point, easing)


def _latent(fields: Fields) -> LatentPoint:
    seed = fields.optional_integer("seed", 0, 2**32 - 1)
    return LatentPoint(seed, () if seed is not None else fields.some_numbers("latent", MOST_NUMBERS))


def _style(fields: Fields) -> StylePoint:
    if not fields.has("styles"):
        return StylePoint(
            vector=fields.some_numbers("vector", MOST_NUMBERS), network=fields.text("network", longest=200)
        )
    weights: list[tuple[str, float]] = []
    for part in fields.objects("styles", MOST_STYLES):
        weights.append((part.text("name", longest=200), part.number("weight", 0, 1000)))
        part.finish()
    return StylePoint(tuple(weights))


def _wander(fields: Fields) -> Wander:
    part = Fields(fields.mapping("wander"), "wander.")
    wander = Wander(
        _one_of(part, "kind", WANDER_KINDS),
        part.number("amount", 0, 1),
        part.integer("turns", 1, 1000),
        part.integer("seed", 0, 2**32 - 1),
    )
    part.finish()
    return wander


def _one_of(fields: Fields, key: str, names: tuple[_Name, ...]) -> _Name:
    value = fields.text(key, longest=40)
    for name in names:
        if name == value:
            return name
    raise FieldError(f"has {key} {value!r}, which is none of {', '.join(names)}")
