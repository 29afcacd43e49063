"""The selection: what can be done with it, and how soft its edge is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QWidget

from studio.ui.canvas.toolbox import POLYGON, SELECTING, WAND
from studio.ui.frames import action_button
from studio.ui.iconset import IconSet
from studio.ui.selections import DEFAULT_TOLERANCE, Selections
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import Card, label, row
from studio.ui.widgets.slider import Range, ValueSlider

_RESHAPES = ("grow", "shrink", "border", "soften")
_ACTIONS = ("select_all", "select_none", "invert", "run", "clear_selected")


class SelectionPanel(Card):
    """Is seen while something is selected or a tool that selects is in hand.

    Args:
        selections: what is selected.
        actions: of the window.
    """

    def __init__(
        self,
        selections: Selections,
        actions: Mapping[str, QAction],
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Selection"), icons, parent)
        self._selections = selections
        self._tool = ""
        self.feather = ValueSlider(
            tr("Feather"),
            Range(0, 200, 0, suffix=" px"),
            theme,
            tr("How wide the edge of the next selection fades"),
        )
        self.amount = ValueSlider(
            tr("Reshape by"),
            Range(1, 200, 8, suffix=" px"),
            theme,
            tr("How far the selection grows, shrinks, and how wide its border or its softness is"),
        )
        self.tolerance = ValueSlider(
            tr("Tolerance"),
            Range(0, 255, DEFAULT_TOLERANCE),
            theme,
            tr("How far colours may be from the one that is clicked"),
        )
        self.connected = QCheckBox(tr("Only what hangs together"))
        self.connected.setToolTip(tr("Leaves out the same colour in other places of the photo"))
        self.reshapes = [action_button(actions[name], with_text=True) for name in _RESHAPES]
        self.shapes = [action_button(actions[name], 18) for name in SELECTING]
        self.note = label("", "dim", wrap=True)
        self.body.addLayout(row(*self.shapes, 1, spacing_px=4))
        for part in (self.tolerance, self.connected, self.feather):
            self.body.addWidget(part)
        self.body.addLayout(row(*(action_button(actions[name], 18) for name in _ACTIONS), 1, spacing_px=4))
        self.body.addWidget(self.amount)
        self.body.addLayout(row(*self.reshapes, 1, spacing_px=4))
        self.body.addWidget(self.note)
        self.feather.edited.connect(selections.set_feather)
        self.amount.edited.connect(lambda number: selections.set_amount(round(number)))
        self.tolerance.edited.connect(lambda number: selections.set_wand(tolerance=round(number)))
        self.connected.toggled.connect(lambda on: selections.set_wand(connected=on))
        selections.changed.connect(self._follow)
        self._follow()

    def show_tool(self, name: str) -> None:
        """Follows the tool in hand."""
        self._tool = name
        self._follow()

    def _follow(self) -> None:
        there = self._selections.current is not None
        self.feather.set_number(self._selections.feather_px)
        self.amount.set_number(self._selections.amount_px)
        self.tolerance.set_number(self._selections.tolerance)
        self.connected.setChecked(self._selections.connected)
        for part in (self.tolerance, self.connected):
            part.setVisible(self._tool == WAND)
        self.amount.setVisible(there)
        for button in self.reshapes:
            button.setVisible(there)
        if self._tool == POLYGON:
            note = tr("Click the corners. Enter or a double click closes, Backspace takes the last one back.")
        elif self._tool == WAND:
            note = tr(
                "Click a colour of the photo. Shift adds to a selection, Alt or Ctrl takes away from it."
            )
        elif there:
            note = tr("Strokes, fills and gradients stay within it.")
        else:
            note = tr("Drag on the picture. Shift adds to a selection, Alt or Ctrl takes away from it.")
        self.note.setText(note)
        self.setVisible(there or self._tool in SELECTING)
