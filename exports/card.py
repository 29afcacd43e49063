"""The model card: what a model file says of itself, as JSON under one key of its ONNX metadata.

The card is untrusted input. `parse_card` checks every value, and `ModelCard.to_json` reads its own
result back, so that no card is written that would be refused later.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from exports.errors import CardError
from exports.fields import FieldError, Fields, parse_object
from exports.figures import FiguresCard

CARD_KEY = "pinxit.card"
SCHEMA = 1
LIMIT_CHARS = 1_000_000

MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From each older schema to the next one: takes the card's JSON object, returns a new one."""


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """What every model says of itself; each kind adds what its typed model needs.

    Attributes:
        name: identifier: small letters, digits, dots, dashes, underscores.
        title: what a person reads.
        licence: of the weights, as an SPDX identifier where there is one.
        training_data: what the model learned from, and `training_data_licence` its licence.
        training: free: config hash, images seen, metrics, versions.
        receptive_radius: pixels around an output pixel that it depends on.
        size_multiple: height and width of the graph's image must be multiples of this (1 for generators).
    """

    kind: ClassVar[str]

    name: str
    title: str
    author: str
    licence: str
    training_data: str
    training_data_licence: str
    training: Mapping[str, Any] = field(default_factory=dict)
    receptive_radius: int = 0
    size_multiple: int = 1
    schema: int = SCHEMA

    def to_json(self) -> str:
        """The card as compact JSON. Raises CardError if it would be refused when read back."""
        try:
            text = json.dumps(
                {"kind": self.kind, **dataclasses.asdict(self)}, ensure_ascii=False, allow_nan=False
            )
        except (TypeError, ValueError) as error:
            raise CardError(f"The model card of {self.name!r} cannot be written as JSON: {error}.") from None
        parse_card(text, file_name=self.name)
        return text

    @classmethod
    def read_own_fields(cls, fields: Fields) -> dict[str, Any]:
        """The values that this kind adds to a card, taken from its JSON. Raises FieldError."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class StyleNetworkCard(ModelCard):
    """A style network: repaints a picture as a style vector says.

    Attributes:
        network: identifier that a style card must name for its vector to be understood by this network.
        style_size: D, the length of a style vector.
        stats_size: M, the length of the statistics.
        photo_style: D numbers, the style vector that gives the photo back.
        norm_channels: channels of each normalisation, in order: the statistics hold for each its means and then its
            variances. Empty where the file does not say.
        grain: deviation of the canvas grain that pictures are to have, in values 0..1 (see `exports.grain`). The photo
            style then ends with 0 paint and 1 photo, so that the photo can be mixed in without grain.
    """

    kind: ClassVar[str] = "style"

    network: str
    style_size: int
    stats_size: int
    photo_style: tuple[float, ...]
    norm_channels: tuple[int, ...] = ()
    grain: float = 0.0

    @classmethod
    def read_own_fields(cls, fields: Fields) -> dict[str, Any]:
        style_size = fields.integer("style_size", 1, 16384)
        stats_size = fields.integer("stats_size", 1, 65536)
        norm_channels = fields.optional_integers("norm_channels", 1, stats_size)
        if norm_channels and 2 * sum(norm_channels) != stats_size:
            raise FieldError(f"has 'norm_channels' that do not make {stats_size} statistics")
        photo_style = fields.numbers("photo_style", style_size)
        grain = fields.number("grain", 0.0, 1.0) if fields.has("grain") else 0.0
        if grain and photo_style[-2:] != (0.0, 1.0):
            raise FieldError(
                "has 'grain' but no photo style that ends with 0 and 1: it would be seen in the photo"
            )
        return {
            "network": fields.name("network"),
            "style_size": style_size,
            "stats_size": stats_size,
            "photo_style": photo_style,
            "norm_channels": norm_channels,
            "grain": grain,
        }


@dataclass(frozen=True)
class DirectionCard:
    """One direction of a latent space: a step of 1 along `vector` changes a picture by one `sigma` of the data.

    Attributes:
        vector: Z numbers.
        sigma: standard deviation of latents along the direction; a slider's natural unit.
    """

    name: str
    vector: tuple[float, ...]
    sigma: float


@dataclass(frozen=True, kw_only=True)
class GeneratorCard(ModelCard):
    """A generator: makes pictures of `resolution` x `resolution` pixels from latents of `latent_size` numbers.

    Attributes:
        style_size: W, the length of a style vector; 0 for a generator without styles.
        style_layers: L, the layers that take a style each, coarsest first; 0 for a generator without styles.
        figures: how its pictures compare with the data; None where nobody measured.
    """

    kind: ClassVar[str] = "generator"

    latent_size: int
    resolution: int
    directions: tuple[DirectionCard, ...] = ()
    style_size: int = 0
    style_layers: int = 0
    figures: FiguresCard | None = None

    @classmethod
    def read_own_fields(cls, fields: Fields) -> dict[str, Any]:
        latent_size = fields.integer("latent_size", 1, 4096)
        directions = []
        for item in fields.objects("directions", most=64):
            directions.append(
                DirectionCard(
                    name=item.text("name", longest=80),
                    vector=item.numbers("vector", latent_size),
                    sigma=item.number("sigma", 0.0, 1e6),
                )
            )
            item.finish()
        style_size = fields.optional_integer("style_size", 0, 4096) or 0
        style_layers = fields.optional_integer("style_layers", 0, 64) or 0
        if bool(style_size) != bool(style_layers):
            raise FieldError("has only one of 'style_size' and 'style_layers'")
        figures = fields.optional_object("figures")
        return {
            "latent_size": latent_size,
            "resolution": fields.integer("resolution", 4, 4096),
            "directions": tuple(directions),
            "style_size": style_size,
            "style_layers": style_layers,
            "figures": None if figures is None else FiguresCard.read(figures),
        }


@dataclass(frozen=True, kw_only=True)
class StyleEncoderCard(ModelCard):
    """A style encoder: predicts from any picture the style vector with which a style network paints like it.

    Attributes:
        network: the `network` of the style models that understand the vector.
        style_size: D, the length of a style vector.
        picture_px: longest side at which a picture is shown to the encoder.
    """

    kind: ClassVar[str] = "style-encoder"

    network: str
    style_size: int
    picture_px: int

    @classmethod
    def read_own_fields(cls, fields: Fields) -> dict[str, Any]:
        return {
            "network": fields.name("network"),
            "style_size": fields.integer("style_size", 1, 16384),
            "picture_px": fields.integer("picture_px", 64, 8192),
        }


@dataclass(frozen=True)
class StyleLayerCard:
    """One layer whose Gram matrix describes style: its name, its channels C, and how much it counts by default."""

    name: str
    channels: int
    default_weight: float


@dataclass(frozen=True, kw_only=True)
class PerceptualCard(ModelCard):
    """A perceptual loss with its gradient, written as a forward graph.

    Attributes:
        content_layer: name of the layer that describes content.
        style_layers: the layers that describe style, in the order of the graph's `gram_target_1..K`.
    """

    kind: ClassVar[str] = "perceptual"

    content_layer: str
    style_layers: tuple[StyleLayerCard, ...]

    @classmethod
    def read_own_fields(cls, fields: Fields) -> dict[str, Any]:
        layers = []
        for item in fields.objects("style_layers", most=32):
            layers.append(
                StyleLayerCard(
                    name=item.text("name", longest=80),
                    channels=item.integer("channels", 1, 8192),
                    default_weight=item.number("default_weight", 0.0, 1e9),
                )
            )
            item.finish()
        if not layers:
            raise FieldError("has no style layers")
        return {"content_layer": fields.text("content_layer", longest=80), "style_layers": tuple(layers)}


CARD_TYPES: Mapping[str, type[ModelCard]] = {
    card_type.kind: card_type
    for card_type in (StyleNetworkCard, GeneratorCard, PerceptualCard, StyleEncoderCard)
}


def parse_card(text: str, *, file_name: str) -> ModelCard:
    """Reads a card from the JSON of a model file, of this schema or an older one.

    Args:
        text: untrusted JSON.
        file_name: of the model file, for the message.

    Raises:
        CardError: the card is malformed, has a wrong value, or comes from a newer Pinxit.
    """
    try:
        return _parse(text, file_name)
    except FieldError as error:
        raise CardError(
            f"The model card of {file_name} {error}; get the model file again from its author."
        ) from None


def _parse(text: str, file_name: str) -> ModelCard:
    data = parse_object(text, limit_chars=LIMIT_CHARS)
    schema = Fields(data).integer("schema", 1, 1_000_000)
    if schema > SCHEMA:
        raise CardError(
            f"{file_name} was made by a newer Pinxit (model card schema {schema}, this one reads up to {SCHEMA}); "
            "update Pinxit to use it."
        )
    while schema < SCHEMA:
        data = MIGRATIONS[schema](data)
        schema += 1
    data["schema"] = SCHEMA

    fields = Fields(data)
    kind = fields.text("kind", longest=64)
    if kind not in CARD_TYPES:
        raise FieldError(f"has the kind {kind!r}, which this version does not know")
    card_type = CARD_TYPES[kind]
    card = card_type(
        schema=fields.integer("schema", SCHEMA, SCHEMA),
        name=fields.name("name"),
        title=fields.text("title", longest=120),
        author=fields.text("author", longest=200),
        licence=fields.text("licence", longest=200),
        training_data=fields.text("training_data"),
        training_data_licence=fields.text("training_data_licence"),
        training=fields.mapping("training"),
        receptive_radius=fields.integer("receptive_radius", 0, 4096),
        size_multiple=fields.integer("size_multiple", 1, 256),
        **card_type.read_own_fields(fields),
    )
    fields.finish()
    return card
