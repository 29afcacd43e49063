"""Strokes are as large as the picture asks for, times what the user made of that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.document.layers import StyleLayer
from studio.ui.window import MainWindow
from tests.gui.conftest import Hand


def picture(path: Path, width: int, height: int) -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (height // 8, width // 8, 3), np.uint8)
    Image.fromarray(pixels).resize((width, height)).save(path)
    return path


def opened(hand: Hand, path: Path) -> None:
    """Opens a picture in the place of what is open."""
    with hand.qtbot.waitSignal(hand.window.editor.opened, timeout=10_000):
        hand.window.files.open(path)
    hand.settle()


def test_strokes_grow_with_the_picture(hand: Hand, window: MainWindow, tmp_path: Path) -> None:
    opened(hand, picture(tmp_path / "small.png", 640, 480))
    assert window.editor.scale == 1
    opened(hand, picture(tmp_path / "large.png", 2400, 96))
    assert window.editor.scale == 2
    assert window.brush_panel.scale.number == pytest.approx(2)
    choice = window.editor.choice
    assert choice is not None
    assert choice.scale == 2
    opened(hand, picture(tmp_path / "largest.png", 96, 4800))
    assert window.editor.scale == 3, "something is left to see from near"


def test_what_the_user_likes_stays(hand: Hand, window: MainWindow, tmp_path: Path) -> None:
    large, small = picture(tmp_path / "large.png", 2400, 96), picture(tmp_path / "small.png", 640, 480)
    opened(hand, large)
    window.editor.set_scale(3)
    assert window.session().controls.scale == pytest.approx(1.5)
    opened(hand, small)
    assert window.editor.scale == pytest.approx(1.5)
    assert window.session().controls.scale == pytest.approx(1.5)
    opened(hand, large)
    assert window.editor.scale == pytest.approx(3)


def test_a_layer_keeps_its_strokes(hand: Hand, window: MainWindow, tmp_path: Path) -> None:
    opened(hand, picture(tmp_path / "large.png", 2400, 96))
    window.editor.fill()
    painting = window.editor.painting
    assert painting is not None
    assert len(painting.document.layers) == 1
    window.layers.set_editing(True)
    window.editor.set_scale(1)
    window.layers.repaint()
    window.editor.undo()
    (layer,) = painting.document.layers
    assert isinstance(layer, StyleLayer)
    assert layer.choice.scale == 2
    window.layers.take(layer)
    assert window.editor.scale == 2


def test_a_layer_that_is_taken_up_says_nothing_of_other_pictures(
    hand: Hand, window: MainWindow, tmp_path: Path
) -> None:
    """Projects of before have strokes of scale 1 on pictures of any size."""
    large, small = picture(tmp_path / "large.png", 2400, 96), picture(tmp_path / "small.png", 640, 480)
    opened(hand, large)
    choice = window.editor.choice
    assert choice is not None
    window.editor.take_choice(replace(choice, scale=0.5))
    assert window.editor.scale == 0.5
    assert window.session().controls.scale == 1
    opened(hand, small)
    assert window.editor.scale == 1
