"""The encoder of our own: its distillation, and its gradient written as a forward pass."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import pixel_unshuffle

from exports.session import Targets, open_perceptual
from training.config import build
from training.errors import TrainingError
from training.export.label import Label
from training.export.perceptual import CONTENT, STYLE, autograd_loss, export_perceptual_run
from training.losses import gram
from training.networks.encoder import CONTRAST, GREY, Encoder, EncoderConfig, PerceptualGradient
from training.perceptual.distill import DistillConfig, Lesson, roughen, train_encoder
from training.perceptual.networks import SqueezeNet, load_perceptual
from training.runs.checkpoint import Checkpoint
from training.runs.log import read_stats
from training.runs.machine import THIS_PROCESSOR

SMALL = EncoderConfig(widths=(4, 6, 8), depths=(1, 2, 1))
LABEL = Label("eye", "Eye", "Tester", "CC0-1.0", "drawn by the test", "CC0-1.0")


@pytest.fixture
def options(photo_folder: Path, perceptual_folder: Path) -> dict[str, Any]:
    return {
        "data": (str(photo_folder),),
        "teachers": (str(perceptual_folder),),
        "network": dataclasses.asdict(SMALL),
        "crops": {"side_px": 48},
        "steps": 4,
        "batch": 2,
        "report_every": 1,
        "checkpoint_every": 2,
        "holdout_every": 5,
    }


def test_the_written_gradient_is_autograd_s() -> None:
    torch.manual_seed(0)
    encoder, names = Encoder(SMALL), tuple(STYLE)
    with torch.no_grad():
        seen = encoder.features(torch.rand(1, 3, 40, 64), (*names, CONTENT))
        other = encoder.features(torch.rand(1, 3, 56, 48), (*names, CONTENT))
    targets = Targets(other[CONTENT].numpy(), tuple(gram(seen[name]).numpy() for name in names))
    weights = torch.tensor([0.3, 2.0, *(0.5 + 0.1 * index for index in range(len(names)))])
    image = torch.rand(1, 3, 56, 48)

    from exports.session import Weights

    given = Weights(float(weights[0]), tuple(weights[2:].tolist()), float(weights[1]))
    wanted, slope = autograd_loss(encoder, image, targets, given)
    grams = [torch.from_numpy(target) for target in targets.grams]
    graph = PerceptualGradient(encoder, CONTENT, names)
    with torch.no_grad():
        loss, parts, gradient, content, *found = graph(
            image, torch.from_numpy(targets.content), weights, *grams
        )
    assert loss.item() == pytest.approx(wanted.item(), rel=1e-5)
    assert (parts @ weights).item() == pytest.approx(loss.item(), rel=1e-6)
    assert torch.nn.functional.cosine_similarity(gradient.flatten(), slope.flatten(), 0) > 0.99999
    assert torch.allclose(gradient, slope, rtol=1e-3, atol=1e-3 * float(slope.abs().max()))
    assert content.shape == targets.content.shape
    assert [g.shape for g in found] == [g.shape for g in grams]


def test_folded_normalisation_changes_nothing() -> None:
    torch.manual_seed(2)
    trained = Encoder(SMALL, normalised=True)
    for _ in range(3):
        trained(torch.rand(4, 3, 40, 48))
    with torch.no_grad():
        for norm in trained.norms:
            assert isinstance(norm, torch.nn.BatchNorm2d)
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.uniform_(-0.5, 0.5)
    trained.eval()
    plain, image = trained.folded(), torch.rand(1, 3, 32, 56)
    assert not plain.norms
    with torch.no_grad():
        for name, value in trained(image).items():
            assert torch.allclose(plain(image)[name], value, rtol=1e-4, atol=1e-5), name


def test_normalisations_settle_on_the_mean_of_all_batches() -> None:
    torch.manual_seed(2)
    encoder, batches = Encoder(SMALL, normalised=True).eval(), list(torch.rand(3, 4, 3, 32, 32))
    encoder.settle(batches)
    first, conv = encoder.norms[0], next(encoder.stages[0].children())
    assert isinstance(first, torch.nn.BatchNorm2d)
    assert first.running_mean is not None
    with torch.no_grad():
        seen = [conv(pixel_unshuffle((batch - GREY) * CONTRAST, SMALL.block_px)) for batch in batches]
    mean = torch.stack([values.mean((0, 2, 3)) for values in seen]).mean(0)
    assert torch.allclose(first.running_mean, mean, atol=1e-5)
    assert not encoder.training
    assert first.momentum == 0.1


@pytest.mark.parametrize(
    ("layer", "stride"), [("conv1", 2), ("fire2", 4), ("fire3", 4), ("fire4", 8), ("fire5", 8)]
)
def test_cells_of_a_teacher_look_at_the_middle_of_their_blocks(layer: str, stride: int) -> None:
    torch.manual_seed(0)
    teacher = SqueezeNet("1.1").requires_grad_(False)
    image = torch.rand(1, 3, 160, 144).requires_grad_()
    found = teacher.centred_features(image, [layer])[layer]
    assert found.shape[2:] == (160 // stride, 144 // stride)
    row, column = found.shape[2] // 2, found.shape[3] // 2
    (slope,) = torch.autograd.grad(found[0, :, row, column].sum(), image)
    seen = slope[0].abs().sum(0).nonzero().float() + 0.5
    middle = (seen.min(0).values + seen.max(0).values) / 2
    wanted = torch.tensor([row + 0.5, column + 0.5]) * stride
    assert (middle - wanted).abs().max() <= 2.0


def test_every_map_counts_in_its_own_unit(perceptual_folder: Path) -> None:
    teachers = [t for t in load_perceptual([str(perceptual_folder)]) if t.name == "squeezenet-1.1"]
    heads, images = ["squeezenet-1.1.conv1", "squeezenet-1.1.fire4"], torch.rand(2, 3, 64, 64)
    lesson = Lesson(teachers, heads, "float32", THIS_PROCESSOR)
    lesson.weigh(images)
    assert set(lesson.taught(images)) == set(heads)
    for value in lesson.taught(images).values():
        assert float(value.square().mean()) == pytest.approx(1.0, rel=1e-4)


def test_our_own_encoder_looks_at_odd_pictures_too() -> None:
    (own,) = load_perceptual(["pinxit"])
    image = torch.rand(1, 3, 49, 66)
    found, even = (own.features(x, own.layers) for x in (image, image[..., :48, :]))
    assert all(torch.equal(found[name], even[name]) for name in own.layers)


def test_training_resumes_where_it_was_cut_off(
    options: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_encoder(build(DistillConfig, options), tmp_path / "whole")

    class CutOffError(Exception):
        pass

    from training.perceptual import distill

    original, calls = distill.Lesson.errors, []

    def cut_off(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 5:  # the measurement on kept-out pictures also calls it
            raise CutOffError
        return original(*arguments)

    monkeypatch.setattr(distill.Lesson, "errors", cut_off)
    with pytest.raises(CutOffError):
        train_encoder(build(DistillConfig, options), tmp_path / "cut")
    monkeypatch.undo()
    train_encoder(build(DistillConfig, options), tmp_path / "cut")
    whole, cut = Checkpoint(tmp_path / "whole").tensors(), Checkpoint(tmp_path / "cut").tensors()
    for part in ("encoder", "ema"):
        assert all(torch.equal(whole[part][name], value) for name, value in cut[part].items())
    assert [line["steps"] for line in read_stats(tmp_path / "cut")] == [1, 2, 3, 4]


def test_imitation_gets_better(options: dict[str, Any], tmp_path: Path) -> None:
    longer = {
        **options,
        "steps": 40,
        "warmup_steps": 4,
        "lr": 0.01,
        "checkpoint_every": 40,
        "report_every": 5,
    }
    train_encoder(build(DistillConfig, longer), tmp_path)
    losses = [line["loss"] for line in read_stats(tmp_path)]
    assert losses[-1] < 0.8 * losses[0]


def test_the_exported_graph_serves_any_size(options: dict[str, Any], tmp_path: Path) -> None:
    train_encoder(build(DistillConfig, options), tmp_path / "run")
    out = tmp_path / "eye.onnx"
    card = export_perceptual_run(tmp_path / "run", out, LABEL)
    model = open_perceptual(out, provider="cpu", threads=1)
    assert model.card == card
    assert [layer.name for layer in card.style_layers] == list(STYLE)
    rng = np.random.default_rng(0)
    for height, width in ((33, 50), (64, 40)):
        photo, painting = rng.random((height, width, 3), np.float32), rng.random((71, 45, 3), np.float32)
        image = model.prepare(photo)
        targets = Targets(model.content(photo), model.grams(painting))
        found = model.loss_and_gradient(image, targets, model.default_weights())
        assert found.gradient.shape == image.shape
        # A small step against the gradient lowers the loss.
        step = image - 0.01 * found.gradient / np.abs(found.gradient).max()
        assert model.loss_and_gradient(step, targets, model.default_weights()).total < found.total


def test_roughened_pictures_stay_pictures() -> None:
    images = torch.rand(12, 3, 20, 24)
    rough = roughen(images, 0.5, np.random.default_rng(3))
    assert rough.shape == images.shape
    assert rough.min() >= 0 and rough.max() <= 1
    changed = (rough != images).flatten(1).any(1)
    assert 0 < int(changed.sum()) < 12


def test_networks_that_are_none_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="No perceptual network was found"):
        load_perceptual([str(tmp_path)])
    stranger = tmp_path / "squeezenet1_1.pth"
    stranger.write_text("not weights")
    with pytest.raises(TrainingError, match=r"squeezenet1_1\.pth does not hold the weights"):
        load_perceptual([str(stranger)])
    with pytest.raises(TrainingError, match="not a perceptual network that Pinxit knows"):
        load_perceptual([__file__])


def test_a_run_of_another_kind_is_no_beginning(options: dict[str, Any], tmp_path: Path) -> None:
    Checkpoint(tmp_path / "other").save({"ema": torch.nn.Linear(3, 3)}, {"step": 1})
    with pytest.raises(TrainingError, match=r"other trained another network than this run; name a run"):
        train_encoder(build(DistillConfig, {**options, "init": str(tmp_path / "other")}), tmp_path / "run")


def test_the_last_steps_are_reported_and_measured_however_few(
    options: dict[str, Any], tmp_path: Path
) -> None:
    train_encoder(build(DistillConfig, {**options, "steps": 3, "report_every": 2}), tmp_path)
    lines = read_stats(tmp_path)
    assert [line["steps"] for line in lines] == [2, 3]
    assert "squeezenet-1.1.fire4" in lines[-1]


def test_crops_that_do_not_fit_the_encoder_are_refused(options: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="50 pixels do not fit the network"):
        train_encoder(build(DistillConfig, {**options, "crops": {"side_px": 50}}), tmp_path)
