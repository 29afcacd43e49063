"""The map's pictures: the newest view wins, memory is bounded, and what is stale is shown until it is renewed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.engine.cancel import CancelToken
from studio.engine.seed_map import MapCell
from studio.workers.map_tiles import MapTiles
from studio.workers.queue import JobQueue

CELLS = [MapCell(0, x, 0) for x in range(40)]


class Painter:
    """Renders grey squares, and can be held up."""

    def __init__(self, grey: int = 100, side: int = 4) -> None:
        self.grey, self.side = grey, side
        self.made: list[MapCell] = []
        self.go = threading.Event()
        self.go.set()

    def __call__(self, cells: Sequence[MapCell], cancel: CancelToken) -> np.ndarray:
        assert self.go.wait(30)
        cancel.raise_if_cancelled()
        self.made += cells
        return np.full((len(cells), self.side, self.side, 3), self.grey, np.uint8)


@pytest.fixture
def queue(qtbot: QtBot) -> Iterator[JobQueue]:
    made = JobQueue(1)
    yield made
    made.close()


def tiles_of(queue: JobQueue, painter: Painter, limit_bytes: int = 1 << 20) -> MapTiles:
    def fail(error: Exception) -> None:
        raise error

    made = MapTiles(queue, lambda _cells: None, fail, limit_bytes)
    made.show(painter)
    return made


def test_what_is_wanted_is_rendered_once(queue: JobQueue, qtbot: QtBot) -> None:
    painter = Painter()
    tiles = tiles_of(queue, painter)
    tiles.want(CELLS[:5])
    qtbot.waitUntil(lambda: tiles.idle)
    tiles.want(CELLS[:6])
    qtbot.waitUntil(lambda: tiles.idle)
    assert painter.made == CELLS[:6]
    picture = tiles.picture(CELLS[0])
    assert picture is not None
    assert (picture == 100).all()
    assert tiles.picture(CELLS[7]) is None


def test_the_newest_view_wins(queue: JobQueue, qtbot: QtBot) -> None:
    painter = Painter()
    tiles = tiles_of(queue, painter)
    painter.go.clear()
    tiles.want(CELLS[:20])
    tiles.want(CELLS[20:25])
    painter.go.set()
    qtbot.waitUntil(lambda: tiles.idle)
    # What was under way when the view changed is finished, nothing else of the first one is begun.
    assert painter.made[1:] == CELLS[20:25]


def test_memory_is_bounded_and_what_was_not_looked_at_goes_first(queue: JobQueue, qtbot: QtBot) -> None:
    painter = Painter()
    each = 4 * 4 * 3
    tiles = tiles_of(queue, painter, limit_bytes=10 * each)
    tiles.want(CELLS[:10])
    qtbot.waitUntil(lambda: tiles.idle)
    tiles.want([*CELLS[:5], *CELLS[10:15]])
    qtbot.waitUntil(lambda: tiles.idle)
    assert tiles.nbytes == 10 * each
    assert [tiles.picture(cell) is not None for cell in CELLS[:15]] == [True] * 5 + [False] * 5 + [True] * 5


def test_another_look_keeps_the_old_pictures_until_there_are_new_ones(queue: JobQueue, qtbot: QtBot) -> None:
    tiles = tiles_of(queue, Painter(100))
    tiles.want(CELLS[:4])
    qtbot.waitUntil(lambda: tiles.idle)
    brighter = Painter(200)
    tiles.show(brighter, keep=True)
    old = tiles.picture(CELLS[0])
    assert old is not None
    assert (old == 100).all()
    tiles.want(CELLS[:2])
    qtbot.waitUntil(lambda: tiles.idle)
    new = tiles.picture(CELLS[0])
    assert new is not None
    assert (new == 200).all()
    assert tiles.nbytes == 4 * 4 * 4 * 3
    tiles.show(brighter)
    assert tiles.picture(CELLS[0]) is None
    assert tiles.nbytes == 0


def test_a_failure_is_told_once_and_ends_it(queue: JobQueue, qtbot: QtBot) -> None:
    errors: list[Exception] = []
    tiles = MapTiles(queue, lambda _cells: None, errors.append)

    def fail(_cells: Sequence[MapCell], _cancel: CancelToken) -> np.ndarray:
        raise ValueError("broken")

    tiles.show(fail)
    tiles.want(CELLS)
    qtbot.waitUntil(lambda: tiles.idle)
    tiles.want(CELLS)
    assert tiles.idle
    assert [str(error) for error in errors] == ["broken"]
