"""What a document is made of: style layers (a mask and a choice of style, no pixels) and picture layers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image

from studio.document.geometry import Box
from studio.document.tiles import TileMask


@dataclass(frozen=True)
class StyleChoice:
    """What is painted with: a mix of styles. Hashable, so that tiles can be cached by it.

    Attributes:
        weights: pairs of a style's name and its share; shares need not add up to 1.
        strength: 0 = the photo as it is, 1 = the full style; beyond 1 exaggerates.
        scale: size of the strokes in the picture: 2 twice as large, .5 half as large.
        colors: "style", "photo" or "palette", see `studio.engine.painter.Colors`.
        detail: how much of the photo's finest light and shade is laid over the paint, 0 to 2.
    """

    weights: tuple[tuple[str, float], ...]
    strength: float = 1.0
    scale: float = 1.0
    colors: str = "style"
    detail: float = 0.0

    def __post_init__(self) -> None:
        if not self.weights:
            raise ValueError("a choice names at least one style")
        numbers = [self.strength, self.scale, self.detail, *(weight for _, weight in self.weights)]
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError("the weights, strength, scale and detail of a choice are finite numbers")

    @classmethod
    def of(cls, name: str, strength: float = 1.0, **controls: Any) -> StyleChoice:
        """A single style; `controls` are the attributes after the strength."""
        return cls(((name, 1.0),), strength, **controls)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.weights)

    def to_json(self) -> dict[str, Any]:
        return {
            "weights": [[name, weight] for name, weight in self.weights],
            "strength": self.strength,
            "scale": self.scale,
            "colors": self.colors,
            "detail": self.detail,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> StyleChoice:
        """Raises KeyError, TypeError or ValueError when the values are not those of a choice."""
        weights = tuple((str(name), float(weight)) for name, weight in values["weights"])
        scale, detail = float(values.get("scale", 1.0)), float(values.get("detail", 0.0))
        # Recipes of the first version knew one question only.
        colors = str(values.get("colors", "photo" if values.get("keep_color") else "style"))
        return cls(weights, float(values["strength"]), scale, colors, detail)


@dataclass(eq=False)
class StyleLayer:
    """Strokes of one choice. Its pixels are computed when they are looked at.

    Attributes:
        id: unique in its document.
        opacity: 0..1, on top of the mask.
    """

    id: int
    choice: StyleChoice
    mask: TileMask
    opacity: float = 1.0
    visible: bool = True


@dataclass(eq=False)
class PictureLayer:
    """A picture of a generator or of the optimizer, placed on the canvas.

    Attributes:
        id: unique in its document.
        picture: uint8 (H, W, 3), read only, as it was made.
        box: where it lies, in pixels of the document; may reach beyond the canvas.
        mask: what of it is seen.
        opacity: 0..1, on top of the mask.
        source: how it was made, for the recipe (plain JSON values).
        pixels: uint8 (box.height, box.width, 3), read only: `picture` resampled to the box.
    """

    id: int
    picture: np.ndarray
    box: Box
    mask: TileMask
    opacity: float = 1.0
    visible: bool = True
    source: dict[str, Any] = field(default_factory=dict)
    pixels: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.picture.dtype != np.uint8 or self.picture.ndim != 3 or self.picture.shape[2] != 3:
            raise ValueError(
                f"expected a picture uint8 (H, W, 3), got {self.picture.dtype} {self.picture.shape}"
            )
        if self.box.empty:
            raise ValueError("a picture needs a box that is not empty")
        pixels = self.picture
        if pixels.shape[:2] != (self.box.height, self.box.width):
            image = Image.fromarray(np.ascontiguousarray(pixels))
            pixels = np.asarray(image.resize((self.box.width, self.box.height), Image.Resampling.LANCZOS))
        self.picture = self.picture.view()
        self.picture.setflags(write=False)
        self.pixels = pixels.view()
        self.pixels.setflags(write=False)

    @property
    def nbytes(self) -> int:
        resampled = self.pixels.nbytes if self.pixels.shape != self.picture.shape else 0
        return self.mask.nbytes + self.picture.nbytes + resampled


Layer = StyleLayer | PictureLayer
