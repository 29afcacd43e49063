"""Latents on their way: what a drag carries, and what may be dropped wherever a seed can be given."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from exports.stylecard import StyleCard
from studio.document.exploration import GeneratedPicture, LayerMix
from studio.engine.generator import enlarge
from studio.media.latents import read_latent
from studio.ui.drag_handle import DragHandle, carry
from studio.ui.widgets.drop_zone import dropped_files
from studio.ui.widgets.pictures import to_qimage
from studio.workers.generated import mix_of

MIME = "application/x-pinxit-found+json"
"""How a picture is dragged within the studio: how it is made, as JSON. The canvas takes it as well."""
_MOST_CHARS = 400_000
_DRAGGED_PX, _IMAGE_PX = 96, 512


@dataclass(frozen=True, eq=False)
class DroppedPoint:
    """A point that was dropped.

    Attributes:
        space: the name of its space.
        latent: (Z,); None where a seed is given.
        seed: where it is known.
        truncation: None where nothing says.
        title: a name for it.
        mix: the layers that another latent decides, where there are any.
    """

    space: str
    latent: np.ndarray | None
    seed: int | None
    truncation: float | None
    title: str
    mix: LayerMix | None = None


def mime_of(found: GeneratedPicture, source: dict[str, Any]) -> QMimeData:
    """A picture to be dragged: with its latent for the studio, as an image for other programs.

    Args:
        found: what is dragged.
        source: how it is made, with "kind" "generator" and "model", or "style" and "network".
    """
    data = QMimeData()
    values = {**source, "title": found.title}
    data.setData(MIME, json.dumps(values, allow_nan=False).encode())
    data.setImageData(to_qimage(enlarge(found.picture, _IMAGE_PX)))
    return data


def may_hold_point(data: QMimeData) -> bool:
    """Whether it is worth a closer look when it is dropped."""
    return data.hasFormat(MIME) or bool(dropped_files(data))


def point_in(data: QMimeData) -> DroppedPoint | None:
    """The point that a drag carries: of the studio, a latent file, a picture with its recipe, or a style card.

    Raises:
        PictureError, StyleCardError: a sentence that says why a file holds none.
    """
    if data.hasFormat(MIME):
        return _of_mime(bytes(data.data(MIME).data()))
    files = dropped_files(data)
    return point_in_file(files[0]) if files else None


def point_in_file(path: Path) -> DroppedPoint:
    """The point in a file. Raises PictureError, StyleCardError."""
    if path.suffix.lower() == ".png" and StyleCard.is_in(path):
        card = StyleCard.load(path)
        return DroppedPoint(f"styles:{card.network}", card.vector, None, card.strength, card.title)
    stored = read_latent(path)
    truncation = 1.0 if stored.truncation is None and stored.latent is not None else stored.truncation
    return DroppedPoint(stored.model, stored.latent, stored.seed, truncation, path.stem, stored.mix)


def _of_mime(raw: bytes) -> DroppedPoint | None:
    if len(raw) > _MOST_CHARS:
        return None
    try:
        values = json.loads(raw)
        space = f"styles:{values['network']}" if values["kind"] == "style" else str(values["model"])
        latent = np.array(values["latent"], np.float32)
        seed, truncation = values.get("seed"), float(values.get("truncation", 1.0))
        mix = mix_of(values.get("mix"))
    except (ValueError, KeyError, TypeError):
        return None
    points = [latent] if mix is None else [latent, mix.other]
    if not all(each.shape == latent.shape[:1] and np.isfinite(each).all() for each in points):
        return None
    if not np.isfinite(truncation):
        return None
    seed = seed if isinstance(seed, int) and seed >= 0 else None
    return DroppedPoint(space, latent, seed, truncation, str(values.get("title", ""))[:80], mix)


class LatentDrag(QObject):
    """Makes a widget a handle by which pictures are dragged; a click on it is still its own.

    Args:
        handle: what is dragged.
        mime_at: the drag that begins at a point of it; None where there is nothing to drag.

    Attributes:
        drag: takes it to where the button is released; waits for that.
    """

    def __init__(self, handle: QWidget, mime_at: Callable[[QPoint], QMimeData | None]) -> None:
        super().__init__(handle)
        self._mime_at = mime_at
        self.drag: Callable[[QMimeData], None] = lambda data: carry(
            handle, data, data.imageData(), _DRAGGED_PX
        )
        DragHandle(handle, self._begin)

    def _begin(self, at: QPoint) -> None:
        data = self._mime_at(at)
        if data is not None:
            self.drag(data)


class LatentDrop(QObject):
    """Makes a widget a place where points can be dropped.

    Args:
        target: the widget.
        on_drop: is handed what was dropped.
    """

    def __init__(self, target: QWidget, on_drop: Callable[[QMimeData], None]) -> None:
        super().__init__(target)
        self._on_drop = on_drop
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent) or event.type() not in (
            QEvent.Type.DragEnter,
            QEvent.Type.DragMove,
            QEvent.Type.Drop,
        ):
            return False
        if not may_hold_point(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._on_drop(event.mimeData())
        return True
