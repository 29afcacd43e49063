"""Where the system keeps pictures and films, as far as it does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

PICTURES = QStandardPaths.StandardLocation.PicturesLocation
FILMS = QStandardPaths.StandardLocation.MoviesLocation


def usual_folder(kind: QStandardPaths.StandardLocation) -> Path:
    """The user's folder for things of a kind; the home folder where there is none, though its place is known."""
    named = QStandardPaths.writableLocation(kind)
    return Path(named) if named and Path(named).is_dir() else Path.home()
