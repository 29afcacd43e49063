"""Finds the verb, runs it, and turns every way it can end into an exit code: 0, 1 with one line, or 2."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from studio.cli.outputs import refuse_replacing_inputs

OpenWindow = Callable[[Path | None], int]

VERBS = {
    "stylize": "repaint pictures, or folders of them, in the hand of a painter",
    "apply": "paint photos as a project of the studio is painted",
    "sample": "pictures from a generator",
    "interpolate": "a film that walks through a generator's latent space, or through styles",
    "project": "take a photo into a generator: the latent whose picture is most like it",
    "optimize": "the iterative optimizer: any picture as the style, slowly",
    "models": "list, show, add, remove and verify models",
    "bench": "how fast this machine paints, beside a reference network",
}


def main(argv: Sequence[str], open_window: OpenWindow) -> int:
    """Runs the command line and returns the exit code: 0 success, 2 a wrong call, 1 anything else.

    Args:
        argv: the arguments, without the program's name.
        open_window: called where no verb is given; only it knows Qt.
    """
    _write_any_name()
    arguments = list(argv)
    debug = "--debug" in arguments
    if debug:
        arguments.remove("--debug")
    try:
        code = _run(arguments, open_window)
        # A reader that went away is noticed here, where it can still be reported, and not when python ends.
        sys.stdout.flush()
        return code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except BaseException as error:
        if debug:
            raise
        return _report(error)


def _write_any_name() -> None:
    """Lets names of files be printed that the output has no letters for: one of them must not end a batch."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        whole = sys.stdout.encoding.lower().replace("-", "") == "utf8"
        sys.stdout.reconfigure(errors="surrogateescape" if whole else "backslashreplace")


def _run(arguments: list[str], open_window: OpenWindow) -> int:
    verb = next((argument for argument in arguments if not argument.startswith("-")), None)
    if verb not in VERBS:
        window = importlib.import_module("studio.cli.window")
        parser = _parser("pinxit", "Pinxit, a studio for neural painting.", _verb_table())
        window.add_arguments(parser)
        return window.run(parser.parse_args(arguments), open_window)
    arguments.remove(verb)
    module = importlib.import_module(f"studio.cli.{verb}")
    parser = _parser(f"pinxit {verb}", module.__doc__ or "", None)
    module.add_arguments(parser)
    options = parser.parse_args(arguments)
    refuse_replacing_inputs(options)
    with _polite_kill():
        return module.run(options)


def _parser(program: str, description: str, epilog: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    # Taken out of the arguments before parsing, so that it may stand anywhere; declared for the help alone.
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return parser


def _verb_table() -> str:
    rows = [f"  {verb:<12} {summary}" for verb, summary in VERBS.items()]
    return "\n".join(["without a screen (pinxit VERB --help tells more):", *rows])


@contextmanager
def _polite_kill() -> Iterator[None]:
    """SIGTERM unwinds like Ctrl-C, so that unfinished files are removed."""

    def interrupt(_signum: int, _frame: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _report(error: BaseException) -> int:
    from studio.cli.errors import WrongCall, sentence_of

    if isinstance(error, BrokenPipeError):
        # The reader of our output went away (`| head`); python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if isinstance(error, KeyboardInterrupt):
        sentence = "Stopped."
    else:
        sentence = sentence_of(error)
        if sentence is None:
            detail = " ".join(str(error).split())
            sentence = (
                f"Something unexpected went wrong, {type(error).__name__}: {detail} (--debug shows where)."
            )
    print(f"pinxit: {sentence}", file=sys.stderr)
    return 2 if isinstance(error, WrongCall) else 1
