"""The job queue: where callbacks come, in which order, and how often."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from studio.workers.queue import JobQueue


@pytest.fixture
def queue(qapp: object) -> Iterator[JobQueue]:
    made = JobQueue(1)
    yield made
    made.close()


class Gate:
    """Holds the only worker busy until it is opened, so that what waits can be arranged."""

    def __init__(self, queue: JobQueue, qtbot: QtBot) -> None:
        self._open = threading.Event()
        entered = threading.Event()

        def job(_context: object) -> None:
            entered.set()
            self._open.wait(10)

        queue.submit(job, key="gate")
        qtbot.waitUntil(entered.is_set)

    def open(self) -> None:
        self._open.set()


def test_a_result_comes_on_the_main_thread(queue: JobQueue, qtbot: QtBot) -> None:
    seen: list[tuple[object, bool, bool]] = []
    main = threading.current_thread()
    queue.submit(
        lambda _context: threading.current_thread() is main,
        key="a",
        on_result=lambda value: seen.append((value, threading.current_thread() is main, True)),
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(False, True, True)]


def test_a_failing_job_gives_its_error_and_no_result(queue: JobQueue, qtbot: QtBot) -> None:
    calls: list[str] = []

    def job(_context: object) -> None:
        raise ValueError("no")

    queue.submit(
        job,
        key="a",
        on_result=lambda _: calls.append("result"),
        on_error=lambda error: calls.append(f"error {error}"),
        on_end=lambda: calls.append("end"),
    )
    qtbot.waitUntil(lambda: "end" in calls)
    assert calls == ["error no", "end"]


def test_a_newer_job_of_the_same_key_replaces_the_waiting_one(queue: JobQueue, qtbot: QtBot) -> None:
    gate, results, ends = Gate(queue, qtbot), [], []
    for number in range(5):
        queue.submit(
            lambda _context, number=number: number,
            key="same",
            on_result=results.append,
            on_end=lambda number=number: ends.append(number),
        )
    gate.open()
    qtbot.waitUntil(lambda: len(ends) == 5)
    assert results == [4]


def test_the_newest_runs_first_and_priority_goes_before(queue: JobQueue, qtbot: QtBot) -> None:
    gate, order = Gate(queue, qtbot), []
    for name, priority in (("old", 0), ("new", 0), ("urgent", 5), ("idle", -1)):
        queue.submit(lambda _context, name=name: name, key=name, priority=priority, on_result=order.append)
    gate.open()
    qtbot.waitUntil(lambda: len(order) == 4)
    assert order == ["urgent", "new", "old", "idle"]


def test_a_cancelled_job_tells_only_that_it_ended(queue: JobQueue, qtbot: QtBot) -> None:
    calls: list[str] = []
    started = threading.Event()

    def job(context: object) -> str:
        started.set()
        while True:
            context.cancel.raise_if_cancelled()  # type: ignore[attr-defined]

    queue.submit(
        job,
        key="a",
        on_result=lambda _: calls.append("result"),
        on_error=lambda _: calls.append("error"),
        on_end=lambda: calls.append("end"),
    )
    qtbot.waitUntil(started.is_set)
    queue.cancel("a")
    qtbot.waitUntil(lambda: bool(calls))
    assert calls == ["end"]
    assert not queue.busy("a")


def test_a_waiting_job_that_is_cancelled_never_runs(queue: JobQueue, qtbot: QtBot) -> None:
    gate, ran, ended = Gate(queue, qtbot), [], []
    queue.submit(lambda _context: ran.append(1), key="a", on_end=lambda: ended.append(1))
    queue.cancel("a")
    gate.open()
    qtbot.waitUntil(lambda: bool(ended) and not queue.busy())
    assert not ran


def test_reports_that_were_overtaken_are_left_out(queue: JobQueue, qtbot: QtBot) -> None:
    reported: list[int] = []
    ends: list[int] = []

    def job(context: object) -> None:
        for number in range(1000):
            context.report(number)  # type: ignore[attr-defined]

    queue.submit(job, key="a", on_progress=reported.append, on_end=lambda: ends.append(1))
    qtbot.waitUntil(lambda: bool(ends))
    assert reported == sorted(reported)
    assert reported[-1] == 999
    assert len(reported) < 1000


def test_a_callback_that_submits_the_next_job_is_served(queue: JobQueue, qtbot: QtBot) -> None:
    results: list[int] = []

    def again(value: int) -> None:
        results.append(value)
        if value < 3:
            queue.submit(lambda _context: value + 1, key="a", on_result=again)

    queue.submit(lambda _context: 1, key="a", on_result=again)
    qtbot.waitUntil(lambda: results == [1, 2, 3])


def test_closing_stops_running_jobs_and_drops_callbacks(qapp: object, qtbot: QtBot) -> None:
    queue, calls, started = JobQueue(2), [], threading.Event()

    def job(context: object) -> None:
        started.set()
        while True:
            context.cancel.raise_if_cancelled()  # type: ignore[attr-defined]

    queue.submit(job, key="a", on_result=calls.append, on_error=calls.append)
    qtbot.waitUntil(started.is_set)
    queue.close()
    assert calls == []


def test_what_is_asked_for_after_the_end_is_dropped(queue: JobQueue, qtbot: QtBot) -> None:
    queue.close()
    ran: list[object] = []
    task = queue.submit(ran.append, key="late", on_result=ran.append, on_end=lambda: ran.append("end"))
    assert task.cancel.cancelled
    assert not queue.busy()
    qtbot.wait(20)
    assert not ran
