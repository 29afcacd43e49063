"""The plan of a run: counted and measured, and nothing written."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch
from torch import nn

from tests.helpers.training_data import write_pictures
from training.__main__ import main
from training.errors import TrainingError
from training.gan.adversary import GanTrainer
from training.gan.config import GanConfig
from training.gan.plan import kinds_of_steps, plan_gan, spoken, stage_parts
from training.gan.regularizers import RegularizerConfig
from training.gan.train import load_data, train_gan
from training.networks.dcgan import DcganConfig, PlainDiscriminatorConfig
from training.networks.growing import Critic, ProgressiveConfig
from training.runs.measured import held_bytes

TINY = GanConfig(
    resolution=32,
    generator="dcgan",
    discriminator="plain",
    dcgan=DcganConfig(latent_size=6, base_channels=4),
    plain=PlainDiscriminatorConfig(base_channels=4),
    loss="bce",
    batch_size=4,
    total_kimg=0.04,
    checkpoint_kimg=0.008,
    metrics_kimg=0,
    precision="float32",
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pictures(tmp_path_factory.mktemp("plan") / "pictures", 12)


def test_a_plan_counts_what_is_there_and_writes_nothing(data: Path, tmp_path: Path) -> None:
    config = dataclasses.replace(TINY, data=(str(data),))
    plan = plan_gan(config, tmp_path / "run", budget_s=0.01)
    trainer = GanTrainer(config, load_data(config.data, 32, print), {})

    assert plan.pictures == 12
    assert plan.generator_weights == sum(value.numel() for value in trainer.generator.parameters())
    assert plan.discriminator_weights == sum(value.numel() for value in trainer.discriminator.parameters())
    assert plan.done_kimg == 0
    (stage,) = plan.stages
    assert (stage.px, stage.kimg) == (32, pytest.approx(0.04))
    assert plan.seconds == pytest.approx(40 / stage.images_per_second)
    assert plan.passing_mb > 0
    assert not (tmp_path / "run").exists()


def test_a_begun_run_is_planned_from_its_checkpoint_on(data: Path, tmp_path: Path) -> None:
    config = dataclasses.replace(TINY, data=(str(data),))
    train_gan(dataclasses.replace(config, max_minutes=1e-6), tmp_path / "run")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    plan = plan_gan(config, tmp_path / "run", budget_s=0.01)

    assert 0 < plan.done_kimg < 0.04
    assert sum(stage.kimg for stage in plan.stages) == pytest.approx(0.04 - plan.done_kimg)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_the_plan_measures_steps_of_both_networks(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[float] = []
    step = GanTrainer.train_step

    def record(self: GanTrainer) -> dict[str, float]:
        measured.append(self.done_kimg)
        return step(self)

    monkeypatch.setattr(GanTrainer, "train_step", record)
    config = dataclasses.replace(TINY, data=(str(data),), generator_from_kimg=0.02)
    plan_gan(config, Path("nowhere"), budget_s=0.01)
    assert min(measured) >= 0.02


@pytest.mark.parametrize(
    ("intervals", "begins", "expected"),
    [
        ((), 5, {5: 1.0}),
        ((1, 1), 5, {5: 1.0}),
        ((4, 16), 0, {0: 1 / 16, 1: 12 / 16, 4: 3 / 16}),
        ((4, 16), 30, {30: 12 / 16, 32: 1 / 16, 36: 3 / 16}),
        ((2, 3), 0, {0: 1 / 6, 1: 2 / 6, 2: 2 / 6, 3: 1 / 6}),
    ],
)
def test_steps_are_told_apart_by_the_penalties_that_are_due_together(
    intervals: tuple[int, ...], begins: int, expected: dict[int, float]
) -> None:
    kinds = kinds_of_steps([RegularizerConfig(every=every) for every in intervals], begins)
    assert dict(kinds) == pytest.approx(expected)


def test_intervals_that_hardly_ever_meet_are_looked_at_for_a_while_only() -> None:
    kinds = kinds_of_steps([RegularizerConfig(every=every) for every in (9973, 9967, 9949)], 0)
    assert sum(share for _, share in kinds) == pytest.approx(1)
    assert dict(kinds)[1] == pytest.approx(0.9996)


def test_each_kind_of_step_is_measured(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: set[int] = set()
    step = GanTrainer.train_step

    def record(self: GanTrainer) -> dict[str, float]:
        taken.add(self.step)
        return step(self)

    monkeypatch.setattr(GanTrainer, "train_step", record)
    penalties = (RegularizerConfig("r1", every=2), RegularizerConfig("r2", every=6))
    plan_gan(
        dataclasses.replace(TINY, data=(str(data),), regularizers=penalties), Path("nowhere"), budget_s=0.01
    )
    assert taken == {0, 1, 2}


def test_a_growing_generator_is_measured_at_each_size(data: Path) -> None:
    config = dataclasses.replace(
        TINY,
        data=(str(data),),
        generator="progressive",
        discriminator="progressive",
        progressive=ProgressiveConfig(latent_size=6, base_channels=4, max_channels=8),
        critic=Critic(base_channels=4, max_channels=8),
        total_kimg=2000,
    )
    trainer = GanTrainer(config, load_data(config.data, 32, print), {})
    parts = stage_parts(trainer, 0.0)

    assert len(parts) > 1
    assert [px for px, _, _ in parts] == sorted({px for px, _, _ in parts})
    assert parts[-1][0] == 32
    assert sum(kimg for _, _, kimg in parts) == pytest.approx(2000)


def test_the_command_prints_the_plan_and_begins_no_run(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["gan", str(data), "--out", str(tmp_path / "run"), "--preset", "tiny", "--dry-run"]
    assert main([*command, "--no-cache"]) == 0
    printed = capsys.readouterr().out

    for word in ("12 pictures", "weights", "memory", "pictures a second", "to the end"):
        assert word in printed
    assert not (tmp_path / "run").exists()


def test_a_folder_with_too_few_pictures_is_refused_in_plain_words(tmp_path: Path) -> None:
    three = write_pictures(tmp_path / "three", 3)
    with pytest.raises(TrainingError, match="holds 3 usable pictures; a generator needs 8 or more"):
        train_gan(dataclasses.replace(TINY, data=(str(three),)), tmp_path / "run")


def test_what_autograd_holds_is_counted_while_it_is_held() -> None:
    layers = nn.Sequential(nn.Linear(100, 100), nn.Sigmoid(), nn.Linear(100, 100), nn.Sigmoid())

    def step(batch: int) -> None:
        for _ in range(3):  # what one pass held is free before the next
            layers(torch.ones(batch, 100)).sum().backward()

    few, many = (held_bytes(lambda batch=batch: step(batch), [layers]) for batch in (10, 20))
    assert few == 3 * 4 * 10 * 100  # the input, and what each sigmoid gave; weights do not count
    assert many == 2 * few


def test_lengths_of_time_are_spoken_in_fitting_units() -> None:
    assert [spoken(seconds) for seconds in (45, 600, 9000)] == ["45 seconds", "10 minutes", "2.5 hours"]
