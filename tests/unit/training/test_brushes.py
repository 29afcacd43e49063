"""What begins with a trained style network: reading it back, fitting new styles, and training a style encoder."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper

from exports.catalog import Catalog
from exports.session import open_style
from exports.stylecard import StyleCard
from tests.helpers import training_data
from training.__main__ import main
from training.brushes import open_brushes
from training.config import build
from training.errors import TrainingError
from training.export import Label
from training.export_style import export_style_run
from training.networks.stylizer import StylizerConfig
from training.perceptual import load_perceptual
from training.state import Checkpoint
from training.style import StyleConfig, train_style
from training.weights import read_stylizer

NETWORK = StylizerConfig(channels=8, blocks=1, half_channels=4)
LABEL = Label("small", "Small", "Tester", "CC0-1.0", "drawn by the test", "CC0-1.0")
LOOKS = """
[[looks]]
network = "squeezenet-1.1"
reduction = 1
"""


@pytest.fixture(scope="module")
def trained(
    tmp_path_factory: pytest.TempPathFactory,
    photo_folder: Path,
    painting_folder: Path,
    perceptual_folder: Path,
) -> Path:
    """A run folder of a small style network with its export `model.onnx` and two style cards; read only."""
    run = tmp_path_factory.mktemp("trained")
    table = {
        "data": (str(photo_folder),),
        "paintings": tuple(str(path) for path in sorted(painting_folder.glob("*.png"))),
        "perceptual": (str(perceptual_folder),),
        "network": {"channels": 8, "blocks": 1, "half_channels": 4},
        "looks": [{"network": "squeezenet-1.1", "reduction": 1}],
        "crops": {"side_px": 80},
        "margin_px": 4,
        "steps": 8,
        "lr": 0.02,
        "warmup_steps": 1,
        "ema_decay": 0.5,
        "batch": 2,
        "sample_every": 8,
        "holdout_every": 5,
    }
    train_style(build(StyleConfig, table), run)
    export_style_run(run, run / "model.onnx", LABEL, photo_folder / "picture00.png", None)
    return run


@pytest.fixture
def painting(tmp_path: Path) -> Path:
    """A new painting: very dark."""
    folder = training_data.write_pictures(tmp_path / "new", 1, seed=9)
    return (folder / "picture00.png").rename(folder / "My Night.png")


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence with which a command ended."""
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1].startswith("pinxit-train: ")
    assert sum(line.startswith("pinxit-train: ") for line in lines) == 1
    return lines[-1]


def run_command(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def add_style(painting: Path, out: Path, *arguments: object) -> int:
    return run_command("add-style", painting, "--out", out, "--steps", 3, "--seed", 2, *arguments)


def test_a_network_is_read_back_from_its_model_file(trained: Path) -> None:
    card, network = read_stylizer(trained / "model.onnx")
    assert network.config == NETWORK
    assert card.name == "small"
    stored = Checkpoint(trained).tensors()["ema"]
    for name, value in network.state_dict().items():
        assert torch.allclose(value, stored[f"stylizer.{name}"], atol=1e-3)


def test_the_styles_of_a_network_are_found_beside_it(trained: Path) -> None:
    brushes = open_brushes(trained, None)
    assert brushes.path == trained / "model.onnx"
    assert [style.title for style in brushes.styles] == ["The First", "Picture01"]
    vectors = Checkpoint(trained).tensors()["ema"]["vectors"]
    assert torch.allclose(brushes.vectors, vectors[1:], atol=1e-6)
    assert torch.allclose(brushes.photo, vectors[0], atol=1e-5)


@pytest.mark.parametrize("source", ["run", "model"])
def test_a_new_style_paints_more_like_its_painting_than_any_known_one(
    trained: Path,
    painting: Path,
    photo_folder: Path,
    perceptual_folder: Path,
    tmp_path: Path,
    source: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "catalog" / "styles"
    given: tuple[object, ...] = ("--run", trained)
    if source == "model":
        preset = tmp_path / "quick.toml"
        preset.write_text(f"lr = 0.02\nmargin_px = 4\ncrops = {{ side_px = 80 }}\nreport_every = 1\n{LOOKS}")
        given = ("--model", trained / "model.onnx", "--data", photo_folder, "--preset", preset)
        given += ("--perceptual", perceptual_folder)
    told = ("--title", "A Night", "--painter", "Ada Painter", "--year", 1833)
    thumbnail = ("--thumbnail", photo_folder / "picture01.png")
    assert run_command("add-style", painting, *given, *told, *thumbnail, "--steps", 25, "--out", out) == 0
    said = capsys.readouterr()
    assert "25/25 steps" in said.err
    begun, now = (float(part.split()[0].rstrip(",")) for part in said.out.split("style loss ")[1:]), said.out
    before, after = next(begun), float(now.rsplit("now ", 1)[1])
    assert after < before

    card = StyleCard.load(out / "my-night.png")
    assert (card.title, card.artist, card.year) == ("A Night", "Ada Painter", 1833)
    assert card.thumbnail.shape == (256, 256, 3)
    shutil.copy(trained / "model.onnx", out.parent)
    catalog = Catalog([out.parent], user_folder=tmp_path / "none")
    assert "my-night" in [style.name for style in catalog.styles()]
    model = open_style(catalog.network_of(card).path, provider="cpu")
    picture = np.random.default_rng(0).integers(0, 256, (40, 52, 3), np.uint8)
    known = open_brushes(trained, None).styles
    painted = model(picture, card.vector).astype(int)
    assert all(np.abs(painted - model(picture, style.vector)).mean() > 1 for style in known)
    assert model.blend([(card.vector, 1.0)], 0.0) == pytest.approx(model.photo_style)


def test_the_network_stays_as_it_is_and_the_style_begins_with_the_nearest(
    trained: Path, painting_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A painting that the network knows begins with its own style, and not with the mean."""
    before = (trained / "model.onnx").read_bytes()
    known = shutil.copy(painting_folder / "picture01.png", tmp_path / "again.png")
    assert add_style(known, tmp_path / "out", "--run", trained) == 0
    assert (trained / "model.onnx").read_bytes() == before
    begun = next(line for line in capsys.readouterr().err.splitlines() if "begins at" in line)
    assert "neutral" not in begun
    assert float(begun.rsplit(" ", 1)[1]) > 0


def test_our_own_encoder_judges_where_no_other_network_is_at_hand(
    trained: Path, painting: Path, tmp_path: Path
) -> None:
    (own,) = load_perceptual(["pinxit"])
    features = own.features(torch.rand(1, 3, 64, 64), own.layers)
    assert set(features) == set(own.layers)
    quick = tmp_path / "quick.toml"
    quick.write_text("batch = 1\ncrops = { side_px = 64 }\nmargin_px = 4\npainting_px = 96\n")
    assert add_style(painting, tmp_path / "out", "--model", trained / "model.onnx", "--preset", quick) == 0
    assert (tmp_path / "out" / "my-night.png").is_file()


def test_bad_calls_end_with_one_sentence(
    trained: Path, painting: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert add_style(painting, out) == 1
    assert "--model FILE.onnx, or the --run" in said(capsys)
    assert add_style(tmp_path / "nothing.png", out, "--run", trained) == 1
    assert "nothing.png does not exist" in said(capsys)
    assert add_style(painting, out, "--model", painting) == 1
    assert "My Night.png is not an ONNX model file" in said(capsys)
    assert add_style(painting.parent, out, "--run", trained, "--name", "Not A Name") == 1
    assert "--name" in said(capsys)
    broken = painting.with_name("broken.png")
    broken.write_text("no picture")
    assert add_style(broken, out, "--run", trained) == 1
    assert "broken.png" in said(capsys)
    assert run_command("add-style", painting, broken, "--run", trained, "--title", "Two", "--out", out) == 1
    assert "describe one picture" in said(capsys)
    out.mkdir()
    (out / "my-night.png").write_bytes(b"")
    assert add_style(painting, out, "--run", trained) == 1
    assert "already a style card" in said(capsys)


def test_a_run_that_was_not_exported_says_how(trained: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(trained, run, ignore=shutil.ignore_patterns("*.onnx", "styles"))
    with pytest.raises(TrainingError, match=r"was not exported yet.*pinxit-train export"):
        open_brushes(run, None)


def test_a_network_of_another_make_is_refused(trained: Path, tmp_path: Path) -> None:
    """Weights are missing, or the graph does with them what our network would not do."""
    model = onnx.load(trained / "model.onnx")
    refine = next(tensor for tensor in model.graph.initializer if tensor.name == "refine.bias")
    refine.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(refine), "other.bias"))
    for node in model.graph.node:
        node.input[:] = ["other.bias" if name == "refine.bias" else name for name in node.input]
    renamed = tmp_path / "renamed.onnx"
    onnx.save(model, renamed)
    with pytest.raises(TrainingError, match=r"renamed.onnx holds another make of style network"):
        read_stylizer(renamed)

    model = onnx.load(trained / "model.onnx")
    sigmoid = next(node for node in model.graph.node if node.op_type == "Sigmoid")
    sigmoid.op_type = "Tanh"
    onnx.save(model, renamed)
    with pytest.raises(TrainingError, match=r"renamed.onnx holds another make of style network"):
        read_stylizer(renamed)
    with pytest.raises(TrainingError, match=r"is not a style network"):
        read_stylizer(Path("exports/models/perceptual.onnx"))
