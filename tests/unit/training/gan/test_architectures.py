"""One loop for every architecture: it learns, goes on after a kill to the bit, and its options do what they say."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import torch

from tests.helpers.gan_configs import ARCHITECTURES, LAZY_R1, TINY, spots, write_spots
from training.config import build, preset_names, read_preset
from training.errors import TrainingError
from training.gan.adversary import GanTrainer, settled
from training.gan.architectures import DISCRIMINATORS, GENERATORS
from training.gan.config import GanConfig
from training.gan.contradictions import refuse_contradictions
from training.gan.regularizers import RegularizerConfig
from training.gan.train import train_gan
from training.networks.dcgan import DcganConfig, PlainDiscriminatorConfig
from training.networks.growing import Critic, ProgressiveConfig
from training.networks.light import LightConfig
from training.networks.multiscale import MsgConfig
from training.networks.projected import ProjectedConfig, ViewConfig
from training.networks.stylegan import StyleGanConfig
from training.perceptual.networks import SqueezeNet
from training.runs.checkpoint import Checkpoint
from training.runs.log import read_stats


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_spots(tmp_path_factory.mktemp("spots"))


@pytest.fixture(scope="module")
def squeezenet() -> SqueezeNet:
    """A perceptual network with random weights."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        return SqueezeNet("1.1").eval().requires_grad_(False)


def tensors(parts: Any, prefix: str = "") -> dict[str, torch.Tensor]:
    """Every tensor in nested state, by its path."""
    if isinstance(parts, torch.Tensor):
        return {prefix: parts}
    items = parts.items() if isinstance(parts, dict) else enumerate(parts) if isinstance(parts, list) else ()
    return {
        path: tensor for key, value in items for path, tensor in tensors(value, f"{prefix}/{key}").items()
    }


@pytest.mark.parametrize("name", preset_names("gan"))
def test_every_preset_is_a_configuration_that_asks_for_what_exists(name: str) -> None:
    config = build(GanConfig, read_preset("gan", name))

    assert config.generator in GENERATORS
    assert config.discriminator in DISCRIMINATORS
    relative_losses = {"relativistic", "relativistic-average"}
    assert config.adaptive.target == 0 or config.loss not in relative_losses


def test_there_is_a_preset_for_each_architecture_and_each_place() -> None:
    names = set(preset_names("gan"))
    drawn = {build(GanConfig, read_preset("gan", name)).generator for name in names}

    assert drawn == set(GENERATORS)
    assert names >= {"cpu-64", "cpu-128", "gpu-128", "few-shot", "paper-dcgan"}


def test_every_architecture_that_a_configuration_may_name_exists() -> None:
    hints = get_type_hints(GanConfig)
    assert set(get_args(hints["generator"])) == set(GENERATORS)
    assert set(get_args(hints["discriminator"])) == set(DISCRIMINATORS)


@pytest.mark.parametrize("discriminator", DISCRIMINATORS)
@pytest.mark.parametrize("generator", GENERATORS)
def test_each_generator_trains_against_each_discriminator(
    generator: Any, discriminator: Any, squeezenet: SqueezeNet
) -> None:
    config = dataclasses.replace(
        TINY,
        generator=generator,
        discriminator=discriminator,
        regularizers=(dataclasses.replace(LAZY_R1, every=1),),
        plain=PlainDiscriminatorConfig(4, norm="spectral"),
        projected=ProjectedConfig((ViewConfig("squeezenet-1.1", ("conv1",), (4,), 34, 40),), head_channels=4),
    )
    trainer = GanTrainer(config, spots(8), {squeezenet.name: squeezenet})
    trainer.step = 4  # where a growing pair fades
    before = [weight.clone() for weight in trainer.averaged.parameters()]
    figures = trainer.train_step()
    moved = [
        not torch.equal(one, other) for one, other in zip(before, trainer.averaged.parameters(), strict=True)
    ]

    assert all(map(torch.isfinite, map(torch.tensor, figures.values())))
    assert figures["r1"] > 0
    assert sum(moved) > len(moved) // 3
    assert settled(trainer.averaged, 0)(torch.randn(2, 6)).shape == (2, 3, 32, 32)


LEARNING = dataclasses.replace(
    TINY,
    light=LightConfig(8, 4, 8, 0, 0),
    dcgan=DcganConfig(8, 4, 8),
    progressive=ProgressiveConfig(8, 4, 8, 8, hold_kimg=0.08, fade_kimg=0.08),
    msg=MsgConfig(8, 4, 8),
    style=StyleGanConfig(8, 8, 2, 0.01, 4, 8),
    plain=PlainDiscriminatorConfig(4, 8),
    critic=Critic(4, 8),
    augment=(),
    batch_size=8,
    generator_rate=5e-3,
    discriminator_rate=5e-3,
    beta1=0.5,
    ema_half_life_kimg=0.05,
)


def mean_distance(generator: torch.nn.Module, pictures: torch.Tensor) -> float:
    """Root mean square difference of the mean pictures: small only where ground, spot and colours are right."""
    with torch.no_grad():
        drawn = generator(torch.randn(64, 8, generator=torch.Generator().manual_seed(7))).mean(0)
    return float((drawn - pictures.float().mean(0) / 255).square().mean().sqrt())


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_short_run_learns(name: str) -> None:
    like = ARCHITECTURES[name]
    config = dataclasses.replace(
        LEARNING,
        generator=like.generator,
        discriminator=like.discriminator,
        loss=like.loss,
        regularizers=tuple(item for item in like.regularizers if item.name in ("r1", "reconstruction")),
    )
    pictures = spots(64)
    trainer = GanTrainer(config, pictures, {})
    trainer.advance()
    before = mean_distance(settled(trainer.averaged, 0), pictures)
    for _ in range(300):
        trainer.train_step()

    assert mean_distance(settled(trainer.averaged, 0), pictures) < 0.6 * before


KILLED = """
import json, os, signal, sys
from pathlib import Path
import torch
from training.config import build
from training.gan.adversary import GanTrainer
from training.gan.config import GanConfig
from training.gan.train import train_gan

torch.set_num_threads(1)
steps = GanTrainer.train_step

def until_killed(self):
    if self.step == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return steps(self)

folder = Path(sys.argv[2])
for name, options in json.loads(sys.argv[1]).items():
    config = build(GanConfig, options)
    train_gan(config, folder / "whole" / name)
    child = os.fork()
    if child == 0:
        GanTrainer.train_step = until_killed
        train_gan(config, folder / "killed" / name)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    train_gan(config, folder / "killed" / name)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process of this system cannot be doubled")
def test_every_architecture_goes_on_after_a_kill_to_the_same_bits(data: Path, tmp_path: Path) -> None:
    configs = {
        name: dataclasses.asdict(dataclasses.replace(config, data=(str(data),)))
        for name, config in ARCHITECTURES.items()
    }
    # One process runs and kills them all in turn: most of the time goes into importing torch.
    subprocess.run(
        [sys.executable, "-c", KILLED, json.dumps(configs), str(tmp_path)], check=True, capture_output=True
    )

    for name in ARCHITECTURES:
        whole, killed = (
            tensors(Checkpoint(tmp_path / kind / name).tensors()) for kind in ("whole", "killed")
        )
        assert whole.keys() == killed.keys()
        assert [path for path in whole if not torch.equal(whole[path], killed[path])] == [], name
        losses, again = (read_stats(tmp_path / kind / name) for kind in ("whole", "killed"))
        assert [line["generator_loss"] for line in losses] == [line["generator_loss"] for line in again]


def test_a_growing_run_keeps_what_every_stage_drew(data: Path, tmp_path: Path) -> None:
    config = dataclasses.replace(ARCHITECTURES["progressive"], data=(str(data),))
    train_gan(config, tmp_path)

    stages = {path.name: Checkpoint(path).state()["kimg"] for path in (tmp_path / "stages").iterdir()}
    assert stages == {"8": pytest.approx(0.004), "16": pytest.approx(0.016)}


def test_a_discriminator_that_runs_ahead_skips_its_steps() -> None:
    free = GanTrainer(dataclasses.replace(TINY, skip_below=0.0), spots(8), {})
    held = GanTrainer(dataclasses.replace(TINY, skip_below=1e9), spots(8), {})
    weights = {name: weight.clone() for name, weight in held.discriminator.named_parameters()}
    held_figures, free_figures = held.train_step(), free.train_step()

    assert held_figures["skipped"] == 1
    assert "skipped" not in free_figures
    assert all(torch.equal(weight, weights[name]) for name, weight in held.discriminator.named_parameters())
    assert not torch.equal(next(free.discriminator.parameters()), next(iter(weights.values())))
    assert any(weight.grad is not None for weight in held.generator.parameters())
    # Only a loss below the threshold is skipped.
    bold = GanTrainer(
        dataclasses.replace(TINY, skip_below=held_figures["discriminator_loss"] * 0.9), spots(8), {}
    )
    assert bold.train_step()["skipped"] == 0


def test_augmentation_adapts_in_the_run_and_is_reported() -> None:
    config = dataclasses.replace(
        TINY,
        loss="hinge",
        augment_probability=0.5,
        adaptive=dataclasses.replace(TINY.adaptive, target=0.6, kimg=0.1),
    )
    trainer = GanTrainer(config, spots(8), {})
    values = [trainer.train_step()["augment_probability"] for _ in range(3)]

    steps = [after - before for before, after in zip([0.5, *values], values, strict=False)]
    assert [abs(step) for step in steps] == pytest.approx([0.04] * 3)


def test_adaptive_augmentation_of_nothing_is_refused() -> None:
    config = dataclasses.replace(TINY, augment=(), adaptive=dataclasses.replace(TINY.adaptive, target=0.6))
    with pytest.raises(TrainingError, match="augment names nothing"):
        refuse_contradictions(config)


def test_adaptive_augmentation_refuses_losses_without_a_zero() -> None:
    config = dataclasses.replace(
        TINY, loss="relativistic", adaptive=dataclasses.replace(TINY.adaptive, target=0.6)
    )
    with pytest.raises(TrainingError, match="relativistic leaves open"):
        refuse_contradictions(config)


def test_spectral_norm_bounds_the_plain_discriminator() -> None:
    config = dataclasses.replace(TINY, plain=PlainDiscriminatorConfig(4, norm="spectral"))
    trainer = GanTrainer(config, spots(8), {})
    for _ in range(20):
        trainer.train_step()
    convolutions = [layer for layer in trainer.discriminator.modules() if isinstance(layer, torch.nn.Conv2d)]

    assert not any(isinstance(layer, torch.nn.BatchNorm2d) for layer in trainer.discriminator.modules())
    largest = [
        float(torch.linalg.matrix_norm(conv.weight.detach().flatten(1), ord=2)) for conv in convolutions
    ]
    assert largest == pytest.approx([1.0] * len(largest), abs=0.15)


def test_without_a_half_life_the_average_is_the_trained_generator() -> None:
    trainer = GanTrainer(dataclasses.replace(TINY, ema_half_life_kimg=0.0), spots(8), {})
    trainer.train_step()
    pairs = zip(trainer.averaged.parameters(), trainer.generator.parameters(), strict=True)

    assert all(torch.equal(average, weight) for average, weight in pairs)


def test_a_penalty_changes_what_the_discriminator_learns_only_when_it_is_due() -> None:
    plain = dataclasses.replace(TINY, plain=PlainDiscriminatorConfig(4, norm="none"))
    lazy = dataclasses.replace(plain, regularizers=(RegularizerConfig("r1", weight=10.0, every=2),))
    one, other = GanTrainer(plain, spots(8), {}), GanTrainer(lazy, spots(8), {})
    for trainer in (one, other):
        trainer.step = 1
    assert "r1" not in other.train_step()
    one.train_step()
    assert torch.equal(next(one.discriminator.parameters()), next(other.discriminator.parameters()))
    assert other.train_step()["r1"] > 0
    one.train_step()
    assert not torch.equal(next(one.discriminator.parameters()), next(other.discriminator.parameters()))
