"""How smoothly the map is dragged and how soon a slider's picture is seen, through the real widgets.

    python -m tests.bench.wandering                # the first generator, the map, the pin and a slider
    python -m tests.bench.wandering --model flowers-64
    python -m tests.bench.wandering --brushes      # the room of brushes

A hand moves at 120 events a second for a while: drags the map in circles, then its pin, then a direction's slider.
Counted are the frames that were really drawn (the map's paints, the pictures in hand that were painted), the longest
pause between two, how old a picture is when it is seen (from the event that asked for it), and that no picture is shown
after one that was asked for later: the newest wish wins. No screen is needed.

On a busy machine the figures say little; the load is printed with them.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

# On Windows onnxruntime must be loaded before Qt.
import onnxruntime  # noqa: F401

from exports.catalog import Catalog
from studio.cli.bench.documents import percentile

if TYPE_CHECKING:
    import numpy as np
    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QWidget

    from studio.ui.explore.stage import ExploreStage
    from studio.ui.window import MainWindow

SECONDS = 6.0
EVENT_MS = 1000 / 120
PATIENCE_S = 600


@dataclass
class Drawn:
    """The frames of one movement.

    Attributes:
        at_s: when each was drawn.
        ages_ms: how long before it each picture was asked for.
        wrong: pictures that were shown after one that was asked for later.
        missing: cells that had no picture of their own yet, summed over the frames.
        cpu_s: time of all processors that this process took for them, which a busy machine blurs least.
    """

    at_s: list[float] = field(default_factory=list)
    ages_ms: list[float] = field(default_factory=list)
    wrong: int = 0
    missing: int = 0
    cells: int = 0
    cpu_s: float = 0.0

    def figures(self) -> dict[str, float]:
        pauses = [(later - sooner) * 1000 for sooner, later in zip(self.at_s, self.at_s[1:], strict=False)]
        length_s = self.at_s[-1] - self.at_s[0] if len(self.at_s) > 1 else 0.0
        found = {
            "frames": float(len(self.at_s)),
            "frames_per_s": round((len(self.at_s) - 1) / length_s, 1) if length_s else 0.0,
            "pause_p95_ms": round(percentile(pauses, 0.95), 1) if pauses else 0.0,
            "pause_most_ms": round(max(pauses, default=0.0), 1),
            "cpu_ms": round(1000 * self.cpu_s / max(1, len(self.at_s)), 1),
        }
        if self.ages_ms:
            found["age_p50_ms"] = round(percentile(self.ages_ms, 0.5), 1)
            found["age_p95_ms"] = round(percentile(self.ages_ms, 0.95), 1)
            found["out_of_order"] = float(self.wrong)
        if self.cells:
            found["share_missing"] = round(self.missing / self.cells, 3)
        return found


class Bench:
    """One window, in the room that is measured."""

    def __init__(self, folder: Path, model: str, brushes: bool) -> None:
        from PySide6.QtWidgets import QApplication

        from studio.app import SAMPLE_PICTURE, build

        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        self._qt = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(self._qt, QApplication)
        self._application = build(self._qt, Catalog(), folder / "settings", folder / "state")
        self.window: MainWindow = self._application.window
        self.window.files.ask_about_paint = lambda _name, _parent: "discard"
        self.window.resize(1440, 900)
        self.window.show()
        if brushes:
            self.window.files.open(SAMPLE_PICTURE)
            self.wait(lambda: self.window.editor.painting is not None)
            self.window.explore_brushes()
        else:
            self.window.mode_generate()
            if model:
                self.window.studio.generating.choose_model(model)
        self.stage: ExploreStage = self.window.brush_stage if brushes else self.window.generator_stage
        self.wandering = self.stage.wandering
        self.wait(lambda: self.wandering.shown is not None and model in ("", self.wandering.name))
        self.rest()

    def close(self) -> None:
        queues = self.window.studio.queues
        self.window.close()
        self.wait(lambda: not any(queue.busy() for queue in (queues.tasks, queues.render, queues.explore)))
        self._application.close()

    def wait(self, done: Callable[[], bool]) -> None:
        """Lets the window work until `done`. Raises TimeoutError when that takes too long."""
        from PySide6.QtCore import QDeadlineTimer, QEventLoop

        deadline = QDeadlineTimer(PATIENCE_S * 1000)
        while not done():
            if deadline.hasExpired():
                raise TimeoutError("The window did not finish its work.")
            self._qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)

    def rest(self) -> None:
        """Waits until all pictures are there."""
        queue = self.window.studio.queues.explore
        self.wait(lambda: not queue.busy() and self.stage.map.tiles.idle)

    # ---- movements

    def drag_map(self, seconds: float) -> Drawn:
        """Drags the map in growing circles: new pictures come into sight all the time."""
        from PySide6.QtCore import QPointF

        map_, drawn = self.stage.map, Drawn()
        middle = QPointF(map_.width() / 2, map_.height() / 2)
        # Not on the pin: that would be dragged instead.
        start = middle + QPointF(60, 45)
        cells = len(map_._visible())

        def framed(missing: int) -> None:
            drawn.at_s.append(time.perf_counter())
            drawn.missing += missing
            drawn.cells += cells

        def place(share: float) -> QPointF:
            angle, reach = 2 * math.pi * 3 * share, 40 + 260 * share
            return start + QPointF(math.sin(angle) * reach, (1 - math.cos(angle)) * reach * 0.7)

        map_.framed.connect(framed)
        drawn.cpu_s = self._move(map_, place, seconds)
        map_.framed.disconnect(framed)
        return drawn

    def drag_pin(self, seconds: float) -> Drawn:
        """Drags the pin over the map; the picture in hand follows."""
        from PySide6.QtCore import QPointF

        map_ = self.stage.map
        map_.go_home()
        self.rest()
        assert map_.pin is not None
        start = map_.point_of(map_.pin)

        def place(share: float) -> QPointF:
            angle = 2 * math.pi * 2 * share
            return start + QPointF(math.sin(angle) * 200, (1 - math.cos(angle)) * 60)

        with self._pictures() as drawn:
            drawn.cpu_s = self._move(map_, place, seconds)
        return drawn

    def drag_slider(self, seconds: float) -> Drawn:
        """Drags the first direction's slider to and fro."""
        from PySide6.QtCore import QPointF

        panel = self.window.generator_panel if self._is_generator else self.window.brush_space_panel
        slider = panel.directions.direction(panel.directions.names[0])
        middle = QPointF(slider.width() / 2, slider.height() / 2)

        def place(share: float) -> QPointF:
            # To and fro once a second: slower, a tenth is not passed at every event, and there is nothing to draw.
            return middle + QPointF(math.sin(2 * math.pi * seconds * share) * slider.width() * 0.45, 0)

        with self._pictures() as drawn:
            drawn.cpu_s = self._move(slider, place, seconds)
        return drawn

    @property
    def _is_generator(self) -> bool:
        return self.stage is self.window.generator_stage

    def _pictures(self) -> _PictureWatch:
        return _PictureWatch(self)

    def _move(self, widget: QWidget, place: Callable[[float], QPointF], seconds: float) -> float:
        """Presses, moves along a way for so long, and lets go. Returns the seconds of processor time of the way."""
        from PySide6.QtCore import QEventLoop, Qt, QTimer

        self._send(widget, "press", place(0.0))
        cpu_s = time.process_time()
        begun, loop, pulse = time.perf_counter(), QEventLoop(), QTimer()
        pulse.setTimerType(Qt.TimerType.PreciseTimer)

        def step() -> None:
            share = (time.perf_counter() - begun) / seconds
            if share >= 1:
                loop.quit()
            else:
                self._send(widget, "move", place(share))

        pulse.timeout.connect(step)
        pulse.start(round(EVENT_MS))
        loop.exec()
        pulse.stop()
        cpu_s = time.process_time() - cpu_s
        self._send(widget, "release", place(1.0))
        self.rest()
        return cpu_s

    def _send(self, widget: QWidget, kind: str, at: QPointF) -> None:
        from PySide6.QtCore import QEvent, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        which, button, buttons = {
            "press": (QEvent.Type.MouseButtonPress, left, left),
            "move": (QEvent.Type.MouseMove, none, left),
            "release": (QEvent.Type.MouseButtonRelease, left, none),
        }[kind]
        event = QMouseEvent(
            which, at, widget.mapToGlobal(at), button, buttons, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(widget, event)


class _PictureWatch:
    """Follows each picture in hand from the wish to the paint of the widget that shows it."""

    def __init__(self, bench: Bench) -> None:
        self._wandering, self._view = bench.wandering, bench.stage.picture
        self._drawn = Drawn()
        self._asked: dict[bytes, float] = {}
        self._newest_s = 0.0
        self._pending = False

    def __enter__(self) -> Drawn:
        from PySide6.QtCore import QEvent, QObject

        watch, render = self, self._wandering.render

        def rendering() -> None:
            latent = self._wandering.latent()
            if latent is not None:
                self._asked[latent.tobytes()] = time.perf_counter()
            render()

        class Filter(QObject):
            """Sees every paint of the picture."""

            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it so
                if event.type() == QEvent.Type.Paint and watch._pending:
                    watched.removeEventFilter(self)
                    watch._view.event(event)
                    watched.installEventFilter(self)
                    watch._painted()
                    return True
                return False

        self._filter = Filter()
        self._view.installEventFilter(self._filter)
        self._wandering.render = rendering
        self._wandering.picture_changed.connect(self._changed)
        return self._drawn

    def __exit__(self, *_: object) -> None:
        self._view.removeEventFilter(self._filter)
        self._wandering.picture_changed.disconnect(self._changed)
        del self._wandering.render

    def _changed(self, _picture: np.ndarray) -> None:
        self._pending = True

    def _painted(self) -> None:
        self._pending = False
        now, shown = time.perf_counter(), self._wandering.shown
        asked = None if shown is None else self._asked.get(shown.latent.tobytes())
        if asked is None:
            return
        self._drawn.at_s.append(now)
        self._drawn.ages_ms.append((now - asked) * 1000)
        self._drawn.wrong += asked < self._newest_s
        self._newest_s = max(self._newest_s, asked)


def measure(seconds: float, model: str, brushes: bool) -> dict[str, Any]:
    """All three movements in one window."""
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), model, brushes)
        space = bench.wandering.space
        result: dict[str, Any] = {
            "space": "" if space is None else space.name,
            "picture_px": 0 if space is None else space.picture_px,
            "cpus": os.cpu_count(),
        }
        for what, movement in (
            ("map", bench.drag_map),
            ("pin", bench.drag_pin),
            ("slider", bench.drag_slider),
        ):
            result[what] = movement(seconds).figures()
        result["map_mb"] = round(bench.stage.map.tiles.nbytes / 2**20, 1)
        bench.close()
    result["load"] = round(os.getloadavg()[0], 1)
    return result


def rows(result: dict[str, Any]) -> Iterator[str]:
    """The figures as a table."""
    yield f"{result['space']}, {result['picture_px']} px, {result['cpus']} processors, load {result['load']}"
    yield "        frames  per second  pause p95  longest  cpu ms   age p50  age p95  out of order  still missing"
    for what in ("map", "pin", "slider"):
        each = result[what]
        ages = "                               "
        if "age_p50_ms" in each:
            ages = f"{each['age_p50_ms']:7.1f}  {each['age_p95_ms']:7.1f}  {each['out_of_order']:12.0f}"
        missing = f"{100 * each['share_missing']:12.1f} %" if "share_missing" in each else ""
        yield (
            f"{what:<7} {each['frames']:6.0f}  {each['frames_per_s']:10.1f}  {each['pause_p95_ms']:9.1f}  "
            f"{each['pause_most_ms']:7.1f}  {each['cpu_ms']:6.1f}   {ages} {missing}"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the benchmark and prints its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each movement (default: 6)")
    parser.add_argument("--model", default="", metavar="NAME", help="a generator (default: the first)")
    parser.add_argument("--brushes", action="store_true", help="the room of brushes instead of a generator")
    parser.add_argument("--json", action="store_true", help="figures for a script")
    arguments = parser.parse_args(argv)
    result = measure(arguments.seconds, arguments.model, arguments.brushes)
    print(json.dumps(result) if arguments.json else "\n".join(rows(result)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
