"""The style network and its training: repeatable, resumable after a kill, exported as it was trained."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from exports.grain import GRAIN_PX, with_grain
from exports.imaging import to_tensor
from exports.session import open_style
from exports.stylecard import StyleCard
from training.config import build
from training.data import moved
from training.errors import TrainingError
from training.export.label import Label
from training.export.style import export_style_run, first_readable, thumbnail_picture
from training.losses import (
    color_loss,
    color_quantiles,
    color_units,
    contrast_loss,
    contrasts,
    gram,
    gram_loss,
    gram_match_loss,
)
from training.networks.johnson import Johnson, JohnsonConfig
from training.networks.mirrored import mirrored
from training.networks.normaliser import mixed
from training.networks.stylizer import HaloStylizer, Stylizer, StylizerConfig, neutral_style
from training.networks.underpainting import (
    NUMBERS,
    PHOTO_CORRELATION,
    color_moments,
    underpainted,
    underpainting_of,
    with_underpainting,
)
from training.perceptual.networks import SmallVgg
from training.runs.checkpoint import Checkpoint
from training.runs.log import read_stats
from training.style.bank import StyleBank
from training.style.judging import shifted_windows
from training.style.looks import Look, LookConfig, Palette, look_losses
from training.style.paintings import Painting, known_painting, load_paintings
from training.style.train import StyleConfig, grained, random_grain, train_style

SMALL = StylizerConfig(channels=8, blocks=1, half_channels=4)
LABEL = Label("small", "Small", "Tester", "CC0-1.0", "drawn by the test", "CC0-1.0")


@pytest.fixture
def options(photo_folder: Path, painting_folder: Path, perceptual_folder: Path) -> dict[str, Any]:
    return {
        "data": (str(photo_folder),),
        "paintings": tuple(str(path) for path in sorted(painting_folder.glob("*.png"))),
        "perceptual": (str(perceptual_folder),),
        "network": {"channels": 8, "blocks": 1, "half_channels": 4},
        "crops": {"side_px": 80},
        "margin_px": 4,
        "steps": 6,
        "batch": 2,
        "report_every": 1,
        "sample_every": 2,
        "holdout_every": 5,
    }


def random_bank_style(config: StylizerConfig, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return neutral_style(config) + 0.3 * torch.randn(config.style_size, generator=generator)


def test_halo_is_the_receptive_radius() -> None:
    """A pixel changes when one within the halo does, and never when one beyond it does."""
    config = StylizerConfig(channels=8, blocks=2, half_channels=8)
    torch.manual_seed(0)  # of one network in forty no path is open at that pixel
    network, size = Stylizer(config).eval(), 2 * config.halo_px + 40
    centre = size // 2 // 4 * 4
    image = torch.rand(1, 3, size, size, requires_grad=True)
    frozen = torch.full((1, config.stats_size), 0.5)
    # Shifts that leave no rectifier closed, so that every path can be seen.
    style = torch.cat([neutral_style(config)[:-2] + 0.5, torch.tensor([1.0, 0.0])])
    painted, _ = network(image, style[None], frozen, torch.ones(1))
    reach = 0
    for offset in range(4):
        (gradient,) = torch.autograd.grad(
            painted[0, :, centre + offset, centre].sum(), image, retain_graph=True
        )
        rows = gradient[0].abs().sum((0, 2)).nonzero().flatten()
        reach = max(reach, centre + offset - int(rows.min()), int(rows.max()) - centre - offset)
    assert reach == config.halo_px


def test_given_statistics_replace_the_picture_s_own() -> None:
    network, style = Stylizer(SMALL).eval(), random_bank_style(SMALL, 1)[None]
    first, second = torch.rand(1, 3, 64, 64), torch.rand(1, 3, 64, 64) ** 2
    unused = torch.zeros(1, SMALL.stats_size)
    own, stats = network(first, style, unused, torch.zeros(1))
    assert torch.allclose(network(first, style, stats, torch.ones(1))[0], own, atol=1e-6)
    _, again = network(first, style, stats, torch.ones(1))
    assert torch.allclose(again, stats, atol=1e-5)
    with_others = network(second, style, stats, torch.ones(1))[0]
    assert not torch.allclose(with_others, network(second, style, unused, torch.zeros(1))[0], atol=1e-4)


def test_under_given_statistics_the_picture_s_own_are_still_measured() -> None:
    network, style = Stylizer(SMALL).eval(), random_bank_style(SMALL, 1)[None]
    first, second = torch.rand(1, 3, 64, 64), torch.rand(1, 3, 64, 64) ** 2
    unused = torch.zeros(1, SMALL.stats_size)
    _, given = network(first, style, unused, torch.zeros(1))
    _, own = network(second, style, unused, torch.zeros(1))
    _, measured = network(second, style, given, torch.ones(1))
    stem = 2 * SMALL.channels
    assert torch.allclose(measured[:, :stem], own[:, :stem])
    assert not torch.allclose(measured, given, rtol=0.01)


@pytest.mark.parametrize("network", [Stylizer(SMALL), Johnson(JohnsonConfig(channels=4, blocks=1))])
def test_a_crop_has_no_borders_for_training(network: Stylizer | Johnson) -> None:
    """An even crop is painted evenly to its very corners, as the middle of a picture is in use."""
    config = network.config
    style, unused = neutral_style(config)[None], torch.zeros(1, config.stats_size)
    painted, stats = network(torch.full((1, 3, 64, 64), 0.7), style, unused, torch.zeros(1))
    first = config.norm_channels[0]
    assert stats[0, :first].abs().max() > 0.01
    assert stats[0, first : 2 * first].max() < 1e-9
    assert (painted.amax((2, 3)) - painted.amin((2, 3))).max() < 1e-3


@pytest.mark.parametrize("pad", [1, 2, 4])
def test_mirroring_is_torch_s_reflection(pad: int) -> None:
    picture = torch.rand(2, 3, 9, 12)
    expected = torch.nn.functional.pad(picture, (pad, pad, pad, pad), mode="reflect")
    assert torch.equal(mirrored(picture, pad), expected)


def test_the_underpainting_has_the_colours_of_the_painting() -> None:
    """Of a usual photo: its channels go together as those of photos do."""
    generator = torch.Generator().manual_seed(0)
    factor = torch.linalg.cholesky(torch.tensor(PHOTO_CORRELATION))
    photo = (factor @ torch.randn(3, 64 * 64, generator=generator)).view(1, 3, 64, 64) * 0.2 + 0.5
    painting = torch.sigmoid(
        torch.randn(1, 3, 50, 40, generator=generator) * torch.tensor([1.0, 0.5, 0.2])[:, None, None]
    )
    scale, shift, rows = underpainting_of(color_moments(painting))[0].split([3, 3, 9])
    style = torch.cat([rows, torch.tensor([1.0, 0.0])])[None]
    laid = mixed(photo, style).flatten(2)[0]
    laid = scale[:, None] * (laid - laid.mean(1, keepdim=True)) / laid.std(1, keepdim=True) + shift[:, None]
    wanted = torch.logit(painting.flatten(2)[0].clamp(0.02, 0.98))
    assert torch.allclose(laid.mean(1), wanted.mean(1), atol=1e-4)
    assert torch.allclose(torch.cov(laid), torch.cov(wanted), atol=0.05)


def test_an_underpainting_of_one_colour_is_finite() -> None:
    even = torch.full((1, 3, 8, 8), 0.25, requires_grad=True)
    numbers = underpainting_of(color_moments(even))
    assert numbers.isfinite().all()
    numbers.sum().backward()
    assert even.grad is not None and even.grad.isfinite().all()


@pytest.mark.parametrize("spread", [1.0, 1e-2, 1e-4])
def test_roots_of_covariances_are_those_of_eigenvalues(spread: float) -> None:
    """Painted in almost one colour, or in all of them."""
    generator = torch.Generator().manual_seed(0)
    factor = torch.randn(4, 3, 3, generator=generator) * torch.tensor([1.0, spread**0.5, spread])
    colors = torch.sigmoid(factor @ torch.randn(4, 3, 900, generator=generator)).view(4, 3, 30, 30)
    mean, covariance = color_moments(colors)
    scale, shift, rows = underpainting_of((mean, covariance)).split([3, 3, 9], 1)
    photo = torch.tensor(PHOTO_CORRELATION)
    mixing = rows.view(4, 3, 3)
    mixed_up = mixing @ photo @ mixing.transpose(1, 2)
    deviation = mixed_up.diagonal(dim1=1, dim2=2).sqrt()
    laid = mixed_up * (scale / deviation)[:, :, None] * (scale / deviation)[:, None]
    assert torch.allclose(laid, covariance, atol=2e-3)
    assert torch.equal(shift, mean)


def test_what_lies_under_strokes_is_what_the_network_lays_there() -> None:
    """Strokes of nothing: the network's picture is its underpainting, enlarged."""
    bank = StyleBank(StylizerConfig(channels=4, blocks=1, half_channels=4), 1)
    photo, painting = (
        torch.rand(1, 3, 64, 96, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1)
    )
    photo = torch.nn.functional.interpolate(photo[..., ::24, ::24], size=(64, 96), mode="bicubic").clamp(0, 1)
    with torch.no_grad():
        bank.underpaint(color_moments(painting))
        torch.nn.init.zeros_(bank.get_parameter("stylizer.paint.weight"))
        painted, _ = bank(photo, [1])
        wanted = underpainted(photo, underpainting_of(color_moments(painting)))
    found = torch.nn.functional.avg_pool2d(painted, 8)
    assert (found - wanted)[..., 1:-1, 1:-1].abs().mean() < 0.1 * wanted.std()


def test_underpaintings_are_not_learned_and_strokes_are(options: dict[str, Any], tmp_path: Path) -> None:
    config = build(StyleConfig, options)
    train_style(config, tmp_path)
    trained = Checkpoint(tmp_path).tensors()["bank"]["vectors"]
    bank = StyleBank(config.shape, len(config.paintings))
    bank.underpaint(Palette.of(load_paintings([Path(path) for path in config.paintings], 1024)).moments)
    assert torch.equal(trained[1:, -NUMBERS:], bank.vectors[1:, -NUMBERS:])
    assert not torch.allclose(trained[1:, :-NUMBERS], bank.vectors[1:, :-NUMBERS])


@pytest.mark.parametrize("layout", [(40, 3), (600, 700)])
def test_training_sees_the_grain_that_pictures_get(layout: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).random((*layout, 3), np.float32)
    shown = grained(torch.from_numpy(to_tensor(picture)), 0.1)
    assert np.abs(shown.numpy() - to_tensor(with_grain(picture, 0, 0, 0.1))).max() < 1e-6


def test_random_grain_is_a_part_of_the_canvas_s() -> None:
    grain = random_grain(torch.zeros(2, 3, 16, 24), 0.1, np.random.default_rng(4))
    top, left = np.random.default_rng(4).integers(GRAIN_PX, size=(2, 2))[0]
    picture = np.full((16, 24, 3), 0.5, np.float32)
    expected = to_tensor(with_grain(picture, int(left), int(top), 0.1)) - 0.5
    assert np.abs(grain[:1].numpy() - expected).max() < 1e-6


def test_statistics_of_the_exported_network_leave_the_halo_out() -> None:
    network, style = HaloStylizer(SMALL).eval(), random_bank_style(SMALL, 2)[None]
    halo, unused = SMALL.halo_px, torch.zeros(1, SMALL.stats_size)
    image = torch.rand(1, 3, 2 * halo + 32, 2 * halo + 32)
    _, before = network(image, style, unused, torch.zeros(1))
    image[..., :2] = 1 - image[..., :2]
    _, after = network(image, style, unused, torch.zeros(1))
    channels = SMALL.channels
    assert torch.equal(before[:, : 2 * channels], after[:, : 2 * channels])


def test_a_run_that_is_asked_to_end_writes_a_checkpoint_first(
    options: dict[str, Any], tmp_path: Path
) -> None:
    train_style(build(StyleConfig, options), tmp_path, asked_to_end=lambda: True)
    assert Checkpoint(tmp_path).state()["steps"] == 1


def test_a_run_ends_by_the_clock_and_its_rate_falls_with_the_time(
    options: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step takes two minutes here: the clock is looked at when one begins and when one ends."""
    minutes = iter(range(0, 1000, 2))
    monkeypatch.setattr("training.runs.clock.now", lambda: 60.0 * next(minutes))
    config = build(StyleConfig, {**options, "steps": 1000, "max_minutes": 7.0, "warmup_steps": 1, "lr": 1.0})
    train_style(config, tmp_path)
    assert [line["steps"] for line in read_stats(tmp_path)] == [1, 2, 3, 4]
    passed = np.array([0.0, 2.0, 4.0, 6.0]) / 7.0
    expected = 0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * passed))
    assert [line["lr"] for line in read_stats(tmp_path)] == pytest.approx(expected, rel=1e-4)
    assert (tmp_path / "samples" / "00000004.png").exists()
    state = Checkpoint(tmp_path).state()
    assert (state["steps"], state["seconds"]) == (4, 480.0)
    train_style(config, tmp_path)
    assert Checkpoint(tmp_path).state()["steps"] == 4, "its time is spent"


def test_a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    options: dict[str, Any], tmp_path: Path
) -> None:
    """The run is killed with SIGKILL in its own process after its first checkpoint."""
    train_style(build(StyleConfig, options), tmp_path / "whole")
    script = (
        "import json, sys; from pathlib import Path; from training.config import build; "
        "from training.style.train import StyleConfig, train_style; "
        "import torch; torch.set_num_threads(int(sys.argv[3])); "
        "train_style(build(StyleConfig, json.loads(sys.argv[1])), Path(sys.argv[2]))"
    )
    run = tmp_path / "killed"
    command = [sys.executable, "-c", script, json.dumps(options), str(run), str(torch.get_num_threads())]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("3/6"):
            os.kill(process.pid, signal.SIGKILL)
            break
    process.stderr.close()
    assert process.wait() == -signal.SIGKILL
    assert Checkpoint(run).state()["steps"] == 2
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)

    for part, tensors in Checkpoint(tmp_path / "whole").tensors().items():
        found = Checkpoint(run).tensors()[part]
        for name, value in tensors.items():
            if isinstance(value, torch.Tensor):
                assert torch.equal(found[name], value), f"{part}.{name}"
    assert [line["steps"] for line in read_stats(run)] == [1, 2, 3, 4, 5, 6]


def test_a_run_folder_shows_what_happened(options: dict[str, Any], tmp_path: Path) -> None:
    train_style(build(StyleConfig, options), tmp_path)
    assert {"config.json", "stats.jsonl", "curves.png", "samples", "checkpoint"} <= {
        p.name for p in tmp_path.iterdir()
    }
    assert max(path.name for path in (tmp_path / "samples").iterdir()) == "00000006.png"
    with pytest.raises(TrainingError, match=r"other options \(lr\)"):
        train_style(build(StyleConfig, {**options, "lr": 0.5}), tmp_path)


def test_training_brings_the_colours_nearer_and_the_strokes_no_farther(
    options: dict[str, Any], tmp_path: Path
) -> None:
    longer = {**options, "steps": 30, "warmup_steps": 3, "report_every": 5, "sample_every": 30, "lr": 0.02}
    longer |= {"content_weight": 0.0, "tv_weight": 0.0}
    train_style(build(StyleConfig, longer), tmp_path)
    first, *_, last = read_stats(tmp_path)
    assert last["color"] < 0.5 * first["color"]
    assert last["style"] < first["style"]


def test_export_paints_what_was_trained(options: dict[str, Any], tmp_path: Path, photo_folder: Path) -> None:
    train_style(build(StyleConfig, options), tmp_path / "run")
    out = tmp_path / "small.onnx"
    card = export_style_run(tmp_path / "run", out, LABEL, photo_folder / "picture00.png", None)
    model = open_style(out, provider="cpu")
    assert model.card == card
    assert model.halo == SMALL.halo_px

    styles = [StyleCard.load(path, network=card.network) for path in sorted((tmp_path / "styles").iterdir())]
    assert [(s.title, s.artist, s.year) for s in styles] == [
        ("The First", "Ada Painter", 1831),
        ("Picture01", "", None),
    ]
    picture = np.random.default_rng(0).integers(0, 256, (50, 61, 3), np.uint8)
    assert np.abs(model(picture, model.photo_style).astype(int) - picture).max() <= 1
    vector = model.blend([(styles[0].vector, 1.0)], strength=1.0)
    assert np.abs(model(picture, vector).astype(int) - picture).mean() > 5


def test_a_photo_that_training_skipped_is_no_thumbnail_either(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("no picture")
    Image.new("RGB", (80, 80)).save(tmp_path / "b.png")
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    assert first_readable(paths) == paths[1]
    with pytest.raises(TrainingError, match="--thumbnail"):
        first_readable(paths[:1])
    with pytest.raises(TrainingError, match=r"a\.png cannot be painted as a thumbnail"):
        thumbnail_picture(paths[0], 32)


def test_a_run_begins_with_the_weights_of_another(options: dict[str, Any], tmp_path: Path) -> None:
    train_style(build(StyleConfig, options), tmp_path / "first")
    again = {**options, "init": str(tmp_path / "first"), "steps": 1, "lr": 0.0}
    train_style(build(StyleConfig, again), tmp_path / "second")
    first, second = (
        Checkpoint(tmp_path / "first").tensors()["ema"],
        Checkpoint(tmp_path / "second").tensors()["bank"],
    )
    assert all(torch.allclose(first[name], value, atol=1e-6) for name, value in second.items())
    known = options["paintings"][1]
    other = {**again, "paintings": (known, options["data"][0] + "/picture03.png")}
    train_style(build(StyleConfig, other), tmp_path / "third")
    vectors, started = first["vectors"], Checkpoint(tmp_path / "third").tensors()["bank"]["vectors"]
    colors = Palette.of(load_paintings([Path(path) for path in other["paintings"]], 1024)).moments
    styles = with_underpainting(torch.stack([vectors[2], vectors[1:].mean(0)]), colors)
    assert torch.allclose(started, torch.cat([vectors[:1], styles]), atol=1e-6)
    model = tmp_path / "model" / "small.onnx"
    export_style_run(tmp_path / "first", model, LABEL, None, None)
    train_style(build(StyleConfig, {**again, "init": str(model)}), tmp_path / "from_model")
    restored = Checkpoint(tmp_path / "from_model").tensors()["bank"]
    assert all(torch.allclose(first[name], value, atol=2e-3) for name, value in restored.items())
    card = export_style_run(tmp_path / "from_model", tmp_path / "again.onnx", LABEL, None, tmp_path / "cards")
    assert card.training["steps"] == options["steps"] + 1
    # What a run began with is counted once, whatever becomes of the file.
    model.unlink()
    card = export_style_run(tmp_path / "from_model", tmp_path / "again.onnx", LABEL, None, tmp_path / "cards")
    assert card.training["steps"] == options["steps"] + 1
    wider = {**again, "network": {"channels": 12, "blocks": 1, "half_channels": 4}}
    with pytest.raises(TrainingError, match="has another network"):
        train_style(build(StyleConfig, wider), tmp_path / "fourth")


def test_colors_are_compared_as_distributions() -> None:
    """Where the colours lie does not matter, which and how many of each does."""
    generator = torch.Generator().manual_seed(0)
    painting = torch.rand(1, 3, 40, 60, generator=generator) ** 2
    directions = torch.nn.functional.normalize(torch.randn(3, 8, generator=generator), dim=0)
    painting = (color_units(painting) @ painting.flatten(2)).view(1, 3, 40, 60)
    wanted = color_quantiles(painting, directions, 100)
    shuffled = painting.flatten(2)[:, :, torch.randperm(2400, generator=generator)].view(1, 3, 30, 80)
    assert color_loss(shuffled, wanted, directions) < 1e-9
    same_mean = painting.mean((2, 3), keepdim=True).expand_as(painting)
    assert color_loss(same_mean, wanted, directions) == pytest.approx(1.0, abs=0.05)
    assert color_loss(painting[:, [2, 1, 0]] * 0.5, wanted, directions) > 0.3


def test_rare_hues_count_as_much_as_lights_and_darks() -> None:
    """A painting of blues with a few yellows, and a picture of it that has the lights and darks alone."""
    generator = torch.Generator().manual_seed(0)
    light, hue = torch.rand(1, 1, 60, 60, generator=generator), torch.rand(1, 1, 60, 60, generator=generator)
    painting = light + 0.15 * (hue - 0.5) * torch.tensor([1.0, 0.5, -1.0])[:, None, None]
    units = color_units(painting)
    spread = torch.cov((units @ painting.flatten(2))[0])
    assert torch.allclose(spread, torch.diag(spread.diagonal()), atol=1e-3)
    assert spread.diagonal()[1:].min() > 0.4
    assert spread.diagonal()[0] < 0.2, "a part that hardly varies is not made loud"
    one_color = torch.full((1, 3, 8, 8), 0.5)
    assert (color_units(one_color) @ one_color.flatten(2)).std() < 40


def test_a_move_by_whole_pixels_is_exact_and_a_zoom_keeps_the_middle() -> None:
    picture = torch.rand(1, 3, 40, 40)
    down = moved(picture, 3, -2, 1.0)
    assert torch.allclose(down[..., 3:, :-2], picture[..., :-3, 2:], atol=1e-5)
    ramp = torch.linspace(0, 1, 40).expand(1, 3, 40, 40)
    zoomed = moved(ramp, 0, 0, 1.25)
    step = (ramp[..., 21] - ramp[..., 20]).mean()
    assert torch.allclose((zoomed[..., 21] - zoomed[..., 20]).mean(), step / 1.25, atol=1e-5)
    assert torch.allclose(zoomed[..., 19:21].mean(), torch.tensor(0.5), atol=1e-5)


def test_a_rare_look_counts_as_much_as_one_that_always_looks() -> None:
    class Told(Look):
        def losses(
            self, painted: torch.Tensor, content: torch.Tensor, styles: Sequence[int]
        ) -> tuple[torch.Tensor, torch.Tensor]:
            return torch.tensor(2.0), torch.tensor(3.0)

    often = Told(LookConfig("a", style_weight=1.0, content_weight=0.0), torch.nn.Module(), {})  # type: ignore[arg-type]
    seldom = Told(LookConfig("b", style_weight=0.5, content_weight=1.0, every=3), torch.nn.Module(), {})  # type: ignore[arg-type]
    picture = torch.zeros(1, 3, 8, 8)
    sums = [look_losses([often, seldom], picture, picture, [1], step) for step in range(6)]
    assert sum(float(style) for style, _ in sums) / 6 == pytest.approx(2.0)
    assert sum(float(kept) for _, kept in sums) / 6 == pytest.approx(3.0)
    assert [float(kept) for _, kept in sums] == [9.0, 0.0, 0.0, 9.0, 0.0, 0.0]


def test_the_reference_network_trains_and_exports_alike(options: dict[str, Any], tmp_path: Path) -> None:
    shape = {"channels": 4, "blocks": 1}
    train_style(build(StyleConfig, {**options, "johnson": shape, "steps": 1}), tmp_path / "run")
    out = tmp_path / "johnson.onnx"
    card = export_style_run(tmp_path / "run", out, LABEL, None, None)
    model = open_style(out, provider="cpu", threads=1)
    assert card.receptive_radius == JohnsonConfig(**shape).halo_px
    assert not model.uses_brush
    style = StyleCard.load(next(iter(sorted((tmp_path / "styles").iterdir()))), network=card.network)
    picture = np.random.default_rng(0).integers(0, 256, (50, 61, 3), np.uint8)
    assert np.abs(model(picture, style.vector).astype(int) - picture).mean() > 5


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_grain_is_painted_over_and_never_mixed_in_with_the_photo(
    options: dict[str, Any], tmp_path: Path, dtype: type[np.generic]
) -> None:
    """The brush in whole numbers and the network alike: strength 0 is the photo, and half of it half of that."""
    train_style(build(StyleConfig, {**options, "steps": 1, "grain": 0.2}), tmp_path / "run")
    card = export_style_run(tmp_path / "run", tmp_path / "small.onnx", LABEL, None, None)
    assert card.grain == 0.2
    model = open_style(tmp_path / "small.onnx", provider="cpu")
    vector = StyleCard.load(tmp_path / "styles" / "picture00.png").vector
    picture = np.random.default_rng(0).integers(0, 256, (60, 70, 3), np.uint8)
    shown = picture if dtype is np.uint8 else (picture / np.float32(255)).astype(np.float32)
    assert np.array_equal(model(shown, model.photo_style), shown)
    half = model.blend([(vector, 1.0)], 0.5)
    alone, paint, photo = model.without_photo(half)
    assert (paint, photo) == (0.5, 0.5)
    stats = model.statistics(shown, half)
    painted = model(shown, half, stats).astype(np.float32)
    mixed = 0.5 * model(shown, alone, stats).astype(np.float32) + 0.5 * shown
    assert np.abs(painted - mixed).max() <= (1.0 if dtype is np.uint8 else 1e-5)


def test_an_export_that_paints_otherwise_is_refused(
    options: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_style(build(StyleConfig, options), tmp_path / "run")
    out = tmp_path / "small.onnx"
    monkeypatch.setattr("training.export.style.TOLERANCE", -1.0)
    with pytest.raises(TrainingError, match=r"differs from the trained network .* so it was not written"):
        export_style_run(tmp_path / "run", out, LABEL, None, None)
    assert not list(tmp_path.glob("*.onnx"))


def test_a_painting_without_a_table_is_named_after_its_file(tmp_path: Path) -> None:
    painting = known_painting(tmp_path / "My Own_Sketch.jpg")
    assert (painting.name, painting.title, painting.year) == ("my-own-sketch", "My Own Sketch", None)


@pytest.mark.parametrize(
    "name",
    ["Claude_Monet_-_Woman_with_a_Parasol_" + 3 * "-_Madame_Monet_and_Her_Son_", "چترال کی شام", "---"],
)
def test_a_file_of_any_name_becomes_a_style_that_a_card_holds(name: str, tmp_path: Path) -> None:
    painting = known_painting(tmp_path / f"{name}.jpg")
    card = StyleCard(
        name=painting.name,
        title=painting.title,
        artist=painting.artist,
        year=painting.year,
        licence="CC0-1.0",
        network="network",
        vector=np.zeros(4, np.float32),
        source=np.zeros((32, 32, 3), np.uint8),
    )
    assert StyleCard.parse(card.to_bytes(), tmp_path / "card.png").name == painting.name
    assert painting.name != known_painting(tmp_path / f"another {name}.jpg").name


def test_two_files_that_would_be_one_style_are_found_out_before_training(
    options: dict[str, Any], tmp_path: Path
) -> None:
    for suffix in ("png", "jpg"):
        Image.new("RGB", (80, 80)).save(tmp_path / f"Night.{suffix}")
    both = tuple(str(tmp_path / f"Night.{suffix}") for suffix in ("png", "jpg"))
    with pytest.raises(TrainingError, match=r"Night\.png and Night\.jpg would both be the style 'night'"):
        train_style(build(StyleConfig, {**options, "paintings": both}), tmp_path / "run")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data": ("nowhere",)}, "nowhere does not exist"),
        ({"perceptual": ("nothing.pth",)}, "no perceptual network at nothing.pth"),
    ],
)
def test_unusable_material_is_one_sentence(
    options: dict[str, Any], tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(TrainingError, match=message):
        train_style(build(StyleConfig, {**options, **change}), tmp_path)


def test_half_the_precision_changes_a_run_s_losses_by_little(options: dict[str, Any], tmp_path: Path) -> None:
    for precision in ("float32", "bf16"):
        config = build(StyleConfig, {**options, "steps": 2, "precision": precision})
        train_style(config, tmp_path / precision)
    exact, coarse = read_stats(tmp_path / "float32"), read_stats(tmp_path / "bf16")
    assert coarse[0]["color"] == exact[0]["color"], (
        "no network looks at colours, and what paints them stays exact"
    )
    assert coarse[0]["style"] == pytest.approx(exact[0]["style"], rel=0.05)
    assert coarse[0]["style"] != exact[0]["style"]


def test_styles_learn_faster_than_the_network_where_they_are_told_to(
    options: dict[str, Any], tmp_path: Path
) -> None:
    """Adam's first step moves each number by the learning rate."""
    config = build(
        StyleConfig, {**options, "steps": 1, "lr": 1e-3, "warmup_steps": 1, "vector_lr_factor": 5.0}
    )
    train_style(config, tmp_path)
    torch.manual_seed(config.seed)
    first, trained = StyleBank(config.shape, len(config.paintings)), Checkpoint(tmp_path).tensors()["bank"]
    first.underpaint(Palette.of(load_paintings([Path(path) for path in config.paintings], 1024)).moments)
    change = {name: (trained[name] - value).abs().max().item() for name, value in first.state_dict().items()}
    assert change["vectors"] == pytest.approx(5e-3, rel=1e-3)
    assert change["stylizer.narrow.weight"] == pytest.approx(1e-3, rel=1e-3)


def test_the_losses_look_at_windows_of_one_size_in_every_place() -> None:
    images = torch.arange(20 * 20).view(1, 1, 20, 20)
    seen = [shifted_windows(np.random.default_rng(seed), images, images + 1) for seed in range(200)]
    assert {tuple(window.shape) for windows in seen for window in windows} == {(1, 1, 13, 13)}
    assert all(torch.equal(first + 1, second) for first, second in seen)
    corners = {int(first[0, 0, 0, 0]) for first, _ in seen}
    assert min(corners) == 0
    assert max(corners) == 7 * 20 + 7


def test_contrasts_tell_light_from_colour_and_coarse_from_fine() -> None:
    """Grey stripes change in light alone; stripes of one lightness in colour alone; wide ones in all bands alike."""
    stripes = torch.zeros(1, 3, 64, 64)
    stripes[..., ::16] = stripes[..., 1::16] = stripes[..., 2::16] = stripes[..., 3::16] = 1.0
    light, color = contrasts(stripes, 3)[0].unbind(1)
    assert color.max() < 1e-10
    assert light[0] == pytest.approx(7 / 31), "the first stripe has one edge"
    hue = torch.tensor([0.3, 0.0, 0.0]) - 0.3 * 0.299
    light, color = contrasts(0.5 + stripes * hue[:, None, None], 3)[0].unbind(1)
    assert light.max() < 1e-10
    assert color.min() > 1e-3
    fine = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    assert contrasts(fine, 3)[0, 0].sum() > 10 * contrasts(fine, 3)[0, 2].sum()


def test_a_picture_of_the_wanted_contrasts_costs_nothing_and_a_paler_one_does() -> None:
    """Half the contrast is a quarter of its square, whatever the band."""
    picture = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    wanted = contrasts(picture, 2, reduction=1)
    twice = torch.nn.functional.interpolate(picture, scale_factor=2.0)
    assert contrast_loss(twice, wanted) < 1e-6
    expected = torch.tensor(0.25).log().square()
    assert contrast_loss(0.5 * twice, wanted) == pytest.approx(float(expected), rel=0.05)


def test_a_picture_as_its_underpainting_costs_nothing_and_a_paler_or_a_turned_one_does() -> None:
    generator = torch.Generator().manual_seed(0)
    photo, painting = (torch.rand(1, 3, 12, 12, generator=generator) for _ in range(2))
    photo, painting = (torch.nn.functional.interpolate(part, scale_factor=16.0) for part in (photo, painting))
    palette = Palette.of_pictures([painting])
    under = underpainted(photo, underpainting_of(palette.moments))
    under = torch.nn.functional.interpolate(under, scale_factor=8.0)
    pale = under.mean((2, 3), keepdim=True) + 0.5 * (under - under.mean((2, 3), keepdim=True))
    grain = 0.2 * torch.randn(under.shape, generator=generator)
    assert palette.ground_loss(under, photo, [1]) < 1e-9
    assert palette.ground_loss(under + grain, photo, [1]) < 0.05
    assert palette.ground_loss(pale, photo, [1]) > 0.1
    assert palette.ground_loss(under.flip(3), photo, [1]) > 1.0


def test_a_gram_matrix_in_another_direction_is_not_met_best_by_a_paler_one() -> None:
    """Features of the painting's strength whose channels go together otherwise: relative losses reward paling."""
    generator = torch.Generator().manual_seed(0)
    painting, other = (torch.randn(1, 6, 8, 8, generator=generator).abs() for _ in range(2))
    painting[:, :3] *= 3
    other[:, 3:] *= 3
    target = gram(painting)
    sizes = torch.linspace(0.4, 1.6, 25)
    plain = torch.stack([gram_loss(size * other, target) for size in sizes])
    matched = torch.stack([gram_match_loss(size * other, target) for size in sizes])
    same = float((target.norm() / gram(other).norm()).sqrt())
    assert sizes[plain.argmin()] < 0.85 * same
    assert float(sizes[matched.argmin()]) == pytest.approx(same, abs=0.06)
    assert gram_match_loss(painting, target) < 1e-6
    assert gram_match_loss(same * other, target) == pytest.approx(
        float(gram_loss(same * other, target)), rel=1e-4
    )
    gram_match_loss((0 * other).requires_grad_(), target).backward()


@pytest.mark.parametrize("part", ["ema", "encoder"])
def test_a_run_of_another_kind_is_no_beginning(options: dict[str, Any], tmp_path: Path, part: str) -> None:
    Checkpoint(tmp_path / "other").save({part: torch.nn.Linear(3, 3)}, {"step": 1})
    with pytest.raises(TrainingError, match=r"other did not train a style network; name a run"):
        train_style(build(StyleConfig, {**options, "init": str(tmp_path / "other")}), tmp_path / "run")


def test_the_last_steps_are_reported_however_few(options: dict[str, Any], tmp_path: Path) -> None:
    train_style(build(StyleConfig, {**options, "steps": 3, "report_every": 2}), tmp_path)
    assert [line["steps"] for line in read_stats(tmp_path)] == [2, 3]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"crops": {"side_px": 82}}, "82 pixels do not fit the network; .* multiple of 4, such as 84"),
        ({"crops": {"side_px": 36}}, "21 pixels of each crop, which is too little for a look at 1/2"),
        ({"margin_px": 40}, "0 pixels of each crop"),
        (
            {"crops": {"side_px": 80, "zoom_min": 3.0}},
            "zoom_min of 3, which is more than their zoom_max of 2.2",
        ),
    ],
    ids=["no multiple", "small", "all margin", "zooms"],
)
def test_crops_that_nothing_can_be_seen_in_are_refused(
    options: dict[str, Any], tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(TrainingError, match=said):
        train_style(build(StyleConfig, {**options, **changes}), tmp_path)


def test_a_network_too_shallow_for_the_losses_is_refused(options: dict[str, Any], tmp_path: Path) -> None:
    weights = tmp_path / "vgg19lite_r31.pth"
    torch.save(SmallVgg("r31").state_dict(), weights)
    with pytest.raises(TrainingError, match="vgg19-small ends before its layer r41"):
        train_style(build(StyleConfig, {**options, "perceptual": (str(weights),)}), tmp_path / "run")


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("a.png,Ada Painter,First,1831", "First"),
        ("a.png,Ada Painter,(untitled),1831", "A"),
        ("a.png,Ada Painter,First\tof two,1831", "First of two"),
    ],
    ids=["plain", "nothing but a note", "tab"],
)
def test_a_table_of_paintings_says_titles_that_a_card_can_hold(tmp_path: Path, row: str, title: str) -> None:
    # As spreadsheets write it: with a byte order mark.
    (tmp_path / "styles.csv").write_text(f"file,artist,title,year\n{row}\n", encoding="utf-8-sig")
    assert known_painting(tmp_path / "a.png") == Painting("a", title, "Ada Painter", 1831)


def test_a_table_of_paintings_in_another_encoding_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "styles.csv").write_bytes("file,artist\na.png,Cézanne\n".encode("latin-1"))
    with pytest.raises(TrainingError, match=r"styles\.csv cannot be read"):
        known_painting(tmp_path / "a.png")
