"""What people read of a file's name."""

from __future__ import annotations

from pathlib import PurePath


def title_of_file(name: str) -> str:
    """The words of a file's name: without folder and suffix, and apart where underscores hold them together."""
    stem = PurePath(name).stem
    return " ".join(stem.replace("_", " ").split()) or stem
