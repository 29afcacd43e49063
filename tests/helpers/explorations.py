"""An exploration with something of everything in it, and what two explorations must have in common."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from studio.document.exploration import (
    Exploration,
    Favourite,
    GeneratedPicture,
    Hand,
    LayerMix,
    Litter,
    OwnDirection,
    Wander,
)
from studio.document.timeline import Keyframe, LatentPoint, StylePoint, Timeline, Track
from studio.document.timeline import Wander as TimelineWander


def vector(seed: int, size: int = 8) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(size).astype(np.float32)


def found(seed: int, title: str = "", mix: LayerMix | None = None) -> GeneratedPicture:
    picture = np.random.default_rng(seed).integers(0, 256, (16, 16, 3), np.uint8)
    return GeneratedPicture(picture, vector(seed), 0.7, None if title else seed, title, mix)


def rich_timeline() -> Timeline:
    """A timeline with something of everything in it."""
    wave, wheat = StylePoint((("wave", 1.0), ("wheat", 0.5))), StylePoint(vector=(0.5, -1.0), network="net")
    return Timeline(
        48,
        12.5,
        True,
        (
            Track(
                "latent",
                (Keyframe(0, LatentPoint(3), "smooth"), Keyframe(20, LatentPoint.of(vector(4)))),
                "spline",
            ),
            Track("direction", (Keyframe(0, 1.5), Keyframe(12, -1.5)), name="Light"),
            Track("style", (Keyframe(0, wave), Keyframe(9, wheat))),
        ),
        TimelineWander("noise", 0.25, 2, 7),
        "tiny-generator",
    )


def rich_exploration(timeline: Timeline | None = None) -> Exploration:
    """Two spaces: one with everything, one where somebody only passed."""
    mixed = found(5, "Rose & lily", LayerMix(vector(6), (0, 2)))
    wander = Wander(
        hand=Hand(
            4, vector(1), "Between", 0.5, {"Light": 1.5}, LayerMix(vector(2), (1,)), 0.25, (0.5, -3.75)
        ),
        ends={"A": found(3), "B": mixed},
        favourites=(Favourite(1, "Rosé", found(7)), Favourite(4, "Lily", mixed)),
        directions=(OwnDirection("Redder", vector(9), 1.25),),
        titles={"Principal 1": "Wider"},
        locked=frozenset({"Light", "Redder"}),
        litters=(
            Litter((found(3),), 0.3, 11),
            Litter((mixed, found(7)), 0.1, 12, before=0),
            Litter((found(8),), 0.2, 13, before=0),
        ),
        litter=2,
        timeline=timeline,
    )
    passed = Wander(hand=Hand(seed=1))
    return Exploration({"tiny-generator": wander, "styles:tiny-style": passed}, "tiny-generator")


def assert_same_exploration(actual: Any, expected: Any, where: str = "exploration") -> None:
    """Every value of two explorations, or of two parts of them, is equal."""
    if dataclasses.is_dataclass(expected):
        assert type(actual) is type(expected), where
        for each in dataclasses.fields(expected):
            name = f"{where}.{each.name}"
            assert_same_exploration(getattr(actual, each.name), getattr(expected, each.name), name)
    elif isinstance(expected, np.ndarray):
        np.testing.assert_array_equal(actual, expected, err_msg=where)
    elif isinstance(expected, Mapping):
        assert dict(actual).keys() == dict(expected).keys(), where
        for name, value in expected.items():
            assert_same_exploration(actual[name], value, f"{where}[{name!r}]")
    elif isinstance(expected, tuple):
        assert len(actual) == len(expected), where
        for place, value in enumerate(expected):
            assert_same_exploration(actual[place], value, f"{where}[{place}]")
    else:
        assert actual == expected, where
