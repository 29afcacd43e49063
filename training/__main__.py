"""The command line `pinxit-train`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from exports.errors import ModelError
from training.cli.brushes import BRUSH_COMMANDS
from training.cli.evaluate import EVALUATE
from training.cli.models import MODEL_COMMANDS
from training.cli.runs import RUN_COMMANDS
from training.cli.sweep import SWEEP
from training.errors import TrainingError


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = argparse.ArgumentParser(
        prog="pinxit-train", description="Trains generators and style brushes for Pinxit and exports them."
    )
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in (*RUN_COMMANDS, *BRUSH_COMMANDS, SWEEP, *MODEL_COMMANDS, EVALUATE):
        part = commands.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(part)
        part.set_defaults(run=command.run, resumes=command.resumes)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0 done, 1 with one sentence on standard error, 2 for a wrong call."""
    options = build_parser().parse_args(argv)
    # Threads that wait for each other sleep: beside other work, the studio's for one, spinning took ten times as long.
    # It counts only where torch was not loaded before.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    run: Callable[[argparse.Namespace], int | None] = options.run
    try:
        return run(options) or 0
    except (TrainingError, ModelError) as error:
        if options.debug:
            raise
        print(f"pinxit-train: {error}", file=sys.stderr)
    except ModuleNotFoundError as error:
        if (
            options.debug
            or error.name is None
            or error.name.partition(".")[0] not in {"torch", "onnx", "matplotlib", "optuna"}
        ):
            raise
        print(
            f"pinxit-train: {error.name} is not installed; training needs it: pip install 'pinxit[training]'.",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        then = "; the same command goes on from the last checkpoint." if options.resumes else "."
        print(f"pinxit-train: stopped{then}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
