"""`pinxit-train evaluate` for generators: tables, sheets and curves, from a run folder and from a model file alone."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from tests.helpers.gan_configs import TINY, write_spots
from tests.helpers.tiny_models import build_generator
from training.__main__ import main
from training.data import centre_square, load_pictures, stacked, step_torch_rng
from training.evaluation.generators import (
    DATA,
    GeneratorSubject,
    evaluate_generators,
    is_generator,
    open_generator_subject,
)
from training.gan.train import train_gan
from training.perceptual.networks import load_perceptual

SIDE_PX = 32


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_spots(tmp_path_factory.mktemp("spots"), 40)


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that measured itself twice."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("runs") / "spots"
    monitor = dataclasses.replace(TINY.monitor, samples=20)
    train_gan(dataclasses.replace(TINY, data=(str(data),), metrics_kimg=0.02, monitor=monitor), folder)
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A generator of 16 pixels without a run."""
    return build_generator(tmp_path / "blobs.onnx")


def evaluate(*arguments: object) -> int:
    return main(["evaluate", *map(str, arguments)])


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def metrics(out: Path) -> dict[str, Any]:
    return json.loads((out / "metrics.json").read_text(encoding="utf-8"))


def test_a_run_is_judged_by_its_own_data(run: Path, data: Path, tmp_path: Path) -> None:
    assert evaluate(run, "--out", tmp_path, "--samples", 70) == 0
    found = metrics(tmp_path)

    assert found["data"] == [str(data)]
    assert found["pictures"] == {str(SIDE_PX): 40}
    assert found["generators"]["spots"]["kimg"] == pytest.approx(0.04)
    assert found["generators"]["spots"]["minutes"] > 0
    assert found["generators"]["spots"]["discriminator_used"] == []
    rows = found["tables"]["pinxit"]
    assert list(rows) == [DATA, "spots"]
    # Half of the pictures are what a perfect generator would draw; ten steps are not.
    assert rows[DATA]["frechet"] < 0.5 * rows["spots"]["frechet"]
    assert rows[DATA]["coverage"] > 0.7 > rows["spots"]["coverage"]
    assert rows[DATA]["novelty"] == pytest.approx(1, abs=0.5)
    assert {"patches_32", "patches_16"} <= rows["spots"].keys()

    assert pixels(tmp_path / "spots-samples.png").shape[:2] == (8 * (SIDE_PX + 2) - 2, 8 * (SIDE_PX + 2) - 2)
    assert (tmp_path / "curves.png").is_file()
    text = (tmp_path / "metrics.md").read_text(encoding="utf-8")
    assert "Features of pinxit, which no discriminator used" in text
    assert "FID" not in text
    assert "each row compares 20 pictures with 20 of the data" in text
    with (tmp_path / "metrics.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [line["pictures"] for line in lines] == [DATA, "spots"]
    assert float(lines[1]["frechet"]) == pytest.approx(rows["spots"]["frechet"])


def test_few_data_are_compared_alike_with_themselves_and_with_a_generator(data: Path) -> None:
    """Whoever draws the half of the data that stands for it scores as it does, however many samples are asked for."""
    pictures = stacked(load_pictures([data], prepare=centre_square(SIDE_PX), minimum_px=8, say=print))
    order = torch.randperm(len(pictures), generator=step_torch_rng(0, 0))

    def draw(latents: torch.Tensor) -> torch.Tensor:
        return pictures[order[torch.arange(len(latents)) % len(pictures)]]

    subject = GeneratorSubject("thief", data, 4, SIDE_PX, draw, None)
    [network] = load_perceptual(["pinxit"])
    judged = evaluate_generators([subject], [data], [network], data.parent / "judged", samples=70, say=print)
    rows = judged.tables["pinxit"]
    assert rows["thief"]["frechet"] == pytest.approx(rows[DATA]["frechet"])
    assert rows["thief"][f"patches_{SIDE_PX}"] == pytest.approx(rows[DATA][f"patches_{SIDE_PX}"])
    assert rows["thief"]["copied"] == 1.0


def test_a_model_file_needs_no_run_and_several_generators_stand_in_one_table(
    run: Path, model: Path, data: Path, tmp_path: Path
) -> None:
    assert evaluate(model, run, data, "--out", tmp_path / "out", "--samples", 20) == 0
    found = metrics(tmp_path / "out")

    assert list(found["tables"]["pinxit"]) == [DATA, "blobs", "spots"]
    assert found["pictures"] == {"16": 40, "32": 40}
    assert found["generators"]["blobs"]["discriminator_used"] is None
    assert (tmp_path / "out" / "blobs-nearest.png").is_file()
    assert "of blobs used it is not known" in (tmp_path / "out" / "metrics.md").read_text(encoding="utf-8")


def test_a_generator_that_copies_is_found_out_beside_its_originals(data: Path, tmp_path: Path) -> None:
    from training.data import centre_square, load_pictures, stacked
    from training.evaluation.generators import GeneratorSubject, evaluate_generators
    from training.perceptual.networks import load_perceptual

    real = stacked(load_pictures([data], prepare=centre_square(SIDE_PX)))
    copies = real[[7, 21]].flip(3)

    def draw(latents: torch.Tensor) -> torch.Tensor:
        return copies.repeat(len(latents) // 2, 1, 1, 1)

    subject = GeneratorSubject("thief", tmp_path, 4, SIDE_PX, draw, frozenset())
    network = load_perceptual(["pinxit"])[0]
    found = evaluate_generators([subject], [data], [network], tmp_path, 32, say=lambda _: None)
    row = found.tables["pinxit"]["thief"]

    assert row["copied"] == 1
    assert row["novelty"] == pytest.approx(0, abs=1e-3)
    assert row["spacing"] == pytest.approx(0, abs=1e-3)
    # The first row of the sheet: a sample, and its original, mirrored, right beside it.
    sheet = pixels(tmp_path / "thief-nearest.png")
    top, cell = 18, SIDE_PX + 4
    drawn = sheet[top : top + SIDE_PX, :SIDE_PX]
    nearest = sheet[top : top + SIDE_PX, cell + 8 : cell + 8 + SIDE_PX]
    assert np.array_equal(drawn, nearest[:, ::-1])
    assert not (tmp_path / "curves.png").exists()


def test_what_is_missing_is_said(
    model: Path, run: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(model, "--out", tmp_path / "out") == 1
    assert "name their folder" in capsys.readouterr().err
    assert evaluate(run, run, data, "--out", tmp_path / "out") == 1
    assert "same name" in capsys.readouterr().err
    few = write_spots(tmp_path / "few", 9)
    assert evaluate(model, few, "--out", tmp_path / "out", "--samples", 16) == 1
    assert "9 pictures are too few to measure" in capsys.readouterr().err


def test_kinds_are_told_apart_and_a_subject_repeats_its_pictures(run: Path, model: Path, data: Path) -> None:
    assert is_generator(run)
    assert is_generator(model)
    assert not is_generator(data)
    assert not is_generator(data / "00.png")

    for path in (run, model):
        subject = open_generator_subject(path, 1)
        latents = torch.randn(3, subject.latent_size)
        first = subject.draw(latents)
        assert first.shape == (3, 3, subject.resolution, subject.resolution)
        assert first.dtype == torch.uint8
        assert torch.equal(first, subject.draw(latents))


def test_what_a_foreign_card_says_of_its_training_is_not_trusted(tmp_path: Path) -> None:
    told = {"looked_through": [["pinxit"], 3], "kimg": 10**400}
    subject = open_generator_subject(build_generator(tmp_path / "foreign.onnx", training=told))
    assert subject.trained == {}
    assert subject.looked_through is None


def test_a_report_that_cannot_be_written_is_one_sentence(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "metrics.json").mkdir()
    assert evaluate(run, "--out", tmp_path, "--samples", 16) == 1
    assert f"{tmp_path} cannot be written: Is a directory." in capsys.readouterr().err
