"""The paintings that styles are learned from, and what is known of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from training.data import PictureSet, Pixels, Preparation, load_pictures
from training.errors import TrainingError


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
        TrainingError: if there is none, or one cannot be read: a style must not go missing silently.
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
    return paintings


def style_name(path: Path) -> str:
    """The name of a painting's style, from the name of its file."""
    return re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")


def known_painting(path: Path) -> Painting:
    """What `styles.csv` in the painting's folder says of it (columns file, artist, title, year), else its file name."""
    name = style_name(path)
    table = path.parent / "styles.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines()) if table.is_file() else []
    row = next((row for row in rows if row.get("file") == path.name), None)
    if row is None:
        return Painting(name, path.stem.replace("_", " ").title(), "", None)
    year = re.search(r"\d{4}", row.get("year") or "")
    title = re.sub(r"\s*\(.*\)$", "", row.get("title") or path.stem)
    return Painting(name, title, row.get("artist") or "", int(year.group()) if year else None)
