"""What is seen while no picture is open."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from studio.media.recovery import Recoverable
from studio.media.sidefile import About
from studio.ui.recovering import Offer
from studio.ui.start_page import PictureTile
from studio.ui.window import MainWindow


def offer(name: str) -> Offer:
    """Work that a crash left behind."""
    recoverable = SimpleNamespace(about=About(name, 0.0, None))
    return Offer(cast(Recoverable, recoverable), np.zeros((60, 90, 3), np.uint8))


def place_of(part: QWidget, page: QWidget) -> QRect:
    return QRect(part.mapTo(page, QPoint(0, 0)), part.size())


@pytest.mark.parametrize("height_px", [720, 900])
def test_work_to_recover_is_seen_whole_in_a_low_window_too(window: MainWindow, height_px: int) -> None:
    page = window.start_page
    window.resize(1280, height_px)
    page.show_offers([offer("rain.png"), offer("snow.png")])
    QApplication.processEvents()
    tiles = [each for each in page.findChildren(PictureTile) if each.isVisible()]
    assert {"rain.png", "snow.png"} <= {tile.text() for tile in tiles}
    buttons = [each for each in page.findChildren(QPushButton) if each.isVisible()]
    places = [place_of(each, page) for each in (*tiles, *buttons)]
    assert all(page.rect().contains(place) for place in places)
    assert not any(
        place.intersects(other) for number, place in enumerate(places) for other in places[:number]
    )
    # A tile is a picture with two lines of text below.
    assert all(tile.height() >= 130 for tile in tiles)
    page.show_offers([])
    assert page._mark.isVisible(), "there is room again"
