"""A picture that is dropped on the shelf is a brush."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from exports.catalog import Catalog
from exports.stylecard import StyleCard
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand
from tests.helpers import tiny_models
from tests.helpers.assertions import assert_sentence


@pytest.fixture
def painting(tmp_path: Path) -> Path:
    path = tmp_path / "My Painting.jpg"
    pixels = np.random.default_rng(5).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    Image.fromarray(pixels // 2 + np.array([90, 20, 0], np.uint8)).save(path, quality=95)
    return path


def drop_on(target: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    actions, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), actions, data, left, none)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(20, 20), actions, data, left, none))


@pytest.mark.usefixtures("encoder")
def test_a_dropped_painting_is_in_the_hand_and_paints(
    hand: Hand,
    window: MainWindow,
    photo: Path,
    painting: Path,
    tmp_path: Path,
    tiny_folder: Path,
    qtbot: QtBot,
) -> None:
    hand.open(photo)
    before = len(window.style_panel.shelf._items)
    drop_on(window.style_panel, painting)
    qtbot.waitUntil(lambda: window.editor.style == "my-painting")
    assert [item.name for item in window.style_panel.shelf._items][before:] == ["my-painting"]
    assert window.editor.painting is not None
    assert "photo.png" in window.windowTitle()
    plain = hand.seen()
    hand.stroke((200, 200), (400, 200))
    assert np.abs(hand.seen().astype(int) - plain).max() > 20

    kept = Catalog([tiny_folder], user_folder=tmp_path / "user")
    assert "my-painting" in [card.name for card in kept.styles()]
    drop_on(window.style_panel, painting)
    qtbot.waitUntil(lambda: window.editor.style == "my-painting-2")


def test_a_style_card_is_taken_as_it_is(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    card = tiny_models.build_style_card(tmp_path / "gift.png", "gift", seed=7)
    drop_on(window.style_panel, card)
    qtbot.waitUntil(lambda: window.editor.style == "gift")
    assert np.array_equal(window.editor._cards["gift"].vector, StyleCard.load(card).vector)


def test_without_an_encoder_a_sentence_says_so(window: MainWindow, painting: Path, qtbot: QtBot) -> None:
    style = window.editor.style
    drop_on(window.style_panel, painting)
    qtbot.waitUntil(window.messages.isVisible)
    assert "No style encoder" in window.messages.text
    assert window.editor.style == style


@pytest.mark.parametrize(
    ("wrong", "parts"),
    [
        ("short", ("short", "5 numbers")),
        ("broken", ("broken.png", "not finite")),
        ("foreign", ("foreign", "another-network")),
    ],
)
def test_a_style_card_that_cannot_be_used_leaves_the_shelf(
    window: MainWindow, tmp_path: Path, wrong: str, parts: tuple[str, ...], qtbot: QtBot
) -> None:
    path = tmp_path / f"{wrong}.png"
    match wrong:
        case "short":
            tiny_models.build_style_card(path, wrong, vector=np.zeros(5, np.float32))
        case "foreign":
            tiny_models.build_style_card(path, wrong, network="another-network")
        case _:
            tiny_models.build_broken_style_card(path, wrong)
    style, count = window.editor.style, len(window.style_panel.shelf._items)
    drop_on(window.style_panel, path)
    qtbot.waitUntil(window.messages.isVisible)
    assert_sentence(window.messages.text, *parts)
    assert window.editor.style == style
    assert len(window.style_panel.shelf._items) == count


def test_styles_of_two_networks_are_not_mixed(window: MainWindow, tmp_path: Path) -> None:
    foreign = tiny_models.build_style_card(tmp_path / "foreign.png", "foreign", network="another-network")
    window.editor.add_style(StyleCard.load(foreign), take=False)
    window.editor.mix_style("foreign")
    assert window.editor.second_style == ""
    assert_sentence(window.messages.text, "same style network")


@pytest.mark.usefixtures("encoder")
def test_what_is_no_picture_leaves_the_shelf(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"this is no picture")
    count = len(window.style_panel.shelf._items)
    drop_on(window.style_panel, broken)
    qtbot.waitUntil(window.messages.isVisible)
    assert "broken.png" in window.messages.text
    assert len(window.style_panel.shelf._items) == count
