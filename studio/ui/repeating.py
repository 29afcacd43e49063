"""Offers the recipe that an opened picture carries, and paints it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from exports.stylecard import StyleCard
from studio.document.document import Document
from studio.media.provenance import Recipe
from studio.ui.projects import Run, made_ready
from studio.ui.translate import tr
from studio.workers.models import ModelLibrary
from studio.workers.repainting import begins_with_a_generated, can_be_repainted, find_photo, repaint
from studio.workers.task import JobContext

if TYPE_CHECKING:
    from studio.ui.editor import Editor


class Repeating(QObject):
    """Recipes of pictures.

    Args:
        editor: shows documents.
        library: gives the networks.
        shelf: the styles at hand, by name; more may come.
        run: runs jobs that the status bar names.
    """

    offered = Signal(str)  # A sentence; `accept` takes the offer.
    photo_wanted = Signal(str)  # The name of the photo; `paint_on` goes on with it.

    def __init__(
        self, editor: Editor, library: ModelLibrary, shelf: Mapping[str, StyleCard], run: Run
    ) -> None:
        super().__init__(editor)
        self._editor = editor
        self._library = library
        self._shelf = shelf
        self._run = run
        self._recipe: Recipe | None = None
        self._picture: Path | None = None
        self.recent_folders: Callable[[], list[Path]] = list

    def offer(self, path: Path, recipe: Recipe | None) -> None:
        """Offers the recipe of a picture that was just opened, if it can be painted again."""
        if recipe is None or not can_be_repainted(recipe):
            return
        self._recipe, self._picture = recipe, path
        photo = recipe.source.get("name") or tr("a photo")
        self.offered.emit(
            tr("{name} knows how it was painted. Steps: {count}, on {photo}.").format(
                name=path.name, count=len(recipe.edits), photo=photo
            )
        )

    def accept(self) -> None:
        """Looks for the photo, and asks for it where it is not found."""
        recipe, picture = self._recipe, self._picture
        if recipe is None or picture is None:
            return
        if begins_with_a_generated(recipe):
            self.paint_on(None)
            return
        places = [picture.parent, *self.recent_folders()]

        def job(_context: JobContext) -> Path | None:
            return find_photo(recipe, places)

        def found(photo: Path | None) -> None:
            if photo is not None:
                self.paint_on(photo)
            else:
                self.photo_wanted.emit(str(recipe.source.get("name") or ""))

        self._run(("repeat",), tr("Looking for the photo…"), job, found)

    def paint_on(self, photo: Path | None) -> None:
        """Paints a photo again as the recipe says, in the place of the document that is open; asks before work is lost.

        Args:
            photo: None where the recipe begins with a picture of a generator.
        """
        recipe, picture = self._recipe, self._picture
        if recipe is None or picture is None:
            return
        shelf, library, folders = dict(self._shelf), self._library, [picture.parent]
        if photo is not None:
            folders.insert(0, photo.parent)

        def job(context: JobContext) -> tuple[Document, np.ndarray]:
            document = repaint(recipe, photo, library, shelf, folders, context)
            return document, made_ready(document)

        def show(result: tuple[Document, np.ndarray]) -> None:
            document, thumbnail = result
            self._editor.show_document(document, thumbnail)
            if photo is not None:
                self._editor.opened.emit(photo, thumbnail)
            self._editor.noticed.emit(tr("Painted again, stroke by stroke: every layer is there."))

        text = tr("Painting {name} again…").format(name=(photo or picture).name)
        self._editor.before_losing_work(lambda: self._run(("open",), text, job, show))
