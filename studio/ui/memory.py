"""What the studio remembers from one session to the next: the tools, the styles in hand, and the window's place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from studio.document.brush import Brush
from studio.document.tool_settings import ToolSettings
from studio.engine.painter import Controls
from studio.ui.hand_state import HandState
from studio.ui.store import read_json, write_json

FIRST_STYLE = "vangogh-starry-night"
"""In hand when the studio is opened for the first time."""


@dataclass(frozen=True)
class Remembered:
    """The end of the last session.

    Attributes:
        brush, eraser: what was set for each.
        style, second_style: the names of the styles in hand, A and B; empty = no B.
        mix: the share of B in an even mix.
        controls: how they painted, in a picture of any size (`StyleHand.controls_anywhere`).
        window: where the window was and how large, as Qt writes it, in base64; empty for the first time.
        scheme: "system", "dark" or "light".
        panels: how the panels lay, see `PanelSplitter.layout_state`.
        hand: what else was in hand.
    """

    brush: ToolSettings = field(default_factory=lambda: ToolSettings(Brush(size_px=160)))
    eraser: ToolSettings = field(default_factory=lambda: ToolSettings(Brush(size_px=120, eraser=True)))
    style: str = FIRST_STYLE
    second_style: str = ""
    mix: float = 0.5
    controls: Controls = field(default_factory=Controls)
    window: str = ""
    scheme: str = "system"
    panels: dict[str, Any] = field(default_factory=dict)
    hand: HandState = field(default_factory=HandState)

    @classmethod
    def from_json(cls, values: Any) -> Remembered:
        """Raises TypeError or ValueError when the values are not those of a session."""
        style, second, window = values["style"], values.get("second_style", ""), values["window"]
        scheme, panels = values.get("scheme", "system"), values.get("panels", {})
        if not all(isinstance(text, str) for text in (style, second, window, scheme)):
            raise TypeError("the names of a style, of a place and of a theme are texts")
        if not isinstance(panels, dict):
            raise TypeError("the places of panels are named")
        mix = float(values.get("mix", 0.5))
        if not 0 <= mix <= 1:
            raise ValueError("a share is 0 to 1")
        fresh = cls()
        if "brush" not in values["brush"]:
            # The first sessions remembered one brush, and no smoothing.
            brush, eraser = ToolSettings(Brush.from_json(values["brush"])), fresh.eraser
        else:
            brush, eraser = (ToolSettings.from_json(values[tool]) for tool in ("brush", "eraser"))
        hand = HandState.from_json(values["hand"]) if "hand" in values else HandState()
        controls = Controls(**values["controls"])
        return cls(brush, eraser, style, second, mix, controls, window, scheme, panels, hand)

    def to_json(self) -> dict[str, Any]:
        return {
            "brush": self.brush.to_json(),
            "eraser": self.eraser.to_json(),
            "style": self.style,
            "second_style": self.second_style,
            "mix": self.mix,
            "controls": asdict(self.controls),
            "window": self.window,
            "scheme": self.scheme,
            "panels": self.panels,
            "hand": self.hand.to_json(),
        }


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
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
            return Remembered()

    def keep(self, session: Remembered) -> None:
        """Remembers this instead."""
        write_json(self._store, session.to_json())
