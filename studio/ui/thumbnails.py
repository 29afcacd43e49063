"""Thumbnails of picture files, read off the main thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from studio.media.errors import PictureError
from studio.media.openraster import SUFFIX, read_thumbnail
from studio.media.reading import open_thumbnail
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

THUMBNAIL_PX = 400


def load_thumbnails(queue: JobQueue, paths: Sequence[Path], show: Callable[[Path, np.ndarray], None]) -> None:
    """Reads the pictures one by one and shows each, uint8 (H, W, 3), as it comes. Unreadable ones are left out."""
    for path in paths:

        def job(_context: JobContext, path: Path = path) -> np.ndarray | None:
            try:
                if path.suffix.lower() != SUFFIX:
                    return open_thumbnail(path, THUMBNAIL_PX)
                image = Image.fromarray(read_thumbnail(path))
            except PictureError:
                return None
            image.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX), Image.Resampling.BOX, reducing_gap=2.0)
            return np.asarray(image)

        def done(picture: np.ndarray | None, path: Path = path) -> None:
            if picture is not None:
                show(path, picture)

        queue.submit(job, key=("thumbnail", str(path)), priority=-1, on_result=done)
