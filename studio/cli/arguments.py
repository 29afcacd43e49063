"""What several verbs ask for, in the same words, and the types that argparse converts with."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path

MOST_SEEDS = 2**32
LATENT_SUFFIX = ".json"
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".avif")


def add_models_folder(parser: argparse.ArgumentParser) -> None:
    """`--models-folder`: where else to look for models and styles."""
    parser.add_argument(
        "--models-folder",
        type=Path,
        metavar="DIR",
        help="look for models here too (*.onnx, and style cards in styles/), after the shipped and the added ones",
    )


def add_provider(parser: argparse.ArgumentParser) -> None:
    """`--provider`: what runs a model."""
    parser.add_argument(
        "--provider",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="what runs the model; auto takes the GPU where there is one (default: auto)",
    )


def add_runtime(parser: argparse.ArgumentParser) -> None:
    """`--provider`, `--threads` and `--models-folder`: which models, and how they run."""
    add_provider(parser)
    parser.add_argument(
        "--threads",
        type=integer(0, 1024),
        default=0,
        metavar="N",
        help="processor threads; 0 takes all (default: 0)",
    )
    add_models_folder(parser)


def add_truncation(parser: argparse.ArgumentParser) -> None:
    """`--truncation`, for what draws from a generator."""
    parser.add_argument(
        "--truncation",
        type=number(0, 2),
        metavar="0..2",
        help="below 1: more typical and less varied (default: that of a latent file, or 1)",
    )


def add_recipe(parser: argparse.ArgumentParser) -> None:
    """`--no-recipe`: leaves out how the picture was made."""
    parser.add_argument(
        "--no-recipe",
        action="store_true",
        help="do not write into the file how it was made (models, settings, version)",
    )


def integer(least: int, most: int) -> Callable[[str], int]:
    """A type for argparse: a whole number in this range."""

    def convert(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{value} is not between {least} and {most}")
        return value

    return convert


def number(least: float, most: float) -> Callable[[str], float]:
    """A type for argparse: a finite number in this range."""

    def convert(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
        if not math.isfinite(value) or not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least:g} and {most:g}")
        return value

    return convert


def seed_or_file(text: str) -> int | Path:
    """A type for argparse: a seed, or a file that holds a latent (see `studio.media.latents`)."""
    suffix = Path(text).suffix.lower()
    if suffix == LATENT_SUFFIX or suffix in PICTURE_SUFFIXES:
        return Path(text)
    return integer(0, MOST_SEEDS - 1)(text)


def seeds(text: str) -> tuple[int | Path, ...]:
    """A type for argparse: seeds or latent files, joined by commas."""
    return tuple(seed_or_file(part.strip()) for part in text.split(","))


def numbers(least: float, most: float) -> Callable[[str], tuple[float, ...]]:
    """A type for argparse: finite numbers in this range, joined by commas."""
    one = number(least, most)
    return lambda text: tuple(one(part.strip()) for part in text.split(","))


def direction_values(text: str) -> tuple[str, tuple[float, ...]]:
    """A type for argparse: NAME:A[,B...], a direction of a generator and how far to move along it."""
    name, separator, values = text.rpartition(":")
    if not separator or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME:A,B,..., such as petals:0,2,0")
    return name, numbers(-10, 10)(values)


def layer_mix(text: str) -> tuple[tuple[int, ...], int | Path | None]:
    """A type for argparse: LAYERS:SEED, such as 4-6,9:17, or none; layers count from 0."""
    if text == "none":
        return (), None
    layers, separator, seed = text.partition(":")
    if not separator:
        raise argparse.ArgumentTypeError(f"{text!r} is not LAYERS:SEED, such as 4-6:17, or none")
    found: list[int] = []
    for part in layers.split(","):
        first, _, last = part.partition("-")
        start = integer(0, 99)(first)
        found.extend(range(start, integer(start, 99)(last or first) + 1))
    return tuple(dict.fromkeys(found)), seed_or_file(seed)


def grid(text: str) -> tuple[int, int]:
    """A type for argparse: rows and columns of a sheet, such as 3x4."""
    parts = text.lower().split("x")
    if len(parts) != 2:
        raise argparse.ArgumentTypeError(f"{text!r} is not ROWSxCOLUMNS, such as 3x4")
    rows, columns = (integer(1, 1000)(part) for part in parts)
    return rows, columns


def style_mix(text: str) -> tuple[tuple[str, float], ...]:
    """A type for argparse: NAME[:WEIGHT][,...], each a style of the shelf or the path of a style card or a picture."""
    return tuple(_weighted_style(part.strip()) for part in text.split(","))


def weighted_picture(text: str) -> tuple[Path, float]:
    """A type for argparse: PICTURE[:SHARE]."""
    name, weight = _weighted_style(text)
    return Path(name), weight


def numbered_picture(text: str) -> tuple[int | None, Path]:
    """A type for argparse: [N:]PICTURE; None where no number is given."""
    number, separator, rest = text.partition(":")
    if separator and number.isdecimal() and rest:
        return integer(1, 1000)(number), Path(rest)
    return None, Path(text)


def _weighted_style(text: str) -> tuple[str, float]:
    name, separator, weight = text.rpartition(":")
    # A colon that no number follows is part of a path (C:\cards\wheat.png), and so is a lone drive letter's.
    if not separator or _is_path(text):
        name, weight = text, "1"
    if not name:
        raise argparse.ArgumentTypeError("an empty style name; write NAME or NAME:WEIGHT, joined by commas")
    try:
        value = float(weight)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{weight!r} is no weight; write NAME:WEIGHT, such as wheat:0.7"
        ) from None
    if not math.isfinite(value) or not 0 < value <= 100:
        raise argparse.ArgumentTypeError(
            f"the weight of {name} must be above 0 and at most 100, not {weight}"
        )
    return name, value


def _is_path(text: str) -> bool:
    suffix = Path(text).suffix
    return suffix.lower() in PICTURE_SUFFIXES and ":" not in suffix
