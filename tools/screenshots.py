"""Takes the screenshots of the README from the real window, with the shipped models and the sample picture.

    python -m tools.screenshots            # docs/images/studio.webp, generators.webp, optimizer.webp, start.webp
    python -m tools.screenshots studio     # only that one

The window is driven as a user drives it and photographed when all work is done. No screen is needed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

# On Windows onnxruntime must be loaded before Qt.
import onnxruntime  # noqa: F401
from PIL import Image

if TYPE_CHECKING:
    from studio.ui.window import MainWindow

FOLDER = Path(__file__).parent.parent / "docs" / "images"
WIDTH, HEIGHT, PIXEL_RATIO = 1440, 900, 1
PATIENCE_S = 600

# Strokes over the sample picture: style, size in pixels, and a way in shares of its width and height.
STROKES = (
    ("vangogh-starry-night", 340, ((0.26, 0.08), (0.62, 0.05), (1.0, 0.10))),
    ("vangogh-starry-night", 300, ((0.40, 0.22), (0.68, 0.20), (1.0, 0.28))),
    ("derain-mountains-at-collioure", 250, ((0.0, 0.40), (0.30, 0.37), (0.57, 0.40))),
    ("hokusai-great-wave", 210, ((0.05, 0.57), (0.30, 0.59), (0.56, 0.56))),
    ("kandinsky-composition-vii", 330, ((0.0, 0.80), (0.20, 0.86), (0.45, 0.80))),
    ("kandinsky-composition-vii", 260, ((0.06, 0.98), (0.30, 0.96), (0.46, 0.93))),
)
STYLE_OF_OPTIMIZER = "kandinsky-composition-vii"
WALK = (("A", 1), ("B", 5))
"""The ends of the walk that is shown, and which samples they are."""


class Photographer:
    """Drives one window and photographs it."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def wait(self, done: Callable[[], bool]) -> None:
        """Lets the window work until `done`. Raises TimeoutError when that takes too long."""
        from PySide6.QtCore import QDeadlineTimer, QEventLoop
        from PySide6.QtWidgets import QApplication

        deadline = QDeadlineTimer(PATIENCE_S * 1000)
        while not done():
            if deadline.hasExpired():
                raise TimeoutError("The window did not finish its work.")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def save(self, name: str) -> None:
        """Writes docs/images/NAME.webp."""
        from PySide6.QtGui import QImage

        from studio.ui.widgets.pictures import from_qimage

        shot: QImage = self.window.grab().toImage()
        FOLDER.mkdir(parents=True, exist_ok=True)
        target = FOLDER / f"{name}.webp"
        Image.fromarray(from_qimage(shot)).save(target, quality=92, method=6)
        print(target)

    def start(self) -> None:
        """The start page."""
        self.wait(lambda: not self.window.studio.queues.tasks.busy())
        self.wait(soon())
        self.save("start")

    def studio(self) -> None:
        """The canvas with a painted sample picture."""
        self.open_sample()
        for style, size_px, way in STROKES:
            self.stroke(style, size_px, way)
        self.settle()
        self.window.editor.take_style("vangogh-starry-night")
        self.window.tool.change(size_px=220.0)
        self.settle()
        self.save("studio")

    def generators(self) -> None:
        """The generator's stage in the middle of a walk."""
        generating = self.window.studio.generating
        self.window.mode_generate()
        if not generating.names:
            print("No generator is installed; generators.webp is left out.", file=sys.stderr)
            return
        idle = self.tasks_idle
        self.wait(lambda: generating.shown is not None)
        self.wait(idle)
        walks: list[object] = []
        generating.walk_changed.connect(walks.append)
        for end, index in WALK:
            self.window.studio.generating.choose_sample(index)
            self.wait(lambda: generating.shown is not None and generating.shown.seed == generating.seed)
            generating.set_end(end)
            self.window.generator_stage.keep_shown()
        generating.scrub(0.62)
        generating.settle()
        self.wait(lambda: generating.shown is not None and generating.shown.seed is None)
        self.wait(lambda: bool(walks))
        self.wait(idle)
        self.wait(soon())
        self.save("generators")

    def optimizer(self) -> None:
        """The optimizer on its way; the style picture is one that our own network painted."""
        from studio.engine.pipelines import render_document
        from studio.workers.optimizing import Painted

        self.open_sample()
        painting = self.window.editor.painting
        assert painting is not None
        self.window.editor.take_style(STYLE_OF_OPTIMIZER)
        self.window.editor.fill()
        style = render_document(painting.document.view(), painting.stylizers)
        self.window.editor.erase_all()
        optimizing, panel = self.window.studio.optimizing, self.window.optimizer_panel
        self.window.mode_optimize()
        optimizing.set_style(style[:800, 600:1800], "sample painted.png")
        panel.steps.set_number(120)
        panel.size_slider.set_number(384)
        seen: list[Painted] = []
        optimizing.updated.connect(seen.append)
        panel.begin()
        self.wait(lambda: bool(seen) and (len(seen[-1].losses) >= 90 or not optimizing.running))
        self.save("optimizer")
        optimizing.pause()
        self.wait(lambda: not optimizing.running)

    def open_sample(self) -> None:
        sample = self.window.studio.sample
        assert sample is not None
        before = self.window.editor.painting
        self.window.files.open(sample)
        self.wait(lambda: self.window.editor.painting is not before)
        self.settle()

    def stroke(self, style: str, size_px: float, way: tuple[tuple[float, float], ...]) -> None:
        from studio.document.stroke import StrokePoint

        editor = self.window.editor
        assert editor.painting is not None
        editor.take_style(style)
        self.window.tool.change(size_px=float(size_px), hardness=0.35)
        box = editor.painting.document.box
        editor.begin_stroke(self.window.tool.brush)
        for x, y in way:
            editor.continue_stroke(StrokePoint(x * box.width, y * box.height))
        editor.finish_stroke()

    def settle(self) -> None:
        painting = self.window.editor.painting
        assert painting is not None
        self.wait(lambda: painting.settled)
        self.wait(self.tasks_idle)

    def tasks_idle(self) -> bool:
        queues, stage = self.window.studio.queues, self.window.generator_stage
        return not queues.tasks.busy() and not queues.explore.busy() and stage.map.tiles.idle


def soon() -> Callable[[], bool]:
    """Done after the events that are under way now."""
    turns = iter(range(3))
    return lambda: next(turns, None) is None


@contextmanager
def studio_window() -> Iterator[MainWindow]:
    """The studio's window as it is photographed, with settings of its own, without a screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(PIXEL_RATIO)

    from PySide6.QtWidgets import QApplication

    from exports.catalog import Catalog
    from studio.app import build

    qt = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        catalog = Catalog(user_folder=Path(folder) / "models")
        state = Path(folder) / "state"
        application = build(qt, catalog, settings_folder=Path(folder), state_folder=state)
        window = application.window
        window.files.ask_about_paint = lambda _name, _parent: "discard"
        window.resize(WIDTH, HEIGHT)
        window.show()
        yield window
        window.close()
        application.close()


def main() -> int:
    """Takes the named screenshots, or all."""
    shots = ("start", "studio", "generators", "optimizer")
    parser = argparse.ArgumentParser(description="Takes the screenshots of the README.")
    parser.add_argument("shots", nargs="*", choices=[*shots, []], help="which ones; all if none is named")
    wanted = parser.parse_args().shots or shots
    with studio_window() as window:
        photographer = Photographer(window)
        for name in wanted:
            getattr(photographer, name)()
    return 0


if __name__ == "__main__":
    sys.exit(main())
