"""Paints photos as a project is painted: its layers, stretched to the size of each, over every photo.

A style layer repaints what lies under it in the photo, so that a project whose layers cover the picture is a look for a
whole folder. A folder among the inputs stands for the pictures in it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from studio.cli.arguments import add_recipe, add_runtime, integer
from studio.cli.errors import CommandError
from studio.cli.outputs import PICTURE_FORMATS, add_picture_output

PROFILES = ("photo", "srgb", "display-p3", "adobe-rgb", "cmyk")
_INK_FORMATS = ("jpg", "tif")
_DEEP_FORMATS = ("png", "tif")
METADATA = ("all", "no-place", "none")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a project of the studio (.ora)")
    parser.add_argument("inputs", nargs="+", type=Path, metavar="IN", help="photos, and folders of them")
    add_picture_output(parser, what="the folder for the painted pictures; what is in it already stays")
    parser.add_argument(
        "--format", choices=(*PICTURE_FORMATS, "avif"), default="png", help="of the pictures (default: png)"
    )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default="photo",
        help="colour profile of the pictures; cmyk keeps photos of printing inks in their own, as jpg or tif "
        "(default: each photo's own of RGB or greys, or sRGB)",
    )
    parser.add_argument(
        "--metadata",
        choices=METADATA,
        default="all",
        help="what goes along of what the photo's file says (default: all)",
    )
    parser.add_argument("--deep", action="store_true", help="16 bits a channel, in png and tif")
    parser.add_argument(
        "--longest",
        type=integer(1, 65_000),
        default=0,
        metavar="PX",
        help="the longest side of the pictures (default: each photo's own)",
    )
    add_recipe(parser)
    add_runtime(parser)


def run(arguments: argparse.Namespace) -> int:
    from studio.cli.catalog import open_catalog
    from studio.cli.outputs import make_folder, pictures_in
    from studio.cli.progress import Progress
    from studio.engine.cancel import CancelToken
    from studio.media.finishing import ExportOptions
    from studio.workers.batch import Batch, paint_batch
    from studio.workers.models import ModelLibrary
    from studio.workers.projects import open_document
    from studio.workers.task import JobContext

    if arguments.profile == "cmyk" and arguments.format not in _INK_FORMATS:
        raise CommandError(f"{arguments.format} cannot hold printing inks; use --format jpg or tif.")
    if arguments.deep and arguments.format not in _DEEP_FORMATS:
        raise CommandError(
            f"{arguments.format} holds 8 bits a channel only; use --format png or tif with --deep."
        )
    files = pictures_in(arguments.inputs)
    if arguments.out.exists() and not arguments.out.is_dir():
        raise CommandError(f"{arguments.out} is no folder; name one with --out.")
    catalog = open_catalog(arguments)
    library = ModelLibrary(catalog, provider=arguments.provider, threads=arguments.threads)
    shelf = {card.name: card for card in catalog.styles()}
    project = open_document(arguments.project, library, shelf)
    if project.kept:
        raise CommandError(f"{arguments.project.name} cannot be painted here: {' '.join(project.notes)}")
    options = ExportOptions(
        quality=arguments.quality,
        recipe=not arguments.no_recipe,
        metadata=arguments.metadata,
        profile=arguments.profile,
        deep=arguments.deep,
        longest_px=arguments.longest,
    )
    make_folder(arguments.out)
    styles = {**shelf, **project.styles}
    batch = Batch(project.document.view(), styles, arguments.out, f".{arguments.format}", options)
    with Progress("painting", 1.0) as progress:

        def painted(target: Path) -> None:
            progress.clear()
            print(target, flush=True)

        failures = paint_batch(batch, files, library, JobContext(CancelToken(), progress.update), painted)
    for failure in failures:
        print(f"pinxit: {failure}", file=sys.stderr)
    return 1 if failures else 0
