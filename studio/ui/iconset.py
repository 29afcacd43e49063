"""Icons: line drawings in `icons/*.svg`, recoloured by the theme and sharp at any pixel ratio."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.ui.theme import Theme

_Key = tuple[str, str, int]
_FOLDER = Path(__file__).parent / "icons"


class IconSet:
    """Draws the icons in the theme's colours.

    Args:
        theme: gives the colours of the normal, checked and disabled states.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        screens = QGuiApplication.screens()
        self._ratios = sorted({1.0, *(screen.devicePixelRatio() for screen in screens)})
        self._icons: dict[_Key, QIcon] = {}
        self._drawn: dict[int, _Key] = {}

    def icon(self, name: str, color: str = "text", size_px: int = 20) -> QIcon:
        """The icon called `name`, in the theme colour `color`; amber when checked, faint when disabled."""
        key = (name, color, size_px)
        if key not in self._icons:
            icon = QIcon()
            for mode, state, tint in (
                (QIcon.Mode.Normal, QIcon.State.Off, color),
                (QIcon.Mode.Normal, QIcon.State.On, "accent_hover" if color == "text" else color),
                (QIcon.Mode.Disabled, QIcon.State.Off, "faint"),
                (QIcon.Mode.Disabled, QIcon.State.On, "faint"),
            ):
                for ratio in self._ratios:
                    icon.addPixmap(self.pixmap(name, tint, size_px, ratio), mode, state)
            self._icons[key] = icon
            self._drawn[icon.cacheKey()] = key
        return self._icons[key]

    def forget(self) -> None:
        """Draws every icon anew from now on; for after the theme's colours were exchanged."""
        self._icons.clear()

    def renewed(self, icon: QIcon) -> QIcon | None:
        """An icon that was drawn here in the colours of now; None if it was not, or is still right."""
        key = self._drawn.get(icon.cacheKey())
        if key is None:
            return None
        now = self.icon(*key)
        return None if now.cacheKey() == icon.cacheKey() else now

    def pixmap(self, name: str, color: str = "text", size_px: int = 20, ratio: float = 1.0) -> QPixmap:
        """One icon as a pixmap of `size_px` logical pixels."""
        pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        tint = self._theme.color(color).name()
        source = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", tint)
        renderer = QSvgRenderer(QByteArray(source.encode()))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def application(self) -> QIcon:
        """The mark of Pinxit for the task bar."""
        icon = QIcon()
        for size_px in (16, 24, 32, 48, 64, 128, 256):
            icon.addPixmap(self.pixmap("pinxit", size_px=size_px))
        return icon
