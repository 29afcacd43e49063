"""`pinxit [PICTURE]`: opens the studio."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from studio.cli.errors import CommandError

DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "picture", nargs="?", type=Path, metavar="PICTURE", help="a picture or a project to open"
    )
    parser.add_argument("--version", action="store_true", help="print the version and leave")


def run(arguments: argparse.Namespace, open_window: Callable[[Path | None], int]) -> int:
    if arguments.version:
        from importlib.metadata import version

        print(f"pinxit {version('pinxit')}")
        return 0
    picture: Path | None = arguments.picture
    if picture is not None and not picture.exists():
        raise CommandError(f"There is no file {picture}; {_advice(picture)}")
    # Qt aborts the process where it finds no display, so it must not be asked.
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in DISPLAY_VARIABLES):
        raise CommandError(
            "There is no display to open the studio on; set DISPLAY, or work without a screen: pinxit --help lists how."
        )
    return open_window(picture)


def _advice(picture: Path) -> str:
    from difflib import get_close_matches

    from studio.cli.main import VERBS

    close = get_close_matches(str(picture), VERBS, n=1)
    return f"did you mean pinxit {close[0]}?" if close else "check the path."
