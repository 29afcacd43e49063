"""Many photos painted as one document is: its layers over each of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.errors import ModelError
from exports.stylecard import StyleCard
from studio.document.document import Document, DocumentView
from studio.document.layers import StyleLayer
from studio.document.transfer import transferred
from studio.engine.stylizer import TileCache
from studio.media.errors import PictureError
from studio.media.finishing import ExportOptions
from studio.media.provenance import Recipe
from studio.media.reading import open_picture
from studio.workers.exporting import export_document, models_of
from studio.workers.models import DocumentStylizers, ModelLibrary
from studio.workers.task import JobContext

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """What is done to every photo.

    Attributes:
        view: the document whose layers are taken.
        styles: what they are painted in, by name.
        folder: where the pictures go; made if need be.
        suffix: of their format.
        options: of their files; the region does not count.
    """

    view: DocumentView
    styles: Mapping[str, StyleCard]
    folder: Path
    suffix: str
    options: ExportOptions

    def target(self, file: Path) -> Path:
        """The file to write for a photo where that name is free; never the photo itself."""
        target = self.folder / f"{file.stem}{self.suffix}"
        return target.with_stem(f"{file.stem} painted") if target.resolve() == file.resolve() else target


def paint_batch(
    batch: Batch,
    files: Sequence[Path],
    library: ModelLibrary,
    context: JobContext,
    on_painted: Callable[[Path], None] | None = None,
) -> list[str]:
    """Paints photos one after the other, telling the share that is done. No file that is there already is replaced.

    Returns:
        A sentence for each photo that could not be painted.

    Raises:
        Cancelled: what was written until then stays.
        OSError: the folder cannot be made.
    """
    batch.folder.mkdir(parents=True, exist_ok=True)
    failures: list[str] = []
    taken: set[Path] = set()
    for number, file in enumerate(files):
        context.cancel.raise_if_cancelled()
        target = _free(batch.target(file), taken)
        taken.add(target)

        def report(share: float, number: int = number) -> None:
            context.report((number + share) / len(files))

        try:
            paint_one(batch, file, target, library, JobContext(context.cancel, report))
        except (PictureError, ModelError) as error:
            log.info("%s could not be painted", file, exc_info=True)
            failures.append(str(error))
        else:
            if on_painted is not None:
                on_painted(target)
    return failures


def paint_one(batch: Batch, file: Path, target: Path, library: ModelLibrary, context: JobContext) -> None:
    """Paints one photo into a file.

    Raises:
        PictureError, ModelError, Cancelled.
    """
    try:
        _paint(batch, file, target, library, context)
    except MemoryError as error:
        raise PictureError(
            f"{file.name} is too large for the memory that is left; close other programs or make it smaller."
        ) from error


def _paint(batch: Batch, file: Path, target: Path, library: ModelLibrary, context: JobContext) -> None:
    photo = open_picture(file)
    metadata = {"exif": photo.exif, "path": str(photo.path)}
    document = Document(photo.pixels, photo.name, photo.icc_profile, metadata)
    document.restore(transferred(batch.view.layers, document.box.width, document.box.height), ())
    view = document.view()
    stylizers = DocumentStylizers(library, batch.styles, view.base, view.base_digest, TileCache())
    options = batch.options.anywhere()
    recipe = None
    if options.recipe:
        painted_as = {"name": batch.view.name, "sha256": batch.view.base_digest}
        layers = [layer.choice.to_json() for layer in view.layers if isinstance(layer, StyleLayer)]
        recipe = Recipe(
            "batch",
            settings={"painted_as": painted_as, "styles": layers},
            models=models_of(view, stylizers),
            source={"name": view.name, "sha256": view.base_digest},
        )
    export_document(view, stylizers, target, options, context, recipe=recipe)


def _free(target: Path, taken: set[Path]) -> Path:
    """A name that no photo of this run has, such as a.jpg and a.png would, nor any file that is there already."""
    number, free = 2, target
    while free in taken or free.exists():
        free = target.with_stem(f"{target.stem} {number}")
        number += 1
    return free
