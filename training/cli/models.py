"""The commands of `pinxit-train` around a run: what checks the data before it, and what exports a model after it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from exports.names import LONGEST, NAME, safe_name
from training.cli.command import Command, refuse_unused, whole_number
from training.errors import TrainingError

LICENCE = "unspecified"
_LONGEST_TITLE = 120
_MOST_NAMES, _LONGEST_NAME = 12, 100


def export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", type=Path, metavar="RUN", help="run folder of any kind of training")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE.onnx", help="the model file to write"
    )
    parser.add_argument("--name", help="identifier in the catalog; the file's name if not given")
    parser.add_argument("--title", help="what a person reads; the name, or else the file's, if not given")
    parser.add_argument("--author", default="Pinxit", help="who made the model")
    parser.add_argument("--licence", default=LICENCE, help="licence of the model (%(default)s)")
    parser.add_argument(
        "--training-data", default="", help="what it learned from; the data folders if not given"
    )
    parser.add_argument("--training-data-licence", default="unknown", help="licence of that (%(default)s)")
    parser.add_argument("--thumbnail", type=Path, metavar="PICTURE", help="picture to paint for style cards")
    parser.add_argument(
        "--cards",
        type=Path,
        metavar="FOLDER",
        help="folder for style cards; 'styles' beside FILE if not given",
    )
    parser.add_argument(
        "--resolution",
        type=int,
        metavar="PX",
        help="for generators that train several: side of the pictures; the largest if not given",
    )
    parser.add_argument(
        "--no-projector",
        dest="projector",
        action="store_false",
        help="for generators: leave out what looks for photos in them; quicker, for a look at a checkpoint",
    )


def run_export(options: argparse.Namespace) -> None:
    from training.export.label import Label, read_run_config, run_kind

    kind = run_kind(options.run_folder)
    if kind != "style":
        refuse_unused(
            options, ("thumbnail", "cards"), f"is for style networks, and {options.run_folder} trained none"
        )
    if kind != "gan":
        refuse_unused(options, ("resolution",), f"is for generators, and {options.run_folder} trained none")
    name = options.name or options.out.stem
    if not NAME.fullmatch(name):
        if options.name:
            raise TrainingError(
                f"{name!r} is no name for a model; give another --name, of at most {LONGEST} small letters, digits and "
                "dashes."
            )
        name = safe_name(name)
    label = Label(
        name=name,
        title=options.title or options.name or options.out.stem[:_LONGEST_TITLE],
        author=options.author,
        licence=options.licence,
        training_data=options.training_data or sources(read_run_config(options.run_folder)["data"]),
        training_data_licence=options.training_data_licence,
    )
    if kind == "style":
        from training.export.style import export_style_run

        card = export_style_run(options.run_folder, options.out, label, options.thumbnail, options.cards)
    elif kind == "style-encoder":
        from training.export.style_encoder import export_style_encoder_run

        card = export_style_encoder_run(options.run_folder, options.out, label)
    elif kind == "perceptual":
        from training.export.perceptual import export_perceptual_run

        card = export_perceptual_run(options.run_folder, options.out, label)
    else:
        from training.export.generator import export_run

        card = export_run(options.run_folder, options.out, label, options.resolution, options.projector)
    print(f"{options.out}: {card.kind} '{card.title}', checked against torch")


def sources(paths: Sequence[str]) -> str:
    """The folders and files that a run was made of, in words that a card has room for."""
    names = list(dict.fromkeys(Path(path).resolve().name or "the whole disk" for path in paths))
    shown = ", ".join(name[:_LONGEST_NAME] for name in names[:_MOST_NAMES])
    return f"{shown} and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else shown


def check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", nargs="+", type=Path, metavar="DATA", help="folders of pictures")
    parser.add_argument(
        "--minimum",
        type=whole_number(1),
        default=64,
        metavar="PX",
        help="shortest side that is not tiny (%(default)s)",
    )


def run_check(options: argparse.Namespace) -> int:
    from training.check import check_pictures

    def show(done: int, count: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done}/{count}", end="\n" if done == count else "", file=sys.stderr, flush=True)

    report = check_pictures(options.data, minimum_px=options.minimum, on_progress=show)
    print("\n".join(report.lines()))
    if not report.usable:
        raise TrainingError("None of these pictures can be used for training.")
    return 0


MODEL_COMMANDS = (
    Command("export", "write a run as an ONNX model, checked against torch", export_arguments, run_export),
    Command("check", "look for unreadable, tiny, duplicate and odd pictures", check_arguments, run_check),
)
