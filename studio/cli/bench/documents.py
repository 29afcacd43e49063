"""How soon a document can be painted on: a new style's statistics, a tile that is new, a tile at hand.

Documents of several sizes take turns, so that what is compared was measured in the same minute.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from studio.document.document import Document
from studio.document.geometry import TileIndex, tiles
from studio.document.layers import StyleChoice
from studio.document.tiles import TILE_PX
from studio.engine.compositor import composite
from studio.engine.stylizer import Stylizer

if TYPE_CHECKING:
    from exports.style_model import StyleModel

SIZES_PX = ((6000, 4000), (1732, 1155))
STYLES = 6
TILES_A_STYLE = 8


@dataclass(frozen=True)
class Readiness:
    """What a painter waits for in one document.

    Attributes:
        statistics_ms: median, from the choice of a new style until it can be painted with.
        cold_tile_p95_ms: from the request of a whole tile until it is rendered; the 95th percentile, and with it the
            first tile of every style.
        warm_tile_p95_ms: to composite a tile that is rendered.
        precision: of the numbers that the tiles are computed in.
    """

    network: str
    megapixels: float
    statistics_ms: float
    cold_tile_median_ms: float
    cold_tile_p95_ms: float
    warm_tile_median_ms: float
    warm_tile_p95_ms: float
    precision: str


def measure_documents(
    model: StyleModel,
    vector: np.ndarray,
    on_step: Callable[[], None],
    sizes_px: Sequence[tuple[int, int]] = SIZES_PX,
) -> list[Readiness]:
    """Paints on documents of these sizes in turn.

    Args:
        model: the network.
        vector: (D,) a style; it is used at several strengths, which are new styles to a document.
        on_step: called `STYLES` times.
        sizes_px: widths and heights, each of at least a tile.
    """
    easels = [_Easel(model, vector, size_px) for size_px in sizes_px]
    for easel in easels:
        easel.paint(StyleChoice.of("style", strength=1.0), 0)
        easel.times_ms = {what: [] for what in easel.times_ms}
    for style in range(STYLES):
        # A style that is new to one document shall not be known to the network from another.
        choices = [
            StyleChoice.of("style", strength=0.9 - 0.02 * style - 0.001 * own) for own in range(len(easels))
        ]
        for easel, choice in zip(easels, choices, strict=True):
            easel.take_statistics(choice)
        for number in range(TILES_A_STYLE):
            for easel, choice in zip(easels, choices, strict=True):
                easel.paint(choice, style * TILES_A_STYLE + number)
        on_step()
    return [easel.readiness() for easel in easels]


def sample_picture(width: int, height: int) -> np.ndarray:
    """The shipped sample at another size, uint8 (height, width, 3)."""
    with files("studio").joinpath("assets/sample.jpg").open("rb") as file:
        image = Image.open(file).convert("RGB")
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is at least as large as this share of them."""
    return sorted(values)[max(0, round(share * len(values) + 0.4999) - 1)]


class _Easel:
    """One picture, what paints it, and how long everything took."""

    def __init__(self, model: StyleModel, vector: np.ndarray, size_px: tuple[int, int]) -> None:
        base = sample_picture(*size_px)
        self._stylizer = Stylizer(model, {"style": vector}, base, base_digest=str(size_px))
        self._tiles = list(self._scattered_tiles())
        self.times_ms: dict[str, list[float]] = {"statistics": [], "cold": [], "warm": []}

    def take_statistics(self, choice: StyleChoice) -> None:
        self._time("statistics", lambda: self._stylizer.painter(choice))

    def paint(self, choice: StyleChoice, number: int) -> None:
        """Renders one tile and composites it."""
        tile = self._tiles[number % len(self._tiles)]
        document = Document(self._stylizer.base)
        document.fill(choice)
        self._stylizer.cache.clear()
        self._time("cold", lambda: self._stylizer.render(choice, tile))
        self._time("warm", lambda: composite(document, tile.box(TILE_PX), self._stylizer.cached))

    def readiness(self) -> Readiness:
        cold, warm = self.times_ms["cold"], self.times_ms["warm"]
        box, model = self._stylizer.box, self._stylizer.model
        return Readiness(
            network=model.card.name,
            megapixels=box.width * box.height / 1e6,
            statistics_ms=statistics.median(self.times_ms["statistics"]),
            cold_tile_median_ms=statistics.median(cold),
            cold_tile_p95_ms=percentile(cold, 0.95),
            warm_tile_median_ms=statistics.median(warm),
            warm_tile_p95_ms=percentile(warm, 0.95),
            precision="int8" if model.uses_brush else "float32",
        )

    def _scattered_tiles(self) -> Iterator[TileIndex]:
        """Whole tiles, those at the right and lower edge left out, far from each other one after the other."""
        whole = [
            tile
            for tile in tiles(self._stylizer.box, TILE_PX)
            if self._stylizer.box.contains(tile.box(TILE_PX))
        ]
        for index in np.random.default_rng(0).permutation(len(whole)):
            yield whole[index]

    def _time(self, what: str, run: Callable[[], object]) -> None:
        begin = time.perf_counter()
        run()
        self.times_ms[what].append((time.perf_counter() - begin) * 1000)
