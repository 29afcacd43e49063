"""Where the frames of a film lie in the scene that the camera turns over.

A network paints on a grid of cells, and on the grain of a canvas. Both stand still in the frame, so that a picture that
moves under them is painted otherwise in each frame: strokes boil in a pan. Here frames are laid on a grid that goes
along with the scene, are painted there, and are taken off again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from studio.document.geometry import Box
from studio.engine.global_motion import REST, Motion, global_motion
from studio.engine.painter import LARGEST_SCALE, SMALLEST_SCALE, Controls

_REACH = 3
"""Lanczos looks at three pixels to each side."""
_STANDS_PX = 0.08
"""Movements by less are taken for none: a camera that stands still shall stand still."""
_FITTING = 0.005
_MOST_CELLS = 12


@dataclass(frozen=True)
class Grid:
    """The cells that go along with a scene.

    Attributes:
        cell_px: side of a cell in the frame.
        painted_px: side of a cell at the size that is painted, a multiple of the network's stride.
    """

    cell_px: int
    painted_px: int

    @classmethod
    def for_scale(cls, scale: float, stride_px: int) -> Grid:
        """The smallest cells whose sides are whole numbers of pixels on both sides of a stroke scale, or nearly."""
        many = range(1, _MOST_CELLS + 1)
        fitting = [cls(max(1, round(scale * stride_px * count)), stride_px * count) for count in many]
        fitting = [each for each in fitting if SMALLEST_SCALE <= each.scale <= LARGEST_SCALE]
        within = [each for each in fitting if abs(each.scale / scale - 1) <= _FITTING]
        return within[0] if within else min(fitting, key=lambda each: abs(each.scale / scale - 1))

    @property
    def scale(self) -> float:
        """Of strokes that are painted on the grid."""
        return self.cell_px / self.painted_px

    def controls(self, controls: Controls) -> Controls:
        """Controls with the scale of the grid."""
        return replace(controls, scale=self.scale)


@dataclass(frozen=True)
class Place:
    """Where a frame lies on the grid.

    Attributes:
        column, row: the cell in which the window begins, as the first frame's corner is counted from.
        left, top: of the frame's corner in the window, in pixels, 0 to a cell.
        width, height: of the frame.
        size: width and height of the window, whole cells.
    """

    column: int
    row: int
    left: float
    top: float
    width: int
    height: int
    size: tuple[int, int]

    @classmethod
    def at(cls, corner: Motion, frame: Image.Image, cell_px: int) -> Place:
        """Where a frame lies whose corner is there in the scene."""
        column, row = (math.floor(each / cell_px) for each in corner)
        width, height = ((math.ceil(side / cell_px) + 1) * cell_px for side in frame.size)
        left, top = corner[0] - column * cell_px, corner[1] - row * cell_px
        return cls(column, row, left, top, *frame.size, (width, height))

    @property
    def covered(self) -> Box:
        """What the frame shows of the window, whole pixels."""
        right, bottom = self.left + self.width, self.top + self.height
        return Box(math.ceil(self.left), math.ceil(self.top), math.floor(right), math.floor(bottom))

    def lay(self, frame: Image.Image) -> Image.Image:
        """The frame in its window, and mirrored where the window is larger."""
        before = math.ceil(self.left) + _REACH, math.ceil(self.top) + _REACH
        after = (
            math.ceil(self.size[0] - self.left) - self.width + _REACH,
            math.ceil(self.size[1] - self.top) - self.height + _REACH,
        )
        padded = np.pad(
            np.asarray(frame), ((before[1], after[1]), (before[0], after[0]), (0, 0)), mode="symmetric"
        )
        return _cut(Image.fromarray(padded), before[0] - self.left, before[1] - self.top, self.size)

    def take_off(self, window: Image.Image) -> Image.Image:
        """The frame's part of what was made of its window."""
        if self.left == int(self.left) and self.top == int(self.top):
            return _cut(window, self.left, self.top, (self.width, self.height))
        padded = np.pad(np.asarray(window), ((_REACH, _REACH), (_REACH, _REACH), (0, 0)), mode="symmetric")
        return _cut(Image.fromarray(padded), self.left + _REACH, self.top + _REACH, (self.width, self.height))


class Camera:
    """Follows where the camera looks, frame by frame.

    Args:
        cell_px: side of the grid's cells.
    """

    def __init__(self, cell_px: int) -> None:
        self._cell_px = cell_px
        self._corner, self._motion = REST, REST

    def cut(self, frame: Image.Image) -> Place:
        """The place of a frame with which another scene begins."""
        self._corner, self._motion = REST, REST
        return Place.at(REST, frame, self._cell_px)

    def next(self, frame: Image.Image, seen: Image.Image, place: Place) -> Place:
        """The place of a frame.

        Args:
            seen: the window that the scene was seen in before.
            place: of the frame before, whose window it is.
        """
        left, top = round(place.left), round(place.top)
        before = seen.crop((left, top, left + place.width, top + place.height))
        # Measured from the whole pixel where `before` begins.
        rest = place.left - left, place.top - top
        expected = self._motion[0] + rest[0], self._motion[1] + rest[1]
        found = global_motion(before, frame, expected, rest)
        moved = found[0] - rest[0], found[1] - rest[1]
        if math.hypot(*moved) < _STANDS_PX:
            moved = REST
        self._motion = moved
        self._corner = self._corner[0] + moved[0], self._corner[1] + moved[1]
        return Place.at(self._corner, frame, self._cell_px)

    def between(self, old: Place, new: Place) -> tuple[int, int]:
        """By how many pixels the window moved right and down."""
        return (new.column - old.column) * self._cell_px, (new.row - old.row) * self._cell_px


def _cut(image: Image.Image, left: float, top: float, size: tuple[int, int]) -> Image.Image:
    box = left, top, left + size[0], top + size[1]
    if left == int(left) and top == int(top):
        return image.crop(box)
    return image.resize(size, Image.Resampling.LANCZOS, box=box)
