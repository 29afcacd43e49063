"""Stylised tiles of one base picture: rendered when asked for, kept while memory allows."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from studio.document.geometry import Box, TileIndex
from studio.document.ground import Ground, split
from studio.document.layers import Layer, StyleChoice
from studio.document.tiles import TILE_PX
from studio.engine.cancel import CancelToken, stopping_runs
from studio.engine.compositor import composite
from studio.engine.painter import Controls, PixelsOf, RegionPainter, reach_px

if TYPE_CHECKING:
    from exports.session import StyleModel

CACHE_BYTES = 512 << 20


class TileCache:
    """Pictures by key, the least recently used dropped first. Thread-safe; may serve several stylizers."""

    def __init__(self, limit_bytes: int = CACHE_BYTES) -> None:
        self.limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._pictures: OrderedDict[Hashable, np.ndarray] = OrderedDict()
        self._nbytes = 0

    @property
    def nbytes(self) -> int:
        return self._nbytes

    def __len__(self) -> int:
        return len(self._pictures)

    def get(self, key: Hashable) -> np.ndarray | None:
        with self._lock:
            picture = self._pictures.get(key)
            if picture is not None:
                self._pictures.move_to_end(key)
            return picture

    def put(self, key: Hashable, picture: np.ndarray) -> None:
        """Keeps a picture, which becomes read-only. One that is larger than the whole cache is not kept."""
        picture.setflags(write=False)
        with self._lock:
            replaced = self._pictures.pop(key, None)
            if replaced is not None:
                self._nbytes -= replaced.nbytes
            if picture.nbytes > self.limit_bytes:
                return
            self._pictures[key] = picture
            self._nbytes += picture.nbytes
            while self._nbytes > self.limit_bytes:
                _, oldest = self._pictures.popitem(last=False)
                self._nbytes -= oldest.nbytes

    def clear(self) -> None:
        with self._lock:
            self._pictures.clear()
            self._nbytes = 0


class Stylizer:
    """Repaints tiles of one base picture with one model. Thread-safe.

    Tiles of one choice share their statistics, taken once from the whole picture, and so fit together without seams.
    They are the photo's even where strokes repaint something that was laid on it: a picture that is moved changes the
    strokes over it and no others.
    """

    def __init__(
        self,
        model: StyleModel,
        styles: Mapping[str, np.ndarray],
        base: np.ndarray,
        *,
        base_digest: str,
        cache: TileCache | None = None,
    ) -> None:
        """Renders nothing yet.

        Args:
            model: the network.
            styles: style name -> vector float32 (D,), such as `{card.name: card.vector for card in …}`.
            base: uint8 (H, W, 3), the picture that is repainted.
            base_digest: names the base in the cache; `Document.base_digest`.
            cache: shared with other stylizers; one of CACHE_BYTES of its own if None.
        """
        self.model = model
        self.styles = styles
        self.base = base
        self.box = Box.of(base)
        self.cache = cache if cache is not None else TileCache()
        self._base_key = (model.digest, base_digest)
        self._lock = threading.Lock()
        self._painters: dict[StyleChoice, RegionPainter] = {}
        self._turns: dict[StyleChoice, threading.Lock] = {}

    def vector(self, choice: StyleChoice) -> np.ndarray:
        """The style vector of a choice, float32 (D,).

        Raises:
            ModelError: a style is not there, or the weights or the strength cannot be used.
        """
        missing = [name for name in choice.names if name not in self.styles]
        if missing:
            from exports.errors import ModelError

            raise ModelError(
                f"There is no style named {missing[0]!r}; add its style card or choose another style."
            )
        return self.model.blend(
            [(self.styles[name], weight) for name, weight in choice.weights], choice.strength
        )

    def painter(self, choice: StyleChoice, cancel: CancelToken | None = None) -> RegionPainter:
        """What paints a choice; it takes the statistics of the whole picture once and is kept.

        Raises:
            Cancelled, ModelError: as `vector`, or the scale, the colours or the detail make no sense.
        """
        with self._lock:
            turn = self._turns.setdefault(choice, threading.Lock())
        with turn:
            known = self._painters.get(choice)
            if known is None:
                plain = self._plain(choice)
                stats = None if plain == choice else self.painter(plain, cancel).stats
                vector, controls = self.vector(choice), controls_of(choice)
                known = RegionPainter(self.model, self.base, vector, controls, cancel, stats=stats)
                with stopping_runs(cancel) as control:
                    # Else the first tile would wait for it.
                    self.model.brushes(vector, control=control)
                self._painters[choice] = known
            return known

    def knows(self, choice: StyleChoice) -> bool:
        """Whether its statistics are taken."""
        return choice in self._painters

    def cached(self, choice: StyleChoice, tile: TileIndex) -> np.ndarray | None:
        """The tile if it is at hand, else None. Never computes."""
        return self.cache.get(self._key(choice, tile))

    def render(self, choice: StyleChoice, tile: TileIndex, cancel: CancelToken | None = None) -> np.ndarray:
        """The tile, computed if need be.

        Returns:
            uint8 (h, w, 3), read only: TILE_PX square, or less at the picture's right and lower edge.

        Raises:
            Cancelled, ModelError.
        """
        box = tile.box(TILE_PX).intersect(self.box)
        if box.empty:
            raise ValueError(f"{tile} lies outside the picture")
        known = self.cached(choice, tile)
        if known is not None:
            return known
        bare, ground = self._around(choice, tile)
        below = None if ground is None else self._pixels_of(ground)
        if bare.strength == 0:
            painted = self.base[box.slices].copy() if below is None else below(box)
        elif (plain := self._plain(choice)) != choice:
            painted = self.painter(bare, cancel).finish(box, self.render(plain, tile, cancel), ground=below)
        else:
            painted = self.painter(bare, cancel).region(box, cancel, ground=below)
        self.cache.put(self._key(choice, tile), painted)
        return painted

    def _plain(self, choice: StyleChoice) -> StyleChoice:
        """The choice before strength, colours and detail: what several choices have in common."""
        plain = replace(choice, colors="style", detail=0.0)
        if not self.model.mixes_photo:
            return plain
        full = all(
            tuple(self.styles[name][-2:]) == (1.0, 0.0) for name in choice.names if name in self.styles
        )
        # A style that shows some of the photo at its full strength shares its paint with no other choice.
        return replace(plain, strength=1.0) if full else choice

    def _key(self, choice: StyleChoice, tile: TileIndex) -> Hashable:
        bare, ground = self._around(choice, tile)
        # The ground itself would keep whole pictures alive that nobody counts.
        return (*self._base_key, bare, None if ground is None else ground.trace, tile)

    def _around(self, choice: StyleChoice, tile: TileIndex) -> tuple[StyleChoice, Ground | None]:
        """A choice alone, and what besides the photo its tile depends on: mostly nothing."""
        bare, ground = split(choice)
        if ground is None:
            return bare, None
        reach = reach_px(self.model, bare.scale)
        return bare, ground.near(tile.box(TILE_PX).pad(reach))

    def _pixels_of(self, ground: Ground) -> PixelsOf:
        seen = _OnPhoto(self.base, self.box, ground.layers)
        return lambda box: composite(seen, box, _no_tiles).picture


class _OnPhoto(NamedTuple):
    """Layers over the photo, to be composited."""

    base: np.ndarray
    box: Box
    layers: Sequence[Layer]


def _no_tiles(_choice: StyleChoice, _tile: TileIndex) -> None:
    """A ground has no style layers."""


def controls_of(choice: StyleChoice) -> Controls:
    """What a choice asks for besides its styles. Raises ModelError if that makes no sense."""
    from exports.errors import ModelError

    try:
        return Controls(choice.scale, choice.colors, choice.detail, choice.seed)  # type: ignore[arg-type]
    except ValueError as error:
        raise ModelError(f"This style layer cannot be painted: {error}.") from error
