"""The blind comparison: nothing tells the judge, and the key tells everything."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch", reason="the comparison opens run folders, which needs torch")

from exports.session import open_style
from exports.stylecard import StyleCard
from tests.helpers.tiny_models import build_style, build_style_card
from tests.helpers.training_data import write_perceptual, write_pictures
from tools import blind_pairs
from tools.blind_pairs import Pair, draw_pairs, score_of
from training.config import build
from training.data import find_pictures
from training.style.train import StyleConfig, train_style


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    random = np.random.default_rng(0)
    for number in range(4):
        pixels = random.integers(0, 256, (24, 32, 3), np.uint8).repeat(2, 0).repeat(2, 1)
        Image.fromarray(pixels).save(folder / f"{number}.jpg", comment=b"taken by somebody")
    return folder


@pytest.fixture
def models(tmp_path: Path) -> tuple[Path, Path]:
    """Two networks in folders of their own, with styles of the same names."""
    paths = []
    for seed, name in enumerate(("ours", "theirs")):
        folder = tmp_path / name
        (folder / "styles").mkdir(parents=True)
        for number, style in enumerate(("brush", "reed")):
            build_style_card(folder / "styles" / f"{style}.png", style, seed=10 * seed + number)
        paths.append(build_style(folder / "network.onnx", seed=seed))
    return paths[0], paths[1]


def run(*arguments: object) -> int:
    return blind_pairs.main([str(argument) for argument in arguments])


def test_pairs_are_what_the_key_says(models: tuple[Path, Path], photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "blind"
    assert run("write", *models, photos, "--out", out, "--count", 6, "--size", 40) == 0
    key = json.loads((out / "key.json").read_text(encoding="utf-8"))
    assert list(key["pairs"]) == ["001", "002", "003", "004", "005", "006"]
    for name, pair in key["pairs"].items():
        with Image.open(out / "pairs" / f"{name}-photo.png") as picture:
            photo = np.asarray(picture)
        assert min(photo.shape[:2]) == 40
        second = "theirs" if pair["first"] == "ours" else "ours"
        for side, who in (("A", pair["first"]), ("B", second)):
            path = models[0] if who == "ours" else models[1]
            card = StyleCard.load(path.parent / "styles" / f"{pair['style']}.png")
            expected = open_style(path, provider="cpu")(photo, card.vector)
            with Image.open(out / "pairs" / f"{name}-{side}.png") as picture:
                np.testing.assert_array_equal(np.asarray(picture), expected)
            with Image.open(out / "sheets" / f"{name}.png") as sheet:
                shown = np.asarray(sheet)
            width, place = photo.shape[1], "AB".index(side) + 1
            left = place * (shown.shape[1] - 3 * width) // 2 + place * width
            np.testing.assert_array_equal(shown[:, left : left + width], expected)


def test_files_tell_nothing_but_their_pixels(models: tuple[Path, Path], photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "blind"
    assert run("write", *models, photos, "--out", out, "--count", 4) == 0
    files = [*(out / "pairs").iterdir(), *(out / "sheets").iterdir()]
    assert len(files) == 16
    assert len({path.stat().st_mtime for path in files}) == 1
    for path in files:
        assert b"somebody" not in path.read_bytes()
        with Image.open(path) as picture:
            picture.load()
            assert not picture.info
            assert not picture.getexif()
    lines = (out / "judgement.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["pair,choice", "001,", "002,", "003,", "004,"]


def test_the_same_seed_draws_the_same_pairs() -> None:
    photos, styles = [Path(f"{index}.png") for index in range(5)], ["a", "b", "c"]
    assert draw_pairs(photos, styles, 11, 3) == draw_pairs(photos, styles, 11, 3)
    assert draw_pairs(photos, styles, 11, 3) != draw_pairs(photos, styles, 11, 4)


def test_pairs_are_balanced_and_do_not_repeat() -> None:
    photos, styles = [Path(f"{index}.png") for index in range(5)], ["a", "b", "c"]
    pairs = draw_pairs(photos, styles, 14, 1).values()
    assert len({(pair.photo, pair.style) for pair in pairs}) == 14
    assert Counter(pair.first for pair in pairs) == {"ours": 7, "theirs": 7}
    assert set(Counter(pair.photo for pair in pairs).values()) == {2, 3}
    assert set(Counter(pair.style for pair in pairs).values()) <= {4, 5}
    order = [pair.first for pair in pairs]
    assert order != sorted(order)


def test_a_judge_who_always_prefers_ours_is_counted_whatever_the_side() -> None:
    pairs = {
        str(index): Pair("ours" if index % 2 else "theirs", "p.png", "a" if index < 5 else "b")
        for index in range(10)
    }
    choices = {name: "A" if pair.first == "ours" else "B" for name, pair in pairs.items()}
    score = score_of(pairs, choices)
    assert (score.ours, score.theirs, score.ties, score.unjudged) == (10, 0, 0, 0)
    assert score.p_value == pytest.approx(2 * 0.5**10)
    assert score.first == 0.5
    assert score.styles == {"a": (5, 0, 0), "b": (5, 0, 0)}
    assert score.low > 0.5


def test_ties_are_left_out_of_the_test() -> None:
    pairs = {str(index): Pair("ours", "p.png", "a") for index in range(8)}
    choices = {"0": "A", "1": "A", "2": "A", "3": "B", "4": "tie", "5": "tie"}
    score = score_of(pairs, choices)
    assert (score.ours, score.theirs, score.ties, score.unjudged) == (3, 1, 2, 2)
    # 4 decided pairs: at least as uneven as 3 to 1 are 0, 1, 3 and 4 wins, 10 of 16 cases.
    assert score.p_value == pytest.approx(10 / 16)


def test_score_reads_a_judgement(
    models: tuple[Path, Path], photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, judgement = tmp_path / "blind", tmp_path / "mine.csv"
    assert run("write", *models, photos, "--out", out, "--count", 4, "--styles", "reed") == 0
    pairs = json.loads((out / "key.json").read_text(encoding="utf-8"))["pairs"]
    theirs = ["b" if pair["first"] == "ours" else " A " for pair in pairs.values()]
    rows = [f"{name}, {choice}" for name, choice in zip(pairs, [*theirs[:3], "TIE"], strict=True)]
    judgement.write_text("pair,choice\n" + "\n".join(rows), encoding="utf-8")
    capsys.readouterr()
    assert run("score", out, judgement, "--judge", "a painter") == 0
    told = capsys.readouterr().out.splitlines()[0]
    assert told.startswith("ours 0, theirs 3, ties 1: ours won 0% of 3 decided pairs")
    assert told.endswith("judged by a painter")
    assert run("score", out, judgement, "--json") == 0
    assert json.loads(capsys.readouterr().out)["styles"] == {"reed": [0, 3, 1]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("001,A\n", "must begin with the line: pair,choice"),
        ("pair,choice\n009,A\n", "the pair '009', which this comparison does not have"),
        ("pair,choice\n001,A\n001,B\n", "judges the pair 001 twice"),
        ("pair,choice\n001,left\n", "the choice 'left' for the pair 001; write A, B or tie"),
        ("pair,choice\n001,tie\n002,\n", "No pair was decided"),
    ],
)
def test_a_judgement_that_does_not_fit_is_refused_in_one_sentence(
    text: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = {name: {"first": "ours", "photo": "p.png", "style": "a"} for name in ("001", "002")}
    (tmp_path / "key.json").write_text(json.dumps({"pairs": pairs}), encoding="utf-8")
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    assert run("score", tmp_path, tmp_path / "mine.csv") == 1
    message = capsys.readouterr().err
    assert sentence in message
    assert message.count("\n") == 1


def test_runs_are_compared_on_photos_that_they_kept_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ours and the reference network, each trained for a step by the same loop."""
    photos = write_pictures(tmp_path / "photos", 4)
    paintings = [str(path) for path in find_pictures([photos])[:2]]
    options = {
        "data": (str(photos),),
        "paintings": paintings,
        "perceptual": (str(write_perceptual(tmp_path / "perceptual")),),
        "crops": {"side_px": 80},
        "margin_px": 4,
        "steps": 1,
        "batch": 1,
        "holdout_every": 2,
    }
    runs = {"ours": {"network": {"channels": 8, "blocks": 1, "half_channels": 4}}}
    runs["theirs"] = {"johnson": {"channels": 4, "blocks": 1}}
    for name, shape in runs.items():
        train_style(build(StyleConfig, {**options, **shape}), tmp_path / name)
    out = tmp_path / "blind"
    assert run("write", tmp_path / "ours", tmp_path / "theirs", "--out", out, "--count", 4) == 0
    key = json.loads((out / "key.json").read_text(encoding="utf-8"))
    assert {Path(pair["photo"]).name for pair in key["pairs"].values()} == {
        "picture00.png",
        "picture02.png",
    }
    seen = photos / "picture01.png"
    assert run("write", tmp_path / "ours", tmp_path / "theirs", seen, "--out", tmp_path / "again") == 1
    assert "was trained on all of these photos" in capsys.readouterr().err


def test_comparisons_that_cannot_be_made_are_refused(
    models: tuple[Path, Path], photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "blind"
    assert run("write", *models, photos, "--out", out, "--count", 9) == 1
    assert "4 photos in 2 styles make 8 pairs, not 9" in capsys.readouterr().err
    assert run("write", *models, photos, "--out", out, "--styles", "oak") == 1
    assert "no style 'oak'; it has" in capsys.readouterr().err
    assert run("write", *models, photos, "--out", out, "--count", 2) == 0
    assert run("write", *models, photos, "--out", out, "--count", 2) == 1
    assert "holds a comparison already" in capsys.readouterr().err
    assert run("write", *models, "--out", tmp_path / "other") == 1
    assert "A model file does not tell which photos it never saw" in capsys.readouterr().err
    assert run("score", photos, out / "judgement.csv") == 1
    assert "There is no key.json" in capsys.readouterr().err
