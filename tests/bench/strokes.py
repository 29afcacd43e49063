"""Replays half a minute of strokes in the real window, in real time, and tells how soon each event is seen.

    python -m tests.bench.strokes                    # 2, 24 and 100 megapixels, each in a process of its own
    python -m tests.bench.strokes --megapixels 24 --json

The strokes are those of one hand: a hundred events a second, short and long, at 100 %, with the brush that the studio
opens with. They are painted twice on each document: on cold tiles, which were never rendered, and again after
everything was undone, on warm ones. Of each event that changes the picture two times are taken: to the first paint of
the canvas that shows it in any form, and to the first one that shows it as it shall stay. A frame counts as dropped for
each 16.7 ms that a paint came late while a stroke went on.

On a busy machine the figures say little; the load is printed with them.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

# On Windows onnxruntime must be loaded before Qt.
import onnxruntime  # noqa: F401
from PIL import Image

from exports.catalog import Catalog
from studio.cli.bench.documents import percentile, sample_picture
from studio.document.geometry import Box
from studio.document.tiles import TILE_PX

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from studio.ui.painting import Painting
    from studio.ui.window import MainWindow

MEGAPIXELS = (2, 24, 100)
LENGTH_S = 30.0
EVENT_MS = 10.0
FRAME_MS = 1000 / 60
PATIENCE_S = 900


@dataclass(frozen=True)
class Event:
    """One event of the hand: when, in milliseconds from the start, where, in shares of the view, and what."""

    at_ms: float
    across: float
    down: float
    kind: str


def recorded_strokes(length_s: float = LENGTH_S, seed: int = 7) -> list[Event]:
    """The strokes of one hand: arcs of a quarter to two seconds with short pauses, always the same."""
    dice, events, at_ms = random.Random(seed), [], 0.0
    while at_ms < length_s * 1000:
        lasts_ms = dice.uniform(250, 2000)
        x, y = dice.uniform(0.2, 0.8), dice.uniform(0.2, 0.8)
        angle, bend, speed = dice.uniform(0, 2 * math.pi), dice.uniform(-2, 2), dice.uniform(0.15, 0.6)
        steps = round(lasts_ms / EVENT_MS)
        for step in range(steps + 1):
            kind = "press" if step == 0 else "release" if step == steps else "move"
            events.append(Event(at_ms, x, y, kind))
            angle += bend * EVENT_MS / 1000
            pace = speed * EVENT_MS / 1000 * math.sin(math.pi * min(max(step / steps, 0.1), 0.9))
            x, y = _inside(x + pace * math.cos(angle)), _inside(y + pace * math.sin(angle))
            at_ms += EVENT_MS
        at_ms += dice.uniform(80, 400)
    return events


def _inside(share: float) -> float:
    return min(max(share, 0.05), 0.95)


@dataclass
class Measured:
    """What one replay showed, in milliseconds."""

    first: list[float] = field(default_factory=list)
    final: list[float] = field(default_factory=list)
    events: int = 0
    dropped: int = 0
    frames: int = 0
    late_ms: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        found: dict[str, float] = {"events": self.events, "frames": self.frames, "dropped": self.dropped}
        for name, values in (("first", self.first), ("final", self.final)):
            for share in (50, 95, 99):
                found[f"{name}_p{share}_ms"] = round(percentile(values, share / 100), 1) if values else 0.0
        return found


@dataclass(eq=False)
class _Waiting:
    """An event that is not seen yet."""

    at_s: float
    box: Box
    composited: bool = False
    seen: bool = False


class Watch:
    """Follows what becomes of each event, from the document's change to the paint of the canvas.

    The surface composites one snapshot after the other: what it hands over was taken after the newest snapshot began.
    """

    def __init__(self, window: MainWindow, painting: Painting) -> None:
        from PySide6.QtCore import QEvent, QObject

        self.measured = Measured()
        self._painting, self._surface = painting, painting.after
        self._waiting: list[_Waiting] = []
        self._dirty: list[Box] = []
        self._snapshot_s = 0.0
        self._painted_s = 0.0
        self.in_stroke = False
        watch = self

        class Filter(QObject):
            """Sees every paint of the canvas."""

            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it so
                if event.type() == QEvent.Type.Paint:
                    watched.removeEventFilter(self)
                    window.canvas.event(event)
                    watched.installEventFilter(self)
                    watch.painted()
                    return True
                return False

        self._filter = Filter()
        window.canvas.installEventFilter(self._filter)
        self._canvas = window.canvas
        made = self._surface._snapshot

        def snapshot() -> Any:
            self._snapshot_s = time.perf_counter()
            return made()

        self._surface._snapshot = snapshot
        self._undo_patch = lambda: setattr(self._surface, "_snapshot", made)
        self._surface.updated.connect(self._composited)
        painting.document.changed.insert(0, self._dirty.append)

    def close(self) -> None:
        self._canvas.removeEventFilter(self._filter)
        self._undo_patch()
        self._surface.updated.disconnect(self._composited)
        self._painting.document.changed.remove(self._dirty.append)

    def during(self, act: Callable[[], object]) -> None:
        """Does what an event does, and waits from then on for what it changed to be seen."""
        begin_s = time.perf_counter()
        self._dirty.clear()
        act()
        changed = [box for box in self._dirty if not box.empty]
        if changed:
            whole = changed[0]
            for box in changed[1:]:
                whole = whole.union(box)
            self._waiting.append(_Waiting(begin_s, whole))
            self.measured.events += 1

    def painted(self) -> None:
        """The canvas was painted."""
        now_s = time.perf_counter()
        if self.in_stroke and self._painted_s:
            self.measured.frames += 1
            self.measured.dropped += max(0, math.floor((now_s - self._painted_s) * 1000 / FRAME_MS) - 1)
        self._painted_s = now_s if self.in_stroke else 0.0
        missing = [request.tile.box(TILE_PX) for request in self._surface.missing()]
        still: list[_Waiting] = []
        for each in self._waiting:
            if each.composited and not each.seen:
                each.seen = True
                self.measured.first.append((now_s - each.at_s) * 1000)
            if each.seen and all(each.box.intersect(box).empty for box in missing):
                self.measured.final.append((now_s - each.at_s) * 1000)
            else:
                still.append(each)
        self._waiting = still

    @property
    def waits(self) -> bool:
        return bool(self._waiting)

    def _composited(self, box: Box) -> None:
        for each in self._waiting:
            if each.at_s <= self._snapshot_s and not each.box.intersect(box).empty:
                each.composited = True


class Bench:
    """One document in one window."""

    def __init__(self, folder: Path, megapixels: float) -> None:
        from PySide6.QtWidgets import QApplication

        from studio.app import build

        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        self._qt = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(self._qt, QApplication)
        height = round(math.sqrt(megapixels * 1e6 / 1.5))
        picture = folder / "picture.png"
        Image.fromarray(sample_picture(height * 3 // 2, height)).save(picture, compress_level=1)
        self._application = build(self._qt, Catalog(), folder / "settings", folder / "state")
        self.window = self._application.window
        self.window.files.ask_about_paint = lambda _name, _parent: "discard"
        self.window.resize(1440, 900)
        self.window.show()
        self.window.files.open(picture)
        self.wait(lambda: self.window.editor.painting is not None)
        painting = self.window.editor.painting
        assert painting is not None
        self.painting = painting
        self.window.canvas.actual_size()
        # The statistics of the style are taken when it is chosen, before anybody paints.
        self.wait(lambda: painting.settled and not self.window.studio.queues.render.busy())

    def close(self) -> None:
        queues = self.window.studio.queues
        self.window.close()
        # On a busy machine the start page's pictures take longer than the queues would wait for them.
        self.wait(lambda: not any(queue.busy() for queue in (queues.tasks, queues.render, queues.composite)))
        self._application.close()

    def wait(self, done: Callable[[], bool]) -> None:
        """Lets the window work until `done`. Raises TimeoutError when that takes too long."""
        from PySide6.QtCore import QDeadlineTimer, QEventLoop

        deadline = QDeadlineTimer(PATIENCE_S * 1000)
        while not done():
            if deadline.hasExpired():
                raise TimeoutError("The window did not finish its work.")
            self._qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)

    def replay(self, events: Sequence[Event]) -> Measured:
        """Paints all strokes in real time and waits until they are seen as they shall stay."""
        from PySide6.QtCore import QEventLoop, QTimer

        watch, loop, remaining = Watch(self.window, self.painting), QEventLoop(), iter(events)
        begin_s = time.perf_counter()
        pulse = QTimer()
        pulse.setSingleShot(True)
        from PySide6.QtCore import Qt

        pulse.setTimerType(Qt.TimerType.PreciseTimer)
        coming = next(remaining)

        def step() -> None:
            nonlocal coming
            try:
                while (time.perf_counter() - begin_s) * 1000 >= coming.at_ms:
                    watch.measured.late_ms.append((time.perf_counter() - begin_s) * 1000 - coming.at_ms)
                    self._send(coming, watch)
                    coming = next(remaining)
            except StopIteration:
                loop.quit()
                return
            pulse.start(max(0, round(coming.at_ms - (time.perf_counter() - begin_s) * 1000)))

        pulse.timeout.connect(step)
        pulse.start(0)
        loop.exec()
        self.wait(lambda: self.painting.settled and not watch.waits)
        watch.close()
        return watch.measured

    def undo_all(self) -> None:
        """The document as it was; the rendered tiles stay."""
        while self.painting.document.undo():
            pass
        self.painting.changed.emit()
        self.wait(lambda: self.painting.settled)

    def _send(self, event: Event, watch: Watch) -> None:
        from PySide6.QtCore import QEvent, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        canvas, left, none = self.window.canvas, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        kinds = {
            "press": (QEvent.Type.MouseButtonPress, left, left),
            "move": (QEvent.Type.MouseMove, none, left),
            "release": (QEvent.Type.MouseButtonRelease, left, none),
        }
        kind, button, buttons = kinds[event.kind]
        place = self._place(event)
        mouse = QMouseEvent(
            kind, place, canvas.mapToGlobal(place), button, buttons, Qt.KeyboardModifier.NoModifier
        )
        mouse.setTimestamp(round(event.at_ms))
        if event.kind == "press":
            watch.in_stroke = True
        watch.during(lambda: QApplication.sendEvent(canvas, mouse))
        if event.kind == "release":
            watch.in_stroke = False

    def _place(self, event: Event) -> QPointF:
        from PySide6.QtCore import QPointF

        canvas = self.window.canvas
        return QPointF(event.across * canvas.width(), event.down * canvas.height())


def measure(megapixels: float, length_s: float) -> dict[str, Any]:
    """Both replays on a document of this size, in this process."""
    events = recorded_strokes(length_s)
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), megapixels)
        cold = bench.replay(events)
        bench.undo_all()
        warm = bench.replay(events)
        bench.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "megapixels": megapixels,
        "cold": cold.figures(),
        "warm": warm.figures(),
        "late_p95_ms": round(percentile(warm.late_ms, 0.95), 1),
        "peak_mb": round(peak_mb),
        "load": round(os.getloadavg()[0], 1),
    }


def rows(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A table of all results."""
    yield "megapixels  tiles   first visible, ms         final, ms                 frames dropped  peak MB  load"
    yield "                    p50     p95     p99       p50     p95     p99"
    for result in results:
        for tiles in ("cold", "warm"):
            figures = result[tiles]
            times = "    ".join(
                "  ".join(f"{figures[f'{name}_p{share}_ms']:6.1f}" for share in (50, 95, 99))
                for name in ("first", "final")
            )
            yield (
                f"{result['megapixels']:10g}  {tiles}   {times}  {figures['frames']:6.0f} {figures['dropped']:7.0f}  "
                f"{result['peak_mb']:7.0f}  {result['load']:4.1f}"
            )


def in_own_process(megapixels: float, length_s: float) -> dict[str, Any]:
    """`measure` in a process that does nothing else, so that its peak of memory is its own."""
    call = [sys.executable, "-m", "tests.bench.strokes", "--alone", "--megapixels", f"{megapixels:g}"]
    done = subprocess.run(
        [*call, "--seconds", f"{length_s:g}"], stdout=subprocess.PIPE, check=True, text=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the benchmark and prints its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megapixels", type=float, nargs="+", default=MEGAPIXELS, metavar="MP")
    parser.add_argument("--seconds", type=float, default=LENGTH_S, help="of strokes (default: 30)")
    parser.add_argument("--json", action="store_true", help="figures for a script")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.alone:
        print(json.dumps(measure(arguments.megapixels[0], arguments.seconds)))
        return 0
    results: list[dict[str, Any]] = []
    for number, megapixels in enumerate(arguments.megapixels):
        results.append(in_own_process(megapixels, arguments.seconds))
        if not arguments.json:
            print("\n".join(list(rows(results[-1:]))[0 if number == 0 else 2 :]), flush=True)
    if arguments.json:
        print(json.dumps(results))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
