"""Latents in files: as JSON, or in the recipe of a picture that was made of one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from exports.fields import FieldError, Fields, parse_object
from exports.files import write_atomically
from studio.document.exploration import LayerMix
from studio.media.errors import PictureError
from studio.media.provenance import read_recipe
from studio.media.writing import writing_errors

SUFFIX = ".json"
SCHEMA = 1
LIMIT_CHARS = 1_000_000
LONGEST_NAME = 200
MOST_TRUNCATION = 10.0
MOST_LAYERS = 64


@dataclass(frozen=True, eq=False)
class StoredLatent:
    """A latent out of a file.

    Attributes:
        model: the name of the generator that it belongs to, or of another space.
        latent: (Z,) float32; None where the file names a seed.
        seed: the seed; None where the file holds the latent.
        truncation: at which it is looked at, where the file says so.
        mix: the layers that another latent decides, where there are any.
    """

    model: str
    latent: np.ndarray | None = None
    seed: int | None = None
    truncation: float | None = None
    mix: LayerMix | None = None


def numbers_of(latent: np.ndarray) -> list[float]:
    """A latent (Z,) as numbers that give the same float32 when they are read back, in few digits."""
    return [float(f"{value:.9g}") for value in latent.astype(np.float32)]


def mix_values(mix: LayerMix) -> dict[str, Any]:
    """Layers that another latent decides, as plain values that `read_latent` reads in a file and in a recipe."""
    return {"other": numbers_of(mix.other), "layers": list(mix.layers)}


def save_latent(
    path: Path,
    model: str,
    latent: np.ndarray,
    notes: Mapping[str, Any],
    *,
    truncation: float | None = None,
    mix: LayerMix | None = None,
) -> None:
    """Writes a latent as JSON.

    Args:
        path: ends in .json; an existing file is replaced.
        model: the name of its generator, or of another space.
        latent: (Z,).
        notes: plain values that say where it comes from.
        truncation: at which it is looked at; None does not say.
        mix: the layers that another latent decides.

    Raises:
        PictureError: it cannot be written.
    """
    values = {"schema": SCHEMA, "model": model, "latent": numbers_of(latent), "notes": dict(notes)}
    if truncation is not None:
        values["truncation"] = min(max(float(truncation), 0.0), MOST_TRUNCATION)
    if mix is not None:
        values["mix"] = mix_values(mix)
    with writing_errors(path):
        write_atomically(path, json.dumps(values, indent=1, allow_nan=False).encode())


def read_latent(path: Path) -> StoredLatent:
    """The latent that a JSON file, or the recipe of a sample or a projection, holds; with what it is drawn with.

    Raises:
        PictureError: the file cannot be read, or holds no latent or several.
    """
    if path.suffix.lower() == SUFFIX:
        return _read_json(path)
    recipe = read_recipe(path)
    settings: Mapping[str, Any] = {} if recipe is None else recipe.settings
    model, made = settings.get("model"), settings.get("seeds")
    if not isinstance(model, str) or not isinstance(made, list) or len(made) != 1:
        raise PictureError(
            f"{path} does not say of which one latent it was made; name a seed, a sample of Pinxit or a latent file."
        )
    fields = Fields(settings)
    try:
        if type(made[0]) is int and made[0] >= 0:
            return StoredLatent(model, seed=made[0], truncation=_read_truncation(fields))
        latent = _checked(made[0], path)
        mix = _read_mix(fields, len(latent), path)
        return StoredLatent(model, latent, truncation=_read_truncation(fields), mix=mix)
    except FieldError:
        raise _no_latent(path) from None


def _read_json(path: Path) -> StoredLatent:
    try:
        if path.stat().st_size > LIMIT_CHARS:
            raise FieldError("is too large")
        values = parse_object(path.read_text(encoding="utf-8"), limit_chars=LIMIT_CHARS)
        fields = Fields(values)
        fields.integer("schema", SCHEMA, SCHEMA)
        latent = _checked(values.get("latent"), path)
        return StoredLatent(
            fields.text("model", longest=LONGEST_NAME),
            latent,
            truncation=_read_truncation(fields),
            mix=_read_mix(fields, len(latent), path),
        )
    except OSError as error:
        raise PictureError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    except (FieldError, UnicodeDecodeError):
        raise _no_latent(path) from None


def _read_truncation(fields: Fields) -> float | None:
    return fields.number("truncation", 0.0, MOST_TRUNCATION) if fields.has("truncation") else None


def _read_mix(fields: Fields, size: int, path: Path) -> LayerMix | None:
    if not fields.has("mix"):
        return None
    values = fields.mapping("mix")
    other = _checked(values.get("other"), path)
    if len(other) != size:
        raise _no_latent(path)
    layers = Fields(values).optional_integers("layers", 0, MOST_LAYERS)
    return LayerMix(other, tuple(dict.fromkeys(layers)))


def _checked(values: Any, path: Path) -> np.ndarray:
    try:
        latent = np.array(values, np.float32)
    except (TypeError, ValueError, OverflowError):
        raise _no_latent(path) from None
    if latent.ndim != 1 or not latent.size or not np.isfinite(latent).all():
        raise _no_latent(path)
    return latent


def _no_latent(path: Path) -> PictureError:
    return PictureError(f"{path} holds no latent that Pinxit can read; write it anew with pinxit project.")
