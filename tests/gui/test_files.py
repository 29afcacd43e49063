"""Opening, dropping and exporting; and what happens with files that are not what they seem."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.document.stroke import Stroke
from studio.media.finishing import ExportOptions
from studio.media.provenance import read_recipe
from studio.ui.window import MainWindow
from tests.gui.conftest import HEIGHT, WIDTH, Hand


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    actions, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), actions, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), actions, data, left, none))
    if window.files.drop_menu is not None:
        [instead] = [each for each in window.files.drop_menu.actions() if "instead" in each.text()]
        instead.trigger()
        window.files.drop_menu.close()


def test_without_a_picture_the_start_page_is_shown(window: MainWindow) -> None:
    assert window.stack.currentWidget() is window.start_page
    assert not window.actions_by_id["export"].isEnabled()


def test_a_dropped_photo_opens(window: MainWindow, photo: Path, qtbot: QtBot) -> None:
    drop(window, photo)
    qtbot.waitUntil(lambda: window.editor.painting is not None)
    assert window.stack.currentWidget() is window.canvas
    assert "photo.png" in window.windowTitle()
    assert window.status.picture_size.text() == f"{WIDTH} × {HEIGHT}"


@pytest.mark.parametrize("content", [b"this is no picture", b"\xff\xd8\xff\xe0truncated", b""])
def test_a_broken_file_gives_a_sentence_and_leaves_the_document(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot, content: bytes
) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    painting = window.editor.painting
    broken = tmp_path / "broken.png"
    broken.write_bytes(content)
    drop(window, broken)
    qtbot.waitUntil(window.messages.isVisible)
    assert "broken.png" in window.messages.text
    assert window.editor.painting is painting
    assert painting is not None
    assert painting.document.history.undo_label is not None


def test_paint_is_not_thrown_away_without_a_question(hand: Hand, window: MainWindow, photo: Path) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    asked: list[str] = []
    window.files.ask_about_paint = lambda name, _parent: asked.append(name) or "cancel"
    hand.trigger("close")
    assert asked == ["photo.png"]
    assert window.editor.painting is not None
    window.files.ask_about_paint = lambda _name, _parent: "discard"
    hand.trigger("close")
    assert window.editor.painting is None
    assert window.stack.currentWidget() is window.start_page


def test_an_export_is_not_given_up_without_a_question(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    asked: list[str] = []
    window.files.ask_about_work = lambda what, _parent: bool(asked.append(what))
    window.files.export(tmp_path / "out.png")
    assert not window.close()
    assert "out.png" in asked[0]
    qtbot.waitUntil((tmp_path / "out.png").exists, timeout=20_000)
    qtbot.waitUntil(lambda: not window.editor.writing)
    assert window.close()
    assert len(asked) == 1


def test_what_is_painted_while_another_picture_is_read_is_not_thrown_away_either(
    hand: Hand, window: MainWindow, photo: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    asked: list[str] = []
    window.files.ask_about_paint = lambda name, _parent: asked.append(name) or "cancel"
    painting = window.editor.painting
    window.files.open(photo)
    hand.stroke((150, 200), (400, 200))
    qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    assert asked == ["photo.png"]
    assert window.editor.painting is painting

    window.files.ask_about_paint = lambda _name, _parent: "discard"
    window.files.open(photo)
    qtbot.waitUntil(lambda: window.editor.painting is not painting, timeout=10_000)
    assert not window.editor.modified


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
def test_an_export_holds_the_painting_and_its_recipe(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot, suffix: str
) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    target = tmp_path / f"out{suffix}"
    window.files.export(target)
    qtbot.waitUntil(target.exists, timeout=20_000)
    pixels = np.asarray(Image.open(target).convert("RGB")).astype(int)
    original = np.asarray(Image.open(photo)).astype(int)
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(pixels - original)[180:220, 200:380].mean() > 5
    assert np.abs(pixels - original)[:100].mean() < 6
    recipe = read_recipe(target)
    assert recipe is not None
    assert recipe.kind == "document"
    assert list(recipe.models) == ["tiny-style"]
    [stroke] = recipe.edits
    assert isinstance(stroke, Stroke)
    assert stroke.choice is not None
    assert stroke.choice.names == ("tiny-brush",)


def test_an_export_without_a_recipe_carries_none(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    window.files.export(tmp_path / "out.png", ExportOptions(recipe=False))
    qtbot.waitUntil((tmp_path / "out.png").exists, timeout=20_000)
    assert read_recipe(tmp_path / "out.png") is None


def test_an_export_that_cannot_be_written_gives_a_sentence(
    hand: Hand, window: MainWindow, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hand.open(photo)
    hand.stroke((150, 200), (400, 200))
    window.files.export(tmp_path / "nowhere" / "out.png")
    qtbot.waitUntil(window.messages.isVisible)
    assert "nowhere" in window.messages.text
    assert window.editor.modified


def test_opened_pictures_are_remembered(hand: Hand, window: MainWindow, photo: Path) -> None:
    hand.open(photo)
    hand.trigger("close")
    assert photo in window.start_page.paths
