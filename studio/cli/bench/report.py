"""What a benchmark says: as data for scripts, and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from studio.cli.bench.contenders import PRODUCT, REFERENCE, StyleCost
from studio.cli.bench.documents import Readiness
from studio.cli.bench.machine import Machine, versions
from studio.cli.bench.measure import Timing
from studio.cli.bench.memory import Peak

Report = dict[str, Any]

CLOCK_TICK_MS = 1e-3


def make_report(
    machine: Machine,
    threads: int,
    timings: Sequence[Timing],
    styles: Sequence[StyleCost] = (),
    documents: Sequence[Readiness] = (),
    memory: Sequence[Peak] = (),
) -> Report:
    """Everything that was measured, ready for JSON.

    `peak_gflops` is what the best matrix product in single precision reached, `peaks` that for each precision, and each
    timing's `peak_share` the part of its own precision's peak that its median run reached (None where the arithmetic
    was not counted, or no product was timed in that precision). A ratio's `times_faster` is the reference's median
    over the network's, for the same use at the same size; `cpu_times_faster` is that of processor time. The last three
    are empty where they were not asked for.
    """
    peaks: dict[str, float] = {}
    for timing in timings:
        if timing.gflop and timing.network == PRODUCT:
            reached = timing.gflop * 1000 / timing.min_ms
            peaks[timing.precision] = max(reached, peaks.get(timing.precision, 0.0))
    return {
        "versions": versions(),
        "machine": asdict(machine),
        "threads": threads,
        "peak_gflops": peaks["float32"],
        "peaks": peaks,
        "timings": [asdict(timing) | {"peak_share": _share(timing, peaks)} for timing in timings],
        "ratios": list(_ratios(timings)),
        "styles": [asdict(cost) for cost in styles],
        "documents": [asdict(readiness) for readiness in documents],
        "memory": [asdict(peak) for peak in memory],
    }


def _share(timing: Timing, peaks: Mapping[str, float]) -> float | None:
    peak = peaks.get(timing.precision)
    return None if timing.gflops is None or peak is None else timing.gflops / peak


def in_words(report: Report) -> str:
    """The report as a table."""
    machine = report["machine"]
    ratios = {_key(row): row for row in report["ratios"]}
    lines = [
        ", ".join(f"{name} {number}" for name, number in report["versions"].items()),
        (
            f"{machine['processor']}, {machine['cores']} cores; {report['threads']} threads, "
            f"matrix products at {', '.join(f'{peak:.0f} GFLOP/s in {kind}' for kind, peak in report['peaks'].items())}"
        ),
        "",
        (
            f"{'network':<20} {'use':<17} {'statistics':<10} {'numbers':<8} {'px':>9} "
            f"{'median ms':>10} {'min-max ms':>17} "
            f"{'MP/s':>7} {'1/s':>7} {'of peak':>8} {'x ref':>6} {'x cpu':>6}  provider"
        ),
    ]
    for row in report["timings"]:
        span = f"{row['min_ms']:.1f}-{row['max_ms']:.1f}"
        share = "" if row["peak_share"] is None else f"{row['peak_share']:.0%}"
        ratio = ratios.get(_key(row))
        faster = "" if ratio is None else f"{ratio['times_faster']:.1f}"
        cpu_faster = "" if ratio is None else f"{ratio['cpu_times_faster']:.1f}"
        lines.append(
            f"{row['network']:<20} {row['use']:<17} {row['statistics'] or '':<10} {row['precision']:<8} "
            f"{_size(row['size_px']):>9} "
            f"{row['median_ms']:>10.1f} {span:>17} {row['megapixels_per_s']:>7.2f} {row['frames_per_s']:>7.1f} "
            f"{share:>8} {faster:>6} {cpu_faster:>6}  {row['provider']}"
        )
    lines += [
        f"{row['network']}: one more style costs {row['vector_bytes']} bytes, its card {row['card_bytes'] or 'none'}"
        for row in report["styles"]
    ]
    lines += [
        f"{row['network']}, document of {row['megapixels']:.1f} MP: new style ready in {row['statistics_ms']:.0f} ms; "
        f"tile new {row['cold_tile_median_ms']:.1f} ms (p95 {row['cold_tile_p95_ms']:.1f}), "
        f"at hand {row['warm_tile_median_ms']:.1f} ms (p95 {row['warm_tile_p95_ms']:.1f}), {row['precision']}"
        for row in report["documents"]
    ]
    lines += [
        f"{row['network']}, stylize {row['megapixels']:.0f} MP, {row['statistics']} statistics: "
        f"{row['peak_mb']:.0f} MB at most, {row['seconds']:.0f} s"
        for row in report["memory"]
    ]
    return "\n".join(lines)


def _size(size_px: Sequence[int]) -> str:
    width, height = size_px
    return str(width) if width == height else f"{width}x{height}"


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("network", "use", "statistics", "precision", "size_px"))


def _ratios(timings: Sequence[Timing]) -> Iterator[dict[str, Any]]:
    reference = {(timing.use, timing.size_px): timing for timing in timings if timing.network == REFERENCE}
    for timing in timings:
        if timing.statistics is not None and timing.network != REFERENCE:
            against = reference[timing.use, timing.size_px]
            yield {
                "network": timing.network,
                "use": timing.use,
                "statistics": timing.statistics,
                "precision": timing.precision,
                "size_px": timing.size_px,
                "times_faster": against.median_ms / timing.median_ms,
                "cpu_times_faster": against.cpu_ms / max(timing.cpu_ms, CLOCK_TICK_MS),
            }
