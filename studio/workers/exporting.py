"""Writing the document as it looks to a picture file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from studio.document.document import DocumentView
from studio.document.geometry import Box
from studio.document.layers import PictureLayer, StyleLayer
from studio.document.stroke import Stroke
from studio.engine.compositor import composite
from studio.engine.pipelines import render_document
from studio.media.finishing import ExportOptions, exif_of, finish
from studio.media.provenance import Recipe
from studio.media.writing import FORMATS, check_writable, encode, format_of, save_picture
from studio.workers.models import DocumentStylizers
from studio.workers.task import JobContext

_SAMPLE_PX = 512
"""Each way, of the exported picture: what an estimate is made from."""


def export_document(
    view: DocumentView,
    stylizers: DocumentStylizers,
    path: Path,
    options: ExportOptions,
    context: JobContext,
    *,
    recipe: Recipe | None = None,
) -> list[str]:
    """Renders what is still missing and writes the file. Returns notes for the user.

    Args:
        recipe: goes into the file where `options` ask for one; None takes that of the document.

    Raises:
        PictureError, ModelError, Cancelled.
    """
    check_writable(path)
    painted = render_document(
        view, stylizers, box=options.region, on_progress=context.report, cancel=context.cancel
    )
    still_wanted = context.cancel.raise_if_cancelled
    finished = finish(painted, view, options, format_of(path), still_wanted)
    save_picture(
        path,
        finished.pixels,
        recipe=(recipe or recipe_of(view, stylizers)) if options.recipe else None,
        exif=exif_of(view, options.metadata),
        quality=options.quality,
        icc_profile=finished.icc_profile,
        signed=options.recipe or options.metadata != "none",
        still_wanted=still_wanted,
    )
    return list(finished.notes)


def estimated_bytes(
    view: DocumentView, stylizers: DocumentStylizers, suffix: str, options: ExportOptions
) -> int:
    """About how large the file will be, from a part in the middle as far as it is rendered.

    Raises:
        PictureError: the format does not take such a picture.
    """
    box = view.box if options.region is None else options.region.intersect(view.box)
    width, height = options.size(box.width, box.height)
    factor = width / box.width
    x, y, reach = (box.x0 + box.x1) // 2, (box.y0 + box.y1) // 2, max(1, round(_SAMPLE_PX / 2 / factor))
    part = Box(x - reach, y - reach, x + reach, y + reach).intersect(box)
    sample = composite(view, part, stylizers.cached).picture
    plain = replace(options, region=part, percent=100 * factor, longest_px=0)
    finished = finish(sample, replace(view, metadata={}), plain, FORMATS[suffix])
    data = encode(finished.pixels, FORMATS[suffix], quality=options.quality, icc_profile=finished.icc_profile)
    fixed = len(finished.icc_profile)
    sampled_px = finished.pixels.shape[0] * finished.pixels.shape[1]
    return fixed + round((len(data) - fixed) * width * height / sampled_px)


def models_of(view: DocumentView, stylizers: DocumentStylizers) -> dict[str, str]:
    """Name -> sha256 of each model that had a part in a document."""
    models: dict[str, str] = {}
    for layer in view.layers:
        if isinstance(layer, StyleLayer) and stylizers.kept.keys().isdisjoint(layer.choice.stops):
            model = stylizers.of(layer.choice).model
            models[model.card.name] = model.digest
        elif isinstance(layer, PictureLayer) and {"model", "digest"} <= layer.source.keys():
            models[str(layer.source["model"])] = str(layer.source["digest"])
    for edit in view.edits:
        if isinstance(edit, Stroke) and edit.stamp is not None and edit.stamp.digest:
            models[edit.stamp.model] = edit.stamp.digest
    return models


def recipe_of(view: DocumentView, stylizers: DocumentStylizers) -> Recipe:
    """How the document was made."""
    source = {"name": view.name, "sha256": view.base_digest}
    made_from = view.metadata.get("source")
    return Recipe(
        "document",
        settings={} if made_from is None else {"base": made_from},
        models=models_of(view, stylizers),
        source=source,
        edits=view.edits,
    )
