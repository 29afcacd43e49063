"""A whole studio with tiny models, and the gestures a user makes in it."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from exports.catalog import Catalog
from studio.app import build
from studio.engine.pipelines import render_document
from studio.ui.generating import Generating
from studio.ui.preferences import VERSION
from studio.ui.studio import Studio
from studio.ui.translate import CONTEXT, speak
from studio.ui.window import MainWindow
from tests.helpers import tiny_models

WIDTH, HEIGHT = 700, 420


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture file of 700 x 420 pixels with some shapes in it."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    pixels = np.stack(
        [columns * 255 // WIDTH, rows * 255 // HEIGHT, (rows // 20 + columns // 20) % 2 * 120], axis=-1
    )
    path = tmp_path / "photo.png"
    Image.fromarray(pixels.astype(np.uint8)).save(path)
    return path


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    """A style encoder in the user's folder."""
    (tmp_path / "user").mkdir()
    return tiny_models.build_style_encoder(tmp_path / "user" / "tiny-eye.onnx")


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """The window, shown, with the tiny models alone."""
    monkeypatch.setattr("exports.catalog.files", lambda _package: tmp_path / "none")
    with opened_window(qtbot, qapp, tiny_folder, tmp_path) as made:
        yield made


@contextmanager
def opened_window(
    qtbot: QtBot, qapp: QApplication, tiny_folder: Path, tmp_path: Path
) -> Iterator[MainWindow]:
    """A window that is shown, and taken apart at the end."""
    catalog = Catalog([tiny_folder], user_folder=tmp_path / "user")
    application = build(qapp, catalog, settings_folder=tmp_path / "settings", state_folder=tmp_path / "state")
    made = application.window
    made.files.ask_about_paint = lambda _name, _parent: "discard"
    made.files.ask_about_work = lambda _what, _parent: True
    made.resize(1280, 800)
    # Where the last test left the mouse, a brush would show its outline.
    QCursor.setPos(QPoint(0, 0))
    made.show()
    qtbot.waitExposed(made)
    QTest.mouseMove(made, QPoint(1, 1))
    yield made
    made.close()
    application.close()
    # Everything is taken apart here: a function that listens to an object lives as long as that object, and keeps the
    # whole studio with its threads.
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    _take_apart(made.studio)
    del made, application
    gc.collect()


@pytest.fixture
def urdu(tmp_path: Path, request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[MainWindow]:
    """The window of a user who chose Urdu."""
    (tmp_path / "settings").mkdir()
    chosen = {"version": VERSION, "language": "ur", "history_mb": 256}
    (tmp_path / "settings" / "preferences.json").write_text(json.dumps(chosen))
    yield request.getfixturevalue("window")
    speak(qapp, "en")
    assert QCoreApplication.translate(CONTEXT, "Save") == "Save"


def _take_apart(studio: Studio) -> None:
    for part in (studio.editor.exploring, *vars(studio).values()):
        if isinstance(part, QObject):
            part.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Hand:
    """Does what a user does, and waits until the window has followed."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot

    def open(self, path: Path) -> None:
        self.window.files.open(path)
        self.qtbot.waitUntil(lambda: self.window.editor.painting is not None, timeout=10_000)
        self.settle()

    def settle(self) -> None:
        """Waits until everything visible is rendered and composited."""
        painting = self.window.editor.painting
        assert painting is not None
        self.qtbot.waitUntil(lambda: painting.settled, timeout=20_000)

    def view(self, x: float, y: float) -> QPointF:
        """The place in the view of a pixel of the document."""
        return self.window.canvas.transform.point_to_view(QPointF(x, y))

    def stroke(self, *points: tuple[float, float]) -> None:
        """Draws through points of the document with the left button."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        canvas, left = self.window.canvas, Qt.MouseButton.LeftButton
        places = [self.view(*point).toPoint() for point in points]
        QTest.mousePress(canvas, left, Qt.KeyboardModifier.NoModifier, places[0])
        for place in places[1:]:
            QTest.mouseMove(canvas, place)
        QTest.mouseRelease(canvas, left, Qt.KeyboardModifier.NoModifier, places[-1])
        self.settle()

    def seen(self) -> np.ndarray:
        """What the canvas shows, uint8 (H, W, 3), without the brush's outline."""
        from studio.ui.widgets.pictures import from_qimage

        canvas = self.window.canvas
        self.window.tool.change(size_px=self.window.tool.brush.size_px)
        return from_qimage(canvas.grab().toImage())

    def trigger(self, name: str) -> None:
        self.window.actions_by_id[name].trigger()


@pytest.fixture
def hand(window: MainWindow, qtbot: QtBot) -> Hand:
    return Hand(window, qtbot)


@pytest.fixture
def generating(hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot) -> Generating:
    """A generator with a picture, beside an open photo."""
    hand.open(photo)
    hand.trigger("mode_generate")
    made = window.studio.generating
    qtbot.waitUntil(lambda: made.shown is not None, timeout=20_000)
    return made


def rendered(window: MainWindow) -> np.ndarray:
    """The whole of what is painted, uint8 (H, W, 3)."""
    painting = window.editor.painting
    assert painting is not None
    return render_document(painting.document.view(), painting.stylizers)
