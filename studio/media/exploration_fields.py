"""How an exploration is stored in a project: vectors and thumbnails as parts, the rest as plain JSON values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from exports.fields import FieldError, Fields
from studio.document.exploration import (
    ENDS,
    MOST_DIRECTIONS,
    MOST_FAVOURITES,
    MOST_LITTERS,
    MOST_PARENTS,
    Exploration,
    Favourite,
    GeneratedPicture,
    Hand,
    LayerMix,
    Litter,
    MapView,
    OwnDirection,
    Vector,
    Wander,
    plain_name,
)
from studio.media.latents import LONGEST_NAME, MOST_LAYERS, MOST_TRUNCATION
from studio.media.layer_fields import LayerReader, LayerWriter, put_picture, read_picture
from studio.media.parts import digest
from studio.media.timelines import from_values, to_values

LONGEST_VECTOR = 1 << 16
_MOST_SPACES = 200
_LARGEST_SEED = 2**31 - 1
_FARTHEST = 1000.0
_T = TypeVar("_T")


def describe_exploration(exploration: Exploration, writer: LayerWriter) -> dict[str, Any]:
    """An exploration as plain JSON values, its arrays put into parts."""
    return {
        "space": exploration.space,
        "wanders": {space: _wander(wander, writer) for space, wander in exploration.wanders.items()},
        "views": {space: [view.x, view.y, view.scale] for space, view in exploration.views.items()},
    }


def read_exploration(values: Any, reader: LayerReader) -> Exploration:
    """The exploration that was described; None is one where nobody has been anywhere yet.

    Raises:
        ProjectError, KeyError, TypeError, ValueError: it is not sound.
    """
    if values is None:
        return Exploration()
    fields = Fields(values)
    wanders = fields.mapping("wanders")
    if len(wanders) > _MOST_SPACES:
        raise FieldError("has too many spaces")
    space = fields.text("space", longest=LONGEST_NAME, empty=True)
    views = fields.mapping("views") if fields.has("views") else {}
    if len(views) > _MOST_SPACES:
        raise FieldError("has too many spaces")
    return Exploration(
        {_name(name): _read_wander(each, reader) for name, each in wanders.items()},
        space,
        {_name(name): _read_view(each) for name, each in views.items()},
    )


def _read_view(values: Any) -> MapView:
    x, y, scale = Fields({"view": values}).numbers("view", 3)
    if max(abs(x), abs(y)) > _LARGEST_SEED or not 0 < scale < _LARGEST_SEED:
        raise FieldError("has a map that is looked at from nowhere")
    return MapView(x, y, scale)


def _wander(wander: Wander, writer: LayerWriter) -> dict[str, Any]:
    hand = wander.hand
    return {
        "hand": {
            "seed": min(max(hand.seed, 0), _LARGEST_SEED),
            "latent": _optional(hand.latent, writer, _vector),
            "title": _clean(hand.title),
            "truncation": _bounded(hand.truncation),
            "amounts": _named(hand.amounts),
            "mix": _optional(hand.mix, writer, _mix),
            "position": min(max(hand.position, 0.0), 1.0),
            "place": None if hand.place is None else list(hand.place),
        },
        "ends": {end: _picture(kept, writer) for end, kept in wander.ends.items()},
        "favourites": [
            {"id": each.id, "name": _clean(each.name), "kept": _picture(each.kept, writer)}
            for each in wander.favourites
        ],
        "directions": [
            {"name": each.name, "vector": _vector(each.vector, writer), "sigma": each.sigma}
            for each in wander.directions
        ],
        "titles": _named(wander.titles),
        "locked": sorted(name for name in wander.locked if len(name) <= LONGEST_NAME),
        "litters": [
            {
                "parents": [_picture(parent, writer) for parent in litter.parents],
                "mutation": litter.mutation,
                "seed": litter.seed,
                "before": litter.before,
            }
            for litter in wander.litters
        ],
        "litter": wander.litter,
        "timeline": None if wander.timeline is None else to_values(wander.timeline),
    }


def _read_wander(values: Any, reader: LayerReader) -> Wander:
    fields = Fields(values)
    favourites = tuple(
        Favourite(
            each.integer("id", 0, 1 << 60),
            each.text("name", longest=LONGEST_NAME, empty=True),
            _read_picture(each.mapping("kept"), reader),
        )
        for each in fields.objects("favourites", MOST_FAVOURITES)
    )
    if len({favourite.id for favourite in favourites}) < len(favourites):
        raise FieldError("has two favourites of one id")
    litters = tuple(_read_litter(each, reader) for each in _list(values["litters"], MOST_LITTERS))
    for place, litter in enumerate(litters):
        if litter.before is not None and litter.before >= place:
            raise FieldError("has a litter that is older than its parents")
    return Wander(
        hand=_read_hand(fields.mapping("hand"), reader),
        ends={
            end: _read_picture(kept, reader) for end, kept in fields.mapping("ends").items() if end in ENDS
        },
        favourites=favourites,
        directions=tuple(
            OwnDirection(
                each.text("name", longest=LONGEST_NAME),
                _read_vector(each.text("vector"), reader),
                each.number("sigma", 0.0, _FARTHEST),
            )
            for each in fields.objects("directions", MOST_DIRECTIONS)
        ),
        titles={_name(name): _name(title) for name, title in _named(fields.mapping("titles")).items()},
        locked=frozenset(
            _name(name)
            for name in _list(values["locked"], MOST_DIRECTIONS)
            if not isinstance(name, str) or len(name) <= LONGEST_NAME
        ),
        litters=litters,
        litter=fields.optional_integer("litter", 0, max(0, len(litters) - 1)),
        timeline=None if values.get("timeline") is None else from_values(values["timeline"]),
    )


def _read_hand(values: Mapping[str, Any], reader: LayerReader) -> Hand:
    fields = Fields(values)
    amounts = Fields(fields.mapping("amounts"))
    return Hand(
        # Larger ones were written once; the room has none of them.
        seed=min(fields.integer("seed", 0, 1 << 60), _LARGEST_SEED),
        latent=_read_optional(values["latent"], reader, _read_vector),
        title=fields.text("title", longest=LONGEST_NAME, empty=True),
        truncation=fields.number("truncation", 0.0, MOST_TRUNCATION),
        amounts={
            _name(name): amounts.number(name, -_FARTHEST, _FARTHEST) for name in _named(values["amounts"])
        },
        mix=_read_optional(values["mix"], reader, _read_mix),
        position=fields.number("position", 0.0, 1.0),
        place=None if values.get("place") is None else _read_place(fields.numbers("place", 2)),
    )


def _read_place(numbers: tuple[float, ...]) -> tuple[float, float]:
    x, y = numbers
    return x, y


def _read_litter(values: Mapping[str, Any], reader: LayerReader) -> Litter:
    fields = Fields(values)
    parents = tuple(_read_picture(each, reader) for each in _list(values["parents"], MOST_PARENTS))
    if not parents:
        raise FieldError("has a litter without parents")
    return Litter(
        parents=parents,
        mutation=fields.number("mutation", 0.0, 1.0),
        seed=fields.integer("seed", 0, 1 << 60),
        before=fields.optional_integer("before", 0, MOST_LITTERS),
    )


def _picture(kept: GeneratedPicture, writer: LayerWriter) -> dict[str, Any]:
    return {
        "picture": put_picture(kept.picture, writer),
        "latent": _vector(kept.latent, writer),
        "truncation": _bounded(kept.truncation),
        "seed": kept.seed if kept.seed is not None and 0 <= kept.seed <= _LARGEST_SEED else None,
        "title": _clean(kept.title),
        "mix": _optional(kept.mix, writer, _mix),
    }


def _read_picture(values: Mapping[str, Any], reader: LayerReader) -> GeneratedPicture:
    fields = Fields(values)
    return GeneratedPicture(
        picture=read_picture(values["picture"], reader),
        latent=_read_vector(values["latent"], reader),
        truncation=fields.number("truncation", 0.0, MOST_TRUNCATION),
        seed=fields.optional_integer("seed", 0, _LARGEST_SEED),
        title=fields.text("title", longest=LONGEST_NAME, empty=True),
        mix=_read_optional(values["mix"], reader, _read_mix),
    )


def _mix(mix: LayerMix, writer: LayerWriter) -> dict[str, Any]:
    return {"other": _vector(mix.other, writer), "layers": list(mix.layers)}


def _read_mix(values: Mapping[str, Any], reader: LayerReader) -> LayerMix:
    layers = Fields(values).optional_integers("layers", 0, MOST_LAYERS)
    return LayerMix(_read_vector(values["other"], reader), layers)


def _vector(vector: Vector, writer: LayerWriter) -> str:
    data = np.ascontiguousarray(vector, "<f4")
    name = writer.known.name(vector, lambda: f"pinxit/latents/{digest(data.tobytes())}")
    writer.sink.put(name, lambda file: file.write(data.tobytes()))
    return name


def _read_vector(part: Any, reader: LayerReader) -> Vector:
    data = reader.source.read(_name(part), LONGEST_VECTOR * 4)
    vector = np.frombuffer(data, "<f4").astype(np.float32)
    if not vector.size or not np.isfinite(vector).all():
        raise FieldError("has a latent with a number that is not finite")
    vector.flags.writeable = False
    return vector


def _clean(text: str) -> str:
    """A text that can be read back: names of files may hold anything."""
    return plain_name(text, LONGEST_NAME)


def _bounded(truncation: float) -> float:
    return min(max(truncation, 0.0), MOST_TRUNCATION)


def _optional(
    value: _T | None, writer: LayerWriter, write: Callable[[_T, LayerWriter], Any]
) -> dict[str, Any] | str | None:
    return None if value is None else write(value, writer)


def _read_optional(value: Any, reader: LayerReader, read: Callable[[Any, LayerReader], _T]) -> _T | None:
    return None if value is None else read(value, reader)


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise FieldError(f"has no list of at most {most}")
    return value


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is called by too long a name: directions of brushes once had such."""
    return {name: value for name, value in values.items() if len(name) <= LONGEST_NAME}


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > LONGEST_NAME:
        raise FieldError("has a name that is missing or too long")
    return value
