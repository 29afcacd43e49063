"""The commands of `pinxit-train` that begin with a trained style network: a new style, and a style encoder."""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import asdict
from pathlib import Path

from training.cli.command import (
    Command,
    add_run_arguments,
    add_threads_argument,
    basis_of,
    options_table,
    prepare_run,
    set_threads,
)
from training.config import build, merge, preset_names, read_preset
from training.errors import TrainingError
from training.runs.alone import alone_in


def add_network_arguments(parser: argparse.ArgumentParser) -> None:
    """Which style network, and how its strokes are judged."""
    parser.add_argument(
        "--run",
        dest="style_run",
        type=Path,
        metavar="RUN",
        help="the run folder that the style network was trained in: gives its export, photos and losses",
    )
    parser.add_argument(
        "--model", type=Path, metavar="FILE.onnx", help="the style network's model file; needs no run folder"
    )
    parser.add_argument(
        "--perceptual",
        nargs="+",
        metavar="NET",
        help="perceptual networks that judge: a folder, a file, vgg19 or pinxit (those of the run, else pinxit)",
    )


def add_style_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pictures", nargs="+", type=Path, metavar="PICTURE", help="paintings, one style each")
    add_network_arguments(parser)
    parser.add_argument(
        "--data",
        nargs="+",
        metavar="PHOTOS",
        help="folders of content photos (those of the run, else our sample picture)",
    )
    known = ", ".join(preset_names("add-style"))
    parser.add_argument(
        "--preset", default="cpu", metavar="NAME", help=f"how it is fitted: {known}, or a .toml file"
    )
    parser.add_argument("--steps", type=int, help="optimizer steps")
    parser.add_argument("--seed", type=int, help="seed of everything random")
    add_threads_argument(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the style cards (the user's own)")
    parser.add_argument("--name", help="identifier of the style; from the file's name if not given")
    parser.add_argument("--title", help="of the painting; from styles.csv beside it if not given")
    parser.add_argument("--painter", help="who painted it")
    parser.add_argument("--year", type=int, help="when it was painted")
    parser.add_argument(
        "--thumbnail", type=Path, metavar="PICTURE", help="picture to paint for the style card"
    )


def run_add_style(options: argparse.Namespace) -> None:
    told = (options.name, options.title, options.painter, options.year)
    if len(options.pictures) > 1 and any(value is not None for value in told):
        raise TrainingError(
            "--name, --title, --painter and --year describe one picture; put a styles.csv beside several."
        )
    from exports.catalog import STYLES_FOLDER, default_user_folder
    from training.data import find_pictures
    from training.runs.progress import ProgressLine
    from training.style.add import add_styles, described, refuse_taken
    from training.style.brushes import judged_as, open_brushes, sample_picture
    from training.style.train import StyleConfig

    set_threads(options)
    paths = find_pictures(options.pictures)
    out = options.out or default_user_folder() / STYLES_FOLDER
    paintings = [described(path, *told) for path in paths]
    refuse_taken(paintings, out)
    brushes = open_brushes(options.style_run, options.model, (default_user_folder(),))
    sample = sample_picture()
    data, perceptual = options.data, options.perceptual
    if options.style_run is None:
        perceptual = perceptual or ["pinxit"]
        data = data or ([str(sample)] if sample else None)
    if data is None and options.style_run is None:
        raise TrainingError("Name folders of photos with --data; our sample picture is not installed.")
    fitting = {"paintings": [str(path) for path in paths], "steps": options.steps, "seed": options.seed}
    fitting["network"] = asdict(brushes.stylizer.config)
    judged = merge(judged_as(options.style_run, data, perceptual), read_preset("add-style", options.preset))
    config = build(StyleConfig, merge(judged, fitting))
    thumbnail = options.thumbnail or sample
    for style in add_styles(brushes, config, paintings, out, thumbnail, ProgressLine(config.steps, "steps")):
        print(
            f"{style.card}: '{style.painting.title}', style loss {style.begun_loss:.3g} (begun at {style.begun_at}), "
            f"now {style.loss:.3g}"
        )


def encoder_arguments(parser: argparse.ArgumentParser) -> None:
    add_run_arguments(parser, "encoder")
    add_network_arguments(parser)
    parser.add_argument(
        "--styles", nargs="+", metavar="PAINTING", help="paintings or folders of them (those of the run)"
    )
    parser.add_argument(
        "--hold-out", nargs="+", metavar="NAME", help="paintings kept out of everything, to measure on"
    )
    parser.add_argument("--steps", type=int, help="optimizer steps")


def run_encoder(options: argparse.Namespace) -> None:
    machine = prepare_run(options)
    from training.data import find_pictures
    from training.style.brushes import judged_as, open_brushes
    from training.style_encoder.train import StyleEncoderRun, train_style_encoder

    brushes = open_brushes(options.style_run, options.model)
    perceptual = options.perceptual or (None if options.style_run else ["pinxit"])
    judged = judged_as(options.style_run, None, perceptual)
    if options.styles:
        judged["paintings"] = [str(path) for path in find_pictures([Path(text) for text in options.styles])]
    if not judged.get("paintings"):
        raise TrainingError("Name the paintings to learn from with --styles, or the style network's --run.")
    judged["network"] = asdict(brushes.stylizer.config)
    given = {
        "data": options.data,
        "model": str(brushes.path),
        "network": brushes.card.network,
        "model_digest": hashlib.sha256(brushes.path.read_bytes()).hexdigest(),
        "held_out": options.hold_out,
        "steps": options.steps,
    }
    table = merge({"brush": judged}, options_table(options, basis_of(options, "encoder"), **given))
    with alone_in(options.out):
        train_style_encoder(build(StyleEncoderRun, table), brushes, options.out, machine=machine)


BRUSH_COMMANDS = (
    Command(
        "add-style", "fit a new style to a trained network, in minutes", add_style_arguments, run_add_style
    ),
    Command(
        "encoder",
        "train a style encoder: from any picture at once to its style",
        encoder_arguments,
        run_encoder,
        resumes=True,
    ),
)
