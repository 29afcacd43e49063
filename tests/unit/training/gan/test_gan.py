"""The adversarial loop: repeatable, resumable, and unharmed by numbers that are none."""

from __future__ import annotations

import dataclasses
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from training.__main__ import main
from training.config import build, preset_names, read_preset
from training.errors import TrainingError
from training.gan import train as gan
from training.gan.adversary import GanTrainer, settled
from training.gan.config import GanConfig
from training.gan.train import load_networks, train_gan
from training.networks.dcgan import DcganConfig, PlainDiscriminatorConfig
from training.networks.light import LightConfig
from training.networks.projected import ProjectedConfig, ViewConfig
from training.perceptual.networks import SqueezeNet
from training.runs.checkpoint import Checkpoint
from training.runs.log import read_stats

PLAIN = GanConfig(
    resolution=32,
    generator="dcgan",
    discriminator="plain",
    dcgan=DcganConfig(latent_size=6, base_channels=4),
    plain=PlainDiscriminatorConfig(base_channels=4),
    loss="bce",
    batch_size=4,
    total_kimg=0.024,
    report_kimg=0.008,
    sample_kimg=0.012,
    checkpoint_kimg=0.008,
    metrics_kimg=0,
    beta1=0.5,
    precision="float32",
)
PROJECTED = dataclasses.replace(
    PLAIN,
    generator="light",
    discriminator="projected",
    light=LightConfig(
        latent_size=6, base_channels=4, max_channels=8, smooth_from_kimg=0.004, smooth_over_kimg=0.01
    ),
    projected=ProjectedConfig(
        (ViewConfig("squeezenet-1.1", ("conv1", "fire3"), (4, 6), 34, 40),), head_channels=6
    ),
    loss="hinge",
    precision="bf16",
)
CONFIGS = {"plain": PLAIN, "projected": PROJECTED}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dozen pictures of a bright spot, and one file that is no picture."""
    folder = tmp_path_factory.mktemp("pictures")
    rows, columns = np.mgrid[0:40, 0:40]
    for index in range(12):
        spot = np.exp(-((rows - 10 - index) ** 2 + (columns - 20) ** 2) / 60)
        picture = np.stack([spot, spot * index / 12, 1 - spot], axis=2)
        Image.fromarray((picture * 255).astype(np.uint8)).save(folder / f"{index:02d}.png")
    (folder / "broken.png").write_text("no picture", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A perceptual network with random weights, as a file."""
    torch.manual_seed(3)
    path = tmp_path_factory.mktemp("perceptual") / "squeezenet1_1.pth"
    torch.save(SqueezeNet("1.1").state_dict(), path)
    return path


@pytest.fixture(params=CONFIGS)
def config(request: pytest.FixtureRequest, data: Path, weights: Path) -> GanConfig:
    return dataclasses.replace(CONFIGS[request.param], data=(str(data),), perceptual=(str(weights),))


def trainer(config: GanConfig) -> GanTrainer:
    return GanTrainer(
        config, gan.load_data(config.data, config.resolution, lambda _: None), load_networks(config)
    )


def tensors(parts: Any, prefix: str = "") -> dict[str, torch.Tensor]:
    """Every tensor in nested state, by its path."""
    if isinstance(parts, torch.Tensor):
        return {prefix: parts}
    items = parts.items() if isinstance(parts, dict) else enumerate(parts) if isinstance(parts, list) else ()
    return {
        path: tensor for key, value in items for path, tensor in tensors(value, f"{prefix}/{key}").items()
    }


def state_of(subject: GanTrainer) -> dict[str, torch.Tensor]:
    return tensors({name: part.state_dict() for name, part in subject.parts().items()})


def assert_same_state(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> None:
    """Bit for bit: weights, moments, running statistics, spectral-norm vectors."""
    assert one.keys() == other.keys()
    assert [path for path in one if not torch.equal(one[path], other[path])] == []


def test_the_same_seed_trains_the_same_weights_and_another_does_not(config: GanConfig) -> None:
    first, again, other = trainer(config), trainer(config), trainer(dataclasses.replace(config, seed=1))
    torch.manual_seed(99)  # the process's own random state must not matter
    for subject in (first, again, other):
        subject.train_step()
        subject.train_step()

    assert_same_state(state_of(first), state_of(again))
    assert not torch.equal(next(first.generator.parameters()), next(other.generator.parameters()))


def test_both_networks_and_the_average_move(config: GanConfig) -> None:
    subject = trainer(config)
    before = {path: tensor.clone() for path, tensor in state_of(subject).items()}
    subject.train_step()
    after = state_of(subject)

    for part, unmoved in (("generator", ()), ("discriminator", ("mixes", "_u", "_v")), ("ema", ())):
        weights = [
            path for path in before if path.startswith(f"/{part}/") and path.endswith(("weight", "original"))
        ]
        assert weights
        still = [path for path in weights if torch.equal(before[path], after[path])]
        assert [path for path in still if not any(word in path for word in unmoved)] == []


def test_a_run_in_two_parts_equals_one_in_a_whole(config: GanConfig, tmp_path: Path) -> None:
    whole = train_gan(config, tmp_path / "whole")

    class Killed(Exception):
        pass

    steps = GanTrainer.train_step

    def until_killed(self: GanTrainer) -> dict[str, float]:
        if self.step == 3:
            raise Killed
        return steps(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GanTrainer, "train_step", until_killed)
        with pytest.raises(Killed):
            train_gan(config, tmp_path / "parts")
    assert Checkpoint(tmp_path / "parts").state()["step"] == 2
    parts = train_gan(config, tmp_path / "parts")

    assert_same_state(state_of(whole), state_of(parts))
    assert read_stats(tmp_path / "whole") == read_stats(tmp_path / "parts")
    for grid in (tmp_path / "whole" / "samples").iterdir():
        assert grid.read_bytes() == (tmp_path / "parts" / "samples" / grid.name).read_bytes()


def test_a_run_that_is_asked_to_end_writes_a_checkpoint_and_goes_on(
    config: GanConfig, tmp_path: Path
) -> None:
    whole = train_gan(config, tmp_path / "whole")
    looked = iter((False, False, True))
    train_gan(config, tmp_path / "parts", asked_to_end=lambda: next(looked))
    assert Checkpoint(tmp_path / "parts").state()["step"] == 3
    parts = train_gan(config, tmp_path / "parts")
    assert_same_state(state_of(whole), state_of(parts))


def test_a_run_killed_by_the_system_goes_on_to_the_same_weights(data: Path, tmp_path: Path) -> None:
    config = dataclasses.replace(
        PLAIN, data=(str(data),), total_kimg=0.12, sample_kimg=0.12, checkpoint_kimg=0.02, report_kimg=0.04
    )
    whole = train_gan(config, tmp_path / "whole")
    script = (
        "import sys, json, torch; from pathlib import Path; from training.config import build\n"
        "from training.gan.config import GanConfig; from training.gan.train import train_gan\n"
        "torch.set_num_threads(int(sys.argv[3]))  # sums of several threads end otherwise in the last bit\n"
        "train_gan(build(GanConfig, json.loads(sys.argv[1])), Path(sys.argv[2]))"
    )
    options, threads = json.dumps(dataclasses.asdict(config)), str(torch.get_num_threads())
    command = [sys.executable, "-c", script, options, str(tmp_path / "killed"), threads]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("0.04"):
                process.kill()
                break
    assert 0 < Checkpoint(tmp_path / "killed").state()["kimg"] < 0.12
    subprocess.run(command, check=True, capture_output=True)

    killed = trainer(config)
    gan.resume(killed, Checkpoint(tmp_path / "killed"))
    assert_same_state(state_of(whole), state_of(killed))


def test_a_run_reports_samples_and_skips_bad_files(
    config: GanConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train_gan(config, tmp_path)
    printed = capsys.readouterr().err

    assert "broken.png" in printed
    assert [line["kimg"] for line in read_stats(tmp_path)] == [0.008, 0.016, 0.024]
    assert {"generator_loss", "discriminator_loss"} <= read_stats(tmp_path)[-1].keys()
    assert [path.name for path in sorted((tmp_path / "samples").iterdir())] == [
        "00000012.png",
        "00000024.png",
    ]
    assert (tmp_path / "curves.png").is_file()


def test_the_command_trains_and_its_run_goes_on_only_with_the_same_options(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["gan", str(data), "--out", str(tmp_path / "run"), "--preset", "tiny", "--kimg", "0.016"]

    assert main([*command, "--resume"]) == 1
    assert "no checkpoint" in capsys.readouterr().err
    assert main(command) == 0
    assert Checkpoint(tmp_path / "run").state()["kimg"] == 0.016
    assert main([*command, "--resume"]) == 0
    assert main([*command, "--seed", "5"]) == 1
    assert "other options (seed)" in capsys.readouterr().err


def break_step(patch: pytest.MonkeyPatch, step: int, times: int) -> list[float]:
    """The losses of `step` are no numbers the first `times` times; returns the rates it was tried with."""
    steps, rates = GanTrainer.train_step, []

    def train_step(self: GanTrainer) -> dict[str, float]:
        losses = steps(self)
        if self.step == step:
            rates.append(self.generator_optimizer.param_groups[0]["lr"])
            if len(rates) <= times:
                return {**losses, "generator_loss": float("nan")}
        return losses

    patch.setattr(GanTrainer, "train_step", train_step)
    return rates


def test_a_loss_that_is_no_number_goes_back_with_half_the_rate(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rates = break_step(monkeypatch, step=5, times=2)
    finished = train_gan(dataclasses.replace(PLAIN, data=(str(data),)), tmp_path)

    assert rates == [4e-4, 2e-4, 1e-4]
    assert finished.done_kimg == pytest.approx(0.024)
    assert finished.rollbacks == 2
    assert "going back to 0.016 kimg" in capsys.readouterr().err
    assert Checkpoint(tmp_path).state()["rollbacks"] == 2


def test_a_run_that_keeps_breaking_stops_with_advice(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = break_step(monkeypatch, step=3, times=10)
    with pytest.raises(TrainingError, match=r"broke down at 0\.012 kimg.*lower rates"):
        train_gan(dataclasses.replace(PLAIN, data=(str(data),)), tmp_path)

    assert rates == [4e-4, 2e-4, 1e-4, 5e-5]
    assert trainer(dataclasses.replace(PLAIN, data=(str(data),))).is_finite()


def test_weights_that_are_no_numbers_never_reach_the_checkpoint(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GanTrainer, "is_finite", lambda self: self.rollbacks > 0)
    finished = train_gan(dataclasses.replace(PLAIN, data=(str(data),)), tmp_path)

    assert finished.rollbacks == 1
    assert Checkpoint(tmp_path).state()["step"] == 6


def test_weights_that_are_no_numbers_are_not_measured_but_left(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, train_step = [], GanTrainer.train_step

    def broken(self: GanTrainer) -> dict[str, float]:
        losses = train_step(self)
        steps.append(self.step)
        if self.step == 4 and not self.rollbacks:
            with torch.no_grad():
                for each in (self.generator, self.averaged):
                    next(each.parameters()).fill_(float("nan"))
        return losses

    monkeypatch.setattr(GanTrainer, "train_step", broken)
    # Measured after that very step, and nothing is saved then.
    config = dataclasses.replace(PLAIN, data=(str(data),), metrics_kimg=0.016, checkpoint_kimg=0.008)
    finished = train_gan(config, tmp_path)
    assert finished.rollbacks == 1
    assert finished.is_finite()
    assert steps.count(4) == 2


def test_clipping_bounds_the_step(data: Path) -> None:
    subject = trainer(dataclasses.replace(PLAIN, data=(str(data),), clip_norm=1e-6))
    subject.train_step()

    norm = torch.cat([p.grad.flatten() for p in subject.generator.parameters() if p.grad is not None]).norm()
    assert 0 < norm <= 1.01e-6


def test_a_generator_rests_while_the_discriminator_begins(config: GanConfig) -> None:
    subject = trainer(dataclasses.replace(config, generator_from_kimg=2 * config.batch_size / 1000))
    before = {path: tensor.clone() for path, tensor in state_of(subject).items()}

    def moved(part: str) -> bool:
        """Whether trained weights of a part are no longer what they were at the start."""
        weights = [path for path in before if path.startswith(f"/{part}/") and path.endswith("conv.weight")]
        weights += [path for path in before if path.startswith(f"/{part}/") and path.endswith("original")]
        now = state_of(subject)
        return any(not torch.allclose(now[path], before[path]) for path in weights)

    subject.train_step()
    subject.train_step()
    assert not moved("generator")
    assert not moved("ema")
    rested = {path: tensor.clone() for path, tensor in state_of(subject).items()}
    assert "/discriminator_optimizer/state/0/exp_avg" in rested
    assert "/generator_optimizer/state/0/exp_avg" not in rested
    subject.train_step()
    after = state_of(subject)
    assert any(
        not torch.equal(after[path], rested[path]) for path in before if path.startswith("/generator/")
    )
    assert "/generator_optimizer/state/0/exp_avg" in after


def test_settling_measures_batch_norms_anew_and_leaves_the_average_alone(config: GanConfig) -> None:
    subject = trainer(config)
    subject.train_step()
    before = {name: value.clone() for name, value in subject.ema.state_dict().items()}
    fresh = settled(subject.averaged, config.seed)
    batch = fresh(torch.randn(256, subject.generator.latent_size))

    assert batch.std() > 0
    assert_same_state(before, subject.ema.state_dict())
    assert any(
        not torch.equal(value, before[name])
        for name, value in fresh.state_dict().items()
        if "running" in name
    )


def test_a_network_or_layer_that_is_not_there_is_named(data: Path, weights: Path) -> None:
    config = dataclasses.replace(PROJECTED, data=(str(data),), perceptual=(str(weights),))
    missing = dataclasses.replace(config, projected=ProjectedConfig((ViewConfig("vgg19", ("r11",), (4,)),)))
    with pytest.raises(TrainingError, match=r"looks through vgg19.*squeezenet-1\.1"):
        trainer(missing)
    wrong = dataclasses.replace(
        config, projected=ProjectedConfig((ViewConfig("squeezenet-1.1", ("r11",), (4,)),))
    )
    with pytest.raises(TrainingError, match="no layer 'r11'"):
        trainer(wrong)
    pixels = dataclasses.replace(config, projected=ProjectedConfig((ViewConfig("pixels", ("r11",), (4,)),)))
    with pytest.raises(TrainingError, match="pixels has no layer 'r11'; it has whole, half"):
        trainer(pixels)
    with pytest.raises(TrainingError, match="--perceptual"):
        trainer(dataclasses.replace(config, perceptual=()))


def test_a_view_of_the_pixels_themselves_needs_no_network(data: Path) -> None:
    view = ViewConfig("pixels", ("whole", "half"), (4, 8), smallest_px=32, largest_px=32)
    config = dataclasses.replace(
        PROJECTED, data=(str(data),), perceptual=(), metrics_kimg=0, projected=ProjectedConfig((view,))
    )
    made = trainer(config)
    shown = made.discriminator.views([torch.rand(2, 3, 32, 32)], torch.Generator().manual_seed(0))

    assert [tuple(each.shape) for each in shown] == [(2, 4, 32, 32), (2, 8, 16, 16)]
    assert all(math.isfinite(value) for value in made.train_step().values())


@pytest.mark.parametrize("name", preset_names("gan"))
def test_every_preset_is_a_configuration(name: str) -> None:
    config = build(GanConfig, read_preset("gan", name))

    assert config.total_kimg > 0
    assert all(len(view.layers) == len(view.channels) for view in config.projected.views)
