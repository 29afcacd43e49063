"""An exploration in a file of its own: what was found while no document was open."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from exports.fields import parse_object
from exports.files import writing_atomically
from studio.document.exploration import Exploration
from studio.document.geometry import Box
from studio.media.archive import Archive
from studio.media.errors import PictureError, ProjectError
from studio.media.exploration_fields import describe_exploration, read_exploration
from studio.media.layer_fields import LayerReader, LayerWriter
from studio.media.parts import Keepsakes, Write, write_part

SCHEMA = 1
_PART = "exploration.json"
_LARGEST_BYTES = 64 << 20


class _Parts:
    """Puts parts into an archive, each once."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names: set[str] = set()

    def put(self, name: str, write: Write, *, packed: bool = False, nbytes: int = 0) -> None:
        if name not in self._names:
            self._names.add(name)
            write_part(self._archive, name, write, packed=packed, nbytes=nbytes)


def save_exploration(path: Path, exploration: Exploration) -> None:
    """Writes an exploration, whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with writing_atomically(path) as file, zipfile.ZipFile(file, "w") as archive:
        parts = _Parts(archive)
        values = describe_exploration(exploration, LayerWriter(parts, Keepsakes()))
        text = json.dumps({"schema": SCHEMA, "exploration": values}, allow_nan=False)
        parts.put(_PART, lambda part: part.write(text.encode()))


def load_exploration(path: Path) -> Exploration:
    """The exploration in a file. Everything in it is checked.

    Raises:
        ProjectError: it cannot be read.
    """
    with Archive(path) as archive:
        data = archive.read(_PART, _LARGEST_BYTES)
        try:
            values = parse_object(data.decode("utf-8"), limit_chars=len(data))
            if values["schema"] != SCHEMA:
                raise ValueError("another schema")
            return read_exploration(values["exploration"], LayerReader(archive, Box(0, 0, 1, 1), {}))
        except PictureError:
            raise
        except Exception as error:  # wrong values fail wherever they are first used
            raise ProjectError(f"{path.name} is damaged.") from error
