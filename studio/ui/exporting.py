"""Writing the document as it looks to a picture file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.document.document import DocumentView
from studio.document.layers import PictureLayer, StyleLayer
from studio.engine.pipelines import render_document
from studio.media.provenance import Recipe
from studio.media.writing import QUALITY, check_writable, format_of, save_picture
from studio.workers.models import DocumentStylizers
from studio.workers.task import JobContext


@dataclass(frozen=True)
class ExportOptions:
    """What goes into the file.

    Attributes:
        quality: 1..100, for JPEG and WebP.
        recipe: whether the picture carries how it was made.
        exif: whether the photo's EXIF data goes along.
    """

    quality: int = QUALITY
    recipe: bool = True
    exif: bool = True


def export_document(
    view: DocumentView, stylizers: DocumentStylizers, path: Path, options: ExportOptions, context: JobContext
) -> list[str]:
    """Renders what is still missing and writes the file. Returns notes for the user.

    Raises:
        PictureError, ModelError, Cancelled.
    """
    check_writable(path)
    format_of(path)
    pixels = render_document(view, stylizers, on_progress=context.report, cancel=context.cancel)
    save_picture(
        path,
        pixels,
        recipe=recipe_of(view, stylizers) if options.recipe else None,
        exif=view.metadata.get("exif", b"") if options.exif else b"",
        quality=options.quality,
    )
    return []


def recipe_of(view: DocumentView, stylizers: DocumentStylizers) -> Recipe:
    """How the document was made."""
    models: dict[str, str] = {}
    for layer in view.layers:
        if isinstance(layer, StyleLayer) and stylizers.kept.keys().isdisjoint(layer.choice.stops):
            model = stylizers.of(layer.choice).model
            models[model.card.name] = model.digest
        elif isinstance(layer, PictureLayer) and {"model", "digest"} <= layer.source.keys():
            models[str(layer.source["model"])] = str(layer.source["digest"])
    source = {"name": view.name, "sha256": view.base_digest}
    made_from = view.metadata.get("source")
    return Recipe(
        "document",
        settings={} if made_from is None else {"base": made_from},
        models=models,
        source=source,
        edits=view.edits,
    )
