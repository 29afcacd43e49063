"""One line that says what a property of the brush follows."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from studio.document.curve import Curve
from studio.document.pen import Dynamic, Source
from studio.ui.theme import Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import label, row
from studio.ui.widgets.choice_box import ChoiceBox
from studio.ui.widgets.curve_editor import CurveButton

_LABEL_PX = 62
_LEAST_LETTERS = 6
_SOURCES = (
    ("none", mark("Always the same"), mark("Nothing changes it while you draw")),
    (
        "pressure",
        mark("Pen pressure"),
        mark("The firmer the pen, the further along the curve; a mouse presses firmly"),
    ),
    ("tilt", mark("Pen tilt"), mark("The flatter the pen, the further along the curve")),
    (
        "speed",
        mark("Speed"),
        mark("The faster the hand, the further along the curve; with a mouse too"),
    ),
)


class DynamicRow(QWidget):
    """The name of a property, what it follows, and the curve.

    Args:
        name: of the property.
        resting: what stands for nothing being followed; empty for the usual words.
    """

    edited = Signal(object)  # Dynamic

    def __init__(self, name: str, theme: Theme, *, resting: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dynamic = Dynamic()
        rows = [
            (source, resting if resting and source == "none" else text, tip) for source, text, tip in _SOURCES
        ]
        self.source = ChoiceBox(
            tr("{name} follows").format(name=name),
            tr("What “{name}” follows while you draw").format(name=name),
            rows,
        )
        # In the narrowest column its words are shortened; nothing beside them is cut off.
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.source.setMinimumContentsLength(_LEAST_LETTERS)
        self.curve = CurveButton(theme, tr("{name} along the curve").format(name=name))
        caption = label(name, "dim")
        caption.setFixedWidth(_LABEL_PX)
        caption.setBuddy(self.source)
        line = row(caption, self.source, self.curve)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.source.activated.connect(self._choose)
        self.curve.edited.connect(self._bend)
        self.show_dynamic(self._dynamic)

    def show_dynamic(self, dynamic: Dynamic) -> None:
        """Shows what is followed."""
        self._dynamic = dynamic
        self.source.show_value(dynamic.source)
        self.curve.show_curve(dynamic.curve)
        self.curve.setEnabled(dynamic.follows)

    def _choose(self) -> None:
        self._edit(replace(self._dynamic, source=cast(Source, self.source.value)))

    def _bend(self, curve: Curve) -> None:
        self._edit(replace(self._dynamic, curve=curve))

    def _edit(self, dynamic: Dynamic) -> None:
        self.show_dynamic(dynamic)
        self.edited.emit(dynamic)
