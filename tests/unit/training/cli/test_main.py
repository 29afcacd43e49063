"""`pinxit-train` as a whole: what it says when it is stopped."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import pytest

from tests.helpers.tiny_models import build_generator, build_style
from training.__main__ import main
from training.cli.command import Command
from training.export.label import Label


@pytest.mark.parametrize("resumes", [True, False])
def test_a_stopped_command_says_whether_it_can_go_on(
    resumes: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_options: argparse.Namespace) -> None:
        raise KeyboardInterrupt

    command = Command("work", "works", lambda _parser: None, stopped, resumes)
    monkeypatch.setattr("training.__main__.RUN_COMMANDS", (command,))
    assert main(["work"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("pinxit-train: stopped")
    assert said.count("\n") == 1
    assert ("goes on" in said) is resumes


@pytest.mark.parametrize(
    ("file", "name", "title"),
    [
        ("Brushes.onnx", "brushes", "Brushes"),
        ("my flowers.onnx", "my-flowers", "my flowers"),
        ("a_b.v2.onnx", "a_b.v2", "a_b.v2"),
    ],
)
def test_a_model_file_of_any_name_gets_one_that_a_card_holds(
    file: str, name: str, title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels: list[Label] = []

    def exported(_run: Path, _out: Path, label: Label, *_more: object) -> argparse.Namespace:
        labels.append(label)
        return argparse.Namespace(kind="generator", title=label.title)

    monkeypatch.setattr("training.export.generator.export_run", exported)
    run = tmp_path / "run"
    run.mkdir()
    data = [".", *(f"photos/{number:03}-{90 * 'x'}.jpg" for number in range(400))]
    (run / "config.json").write_text(json.dumps({"config": {"discriminator": "plain", "data": data}}))
    assert main(["export", str(run), "--out", str(tmp_path / file)]) == 0
    (label,) = labels
    assert (label.name, label.title) == (name, title)
    assert 0 < len(label.training_data) <= 2000
    assert label.training_data.endswith(" and 389 more")
    assert label.training_data.startswith(Path.cwd().name)


def test_a_name_that_no_card_holds_is_refused_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"config": {"discriminator": "plain", "data": ["."]}}))
    assert main(["export", str(tmp_path), "--out", str(tmp_path / "a.onnx"), "--name", "My Flowers"]) == 1
    assert "give another --name" in capsys.readouterr().err


@pytest.mark.parametrize(("given", "kept"), [(None, "PASSIVE"), ("ACTIVE", "ACTIVE")])
def test_threads_that_wait_sleep_unless_the_user_wants_otherwise(
    given: str | None, kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    if given is not None:
        monkeypatch.setenv("OMP_WAIT_POLICY", given)
    main(["check", str(tmp_path)])
    assert os.environ["OMP_WAIT_POLICY"] == kept


@pytest.mark.parametrize(
    "wrong",
    [("--threads", "-2"), ("--threads", "two"), ("--cache", "c", "--no-cache")],
    ids=["threads", "words", "cache and none"],
)
def test_calls_that_contradict_themselves_are_wrong(tmp_path: Path, wrong: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["gan", str(tmp_path), "--out", str(tmp_path / "run"), *wrong])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    "option",
    [("--steps", "0"), ("--styles", "a"), ("--paintings", "b"), ("--size", "256")],
    ids=lambda o: o[0],
)
def test_an_evaluation_of_a_generator_passes_over_no_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, str]
) -> None:
    model = build_generator(tmp_path / "spots.onnx")
    assert main(["evaluate", str(model), "--out", str(tmp_path / "out"), *option]) == 1
    assert f"{option[0]} is for style networks, and {model} is a generator" in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--samples", "20"), ("--into-cards",)], ids=lambda o: o[0])
def test_an_evaluation_of_a_style_network_passes_over_no_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, ...]
) -> None:
    model = build_style(tmp_path / "brush.onnx")
    assert main(["evaluate", str(model), "--out", str(tmp_path / "out"), *option]) == 1
    assert f"{option[0]} is for generators, and {model} is none" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("mark", "option"),
    [
        ("discriminator", ("--thumbnail", "a.jpg")),
        ("discriminator", ("--cards", "b")),
        ("paintings", ("--resolution", "64")),
    ],
)
def test_an_export_passes_over_no_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], mark: str, option: tuple[str, str]
) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"config": {mark: "", "data": []}}))
    assert main(["export", str(tmp_path), "--out", str(tmp_path / "a.onnx"), *option]) == 1
    assert f"{option[0]} is for " in capsys.readouterr().err
