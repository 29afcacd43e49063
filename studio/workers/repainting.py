"""Makes the document again that an exported picture carries as its recipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from exports.errors import ModelError
from exports.stylecard import StyleCard
from studio.document.document import Document, picture_digest
from studio.document.edits import Edit
from studio.document.geometry import TileIndex
from studio.document.layers import StyleChoice, StyleLayer
from studio.document.replay import replay
from studio.document.stamp import PictureAt, Stamp
from studio.engine.stamps import picture_at
from studio.engine.stylizer import TileCache
from studio.media.errors import PictureError
from studio.media.provenance import Recipe
from studio.media.reading import open_picture
from studio.workers.generated import generated_picture, is_generated, stamp_generator
from studio.workers.models import DocumentStylizers, ModelLibrary
from studio.workers.projects import why_not_paintable
from studio.workers.task import JobContext

KIND = "document"


def can_be_repainted(recipe: Recipe) -> bool:
    """Whether a recipe is that of a document that something was painted in."""
    return recipe.kind == KIND and bool(recipe.edits) and "sha256" in recipe.source


def begins_with_a_generated(recipe: Recipe) -> bool:
    """Whether it was painted on a picture of a generator, which is made again instead of looked for."""
    base = recipe.settings.get("base")
    return isinstance(base, dict) and is_generated(base)


def find_photo(recipe: Recipe, places: Iterable[Path]) -> Path | None:
    """The photo that a recipe begins with, known by its digest, among files or in folders; None if it is not there.

    Only files of the photo's name are opened.
    """
    name, digest = Path(str(recipe.source.get("name", ""))).name, recipe.source.get("sha256")
    tried: set[Path] = set()
    for place in places:
        path = place / name if place.is_dir() else place
        if not name or path.name != name or path in tried or not path.is_file():
            continue
        tried.add(path)
        try:
            if picture_digest(open_picture(path).pixels) == digest:
                return path
        except PictureError:
            continue
    return None


def repaint(
    recipe: Recipe,
    photo: Path | None,
    library: ModelLibrary,
    shelf: Mapping[str, StyleCard],
    folders: Sequence[Path],
    context: JobContext,
) -> Document:
    """Paints a photo again as a recipe says.

    Args:
        photo: must be the very photo; None where it begins with a picture of a generator.
        shelf: the styles at hand, by name.
        folders: where pictures are looked for that were laid on the canvas.

    Raises:
        PictureError: the photo is another one, or something that was laid on it is not at hand.
        ModelError: a style or a model is not at hand.
        Cancelled.
    """
    document = _on_generated(recipe, library) if photo is None else _on_photo(recipe, photo)
    stylizers = DocumentStylizers(library, shelf, document.base, document.base_digest, TileCache())

    def tile_of(choice: StyleChoice, tile: TileIndex) -> np.ndarray:
        return stylizers.render(choice, tile, context.cancel)

    def picture_of(source: dict[str, Any]) -> np.ndarray:
        context.cancel.raise_if_cancelled()
        return _picture(source, library, folders)

    def stamps_of(stamp: Stamp) -> PictureAt:
        return picture_at(stamp, stamp_generator(stamp, library), context.cancel)

    def edits() -> Iterator[Edit]:
        for edit in recipe.edits:
            context.cancel.raise_if_cancelled()
            yield edit

    try:
        replay(document, edits(), picture_of, tile_of, stamps_of)
    except (ValueError, IndexError) as error:
        raise PictureError(f"The recipe cannot be painted again: {error}.") from error
    for layer in document.layers:
        if isinstance(layer, StyleLayer):
            reason = why_not_paintable(layer.choice, shelf, library)
            if reason is not None:
                raise ModelError(reason)
    document.history.mark_unsaved()
    return document


def _on_photo(recipe: Recipe, photo: Path) -> Document:
    opened = open_picture(photo)
    if picture_digest(opened.pixels) != recipe.source.get("sha256"):
        raise PictureError(
            f"{photo.name} is not the photo that this was painted on, or it was changed since; choose the original."
        )
    return Document(opened.pixels, opened.name, opened.icc_profile, {"exif": opened.exif, "path": str(photo)})


def _on_generated(recipe: Recipe, library: ModelLibrary) -> Document:
    base = recipe.settings["base"]
    pixels = generated_picture(base, library)
    if picture_digest(pixels) != recipe.source.get("sha256"):
        raise PictureError(
            f"The generator {base['model']} is another one since this was painted; its picture is not the same."
        )
    return Document(pixels, str(recipe.source.get("name", "")), metadata={"source": base})


def _picture(source: dict[str, Any], library: ModelLibrary, folders: Sequence[Path]) -> np.ndarray:
    """What was laid on the canvas. Raises PictureError, ModelError."""
    match source.get("kind"):
        case "generator":
            return generated_picture(source, library)
        case "file":
            name, digest = Path(str(source.get("name", ""))).name, source.get("sha256")
            for folder in folders:
                path = folder / name
                if name and path.is_file():
                    pixels = open_picture(path).pixels
                    if picture_digest(pixels) == digest:
                        return pixels
            raise PictureError(
                f"{name or 'A picture'} was laid on the canvas and is not beside the photo; put it there and try again."
            )
    raise PictureError(
        "A pasted or optimized picture is part of this painting; only its project file holds it."
    )
