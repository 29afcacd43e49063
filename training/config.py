"""Configurations: frozen dataclasses, filled from a preset, then from the command line."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import operator
import tomllib
import types
import typing
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from training.errors import TrainingError

Config = TypeVar("Config")

DEFAULT_PRESETS: Mapping[str, str] = {"gan": "own-64", "style": "own-cpu"}
"""What a run begins with where no preset is named: those that look through our own encoder, and so need no weights."""


def option(
    default: Any,
    *,
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
    below: float | None = None,
    may_change: bool = False,
) -> Any:
    """A field of a configuration with limits, which `build` keeps.

    Args:
        default: its value where nothing is said.
        least, most: the smallest and the largest number that it may be.
        above, below: numbers that it must exceed, or stay under.
        may_change: whether a run may be gone on with at another value: the option says when the run ends or what it
            reports, and not what it learns.
    """
    limits = {"least": least, "most": most, "above": above, "below": below}
    return dataclasses.field(default=default, metadata={**limits, "may_change": may_change})


def may_change(config: Any) -> set[str]:
    """Names of the options with which a run may be gone on with at another value."""
    return {field.name for field in dataclasses.fields(config) if field.metadata.get("may_change")}


def preset_names(prefix: str) -> list[str]:
    """Names of the presets whose file begins with `prefix-`, without the prefix."""
    folder = resources.files("training") / "presets"
    names = (Path(entry.name) for entry in folder.iterdir() if entry.name.startswith(f"{prefix}-"))
    return sorted(name.stem.removeprefix(f"{prefix}-") for name in names if name.suffix == ".toml")


def read_preset(prefix: str, name: str) -> dict[str, Any]:
    """The table of a shipped preset, or of a TOML file when `name` is a path.

    Raises:
        TrainingError: if there is no such preset, or it is not TOML.
    """
    shipped = resources.files("training") / "presets" / f"{prefix}-{name}.toml"
    source = Path(name) if name.endswith(".toml") else shipped
    if not source.is_file():
        known = ", ".join(preset_names(prefix))
        raise TrainingError(f"There is no preset '{name}'; known presets are {known}.")
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TrainingError(f"The preset {name} is not readable: {error}.") from error


def build(kind: type[Config], values: dict[str, Any]) -> Config:
    """A frozen dataclass from a nested table; unknown keys and wrong types are refused.

    Raises:
        TrainingError: naming the key that does not fit.
    """
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(values) - set(fields))
    if unknown:
        raise TrainingError(f"Unknown option '{unknown[0]}' for {kind.__name__}; known: {', '.join(fields)}.")
    hints = typing.get_type_hints(kind)
    converted = {name: _convert(name, hints[name], value) for name, value in values.items()}
    for name, value in converted.items():
        _keep_limits(name, value, fields[name].metadata)
    return kind(**converted)


def merge(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`base` with `changes` laid over it, table by table; values that are None change nothing."""
    merged = dict(base)
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = merge(merged[key], value)
        elif value is not None:
            merged[key] = value
    return merged


def nested(key: str, value: Any) -> dict[str, Any]:
    """The table in which the option `key`, such as `light.base_channels`, has that value."""
    *outer, last = key.split(".")
    table = {last: value}
    for name in reversed(outer):
        table = {name: table}
    return table


def parse_value(text: str) -> Any:
    """A value as TOML writes it; anything else is a string."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def as_table(config: Any) -> dict[str, Any]:
    """The configuration as plain JSON values."""
    return json.loads(json.dumps(dataclasses.asdict(config)))


def config_hash(config: Any) -> str:
    """Twelve hexadecimal digits that change when any value of the configuration does."""
    text = json.dumps(as_table(config), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _keep_limits(name: str, value: Any, limits: Mapping[str, Any]) -> None:
    """Refuses a number beyond the limits of its `option`; what is no number is beyond all of them."""
    for word, (limit, kept) in {
        "at least": (limits.get("least"), operator.ge),
        "at most": (limits.get("most"), operator.le),
        "more than": (limits.get("above"), operator.gt),
        "less than": (limits.get("below"), operator.lt),
    }.items():
        if limit is not None and not kept(value, limit):
            raise TrainingError(f"'{name}' must be {word} {limit:g}, not {value!r}.")


def _convert(name: str, hint: Any, value: Any) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(value, dict):
        return build(typing.cast(type, hint), value)
    origin = typing.get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise TrainingError(f'\'{name}\' must be a list, such as [1, 2] or ["a", "b"], not {value!r}.')
        return tuple(_convert(name, typing.get_args(hint)[0], item) for item in value)
    if origin in (typing.Union, types.UnionType):
        if value is None and type(None) in typing.get_args(hint):
            return None
        return _convert(name, next(arg for arg in typing.get_args(hint) if arg is not type(None)), value)
    if origin is typing.Literal:
        if value not in typing.get_args(hint):
            raise TrainingError(
                f"'{name}' must be one of {', '.join(map(str, typing.get_args(hint)))}, not {value!r}."
            )
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and (
        not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool)
    ):
        raise TrainingError(f"'{name}' must be a {hint.__name__}, not {value!r}.")
    return value
