"""The brush and the shape of its dab."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from studio.document.geometry import EMPTY, Box


@dataclass(frozen=True)
class Brush:
    """How a stroke is laid down. Defaults are those of a fresh brush.

    Attributes:
        size_px: diameter at full pressure, at least 1.
        hardness: 0 = falls off from the centre, 1 = sharp (still anti-aliased).
        opacity: the most that one stroke covers, 0..1.
        strength: scales the strength of the style it paints with, 0..1.
        spacing: distance of dabs as a fraction of the size, .01..1.
        pressure_size: how far the size follows the pressure, 0 = not at all, 1 = down to nothing.
        pressure_opacity: how far the opacity follows the pressure, 0..1.
        pressure_gamma: the pressure curve's exponent; above 1 a light touch does less.
        eraser: lowers coverage instead of raising it.
    """

    size_px: float = 64.0
    hardness: float = 0.5
    opacity: float = 1.0
    strength: float = 1.0
    spacing: float = 0.1
    pressure_size: float = 0.0
    pressure_opacity: float = 0.0
    pressure_gamma: float = 1.0
    eraser: bool = False

    def __post_init__(self) -> None:
        if not 1.0 <= self.size_px <= 20_000:
            raise ValueError(f"a brush's size is 1 to 20000 pixels, not {self.size_px}")
        for name in ("hardness", "opacity", "strength", "pressure_size", "pressure_opacity"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"a brush's {name} is 0 to 1, not {getattr(self, name)}")
        if not 0.01 <= self.spacing <= 1.0:
            raise ValueError(f"a brush's spacing is .01 to 1, not {self.spacing}")
        if not 0.1 <= self.pressure_gamma <= 10.0:
            raise ValueError(f"a brush's pressure gamma is .1 to 10, not {self.pressure_gamma}")

    def size_at(self, pressure: float) -> float:
        """Diameter in pixels at a pressure 0..1; never under 1."""
        return max(1.0, self.size_px * self._follow(self.pressure_size, pressure))

    def opacity_at(self, pressure: float) -> float:
        """Opacity 0..1 at a pressure 0..1."""
        return self.opacity * self._follow(self.pressure_opacity, pressure)

    def step_at(self, pressure: float) -> float:
        """Distance in pixels to the next dab; never under half a pixel."""
        return max(0.5, self.spacing * self.size_at(pressure))

    def _follow(self, amount: float, pressure: float) -> float:
        return 1.0 - amount * (1.0 - min(max(pressure, 0.0), 1.0) ** self.pressure_gamma)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Brush:
        """Raises TypeError or ValueError when the values are not those of a brush."""
        return cls(**values)


def dab(brush: Brush, x: float, y: float, pressure: float, canvas: Box) -> tuple[Box, np.ndarray]:
    """One touch of the brush at a point (subpixel; a pixel's centre lies at .5, .5).

    Returns:
        The box it touches, cut at the canvas, and its coverage there, uint8 (height, width).
    """
    radius = brush.size_at(pressure) / 2
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
    coverage *= np.float32(255.0 * brush.opacity_at(pressure))
    return around, np.rint(coverage).astype(np.uint8)
