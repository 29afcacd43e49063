"""Tiles are there before the pointer comes: around it, then on its way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from studio.document.brush import Brush
from studio.document.document import Document
from studio.document.geometry import TileIndex
from studio.document.layers import StyleChoice
from studio.ui.painting import Painting
from studio.workers.models import DocumentStylizers
from studio.workers.queue import Queues

REED = StyleChoice.of("reed")


class Stylizers:
    """Notes which tiles are rendered, in which order; renders nothing before it may."""

    def __init__(self) -> None:
        self.rendered: list[TileIndex] = []
        self.allowed = threading.Event()

    def of(self, _choice: StyleChoice) -> Stylizers:
        return self

    def knows(self, _choice: StyleChoice) -> bool:
        return True

    def painter(self, *_args: Any) -> Stylizers:
        return self

    def cached(self, _choice: StyleChoice, tile: TileIndex) -> np.ndarray | None:
        return np.zeros((256, 256, 3), np.uint8) if tile in self.rendered else None

    def render(self, _choice: StyleChoice, tile: TileIndex, _cancel: object) -> None:
        self.allowed.wait(timeout=10)
        self.rendered.append(tile)


class Clock:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def queues(qapp: object) -> Iterator[Queues]:
    started = Queues.start()
    yield started
    started.close()


def test_tiles_on_the_pointer_s_way_come_after_those_around_it(queues: Queues, qtbot: QtBot) -> None:
    stylizers, clock = Stylizers(), Clock()
    document = Document(np.zeros((1024, 4096, 3), np.uint8))
    painting = Painting(
        document,
        cast(DocumentStylizers, stylizers),
        queues.render,
        queues.composite,
        (255, 0, 0),
        clock=clock,
    )
    painting.prepare(REED, Brush(size_px=40))
    qtbot.waitUntil(lambda: not queues.render.busy(("prepare", id(painting))))
    for step in range(9):
        clock.seconds += 0.010
        painting.move_cursor(QPointF(300 + 30 * step, 640))
    stylizers.allowed.set()
    qtbot.waitUntil(lambda: painting.settled and len(stylizers.rendered) > 4)
    order = [tile for tile in stylizers.rendered if tile.iy == 2]
    columns = [tile.ix for tile in order]
    assert max(columns) >= 5, "the pointer is at column 2 and comes to column 6 before long"
    ahead = [ix for ix in columns if ix > 3]
    assert ahead == sorted(ahead), "what is reached first is rendered first"
    assert columns.index(2) < columns.index(5)
    painting.close()


def test_a_pointer_that_rests_gets_no_more_than_what_is_around_it(queues: Queues, qtbot: QtBot) -> None:
    stylizers, clock = Stylizers(), Clock()
    stylizers.allowed.set()
    document = Document(np.zeros((1024, 4096, 3), np.uint8))
    painting = Painting(
        document,
        cast(DocumentStylizers, stylizers),
        queues.render,
        queues.composite,
        (255, 0, 0),
        clock=clock,
    )
    painting.move_cursor(QPointF(640, 640))
    painting.prepare(REED, Brush(size_px=40))
    qtbot.waitUntil(lambda: len(stylizers.rendered) > 0 and painting.settled)
    assert {tile.ix for tile in stylizers.rendered} <= {1, 2, 3}
    painting.close()
