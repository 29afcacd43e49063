"""The live panel: source, styles, recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout, QWidget

from exports.stylecard import StyleCard
from studio.media.film_reader import FILM_INPUTS
from studio.media.sources import Camera
from studio.ui.dialogs import ask_where_to_save
from studio.ui.iconset import IconSet
from studio.ui.living import Living
from studio.ui.panels.styles import captions
from studio.ui.theme import SPACE_PX, Theme
from studio.ui.translate import tr
from studio.ui.usual_folders import FILMS, usual_folder
from studio.ui.widgets.card import Card, column, icon_button, label, push_button, row
from studio.ui.widgets.choice_box import StillBox
from studio.ui.widgets.drop_zone import dropped_files
from studio.ui.widgets.shelf import Shelf, ShelfItem, ShelfView
from studio.ui.widgets.slider import Range, ValueSlider
from studio.workers.queue import JobQueue

_ROWS = 3.3


class LivePanel(QWidget):
    """The cards beside the live stage. A film or a folder dropped here is the source.

    Attributes:
        ask_for_film, ask_for_folder, ask_where_to_record: ask a person; None where nothing was chosen.
        frame_wanted: the newest frame is to be painted on.
    """

    frame_wanted = Signal()

    def __init__(
        self,
        living: Living,
        cards: Sequence[StyleCard],
        queue: JobQueue,
        theme: Theme,
        icons: IconSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._living = living
        self._cards: list[StyleCard] = []
        self.ask_for_film: Callable[[], Path | None] = self._film_dialog
        self.ask_for_folder: Callable[[], Path | None] = self._folder_dialog
        self.ask_where_to_record: Callable[[], Path | None] = self._record_dialog
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE_PX)
        for card in (self._source_card(icons), self._style_card(theme, icons), self._keep_card(icons)):
            outer.addWidget(card)
        outer.addStretch(1)
        self.setAcceptDrops(True)
        living.sources_changed.connect(self._follow_sources)
        living.look_changed.connect(self._follow_look)
        for signal in (living.running_changed, living.recording_changed, living.frame_changed):
            signal.connect(self._follow)
        self._show_cards(cards)
        queue.submit(
            lambda _context: _thumbnails(cards),
            key=("thumbnails", id(self)),
            priority=-1,
            on_result=self._show_thumbnails,
        )
        self._follow_sources()
        self._follow_look()

    def _source_card(self, icons: IconSet) -> Card:
        card = Card(tr("Source"), icons)
        self.sources = StillBox()
        self.sources.setAccessibleName(tr("Source"))
        self.sources.setToolTip(tr("The camera, film or folder that is painted"))
        self.sources.activated.connect(self._take_source)
        self.again = icon_button(icons, "reset", tr("Look for cameras"), tr("Looks for cameras again"))
        self.again.clicked.connect(self._living.look_for_cameras)
        self.film = push_button(tr("Film…"), tr("Paint a film; it begins again when it ends"))
        self.folder = push_button(tr("Folder…"), tr("Paint the pictures of a folder, one after the other"))
        self.film.clicked.connect(lambda: self._take_path(self.ask_for_film()))
        self.folder.clicked.connect(lambda: self._take_path(self.ask_for_folder()))
        card.body.addLayout(row(self.sources, self.again))
        card.body.addLayout(row(self.film, self.folder))
        return card

    def _style_card(self, theme: Theme, icons: IconSet) -> Card:
        card = Card(tr("Live styles"), icons)
        self.shelf = Shelf(theme, tr("Live styles"), columns=4)
        self.shelf.setToolTip(tr("Click a style to paint with it, Ctrl+click another one to mix it in"))
        self.shelf.taken.connect(self._living.take_style)
        self.shelf.mixed.connect(self._living.mix_in_or_out)
        self.shelf_view = ShelfView(self.shelf, _ROWS)
        self.mix = ValueSlider(
            tr("Mix"), Range(0, 1, 0.5, suffix=" %", scale=100), theme, tr("How much of style B")
        )
        self.mix.edited.connect(self._living.set_mix)
        self.strength = ValueSlider(
            tr("Strength"), Range(0, 2, 1, suffix=" %", scale=100), theme, tr("How far the style goes")
        )
        self.strength.edited.connect(self._living.set_strength)
        self.steady = QCheckBox(tr("Keep still what stands still"))
        self.steady.setToolTip(tr("Less flicker where nothing moves"))
        self.steady.setChecked(self._living.steady)
        self.steady.toggled.connect(self._living.set_steady)
        for part in (self.shelf_view, self.mix, self.strength, self.steady):
            card.body.addWidget(part)
        return card

    def _keep_card(self, icons: IconSet) -> Card:
        card = Card(tr("Keep"), icons)
        self.record = push_button(tr("Record…"), tr("Writes what is painted into a film"))
        self.record.clicked.connect(self._toggle_recording)
        self.to_canvas = push_button(
            tr("Paint on this frame"), tr("Opens the newest frame as a document to paint on")
        )
        self.to_canvas.clicked.connect(self.frame_wanted)
        self.note = label("", "dim", wrap=True)
        self.note.hide()
        card.body.addLayout(column(row(self.record, self.to_canvas), self.note))
        return card

    def show_new(self, card: StyleCard, thumbnail: np.ndarray) -> None:
        """Lays one more style on the shelf."""
        self._living.add_style(card)
        self._show_cards([*self._cards, card])
        self.shelf.show_thumbnail(card.name, thumbnail)

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self._living.look_for_cameras()
        super().showEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take_path(dropped_files(event.mimeData())[0])

    def _show_cards(self, cards: Sequence[StyleCard]) -> None:
        self._cards = list(cards)
        self.shelf.show_items(
            [
                ShelfItem(card.name, title, card.title)
                for card, title in zip(cards, captions(cards), strict=True)
            ]
        )
        self.shelf_view.fit()

    def _show_thumbnails(self, thumbnails: dict[str, np.ndarray]) -> None:
        for name, picture in thumbnails.items():
            self.shelf.show_thumbnail(name, picture)

    def _take_source(self, index: int) -> None:
        source = self.sources.itemData(index)
        if source is not None and source != self._living.source:
            self._living.take_source(source)

    def _take_path(self, path: Path | None) -> None:
        if path is not None:
            self._living.take_source(path)
            if not self._living.running:
                self._living.start()

    def _toggle_recording(self) -> None:
        if self._living.recording:
            self._living.stop_recording()
            return
        path = self.ask_where_to_record()
        if path is not None:
            self._living.record(path)

    def _follow_sources(self) -> None:
        chosen = self._living.source
        self.sources.clear()
        for camera in self._living.cameras:
            self.sources.addItem(camera.title, camera)
        if chosen is not None and not isinstance(chosen, Camera):
            self.sources.addItem(chosen.name, chosen)
        if not self.sources.count():
            self.sources.addItem(tr("No camera found"), None)
        self.sources.setEnabled(chosen is not None)
        places = [place for place in range(self.sources.count()) if self.sources.itemData(place) == chosen]
        self.sources.setCurrentIndex(places[0] if places else 0)
        self._follow()

    def _follow_look(self) -> None:
        living = self._living
        self.shelf.mark(living.style, living.second_style)
        self.shelf_view.show_marked()
        self.mix.setVisible(bool(living.second_style))
        self.mix.set_number(living.mix)
        self.strength.set_number(living.strength)

    def _follow(self) -> None:
        recording = self._living.recording
        self.record.setText(tr("Stop recording") if recording else tr("Record…"))
        self.record.setEnabled(self._living.running)
        self.to_canvas.setEnabled(self._living.shown is not None)

    def _film_dialog(self) -> Path | None:
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in (*FILM_INPUTS, ".gif"))
        folder = str(usual_folder(FILMS))
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Choose a film"), folder, f"{tr('Films')} ({patterns})"
        )
        return Path(name) if name else None

    def _folder_dialog(self) -> Path | None:
        name = QFileDialog.getExistingDirectory(self, tr("Choose a folder of pictures"))
        return Path(name) if name else None

    def _record_dialog(self) -> Path | None:
        moment = datetime.now().astimezone().strftime("%Y-%m-%d %H-%M-%S")
        proposal = usual_folder(FILMS) / f"Pinxit {moment}.mp4"
        return ask_where_to_save(
            self, tr("Record into"), proposal, f"{tr('Films')} (*.mp4 *.webm)", [".mp4", ".webm"]
        )


def _thumbnails(cards: Sequence[StyleCard]) -> dict[str, np.ndarray]:
    thumbnails: dict[str, np.ndarray] = {}
    for card in cards:
        try:
            thumbnails[card.name] = card.thumbnail
        except Exception:  # A damaged thumbnail leaves its place on the shelf empty; the style itself works.
            continue
    return thumbnails
