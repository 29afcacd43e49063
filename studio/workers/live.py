"""A live session: one thread takes frames from the source, one paints the newest; nothing is ever queued."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject, Qt, Signal, Slot

from studio.engine.cancel import Cancelled, CancelToken
from studio.engine.live import LARGEST_PX, LivePainter, Look, reduced
from studio.media.errors import PictureError
from studio.media.film_encoder import FilmEncoder
from studio.media.sources import FrameSource

log = logging.getLogger(__name__)

FRAMES_PER_S = 30.0
"""At most; a source that gives more is not painted more often."""
COUNTED_S = 2.0


@dataclass(frozen=True)
class Figures:
    """How a session does.

    Attributes:
        fps: frames that were painted a second.
        source_fps: frames that came a second.
        paint_ms: what a frame took, on average.
        dropped: frames that were not painted, since the start.
        size: width and height that are painted.
        recorded_s: how long the recording is; None while there is none.
    """

    fps: float = 0.0
    source_fps: float = 0.0
    paint_ms: float = 0.0
    dropped: int = 0
    size: tuple[int, int] = (0, 0)
    recorded_s: float | None = None


@dataclass(frozen=True, eq=False)
class LiveFrame:
    """What is shown: the frame as it came and as it is painted, uint8 (H, W, 3) each; sizes may differ."""

    before: np.ndarray
    after: np.ndarray
    figures: Figures


class LiveSession(QObject):
    """Paints a source until it is stopped. Signals come on the thread that made it.

    Args:
        source: gives the frames.
        look: what to paint with; `look` may be set anew at any time.
    """

    ready = Signal()
    ended = Signal(object)  # Exception, or None where it was stopped
    recording_ended = Signal(object, object)  # Path or None, Exception or None
    gone = Signal(object)  # Itself, when nothing comes of it any more.

    _told = Signal(object)

    def __init__(self, source: FrameSource, look: Callable[[], Look], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self._lock = threading.Condition()
        self._stop, self._cancel = threading.Event(), CancelToken()
        self._newest: np.ndarray | None = None
        self._over = False
        self._error: Exception | None = None
        self._look: Look | Callable[[], Look] = look
        self._result: LiveFrame | None = None
        self._pending = False
        self._recording: _Recording | None = None
        self._next_path: Path | None = None
        self._dropped = 0
        self._came, self._painted = _Meter(), _Meter()
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._threads = [
            threading.Thread(target=self._take, name="live-source", daemon=True),
            threading.Thread(target=self._paint, name="live-paint", daemon=True),
        ]

    def start(self) -> None:
        """Begins."""
        for thread in self._threads:
            thread.start()

    def set_look(self, look: Callable[[], Look]) -> None:
        """Paints otherwise from the next frame on; the look is made where it is painted, since that takes a moment."""
        with self._lock:
            self._look = look

    def take(self) -> LiveFrame | None:
        """The newest frame that was painted; those in between are never seen."""
        with self._lock:
            return self._result

    def record(self, path: Path) -> None:
        """Writes what is painted from now on into a film. What goes wrong comes with `recording_ended`."""
        with self._lock:
            if self._recording is None:
                self._recording = _Recording(path)
            elif not self._recording.wanted:
                # It begins when the film before it is whole.
                self._next_path = path

    def stop_recording(self) -> None:
        """Ends the film and keeps it."""
        with self._lock:
            self._next_path = None
            if self._recording is not None:
                self._recording.wanted = False

    @property
    def recording(self) -> bool:
        """Whether a film is written."""
        with self._lock:
            wanted = self._recording is not None and self._recording.wanted
            return wanted or self._next_path is not None

    def stop(self, wait_s: float = 5.0) -> None:
        """Ends; a recording is kept."""
        self._stop.set()
        self._cancel.cancel()
        with self._lock:
            self._lock.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(wait_s)

    def finish(self) -> None:
        """Waits until a film that is recorded is whole."""
        self._threads[-1].join()

    # ---- on the source's thread

    def _take(self) -> None:
        error: Exception | None = None
        try:
            for frame in self.source.frames(self._stop):
                now = time.perf_counter()
                if self._stop.is_set():
                    break
                with self._lock:
                    self._came.add(now)
                    if self._newest is not None:
                        self._dropped += 1
                    self._newest = frame
                    self._lock.notify_all()
        except PictureError as problem:
            error = problem
        except Exception as problem:
            log.exception("the live source failed")
            error = problem
        with self._lock:
            self._over, self._error = True, error
            self._lock.notify_all()

    # ---- on the painter's thread

    def _paint(self) -> None:
        painter = LivePainter(1000 / min(FRAMES_PER_S, max(self.source.fps, 1.0)))
        look: Look | None = None
        error: Exception | None = None
        try:
            while (frame := self._next()) is not None:
                with self._lock:
                    wanted = self._look
                if callable(wanted):
                    look = wanted()
                    with self._lock:
                        if self._look is wanted:
                            self._look = look
                assert look is not None
                self._paint_one(painter, frame, look)
            error = self._error
        except Cancelled:
            pass
        except Exception as problem:
            log.info("painting live failed", exc_info=True)
            error = problem
        self._stop.set()
        with self._lock:
            self._next_path = None  # Nothing comes any more that it could hold.
        self._finish_recording()
        self._told.emit(("ended", error))

    def _next(self) -> np.ndarray | None:
        with self._lock:
            while self._newest is None and not self._over and not self._stop.is_set():
                self._lock.wait()
            frame, self._newest = self._newest, None
            return None if self._stop.is_set() else frame

    def _paint_one(self, painter: LivePainter, frame: np.ndarray, look: Look) -> None:
        begin = time.perf_counter()
        painted = painter(frame, look, self._cancel)
        end = time.perf_counter()
        self._record(frame, painted, end)
        with self._lock:
            self._painted.add(end, 1000 * (end - begin))
            self._result = LiveFrame(frame, painted, self._figures(painted, end))
            told, self._pending = self._pending, True
        if not told:
            self._told.emit(("ready", None))

    def _figures(self, painted: np.ndarray, now: float) -> Figures:
        recording = self._recording
        return Figures(
            fps=self._painted.rate,
            source_fps=self._came.rate,
            paint_ms=self._painted.mean_ms,
            dropped=self._dropped,
            size=(painted.shape[1], painted.shape[0]),
            recorded_s=None if recording is None or recording.begun is None else now - recording.begun,
        )

    def _record(self, frame: np.ndarray, painted: np.ndarray, now: float) -> None:
        recording = self._recording
        if recording is None:
            return
        if not recording.wanted:
            self._finish_recording()
            return
        try:
            recording.write(frame, painted, now, self.source.fps)
        except Exception as error:
            log.info("recording failed", exc_info=True)
            recording.discard(error)
            with self._lock:
                self._recording = None
            self._told.emit(("recording", (None, error)))

    def _finish_recording(self) -> None:
        with self._lock:
            recording, self._recording = self._recording, None
            if self._next_path is not None:
                self._recording, self._next_path = _Recording(self._next_path), None
        if recording is None:
            return
        try:
            path = recording.finish()
        except Exception as error:
            self._told.emit(("recording", (None, error)))
        else:
            self._told.emit(("recording", (path, None)))

    # ---- on the thread of the window

    @Slot(object)
    def _tell(self, news: tuple[str, object]) -> None:
        match news:
            case ("ready", _):
                with self._lock:
                    self._pending = False
                self.ready.emit()
            case ("recording", (path, error)):
                self.recording_ended.emit(path, error)
            case (_, error):
                self.ended.emit(error)
                self.gone.emit(self)


class _Recording:
    """A film of what is painted, all frames of it as large as the first source frame at its painted size."""

    def __init__(self, path: Path) -> None:
        self.path, self.wanted = path, True
        self.begun: float | None = None
        self._film: FilmEncoder | None = None
        self._size = (0, 0)

    def write(self, frame: np.ndarray, painted: np.ndarray, now: float, fps: float) -> None:
        """Adds a frame; the size that is painted may change meanwhile, that of the film does not."""
        if self._film is None or self.begun is None:
            shown = reduced(frame, LARGEST_PX)
            self._size = (shown.shape[1], shown.shape[0])
            self.begun = now
            self._film = FilmEncoder(self.path, fps=min(max(fps, 1), FRAMES_PER_S), quick=True).__enter__()
        if (painted.shape[1], painted.shape[0]) != self._size:
            painted = np.asarray(Image.fromarray(painted).resize(self._size, Image.Resampling.BILINEAR))
        self._film.write(painted, now - self.begun)

    def finish(self) -> Path | None:
        """Closes the film and returns its path; None where no frame came. Raises PictureError."""
        if self._film is None:
            return None
        self._film.__exit__(None, None, None)
        return self.path

    def discard(self, error: Exception) -> None:
        """Removes what was written."""
        if self._film is not None:
            self._film.__exit__(type(error), error, error.__traceback__)


class _Meter:
    """Counts what happens, and how long it took, over the last seconds."""

    def __init__(self) -> None:
        self._entries: deque[tuple[float, float]] = deque()

    def add(self, now: float, took_ms: float = 0.0) -> None:
        self._entries.append((now, took_ms))
        while now - self._entries[0][0] > COUNTED_S:
            self._entries.popleft()

    @property
    def rate(self) -> float:
        """How many a second."""
        if len(self._entries) < 2:
            return 0.0
        return (len(self._entries) - 1) / max(self._entries[-1][0] - self._entries[0][0], 1e-9)

    @property
    def mean_ms(self) -> float:
        """How long one took."""
        return sum(took for _, took in self._entries) / max(1, len(self._entries))
