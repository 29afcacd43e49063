"""The generator's controls: which one, the seed, truncation, directions, and sending to the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QVBoxLayout, QWidget

from exports.card import GeneratorCard
from exports.session import GeneratorModel
from studio.ui.directing import Directing
from studio.ui.editor import Editor
from studio.ui.finding import Finding
from studio.ui.found import Found
from studio.ui.generating import LARGEST_SEED, Generating
from studio.ui.iconset import IconSet
from studio.ui.panels.about_generator import AboutGenerator
from studio.ui.panels.directions import DirectionsCard
from studio.ui.panels.finding import FindingCard
from studio.ui.panels.found import FoundCard
from studio.ui.panels.mixing import MixingCard
from studio.ui.receiving import Receiving
from studio.ui.theme import SPACE_PX, Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import Card, icon_button, label, row
from studio.ui.widgets.choice_box import StillBox
from studio.ui.widgets.field import OverlayField, give_keys_back
from studio.ui.widgets.slider import Range, ValueSlider


class SeedValidator(QIntValidator):
    """Takes a seed; a field that was left without one has that of before again, and holds the keyboard no longer."""

    def __init__(self, generating: Generating, parent: QObject) -> None:
        super().__init__(0, LARGEST_SEED, parent)
        self._generating = generating

    def fixup(self, _text: str) -> str:
        return str(self._generating.seed)


class GeneratorPanel(QWidget):
    """The cards beside the generator's stage."""

    def __init__(
        self,
        generating: Generating,
        finding: Finding,
        found: Found,
        receiving: Receiving,
        editor: Editor,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._generating, self._theme = generating, theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_PX)
        column.addWidget(self._source_card(icons))
        self.finding = FindingCard(finding, theme, icons)
        self.directions = DirectionsCard(generating, Directing(generating), theme, icons)
        self.found = FoundCard(found, editor, icons)
        self.mixing = MixingCard(generating, receiving, theme, icons)
        for card in (self.directions, self.finding, self.found):
            card.setVisible(self.models.count() > 0)
        for card in (self.directions, self.mixing, self.finding, self.found):
            column.addWidget(card)
        column.addStretch(1)
        generating.model_changed.connect(self._follow_model)
        generating.seed_changed.connect(lambda seed: self.seed.setText(str(seed)))
        generating.truncation_changed.connect(self.truncation.set_number)

    def offer_models(self) -> None:
        """Offers the generators that are at hand now."""
        with QSignalBlocker(self.models):
            self.models.clear()
            for name, title in self._generating.names:
                self.models.addItem(title, name)
            self.models.setCurrentIndex(max(0, self.models.findData(self._generating.name)))

    def _source_card(self, icons: IconSet) -> Card:
        card = Card(tr("Generator"), icons)
        self.models = StillBox()
        self.models.setAccessibleName(tr("Generator"))
        self.models.setToolTip(tr("Which network makes the pictures"))
        self.offer_models()
        self.models.activated.connect(lambda _: self._generating.choose_model(self.models.currentData()))
        self.about = AboutGenerator()
        self.seed = OverlayField(str(self._generating.seed))
        # Its child: Qt's reference to a validator is none that Python sees, and would keep the whole window.
        self.seed.setValidator(SeedValidator(self._generating, self.seed))
        self.seed.setAccessibleName(tr("Seed"))
        self.show_seed_in_force(True)
        self.seed.editingFinished.connect(self._typed_seed)
        self.seed.returnPressed.connect(lambda: give_keys_back(self.seed))
        self.seed.given_up.connect(self._give_up_seed)
        self.dice = icon_button(icons, "dice", tr("Random seed"), tr("A picture nobody has seen"))
        self.dice.clicked.connect(self._generating.randomize)
        self.truncation = ValueSlider(
            tr("Truncation"),
            Range(0, 1.5, self._generating.truncation, decimals=2),
            self._theme,
            tr("Low is typical and tidy, high is varied and wild"),
        )
        self.truncation.edited.connect(
            lambda truncation: self._generating.set_truncation(truncation, going_on=True)
        )
        self.truncation.settled.connect(lambda _: self._generating.settle())
        card.body.addWidget(self.models)
        card.body.addWidget(self.about)
        seed_row = QWidget()
        seed_row.setLayout(row(label(tr("Seed"), "dim"), self.seed, self.dice))
        card.body.addWidget(seed_row)
        card.body.addWidget(self.truncation)
        self.empty = label(
            tr(
                "No generator is installed. Train one with pinxit-train gan, or add a model with pinxit models add."
            ),
            "dim",
            wrap=True,
        )
        card.body.addWidget(self.empty)
        there = self.models.count() > 0
        self.empty.setVisible(not there)
        for part in (self.models, seed_row, self.truncation):
            part.setVisible(there)
        return card

    def _follow_model(self, model: GeneratorModel) -> None:
        with QSignalBlocker(self.models):
            self.models.setCurrentIndex(max(0, self.models.findData(model.card.name)))
        if isinstance(model.card, GeneratorCard):
            self.about.show_card(model.card)

    def show_seed_in_force(self, on: bool) -> None:
        """Whether the seed is that of the picture that is seen; else it is dimmed, and says whose it is."""
        self.seed.setProperty("inForce", on)
        self.seed.style().polish(self.seed)
        self.seed.setToolTip(
            tr("The number that a picture is drawn from: the same seed, the same picture")
            if on
            else tr("The seed of the picture in hand; a frame of the timeline is shown in its place")
        )

    def direction(self, name: str) -> ValueSlider:
        """The slider of a direction."""
        return self.directions.direction(name)

    def _give_up_seed(self) -> None:
        self.seed.setText(str(self._generating.seed))
        give_keys_back(self.seed)

    def _typed_seed(self) -> None:
        seed, is_number = self.seed.locale().toInt(self.seed.text())
        if is_number and seed != self._generating.seed:
            self._generating.set_seed(seed)
