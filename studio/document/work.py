"""Work on a picture that is not finished yet, kept with its layer so that it can go on another day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Work:
    """All that it takes to go on. What is in the parts only their maker knows.

    Attributes:
        settings: what was asked and how far it is, plain JSON values.
        parts: bytes by name; a part that did not change is the same object as before, and is stored once.
    """

    settings: Mapping[str, Any]
    parts: Mapping[str, bytes]

    @property
    def nbytes(self) -> int:
        """Bytes that it keeps in memory."""
        return sum(len(part) for part in self.parts.values())
