"""The brush: its size and edge, and how strongly it paints."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.document.brush import Brush
from studio.engine.painter import LARGEST_SEED
from studio.ui.canvas.tool import LARGEST_PX, SMALLEST_PX, BrushTool
from studio.ui.editor import Editor
from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import Card, push_button
from studio.ui.widgets.choice_box import ChoiceBox
from studio.ui.widgets.slider import Range, ValueSlider

_PERCENT = {"suffix": " %", "scale": 100.0}
_COLORS = (
    ("style", mark("The painter's colours"), mark("What the style was trained on")),
    (
        "photo",
        mark("The photo's colours"),
        mark("Every pixel keeps its colour; light and strokes are the painter's"),
    ),
    (
        "palette",
        mark("The photo's palette"),
        mark("The painter's colours, moved until they are the photo's on the whole"),
    ),
)


class BrushPanel(Card):
    """Sliders of the brush that is in the hand."""

    def __init__(
        self, editor: Editor, tool: BrushTool, theme: Theme, icons: IconSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Brush"), icons, parent)
        self._editor, self._tool = editor, tool
        sizes = Range(SMALLEST_PX, LARGEST_PX, 96, suffix=" px", logarithmic=True)
        self.size_slider = ValueSlider(
            tr("Size"), sizes, theme, tr("Diameter of the brush; or Shift and drag on the picture")
        )
        self.hardness = ValueSlider(
            tr("Hardness"), Range(0, 1, 0.5, **_PERCENT), theme, tr("How sharp the edge is")
        )
        self.opacity = ValueSlider(
            tr("Opacity"), Range(0.01, 1, 1, **_PERCENT), theme, tr("The most one stroke covers")
        )
        self.flow = ValueSlider(
            tr("Flow"),
            Range(0.01, 1, 1, **_PERCENT),
            theme,
            tr("How much each dab lays: below 100 a stroke grows where it goes over itself"),
        )
        self.spacing = ValueSlider(
            tr("Spacing"),
            Range(0.01, 1, 0.1, **_PERCENT),
            theme,
            tr("How far apart the dabs are, as a share of the size"),
        )
        self.strength = ValueSlider(
            tr("Strength"),
            Range(0, 2, 1, **_PERCENT),
            theme,
            tr("How far the style goes: 0 is the photo, beyond 100 exaggerates"),
        )
        self.scale = ValueSlider(
            tr("Strokes"),
            Range(0.25, 4, 1, logarithmic=True, **_PERCENT),
            theme,
            tr("Size of the paint strokes in the picture; screen and export are alike"),
        )
        self.detail = ValueSlider(
            tr("Detail"),
            Range(0, 2, 0, **_PERCENT),
            theme,
            tr("Lays the photo's finest light and shade over the paint"),
        )
        self.seed = ValueSlider(
            tr("Variation"),
            Range(0, LARGEST_SEED, 0),
            theme,
            tr("Other strokes in the same style for each number"),
        )
        self.colors = ChoiceBox(tr("Colours"), tr("Whose colours are painted"), _COLORS)
        self.fill = push_button(tr("Apply to the whole picture"), tr("Paints the style over everything"))
        for part in (
            self.size_slider,
            self.hardness,
            self.opacity,
            self.flow,
            self.spacing,
            self.strength,
            self.scale,
            self.detail,
            self.seed,
            self.colors,
            self.fill,
        ):
            self.body.addWidget(part)
        self.fill.setIcon(icons.icon("fill", size_px=18))
        self.size_slider.edited.connect(lambda value: tool.change(size_px=value))
        self.hardness.edited.connect(lambda value: tool.change(hardness=value))
        self.opacity.edited.connect(lambda value: tool.change(opacity=value))
        self.flow.edited.connect(lambda value: tool.change(flow=value))
        self.spacing.edited.connect(lambda value: tool.change(spacing=value))
        self.strength.edited.connect(editor.set_strength)
        self.scale.edited.connect(editor.set_scale)
        self.detail.edited.connect(editor.set_detail)
        self.seed.edited.connect(lambda value: editor.set_seed(round(value)))
        self.colors.activated.connect(lambda _: editor.set_colors(self.colors.currentData()))
        self.fill.clicked.connect(editor.fill)
        tool.brush_changed.connect(self._follow_brush)
        editor.choice_changed.connect(self._follow_choice)
        editor.document_changed.connect(self._follow_choice)
        self._follow_brush(tool.brush)
        self._follow_choice()

    def _follow_brush(self, brush: Brush) -> None:
        self.size_slider.set_number(brush.size_px)
        self.hardness.set_number(brush.hardness)
        self.opacity.set_number(brush.opacity)
        self.flow.set_number(brush.flow)
        self.spacing.set_number(brush.spacing)

    def _follow_choice(self) -> None:
        self.strength.set_number(self._editor.strength)
        self.scale.set_number(self._editor.scale)
        self.detail.set_number(self._editor.detail)
        self.seed.set_number(self._editor.seed)
        self.colors.setCurrentIndex(self.colors.findData(self._editor.colors))
        self.fill.setEnabled(self._editor.painting is not None and self._editor.choice is not None)
