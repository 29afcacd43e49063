"""The command `pinxit`: no argument or a picture opens the studio; a verb works without a screen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit code: 0 success, 2 a wrong call, 1 anything else."""
    from studio.cli.main import main as run_command

    return run_command(sys.argv[1:] if argv is None else argv, open_window)


def open_window(picture: Path | None) -> int:
    """Opens the studio, with a picture or a project if one is named, until its window is closed."""
    from studio.app import run

    return run(picture)


if __name__ == "__main__":
    sys.exit(main())
