"""The style encoder as a typed model: any picture in, the style vector of a brush that paints like it out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from exports.card import StyleEncoderCard
from exports.imaging import Picture, check_picture, crop_reflected, round_up, to_tensor
from exports.model import Model
from exports.runtime import RunControl, Runtime, require_finite, require_shape

Vector = NDArray[np.float32]

SMALLEST_PX = 64
"""Shorter sides are mirrored up to this length: below it the deepest statistics would be of a handful of cells."""


class StyleEncoderModel(Model[StyleEncoderCard]):
    """Predicts style vectors for one style network.

    Attributes:
        network: the `network` of the style models that understand the vectors.
        style_size: D, the length of a style vector.
        picture_px: larger pictures are reduced to this longest side, at which the network judges strokes.
    """

    def __init__(self, card: StyleEncoderCard, path: Path, runtime: Runtime) -> None:
        super().__init__(card, path, runtime)
        runtime.check_contract(
            card, inputs={"image": (1, 3, None, None)}, outputs={"style": (1, card.style_size)}
        )
        self.network = card.network
        self.style_size = card.style_size
        self.picture_px = card.picture_px

    def prepare(self, picture: Picture) -> NDArray[np.float32]:
        """The picture as the graph's image: (1, 3, H', W') float32 0..1, reduced, mirrored to the size multiple."""
        check_picture(picture)
        small = reduced(picture, self.picture_px)
        height, width = (
            round_up(max(length, SMALLEST_PX), self.card.size_multiple) for length in small.shape[:2]
        )
        return to_tensor(crop_reflected(small, (0, 0, width, height)))

    def __call__(self, picture: Picture, *, control: RunControl | None = None) -> Vector:
        """The style of a picture.

        Args:
            picture: (H, W, 3), uint8 0..255 or float32 0..1, of any size.
            control: stops the run from another thread.

        Returns:
            (D,) float32, a vector for `StyleModel.blend`.

        Raises:
            ModelError: the picture holds values that are no numbers, or the network failed.
        """
        (style,) = self._runtime.run(["style"], {"image": self.prepare(picture)}, control)
        require_shape(style, (1, self.style_size), "style", self.path.name)
        return require_finite(style, self.path.name)[0]


def reduced(picture: Picture, longest_px: int) -> Picture:
    """The picture with a longest side of at most `longest_px`; itself where it is not larger, else uint8."""
    height, width = picture.shape[:2]
    if max(height, width) <= longest_px:
        return picture
    if picture.dtype != np.uint8:
        picture = (np.nan_to_num(picture).clip(0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
    factor = longest_px / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0))
