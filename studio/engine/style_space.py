"""The styles of one network as a space: brushes between and beyond those on the shelf, shown on a small picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from exports.generator_model import Direction
from studio.document.exploration import LayerMix, Vector, plain_name
from studio.engine.cancel import CancelToken, stopping_runs
from studio.engine.space import OnProgress, untold

if TYPE_CHECKING:
    from exports.session import StyleModel
    from exports.stylecard import StyleCard

PREFIX = "styles:"
DIRECTIONS = 8
_PARENTS = 3
_LONGEST_END = 80
_STRAY = 0.25


class StyleSpace:
    """Every style that lies among those of the shelf. The first seeds are the styles of the shelf themselves.

    Args:
        model: the network.
        cards: the shelf, those of this network.
        titles: what each card is called, as short as may be.
        preview: uint8 (S, S, 3), what is painted.

    Raises:
        ValueError: the shelf has no style of this network.
    """

    truncation = 1.0
    layers = 0

    def __init__(
        self, model: StyleModel, cards: Sequence[StyleCard], titles: Sequence[str], preview: np.ndarray
    ) -> None:
        if not cards:
            raise ValueError("a style space needs at least one style")
        self.model = model
        self.cards = tuple(cards)
        self.titles = tuple(titles)
        self.preview = preview
        self.name = f"{PREFIX}{cards[0].network}"
        self.size = model.style_size
        self.picture_px = preview.shape[0]
        self._rows = np.stack([card.vector for card in cards]).astype(np.float64)
        self._mean = self._rows.mean(axis=0)
        self.directions = self._principal()

    def title_of(self, seed: int) -> str:
        """What a seed is called; empty where it is no style of the shelf."""
        return self.titles[seed] if seed < len(self.titles) else ""

    def draw(self, seed: int) -> Vector:
        if seed < len(self.cards):
            return self.cards[seed].vector
        dice = np.random.Generator(np.random.PCG64(seed))
        count = min(_PARENTS, len(self.cards))
        chosen = dice.choice(len(self.cards), count, replace=False)
        shares = dice.dirichlet(np.full(count, 0.8))
        return self._strayed(shares @ self._rows[chosen], _STRAY, dice)

    def mixed(self, vectors: Sequence[Vector], weights: Sequence[float]) -> Vector:
        rows = np.stack(vectors).astype(np.float64)
        return (np.asarray(weights, np.float64) @ rows).astype(np.float32)

    def strayed(self, vector: Vector, amount: float, seed: int) -> Vector:
        dice = np.random.Generator(np.random.PCG64(seed))
        return self._strayed(vector.astype(np.float64), amount, dice)

    def pictures(
        self,
        vectors: np.ndarray,
        truncation: float,
        mix: LayerMix | None = None,
        cancel: CancelToken | None = None,
        on_progress: OnProgress = untold,
    ) -> np.ndarray:
        painted: list[np.ndarray] = []
        for number, vector in enumerate(vectors):
            on_progress(number / len(vectors))
            painted.append(self.painted(vector, truncation, self.preview, cancel))
        return np.stack(painted)

    def painted(
        self, vector: Vector, strength: float, picture: np.ndarray, cancel: CancelToken | None = None
    ) -> np.ndarray:
        """A picture, uint8 (H, W, 3), painted whole in a style of a strength from 0 to 2.

        Raises:
            Cancelled, ModelError.
        """
        blended = self.model.blend([(vector, 1.0)], min(max(strength, 0.0), 2.0))
        with stopping_runs(cancel) as control:
            return self.model(picture, blended, control=control)

    def _strayed(self, vector: np.ndarray, amount: float, dice: np.random.Generator) -> Vector:
        """A draw from what styles there are, with the mean and the variances of the shelf, mixed in."""
        count = len(self.cards)
        noise = dice.standard_normal(count) @ (self._rows - self._mean) / np.sqrt(max(1, count - 1))
        kept = np.sqrt(max(0.0, 1.0 - amount**2))
        return (self._mean + kept * (vector - self._mean) + amount * noise).astype(np.float32)

    def _principal(self) -> tuple[Direction, ...]:
        """Along which the shelf varies most, each called after the styles at its two ends."""
        away = self._rows - self._mean
        _, lengths, rows = np.linalg.svd(away, full_matrices=False)
        found: list[Direction] = []
        for length, row in zip(lengths[:DIRECTIONS], rows, strict=False):
            sigma = float(length) / np.sqrt(max(1, len(self.cards) - 1))
            if sigma < 1e-6 * max(1.0, float(lengths[0])):
                break
            places = away @ row
            ends = (self.titles[int(place)] for place in (places.argmin(), places.argmax()))
            low, high = (plain_name(title, _LONGEST_END) for title in ends)
            name = f"{low} – {high}"
            if any(each.name == name for each in found):
                name = f"{name} {len(found) + 1}"
            found.append(Direction(name, row.astype(np.float32), sigma))
        return tuple(found)
