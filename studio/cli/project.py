"""Takes a photo into a generator: finds the latent whose picture is most like the photo's middle square.

Writes the picture, with the latent in its recipe, or the latent itself as JSON. Either stands wherever a seed may:
pinxit sample --seed found.png, pinxit interpolate --seeds 3,found.png,7. A result is refined by going on from it with
--start. A generator can show only what it has learned: the error that is printed says how much is missing.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.arguments import (
    LATENT_SUFFIX,
    MOST_SEEDS,
    add_recipe,
    add_runtime,
    integer,
    number,
    seed_or_file,
)
from studio.cli.outputs import add_picture_output

if TYPE_CHECKING:
    import numpy as np

    from exports.session import ProjectorModel
    from studio.engine.projector import Projection, ProjectionRequest
    from studio.media.reading import Picture


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photo", type=Path, metavar="PHOTO", help="the picture to look for")
    parser.add_argument("--model", metavar="NAME", help="a generator: a name or a file (default: the first)")
    add_picture_output(parser, what="a picture, which carries its latent, or a .json file with the latent")
    parser.add_argument(
        "--restarts",
        type=integer(1, 64),
        default=6,
        metavar="N",
        help="latents to begin with, the best of many draws (default: 6)",
    )
    parser.add_argument("--steps", type=integer(1, 100_000), default=120, metavar="N", help="default: 120")
    parser.add_argument(
        "--start", type=seed_or_file, metavar="N|FILE", help="go on from this latent alone, to refine it"
    )
    for name, what in (("pixel", "colours where they are"), ("perceptual", "shapes and textures")):
        parser.add_argument(
            f"--{name}-weight",
            type=number(0, 1e6),
            default=1.0,
            metavar="W",
            help=f"how much {what} count (default: 1)",
        )
    parser.add_argument(
        "--seed", type=integer(0, MOST_SEEDS - 1), default=0, metavar="N", help="of the draws (default: 0)"
    )
    add_recipe(parser)
    add_runtime(parser)


def run(arguments: argparse.Namespace) -> int:
    from exports.session import open_projector
    from studio.cli.catalog import find_model, open_catalog
    from studio.media.latents import save_latent
    from studio.media.reading import open_picture
    from studio.media.writing import check_writable, format_of, save_picture

    check_writable(arguments.out)
    as_latent = arguments.out.suffix.lower() == LATENT_SUFFIX
    if not as_latent:
        format_of(arguments.out)
    photo = open_picture(arguments.photo)
    entry = find_model(open_catalog(arguments), arguments.model, "generator")
    model = open_projector(entry.path, provider=arguments.provider, threads=arguments.threads)
    request = _request(arguments, photo.pixels, model)
    found = _project(request, model)
    if as_latent:
        save_latent(arguments.out, model.card.name, found.latent, _figures(found))
    else:
        recipe = None if arguments.no_recipe else _recipe(request, found, model, photo)
        save_picture(arguments.out, found.picture, recipe=recipe, quality=arguments.quality)
    print(arguments.out)
    print(
        f"perceptual error {found.perceptual:.3f}, {found.perceptual / found.typical:.0%} of what lies between two "
        f"pictures of {model.card.name}; pixels are {found.pixel:.1%} off"
    )
    return 0


def _request(arguments: argparse.Namespace, photo: np.ndarray, model: ProjectorModel) -> ProjectionRequest:
    from studio.cli.latents import latent_of
    from studio.engine.projector import ProjectionRequest

    return ProjectionRequest(
        photo=photo,
        restarts=arguments.restarts,
        steps=arguments.steps,
        pixel_weight=arguments.pixel_weight,
        perceptual_weight=arguments.perceptual_weight,
        seed=arguments.seed,
        start=None if arguments.start is None else latent_of(arguments.start, model, wanted_by="a search"),
    )


def _project(request: ProjectionRequest, model: ProjectorModel) -> Projection:
    from studio.cli.progress import Progress
    from studio.engine.projector import ProjectionProgress, project

    with Progress("projecting", request.steps) as progress:

        def show(at: ProjectionProgress) -> None:
            progress.update(at.step, f"error {at.perceptual:.3f}, {at.latents} latents")

        return project(request, model, show)


def _figures(found: Projection) -> dict[str, float]:
    return {
        "perceptual_error": round(found.perceptual, 5),
        "pixel_error": round(found.pixel, 5),
        "typical_distance": round(found.typical, 5),
    }


def _recipe(request: ProjectionRequest, found: Projection, model: ProjectorModel, photo: Picture) -> Any:
    from studio.cli.recipes import source_of
    from studio.media.latents import numbers_of
    from studio.media.provenance import Recipe

    plain = ("restarts", "steps", "pixel_weight", "perceptual_weight", "prior_weight", "seed")
    settings = {
        "model": model.card.name,
        "seeds": [numbers_of(found.latent)],
        **{name: getattr(request, name) for name in plain},
        **_figures(found),
    }
    if request.start is not None:
        settings["start"] = numbers_of(request.start)
    return Recipe("project", settings, {model.card.name: model.digest}, source_of(photo.path, photo.pixels))
