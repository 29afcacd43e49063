"""A card: a titled block of controls that folds away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.ui.iconset import IconSet
from studio.ui.theme import SPACE_PX
from studio.ui.translate import tr


class Card(QFrame):
    """A rounded surface with a title. A click on the title folds it.

    Attributes:
        body: the layout that takes the controls.
        header: the row of the title; small buttons may be appended to it.
    """

    def __init__(self, title: str, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._icons = icons
        self._title = QPushButton(title)
        self._title.setObjectName("cardHeader")
        self._title.setFlat(True)
        self._title.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._title.setToolTip(tr("Click to fold or unfold"))
        self._title.setIcon(icons.icon("chevron-down", "dim", 16))
        self._title.setAccessibleDescription(tr("Folds the card"))
        self._title.clicked.connect(lambda: self.set_folded(self._content.isVisibleTo(self)))
        self.header = QHBoxLayout()
        self.header.setSpacing(SPACE_PX // 2)
        self.header.addWidget(self._title)
        self.header.addStretch(1)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(SPACE_PX)
        column.addLayout(self.header)
        column.addWidget(self._content)

    @property
    def title(self) -> str:
        """What is written on it."""
        return self._title.text()

    @property
    def folded(self) -> bool:
        """Whether only the title is seen."""
        return self._content.isHidden()

    def set_folded(self, folded: bool) -> None:
        """Hides or shows what is under the title."""
        self._content.setVisible(not folded)
        self._title.setIcon(self._icons.icon("chevron-right" if folded else "chevron-down", "dim", 16))


def row(*parts: QWidget | int, spacing_px: int = SPACE_PX) -> QHBoxLayout:
    """Widgets side by side; a number is a stretch of that weight."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing_px)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        else:
            layout.addWidget(part)
    return layout


def column(*parts: QWidget | QLayout | int, spacing_px: int = SPACE_PX, margins_px: int = 0) -> QVBoxLayout:
    """Widgets and layouts below each other; a number is a stretch of that weight."""
    layout = QVBoxLayout()
    layout.setContentsMargins(margins_px, margins_px, margins_px, margins_px)
    layout.setSpacing(spacing_px)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)
    return layout


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A text in one of the theme's roles: title, display, dim, section, key."""
    made = QLabel(text)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def push_button(text: str, tip: str = "", *, accent: bool = False) -> QPushButton:
    """A button with a text; an accented one is the main thing to do in its panel."""
    made = QPushButton(text)
    made.setToolTip(tip)
    made.setProperty("accent", accent)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def choice_button(name: str, tip: str) -> QToolButton:
    """A button with a text that is pressed or not: one of several in a group."""
    made = QToolButton()
    made.setText(name)
    made.setAccessibleName(name)
    made.setToolTip(tip)
    made.setCheckable(True)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def icon_button(icons: IconSet, icon: str, name: str, tip: str = "", size_px: int = 18) -> QToolButton:
    """A small button without text; `name` is what a screen reader says."""
    made = QToolButton()
    made.setIcon(icons.icon(icon, size_px=size_px))
    made.setIconSize(made.iconSize().scaled(size_px, size_px, Qt.AspectRatioMode.KeepAspectRatio))
    made.setAccessibleName(name)
    made.setToolTip(tip or name)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made
