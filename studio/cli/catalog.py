"""The catalog as a verb's arguments ask for it."""

from __future__ import annotations

import argparse

from exports.catalog import Catalog, ModelEntry
from exports.errors import ModelError
from studio.cli.errors import CommandError


def open_catalog(arguments: argparse.Namespace) -> Catalog:
    """The shipped models, the user's, and those of `--models-folder`. Raises CommandError if that is no folder."""
    folder = arguments.models_folder
    if folder is not None and not folder.is_dir():
        raise CommandError(f"{folder} is not a folder; name one that holds models.")
    return Catalog([] if folder is None else [folder])


def find_model(catalog: Catalog, name: str | None, kind: str) -> ModelEntry:
    """The model of this kind that was asked for, or the first one where no name was given.

    Raises:
        ModelError: there is none.
    """
    if name is not None:
        return catalog.find(name, kind)
    first = next((entry for entry in catalog.models() if entry.kind == kind), None)
    if first is None:
        raise ModelError(
            f"There is no {kind} model at hand; add one with pinxit models add, or name a file with --model."
        )
    return first
