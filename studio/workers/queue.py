"""The job queue: work runs on threads of its own, its callbacks come on the main thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from studio.engine.cancel import Cancelled
from studio.workers.task import Job, JobContext, Task

log = logging.getLogger(__name__)


class _Bridge(QObject):
    """Carries calls from worker threads to the thread that made the bridge."""

    call = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.call.connect(self._run, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _run(self, function: Callable[[], None]) -> None:
        function()


class _Worker(QThread):
    def __init__(self, serve: Callable[[], None]) -> None:
        super().__init__()
        self._serve = serve

    def run(self) -> None:
        self._serve()


class JobQueue:
    """Runs jobs on a fixed number of threads: highest priority first, then the newest.

    Of a job that is not cancelled exactly one of `on_result` and `on_error` is called, and `on_end` after it; of a
    cancelled or replaced one only `on_end`. All callbacks run on the thread that built the queue.
    """

    def __init__(self, threads: int = 1, name: str = "jobs") -> None:
        self._bridge = _Bridge()
        self._state = threading.Condition()
        self._waiting: list[Task] = []
        self._running: list[Task] = []
        self._closed = False
        self._workers = [_Worker(self._serve) for _ in range(threads)]
        for number, worker in enumerate(self._workers):
            worker.setObjectName(f"{name}-{number}")
            worker.start()

    def submit(
        self,
        job: Job,
        *,
        key: Hashable,
        priority: int = 0,
        on_result: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_progress: Callable[[Any], None] | None = None,
        on_end: Callable[[], None] | None = None,
    ) -> Task:
        """Queues `job`. A waiting job of the same key is replaced; a running one goes on to its end.

        A closed queue drops it, as it dropped those that waited: a timer may still ask for work while all ends.
        """
        task = Task(job, key, priority, on_result, on_error, on_progress, on_end)
        with self._state:
            if self._closed:
                task.cancel.cancel()
                return task
            replaced = self._take_waiting(key)
            self._waiting.append(task)
            self._state.notify()
        self._end_all(replaced)
        return task

    def cancel(self, key: Hashable) -> None:
        """Drops the waiting jobs of `key` and tells the running ones to stop."""
        with self._state:
            dropped = self._take_waiting(key)
            running = [task for task in self._running if task.key == key]
        for task in running:
            task.cancel.cancel()
        self._end_all(dropped)

    def busy(self, key: Hashable | None = None) -> bool:
        """Whether a job (of `key`) waits or runs."""
        with self._state:
            return any(key is None or task.key == key for task in (*self._waiting, *self._running))

    def close(self, wait_ms: int = 10_000) -> None:
        """Cancels everything and waits for the threads to end. Callbacks that are still under way are dropped."""
        with self._state:
            self._closed = True
            self._waiting.clear()
            for task in self._running:
                task.cancel.cancel()
            self._state.notify_all()
        for worker in self._workers:
            if not worker.wait(wait_ms):
                log.warning("The thread %s did not end in time.", worker.objectName())

    def _take_waiting(self, key: Hashable) -> list[Task]:
        taken = [task for task in self._waiting if task.key == key]
        self._waiting = [task for task in self._waiting if task.key != key]
        for task in taken:
            task.cancel.cancel()
        return taken

    def _end_all(self, tasks: list[Task]) -> None:
        for task in tasks:
            self._deliver(task, None)

    def _serve(self) -> None:
        while (task := self._next()) is not None:
            callback, value = self._run(task)
            with self._state:
                self._running.remove(task)
            self._deliver(task, callback, value)

    def _next(self) -> Task | None:
        with self._state:
            while not self._waiting and not self._closed:
                self._state.wait()
            if self._closed:
                return None
            task = max(self._waiting, key=lambda waiting: waiting.rank)
            self._waiting.remove(task)
            self._running.append(task)
            return task

    def _run(self, task: Task) -> tuple[Callable[[Any], None] | None, Any]:
        try:
            return task.on_result, task.job(JobContext(task.cancel, self._reporter(task)))
        except Cancelled:
            return None, None
        except Exception as error:
            log.info("The job %r failed.", task.key, exc_info=True)
            return task.on_error, error

    def _deliver(self, task: Task, callback: Callable[[Any], None] | None, value: Any = None) -> None:
        def call() -> None:
            if self._closed:
                return
            try:
                if callback is not None and not task.cancel.cancelled:
                    callback(value)
            finally:
                if task.on_end is not None:
                    task.on_end()

        self._bridge.call.emit(call)

    def _reporter(self, task: Task) -> Callable[[Any], None]:
        newest: list[Any] = []
        lock = threading.Lock()

        def deliver() -> None:
            with lock:
                value = newest.pop()
            if task.on_progress is not None and not task.cancel.cancelled and not self._closed:
                task.on_progress(value)

        def report(progress: Any) -> None:
            with lock:
                pending = bool(newest)
                newest[:] = [progress]
            if not pending:
                self._bridge.call.emit(deliver)

        return report


@dataclass(frozen=True)
class Queues:
    """The queues of one studio.

    Attributes:
        render: stylized tiles, one at a time; the network itself uses all cores.
        composite: what the canvas shows; one thread, quick jobs only.
        explore: pictures of generators and styles that are wandered through; one thread, the most urgent first.
        tasks: everything else, such as opening, exporting, the optimizer, waiting for a trainer.
    """

    render: JobQueue
    composite: JobQueue
    explore: JobQueue
    tasks: JobQueue

    @classmethod
    def start(cls) -> Queues:
        """Starts the threads."""
        return cls(
            JobQueue(1, "render"), JobQueue(1, "composite"), JobQueue(1, "explore"), JobQueue(4, "tasks")
        )

    def close(self) -> None:
        """Cancels everything and ends the threads."""
        for queue in (self.render, self.composite, self.explore, self.tasks):
            queue.close()
