"""What `--style` names: styles of the shelf, style cards, and any other picture, whose style an encoder predicts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.catalog import Catalog
    from exports.runtime import Provider
    from exports.session import StyleEncoderModel
    from exports.stylecard import StyleCard


def choose_styles(
    catalog: Catalog,
    names: Sequence[str],
    model: str | None,
    *,
    provider: Provider = "auto",
    threads: int = 0,
) -> tuple[list[StyleCard], StyleEncoderModel | None]:
    """Finds, reads or predicts the styles of a mix.

    Args:
        catalog: where styles and models are found.
        names: of styles, or paths of style cards or of pictures.
        model: the style network that was asked for; None takes the one that the styles need.
        provider: what runs a style encoder.
        threads: its processor threads; 0 takes all.

    Returns:
        A card for each name, all of one network, and the style encoder if one was needed.

    Raises:
        ModelError, PictureError: a style is not there, or they do not fit together.
    """
    from exports.stylecard import check_one_network

    cards = {name: catalog.style(name) for name in names if not is_plain_picture(name)}
    known = list(cards.values())
    check_one_network(known)
    pictures = [name for name in names if name not in cards]
    encoder = None
    if pictures:
        network = known[0].network if known else _network_of(catalog, model)
        encoder = _open_encoder(catalog, network, provider, threads)
        cards |= {name: _predicted(encoder, Path(name)) for name in pictures}
    if model is None:
        for card in cards.values():
            catalog.network_of(card)
    return [cards[name] for name in names], encoder


def is_plain_picture(name: str) -> bool:
    """Whether what `--style` names is a picture that carries no style of its own."""
    from exports.stylecard import StyleCard
    from studio.media.reading import READABLE_SUFFIXES

    path = Path(name)
    if path.suffix.lower() != ".png":
        return path.suffix.lower() in READABLE_SUFFIXES
    return path.is_file() and not StyleCard.is_in(path)


def _network_of(catalog: Catalog, model: str | None) -> str | None:
    from exports.card import StyleNetworkCard

    if model is None:
        return None
    card = catalog.find(model, StyleNetworkCard.kind).card
    assert isinstance(card, StyleNetworkCard)
    return card.network


def _open_encoder(
    catalog: Catalog, network: str | None, provider: Provider, threads: int
) -> StyleEncoderModel:
    """The style encoder for a network, or the first whose network is at hand. Raises ModelError."""
    from exports.errors import ModelError
    from exports.session import open_style_encoder

    entry = next(iter(catalog.encoders()), None) if network is None else catalog.encoder_of(network)
    if entry is None:
        which = "" if network is None else f" for the style network {network!r}"
        raise ModelError(
            f"A picture as a style needs a style encoder{which}, and there is none; add one with pinxit models add, "
            "or fit the style with pinxit-train add-style."
        )
    return open_style_encoder(entry.path, provider=provider, threads=threads)


def _predicted(encoder: StyleEncoderModel, path: Path) -> StyleCard:
    from studio.engine.predicted import predict_style
    from studio.media.reading import open_picture

    return predict_style(encoder, open_picture(path).pixels, path.stem)
