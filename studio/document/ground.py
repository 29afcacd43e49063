"""What the strokes of a style layer repaint: the photo, with the pictures and the plain paint that lie under them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import cast

import numpy as np

from studio.document.digests import TileDigests
from studio.document.geometry import Box, TileIndex, tiles
from studio.document.layers import Layer, PaintLayer, PictureLayer, StyleChoice, StyleLayer, twin_of
from studio.document.tiles import TILE_PX, TileColors, TileMask

Seen = PictureLayer | PaintLayer
_DIGESTS = TileDigests()


@dataclass(frozen=True, eq=False)
class Ground:
    """Pictures and plain paint over the photo. Equal where they look alike; hashable.

    Attributes:
        layers: bottom first, as they were: nobody changes them. Tiles are replaced on write and never changed, so that
            the same arrays are the same pixels.
    """

    layers: tuple[Seen, ...]

    @cached_property
    def _key(self) -> Hashable:
        return tuple(_look(layer, id) for layer in self.layers)

    @cached_property
    def trace(self) -> Hashable:
        """By what it is known again where it is gone: it holds no pixels, and takes a look at those of every tile.

        Meant for what is `near` a box, which has few.
        """
        return tuple(_look(layer, _DIGESTS.of) for layer in self.layers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ground) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def near(self, box: Box) -> Ground | None:
        """What of it is seen in a box, for what depends on no more than that; None where the photo alone is."""
        wanted = list(tiles(box, TILE_PX))
        there = [(layer, [tile for tile in wanted if tile in layer.mask.tiles]) for layer in self.layers]
        seen = tuple(_cut(layer, kept) for layer, kept in there if kept)
        return Ground(seen) if seen else None

    def under(self, choice: StyleChoice) -> GroundedChoice:
        """The choice, painted on this."""
        return GroundedChoice(
            **{each.name: getattr(choice, each.name) for each in fields(choice)}, ground=self
        )


@dataclass(frozen=True)
class GroundedChoice(StyleChoice):
    """A choice that repaints more than the photo: what tiles are asked for by."""

    ground: Ground | None = None

    @property
    def bare(self) -> StyleChoice:
        """The choice alone."""
        return StyleChoice(**{each.name: getattr(self, each.name) for each in fields(StyleChoice)})


def split(choice: StyleChoice) -> tuple[StyleChoice, Ground | None]:
    """A choice alone, and what it is painted on besides the photo."""
    return (choice.bare, choice.ground) if isinstance(choice, GroundedChoice) else (choice, None)


def ground_of(below: Sequence[Layer]) -> Ground | None:
    """What the layers below, bottom first, add to the photo; None where they add nothing.

    Strokes of style layers are no part of it: each repaints the picture, never another's paint.
    """
    seen: list[Seen] = []
    for layer in below:
        if isinstance(layer, StyleLayer) or not layer.visible or not layer.opacity or not layer.mask.tiles:
            continue
        if isinstance(layer, PictureLayer):
            _ = layer.digest  # The twin remembers it.
        twin = cast(Seen, twin_of(layer))
        if isinstance(twin, PictureLayer):
            twin.work = None  # Large, and nothing of it is seen.
        seen.append(twin)
    return Ground(tuple(seen)) if seen else None


def _look(layer: Seen, known_by: Callable[[np.ndarray], Hashable]) -> Hashable:
    """By what the pixels of a layer are known again, given by what a tile is."""
    if isinstance(layer, PictureLayer):
        shown: Hashable = (layer.digest, layer.box, layer.placement)
    else:
        shown = frozenset((tile, known_by(array)) for tile, array in layer.colors.tiles.items())
    covered = frozenset((tile, known_by(array)) for tile, array in layer.mask.tiles.items())
    return covered, shown, layer.opacity, layer.blend


def _cut(layer: Seen, kept: Sequence[TileIndex]) -> Seen:
    """A twin that has only some of its tiles."""
    twin = copy.copy(layer)
    canvas = layer.mask.box
    twin.mask = TileMask(canvas.width, canvas.height)
    twin.mask.restore(layer.mask.snapshot(kept))
    if isinstance(layer, PaintLayer) and isinstance(twin, PaintLayer):
        twin.colors = TileColors(canvas.width, canvas.height)
        twin.colors.restore(layer.colors.snapshot(kept))
    return twin
