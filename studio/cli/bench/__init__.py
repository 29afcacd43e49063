"""Times every model beside a reference network, in turn and in one process, and says what this machine can do at best.

The reference is the style network of Johnson, Alahi & Fei-Fei (2016), 1.68 million parameters, with random weights
(`tools/make_reference_network.py`). Ratios are those of the medians: how many times longer the reference takes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.arguments import add_models_folder, add_provider, integer

if TYPE_CHECKING:
    from exports.catalog import Catalog
    from studio.cli.bench.contenders import Bench
    from studio.cli.bench.documents import Readiness
    from studio.cli.bench.measure import Timing
    from studio.cli.bench.memory import Peak

SIZES_PX = ((256, 256), (512, 512), (1024, 1024))
SIZE_STEP_PX = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--models",
        metavar="NAME,...",
        help="names or files of models, joined by commas (default: all of the catalog)",
    )
    parser.add_argument(
        "--sizes",
        type=sizes,
        default=SIZES_PX,
        metavar="PX,...",
        help=f"sides of square pictures, or WxH (default: {','.join(str(width) for width, _ in SIZES_PX)})",
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help="also how soon documents of 24 and 2 megapixels can be painted on, and the memory that 24 and 100 "
        "megapixels need (ten minutes more)",
    )
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
    from studio.cli.bench.report import in_words, make_report
    from studio.cli.catalog import open_catalog

    catalog = open_catalog(arguments)
    bench = Bench(
        _model_paths(catalog, arguments.models), catalog.styles(), arguments.provider, arguments.threads
    )
    timings = _measure(bench, arguments.sizes, arguments.rounds)
    report = make_report(
        describe_machine(),
        arguments.threads,
        timings,
        bench.style_costs(),
        _measure_documents(bench) if arguments.full else (),
        _measure_memory(bench, arguments) if arguments.full else (),
    )
    print(json.dumps(report, indent=2, ensure_ascii=False) if arguments.json else in_words(report))
    return 0


def sizes(text: str) -> tuple[tuple[int, int], ...]:
    """A type for argparse: sizes in pixels, as one number or as WxH, joined by commas."""
    found = []
    for part in text.split(","):
        sides = [integer(16, 8192)(side.strip()) for side in part.split("x")]
        if len(sides) > 2:
            raise argparse.ArgumentTypeError(
                f"{part.strip()} is neither a number nor a width and a height, as 1920x1080"
            )
        for side_px in sides:
            if side_px % SIZE_STEP_PX:
                raise argparse.ArgumentTypeError(
                    f"{side_px} is no multiple of {SIZE_STEP_PX}, as networks need"
                )
        found.append((sides[0], sides[-1]))
    return tuple(found)


def _model_paths(catalog: Catalog, names: str | None) -> list[Path]:
    if names is None:
        return [entry.path for entry in catalog.models()]
    return [catalog.find(name.strip()).path for name in names.split(",")]


def _measure(bench: Bench, sizes_px: Iterable[tuple[int, int]], rounds: int) -> list[Timing]:
    from studio.cli.bench.measure import WARM_UP_RUNS, time_in_turn
    from studio.cli.progress import Progress

    timings: list[Timing] = []
    groups = [("{}x{} px".format(*size_px), list(bench.at_size(size_px))) for size_px in sizes_px]
    for label, contenders in [*groups, ("generators", list(bench.of_generators()))]:
        done = 0
        with Progress(f"timing {label}", (rounds + WARM_UP_RUNS) * len(contenders)) as progress:

            def on_run(progress: Progress = progress) -> None:
                nonlocal done
                done += 1
                progress.update(done)

            timings += time_in_turn(contenders, rounds, on_run)
    return timings


def _measure_documents(bench: Bench) -> list[Readiness]:
    from studio.cli.bench.documents import STYLES, measure_documents
    from studio.cli.progress import Progress

    found: list[Readiness] = []
    for model in bench.style_networks():
        done = 0
        with Progress(f"painting with {model.card.name}", STYLES) as progress:

            def on_step(progress: Progress = progress) -> None:
                nonlocal done
                done += 1
                progress.update(done)

            found += measure_documents(model, bench.style_of(model), on_step)
    return found


def _measure_memory(bench: Bench, arguments: argparse.Namespace) -> list[Peak]:
    from studio.cli.bench.memory import SIZES_PX, measure_peak

    call = ["--threads", str(arguments.threads), "--provider", arguments.provider]
    found = []
    for model in bench.style_networks():
        card = next((card for card in bench.cards_of(model) if card.path is not None), None)
        if card is not None and card.path is not None:
            named = [*call, "--model", str(model.path)]
            found += [
                measure_peak(model.card.name, card.path, named, size_px, quick)
                for size_px in SIZES_PX
                for quick in (True, False)
            ]
    return found
