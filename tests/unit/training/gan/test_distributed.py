"""One run in two processes, as torchrun starts them: the same to each picture as one process does."""

from __future__ import annotations

import copy
import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from tests.helpers import two_processes
from tests.helpers.training_data import write_pictures
from training.__main__ import main
from training.errors import TrainingError
from training.gan.config import GanConfig
from training.gan.contradictions import refuse_uneven_shares
from training.gan.regularizers import RegularizerConfig
from training.networks.dcgan import DcganConfig, PlainDiscriminatorConfig
from training.networks.equalized import MinibatchDeviation
from training.networks.growing import Critic
from training.networks.light import LightConfig
from training.networks.projected import ProjectedConfig, ViewConfig
from training.networks.stylegan import StyleGanConfig
from training.runs.distributed import ALONE, Share, SharedBatchNorm2d, rows, share_batch_norms

STEPS = 20
RELATIVE = {"dcgan": 1e-4, "light": 2e-3, "light-bce": 1e-5, "style": 1e-4}
"""A logit that rounding takes over the hinge's margin moves the light pair's weights by some 1e-3 late in the run; with
a smooth loss the same pair stays within 3e-7 to the end."""
PLAIN = GanConfig(
    resolution=32,
    generator="dcgan",
    discriminator="plain",
    dcgan=DcganConfig(latent_size=6, base_channels=4),
    plain=PlainDiscriminatorConfig(base_channels=4),
    loss="bce",
    beta1=0.5,
    batch_size=8,
    precision="float32",
)
LIGHT: dict[str, Any] = {
    "generator": "light",
    "discriminator": "projected",
    "light": LightConfig(latent_size=6, base_channels=4, max_channels=8),
    "projected": ProjectedConfig(
        (ViewConfig("squeezenet-1.1", ("conv1", "fire3"), (4, 6), 34, 40, window_px=33),), head_channels=6
    ),
}
CONFIGS = {
    # Batch norms in both networks.
    "dcgan": PLAIN,
    # The default pair, with the loss whose averages run over the whole batch; each picture has a window of its own.
    "light": dataclasses.replace(PLAIN, **LIGHT, loss="relativistic-average"),
    # The same pair with a loss that has no margin.
    "light-bce": dataclasses.replace(PLAIN, **LIGHT, loss="bce"),
    # Style mixing, minibatch deviation, both penalties on gradients, adaptive augmentation.
    "style": dataclasses.replace(
        PLAIN,
        generator="style",
        discriminator="residual",
        style=StyleGanConfig(latent_size=6, base_channels=4, max_channels=8, style_size=6),
        critic=Critic(base_channels=4, max_channels=8, group=4),
        regularizers=(
            RegularizerConfig("r1", 1.0, 4),
            RegularizerConfig("path-length", 2.0, 4),
            RegularizerConfig("downscaling", 1.0, 2),
        ),
        adaptive=dataclasses.replace(PLAIN.adaptive, target=0.6, kimg=0.1),
        augment_probability=0.5,
    ),
}


@pytest.fixture(scope="module")
def configs(tmp_path_factory: pytest.TempPathFactory, perceptual_folder: Path) -> dict[str, GanConfig]:
    data = write_pictures(tmp_path_factory.mktemp("data") / "pictures", 12)
    return {
        name: dataclasses.replace(config, data=(str(data),), perceptual=(str(perceptual_folder),))
        for name, config in CONFIGS.items()
    }


@pytest.fixture(scope="module")
def in_two(configs: dict[str, GanConfig], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What two processes under torchrun make of each run."""
    folder = tmp_path_factory.mktemp("two")
    for name, config in configs.items():
        text = json.dumps(dataclasses.asdict(config))
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    launcher = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node=2",
        "--module",
    ]
    done = subprocess.run(
        [*launcher, two_processes.__name__, str(folder), str(STEPS)],
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name: torch.load(folder / f"{name}.pt", weights_only=True) for name in configs}


@pytest.mark.parametrize("name", CONFIGS)
def test_two_processes_agree_with_one_of_twice_the_batch(
    name: str, configs: dict[str, GanConfig], in_two: dict[str, Any]
) -> None:
    one, two = two_processes.steps_of(configs[name], ALONE, STEPS), in_two[name]

    for step, (alone, shared) in enumerate(zip(one["losses"], two["losses"], strict=True)):
        near = 1e-5 if step < STEPS // 2 else RELATIVE[name]
        assert shared == pytest.approx(alone, rel=near, abs=near / 10), f"step {step}"
    near = RELATIVE[name]
    for part in ("generator", "discriminator", "ema"):
        assert one[part].keys() == two[part].keys()
        for key, value in one[part].items():
            close = torch.allclose(two[part][key].float(), value.float(), rtol=near, atol=near / 2)
            assert close, f"{part} {key}"


def test_draws_are_dealt_out_and_leave_the_generator_where_one_process_leaves_it() -> None:
    whole = torch.Generator().manual_seed(4)
    parts = [Share(rank, 2).rng(torch.Generator().manual_seed(4)) for rank in range(2)]
    drawn = rows(lambda n: torch.rand(n, 3, generator=whole), 8, whole)
    dealt = [rows(lambda n, rng=rng: torch.rand(n, 3, generator=rng), 4, rng) for rng in parts]

    assert torch.equal(dealt[0], drawn[0::2])
    assert torch.equal(dealt[1], drawn[1::2])
    assert all(torch.equal(rng.get_state(), whole.get_state()) for rng in parts)


def test_a_batch_that_cannot_be_dealt_out_is_refused() -> None:
    assert Share(1, 4).part_of(32) == 8
    with pytest.raises(TrainingError, match="batch of 30 does not divide among 4"):
        Share(1, 4).part_of(30)


def told_apart(count: int, of: int) -> torch.Tensor:
    """What a discriminator in groups of four is told of each picture of a batch that is dealt out, in its order."""
    features = torch.randn(count, 3, 4, 4, generator=torch.Generator().manual_seed(0))
    told = torch.empty(count)
    for rank in range(of):
        told[rank::of] = MinibatchDeviation(4)(features[rank::of])[:, -1, 0, 0]
    return told


@pytest.mark.parametrize(("processes", "fits"), [(1, True), (2, True), (4, False)])
def test_pictures_that_are_looked_at_together_are_of_one_process(processes: int, fits: bool) -> None:
    """Else the run would be another one than in one process: four processes have two of eight pictures each."""
    assert torch.allclose(told_apart(8, processes), told_apart(8, 1)) is fits
    config = dataclasses.replace(CONFIGS["style"], batch_size=8, critic=Critic(4, 8, group=4))
    if fits:
        refuse_uneven_shares(config, processes)
    else:
        with pytest.raises(
            TrainingError, match=r"4 processes 2 pictures.*groups of 4; take a batch_size of 16"
        ):
            refuse_uneven_shares(config, processes)


@pytest.mark.parametrize(("generator", "refused"), [("style", True), ("dcgan", False)])
def test_styles_are_mixed_with_those_half_a_batch_away(generator: str, refused: bool) -> None:
    config = dataclasses.replace(PLAIN, generator=generator, batch_size=6)
    refuse_uneven_shares(config, 3)
    if refused:
        with pytest.raises(TrainingError, match="groups of 2"):
            refuse_uneven_shares(config, 2)
    else:
        refuse_uneven_shares(config, 2)


def test_a_shared_batch_norm_keeps_its_parameters_and_alone_is_the_same() -> None:
    plain = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    pictures = torch.rand(5, 3, 9, 9, generator=torch.Generator().manual_seed(0))
    shared = copy.deepcopy(plain)
    share_batch_norms(shared)

    assert isinstance(shared[1], SharedBatchNorm2d)
    assert [name for name, _ in shared.named_parameters()] == [name for name, _ in plain.named_parameters()]
    assert torch.equal(shared(pictures), plain(pictures))
    for name, value in plain.state_dict().items():
        assert torch.equal(shared.state_dict()[name], value)


def test_other_trainings_say_that_they_run_in_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert main(["style", str(tmp_path), "--out", str(tmp_path / "run")]) == 1
    assert "style runs in one process; torchrun is for gan" in capsys.readouterr().err
