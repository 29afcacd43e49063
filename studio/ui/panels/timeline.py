"""The timeline under the generator's stage: tracks, playhead, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QScrollArea, QWidget

from studio.document.timeline_edits import AMOUNT, pace_of
from studio.ui.animating import Animating
from studio.ui.dialogs import ask_where_to_save
from studio.ui.explore.generator_stage import GeneratorStage
from studio.ui.explore.rooms import PICTURES, ExploreRooms, RoomArea
from studio.ui.film_dialog import FilmDialog
from studio.ui.iconset import IconSet
from studio.ui.jobs import sentence
from studio.ui.studio import Studio
from studio.ui.theme import Theme
from studio.ui.translate import mark, tr
from studio.ui.widgets.card import Card, column, icon_button, push_button, row
from studio.ui.widgets.choice_box import ChoiceBox
from studio.ui.widgets.slider import Range, ValueSlider
from studio.ui.widgets.timeline_view import EASINGS, FEWEST_ROWS, ROW_PX, TimelineView

_MOST_ROWS = 6
_LONGEST_S = 60.0
_MOST_TURNS = 20
_WAYS = (
    ("slerp", mark("Along arcs"), mark("The shortest way that stays among likely pictures")),
    ("spline", mark("In curves"), mark("Through all keyframes without a kink")),
    ("linear", mark("Straight"), mark("The plain mix of both")),
)
_PACES = (
    ("", mark("Own paces"), mark("Every keyframe has the pace that it was given")),
    *((name, text, mark("The pace from every keyframe to the next")) for name, text in EASINGS.items()),
)
_WALKS = (
    ("", mark("No walk"), mark("The film goes from keyframe to keyframe")),
    ("noise", mark("Wandering"), mark("Strays about, around the keyframes or without any")),
    ("circle", mark("In a circle"), mark("Goes round, around the keyframes or without any")),
)


def with_timeline(
    rooms: ExploreRooms, stage: GeneratorStage, panel: TimelinePanel, studio: Studio
) -> QWidget:
    """The rooms over the timeline of the generator's one: frames are shown where the picture in hand is."""
    room = QWidget()
    room.setObjectName("stage")
    room.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    below = column(panel)
    below.setContentsMargins(24, 0, 24, 16)
    area = RoomArea(rooms)
    both = column(area, below, spacing_px=0)

    def make_room(unfolded: bool) -> None:
        # A walk from A to B is what a timeline does with more than two pictures.
        for part in (stage.end_a, stage.strip, stage.end_b, stage.swap):
            part.setVisible(not unfolded)

    panel.unfolded.connect(make_room)
    both.setStretch(0, 1)
    room.setLayout(both)
    room.setFocusProxy(rooms)
    rooms.currentChanged.connect(lambda number: panel.setVisible(number == PICTURES))
    animating, editor = studio.animating, studio.editor

    animating.picture_changed.connect(lambda picture: stage.show_seen(picture, animating.title))
    animating.failed.connect(lambda error: editor.failed.emit(sentence(error)))
    animating.exported.connect(
        lambda path: editor.noticed.emit(tr("Exported: {name}").format(name=path.name))
    )
    return room


class TimelinePanel(Card):
    """The timeline of the generator that is open.

    Attributes:
        ask_for_file, ask_where_to_save: ask a person; None where nothing was chosen.
        dialog: the film dialog, once it was asked for.
    """

    unfolded = Signal(bool)

    def __init__(
        self, animating: Animating, theme: Theme, icons: IconSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Timeline"), icons, parent)
        self._animating, self._theme, self._icons = animating, theme, icons
        self.dialog: FilmDialog | None = None
        self.ask_for_file: Callable[[], Path | None] = self._open_dialog
        self.ask_where_to_save: Callable[[], Path | None] = self._save_dialog
        self.view = TimelineView(theme, animating.direction_title)
        self._build_header(icons)
        self._build_body(theme)
        view = self.view
        view.scrubbed.connect(animating.scrub)
        view.moved.connect(animating.move_key)
        view.removed.connect(animating.remove_key)
        view.eased.connect(animating.ease_key)
        view.play_asked.connect(animating.play)
        animating.changed.connect(self._follow)
        animating.titles_changed.connect(view.update)
        animating.frame_changed.connect(view.show_frame)
        animating.playing_changed.connect(lambda _on: self._follow())
        self._follow()
        self.set_folded(True)

    def _build_header(self, icons: IconSet) -> None:
        animating = self._animating
        self.play = icon_button(icons, "play", tr("Play"), tr("Plays the film, or stops it"))
        self.play.clicked.connect(animating.play)
        self.key = push_button(tr("Key"), tr("Sets a keyframe of the picture in hand, where the playhead is"))
        self.key.clicked.connect(animating.key)
        self.key_style = push_button(
            tr("Key the style"), tr("Sets a keyframe of the brush in hand: the frames are painted with it")
        )
        self.key_style.clicked.connect(animating.key_style)
        self.record = push_button(
            tr("Record what I did"),
            tr("Makes a film of how you moved through the pictures in the last minute"),
        )
        self.record.clicked.connect(animating.keep_moves)
        self.export = push_button(tr("Export a film…"), tr("Writes MP4, WebM, GIF, WebP or PNG pictures"))
        self.export.clicked.connect(self.show_dialog)
        for part in (self.play, self.key, self.key_style, self.record, self.export):
            self.header.addWidget(part)

    def _build_body(self, theme: Theme) -> None:
        animating, icons = self._animating, self._icons
        self.loop = QCheckBox(tr("Loop"))
        self.loop.setToolTip(tr("The film comes back to its start"))
        self.loop.toggled.connect(animating.set_loop)
        self.length = ValueSlider(
            tr("Length"),
            Range(0.5, _LONGEST_S, 4, decimals=1, suffix=" s", logarithmic=True),
            theme,
            tr("How long the film is; keyframes keep their place in the whole"),
        )
        self.length.setMaximumWidth(220)
        self.length.edited.connect(lambda seconds: animating.set_length(seconds, going_on=True))
        self.length.settled.connect(lambda *_: animating.settle())
        self.ways = ChoiceBox(
            tr("Way between keyframes"), tr("How pictures go from one keyframe to the next"), _WAYS
        )
        self.ways.activated.connect(lambda _: animating.interpolate(self.ways.currentData()))
        self.paces = ChoiceBox(tr("Pace"), tr("How time goes from every keyframe to the next"), _PACES)
        self.paces.activated.connect(lambda _: self._pace())
        self.open = icon_button(
            icons, "open", tr("Open a timeline"), tr("Opens a saved timeline, or that of a film")
        )
        self.save = icon_button(
            icons, "save", tr("Save the timeline"), tr("Writes the timeline into a file of its own")
        )
        self.clear = icon_button(icons, "trash", tr("Clear the timeline"), tr("Takes all keyframes away"))
        self.open.clicked.connect(lambda: self._take(self.ask_for_file(), animating.open))
        self.save.clicked.connect(lambda: self._take(self.ask_where_to_save(), animating.save))
        self.clear.clicked.connect(animating.clear)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.view)
        self._area = area
        self.body.addWidget(area)
        self.body.addLayout(
            row(self.length, self.loop, self.ways, self.paces, 1, self.open, self.save, self.clear)
        )
        self.body.addLayout(self._walk_row(theme, icons))

    def _walk_row(self, theme: Theme, icons: IconSet) -> QHBoxLayout:
        animating = self._animating
        self.walks = ChoiceBox(
            tr("Walk"), tr("A walk of the generator's own, which stays among likely pictures"), _WALKS
        )
        self.walks.activated.connect(lambda _: animating.walk(self.walks.currentData() or None))
        self.amount = ValueSlider(
            tr("Amount"),
            Range(0, 1, AMOUNT, suffix=" %", scale=100),
            theme,
            tr("How far the walk leads from the keyframes; with none it is all there is to see"),
        )
        self.turns = ValueSlider(
            tr("Turns"),
            Range(1, _MOST_TURNS, 1, logarithmic=True),
            theme,
            tr("How often the circle is gone round, or how quickly the wandering changes"),
        )
        for slider in (self.amount, self.turns):
            slider.setMaximumWidth(200)
            slider.settled.connect(lambda *_: animating.settle())
        self.amount.edited.connect(lambda amount: animating.set_walk(amount=amount, going_on=True))
        self.turns.edited.connect(lambda turns: animating.set_walk(turns=round(turns), going_on=True))
        self.elsewhere = icon_button(
            icons, "dice", tr("Another walk"), tr("Draws another walk of the same kind")
        )
        self.elsewhere.clicked.connect(animating.walk_elsewhere)
        return row(self.walks, self.amount, self.turns, self.elsewhere, 1)

    def _pace(self) -> None:
        if self.paces.value:
            self._animating.pace(self.paces.value)
        else:
            self._follow()

    def set_folded(self, folded: bool) -> None:
        """Hides or shows what is under the title."""
        super().set_folded(folded)
        self.unfolded.emit(not folded)

    def hideEvent(self, event: QHideEvent) -> None:
        # Who goes on elsewhere wants the processor there. A window that is only covered goes on.
        if not event.spontaneous():
            self._animating.stop()
        super().hideEvent(event)

    def show_dialog(self) -> None:
        """Asks how to export."""
        if self._animating.filmable:
            self.dialog = FilmDialog(self._animating, self._theme, self.window())
            self.dialog.open()

    def _take(self, path: Path | None, use: Callable[[Path], None]) -> None:
        if path is not None:
            use(path)

    def _follow(self) -> None:
        animating, timeline = self._animating, self._animating.timeline
        if not self._animating.playing and timeline.tracks and self.folded:
            self.set_folded(False)
        self.view.show_timeline(timeline)
        self.view.show_frame(animating.frame)
        rows = min(max(len(self.view.tracks), FEWEST_ROWS), _MOST_ROWS)
        self._area.setFixedHeight(ROW_PX * (rows + 1) + 4)
        self.play.setIcon(self._icons.icon("stop" if animating.playing else "play", size_px=18))
        for part in (self.play, self.export, self.save):
            part.setEnabled(animating.filmable)
        self.clear.setEnabled(bool(timeline.tracks) or timeline.wander is not None)
        for part in (self.key, self.key_style, self.open, self.length, self.loop):
            part.setEnabled(animating.ready)
        self.record.setEnabled(animating.recorded and animating.ready)
        self.loop.blockSignals(True)
        self.loop.setChecked(timeline.loop)
        self.loop.blockSignals(False)
        self.length.set_number(min(timeline.duration_s, _LONGEST_S))
        track = timeline.track("latent")
        self.ways.setEnabled(track is not None)
        self.ways.show_value("slerp" if track is None else track.interpolation)
        self.paces.setEnabled(any(each.keyframes for each in timeline.tracks))
        self.paces.show_value(pace_of(timeline) or "")
        wander = timeline.wander
        self.walks.setEnabled(animating.ready)
        self.walks.show_value("" if wander is None else wander.kind)
        self.amount.setEnabled(wander is not None and track is not None)
        self.turns.setEnabled(wander is not None)
        self.elsewhere.setEnabled(wander is not None)
        if wander is not None:
            self.amount.set_number(wander.amount)
            self.turns.set_number(min(wander.turns, _MOST_TURNS))

    def _open_dialog(self) -> Path | None:
        kinds = f"{tr('Timelines')} (*.json *.mp4 *.webm *.gif *.webp)"
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a timeline"), "", kinds)
        return Path(name) if name else None

    def _save_dialog(self) -> Path | None:
        proposal, kinds = Path("timeline.json"), f"{tr('Timelines')} (*.json)"
        return ask_where_to_save(self, tr("Save the timeline"), proposal, kinds, [".json"])
