"""The room in which one wanders: the picture in hand, the map, samples, breeding and favourites."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from studio.document.exploration import GeneratedPicture
from studio.ui.breeding import Breeding
from studio.ui.explore.breeding_view import BreedingView
from studio.ui.explore.seed_map import SeedMap
from studio.ui.explore.tray import FavouriteTray
from studio.ui.favourites import Favourites
from studio.ui.iconset import IconSet
from studio.ui.latent_mime import LatentDrag, LatentDrop, mime_of
from studio.ui.receiving import Receiving
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.wander_pictures import SAMPLES, SWEEP
from studio.ui.wandering import Wandering
from studio.ui.widgets.card import choice_button, column, icon_button, label, push_button, row
from studio.ui.widgets.film_strip import FilmStrip
from studio.ui.widgets.pictures import PictureGrid, PictureView

HAND_PX, LEAST_HAND_PX = 296, 100
_END_PX = 72
MAP, SAMPLE_PAGE, BREED = range(3)


class ExploreStage(QWidget):
    """The room in which one space is wandered through.

    Args:
        wandering: the state behind it.
        source: how a picture is made, in plain JSON values, for drags.
        theme, icons: how it looks.
        empty: what is said where there is no space; empty where there is one.
        truncation: what the sweep strip sweeps: its name and its tip.

    Attributes:
        map, samples, breeding_view: the views, one of which is seen.
        tray: the favourites.
        switcher: a row before the views' buttons that takes what else is switched.
    """

    saving = Signal(object)  # Favourite or GeneratedPicture
    view_shown = Signal(int)  # MAP, SAMPLE_PAGE or BREED
    hand_seen = Signal(bool)  # Whether the picture in hand is seen, or another one in its place.

    def __init__(
        self,
        wandering: Wandering,
        breeding: Breeding,
        favourites: Favourites,
        receiving: Receiving,
        source: Callable[[GeneratedPicture], dict[str, Any]],
        theme: Theme,
        icons: IconSet,
        empty: str,
        sweep: tuple[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.wandering, self._favourites, self._receiving = wandering, favourites, receiving
        self._source = source
        self._other = ""
        self.switcher = row(spacing_px=4)
        self._build_hand(theme, icons, empty, sweep)
        self._build_views(breeding, theme, icons)
        self.tray = FavouriteTray(wandering, favourites, receiving, self.mime, theme)
        self._build_walk(theme, icons)
        self._lay_out()
        self._size_hand(HAND_PX)
        self._connect(breeding)
        for part in (self.keep, self.keep_a, self.keep_b, self.more, self.dice):
            part.setEnabled(not empty)
        self.show_view(MAP)
        self._follow_ends()

    # ---- building

    def _build_hand(self, theme: Theme, icons: IconSet, empty: str, sweep: tuple[str, str]) -> None:
        self.picture = PictureView(theme, empty, at_top=True)
        self.picture.setAccessibleName(tr("The picture in hand"))
        self.caption = label("", "title")
        self.keep = push_button(tr("Keep"), tr("Keeps the picture among the favourites"), accent=True)
        self.keep.setIcon(icons.icon("keep", "on_accent", 18))
        self.dice = icon_button(
            icons, "dice", tr("Random picture"), tr("A picture nobody has seen; locked directions stay")
        )
        self.keep_a = push_button("A", tr("Keeps the picture as the beginning of a walk"))
        self.keep_b = push_button("B", tr("Keeps the picture as the end of a walk"))
        self.keep_a.setAccessibleName(tr("Keep as A"))
        self.keep_b.setAccessibleName(tr("Keep as B"))
        self.sweep = FilmStrip(theme, *sweep, height_px=HAND_PX // len(SWEEP) + 12)

    def _build_views(self, breeding: Breeding, theme: Theme, icons: IconSet) -> None:
        self.map = SeedMap(self.wandering, theme)
        self.samples = PictureGrid(theme, tr("Samples"), SAMPLES)
        self.samples.setToolTip(
            tr("Click a picture to go on from it; the arrow keys go from one to the next")
        )
        self.more = push_button(tr("More samples"), tr("Shows the next pictures"))
        self.more.setIcon(icons.icon("grid", size_px=18))
        self.breeding_view = BreedingView(breeding, self._receiving, self.mime, theme, icons)
        sampling = QWidget()
        sampling.setLayout(column(self.samples, row(1, self.more)))
        self.views = QStackedWidget()
        for view in (self.map, sampling, self.breeding_view):
            self.views.addWidget(view)
        self._buttons = QButtonGroup(self)
        self.view_buttons: list[QToolButton] = []
        for number, (name, tip) in enumerate(
            (
                (tr("Map"), tr("An endless map to wander on")),
                (tr("Samples"), tr("Pictures side by side")),
                (tr("Breed"), tr("Choose parents, and let them have children")),
            )
        ):
            button = choice_button(name, tip)
            button.setProperty("tab", True)
            self._buttons.addButton(button, number)
            self.view_buttons.append(button)
        self.home = icon_button(icons, "fit", tr("To the pin"), tr("Shows where the picture in hand lies"))
        self.nearer = icon_button(icons, "zoom-in", tr("Nearer"), tr("Pictures between pictures"))
        self.further = icon_button(icons, "zoom-out", tr("Further away"), tr("More seeds at once"))

    def _build_walk(self, theme: Theme, icons: IconSet) -> None:
        self.strip = FilmStrip(
            theme,
            tr("Walk from A to B"),
            tr("Drag to walk from A to B"),
            tr("Keep one picture as A and another as B to walk between them"),
            height_px=_END_PX,
        )
        self.end_a, self.end_b = self._end_view("A", theme), self._end_view("B", theme)
        self.swap = icon_button(icons, "swap", tr("Swap A and B"), tr("The walk goes the other way"))

    def _end_view(self, end: str, theme: Theme) -> PictureView:
        view = PictureView(theme, end)
        view.setFixedSize(_END_PX, _END_PX)
        view.setCursor(Qt.CursorShape.PointingHandCursor)
        view.setToolTip(tr("Click to go back to {end}; drop a favourite to put it there").format(end=end))
        view.setAccessibleName(tr("Picture {end}").format(end=end))
        view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        view.clicked.connect(lambda: self._scrub_to(0.0 if end == "A" else 1.0))
        LatentDrag(view, lambda _point: self._mime_of_end(end))
        LatentDrop(
            view,
            lambda data: self._receiving.take(data, lambda found: self.wandering.set_end(end, found)),
        )
        return view

    def _lay_out(self) -> None:
        self._below_picture = row(self.keep, self.keep_a, self.keep_b, 1, self.dice)
        self._hand = hand = column(
            self.picture,
            self.caption,
            self._below_picture,
            self.sweep,
            1,
            spacing_px=12,
        )
        bar = row(spacing_px=4)
        bar.addLayout(self.switcher)
        for button in self.view_buttons:
            bar.addWidget(button)
        bar.addStretch(1)
        for tool in (self.further, self.nearer, self.home):
            bar.addWidget(tool)
        self._beside = right = column(bar, self.views, spacing_px=12)
        right.setStretchFactor(self.views, 1)
        upper = row(spacing_px=20)
        upper.addLayout(hand)
        upper.addLayout(right, 1)
        lower = row(self.end_a, self.strip, self.end_b, self.swap, spacing_px=12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(14)
        outer.addLayout(upper, 1)
        outer.addWidget(self.tray)
        outer.addLayout(lower)

    def _connect(self, breeding: Breeding) -> None:
        wandering = self.wandering
        self._buttons.idClicked.connect(self.show_view)
        self.keep.clicked.connect(self.keep_shown)
        self.dice.clicked.connect(wandering.randomize)
        self.keep_a.clicked.connect(lambda: wandering.set_end("A"))
        self.keep_b.clicked.connect(lambda: wandering.set_end("B"))
        self.samples.chosen.connect(wandering.choose_sample)
        self.more.clicked.connect(wandering.more_samples)
        self.home.clicked.connect(self.map.go_home)
        self.nearer.clicked.connect(lambda: self.map.zoom(2.0))
        self.further.clicked.connect(lambda: self.map.zoom(0.5))
        self.strip.scrubbed.connect(wandering.scrub)
        self.strip.settled.connect(wandering.settle)
        self.swap.clicked.connect(wandering.swap_ends)
        self.sweep.scrubbed.connect(
            lambda share: wandering.set_truncation(round(share * SWEEP[-1], 2), going_on=True)
        )
        self.sweep.settled.connect(wandering.settle)
        self.tray.parents_chosen.connect(self._breed)
        self.tray.saving.connect(self.saving)
        self._breeding = breeding
        LatentDrop(self.picture, self._receiving.go)
        LatentDrop(self.map, self._receiving.go)
        wandering.picture_changed.connect(self.show_seen)
        wandering.samples_changed.connect(self.samples.show_pictures)
        wandering.walk_changed.connect(self.strip.show_pictures)
        wandering.position_changed.connect(self.strip.set_position)
        wandering.sweep_changed.connect(self.sweep.show_pictures)
        wandering.truncation_changed.connect(lambda each: self.sweep.set_position(min(each / SWEEP[-1], 1.0)))
        wandering.ends_changed.connect(self._follow_ends)

    # ---- doing

    def show_view(self, number: int) -> None:
        """Shows the map, the samples or the breeding grid."""
        self.views.setCurrentIndex(number)
        show_alone(self.views)
        self.view_buttons[number].setChecked(True)
        self.setFocusProxy((self.map, self.samples, self.breeding_view.children_grid)[number])
        self.wandering.samples_seen = number == SAMPLE_PAGE
        if number == SAMPLE_PAGE:
            self.wandering.show_samples(self.wandering.first_sample_seed)
        for tool in (self.further, self.nearer, self.home):
            tool.setVisible(number == MAP)
        self.view_shown.emit(number)

    @property
    def runs(self) -> bool:
        """Whether the view that is seen has a main thing to do."""
        return self.views.currentIndex() != MAP

    def run(self) -> None:
        """Does the main thing of the view that is seen: more samples, or the next generation."""
        if self.views.currentIndex() == SAMPLE_PAGE:
            self.more.click()
        elif self.views.currentIndex() == BREED:
            self.breeding_view.go_on()

    def show_seen(self, picture: np.ndarray, other: str = "") -> None:
        """Shows the picture in hand, uint8 (H, W, 3); or `other`, what another picture is called, in its place."""
        self._other = other
        self.picture.show_picture(picture)
        self.picture.setAccessibleName(other or tr("The picture in hand"))
        self._follow_picture()
        for part in (self.keep, self.keep_a, self.keep_b):
            part.setEnabled(self.wandering.shown is not None)
        self.hand_seen.emit(not other)

    def fit(self, room: QSize) -> None:
        """Makes the picture in hand so small, or as large, that everything has its place in a room of that size."""
        layout = self.layout()
        assert layout is not None
        layout.activate()  # What is hidden does not do so by itself.
        needed, hand, beside = layout.minimumSize(), self._hand.minimumSize(), self._beside.minimumSize()
        # A smaller picture makes no room for what stands beside it: it gives way where it is in the way itself.
        upper_px = room.height() - needed.height() + max(hand.height(), beside.height())
        high_px = upper_px - hand.height() + self.picture.height()
        wide_px = room.width() - needed.width() + hand.width()
        self._size_hand(min(max(min(wide_px, high_px), LEAST_HAND_PX), HAND_PX))

    def keep_shown(self) -> None:
        """Keeps the picture in hand among the favourites."""
        self._favourites.keep()

    def mime(self, found: GeneratedPicture) -> QMimeData:
        """What a picture is dragged as."""
        return mime_of(found, self._source(found))

    def _mime_of_end(self, end: str) -> QMimeData | None:
        found = self.wandering.ends.get(end)
        return None if found is None else self.mime(found)

    def _breed(self, parents: tuple[GeneratedPicture, ...]) -> None:
        self.show_view(BREED)
        self._breeding.breed(parents)

    def _scrub_to(self, position: float) -> None:
        self.wandering.scrub(position)
        self.wandering.settle()

    def _size_hand(self, side_px: int) -> None:
        # The column is as wide as the buttons under the picture, however small the picture is.
        width_px = max(side_px, self._below_picture.minimumSize().width())
        self.picture.setFixedSize(width_px, side_px)
        self.sweep.setFixedWidth(width_px)
        self._follow_picture()

    def _follow_picture(self) -> None:
        shown = self.wandering.shown
        text = self._other or ("" if shown is None else shown.title)
        width = self.picture.width()
        self.caption.setText(self.caption.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width))

    def _follow_ends(self) -> None:
        ends = self.wandering.ends
        self.end_a.show_picture(ends["A"].picture if "A" in ends else None)
        self.end_b.show_picture(ends["B"].picture if "B" in ends else None)
        self.swap.setEnabled(len(ends) == 2)
        if len(ends) < 2:
            self.strip.show_pictures([])

    def sizeHint(self) -> QSize:
        return QSize(900, 700)


def show_alone(pages: QStackedWidget) -> None:
    """Lets the pages that are not shown take no room."""
    for number in range(pages.count()):
        shown = number == pages.currentIndex()
        policy = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
        if (page := pages.widget(number)) is not None:
            page.setSizePolicy(policy, policy)
