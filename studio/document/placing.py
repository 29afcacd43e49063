"""Where a picture lies on the canvas: moved, scaled and turned, always resampled from the picture as it was made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from studio.document.geometry import Box

LARGEST_PIXELS = 250_000_000
FARTHEST_PX = 1_000_000
"""From the canvas' corner: further away nothing of a picture can lie."""
_SMALLEST_PX = 1.0
_RIM_PX = 2
Affine = tuple[float, float, float, float, float, float]


class Frame(NamedTuple):
    """A rectangle that may be turned.

    Attributes:
        x, y: its centre, in pixels of the document.
        width, height: before it is turned.
        degrees: clockwise, around the centre.
    """

    x: float
    y: float
    width: float
    height: float
    degrees: float = 0.0

    @classmethod
    def of(cls, box: Box) -> Frame:
        """A box that is not turned."""
        return cls((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, box.width, box.height)

    @classmethod
    def checked(cls, values: Sequence[object]) -> Frame:
        """A frame of numbers from anywhere. Raises TypeError or ValueError when no picture can lie there."""
        if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
            raise TypeError("the sides of a frame are numbers")
        frame = cls(*(float(value) for value in values))  # type: ignore[arg-type]
        if not all(math.isfinite(side) and abs(side) <= FARTHEST_PX for side in frame):
            raise ValueError("a frame is too far away")
        if min(frame.width, frame.height) < _SMALLEST_PX:
            raise ValueError("a frame is at least a pixel wide and high")
        bounds = frame.bounds
        if max(map(abs, bounds)) > FARTHEST_PX:
            raise ValueError("a frame is too far away")
        if bounds.width * bounds.height > LARGEST_PIXELS:
            raise ValueError("a frame is too large")
        return frame

    @property
    def upright(self) -> bool:
        return self.degrees % 360 == 0

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """(x, y) of the upper left, upper right, lower right and lower left corner of what lies in it."""
        return tuple(self.point(across, down) for across, down in ((0, 0), (1, 0), (1, 1), (0, 1)))

    @property
    def bounds(self) -> Box:
        """The smallest box of pixels around it."""
        xs, ys = zip(*self.corners, strict=True)
        if self.upright:
            left, top = round(min(xs)), round(min(ys))
            return Box(left, top, left + max(1, round(self.width)), top + max(1, round(self.height)))
        return Box(math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)), math.ceil(max(ys)))

    def point(self, across: float, down: float) -> tuple[float, float]:
        """The place in the document of shares 0..1 of the picture's width and height."""
        dx, dy = (across - 0.5) * self.width, (down - 0.5) * self.height
        cos, sin = self.turn()
        return self.x + cos * dx - sin * dy, self.y + sin * dx + cos * dy

    def share(self, x: float, y: float) -> tuple[float, float]:
        """The shares of the picture's width and height at a place in the document; 0..1 inside."""
        cos, sin = self.turn()
        dx, dy = x - self.x, y - self.y
        return (cos * dx + sin * dy) / self.width + 0.5, (cos * dy - sin * dx) / self.height + 0.5

    def contains(self, x: float, y: float) -> bool:
        across, down = self.share(x, y)
        return 0 <= across <= 1 and 0 <= down <= 1

    def moved(self, dx: float, dy: float) -> Frame:
        return self._replace(x=self.x + dx, y=self.y + dy)

    def stretched(self, across: float, down: float) -> Frame:
        """On a canvas that many times as wide and as high. One that is turned keeps its right angles."""
        even = math.sqrt(across * down)
        wider, higher = (across, down) if self.degrees % 180 == 0 else (even, even)
        if self.degrees % 180 == 90:
            wider, higher = down, across
        return Frame(self.x * across, self.y * down, self.width * wider, self.height * higher, self.degrees)

    def turn(self) -> tuple[float, float]:
        """Cosine and sine of how far it is turned."""
        angle = math.radians(self.degrees)
        return math.cos(angle), math.sin(angle)


def laid_out(picture: np.ndarray, frame: Frame) -> np.ndarray:
    """A picture, uint8 (H, W, 3), as it lies in `frame.bounds`; what is outside the frame means nothing."""
    bounds = frame.bounds
    image = Image.fromarray(np.ascontiguousarray(picture))
    size = max(1, round(frame.width)), max(1, round(frame.height))
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    if frame.upright:
        return np.asarray(image)
    return sampled(image, (bounds.width, bounds.height), _from_bounds(frame, bounds, *size))


def sampled(image: Image.Image, size: tuple[int, int], matrix: Affine) -> np.ndarray:
    """A picture through PIL's affine matrix, uint8 (h, w, 3) of a width and a height.

    A pixel at the edge may have its middle outside the picture: the nearest colour is there, and not black.
    """
    rim = np.pad(np.asarray(image), ((_RIM_PX, _RIM_PX), (_RIM_PX, _RIM_PX), (0, 0)), mode="edge")
    a, b, c, d, e, f = matrix
    shifted = (a, b, c + _RIM_PX, d, e, f + _RIM_PX)
    return np.asarray(
        Image.fromarray(rim).transform(size, Image.Transform.AFFINE, shifted, Image.Resampling.BICUBIC)
    )


def coverage(frame: Frame, feather: float = 0.0) -> np.ndarray:
    """How far each pixel of `frame.bounds` lies inside the frame, uint8 (h, w).

    Args:
        feather: over which share of the way from an edge to the middle it grows, 0..1; the edges count alike in pixels,
            as many as the shorter side allows.
    """
    bounds = frame.bounds
    if not feather:
        return np.full((bounds.height, bounds.width), 255, np.uint8) if frame.upright else _opaque(frame)
    across, down = _from_edges(frame)
    fade_px = max(1.0, feather * min(frame.width, frame.height) / 2)
    share = _smooth(across / np.float32(fade_px)) * _smooth(down / np.float32(fade_px))
    return np.rint(share * 255).astype(np.uint8)


def carried(uncovered: np.ndarray, box: Box, before: Frame, after: Frame) -> np.ndarray:
    """What was uncovered of a picture in one frame, as it lies in another: uint8 of `after.bounds`.

    Args:
        uncovered: uint8 (box.height, box.width).
    """
    bounds = after.bounds
    corner = [
        before.point(*after.share(bounds.x0 + dx, bounds.y0 + dy)) for dx, dy in ((0, 0), (1, 0), (0, 1))
    ]
    (ox, oy), (rx, ry), (dx, dy) = corner
    matrix = (rx - ox, dx - ox, ox - box.x0, ry - oy, dy - oy, oy - box.y0)
    image = Image.fromarray(np.ascontiguousarray(uncovered))
    return np.asarray(
        image.transform(
            (bounds.width, bounds.height), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR
        )
    )


def _from_bounds(frame: Frame, bounds: Box, width: int, height: int) -> Affine:
    """PIL's six numbers: from a pixel of the bounds to one of the picture at its size."""
    places = [frame.share(bounds.x0 + dx, bounds.y0 + dy) for dx, dy in ((0, 0), (1, 0), (0, 1))]
    (ox, oy), (rx, ry), (dx, dy) = ((across * width, down * height) for across, down in places)
    return rx - ox, dx - ox, ox, ry - oy, dy - oy, oy


def _opaque(frame: Frame) -> np.ndarray:
    """The coverage of a turned frame, its edges smooth over a pixel."""
    across, down = _from_edges(frame)
    share = np.clip(across + 0.5, 0, 1) * np.clip(down + 0.5, 0, 1)
    return np.rint(share * 255).astype(np.uint8)


def _from_edges(frame: Frame) -> tuple[np.ndarray, np.ndarray]:
    """Pixels from the nearer upright edge and from the nearer level one, float32 of `frame.bounds`; inside is more."""
    bounds = frame.bounds
    rows, columns = np.ogrid[0 : bounds.height, 0 : bounds.width]
    cos, sin = frame.turn()
    dx = columns.astype(np.float32) + np.float32(bounds.x0 + 0.5 - frame.x)
    dy = rows.astype(np.float32) + np.float32(bounds.y0 + 0.5 - frame.y)
    across = np.float32(frame.width / 2) - np.abs(np.float32(cos) * dx + np.float32(sin) * dy)
    down = np.float32(frame.height / 2) - np.abs(np.float32(cos) * dy - np.float32(sin) * dx)
    return across, down


def _smooth(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)
