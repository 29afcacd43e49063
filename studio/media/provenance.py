"""The recipe of a picture: everything that made it, as JSON that travels inside the file."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from PIL import Image

from exports.fields import parse_object
from studio.document.edits import Edit, edits_from_json, edits_to_json
from studio.media.errors import PictureError
from studio.media.exif import comment_of

log = logging.getLogger(__name__)

SCHEMA = 1
CHUNK_KEY = "pinxit.recipe"
LARGEST_RECIPE_CHARS = 64 << 20

# EXIF comments and film tags hold any text: this tells ours from others'.
_PLAIN, _PACKED = "pinxit.recipe:", "pinxit.recipe+zlib:"
_PACK_FROM_CHARS = 4096
JPEG_MARKER = "APP11"


def running_version() -> str:
    """The version of Pinxit that runs."""
    try:
        return metadata.version("pinxit")
    except metadata.PackageNotFoundError:
        return "0+unknown"


@dataclass(frozen=True)
class Recipe:
    """What made a picture.

    Attributes:
        kind: "document", "stylize", "sample", "interpolate" or "optimize".
        settings: of that work, as plain JSON values: choices and strength, latents or seeds, weights and steps.
        models: name -> sha256 (hex) of each model file that had a part in it.
        source: name and sha256 (hex) of the picture it was made from; empty if there was none.
        edits: everything that was done to a document, in order.
        app_version: the Pinxit that wrote it.
    """

    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    app_version: str = field(default_factory=running_version)

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "app": "pinxit",
            "app_version": self.app_version,
            "kind": self.kind,
            "settings": dict(self.settings),
            "models": dict(self.models),
            "source": dict(self.source),
            "edits": edits_to_json(self.edits),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Recipe:
        """Raises KeyError, TypeError, ValueError or AttributeError when the values are not those of a recipe."""
        if values["schema"] != SCHEMA:
            raise ValueError(f"its version {values['schema']} is not known to this Pinxit")
        return cls(
            kind=str(values["kind"]),
            settings=dict(values["settings"]),
            models={str(name): str(digest) for name, digest in values["models"].items()},
            source=dict(values["source"]),
            edits=tuple(edits_from_json(values["edits"])),
            app_version=str(values["app_version"]),
        )


def to_text(recipe: Recipe) -> str:
    """A recipe as ASCII text with a marker, packed if it is long."""
    plain = json.dumps(recipe.to_json(), separators=(",", ":"), allow_nan=False)
    if len(plain) < _PACK_FROM_CHARS:
        return _PLAIN + plain
    return _PACKED + base64.b64encode(zlib.compress(plain.encode("ascii"), 9)).decode("ascii")


def from_text(text: str, file_name: str) -> Recipe | None:
    """The recipe in a text; None if the text is something else.

    Raises:
        PictureError: the recipe is damaged or of a newer version.
    """
    try:
        if text.startswith(_PLAIN):
            plain = text[len(_PLAIN) :]
        elif text.startswith(_PACKED):
            plain = _unpacked(text[len(_PACKED) :])
        else:
            return None
        return Recipe.from_json(parse_object(plain, limit_chars=LARGEST_RECIPE_CHARS))
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
        zlib.error,
        binascii.Error,
    ) as error:
        log.info("recipe of %s not readable", file_name, exc_info=True)
        raise PictureError(
            f"The recipe in {file_name} cannot be read: it is damaged or of a newer Pinxit."
        ) from error


def read_recipe(path: str | Path) -> Recipe | None:
    """The recipe that a picture or film carries; None if it carries none.

    Raises:
        PictureError: the file cannot be read, or its recipe is damaged or of a newer version.
    """
    from studio.media.reading import identified

    path = Path(path)
    if path.suffix.lower() in (".mp4", ".webm"):
        from studio.media.video import comment_of_film

        text = comment_of_film(path)
    else:
        text = _text_in(identified(path))
    return None if text is None else from_text(text, path.name)


def recipe_in(path: Path) -> Recipe | None:
    """As `read_recipe`, for a picture that counts more than its recipe: one that cannot be read is none."""
    try:
        return read_recipe(path)
    except PictureError:
        return None


def _text_in(image: Image.Image) -> str | None:
    chunk = image.info.get(CHUNK_KEY)
    if isinstance(chunk, str):
        return str(chunk)
    pieces = [data for marker, data in getattr(image, "applist", ()) if marker == JPEG_MARKER]
    lead = CHUNK_KEY.encode("ascii") + b"\0"
    if pieces and all(piece.startswith(lead) for piece in pieces):
        return b"".join(piece[len(lead) :] for piece in pieces).decode("ascii", "replace")
    comment = image.info.get("comment")
    if isinstance(comment, bytes) and comment.startswith(CHUNK_KEY.encode("ascii")):
        return comment.decode("ascii", "replace")
    # Pillow decodes a whole PNG to look for EXIF behind the picture, where no recipe is.
    return None if image.format == "PNG" and "exif" not in image.info else comment_of(image)


def _unpacked(text: str) -> str:
    """Unpacks untrusted text without letting it fill the memory."""
    unpacker = zlib.decompressobj()
    plain = unpacker.decompress(base64.b64decode(text, validate=True), LARGEST_RECIPE_CHARS)
    if not unpacker.eof:
        raise ValueError("too long or cut off")
    return plain.decode("ascii")
