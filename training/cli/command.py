"""What the commands of `pinxit-train` share: a command itself, and the options of those that make runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config import DEFAULT_PRESETS, build, merge, nested, parse_value, preset_names, read_preset
from training.errors import TrainingError

if TYPE_CHECKING:
    from training.runs.machine import Machine


@dataclass(frozen=True)
class Command:
    """A verb of the command line."""

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int | None]
    resumes: bool = False
    """Whether the same call goes on where a stopped one ended."""


@dataclass(frozen=True)
class Basis:
    """What the options of a run are laid over.

    Attributes:
        table: values by name.
        preset: the preset that they come from; "" where it is none.
        is_default: whether nobody named the preset.
    """

    table: dict[str, Any]
    preset: str = ""
    is_default: bool = False


def add_run_arguments(parser: argparse.ArgumentParser, prefix: str) -> None:
    """What every training command takes."""
    known = ", ".join(preset_names(prefix)) or "none"
    default = DEFAULT_PRESETS.get(prefix)
    unnamed = f"; if none is named {default}, or what RUN was begun with" if default else ""
    parser.add_argument("data", nargs="+", metavar="DATA", help="folders of pictures")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="RUN", help="run folder; the same one goes on after a kill"
    )
    parser.add_argument(
        "--preset", metavar="NAME", help=f"where the options come from: {known}, or a .toml file{unnamed}"
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="demand that there is a checkpoint to go on from (without it, it is used if there)",
    )
    add_threads_argument(parser)
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change any option, such as --set network.channels=32",
    )
    parser.add_argument("--seed", type=int, help="seed of everything random")
    add_machine_arguments(parser)


def add_threads_argument(parser: argparse.ArgumentParser) -> None:
    """How many threads of the processor a command takes, for `set_threads`."""
    parser.add_argument(
        "--threads",
        type=whole_number(0),
        default=0,
        metavar="N",
        help="processor threads; 0 lets torch decide",
    )


def set_threads(options: argparse.Namespace) -> None:
    """Gives torch as many threads as `add_threads_argument` was told."""
    import torch

    if options.threads:
        torch.set_num_threads(options.threads)


def whole_number(least: int) -> Callable[[str], int]:
    """A type of arguments: whole numbers from `least` upwards."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} upwards")
        return int(text)

    return read


def refuse_unused(options: argparse.Namespace, names: Sequence[str], why: str) -> None:
    """Raises TrainingError if an option was given that this call would pass over; `why` follows its name."""
    for name in names:
        if getattr(options, name) is not None and getattr(options, name) is not False:
            raise TrainingError(f"--{name.replace('_', '-')} {why}.")


def add_machine_arguments(parser: argparse.ArgumentParser) -> None:
    """What computes a run: no part of the run, so that it may change when a run goes on."""
    parser.add_argument(
        "--device",
        default="auto",
        metavar="NAME",
        help="auto, cpu, cuda or cuda:N (%(default)s: a GPU if any)",
    )
    decoded = parser.add_mutually_exclusive_group()
    decoded.add_argument(
        "--cache", type=Path, metavar="DIR", help="folder that keeps decoded pictures (the user's own)"
    )
    decoded.add_argument(
        "--no-cache", action="store_true", help="decode the pictures anew and hold them in memory"
    )
    parser.add_argument(
        "--layout",
        choices=("auto", "contiguous", "channels-last"),
        default="auto",
        help="order of values in memory (%(default)s: channels last on a GPU)",
    )
    parser.add_argument(
        "--compile",
        choices=("no", "default", "cuda-graphs"),
        default="no",
        help="let torch compile the networks (%(default)s)",
    )


def basis_of(options: argparse.Namespace, prefix: str, begun: dict[str, Any] | None = None) -> Basis:
    """Where the options of a run come from: the preset that is named, what is begun, or the default preset.

    Args:
        options: of `add_run_arguments`.
        prefix: of the files of its presets.
        begun: the options of what is gone on with.
    """
    if options.preset:
        return Basis(read_preset(prefix, options.preset), options.preset)
    if begun is not None:
        return Basis(begun)
    default = DEFAULT_PRESETS.get(prefix, "")
    return Basis(read_preset(prefix, default) if default else {}, default, is_default=True)


def begun_options(options: argparse.Namespace, kind: str, config: type) -> dict[str, Any] | None:
    """The options that the folder of a run says, where something was done with them; None in a fresh one.

    Args:
        options: of `add_run_arguments`.
        kind: of the run, see `training.export.label.run_kind`.
        config: the dataclass of its options.

    Raises:
        TrainingError: the run is of another kind, or has options that are unknown today.
    """
    from training.export.label import read_run_config, run_kind
    from training.runs.log import is_begun

    out = options.out
    if options.preset or not is_begun(out):
        return None
    if run_kind(out) != kind:
        raise TrainingError(f"The folder {out} belongs to a run of {run_kind(out)}; choose another --out.")
    table = read_run_config(out)
    try:
        build(config, table)
    except TrainingError as error:
        reason = str(error).partition(";")[0].rstrip(".")
        raise TrainingError(
            f"The run {out} was begun by another Pinxit ({reason}); choose another --out."
        ) from error
    return table


def options_table(options: argparse.Namespace, basis: Basis, **given: Any) -> dict[str, Any]:
    """What a run begins with, overlaid by what the command line gives."""
    table = merge(basis.table, {"seed": options.seed, **given})
    for text in options.set:
        key, equals, value = text.partition("=")
        if not equals:
            raise TrainingError(f"--set {text} has no value; write KEY=VALUE.")
        table = merge(table, nested(key, parse_value(value)))
    return table


def prepare_run(options: argparse.Namespace, alone: bool = True, journal: str | None = None) -> Machine:
    """Sets torch's threads, holds `--resume` to its word, and finds what computes.

    Args:
        options: of `add_run_arguments`.
        alone: whether this training runs in one process only.
        journal: the file of the run folder that tells that a run of several was begun, where not a checkpoint does.
    """
    from training.runs.checkpoint import Checkpoint
    from training.runs.distributed import launched

    if alone and launched() > 1:
        raise TrainingError(f"{options.command} runs in one process; torchrun is for gan.")

    set_threads(options)
    begun = Checkpoint(options.out).exists() if journal is None else (options.out / journal).is_file()
    if options.resume and not begun:
        raise TrainingError(
            f"There is no {'checkpoint' if journal is None else 'sweep'} in {options.out} to go on from; leave out "
            "--resume to begin."
        )
    return machine_of(options)


def machine_of(options: argparse.Namespace) -> Machine:
    """What `add_machine_arguments` asked for."""
    from training.picture_cache import default_folder
    from training.runs.machine import find_machine

    cache = None if options.no_cache else options.cache or default_folder()
    return find_machine(options.device, cache, options.layout, options.compile)
