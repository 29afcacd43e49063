"""The style card: a PNG whose picture is a style's thumbnail and whose text carries the style itself.

The text chunk `pinxit.style` holds JSON; the vector in it is base64 of little-endian float32. A style card is
untrusted input.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from exports.errors import StyleCardError
from exports.fields import FieldError, Fields, parse_object
from exports.files import write_atomically
from exports.imaging import Picture, check_picture

CHUNK_KEY = "pinxit.style"
SCHEMA = 1
LIMIT_CHARS = 200_000
LARGEST_FILE_BYTES = 16 * 1024 * 1024
LARGEST_THUMBNAIL_PX = 1024


@dataclass(frozen=True, eq=False, kw_only=True)
class StyleCard:
    """A style for one style network.

    Attributes:
        name: identifier: small letters, digits, dots, dashes, underscores.
        title: of the painting or manner, as a person reads it.
        artist: who painted it; empty where nobody did.
        year: of the painting, or None.
        licence: of the style, as an SPDX identifier where there is one.
        network: the `network` of the style models that understand the vector.
        vector: (D,) float32, read only.
        strength: where a brush with this style begins, 0..2.
        source: the thumbnail (S, S, 3) uint8, or the PNG that holds it.
    """

    name: str
    title: str
    artist: str
    year: int | None
    licence: str
    network: str
    vector: NDArray[np.float32]
    strength: float = 1.0
    source: Picture | Path = field(repr=False)

    def __post_init__(self) -> None:
        vector = np.array(self.vector, np.float32)
        vector.flags.writeable = False
        object.__setattr__(self, "vector", vector)

    @property
    def path(self) -> Path | None:
        """The file that the card was read from, if any."""
        return self.source if isinstance(self.source, Path) else None

    @cached_property
    def thumbnail(self) -> Picture:
        """The thumbnail (H, W, 3) uint8; read from the file when first asked for. Raises StyleCardError."""
        if not isinstance(self.source, Path):
            return self.source
        return _decode(_read(self.source), self.source.name)

    @classmethod
    def load(cls, path: Path | str, *, network: str | None = None) -> StyleCard:
        """Reads a card from a PNG; the thumbnail is left for later.

        Args:
            path: the PNG.
            network: the identifier of the network that shall use it; None takes any.

        Raises:
            StyleCardError: the file is no style card, is damaged, or belongs to another network.
        """
        path = Path(path)
        return cls.parse(_read(path), path, network=network)

    @classmethod
    def parse(cls, data: bytes, path: Path, *, network: str | None = None) -> StyleCard:
        """The card in the bytes of a PNG that was already read, as `load`."""
        try:
            card = cls(source=path, **_parse(_text_of(data, path.name)))
        except FieldError as error:
            raise StyleCardError(
                f"The style card {path.name} {error}; get it again from its author."
            ) from None
        if network is not None and card.network != network:
            raise StyleCardError(
                f"The style card {path.name} was made for the style network '{card.network}' and cannot be used with "
                f"'{network}'; add that network, or fit the style anew."
            )
        return card

    @staticmethod
    def is_in(path: Path | str) -> bool:
        """Whether a file is a PNG that carries a style, sound or not."""
        path = Path(path)
        try:
            with _open(_read(path), path.name) as image:
                return CHUNK_KEY in image.info
        except StyleCardError:
            return False

    def to_bytes(self) -> bytes:
        """The card as a PNG file. Raises StyleCardError if it would be refused when read back."""
        check_picture(self.thumbnail)
        text = PngImagePlugin.PngInfo()
        text.add_itxt(CHUNK_KEY, self._to_json())
        buffer = BytesIO()
        Image.fromarray(self.thumbnail).save(buffer, "PNG", pnginfo=text, optimize=True)
        data = buffer.getvalue()
        StyleCard.parse(data, Path(f"{self.name}.png"))
        return data

    def save(self, path: Path | str) -> None:
        """Writes the card as a PNG, whole or not at all. Raises StyleCardError if a value is not allowed, OSError."""
        write_atomically(Path(path), self.to_bytes())

    def _to_json(self) -> str:
        vector = base64.b64encode(self.vector.astype("<f4").tobytes()).decode("ascii")
        values = {
            "schema": SCHEMA,
            "name": self.name,
            "title": self.title,
            "artist": self.artist,
            "year": self.year,
            "licence": self.licence,
            "network": self.network,
            "strength": self.strength,
            "vector": vector,
        }
        return json.dumps(values, ensure_ascii=False)


def check_one_network(cards: Iterable[StyleCard]) -> None:
    """Raises StyleCardError unless all styles of a mix are made for one network."""
    first: StyleCard | None = None
    for card in cards:
        first = first or card
        if card.network != first.network:
            raise StyleCardError(
                f"The styles {first.name} and {card.name} belong to different style networks ({first.network} and "
                f"{card.network}); mix only styles of one."
            )


def _parse(text: str) -> dict[str, Any]:
    fields = Fields(parse_object(text, limit_chars=LIMIT_CHARS))
    schema = fields.integer("schema", 1, 1_000_000)
    if schema > SCHEMA:
        raise FieldError(f"was made by a newer Pinxit (schema {schema}); update Pinxit")
    values = {
        "name": fields.name("name"),
        "title": fields.text("title", longest=120),
        "artist": fields.text("artist", longest=120, empty=True),
        "year": fields.optional_integer("year", -10_000, 10_000),
        "licence": fields.text("licence", longest=200),
        "network": fields.name("network"),
        "strength": fields.number("strength", 0.0, 2.0),
        "vector": _decode_vector(fields.text("vector", longest=LIMIT_CHARS)),
    }
    fields.finish()
    return values


def _decode_vector(text: str) -> NDArray[np.float32]:
    try:
        data = base64.b64decode(text, validate=True)
        vector = np.frombuffer(data, "<f4").astype(np.float32)
    except (binascii.Error, ValueError):
        raise FieldError("has a vector that is not base64 of 32-bit numbers") from None
    if not np.isfinite(vector).all():
        raise FieldError("has a vector with a number that is not finite")
    return vector


def _text_of(data: bytes, file_name: str) -> str:
    """The JSON in the text chunk, without decoding the thumbnail."""
    with _open(data, file_name) as image:
        if max(image.size) > LARGEST_THUMBNAIL_PX:
            raise StyleCardError(
                f"{file_name} is {image.width}x{image.height} pixels large; a style card has at most "
                f"{LARGEST_THUMBNAIL_PX} in each direction."
            )
        text = image.info.get(CHUNK_KEY)
    if not isinstance(text, str):
        raise StyleCardError(
            f"{file_name} is a picture but no style card: it carries no style; make one with pinxit-train add-style."
        )
    return text


def _decode(data: bytes, file_name: str) -> Picture:
    try:
        with _open(data, file_name) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, SyntaxError, ValueError) as error:
        raise StyleCardError(
            f"The thumbnail of {file_name} is damaged ({error}); get the card again."
        ) from None


def _open(data: bytes, file_name: str) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=("PNG",))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if "too large" in str(error).lower():
            raise StyleCardError(
                f"{file_name} carries more text than a style card may; get it again."
            ) from None
        raise StyleCardError(
            f"{file_name} is not a PNG picture, or it is damaged; choose a style card."
        ) from None


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise StyleCardError(
                f"{path.name} is larger than {LARGEST_FILE_BYTES // 2**20} MB; that is no style card."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise StyleCardError(f"There is no file {path}; check the path.") from None
    except OSError as error:
        raise StyleCardError(
            f"{path} cannot be read ({error.strerror or error}); check its permissions."
        ) from None
