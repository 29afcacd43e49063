"""What begins with a trained style network: reading it back, fitting new styles, and training a style encoder."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper
from PIL import Image

from exports.catalog import Catalog
from exports.session import open_style, open_style_encoder
from exports.stylecard import StyleCard
from tests.helpers import training_data
from tests.helpers.tiny_models import build_style_encoder
from training.__main__ import main
from training.config import build
from training.data import load_pictures, read_picture
from training.errors import TrainingError
from training.export.label import Label
from training.export.style import export_style_run
from training.export.weights import read_stylizer
from training.networks.stylizer import StylizerConfig
from training.networks.underpainting import NUMBERS, underpainting_of
from training.perceptual.networks import load_perceptual
from training.runs.checkpoint import Checkpoint
from training.runs.log import read_stats
from training.style.add import starting_points
from training.style.brushes import open_brushes
from training.style.looks import Palette
from training.style.shelf import models_in
from training.style.train import StyleConfig, train_style

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
    assert np.array_equal(model(picture, model.blend([(card.vector, 1.0)], 0.0)), picture)


def test_a_style_begins_at_the_known_one_that_paints_most_like_it(
    trained: Path, photo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The picture was painted by the network itself, without the strokes of its others."""
    models = shutil.copytree(trained, tmp_path / "models")
    model = open_style(models / "model.onnx", provider="cpu")
    vector = open_brushes(None, models / "model.onnx").styles[0].vector.copy()
    vector[-2 - NUMBERS - 8 : -2 - NUMBERS] = 0  # the refined half resolution, of four channels
    photo = read_picture(photo_folder / "picture00.png")
    card = StyleCard(
        name="bare",
        title="Bare",
        artist="",
        year=None,
        licence="CC0-1.0",
        network=model.card.network,
        vector=vector,
        source=photo,
    )
    card.save(models / "styles" / "bare.png")
    Image.fromarray(model(photo, vector)).save(tmp_path / "painted.png")
    given = ("--model", models / "model.onnx", "--run", trained)
    assert add_style(tmp_path / "painted.png", tmp_path / "out", *given) == 0
    assert "painted: begins at bare" in capsys.readouterr().err


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
    for wrong, words in (
        (("--thumbnail", tmp_path / "typo.jpg"), "typo.jpg cannot be painted"),
        (("--thumbnail", broken), "broken.png cannot be painted"),
        (("--title", ""), "is no title"),
        (("--painter", 200 * "x"), "is no painter"),
        (("--year", "20000"), "20000 is no year"),
    ):
        assert add_style(painting, out, "--run", trained, *wrong) == 1
        assert words in said(capsys)
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


@pytest.fixture
def encoder_command(
    trained: Path, photo_folder: Path, painting_folder: Path, perceptual_folder: Path, tmp_path: Path
) -> list[str]:
    """The command that trains a small style encoder for six steps, without `--out`."""
    preset = tmp_path / "small.toml"
    preset.write_text(
        "steps = 6\nbatch = 2\nlr = 0.01\nwarmup_steps = 1\nreport_every = 1\nsample_every = 2\nsettled_by = 6\n"
        "known_reductions = [1.0]\nema_decay = 0.5\nknown_weight = 10.0\n"
        "[encoder]\ndepths = [1, 1, 1]\ngram_channels = 4\nhidden = 8\n"
        "[variations.crops]\nside_px = 64\n"
        "[brush]\ncolor_weight = 0.0\nmargin_px = 4\n"
        "holdout_every = 5\npainting_px = 96\n[brush.crops]\nside_px = 64\n[[brush.looks]]\n"
        'network = "squeezenet-1.1"\n'
    )
    network = ("--model", str(trained / "model.onnx"), "--perceptual", str(perceptual_folder))
    return [
        "encoder",
        str(photo_folder),
        *network,
        "--styles",
        str(painting_folder),
        "--preset",
        str(preset),
    ]


def test_an_encoder_learns_resumes_bit_for_bit_and_is_exported(
    encoder_command: list[str], trained: Path, photo_folder: Path, tmp_path: Path
) -> None:
    """The run is killed with SIGKILL in its own process after its first checkpoint."""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert main([*encoder_command, "--out", str(whole)]) == 0
    call = "import sys; from training.__main__ import main; sys.exit(main(sys.argv[1:]))"
    threads = ["--threads", str(torch.get_num_threads())]
    command = [sys.executable, "-c", call, *encoder_command, *threads, "--out", str(killed)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("3/6"):
            os.kill(process.pid, signal.SIGKILL)
            break
    process.stderr.close()
    assert process.wait() == -signal.SIGKILL
    assert Checkpoint(killed).state()["steps"] == 2
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    for part, tensors in Checkpoint(whole).tensors().items():
        found = Checkpoint(killed).tensors()[part]
        for name, value in tensors.items():
            if isinstance(value, torch.Tensor):
                assert torch.equal(found[name], value), f"{part}.{name}"
    stats = read_stats(whole)
    assert [line["steps"] for line in stats] == [1, 2, 3, 4, 5, 6]
    assert {"seen_predicted", "seen_mean", "seen_known"} <= stats[-1].keys()
    # All that judges a style network judges its encoder.
    assert {"style", "content", "variation", "color", "ground", "contrast"} <= stats[-1].keys()
    assert stats[-1]["known"] < stats[0]["known"]

    out = tmp_path / "eye.onnx"
    assert main(["export", str(whole), "--out", str(out), "--licence", "CC0-1.0"]) == 0
    encoder = open_style_encoder(out, provider="cpu")
    style = open_style(trained / "model.onnx", provider="cpu")
    assert encoder.network == style.card.network
    first, second = (read_picture(photo_folder / f"picture0{index}.png") for index in (0, 1))
    vectors = encoder(first), encoder(second)
    assert np.abs(vectors[0] - vectors[1]).max() > 1e-5
    assert style(first, style.blend([(vectors[0], 1.0)])).shape == first.shape
    assert vectors[0][-2:] == pytest.approx([1.0, 0.0])


def test_a_new_style_may_begin_at_the_encoder_s_prediction(
    encoder_command: list[str], trained: Path, painting: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    assert main([*encoder_command, "--steps", "1", "--out", str(run)]) == 0
    models = shutil.copytree(trained, tmp_path / "models")
    assert main(["export", str(run), "--out", str(models / "eye.onnx")]) == 0
    brushes = open_brushes(None, models / "model.onnx")
    assert brushes.encoder == models / "eye.onnx"
    pictures = load_pictures([painting])
    (points,) = starting_points(brushes, pictures, Palette.of(pictures))
    known = {style.name for style in brushes.styles} | {"the mean of the known styles"}
    assert points.keys() == known | {"the encoder's prediction"}
    under = underpainting_of(Palette.of(pictures).moments)[0]
    assert all(torch.equal(points[name][-NUMBERS:], under) for name in known)
    expected = open_style_encoder(models / "eye.onnx")(read_picture(painting))[:-2]
    assert np.allclose(points["the encoder's prediction"], expected)


def test_a_painting_that_is_held_out_leaves_no_trace(encoder_command: list[str], tmp_path: Path) -> None:
    """What is trained is the same whatever the painting that is kept out looks like."""
    held = ["--hold-out", "picture01", "--steps", "2"]
    assert main([*encoder_command, *held, "--out", str(tmp_path / "run")]) == 0
    state = Checkpoint(tmp_path / "run").state()
    assert (state["paintings"], state["held_out"]) == (["picture00"], ["picture01"])
    figures = read_stats(tmp_path / "run")[-1]
    assert {"seen_predicted", "unseen_predicted", "unseen_mean", "unseen_known"} <= figures.keys()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--hold-out", "nobody"], "no painting 'nobody' to hold out; there are picture00, picture01"),
        (["--hold-out", "picture00", "picture01"], "Every painting is held out"),
        (["--set", "encoder.depths=[9,1]"], "encoder.depths must have at most as many convolutions"),
        (["--set", "perceptual_model='nowhere.onnx'"], "There is no file nowhere.onnx"),
    ],
)
def test_what_an_encoder_cannot_be_trained_with_is_one_sentence(
    encoder_command: list[str],
    tmp_path: Path,
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*encoder_command, *arguments, "--out", str(tmp_path / "run")]) == 1
    assert message in said(capsys)


def test_another_network_at_the_same_place_cannot_go_on(
    encoder_command: list[str], trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = shutil.copy(trained / "model.onnx", tmp_path / "model.onnx")
    command = [*encoder_command, "--model", str(moved), "--out", str(tmp_path / "run")]
    assert main([*command, "--steps", "1"]) == 0
    model = onnx.load(moved)
    model.producer_name = "another"
    onnx.save(model, moved)
    assert main([*command, "--steps", "1"]) == 1
    assert "other options (model_digest)" in said(capsys)


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("stem.weight", np.float32(1), "another make of style network"),
        ("lonely.rest", np.zeros(3, np.int8), "weights in harmed.onnx are damaged"),
        ("short", None, "weights in harmed.onnx are damaged"),
    ],
)
def test_a_model_file_of_harmed_weights_is_one_sentence(
    trained: Path, tmp_path: Path, name: str, values: np.ndarray | None, said: str
) -> None:
    model = onnx.load(trained / "model.onnx")
    # Nothing of it is in the graph, so that onnxruntime and the contract have no objection.
    if values is None:
        tensor = onnx.TensorProto(name=name, data_type=onnx.TensorProto.FLOAT, dims=[5], raw_data=bytes(8))
    else:
        tensor = numpy_helper.from_array(np.asarray(values), name)
    model.graph.initializer.append(tensor)
    onnx.save(model, tmp_path / "harmed.onnx")
    with pytest.raises(TrainingError, match=said):
        read_stylizer(tmp_path / "harmed.onnx")


def test_what_a_killed_export_left_and_an_encoder_of_other_vectors_are_passed_over(
    trained: Path, tmp_path: Path
) -> None:
    for name in (".model-0badcafe.onnx", "model.onnx"):
        shutil.copy(trained / "model.onnx", tmp_path / name)
    network = read_stylizer(tmp_path / "model.onnx")[0].network
    build_style_encoder(tmp_path / "encoder.onnx", network=network)

    assert [path.name for path, _ in models_in([tmp_path])] == ["encoder.onnx", "model.onnx"]
    assert open_brushes(None, tmp_path / "model.onnx").encoder is None


def test_style_cards_of_an_export_that_cannot_be_written_are_one_sentence(
    trained: Path, photo_folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "styles").write_text("a file where the folder should be")
    with pytest.raises(TrainingError, match=r"style cards cannot be written to .*styles"):
        export_style_run(trained, tmp_path / "model.onnx", LABEL, photo_folder / "picture00.png", None)
    # Nor does it say anything else on the terminal, such as what torch misses of other packages.
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
