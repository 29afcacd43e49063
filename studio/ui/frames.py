"""The frames of the window: the bar on top and the strip of tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QMenuBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.ui.actions import plain
from studio.ui.iconset import IconSet
from studio.ui.translate import tr
from studio.ui.widgets.card import label, push_button

PAINT, GENERATE, OPTIMIZE, LIVE = range(4)
MODES = ("mode_paint", "mode_generate", "mode_optimize", "mode_live")


def action_button(action: QAction, size_px: int = 20, *, with_text: bool = False) -> QToolButton:
    """A button that does what the action does."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(size_px, size_px))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    text = plain(action.text())
    button.setAccessibleName(text)
    if with_text:
        button.setText(text)
        button.setProperty("worded", True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        action.changed.connect(lambda: button.setText(text))
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
        self._menu_bar = menu_bar
        export = push_button(tr("Export"), actions["export"].toolTip(), accent=True)
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

    def showEvent(self, event: QShowEvent) -> None:
        if self.isRightToLeft():
            # Qt counts a menu bar as wide as its window where reading goes from right to left.
            actions = self._menu_bar.actions()
            self._menu_bar.setFixedWidth(sum(self._menu_bar.actionGeometry(each).width() for each in actions))
        super().showEvent(event)

    def _mode_switch(self, actions: Mapping[str, QAction]) -> QFrame:
        switch = QFrame()
        switch.setObjectName("modeSwitch")
        line = QHBoxLayout(switch)
        line.setContentsMargins(3, 3, 3, 3)
        line.setSpacing(2)
        self.modes = {name: action_button(actions[name], 18, with_text=True) for name in MODES}
        for button in self.modes.values():
            line.addWidget(button)
        return switch


_TOOL_PX = (40, 36)
_FAMILIES = (
    ("gradient_linear", "gradient_radial"),
    ("select_rectangle", "select_ellipse"),
    ("select_lasso", "select_polygon", "select_alike"),
)
"""Tools that share a button: it shows the one that was taken last, and all of them while it is held down."""


class ToolStrip(QFrame):
    """The tools of the canvas, one below the other."""

    GROUPS = (
        ("brush", "eraser", "run"),
        ("gradient_linear", "select_rectangle", "select_lasso", "place"),
        ("compare", "split", "mirror"),
        ("zoom_in", "zoom_out", "fit", "actual"),
    )

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolStrip")
        self.setFixedWidth(56)
        tools = QVBoxLayout(self)
        # Low enough, all together, for a laptop's screen.
        tools.setContentsMargins(8, 8, 8, 8)
        tools.setSpacing(2)
        self._buttons: dict[str, QToolButton] = {}
        for number, group in enumerate(self.GROUPS):
            if number:
                tools.addSpacing(6)
            for name in group:
                button = action_button(actions[name], 22)
                button.setFixedSize(*_TOOL_PX)
                tools.addWidget(button)
                self._buttons[name] = button
        for family in _FAMILIES:
            self._share(self._buttons[family[0]], [actions[name] for name in family])
        tools.addStretch(1)
        keys = action_button(actions["keys"])
        keys.setFixedSize(*_TOOL_PX)
        tools.addWidget(keys)

    def _share(self, button: QToolButton, family: Sequence[QAction]) -> None:
        button.setProperty("family", True)
        menu = QMenu(button)
        menu.addActions(family)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)

        def follow(action: QAction) -> None:
            if action.isChecked():
                button.setDefaultAction(action)
                button.setAccessibleName(plain(action.text()))

        for each in family:
            each.toggled.connect(lambda _on, action=each: follow(action))

    def button(self, action_id: str) -> QToolButton:
        """The button of an action."""
        return self._buttons[action_id]
