"""The look of the window: colours, spacing and the style sheet made from them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

FONT_FAMILIES = (
    "Inter",
    "Segoe UI Variable Text",
    "Segoe UI",
    ".AppleSystemUIFont",
    "Cantarell",
    "Ubuntu",
    "Noto Sans",
    "Open Sans",
    "Nimbus Sans",
)
_FOLDER = Path(__file__).parent
SPACE_PX = 8
PANEL_WIDTH_PX = 336


@dataclass(frozen=True)
class Colors:
    """Named colours as `#rrggbb`. Text on any surface keeps a contrast of at least 4.5 to 1."""

    stage: str = "#121315"
    window: str = "#17181b"
    card: str = "#202226"
    raised: str = "#2b2e33"
    hover: str = "#363a41"
    line: str = "#2f3238"
    text: str = "#eceae6"
    dim: str = "#a3a39f"
    faint: str = "#6d6e70"
    accent: str = "#f2a154"
    accent_hover: str = "#ffb874"
    accent_deep: str = "#6b4a2a"
    on_accent: str = "#231404"
    danger: str = "#f07a6a"


DARK = Colors()
LIGHT = Colors(
    stage="#b9b8b5",
    window="#f1f0ed",
    card="#fbfaf8",
    raised="#e7e5e1",
    hover="#d9d6d1",
    line="#d3d0cb",
    text="#1e1d1b",
    dim="#474541",
    faint="#8f8c87",
    accent="#ad540d",
    accent_hover="#8c4108",
    accent_deep="#f3d7b9",
    on_accent="#ffffff",
    danger="#b3261e",
)


class Theme:
    """The colours that everything is drawn in. They may be exchanged while the window is open.

    Args:
        colors: at first.
    """

    def __init__(self, colors: Colors = DARK) -> None:
        self.colors = colors

    @property
    def is_dark(self) -> bool:
        """Whether light is written on dark."""
        return self.color("window").lightness() < 128

    def color(self, name: str) -> QColor:
        """The colour called `name` as a QColor."""
        return QColor(getattr(self.colors, name))

    def rgb(self, name: str) -> tuple[int, int, int]:
        """The colour called `name` as red, green, blue, 0..255."""
        color = self.color(name)
        return color.red(), color.green(), color.blue()

    def stylesheet(self) -> str:
        """The window's style sheet with this theme's colours in it."""
        template = (_FOLDER / "theme.qss").read_text(encoding="utf-8")
        kind = "" if self.is_dark else "-light"
        return Template(template).substitute(
            asdict(self.colors),
            chevron=(_FOLDER / "icons" / f"themed-chevron{kind}.svg").as_posix(),
            tick=(_FOLDER / "icons" / f"themed-tick{kind}.svg").as_posix(),
        )


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Gives the application the theme's style sheet, palette and font."""
    app.setStyle("Fusion")
    font = QFont(app.font())
    font.setFamilies([*FONT_FAMILIES, font.family()])
    font.setPixelSize(13)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(font)
    app.setPalette(_palette(theme))
    app.setStyleSheet(theme.stylesheet())


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for part, name in (
        (role.Window, "window"),
        (role.Base, "raised"),
        (role.AlternateBase, "card"),
        (role.Button, "raised"),
        (role.ToolTipBase, "raised"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "faint"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent"),
    ):
        palette.setColor(part, theme.color(name))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, theme.color("faint"))
    return palette
