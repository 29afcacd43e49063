"""Plain values that may come from anybody: each is what it should be, or raises TypeError or ValueError."""

from __future__ import annotations

from collections.abc import Sequence

from studio.document.geometry import Box
from studio.document.placing import FARTHEST_PX, LARGEST_PIXELS


def whole(value: object) -> int:
    """A whole number; true and false are none."""
    if type(value) is not int:
        raise TypeError(f"{value!r} is no whole number")
    return value


def flag(value: object) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def share(value: object) -> float:
    """A number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{value!r} is no number from 0 to 1")
    return float(value)


def text(value: object) -> str:
    """A text of any length."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def box_of_picture(sides: Sequence[object]) -> Box:
    """A box that a picture can lie on: on the canvas or near it, and not too large for the memory."""
    box = Box(*(whole(side) for side in sides))
    if box.empty or max(map(abs, box)) > FARTHEST_PX or box.width * box.height > LARGEST_PIXELS:
        raise ValueError(f"a picture cannot lie on {box}")
    return box
