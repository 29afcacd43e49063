"""A style vector fitted to a picture by `pinxit-train add-style`: slower than the style encoder, and nearer."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from exports.catalog import Catalog
from exports.errors import ModelError
from exports.names import safe_name
from exports.stylecard import StyleCard
from studio.document.exploration import plain_name
from studio.engine.predicted import UNKNOWN_LICENCE
from studio.engine.resampling import fitted, resized
from studio.workers.generated import is_generated
from studio.workers.task import JobContext
from studio.workers.trainer import Progress, Trainer, TrainerError

LONGEST_TITLE = 120
LARGEST_PX = 1600
"""Long side of the picture that is handed over; add-style looks at 1024."""


def fit_style(
    picture: np.ndarray,
    title: str,
    network: Path,
    catalog: Catalog,
    trainer: Trainer,
    context: JobContext,
    *,
    preset: str = "cpu",
    licence: str = UNKNOWN_LICENCE,
) -> StyleCard:
    """Fits a style to a picture and keeps it in the catalog. Reports its progress, 0..1.

    Args:
        picture: uint8 (H, W, 3).
        title: what a person calls it; the style's name is made of it.
        network: the style network's model file.
        licence: of the picture, and so of the style.

    Raises:
        TrainerError: it is not installed, or it failed.
        ModelError: the catalog does not take the style.
        Cancelled: nothing was kept.
    """

    def told(progress: Progress) -> None:
        context.report(progress.share)

    with tempfile.TemporaryDirectory(prefix="pinxit-") as folder:
        name = safe_name(title)
        painting, out = Path(folder) / f"{name}.png", Path(folder) / "styles"
        side_px = min(LARGEST_PX, max(picture.shape[:2]))
        Image.fromarray(np.ascontiguousarray(resized(picture, fitted(picture, side_px)))).save(painting)
        arguments = ["add-style", painting, "--model", network, "--out", out, "--name", name]
        trainer.run([*arguments, "--preset", preset], told, context.cancel)
        card_file = out / f"{name}.png"
        if not card_file.is_file():
            raise TrainerError("pinxit-train wrote no style card; try again.")
        card = StyleCard.load(card_file)
        # What people call things may be longer than a card takes, and look like an option.
        shown = plain_name(title, LONGEST_TITLE) or name
        card = replace(card, title=shown, source=card.thumbnail, licence=licence)
    return catalog.add_style(replace(card, name=catalog.free_style_name(card.name)))


def licence_of(source: Mapping[str, Any], catalog: Catalog) -> str:
    """The licence of a picture by what a layer says of it: a generated one has its generator's."""
    if not is_generated(source):
        return UNKNOWN_LICENCE
    try:
        return catalog.find(str(source["model"]), "generator").card.licence
    except ModelError:
        return UNKNOWN_LICENCE
