"""Live pictures: which source, which styles, and the session that paints them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from exports.stylecard import StyleCard
from studio.engine.live import LivePainter, Look
from studio.media.sources import Camera, CameraSource, FrameSource, cameras, open_source
from studio.ui.pair_in_hand import EVEN_MIX, PairInHand
from studio.ui.translate import tr
from studio.workers.live import LiveFrame, LiveSession
from studio.workers.models import ModelLibrary
from studio.workers.queue import JobQueue
from studio.workers.task import JobContext

_OPENING, _ANEW = ("living", "open"), ("living", "anew")
_NO_HURRY_MS = 1e9


class Living(PairInHand):
    """The state behind the live panel; one session at a time.

    Args:
        library: gives the style networks.
        cards: the styles that can be taken.
        queue: opens sources and looks for cameras.

    Attributes:
        steady: whether what stands still is kept from flickering.
        shown: the newest frame; stays when the session has ended.
    """

    sources_changed = Signal()
    running_changed = Signal(bool)
    recording_changed = Signal(bool)
    look_changed = Signal()
    frame_changed = Signal(object)  # LiveFrame
    recorded = Signal(Path)
    failed = Signal(object)

    def __init__(
        self,
        library: ModelLibrary,
        cards: Sequence[StyleCard],
        queue: JobQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(cards, parent)
        self._library, self._queue = library, queue
        self._session: LiveSession | None = None
        self.cameras: list[Camera] = []
        self.source: Camera | Path | None = None
        self.steady = True
        self.shown: LiveFrame | None = None
        self._looks, self._seen_look = 0, 0
        self._ending: list[LiveSession] = []  # Stopped; one may still finish its recording.

    # ---- sources

    def look_for_cameras(self) -> None:
        """Finds the cameras that are plugged in now; takes the first where nothing was chosen."""

        def found(there: list[Camera]) -> None:
            self.cameras = there
            if isinstance(self.source, Camera) and self.source not in there and not self.running:
                self.source = None
            if self.source is None and there:
                self.source = there[0]
            self.sources_changed.emit()

        self._queue.submit(
            lambda _context: cameras(), key=("living", "cameras"), on_result=found, on_error=self.failed.emit
        )

    def take_source(self, source: Camera | Path) -> None:
        """Chooses a camera, a film or a folder of pictures; a session that runs goes on with it."""
        again = self.stop()
        self.source = source
        self.sources_changed.emit()
        if again:
            self.start()

    # ---- styles

    def add_style(self, card: StyleCard) -> None:
        """Knows one more style."""
        self._cards[card.name] = card
        self.style = self.style or card.name

    def mix_in_or_out(self, name: str) -> None:
        """Mixes in a style B of the same network; A itself, or the one that is mixed in, for style A alone."""
        if name == self.style or (name == self.second_style and self.mix > 0):
            self.second_style = ""
        elif self._cards[name].network == self._cards[self.style].network:
            self.second_style = name
            self.mix = self.mix or EVEN_MIX
        self._change()

    def set_steady(self, steady: bool) -> None:
        """Whether what stands still is kept from flickering."""
        self.steady = steady
        self._change()

    def _change(self) -> None:
        if self._session is not None:
            self._session.set_look(self._look())
        elif self.shown is not None and self.style:
            self._paint_anew(self.shown)
        self.look_changed.emit()

    def _paint_anew(self, frame: LiveFrame) -> None:
        """Paints the frame that a session left behind as it was chosen now: one looks for a style at leisure."""
        self._looks += 1
        number, look = self._looks, self._look()

        def job(context: JobContext) -> np.ndarray:
            return LivePainter(_NO_HURRY_MS)(frame.before, look(), context.cancel)

        def done(painted: np.ndarray) -> None:
            still = self._session is None and self.shown is not None and self.shown.before is frame.before
            if still and number > self._seen_look:
                self._seen_look = number
                size = painted.shape[1], painted.shape[0]
                self.shown = LiveFrame(frame.before, painted, replace(frame.figures, size=size))
                self.frame_changed.emit(self.shown)

        self._queue.submit(job, key=_ANEW, priority=1, on_result=done, on_error=self.failed.emit)

    def _look(self) -> Callable[[], Look]:
        """Makes the look that is chosen now, on the thread where it is needed: a network may have to be opened."""
        library, strength, steady = self._library, self.strength, self.steady
        chosen = [(self._cards[self.style], 1.0)]
        if self.second_style:
            chosen = [(self._cards[self.style], 1 - self.mix), (self._cards[self.second_style], self.mix)]

        def make() -> Look:
            model = library.style(chosen[0][0])
            return Look(
                model, model.blend([(card.vector, share) for card, share in chosen], strength), steady
            )

        return make

    # ---- the session

    @property
    def running(self) -> bool:
        """Whether a session runs."""
        return self._session is not None

    @property
    def recording(self) -> bool:
        """Whether what is painted is recorded."""
        return self._session is not None and self._session.recording

    def start(self) -> None:
        """Opens the source and begins to paint."""
        if self.running or self.source is None or not self.style:
            return
        chosen = self.source

        def job(_context: JobContext) -> FrameSource:
            return CameraSource(chosen) if isinstance(chosen, Camera) else open_source(chosen)

        def opened(source: FrameSource) -> None:
            if self._session is None and self.source is chosen:
                self._begin(source)

        self._queue.submit(job, key=_OPENING, priority=1, on_result=opened, on_error=self.failed.emit)

    def _begin(self, source: FrameSource) -> None:
        session = LiveSession(source, self._look(), self)
        session.ready.connect(self._show)
        session.ended.connect(lambda error: self._end(session, error))
        session.gone.connect(self._forget)
        session.recording_ended.connect(self._follow_recording)
        self._session = session
        session.start()
        self.running_changed.emit(True)

    def stop(self) -> bool:
        """Ends the session; False when there was none. A recording is kept."""
        session = self._session
        if session is None:
            opening = self._queue.busy(_OPENING)
            self._queue.cancel(_OPENING)
            return opening
        session.stop()
        self._end(session, None)
        return True

    def finish(self) -> None:
        """Ends the session, and waits until what was recorded is a whole film, however long that takes."""
        self.stop()
        for session in self._ending:
            session.finish()

    def toggle(self) -> None:
        """Starts, or stops."""
        if not self.stop():
            self.start()

    def record(self, path: Path) -> None:
        """Records what is painted from now on."""
        if self._session is not None:
            self._session.record(path)
            self.recording_changed.emit(True)

    def stop_recording(self) -> None:
        """Ends the recording and keeps it."""
        if self._session is not None:
            self._session.stop_recording()

    def frame(self) -> np.ndarray | None:
        """The newest frame as it came, uint8 (H, W, 3)."""
        return None if self.shown is None else self.shown.before

    @property
    def title(self) -> str:
        """What the source is called."""
        if self.source is None:
            return tr("Nothing yet")
        return self.source.title if isinstance(self.source, Camera) else self.source.name

    def _show(self) -> None:
        frame = None if self._session is None else self._session.take()
        if frame is not None:
            self.shown = frame
            self.frame_changed.emit(frame)

    def _forget(self, session: LiveSession) -> None:
        """Lets go of a session that has told all."""
        if session in self._ending:
            self._ending.remove(session)
        session.deleteLater()

    def _end(self, session: LiveSession, error: Exception | None) -> None:
        if session is not self._session:
            return
        self._session = None
        self._ending.append(session)
        self.running_changed.emit(False)
        if error is not None:
            self.failed.emit(error)

    def _follow_recording(self, path: Path | None, error: Exception | None) -> None:
        self.recording_changed.emit(False)
        if error is not None:
            self.failed.emit(error)
        elif path is not None:
            self.recorded.emit(path)
