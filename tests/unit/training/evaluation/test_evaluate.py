"""`pinxit-train evaluate`: what it measures, what it writes, and that it goes on where it was stopped."""

from __future__ import annotations

import json
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.helpers import training_data
from tests.helpers.tiny_models import build_style, build_style_card
from training.__main__ import main
from training.config import build
from training.data import centre_square, read_picture, to_tensor
from training.evaluation.evaluate import EvaluationConfig, evaluate, flicker, spread, unseen_photos
from training.evaluation.pixel_optimizer import Losses, OptimizerConfig, measure, optimize_pixels
from training.evaluation.subjects import TorchBrush, open_subject
from training.networks.johnson import Johnson, JohnsonConfig
from training.runs.log import read_stats
from training.style.looks import Palette, open_looks
from training.style.paintings import load_paintings
from training.style.train import StyleConfig, train_style


@pytest.fixture(scope="module")
def options(photo_folder: Path, painting_folder: Path, perceptual_folder: Path) -> dict[str, Any]:
    return {
        "data": (str(photo_folder),),
        "paintings": tuple(str(path) for path in sorted(painting_folder.glob("*.png"))),
        "perceptual": (str(perceptual_folder),),
        "looks": ({"network": "squeezenet-1.1"},),
        "network": {"channels": 8, "blocks": 1, "half_channels": 4},
        "crops": {"side_px": 64},
        "margin_px": 4,
        "steps": 2,
        "batch": 2,
        "report_every": 1,
        "sample_every": 2,
        "holdout_every": 3,
    }


@pytest.fixture(scope="module")
def run(options: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    train_style(build(StyleConfig, options), folder)
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model file with two style cards, which bear the names of the paintings."""
    folder = tmp_path / "models"
    (folder / "styles").mkdir(parents=True)
    for seed, name in enumerate(("picture00", "picture01"), 1):
        build_style_card(folder / "styles" / f"{name}.png", name, seed=seed)
    return build_style(folder / "tiny.onnx")


def invoke(*arguments: object) -> int:
    return main(["evaluate", *map(str, arguments)])


def evaluation(out: Path) -> dict[str, Any]:
    return json.loads((out / "evaluation.json").read_text(encoding="utf-8"))


def test_a_run_is_judged_on_the_photos_that_it_kept_out(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert invoke(run, "--out", out, "--size", 64, "--steps", 3) == 0
    found = evaluation(out)
    assert found["photos"] == ["picture00.png", "picture03.png"]
    assert list(found["styles"]) == ["picture00", "picture01"]
    assert found["styles"]["picture00"]["title"] == "The First"
    figures = found["styles"]["picture01"]
    own = found["pictures"][1::2]
    assert figures["style"] == pytest.approx(np.mean([picture["style"] for picture in own]))
    assert figures["style_to_photo"] == pytest.approx(
        sum(p["style"] for p in own) / sum(p["photo_style"] for p in own)
    )
    assert figures["style_to_optimizer"] > 0
    assert figures["flicker"] > 0
    assert found["mean"]["noise"] == pytest.approx(
        np.mean([style["noise"] for style in found["styles"].values()])
    )
    table = (out / "evaluation.md").read_text(encoding="utf-8")
    assert "| The First |" in table
    assert "**mean**" in table
    assert "2 styles on 2 photos" in capsys.readouterr().out


def test_the_sheet_has_a_row_for_each_style(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert invoke(run, "--out", out, "--size", 64, "--steps", 1) == 0
    with Image.open(out / "sheet.png") as sheet:
        width, height = sheet.size
    assert width == 4 * 64 + 3 * 6
    assert height == 2 * (64 + 24 + 6)


def test_a_stopped_evaluation_goes_on_and_ends_with_the_same_figures(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("--size", 64, "--steps", 2)
    assert invoke(run, "--out", tmp_path / "whole", *arguments) == 0

    def stopped(*_: object, **__: object) -> Losses:
        if len(read_stats(tmp_path / "stopped")) == 3:
            raise KeyboardInterrupt
        return measure(*_, **__)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("training.evaluation.evaluate.measure", stopped)
        assert invoke(run, "--out", tmp_path / "stopped", *arguments) == 1
    assert len(read_stats(tmp_path / "stopped")) == 3
    assert evaluation(tmp_path / "stopped")["photos"] == ["picture00.png"]
    assert invoke(run, "--out", tmp_path / "stopped", *arguments) == 0
    assert evaluation(tmp_path / "stopped") == evaluation(tmp_path / "whole")


def test_a_model_file_is_judged_on_named_photos(
    model: Path, photo_folder: Path, painting_folder: Path, perceptual_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    material = ["--paintings", painting_folder, "--perceptual", perceptual_folder]
    options = ["--size", 128, "--steps", 0, "--styles", "picture01", "--photos-count", 3]
    assert invoke(model, photo_folder, *material, *options, "--out", out) == 0
    found = evaluation(out)
    assert list(found["styles"]) == ["picture01"]
    assert len(found["photos"]) == 3
    assert "style_to_optimizer" not in found["mean"]
    assert not (out / "samples" / "picture01-optimizer.png").exists()


def test_photos_that_a_run_was_trained_on_do_not_count(run: Path, photo_folder: Path, tmp_path: Path) -> None:
    seen, kept_out = photo_folder / "picture01.png", photo_folder / "picture03.png"
    arguments = ("--size", 64, "--steps", 0)
    assert invoke(run, seen, kept_out, *arguments, "--out", tmp_path / "out") == 0
    assert evaluation(tmp_path / "out")["photos"] == ["picture03.png"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{model}", "{photos}"], "Name the paintings whose styles tiny.onnx has"),
        (["{model}", "--paintings", "{paintings}"], "does not tell which photos it never saw"),
        (["{model}", "{photos}", "--paintings", "{photos}", "--styles", "nobody"], "has no style 'nobody'"),
        (["{model}", "{photos}", "--paintings", "{other}"], "no painting for picture00, picture01"),
        (["{run}", "{seen}"], "was trained on all of these photos"),
        (["{other}"], "is not a run folder"),
        (
            ["{model}", "{photos}", "--paintings", "{paintings}", "--perceptual", "{perceptual}"],
            "64 pixels are too few for a look at 1/4; judge at --size 128 or more",
        ),
    ],
)
def test_a_wrong_call_is_one_sentence(
    arguments: list[str],
    sentence: str,
    model: Path,
    run: Path,
    photo_folder: Path,
    painting_folder: Path,
    perceptual_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (80, 80)).save(other / "unlike.png")
    seen = photo_folder / "picture01.png"
    places = {"model": model, "run": run, "photos": photo_folder, "seen": seen, "other": other}
    places |= {"paintings": painting_folder, "perceptual": perceptual_folder}
    named = [part.format(**places) for part in arguments]
    assert invoke(*named, "--size", 64, "--out", tmp_path / "out") == 1
    message = capsys.readouterr().err.strip().splitlines()[-1]
    assert sentence in message


def test_the_optimizer_ends_at_the_content_loss_that_is_wished(
    options: dict[str, Any], photo_folder: Path
) -> None:
    # Networks with random weights hardly see a difference in content: it must weigh more to count at all.
    config = build(StyleConfig, {**options, "content_weight": 1000.0})
    paintings = load_paintings([Path(path) for path in config.paintings], 1024)
    looks, palette = open_looks(config.perceptual, config.looks, paintings), Palette.of(paintings)
    photo = to_tensor([centre_square(64)(read_picture(photo_folder / "picture00.png"))])
    before = measure(looks, photo, photo, 1)
    assert before.content == 0
    free, weight = optimize_pixels(OptimizerConfig(steps=60), config, looks, palette, photo, 1)
    assert weight == config.content_weight
    loose = measure(looks, free, photo, 1)
    assert loose.style < 0.8 * before.style
    wished = 0.5 * loose.content
    held, _ = optimize_pixels(OptimizerConfig(steps=120), config, looks, palette, photo, 1, wished)
    found = measure(looks, held, photo, 1)
    assert found.content == pytest.approx(wished, rel=0.15)
    assert loose.style < found.style < before.style


def test_rare_looks_count_in_the_measure_as_in_the_mean_of_a_training(
    options: dict[str, Any], photo_folder: Path
) -> None:
    rare = [{"network": "squeezenet-1.1"}, {"network": "vgg19-small", "every": 3}]
    always = [{**look, "every": 1} for look in rare]
    photo = to_tensor([read_picture(photo_folder / "picture00.png")])
    found = []
    for looks in (rare, always):
        config = build(StyleConfig, {**options, "looks": looks})
        paintings = load_paintings([Path(path) for path in config.paintings], 1024)
        found.append(measure(open_looks(config.perceptual, config.looks, paintings), photo, photo.flip(3), 1))
    assert found[0] == found[1]


def test_torch_paints_as_the_typed_model_would(run: Path, photo_folder: Path) -> None:
    """Mirrored borders, sizes that are no multiples, frozen statistics: as `StyleModel` promises them."""
    subject = open_subject(run)
    vector, picture = subject.styles[0].vector, read_picture(photo_folder / "picture00.png")[:61, :75]
    whole = subject.brush(picture, vector)
    assert whole.shape == picture.shape
    assert whole.dtype == np.uint8
    stats = subject.brush.statistics(picture, vector)
    assert np.abs(subject.brush(picture, vector, stats).astype(int) - whole).max() <= 1
    other = subject.brush.statistics(picture[::-1, ::-1] // 2, vector)
    assert np.abs(subject.brush(picture, vector, other).astype(int) - whole).max() > 1


def test_the_reference_network_paints_as_well() -> None:
    config = JohnsonConfig(channels=4, blocks=1)
    brush = TorchBrush(Johnson(config), grain=0.0)
    style = np.concatenate([np.ones(config.style_size - 1), np.zeros(1)]).astype(np.float32)
    picture = np.random.default_rng(0).random((50, 41, 3), np.float32)
    stats = brush.statistics(picture, style)
    assert stats.shape == (config.stats_size,)
    assert np.allclose(brush(picture, style, stats), brush(picture, style), atol=1e-5)


def test_every_photo_has_its_turn_with_the_optimizer() -> None:
    photos = tuple(f"{index}.png" for index in range(10))
    styles = tuple("abcde")
    config = EvaluationConfig("m", "0", styles, photos, StyleConfig(), optimized_photos=2)
    turns: Sequence[set[int]] = [
        {photo for photo in range(10) if config.optimizes(style, photo) is not None} for style in range(5)
    ]
    assert [len(turn) for turn in turns] == [2] * 5
    assert set.union(*turns) == set(range(10))
    everywhere = EvaluationConfig("m", "0", styles, photos, StyleConfig())
    assert all(everywhere.optimizes(style, photo) is not None for style in range(5) for photo in range(10))


def test_photos_are_taken_from_all_over_a_folder() -> None:
    paths = [Path(str(index)) for index in range(10)]
    assert spread(paths, 4) == [paths[0], paths[2], paths[5], paths[7]]
    assert spread(paths[:3], 20) == paths[:3]


def test_unreadable_photos_do_not_shift_what_was_kept_out(options: dict[str, Any], tmp_path: Path) -> None:
    folder = training_data.write_pictures(tmp_path / "mixed", 6)
    (folder / "picture01.png").write_bytes(b"no picture")
    kept_out, trained_on = unseen_photos(build(StyleConfig, {**options, "data": (str(folder),)}))
    assert [path.name for path in kept_out] == ["picture00.png", "picture04.png"]
    assert {path.name for path in trained_on} == {"picture02.png", "picture03.png", "picture05.png"}


def test_an_evaluation_s_folder_belongs_to_one_model(run: Path, tmp_path: Path) -> None:
    assert invoke(run, "--out", tmp_path / "out", "--size", 64, "--steps", 0) == 0
    assert invoke(run, "--out", tmp_path / "out", "--size", 72, "--steps", 0) == 1


def test_a_better_painter_is_judged_better(options: dict[str, Any], tmp_path: Path) -> None:
    """A brush that gives the painting itself has no style loss; one that gives the photo all of it."""
    config = build(StyleConfig, {**options, "paintings": options["paintings"][:1]})

    class Copyist:
        halo = 8

        def statistics(self, picture: np.ndarray, style: np.ndarray) -> np.ndarray:
            return np.zeros(1, np.float32)

        def __call__(self, picture: np.ndarray, style: np.ndarray, stats: Any = None) -> np.ndarray:
            return picture

    subject = open_subject_with(Copyist(), "picture00")
    judged = EvaluationConfig(
        "copyist",
        "0",
        ("picture00",),
        (options["data"][0] + "/picture00.png",),
        config,
        64,
        OptimizerConfig(0),
    )
    found = evaluate(subject, judged, tmp_path / "out").styles["picture00"]
    assert found["style_to_photo"] == pytest.approx(1.0, abs=1e-3)
    assert found["content"] == pytest.approx(0.0, abs=1e-4)
    assert found["flicker"] == pytest.approx(1.0)


def open_subject_with(brush: Any, name: str) -> Any:
    from training.evaluation.subjects import Subject, SubjectStyle

    return Subject(Path("copyist"), "0", brush, (SubjectStyle(name, name, np.zeros(1, np.float32)),))


@pytest.mark.parametrize("taken", ["evaluation.json", "samples/picture00-photo.png"])
def test_a_folder_that_does_not_take_the_report_is_one_sentence(
    model: Path,
    photo_folder: Path,
    painting_folder: Path,
    perceptual_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    taken: str,
) -> None:
    out = tmp_path / "out"
    (out / taken).mkdir(parents=True)
    given = ("--paintings", painting_folder, "--perceptual", perceptual_folder, "--steps", 0, "--size", 128)
    assert invoke(model, photo_folder, "--out", out, "--photos-count", 1, *given) == 1
    assert f"{out} cannot be written: Is a directory." in capsys.readouterr().err


def test_a_pan_is_taken_over_the_largest_photo_with_one_at_a_time_in_memory(
    monkeypatch: pytest.MonkeyPatch, model: Path, tmp_path: Path
) -> None:
    alive: list[weakref.ref[np.ndarray]] = []
    most, said = [0], []

    def read(path: Path) -> np.ndarray:
        picture = np.full((40 + len(path.stem) * 8, 200, 3), 128, np.uint8)
        alive.append(weakref.ref(picture))
        most[0] = max(most[0], sum(each() is not None for each in alive))
        return picture

    monkeypatch.setattr("training.evaluation.evaluate.read_picture", read)
    brush = open_subject(model).brush
    flicker(brush, [], [tmp_path / name for name in ("a.png", "aaaa.png", "aa.png")], 64, said.append)
    assert said[0].startswith("panning over aaaa.png")
    assert most == [1]
