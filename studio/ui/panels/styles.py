"""The shelf of style brushes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from exports.stylecard import StyleCard
from studio.document.brush import Brush
from studio.ui.canvas.tool import BrushTool
from studio.ui.editor import Editor
from studio.ui.iconset import IconSet
from studio.ui.theme import Theme
from studio.ui.translate import tr
from studio.ui.widgets.card import Card, icon_button, label
from studio.ui.widgets.drop_zone import dropped_files
from studio.ui.widgets.dynamic_row import DynamicRow
from studio.ui.widgets.shelf import Shelf, ShelfItem, ShelfView
from studio.ui.widgets.slider import Range, ValueSlider
from studio.ui.widgets.style_pair import StylePair
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

_ROWS = 2.3


class StylePanel(Card):
    """Thumbnails of the styles; the taken one is painted with. A picture that is dropped here becomes a brush."""

    picture_dropped = Signal(Path)
    picture_asked = Signal()

    def __init__(
        self,
        editor: Editor,
        tool: BrushTool,
        cards: Sequence[StyleCard],
        queue: JobQueue,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Style brushes"), icons, parent)
        self._editor, self._tool = editor, tool
        self.pair = StylePair(theme, icons)
        self.slide = DynamicRow(tr("A to B"), theme, resting=tr("One even mix"))
        self.shelf = Shelf(theme, tr("Style brushes"), columns=4)
        self.shelf.setToolTip(tr("Click a style to paint with it, Ctrl+click another one to mix it in"))
        self._cards: list[StyleCard] = []
        self._titles: dict[str, str] = {}
        self.add = icon_button(
            icons,
            "plus",
            tr("New brush from a picture"),
            tr("New brush from a picture: choose one, or drop it here"),
        )
        self.header.addWidget(self.add)
        self.add.clicked.connect(self.picture_asked)
        self.setAcceptDrops(True)
        self.shelf.taken.connect(self._take)
        self.pair.swap.clicked.connect(editor.swap_styles)
        self.pair.second_emptied.connect(editor.reset_styles)
        self.slide.edited.connect(lambda dynamic: tool.change(mix_by=dynamic))
        tool.brush_changed.connect(self._follow_brush)
        self.shelf.mixed.connect(editor.mix_in_or_out)
        self.mix = ValueSlider(
            tr("Mix"),
            Range(0, 1, 0.5, suffix=" %", scale=100),
            theme,
            tr("How much of style B"),
        )
        self.mix.edited.connect(editor.set_mix)
        self.mix.hide()
        self._empty = label(
            tr(
                "No style brushes are installed. Train one with pinxit-train style, or drop a style card here."
            ),
            "dim",
            wrap=True,
        )
        self.shelf_view = ShelfView(self.shelf, _ROWS)
        self.body.addWidget(self.shelf_view)
        self.body.addWidget(self.pair)
        self.body.addWidget(self.slide)
        self.body.addWidget(self.mix)
        self.body.addWidget(self._empty)
        self._show_cards(cards)
        editor.choice_changed.connect(self._follow)
        queue.submit(
            lambda context: _read_thumbnails(cards, context),
            key=("thumbnails", id(self)),
            priority=-1,
            on_result=self._show_thumbnails,
        )
        self._follow()

    def show_new(self, card: StyleCard, thumbnail: np.ndarray) -> None:
        """Lays one more style on the shelf, in the place of one of its name."""
        self._show_cards([*(other for other in self._cards if other.name != card.name), card])
        self.shelf.show_thumbnail(card.name, thumbnail)
        self._follow()

    def show_busy(self, busy: bool) -> None:
        """Says that a brush is being made."""
        self.add.setEnabled(not busy)

    def _show_cards(self, cards: Sequence[StyleCard]) -> None:
        self._cards = list(cards)
        titles = captions(cards)
        self._titles = dict(zip((card.name for card in cards), titles, strict=True))
        self.shelf.show_items(
            [ShelfItem(card.name, caption, _tip(card)) for card, caption in zip(cards, titles, strict=True)]
        )
        self.shelf_view.fit()
        self.shelf_view.setVisible(bool(cards))
        self._empty.setVisible(not cards)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        for path in dropped_files(event.mimeData()):
            self.picture_dropped.emit(path)

    def _show_thumbnails(self, thumbnails: dict[str, np.ndarray]) -> None:
        for name, picture in thumbnails.items():
            self.shelf.show_thumbnail(name, picture)
        self._follow()

    def _take(self, name: str) -> None:
        if self.pair.takes_second and name != self._editor.style:
            self._editor.mix_style(name)
        else:
            self._editor.take_style(name)
        self.pair.take_into(second=False)

    def _follow(self) -> None:
        editor = self._editor
        second = editor.second_style
        self.shelf.mark(editor.style, second)
        self.shelf_view.show_marked()
        self.pair.show_styles((editor.style, second), self._titles, self.shelf.images)
        self.pair.swap.setEnabled(bool(second))
        self._follow_brush(self._tool.brush)
        self.mix.set_number(editor.mix)
        if second:
            self.mix.set_name(tr("Share of {name}").format(name=self._titles.get(second, second)))

    def _follow_brush(self, brush: Brush) -> None:
        # Erasing has no styles: the row goes on to show what the brush does.
        second = bool(self._editor.second_style)
        slide = self._tool.settings(eraser=False).brush.mix_by
        self.slide.setVisible(second)
        self.slide.setEnabled(not brush.eraser)
        self.slide.show_dynamic(slide)
        self.mix.setVisible(second and not (slide.follows and self._editor.slides))


def _read_thumbnails(cards: Sequence[StyleCard], context: JobContext) -> dict[str, np.ndarray]:
    thumbnails: dict[str, np.ndarray] = {}
    for card in cards:
        context.cancel.raise_if_cancelled()
        try:
            thumbnails[card.name] = card.thumbnail
        except Exception:  # A damaged thumbnail leaves its place on the shelf empty; the style itself works.
            continue
    return thumbnails


def captions(cards: Sequence[StyleCard]) -> list[str]:
    """What stands below each thumbnail: the painter's surname; the title where that would not tell two apart."""
    names = [_surname(card.artist) for card in cards]
    return [
        name if name and names.count(name) == 1 else card.title.removeprefix("The ")
        for name, card in zip(names, cards, strict=True)
    ]


def _surname(artist: str) -> str:
    words = artist.split()
    if "and" in words:
        return ""  # a mix of several has no surname
    # Particles such as "van" or "de" are small and belong to the name that follows.
    start = next((number for number, word in enumerate(words) if word.islower()), len(words) - 1)
    return " ".join(words[start:]) if words else ""


def _tip(card: StyleCard) -> str:
    year = "" if card.year is None else f", {card.year}"
    origin = f"{card.title}\n{card.artist}{year}\n" if card.artist else f"{card.title}{year}\n"
    return origin + tr("Click to paint with it, Ctrl+click to take it as style B.")
