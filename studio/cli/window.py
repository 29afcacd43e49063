"""`pinxit [PICTURE or PROJECT]`: opens the studio."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from studio.cli.errors import CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "picture", nargs="?", type=Path, metavar="PICTURE", help="a picture or a project to open"
    )
    parser.add_argument("--version", action="store_true", help="print the version and leave")


def run(arguments: argparse.Namespace, open_window: Callable[[Path | None], int]) -> int:
    if arguments.version:
        from studio.media.provenance import running_version

        print(f"pinxit {running_version()}")
        return 0
    picture: Path | None = arguments.picture
    if picture is not None and not picture.exists():
        raise CommandError(f"There is no file {picture}; {_advice(picture)}")
    return open_window(picture)


def _advice(picture: Path) -> str:
    from difflib import get_close_matches

    from studio.cli.main import VERBS

    close = get_close_matches(str(picture), VERBS, n=1)
    return f"did you mean pinxit {close[0]}?" if close else "check the path."
