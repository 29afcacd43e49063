"""The paintings that styles are learned from, and what is known of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from exports.names import safe_name
from training.data import PictureSet, Pixels, Preparation, load_pictures
from training.errors import TrainingError

LONGEST_TEXT = 120
"""Letters that a style card has room for, of a title and of a painter."""
LATEST_YEAR = 9999


@dataclass(frozen=True)
class Painting:
    """What is known of a painting: a line of `styles.csv` beside it, or its file name."""

    name: str
    title: str
    artist: str
    year: int | None


def load_paintings(paths: Sequence[Path], longest_px: int) -> PictureSet:
    """Opens paintings, reduced to a longest side of `longest_px`.

    Raises:
        TrainingError: if there is none, one cannot be read, or two would be one style: none must go missing silently.
    """

    def prepare(picture: Pixels) -> Pixels:
        image = Image.fromarray(picture)
        image.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
        return np.asarray(image)

    paintings = load_pictures(
        paths, prepare=Preparation(f"longest side {longest_px}", prepare), minimum_px=64
    )
    if paintings.skipped:
        raise TrainingError(f"A painting cannot be used: {paintings.skipped[0]}.")
    told_apart(paintings.paths)
    return paintings


def style_name(path: Path) -> str:
    """The name of a painting's style, from the name of its file."""
    return safe_name(path.stem)


def told_apart(paths: Sequence[Path]) -> list[Painting]:
    """What is known of paintings, each of which becomes a style.

    Raises:
        TrainingError: two would have one name, or `styles.csv` cannot be read.
    """
    found: dict[str, Path] = {}
    paintings = []
    for path in paths:
        painting = known_painting(path)
        other = found.setdefault(painting.name, path)
        if other is not path:
            raise TrainingError(
                f"{other.name} and {path.name} would both be the style {painting.name!r}; rename one of the files."
            )
        paintings.append(painting)
    return paintings


def known_painting(path: Path) -> Painting:
    """What `styles.csv` in the painting's folder says of it (columns file, artist, title, year), else its file name.

    Raises:
        TrainingError: `styles.csv` cannot be read.
    """
    row = _row_of(path)
    year = re.search(r"\d{4}", row.get("year", ""))
    title = re.sub(r"\s*\(.*\)$", "", row.get("title", "")) or path.stem.replace("_", " ").title()
    artist = row.get("artist", "")
    return Painting(
        style_name(path), title[:LONGEST_TEXT], artist[:LONGEST_TEXT], int(year.group()) if year else None
    )


def _row_of(path: Path) -> dict[str, str]:
    """The row of a painting in the table beside it, in which tabs and the like are blanks; empty where it has none."""
    table = path.parent / "styles.csv"
    try:
        # Some programs put a byte order mark before the first column's name.
        lines = table.read_text(encoding="utf-8-sig").splitlines() if table.is_file() else []
        row = next((row for row in csv.DictReader(lines) if row.get("file") == path.name), {})
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TrainingError(f"{table} cannot be read: {error}.") from error
    return {column: " ".join(text.split()) for column, text in row.items() if column and text}
