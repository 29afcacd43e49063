"""FFmpeg, by way of PyAV: only films need it, and it takes a moment to import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studio.media.errors import PictureError


def as_file(path: Path | str) -> str:
    """A path as FFmpeg takes it for a file: in a relative one it takes what stands before a colon for a protocol."""
    return str(Path(path).absolute())


def import_av() -> Any:
    """PyAV. Raises PictureError where it is not installed."""
    try:
        import av
    except ImportError as error:
        raise PictureError(
            "Films need the package av, which is not installed; run `pip install av`, or write a .gif, a .webp or "
            "a folder of pictures."
        ) from error
    return av
