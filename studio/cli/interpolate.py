"""Films a walk through a generator's latent space, from seed to seed along arcs: MP4, GIF, WebP or a folder of PNGs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.arguments import add_recipe, add_runtime, add_truncation, integer, number, seeds

if TYPE_CHECKING:
    from exports.session import GeneratorModel

FRAMES_PER_LEG = 48
SMALLEST_FILM_PX = 256
EASINGS = ("linear", "ease-in", "ease-out", "ease-in-out", "smooth")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME", help="a generator: a name or a file (default: the first)")
    parser.add_argument(
        "--seeds",
        type=seeds,
        required=True,
        metavar="A,B,...",
        help="the pictures to walk between; a file that holds a latent may stand for a seed",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="OUT",
        help="ends in .mp4, .gif or .webp; without a suffix a new folder with a PNG for each frame",
    )
    parser.add_argument(
        "--frames",
        type=integer(1, 100_000),
        metavar="N",
        help=f"in all (default: {FRAMES_PER_LEG} for each leg)",
    )
    parser.add_argument(
        "--fps", type=number(1, 120), default=24.0, metavar="F", help="frames a second (default: 24)"
    )
    parser.add_argument(
        "--loop", action="store_true", help="walk back to the first seed, so that the film goes round"
    )
    parser.add_argument(
        "--easing",
        choices=EASINGS,
        default="smooth",
        help="how time goes between two seeds (default: smooth)",
    )
    add_truncation(parser)
    parser.add_argument(
        "--size",
        type=integer(4, 4096),
        metavar="PX",
        help=f"of a frame (default: the generator's own, enlarged to {SMALLEST_FILM_PX} where that is smaller)",
    )
    add_recipe(parser)
    add_runtime(parser)


def run(arguments: argparse.Namespace) -> int:
    from exports.session import open_generator
    from studio.cli.catalog import find_model, open_catalog
    from studio.cli.latents import latent_of
    from studio.cli.progress import Progress
    from studio.engine.generator import enlarge, frames
    from studio.engine.latent import walk
    from studio.media.video import check_film_path, save_film

    check_film_path(arguments.out)
    entry = find_model(open_catalog(arguments), arguments.model, "generator")
    model = open_generator(entry.path, provider=arguments.provider, threads=arguments.threads)
    keyframes = [latent_of(seed, model) for seed in arguments.seeds]
    legs = len(keyframes) if arguments.loop else len(keyframes) - 1
    count = arguments.frames or legs * FRAMES_PER_LEG
    size_px = arguments.size or max(model.resolution, SMALLEST_FILM_PX)
    latents = walk(keyframes, count, arguments.loop, arguments.easing)
    pictures = (
        picture if size_px == model.resolution else enlarge(picture, size_px)
        for picture in frames(model, latents, arguments.truncation)
    )
    recipe = None if arguments.no_recipe else _recipe(arguments, model, count)
    with Progress("filming", count) as progress:
        save_film(arguments.out, pictures, fps=arguments.fps, recipe=recipe, on_frame=progress.update)
    print(arguments.out)
    return 0


def _recipe(arguments: argparse.Namespace, model: GeneratorModel, frames: int) -> Any:
    from studio.cli.latents import for_recipe
    from studio.media.provenance import Recipe

    settings = {
        "model": model.card.name,
        "seeds": for_recipe(arguments.seeds, model),
        "frames": frames,
        "fps": arguments.fps,
        "loop": arguments.loop,
        "easing": arguments.easing,
        "truncation": arguments.truncation,
    }
    return Recipe("interpolate", settings, {model.card.name: model.digest})
