"""The monitor: what it says of figures, that it says it once, and that it tells collapsed runs from a healthy one."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from training.gan.adversary import GanTrainer
from training.gan.config import GanConfig
from training.gan.monitor import (
    WATCHED,
    Monitor,
    MonitorConfig,
    metric_network,
    open_monitor,
    seen_networks,
    troubles,
)
from training.gan.reference import Reference
from training.gan.train import train_gan
from training.networks.dcgan import DcganConfig, PlainDiscriminatorConfig
from training.networks.projected import ProjectedConfig, ViewConfig
from training.perceptual.networks import SmallVgg, SqueezeNet, load_perceptual
from training.runs.log import read_stats

FINE = {"frechet": 0.3, "diversity": 0.9, "spacing": 0.8, "coverage": 0.6, "novelty": 1.1, "copied": 0.0}
CONFIG = MonitorConfig(from_kimg=10, samples=24)


def noise(count: int) -> Tensor:
    return torch.randint(0, 256, (count, 3, 16, 16), generator=torch.Generator().manual_seed(0)).byte()


@pytest.fixture(scope="module")
def reference() -> Reference:
    torch.set_num_threads(1)
    return Reference(load_perceptual(["pinxit"])[0], noise(40), view_px=16)


@pytest.fixture
def monitor(reference: Reference) -> Monitor:
    return Monitor(reference, 4, CONFIG, seed=0)


@pytest.mark.parametrize(
    ("changed", "name", "words"),
    [
        ({"diversity": 0.21}, "diversity", r"grow alike.*21% of the data's.*discriminator_rate"),
        ({"spacing": 0.05}, "spacing", r"repeat themselves.*5% as far.*latent_size"),
        ({"coverage": 0.2}, "coverage", r"from 60% to 20%.*lower rates"),
        ({"coverage": 0.0}, "reach", r"nowhere near the data.*0\.0%.*skip_below"),
        ({"copied": 0.3, "novelty": 0.7}, "copied", r"copy the data: 30% .*augment"),
        ({"frechet": 0.6}, "frechet", r"grew from 0\.3 to 0\.6.*lower rates"),
    ],
)
def test_each_trouble_is_named_with_its_figure_and_what_to_try(
    changed: dict[str, float], name: str, words: str
) -> None:
    assert troubles(FINE, FINE, CONFIG) == {}
    found = troubles({**FINE, **changed}, FINE, CONFIG)

    assert list(found) == [name]
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(found[name])


def test_options_that_the_sentences_advise_exist() -> None:
    worst = {"frechet": 0.9, "diversity": 0.0, "spacing": 0.0, "coverage": 0.0, "novelty": 0.0, "copied": 1.0}
    said = [
        *troubles(worst, FINE, CONFIG).values(),
        *troubles({**FINE, "coverage": 0.1}, FINE, CONFIG).values(),
    ]
    words = " ".join(said).replace("=", " ").replace(",", " ").split()
    advised = {word.partition(".")[0] for word in words if "_" in word or word.startswith("adaptive")}

    assert len(said) == 6
    known = {field.name for kind in (GanConfig, DcganConfig) for field in dataclasses.fields(kind)}
    assert len(advised) >= 6
    assert advised <= known


def test_a_warning_comes_not_at_first_then_once_and_again_after_it_recovered(monitor: Monitor) -> None:
    alike = {**FINE, "diversity": 0.1}

    assert monitor.watch(5, alike) == []
    assert len(monitor.watch(10, alike)) == 1
    assert monitor.watch(15, alike) == []
    assert len(monitor.watch(20, {**alike, "copied": 0.9})) == 1  # a new trouble beside the old one
    assert monitor.watch(25, FINE) == []
    assert len(monitor.watch(30, alike)) == 1


def test_what_falls_is_measured_by_the_best_of_the_run_also_before_warnings(monitor: Monitor) -> None:
    assert monitor.watch(5, FINE) == []
    (sentence,) = monitor.watch(20, {**FINE, "coverage": 0.25})
    assert "from 60% to 25%" in sentence


def test_a_run_that_never_came_near_loses_nothing(monitor: Monitor) -> None:
    poor = {**FINE, "frechet": 3.0, "coverage": 0.08}

    assert monitor.watch(10, poor) == []
    assert monitor.watch(20, {**poor, "frechet": 9.0, "coverage": 0.02}) == []


def test_lines_of_other_figures_are_passed_over(monitor: Monitor) -> None:
    assert monitor.watch(20, {"generator_loss": 1.0, "diversity": 0.0}) == []


def test_the_figures_are_those_of_the_generator_and_repeat(monitor: Monitor) -> None:
    class OneMode(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.shade = nn.Parameter(torch.tensor(0.5))

        def forward(self, latents: Tensor) -> Tensor:
            return self.shade.expand(len(latents), 3, 16, 16)

    found = monitor.measure(OneMode())
    assert set(found) == set(WATCHED)
    assert found["diversity"] == pytest.approx(0, abs=1e-6)
    assert found == monitor.measure(OneMode())


def test_the_network_is_one_that_the_discriminator_does_not_use() -> None:
    config = GanConfig()
    networks = {network.name: network for network in (SqueezeNet("1.1"), SmallVgg("r31"), SqueezeNet("1.0"))}

    assert seen_networks(dataclasses.replace(config, discriminator="plain")) == set()
    assert metric_network(seen_networks(config), networks).name == "squeezenet-1.0"
    assert metric_network({"squeezenet-1.0"}, networks).name == "vgg19-small"
    assert metric_network(set(networks), networks).name == "pinxit"
    assert metric_network(set(), {}).name == "pinxit"


def test_a_network_that_the_discriminator_uses_and_too_few_pictures_are_said() -> None:
    said: list[str] = []
    own = load_perceptual(["pinxit"])[0]
    view = dataclasses.replace(GanConfig().projected.views[0], network="pinxit")
    config = dataclasses.replace(
        GanConfig(), projected=dataclasses.replace(GanConfig().projected, views=(view,))
    )

    assert open_monitor(config, {"pinxit": own}, noise(16), 4, said.append) is not None
    assert open_monitor(config, {"pinxit": own}, noise(10), 4, said.append) is None
    assert open_monitor(config, {"pinxit": own}, torch.zeros_like(noise(16)), 4, said.append) is None
    assert "look the same" in said[-1]
    assert "which the discriminator uses too" in said[0]
    assert "10 pictures are too few" in said[1]


OWN_LAYERS = ("squeezenet-1.1.conv1", "squeezenet-1.1.fire3", "squeezenet-1.1.fire5")
PLAIN = GanConfig(
    resolution=32,
    generator="dcgan",
    discriminator="plain",
    dcgan=DcganConfig(latent_size=16, base_channels=8, max_channels=32),
    plain=PlainDiscriminatorConfig(base_channels=8, max_channels=32),
    loss="bce",
    augment=("color", "translation"),
    batch_size=16,
    total_kimg=4.5,
    generator_rate=1e-3,
    discriminator_rate=1e-3,
    beta1=0.5,
    ema_half_life_kimg=0.5,
    precision="float32",
    sample_kimg=100,
    metrics_kimg=4.5,
    monitor=MonitorConfig(samples=96, from_kimg=4),
)
COLLAPSING = dataclasses.replace(
    PLAIN,
    total_kimg=2.4,
    metrics_kimg=1.2,
    checkpoint_kimg=1.2,
    monitor=MonitorConfig(samples=96, from_kimg=1),
)
LATENT_OF_ONE = dataclasses.replace(
    COLLAPSING, dcgan=dataclasses.replace(PLAIN.dcgan, latent_size=1), metrics_kimg=2.4
)
STRONG_DISCRIMINATOR = dataclasses.replace(
    COLLAPSING,
    plain=PlainDiscriminatorConfig(base_channels=24, max_channels=96),
    augment=(),
    generator_rate=1e-5,
)


HEALTHY = dataclasses.replace(
    PLAIN,
    perceptual=("pinxit",),
    discriminator="projected",
    projected=ProjectedConfig(
        views=(ViewConfig("pinxit", OWN_LAYERS, channels=(16, 24, 32), smallest_px=32, largest_px=32),),
        head_channels=32,
    ),
    loss="hinge",
    generator_rate=2e-3,
    seed=2,
)
"""What learns at once: a discriminator that looks through an encoder. A plain one is far from these pictures after
so few of them, as the encoder sees."""


@pytest.fixture(scope="module")
def shades(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of four colours that flow into each other, each with a grain of its own."""
    folder = tmp_path_factory.mktemp("shades")
    rng = np.random.default_rng(0)
    for index in range(96):
        corners = Image.fromarray(rng.integers(0, 256, (2, 2, 3), dtype=np.uint8))
        smooth = np.asarray(corners.resize((32, 32), Image.Resampling.BILINEAR), float)
        grainy = smooth + rng.normal(0, rng.uniform(2, 14), (32, 32, 1))
        Image.fromarray(grainy.clip(0, 255).astype(np.uint8)).save(folder / f"{index:02d}.png")
    return folder


def watched_run(
    config: GanConfig, data: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[dict[str, float], str]:
    """The last watched figures of a run, and what it printed."""
    train_gan(dataclasses.replace(config, data=(str(data),)), out)
    return [line for line in read_stats(out) if "frechet" in line][-1], capsys.readouterr().err


def test_a_healthy_run_learns_and_hears_no_warning(
    shades: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures, printed = watched_run(HEALTHY, shades, tmp_path, capsys)

    assert figures["coverage"] > 0.2
    assert "Try " not in printed
    assert (tmp_path / "curves.png").is_file()


def test_a_latent_of_one_number_is_heard_of(
    shades: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures, printed = watched_run(LATENT_OF_ONE, shades, tmp_path, capsys)

    assert figures["spacing"] < 0.2
    assert "The pictures repeat themselves" in printed
    assert "larger latent_size" in printed


def test_a_discriminator_that_is_far_too_strong_is_heard_of_and_not_again_after_a_kill(
    shades: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Killed(Exception):
        pass

    steps = GanTrainer.train_step

    def until_killed(self: GanTrainer) -> dict[str, float]:
        if self.step == 80:
            raise Killed
        return steps(self)

    with monkeypatch.context() as patch:
        patch.setattr(GanTrainer, "train_step", until_killed)
        with pytest.raises(Killed):
            watched_run(STRONG_DISCRIMINATOR, shades, tmp_path, capsys)
    printed = capsys.readouterr().err
    assert "The pictures grow alike" in printed
    assert "lower discriminator_rate" in printed

    figures, printed = watched_run(STRONG_DISCRIMINATOR, shades, tmp_path, capsys)
    assert figures["diversity"] < 0.4
    assert "going on from 1.2" in printed
    assert "grow alike" not in printed
