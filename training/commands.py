"""What each command of `pinxit-train` takes and does; torch is imported only when one runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.config import build, merge, preset_names, read_preset
from training.errors import TrainingError

LICENCE = "unspecified"


@dataclass(frozen=True)
class Command:
    """A verb of the command line."""

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int | None]


def add_run_arguments(parser: argparse.ArgumentParser, prefix: str) -> None:
    """What every training command takes."""
    known = ", ".join(preset_names(prefix)) or "none"
    parser.add_argument("data", nargs="+", metavar="DATA", help="folders of pictures")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="RUN", help="run folder; the same one goes on after a kill"
    )
    parser.add_argument(
        "--preset", metavar="NAME", help=f"where the options come from: {known}, or a .toml file"
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="demand that there is a checkpoint to go on from (without it, it is used if there)",
    )
    parser.add_argument(
        "--threads", type=int, default=0, metavar="N", help="processor threads; 0 lets torch decide"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change any option, such as --set network.channels=32",
    )
    parser.add_argument("--seed", type=int, help="seed of everything random")


def options_table(options: argparse.Namespace, prefix: str, **given: Any) -> dict[str, Any]:
    """The preset, overlaid by what the command line gives."""
    table = read_preset(prefix, options.preset) if options.preset else {}
    table = merge(table, {"seed": options.seed, **given})
    for text in options.set:
        key, equals, value = text.partition("=")
        if not equals:
            raise TrainingError(f"--set {text} has no value; write KEY=VALUE.")
        nested: dict[str, Any] = {}
        at = nested
        *outer, last = key.split(".")
        for name in outer:
            at = at.setdefault(name, {})
        at[last] = parse_value(value)
        table = merge(table, nested)
    return table


def parse_value(text: str) -> Any:
    """A value as TOML writes it; anything else is a string."""
    import tomllib

    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def prepare_run(options: argparse.Namespace) -> None:
    """Sets torch's threads, and holds `--resume` to its word."""
    import torch

    from training.state import Checkpoint

    if options.threads:
        torch.set_num_threads(options.threads)
    if options.resume and not Checkpoint(options.out).exists():
        raise TrainingError(
            f"There is no checkpoint in {options.out} to go on from; leave out --resume to begin."
        )


def style_arguments(parser: argparse.ArgumentParser) -> None:
    add_run_arguments(parser, "style")
    parser.add_argument(
        "--styles", nargs="+", metavar="PAINTING", help="paintings or folders of them, one style each"
    )
    parser.add_argument(
        "--perceptual", nargs="+", metavar="NET", help="perceptual networks: a folder, a file or vgg19"
    )
    parser.add_argument("--steps", type=int, help="optimizer steps")


def run_style(options: argparse.Namespace) -> None:
    prepare_run(options)
    from training.data import find_pictures
    from training.style import StyleConfig, train_style

    paintings = [str(p) for p in find_pictures([Path(p) for p in options.styles])] if options.styles else None
    given = {
        "data": options.data,
        "paintings": paintings,
        "perceptual": options.perceptual,
        "steps": options.steps,
    }
    train_style(build(StyleConfig, options_table(options, "style", **given)), options.out)


def gan_arguments(parser: argparse.ArgumentParser) -> None:
    add_run_arguments(parser, "gan")
    parser.add_argument(
        "--perceptual", nargs="+", metavar="NET", help="perceptual networks: a folder, a file or vgg19"
    )
    parser.add_argument("--kimg", type=float, help="length of the run in thousands of pictures")


def run_gan(options: argparse.Namespace) -> None:
    prepare_run(options)
    from training.adversary import GanConfig
    from training.gan import train_gan

    given = {"data": options.data, "perceptual": options.perceptual, "total_kimg": options.kimg}
    train_gan(build(GanConfig, options_table(options, "gan", **given)), options.out)


def perceptual_arguments(parser: argparse.ArgumentParser) -> None:
    add_run_arguments(parser, "perceptual")
    parser.add_argument("--teachers", nargs="+", metavar="NET", help="perceptual networks to learn from")
    parser.add_argument("--styles", nargs="+", metavar="PICTURE", help="paintings that canvases are led to")
    parser.add_argument("--steps", type=int, help="optimizer steps")


def run_perceptual(options: argparse.Namespace) -> None:
    prepare_run(options)
    from training.distill import DistillConfig, train_encoder

    given = {
        "data": options.data,
        "teachers": options.teachers,
        "styles": options.styles,
        "steps": options.steps,
    }
    train_encoder(build(DistillConfig, options_table(options, "perceptual", **given)), options.out)


def export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", type=Path, metavar="RUN", help="run folder of any kind of training")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE.onnx", help="the model file to write"
    )
    parser.add_argument("--name", help="identifier in the catalog; the file's name if not given")
    parser.add_argument("--title", help="what a person reads; the identifier if not given")
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


def run_export(options: argparse.Namespace) -> None:
    from training.export import Label, read_run_config, run_kind

    kind = run_kind(options.run_folder)
    folders = ", ".join(Path(path).name for path in read_run_config(options.run_folder)["data"])
    name = options.name or options.out.stem
    label = Label(
        name=name,
        title=options.title or name,
        author=options.author,
        licence=options.licence,
        training_data=options.training_data or folders,
        training_data_licence=options.training_data_licence,
    )
    if kind == "style":
        from training.export_style import export_style_run

        card = export_style_run(options.run_folder, options.out, label, options.thumbnail, options.cards)
    elif kind == "style-encoder":
        from training.export_style_encoder import export_style_encoder_run

        card = export_style_encoder_run(options.run_folder, options.out, label)
    elif kind == "perceptual":
        from training.export_perceptual import export_perceptual_run

        card = export_perceptual_run(options.run_folder, options.out, label)
    else:
        from training.export_generator import export_run

        card = export_run(options.run_folder, options.out, label)
    print(f"{options.out}: {card.kind} '{card.title}', checked against torch")


def check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", nargs="+", type=Path, metavar="DATA", help="folders of pictures")
    parser.add_argument(
        "--minimum", type=int, default=64, metavar="PX", help="shortest side that is not tiny (%(default)s)"
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


COMMANDS = (
    Command("gan", "train a generator on a folder of pictures", gan_arguments, run_gan),
    Command("style", "train a style network on photos and paintings", style_arguments, run_style),
    Command(
        "perceptual", "distil a perceptual encoder from larger networks", perceptual_arguments, run_perceptual
    ),
    Command("export", "write a run as an ONNX model, checked against torch", export_arguments, run_export),
    Command("check", "look for unreadable, tiny, duplicate and odd pictures", check_arguments, run_check),
)
