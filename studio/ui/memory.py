"""What the studio remembers from one session to the next: the brush and the style in hand, and the window's place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from studio.document.brush import Brush
from studio.engine.painter import Controls
from studio.ui.store import read_json, write_json

FIRST_STYLE = "vangogh-starry-night"
"""In hand when the studio is opened for the first time."""


@dataclass(frozen=True)
class Remembered:
    """The end of the last session.

    Attributes:
        brush: in hand.
        style: the name of the style in hand.
        controls: how it painted.
        window: where the window was and how large, as Qt writes it, in base64; empty for the first time.
    """

    brush: Brush = field(default_factory=lambda: Brush(size_px=160, hardness=0.5))
    style: str = FIRST_STYLE
    controls: Controls = field(default_factory=Controls)
    window: str = ""

    @classmethod
    def from_json(cls, values: Any) -> Remembered:
        """Raises TypeError or ValueError when the values are not those of a session."""
        style, window = values["style"], values["window"]
        if not isinstance(style, str) or not isinstance(window, str):
            raise TypeError("the names of a style and of a place are texts")
        return cls(Brush.from_json(values["brush"]), style, Controls(**values["controls"]), window)


class Memory:
    """Keeps what is remembered in a JSON file. A file that cannot be read or written is no error.

    Args:
        store: the file.
    """

    def __init__(self, store: Path) -> None:
        self._store = store

    def recall(self) -> Remembered:
        """The end of the last session; a fresh start where nothing sound is remembered."""
        try:
            return Remembered.from_json(read_json(self._store))
        except (TypeError, ValueError, KeyError):
            return Remembered()

    def keep(self, session: Remembered) -> None:
        """Remembers this instead."""
        write_json(self._store, asdict(session))
