"""Lists, shows, adds, removes, verifies and mixes models and styles.

What is added is copied into the user's own folder, where the window finds it too; what came with Pinxit stays.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli import mixing
from studio.cli.arguments import add_models_folder

if TYPE_CHECKING:
    from exports.catalog import Catalog, Problem
    from exports.stylecard import StyleCard

KINDS = ("style", "generator", "perceptual", "style-encoder")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    listing = actions.add_parser("list", help="every model, and the styles of each", allow_abbrev=False)
    listing.add_argument("--kind", choices=KINDS, help="only models of this kind")
    listing.add_argument(
        "--json", action="store_true", help="print a list of {name, kind, path, styles: [{name, title}]}"
    )
    listing.set_defaults(action=list_models)

    show = actions.add_parser("show", help="what a model or a style says of itself", allow_abbrev=False)
    show.add_argument("name", metavar="NAME", help="a name, or the path of a model or a style card")
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(action=show_model)

    add = actions.add_parser("add", help="copy models and style cards into the catalog", allow_abbrev=False)
    add.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a model (.onnx) or a style card (.png)"
    )
    add.set_defaults(action=add_models)

    remove = actions.add_parser(
        "remove",
        help="delete what was added",
        description="Deletes what was added: all of what is named, or nothing. What came with Pinxit stays.",
        allow_abbrev=False,
    )
    remove.add_argument(
        "names", nargs="+", metavar="NAME", help="the name of a model or a style, or of its file"
    )
    remove.add_argument(
        "-y", "--yes", action="store_true", help="do not ask; without a terminal nothing goes without it"
    )
    remove.set_defaults(action=remove_models)

    verify = actions.add_parser(
        "verify", help="open every model and say which do not work", allow_abbrev=False
    )
    verify.set_defaults(action=verify_models)

    mix = actions.add_parser("mix", help="make a style of a mix of styles", allow_abbrev=False)
    mixing.add_arguments(mix)

    for action in (listing, show, add, remove, verify, mix):
        add_models_folder(action)


def run(arguments: argparse.Namespace) -> int:
    from studio.cli.catalog import open_catalog

    return arguments.action(open_catalog(arguments), arguments)


def list_models(catalog: Catalog, arguments: argparse.Namespace) -> int:
    from exports.card import StyleNetworkCard

    entries = [entry for entry in catalog.models() if arguments.kind in (None, entry.kind)]
    styles = catalog.styles()
    rows = []
    for entry in entries:
        network = entry.card.network if isinstance(entry.card, StyleNetworkCard) else None
        own = [{"name": style.name, "title": style.title} for style in styles if style.network == network]
        rows.append({"name": entry.name, "kind": entry.kind, "path": str(entry.path), "styles": own})
    if arguments.json:
        _print_json(rows)
    else:
        for row, entry in zip(rows, entries, strict=True):
            print(f"{row['name']:<24} {row['kind']:<13} {entry.title}")
            for style in row["styles"]:
                print(f"    {style['name']:<20} {style['title']}")
    _tell(catalog.problems)
    return 0


def show_model(catalog: Catalog, arguments: argparse.Namespace) -> int:
    from exports.errors import ModelError

    name = arguments.name
    if name.lower().endswith(".png"):
        details = _style_details(catalog.style(name))
    else:
        try:
            entry = catalog.find(name)
            details = {**_card_details(entry.card), "file": str(entry.path), "shipped": entry.shipped}
        except ModelError:
            if name.lower() not in (style.name for style in catalog.styles()):
                raise
            details = _style_details(catalog.style(name))
    if arguments.json:
        _print_json(details)
    else:
        for key, value in details.items():
            words = _figures_in_words(value) if key == "figures" and value else _in_words(value)
            print(f"{key.replace('_', ' '):<22} {words}")
    return 0


def add_models(catalog: Catalog, arguments: argparse.Namespace) -> int:
    for file in arguments.files:
        print(catalog.add(file).path)
    return 0


def remove_models(catalog: Catalog, arguments: argparse.Namespace) -> int:
    from exports.catalog import remove_file

    # Found before the first one goes: a slip in the last name costs no file, and a style is none without its network.
    files = list(dict.fromkeys(catalog.removable(name) for name in arguments.names))
    if not arguments.yes:
        _ask_to_remove(files)
    for file in files:
        remove_file(file)
        print(file)
    return 0


def _ask_to_remove(files: Sequence[Path]) -> None:
    """Lists files and asks on the terminal. Raises WrongCall where there is none, CommandError for a no."""
    from studio.cli.errors import CommandError, WrongCall

    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        raise WrongCall("There is no terminal to ask on whether to remove what is named; say so with --yes.")
    for file in files:
        print(f"  {file}", file=sys.stderr)
    what = "this file" if len(files) == 1 else f"these {len(files)} files"
    print(f"Delete {what}? [y/N] ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):  # Ctrl-D, which leaves the line unended.
        print(file=sys.stderr)
    if answer.strip().lower() not in ("y", "yes"):
        raise CommandError("Nothing was removed.")


def verify_models(catalog: Catalog, _arguments: argparse.Namespace) -> int:
    problems = catalog.verify()
    broken = {problem.path for problem in problems}
    sound = [entry.path for entry in catalog.models()] + [
        style.path for style in catalog.styles() if style.path
    ]
    for path in sound:
        if path not in broken:
            print(f"works: {path}")
    _tell(problems)
    return 1 if problems else 0


def _card_details(card: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return {"kind": card.kind, **asdict(card)}


def _style_details(style: StyleCard) -> dict[str, Any]:
    return {
        "kind": "style card",
        "name": style.name,
        "title": style.title,
        "artist": style.artist,
        "year": style.year,
        "licence": style.licence,
        "network": style.network,
        "strength": style.strength,
        "vector": style.vector.tolist(),
        "file": None if style.path is None else str(style.path),
    }


def _figures_in_words(figures: dict[str, Any]) -> str:
    """The figures of a generator's card in one line, with what they are in."""
    names = {"frechet": "Fréchet distance", "told_apart": "told apart"}
    values = ", ".join(f"{names.get(name, name)} {value:.4g}" for name, value in figures["values"].items())
    used = {
        True: ", which its discriminator used: they flatter",
        False: ", which its discriminator did not use",
    }
    after = "" if figures["kimg"] is None else f" after {figures['kimg']:g} kimg"
    return (
        f"{values} ({figures['measured_by']}, {figures['samples']:,} pictures{after}, in features of "
        f"{figures['network']}{used.get(figures['used_in_training'], '')})"
    )


def _in_words(value: Any) -> str:
    """One line for a value; long tables of numbers are only counted."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_in_words(item)}" for key, item in value.items()) or "-"
    if isinstance(value, list | tuple):
        if value and all(isinstance(item, dict) and "name" in item for item in value):
            return ", ".join(str(item["name"]) for item in value)
        return f"{len(value)} numbers" if len(value) > 8 else ", ".join(map(str, value)) or "-"
    return "-" if value is None or value == "" else str(value)


def _print_json(value: Any) -> None:
    import json

    print(json.dumps(value, indent=2, ensure_ascii=False))


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        print(f"pinxit: {problem.message}", file=sys.stderr)
