"""Drives the real window, without a screen, and photographs it and its parts."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

# On Windows onnxruntime must be loaded before Qt.
import onnxruntime  # noqa: F401
from PIL import Image

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from studio.document.document import Document
    from studio.ui.widgets.card import Card
    from studio.ui.window import MainWindow

    AnyDialog = TypeVar("AnyDialog", bound=QDialog)

FOLDER = Path(__file__).parent.parent / "docs" / "images"
WIDTH, HEIGHT, PIXEL_RATIO = 1440, 900, 1
PATIENCE_S = 600
STROKE_HARDNESS = 0.35

Way = tuple[tuple[float, float], ...]
"""Where a stroke goes, in shares of the picture's width and height."""


class Photographer:
    """Drives one window and photographs it.

    Args:
        folder: where the pictures go.
    """

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window = window
        self.folder = folder

    def wait(self, done: Callable[[], bool]) -> None:
        """Lets the window work until `done`. Raises TimeoutError when that takes too long."""
        from PySide6.QtCore import QDeadlineTimer, QEventLoop
        from PySide6.QtWidgets import QApplication

        deadline = QDeadlineTimer(PATIENCE_S * 1000)
        while not done():
            if deadline.hasExpired():
                raise TimeoutError("The window did not finish its work.")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def snap(self, widget: QWidget, name: str) -> None:
        """Writes what is seen of a widget to NAME.webp."""
        from studio.ui.widgets.pictures import from_qimage

        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / f"{name}.webp"
        Image.fromarray(from_qimage(widget.grab().toImage())).save(target, quality=92, method=6)
        print(target)

    def card(self, card: Card, name: str) -> None:
        """Photographs a card, unfolded."""
        card.set_folded(False)
        self.wait(soon())
        self.settle()
        self.snap(card, name)

    def dialog(self, kind: type[AnyDialog]) -> AnyDialog:
        """The dialog of a kind that was just asked for."""
        self.wait(soon())
        self.settle()
        return next(each for each in self.window.findChildren(kind) if each.isVisible())

    def snap_dialog(self, name: str) -> None:
        """Photographs the dialog that was just asked for, and closes it."""
        from PySide6.QtWidgets import QDialog

        dialog = self.dialog(QDialog)
        self.snap(dialog, name)
        dialog.reject()
        self.wait(soon())

    def scroll_to(self, widget: QWidget) -> None:
        """Brings a part of a long panel into sight."""
        from PySide6.QtWidgets import QScrollArea

        around = widget.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(widget)
        self.wait(soon())

    def open_sample(self) -> None:
        """Opens our own picture."""
        sample = self.window.studio.sample
        assert sample is not None
        before = self.window.editor.painting
        self.window.files.open(sample)
        self.wait(lambda: self.window.editor.painting is not before)
        self.settle()

    def stroke(self, size_px: float, way: Way) -> None:
        """Draws a stroke with what is in hand."""
        from studio.document.stroke import StrokePoint

        editor, box = self.window.editor, self.document.box
        self.window.tool.change(size_px=float(size_px), hardness=STROKE_HARDNESS)
        editor.begin_stroke(self.window.tool.brush)
        for x, y in way:
            editor.continue_stroke(StrokePoint(x * box.width, y * box.height))
        editor.finish_stroke()

    def settle(self) -> None:
        """Waits until everything is painted, and nothing is left to do."""
        editor = self.window.editor
        self.wait(lambda: not editor.rehearsing.busy)
        self.wait(lambda: editor.painting is None or editor.painting.settled)
        self.wait(self.tasks_idle)

    @property
    def document(self) -> Document:
        """What is open; something has to be."""
        painting = self.window.editor.painting
        assert painting is not None
        return painting.document

    def tasks_idle(self) -> bool:
        """Whether nothing is being made, of pictures and of thumbnails."""
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
