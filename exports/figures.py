"""The figures in a generator's card: how its pictures compare with the data that it learned from.

They are distances and shares in the features of one network, which is named with them: figures of different networks,
or of different numbers of pictures, do not compare. What each one means says `training.gan.reference.Figures`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exports.fields import FieldError, Fields

MEASURED_BY = ("evaluate", "monitor")
MOST_SAMPLES = 10_000_000
MOST_KIMG = 1e7
_MOST = 1e9

BOUNDS: Mapping[str, tuple[float, float]] = {
    "frechet": (0.0, _MOST),
    "kernel": (-_MOST, _MOST),
    "density": (0.0, _MOST),
    "coverage": (0.0, 1.0),
    "diversity": (0.0, _MOST),
    "spacing": (0.0, _MOST),
    "novelty": (0.0, _MOST),
    "copied": (0.0, 1.0),
    "told_apart": (0.0, 1.0),
}
"""Every figure that a card may hold, in the order of a table, with the least and the most that it can be."""


@dataclass(frozen=True)
class FiguresCard:
    """What was measured of a generator.

    Attributes:
        measured_by: "evaluate", after the training; or "monitor", by a run itself on fewer pictures.
        network: whose features the figures are in.
        used_in_training: whether the generator's discriminator looked through that network, so that they flatter; None
            where nobody knows.
        samples: pictures of the generator that were compared: with fewer, distances are larger.
        kimg: thousands of pictures that it had been trained for; None where nobody knows.
        values: figures by name, at least one, in the order and within the limits of `BOUNDS`.
    """

    measured_by: str
    network: str
    used_in_training: bool | None
    samples: int
    kimg: float | None
    values: Mapping[str, float]

    @classmethod
    def read(cls, fields: Fields) -> FiguresCard:
        """The figures in a card's JSON. Raises FieldError."""
        by = fields.text("measured_by", longest=20)
        if by not in MEASURED_BY:
            raise FieldError(f"has figures that were measured by {by!r}, which this version does not know")
        read = cls(
            measured_by=by,
            network=fields.text("network", longest=80),
            used_in_training=fields.optional_flag("used_in_training"),
            samples=fields.integer("samples", 1, MOST_SAMPLES),
            kimg=fields.optional_number("kimg", 0.0, MOST_KIMG),
            values=_read_values(fields.object("values")),
        )
        fields.finish()
        return read


def usable_figures(row: Mapping[str, Any]) -> dict[str, float]:
    """What of a row of figures a card can hold: those of `BOUNDS` that are numbers within their limits."""
    return {
        name: float(row[name])
        for name, (least, most) in BOUNDS.items()
        if isinstance(row.get(name), int | float) and math.isfinite(row[name]) and least <= row[name] <= most
    }


def _read_values(fields: Fields) -> dict[str, float]:
    values = {name: fields.number(name, *limits) for name, limits in BOUNDS.items() if fields.has(name)}
    fields.finish()
    if not values:
        raise FieldError("has 'figures' without a single value")
    return values
