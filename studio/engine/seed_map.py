"""The endless map: a lattice of seeds, laid out in a spiral from the middle, and everything between them.

Places are (x, y) in steps of the lattice, x to the right and y down; whole numbers are seeds.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from studio.document.exploration import Vector
from studio.engine.space import Space

LARGEST_SEED = 2**31 - 1
FARTHEST = 23_000
"""Steps from the middle to the edge; beyond it seeds would be too large."""
FINEST_LEVEL = 8


class MapCell(NamedTuple):
    """A place of the map that has a picture: (ix, iy) in steps of 1 / 2**level of the lattice."""

    level: int
    ix: int
    iy: int

    @property
    def x(self) -> float:
        return self.ix / (1 << self.level)

    @property
    def y(self) -> float:
        return self.iy / (1 << self.level)

    @property
    def seed(self) -> int | None:
        """The seed of a place of the lattice; None between them."""
        return seed_at(self.ix, self.iy) if self.level == 0 else None

    def coarser(self) -> MapCell:
        """The nearest place that is seen from a little further away."""
        if self.level == 0:
            return self
        return cell(self.level - 1, _half(self.ix), _half(self.iy))


def cell(level: int, ix: int, iy: int) -> MapCell:
    """The cell of a place; one place has one cell, whatever the level that it is seen on.

    Args:
        level: below 0 each step goes 2**-level seeds further.
    """
    if level < 0:
        return MapCell(0, ix << -level, iy << -level)
    while level > 0 and not (ix | iy) & 1:
        level, ix, iy = level - 1, ix >> 1, iy >> 1
    return MapCell(level, ix, iy)


def cells_around(x: float, y: float, half_width: float, half_height: float, level: int) -> list[MapCell]:
    """The cells of a level whose pictures are seen in a view, nearest to its middle first.

    Args:
        x, y: the middle.
        half_width, half_height: how far the view reaches, in steps of the lattice.
        level: as `cell` takes it.
    """
    fine = 2.0**level

    def near(middle: float, half: float) -> range:
        first = max(math.ceil((middle - half) * fine - 0.5), math.ceil(-FARTHEST * fine))
        last = min(math.floor((middle + half) * fine + 0.5), math.floor(FARTHEST * fine))
        return range(first, last + 1)

    places = [(ix, iy) for iy in near(y, half_height) for ix in near(x, half_width)]
    places.sort(key=lambda place: (place[0] - x * fine) ** 2 + (place[1] - y * fine) ** 2)
    return [cell(level, *place) for place in places]


def seed_at(x: int, y: int) -> int:
    """The seed of a place of the lattice: 0 in the middle, the next eight around it, and so on."""
    ring = max(abs(x), abs(y))
    if ring == 0:
        return 0
    first, side = (2 * ring - 1) ** 2, 2 * ring
    if x == ring and y > -ring:
        return first + y + ring - 1
    if y == ring:
        return first + side + ring - 1 - x
    if x == -ring:
        return first + 2 * side + ring - 1 - y
    return first + 3 * side + x + ring - 1


def place_of(seed: int) -> tuple[int, int]:
    """Where on the lattice a seed lies."""
    if seed == 0:
        return 0, 0
    ring = (math.isqrt(seed) + 1) // 2
    side = 2 * ring
    number, along = divmod(seed - (2 * ring - 1) ** 2, side)
    match number:
        case 0:
            return ring, along + 1 - ring
        case 1:
            return ring - 1 - along, ring
        case 2:
            return -ring, ring - 1 - along
        case _:
            return along + 1 - ring, -ring


def point_at(space: Space, x: float, y: float) -> Vector:
    """The point of a space at a place of its map: the mix of the four seeds around it, as long as they are."""
    x0, y0 = math.floor(x), math.floor(y)
    across, down = x - x0, y - y0
    corners = [
        (x0, y0, (1 - across) * (1 - down)),
        (x0 + 1, y0, across * (1 - down)),
        (x0, y0 + 1, (1 - across) * down),
        (x0 + 1, y0 + 1, across * down),
    ]
    corners = [corner for corner in corners if corner[2] > 0]
    points = [space.draw(seed_at(cx, cy)) for cx, cy, _ in corners]
    return points[0] if len(points) == 1 else space.mixed(points, [share for *_, share in corners])


def seed_near(x: float, y: float) -> int | None:
    """The seed of a place, if it is one; None between seeds."""
    return seed_at(int(x), int(y)) if x == int(x) and y == int(y) else None


def _half(number: int) -> int:
    """Half of it, rounded to the even neighbour so that the picture nearest in both directions is taken in turn."""
    return round(number / 2)
