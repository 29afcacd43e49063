"""Figures on their way into a card: from the monitor, from `evaluate`, and into a file that is there already."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exports.card import GeneratorCard
from exports.figures import FiguresCard
from exports.onnxfile import read_card
from exports.session import open_generator
from tests.helpers.gan_configs import TINY, write_spots
from tests.helpers.tiny_models import build_generator, build_style
from training.__main__ import main
from training.errors import TrainingError
from training.export.relabel import put_figures, without_card
from training.figures import EVALUATED, MONITORED, figures_in
from training.gan.train import train_gan
from training.runs.log import read_stats

FIGURES = FiguresCard("evaluate", "squeezenet-1.0", False, 1024, 43.76, {"frechet": 0.303, "coverage": 0.521})
RUN = dataclasses.replace(TINY, metrics_kimg=0.02, monitor=dataclasses.replace(TINY.monitor, samples=20))


Exported = Callable[..., FiguresCard | None]


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exported:
    """Exports a run as the command does, but for the file; returns the figures that its card would have."""
    given: list[FiguresCard | None] = []

    def export_generator(*arguments: Any) -> argparse.Namespace:
        given.append(arguments[-1])
        return argparse.Namespace(kind="generator", title="Spots")

    monkeypatch.setattr("training.export.generator.export_generator", export_generator)

    def exported(run: Path, *more: str) -> FiguresCard | None:
        command = ["export", str(run), "--out", str(tmp_path / "spots.onnx"), "--no-projector"]
        assert main([*command, *more]) == 0
        return given[-1]

    return exported


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_spots(tmp_path_factory.mktemp("spots"), 40)


def test_a_card_gets_the_figures_of_the_last_evaluation_or_else_the_monitors(
    data: Path, tmp_path: Path, exported: Exported, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    config = dataclasses.replace(RUN, data=(str(data),))
    train_gan(config, run)

    monitored = exported(run)
    line = read_stats(run)[-1]
    assert monitored is not None
    assert (monitored.measured_by, monitored.network, monitored.samples) == ("monitor", "pinxit", 20)
    assert (monitored.kimg, monitored.used_in_training) == (line["kimg"], False)
    assert dict(monitored.values) == {
        name: line[name] for name in ("frechet", "coverage", "diversity", "spacing", "novelty", "copied")
    }
    assert "those of the monitor after 0.04 kimg, in features of pinxit" in capsys.readouterr().out

    command = ["evaluate", str(run), "--out", str(tmp_path / "report"), "--samples", "30", "--threads", "1"]
    assert main(command) == 0
    table = json.loads((tmp_path / "report" / "metrics.json").read_text(encoding="utf-8"))
    row = table["tables"]["pinxit"]["run"]
    capsys.readouterr()
    evaluated = exported(run)
    assert evaluated is not None
    assert (evaluated.measured_by, evaluated.network, evaluated.samples) == ("evaluate", "pinxit", 20)
    assert evaluated.kimg == 0.04
    assert dict(evaluated.values) == {name: row[name] for name in evaluated.values}
    assert {"frechet", "density", "coverage", "told_apart"} <= evaluated.values.keys()
    assert "those of evaluate, in features of pinxit" in capsys.readouterr().out

    # Figures of what the run drew before are not those of what it draws now.
    train_gan(dataclasses.replace(config, total_kimg=0.06), run)
    later = exported(run)
    assert later is not None
    assert (later.measured_by, later.kimg) == ("monitor", 0.06)
    printed = capsys.readouterr().out
    assert "are of 0.04 kimg at 32 px and this is 0.06 kimg" in printed
    assert "evaluate the run again" in printed


def test_smaller_pictures_than_were_looked_at_have_no_figures(
    data: Path, tmp_path: Path, exported: Exported, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    config = dataclasses.replace(RUN, data=(str(data),), generator="msg", discriminator="multiscale")
    train_gan(config, run)
    assert exported(run) is not None
    assert exported(run, "--resolution", "16") is None
    assert "none, as nothing was measured" in capsys.readouterr().out


def test_a_run_that_measured_nothing_or_not_yet_through_what_has_no_figures(
    data: Path, tmp_path: Path, exported: Exported
) -> None:
    run = tmp_path / "run"
    train_gan(dataclasses.replace(RUN, data=(str(data),), metrics_kimg=0), run)
    assert exported(run) is None
    # As runs of before noted it.
    with (run / "stats.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"kimg": 0.04, "frechet": 0.5}\n')
    assert exported(run) is None


@pytest.mark.parametrize(
    ("name", "note"),
    [
        (EVALUATED, "no table"),
        (EVALUATED, "{}"),
        (EVALUATED, '{"run": "x", "resolution": 32, "figures": {"values": {"frechet": NaN}}}'),
        (MONITORED, '{"network": 3, "samples": 20}'),
    ],
)
def test_notes_that_cannot_be_read_are_named(
    name: str, note: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    train_gan(dataclasses.replace(RUN, data=(str(data),), total_kimg=0.004, metrics_kimg=0.004), run)
    (run / name).write_text(note, encoding="utf-8")
    capsys.readouterr()
    assert main(["export", str(run), "--out", str(tmp_path / "a.onnx"), "--no-projector"]) == 1
    said = capsys.readouterr().err
    assert str(run / name) in said
    assert "delete it to export without them" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "a.onnx").exists()


def test_a_report_is_written_where_the_run_takes_no_note(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    train_gan(dataclasses.replace(RUN, data=(str(data),), metrics_kimg=0), run)
    (run / EVALUATED).mkdir()
    command = ["evaluate", str(run), "--out", str(tmp_path / "report"), "--samples", "16", "--threads", "1"]
    assert main(command) == 0
    assert "exports of the run go without these figures." in capsys.readouterr().out
    assert (tmp_path / "report" / "metrics.md").is_file()


@pytest.mark.parametrize(
    ("used", "network", "flatters"),
    [
        (set(), "c", False),
        ({"c"}, "b", False),
        ({"a", "b", "c"}, "c", True),
        (None, "c", None),
    ],
)
def test_the_last_network_counts_that_no_discriminator_used(
    used: set[str] | None, network: str, flatters: bool | None
) -> None:
    tables: dict[str, Any] = {
        name: {"mine": {"frechet": index, "patches_16": 3.0}} for index, name in enumerate("abc")
    }
    found = figures_in(tables, "mine", 64, used, 2.0)
    assert found is not None
    assert (found.network, found.used_in_training) == (network, flatters)
    assert dict(found.values) == {"frechet": "abc".index(network)}
    assert figures_in({"a": {"mine": {"frechet": float("nan")}}}, "mine", 64, used, 2.0) is None


def test_figures_go_into_a_files_card_and_nothing_else_changes(tmp_path: Path) -> None:
    path = build_generator(tmp_path / "blobs.onnx")
    before, data = read_card(path), path.read_bytes()
    pictures = open_generator(path, provider="cpu", threads=1)(np.ones((2, 8), np.float32))
    card = put_figures(path, FIGURES)

    assert card == read_card(path)
    assert isinstance(before, GeneratorCard)
    assert card == dataclasses.replace(before, figures=FIGURES)
    assert without_card(path.read_bytes()) == without_card(data)
    model = open_generator(path, provider="cpu", threads=1)
    assert np.array_equal(model(np.ones((2, 8), np.float32)), pictures)
    assert model.offers_projector
    again = path.read_bytes()
    put_figures(path, FIGURES)
    assert path.read_bytes() == again
    assert [each.name for each in tmp_path.iterdir()] == ["blobs.onnx"]


def test_what_is_no_generator_or_would_be_refused_stays_as_it_is(tmp_path: Path) -> None:
    style, path = build_style(tmp_path / "style.onnx"), build_generator(tmp_path / "blobs.onnx")
    for file, figures, part in (
        (style, FIGURES, "style.onnx is no generator"),
        (path, dataclasses.replace(FIGURES, values={"coverage": 7.0}), "'figures.values.coverage'"),
    ):
        data = file.read_bytes()
        with pytest.raises(TrainingError, match=part):
            put_figures(file, figures)
        assert file.read_bytes() == data
    assert len(list(tmp_path.iterdir())) == 2


def test_evaluate_writes_into_the_cards_of_files_when_it_is_asked_to(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = build_generator(tmp_path / "blobs.onnx")
    command = ["evaluate", str(path), str(data), "--out", str(tmp_path / "out"), "--samples", "16"]
    before = path.read_bytes()
    assert main(command) == 0
    assert path.read_bytes() == before
    assert main([*command, "--into-cards"]) == 0
    card = read_card(path)
    assert isinstance(card, GeneratorCard)
    assert card.figures is not None
    assert (card.figures.network, card.figures.samples) == ("pinxit", 16)
    assert (card.figures.used_in_training, card.figures.kimg) == (None, None)
    assert "figures in features of pinxit are in its card" in capsys.readouterr().out
