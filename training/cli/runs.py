"""The commands of `pinxit-train` that begin or go on with a run; torch is imported only when one runs."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from training.cli.command import (
    Basis,
    Command,
    add_run_arguments,
    basis_of,
    begun_options,
    options_table,
    prepare_run,
)
from training.config import build
from training.runs.alone import alone_in

OWN = ["pinxit"]
"""The networks that the default presets look through, as `--perceptual` names them."""


def said_of(basis: Basis, out: Path) -> tuple[str, str]:
    """A heading and words for where the options of a run come from."""
    if not basis.preset:
        return "options", f"those of {out}, which goes on"
    return "preset", basis.preset + (", as none is named" if basis.is_default else "")


def tell_unnamed(basis: Basis, out: Path) -> None:
    """Says where the options of a run come from that nobody named."""
    if basis.is_default or not basis.preset:
        print(*said_of(basis, out), flush=True)


def style_arguments(parser: argparse.ArgumentParser) -> None:
    add_run_arguments(parser, "style")
    parser.add_argument(
        "--styles", nargs="+", metavar="PAINTING", help="paintings or folders of them, one style each"
    )
    parser.add_argument(
        "--perceptual",
        nargs="+",
        metavar="NET",
        help="perceptual networks: a folder, a file, vgg19 or pinxit, our own; where no preset is named, each looks at "
        "full and at half size",
    )
    parser.add_argument("--steps", type=int, help="optimizer steps")
    parser.add_argument("--minutes", type=float, help="the run ends after these at the latest")


def run_style(options: argparse.Namespace) -> None:
    machine = prepare_run(options)
    from training.data import find_pictures
    from training.runs.stopping import asked_to_stop
    from training.style.train import StyleConfig, train_style

    basis = basis_of(options, "style", begun_options(options, "style", StyleConfig))
    paintings = [str(p) for p in find_pictures([Path(p) for p in options.styles])] if options.styles else None
    given: dict[str, Any] = {
        "data": options.data,
        "paintings": paintings,
        "perceptual": options.perceptual,
        "steps": options.steps,
        "max_minutes": options.minutes,
    }
    if basis.is_default and options.perceptual not in (None, OWN):
        # The looks of the preset are through our own encoder: whoever names others wants to look through these.
        given["looks"] = []
    config = build(StyleConfig, options_table(options, basis, **given))
    with alone_in(options.out), asked_to_stop() as asked_to_end:
        tell_unnamed(basis, options.out)
        train_style(config, options.out, machine=machine, asked_to_end=asked_to_end)


def gan_arguments(parser: argparse.ArgumentParser) -> None:
    add_run_arguments(parser, "gan")
    parser.add_argument(
        "--perceptual",
        nargs="+",
        metavar="NET",
        help="perceptual networks for the discriminator and for the figures: a folder, a file, vgg19 or pinxit, our "
        "own, which is there unnamed where the preset looks through it",
    )
    parser.add_argument("--kimg", type=float, help="length of the run in thousands of pictures")
    parser.add_argument("--minutes", type=float, help="the run ends after these at the latest")


def gan_options(options: argparse.Namespace) -> dict[str, Any]:
    """What `gan_arguments` say of the run, as options of its configuration."""
    return {
        "data": options.data,
        "perceptual": options.perceptual,
        "total_kimg": options.kimg,
        "max_minutes": options.minutes,
    }


def gan_run_arguments(parser: argparse.ArgumentParser) -> None:
    gan_arguments(parser)
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="print the preset and what the run would take, measured in a few steps, and write nothing into RUN",
    )


def run_gan(options: argparse.Namespace) -> None:
    machine = prepare_run(options, alone=False)
    from training.gan.config import GanConfig
    from training.gan.plan import plan_gan
    from training.gan.train import train_gan
    from training.runs.distributed import processes
    from training.runs.stopping import asked_to_stop

    basis = basis_of(options, "gan", begun_options(options, "gan", GanConfig))
    config = build(GanConfig, options_table(options, basis, **gan_options(options)))
    if options.dry_run:
        print("{:<15}{}".format(*said_of(basis, options.out)))
        print("\n".join(plan_gan(config, options.out, machine).lines()))
        return
    with processes(machine) as (share, own), alone_in(options.out) if share.leads else nullcontext():
        if share.leads:
            tell_unnamed(basis, options.out)
        if share.of > 1:
            # Processes that notice it at different steps would wait for each other without end.
            train_gan(config, options.out, own, share)
            return
        with asked_to_stop() as asked_to_end:
            train_gan(config, options.out, own, share, asked_to_end)


def perceptual_arguments(parser: argparse.ArgumentParser) -> None:
    add_run_arguments(parser, "perceptual")
    parser.add_argument("--teachers", nargs="+", metavar="NET", help="perceptual networks to learn from")
    parser.add_argument("--styles", nargs="+", metavar="PICTURE", help="paintings that canvases are led to")
    parser.add_argument("--steps", type=int, help="optimizer steps")


def run_perceptual(options: argparse.Namespace) -> None:
    machine = prepare_run(options)
    from training.perceptual.distill import DistillConfig, train_encoder

    given = {
        "data": options.data,
        "teachers": options.teachers,
        "styles": options.styles,
        "steps": options.steps,
    }
    config = build(DistillConfig, options_table(options, basis_of(options, "perceptual"), **given))
    with alone_in(options.out):
        train_encoder(config, options.out, machine=machine)


RUN_COMMANDS = (
    Command("gan", "train a generator on a folder of pictures", gan_run_arguments, run_gan, resumes=True),
    Command(
        "style", "train a style network on photos and paintings", style_arguments, run_style, resumes=True
    ),
    Command(
        "perceptual",
        "distil a perceptual encoder from larger networks",
        perceptual_arguments,
        run_perceptual,
        resumes=True,
    ),
)
