"""Makes pictures with a generator: one, a sheet of many, or a folder of files. The same seed gives the same picture."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.arguments import add_recipe, add_runtime, add_truncation, grid, integer, seed_or_file
from studio.cli.outputs import PICTURE_FORMATS, add_picture_output

if TYPE_CHECKING:
    import numpy as np

    from exports.session import GeneratorModel

MOST_PICTURES = 100_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME", help="a generator: a name or a file (default: the first)")
    add_picture_output(
        parser, what="a picture: one sample or a sheet of several; or a folder: a file for each sample"
    )
    parser.add_argument(
        "--format", choices=PICTURE_FORMATS, default="png", help="of the files in a folder (default: png)"
    )
    parser.add_argument(
        "--seed",
        type=seed_or_file,
        default=0,
        metavar="N|FILE",
        help="of the first sample; the others follow. A file that holds a latent gives that one, with the layers that "
        "it mixes",
    )
    parser.add_argument(
        "--count", type=integer(1, MOST_PICTURES), metavar="N", help="how many samples (default: 1)"
    )
    parser.add_argument("--grid", type=grid, metavar="RxC", help="a sheet of R rows and C columns")
    add_truncation(parser)
    parser.add_argument(
        "--size",
        type=integer(4, 4096),
        metavar="PX",
        help="enlarge each sample (default: the generator's own size)",
    )
    parser.add_argument(
        "--gap", type=integer(0, 256), default=2, metavar="PX", help="between samples of a sheet"
    )
    add_recipe(parser)
    add_runtime(parser)


def run(arguments: argparse.Namespace) -> int:
    from exports.session import open_generator
    from studio.cli.catalog import find_model, open_catalog
    from studio.cli.latents import truncation_of
    from studio.cli.outputs import is_picture_path

    as_sheet = is_picture_path(arguments.out) and not arguments.out.is_dir()
    seeds = _seeds(arguments, _count(arguments, as_sheet))
    # Given, or that of the file which names the one sample.
    arguments.truncation = truncation_of(seeds[0], arguments.truncation)
    entry = find_model(open_catalog(arguments), arguments.model, "generator")
    model = open_generator(entry.path, provider=arguments.provider, threads=arguments.threads)
    if as_sheet:
        _write_sheet(arguments, model, seeds)
    else:
        _write_files(arguments, model, seeds)
    return 0


def _count(arguments: argparse.Namespace, as_sheet: bool) -> int:
    """How many samples were asked for. Raises WrongCall if the arguments contradict each other."""
    from studio.cli.errors import WrongCall

    if arguments.grid is None:
        return arguments.count or 1
    if not as_sheet:
        raise WrongCall(
            f"A grid is one picture, and {arguments.out} does not end in .png, .jpg, .tif or .webp."
        )
    places = arguments.grid[0] * arguments.grid[1]
    if arguments.count is not None and arguments.count > places:
        raise WrongCall(f"{arguments.count} samples do not fit in a grid of {places}.")
    return arguments.count or places


def _seeds(arguments: argparse.Namespace, count: int) -> Sequence[int | Path]:
    """What names each sample. Raises WrongCall if several are wanted of one latent."""
    from studio.cli.errors import WrongCall

    first: int | Path = arguments.seed
    if isinstance(first, int):
        return range(first, first + count)
    if count > 1:
        raise WrongCall(f"{first} holds one latent; {count} samples need a seed.")
    return [first]


def _write_sheet(arguments: argparse.Namespace, model: GeneratorModel, seeds: Sequence[int | Path]) -> None:
    from studio.engine.generator import grid as sheet_of
    from studio.media.writing import check_writable, save_picture

    check_writable(arguments.out)
    columns = 0 if arguments.grid is None else arguments.grid[1]
    sheet = sheet_of(list(_pictures(arguments, model, seeds)), columns, arguments.gap)
    save_picture(arguments.out, sheet, recipe=_recipe(arguments, model, seeds), quality=arguments.quality)
    print(arguments.out)


def _write_files(arguments: argparse.Namespace, model: GeneratorModel, seeds: Sequence[int | Path]) -> None:
    from studio.cli.outputs import make_folder
    from studio.media.writing import save_picture

    make_folder(arguments.out)
    for seed, picture in zip(seeds, _pictures(arguments, model, seeds), strict=True):
        name = seed.stem if isinstance(seed, Path) else seed
        target = arguments.out / f"{model.card.name}-{name}.{arguments.format}"
        save_picture(target, picture, recipe=_recipe(arguments, model, [seed]), quality=arguments.quality)
        print(target)


def _pictures(
    arguments: argparse.Namespace, model: GeneratorModel, seeds: Sequence[int | Path]
) -> Iterator[np.ndarray]:
    """The samples one after another, uint8 (S, S, 3), with a progress bar."""
    from studio.cli.latents import mixed_latent_of
    from studio.cli.progress import Progress
    from studio.engine.generator import enlarge, frames
    from studio.engine.space import GeneratorSpace

    with Progress("sampling", len(seeds)) as progress:
        if isinstance(seeds[0], Path):
            latent, mix = mixed_latent_of(seeds[0], model)
            pictures = iter(GeneratorSpace(model).pictures(latent[None], arguments.truncation, mix))
        else:
            latents = (mixed_latent_of(seed, model)[0] for seed in seeds)
            pictures = frames(model, latents, arguments.truncation, on_progress=progress.update)
        for picture in pictures:
            yield picture if arguments.size is None else enlarge(picture, arguments.size)


def _recipe(arguments: argparse.Namespace, model: GeneratorModel, seeds: Sequence[int | Path]) -> Any:
    from studio.cli.latents import for_recipe, mixed_latent_of
    from studio.media.latents import mix_values
    from studio.media.provenance import Recipe

    if arguments.no_recipe:
        return None
    settings: dict[str, Any] = {
        "model": model.card.name,
        "seeds": for_recipe(seeds, model),
        "truncation": arguments.truncation,
    }
    _, mix = mixed_latent_of(seeds[0], model)
    if mix is not None:
        settings["mix"] = mix_values(mix)
    return Recipe("sample", settings, {model.card.name: model.digest})
