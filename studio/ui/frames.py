"""The frames of the window: the bar on top, the strip of tools, and the column of cards."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenuBar,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.ui.iconset import IconSet
from studio.ui.theme import PANEL_WIDTH_PX, SPACE_PX
from studio.ui.widgets.card import column, label, push_button

MODES = ("mode_paint", "mode_generate", "mode_optimize")


def action_button(action: QAction, size_px: int = 20, *, with_text: bool = False) -> QToolButton:
    """A button that does what the action does."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(size_px, size_px))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    plain = action.text().replace("&", "").rstrip("…")
    button.setAccessibleName(plain)
    if with_text:
        button.setText(plain)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        action.changed.connect(lambda: button.setText(plain))
    return button


class TopBar(QFrame):
    """Menus, undo and redo on the left, the modes in the middle, the document's name and export on the right."""

    def __init__(
        self,
        actions: Mapping[str, QAction],
        menu_bar: QMenuBar,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setFixedHeight(56)
        self.title = label("", "dim")
        export = push_button("Export", actions["export"].toolTip(), accent=True)
        export.setIcon(icons.icon("export", "on_accent", 18))
        export.clicked.connect(actions["export"].trigger)
        actions["export"].changed.connect(lambda: export.setEnabled(actions["export"].isEnabled()))
        export.setEnabled(actions["export"].isEnabled())
        self.export = export
        left = QHBoxLayout()
        left.setSpacing(4)
        menu_bar.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        left.addWidget(menu_bar, 0, Qt.AlignmentFlag.AlignVCenter)
        left.addSpacing(8)
        self.undo, self.redo = action_button(actions["undo"]), action_button(actions["redo"])
        for button in (self.undo, self.redo):
            left.addWidget(button)
        left.addStretch(1)
        right = QHBoxLayout()
        right.setSpacing(16)
        right.addStretch(1)
        right.addWidget(self.title)
        right.addWidget(export)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 16, 8)
        line.addLayout(left, 1)
        line.addWidget(self._mode_switch(actions))
        line.addLayout(right, 1)

    def _mode_switch(self, actions: Mapping[str, QAction]) -> QFrame:
        switch = QFrame()
        switch.setObjectName("modeSwitch")
        line = QHBoxLayout(switch)
        line.setContentsMargins(3, 3, 3, 3)
        line.setSpacing(2)
        for name in MODES:
            line.addWidget(action_button(actions[name], 18, with_text=True))
        return switch


class ToolStrip(QFrame):
    """The tools of the canvas, one below the other."""

    GROUPS = (("brush", "eraser", "run"), ("compare",), ("zoom_in", "zoom_out", "fit", "actual"))

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolStrip")
        self.setFixedWidth(56)
        tools = QVBoxLayout(self)
        tools.setContentsMargins(8, 12, 8, 12)
        tools.setSpacing(4)
        self._buttons: dict[str, QToolButton] = {}
        for number, group in enumerate(self.GROUPS):
            if number:
                tools.addSpacing(16)
            for name in group:
                button = action_button(actions[name], 22)
                button.setFixedSize(40, 40)
                tools.addWidget(button)
                self._buttons[name] = button
        tools.addStretch(1)
        keys = action_button(actions["keys"])
        keys.setFixedSize(40, 40)
        tools.addWidget(keys)

    def button(self, action_id: str) -> QToolButton:
        """The button of an action."""
        return self._buttons[action_id]


DOCKED_PX = 290
"""Height of a card that is docked, before its border is dragged: the layers of a small document."""


class SidePanel(QFrame):
    """The column of cards, one page for each mode.

    Args:
        pages: the cards of each mode, which scroll together.
        docked: by the number of its page, a card that is always seen below the others.
    """

    def __init__(
        self, pages: list[list[QWidget]], docked: Mapping[int, QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel")
        self.setFixedWidth(PANEL_WIDTH_PX)
        self._pages = QStackedWidget()
        for number, cards in enumerate(pages):
            area = _scrolling(cards)
            self._pages.addWidget(_over(area, docked[number]) if number in docked else area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def show_page(self, number: int) -> None:
        """Shows the cards of a mode."""
        self._pages.setCurrentIndex(number)


def _scrolling(cards: list[QWidget]) -> QScrollArea:
    content = QWidget()
    cards_column = column(*cards, 1, spacing_px=SPACE_PX + 4, margins_px=12)
    content.setLayout(cards_column)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    # Cards keep their width whether there is a scroll bar or not.
    area.verticalScrollBar().rangeChanged.connect(
        lambda _low, high: cards_column.setContentsMargins(12, 12, 2 if high else 12, 12)
    )
    return area


def _over(area: QScrollArea, card: QWidget) -> QSplitter:
    """The cards that scroll over one that stays; the border between both can be dragged."""
    below = QWidget()
    below.setLayout(column(card, margins_px=12))
    splitter = QSplitter(Qt.Orientation.Vertical)
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(area)
    splitter.addWidget(below)
    splitter.setStretchFactor(0, 1)
    splitter.setStretchFactor(1, 0)
    splitter.setSizes([2 * DOCKED_PX, DOCKED_PX])
    return splitter
