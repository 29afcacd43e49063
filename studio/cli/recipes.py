"""What a command writes into its pictures about how they were made."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def source_of(path: Path, pixels: np.ndarray) -> dict[str, Any]:
    """A picture that something was made from, for `Recipe.source`.

    Args:
        pixels: uint8 (H, W, 3), as it was opened; its hash is that of `Document.base_digest`.
    """
    digest = hashlib.sha256(repr(pixels.shape).encode())
    digest.update(pixels.data)
    return {"name": path.name, "sha256": digest.hexdigest()}
