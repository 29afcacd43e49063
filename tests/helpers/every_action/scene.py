"""The window in which actions are checked, and the register of the checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QMenuBar

from studio.document.document import Document
from studio.document.layers import Layer, PictureLayer
from studio.ui.explore.rooms import PICTURES
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand

PATIENCE_MS = 60_000


class Scene:
    """A window with an open photo and a stroke on it, and the hands of a user.

    Attributes:
        pressed: the ids of the actions that were asked for by their keys, or in their menus.
    """

    def __init__(self, hand: Hand, photo: Path, patch: pytest.MonkeyPatch) -> None:
        self.hand, self.window, self.bot = hand, hand.window, hand.qtbot
        self.photo, self.patch = photo, patch
        self.folder = photo.parent
        self.pressed: set[str] = set()

    def begin(self) -> None:
        """A photo that was just opened, one stroke, the brush in hand."""
        window = self.window
        for dialog in window.findChildren(QDialog):
            dialog.close()
        window.activateWindow()
        self.wait(window.isActiveWindow)
        window.mode_paint()
        window.show_panels(True)
        window.editor.close_document()
        self.hand.open(self.photo)
        window.tools.take_brush()
        self.stroke()

    def stroke(self) -> None:
        """A stroke along the middle."""
        self.hand.stroke((150, 200), (400, 200))

    def press(self, name: str) -> None:
        """Presses the action's key, or chooses it in its menu where it has none; waits until all is rendered."""
        self.pressed.add(name)
        action = self.window.actions_by_id[name]
        assert action.isEnabled(), f"{name} is not offered"
        if action.shortcuts():
            QTest.keySequence(self.window, action.shortcuts()[0])
        else:
            _choose_in_menu(self.window, action)
        QApplication.processEvents()
        if self.window.editor.painting is not None:
            self.hand.settle()

    def wait(self, done: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(done()), timeout=PATIENCE_MS)

    def take(self, action: str, tool: str) -> None:
        """Presses the key of a tool, which is in hand then."""
        self.press(action)
        assert self.window.tools.name == tool
        assert self.window.actions_by_id[action].isChecked()

    @property
    def document(self) -> Document:
        assert self.window.editor.painting is not None
        return self.window.editor.painting.document

    @property
    def layer(self) -> Layer | None:
        return self.window.layers.layer

    @property
    def layers(self) -> list[int]:
        """The ids of the layers, bottom first."""
        return [layer.id for layer in self.document.layers]

    def covered(self) -> int:
        """How much of the picture is painted over, as the sum of all masks."""
        whole = self.document.box
        return sum(int(layer.mask.read(whole).astype(np.int64).sum()) for layer in self.document.layers)

    def selected(self) -> int:
        """How many pixels are selected, soft ones by their share."""
        mask = self.window.editor.selections.current
        return -1 if mask is None else round(float(mask.read(self.document.box).sum()) / 255)

    def dialog(self, kind: type[Any]) -> Any:
        """The open dialog of a kind."""
        self.wait(lambda: any(each.isVisible() for each in self.window.findChildren(kind)))
        return next(each for each in self.window.findChildren(kind) if each.isVisible())

    def generate(self) -> None:
        """Goes to the generator and waits for its picture."""
        self.window.rooms.show_room(PICTURES)
        self.window.mode_generate()
        generating = self.window.studio.generating
        self.wait(lambda: generating.model is not None and generating.shown is not None)

    def lay_found(self) -> PictureLayer:
        """The generator's picture on the canvas, in hand."""
        self.generate()
        self.window.studio.found.lay()
        self.hand.settle()
        assert isinstance(self.layer, PictureLayer)
        return self.layer


def _choose_in_menu(window: MainWindow, action: QAction) -> None:
    menus = [menu for bar in window.findChildren(QMenuBar) for menu in bar.findChildren(QMenu)]
    assert any(action in menu.actions() for menu in menus), f"{action.text()} is in no menu and has no key"
    action.trigger()


Check = Callable[[Scene], None]
CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Says which row of the table a function checks."""

    def register(function: Check) -> Check:
        assert name not in CHECKS, name
        CHECKS[name] = function
        return function

    return register
