"""The job file for Azure Machine Learning: its form, and that its command is one that `pinxit-train` takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from training.__main__ import build_parser

yaml = pytest.importorskip("yaml")
pytest.importorskip("torch")

AZURE = Path(__file__).parents[2] / "docs" / "azure"
USED = re.compile(r"\$\{\{(inputs|outputs)\.(\w+)\}\}")


@pytest.fixture(scope="module")
def job() -> dict[str, Any]:
    return yaml.safe_load((AZURE / "job.yml").read_text(encoding="utf-8"))


def commands(job: dict[str, Any]) -> list[list[str]]:
    """The arguments of every call of `python -m training`, inputs and outputs put in."""

    def given(match: re.Match[str]) -> str:
        value = job[match[1]][match[2]]
        return value if isinstance(value, str) else f"mounted/{match[2]}"

    words = shlex.split(USED.sub(given, job["command"]).replace(";", " ; "))
    starts = [index for index, word in enumerate(words) if word == "training"]
    ends = {"&&", ";", "fi"}
    return [
        words[start + 1 : next((i for i in range(start, len(words)) if words[i] in ends), len(words))]
        for start in starts
    ]


def test_the_job_has_the_form_of_a_command_job(job: dict[str, Any]) -> None:
    assert job["type"] == "command"
    assert job["$schema"].endswith("commandJob.schema.json")
    assert job["distribution"] == {"type": "pytorch", "process_count_per_instance": 1}
    assert job["resources"]["instance_count"] == 1
    assert {part["type"] for part in (job["inputs"]["pictures"], job["outputs"]["run"])} == {"uri_folder"}
    named = {("inputs", name) for name in job["inputs"]} | {("outputs", name) for name in job["outputs"]}
    assert {match.groups() for match in USED.finditer(job["command"])} == named


def test_its_files_are_where_it_looks_for_them(job: dict[str, Any]) -> None:
    assert (AZURE / job["code"] / "training" / "__main__.py").is_file()
    environment = yaml.safe_load((AZURE / job["environment"]["conda_file"]).read_text(encoding="utf-8"))
    packages = next(part["pip"] for part in environment["dependencies"] if isinstance(part, dict))
    project = (AZURE / job["code"] / "pyproject.toml").read_text(encoding="utf-8")
    for package in packages:
        assert f'"{package}' in project, package


def test_its_commands_are_taken_and_the_run_they_ask_for_exists(job: dict[str, Any]) -> None:
    from training.cli.command import basis_of, options_table
    from training.cli.runs import gan_options
    from training.config import build
    from training.gan.config import GanConfig

    train, export = (build_parser().parse_args(command) for command in commands(job))

    assert train.command == "gan"
    assert train.device == "cuda"
    config = build(GanConfig, options_table(train, basis_of(train, "gan"), **gan_options(train)))
    assert config.resolution == 128
    assert config.data == ("mounted/pictures",)
    assert export.command == "export"
    assert export.run_folder == train.out
    assert export.out == train.out / "model.onnx"
