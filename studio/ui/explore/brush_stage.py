"""The room in which brushes are looked for: the map, walks, directions and litters of styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from studio.ui.breeding import Breeding
from studio.ui.directing import Directing
from studio.ui.editor import Editor
from studio.ui.explore.desk import ExploreDesk
from studio.ui.explore.seed_map import CELL_PX
from studio.ui.explore.stage import ExploreStage
from studio.ui.favourites import Favourites
from studio.ui.iconset import IconSet
from studio.ui.jobs import sentence
from studio.ui.panels.directions import DirectionsCard
from studio.ui.receiving import Receiving
from studio.ui.style_wandering import StyleWandering
from studio.ui.theme import SPACE_PX, Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import Card, label, push_button
from studio.ui.widgets.choice_box import StillBox
from studio.ui.widgets.field import give_keys_back
from studio.ui.widgets.slider import Range, ValueSlider

if TYPE_CHECKING:
    from studio.ui.window_frame import WindowFrame


class BrushStage(ExploreStage):
    """What fills the middle of the window while brushes are bred."""

    def __init__(
        self,
        wandering: StyleWandering,
        receiving: Receiving,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            wandering,
            Breeding(wandering),
            Favourites(wandering),
            receiving,
            wandering.source_of,
            theme,
            icons,
            "",
            (tr("Strength"), tr("From the photo to more than the full style; drag to choose")),
            parent,
        )
        # The styles of the shelf side by side: what lies between them comes with a turn of the wheel.
        self.map.scale = CELL_PX * 1.25


class BrushSpacePanel(QWidget):
    """The cards beside the room of brushes."""

    def __init__(
        self,
        wandering: StyleWandering,
        editor: Editor,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wandering, self._editor = wandering, editor
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_PX)
        self.directions = DirectionsCard(wandering, Directing(wandering), theme, icons)
        for card in (self._space_card(theme, icons), self.directions, self._keep_card(icons)):
            layout.addWidget(card)
        layout.addStretch(1)
        wandering.truncation_changed.connect(self.strength.set_number)
        wandering.picture_changed.connect(lambda _: self._follow_picture())
        editor.document_changed.connect(self._follow_document)
        self._follow_document()
        self._follow_picture()

    def _space_card(self, theme: Theme, icons: IconSet) -> Card:
        card = Card(tr("Brushes"), icons)
        self.said = label(
            tr(
                "In the middle of the map lie the styles of the shelf; around them and between them, their mixes."
            ),
            "dim",
            wrap=True,
        )
        self.preview = StillBox()
        self.preview.setAccessibleName(tr("Painted on"))
        self.preview.setToolTip(tr("What the brushes are tried on"))
        self.preview.addItem(tr("Tried on the open photo"), True)
        self.preview.addItem(tr("Tried on the sample picture"), False)
        self.preview.activated.connect(lambda _: self._wandering.show_on_photo(self.preview.currentData()))
        self.strength = ValueSlider(
            tr("Strength"),
            Range(0, 2, 1, suffix=" %", scale=100),
            theme,
            tr("How far the style goes"),
        )
        self.strength.edited.connect(lambda each: self._wandering.set_truncation(each, going_on=True))
        self.strength.settled.connect(lambda _: self._wandering.settle())
        for part in (self.said, self.preview, self.strength):
            card.body.addWidget(part)
        return card

    def _keep_card(self, icons: IconSet) -> Card:
        card = Card(tr("Keep it as a brush"), icons)
        self.title = QLineEdit()
        self.title.setMaxLength(80)
        self.title.setAccessibleName(tr("Name of the brush"))
        self.title.setToolTip(tr("What the brush is called on the shelf"))
        self.make = push_button(
            tr("Onto the shelf"), tr("Makes a style card of it, on the shelf and in your hand"), accent=True
        )
        self.make.clicked.connect(lambda: self._wandering.keep_as_brush(self.title.text()))
        self.title.returnPressed.connect(self.make.click)
        self.title.returnPressed.connect(lambda: give_keys_back(self.title))
        card.body.addWidget(self.title)
        card.body.addWidget(self.make)
        return card

    def _follow_document(self) -> None:
        self.preview.setEnabled(self._editor.painting is not None)

    def _follow_picture(self) -> None:
        shown = self._wandering.shown
        self.make.setEnabled(shown is not None)
        self.title.setPlaceholderText(shown.title if shown is not None else "")


def brush_desk(window: WindowFrame) -> ExploreDesk:
    """Binds the room of brushes to its dialogs; a painting that is dropped there becomes a brush of the shelf."""
    studio, receiving, panel = window.studio, window.brush_receiving, window.brush_space_panel
    receiving.photo_dropped.connect(lambda path: studio.styling.add(path, studio.editor.network))
    studio.brushes.failed.connect(lambda error: window.messages.show_error(sentence(error)))
    return ExploreDesk(
        studio.brushes,
        panel.directions.directing,
        window.brush_stage,
        panel.directions,
        receiving,
        window,
        window.messages.show_info,
        window.messages.show_error,
    )
