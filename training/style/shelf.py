"""What lies in folders of models: model files with their cards, and the style cards for a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from exports.card import ModelCard, StyleNetworkCard
from exports.catalog import STYLES_FOLDER
from exports.errors import ModelError
from exports.onnxfile import read_card
from exports.stylecard import StyleCard


def models_in(folders: Sequence[Path]) -> Iterator[tuple[Path, ModelCard]]:
    """The model files of each folder with their cards, whatever their names: broken ones are passed over."""
    for path in _listed(folders, "*.onnx"):
        with suppress(ModelError):
            yield path, read_card(path)


def styles_in(folders: Sequence[Path], network: StyleNetworkCard) -> tuple[StyleCard, ...]:
    """The style cards for a network, one of each name, in the order of the folders."""
    found: dict[str, StyleCard] = {}
    for path in _listed([folder / STYLES_FOLDER for folder in folders], "*.png"):
        with suppress(ModelError):
            style = StyleCard.load(path, network=network.network)
            if len(style.vector) == network.style_size:
                found.setdefault(style.name, style)
    return tuple(found.values())


def _listed(folders: Sequence[Path], pattern: str) -> Iterator[Path]:
    """The files of each folder in order, but for those that an export is still writing, or left when it was killed."""
    for folder in folders:
        yield from sorted(path for path in folder.glob(pattern) if not path.name.startswith("."))
