"""The brush and the shape of its dab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

import numpy as np

from studio.document.curve import Curve
from studio.document.geometry import EMPTY, Box
from studio.document.pen import STEADY, Dynamic, StrokePoint
from studio.document.plain_values import flag


@dataclass(frozen=True)
class Brush:
    """How a stroke is laid down. Defaults are those of a fresh brush.

    Attributes:
        size_px: diameter where nothing makes it smaller, at least 1.
        hardness: 0 = falls off from the centre, 1 = sharp (still anti-aliased).
        opacity: the most that one stroke covers, 0..1.
        flow: how far one dab goes towards that, .01..1; below 1 a stroke grows where it goes over itself.
        strength: scales the strength of the style it paints with, 0..1.
        spacing: distance of dabs as a fraction of the size, .01..1.
        mix: how far a choice of two styles is slid to the second where nothing slides it, 0..1.
        eraser: lowers coverage instead of raising it.
        size_by, opacity_by, flow_by: what makes these smaller.
        mix_by: what slides between two styles; its curve gives the share of the second.
    """

    size_px: float = 64.0
    hardness: float = 0.5
    opacity: float = 1.0
    flow: float = 1.0
    strength: float = 1.0
    spacing: float = 0.1
    mix: float = 0.0
    eraser: bool = False
    size_by: Dynamic = STEADY
    opacity_by: Dynamic = STEADY
    flow_by: Dynamic = STEADY
    mix_by: Dynamic = STEADY

    def __post_init__(self) -> None:
        if not 1.0 <= self.size_px <= 20_000:
            raise ValueError(f"a brush's size is 1 to 20000 pixels, not {self.size_px}")
        for name in ("hardness", "opacity", "strength", "mix"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"a brush's {name} is 0 to 1, not {getattr(self, name)}")
        for name in ("flow", "spacing"):
            if not 0.01 <= getattr(self, name) <= 1.0:
                raise ValueError(f"a brush's {name} is .01 to 1, not {getattr(self, name)}")

    @property
    def builds_up(self) -> bool:
        """Whether a stroke grows where it goes over itself."""
        return self.flow < 1.0 or self.flow_by.follows

    def size_at(self, point: StrokePoint) -> float:
        """Diameter in pixels at a point of a stroke; never under 1."""
        return max(1.0, self.size_px * self.size_by.at(point))

    def opacity_at(self, point: StrokePoint) -> float:
        """Opacity 0..1 at a point of a stroke."""
        return self.opacity * self.opacity_by.at(point)

    def flow_at(self, point: StrokePoint) -> float:
        """Flow 0..1 at a point of a stroke."""
        return self.flow * self.flow_by.at(point)

    def mix_at(self, point: StrokePoint) -> float:
        """The share of the second style, 0..1, at a point of a stroke."""
        return self.mix_by.at(point, otherwise=self.mix)

    def step_at(self, point: StrokePoint) -> float:
        """Distance in pixels to the next dab; never under half a pixel."""
        return max(0.5, self.spacing * self.size_at(point))

    def to_json(self) -> dict[str, Any]:
        """What differs from a fresh brush, so that a recipe stays short; the size always."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        given = {name: value for name, value in values.items() if value != _FRESH[name] or name == "size_px"}
        return {
            name: value.to_json() if isinstance(value, Dynamic) else value for name, value in given.items()
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Brush:
        """Raises KeyError, TypeError or ValueError when the values are not those of a brush."""
        modern = _migrated(dict(values))
        flag(modern.get("eraser", False))
        dynamics = {name: Dynamic.from_json(modern[name]) for name in _DYNAMICS if name in modern}
        return cls(**{**modern, **dynamics})


_FRESH: Mapping[str, Any] = MappingProxyType({each.name: each.default for each in fields(Brush)})
_DYNAMICS = tuple(name for name, value in _FRESH.items() if isinstance(value, Dynamic))


def _migrated(values: dict[str, Any]) -> dict[str, Any]:
    """The first brushes followed pressure alone, by an amount and an exponent."""
    exponent = float(values.pop("pressure_gamma", 1.0))
    for name in ("size", "opacity"):
        amount = float(values.pop(f"pressure_{name}", 0.0))
        if not 0.0 <= amount <= 1.0 or not 0.1 <= exponent <= 10.0:
            raise ValueError(f"a brush's {name} cannot follow the pressure by {amount} and {exponent}")
        if amount:
            values[f"{name}_by"] = Dynamic("pressure", Curve.falling_to(1.0 - amount, exponent)).to_json()
    return values


def dab(brush: Brush, spot: StrokePoint, canvas: Box) -> tuple[Box, np.ndarray]:
    """One touch of the brush at a point (a pixel's centre lies at .5, .5).

    Returns:
        The box it touches, cut at the canvas, and its coverage there, uint8 (height, width).
    """
    x, y = spot.x, spot.y
    radius = brush.size_at(spot) / 2
    reach = radius + 0.5
    around = Box(
        int(np.floor(x - reach)), int(np.floor(y - reach)), int(np.ceil(x + reach)), int(np.ceil(y + reach))
    ).intersect(canvas)
    if around.empty:
        return EMPTY, np.zeros((0, 0), np.uint8)
    dx = np.arange(around.x0, around.x1, dtype=np.float32) + np.float32(0.5 - x)
    dy = np.arange(around.y0, around.y1, dtype=np.float32) + np.float32(0.5 - y)
    coverage = np.sqrt(dx[None, :] ** 2 + dy[:, None] ** 2)
    # The rim is at least a pixel wide: that is the anti-aliasing of a hard brush.
    rim_px = max(1.0, (1.0 - brush.hardness) * radius)
    np.subtract(np.float32(reach), coverage, out=coverage)
    coverage /= np.float32(rim_px)
    np.clip(coverage, 0.0, 1.0, out=coverage)
    if rim_px > 1.0:
        coverage *= coverage * (3.0 - 2.0 * coverage)
    coverage *= np.float32(255.0 * brush.opacity_at(spot))
    return around, np.rint(coverage).astype(np.uint8)
