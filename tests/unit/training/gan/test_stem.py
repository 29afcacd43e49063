"""Weights that a run took from another learn slowly beside the fresh ones, or rest."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from training.errors import TrainingError
from training.gan.adversary import GanTrainer
from training.gan.config import GanConfig
from training.gan.contradictions import refuse_contradictions
from training.gan.plan import plan_gan
from training.gan.regularizers import RegularizerConfig
from training.gan.train import load_data, train_gan
from training.networks.dcgan import PlainDiscriminatorConfig
from training.networks.stylegan import StyleGanConfig

STEM = GanConfig(
    resolution=32,
    generator="style",
    discriminator="plain",
    style=StyleGanConfig(6, 6, 2, base_channels=4, max_channels=8, first_from_style=True),
    plain=PlainDiscriminatorConfig(base_channels=4),
    augment=(),
    batch_size=4,
    total_kimg=0.008,
    checkpoint_kimg=0.004,
    metrics_kimg=0,
    generator_rate=1e-2,
    precision="float32",
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten pictures of noise."""
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    for index in range(10):
        Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)).save(folder / f"{index}.png")
    return folder


@pytest.fixture(scope="module")
def stem(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run at 32 pixels."""
    run = tmp_path_factory.mktemp("stem")
    train_gan(replace(STEM, data=(str(data),)), run)
    return run


@pytest.fixture
def config(data: Path, stem: Path) -> GanConfig:
    """A run at 64 pixels that begins with the other, whose weights rest."""
    style = replace(STEM.style, base_channels=2)
    return replace(STEM, data=(str(data),), resolution=64, style=style, init=str(stem), init_rate=0.0)


def begun(config: GanConfig) -> GanTrainer:
    return GanTrainer(config, load_data(config.data, config.resolution, print), {})


def weights(trainer: GanTrainer) -> dict[str, torch.Tensor]:
    return {name: value.detach().clone() for name, value in trainer.generator.named_parameters()}


def test_at_a_rate_of_zero_what_was_taken_rests_and_the_rest_learns(
    config: GanConfig, stem: Path, tmp_path: Path
) -> None:
    before = weights(train_gan(replace(STEM, data=config.data), stem))
    begin = weights(train_gan(replace(config, total_kimg=0.0), tmp_path / "begin"))
    trained = train_gan(config, tmp_path / "run")
    after = weights(trained)
    assert before.keys() == trained.slowed
    # The average is what a run begins with; it rests too.
    assert all(torch.equal(after[name], begin[name]) for name in before)
    assert all(torch.equal(trained.averaged.get_parameter(name), begin[name]) for name in before)
    fresh = after.keys() - before.keys()
    assert fresh
    assert any(not torch.equal(after[name], begin[name]) for name in fresh)


@pytest.mark.parametrize("rate", [0.0, 0.1])
def test_a_run_goes_on_to_the_same_weights_without_the_one_it_began_with(
    config: GanConfig, tmp_path: Path, rate: float
) -> None:
    source = tmp_path / "source"
    shutil.copytree(config.init, source)
    config = replace(config, init=str(source), init_rate=rate)
    whole = weights(train_gan(config, tmp_path / "whole"))
    assert train_gan(config, tmp_path / "parts", asked_to_end=lambda: True).step == 1
    shutil.rmtree(source)
    parts = weights(train_gan(config, tmp_path / "parts"))
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_rates_stay_in_proportion_when_a_run_goes_back(config: GanConfig) -> None:
    trainer = begun(replace(config, init_rate=0.1))
    names = [name for name, _ in trainer.generator.named_parameters()][:3]
    trainer.slow_down(names)
    assert [len(group["params"]) for group in trainer.generator_optimizer.param_groups][1] == len(names)
    trainer.rollbacks = 1
    trainer.apply_rollbacks()
    assert [group["lr"] for group in trainer.generator_optimizer.param_groups] == pytest.approx([5e-3, 5e-4])


def test_at_a_rate_of_one_nothing_is_slowed(config: GanConfig) -> None:
    trainer = begun(replace(config, init_rate=1.0))
    trainer.slow_down(name for name, _ in trainer.generator.named_parameters())
    assert not trainer.slowed
    assert len(trainer.generator_optimizer.param_groups) == 1


def test_a_run_with_nothing_left_to_train_is_refused(config: GanConfig, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="nothing is left to train"):
        train_gan(replace(config, resolution=32, style=STEM.style), tmp_path)


def test_a_penalty_on_styles_that_rest_is_refused(config: GanConfig, tmp_path: Path) -> None:
    config = replace(config, regularizers=(RegularizerConfig("path-length", 1.0),))
    with pytest.raises(TrainingError, match="path-length"):
        train_gan(config, tmp_path)


@pytest.mark.parametrize("option", [{"init_rate": 0.5}, {"init_gates": 0.5}])
def test_options_of_what_is_taken_are_refused_where_nothing_is(data: Path, option: dict[str, float]) -> None:
    with pytest.raises(TrainingError, match="no init is named"):
        refuse_contradictions(replace(STEM, data=(str(data),), **option))


@pytest.mark.parametrize("rate", [-0.1, 1.5, float("nan")])
def test_a_rate_outside_its_range_is_refused(config: GanConfig, tmp_path: Path, rate: float) -> None:
    with pytest.raises(TrainingError, match="init_rate"):
        train_gan(replace(config, init_rate=rate), tmp_path)


def test_a_plan_counts_what_is_trained_only(config: GanConfig, tmp_path: Path) -> None:
    trainer = begun(config)
    fresh = plan_gan(replace(config, init="", init_rate=1.0), tmp_path / "fresh", budget_s=0.01)
    resting = plan_gan(config, tmp_path / "resting", budget_s=0.01)
    slowed = plan_gan(replace(config, init_rate=0.5), tmp_path / "slowed", budget_s=0.01)

    assert fresh.generator_weights == sum(value.numel() for value in trainer.generator.parameters())
    assert slowed.generator_weights == fresh.generator_weights
    assert 0 < resting.generator_weights < fresh.generator_weights

    train_gan(config, tmp_path / "begun")
    going_on = plan_gan(config, tmp_path / "begun", budget_s=0.01)
    assert going_on.generator_weights == resting.generator_weights


def test_a_plan_refuses_what_the_run_would_refuse(config: GanConfig, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="init_rate"):
        plan_gan(replace(config, init_rate=2.0), tmp_path, budget_s=0.01)
