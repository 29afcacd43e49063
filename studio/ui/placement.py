"""Where a window may lie: always where its screen shows it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

_FRAME_PX, _TITLE_PX = 8, 48
"""Room for what systems draw around a window, and above it."""


def placed_within(window: QRect, screen: QRect, smallest: tuple[int, int]) -> QRect:
    """A window's place, moved and made smaller until the screen shows all of it.

    Args:
        window: where it would lie.
        screen: what of the screen is free.
        smallest: width and height that the window needs; it is never made smaller.
    """
    width = max(min(window.width(), screen.width()), smallest[0])
    height = max(min(window.height(), screen.height()), smallest[1])
    left = max(min(window.x(), screen.x() + screen.width() - width), screen.x())
    top = max(min(window.y(), screen.y() + screen.height() - height), screen.y())
    return QRect(left, top, width, height)


def place_within_screen(window: QWidget) -> None:
    """Brings a window that is not yet shown within its screen; not every system has a window manager that does.

    One that takes all of the screen is maximized: otherwise its title, or its lower edge, would lie beyond.
    """
    free = window.screen().availableGeometry()
    least = window.minimumSizeHint().expandedTo(window.minimumSize())
    fits = window.width() <= free.width() - _FRAME_PX and window.height() <= free.height() - _TITLE_PX
    wanted = placed_within(window.geometry(), free, (least.width(), least.height()))
    if wanted != window.geometry():
        window.setGeometry(wanted)
    if not fits and least.width() <= free.width() and least.height() <= free.height():
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
