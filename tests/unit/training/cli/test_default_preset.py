"""Runs whose preset nobody names: what they begin with, and what they go on with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.training_data import write_pictures
from training.__main__ import build_parser, main
from training.config import DEFAULT_PRESETS, as_table, build, config_hash, merge, read_preset
from training.gan.config import GanConfig
from training.gan.contradictions import refuse_contradictions
from training.gan.search_space import read_space
from training.gan.sweep import Sweep, run_sweep
from training.gan.train import load_networks, train_gan
from training.perceptual.networks import load_perceptual
from training.runs.checkpoint import Checkpoint
from training.style.train import StyleConfig

SMALL = (
    *("--kimg", "0.008", "--no-cache"),
    *("--set", "batch_size=4", "--set", "resolution=32", "--set", "precision=float32"),
    *("--set", "light.base_channels=4", "--set", "light.max_channels=8", "--set", "metrics_kimg=0"),
)
OLDER = GanConfig(
    resolution=32,
    discriminator="plain",
    batch_size=4,
    total_kimg=0.008,
    metrics_kimg=0,
    precision="float32",
)
"""A run without a preset before there was one: what the options were by themselves, with a few changed by `--set`."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_pictures(tmp_path / "pictures", 10)


@pytest.fixture
def quick_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    """How fast steps are is measured elsewhere."""
    monkeypatch.setattr("training.gan.plan.step_seconds", lambda *_: 1.0)


def written_config(run: Path) -> dict[str, Any]:
    return json.loads((run / "config.json").read_text(encoding="utf-8"))["config"]


def assert_refused(command: Sequence[str], part: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(command) == 1
    said = capsys.readouterr().err
    assert part in said
    assert said.count("\n") == 1


def test_default_presets_look_through_nothing_but_what_ships() -> None:
    gan = build(GanConfig, read_preset("gan", DEFAULT_PRESETS["gan"]))
    refuse_contradictions(gan)
    assert gan.perceptual == ("pinxit",)
    assert {view.network for view in gan.projected.views} == {"pinxit", "pixels"}
    style = build(StyleConfig, read_preset("style", DEFAULT_PRESETS["style"]))
    assert style.perceptual == ("pinxit",)
    assert {look.network for look in style.looks} == {"pinxit"}


@pytest.mark.parametrize("command", ["gan", "style", "sweep"])
def test_help_names_the_default(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args([command, "--help"])
    shown = "".join(capsys.readouterr().out.split())
    default = DEFAULT_PRESETS["style" if command == "style" else "gan"]
    assert f"ifnoneisnamed{default},orwhatRUNwasbegunwith" in shown


def test_a_bare_run_takes_the_default_preset_and_needs_no_folder_of_networks(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert main(["gan", str(data), "--out", str(run), *SMALL]) == 0
    assert "preset own-64, as none is named" in capsys.readouterr().out
    changed = {
        "data": [str(data)],
        "total_kimg": 0.008,
        "batch_size": 4,
        "resolution": 32,
        "precision": "float32",
        "metrics_kimg": 0,
        "light": {"base_channels": 4, "max_channels": 8},
    }
    wanted = build(GanConfig, merge(read_preset("gan", "own-64"), changed))
    assert written_config(run) == as_table(wanted)
    assert Checkpoint(run).state()["kimg"] == 0.008


def test_a_named_preset_is_not_told_again(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["gan", str(data), "--out", str(tmp_path / "run"), "--preset", "tiny", "--kimg", "0.004"]
    assert main([*command, "--set", "batch_size=4"]) == 0
    assert "preset" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("preset", "line"), [(None, "own-64, as none is named"), ("few-shot", "few-shot")], ids=["bare", "named"]
)
def test_a_dry_run_prints_the_preset(
    preset: str | None,
    line: str,
    data: Path,
    tmp_path: Path,
    quick_plans: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    named = ["--preset", preset] if preset else []
    assert main(["gan", str(data), "--out", str(tmp_path / "run"), *named, *SMALL, "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"preset         {line}"
    assert lines[1].index("10 pictures") == lines[0].index(line)
    assert not (tmp_path / "run").exists()


def test_a_run_that_was_begun_before_there_was_a_default_goes_on_as_its_folder_says(
    data: Path, tmp_path: Path, quick_plans: None, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    train_gan(build(GanConfig, merge(as_table(OLDER), {"data": [str(data)]})), run)
    before = written_config(run)
    # The very call that began it, and one that says only what is needed.
    older = ["--set", "discriminator=plain", "--set", "resolution=32", "--set", "batch_size=4"]
    assert (
        main(["gan", str(data), "--out", str(run), "--kimg", "0.012", "--resume", "--no-cache", *older]) == 0
    )
    assert main(["gan", str(data), "--out", str(run), "--kimg", "0.016", "--resume", "--no-cache"]) == 0
    assert f"options those of {run}, which goes on" in capsys.readouterr().out
    assert Checkpoint(run).state()["kimg"] == 0.016
    assert written_config(run) == {**before, "total_kimg": 0.016}
    assert main(["gan", str(data), "--out", str(run), "--no-cache", "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith(f"options        those of {run}, which goes on\n")
    assert_refused(["gan", str(data), "--out", str(run), "--seed", "5"], "other options (seed)", capsys)
    assert_refused(
        ["gan", str(data), "--out", str(run), "--preset", "own-64", "--no-cache"], "other options", capsys
    )


def test_folders_of_other_runs_and_of_other_versions_are_refused(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    train_gan(build(GanConfig, merge(as_table(OLDER), {"data": [str(data)]})), run)
    assert_refused(["style", str(data), "--out", str(run)], "belongs to a run of gan", capsys)
    table = json.loads((run / "config.json").read_text(encoding="utf-8"))
    table["config"]["of_another_time"] = 3
    (run / "config.json").write_text(json.dumps(table), encoding="utf-8")
    assert_refused(["gan", str(data), "--out", str(run)], "Unknown option 'of_another_time'", capsys)


def test_a_folder_in_which_nothing_was_done_takes_the_default(data: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    left = {"config": as_table(OLDER), "hash": config_hash(OLDER)}
    (run / "config.json").write_text(json.dumps(left), encoding="utf-8")
    assert main(["gan", str(data), "--out", str(run), *SMALL]) == 0
    assert written_config(run)["discriminator"] == "projected"


def test_networks_that_are_named_measure_what_looks_through_our_own(
    data: Path, tmp_path: Path, perceptual_folder: Path
) -> None:
    run = tmp_path / "run"
    named = ["--perceptual", str(perceptual_folder)]
    assert main(["gan", str(data), "--out", str(run), *SMALL, *named]) == 0
    config = build(GanConfig, written_config(run))
    assert config.perceptual == (str(perceptual_folder),)
    assert set(load_networks(config)) == {"squeezenet-1.1", "vgg19-small", "pinxit"}


@pytest.mark.parametrize(
    ("named", "wanted"),
    [([], ["pinxit"] * 3), (["pinxit"], ["pinxit"] * 3), (["FOLDER"], [])],
    ids=["bare", "our own", "others"],
)
def test_a_bare_style_run_looks_through_our_own_encoder_or_what_is_named(
    named: list[str],
    wanted: list[str],
    photo_folder: Path,
    painting_folder: Path,
    perceptual_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    configs: list[StyleConfig] = []
    monkeypatch.setattr("training.style.train.train_style", lambda config, *_, **__: configs.append(config))
    folders = [str(perceptual_folder) if name == "FOLDER" else name for name in named]
    command = ["style", str(photo_folder), "--styles", str(painting_folder), "--out", str(tmp_path / "run")]
    assert main([*command, *(["--perceptual", *folders] if folders else [])]) == 0
    (config,) = configs
    assert [look.network for look in config.looks] == wanted
    assert config.perceptual == tuple(folders or ["pinxit"])
    assert config.crops.side_px == 192
    assert "preset own-cpu, as none is named" in capsys.readouterr().out


def test_a_bare_style_run_goes_on_as_its_folder_says(
    photo_folder: Path, painting_folder: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    first = ["--steps", "1", "--set", "crops.side_px=64", "--set", "batch=1", "--set", "painting_px=64"]
    first += ["--set", "network.channels=8", "--set", "network.blocks=1", "--set", "network.half_channels=4"]
    command = ["style", str(photo_folder), "--out", str(run), "--no-cache"]
    assert main([*command, "--styles", str(painting_folder), *first]) == 0
    before = written_config(run)
    assert main([*command, "--resume"]) == 0
    assert written_config(run) == before
    assert [look["network"] for look in before["looks"]] == ["pinxit"] * 3


def test_a_bare_sweep_has_the_default_preset_and_an_older_one_keeps_what_it_was_begun_with(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[GanConfig] = []

    def train(config: GanConfig, folder: Path, *_more: object) -> None:
        tried.append(config)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "stats.jsonl").write_text('{"kimg": 1, "frechet": 0.5}\n', encoding="utf-8")

    monkeypatch.setattr("training.gan.train.train_gan", train)
    older = Sweep({"data": [str(data)], "discriminator": "plain"}, read_space(["seed=0,1"]), search="grid")
    run_sweep(older, tmp_path / "older", 1, train, lambda _: None)
    vary = ["--vary", "seed=0,1", "--search", "grid"]
    for name in ("fresh", "older"):
        tried.clear()
        assert main(["sweep", str(data), "--out", str(tmp_path / name), *vary]) == 0
        if name == "fresh":
            assert [config.perceptual for config in tried] == [("pinxit",)] * 2
            assert "preset own-64, as none is named" in capsys.readouterr().out
    assert tried == []
    assert "which goes on" in capsys.readouterr().out
    assert_refused(
        ["sweep", str(data), "--out", str(tmp_path / "older"), "--preset", "tiny", *vary],
        "a sweep with other options",
        capsys,
    )


def test_our_own_encoder_is_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[list[str]] = []

    def loaded(names: list[str]) -> object:
        opened.append(list(names))
        return load_perceptual(names)

    monkeypatch.setattr("training.gan.train.load_perceptual", loaded)
    assert set(load_networks(build(GanConfig, read_preset("gan", "own-64")))) == {"pinxit"}
    assert load_networks(OLDER) == {}
    assert opened == [["pinxit"]]
