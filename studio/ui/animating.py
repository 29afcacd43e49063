"""Animating: the timeline of the space that is open, its playhead, and what is recorded of the hand's moves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from studio.document.exploration import Exploration, GeneratedPicture, Hand
from studio.document.recorded_moves import MovedHand, RecordedMoves
from studio.document.timeline import (
    MOST_FRAMES,
    Interpolation,
    LatentPoint,
    StylePoint,
    Timeline,
    TimelineError,
    Track,
    WanderKind,
)
from studio.document.timeline_edits import (
    keyed,
    led,
    mix_point,
    on_whole_frames,
    pace_of,
    paced,
    walked,
    walking,
    without_key,
)
from studio.engine.film import Brushes, FrameMaker, SeenFrame
from studio.media.errors import PictureError
from studio.media.timelines import read_timeline, save_timeline
from studio.media.video import check_film_path, save_film
from studio.ui.directing import given_title
from studio.ui.editor import Editor
from studio.ui.generating import Generating
from studio.ui.translate import mark, tr
from studio.workers.models import ModelLibrary
from studio.workers.queue import Queues
from studio.workers.task import JobContext

FRAMES, FPS = 96, 24.0
SHOWN_PX = 296
EMPTY = Timeline(FRAMES, FPS, loop=True)
_FRAME = ("animating", "frame")


class Animating(QObject):
    """The state behind the timeline. What a user changes in it is a step that can be taken back, and is saved.

    Args:
        generating: whose pictures are filmed.
        editor: whose style in hand keyframes of styles take, and whose styles they may name.
        library: gives the networks.
        queues: make frames and films.

    Attributes:
        frame: where the playhead is.
        playing: whether it moves by itself.
        shown_frame: the frame that is looked at in place of the picture in hand; None while that one is.
    """

    changed = Signal()
    titles_changed = Signal()
    frame_changed = Signal(float)
    picture_changed = Signal(object)  # uint8 (H, W, 3)
    playing_changed = Signal(bool)
    exported = Signal(Path)
    export_progress = Signal(float)  # 0..1
    export_ended = Signal()
    failed = Signal(object)

    def __init__(
        self,
        generating: Generating,
        editor: Editor,
        library: ModelLibrary,
        queues: Queues,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._generating, self._editor = generating, editor
        self._library, self._queues = library, queues
        self._moves = RecordedMoves()
        self._timer = QTimer(self, interval=round(1000 / FPS))
        self._timer.timeout.connect(self._advance)
        self._ticked = 0.0
        self._keyed: tuple[float, Hand] | None = None
        self._lengthened: tuple[Timeline, Timeline] | None = (
            None  # Before the movement, and what it made of it.
        )
        self.frame = 0.0
        self.shown_frame: float | None = None
        generating.picture_changed.connect(lambda _picture: self._show_hand())
        generating.exploring.changed.connect(self._follow)
        generating.space_changed.connect(lambda _space: self.changed.emit())
        generating.directions_changed.connect(self.titles_changed)

    # ---- what is

    @property
    def timeline(self) -> Timeline:
        """The timeline of the space that is open."""
        return self._generating.wander.timeline or EMPTY

    @property
    def ready(self) -> bool:
        """Whether there is a generator to film."""
        return self._generating.model is not None

    @property
    def filmable(self) -> bool:
        """Whether there is anything to see."""
        return self.ready and self.timeline.needs_generator

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    @property
    def title(self) -> str:
        """What the frame is called that is looked at in place of the picture in hand; empty while that one is."""
        if self.shown_frame is None:
            return ""
        called = tr("Frame {frame:.0f} of {count}")
        return called.format(frame=self.shown_frame + 1, count=self.timeline.frames)

    def direction_title(self, name: str) -> str:
        """What a direction is called in the window."""
        return self._generating.wander.titles.get(name) or given_title(name)

    @property
    def recorded(self) -> bool:
        """Whether the hand has moved lately, so that its moves can become keyframes."""
        return len(self._moves) > 1

    # ---- steps

    def change(self, label: str, timeline: Timeline, *, going_on: str = "") -> None:
        """Takes a step: another timeline."""
        model = self._generating.model
        if model is None:
            return
        timeline = replace(timeline, model=model.card.name)
        self._generating.step(label, lambda wander: replace(wander, timeline=timeline), going_on=going_on)

    def settle(self) -> None:
        """Ends a movement of the user's hand."""
        self._lengthened = None
        self._generating.settle()

    def key(self) -> None:
        """Sets keyframes at the playhead: of the latent in hand, and of what else has changed or has a track.

        Where the last ones were set, and another picture is in hand since, the playhead goes on by a second first: who
        keys one picture after another means a film of them. One that was gone to is set anew.
        """
        if self._generating.space is None:
            return
        hand = self._generating.hand
        if self._keyed is not None and self._keyed[0] == round(self.frame) and self._keyed[1] is not hand:
            self.frame = min(self.frame + round(self.timeline.fps), MOST_FRAMES - 1.0)
        frame = float(round(self.frame))
        timeline = self.timeline.reaching(frame)
        latent = LatentPoint(hand.seed) if hand.latent is None else LatentPoint.of(hand.latent)
        timeline = keyed(timeline, "latent", frame, latent)
        if hand.mix is not None or timeline.track("mix") is not None:
            timeline = keyed(timeline, "mix", frame, mix_point(hand.mix))
        names = {direction.name for direction in self._generating.directions}
        tracked = {track.name for track in timeline.directions()}
        for name in sorted(names):
            amount = float(hand.amounts.get(name, 0.0))
            if amount or name in tracked:
                timeline = keyed(timeline, "direction", frame, min(max(amount, -10.0), 10.0), name)
        timeline = keyed(timeline, "truncation", frame, min(float(hand.truncation), 2.0))
        self.change(mark("Set a keyframe"), timeline)
        self._keyed = frame, hand

    def key_style(self) -> None:
        """Sets keyframes at the playhead of the style in hand and its strength: the frames are painted."""
        choice, frame = self._editor.choice, float(round(self.frame))
        if choice is None or not self.ready:
            return
        # A frame has no stroke to slide along: it is painted in one mix.
        choice = choice.at(self._editor.mix)
        timeline = keyed(self.timeline, "style", frame, StylePoint(tuple(choice.weights)))
        timeline = keyed(timeline, "strength", frame, float(choice.strength))
        self.change(mark("Set a keyframe of the style"), timeline)

    def remove_key(self, track: Track, frame: float) -> None:
        """Takes a keyframe away; a track without any goes with its last."""
        self.change(mark("Delete a keyframe"), without_key(self.timeline, track, frame))

    def move_key(self, track: Track, start: float, end: float) -> None:
        """Puts a keyframe on another frame."""
        end = float(min(max(round(end), 0), self.timeline.last_frame))
        if end != start:
            self.change(mark("Move a keyframe"), self.timeline.with_track(track.moved(start, end)))

    def ease_key(self, track: Track, frame: float, easing: str) -> None:
        """How time goes from a keyframe to the next."""
        keyframe = track.at(frame)
        if keyframe is not None and keyframe.easing != easing:
            eased = track.with_keyframe(replace(keyframe, easing=easing))
            self.change(mark("Ease a keyframe"), self.timeline.with_track(eased))

    def pace(self, easing: str) -> None:
        """How time goes from every keyframe to the next."""
        if pace_of(self.timeline) not in (None, easing) or (
            self.timeline.tracks and pace_of(self.timeline) is None
        ):
            self.change(mark("Ease all keyframes"), paced(self.timeline, easing))

    def interpolate(self, way: Interpolation) -> None:
        """How values go from one keyframe to the next; what does not know `slerp` goes straight."""
        changed = led(self.timeline, way)
        if changed != self.timeline:
            self.change(mark("Interpolate otherwise"), changed)

    # ---- the walk

    def walk(self, kind: WanderKind | None) -> None:
        """Wanders about, or goes in a circle, around the keyframes or without any; None ends that."""
        changed = walking(self.timeline, kind)
        if changed != self.timeline:
            self.change(mark("Walk") if kind is not None else mark("End the walk"), changed)
            if self.timeline.needs_generator:
                self._show(self.frame)

    def set_walk(self, *, going_on: bool = False, **values: float) -> None:
        """Changes `amount`, `turns` or `seed` of the walk."""
        wander = self.timeline.wander
        if wander is not None:
            changed = walked(replace(self.timeline, wander=replace(wander, **values)))
            if changed != self.timeline:
                self.change(mark("Change the walk"), changed, going_on="walk" if going_on else "")

    def walk_elsewhere(self) -> None:
        """Draws another walk of the same kind."""
        wander = self.timeline.wander
        if wander is not None:
            self.set_walk(seed=(wander.seed + 1) % 2**32)

    def set_loop(self, loop: bool) -> None:
        """Whether the film comes back to its start."""
        if loop != self.timeline.loop:
            self.change(mark("Loop"), replace(self.timeline, loop=loop))

    def set_length(self, seconds: float, *, going_on: bool = False) -> None:
        """How long the film is; keyframes keep their place in the whole."""
        # Always from what there was before the movement: of keyframes that fall together on the way none is lost.
        begun, made = self._lengthened or (self.timeline, self.timeline)
        if made != self.timeline:
            begun = self.timeline
        frames = max(2, round(seconds * begun.fps))
        if frames != self.timeline.frames:
            lasting = on_whole_frames(begun.lasting(frames)) if frames != begun.frames else begun
            self.change(mark("Length of the film"), lasting, going_on="length" if going_on else "")
            self._lengthened = (begun, self.timeline) if going_on else None

    def clear(self) -> None:
        """Begins anew."""
        self.change(mark("Clear the timeline"), EMPTY)

    def keep_moves(self) -> None:
        """Makes keyframes of what the hand did lately."""
        timeline = self._moves.timeline(self.timeline.fps)
        if timeline is not None:
            self.change(mark("Record what I did"), timeline)
            self.scrub(0)

    # ---- files

    def open(self, path: Path) -> None:
        """Takes a timeline out of a file, or out of a film that was made of one."""
        try:
            timeline = read_timeline(path)
            timeline.check()
        except (PictureError, TimelineError) as error:
            self.failed.emit(error)
            return
        name = self._generating.model.card.name if self._generating.model is not None else ""
        if timeline.model not in ("", name):
            self.failed.emit(
                PictureError(
                    f"{path.name} films {timeline.model}; choose that generator first, and open it once more."
                )
            )
            return
        self.change(mark("Open a timeline"), timeline)

    def save(self, path: Path) -> None:
        """Writes the timeline into a file of its own."""
        try:
            save_timeline(path, self.timeline)
        except PictureError as error:
            self.failed.emit(error)

    # ---- looking

    def scrub(self, frame: float) -> None:
        """Goes to a frame and shows it; what was asked for before and is not yet made is left out."""
        self._keyed = None
        self._show(frame)

    def _show(self, frame: float) -> None:
        self.frame = min(max(frame, 0.0), float(self.timeline.last_frame))
        self.frame_changed.emit(self.frame)
        if not self.filmable:
            return
        make, at = self._maker(SHOWN_PX), self.frame

        def job(context: JobContext) -> SeenFrame:
            return make().seen(at, context.cancel)

        def show(seen: SeenFrame) -> None:
            # One that was set of the picture in hand shows that picture.
            frame, hand = self._keyed or (None, None)
            keyed = frame == round(at) and hand is self._generating.hand
            self.shown_frame = None if keyed else at
            if not keyed:
                self._generating.show_instead(found_in(seen, self.title))
            self.picture_changed.emit(seen.picture)

        self._queues.explore.submit(
            job,
            key=_FRAME,
            priority=2,
            on_result=show,
            on_error=self.failed.emit,
        )

    def play(self) -> None:
        """Lets the playhead move, or stops it."""
        if self.playing:
            self._timer.stop()
        elif self.filmable:
            if self.frame >= self.timeline.last_frame:
                self.frame = 0.0
            self._ticked = time.perf_counter()
            self._timer.start()
        self.playing_changed.emit(self.playing)

    def stop(self) -> None:
        """Stops the playhead where it is."""
        if self.playing:
            self.play()

    def end(self) -> bool:
        """Stops the playhead, and shows the picture in hand again; False where nothing plays."""
        if not self.playing:
            return False
        self.stop()
        self._return_to_hand()
        return True

    def _return_to_hand(self) -> None:
        self._queues.explore.cancel(_FRAME)
        self._generating.render()

    def _show_hand(self) -> None:
        self.shown_frame = None

    def _advance(self) -> None:
        now = time.perf_counter()
        frame = self.frame + (now - self._ticked) * self.timeline.fps
        self._ticked = now
        if self.timeline.loop:
            frame %= self.timeline.frames
        elif frame >= self.timeline.last_frame:
            self._timer.stop()
            self.playing_changed.emit(False)
        self._show(frame)

    # ---- exporting

    def export(self, path: Path, size_px: int, fps: float) -> None:
        """Makes the film."""
        try:
            timeline = self.timeline.at_rate(fps)
        except TimelineError as error:
            self.failed.emit(PictureError(str(error)))
            self.export_ended.emit()
            return
        make = self._maker(size_px, timeline)

        def job(context: JobContext) -> Path:
            check_film_path(path)
            frames = make().frames(context.cancel)
            save_film(path, frames, fps=fps, on_frame=lambda done: context.report(done / timeline.frames))
            return path

        self._queues.tasks.submit(
            job,
            key=("animating", "export"),
            on_result=self.exported.emit,
            on_error=self.failed.emit,
            on_progress=self.export_progress.emit,
            on_end=self.export_ended.emit,
        )

    def cancel_export(self) -> bool:
        """Stops the export, which leaves no half film; False when none runs."""
        busy = self._queues.tasks.busy(("animating", "export"))
        self._queues.tasks.cancel(("animating", "export"))
        return busy

    def _maker(self, size_px: int, timeline: Timeline | None = None) -> Callable[[], FrameMaker]:
        """What makes a maker of frames on a worker: networks may have to be opened."""
        timeline = timeline or self.timeline
        model, directions, library = self._generating.model, self._generating.directions, self._library
        shelf = self._editor.cards
        cards = {name: shelf[name] for name in timeline.style_names() if name in shelf}
        missing = [name for name in timeline.style_names() if name not in cards]

        def make() -> FrameMaker:
            if missing:
                raise PictureError(
                    f"The style {missing[0]} is not on the shelf; add its card, or delete its keyframes."
                )
            brushes = None
            try:
                network = timeline.style_network({name: card.network for name, card in cards.items()})
                if network is not None:
                    vectors = {name: card.vector for name, card in cards.items()}
                    brushes = Brushes(library.style_network(network), vectors)
                return FrameMaker(timeline, model, brushes, size_px=size_px, directions=directions)
            except ValueError as error:
                raise PictureError(str(error)) from None

        return make

    # ---- following

    def _follow(self, before: Exploration) -> None:
        name = self._generating.name
        if not name:
            return
        old, new = before.wander(name), self._generating.wander
        if old.hand is not new.hand:
            latent = self._generating.latent()
            space = self._generating.space
            if latent is not None and space is not None and space.name == name:
                hand = new.hand
                self._moves.add(MovedHand(time.monotonic(), latent, hand.truncation, hand.mix, name))
                self.changed.emit()
        if old.timeline is not new.timeline:
            self.frame = min(self.frame, float(self.timeline.last_frame))
            if not self.filmable:
                self.stop()
                if self.shown_frame is not None:
                    self._return_to_hand()
            self.changed.emit()
            if self.filmable and not self.playing:
                self._show(self.frame)


def found_in(seen: SeenFrame, title: str) -> GeneratedPicture | None:
    """The generator's picture of a frame; None on the way between two mixes of layers, which no latent gives."""
    course = seen.place.mix
    if course is not None and not course.stands:
        return None
    mix = None if course is None else course.mix
    return GeneratedPicture(seen.drawn, seen.place.latent, seen.place.truncation, None, title, mix)
