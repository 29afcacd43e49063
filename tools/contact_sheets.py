"""Makes contact sheets of what ships: every style on the same pictures, and many samples of a generator.

    python -m tools.contact_sheets styles      # docs/images/styles.webp: every style on six pictures, at full size
    python -m tools.contact_sheets overview    # docs/images/overview.webp: the whole sample picture in every style
    python -m tools.contact_sheets generator --model flowers-128 --out docs/images/flowers-128.webp   # successive seeds

`styles --photos DIR --out FILE` shows other photos; such a sheet stays out of the repository. Details are cut out of
pictures that were stylized whole, and never scaled: noise vanishes in a thumbnail.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from exports.catalog import Catalog
from exports.errors import ModelError
from exports.session import StyleModel, open_generator, open_style
from exports.stylecard import StyleCard
from studio.cli.arguments import add_models_folder, grid, integer, number
from studio.cli.catalog import find_model, open_catalog
from studio.cli.errors import CommandError
from studio.cli.outputs import make_folder, pictures_in
from studio.cli.progress import Progress
from studio.engine.generator import enlarge, sample
from studio.engine.generator import grid as sheet_of
from studio.engine.painter import Controls, fitting_scale
from studio.engine.pipelines import stylize_picture
from studio.media.errors import PictureError
from studio.media.reading import open_picture
from studio.media.writing import save_picture

REPOSITORY = Path(__file__).resolve().parent.parent
IMAGES = REPOSITORY / "docs" / "images"
SAMPLE = REPOSITORY / "studio" / "assets" / "sample.jpg"
DETAILS = ((0.75, 0.41), (0.66, 0.12), (0.35, 0.85))
"""Places in the sample picture, as parts of its width and height: face, mountains, meadow."""
GENERATED = (("flowers-128", 31), ("skies-128", 13))
"""Generators, and the seed of a picture of each."""
ENLARGED = 3

GAP_PX = 8
LABEL_PX = 28
PAPER, INK = (24, 24, 26), (226, 224, 218)


@dataclass(frozen=True)
class Subject:
    """A picture to stylize, and the centres (as parts of its width and height) of the details to show of it."""

    pixels: np.ndarray
    centres: tuple[tuple[float, float], ...]


def main() -> int:
    arguments = _parser().parse_args()
    try:
        make_folder(arguments.out.parent)
        sheet = arguments.make(arguments)
        save_picture(arguments.out, sheet, quality=arguments.quality)
    except (CommandError, ModelError, PictureError) as error:
        print(error, file=sys.stderr)
        return 1
    height, width = sheet.shape[:2]
    print(f"{arguments.out}: {width} x {height}, {arguments.out.stat().st_size / 1e6:.1f} MB")
    return 0


def styles_sheet(arguments: argparse.Namespace) -> np.ndarray:
    """A row for the photos and one for each style; a column for each detail."""
    cards, model = _styles(arguments)
    subjects = list(_subjects(arguments))
    rows = [("The photo", [subject.pixels for subject in subjects])]
    rows += [
        (_caption(card), pictures) for card, pictures in _painted(cards, model, subjects, arguments.strength)
    ]
    width, height = arguments.cell
    labelled = []
    for caption, pictures in rows:
        details = [
            _detail(picture, centre, width, height)
            for picture, subject in zip(pictures, subjects, strict=True)
            for centre in subject.centres
        ]
        labelled.append(_labelled(_in_a_row(details), caption))
    return np.concatenate(labelled)


def overview_sheet(arguments: argparse.Namespace) -> np.ndarray:
    """The whole sample picture in every style, reduced, in a grid."""
    cards, model = _styles(arguments)
    picture = open_picture(SAMPLE).pixels
    pictures = [("The photo", picture)]
    for card, (painted,) in _painted(cards, model, [Subject(picture, ())], arguments.strength):
        pictures.append((_caption(card), painted))
    cells = [_labelled(enlarge(pixels, arguments.size), caption) for caption, pixels in pictures]
    rows = [cells[start : start + arguments.columns] for start in range(0, len(cells), arguments.columns)]
    empty = np.full_like(cells[0], PAPER)
    return np.concatenate([_in_a_row(row + [empty] * (arguments.columns - len(row))) for row in rows])


def generator_sheet(arguments: argparse.Namespace) -> np.ndarray:
    """Successive seeds in rows and columns, none left out."""
    entry = find_model(open_catalog(arguments), arguments.model, "generator")
    model = open_generator(entry.path)
    rows, columns = arguments.grid
    seeds = range(arguments.seed, arguments.seed + rows * columns)
    pictures = sample(model, seeds, arguments.truncation)
    scaled = (
        pictures if arguments.size is None else [enlarge(picture, arguments.size) for picture in pictures]
    )
    caption = f"{entry.title}: seeds {seeds[0]} to {seeds[-1]}, truncation {arguments.truncation:g}"
    return _labelled(sheet_of(scaled, columns, 2, PAPER[0]), caption)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(metavar="SHEET", required=True)

    styles = commands.add_parser("styles", help="every style x several photos, in details at full size")
    styles.add_argument(
        "--photos", type=Path, metavar="DIR", help="a folder of photos (default: our own pictures)"
    )
    styles.add_argument(
        "--count", type=integer(1, 100), default=6, metavar="N", help="photos, at most (default: 6)"
    )
    styles.add_argument(
        "--cell", type=grid, default=(360, 360), metavar="WxH", help="of a detail (default: 360x360)"
    )
    styles.set_defaults(make=styles_sheet, out=IMAGES / "styles.webp")

    overview = commands.add_parser("overview", help="the whole sample picture in every style")
    overview.add_argument("--columns", type=integer(1, 20), default=3, metavar="N", help="default: 3")
    overview.add_argument(
        "--size", type=integer(64, 2000), default=560, metavar="PX", help="width of one (default: 560)"
    )
    overview.set_defaults(make=overview_sheet, out=IMAGES / "overview.webp")

    for command in (styles, overview):
        command.add_argument("--model", metavar="NAME", help="a style network (default: the first)")
        command.add_argument(
            "--styles", metavar="NAME,...", help="only these styles (default: all of the network)"
        )
        command.add_argument(
            "--strength", type=number(0, 2), metavar="0..2", help="default: what each recommends"
        )

    generator = commands.add_parser("generator", help="samples of a generator")
    generator.add_argument("--model", metavar="NAME", help="a generator (default: the first)")
    generator.add_argument(
        "--grid", type=grid, default=(8, 12), metavar="RxC", help="rows and columns (default: 8x12)"
    )
    generator.add_argument(
        "--seed", type=integer(0, 2**32 - 1), default=0, metavar="N", help="the first (default: 0)"
    )
    generator.add_argument("--truncation", type=number(0, 2), default=1.0, metavar="0..2", help="default: 1")
    generator.add_argument(
        "--size", type=integer(4, 1024), metavar="PX", help="enlarge (default: as they are)"
    )
    generator.set_defaults(make=generator_sheet, out=Path("generator.webp"))

    for command in (styles, overview, generator):
        add_models_folder(command)
        command.add_argument("--out", type=Path, metavar="FILE", help="the sheet to write")
        command.add_argument("--quality", type=integer(1, 100), default=88, metavar="Q", help="default: 88")
    return parser


def _styles(arguments: argparse.Namespace) -> tuple[list[StyleCard], StyleModel]:
    catalog: Catalog = open_catalog(arguments)
    model = open_style(find_model(catalog, arguments.model, "style").path)
    if arguments.styles is not None:
        return [catalog.style(name.strip()) for name in arguments.styles.split(",")], model
    cards = [card for card in catalog.styles() if card.network == model.card.network]
    if not cards:
        raise CommandError(
            f"There is no style for {model.card.name}; add style cards or name them with --styles."
        )
    return cards, model


def _subjects(arguments: argparse.Namespace) -> Iterator[Subject]:
    if arguments.photos is None:
        yield from _own_pictures(arguments)
        return
    files = pictures_in([arguments.photos])
    # Spread over the folder: neighbours are often alike.
    step = max(1, len(files) // arguments.count)
    for file in files[::step][: arguments.count]:
        yield Subject(open_picture(file).pixels, ((0.5, 0.5),))


def _own_pictures(arguments: argparse.Namespace) -> Iterator[Subject]:
    """The sample picture, as a whole and in details, and what our generators draw."""
    picture, width = open_picture(SAMPLE).pixels, arguments.cell[0]
    yield Subject(enlarge(picture, round(width * 1.5)), ((0.68, 0.5),))
    yield Subject(picture, DETAILS)
    catalog = open_catalog(arguments)
    for name, seed in GENERATED:
        (drawn,) = sample(open_generator(find_model(catalog, name, "generator").path), [seed])
        yield Subject(enlarge(drawn, ENLARGED * len(drawn)), ((0.5, 0.5),))


def _painted(
    cards: Sequence[StyleCard], model: StyleModel, subjects: Sequence[Subject], strength: float | None
) -> Iterator[tuple[StyleCard, list[np.ndarray]]]:
    with Progress("stylizing", len(cards) * len(subjects)) as progress:
        for done, card in enumerate(cards):
            vector = model.blend([(card.vector, 1.0)], card.strength if strength is None else strength)
            progress.update(done * len(subjects), card.title)
            yield card, [_stylized(model, subject.pixels, vector) for subject in subjects]


def _stylized(model: StyleModel, picture: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """The picture painted as the studio does it without being told more."""
    height, width = picture.shape[:2]
    return stylize_picture(model, picture, vector, controls=Controls(fitting_scale(width, height)))


def _detail(picture: np.ndarray, centre: tuple[float, float], width: int, height: int) -> np.ndarray:
    """A window of the picture at full size, (height, width, 3); paper where the picture is smaller."""
    rows, columns = picture.shape[:2]
    left = min(max(0, round(centre[0] * columns - width / 2)), max(0, columns - width))
    top = min(max(0, round(centre[1] * rows - height / 2)), max(0, rows - height))
    window = picture[top : top + height, left : left + width]
    cell = np.full((height, width, 3), PAPER, np.uint8)
    cell[: window.shape[0], : window.shape[1]] = window
    return cell


def _in_a_row(cells: Sequence[np.ndarray]) -> np.ndarray:
    gap = np.full((cells[0].shape[0], GAP_PX, 3), PAPER, np.uint8)
    pieces = [piece for cell in cells for piece in (cell, gap)]
    return np.concatenate(pieces[:-1], axis=1)


def _labelled(picture: np.ndarray, text: str) -> np.ndarray:
    """The picture with a line of text above it."""
    strip = Image.new("RGB", (picture.shape[1], LABEL_PX), PAPER)
    font = ImageFont.load_default(size=math.floor(LABEL_PX * 0.55))
    ImageDraw.Draw(strip).text((6, LABEL_PX / 2), text, fill=INK, font=font, anchor="lm")
    return np.concatenate([np.asarray(strip), picture])


def _caption(card: StyleCard) -> str:
    by = ", ".join(str(part) for part in (card.artist, card.year) if part)
    return f"{card.title} ({by})" if by else card.title


if __name__ == "__main__":
    raise SystemExit(main())
