"""Times several things in turn, round after round, so that a slow minute of the machine falls on all of them."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WARM_UP_RUNS = 2


@dataclass(frozen=True)
class Contender:
    """One thing to be timed.

    Attributes:
        network: the model's name.
        use: what of the model is timed.
        statistics: of a style network: "own", taken in the run, or "frozen", given to it; None for other kinds.
        precision: of the numbers that are computed in.
        size_px: width and height of the picture.
        pictures: how many come out of one run.
        gflop: 10^9 operations of one run; None where they were not counted.
        provider: what really runs it.
    """

    network: str
    use: str
    size_px: tuple[int, int]
    run: Callable[[], object]
    provider: str
    statistics: str | None = None
    precision: str = "float32"
    pictures: int = 1
    gflop: float | None = None


@dataclass(frozen=True)
class Timing:
    """How long the runs of one contender took; rates are those of the median run.

    Attributes:
        cpu_ms: median processor time of a run, of all threads together: other programs hardly change it.
        gflop: 10^9 operations of one run; None where they were not counted, and so with
        gflops: 10^9 operations a second.
    """

    network: str
    use: str
    statistics: str | None
    precision: str
    size_px: tuple[int, int]
    provider: str
    median_ms: float
    min_ms: float
    max_ms: float
    cpu_ms: float
    frames_per_s: float
    megapixels_per_s: float
    gflop: float | None
    gflops: float | None


def time_in_turn(contenders: Sequence[Contender], rounds: int, on_run: Callable[[], None]) -> list[Timing]:
    """Runs A, B, C, A, B, C, ... after a warm-up of each.

    Args:
        rounds: timed runs of each contender.
        on_run: called after every run, `(rounds + WARM_UP_RUNS) * len(contenders)` times in all.
    """
    for contender in contenders:
        for _ in range(WARM_UP_RUNS):
            contender.run()
            on_run()
    taken: list[list[tuple[float, float]]] = [[] for _ in contenders]
    for _ in range(rounds):
        for contender, times in zip(contenders, taken, strict=True):
            begin, begin_cpu = time.perf_counter(), time.process_time()
            contender.run()
            times.append((time.perf_counter() - begin, time.process_time() - begin_cpu))
            on_run()
    return [_timing(*pair) for pair in zip(contenders, taken, strict=True)]


def _timing(contender: Contender, times: list[tuple[float, float]]) -> Timing:
    milliseconds = [wall * 1000 for wall, _ in times]
    median_ms = statistics.median(milliseconds)
    frames_per_s = contender.pictures * 1000 / median_ms
    return Timing(
        network=contender.network,
        use=contender.use,
        statistics=contender.statistics,
        precision=contender.precision,
        size_px=contender.size_px,
        provider=contender.provider,
        median_ms=median_ms,
        min_ms=min(milliseconds),
        max_ms=max(milliseconds),
        cpu_ms=statistics.median(cpu for _, cpu in times) * 1000,
        frames_per_s=frames_per_s,
        megapixels_per_s=frames_per_s * math.prod(contender.size_px) / 1e6,
        gflop=contender.gflop,
        gflops=None if contender.gflop is None else contender.gflop * 1000 / median_ms,
    )
