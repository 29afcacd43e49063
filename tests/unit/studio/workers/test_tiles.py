"""The tile scheduler: what is rendered, in which order, and what is never begun."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from studio.document.geometry import TileIndex
from studio.document.layers import StyleChoice
from studio.engine.compositor import MissingTile
from studio.workers.queue import JobQueue
from studio.workers.tiles import TileScheduler

CHOICE = StyleChoice.of("tiny-brush")


def request(ix: int) -> MissingTile:
    return MissingTile(CHOICE, TileIndex(ix, 0))


def fail(error: Exception) -> None:
    pytest.fail(str(error))


@pytest.fixture
def queue(qapp: object) -> Iterator[JobQueue]:
    made = JobQueue(1)
    yield made
    made.close()


class Renderer:
    """Renders nothing, but only as fast as it is allowed to."""

    def __init__(self, fails: frozenset[int] = frozenset()) -> None:
        self.began: list[int] = []
        self.permits = threading.Semaphore(0)
        self._fails = fails

    def __call__(self, _choice: object, tile: TileIndex, _cancel: object) -> None:
        self.began.append(tile.ix)
        self.permits.acquire(timeout=10)
        if tile.ix in self._fails:
            raise ValueError(f"tile {tile.ix}")


def test_tiles_come_in_the_order_of_the_wishes(queue: JobQueue, qtbot: QtBot) -> None:
    renderer, done = Renderer(), []
    scheduler = TileScheduler(queue, renderer, lambda tile, _ms: done.append(tile.tile.ix), fail)
    renderer.permits.release(10)
    scheduler.want([request(3), request(1), request(2)])
    qtbot.waitUntil(lambda: scheduler.idle)
    assert done == [3, 1, 2]


def test_what_is_no_longer_wanted_is_never_begun(queue: JobQueue, qtbot: QtBot) -> None:
    renderer = Renderer()
    scheduler = TileScheduler(queue, renderer, lambda *_: None, fail)
    scheduler.want([request(0), request(1), request(2)])
    qtbot.waitUntil(lambda: renderer.began == [0])
    scheduler.want([request(7)])
    renderer.permits.release(10)
    qtbot.waitUntil(lambda: scheduler.idle)
    assert renderer.began == [0, 7]


def test_a_tile_that_fails_is_told_once_and_not_tried_again(queue: JobQueue, qtbot: QtBot) -> None:
    renderer, errors = Renderer(frozenset({1, 2})), []
    scheduler = TileScheduler(queue, renderer, lambda *_: None, errors.append)
    renderer.permits.release(20)
    for _ in range(3):
        scheduler.want([request(1), request(2), request(3)])
        qtbot.waitUntil(lambda: scheduler.idle)
    assert renderer.began == [1, 2, 3, 3, 3]
    assert [str(error) for error in errors] == ["tile 1"]


def test_forgiving_allows_another_try(queue: JobQueue, qtbot: QtBot) -> None:
    renderer = Renderer(frozenset({1}))
    scheduler = TileScheduler(queue, renderer, lambda *_: None, lambda _: None)
    renderer.permits.release(20)
    scheduler.want([request(1)])
    qtbot.waitUntil(lambda: scheduler.idle)
    scheduler.forgive()
    scheduler.want([request(1)])
    qtbot.waitUntil(lambda: scheduler.idle)
    assert renderer.began == [1, 1]


def test_a_closed_scheduler_takes_no_wishes(queue: JobQueue, qtbot: QtBot) -> None:
    renderer = Renderer()
    scheduler = TileScheduler(queue, renderer, lambda *_: None, fail)
    scheduler.close()
    scheduler.want([request(1)])
    assert scheduler.idle
    assert renderer.began == []
