"""The brush card: a PNG that shows a stroke of a brush and carries the brush in a text chunk.

The chunk `pinxit.brush` holds JSON. A brush card is untrusted input.
"""

from __future__ import annotations

import base64
import json
import unicodedata
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

from exports.fields import FieldError, parse_object
from exports.files import write_atomically
from exports.stylecard import StyleCard, StyleCardError
from studio.document.exploration import plain_name
from studio.document.layers import StyleChoice
from studio.document.tool_settings import ToolSettings
from studio.media.errors import PictureError

CHUNK_KEY = "pinxit.brush"
SCHEMA = 1
LONGEST_TITLE = 60
_LIMIT_CHARS = 900_000
_MOST_STYLES, _STYLE_PX = 8, 96
_LARGEST_FILE_BYTES = 4 << 20
_LARGEST_PX = 1024


class BrushCardError(PictureError):
    """A file is no brush card, or a damaged one. Its text is one sentence for the user."""


@dataclass(frozen=True, eq=False)
class BrushCard:
    """A brush preset.

    Attributes:
        title: as a person reads it.
        settings: the brush and the smoothing of the hand.
        choice: the styles that go with it, by name; None = those in hand stay.
        thumbnail: uint8 (H, W, 3).
        styles: the cards of those styles, so that it paints on another machine as it does here.
    """

    title: str
    settings: ToolSettings
    thumbnail: np.ndarray = field(repr=False)
    choice: StyleChoice | None = None
    styles: tuple[StyleCard, ...] = ()

    @classmethod
    def load(cls, path: Path) -> BrushCard:
        """Reads a card. Raises BrushCardError."""
        data = _read(path)
        try:
            with Image.open(BytesIO(data), formats=("PNG",)) as image:
                text = image.info.get(CHUNK_KEY)
                if max(image.size) > _LARGEST_PX:
                    raise FieldError(f"is larger than {_LARGEST_PX} pixels")
                thumbnail = np.asarray(image.convert("RGB"))
        except FieldError as error:
            raise BrushCardError(f"The brush card {path.name} {error}.") from None
        except Exception as error:  # a damaged PNG fails in many ways
            raise BrushCardError(f"{path.name} is not a PNG picture, or it is damaged.") from error
        if not isinstance(text, str):
            raise BrushCardError(f"{path.name} is a picture but no brush card: it carries no brush.")
        try:
            return cls(thumbnail=thumbnail, **_parse(text))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            reason = str(error) if isinstance(error, FieldError) else "describes no brush that can be used"
            raise BrushCardError(f"The brush card {path.name} {reason}.") from error

    @staticmethod
    def is_in(path: Path) -> bool:
        """Whether a file is a PNG that carries a brush, sound or not."""
        if path.suffix.lower() != ".png":
            return False
        try:
            with Image.open(BytesIO(_read(path)), formats=("PNG",)) as image:
                return CHUNK_KEY in image.info
        except Exception:  # whatever it is, it is none
            return False

    def to_bytes(self) -> bytes:
        """The card as a PNG file."""
        values: dict[str, Any] = {"schema": SCHEMA, "title": self.title, **self.settings.to_json()}
        if self.choice is not None:
            values["choice"] = self.choice.to_json()
            values["styles"] = [_packed(card) for card in self.styles if card.name in self.choice.names]
        text = PngImagePlugin.PngInfo()
        text.add_itxt(CHUNK_KEY, json.dumps(values, ensure_ascii=False, allow_nan=False))
        buffer = BytesIO()
        Image.fromarray(self.thumbnail).save(buffer, "PNG", pnginfo=text, optimize=True)
        return buffer.getvalue()

    def save(self, path: Path) -> None:
        """Writes the card, whole or not at all. Raises OSError."""
        write_atomically(path, self.to_bytes())


def _is_shown(sign: str) -> bool:
    """Whether a sign may stand in a title: joiners, marks of direction and spaces of other widths may as well."""
    return sign.isprintable() or unicodedata.category(sign) in ("Cf", "Zs")


def _parse(text: str) -> dict[str, Any]:
    values = parse_object(text, limit_chars=_LIMIT_CHARS)
    schema = values["schema"]
    if type(schema) is not int or schema < 1:
        raise FieldError("has no schema")
    if schema > SCHEMA:
        raise FieldError(f"was made by a newer Pinxit (schema {schema}); update Pinxit to use it")
    title = values["title"]
    if not isinstance(title, str) or len(title) > LONGEST_TITLE or not all(map(_is_shown, title)):
        raise FieldError("has no title that can be shown")
    title = plain_name(title, LONGEST_TITLE)
    if not title:
        raise FieldError("has no title that can be shown")
    choice = values.get("choice")
    return {
        "title": title,
        "settings": ToolSettings.from_json(values),
        "choice": None if choice is None else StyleChoice.from_json(choice),
        "styles": tuple(_unpacked(text) for text in values.get("styles", [])[:_MOST_STYLES]),
    }


def _packed(card: StyleCard) -> str:
    """A style card as text, with a small thumbnail."""
    image = Image.fromarray(np.ascontiguousarray(card.thumbnail))
    image.thumbnail((_STYLE_PX, _STYLE_PX))
    return base64.b64encode(replace(card, source=np.asarray(image)).to_bytes()).decode("ascii")


def _unpacked(text: str) -> StyleCard:
    """Raises FieldError when the text is no style card."""
    try:
        data = base64.b64decode(text, validate=True)
        card = StyleCard.parse(data, Path("style.png"))
        with Image.open(BytesIO(data), formats=("PNG",)) as image:
            if max(image.size) > _LARGEST_PX:
                raise FieldError(f"brings a style larger than {_LARGEST_PX} pixels")
            return replace(card, source=np.asarray(image.convert("RGB")))
    except (StyleCardError, OSError, SyntaxError) as error:
        raise FieldError("brings a style that is damaged") from error


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE_BYTES:
            raise BrushCardError(
                f"{path.name} is larger than {_LARGEST_FILE_BYTES >> 20} MB; that is no brush card."
            )
        return path.read_bytes()
    except OSError as error:
        raise BrushCardError(f"{path.name} cannot be read: {error.strerror or error}.") from None
