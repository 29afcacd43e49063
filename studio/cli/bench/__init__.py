"""Times every model beside a reference network, in turn and in one process, and says what this machine can do at best.

The reference is the style network of Johnson, Alahi & Fei-Fei (2016), 1.68 million parameters, with random weights
(`tools/make_reference_network.py`). Ratios are those of the medians: how many times longer the reference takes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.arguments import add_models_folder, add_provider, integer

if TYPE_CHECKING:
    from studio.cli.bench.contenders import Bench
    from studio.cli.bench.machine import Machine
    from studio.cli.bench.measure import Timing

SIZES_PX = (256, 512)
FULL_SIZE_PX = 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--models",
        metavar="NAME,...",
        help="names or files of models, joined by commas (default: all of the catalog)",
    )
    parser.add_argument("--full", action="store_true", help=f"{FULL_SIZE_PX} pixels as well (a minute more)")
    parser.add_argument(
        "--threads",
        type=integer(1, 1024),
        default=2,
        metavar="N",
        help="processor threads of a run (default: 2)",
    )
    parser.add_argument(
        "--rounds", type=integer(1, 1000), default=9, metavar="N", help="timed runs of each (default: 9)"
    )
    add_provider(parser)
    add_models_folder(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    from studio.cli.bench.contenders import Bench
    from studio.cli.bench.machine import describe_machine

    bench = Bench(_model_paths(arguments), arguments.provider, arguments.threads)
    machine = describe_machine(arguments.provider, arguments.threads)
    sizes = (*SIZES_PX, FULL_SIZE_PX) if arguments.full else SIZES_PX
    timings = _measure(bench, sizes, arguments.rounds, machine.peak_gflops)
    report = _report(machine, arguments.threads, timings)
    if arguments.json:
        import json

        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _print_table(report)
    return 0


def _model_paths(arguments: argparse.Namespace) -> list[Path]:
    from studio.cli.catalog import open_catalog

    catalog = open_catalog(arguments)
    if arguments.models is None:
        return [entry.path for entry in catalog.models()]
    return [catalog.find(name.strip()).path for name in arguments.models.split(",")]


def _measure(bench: Bench, sizes_px: Iterable[int], rounds: int, peak_gflops: float) -> list[Timing]:
    from studio.cli.bench.measure import WARM_UP_RUNS, time_in_turn
    from studio.cli.progress import Progress

    timings: list[Timing] = []
    groups = [(f"{size_px} px", list(bench.at_size(size_px))) for size_px in sizes_px]
    for label, contenders in [*groups, ("generators", list(bench.of_generators()))]:
        done = 0
        with Progress(f"timing {label}", (rounds + WARM_UP_RUNS) * len(contenders)) as progress:

            def on_run(progress: Progress = progress) -> None:
                nonlocal done
                done += 1
                progress.update(done)

            timings += time_in_turn(contenders, rounds, peak_gflops, on_run)
    return timings


def _report(machine: Machine, threads: int, timings: list[Timing]) -> dict[str, Any]:
    from dataclasses import asdict

    from studio.cli.bench.machine import versions

    return {
        "versions": versions(),
        "machine": asdict(machine),
        "threads": threads,
        "timings": [asdict(timing) for timing in timings],
        "ratios": list(_ratios(timings)),
    }


def _ratios(timings: list[Timing]) -> Iterable[dict[str, Any]]:
    """Each use of each style network against the reference in the same use, at each size."""
    from studio.cli.bench.contenders import OWN, REFERENCE

    reference = {
        (timing.size_px, timing.case): timing.median_ms for timing in timings if timing.network == REFERENCE
    }
    for timing in timings:
        use, _, kind = timing.case.partition(", ")
        against = reference.get((timing.size_px, f"{use}, {OWN}"))
        if kind and against is not None and timing.network != REFERENCE:
            yield {
                "network": timing.network,
                "case": timing.case,
                "size_px": timing.size_px,
                "times_faster": against / timing.median_ms,
            }


def _print_table(report: dict[str, Any]) -> None:
    machine = report["machine"]
    print(", ".join(f"{name} {number}" for name, number in report["versions"].items()))
    print(
        f"{machine['processor']}, {machine['cores']} cores, {report['threads']} threads, matrix products on the "
        f"{machine['peak_provider']} {machine['peak_gflops']:.0f} GFLOP/s"
    )
    ratios = {(row["network"], row["case"], row["size_px"]): row["times_faster"] for row in report["ratios"]}
    heading = (
        f"{'network':<20} {'case':<28} {'px':>5} {'median ms':>10} {'min-max ms':>17} {'MP/s':>7} {'1/s':>7}"
    )
    print(f"\n{heading} {'of peak':>8} {'x ref':>6}  provider")
    for row in report["timings"]:
        ratio = ratios.get((row["network"], row["case"], row["size_px"]))
        span = f"{row['min_ms']:.1f}-{row['max_ms']:.1f}"
        share = "" if row["peak_share"] is None else f"{row['peak_share']:.0%}"
        print(
            f"{row['network']:<20} {row['case']:<28} {row['size_px']:>5} {row['median_ms']:>10.1f} {span:>17} "
            f"{row['megapixels_per_s']:>7.2f} {row['frames_per_s']:>7.1f} {share:>8} "
            f"{'' if ratio is None else f'{ratio:.1f}':>6}  {row['provider']}"
        )
