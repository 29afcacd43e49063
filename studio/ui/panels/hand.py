"""What the pen does to the brush, how the hand is steadied, and what mirrors its strokes."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtWidgets import QWidget

from studio.document.brush import Brush
from studio.document.handling import LONGEST_PX, Smoothing, SmoothingKind
from studio.document.symmetry import MOST_SPOKES
from studio.ui.canvas.tool import BrushTool
from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import Card, label, push_button, row
from studio.ui.widgets.choice_box import ChoiceBox
from studio.ui.widgets.dynamic_row import DynamicRow
from studio.ui.widgets.slider import Range, ValueSlider

_SMOOTHINGS = (
    ("none", mark("As the hand goes"), mark("Draws what the hand does")),
    (
        "weighted",
        mark("Smoothed"),
        mark("Draws a mean of where the hand was, and catches up in the end"),
    ),
    (
        "rope",
        mark("On a rope"),
        mark("Pulls the brush behind the hand; it moves only while the rope is tight"),
    ),
)
_SYMMETRIES = (
    ("none", mark("No symmetry"), mark("Strokes are where you draw them")),
    ("horizontal", mark("Left and right"), mark("Mirrored at an upright axis")),
    ("vertical", mark("Up and down"), mark("Mirrored at a level axis")),
    ("both", mark("Both ways"), mark("Mirrored at both axes")),
    ("radial", mark("All around"), mark("Repeated around a point")),
)


class HandPanel(Card):
    """Dynamics, smoothing and symmetry of the tool in hand."""

    def __init__(self, tool: BrushTool, theme: Theme, icons: IconSet, parent: QWidget | None = None) -> None:
        super().__init__(tr("Pen and hand"), icons, parent)
        self._tool = tool
        self.size_row = DynamicRow(tr("Size"), theme)
        self.opacity_row = DynamicRow(tr("Opacity"), theme)
        self.flow_row = DynamicRow(tr("Flow"), theme)
        self.smoothing = ChoiceBox(tr("Smoothing"), tr("How strokes are kept from trembling"), _SMOOTHINGS)
        self.length = ValueSlider(
            tr("Length"),
            Range(1, LONGEST_PX, 40, suffix=" px", logarithmic=True),
            theme,
            tr("How far the mean reaches back, or how long the rope is, on the screen"),
        )
        self.symmetry = ChoiceBox(tr("Symmetry"), tr("Where else your strokes fall"), _SYMMETRIES)
        self.count = ValueSlider(
            tr("Repeats"), Range(2, MOST_SPOKES, 6), theme, tr("How many times, all around")
        )
        self.place = push_button(tr("Place it…"), tr("Then click where the axis shall be on the picture"))
        self.place.setCheckable(True)
        self.middle = push_button(tr("Middle"), tr("The axis goes through the middle of the picture"))
        places = QWidget()
        places.setLayout(row(self.place, self.middle))
        self.places = places
        for part in (
            label(tr("Follows"), "section"),
            self.size_row,
            self.opacity_row,
            self.flow_row,
            label(tr("Steady hand"), "section"),
            self.smoothing,
            self.length,
            label(tr("Symmetry"), "section"),
            self.symmetry,
            self.count,
            places,
        ):
            self.body.addWidget(part)
        self.size_row.edited.connect(lambda dynamic: tool.change(size_by=dynamic))
        self.opacity_row.edited.connect(lambda dynamic: tool.change(opacity_by=dynamic))
        self.flow_row.edited.connect(lambda dynamic: tool.change(flow_by=dynamic))
        self.smoothing.activated.connect(
            lambda _: tool.change_smoothing(
                replace(tool.smoothing, kind=cast(SmoothingKind, self.smoothing.value))
            )
        )
        self.length.edited.connect(
            lambda value: tool.change_smoothing(replace(tool.smoothing, length_px=value))
        )
        self.symmetry.activated.connect(lambda _: tool.mirror.choose(self.symmetry.value))
        self.count.edited.connect(tool.mirror.repeat)
        self.place.clicked.connect(
            lambda on: tool.mirror.begin_placing() if on else tool.mirror.give_up_place()
        )
        self.middle.clicked.connect(tool.mirror.to_middle)
        tool.brush_changed.connect(self._follow_brush)
        tool.smoothing_changed.connect(self._follow_smoothing)
        tool.mirror.changed.connect(self._follow_mirror)
        self._follow_brush(tool.brush)
        self._follow_smoothing(tool.smoothing)
        self._follow_mirror()

    def _follow_brush(self, brush: Brush) -> None:
        self.size_row.show_dynamic(brush.size_by)
        self.opacity_row.show_dynamic(brush.opacity_by)
        self.flow_row.show_dynamic(brush.flow_by)

    def _follow_smoothing(self, smoothing: Smoothing) -> None:
        self.smoothing.show_value(smoothing.kind)
        self.length.set_number(smoothing.length_px)
        self.length.setVisible(smoothing.kind != "none")

    def _follow_mirror(self) -> None:
        mirror = self._tool.mirror
        self.symmetry.show_value(mirror.kind)
        self.count.set_number(mirror.count)
        self.count.setVisible(mirror.kind == "radial")
        self.places.setVisible(mirror.kind != "none")
        self.place.setChecked(mirror.placing)
