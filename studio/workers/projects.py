"""Saving and opening project files, with the networks at hand that paint their layers."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from exports.errors import ModelError, OutOfMemory
from exports.stylecard import StyleCard, check_one_network
from studio.document.document import Document, DocumentView
from studio.document.geometry import TileIndex
from studio.document.layers import StyleChoice
from studio.engine.sheets import RenderedSheets
from studio.engine.stylizer import controls_of
from studio.media.openraster import open_project, save_project
from studio.media.watching import OnRead
from studio.workers.models import DocumentStylizers, ModelLibrary
from studio.workers.task import JobContext

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OpenedProject:
    """A project that was read from a file.

    Attributes:
        document: as it was saved.
        styles: what is not on the shelf, or another there under the same name.
        kept: how choices looked that cannot be painted here, uint8 (H, W, 3) of the whole canvas.
        is_ours: whether Pinxit wrote it, so that saving it again loses nothing.
        notes: sentences for the user.
    """

    document: Document
    styles: Mapping[str, StyleCard]
    kept: Mapping[StyleChoice, np.ndarray]
    is_ours: bool
    notes: tuple[str, ...]


def save_document(
    path: Path,
    view: DocumentView,
    stylizers: DocumentStylizers,
    styles: Mapping[str, StyleCard],
    context: JobContext,
) -> list[str]:
    """Renders what is still missing and writes the project. Returns notes for the user.

    What cannot be rendered here is saved all the same; only other programs do not see it.

    Raises:
        PictureError, OutOfMemory, Cancelled: nothing was written.
    """
    notes: dict[str, None] = {}

    def tile_of(choice: StyleChoice, tile: TileIndex) -> np.ndarray | None:
        try:
            return stylizers.render(choice, tile, context.cancel)
        except OutOfMemory:
            raise
        except ModelError as error:
            notes[f"The paint is saved, but other programs will not see all of it: {error}"] = None
            return None

    save_project(path, view, styles, RenderedSheets(view, tile_of), context.go_on)
    return list(notes)


def open_document(
    path: Path, library: ModelLibrary, shelf: Mapping[str, StyleCard], on_read: OnRead | None = None
) -> OpenedProject:
    """Opens a project of ours or an OpenRaster file of another program; `on_read` as that of `open_project`.

    Raises:
        PictureError: one sentence that says why it cannot be opened.
    """
    reasons: dict[str, None] = {}

    def paintable(choice: StyleChoice, brought: Mapping[str, StyleCard]) -> bool:
        reason = why_not_paintable(choice, {**shelf, **brought}, library)
        if reason is not None:
            reasons[reason] = None
        return reason is None

    project, is_ours = open_project(path, paintable, on_read)
    beside = path.parent / Path(project.document.name).name
    if project.document.name and beside.is_file():
        # Projects do not say where on a machine their photo was; an export may gain from it.
        project.document.metadata["path"] = str(beside)
    notes = [f"{reason} Its strokes are shown as they were saved." for reason in reasons]
    return OpenedProject(
        project.document, not_on(shelf, project.styles), project.kept, is_ours, (*notes, *project.notes)
    )


def not_on(shelf: Mapping[str, StyleCard], styles: Mapping[str, StyleCard]) -> dict[str, StyleCard]:
    """Those styles that the shelf does not have, or has otherwise."""
    return {
        name: card
        for name, card in styles.items()
        if name not in shelf or not np.array_equal(shelf[name].vector, card.vector)
    }


def why_not_paintable(
    choice: StyleChoice, styles: Mapping[str, StyleCard], library: ModelLibrary
) -> str | None:
    """Why a choice cannot be painted on this machine, in one sentence; None if it can."""
    try:
        for name in choice.names:
            if name not in styles:
                return f"The style {name} is not on this machine and not in the project."
            library.style(styles[name])
        check_one_network(styles[name] for name in choice.names)
        model = library.style(styles[choice.names[0]])
        for weights in filter(None, (choice.weights, choice.toward)):
            model.blend([(styles[name].vector, weight) for name, weight in weights], choice.strength)
        controls_of(choice)
    except ModelError as error:
        log.info("%s cannot be painted", choice, exc_info=True)
        return str(error)
    return None
