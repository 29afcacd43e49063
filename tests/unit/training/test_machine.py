"""What computes a run.

No GPU is needed: the meta device computes nothing, but refuses, as a GPU would, to mix with what was left on the
processor. So a step that runs on it runs on a GPU.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from exports.catalog import Catalog
from training.__main__ import main
from training.config import build
from training.data import CropConfig, load_pictures, shrink_to_short_side
from training.errors import TrainingError
from training.gan.adversary import GanTrainer, settled
from training.gan.config import GanConfig
from training.gan.train import draw, load_networks
from training.networks.encoder import Encoder, EncoderConfig
from training.networks.stylizer import StylizerConfig
from training.perceptual.distill import DistillConfig, Lesson
from training.perceptual.networks import load_perceptual
from training.perceptual.rehearsal import Canvases
from training.runs.machine import THIS_PROCESSOR, Machine, find_device, find_machine
from training.style.bank import StyleBank
from training.style.brushes import open_brushes
from training.style.looks import Palette, open_looks
from training.style.train import StyleConfig, sample_sheet, style_step
from training.style_encoder.measures import measure
from training.style_encoder.measures import sample_sheet as sample_sheet_of_encoder
from training.style_encoder.pictures import VariationConfig
from training.style_encoder.train import StyleEncoderRun, encoder_step, known_paintings, new_encoder

ELSEWHERE = Machine(torch.device("meta"))
"""A device that is not the processor."""


THIS_PROCESSOR_AUTOCAST = THIS_PROCESSOR.autocast


@pytest.fixture
def no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Meta tensors have no values: whoever asks for one as a number gets one."""
    own = Tensor.item
    monkeypatch.setattr(Tensor, "item", lambda self: 1.0 if self.is_meta else own(self))
    monkeypatch.setattr(Tensor, "__float__", Tensor.item)


def test_devices_are_found_or_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    assert find_device("auto") == torch.device("cpu") == find_device("cpu")
    with pytest.raises(TrainingError, match=r"no device 'cuda'.*sees no GPU"):
        find_device("cuda")
    with pytest.raises(TrainingError, match="no device 'gpu'; choose auto, cpu"):
        find_device("gpu")
    with pytest.raises(TrainingError, match="not on 'meta'"):
        find_device("meta")
    with pytest.raises(TrainingError, match="CUDA graphs need a GPU"):
        find_machine("cpu", None, "auto", "cuda-graphs")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert find_device("auto") == torch.device("cuda", 0) == find_device("cuda")
    assert find_device("cuda:1") == torch.device("cuda", 1)
    with pytest.raises(TrainingError, match="sees 2 GPUs"):
        find_device("cuda:2")


def test_channels_lie_last_on_a_gpu_and_nowhere_else_unless_told() -> None:
    assert Machine(torch.device("cuda")).channels_last
    assert not THIS_PROCESSOR.channels_last
    assert not Machine(torch.device("cuda"), layout="contiguous").channels_last
    machine = Machine(layout="channels-last")
    conv, batch = machine.place(nn.Conv2d(3, 4, 3)), machine.send(torch.zeros(2, 3, 8, 8))
    for tensor in (conv.weight, batch):
        assert tensor.is_contiguous(memory_format=torch.channels_last)


def test_compiling_replaces_the_named_methods_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[str] = []

    def compiling(function: object, mode: str, dynamic: bool) -> object:
        assert not dynamic, "code for any shape is slower"
        modes.append(mode)
        return function

    monkeypatch.setattr(torch, "compile", compiling)
    network = nn.Linear(2, 2)
    THIS_PROCESSOR.quicken(network, "forward")
    assert modes == []
    Machine(compile="default").quicken(network, "forward")
    Machine(torch.device("cuda"), compile="cuda-graphs").quicken(network, "forward")
    assert modes == ["default", "reduce-overhead"]
    assert network.state_dict().keys() == {"weight", "bias"}


def test_the_command_line_refuses_a_device_that_is_not_there(
    photo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["gan", str(photo_folder), "--out", str(tmp_path / "run"), "--device", "cuda:97"]
    assert main(command) == 1
    assert "There is no device 'cuda:97'" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("johnson", [False, True])
def test_a_style_step_runs_on_another_device(
    photo_folder: Path, painting_folder: Path, perceptual_folder: Path, johnson: bool, no_values: None
) -> None:
    from training.networks.johnson import JohnsonConfig

    config = StyleConfig(
        network=StylizerConfig(channels=8, half_channels=8, blocks=1),
        johnson=JohnsonConfig() if johnson else None,
        crops=CropConfig(64),
        batch=2,
        margin_px=4,
        perceptual=(str(perceptual_folder),),
    )
    photos, paintings = load_pictures([photo_folder]), load_pictures([painting_folder])
    bank = ELSEWHERE.place(StyleBank(config.shape, len(paintings)))
    looks = open_looks(config.perceptual, (), paintings, ELSEWHERE.device)
    palette = Palette.of(paintings, ELSEWHERE.device)
    optimizer = torch.optim.SGD(bank.parameters(), lr=0.1)
    losses = style_step(bank, optimizer, looks, palette, photos, config, 0, ELSEWHERE)

    assert {"style", "content", "ground", "unsteady"} <= losses.keys()
    assert all(weight.grad is not None and weight.grad.is_meta for weight in bank.parameters())
    assert sample_sheet(bank, photos, config.grain).is_meta
    assert bank.photo_vector().is_meta


def test_distillation_runs_on_another_device(photo_folder: Path, perceptual_folder: Path) -> None:
    photos = load_pictures([photo_folder], prepare=shrink_to_short_side(64))
    teachers = [network.to("meta") for network in load_perceptual([str(perceptual_folder)])]
    encoder = ELSEWHERE.place(Encoder(EncoderConfig((4, 4, 8), (1, 1, 1))))
    heads = ["squeezenet-1.1.fire3", "squeezenet-1.1.fire5"]
    images = ELSEWHERE.send(torch.rand(2, 3, 64, 64))
    errors = Lesson(teachers, heads, "float32", ELSEWHERE).errors(encoder, images)
    assert {name for name, pair in errors.items() if all(value.is_meta for value in pair)} == set(heads)

    config = replace(DistillConfig(), canvases=2, crops=CropConfig(64))
    canvases = Canvases(config.canvases, 64, config.canvas_steps, config.canvas_lr).to("meta")
    assert canvases.paint(encoder, heads).shape == (2, 3, 64, 64)
    assert len(photos) == 6


def test_a_style_encoder_learns_on_another_device(
    photo_folder: Path, painting_folder: Path, no_values: None
) -> None:
    shelf = Catalog().models()
    network = next((entry.path for entry in shelf if entry.kind == "style" and entry.shipped), None)
    if network is None:
        pytest.skip("no style model ships yet")
    brushes = open_brushes(None, network)
    photos, paintings = load_pictures([photo_folder]), load_pictures([painting_folder])
    brush = StyleConfig(perceptual=("pinxit",), crops=CropConfig(64), margin_px=4)
    config = StyleEncoderRun(brush=brush, batch=2, variations=VariationConfig(CropConfig(64)), settled_by=4)
    looks = open_looks(brush.perceptual, (), paintings, ELSEWHERE.device)
    encoder = ELSEWHERE.place(new_encoder(config, brushes, set()))
    known_names = replace(paintings, paths=tuple(Path(f"{style.name}.png") for style in brushes.styles[:2]))
    known = known_paintings(encoder, known_names, brushes, config, ELSEWHERE)
    optimizer = torch.optim.SGD((p for p in encoder.parameters() if p.requires_grad), lr=0.1)
    losses = encoder_step(encoder, brushes, optimizer, looks, known, paintings, photos, config, 0, ELSEWHERE)

    assert {"style", "content", "known"} <= losses.keys()
    assert measure(encoder, brushes, looks, paintings, (), photos, brush).keys() == {
        "seen_predicted",
        "seen_mean",
    }
    assert sample_sheet_of_encoder(encoder, brushes, paintings, photos).is_meta


def test_the_meta_device_refuses_what_lies_on_the_processor() -> None:
    with pytest.raises(RuntimeError, match="device"):
        torch.add(torch.zeros(2), torch.zeros(2, device="meta"))


PAIRS = {
    "dcgan": {"generator": "dcgan", "discriminator": "plain", "loss": "bce"},
    "light": {"generator": "light", "discriminator": "projected", "precision": "bf16"},
    "progressive": {"generator": "progressive", "discriminator": "progressive", "regularizers": ["r1", "r2"]},
    "msg": {"generator": "msg", "discriminator": "multiscale", "loss": "relativistic-average"},
    "style": {
        "generator": "style",
        "discriminator": "residual",
        "regularizers": ["r1", "path-length", "downscaling", "reconstruction"],
        "adaptive": {"target": 0.6},
    },
}


@pytest.mark.parametrize("name", PAIRS)
def test_an_adversarial_step_runs_on_another_device(
    name: str, perceptual_folder: Path, no_values: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # There is no autocast for the meta device.
    monkeypatch.setattr(Machine, "autocast", lambda self, precision: THIS_PROCESSOR_AUTOCAST(precision))
    given = dict(PAIRS[name])
    given["regularizers"] = [{"name": penalty} for penalty in given.get("regularizers", ())]
    small = {"base_channels": 4, "max_channels": 8}
    view = {"network": "squeezenet-1.1", "layers": ["conv1", "fire3"], "channels": [4, 6]}
    table = {
        "resolution": 32,
        "batch_size": 4,
        "precision": "float32",
        "perceptual": [str(perceptual_folder)],
        **{kind: {"latent_size": 6, **small} for kind in ("light", "dcgan", "progressive", "msg", "style")},
        **dict.fromkeys(("plain", "critic"), small),
        "projected": {"views": [{**view, "smallest_px": 34, "largest_px": 40}], "head_channels": 6},
        **given,
    }
    config = build(GanConfig, table)
    pictures = torch.zeros(9, 3, 32, 32, dtype=torch.uint8)
    trainer = GanTrainer(config, pictures, load_networks(config), ELSEWHERE)
    losses = trainer.train_step()

    assert {"generator_loss", "discriminator_loss"} <= losses.keys()
    grown = [weight for weight in trainer.generator.parameters() if weight.grad is not None]
    assert grown
    assert all(weight.grad is not None and weight.grad.is_meta for weight in grown)
    drawn = torch.cat(list(draw(settled(trainer.averaged, 0), torch.zeros(3, trainer.generator.latent_size))))
    assert drawn.is_meta
    assert drawn.shape == (3, 3, 32, 32)
