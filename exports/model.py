"""What every typed model has in common."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar

from exports.card import ModelCard
from exports.runtime import Runtime

CardT = TypeVar("CardT", bound=ModelCard)


class Model(Generic[CardT]):
    """An open model. Its methods may be called from several threads at once.

    Attributes:
        card: what the file says of itself.
        path: where it came from.
        provider: what really runs it: "CPU" or "CUDA".
        digest: SHA-256 of the file, hexadecimal.
    """

    def __init__(self, card: CardT, path: Path, runtime: Runtime) -> None:
        self.card = card
        self.path = path
        self.provider = runtime.provider
        self.digest = runtime.digest
        self._runtime = runtime

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.card.name!r} on the {self.provider}>"
