"""Films a walk: through a generator's latent space, through styles over a picture, or both. MP4, WebM, GIF, WebP, PNGs.

What the film shows is said here, spread evenly over its length, or by a saved timeline, which may also be a film that
was made before:

  pinxit interpolate --seeds 3,14,15 --loop --out walk.mp4
  pinxit interpolate --seeds 3 --walk circle --amount 0.4 --loop --out around.gif
  pinxit interpolate --picture photo.jpg --style wheat --style waves --strength 0,1 --out styles.webm
  pinxit interpolate --timeline walk.json --out walk.mp4
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.arguments import (
    add_recipe,
    add_runtime,
    direction_values,
    integer,
    layer_mix,
    number,
    numbers,
    seeds,
    style_mix,
)
from studio.cli.outputs import QUALITY_OF_FILMS, add_quality

if TYPE_CHECKING:
    from exports.session import GeneratorModel
    from studio.document.timeline import Timeline
    from studio.engine.film import Brushes

SMALLEST_FILM_PX = 256
EASINGS = ("linear", "ease-in", "ease-out", "ease-in-out", "smooth")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME", help="a generator: a name or a file (default: the first)")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="OUT",
        help="ends in .mp4, .webm, .gif or .webp; without a suffix a new folder with a PNG for each frame",
    )
    add_quality(parser, QUALITY_OF_FILMS, default=None)
    parser.add_argument(
        "--timeline",
        type=Path,
        metavar="FILE",
        help="a timeline that was saved (.json), or a film made by this command, in place of what follows but the size",
    )
    _add_motion(parser)
    parser.add_argument(
        "--frames", type=integer(1, 100_000), metavar="N", help="in all (default: 48 for each leg)"
    )
    parser.add_argument("--fps", type=number(1, 120), metavar="F", help="frames a second (default: 24)")
    parser.add_argument(
        "--size",
        type=integer(4, 4096),
        metavar="PX",
        help=f"of a frame's long side (default: the picture's own; a generator's is enlarged to {SMALLEST_FILM_PX} "
        "where it is smaller)",
    )
    parser.add_argument(
        "--picture", type=Path, metavar="FILE", help="what the styles paint, where there are no latents"
    )
    parser.add_argument(
        "--save-timeline", type=Path, metavar="FILE.json", help="write down what the film shows, too"
    )
    add_recipe(parser)
    add_runtime(parser)


def _add_motion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seeds",
        type=seeds,
        metavar="A,B,...",
        help="the pictures to walk between; a file that holds a latent may stand for a seed, with the layers that it "
        "mixes",
    )
    parser.add_argument(
        "--walk",
        choices=("noise", "circle"),
        help="wander about, or go in a circle, around the seeds or without any",
    )
    parser.add_argument(
        "--amount",
        type=number(0, 1),
        metavar="0..1",
        help="how far the walk leads from the seeds (default: 1)",
    )
    parser.add_argument("--turns", type=integer(1, 1000), metavar="N", help="of the walk (default: 1)")
    parser.add_argument(
        "--walk-seed", type=integer(0, 2**32 - 1), metavar="N", help="draws the walk (default: 0)"
    )
    parser.add_argument(
        "--direction",
        type=direction_values,
        action="append",
        metavar="NAME:A,B,...",
        help="how far to move along a direction of the generator, in standard deviations; may be repeated",
    )
    parser.add_argument(
        "--mix",
        type=layer_mix,
        action="append",
        metavar="LAYERS:SEED",
        help="layers of a style-based generator that another seed decides, such as 4-6:17, or none; repeated, the film "
        "goes from one mix to the next",
    )
    parser.add_argument(
        "--truncation",
        type=numbers(0, 2),
        metavar="A[,B...]",
        help="below 1: more typical and less varied (default: those of latent files, or 1)",
    )
    parser.add_argument(
        "--style",
        type=style_mix,
        action="append",
        metavar="NAME[:W][,...]",
        help="paint the frames; repeated, the film goes from one style, or mix of styles, to the next",
    )
    parser.add_argument(
        "--strength",
        type=numbers(0, 2),
        metavar="A[,B...]",
        help="of the styles (default: as they recommend)",
    )
    parser.add_argument(
        "--loop",
        action="store_true",
        default=None,
        help="come back to the start, so that the film goes round",
    )
    parser.add_argument(
        "--easing", choices=EASINGS, help="how time goes between two keyframes (default: smooth)"
    )
    parser.add_argument(
        "--interpolation",
        choices=("slerp", "spline", "linear"),
        help="the way between two seeds: along the arc, along a smooth curve through all, or straight (default: slerp)",
    )


def run(arguments: argparse.Namespace) -> int:
    from studio.cli.catalog import open_catalog
    from studio.cli.errors import CommandError, WrongCall
    from studio.cli.outputs import refuse_idle_quality
    from studio.cli.progress import Progress
    from studio.cli.timelines import open_brushes, timeline_of
    from studio.document.timeline import TimelineError
    from studio.engine.film import FrameMaker
    from studio.media.reading import open_picture
    from studio.media.timelines import save_timeline
    from studio.media.video import check_film_path, save_film

    check_film_path(arguments.out)
    refuse_idle_quality(arguments.out, arguments.quality)
    catalog = open_catalog(arguments)
    timeline, generator = timeline_of(arguments, catalog)
    try:
        timeline.check()
    except TimelineError as error:
        raise CommandError(str(error)) from None
    if arguments.picture is not None and timeline.needs_generator:
        raise WrongCall("--picture is for films of styles; a film of latents shows the generator's pictures.")
    if arguments.picture is None and not timeline.needs_generator:
        raise WrongCall("Name a --picture that the styles paint, or --seeds of a generator.")
    picture = None if arguments.picture is None else open_picture(arguments.picture).pixels
    brushes = open_brushes(arguments, catalog, timeline)
    try:
        maker = FrameMaker(timeline, generator, brushes, picture, _size_px(arguments, generator))
    except ValueError as error:
        raise CommandError(str(error)) from None
    if arguments.save_timeline is not None:
        save_timeline(arguments.save_timeline, timeline)
    recipe = None if arguments.no_recipe else _recipe(arguments, timeline, generator, brushes)
    with Progress("filming", timeline.frames) as progress:
        save_film(
            arguments.out,
            maker.frames(),
            fps=timeline.fps,
            recipe=recipe,
            quality=arguments.quality,
            on_frame=progress.update,
        )
    print(arguments.out)
    return 0


def _size_px(arguments: argparse.Namespace, generator: GeneratorModel | None) -> int | None:
    if arguments.size is not None or generator is None:
        return arguments.size
    return max(generator.resolution, SMALLEST_FILM_PX)


def _recipe(
    arguments: argparse.Namespace,
    timeline: Timeline,
    generator: GeneratorModel | None,
    brushes: Brushes | None,
) -> Any:
    from studio.cli.latents import for_recipe
    from studio.media.provenance import Recipe
    from studio.media.timelines import to_values

    settings: dict[str, Any] = {"timeline": to_values(timeline)}
    if arguments.seeds is not None and generator is not None:
        settings["seeds"] = for_recipe(arguments.seeds, generator)
    models = [generator, None if brushes is None else brushes.model]
    return Recipe("interpolate", settings, {model.card.name: model.digest for model in models if model})
