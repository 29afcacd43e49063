"""Opens models when they are first needed and keeps them. Called from workers: opening takes a moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from exports.catalog import Catalog, ModelEntry
from exports.errors import ModelError
from exports.session import (
    GeneratorModel,
    Model,
    PerceptualModel,
    Provider,
    StyleEncoderModel,
    StyleModel,
    open_generator,
    open_perceptual,
    open_style,
    open_style_encoder,
)
from exports.stylecard import StyleCard, check_one_network
from studio.document.geometry import Box, TileIndex
from studio.document.ground import split
from studio.document.layers import StyleChoice
from studio.document.tiles import TILE_PX
from studio.engine.cancel import CancelToken
from studio.engine.stylizer import Stylizer, TileCache

_AnyModel = TypeVar("_AnyModel", bound=Model)


class ModelLibrary:
    """The open models of one studio, each opened once. Thread-safe.

    Args:
        catalog: where they are found.
        provider: what shall run them.
        threads: CPU threads of one run; 0 lets onnxruntime decide.
    """

    def __init__(self, catalog: Catalog, *, provider: Provider = "auto", threads: int = 0) -> None:
        self.catalog = catalog
        self._provider: Provider = provider
        self._threads = threads
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str, int], Model] = {}

    def style(self, card: StyleCard) -> StyleModel:
        """The network that understands a style. Raises ModelError."""
        return self._opened(self.catalog.network_of(card), open_style)

    def style_network(self, network: str) -> StyleModel:
        """The network of an identifier. Raises ModelError."""
        return self._opened(self.catalog.network_named(network), open_style)

    def generator(self, name: str) -> GeneratorModel:
        """The generator of a name. Raises ModelError."""
        return self._opened(self.catalog.find(name, "generator"), open_generator)

    def perceptual(self) -> PerceptualModel:
        """The first perceptual model at hand. Raises ModelError when there is none."""
        for entry in self.catalog.models():
            if entry.kind == "perceptual":
                return self._opened(entry, open_perceptual)
        raise ModelError("There is no perceptual model at hand; add one with pinxit models add.")

    def style_encoder(self, network: str) -> StyleEncoderModel:
        """What predicts styles for a network. Raises ModelError when there is none at hand."""
        entry = self.catalog.encoder_of(network)
        if entry is None:
            raise ModelError(
                "No style encoder for these brushes is at hand, so a picture cannot become one at once; fit it with "
                "pinxit-train add-style."
            )
        return self._opened(entry, open_style_encoder)

    def any_style_encoder(self) -> StyleEncoderModel:
        """The first style encoder whose style network is at hand. Raises ModelError when there is none."""
        entry = next(iter(self.catalog.encoders()), None)
        if entry is None:
            raise ModelError("There is no style encoder at hand; add one with pinxit models add.")
        return self._opened(entry, open_style_encoder)

    def _opened(self, entry: ModelEntry, opener: Callable[..., _AnyModel]) -> _AnyModel:
        key = (entry.kind, str(entry.path), written_ns(entry.path))
        with self._lock:
            # A file that was written anew, such as by a training, is another model.
            for other in [known for known in self._open if known[:2] == key[:2] and known != key]:
                del self._open[other]
            if key not in self._open:
                self._open[key] = opener(entry.path, provider=self._provider, threads=self._threads)
            return self._open[key]  # type: ignore[return-value]


def written_ns(path: Path) -> int:
    """When a file was written, 0 where nobody knows."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


class _Vectors(Mapping[str, np.ndarray]):
    """The style vectors of one network's cards, those that come later among them."""

    def __init__(self, cards: Mapping[str, StyleCard], network: str) -> None:
        self._cards, self._network = cards, network

    def __getitem__(self, name: str) -> np.ndarray:
        card = self._cards[name]
        if card.network != self._network:
            raise KeyError(name)
        return card.vector

    def __iter__(self) -> Iterator[str]:
        return (name for name, card in list(self._cards.items()) if card.network == self._network)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class DocumentStylizers:
    """Stylizes tiles of one base picture with whichever network a choice of style needs. Thread-safe.

    Args:
        library: gives the networks.
        cards: the styles on the shelf, by name; more may come.
        base: uint8 (H, W, 3).
        base_digest: names the base in the cache.
        cache: keeps the tiles of every network.
        kept: how choices once looked that cannot be painted here, uint8 (H, W, 3) of the whole canvas.
    """

    def __init__(
        self,
        library: ModelLibrary,
        cards: Mapping[str, StyleCard],
        base: np.ndarray,
        base_digest: str,
        cache: TileCache,
        kept: Mapping[StyleChoice, np.ndarray] = MappingProxyType({}),
    ) -> None:
        self.kept = kept
        self.cards = cards
        self._library = library
        self._base = base
        self._base_digest = base_digest
        self._cache = cache
        self._lock = threading.Lock()
        self._of_network: dict[str, Stylizer] = {}

    def of(self, choice: StyleChoice) -> Stylizer:
        """The stylizer of a choice, its network opened if need be.

        Raises:
            ModelError: a style or its network is not at hand, or they are of several networks.
        """
        cards = [self._card(name) for name in choice.names]
        check_one_network(cards)
        card = cards[0]
        with self._lock:
            if card.network not in self._of_network:
                self._of_network[card.network] = Stylizer(
                    self._library.style(card),
                    _Vectors(self.cards, card.network),
                    self._base,
                    base_digest=self._base_digest,
                    cache=self._cache,
                )
            return self._of_network[card.network]

    def forget(self, network: str) -> None:
        """Opens a network anew when it is next needed: its file was written anew."""
        with self._lock:
            self._of_network.pop(network, None)

    def cached(self, choice: StyleChoice, tile: TileIndex) -> np.ndarray | None:
        """The tile if it is at hand, else None; never computes."""
        bare, _ = split(choice)
        if bare in self.kept:
            return _tile_of(self.kept[bare], tile)
        card = self.cards.get(choice.names[0])
        stylizer = self._of_network.get(card.network) if card is not None else None
        return None if stylizer is None else stylizer.cached(choice, tile)

    def render(self, choice: StyleChoice, tile: TileIndex, cancel: CancelToken | None = None) -> np.ndarray:
        """The tile, computed if need be. Raises Cancelled, ModelError."""
        bare, _ = split(choice)
        if bare in self.kept:
            return _tile_of(self.kept[bare], tile)
        return self.of(choice).render(choice, tile, cancel)

    def models(self) -> list[StyleModel]:
        """The networks that were needed so far."""
        return [stylizer.model for stylizer in list(self._of_network.values())]

    def _card(self, name: str) -> StyleCard:
        if name not in self.cards:
            raise ModelError(f"There is no style named {name!r}; add its style card or choose another style.")
        return self.cards[name]


def _tile_of(canvas: np.ndarray, tile: TileIndex) -> np.ndarray:
    return canvas[tile.box(TILE_PX).intersect(Box.of(canvas)).slices]
