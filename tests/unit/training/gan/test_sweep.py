"""The sweep: what it is told to vary, how it goes on after a kill, and what it ends in."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.full_disk import fill_the_disk
from tests.helpers.training_data import write_pictures
from training.__main__ import main
from training.config import build, read_preset
from training.errors import DivergedError, TrainingError
from training.gan.config import GanConfig, reported_figures
from training.gan.search_space import Choices, Range, combinations, laid_over, read_space
from training.gan.sweep import Sweep, run_sweep
from training.gan.sweep_report import table
from training.gan.train import train_gan
from training.runs.checkpoint import Checkpoint
from training.runs.log import read_stats

SPACE = read_space(["generator_rate=1e-4..1e-2:log", "light.base_channels=8,16"])


def write_figure(folder: Path, figure: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stats.jsonl").write_text(json.dumps({"kimg": 1, "frechet": figure}) + "\n", encoding="utf-8")


def away_from_best(config: GanConfig) -> float:
    """Best at a rate of 1e-3 and 16 channels."""
    return abs(config.generator_rate / 1e-3 - 1) + (config.light.base_channels != 16)


def judged(config: GanConfig, folder: Path) -> None:
    """Stands in for a training whose figure is known."""
    write_figure(folder, away_from_best(config))


def stopped_after(count: int) -> Callable[[GanConfig, Path], None]:
    """Trains as `judged` does, until it is killed in the trial after `count` whole ones."""
    done: list[Path] = []

    def train(config: GanConfig, folder: Path) -> None:
        if len(done) == count:
            raise KeyboardInterrupt
        judged(config, folder)
        done.append(folder)

    return train


def test_values_and_ranges_are_read_as_they_are_written() -> None:
    space = read_space(
        ["a=1..8", "b=1e-4..1e-3 (log)", "c=0.5..2", "d=hinge,bce", "e.f=true,false", "g=16..64:log"]
    )
    assert space == {
        "a": Range(1, 8, False, True),
        "b": Range(1e-4, 1e-3, True, False),
        "c": Range(0.5, 2, False, False),
        "d": Choices(("hinge", "bce")),
        "e.f": Choices((True, False)),
        "g": Range(16, 64, True, True),
    }
    assert laid_over({"e": {"x": 1}}, {"e.f": True, "a": 3}) == {"e": {"x": 1, "f": True}, "a": 3}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rate", "write KEY=a,b,c or KEY="),
        ("rate=", "write KEY=a,b,c or KEY="),
        ("rate=3..1", "from a smaller number to a larger"),
        ("rate=a..b", "from a smaller number to a larger"),
        ("rate=0..1:log", "both above 0"),
        ("rate=1,,2", "an empty value, or one twice"),
        ("rate=1,1", "an empty value, or one twice"),
    ],
)
def test_what_is_no_range_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(TrainingError, match=words):
        read_space([text])


def test_nothing_to_vary_and_an_option_twice_are_refused() -> None:
    with pytest.raises(TrainingError, match="Name what the sweep varies"):
        read_space([])
    with pytest.raises(TrainingError, match="names a twice"):
        read_space(["a=1,2", "a=3,4"])
    with pytest.raises(TrainingError, match=r"generator_rate is a range; write generator_rate=a,b,c"):
        list(combinations(SPACE))


def test_a_search_finds_what_is_good_and_better_than_chance(tmp_path: Path) -> None:
    best = {
        search: run_sweep(
            Sweep({}, SPACE, search=search, seed=1), tmp_path / search, 24, judged, lambda _: None
        )[0]
        for search in ("tpe", "random")
    }
    assert best["tpe"].values["light.base_channels"] == 16
    assert best["tpe"].figure is not None
    assert best["random"].figure is not None
    assert best["tpe"].figure < 0.25
    assert best["tpe"].figure <= best["random"].figure


def test_a_sweep_that_was_killed_goes_on_and_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    sweep, said = Sweep({}, SPACE, seed=3), []
    whole = run_sweep(sweep, tmp_path / "whole", 13, judged, said.append)
    for count in (2, 4):
        with pytest.raises(KeyboardInterrupt):
            run_sweep(sweep, tmp_path / "parts", 13, stopped_after(count), said.append)
    again: list[str] = []
    parts = run_sweep(sweep, tmp_path / "parts", 13, judged, again.append)

    assert parts == whole
    assert sum(line.startswith("trial 7 of 13") for line in again) == 1
    assert sum(" of 13" in line for line in again) == 7
    assert run_sweep(sweep, tmp_path / "parts", 13, stopped_after(0), said.append) == whole
    assert len(run_sweep(sweep, tmp_path / "parts", 15, judged, said.append)) == 15


def test_a_grid_tries_every_combination_once(tmp_path: Path) -> None:
    space = read_space(["generator_rate=1e-4,1e-3,1e-2", "light.base_channels=8,16"])
    sweep = Sweep({}, space, search="grid", maximize=True)
    with pytest.raises(KeyboardInterrupt):
        run_sweep(sweep, tmp_path, 1, stopped_after(4), lambda _: None)
    found = run_sweep(sweep, tmp_path, 1, judged, lambda _: None)

    assert len(found) == 6
    assert {tuple(trial.values.values()) for trial in found} == {
        tuple(values.values()) for values in combinations(space)
    }
    assert found[0].values == {"generator_rate": 1e-2, "light.base_channels": 8}


def test_a_trial_that_breaks_down_is_noted_and_the_others_go_on(tmp_path: Path) -> None:
    def train(config: GanConfig, folder: Path) -> None:
        if config.light.base_channels == 8:
            raise DivergedError("no number")
        judged(config, folder)

    sweep = Sweep({}, read_space(["light.base_channels=8,16"]), search="grid")
    found = run_sweep(sweep, tmp_path, 0, train, lambda _: None)

    assert [trial.figure is None for trial in found] == [False, True]
    lines = table(sweep, found)
    assert lines[0].split() == ["trial", "frechet", "light.base_channels"]
    assert lines[2].split() == ["1", "broke", "down", "8"]


def test_wrong_options_and_targets_end_a_sweep_before_it_wastes_time(tmp_path: Path) -> None:
    def never(config: GanConfig, folder: Path) -> None:
        raise AssertionError

    with pytest.raises(TrainingError, match="Unknown option 'rate'"):
        run_sweep(Sweep({}, read_space(["rate=1,2"])), tmp_path / "a", 2, never)
    # Also what a later trial would have come upon: the second of the values, the far end of the range.
    for unfit, said in (
        ("loss=hinge,hinged", "must be one of"),
        ("beta1=0.5..1.5", "'beta1' must be less than 1"),
    ):
        with pytest.raises(TrainingError, match=said):
            run_sweep(Sweep({}, read_space([unfit])), tmp_path / "a", 2, never)
    with pytest.raises(
        TrainingError, match=r"no 'frechet', but generator_loss, .*, or set metrics_kimg above 0"
    ):
        run_sweep(Sweep({"metrics_kimg": 0}, SPACE), tmp_path / "a", 2, never)
    with pytest.raises(
        TrainingError, match=r"no 'coverage_', but .*coverage.*; choose --target among these\.$"
    ):
        run_sweep(Sweep({}, SPACE, target="coverage_"), tmp_path / "a", 2, never)
    assert not (tmp_path / "a").exists()
    with pytest.raises(TrainingError, match=r"reports no 'coverage', but kimg, frechet"):
        run_sweep(Sweep({}, SPACE, target="coverage"), tmp_path / "b", 2, judged, lambda _: None)
    run_sweep(Sweep({}, SPACE), tmp_path / "c", 1, judged, lambda _: None)
    with pytest.raises(TrainingError, match="belongs to a sweep with other options"):
        run_sweep(dataclasses.replace(Sweep({}, SPACE), seed=5), tmp_path / "c", 1, judged)


def test_the_command_trains_its_trials_and_ends_in_a_table_and_a_plot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = write_pictures(tmp_path / "pictures", 10), tmp_path / "sweep"
    command = ["sweep", str(data), "--out", str(out), "--preset", "tiny", "--kimg", "0.016", "--no-cache"]
    command += ["--vary", "generator_rate=1e-4..1e-3:log", "--trials", "2"]
    command += ["--target", "generator_loss"]
    assert main(command) == 0

    printed = capsys.readouterr().out
    assert "trial 2 of 2: generator_rate" in printed
    with (out / "sweep.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["trial"] for row in rows) == ["1", "2"]
    assert float(rows[0]["generator_loss"]) <= float(rows[1]["generator_loss"])
    assert (out / "sweep.png").read_bytes().startswith(b"\x89PNG")
    assert main([*command, "--resume"]) == 0
    capsys.readouterr()
    assert main([*command, "--resume", "--out", str(tmp_path / "another")]) == 1
    assert "There is no sweep in" in capsys.readouterr().err
    assert all(Checkpoint(Path(row["folder"])).state()["kimg"] == 0.016 for row in rows)


def test_a_run_reports_the_figures_that_a_sweep_may_ask_for(tmp_path: Path) -> None:
    data = write_pictures(tmp_path / "pictures", 17)
    table = {
        **read_preset("gan", "tiny"),
        "data": [str(data)],
        "regularizers": [{"name": "r1", "weight": 0.1}],
        "skip_below": 0.01,
        "adaptive": {"target": 0.6},
        "total_kimg": 0.016,
        "metrics_kimg": 0.016,
        "monitor": {"samples": 16},
    }
    config = build(GanConfig, table)
    train_gan(config, tmp_path / "run")
    named = {name for line in read_stats(tmp_path / "run") for name in line}
    assert named == {"kimg", *reported_figures(config)}


def test_a_disk_that_is_full_takes_no_sweep_s_options_away(tmp_path: Path) -> None:
    run_sweep(Sweep({}, SPACE), tmp_path, 1, judged, lambda _: None)
    with pytest.MonkeyPatch.context() as patch:
        fill_the_disk(patch)
        with pytest.raises(TrainingError, match="No space left on device"):
            run_sweep(Sweep({}, SPACE), tmp_path, 2, judged, lambda _: None)
    assert len(run_sweep(Sweep({}, SPACE), tmp_path, 2, judged, lambda _: None)) == 2


def test_a_report_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.gan.sweep.run_sweep", lambda *_: [])
    (tmp_path / "sweep" / "sweep.csv").mkdir(parents=True)
    command = ["sweep", str(tmp_path), "--out", str(tmp_path / "sweep"), "--vary", "beta1=0.0,0.5"]
    assert main(command) == 1
    assert "sweep cannot be written: Is a directory." in capsys.readouterr().err
