from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from exports.session import open_style
from studio.__main__ import main
from studio.cli.bench.documents import STYLES, measure_documents, percentile
from studio.cli.bench.machine import Machine
from studio.cli.bench.measure import WARM_UP_RUNS, Contender, Timing, time_in_turn
from studio.cli.bench.memory import measure_peak
from studio.cli.bench.report import in_words, make_report
from tests.helpers.tiny_models import random_style


def timing(network: str, median_ms: float, **values: object) -> Timing:
    rate = 1000 / median_ms
    defaults: dict[str, object] = {
        "network": network,
        "use": "graph",
        "statistics": "own",
        "precision": "float32",
        "size_px": (512, 512),
        "provider": "CPU",
        "median_ms": median_ms,
        "min_ms": median_ms / 2,
        "max_ms": median_ms * 2,
        "cpu_ms": median_ms * 1.5,
        "frames_per_s": rate,
        "megapixels_per_s": rate,
        "gflop": 1.0,
        "gflops": rate,
    }
    return Timing(**{**defaults, **values})  # type: ignore[arg-type]


MACHINE = Machine("A processor", "A system", 2)
TIMINGS = [
    timing("matrix product", 20.0, use="float32", statistics=None),
    timing("johnson2016", 800.0),
    timing("ours", 100.0),
    timing("ours", 50.0, statistics="frozen"),
    timing("ours", 20.0, statistics="frozen", precision="int8"),
]


def test_contenders_take_turns() -> None:
    order: list[str] = []
    done: list[None] = []
    contenders = [
        Contender(name, "graph", (100, 100), lambda name=name: order.append(name), "CPU") for name in "ab"
    ]
    timings = time_in_turn(contenders, 3, lambda: done.append(None))
    assert "".join(order) == "a" * WARM_UP_RUNS + "b" * WARM_UP_RUNS + "ababab"
    assert len(done) == len(order)
    for result in timings:
        assert result.min_ms <= result.median_ms <= result.max_ms
        assert result.megapixels_per_s == pytest.approx(result.frames_per_s * 0.01)


def test_a_batch_counts_all_its_pictures() -> None:
    single, batch = time_in_turn(
        [Contender("a", "graph", (10, 10), sum_numbers, "CPU", pictures=count) for count in (1, 1000)],
        5,
        lambda: None,
    )
    assert batch.frames_per_s == pytest.approx(1000 * 1000 / batch.median_ms)
    assert single.frames_per_s == pytest.approx(1000 / single.median_ms)


def sum_numbers() -> int:
    return sum(range(2000))


def test_ratios_compare_with_the_reference_in_the_same_use() -> None:
    report = make_report(MACHINE, 2, TIMINGS)
    found = {(row["statistics"], row["precision"]): row["times_faster"] for row in report["ratios"]}
    assert found == {("own", "float32"): 8.0, ("frozen", "float32"): 16.0, ("frozen", "int8"): 40.0}
    assert [row["cpu_times_faster"] for row in report["ratios"]] == [8.0, 16.0, 40.0]


def test_the_peak_is_the_best_matrix_product() -> None:
    report = make_report(MACHINE, 2, TIMINGS)
    assert report["peak_gflops"] == pytest.approx(1.0 / 0.010)
    shares = {row["network"]: row["peak_share"] for row in report["timings"]}
    assert shares["johnson2016"] == pytest.approx(1.25 / 100)


def test_whole_numbers_are_held_against_a_product_of_whole_numbers() -> None:
    product = replace(TIMINGS[0], precision="int8", use="int8", gflop=1.0, min_ms=2.0)
    assert product.network == "matrix product"
    brush = replace(TIMINGS[-1], precision="int8", gflop=1.0, gflops=125.0)
    report = make_report(MACHINE, 2, [*TIMINGS, product, brush])
    assert report["peaks"] == {"float32": pytest.approx(100.0), "int8": pytest.approx(500.0)}
    assert report["timings"][-1]["peak_share"] == pytest.approx(0.25)
    assert "500 GFLOP/s in int8" in in_words(report)
    without = make_report(MACHINE, 2, [*TIMINGS, brush])
    assert without["timings"][-1]["peak_share"] is None


def test_the_table_shows_the_ratio_beside_the_time() -> None:
    lines = in_words(make_report(MACHINE, 2, TIMINGS)).splitlines()
    assert "A processor" in lines[1]
    frozen, brush = (line for line in lines if "frozen" in line)
    assert "16.0" in frozen
    assert "50.0" in frozen
    assert "int8" in brush
    assert "40.0" in brush


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(1, 41)]
    assert percentile(values, 0.95) == 38
    assert percentile(values, 1.0) == 40
    assert percentile([7.0], 0.95) == 7.0


def test_documents_are_measured_in_turn(tiny_folder: Path) -> None:
    model = open_style(tiny_folder / "tiny-style.onnx", provider="cpu", threads=1)
    steps: list[None] = []
    large, small = measure_documents(
        model, random_style(1), lambda: steps.append(None), [(900, 600), (520, 300)]
    )
    assert (large.megapixels, small.megapixels) == (0.54, 0.156)
    assert len(steps) == STYLES
    for found in (large, small):
        assert 0 < found.cold_tile_median_ms <= found.cold_tile_p95_ms
        assert 0 < found.warm_tile_median_ms <= found.warm_tile_p95_ms
        assert found.statistics_ms > 0
        assert found.precision == "float32"


def test_memory_is_that_of_a_process_of_its_own(tiny_folder: Path) -> None:
    card = tiny_folder / "styles" / "tiny-brush.png"
    arguments = ["--models-folder", str(tiny_folder), "--provider", "cpu", "--threads", "1"]
    for quick, statistics in ((True, "sampled"), (False, "exact")):
        peak = measure_peak("tiny-style", card, arguments, (800, 600), quick)
        assert (peak.megapixels, peak.statistics) == (0.48, statistics)
        assert 20 < peak.peak_mb < 2000
        assert peak.seconds > 0
    with pytest.raises(ChildProcessError):
        measure_peak("tiny-style", card.with_name("absent.png"), arguments, (80, 60), quick=True)


def test_bench_measures_every_kind_of_model(tiny_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    models = ",".join(str(tiny_folder / f"tiny-{kind}.onnx") for kind in ("style", "generator", "perceptual"))
    assert (
        main(
            [
                "bench",
                "--json",
                "--sizes",
                "64,128x72",
                "--rounds",
                "1",
                "--provider",
                "cpu",
                "--models",
                models,
            ]
        )
        == 0
    )
    captured = capsys.readouterr()
    assert captured.err == ""
    report = json.loads(captured.out)
    timings = report["timings"]
    assert {row["network"] for row in timings} == {
        "matrix product", "johnson2016", "tiny-style", "tiny-generator", "tiny-perceptual",
    }  # fmt: skip
    sizes = {tuple(row["size_px"]) for row in timings if row["network"] == "johnson2016"}
    assert sizes == {(64, 64), (128, 72)}
    assert {row["provider"] for row in timings} == {"CPU"}
    uses = {(row["use"], row["statistics"]) for row in report["ratios"]}
    assert uses == {("graph", "own"), ("graph", "frozen"), ("picture", "own"), ("picture", "frozen")}
    assert all(row["times_faster"] > 0 for row in report["ratios"])
    assert {"python", "numpy"} <= report["versions"].keys()
    (cost,) = report["styles"]
    assert cost["network"] == "tiny-style"
    assert cost["vector_bytes"] == 4 * 12
    assert cost["network_bytes"] == (tiny_folder / "tiny-style.onnx").stat().st_size
    assert report["documents"] == report["memory"] == []


def test_sizes_are_those_that_networks_take(capsys: pytest.CaptureFixture[str]) -> None:
    for sizes in ("100", "0", "64,x", "", "64x64x64", "128x100", "64x"):
        assert main(["bench", "--sizes", sizes]) == 2
        assert "--sizes" in capsys.readouterr().err


def test_bench_of_nothing_says_what_there_is(tiny_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--models", "tiny-styel", "--models-folder", str(tiny_folder)]) == 1
    assert "tiny-style" in capsys.readouterr().err
