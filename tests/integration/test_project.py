"""A photo into a generator and out again: `pinxit project`, and latent files wherever a seed may stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from exports.catalog import default_shipped_folder
from exports.session import GeneratorModel, open_generator, open_projector
from studio.__main__ import main
from studio.document.exploration import LayerMix
from studio.engine.latent import from_seed
from studio.engine.projector import ProjectionRequest
from studio.engine.projector import project as engine_project
from studio.media.latents import read_latent, save_latent
from studio.media.provenance import read_recipe
from tests.helpers.assertions import assert_pictures_close, assert_sentence
from tests.helpers.commands import assert_one_line

Run = Callable[..., int]


@pytest.fixture
def run(tiny_folder: Path) -> Run:
    """Runs a verb with the tiny models at hand and returns its exit code."""

    def run(verb: str, *arguments: object) -> int:
        return main([verb, *map(str, arguments), "--models-folder", str(tiny_folder)])

    return run


@pytest.fixture
def generator(tiny_generator_path: Path) -> GeneratorModel:
    return open_generator(tiny_generator_path, provider="cpu")


@pytest.fixture
def own_picture(generator: GeneratorModel, tmp_path: Path) -> Path:
    """A picture of the tiny generator, without a word about where it comes from."""
    path = tmp_path / "own.png"
    Image.fromarray(generator(from_seed(77, generator.latent_size)[np.newaxis])[0]).save(path)
    return path


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def project(run: Run, photo: Path, out: Path, *more: object) -> int:
    return run("project", photo, "--model", "tiny-generator", "--out", out, *more)


def test_a_picture_is_found_and_carries_its_latent(
    run: Run, generator: GeneratorModel, own_picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = own_picture.with_name("found.png")
    assert project(run, own_picture, out) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    path_line, error_line = captured.out.splitlines()
    assert path_line == str(out)
    assert error_line.startswith("perceptual error 0.0")
    assert "tiny-generator" in error_line
    assert_pictures_close(pixels(out), pixels(own_picture), most=12, mean=3)

    recipe = read_recipe(out)
    assert recipe is not None
    assert recipe.kind == "project"
    assert recipe.models == {"tiny-generator": generator.digest}
    assert recipe.source["name"] == "own.png"
    latent = np.array(recipe.settings["seeds"][0], np.float32)
    assert_pictures_close(generator(latent[np.newaxis])[0], pixels(out))
    assert 0 <= recipe.settings["perceptual_error"] < recipe.settings["typical_distance"] / 10


def test_what_was_found_is_sampled_again(run: Run, own_picture: Path) -> None:
    found, latent, again = (own_picture.with_name(name) for name in ("found.png", "found.json", "again.png"))
    for out in (found, latent):
        assert project(run, own_picture, out, "--steps", 30) == 0
    for seed in (found, latent):
        assert run("sample", "--model", "tiny-generator", "--seed", seed, "--out", again) == 0
        assert_pictures_close(pixels(again), pixels(found))
        recipe = read_recipe(again)
        assert recipe is not None
        assert recipe.settings["seeds"] == [json.loads(latent.read_text())["latent"]]
    folder = own_picture.with_name("many")
    assert run("sample", "--model", "tiny-generator", "--seed", found, "--out", folder) == 0
    assert [path.name for path in folder.iterdir()] == ["tiny-generator-found.png"]


def test_a_film_walks_through_what_was_found(run: Run, generator: GeneratorModel, own_picture: Path) -> None:
    found, film = own_picture.with_name("found.json"), own_picture.with_name("film")
    save_latent(found, "tiny-generator", from_seed(5, generator.latent_size), {})
    seeds = f"3,{found},9"
    arguments = ["--seeds", seeds, "--frames", 3, "--size", 16, "--out", film]
    assert run("interpolate", "--model", "tiny-generator", *arguments) == 0
    frames = sorted(film.iterdir())
    for frame, seed in zip(frames, (3, 5, 9), strict=True):
        assert_pictures_close(pixels(frame), generator(from_seed(seed, generator.latent_size)[np.newaxis])[0])


def test_a_sample_stands_for_its_seed(run: Run, tmp_path: Path) -> None:
    sample, again = tmp_path / "sample.png", tmp_path / "again.png"
    assert run("sample", "--model", "tiny-generator", "--seed", 41, "--out", sample) == 0
    assert run("sample", "--model", "tiny-generator", "--seed", sample, "--out", again) == 0
    assert np.array_equal(pixels(sample), pixels(again))


def test_a_latent_file_says_at_which_truncation_it_is_drawn(
    run: Run, generator: GeneratorModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, mixed = tmp_path / "kept.json", tmp_path / "mixed.json"
    latent = from_seed(5, generator.latent_size)
    save_latent(kept, "tiny-generator", latent, {}, truncation=0.5)
    command = ["sample", "--model", "tiny-generator", "--seed", kept, "--out", tmp_path / "out.png"]
    assert run(*command) == 0
    assert_pictures_close(pixels(tmp_path / "out.png"), generator(latent[np.newaxis], 0.5)[0])
    assert run(*command, "--truncation", 1) == 0
    assert_pictures_close(pixels(tmp_path / "out.png"), generator(latent[np.newaxis], 1.0)[0])
    save_latent(mixed, "tiny-generator", latent, {}, mix=LayerMix(latent, (0,)))
    capsys.readouterr()
    assert run("sample", "--model", "tiny-generator", "--seed", mixed, "--out", tmp_path / "out.png") == 1
    assert_one_line(capsys, "mixed.json", "mixes layers")


def test_a_result_is_refined(run: Run, own_picture: Path) -> None:
    coarse, fine = own_picture.with_name("coarse.json"), own_picture.with_name("fine.json")
    assert project(run, own_picture, coarse, "--steps", 5, "--restarts", 1) == 0
    assert project(run, own_picture, fine, "--steps", 60, "--start", coarse) == 0
    before, after = (json.loads(path.read_text())["notes"]["pixel_error"] for path in (coarse, fine))
    assert after < before


def test_latents_come_back_to_the_bit(tmp_path: Path) -> None:
    latent = np.concatenate([from_seed(1, 100), np.array([1e-20, 0, -3e7], np.float32)])
    save_latent(tmp_path / "latent.json", "tiny-generator", latent, {"of": "a test"})
    stored = read_latent(tmp_path / "latent.json")
    assert stored.model == "tiny-generator"
    assert stored.latent is not None
    assert np.array_equal(stored.latent, latent)


def test_the_shipped_generator_finds_its_own_picture() -> None:
    path = default_shipped_folder() / "flowers-64.onnx"
    model = open_projector(path, provider="cpu", threads=1)
    photo = model.pictures(from_seed(51, model.latent_size)[np.newaxis])[0]
    found = engine_project(ProjectionRequest(photo), model)
    assert found.perceptual < found.typical / 10
    assert found.typical > 0.3


class TestRefusals:
    def refused(self, capsys: pytest.CaptureFixture[str], *parts: str) -> None:
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1, lines
        assert_sentence(lines[0], *parts)

    def test_a_latent_of_another_generator(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        other = tmp_path / "other.json"
        save_latent(other, "someone-else", from_seed(1, 8), {})
        assert run("sample", "--model", "tiny-generator", "--seed", other, "--out", tmp_path / "a.png") == 1
        self.refused(capsys, "other.json", "someone-else")

    def test_a_latent_of_another_length(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        long = tmp_path / "long.json"
        save_latent(long, "tiny-generator", from_seed(1, 9), {})
        assert run("sample", "--model", "tiny-generator", "--seed", long, "--out", tmp_path / "a.png") == 1
        self.refused(capsys, "long.json", "9 numbers", "8")

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "{}", '{"schema": 1, "model": "tiny-generator", "latent": [[1]]}', "\xff", "[" * 5000],
    )
    def test_a_file_that_holds_no_latent(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
    ) -> None:
        path = tmp_path / "bad.json"
        path.write_bytes(text.encode("latin-1"))
        assert run("sample", "--model", "tiny-generator", "--seed", path, "--out", tmp_path / "a.png") == 1
        self.refused(capsys, "bad.json", "no latent")

    def test_a_picture_that_does_not_say_its_latent(
        self, run: Run, own_picture: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = own_picture.with_name("a.png")
        assert run("sample", "--model", "tiny-generator", "--seed", own_picture, "--out", out) == 1
        self.refused(capsys, "own.png", "one latent")

    def test_a_file_that_is_not_there(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "a.png"
        assert run("sample", "--model", "tiny-generator", "--seed", tmp_path / "no.json", "--out", out) == 1
        self.refused(capsys, "no.json", "no such file")

    def test_several_samples_of_one_latent(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "one.json"
        save_latent(path, "tiny-generator", from_seed(1, 8), {})
        arguments = ["--seed", path, "--count", 4, "--out", tmp_path / "a.png"]
        assert run("sample", "--model", "tiny-generator", *arguments) == 2
        self.refused(capsys, "one latent")

    def test_a_model_that_is_no_generator(
        self, run: Run, own_picture: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = own_picture.with_name("a.png")
        assert run("project", own_picture, "--model", "tiny-style", "--out", out) == 1
        self.refused(capsys, "tiny-style", "not a generator")
        assert not out.exists()
